//! Everything in Redis: one server, a cluster, or a group watched by sentinels.
//!
//! What is written is sealed ([`seal`]); every key's name, slot and lifetime stands in [`keys`];
//! whatever must happen together is one script in one slot. Redis may go away and come back: while
//! it is away every call fails fast as unreachable, and nothing here has to be restarted.

mod address;
mod connection;
mod durable;
mod journal;
mod ledger;
mod once;
mod scripts;
mod session;
mod stored_transfer;
mod token;
mod transfers;

pub mod keys;
pub mod seal;

use std::sync::Arc;

use super::Stores;
use super::limits::Limits;
use crate::contracts::journal::Journal;
use crate::contracts::session::StoreError;

use connection::Connection;
use keys::Keys;
use seal::{BadKey, random_key};
use session::RedisSessions;

pub use address::BadAddress;
pub use durable::NotDurable;
pub use keys::DEFAULT_PREFIX;
pub use seal::KeyRing;

/// All stores, over one connection of their own. Cheap to make: each worker of a server makes its
/// own, and connects when it is first asked.
#[derive(Debug, Clone)]
pub struct RedisStores {
    stores: Stores,
    room: Arc<Room>,
}

/// Why a development server has no keys.
#[derive(Debug, thiserror::Error)]
pub enum NoKeys {
    #[error(transparent)]
    Address(#[from] BadAddress),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Key(#[from] BadKey),
}

impl RedisStores {
    pub fn connect(address: &str, ring: &KeyRing, limits: Limits) -> Result<Self, BadAddress> {
        Self::connect_under(DEFAULT_PREFIX, address, ring, limits)
    }

    /// With another beginning of every key: several installations on one Redis.
    pub fn connect_under(
        prefix: &str,
        address: &str,
        ring: &KeyRing,
        limits: Limits,
    ) -> Result<Self, BadAddress> {
        let room = Room {
            connection: Connection::new(address, &limits)?,
            keys: Keys::new(prefix, ring),
            ring: ring.clone(),
            limits,
        };
        let room = Arc::new(room);
        let sessions = Arc::new(RedisSessions::new(Arc::clone(&room)));
        let ledger = Arc::clone(&sessions);
        let stores = Stores {
            sessions,
            ledger,
            vault: Arc::new(token::RedisVault::new(Arc::clone(&room))),
            transfers: Arc::new(transfers::RedisTransfers::new(Arc::clone(&room))),
            once: Arc::new(once::RedisOnce::new(Arc::clone(&room))),
        };
        Ok(Self { stores, room })
    }

    pub fn stores(&self) -> Stores {
        self.stores.clone()
    }

    /// What several servers agree on, by its name.
    pub fn journal(&self, name: &str) -> Arc<dyn Journal> {
        Arc::new(journal::RedisJournal::new(Arc::clone(&self.room), name))
    }

    /// For `/health/ready`: whether Redis answers now.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.room.connection.ask::<()>(&redis::cmd("PING")).await
    }

    /// Whether what this Redis acknowledges survives its restart. Asked at start in production.
    pub async fn ensure_durable(&self) -> Result<(), NotDurable> {
        durable::ensure(&self.room.connection).await
    }

    /// Keys that all development servers on one Redis share: made by the first, left there for the
    /// others. They protect nothing from whoever reads that Redis, so production has its own.
    pub async fn development_keys(address: &str, prefix: &str) -> Result<KeyRing, NoKeys> {
        let connection = Connection::new(address, &Limits::default())?;
        let name = Keys::development_keys(prefix);
        let fresh = format!("{} {}", *random_key()?, *random_key()?);
        let mut set = redis::cmd("SET");
        connection.ask::<Option<String>>(set.arg(&name).arg(fresh).arg("NX")).await?;
        let kept: String = connection.ask(redis::cmd("GET").arg(&name)).await?;
        let (sealing, naming) = kept.split_once(' ').ok_or(BadKey::None)?;
        Ok(KeyRing::parse(&[sealing], naming)?)
    }
}

impl std::ops::Deref for RedisStores {
    type Target = Stores;

    fn deref(&self) -> &Stores {
        &self.stores
    }
}

/// What every store here needs.
#[derive(Debug)]
struct Room {
    connection: Connection,
    keys: Keys,
    ring: KeyRing,
    limits: Limits,
}

/// A time as scores are written. Before 1970 counts as 1970.
fn millis(at: chrono::DateTime<chrono::Utc>) -> u64 {
    u64::try_from(at.timestamp_millis()).unwrap_or_default()
}

/// A lifetime as Redis takes it: never zero, which would be an error.
fn lifetime(keep: std::time::Duration) -> u64 {
    // Redis adds this to its own clock and refuses what overflows.
    const LONGEST: u64 = 1 << 50;
    u64::try_from(keep.as_millis()).unwrap_or(LONGEST).clamp(1, LONGEST)
}
