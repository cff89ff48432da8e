//! A customer's account as the bank reports it.

use super::identifier::AccountIdentifier;
use super::money::Currency;
use super::name::identifier;
use super::outside::OutsideText;

identifier!(
    /// The bank's own handle for an account (Berlin Group `resourceId`, Open Banking UK `AccountId`).
    masked AccountId, 128
);
identifier!(
    /// A configured bank: the `{bank}` of the routes.
    plain BankId, 40
);

/// What sort of account it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountKind {
    /// A current account, in the US a checking account.
    Checking,
    /// A current account that belongs to two people.
    Joint,
    Savings,
    /// A fixed-term deposit.
    FixedTerm,
    CreditCard,
    Loan,
}

/// An account of the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub kind: AccountKind,
    /// What the customer or the bank calls it; may be empty.
    pub nickname: OutsideText,
    pub identifier: AccountIdentifier,
    pub currency: Currency,
    /// Whether this is the account that is meant when none is named.
    pub default: bool,
}

impl AccountKind {
    pub const ALL: [Self; 6] =
        [Self::Checking, Self::Joint, Self::Savings, Self::FixedTerm, Self::CreditCard, Self::Loan];

    /// The name used in files, exports and JSON lines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Joint => "joint",
            Self::Savings => "savings",
            Self::FixedTerm => "fixed",
            Self::CreditCard => "credit_card",
            Self::Loan => "loan",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
