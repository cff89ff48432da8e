//! What outlives a turn: sessions, the disclosure ledger, links, transfers, first-time-only keys.
//!
//! In go the contracts' types, out come the same; how they are kept is nobody else's business.
//! [`redis`] keeps them for any number of servers; [`memory`] keeps them in this process, for the
//! development profile and tests. Stores never read what a session says, and know neither
//! platforms nor banks.
//!
//! Sessions may be lost. Transfer records may not: [`IntendedTransfer`] is made here alone, once
//! the record it stands for is durable.
//!
//! [`IntendedTransfer`]: crate::domain::transfer::IntendedTransfer

pub mod limits;
pub mod memory;
mod recording;
pub mod redis;

use std::sync::Arc;

use crate::contracts::ledger::Ledger;
use crate::contracts::once::OnceStore;
use crate::contracts::session::SessionStore;
use crate::contracts::token::TokenVault;
use crate::contracts::transfers::TransferStore;

pub use limits::Limits;
pub use memory::MemoryStores;
pub use redis::{KeyRing, RedisStores};

/// One of each, whichever way they are kept. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Stores {
    pub sessions: Arc<dyn SessionStore>,
    pub ledger: Arc<dyn Ledger>,
    pub vault: Arc<dyn TokenVault>,
    pub transfers: Arc<dyn TransferStore>,
    pub once: Arc<dyn OnceStore>,
}
