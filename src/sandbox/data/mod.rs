//! Who banks here: fixed tables, dated relative to the day on which the bank opens.
//!
//! A month has the same bookings every month, by day of the month, so that "last month" always has
//! the same sums (`docs/SANDBOX.md` lists them). What an account holds today is fixed as well; what
//! it began with is worked out backwards from that.

mod emma;
mod james;
mod mia;
mod others;

use crate::domain::account::AccountKind;
use crate::domain::card::CardKind;

/// One customer.
#[derive(Debug)]
pub(super) struct Person {
    /// Their id, and the word after `sandbox:` in a token.
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) accounts: &'static [AccountSheet],
    pub(super) payees: &'static [PayeeSheet],
    pub(super) cards: &'static [CardSheet],
}

#[derive(Debug)]
pub(super) struct AccountSheet {
    pub(super) id: &'static str,
    pub(super) kind: AccountKind,
    /// Empty: it has no name but its kind.
    pub(super) nickname: &'static str,
    /// In the form of `AccountIdentifier::canonical`.
    pub(super) number: &'static str,
    pub(super) currency: &'static str,
    pub(super) default: bool,
    /// What is booked on it today, in minor units.
    pub(super) booked: i64,
    /// How far it may be overdrawn, in minor units.
    pub(super) overdraft: i64,
    pub(super) month: &'static [Booking],
    pub(super) pending: &'static [Reservation],
}

/// Booked on this day of every month.
#[derive(Debug)]
pub(super) struct Booking {
    pub(super) day: u32,
    /// Minor units; negative when it leaves the account.
    pub(super) amount: i64,
    pub(super) who: &'static str,
    pub(super) reference: &'static str,
    pub(super) category: &'static str,
}

/// Reserved by a card so many days ago, not yet booked.
#[derive(Debug)]
pub(super) struct Reservation {
    pub(super) days_ago: u64,
    pub(super) amount: i64,
    pub(super) who: &'static str,
    pub(super) category: &'static str,
}

#[derive(Debug)]
pub(super) struct PayeeSheet {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) number: &'static str,
    pub(super) bank: &'static str,
    /// Days before today; `None`: never paid.
    pub(super) paid_days_ago: Option<u64>,
    pub(super) added_days_ago: u64,
    pub(super) check: NameCheck,
}

/// What the other bank says when it is asked for the name.
#[derive(Debug, Clone, Copy)]
pub(super) enum NameCheck {
    Match,
    Close(&'static str),
    NotPossible,
}

#[derive(Debug)]
pub(super) struct CardSheet {
    pub(super) id: &'static str,
    pub(super) kind: CardKind,
    pub(super) nickname: &'static str,
    pub(super) last_digits: &'static str,
}

/// In the order in which the documents name them; the first is the default.
pub(super) const PEOPLE: [&Person; 6] =
    [&mia::MIA, &james::JAMES, &emma::EMMA, &others::NORA, &others::SAM, &others::KIM];

/// How many days of bookings there are.
pub(super) const DAYS_OF_HISTORY: u64 = 125;

const fn line(
    day: u32,
    amount: i64,
    who: &'static str,
    reference: &'static str,
    category: &'static str,
) -> Booking {
    Booking { day, amount, who, reference, category }
}

const fn reserved(
    days_ago: u64,
    amount: i64,
    who: &'static str,
    category: &'static str,
) -> Reservation {
    Reservation { days_ago, amount, who, category }
}
