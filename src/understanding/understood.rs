//! What was understood, and how surely.

use std::fmt;

use crate::catalog::IntentKind;
use crate::domain::intent::{IntentName, Slots};

/// The best reading of what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// Always the best guess, acted on only when `accepted`.
    pub intent: IntentName,
    pub kind: IntentKind,
    pub confidence: Confidence,
    /// Whether it may be acted on.
    pub accepted: bool,
    /// What was read, even where no intent is accepted. Each value carries its meaning.
    pub slots: Slots,
}

/// How sure, in thousandths, so that two runs on two machines print the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Confidence(u16);

impl Confidence {
    pub const NONE: Self = Self(0);
    pub const CERTAIN: Self = Self(1000);

    /// Anything above a thousand is certain.
    pub const fn per_mille(thousandths: u16) -> Self {
        if thousandths > 1000 { Self::CERTAIN } else { Self(thousandths) }
    }

    pub const fn as_per_mille(self) -> u16 {
        self.0
    }

    /// Between nought and one, for JSON.
    #[expect(clippy::float_arithmetic, reason = "a figure to print, not one to reckon with")]
    pub fn fraction(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}

impl fmt::Debug for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}‰", self.0)
    }
}
