//! The latest bookings: three at a time, merchant, amount and day, pending ones marked.

use async_trait::async_trait;

use super::reading::{booking_length, bookings, named, page, period, row};
use crate::dialogue::filled::Heard;
use crate::dialogue::handler::{Ask, IntentHandler, Outcome, Trouble};
use crate::dialogue::saying::{Say, Value};
use crate::domain::disclosed::{Decision, Sensitivity};

#[derive(Debug)]
pub(super) struct ListTransactions;

#[async_trait]
impl IntentHandler for ListTransactions {
    async fn handle(&self, ask: Ask<'_>) -> Result<Outcome, Trouble> {
        // There is no band of a booking: where only bands are said, the app has it.
        if ask.gate.decision(Sensitivity::Transaction) == Decision::Band {
            return Err(Trouble::Withheld(Decision::OnPhone));
        }
        ask.gate.pass(Sensitivity::Transaction)?;
        let accounts = ask.desk.accounts().await?;
        let Some(meant) = named(&ask, &accounts) else {
            return Ok(Outcome::done(Say::reply("no_such_account")));
        };
        let Some(period) = period(&ask) else {
            return Ok(Outcome::AskSlot { slot: "period", say: Say::reply("which_period") });
        };
        let mut all = bookings(&ask, &meant, period).await?;
        if let Heard::Clear(count) = ask.slots.count("count") {
            all.truncate(usize::try_from(count.max(1)).unwrap_or(usize::MAX));
        }
        if all.is_empty() {
            return Ok(Outcome::done(Say::reply("none").with("period", Value::Period(period))));
        }
        let (shown, more) = page(&ask, &all, booking_length);
        let rows = shown.iter().map(|booking| row(ask.gate, booking));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let key = if ask.from == 0 { "bookings" } else { "more_bookings" };
        let say = Say::reply(key).with("bookings", Value::Rows { each: "booking", rows });
        Ok(Outcome::page(vec![say], more))
    }
}
