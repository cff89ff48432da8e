//! How much is in an account: which one is said, which balance it is, and overdrawn by name.

use async_trait::async_trait;

use super::reading::{account_length, named, page};
use crate::dialogue::handler::{Ask, IntentHandler, Outcome, Trouble};
use crate::dialogue::saying::{Say, Value, Values};
use crate::domain::account::{Account, AccountKind};
use crate::domain::balance::{Balance, BalanceType};
use crate::domain::disclosed::{Decision, Sensitivity};

/// A band begins this many whole units above zero. It depends on no figure of the customer's.
const COMFORTABLE_UNITS: i64 = 1_000;
const TIGHT_UNITS: i64 = 100;

#[derive(Debug)]
pub(super) struct GetBalance;

#[async_trait]
impl IntentHandler for GetBalance {
    async fn handle(&self, ask: Ask<'_>) -> Result<Outcome, Trouble> {
        ask.gate.pass(Sensitivity::Balance)?;
        let accounts = ask.desk.accounts().await?;
        let Some(meant) = named(&ask, &accounts) else {
            return Ok(Outcome::done(Say::reply("no_such_account")));
        };
        let (shown, more) = page(&ask, &meant, account_length);
        let asked = shown.iter().map(|account| ask.desk.balances(&account.id));
        let balances = futures_util::future::join_all(asked).await;
        let mut lines = Vec::new();
        for (account, balances) in shown.iter().zip(balances) {
            lines.push(told(&ask, account, &balances?)?);
        }
        if lines.is_empty() {
            return Ok(Outcome::done(Say::reply("no_account")));
        }
        Ok(Outcome::page(lines, more))
    }
}

fn told(ask: &Ask<'_>, account: &Account, balances: &[Balance]) -> Result<Say, Trouble> {
    let of = |kind| balances.iter().find(|balance| balance.kind == kind);
    let values = Values::account(ask.gate, account)?;
    let Some(balance) = of(BalanceType::Available).or_else(|| of(BalanceType::Booked)) else {
        return Ok(Say::reply("no_figure").values(values));
    };
    if ask.gate.decision(Sensitivity::Balance) == Decision::Band {
        return Ok(Say::reply(band(account, balance)).values(values));
    }
    let amount = ask.gate.allow(Sensitivity::Balance, balance.amount.abs())?;
    let zone = ask.turn.surface.time_zone.unwrap_or(chrono_tz::UTC);
    let as_of = balance.as_of.with_timezone(&zone).date_naive();
    let values = values.with("amount", Value::Amount(amount)).with("date", Value::Date(as_of));
    // A figure of today needs no date; an older one says its age.
    let key = match (balance.amount.is_negative(), balance.kind, as_of < ask.today) {
        (true, _, false) if is_credit(account) => "owed",
        (true, _, true) if is_credit(account) => "owed_as_of",
        (true, _, false) => "overdrawn",
        (true, _, true) => "overdrawn_as_of",
        (false, BalanceType::Available, false) => "available",
        (false, BalanceType::Available, true) => "available_as_of",
        (false, BalanceType::Booked, false) => "booked",
        (false, BalanceType::Booked, true) => "booked_as_of",
    };
    Ok(Say::reply(key).values(values))
}

/// Which band; its words never hold the figure.
fn band(account: &Account, balance: &Balance) -> &'static str {
    let per_unit = 10_i64.saturating_pow(u32::from(balance.amount.currency().exponent()));
    let minor = balance.amount.minor_units();
    if minor < 0 && is_credit(account) {
        "band_owed"
    } else if minor < 0 {
        "band_overdrawn"
    } else if minor < per_unit.saturating_mul(TIGHT_UNITS) {
        "band_tight"
    } else if minor < per_unit.saturating_mul(COMFORTABLE_UNITS) {
        "band_above_zero"
    } else {
        "band_comfortable"
    }
}

/// Below zero, as these are by their nature, is not overdrawn.
const fn is_credit(account: &Account) -> bool {
    match account.kind {
        AccountKind::CreditCard | AccountKind::Loan => true,
        AccountKind::Checking
        | AccountKind::Joint
        | AccountKind::Savings
        | AccountKind::FixedTerm => false,
    }
}
