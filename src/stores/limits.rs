//! How long things are kept, and how many of them.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The lifetimes and bounds of whatever is stored. Open transfers have none: they are never lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// A conversation is forgotten after this much silence.
    pub session_idle: Duration,
    /// How many ledger entries are kept for one user of a platform; the oldest go first.
    pub ledger_entries: usize,
    pub ledger_keep: Duration,
    /// A link ends by itself after this: no consent to account information lasts longer than 180
    /// days (RTS 2018/389 Art. 10 as amended).
    pub link_keep: Duration,
    /// How long a transfer is kept once nothing more can become of it.
    pub transfer_keep: Duration,
    /// How long one command may take before the store counts as unreachable.
    pub command_timeout: Duration,
    /// How long making a connection may take.
    pub connect_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            session_idle: Duration::from_secs(15 * 60),
            ledger_entries: 500,
            ledger_keep: days(90),
            link_keep: days(180),
            transfer_keep: days(400),
            command_timeout: Duration::from_millis(500),
            connect_timeout: Duration::from_secs(1),
        }
    }
}

const fn days(count: u32) -> Duration {
    DAY.saturating_mul(count)
}

/// `at` plus `by`; the end of time rather than an overflow.
pub(crate) fn later(at: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(by)
        .ok()
        .and_then(|by| at.checked_add_signed(by))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// `at` minus `by`; the beginning of time rather than an overflow.
pub(crate) fn earlier(at: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(by)
        .ok()
        .and_then(|by| at.checked_sub_signed(by))
        .unwrap_or(DateTime::<Utc>::MIN_UTC)
}
