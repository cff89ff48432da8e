//! Moves money between two accounts of the same customer.

use async_trait::async_trait;

use crate::dialogue::choosing::{self, Choice};
use crate::dialogue::handler::{Agreed, Ask, IntentHandler, Outcome, Trouble};
use crate::dialogue::money::{self, Amount};
use crate::dialogue::saying::{Line, Say, Value, Values};
use crate::dialogue::status;
use crate::domain::account::{Account, AccountKind};
use crate::domain::disclosed::Sensitivity;
use crate::domain::outside::OutsideText;
use crate::domain::transfer::{Creditor, Debtor, FactSheet, ListedAs, TransferKind};

#[derive(Debug)]
pub(super) struct TransferOwnAccounts;

#[async_trait]
impl IntentHandler for TransferOwnAccounts {
    async fn handle(&self, ask: Ask<'_>) -> Result<Outcome, Trouble> {
        let accounts = ask.desk.accounts().await?;
        let accounts: Vec<Account> =
            accounts.into_iter().filter(|account| moves_money(account.kind)).collect();
        let to = match target(&ask, &accounts) {
            Ok(to) => to,
            Err(outcome) => return Ok(outcome),
        };
        // What goes to an account never comes from it, so that it need not be said.
        let others: Vec<Account> = if ask.slots.is_said("from") {
            accounts.clone()
        } else {
            accounts.iter().filter(|account| account.id != to.id).cloned().collect()
        };
        let from = match money::source(&ask, "from", &others) {
            Ok(from) => from,
            Err(outcome) => return Ok(outcome),
        };
        if from.id == to.id {
            return Ok(Outcome::AskSlot { slot: "to", say: Say::phrase("same_account") });
        }
        if from.currency != to.currency {
            return Ok(Outcome::done(Say::phrase("amount_other_currency_accounts")));
        }
        let amount = match money::amount(&ask, from.currency) {
            Amount::Is(amount) => amount,
            Amount::Ask(say) => return Ok(Outcome::AskSlot { slot: "amount", say }),
        };
        if let Some(refusal) = money::over_cap(&ask, amount)? {
            return Ok(refusal);
        }
        let Some(day) = money::day(&ask) else {
            return Ok(Outcome::AskSlot { slot: "date", say: Say::prompt("date") });
        };
        let sheet = FactSheet::new(
            TransferKind::OwnAccounts,
            Debtor { account: from.id.clone(), identifier: from.identifier.clone() },
            Creditor {
                listed_as: ListedAs::OwnAccount(to.id.clone()),
                name: to.nickname.clone(),
                identifier: to.identifier.clone(),
            },
            amount,
            (OutsideText::clean(""), day),
        );
        let Ok(sheet) = sheet else {
            return Ok(Outcome::AskSlot { slot: "to", say: Say::phrase("same_account") });
        };
        read(&ask, sheet, from, to).await
    }

    async fn act(&self, ask: Ask<'_>, agreed: Agreed) -> Result<Outcome, Trouble> {
        match agreed {
            Agreed::Transfer(confirmed) => status::start(&ask, *confirmed).await,
            Agreed::Action(_) => Ok(Outcome::done(Say::phrase("nothing_done"))),
        }
    }
}

async fn read(
    ask: &Ask<'_>,
    sheet: FactSheet,
    from: &Account,
    to: &Account,
) -> Result<Outcome, Trouble> {
    let mut values = Values::account_as(ask.gate, from, "from", "from.last_digits")?;
    values.extend(Values::account_as(ask.gate, to, "to", "to.last_digits")?);
    let amount = ask.gate.allow(Sensitivity::Payment, sheet.amount())?;
    values.set("amount", Value::Amount(amount));
    // "Again?" names a payee; here it is the account.
    let mut again = values.clone();
    if let Some(called) = values.get("to").cloned() {
        again.set("payee", called);
    }
    if let Some(outcome) = money::again(ask, &sheet, &again).await? {
        return Ok(outcome);
    }
    let line = if sheet.execute_on() == ask.today {
        Line::ReadBack
    } else {
        values.set("date", Value::Date(sheet.execute_on()));
        Line::Reply("read_back_later")
    };
    let say = Say::line(line).values(values);
    Ok(Outcome::ReadBack { say, sheet: Box::new(sheet), check: None })
}

fn target<'a>(ask: &Ask<'_>, accounts: &'a [Account]) -> Result<&'a Account, Outcome> {
    let Some(said) = ask.slots.name("to") else {
        return Err(Outcome::AskSlot { slot: "to", say: Say::prompt("to") });
    };
    match choosing::account(ask, Some(said), accounts) {
        Choice::One(account) => Ok(account),
        Choice::None => Err(Outcome::AskSlot { slot: "to", say: Say::phrase("no_such_account") }),
        Choice::Several(_) => Err(Outcome::AskSlot { slot: "to", say: Say::prompt("to") }),
    }
}

/// Cards and loans are paid by other means, and fixed terms are fixed.
const fn moves_money(kind: AccountKind) -> bool {
    match kind {
        AccountKind::Checking | AccountKind::Joint | AccountKind::Savings => true,
        AccountKind::FixedTerm | AccountKind::CreditCard | AccountKind::Loan => false,
    }
}
