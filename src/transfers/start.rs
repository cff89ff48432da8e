//! Record, then send once.
//!
//! The order must not change: the record with its one key, the durable *submitting*, the first
//! byte. Whoever wrote *submitting* sends, and nobody else ever does. Dropped in the middle, or
//! out of time, the record is *submitting* or *unknown*, and the reconciler looks.

use std::time::Duration;

use super::Transfers;
use super::alarm::Alarm;
use super::change::Change;
use super::limits::later;
use super::statement::{self, Statement};
use crate::contracts::bank::{
    Accepted, Access, BankErrorKind, PaymentInitiation, Refusal, SendError, Step,
};
use crate::contracts::session::StoreError;
use crate::contracts::transfers::{Caps, Origin, RecordError, TransferRecord, UpdateError};
use crate::domain::transfer::{ConfirmedTransfer, TransferId};
use crate::domain::transfer_status::TransferStatus;

/// Why a confirmed transfer was not begun. Nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("the bank takes no payments here")]
    NotOffered,
    #[error("confirmed by another customer than the one who is linked")]
    OtherCustomer,
    #[error("more than may be moved by voice at once")]
    OverTransferCap,
    #[error("more than may be moved by voice in a day")]
    OverDayCap,
    #[error("too many transfers by voice within the hour")]
    TooMany,
    /// Nothing was sent. Whether it was recorded is not certain: the store went away in between,
    /// so it must not be said that it will not happen.
    #[error("the transfer could not be recorded")]
    Store(#[source] StoreError),
}

/// What came of a request to pay.
enum Sent {
    Stated(Box<Statement>),
    /// Taken, without a word about it yet.
    Taken(Duration),
    Refused(Refusal),
    /// It certainly did not leave.
    Not(BankErrorKind),
    Maybe,
}

impl Transfers {
    /// Makes a confirmed transfer durable and sends it once, within this turn's budget. The
    /// returned record's status says how to speak. The same yes again returns the same record.
    pub async fn start(
        &self,
        access: &Access,
        confirmed: &ConfirmedTransfer,
        origin: &Origin,
        caps: &Caps,
    ) -> Result<TransferRecord, StartError> {
        if access.customer != *confirmed.customer() {
            return Err(StartError::OtherCustomer);
        }
        if self.payments(confirmed.bank()).is_none() {
            return Err(StartError::NotOffered);
        }
        let id = match self.store.record(confirmed, origin, caps).await {
            Ok(intended) => intended.id(),
            // A second delivery of the yes: whoever recorded it sends it, or a worker does.
            Err(RecordError::AlreadyRecorded(id)) => return self.recorded(confirmed, id).await,
            Err(RecordError::OverTransferCap) => return Err(StartError::OverTransferCap),
            Err(RecordError::OverDayCap) => return Err(StartError::OverDayCap),
            Err(RecordError::TooMany) => return Err(StartError::TooMany),
            Err(RecordError::Store(error)) => return Err(StartError::Store(error)),
        };
        let record = self.recorded(confirmed, id).await?;
        tracing::info!(transfer = %record.id, bank = %record.bank, "a transfer was recorded");
        Ok(self.send(access, record.clone()).await.unwrap_or_else(|(error, reached)| {
            log_store(&record, &error);
            TransferRecord { status: reached, ..record }
        }))
    }

    async fn recorded(
        &self,
        confirmed: &ConfirmedTransfer,
        id: TransferId,
    ) -> Result<TransferRecord, StartError> {
        self.store
            .load(confirmed.bank(), confirmed.customer(), id)
            .await
            .and_then(|found| {
                found.ok_or(StoreError::Unreadable { what: "a transfer just recorded" })
            })
            .map_err(StartError::Store)
    }

    /// Sends an intended transfer: once, and only by whoever wrote *submitting*. An error says how
    /// far it certainly got.
    pub(super) async fn send(
        &self,
        access: &Access,
        record: TransferRecord,
    ) -> Result<TransferRecord, (UpdateError, TransferStatus)> {
        let before = |error: UpdateError| (error, TransferStatus::Intended);
        if record.status != TransferStatus::Intended {
            return Ok(record);
        }
        if let Some(end) = self.not_to_be_sent(&record) {
            return self.decide_if_intended(record, end).await.map_err(before);
        }
        let Some(payments) = self.payments(&record.bank) else {
            return self.decide_if_intended(record, given_up()).await.map_err(before);
        };
        // The right to send. Not decided anew after a conflict: somebody else has it then.
        let submitting = Change::to(TransferStatus::Submitting);
        let record = match self.write(record.clone(), &submitting).await {
            Ok(record) => record,
            Err(UpdateError::Store(StoreError::Conflict)) => {
                return self.fresh(&record).await.map_err(|e| before(e.into()));
            }
            Err(error) => return Err(before(error)),
        };
        let sent = self.initiate(payments, access, &record).await;
        self.take_in(access, record, &sent).await.map_err(|error| (error, TransferStatus::Unknown))
    }

    async fn initiate(
        &self,
        payments: &dyn PaymentInitiation,
        access: &Access,
        record: &TransferRecord,
    ) -> Sent {
        // A process that slept between the write and the send has lost the right to send: a worker
        // may be looking for this payment already.
        if record.due_at.is_none_or(|due| self.clock.now() >= due) {
            return Sent::Not(BankErrorKind::Unavailable);
        }
        let intended = self.store.intended(record);
        let call = payments.initiate(access, &intended);
        match tokio::time::timeout(self.limits.answer_within, call).await {
            Ok(Ok(step)) => Sent::from(step),
            Ok(Err(SendError::NotSent(error))) => Sent::Not(error.kind),
            Ok(Err(SendError::Refused(refusal))) => Sent::Refused(refusal),
            Ok(Err(SendError::MaybeSent(_))) | Err(_) => Sent::Maybe,
        }
    }

    /// Writes down what came of sending, wherever the record has got to meanwhile.
    async fn take_in(
        &self,
        access: &Access,
        record: TransferRecord,
        sent: &Sent,
    ) -> Result<TransferRecord, UpdateError> {
        let now = self.clock.now();
        let record = self
            .decide(record, |record| match sent {
                Sent::Stated(statement) => statement.judge(record, now),
                Sent::Refused(refusal) => statement::refused(record, *refusal),
                Sent::Not(kind) => self.not_sent(record, *kind),
                Sent::Taken(poll_after) => {
                    let change = Change { not_before: Some(*poll_after), ..Change::default() };
                    statement::pending(record, change, None)
                }
                Sent::Maybe => statement::pending(record, Change::default(), None),
            })
            .await?;
        self.stop_at_bank(access, &record).await;
        Ok(record)
    }

    /// Why an intended transfer must not be sent, if so.
    fn not_to_be_sent(&self, record: &TransferRecord) -> Option<Change> {
        if record.cancel_asked {
            return Some(Change::to(TransferStatus::Cancelled));
        }
        if record.sheet.hash() != record.hash {
            let alarm = Some(Alarm::FactsChanged);
            return Some(Change { alarm, ..Change::to(TransferStatus::Refused) });
        }
        let too_old = later(record.confirmed_at, self.limits.send_within) <= self.clock.now();
        (too_old || record.looks >= self.limits.send_attempts).then(given_up)
    }

    /// The request certainly did not leave: once more with the same key, or never again.
    fn not_sent(&self, record: &TransferRecord, kind: BankErrorKind) -> Change {
        if record.status != TransferStatus::Submitting {
            // A worker calls it unknown already; the reconciler finds that it is not there.
            return Change::default();
        }
        let back = TransferStatus::Intended;
        let attempts = record.looks.saturating_add(1);
        let end = if record.cancel_asked {
            Some(TransferStatus::Cancelled)
        } else {
            // Asking again does not renew a consent.
            let hopeless = match kind {
                BankErrorKind::NeedsRelink => true,
                BankErrorKind::RateLimited
                | BankErrorKind::Unavailable
                | BankErrorKind::Refused(_)
                | BankErrorKind::Unexpected => attempts >= self.limits.send_attempts,
            };
            hopeless.then_some(TransferStatus::Refused)
        };
        let path = std::iter::once(back).chain(end).collect();
        Change { path, note: Some("not sent"), ..Change::looked() }
    }

    /// Ends an intended transfer; one that has been sent meanwhile goes on.
    async fn decide_if_intended(
        &self,
        record: TransferRecord,
        end: Change,
    ) -> Result<TransferRecord, UpdateError> {
        self.decide(record, |record| {
            if record.status == TransferStatus::Intended { end.clone() } else { Change::default() }
        })
        .await
    }
}

fn given_up() -> Change {
    Change { note: Some("not sent in time"), ..Change::to(TransferStatus::Refused) }
}

pub(super) fn log_store(record: &TransferRecord, error: &UpdateError) {
    let error: &dyn std::error::Error = error;
    tracing::warn!(
        transfer = %record.id, bank = %record.bank, error,
        "a transfer could not be written down; a worker will look"
    );
}

impl From<Step<Accepted>> for Sent {
    fn from(step: Step<Accepted>) -> Self {
        match step {
            Step::Done(accepted) => Self::Stated(Box::new(accepted.into())),
            Step::NeedsApproval(approval) => Self::Stated(Box::new(approval.into())),
            Step::Pending { poll_after } => Self::Taken(poll_after),
        }
    }
}
