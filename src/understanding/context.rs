//! What the conversation knows while it listens.

use chrono::NaiveDate;

use crate::domain::account::AccountKind;
use crate::domain::intent::{IntentName, SlotName, Slots};
use crate::domain::money::Currency;

/// What is known while somebody speaks. Borrowed: a turn copies nothing to listen.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The customer's day, against which "last week" is read.
    pub reference: NaiveDate,
    /// Taken where an amount names none.
    pub currency: Currency,
    /// The customer's saved payees, where they are at hand; may be empty.
    pub payees: &'a [&'a str],
    /// The customer's accounts by their own names; may be empty.
    pub accounts: &'a [AccountName<'a>],
    /// What was asked last.
    pub pending: Pending<'a>,
    /// What was wanted last, for corrections and for "and my savings?".
    pub last: Option<(&'a IntentName, &'a Slots)>,
}

/// What a customer calls an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountName<'a> {
    pub name: &'a str,
    pub kind: AccountKind,
}

/// The question that waits for its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pending<'a> {
    #[default]
    None,
    /// A yes or a no.
    Confirm,
    /// The value of one slot.
    Slot { intent: &'a IntentName, slot: &'a SlotName },
}

impl Context<'_> {
    /// Nothing known but the day and the currency.
    pub const fn on(reference: NaiveDate, currency: Currency) -> Self {
        Self { reference, currency, payees: &[], accounts: &[], pending: Pending::None, last: None }
    }
}
