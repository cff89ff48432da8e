//! Transfers in memory: the semantics of the real thing, without its durability.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::lock;
use crate::contracts::session::StoreError;
use crate::contracts::transfers::{
    Caps, Lease, Origin, RecordError, TransferRecord, TransferStore, UpdateError,
};
use crate::domain::account::BankId;
use crate::domain::customer::CustomerId;
use crate::domain::transfer::{ConfirmedTransfer, IntendedTransfer, TransferId};
use crate::stores::limits::{Limits, earlier, later};
use crate::stores::recording::{
    CAP_DAY, CAP_HOUR, Reservation, first_form, sound, within_transfer_cap,
};

#[derive(Debug)]
pub(super) struct MemoryTransfers {
    limits: Limits,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    records: BTreeMap<Key, Kept>,
    reserved: BTreeMap<Customer, Vec<Reservation>>,
}

type Customer = (BankId, CustomerId);
type Key = (BankId, CustomerId, TransferId);

#[derive(Debug)]
struct Kept {
    record: TransferRecord,
    leased_until: Option<DateTime<Utc>>,
}

impl MemoryTransfers {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, state: Mutex::default() }
    }
}

impl State {
    /// Checks the caps and takes its part of them, or leaves everything as it was.
    fn reserve(&mut self, record: &TransferRecord, caps: &Caps) -> Result<(), RecordError> {
        within_transfer_cap(record.sheet.amount(), caps)?;
        let at = record.confirmed_at;
        let (day, hour) = (earlier(at, CAP_DAY), earlier(at, CAP_HOUR));
        let customer = (record.bank.clone(), record.customer.clone());
        let reserved = self.reserved.entry(customer).or_default();
        reserved.retain(|held| held.at > day);
        // What lies in the future counts as well: a clock that jumped back gives nothing away.
        let recent = reserved.iter().filter(|held| held.at > hour).count();
        if u32::try_from(recent).map_or(true, |recent| recent >= caps.count_per_hour) {
            return Err(RecordError::TooMany);
        }
        let amount = record.sheet.amount();
        let total = reserved
            .iter()
            .filter(|held| held.amount.currency() == amount.currency())
            .try_fold(amount, |sum, held| sum.checked_add(held.amount));
        if !total.and_then(|total| total.exceeds(caps.per_day)).is_ok_and(|over| !over) {
            return Err(RecordError::OverDayCap);
        }
        reserved.push(Reservation { id: record.id, at, amount });
        Ok(())
    }

    fn give_back(&mut self, record: &TransferRecord) {
        let customer = (record.bank.clone(), record.customer.clone());
        if let Some(reserved) = self.reserved.get_mut(&customer) {
            reserved.retain(|held| held.id != record.id);
        }
    }

    fn forget_old(&mut self, now: DateTime<Utc>, limits: &Limits) {
        let oldest = earlier(now, limits.transfer_keep);
        self.records
            .retain(|_, kept| !kept.record.status.is_terminal() || kept.record.changed_at > oldest);
    }
}

fn key(record: &TransferRecord) -> Key {
    (record.bank.clone(), record.customer.clone(), record.id)
}

#[async_trait]
impl TransferStore for MemoryTransfers {
    async fn record(
        &self,
        confirmed: &ConfirmedTransfer,
        origin: &Origin,
        caps: &Caps,
    ) -> Result<IntendedTransfer, RecordError> {
        let record = first_form(confirmed, origin);
        let mut state = lock(&self.state);
        state.forget_old(record.confirmed_at, &self.limits);
        if state.records.contains_key(&key(&record)) {
            return Err(RecordError::AlreadyRecorded(record.id));
        }
        state.reserve(&record, caps)?;
        let intended = self.intended(&record);
        state.records.insert(key(&record), Kept { record, leased_until: None });
        Ok(intended)
    }

    async fn load(
        &self,
        bank: &BankId,
        customer: &CustomerId,
        id: TransferId,
    ) -> Result<Option<TransferRecord>, StoreError> {
        let state = lock(&self.state);
        let kept = state.records.get(&(bank.clone(), customer.clone(), id));
        Ok(kept.map(|kept| kept.record.clone()))
    }

    async fn update(&self, record: &TransferRecord) -> Result<(), UpdateError> {
        sound(record)?;
        let mut state = lock(&self.state);
        let Some(kept) = state.records.get_mut(&key(record)) else {
            return Err(StoreError::Conflict.into());
        };
        if kept.record.version != record.version {
            return Err(StoreError::Conflict.into());
        }
        if kept.record.hash != record.hash {
            let what = "a transfer's facts differ from what was recorded";
            return Err(StoreError::Unreadable { what }.into());
        }
        if kept.record.status != record.status {
            kept.record.status.become_(record.status)?;
        }
        let version = record.version.saturating_add(1);
        kept.record = TransferRecord { version, ..record.clone() };
        if record.status.is_definite_failure() {
            state.give_back(record);
        }
        Ok(())
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
        let state = lock(&self.state);
        let mut found: Vec<TransferRecord> = state
            .records
            .values()
            .map(|kept| &kept.record)
            .filter(|record| record.bank == *bank && record.customer == *customer)
            .filter(|record| !record.status.is_terminal() || record.confirmed_at >= since)
            .cloned()
            .collect();
        found.sort_by_key(|record| std::cmp::Reverse((record.confirmed_at, record.id)));
        Ok(found)
    }

    async fn lease_due(
        &self,
        now: DateTime<Utc>,
        hold_for: Duration,
        at_most: usize,
    ) -> Result<Vec<Lease>, StoreError> {
        let until = later(now, hold_for);
        let mut state = lock(&self.state);
        let mut due: Vec<&mut Kept> = state
            .records
            .values_mut()
            .filter(|kept| kept.record.due_at.is_some_and(|due| due <= now))
            .filter(|kept| kept.leased_until.is_none_or(|until| until <= now))
            .collect();
        due.sort_by_key(|kept| kept.record.due_at);
        let leases = due.into_iter().take(at_most).map(|kept| {
            kept.leased_until = Some(until);
            Lease { record: kept.record.clone(), until }
        });
        Ok(leases.collect())
    }

    async fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        let mut state = lock(&self.state);
        if let Some(kept) = state.records.get_mut(&key(&lease.record))
            && kept.leased_until == Some(lease.until)
        {
            kept.leased_until = None;
        }
        Ok(())
    }
}
