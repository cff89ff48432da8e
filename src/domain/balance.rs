//! What is in an account, and as of when.

use chrono::{DateTime, Utc};

use super::money::Money;

/// Which of a bank's several balances this is; replies name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BalanceType {
    /// What has been booked (Berlin Group `closingBooked`, `interimBooked`).
    Booked,
    /// What can be spent, reservations and overdraft considered (`interimAvailable`).
    Available,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    pub kind: BalanceType,
    /// Negative when overdrawn.
    pub amount: Money,
    pub as_of: DateTime<Utc>,
}
