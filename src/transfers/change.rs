//! The one place that writes: a record walks edge by edge, each durable before the next.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::Transfers;
use super::alarm::Alarm;
use crate::contracts::bank::{PaymentId, Refusal};
use crate::contracts::session::StoreError;
use crate::contracts::transfers::{AuditLine, TransferRecord, UpdateError};
use crate::domain::transfer_status::TransferStatus;

/// How often a decision is taken anew because somebody else wrote in between.
const DECISIONS: usize = 4;

/// What is to become of a record.
#[derive(Debug, Clone, Default)]
pub(super) struct Change {
    /// The edges to walk. Empty: it stays where it is.
    pub(super) path: Vec<TransferStatus>,
    pub(super) refusal: Option<Refusal>,
    pub(super) payment: Option<PaymentId>,
    pub(super) approve_by: Option<DateTime<Utc>>,
    pub(super) cancel_asked: Option<bool>,
    pub(super) told: Option<bool>,
    /// A worker looked, or tried to send.
    pub(super) looked: bool,
    /// The bank's own wish for when to ask next.
    pub(super) not_before: Option<Duration>,
    /// For the audit, beside the edges.
    pub(super) note: Option<&'static str>,
    pub(super) alarm: Option<Alarm>,
}

impl Change {
    pub(super) fn looked() -> Self {
        Self { looked: true, ..Self::default() }
    }

    pub(super) fn to(status: TransferStatus) -> Self {
        Self { path: vec![status], ..Self::default() }
    }

    fn changes(&self, record: &TransferRecord) -> bool {
        !self.path.is_empty()
            || self.looked
            || self.note.is_some()
            || self.alarm.is_some()
            || self.payment.as_ref().is_some_and(|_| record.payment.is_none())
            || self.approve_by.is_some_and(|by| record.approve_by != Some(by))
            || self.cancel_asked.is_some_and(|asked| record.cancel_asked != asked)
            || self.told.is_some_and(|told| record.told != told)
    }

    /// What is kept whether or not the state changes.
    fn carry(&self, record: &mut TransferRecord, now: DateTime<Utc>) {
        if record.payment.is_none() {
            record.payment.clone_from(&self.payment);
        }
        record.refusal = self.refusal.or(record.refusal);
        record.approve_by = self.approve_by.or(record.approve_by);
        record.cancel_asked = self.cancel_asked.unwrap_or(record.cancel_asked);
        record.told = self.told.unwrap_or(record.told);
        if self.looked {
            record.looks = record.looks.saturating_add(1);
        }
        for what in self.note.into_iter().chain(self.alarm.map(Alarm::name)) {
            record.audit.push(AuditLine { at: now, what: what.into() });
        }
    }
}

impl Transfers {
    /// Writes what `decide` makes of the record. When somebody else wrote in between, it decides
    /// again on what is there now.
    pub(super) async fn decide(
        &self,
        mut record: TransferRecord,
        decide: impl Fn(&TransferRecord) -> Change + Send + Sync,
    ) -> Result<TransferRecord, UpdateError> {
        for _ in 0..DECISIONS {
            let change = decide(&record);
            if !change.changes(&record) {
                return Ok(record);
            }
            match self.write(record.clone(), &change).await {
                Ok(written) => return Ok(written),
                Err(UpdateError::Store(StoreError::Conflict)) => {
                    record = self.fresh(&record).await?;
                }
                Err(other) => return Err(other),
            }
        }
        Err(UpdateError::Store(StoreError::Conflict))
    }

    /// Writes one change, edge by edge, against the version that was read.
    pub(super) async fn write(
        &self,
        mut record: TransferRecord,
        change: &Change,
    ) -> Result<TransferRecord, UpdateError> {
        let now = self.clock.now();
        change.carry(&mut record, now);
        if change.path.is_empty() {
            // A plain note by the side must not put off the worker's next look.
            if change.looked {
                record.due_at = self.limits.due(&record, now, change.not_before);
            }
            self.update(&mut record).await?;
        }
        for to in &change.path {
            let from = record.status;
            record.status = from.become_(*to)?;
            record.changed_at = now;
            // Attempts to send are counted across *submitting* and back.
            if !matches!(to, TransferStatus::Submitting | TransferStatus::Intended) {
                record.looks = 0;
            }
            let what = format!("{} -> {}", from.name(), to.name());
            record.audit.push(AuditLine { at: now, what: what.into() });
            record.due_at = self.limits.due(&record, now, change.not_before);
            self.update(&mut record).await?;
            tracing::info!(
                transfer = %record.id, bank = %record.bank, from = from.name(), to = to.name(),
                "a transfer moved on"
            );
            if *to == TransferStatus::NeedsHuman {
                self.counters.raise(Alarm::NeedsHuman, &record);
            }
        }
        if let Some(alarm) = change.alarm {
            self.counters.raise(alarm, &record);
        }
        Ok(record)
    }

    async fn update(&self, record: &mut TransferRecord) -> Result<(), UpdateError> {
        self.store.update(record).await?;
        record.version = record.version.saturating_add(1);
        Ok(())
    }

    /// The record as it is now.
    pub(super) async fn fresh(
        &self,
        record: &TransferRecord,
    ) -> Result<TransferRecord, StoreError> {
        self.store
            .load(&record.bank, &record.customer, record.id)
            .await?
            .ok_or(StoreError::Unreadable { what: "a transfer that was there before" })
    }
}
