//! Sessions in Redis: a `GET` to load, one script to save.
//!
//! The version stands before the sealed state, so that the script can compare it without a key,
//! and is bound to the seal, so that nobody can put a state under another version.

use std::sync::Arc;

use async_trait::async_trait;

use super::connection::Script;
use super::keys::SessionKeys;
use super::{Room, ledger, lifetime};
use crate::contracts::ledger::{Ledger, LedgerEntry};
use crate::contracts::session::{Session, SessionKey, SessionStore, SessionVersion, StoreError};
use crate::domain::account::BankId;
use crate::domain::customer::CustomerId;
use crate::domain::turn::{PlatformName, PlatformUserId};

const VERSION_LEN: usize = 8;

/// Keys: session, conversations, ledger. Arguments: expected version or nothing, new value or
/// nothing, idle time, conversation, ledger's last index, ledger's lifetime, entries.
const SAVE: &str = r"
if redis.call('GETRANGE', KEYS[1], 0, 7) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[2], ARGV[4])
else
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
  redis.call('ZADD', KEYS[2], now + ARGV[3], ARGV[4])
  redis.call('PEXPIRE', KEYS[2], ARGV[3])
  if ARGV[1] == '' then redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now) end
end
if #ARGV <= 6 then return 1 end
local new = redis.call('EXISTS', KEYS[3]) == 0
for i = 7, #ARGV do redis.call('LPUSH', KEYS[3], ARGV[i]) end
redis.call('LTRIM', KEYS[3], 0, ARGV[5])
redis.call('PEXPIRE', KEYS[3], ARGV[6])
if new then return 2 end
return 1
";

#[derive(Debug)]
pub(super) struct RedisSessions {
    room: Arc<Room>,
    save: Script,
    index: ledger::Index,
}

/// What came of a save.
#[derive(PartialEq, Eq)]
enum Saved {
    Yes,
    /// And the user's ledger was begun by it.
    BeginningALedger,
}

impl RedisSessions {
    pub(super) fn new(room: Arc<Room>) -> Self {
        Self { room, save: Script::new(SAVE), index: ledger::Index::default() }
    }

    fn sealed(&self, name: &str, session: &Session) -> Result<Vec<u8>, StoreError> {
        if session.state.is_empty() {
            return Ok(Vec::new());
        }
        let next = session.version.0.saturating_add(1).to_be_bytes();
        self.room.ring.seal(name, &next, &session.state)
    }

    async fn compare_and_set(
        &self,
        keys: &SessionKeys,
        session: &Session,
        entries: &[Vec<u8>],
    ) -> Result<Saved, StoreError> {
        let limits = &self.room.limits;
        let value = self.sealed(&keys.session, session)?;
        let expected = session.version.0.to_be_bytes();
        let expected: &[u8] = if session.version.0 == 0 { &[] } else { &expected };
        let names = [&*keys.session, &*keys.user.conversations, &*keys.user.ledger];
        let saved: u8 = self
            .room
            .connection
            .run(&self.save, &names, &|command| {
                command.arg(expected).arg(&value).arg(lifetime(limits.session_idle));
                command.arg(&keys.conversation);
                command.arg(limits.ledger_entries.saturating_sub(1));
                command.arg(lifetime(limits.ledger_keep));
                for entry in entries {
                    command.arg(entry);
                }
            })
            .await?;
        match saved {
            1 => Ok(Saved::Yes),
            2 => Ok(Saved::BeginningALedger),
            _ => Err(StoreError::Conflict),
        }
    }
}

#[async_trait]
impl SessionStore for RedisSessions {
    async fn load(&self, key: &SessionKey) -> Result<Session, StoreError> {
        let name = self.room.keys.session_name(key);
        let value: Option<Vec<u8>> = self.room.connection.ask(redis::cmd("GET").arg(&name)).await?;
        let Some(value) = value else {
            return Ok(Session::default());
        };
        let version = value.first_chunk::<VERSION_LEN>();
        let version = version.ok_or(StoreError::Unreadable { what: "a session's version" })?;
        let version = SessionVersion(u64::from_be_bytes(*version));
        Ok(Session { version, state: self.room.ring.open(&name, VERSION_LEN, value)? })
    }

    async fn save(
        &self,
        key: &SessionKey,
        session: &Session,
        entries: &[LedgerEntry],
    ) -> Result<(), StoreError> {
        let keys = self.room.keys.session(key);
        let sealed = ledger::seal_all(&self.room, &keys.user.ledger, entries)?;
        // Where a customer's entries lie is another slot's business, so another command, the first
        // time. Both leave together, and both must succeed.
        let new = self.index.missing(&keys.user.digest, entries);
        let (saved, indexed) = tokio::join!(
            self.compare_and_set(&keys, session, &sealed),
            self.index.add(&self.room, &keys.user.digest, &new),
        );
        indexed?;
        if saved? == Saved::BeginningALedger {
            // Forgotten or lost since we noted it: note it again.
            let known = ledger::Index::known(entries, &new);
            self.index.add(&self.room, &keys.user.digest, &known).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl Ledger for RedisSessions {
    async fn entries(
        &self,
        bank: &BankId,
        customer: &CustomerId,
        limit: usize,
    ) -> Result<Vec<LedgerEntry>, StoreError> {
        ledger::entries(&self.room, bank, customer, limit).await
    }

    async fn forget(
        &self,
        bank: &BankId,
        platform: &PlatformName,
        user: &PlatformUserId,
    ) -> Result<usize, StoreError> {
        ledger::forget(&self.room, &self.room.keys.user(bank, platform, user)).await
    }
}
