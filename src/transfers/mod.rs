//! The durable life of a payment, from its yes to its end.
//!
//! A payment leaves the conversation at the yes. It is recorded with its one key, moved to
//! *submitting* durably, and only then does the first byte leave. What comes back moves the record
//! along the edges of [`TransferStatus`](crate::domain::transfer_status::TransferStatus); what does
//! not come back makes it *unknown*, and from there nobody sends anything again: the reconciler
//! looks, by id and then by list, until the bank's own word decides or a person must.
//!
//! | state | who acts | leaves by |
//! | --- | --- | --- |
//! | intended | [`start`], then the worker | sent once; taken back; given up when the bank stays out of reach |
//! | submitting | whoever moved it there | the answer; without one by its due time the worker calls it unknown |
//! | awaiting approval | [`approval`] | the bank's word, asked until the bank's own deadline |
//! | approved, accepted | [`settlement`] | the bank's word |
//! | unknown | [`reconcile`] | what it finds; *never arrived* only after the look-up window **and** a list search |
//! | needs human | support | – |
//! | the rest | – | terminal |
//!
//! In come confirmed transfers and the bank's answers; out go records, whose status says how to
//! speak ([`Telling`]). Every write is a compare-and-set, so the right to send belongs to exactly
//! one of any number of servers: the one whose *submitting* was written. A future of this room may
//! be dropped at any point (a turn that ran out of time, a process that died): the record says
//! enough for any worker to go on.
//!
//! This room must not know words, platforms or dialects, and it logs ids and states only.

mod alarm;
mod approval;
mod cancel;
mod change;
mod echo;
mod history;
mod limits;
mod look;
mod reconcile;
mod settlement;
mod start;
mod statement;
mod telling;
pub mod worker;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use alarm::{Alarm, TransferCounters};
pub use cancel::{CancelError, CancelOutcome};
pub use echo::EchoMismatch;
pub use limits::TransferLimits;
pub use start::StartError;
pub use telling::Telling;
pub use worker::Tick;

use crate::contracts::bank::{BankConnector, PaymentInitiation};
use crate::contracts::token::TokenVault;
use crate::contracts::transfers::TransferStore;
use crate::domain::account::BankId;
use crate::domain::clock::Clock;

/// Every payment of every bank, and the only way to start, watch or take back one.
#[derive(Debug)]
pub struct Transfers {
    store: Arc<dyn TransferStore>,
    banks: BTreeMap<BankId, Arc<dyn BankConnector>>,
    vault: Arc<dyn TokenVault>,
    clock: Arc<dyn Clock>,
    limits: TransferLimits,
    counters: TransferCounters,
}

impl Transfers {
    pub fn new(
        store: Arc<dyn TransferStore>,
        banks: BTreeMap<BankId, Arc<dyn BankConnector>>,
        vault: Arc<dyn TokenVault>,
        clock: Arc<dyn Clock>,
        limits: TransferLimits,
    ) -> Self {
        Self { store, banks, vault, clock, limits, counters: TransferCounters::default() }
    }

    /// What went wrong and how often, for metrics.
    pub const fn counters(&self) -> &TransferCounters {
        &self.counters
    }

    pub const fn limits(&self) -> &TransferLimits {
        &self.limits
    }

    fn payments(&self, bank: &BankId) -> Option<&dyn PaymentInitiation> {
        self.banks.get(bank)?.payments()
    }
}
