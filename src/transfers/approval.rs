//! While the customer fetches the phone: asks the bank how the approval stands, until the bank's
//! own deadline. First after five seconds, then slower, half a minute apart at most.
//!
//! A bank that does not know the payment yet, or does not answer, has said nothing. What is still
//! open at the last look, at the deadline, belongs to the reconciler.

use super::Transfers;
use super::change::Change;
use super::look::Look;
use crate::contracts::bank::Access;
use crate::contracts::transfers::{TransferRecord, UpdateError};
use crate::domain::transfer_status::TransferStatus;

impl Transfers {
    pub(super) async fn poll_approval(
        &self,
        access: Option<&Access>,
        record: TransferRecord,
    ) -> Result<TransferRecord, UpdateError> {
        let look = self.look(access, &record).await;
        self.decide(record, |record| self.after_approval_look(record, &look)).await
    }

    fn after_approval_look(&self, record: &TransferRecord, look: &Look) -> Change {
        let now = self.clock.now();
        let said = look.statement().map(|statement| statement.judge(record, now));
        let mut change = said.unwrap_or_default();
        change.looked = true;
        change.not_before = change.not_before.max(look.not_before());
        let ends = change.approve_by.unwrap_or_else(|| self.limits.approval_ends(record));
        if record.status == TransferStatus::AwaitingApproval
            && change.path.is_empty()
            && now >= ends
        {
            change.path = vec![TransferStatus::Unknown];
            change.note = Some("approval deadline passed");
        }
        change
    }
}
