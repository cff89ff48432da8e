//! Sessions and the disclosure ledger in memory. They share a lock because a save writes both or
//! neither.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::lock;
use crate::contracts::ledger::{Ledger, LedgerEntry};
use crate::contracts::session::{Session, SessionKey, SessionStore, SessionVersion, StoreError};
use crate::domain::account::BankId;
use crate::domain::clock::Clock;
use crate::domain::customer::CustomerId;
use crate::domain::turn::{PlatformName, PlatformUserId};
use crate::stores::limits::{Limits, later};

/// Sessions may be lost, so the one that has been silent longest makes room.
const MOST_SESSIONS: usize = 50_000;
/// Users whose ledger is kept; the one that has been silent longest makes room.
const MOST_USERS: usize = 10_000;

#[derive(Debug)]
pub(super) struct MemorySessions {
    clock: Arc<dyn Clock>,
    limits: Limits,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    sessions: BTreeMap<SessionKey, KeptSession>,
    ledgers: BTreeMap<User, KeptLedger>,
}

type User = (BankId, PlatformName, PlatformUserId);

#[derive(Debug)]
struct KeptSession {
    session: Session,
    until: DateTime<Utc>,
}

/// Newest first.
#[derive(Debug)]
struct KeptLedger {
    entries: VecDeque<LedgerEntry>,
    until: DateTime<Utc>,
}

impl MemorySessions {
    pub(super) fn new(clock: Arc<dyn Clock>, limits: Limits) -> Self {
        Self { clock, limits, state: Mutex::default() }
    }
}

impl State {
    fn live(&self, key: &SessionKey, now: DateTime<Utc>) -> Option<&Session> {
        self.sessions.get(key).filter(|kept| now < kept.until).map(|kept| &kept.session)
    }

    fn keep_session(&mut self, key: &SessionKey, kept: KeptSession, now: DateTime<Utc>) {
        make_room(&mut self.sessions, (key, MOST_SESSIONS), |kept| kept.until, now);
        self.sessions.insert(key.clone(), kept);
    }

    fn append(
        &mut self,
        user: User,
        entries: &[LedgerEntry],
        (now, limits): (DateTime<Utc>, &Limits),
    ) {
        make_room(&mut self.ledgers, (&user, MOST_USERS), |kept| kept.until, now);
        let kept = self
            .ledgers
            .entry(user)
            .or_insert_with(|| KeptLedger { entries: VecDeque::new(), until: now });
        if kept.until < now {
            kept.entries.clear();
        }
        for entry in entries {
            kept.entries.push_front(entry.clone());
        }
        kept.entries.truncate(limits.ledger_entries);
        kept.until = later(now, limits.ledger_keep);
    }
}

/// Before one more comes in: away with what is over, and if that is not enough, with the oldest.
fn make_room<K: Ord + Clone, V>(
    map: &mut BTreeMap<K, V>,
    (coming, most): (&K, usize),
    until: impl Fn(&V) -> DateTime<Utc>,
    now: DateTime<Utc>,
) {
    if map.len() < most || map.contains_key(coming) {
        return;
    }
    map.retain(|_, kept| now < until(kept));
    if map.len() >= most
        && let Some(oldest) =
            map.iter().min_by_key(|(_, kept)| until(kept)).map(|(key, _)| key.clone())
    {
        map.remove(&oldest);
    }
}

#[async_trait]
impl SessionStore for MemorySessions {
    async fn load(&self, key: &SessionKey) -> Result<Session, StoreError> {
        let now = self.clock.now();
        Ok(lock(&self.state).live(key, now).cloned().unwrap_or_default())
    }

    async fn save(
        &self,
        key: &SessionKey,
        session: &Session,
        entries: &[LedgerEntry],
    ) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut state = lock(&self.state);
        let stored = state.live(key, now).map_or(SessionVersion(0), |session| session.version);
        if stored != session.version {
            return Err(StoreError::Conflict);
        }
        if session.state.is_empty() {
            state.sessions.remove(key);
        } else {
            let next = SessionVersion(stored.0.saturating_add(1));
            let session = Session { version: next, state: session.state.clone() };
            let until = later(now, self.limits.session_idle);
            state.keep_session(key, KeptSession { session, until }, now);
        }
        if !entries.is_empty() {
            let user = (key.bank.clone(), key.platform.clone(), key.user.clone());
            state.append(user, entries, (now, &self.limits));
        }
        Ok(())
    }
}

#[async_trait]
impl Ledger for MemorySessions {
    async fn entries(
        &self,
        bank: &BankId,
        customer: &CustomerId,
        limit: usize,
    ) -> Result<Vec<LedgerEntry>, StoreError> {
        let now = self.clock.now();
        let state = lock(&self.state);
        let mut found: Vec<LedgerEntry> = state
            .ledgers
            .iter()
            .filter(|((of, _, _), kept)| of == bank && now < kept.until)
            .flat_map(|(_, kept)| &kept.entries)
            .filter(|entry| entry.customer.as_ref() == Some(customer))
            .cloned()
            .collect();
        found.sort_by_key(|entry| std::cmp::Reverse(entry.at));
        found.truncate(limit);
        Ok(found)
    }

    async fn forget(
        &self,
        bank: &BankId,
        platform: &PlatformName,
        user: &PlatformUserId,
    ) -> Result<usize, StoreError> {
        let now = self.clock.now();
        let mut state = lock(&self.state);
        let mut gone = 0_usize;
        state.sessions.retain(|key, kept| {
            let theirs = key.bank == *bank && key.platform == *platform && key.user == *user;
            gone = gone.saturating_add(usize::from(theirs && now < kept.until));
            !theirs
        });
        let ledger = state.ledgers.remove(&(bank.clone(), platform.clone(), user.clone()));
        let entries = ledger.filter(|kept| now < kept.until).map_or(0, |kept| kept.entries.len());
        Ok(gone.saturating_add(entries))
    }
}
