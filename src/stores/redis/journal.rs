//! A journal in Redis: a list of sealed entries that only grows, and goes as a whole when nobody
//! has looked at it for a day. Its first entry, sealed with a nonce of its own, says which journal
//! it is, so that one that was lost and begun anew is never read on from the middle.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::connection::Script;
use super::{Room, lifetime};
use crate::contracts::journal::{Bookmark, Journal, Pages};
use crate::contracts::session::StoreError;

/// After this long without a server it is forgotten.
const KEEP: Duration = Duration::from_secs(24 * 60 * 60);

/// How many entries are read at once.
const PAGE: u64 = 500;

/// Key: journal. Arguments: entries read, the first of them or nothing, entries of a page, lifetime,
/// and the entry to append where there is one. Answers nothing where the journal is another one,
/// else its length, its first entry and a page.
const TURN: &str = r"
local first = redis.call('LINDEX', KEYS[1], 0)
if ARGV[1] ~= '0' and first ~= ARGV[2] then return {} end
if ARGV[5] then
  redis.call('RPUSH', KEYS[1], ARGV[5])
  first = first or ARGV[5]
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
local from = tonumber(ARGV[1])
local page = redis.call('LRANGE', KEYS[1], from, from + tonumber(ARGV[3]) - 1)
return {tostring(redis.call('LLEN', KEYS[1])), first or '', unpack(page)}
";

#[derive(Debug)]
pub(super) struct RedisJournal {
    room: Arc<Room>,
    name: String,
    turn: Script,
}

impl RedisJournal {
    pub(super) fn new(room: Arc<Room>, name: &str) -> Self {
        let name = room.keys.journal(name);
        Self { room, name, turn: Script::new(TURN) }
    }

    async fn turn(&self, after: &Bookmark, entry: Option<&[u8]>) -> Result<Pages, StoreError> {
        let told: Vec<Vec<u8>> = self
            .room
            .connection
            .run(&self.turn, &[&self.name], &|command| {
                command.arg(after.read).arg(&after.origin).arg(PAGE).arg(lifetime(KEEP));
                if let Some(entry) = entry {
                    command.arg(entry);
                }
            })
            .await?;
        let mut told = told.into_iter();
        let Some(length) = told.next() else { return Err(StoreError::Conflict) };
        let length = std::str::from_utf8(&length).ok().and_then(|length| length.parse().ok());
        let length = length.ok_or(StoreError::Unreadable { what: "a journal's length" })?;
        let origin = told.next().unwrap_or_default();
        let open = |entry| self.room.ring.open(&self.name, 0, entry);
        let entries = told.map(open).collect::<Result<Vec<_>, _>>()?;
        let more = u64::try_from(entries.len()).unwrap_or(u64::MAX);
        let next = Bookmark { read: after.read.saturating_add(more), origin };
        Ok(Pages { entries, next, length })
    }
}

#[async_trait]
impl Journal for RedisJournal {
    async fn append(&self, after: &Bookmark, entry: &[u8]) -> Result<Pages, StoreError> {
        let sealed = self.room.ring.seal(&self.name, &[], entry)?;
        self.turn(after, Some(&sealed)).await
    }

    async fn read(&self, after: &Bookmark) -> Result<Pages, StoreError> {
        self.turn(after, None).await
    }
}
