//! Asking a bank, never longer than allowed, and never acting on its silence.

use std::time::Duration;

use super::Transfers;
use super::statement::Statement;
use crate::contracts::bank::{Access, BankError, BankErrorKind};
use crate::contracts::transfers::TransferRecord;

/// What looking brought.
#[derive(Debug)]
pub(super) enum Look {
    /// Asked by the bank's own id: certainly this payment.
    Known(Statement),
    /// Found in a list.
    Listed(Statement),
    /// Searched for, by list too, and certainly not there now.
    NotThere,
    /// No usable answer: down, late, not yet known to this machine of the bank's. Says nothing of
    /// the payment, whatever the bank refused.
    NoAnswer(BankErrorKind),
}

impl Look {
    pub(super) const fn statement(&self) -> Option<&Statement> {
        match self {
            Self::Known(statement) | Self::Listed(statement) => Some(statement),
            Self::NotThere | Self::NoAnswer(_) => None,
        }
    }

    /// A bank that counts calls is left alone for longer.
    pub(super) fn not_before(&self) -> Option<Duration> {
        matches!(self, Self::NoAnswer(BankErrorKind::RateLimited)).then(|| Duration::from_secs(60))
    }
}

impl Transfers {
    /// One question: by id where there is one, else by list.
    pub(super) async fn look(&self, access: Option<&Access>, record: &TransferRecord) -> Look {
        match self.look_by_id(access, record).await {
            Some(look) => look,
            None => self.look_by_list(access, record).await,
        }
    }

    /// By id, and by list where the id brings nothing.
    pub(super) async fn look_everywhere(
        &self,
        access: Option<&Access>,
        record: &TransferRecord,
    ) -> Look {
        match self.look_by_id(access, record).await {
            Some(Look::Known(statement)) => Look::Known(statement),
            Some(Look::NoAnswer(BankErrorKind::RateLimited)) => {
                Look::NoAnswer(BankErrorKind::RateLimited)
            }
            Some(Look::Listed(_) | Look::NotThere | Look::NoAnswer(_)) | None => {
                self.look_by_list(access, record).await
            }
        }
    }

    async fn look_by_id(&self, access: Option<&Access>, record: &TransferRecord) -> Option<Look> {
        let payment = record.payment.as_ref()?;
        let (Some(access), Some(payments)) = (access, self.payments(&record.bank)) else {
            return Some(Look::NoAnswer(BankErrorKind::NeedsRelink));
        };
        let asked = self.within(payments.status(access, payment)).await;
        Some(asked.map_or_else(|error| no_answer(record, &error), |a| Look::Known(a.into())))
    }

    async fn look_by_list(&self, access: Option<&Access>, record: &TransferRecord) -> Look {
        let (Some(access), Some(payments)) = (access, self.payments(&record.bank)) else {
            return Look::NoAnswer(BankErrorKind::NeedsRelink);
        };
        let intended = self.store.intended(record);
        match self.within(payments.look_for(access, &intended)).await {
            Ok(Some(accepted)) => Look::Listed(Statement::listed(accepted)),
            Ok(None) => Look::NotThere,
            Err(error) => no_answer(record, &error),
        }
    }

    /// A question to a bank; silence is the bank being out of reach.
    async fn within<T>(
        &self,
        asked: impl Future<Output = Result<T, BankError>>,
    ) -> Result<T, BankError> {
        tokio::time::timeout(self.limits.answer_within, asked)
            .await
            .unwrap_or_else(|_| Err(BankErrorKind::Unavailable.into()))
    }
}

fn no_answer(record: &TransferRecord, error: &BankError) -> Look {
    tracing::info!(
        transfer = %record.id, bank = %record.bank, status = record.status.name(),
        kind = ?error.kind, "no usable answer about a transfer"
    );
    Look::NoAnswer(error.kind)
}
