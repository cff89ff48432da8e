//! What a person must hear about: one error line with a stable name, and a count.

use std::sync::atomic::{AtomicU64, Ordering};

use super::echo::EchoMismatch;
use crate::contracts::transfers::TransferRecord;

/// Something that should not happen and that no program decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// The bank repeats other facts than those that were confirmed.
    EchoMismatch(EchoMismatch),
    /// The stored facts are not those that were read aloud.
    FactsChanged,
    /// A status that the dialect does not know.
    UnrecognisedStatus,
    /// The bank says what cannot follow from what it said before.
    Contradiction,
    /// Nobody but support can decide this one any more.
    NeedsHuman,
}

/// How often each alarm was raised since the process began.
#[derive(Debug, Default)]
pub struct TransferCounters {
    echo_mismatch: AtomicU64,
    facts_changed: AtomicU64,
    unrecognised_status: AtomicU64,
    contradiction: AtomicU64,
    needs_human: AtomicU64,
}

impl Alarm {
    /// The stable name in logs, metrics and audit lines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EchoMismatch(_) => "echo_mismatch",
            Self::FactsChanged => "facts_changed",
            Self::UnrecognisedStatus => "unrecognised_status",
            Self::Contradiction => "contradiction",
            Self::NeedsHuman => "needs_human",
        }
    }

    /// Which fact, where there is one; never the fact itself.
    const fn fact(self) -> &'static str {
        match self {
            Self::EchoMismatch(fact) => fact.name(),
            Self::FactsChanged
            | Self::UnrecognisedStatus
            | Self::Contradiction
            | Self::NeedsHuman => "",
        }
    }
}

impl TransferCounters {
    pub(super) fn raise(&self, alarm: Alarm, record: &TransferRecord) {
        self.counter(alarm).fetch_add(1, Ordering::Relaxed);
        tracing::error!(
            alarm = alarm.name(),
            fact = alarm.fact(),
            transfer = %record.id,
            bank = %record.bank,
            status = record.status.name(),
            "a transfer needs attention"
        );
    }

    /// Name and count of every alarm.
    pub fn counts(&self) -> [(&'static str, u64); 5] {
        [
            ("echo_mismatch", &self.echo_mismatch),
            ("facts_changed", &self.facts_changed),
            ("unrecognised_status", &self.unrecognised_status),
            ("contradiction", &self.contradiction),
            ("needs_human", &self.needs_human),
        ]
        .map(|(name, counter)| (name, counter.load(Ordering::Relaxed)))
    }

    /// How often the alarm of this name was raised.
    pub fn count(&self, name: &str) -> u64 {
        self.counts().into_iter().find(|(known, _)| *known == name).map_or(0, |(_, count)| count)
    }

    const fn counter(&self, alarm: Alarm) -> &AtomicU64 {
        match alarm {
            Alarm::EchoMismatch(_) => &self.echo_mismatch,
            Alarm::FactsChanged => &self.facts_changed,
            Alarm::UnrecognisedStatus => &self.unrecognised_status,
            Alarm::Contradiction => &self.contradiction,
            Alarm::NeedsHuman => &self.needs_human,
        }
    }
}
