//! What the bank took and has not settled yet: asked seldom, and for days if it must be.

use super::Transfers;
use super::change::Change;
use super::limits::later;
use super::look::Look;
use crate::contracts::bank::Access;
use crate::contracts::transfers::{TransferRecord, UpdateError};
use crate::domain::transfer_status::TransferStatus;

impl Transfers {
    pub(super) async fn poll_settlement(
        &self,
        access: Option<&Access>,
        record: TransferRecord,
    ) -> Result<TransferRecord, UpdateError> {
        let look = self.look(access, &record).await;
        self.decide(record, |record| self.after_settlement_look(record, &look)).await
    }

    fn after_settlement_look(&self, record: &TransferRecord, look: &Look) -> Change {
        let now = self.clock.now();
        let said = look.statement().map(|statement| statement.judge(record, now));
        let mut change = said.unwrap_or_default();
        change.looked = true;
        change.not_before = look.not_before();
        // A payment for a later day has until then, and its time after.
        let executes = record.sheet.execute_on().and_time(chrono::NaiveTime::MIN).and_utc();
        let ends = later(record.changed_at.max(executes), self.limits.settle_within);
        if change.path.is_empty() && now >= ends {
            change.path = match record.status {
                TransferStatus::Approved => vec![TransferStatus::Unknown],
                TransferStatus::Accepted => vec![TransferStatus::NeedsHuman],
                TransferStatus::Intended
                | TransferStatus::Submitting
                | TransferStatus::AwaitingApproval
                | TransferStatus::Unknown
                | TransferStatus::NeedsHuman
                | TransferStatus::Settled
                | TransferStatus::Rejected
                | TransferStatus::Denied
                | TransferStatus::Expired
                | TransferStatus::Cancelled
                | TransferStatus::Refused
                | TransferStatus::NeverArrived => Vec::new(),
            };
        }
        change
    }
}
