//! The disclosure policy as one turn meets it: every question of the turn goes through here, so
//! that every ruling is kept for the ledger, once, whatever became of the answer.

use std::sync::{Mutex, PoisonError};

use super::disclosure::{DisclosurePolicy, Hints, Ruling, Withheld};
use super::handler::Trouble;
use crate::contracts::ledger::LedgerEntry;
use crate::domain::customer::CustomerId;
use crate::domain::disclosed::{Decision, Disclosed, Sensitivity};
use crate::domain::intent::IntentName;
use crate::domain::turn::Turn;

#[derive(Debug)]
pub struct Gate<'a> {
    policy: &'a DisclosurePolicy,
    turn: &'a Turn,
    hints: Hints,
    rulings: Mutex<Vec<Ruling>>,
}

impl<'a> Gate<'a> {
    pub const fn new(policy: &'a DisclosurePolicy, turn: &'a Turn, hints: Hints) -> Self {
        Self { policy, turn, hints, rulings: Mutex::new(Vec::new()) }
    }

    /// What the policy says.
    pub fn decision(&self, sensitivity: Sensitivity) -> Decision {
        self.ruling(sensitivity).decision()
    }

    /// Before the bank is asked: may this be fetched at all? A band needs the figure.
    pub fn pass(&self, sensitivity: Sensitivity) -> Result<(), Trouble> {
        Ok(self.ruling(sensitivity).worth_asking()?)
    }

    /// Before a value is said.
    pub fn allow<T>(&self, sensitivity: Sensitivity, value: T) -> Result<Disclosed<T>, Trouble> {
        Ok(self.ruling(sensitivity).allow(value)?)
    }

    /// What was decided in this turn, in order, each kind of information once.
    pub fn into_rulings(self) -> Vec<Ruling> {
        self.rulings.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same for the ledger: decisions and reasons, no values.
    pub fn into_entries(
        self,
        customer: Option<&CustomerId>,
        intent: &IntentName,
    ) -> Vec<LedgerEntry> {
        let turn = self.turn;
        self.into_rulings().iter().map(|ruling| ruling.entry(turn, customer, intent)).collect()
    }

    fn ruling(&self, sensitivity: Sensitivity) -> Ruling {
        let mut rulings = self.rulings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ruling) = rulings.iter().find(|ruling| ruling.sensitivity() == sensitivity) {
            return ruling.clone();
        }
        let ruling = self.policy.decide(&self.turn.surface, sensitivity, self.hints);
        rulings.push(ruling.clone());
        ruling
    }
}

impl From<Withheld> for Trouble {
    fn from(withheld: Withheld) -> Self {
        Self::Withheld(withheld.decision)
    }
}
