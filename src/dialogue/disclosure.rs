//! What may be asked and said, here, to this listener.

use std::sync::{Mutex, PoisonError};

use super::handler::Trouble;
use crate::domain::disclosed::{Decision, Disclosed, Sensitivity};
use crate::domain::turn::Surface;

/// A bank's rules of disclosure.
#[derive(Debug, Clone, Default)]
pub struct DisclosurePolicy;

/// A decision and the rule that made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    pub decision: Decision,
    pub reason: Box<str>,
}

/// The policy as one turn meets it. Keeps every ruling for the ledger.
#[derive(Debug)]
pub struct Gate<'a> {
    policy: &'a DisclosurePolicy,
    surface: &'a Surface,
    rulings: Mutex<Vec<(Sensitivity, Ruling)>>,
}

impl DisclosurePolicy {
    pub fn decide(&self, _surface: &Surface, sensitivity: Sensitivity) -> Ruling {
        let decision = match sensitivity {
            Sensitivity::Public
            | Sensitivity::Personal
            | Sensitivity::Balance
            | Sensitivity::Transaction
            | Sensitivity::Payment => Decision::Say,
            Sensitivity::AccountNumber => Decision::NotHere,
        };
        Ruling { decision, reason: "default".into() }
    }
}

impl<'a> Gate<'a> {
    pub const fn new(policy: &'a DisclosurePolicy, surface: &'a Surface) -> Self {
        Self { policy, surface, rulings: Mutex::new(Vec::new()) }
    }

    /// What the policy says, kept for the ledger once per sensitivity.
    pub fn decision(&self, sensitivity: Sensitivity) -> Decision {
        let mut rulings = self.rulings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, ruling)) = rulings.iter().find(|(asked, _)| *asked == sensitivity) {
            return ruling.decision;
        }
        let ruling = self.policy.decide(self.surface, sensitivity);
        let decision = ruling.decision;
        rulings.push((sensitivity, ruling));
        decision
    }

    /// Before the bank is asked: may this be fetched at all? A band needs the figure.
    pub fn pass(&self, sensitivity: Sensitivity) -> Result<(), Trouble> {
        match self.decision(sensitivity) {
            Decision::Say | Decision::Band => Ok(()),
            withheld @ (Decision::OnPhone | Decision::NotHere) => Err(Trouble::Withheld(withheld)),
        }
    }

    /// Before a value is said.
    pub fn allow<T>(&self, sensitivity: Sensitivity, value: T) -> Result<Disclosed<T>, Trouble> {
        match self.decision(sensitivity) {
            Decision::Say => Ok(Disclosed::allow(value)),
            withheld @ (Decision::Band | Decision::OnPhone | Decision::NotHere) => {
                Err(Trouble::Withheld(withheld))
            }
        }
    }

    /// What was decided in this turn, in order.
    pub fn into_rulings(self) -> Vec<(Sensitivity, Ruling)> {
        self.rulings.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
