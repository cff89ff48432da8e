//! Pays somebody on the customer's payee list, and nobody else.
//!
//! Whom, then how much, then from where. Between the slots and the read-back stand the cap, the
//! question "again?" and the name check; each answer counts for exactly the facts it was asked
//! about.

use async_trait::async_trait;

use crate::dialogue::choosing::{Choice, Marks, choose};
use crate::dialogue::handler::{Agreed, Ask, IntentHandler, Means, Outcome, Then, Trouble};
use crate::dialogue::money::{self, Amount};
use crate::dialogue::saying::{Line, Say, Value, Values};
use crate::dialogue::status;
use crate::domain::account::{Account, AccountKind};
use crate::domain::disclosed::Sensitivity;
use crate::domain::outside::OutsideText;
use crate::domain::payee::{Payee, PayeeMatch};
use crate::domain::transfer::{Creditor, Debtor, FactSheet, ListedAs, TransferKind};

/// More names than that nobody can keep in mind.
const OFFER_AT_MOST: usize = 3;

#[derive(Debug)]
pub(super) struct PaySavedPayee;

#[async_trait]
impl IntentHandler for PaySavedPayee {
    async fn handle(&self, ask: Ask<'_>) -> Result<Outcome, Trouble> {
        let Some(said) = ask.slots.name("payee") else {
            return Ok(Outcome::AskSlot { slot: "payee", say: Say::prompt("payee") });
        };
        let (payees, accounts) = tokio::join!(ask.desk.payees(), ask.desk.accounts());
        let payees = payees?;
        let payee = match choose(&ask, said, &payees, marks) {
            Choice::One(payee) => payee,
            // It only sounds or looks like this one.
            Choice::Several(several) if several.len() == 1 => match several.first() {
                Some(payee) if ask.has_agreed(&meant(payee)) => payee,
                Some(payee) => {
                    let say = Say::reply("did_you_mean").values(named(&ask, payee)?);
                    return Ok(Outcome::AskYesNo { say, means: Means::GoOn(meant(payee).into()) });
                }
                None => return Ok(Outcome::AskSlot { slot: "payee", say: Say::prompt("payee") }),
            },
            Choice::Several(several) => return which(&ask, &several),
            Choice::None => {
                let say = Say::reply("not_on_list");
                return Ok(Outcome::AskSlot { slot: "payee", say });
            }
        };
        let mut accounts = accounts?;
        accounts
            .retain(|account| matches!(account.kind, AccountKind::Checking | AccountKind::Joint));
        let account = match money::source(&ask, "from", &accounts) {
            Ok(account) => account,
            Err(outcome) => return Ok(outcome),
        };
        let amount = match money::amount(&ask, account.currency) {
            Amount::Is(amount) => amount,
            Amount::Ask(say) => {
                let say = say.values(named(&ask, payee)?);
                return Ok(Outcome::AskSlot { slot: "amount", say });
            }
        };
        if let Some(refusal) = money::over_cap(&ask, amount)? {
            return Ok(refusal);
        }
        let Some(execute_on) = money::day(&ask) else {
            return Ok(Outcome::AskSlot { slot: "date", say: Say::prompt("date") });
        };
        let facts = (reference(&ask), execute_on);
        let sheet = FactSheet::new(
            TransferKind::SavedPayee,
            Debtor { account: account.id.clone(), identifier: account.identifier.clone() },
            Creditor {
                listed_as: ListedAs::Payee(payee.id.clone()),
                name: payee.name.clone(),
                identifier: payee.identifier.clone(),
            },
            amount,
            facts,
        );
        match sheet {
            Ok(sheet) => check_and_read(&ask, sheet, (payee, account)).await,
            Err(_) => Ok(Outcome::done(Say::phrase("same_account_payee"))),
        }
    }

    async fn act(&self, ask: Ask<'_>, agreed: Agreed) -> Result<Outcome, Trouble> {
        match agreed {
            Agreed::Transfer(confirmed) => status::start(&ask, *confirmed).await,
            Agreed::Action(_) => Ok(Outcome::done(Say::phrase("nothing_done"))),
        }
    }
}

/// What is asked before the facts are read aloud.
async fn check_and_read(
    ask: &Ask<'_>,
    sheet: FactSheet,
    (payee, account): (&Payee, &Account),
) -> Result<Outcome, Trouble> {
    let mut values = named(ask, payee)?;
    values.set("amount", Value::Amount(ask.gate.allow(Sensitivity::Payment, sheet.amount())?));
    if let Some(again) = money::again(ask, &sheet, &values).await? {
        return Ok(again);
    }
    let check = ask.desk.verify(payee).await?;
    let hash = sheet.hash().to_hex();
    let asked = match &check {
        PayeeMatch::Match => None,
        PayeeMatch::NoMatch if !ask.parts.settings.pay_despite_no_match => {
            return Ok(Outcome::then(Say::reply("name_does_not_match").values(values), Then::Done));
        }
        // The name the check returned stays where the customer alone reads it.
        PayeeMatch::Close { .. } => Some(("name_is_close", format!("close:{hash}"))),
        PayeeMatch::NoMatch => Some(("pay_despite_name", format!("no_match:{hash}"))),
        PayeeMatch::NotPossible => Some(("name_not_checked", format!("unchecked:{hash}"))),
    };
    if let Some((key, means)) = asked
        && !ask.has_agreed(&means)
    {
        let means = Means::GoOn(means.into());
        return Ok(Outcome::AskYesNo { say: Say::reply(key).values(values), means });
    }
    let (later, text) = (sheet.execute_on() != ask.today, sheet.reference());
    values.set("date", Value::Date(sheet.execute_on()));
    if !text.is_empty() {
        values.set("text", Value::Name(ask.gate.allow(Sensitivity::Payment, text.clone())?));
    }
    let line = match (later, text.is_empty()) {
        (false, true) => Line::ReadBack,
        (false, false) => Line::Reply("read_back_text"),
        (true, true) => Line::Reply("read_back_later"),
        (true, false) => Line::Reply("read_back_later_text"),
    };
    let from = Values::account_as(ask.gate, account, "from", "from.last_digits")?;
    let say = Say::line(line).values(values).values(from);
    Ok(Outcome::ReadBack { say, sheet: Box::new(sheet), check: Some(check) })
}

/// Several fit: asked by the first thing in which they differ and which may be said.
fn which(ask: &Ask<'_>, several: &[&Payee]) -> Result<Outcome, Trouble> {
    if several.len() > OFFER_AT_MOST {
        return Ok(Outcome::AskSlot { slot: "payee", say: Say::reply("too_many") });
    }
    let all_differ = |mark: fn(&Payee) -> &str| {
        let marks: std::collections::BTreeSet<String> =
            several.iter().map(|payee| mark(payee).to_lowercase()).collect();
        marks.len() == several.len() && !marks.contains("")
    };
    let each = if all_differ(|payee| payee.name.as_str()) {
        "choice_name"
    } else if all_differ(|payee| payee.bank_name.as_str()) {
        "choice_bank"
    } else {
        "choice_digits"
    };
    let mut rows = Vec::new();
    for payee in several {
        let mut row = named(ask, payee)?;
        let bank = ask.gate.allow(Sensitivity::Payment, payee.bank_name.clone())?;
        row.set("payee.bank", Value::Name(bank));
        rows.push(row);
    }
    let offered = several.iter().map(|payee| payee.id.as_str().into()).collect();
    let say = Say::reply("which_payee").with("choices", Value::Rows { each, rows });
    Ok(Outcome::AskWhich { slot: "payee", say, offered })
}

fn named(ask: &Ask<'_>, payee: &Payee) -> Result<Values, Trouble> {
    let name = ask.gate.allow(Sensitivity::Payment, payee.name.clone())?;
    let digits = ask.gate.allow(Sensitivity::Payment, payee.identifier.last_digits())?;
    Ok(Values::default()
        .with("payee", Value::Name(name))
        .with("payee.last_digits", Value::Digits(digits)))
}

/// What a yes to "do you mean …?" stands for.
fn meant(payee: &Payee) -> String {
    format!("meant:{}", payee.id.as_str())
}

fn marks(payee: &Payee) -> Marks<'_> {
    Marks {
        id: payee.id.as_str(),
        name: payee.name.as_str(),
        last_digits: payee.identifier.last_digits(),
        other: payee.bank_name.as_str(),
    }
}

fn reference(ask: &Ask<'_>) -> OutsideText {
    match ask.slots.name("reference") {
        Some(said) => OutsideText::clean(said.words),
        None => OutsideText::clean(""),
    }
}
