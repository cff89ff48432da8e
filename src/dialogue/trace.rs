//! What went on inside a turn, for whoever is allowed to look: the simulator of the development
//! profile. Holds what the customer said, so it is never logged.

use std::time::Duration;

use crate::contracts::ledger::LedgerEntry;
use crate::domain::intent::IntentName;
use crate::understanding::Confidence;

#[derive(Default)]
pub struct Trace {
    pub intent: Option<IntentName>,
    /// Known only where the words were read here.
    pub confidence: Option<Confidence>,
    pub slots: Vec<TracedSlot>,
    /// What the disclosure policy decided, and by which rule.
    pub entries: Vec<LedgerEntry>,
    /// The session's state after the turn, as JSON.
    pub session: String,
    /// How far into the turn each step ended.
    pub steps: Vec<(&'static str, Duration)>,
}

/// A slot as it was heard and as it was read.
pub struct TracedSlot {
    pub name: Box<str>,
    pub said: Box<str>,
    pub read: Box<str>,
}

impl std::fmt::Debug for Trace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Trace({:?}, {} slots, {:?})", self.intent, self.slots.len(), self.steps)
    }
}

impl std::fmt::Debug for TracedSlot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TracedSlot({})", self.name)
    }
}
