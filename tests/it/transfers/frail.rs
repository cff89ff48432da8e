//! A process that dies: at a chosen step nothing of it ever goes on, and whatever it was doing is
//! dropped. What was written stays; what was not is gone.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use async_trait::async_trait;
use banter::contracts::session::StoreError;
use banter::contracts::transfers::{
    Caps, Lease, Origin, RecordError, TransferRecord, TransferStore, UpdateError,
};
use banter::domain::account::BankId;
use banter::domain::customer::CustomerId;
use banter::domain::transfer::{ConfirmedTransfer, IntendedTransfer, TransferId};
use banter::domain::transfer_status::TransferStatus;
use chrono::{DateTime, Utc};

use super::chance::Chance;

/// Counts the steps of our side and ends it at one of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Frailty(Arc<Steps>);

#[derive(Debug, Default)]
struct Steps {
    /// Dies at this step; zero or less: never.
    left: AtomicI64,
    dead: AtomicBool,
    /// Where there are others about: lets them go first, now and then.
    jostle: Mutex<Option<Chance>>,
}

impl Frailty {
    /// Dies at the so-many-th step from here; before it, if nothing is left to do.
    pub(super) fn dies_at(&self, step: u64) {
        self.0.left.store(i64::try_from(step).unwrap(), Ordering::SeqCst);
        self.0.dead.store(false, Ordering::SeqCst);
    }

    pub(super) fn lives(&self) {
        self.dies_at(0);
    }

    pub(super) fn jostled(&self, chance: Chance) {
        *self.0.jostle.lock().unwrap() = Some(chance);
    }

    /// A step: between this and the next one a process can die.
    pub(super) async fn pass(&self) {
        let waits = self.0.jostle.lock().unwrap().as_mut().map_or(0, |chance| chance.below(3));
        for _ in 0..waits {
            tokio::task::yield_now().await;
        }
        if self.0.left.load(Ordering::SeqCst) > 0 && self.0.left.fetch_sub(1, Ordering::SeqCst) == 1
        {
            self.0.dead.store(true, Ordering::SeqCst);
        }
        if self.0.dead.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
    }

    /// Runs until it is done, or dead: then nothing, and what was being done is dropped.
    pub(super) async fn survive<T>(&self, doing: impl Future<Output = T>) -> Option<T> {
        let mut doing = pin!(doing);
        poll_fn(|context| match doing.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending if self.0.dead.load(Ordering::SeqCst) => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        })
        .await
    }
}

/// A store whose user can die before and after each of its calls. It also watches: no status may
/// ever appear that the table of edges does not lead to.
#[derive(Debug)]
pub(super) struct FrailStore {
    kept: Arc<dyn TransferStore>,
    frailty: Frailty,
    /// Fails the next so many updates, before or after they were written.
    failing: Mutex<Vec<Failing>>,
    after_update: Mutex<Option<Meanwhile>>,
}

struct Meanwhile(Box<dyn FnOnce() + Send>);

impl std::fmt::Debug for Meanwhile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Meanwhile")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failing {
    Never,
    BeforeWriting,
    AfterWriting,
}

impl FrailStore {
    pub(super) fn over(kept: Arc<dyn TransferStore>, frailty: Frailty) -> Self {
        Self { kept, frailty, failing: Mutex::default(), after_update: Mutex::default() }
    }

    /// What happens in the world once the next update is written.
    pub(super) fn after_next_update(&self, happens: impl FnOnce() + Send + 'static) {
        *self.after_update.lock().unwrap() = Some(Meanwhile(Box::new(happens)));
    }

    /// What becomes of the next updates, in this order.
    pub(super) fn next_updates(&self, failing: impl IntoIterator<Item = Failing>) {
        let mut failing: Vec<Failing> = failing.into_iter().collect();
        failing.reverse();
        *self.failing.lock().unwrap() = failing;
    }
}

fn unreachable_now() -> StoreError {
    StoreError::Unreachable("the wire is cut".into())
}

#[async_trait]
impl TransferStore for FrailStore {
    async fn record(
        &self,
        confirmed: &ConfirmedTransfer,
        origin: &Origin,
        caps: &Caps,
    ) -> Result<IntendedTransfer, RecordError> {
        self.frailty.pass().await;
        let recorded = self.kept.record(confirmed, origin, caps).await;
        self.frailty.pass().await;
        recorded
    }

    async fn load(
        &self,
        bank: &BankId,
        customer: &CustomerId,
        id: TransferId,
    ) -> Result<Option<TransferRecord>, StoreError> {
        self.frailty.pass().await;
        self.kept.load(bank, customer, id).await
    }

    async fn update(&self, record: &TransferRecord) -> Result<(), UpdateError> {
        self.frailty.pass().await;
        let failing = self.failing.lock().unwrap().pop().unwrap_or(Failing::Never);
        if failing == Failing::BeforeWriting {
            return Err(unreachable_now().into());
        }
        self.kept.update(record).await?;
        let happens = self.after_update.lock().unwrap().take();
        if let Some(Meanwhile(happens)) = happens {
            happens();
        }
        self.frailty.pass().await;
        if failing == Failing::AfterWriting {
            return Err(unreachable_now().into());
        }
        Ok(())
    }

    fn intended(&self, record: &TransferRecord) -> IntendedTransfer {
        assert_ne!(record.status, TransferStatus::Intended, "sent before it was submitting");
        self.kept.intended(record)
    }

    async fn of_customer(
        &self,
        bank: &BankId,
        customer: &CustomerId,
        since: DateTime<Utc>,
    ) -> Result<Vec<TransferRecord>, StoreError> {
        self.kept.of_customer(bank, customer, since).await
    }

    async fn lease_due(
        &self,
        now: DateTime<Utc>,
        hold_for: Duration,
        at_most: usize,
    ) -> Result<Vec<Lease>, StoreError> {
        self.frailty.pass().await;
        let leases = self.kept.lease_due(now, hold_for, at_most).await;
        self.frailty.pass().await;
        leases
    }

    async fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        self.frailty.pass().await;
        self.kept.release(lease).await
    }
}
