//! Adds up what went out or came in, with its period, refunds taken off and said to be.

use std::collections::BTreeSet;

use async_trait::async_trait;

use super::reading::{bookings, period};
use super::search_transactions::{Merchant, near, of_merchant};
use crate::catalog::List;
use crate::contracts::bank::BankErrorKind;
use crate::dialogue::filled::Heard;
use crate::dialogue::handler::{Ask, IntentHandler, Outcome, Trouble};
use crate::dialogue::saying::{Say, Value};
use crate::domain::account::Account;
use crate::domain::disclosed::{Decision, Sensitivity};
use crate::domain::money::Money;
use crate::domain::transaction::{DateRange, Direction, Transaction};

#[derive(Debug)]
pub(super) struct SpendingSummary;

#[async_trait]
impl IntentHandler for SpendingSummary {
    async fn handle(&self, ask: Ask<'_>) -> Result<Outcome, Trouble> {
        if ask.gate.decision(Sensitivity::Transaction) == Decision::Band {
            return Err(Trouble::Withheld(Decision::OnPhone));
        }
        ask.gate.pass(Sensitivity::Transaction)?;
        let Some(period) = asked_period(&ask) else {
            return Ok(Outcome::AskSlot { slot: "period", say: Say::reply("which_period") });
        };
        let accounts = ask.desk.accounts().await?;
        let every: Vec<&Account> = accounts.iter().collect();
        let (mut all, own) =
            without_own_transfers(&accounts, bookings(&ask, &every, period).await?);
        let direction = ask.slots.direction("direction").clear().unwrap_or(Direction::Out);
        let narrowed = ask.slots.is_said("merchant") || ask.slots.is_said("category");
        if let Some(said) = ask.slots.name("merchant") {
            match of_merchant(&ask, said.words, all) {
                Merchant::Found(found) => all = found,
                Merchant::Near(name) => return near(&ask, name),
                Merchant::None => all = Vec::new(),
            }
        }
        if let Some(said) = ask.slots.name("category") {
            let categories = Categories::of(&ask);
            let wanted = categories.id(said.ids.first().map_or(said.words, |id| id));
            all.retain(|booking| {
                let category = booking.category.as_ref();
                category.is_some_and(|category| categories.id(category.as_str()) == wanted)
            });
        }
        // What came back is only known to be a refund where merchant or category say so.
        if !narrowed {
            all.retain(|booking| booking.direction() == direction);
        }
        told(&ask, &all, period, (direction, own && !narrowed))
    }
}

/// The language's names for categories: what a customer says and what a bank writes are the same
/// category if the language calls both by one name.
struct Categories<'a>(Option<&'a List>);

impl<'a> Categories<'a> {
    fn of(ask: &Ask<'a>) -> Self {
        let locale = ask.parts.catalog.locale(ask.turn.surface.locale);
        Self(locale.and_then(|locale| locale.list("category")))
    }

    fn id(&self, name: &str) -> String {
        let known = self.0.and_then(|list| list.value(name));
        known.map_or_else(|| name.to_lowercase(), str::to_owned)
    }
}

/// Money that went from one of the customer's accounts to another was neither spent nor earned.
/// Both its sides are there, on one day; each booking is matched with one other at most.
fn without_own_transfers(accounts: &[Account], all: Vec<Transaction>) -> (Vec<Transaction>, bool) {
    // A statement names the customer on both sides, or the account by its own name.
    let named_alike = |out: &Transaction, into: &Transaction| {
        let account = accounts.iter().find(|account| account.id == into.account);
        out.counterparty == into.counterparty
            || account.is_some_and(|account| account.nickname == out.counterparty)
    };
    let mut own = BTreeSet::new();
    for (at, out) in all.iter().enumerate().filter(|(_, one)| one.direction() == Direction::Out) {
        let other_side = all.iter().enumerate().find(|(at, into)| {
            !own.contains(at)
                && into.direction() == Direction::In
                && into.account != out.account
                && into.booked_on == out.booked_on
                && Some(into.amount) == out.amount.checked_neg()
                && named_alike(out, into)
        });
        if let Some((other, _)) = other_side {
            own.insert(at);
            own.insert(other);
        }
    }
    let rest = all.into_iter().enumerate().filter(|(at, _)| !own.contains(at));
    (rest.map(|(_, booking)| booking).collect(), !own.is_empty())
}

fn told(
    ask: &Ask<'_>,
    all: &[Transaction],
    period: DateRange,
    (direction, own): (Direction, bool),
) -> Result<Outcome, Trouble> {
    let period_value = Value::Period(period);
    let Some(currency) = all.first().map(|booking| booking.amount.currency()) else {
        return Ok(Outcome::done(Say::reply("none").with("period", period_value)));
    };
    let mut sum = Money::zero(currency);
    // Another currency cannot be added; it is left out and said to be.
    let mut others = false;
    let mut refunds = false;
    for booking in all {
        if booking.amount.currency() != currency {
            others = true;
            continue;
        }
        refunds |= booking.direction() != direction;
        sum = sum
            .checked_add(booking.amount)
            .map_err(|_| Trouble::Bank(BankErrorKind::Unexpected))?;
    }
    let key = match (direction, sum.is_positive(), refunds) {
        (Direction::Out, true, _) => "more_came_back",
        (Direction::Out, false, true) => "spent_net",
        (Direction::Out, false, false) => "spent",
        (Direction::In, _, _) => "received",
    };
    let amount = ask.gate.allow(Sensitivity::Transaction, sum.abs())?;
    let say = Say::reply(key).with("amount", Value::Amount(amount)).with("period", period_value);
    let mut lines = vec![say];
    if own {
        lines.push(Say::reply("own_transfers"));
    }
    if others {
        lines.push(Say::reply("other_currencies"));
    }
    Ok(Outcome::page(lines, None))
}

/// Without a period, this month is meant.
fn asked_period(ask: &Ask<'_>) -> Option<DateRange> {
    if ask.slots.period("period") == Heard::Missing {
        let first = chrono::Datelike::with_day(&ask.today, 1)?;
        return DateRange::new(first, ask.today.succ_opt()?).ok();
    }
    period(ask)
}
