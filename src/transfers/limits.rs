//! How long, how often, how many.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::contracts::transfers::TransferRecord;
use crate::domain::transfer_status::TransferStatus;

/// Every limit of the room, by name. The wiring sets them from the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferLimits {
    /// How long one call to a bank may take; in a turn, what is left of its budget.
    pub answer_within: Duration,
    /// How much longer than `answer_within` a sender may take to write the answer down before a
    /// worker takes over and looks.
    pub write_within: Duration,
    /// How long a worker holds what it leased: longer than its longest work on one record.
    pub lease_for: Duration,
    /// How many records one pass works on, all at once.
    pub at_once: usize,
    /// How often the worker looks for what is due.
    pub tick_every: Duration,
    /// How often a request that certainly did not leave is tried again, with its one key.
    pub send_attempts: u32,
    /// After this a yes is too old to be sent.
    pub send_within: Duration,
    /// How long the bank's app is asked where the bank names no deadline.
    pub approve_within: Duration,
    /// How long *not there* is no proof: banks are late.
    pub look_up_window: Duration,
    /// How many look-ups *never arrived* takes, so that a clock that jumps decides nothing.
    pub looks_at_least: u32,
    /// After this a person decides what became of what may have been sent.
    pub decide_within: Duration,
    /// After this a person asks why an accepted payment does not settle.
    pub settle_within: Duration,
    /// A second transfer with the same facts within this time asks first.
    pub duplicate_window: Duration,
    /// How far back outcomes are told.
    pub tell_within: Duration,
}

const fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

impl Default for TransferLimits {
    fn default() -> Self {
        Self {
            answer_within: seconds(5),
            write_within: seconds(10),
            lease_for: seconds(30),
            at_once: 16,
            tick_every: seconds(1),
            send_attempts: 5,
            send_within: seconds(10 * MINUTE),
            approve_within: seconds(10 * MINUTE),
            look_up_window: seconds(15 * MINUTE),
            looks_at_least: 8,
            decide_within: seconds(DAY),
            settle_within: seconds(10 * DAY),
            duplicate_window: seconds(DAY),
            tell_within: seconds(30 * DAY),
        }
    }
}

/// Seconds between looks, by how often one has looked already; the last goes on.
const AGAIN: &[u64] = &[1, 5, 15, MINUTE];
/// First after five seconds, then slower: people fetch their phone.
const FOR_APPROVAL: &[u64] = &[5, 5, 7, 10, 15, 20, 30];
const FOR_THE_LOST: &[u64] = &[2, 3, 5, 10, 15, 30, MINUTE, MINUTE, 2 * MINUTE, 5 * MINUTE];
const FOR_SETTLEMENT: &[u64] = &[5, 10, 20, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR];

impl TransferLimits {
    /// When a worker should next look at a record in this state.
    pub(super) fn due(
        &self,
        record: &TransferRecord,
        now: DateTime<Utc>,
        not_before: Option<Duration>,
    ) -> Option<DateTime<Utc>> {
        let wait = match record.status {
            TransferStatus::Intended => pace(AGAIN, record.looks),
            // As good as a lease: until then the answer belongs to whoever sent it.
            TransferStatus::Submitting => self.answer_within.saturating_add(self.write_within),
            TransferStatus::AwaitingApproval => pace(FOR_APPROVAL, record.looks),
            TransferStatus::Approved | TransferStatus::Accepted => {
                pace(FOR_SETTLEMENT, record.looks)
            }
            TransferStatus::Unknown => pace(FOR_THE_LOST, record.looks),
            TransferStatus::NeedsHuman
            | TransferStatus::Settled
            | TransferStatus::Rejected
            | TransferStatus::Denied
            | TransferStatus::Expired
            | TransferStatus::Cancelled
            | TransferStatus::Refused
            | TransferStatus::NeverArrived => return None,
        };
        let due = later(now, wait.max(not_before.unwrap_or_default()));
        if record.status != TransferStatus::AwaitingApproval {
            return Some(due);
        }
        // The last look is at the bank's deadline, not half a minute after it.
        let last = later(self.approval_ends(record), seconds(1));
        Some(if last > now { due.min(last) } else { due })
    }

    /// Until when the bank's app is asked.
    pub(super) fn approval_ends(&self, record: &TransferRecord) -> DateTime<Utc> {
        record.approve_by.unwrap_or_else(|| later(record.changed_at, self.approve_within))
    }
}

fn pace(steps: &[u64], looks: u32) -> Duration {
    let index = usize::try_from(looks).unwrap_or(usize::MAX);
    seconds(steps.get(index).or(steps.last()).copied().unwrap_or(MINUTE))
}

/// A moment after another; the far future where the calendar ends.
pub(super) fn later(at: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(by)
        .ok()
        .and_then(|by| at.checked_add_signed(by))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// A moment before another.
pub(super) fn earlier(at: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(by)
        .ok()
        .and_then(|by| at.checked_sub_signed(by))
        .unwrap_or(DateTime::<Utc>::MIN_UTC)
}
