//! The disclosure ledger: what was let out to whom and why, without the value.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::session::StoreError;
use crate::domain::account::BankId;
use crate::domain::customer::CustomerId;
use crate::domain::disclosed::{Decision, Sensitivity};
use crate::domain::intent::IntentName;
use crate::domain::turn::{DeviceKind, PlatformName, PlatformUserId, TurnId};

/// One decision of the disclosure policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    pub at: DateTime<Utc>,
    pub turn: TurnId,
    pub bank: BankId,
    /// `None` before anybody is linked.
    pub customer: Option<CustomerId>,
    pub platform: PlatformName,
    pub device: DeviceKind,
    pub shared: bool,
    pub intent: IntentName,
    pub sensitivity: Sensitivity,
    pub decision: Decision,
    /// Which rule decided: a line of the bank's disclosure file, or a hint that lowered it.
    pub reason: Box<str>,
}

/// Written by [`SessionStore::save`](super::session::SessionStore::save); read here.
#[async_trait]
pub trait Ledger: std::fmt::Debug + Send + Sync {
    /// The customer's entries, newest first.
    async fn entries(
        &self,
        bank: &BankId,
        customer: &CustomerId,
        limit: usize,
    ) -> Result<Vec<LedgerEntry>, StoreError>;

    /// Forgets a platform's user: sessions and ledger entries. Returns how many things are gone.
    async fn forget(
        &self,
        bank: &BankId,
        platform: &PlatformName,
        user: &PlatformUserId,
    ) -> Result<usize, StoreError>;
}
