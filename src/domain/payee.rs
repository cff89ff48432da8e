//! People and companies on the customer's payee list, and what a name check says of them.

use chrono::NaiveDate;

use super::identifier::AccountIdentifier;
use super::name::identifier;
use super::outside::OutsideText;

identifier!(
    /// The bank's own handle for a saved payee (Open Banking UK `BeneficiaryId`).
    masked PayeeId, 128
);

/// A saved payee (beneficiary, creditor). Never made by voice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payee {
    pub id: PayeeId,
    pub name: OutsideText,
    pub identifier: AccountIdentifier,
    /// The bank that keeps the payee's account; may be empty.
    pub bank_name: OutsideText,
    pub last_paid: Option<NaiveDate>,
    pub added_on: NaiveDate,
}

/// What a name check says (verification of payee in the EU, confirmation of payee in the UK).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayeeMatch {
    Match,
    /// Close: the real name is for a screen, never for a speaker.
    Close {
        name: OutsideText,
    },
    NoMatch,
    /// The other bank could not say.
    NotPossible,
}
