//! Finds bookings by merchant, amount, direction and period, and says how far back it looked.

use async_trait::async_trait;
use uuid::Uuid;

use super::reading::{booking_length, bookings, page, period, row};
use crate::dialogue::filled::Heard;
use crate::dialogue::handler::{Ask, IntentHandler, Means, Outcome, Trouble};
use crate::dialogue::saying::{Say, Value};
use crate::domain::account::Account;
use crate::domain::disclosed::{Decision, Sensitivity};
use crate::domain::outside::OutsideText;
use crate::domain::transaction::Transaction;
use crate::understanding::{NameMatch, match_name};

#[derive(Debug)]
pub(super) struct SearchTransactions;

#[async_trait]
impl IntentHandler for SearchTransactions {
    async fn handle(&self, ask: Ask<'_>) -> Result<Outcome, Trouble> {
        if ask.gate.decision(Sensitivity::Transaction) == Decision::Band {
            return Err(Trouble::Withheld(Decision::OnPhone));
        }
        ask.gate.pass(Sensitivity::Transaction)?;
        let Some(period) = period(&ask) else {
            return Ok(Outcome::AskSlot { slot: "period", say: Say::reply("which_period") });
        };
        let amount = ask.slots.amount("amount");
        if amount == Heard::Unclear {
            return Ok(Outcome::AskSlot { slot: "amount", say: Say::reply("which_amount") });
        }
        let accounts = ask.desk.accounts().await?;
        let every: Vec<&Account> = accounts.iter().collect();
        let mut all = bookings(&ask, &every, period).await?;
        if let Heard::Clear(said) = amount {
            all.retain(|booking| {
                let sum = booking.amount.abs();
                sum.minor_units() == said.amount.minor_units()
                    && (!said.currency_said || sum.currency() == said.amount.currency())
            });
        }
        if let Heard::Clear(direction) = ask.slots.direction("direction") {
            all.retain(|booking| booking.direction() == direction);
        }
        if let Some(said) = ask.slots.name("merchant") {
            match of_merchant(&ask, said.words, all) {
                Merchant::Found(found) => all = found,
                Merchant::Near(name) => return near(&ask, name),
                Merchant::None => all = Vec::new(),
            }
        }
        if all.is_empty() {
            return Ok(Outcome::done(Say::reply("none").with("period", Value::Period(period))));
        }
        let (shown, more) = page(&ask, &all, booking_length);
        let rows = shown.iter().map(|booking| row(ask.gate, booking));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let count = u64::try_from(all.len()).unwrap_or(u64::MAX);
        let key = if ask.from == 0 { "found" } else { "more_found" };
        let say = Say::reply(key)
            .with("count", Value::Number(count))
            .with("period", Value::Period(period))
            .with("bookings", Value::Rows { each: "booking", rows });
        Ok(Outcome::page(vec![say], more))
    }
}

pub(super) enum Merchant {
    Found(Vec<Transaction>),
    /// None is called that, and this one sounds most like it.
    Near(OutsideText),
    None,
}

/// The bookings with somebody of that name: by the name itself first, by likeness after that.
pub(super) fn of_merchant(ask: &Ask<'_>, said: &str, mut all: Vec<Transaction>) -> Merchant {
    let wanted = said.to_lowercase();
    let holds =
        |booking: &Transaction| booking.counterparty.as_str().to_lowercase().contains(&wanted);
    if !wanted.is_empty() && all.iter().any(&holds) {
        all.retain(holds);
        return Merchant::Found(all);
    }
    let mut names: Vec<OutsideText> =
        all.iter().map(|booking| booking.counterparty.clone()).collect();
    names.sort();
    names.dedup();
    let spelt: Vec<&str> = names.iter().map(OutsideText::as_str).collect();
    let index = match match_name(said, &spelt, ask.turn.surface.locale) {
        NameMatch::One(index) => Some(index),
        NameMatch::Several(indexes) => indexes.first().copied(),
        NameMatch::None => None,
    };
    match index.and_then(|index| names.get(index)) {
        Some(name) if ask.has_agreed(&meant(name)) => {
            all.retain(|booking| booking.counterparty == *name);
            Merchant::Found(all)
        }
        Some(name) => Merchant::Near(name.clone()),
        None => Merchant::None,
    }
}

/// A likeness is asked about, not taken.
pub(super) fn near(ask: &Ask<'_>, name: OutsideText) -> Result<Outcome, Trouble> {
    let means = Means::GoOn(meant(&name).into());
    let name = ask.gate.allow(Sensitivity::Transaction, name)?;
    let say = Say::reply("nearest").with("merchant", Value::Name(name));
    Ok(Outcome::AskYesNo { say, means })
}

/// Names the merchant that was asked about without keeping the name.
fn meant(name: &OutsideText) -> String {
    format!("merchant:{}", Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_str().as_bytes()))
}
