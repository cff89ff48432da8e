//! One sandbox bank for all servers that share a journal, or one for this server alone.
//!
//! Every server keeps the whole bank in its memory. A change is appended to the journal first; then
//! everything up to it is read and applied in the journal's order, which is the same for all. So all
//! have the same bank, as far as each has read. A plain question is answered from memory, behind by
//! no more than [`SharedBank::run`]'s interval; what money hangs on reads on before it answers.
//!
//! Time is in the journal too: a deadline passes with the first entry that is later than it, and
//! when nothing else happens, with a tick that whoever notices first appends.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, watch};

use super::wire::{Said, from_entry, to_entry};
use crate::contracts::journal::{Bookmark, Journal, Pages};
use crate::contracts::session::StoreError;
use crate::domain::clock::Clock;
use crate::domain::customer::CustomerId;
use crate::sandbox::{AppView, Caller, Done, Op, Reading, Sandbox};

/// The bank, as this server knows it.
#[derive(Debug)]
pub struct SharedBank {
    bank: Arc<Sandbox>,
    joined: Option<Joined>,
}

#[derive(Debug)]
struct Joined {
    journal: Arc<dyn Journal>,
    clock: Arc<dyn Clock>,
    /// Up to where it was applied. Held while reading, so that nothing is applied twice.
    read: Mutex<Bookmark>,
}

/// Why a change has no answer.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    #[error("the bank was not asked")]
    NotAsked(#[source] StoreError),
    #[error("the bank may have been asked")]
    Unclear(#[source] StoreError),
}

const UNREADABLE: StoreError = StoreError::Unreadable { what: "a journal's entry" };

impl SharedBank {
    /// This server's own.
    pub const fn alone(bank: Arc<Sandbox>) -> Self {
        Self { bank, joined: None }
    }

    /// The one that all with this journal have. `clock` is the one the bank was opened with.
    pub fn over(bank: Arc<Sandbox>, journal: Arc<dyn Journal>, clock: Arc<dyn Clock>) -> Self {
        bank.follow();
        let joined = Joined { journal, clock, read: Mutex::default() };
        Self { bank, joined: Some(joined) }
    }

    /// The copy in memory, for questions. Changes go through [`Self::perform`].
    pub fn bank(&self) -> &Sandbox {
        &self.bank
    }

    /// Changes something, on all servers.
    pub async fn perform(&self, op: Op) -> Result<Done, NoAnswer> {
        let Some(joined) = &self.joined else { return Ok(self.bank.perform(&op)) };
        let mut read = joined.read.lock().await;
        self.append(joined, &mut read, &Said::Did(op)).await
    }

    /// Applies whatever others have done, and whatever time has made due.
    pub async fn catch_up(&self) -> Result<(), StoreError> {
        let Some(joined) = &self.joined else { return Ok(()) };
        let mut read = joined.read.lock().await;
        self.read_on(joined, &mut read).await?;
        if self.bank.is_due() {
            let ticked = self.append(joined, &mut read, &Said::Did(Op::Tick)).await;
            let _ticked: Done = ticked.map_err(|error| match error {
                NoAnswer::NotAsked(error) | NoAnswer::Unclear(error) => error,
            })?;
        }
        Ok(())
    }

    /// Catches up again and again, until `stop` says true or its sender is gone.
    pub async fn run(self: Arc<Self>, every: Duration, mut stop: watch::Receiver<bool>) {
        if self.joined.is_none() {
            return;
        }
        let mut ticks = tokio::time::interval(every);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut behind = false;
        loop {
            tokio::select! {
                stopped = stop.wait_for(|stop| *stop) => {
                    drop(stopped);
                    return;
                }
                _ = ticks.tick() => {}
            }
            let caught_up = self.catch_up().await;
            if let (Err(error), false) = (&caught_up, behind) {
                let error: &dyn std::error::Error = error;
                tracing::warn!(error, "the sandbox bank is behind the other servers'");
            }
            behind = caught_up.is_err();
        }
    }

    /// Who asks a question, with the failures that hit it. Those that are counted hit one question
    /// on one server, so they are drawn for all; there are none unless somebody asked for them.
    pub async fn caller<'a>(
        &self,
        customer: &'a CustomerId,
        reading: Reading,
    ) -> Result<Caller<'a>, NoAnswer> {
        if self.joined.is_none() || !self.bank.counts_failures(customer) {
            return Ok(Caller::from(customer));
        }
        let drawn = self.perform(Op::Draw { customer: customer.clone(), reading }).await?;
        Ok(Caller { customer, drawn: Some(drawn.drawn()) })
    }

    /// The banking app as it is now. `None`: nobody of that name banks here.
    pub async fn app(&self, customer: &CustomerId) -> Result<Option<AppView>, StoreError> {
        self.catch_up().await?;
        Ok(self.bank.app(customer))
    }

    async fn append(
        &self,
        joined: &Joined,
        read: &mut Bookmark,
        said: &Said,
    ) -> Result<Done, NoAnswer> {
        let entry = to_entry(said, joined.clock.now()).ok_or(NoAnswer::NotAsked(UNREADABLE))?;
        if read.read == 0 {
            self.read_on(joined, read).await.map_err(NoAnswer::NotAsked)?;
        }
        let mut pages = match joined.journal.append(read, &entry).await {
            // The journal is gone, so nothing was appended to it. A new one begins.
            Err(StoreError::Conflict) => {
                self.read_on(joined, read).await.map_err(NoAnswer::NotAsked)?;
                joined.journal.append(read, &entry).await
            }
            appended => appended,
        }
        .map_err(|error| match error {
            StoreError::Conflict => NoAnswer::NotAsked(error),
            StoreError::Unreachable(_) | StoreError::Unreadable { .. } => NoAnswer::Unclear(error),
        })?;
        let ours = pages.length;
        loop {
            if let Some(done) = self.apply(read, pages, ours).map_err(NoAnswer::Unclear)? {
                return Ok(done);
            }
            pages = joined.journal.read(read).await.map_err(NoAnswer::Unclear)?;
        }
    }

    /// Reads to the end. A journal without a beginning is begun.
    async fn read_on(&self, joined: &Joined, read: &mut Bookmark) -> Result<(), StoreError> {
        loop {
            let pages = match joined.journal.read(read).await {
                Err(StoreError::Conflict) => {
                    *read = Bookmark::default();
                    continue;
                }
                pages => pages?,
            };
            if pages.length == 0 {
                let open = to_entry(&Said::Opened, joined.clock.now()).ok_or(UNREADABLE)?;
                // Whoever comes first opens the bank; a second opening says nothing.
                let pages = joined.journal.append(&Bookmark::default(), &open).await?;
                self.apply(read, pages, 0)?;
                continue;
            }
            let length = pages.length;
            self.apply(read, pages, 0)?;
            if read.read >= length {
                return Ok(());
            }
        }
    }

    /// Applies what was read, in order. What came of entry number `ours`, if it was among it.
    /// Whoever stops waiting has stopped before this or after it: nothing is half applied.
    fn apply(
        &self,
        read: &mut Bookmark,
        pages: Pages,
        ours: u64,
    ) -> Result<Option<Done>, StoreError> {
        let entries: Option<Vec<_>> = pages.entries.iter().map(|e| from_entry(e)).collect();
        let mut number = read.read;
        let mut answer = None;
        for (said, at) in entries.ok_or(UNREADABLE)? {
            number = number.saturating_add(1);
            match said {
                Said::Opened if number == 1 => self.bank.reopen(at),
                Said::Opened => {}
                Said::Did(_) if number == 1 => return Err(UNREADABLE),
                Said::Did(op) => {
                    let done = self.bank.apply(&op, at);
                    if number == ours {
                        answer = Some(done);
                    }
                }
            }
        }
        *read = pages.next;
        Ok(answer)
    }
}
