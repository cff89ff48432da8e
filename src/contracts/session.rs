//! What a conversation remembers between two turns.
//!
//! The dialogue writes its state as bytes with a version of its own; stores keep, encrypt and
//! expire them without reading. Two turns of one conversation at once are settled by
//! compare-and-set: the loser loads once more, then apologises.

use async_trait::async_trait;

use super::ledger::LedgerEntry;
use crate::domain::account::BankId;
use crate::domain::turn::{ConversationId, PlatformName, PlatformUserId};

/// Whose conversation: names one session.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionKey {
    pub bank: BankId,
    pub platform: PlatformName,
    pub user: PlatformUserId,
    pub conversation: ConversationId,
}

/// Grows by one with every save.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct SessionVersion(pub u64);

/// A session as loaded. A conversation that is new, or whose session expired, has version zero
/// and no state.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Session {
    pub version: SessionVersion,
    pub state: Vec<u8>,
}

#[async_trait]
pub trait SessionStore: std::fmt::Debug + Send + Sync {
    /// One round trip.
    async fn load(&self, key: &SessionKey) -> Result<Session, StoreError>;

    /// One round trip: the new state and the turn's ledger entries become durable together, or
    /// neither does. `session.version` is the version that was loaded; another's save in between
    /// is [`StoreError::Conflict`]. An empty state ends the session.
    async fn save(
        &self,
        key: &SessionKey,
        session: &Session,
        entries: &[LedgerEntry],
    ) -> Result<(), StoreError>;
}

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else saved in between.
    #[error("saved by another turn in between")]
    Conflict,
    #[error("the store cannot be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What was read cannot be decrypted or is of an unknown version. Never guessed at.
    #[error("what the store holds cannot be read: {what}")]
    Unreadable { what: &'static str },
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session({:?}, {} bytes)", self.version, self.state.len())
    }
}
