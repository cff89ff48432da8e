//! What a handler leaves for the time after the turn.

use std::sync::{Mutex, PoisonError};

use crate::contracts::transfers::TransferRecord;

/// Done once the turn is saved.
#[derive(Debug, Default)]
pub struct Left(Mutex<Leavings>);

#[derive(Debug, Default)]
struct Leavings {
    told: Vec<TransferRecord>,
    forget: bool,
}

impl Left {
    /// The outcome of this transfer is in the answer: it is told once the turn is saved.
    pub fn told(&self, record: TransferRecord) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).told.push(record);
    }

    /// This person is forgotten: nothing of the turn is kept either.
    pub fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).forget = true;
    }

    /// What was told, and whether everything is to be forgotten.
    pub(super) fn into_parts(self) -> (Vec<TransferRecord>, bool) {
        let Leavings { told, forget } = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        (told, forget)
    }
}
