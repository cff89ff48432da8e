//! A bank: what it can do is what it hands out.
//!
//! A handler that wants to pay must first be given `&dyn PaymentInitiation`, so *unsupported* cannot
//! happen at run time. A new capability is one method with the body `None`.
//!
//! Connectors keep no state: they get context and return the next step.

use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use secrecy::SecretString;

use crate::domain::account::{Account, AccountId};
use crate::domain::balance::Balance;
use crate::domain::card::{Card, CardId};
use crate::domain::customer::CustomerId;
use crate::domain::identifier::AccountIdentifier;
use crate::domain::money::Money;
use crate::domain::name::BadName;
use crate::domain::payee::{Payee, PayeeMatch};
use crate::domain::transaction::{DateRange, Transaction};
use crate::domain::transfer::{IdempotencyKey, IntendedTransfer, TransferId};

/// A bank as one dialect speaks to it.
pub trait BankConnector: Debug + Send + Sync {
    /// AIS.
    fn accounts(&self) -> Option<&dyn AccountInformation> {
        None
    }
    /// PIS.
    fn payments(&self) -> Option<&dyn PaymentInitiation> {
        None
    }
    fn payees(&self) -> Option<&dyn SavedPayees> {
        None
    }
    fn payee_verification(&self) -> Option<&dyn PayeeVerification> {
        None
    }
    fn cards(&self) -> Option<&dyn CardControl> {
        None
    }
    fn contact_centre(&self) -> Option<&dyn ContactCentre> {
        None
    }
    fn consents(&self) -> Option<&dyn Consents> {
        None
    }
}

/// On whose behalf a bank is asked.
#[derive(Debug, Clone)]
pub struct Access {
    pub customer: CustomerId,
    /// The bank's access token, where the dialect has one.
    pub bearer: Option<SecretString>,
}

#[async_trait]
pub trait AccountInformation: Send + Sync {
    async fn accounts(&self, access: &Access) -> Result<Vec<Account>, BankError>;
    async fn balances(
        &self,
        access: &Access,
        account: &AccountId,
    ) -> Result<Vec<Balance>, BankError>;
    /// Newest first. Pending ones are among them, marked.
    async fn transactions(
        &self,
        access: &Access,
        account: &AccountId,
        period: DateRange,
    ) -> Result<Vec<Transaction>, BankError>;
}

#[async_trait]
pub trait SavedPayees: Send + Sync {
    async fn payees(&self, access: &Access) -> Result<Vec<Payee>, BankError>;
}

#[async_trait]
pub trait PayeeVerification: Send + Sync {
    /// A result is data, not an error: *no match* is an `Ok`.
    async fn verify(&self, access: &Access, payee: &Payee) -> Result<PayeeMatch, BankError>;
}

#[async_trait]
pub trait CardControl: Send + Sync {
    async fn cards(&self, access: &Access) -> Result<Vec<Card>, BankError>;
    /// Idempotent: locking a locked card is done.
    async fn lock(&self, access: &Access, card: &CardId) -> Result<Card, BankError>;
    /// Dangerous, so a bank asks for approval in its app.
    async fn unlock(
        &self,
        access: &Access,
        card: &CardId,
        key: IdempotencyKey,
    ) -> Result<Step<Card>, BankError>;
}

#[async_trait]
pub trait ContactCentre: Send + Sync {
    /// Asks for a call back; the answer is a reference for both sides. `about` is an intent's
    /// name or a transfer's id, never a transcript. The same key is the same request.
    async fn request_call_back(
        &self,
        access: Option<&Access>,
        about: &str,
        key: IdempotencyKey,
    ) -> Result<CallBack, BankError>;
}

#[async_trait]
pub trait Consents: Send + Sync {
    /// Ends the consent at the bank itself. Only after this may "it is gone" be said.
    async fn revoke(&self, access: &Access) -> Result<(), BankError>;
}

#[async_trait]
pub trait PaymentInitiation: Send + Sync {
    /// Only what a store has recorded fits here.
    async fn initiate(
        &self,
        access: &Access,
        transfer: &IntendedTransfer,
    ) -> Result<Step<Accepted>, SendError>;
    /// Looks for what may have been sent, by id and then by list. `None`: certainly not there now.
    async fn look_for(
        &self,
        access: &Access,
        transfer: &IntendedTransfer,
    ) -> Result<Option<Accepted>, BankError>;
    async fn status(&self, access: &Access, payment: &PaymentId) -> Result<Accepted, BankError>;
    /// Takes a payment back while the bank still can.
    async fn cancel(
        &self,
        access: &Access,
        payment: &PaymentId,
        key: IdempotencyKey,
    ) -> Result<Step<Accepted>, SendError>;
}

/// The bank's own handle for a payment (Berlin Group `paymentId`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PaymentId(Box<str>);

/// What is done, or what must happen first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<T> {
    Done(T),
    /// Decoupled SCA: the customer approves in the bank's app.
    NeedsApproval(Approval),
    Pending {
        poll_after: Duration,
    },
}

/// Something waits in the banking app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    pub payment: Option<PaymentId>,
    /// The bank asks no longer than until then.
    pub deadline: DateTime<Utc>,
    pub poll_after: Duration,
    pub echo: Option<Echo>,
}

/// A payment as the bank has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    pub payment: PaymentId,
    pub status: BankStatus,
    /// The facts as the bank repeats them; compared with ours in every answer.
    pub echo: Option<Echo>,
}

/// The bank's word, mapped by the dialect. Anything it does not know is `Unrecognised`: pending,
/// with an alarm, never success and never failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BankStatus {
    AwaitingApproval { deadline: DateTime<Utc> },
    Approved,
    Accepted,
    Settled,
    Rejected(Refusal),
    Denied,
    Expired,
    Cancelled,
    Unrecognised(String),
}

/// What the bank repeats of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Echo {
    pub amount: Money,
    pub creditor: AccountIdentifier,
    pub creditor_name: Option<String>,
    /// The end-to-end id, where the bank keeps it.
    pub end_to_end_id: Option<String>,
}

/// A call back that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallBack {
    pub reference: String,
    /// Not later than this.
    pub within: Duration,
}

/// A definite no, with a reason that has a sentence in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    InsufficientFunds,
    OverLimit,
    AccountClosed,
    NotAllowed,
    /// The bank gave none.
    Unexplained,
}

/// Why a bank gave no answer that could be used.
#[derive(Debug, thiserror::Error)]
#[error("the bank's answer cannot be used: {kind:?}")]
pub struct BankError {
    pub kind: BankErrorKind,
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BankErrorKind {
    /// The consent has run out or was withdrawn.
    NeedsRelink,
    RateLimited,
    /// Down, slow, or answering 5xx.
    Unavailable,
    /// A definite no.
    Refused(Refusal),
    /// An answer outside the contract.
    Unexpected,
}

/// Three ways in which sending fails. They lead to different rooms: *not sent* may be tried again,
/// *refused* is final, *maybe sent* belongs to the reconciler.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    #[error("certainly not sent")]
    NotSent(#[source] BankError),
    #[error("the bank refused it: {0:?}")]
    Refused(Refusal),
    #[error("maybe sent")]
    MaybeSent(#[source] BankError),
}

impl PaymentId {
    pub fn parse(text: &str) -> Result<Self, BadName> {
        crate::domain::name::check(text, 128)?;
        Ok(Self(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl BankError {
    pub const fn of(kind: BankErrorKind) -> Self {
        Self { kind, source: None }
    }
}

impl From<BankErrorKind> for BankError {
    fn from(kind: BankErrorKind) -> Self {
        Self::of(kind)
    }
}

impl Refusal {
    pub const ALL: [Self; 5] = [
        Self::InsufficientFunds,
        Self::OverLimit,
        Self::AccountClosed,
        Self::NotAllowed,
        Self::Unexplained,
    ];

    /// The name used in locale files and stores.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InsufficientFunds => "insufficient_funds",
            Self::OverLimit => "over_limit",
            Self::AccountClosed => "account_closed",
            Self::NotAllowed => "not_allowed",
            Self::Unexplained => "unexplained",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|refusal| refusal.name() == name)
    }
}

/// What a transfer's id is called in a hand-over.
pub fn about_transfer(id: TransferId) -> String {
    format!("transfer {id}")
}
