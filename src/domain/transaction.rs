//! Bookings and the periods they are asked for.

use chrono::NaiveDate;

use super::account::AccountId;
use super::money::Money;
use super::name::identifier;
use super::outside::OutsideText;

identifier!(
    /// The bank's own handle for a booking.
    masked TransactionId, 128
);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BookingStatus {
    Booked,
    /// Reserved, not yet booked.
    Pending,
}

/// Which way money went, seen from the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    In,
    Out,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    pub id: TransactionId,
    pub account: AccountId,
    pub booked_on: NaiveDate,
    /// Negative when it left the account.
    pub amount: Money,
    /// The merchant or the person on the other side.
    pub counterparty: OutsideText,
    pub reference: OutsideText,
    /// The bank's spending category, such as `groceries`.
    pub category: Option<OutsideText>,
    pub status: BookingStatus,
}

/// A half-open period of days: from the first, up to and without the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateRange {
    from: NaiveDate,
    to: NaiveDate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a period must end after it begins")]
pub struct EmptyPeriod;

impl Direction {
    pub const fn name(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }
}

impl Transaction {
    pub fn direction(&self) -> Direction {
        if self.amount.is_negative() { Direction::Out } else { Direction::In }
    }
}

impl DateRange {
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Self, EmptyPeriod> {
        if from < to { Ok(Self { from, to }) } else { Err(EmptyPeriod) }
    }

    /// The one day.
    pub fn day(day: NaiveDate) -> Self {
        Self { from: day, to: day.succ_opt().unwrap_or(NaiveDate::MAX) }
    }

    pub const fn from(&self) -> NaiveDate {
        self.from
    }

    /// The first day that no longer belongs to it.
    pub const fn to(&self) -> NaiveDate {
        self.to
    }

    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && day < self.to
    }

    pub fn last_day(&self) -> NaiveDate {
        self.to.pred_opt().unwrap_or(self.to)
    }
}
