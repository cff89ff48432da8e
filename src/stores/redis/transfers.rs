//! Transfers in Redis. What must happen together stands in `scripts`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::future::try_join_all;

use super::connection::Script;
use super::keys::{BUCKETS, CustomerTransferKeys, id_text};
use super::stored_transfer::{from_stored, front, to_stored};
use super::{Room, lifetime, millis, scripts};
use crate::contracts::session::StoreError;
use crate::contracts::transfers::{
    Caps, Lease, Origin, RecordError, TransferRecord, TransferStore, UpdateError,
};
use crate::domain::account::BankId;
use crate::domain::customer::CustomerId;
use crate::domain::transfer::{ConfirmedTransfer, IntendedTransfer, TransferId};
use crate::domain::transfer_status::{ForbiddenEdge, TransferStatus};
use crate::stores::limits::{earlier, later};
use crate::stores::recording::{CAP_DAY, CAP_HOUR, first_form, sound, within_transfer_cap};

/// Lua counts in doubles, exact up to this. A cap above it is cut to it.
const EXACT: i64 = (1 << 53) - 1;

const UNREADABLE: StoreError = StoreError::Unreadable { what: "a transfer record" };

#[derive(Debug)]
pub(super) struct RedisTransfers {
    room: Arc<Room>,
    record: Script,
    update: Script,
    lease: Script,
    release: Script,
    /// Where the next walk over the buckets begins, so that none is always last.
    first_bucket: AtomicU8,
}

/// Version, status, sealed record.
type Fields = (Option<String>, Option<String>, Option<Vec<u8>>);

impl RedisTransfers {
    pub(super) fn new(room: Arc<Room>) -> Self {
        Self {
            room,
            record: Script::new(scripts::RECORD),
            update: Script::new(scripts::UPDATE),
            lease: Script::new(scripts::LEASE),
            release: Script::new(scripts::RELEASE),
            first_bucket: AtomicU8::new(0),
        }
    }

    fn keys(&self, record: &TransferRecord) -> CustomerTransferKeys {
        self.room.keys.transfers_of(&record.bank, &record.customer)
    }

    fn sealed(&self, name: &str, record: &TransferRecord) -> Result<Vec<u8>, StoreError> {
        let front = front(record.version, record.status);
        let plain = to_stored(record).ok_or(UNREADABLE)?;
        self.room.ring.seal(name, &front, &plain)
    }

    async fn read(&self, name: &str) -> Result<Option<TransferRecord>, StoreError> {
        let mut get = redis::cmd("HMGET");
        get.arg(name).arg("v").arg("s").arg("b");
        let (version, status, body): Fields = self.room.connection.ask(&get).await?;
        let (Some(version), Some(status), Some(body)) = (version, status, body) else {
            return Ok(None);
        };
        let version = version.parse().map_err(|_| UNREADABLE)?;
        let status = TransferStatus::from_name(&status).ok_or(UNREADABLE)?;
        let front = front(version, status);
        // The seal covers what stands beside it: a status that was changed by hand does not open.
        if !body.starts_with(&front) {
            return Err(UNREADABLE);
        }
        let plain = self.room.ring.open(name, front.len(), body)?;
        from_stored(&plain, version, status).map(Some).ok_or(UNREADABLE)
    }

    async fn read_all(
        &self,
        names: impl Iterator<Item = String>,
    ) -> Result<Vec<TransferRecord>, StoreError> {
        let reads = names.map(|name| async move { self.read(&name).await });
        Ok(try_join_all(reads).await?.into_iter().flatten().collect())
    }

    async fn lease_in(
        &self,
        bucket: u8,
        (now, until): (DateTime<Utc>, DateTime<Utc>),
        at_most: usize,
    ) -> Result<Vec<Lease>, StoreError> {
        let keys = self.room.keys.queue(bucket);
        let members: Vec<String> = self
            .room
            .connection
            .run(&self.lease, &[&keys.queue, &keys.leases], &|command| {
                command.arg(millis(now)).arg(millis(until)).arg(at_most);
            })
            .await?;
        let mut leases = Vec::with_capacity(members.len());
        for member in members {
            match self.read(&self.room.keys.record_of_member(bucket, &member)).await {
                Ok(Some(record)) => leases.push(Lease { record, until }),
                Ok(None) => {
                    let mut remove = redis::cmd("ZREM");
                    self.room.connection.ask::<()>(remove.arg(&keys.queue).arg(&member)).await?;
                }
                // One record that cannot be read must not keep the others from being worked on.
                Err(StoreError::Unreadable { what }) => {
                    tracing::error!(member, what, "a transfer that is due cannot be read");
                }
                Err(error @ (StoreError::Unreachable(_) | StoreError::Conflict)) => {
                    return Err(error);
                }
            }
        }
        Ok(leases)
    }
}

/// How a reservation is written. Must be what the script writes.
fn reservation(record: &TransferRecord) -> String {
    let amount = record.sheet.amount();
    format!("{} {} {}", id_text(record.id), amount.currency().code(), amount.minor_units())
}

#[async_trait]
impl TransferStore for RedisTransfers {
    async fn record(
        &self,
        confirmed: &ConfirmedTransfer,
        origin: &Origin,
        caps: &Caps,
    ) -> Result<IntendedTransfer, RecordError> {
        let record = first_form(confirmed, origin);
        let within = within_transfer_cap(record.sheet.amount(), caps).is_ok();
        let (keys, id) = (self.keys(&record), id_text(record.id));
        let name = keys.record(&id);
        let body = self.sealed(&name, &record)?;
        let (at, amount) = (record.confirmed_at, record.sheet.amount());
        let keep = self.room.limits.transfer_keep;
        let names = [&*name, &*keys.caps, &*keys.all, &*keys.open, &*keys.work.queue];
        let proof = self.room.keys.proof(&record.hash.to_hex());
        let answer: String = self
            .room
            .connection
            .run(&self.record, &names, &|command| {
                command.arg(&body).arg(record.version).arg(record.status.name()).arg(&proof);
                command.arg(millis(at)).arg(amount.minor_units()).arg(amount.currency().code());
                command.arg(caps.per_day.minor_units().min(EXACT)).arg(caps.count_per_hour);
                command.arg(millis(earlier(at, CAP_DAY))).arg(millis(earlier(at, CAP_HOUR)));
                command.arg(&id).arg(keys.member(&id));
                command.arg(lifetime(CAP_DAY.saturating_add(CAP_HOUR))).arg(lifetime(keep));
                command.arg(millis(earlier(at, keep))).arg(u8::from(within));
            })
            .await?;
        match answer.as_str() {
            "ok" => Ok(self.intended(&record)),
            "recorded" => Err(RecordError::AlreadyRecorded(record.id)),
            "over_transfer" => Err(RecordError::OverTransferCap),
            "over_day" => Err(RecordError::OverDayCap),
            "too_many" => Err(RecordError::TooMany),
            _ => Err(StoreError::Unreadable { what: "the answer to recording" }.into()),
        }
    }

    async fn load(
        &self,
        bank: &BankId,
        customer: &CustomerId,
        id: TransferId,
    ) -> Result<Option<TransferRecord>, StoreError> {
        self.read(&self.room.keys.transfers_of(bank, customer).record(&id_text(id))).await
    }

    async fn update(&self, record: &TransferRecord) -> Result<(), UpdateError> {
        sound(record)?;
        let (keys, id) = (self.keys(record), id_text(record.id));
        let name = keys.record(&id);
        let version = record.version.saturating_add(1);
        let body = self.sealed(&name, &TransferRecord { version, ..record.clone() })?;
        let status = record.status;
        let keep = lifetime(self.room.limits.transfer_keep).to_string();
        let keep = if status.is_terminal() { keep } else { String::new() };
        let released =
            if status.is_definite_failure() { reservation(record) } else { String::new() };
        let due = record.due_at.map(|due| millis(due).to_string()).unwrap_or_default();
        let names = [&*name, &*keys.caps, &*keys.open, &*keys.work.queue, &*keys.work.leases];
        let proof = self.room.keys.proof(&record.hash.to_hex());
        let answer: String = self
            .room
            .connection
            .run(&self.update, &names, &|command| {
                command.arg(record.version).arg(&body).arg(version).arg(status.name()).arg(&proof);
                command.arg(&due).arg(&released).arg(&keep).arg(&id).arg(keys.member(&id));
                for from in TransferStatus::ALL {
                    if from == status || from.next().contains(&status) {
                        command.arg(from.name());
                    }
                }
            })
            .await?;
        match answer.as_str() {
            "ok" => Ok(()),
            "conflict" => Err(StoreError::Conflict.into()),
            "facts" => {
                let what = "a transfer's facts differ from what was recorded";
                Err(StoreError::Unreadable { what }.into())
            }
            from => match TransferStatus::from_name(from) {
                Some(from) => Err(ForbiddenEdge { from, to: status }.into()),
                None => Err(StoreError::Unreadable { what: "a transfer's status" }.into()),
            },
        }
    }

    fn intended(&self, record: &TransferRecord) -> IntendedTransfer {
        IntendedTransfer::recorded(record.id, record.sheet.clone())
    }

    async fn of_customer(
        &self,
        bank: &BankId,
        customer: &CustomerId,
        since: DateTime<Utc>,
    ) -> Result<Vec<TransferRecord>, StoreError> {
        let keys = self.room.keys.transfers_of(bank, customer);
        let mut range = redis::cmd("ZRANGEBYSCORE");
        range.arg(&keys.all).arg(millis(since)).arg("+inf");
        let mut members = redis::cmd("SMEMBERS");
        members.arg(&keys.open);
        let connection = &self.room.connection;
        let (recent, open) = tokio::try_join!(
            connection.ask::<Vec<String>>(&range),
            connection.ask::<Vec<String>>(&members),
        )?;
        let mut ids = recent;
        ids.extend(open);
        ids.sort_unstable();
        ids.dedup();
        let mut found = self.read_all(ids.iter().map(|id| keys.record(id))).await?;
        found.retain(|record| !record.status.is_terminal() || record.confirmed_at >= since);
        found.sort_by_key(|record| std::cmp::Reverse((record.confirmed_at, record.id)));
        Ok(found)
    }

    async fn lease_due(
        &self,
        now: DateTime<Utc>,
        hold_for: Duration,
        at_most: usize,
    ) -> Result<Vec<Lease>, StoreError> {
        // To the millisecond, as it is written: releasing compares it.
        let until = later(now, hold_for);
        let until = DateTime::from_timestamp_millis(until.timestamp_millis()).unwrap_or(until);
        let first = self.first_bucket.fetch_add(1, Ordering::Relaxed);
        let mut leases = Vec::new();
        for step in 0..BUCKETS {
            let wanted = at_most.saturating_sub(leases.len());
            if wanted == 0 {
                break;
            }
            let bucket = first.wrapping_add(step).checked_rem(BUCKETS).unwrap_or(0);
            match self.lease_in(bucket, (now, until), wanted).await {
                Ok(found) => leases.extend(found),
                // What is leased already is worked on; the rest waits for the next walk.
                Err(error) if leases.is_empty() => return Err(error),
                Err(error) => {
                    tracing::warn!(bucket, %error, "leasing stopped half way");
                    break;
                }
            }
        }
        Ok(leases)
    }

    async fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        let (keys, id) = (self.keys(&lease.record), id_text(lease.record.id));
        let name = keys.record(&id);
        let names = [&*keys.work.queue, &*keys.work.leases, &*name];
        self.room
            .connection
            .run(&self.release, &names, &|command| {
                command.arg(keys.member(&id)).arg(millis(lease.until));
            })
            .await
    }
}
