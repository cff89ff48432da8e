//! What every movement of money asks on its way to the read-back: how much, from where, when, not
//! too much, not twice.

use chrono::{Days, NaiveDate};

use super::choosing::{self, Choice};
use super::filled::Heard;
use super::handler::{Ask, Means, Outcome, Trouble};
use super::saying::{Say, Value, Values};
use crate::domain::account::Account;
use crate::domain::disclosed::Sensitivity;
use crate::domain::money::{Currency, Money};
use crate::domain::transfer::FactSheet;

/// How far ahead a payment may be ordered by voice.
const DAYS_AHEAD: u64 = 365;

pub(super) enum Amount {
    Is(Money),
    Ask(Say),
}

/// The amount that was said, in the account's currency where none was.
pub(super) fn amount(ask: &Ask<'_>, currency: Currency) -> Amount {
    let said = match ask.slots.amount("amount") {
        Heard::Missing => return Amount::Ask(Say::prompt("amount")),
        Heard::Unclear => return Amount::Ask(Say::phrase("amount_unclear")),
        Heard::Clear(said) => said,
    };
    let amount = if said.currency_said {
        said.amount
    } else if said.amount.currency().exponent() == currency.exponent() {
        Money::new(said.amount.minor_units(), currency)
    } else {
        // "Fifty" in a currency with other decimals is another number.
        return Amount::Ask(Say::phrase("amount_unclear"));
    };
    if amount.currency() != currency {
        return Amount::Ask(Say::phrase("amount_other_currency"));
    }
    if amount.is_positive() {
        Amount::Is(amount)
    } else {
        Amount::Ask(Say::phrase("amount_unclear"))
    }
}

/// The account that pays: the one named, the default, or a question.
pub(super) fn source<'a>(
    ask: &Ask<'_>,
    slot: &'static str,
    accounts: &'a [Account],
) -> Result<&'a Account, Outcome> {
    let said = ask.slots.name(slot);
    match choosing::account(ask, said, accounts) {
        Choice::One(account) => Ok(account),
        Choice::None if accounts.is_empty() => Err(Outcome::done(Say::phrase("no_account"))),
        Choice::None if said.is_some() => {
            Err(Outcome::AskSlot { slot, say: Say::phrase("no_such_account") })
        }
        Choice::None | Choice::Several(_) => Err(Outcome::AskSlot { slot, say: Say::prompt(slot) }),
    }
}

/// The day of a payment; nothing when it is not one on which this can be done.
pub(super) fn day(ask: &Ask<'_>) -> Option<NaiveDate> {
    let day = match ask.slots.date("date") {
        Heard::Missing => return Some(ask.today),
        Heard::Unclear => return None,
        Heard::Clear(day) => day,
    };
    let last = ask.today.checked_add_days(Days::new(DAYS_AHEAD))?;
    (ask.today <= day && day <= last).then_some(day)
}

/// More than may be moved at once is refused before anybody is asked to say yes to it. The day's
/// sum is reserved with the record.
pub(super) fn over_cap(ask: &Ask<'_>, amount: Money) -> Result<Option<Outcome>, Trouble> {
    let Some(caps) = ask.parts.settings.caps(amount.currency()) else {
        return Ok(Some(Outcome::done(Say::phrase("cap_currency"))));
    };
    if !amount.exceeds(caps.per_transfer).unwrap_or(true) {
        return Ok(None);
    }
    let most = ask.gate.allow(Sensitivity::Public, caps.per_transfer)?;
    let say = Say::phrase("cap_transfer_of").with("amount", Value::Amount(most));
    Ok(Some(Outcome::AskSlot { slot: "amount", say }))
}

/// The same again within the window is asked about first.
pub(super) async fn again(
    ask: &Ask<'_>,
    sheet: &FactSheet,
    values: &Values,
) -> Result<Option<Outcome>, Trouble> {
    let means = format!("again:{}", sheet.hash().to_hex());
    if ask.has_agreed(&means) {
        return Ok(None);
    }
    let customer = &ask.desk.access()?.customer;
    let similar =
        ask.parts.transfers.similar(&ask.parts.bank_id, customer, sheet, ask.now()).await?;
    Ok(similar.map(|before| {
        let minutes = ask.now().signed_duration_since(before.confirmed_at).num_minutes();
        let hours = u64::try_from(minutes / 60).unwrap_or(0);
        let minutes = u64::try_from(minutes).unwrap_or(0);
        let say = if hours > 0 {
            Say::phrase("again_hours").with("hours", Value::Number(hours))
        } else {
            Say::phrase("again_minutes").with("minutes", Value::Number(minutes.max(1)))
        };
        Outcome::AskYesNo { say: say.values(values.clone()), means: Means::GoOn(means.into()) }
    }))
}
