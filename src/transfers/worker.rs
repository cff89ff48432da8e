//! The background loop: leases what is due and takes each record one step further.
//!
//! Leases are shared through the store, so any number of servers work side by side and one that
//! dies is relieved. A pass is [`Transfers::tick`]; only [`run`] knows an interval.

use std::sync::Arc;

use futures_util::future::join_all;
use tokio::sync::watch;

use super::Transfers;
use super::change::Change;
use super::limits::later;
use crate::contracts::bank::Access;
use crate::contracts::session::StoreError;
use crate::contracts::transfers::{Lease, TransferRecord, UpdateError};
use crate::domain::transfer_status::TransferStatus;

/// What one pass did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tick {
    pub leased: usize,
    /// How many are in another state than before.
    pub moved: usize,
    /// How many could not be written down; they come again when their lease ends.
    pub failed: usize,
}

/// Works until `stop` says true or its sender is gone. A pass that has begun is finished: no bank
/// is asked longer than its limit.
pub async fn run(transfers: Arc<Transfers>, mut stop: watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(transfers.limits.tick_every);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            stopped = stop.wait_for(|stop| *stop) => {
                drop(stopped);
                return;
            }
            _ = ticks.tick() => {}
        }
        let at_once = transfers.limits.at_once;
        // A full pass means that more is waiting.
        while !*stop.borrow() {
            match transfers.tick(at_once).await {
                Ok(tick) if tick.leased >= at_once && tick.failed == 0 => {}
                Ok(_) => break,
                Err(error) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(error, "due transfers cannot be read; trying again");
                    break;
                }
            }
        }
    }
}

impl Transfers {
    /// One pass: leases at most so many records that are due and works on them all at once.
    pub async fn tick(&self, at_most: usize) -> Result<Tick, StoreError> {
        let now = self.clock.now();
        let leases = self.store.lease_due(now, self.limits.lease_for, at_most).await?;
        let worked = join_all(leases.iter().map(|lease| self.work(lease))).await;
        let mut tick = Tick { leased: leases.len(), ..Tick::default() };
        for outcome in worked {
            match outcome {
                Some(true) => tick.moved = tick.moved.saturating_add(1),
                Some(false) => {}
                None => tick.failed = tick.failed.saturating_add(1),
            }
        }
        Ok(tick)
    }

    /// Whether the record moved; nothing when it could not be written down.
    async fn work(&self, lease: &Lease) -> Option<bool> {
        let before = lease.record.status;
        match Box::pin(self.step(&lease.record)).await {
            Ok(record) => {
                if let Err(error) = self.store.release(lease).await {
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(transfer = %record.id, error, "a lease was not given back");
                }
                Some(record.status != before)
            }
            Err(error) => {
                super::start::log_store(&lease.record, &error);
                None
            }
        }
    }

    /// One step of one record.
    async fn step(&self, record: &TransferRecord) -> Result<TransferRecord, UpdateError> {
        let before = record.status;
        let record = record.clone();
        let access = self.vault.access_for(&record.bank, &record.customer).await?;
        let access = access.as_ref();
        let stepped = match record.status {
            TransferStatus::Intended => self.send_again(access, record).await?,
            TransferStatus::Submitting => self.lost(record).await?,
            TransferStatus::AwaitingApproval => self.poll_approval(access, record).await?,
            TransferStatus::Approved | TransferStatus::Accepted => {
                self.poll_settlement(access, record).await?
            }
            TransferStatus::Unknown => self.reconcile(access, record).await?,
            TransferStatus::NeedsHuman
            | TransferStatus::Settled
            | TransferStatus::Rejected
            | TransferStatus::Denied
            | TransferStatus::Expired
            | TransferStatus::Cancelled
            | TransferStatus::Refused
            | TransferStatus::NeverArrived => self.decide(record, |_| Change::looked()).await?,
        };
        let Some(access) = access else {
            return Ok(stepped);
        };
        if stepped.status != before {
            self.stop_at_bank(access, &stepped).await;
        }
        Ok(self.still_to_cancel(access, stepped).await)
    }

    /// Nobody has sent it yet: the process that recorded it died, or the bank was out of reach.
    async fn send_again(
        &self,
        access: Option<&Access>,
        record: TransferRecord,
    ) -> Result<TransferRecord, UpdateError> {
        match access {
            Some(access) => self.send(access, record).await.map_err(|(error, _)| error),
            // The link is gone, and with it the permission to send.
            None => self.decide(record, |_| Change::to(TransferStatus::Cancelled)).await,
        }
    }

    /// Found *submitting* past its time: whoever was sending did not live to write the answer.
    async fn lost(&self, record: TransferRecord) -> Result<TransferRecord, UpdateError> {
        let now = self.clock.now();
        let grace = self.limits.answer_within.saturating_add(self.limits.write_within);
        self.decide(record, |record| {
            let waiting = later(record.changed_at, grace) > now;
            if record.status == TransferStatus::Submitting && !waiting {
                Change { note: Some("no answer was kept"), ..Change::to(TransferStatus::Unknown) }
            } else {
                Change::default()
            }
        })
        .await
    }

    /// A cancellation that did not get through is asked again, after looking, with the same key.
    async fn still_to_cancel(&self, access: &Access, record: TransferRecord) -> TransferRecord {
        let open = matches!(
            record.status,
            TransferStatus::AwaitingApproval | TransferStatus::Approved | TransferStatus::Accepted
        );
        if open && record.cancel_asked {
            return self.cancel_at_bank(access, record).await.record().clone();
        }
        record
    }
}
