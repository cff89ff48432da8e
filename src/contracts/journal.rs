//! What several servers that keep their own copy of one thing agree on: which changes there were,
//! in which order.
//!
//! Whoever changes something appends it, reads on up to it, and applies what it reads. What an
//! entry says is nobody's business here.

use async_trait::async_trait;

use super::session::StoreError;

/// How much of which journal was read. The default is nothing of any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bookmark {
    pub read: u64,
    /// What tells this journal from a later one of the same name.
    pub origin: Vec<u8>,
}

/// What stands after a bookmark, oldest first; perhaps not all of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pages {
    pub entries: Vec<Vec<u8>>,
    /// After the last of them.
    pub next: Bookmark,
    /// How many entries the journal has.
    pub length: u64,
}

#[async_trait]
pub trait Journal: std::fmt::Debug + Send + Sync {
    /// Puts an entry at the end, and reads on. It is number [`Pages::length`], counted from one.
    ///
    /// [`StoreError::Conflict`]: the journal that was read is gone, and nothing was appended.
    /// [`StoreError::Unreachable`]: it may have been.
    async fn append(&self, after: &Bookmark, entry: &[u8]) -> Result<Pages, StoreError>;

    /// [`StoreError::Conflict`]: the journal that was read is gone.
    async fn read(&self, after: &Bookmark) -> Result<Pages, StoreError>;
}
