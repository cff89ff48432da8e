//! After *maybe sent*: looks, by id first and then by list, and decides on what it finds.
//!
//! There is no edge from here to sending. Not finding it is no proof until the look-up window is
//! over, and then only by a list search; a clock that jumped past the window has not looked often
//! enough. What cannot be decided before the deadline goes to a person.

use super::Transfers;
use super::change::Change;
use super::limits::later;
use super::look::Look;
use crate::contracts::bank::Access;
use crate::contracts::transfers::{TransferRecord, UpdateError};
use crate::domain::transfer_status::TransferStatus;

impl Transfers {
    pub(super) async fn reconcile(
        &self,
        access: Option<&Access>,
        record: TransferRecord,
    ) -> Result<TransferRecord, UpdateError> {
        let look = self.look_everywhere(access, &record).await;
        self.decide(record, |record| self.after_search(record, &look)).await
    }

    fn after_search(&self, record: &TransferRecord, look: &Look) -> Change {
        let now = self.clock.now();
        let said = look.statement().map(|statement| statement.judge(record, now));
        let mut change = said.unwrap_or_default();
        change.looked = true;
        change.not_before = look.not_before();
        if record.status != TransferStatus::Unknown || !change.path.is_empty() {
            return change;
        }
        let limits = &self.limits;
        let window_over = now >= later(record.changed_at, limits.look_up_window)
            && record.looks.saturating_add(1) >= limits.looks_at_least;
        if matches!(look, Look::NotThere) && window_over {
            change.path = vec![TransferStatus::NeverArrived];
        } else if now >= later(record.changed_at, limits.decide_within) {
            change.path = vec![TransferStatus::NeedsHuman];
        }
        change
    }
}
