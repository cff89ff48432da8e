//! The disclosure ledger in Redis: a list for each user of a platform, and for each customer the
//! users that were theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::keys::UserKeys;
use super::{Room, lifetime};
use crate::contracts::ledger::LedgerEntry;
use crate::contracts::session::StoreError;
use crate::domain::account::BankId;
use crate::domain::customer::CustomerId;
use crate::domain::disclosed::{Decision, Sensitivity};
use crate::domain::intent::IntentName;
use crate::domain::turn::{DeviceKind, PlatformName, TurnId};

/// The entry as it is written, first form.
#[derive(Serialize, Deserialize)]
#[serde(tag = "v", deny_unknown_fields)]
enum StoredEntry<'a> {
    #[serde(rename = "1")]
    V1 {
        at: DateTime<Utc>,
        #[serde(borrow)]
        turn: std::borrow::Cow<'a, str>,
        bank: std::borrow::Cow<'a, str>,
        customer: Option<std::borrow::Cow<'a, str>>,
        platform: std::borrow::Cow<'a, str>,
        device: std::borrow::Cow<'a, str>,
        shared: bool,
        intent: std::borrow::Cow<'a, str>,
        sensitivity: std::borrow::Cow<'a, str>,
        decision: std::borrow::Cow<'a, str>,
        reason: std::borrow::Cow<'a, str>,
    },
}

const UNREADABLE: StoreError = StoreError::Unreadable { what: "a ledger entry" };

fn to_stored(entry: &LedgerEntry) -> StoredEntry<'_> {
    StoredEntry::V1 {
        at: entry.at,
        turn: entry.turn.as_str().into(),
        bank: entry.bank.as_str().into(),
        customer: entry.customer.as_ref().map(|customer| customer.as_str().into()),
        platform: entry.platform.as_str().into(),
        device: entry.device.name().into(),
        shared: entry.shared,
        intent: entry.intent.as_str().into(),
        sensitivity: entry.sensitivity.name().into(),
        decision: entry.decision.name().into(),
        reason: (&*entry.reason).into(),
    }
}

fn from_stored(bytes: &[u8]) -> Option<LedgerEntry> {
    let StoredEntry::V1 {
        at,
        turn,
        bank,
        customer,
        platform,
        device,
        shared,
        intent,
        sensitivity,
        decision,
        reason,
    } = serde_json::from_slice(bytes).ok()?;
    Some(LedgerEntry {
        at,
        turn: TurnId::parse(&turn).ok()?,
        bank: BankId::parse(&bank).ok()?,
        customer: customer.map(|customer| CustomerId::parse(&customer)).transpose().ok()?,
        platform: PlatformName::parse(&platform).ok()?,
        device: DeviceKind::from_name(&device)?,
        shared,
        intent: IntentName::parse(&intent).ok()?,
        sensitivity: Sensitivity::from_name(&sensitivity)?,
        decision: Decision::from_name(&decision)?,
        reason: reason.into(),
    })
}

pub(super) fn seal_all(
    room: &Room,
    ledger: &str,
    entries: &[LedgerEntry],
) -> Result<Vec<Vec<u8>>, StoreError> {
    let seal = |entry| {
        let plain = serde_json::to_vec(&to_stored(entry)).map_err(|_| UNREADABLE)?;
        room.ring.seal(ledger, &[], &plain)
    };
    entries.iter().map(seal).collect()
}

/// Which customers' users this worker has noted lately, so that a turn need not note them again.
#[derive(Debug, Default)]
pub(super) struct Index(Mutex<BTreeMap<Box<str>, Vec<Noted>>>);

type Customer = (BankId, CustomerId);

#[derive(Debug)]
struct Noted {
    customer: Customer,
    at: Instant,
}

/// How long a note is believed; what it notes lives longer by [`BEYOND`].
const BELIEVED: Duration = Duration::from_secs(60 * 60);
const BEYOND: Duration = Duration::from_secs(2 * 60 * 60);
const MOST_USERS: usize = 10_000;

impl Index {
    /// The customers of these entries that have not been noted lately. None where nobody is linked.
    pub(super) fn missing(&self, user: &str, entries: &[LedgerEntry]) -> Vec<Customer> {
        let notes = self.notes();
        let noted = notes.get(user).map(Vec::as_slice).unwrap_or_default();
        let mut missing: Vec<Customer> = Vec::new();
        for entry in entries {
            let Some(customer) = &entry.customer else { continue };
            let is = |of: &Customer| of.0 == entry.bank && of.1 == *customer;
            let believed = |note: &Noted| is(&note.customer) && note.at.elapsed() < BELIEVED;
            if !noted.iter().any(believed) && !missing.iter().any(is) {
                missing.push((entry.bank.clone(), customer.clone()));
            }
        }
        missing
    }

    /// The customers of these entries that are not among `new`.
    pub(super) fn known(entries: &[LedgerEntry], new: &[Customer]) -> Vec<Customer> {
        let all: BTreeSet<Customer> = entries
            .iter()
            .filter_map(|entry| Some((entry.bank.clone(), entry.customer.clone()?)))
            .collect();
        all.into_iter().filter(|customer| !new.contains(customer)).collect()
    }

    /// Notes that this user was these customers.
    pub(super) async fn add(
        &self,
        room: &Room,
        user: &str,
        customers: &[Customer],
    ) -> Result<(), StoreError> {
        for customer in customers {
            let users = room.keys.users_of(&customer.0, &customer.1);
            let mut add = redis::cmd("SADD");
            add.arg(&users).arg(user);
            let mut expire = redis::cmd("PEXPIRE");
            let keep = room.limits.ledger_keep.saturating_add(BEYOND);
            expire.arg(&users).arg(lifetime(keep));
            let (added, expires) =
                tokio::join!(room.connection.ask::<()>(&add), room.connection.ask::<()>(&expire));
            added.and(expires)?;
            let mut notes = self.notes();
            if notes.len() >= MOST_USERS {
                notes.clear();
            }
            let notes = notes.entry(user.into()).or_default();
            notes.retain(|note| note.customer != *customer && note.at.elapsed() < BELIEVED);
            notes.push(Noted { customer: customer.clone(), at: Instant::now() });
        }
        Ok(())
    }

    fn notes(&self) -> MutexGuard<'_, BTreeMap<Box<str>, Vec<Noted>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn of_user(room: &Room, user: &UserKeys) -> Result<Vec<LedgerEntry>, StoreError> {
    let mut range = redis::cmd("LRANGE");
    let sealed: Vec<Vec<u8>> = room.connection.ask(range.arg(&user.ledger).arg(0).arg(-1)).await?;
    let open = |value| {
        let plain = room.ring.open(&user.ledger, 0, value)?;
        from_stored(&plain).ok_or(UNREADABLE)
    };
    sealed.into_iter().map(open).collect()
}

pub(super) async fn entries(
    room: &Room,
    bank: &BankId,
    customer: &CustomerId,
    limit: usize,
) -> Result<Vec<LedgerEntry>, StoreError> {
    let users = room.keys.users_of(bank, customer);
    let users: Vec<String> = room.connection.ask(redis::cmd("SMEMBERS").arg(users)).await?;
    let mut found = Vec::new();
    for digest in users {
        let theirs = of_user(room, &room.keys.user_of_digest(digest)).await?;
        found.extend(
            theirs
                .into_iter()
                .filter(|entry| entry.bank == *bank && entry.customer.as_ref() == Some(customer)),
        );
    }
    found.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    found.truncate(limit);
    Ok(found)
}

pub(super) async fn forget(room: &Room, user: &UserKeys) -> Result<usize, StoreError> {
    // What cannot be read any more is forgotten all the same.
    let known = of_user(room, user).await;
    if let Err(error @ StoreError::Unreachable(_)) = known {
        return Err(error);
    }
    for entry in known.iter().flatten() {
        if let Some(customer) = &entry.customer {
            let users = room.keys.users_of(&entry.bank, customer);
            let mut remove = redis::cmd("SREM");
            room.connection.ask::<()>(remove.arg(users).arg(&user.digest)).await?;
        }
    }
    let mut range = redis::cmd("ZRANGE");
    let conversations: Vec<String> =
        room.connection.ask(range.arg(&user.conversations).arg(0).arg(-1)).await?;
    let length: usize = room.connection.ask(redis::cmd("LLEN").arg(&user.ledger)).await?;
    let mut delete = redis::cmd("DEL");
    for conversation in &conversations {
        delete.arg(room.keys.session_of_digests(&user.digest, conversation));
    }
    let mut rest = redis::cmd("DEL");
    rest.arg(&user.conversations).arg(&user.ledger);
    let sessions: usize =
        if conversations.is_empty() { 0 } else { room.connection.ask(&delete).await? };
    room.connection.ask::<()>(&rest).await?;
    Ok(sessions.saturating_add(length))
}
