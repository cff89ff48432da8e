//! A value the policy has allowed to be said.

use std::fmt;

/// Proof that the disclosure policy let this value out. Only the policy makes one
/// (`Disclosed::allow` is a door: see `tests/it/tidy.rs`).
#[derive(Clone, PartialEq, Eq)]
pub struct Disclosed<T>(T);

/// What the policy says about one thing at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// Say it.
    Say,
    /// Say a band ("comfortably above your usual") instead of a figure.
    Band,
    /// Say that it is on the phone.
    OnPhone,
    /// Not here at all.
    NotHere,
}

/// How much a piece of information would cost its owner in the wrong ears, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sensitivity {
    /// Nothing personal.
    Public,
    /// Personal but dull: which accounts there are.
    Personal,
    /// What is in an account.
    Balance,
    /// What was bought, from whom, what was earned.
    Transaction,
    /// Whom the customer pays and how much, said to carry out a payment.
    Payment,
    /// An account's or a card's number beyond its last digits.
    AccountNumber,
}

impl<T> Disclosed<T> {
    /// For `dialogue/disclosure.rs` alone.
    pub const fn allow(value: T) -> Self {
        Self(value)
    }

    /// Another form of the same allowed value: a sum as words.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Disclosed<U> {
        Disclosed(change(self.0))
    }

    pub const fn get(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Disclosed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Disclosed(…)")
    }
}

impl Decision {
    pub const ALL: [Self; 4] = [Self::Say, Self::Band, Self::OnPhone, Self::NotHere];

    /// The name used in the bank's disclosure file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Say => "say",
            Self::Band => "band",
            Self::OnPhone => "on_phone",
            Self::NotHere => "not_here",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.name() == name)
    }
}

impl Sensitivity {
    pub const ALL: [Self; 6] = [
        Self::Public,
        Self::Personal,
        Self::Balance,
        Self::Transaction,
        Self::Payment,
        Self::AccountNumber,
    ];

    /// The name used in `intents/` and in the bank's disclosure file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Personal => "personal",
            Self::Balance => "balance",
            Self::Transaction => "transaction",
            Self::Payment => "payment",
            Self::AccountNumber => "account_number",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sensitivity| sensitivity.name() == name)
    }
}
