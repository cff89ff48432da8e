//! The durable life of a payment. Sessions may be lost; these records may not.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::bank::{PaymentId, Refusal};
use super::session::StoreError;
use crate::domain::account::BankId;
use crate::domain::customer::CustomerId;
use crate::domain::locale::Locale;
use crate::domain::money::Money;
use crate::domain::payee::PayeeMatch;
use crate::domain::transfer::{
    ConfirmedTransfer, FactHash, FactSheet, IntendedTransfer, TransferId,
};
use crate::domain::transfer_status::TransferStatus;
use crate::domain::turn::{PlatformName, PlatformUserId};

/// One transfer as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferRecord {
    pub id: TransferId,
    pub bank: BankId,
    pub customer: CustomerId,
    pub sheet: FactSheet,
    /// `H` as it was read aloud; checked against `sheet` whenever a record is read.
    pub hash: FactHash,
    pub payee_check: Option<PayeeMatch>,
    pub status: TransferStatus,
    pub refusal: Option<Refusal>,
    pub payment: Option<PaymentId>,
    /// Until when the bank waits for approval.
    pub approve_by: Option<DateTime<Utc>>,
    pub origin: Origin,
    pub confirmed_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    /// When a worker should next look; `None` once nothing more can change.
    pub due_at: Option<DateTime<Utc>>,
    /// How often a worker has looked without anything changing.
    pub looks: u32,
    /// Asked to be cancelled: nothing may be sent any more.
    pub cancel_asked: bool,
    /// Whether the customer has heard the outcome.
    pub told: bool,
    /// The append-only record of what happened, without the customer's words.
    pub audit: Vec<AuditLine>,
    /// Grows by one with every update.
    pub version: u64,
}

/// Where it was asked, so that the result can be told there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    pub platform: PlatformName,
    pub user: PlatformUserId,
    pub locale: Locale,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    pub at: DateTime<Utc>,
    /// `from -> to`, or an alarm's name.
    pub what: Box<str>,
}

/// What a customer may move by voice. Checked *and reserved* with the record, in one atomic step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caps {
    pub per_transfer: Money,
    pub per_day: Money,
    pub count_per_hour: u32,
}

/// A record held by one worker until the lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    pub record: TransferRecord,
    pub until: DateTime<Utc>,
}

#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// This very yes has been recorded before; here is what became of it.
    #[error("already recorded as {0}")]
    AlreadyRecorded(TransferId),
    #[error("more than may be moved by voice at once")]
    OverTransferCap,
    #[error("more than may be moved by voice in a day")]
    OverDayCap,
    #[error("too many transfers by voice within the hour")]
    TooMany,
    #[error("the transfer could not be recorded")]
    Store(#[from] StoreError),
}

#[async_trait]
pub trait TransferStore: std::fmt::Debug + Send + Sync {
    /// Makes a confirmed transfer durable with its one key, reserving the caps, and due at once.
    /// Nothing is sent to a bank before this returns.
    async fn record(
        &self,
        confirmed: &ConfirmedTransfer,
        origin: &Origin,
        caps: &Caps,
    ) -> Result<IntendedTransfer, RecordError>;

    async fn load(
        &self,
        bank: &BankId,
        customer: &CustomerId,
        id: TransferId,
    ) -> Result<Option<TransferRecord>, StoreError>;

    /// Compare-and-set on `record.version` (the version that was loaded). Refuses an edge that
    /// the state table does not have. Gives back the reserved caps on a definite failure.
    /// `due_at` moves the record in the work queue; the lease, if any, is kept.
    async fn update(&self, record: &TransferRecord) -> Result<(), UpdateError>;

    /// The stored form of a transfer that has been recorded, for sending it.
    fn intended(&self, record: &TransferRecord) -> IntendedTransfer;

    /// All of a customer's records that are open or younger than `since`, newest first.
    async fn of_customer(
        &self,
        bank: &BankId,
        customer: &CustomerId,
        since: DateTime<Utc>,
    ) -> Result<Vec<TransferRecord>, StoreError>;

    /// Leases what is due, so that any number of servers share the work and one that dies is
    /// relieved when its leases end.
    async fn lease_due(
        &self,
        now: DateTime<Utc>,
        hold_for: Duration,
        at_most: usize,
    ) -> Result<Vec<Lease>, StoreError>;

    /// Lets go before the lease ends.
    async fn release(&self, lease: &Lease) -> Result<(), StoreError>;
}

#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    #[error(transparent)]
    Forbidden(#[from] crate::domain::transfer_status::ForbiddenEdge),
    #[error(transparent)]
    Store(#[from] StoreError),
}
