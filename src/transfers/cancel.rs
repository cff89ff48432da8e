//! Taking a payment back while that is still possible.
//!
//! That it was asked is durable before the bank hears of it, so a crash in between forgets nothing.
//! A cancellation has its own derived key; asking again is the same request.

use chrono::{DateTime, Utc};

use super::Transfers;
use super::change::Change;
use super::start::log_store;
use super::statement::Statement;
use crate::contracts::bank::{Accepted, Access, BankErrorKind, Refusal, SendError, Step};
use crate::contracts::transfers::{TransferRecord, UpdateError};
use crate::domain::transfer::SubmitStep;
use crate::domain::transfer_status::TransferStatus;

/// How far taking back got. The record is as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CancelOutcome {
    /// It will not be paid.
    Cancelled(TransferRecord),
    /// The bank wants the cancellation approved in its app.
    ApproveInApp { record: TransferRecord, deadline: DateTime<Utc> },
    /// Asked and not decided: whether it was taken back is being checked.
    Checking(TransferRecord),
    /// It is over already: settled, or ended some other way. The status says which.
    TooLate(TransferRecord),
    /// The bank will not take it back.
    Refused { record: TransferRecord, refusal: Refusal },
}

#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    #[error("not a transfer of this customer")]
    OtherCustomer,
    /// The bank was not asked.
    #[error("that it was asked could not be written down")]
    Store(#[from] UpdateError),
}

impl CancelOutcome {
    pub const fn record(&self) -> &TransferRecord {
        match self {
            Self::Cancelled(record)
            | Self::ApproveInApp { record, .. }
            | Self::Checking(record)
            | Self::TooLate(record)
            | Self::Refused { record, .. } => record,
        }
    }
}

impl Transfers {
    /// Takes a payment back: at once while it has not left, else by asking the bank.
    pub async fn cancel(
        &self,
        access: &Access,
        record: &TransferRecord,
    ) -> Result<CancelOutcome, CancelError> {
        if access.customer != record.customer {
            return Err(CancelError::OtherCustomer);
        }
        let record = self.fresh(record).await.map_err(UpdateError::from)?;
        if is_over(record.status) {
            return Ok(CancelOutcome::TooLate(record));
        }
        let asked = self.decide(record, ask).await?;
        if asked.status == TransferStatus::Cancelled {
            return Ok(CancelOutcome::Cancelled(asked));
        }
        if is_over(asked.status) {
            return Ok(CancelOutcome::TooLate(asked));
        }
        Ok(self.cancel_at_bank(access, asked).await)
    }

    /// Asks the bank, where it is known there. Called again by the worker after each look for as
    /// long as the payment stays open.
    pub(super) async fn cancel_at_bank(
        &self,
        access: &Access,
        record: TransferRecord,
    ) -> CancelOutcome {
        let Some(answer) = self.ask_to_cancel(access, &record).await else {
            return CancelOutcome::Checking(record);
        };
        let (statement, outcome): (Option<Statement>, Waiting) = match answer {
            Ok(Step::Done(accepted)) => (Some(accepted.into()), Waiting::Nothing),
            Ok(Step::NeedsApproval(approval)) => (None, Waiting::App(approval.deadline)),
            Ok(Step::Pending { .. }) | Err(SendError::MaybeSent(_) | SendError::NotSent(_)) => {
                (None, Waiting::Nothing)
            }
            Err(SendError::Refused(refusal)) => (None, Waiting::Refused(refusal)),
        };
        let now = self.clock.now();
        let written = self.decide(record.clone(), |record| match (&statement, outcome) {
            (Some(statement), _) => statement.judge(record, now),
            // Answered for good: the payment goes on, and the bank is not asked again.
            (None, Waiting::Refused(_)) => Change {
                cancel_asked: Some(false),
                note: Some("the bank does not take it back"),
                ..Change::default()
            },
            (None, Waiting::App(_) | Waiting::Nothing) => Change::default(),
        });
        let record = match written.await {
            Ok(record) => record,
            Err(error) => {
                log_store(&record, &error);
                return CancelOutcome::Checking(record);
            }
        };
        match (record.status, outcome) {
            (TransferStatus::Cancelled, _) => CancelOutcome::Cancelled(record),
            (status, _) if is_over(status) => CancelOutcome::TooLate(record),
            (_, Waiting::Refused(refusal)) => CancelOutcome::Refused { record, refusal },
            (_, Waiting::App(deadline)) => CancelOutcome::ApproveInApp { record, deadline },
            (_, Waiting::Nothing) => CancelOutcome::Checking(record),
        }
    }

    /// A payment with other facts than the confirmed ones is taken back at the bank, as well as
    /// that is possible. What came of it is for the person who looks.
    pub(super) async fn stop_at_bank(&self, access: &Access, record: &TransferRecord) {
        if record.status != TransferStatus::NeedsHuman || !record.cancel_asked {
            return;
        }
        let note = match self.ask_to_cancel(access, record).await {
            Some(Ok(Step::Done(_))) => "the bank answered that it stopped it",
            Some(Ok(Step::NeedsApproval(_) | Step::Pending { .. })) => {
                "the bank was asked to stop it"
            }
            Some(Err(_)) => "the bank could not be asked to stop it",
            None => return,
        };
        let change = Change { note: Some(note), ..Change::default() };
        if let Err(error) = self.decide(record.clone(), |_| change.clone()).await {
            log_store(record, &error);
        }
    }

    async fn ask_to_cancel(
        &self,
        access: &Access,
        record: &TransferRecord,
    ) -> Option<Result<Step<Accepted>, SendError>> {
        let payments = self.payments(&record.bank)?;
        let payment = record.payment.as_ref()?;
        let call = payments.cancel(access, payment, record.id.key(SubmitStep::Cancel));
        let silence = |_| Err(SendError::MaybeSent(BankErrorKind::Unavailable.into()));
        Some(tokio::time::timeout(self.limits.answer_within, call).await.unwrap_or_else(silence))
    }
}

/// What is still to wait for after asking.
#[derive(Debug, Clone, Copy)]
enum Waiting {
    App(DateTime<Utc>),
    Refused(Refusal),
    Nothing,
}

fn ask(record: &TransferRecord) -> Change {
    if is_over(record.status) {
        return Change::default();
    }
    let path = if record.status == TransferStatus::Intended {
        vec![TransferStatus::Cancelled]
    } else {
        Vec::new()
    };
    Change { path, cancel_asked: Some(true), note: Some("cancel asked"), ..Change::default() }
}

const fn is_over(status: TransferStatus) -> bool {
    status.is_terminal() || matches!(status, TransferStatus::NeedsHuman)
}
