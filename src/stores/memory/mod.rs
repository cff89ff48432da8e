//! Everything in this process, gone with it: for the development profile and tests.
//!
//! The same behaviour as Redis, the same errors for the same causes, with time from a [`Clock`].

mod once;
mod session;
mod token;
mod transfers;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Stores;
use super::limits::Limits;
use crate::contracts::session::StoreError;
use crate::domain::clock::Clock;

use once::MemoryOnce;
use session::MemorySessions;
use token::MemoryVault;
use transfers::MemoryTransfers;

/// All stores of one process.
#[derive(Debug, Clone)]
pub struct MemoryStores(Stores);

/// A store that is full refuses, as a full Redis without eviction does.
#[derive(Debug, thiserror::Error)]
#[error("{0} are full")]
struct Full(&'static str);

impl MemoryStores {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self::with_limits(clock, Limits::default())
    }

    pub fn with_limits(clock: Arc<dyn Clock>, limits: Limits) -> Self {
        let sessions = Arc::new(MemorySessions::new(Arc::clone(&clock), limits));
        let ledger = Arc::clone(&sessions);
        Self(Stores {
            sessions,
            ledger,
            vault: Arc::new(MemoryVault::new(Arc::clone(&clock), limits)),
            transfers: Arc::new(MemoryTransfers::new(limits)),
            once: Arc::new(MemoryOnce::new(clock)),
        })
    }

    pub fn stores(&self) -> Stores {
        self.0.clone()
    }
}

impl std::ops::Deref for MemoryStores {
    type Target = Stores;

    fn deref(&self) -> &Stores {
        &self.0
    }
}

/// What a thread left behind when it panicked is still whole: every change here is one assignment.
fn lock<T>(state: &Mutex<T>) -> MutexGuard<'_, T> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn full(what: &'static str) -> StoreError {
    StoreError::Unreachable(Box::new(Full(what)))
}
