//! What waits in the banking app: approved, declined, or over when nobody looked in time.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::app::WaitsFor;
use super::{Op, Sandbox, State};
use crate::domain::card::CardId;
use crate::domain::customer::CustomerId;
use crate::domain::transfer::IdempotencyKey;

/// One question in the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) id: String,
    pub(super) what: WaitsFor,
    pub(super) created: DateTime<Utc>,
    pub(super) deadline: DateTime<Utc>,
}

/// What the customer did with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    Approve,
    Decline,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotDecided {
    #[error("nobody of that name banks here")]
    NoSuchCustomer,
    /// It never was, it has been decided, or its time is over.
    #[error("nothing of that name is waiting")]
    NotWaiting,
}

impl Waiting {
    /// The id comes from the request's key, so that no two banks ever give out the same.
    pub(super) fn new(
        key: IdempotencyKey,
        what: WaitsFor,
        created: DateTime<Utc>,
        within: Duration,
    ) -> Self {
        let id = format!("approval-{}", key.as_uuid().simple());
        Self { id, what, created, deadline: later(created, within) }
    }

    pub(super) fn unlocks(&self, card: &CardId) -> bool {
        match &self.what {
            WaitsFor::UnlockCard(waiting) => waiting.id == *card,
            WaitsFor::Payment { .. } => false,
        }
    }

    pub(super) fn pays(&self, id: &str) -> bool {
        match &self.what {
            WaitsFor::Payment { payment, .. } => payment == id,
            WaitsFor::UnlockCard(_) => false,
        }
    }

    pub(super) fn is_over(&self, now: DateTime<Utc>) -> bool {
        now >= self.deadline
    }
}

impl Sandbox {
    /// Approves or declines what waits. Once only, and not after its deadline.
    pub fn decide(
        &self,
        customer: &CustomerId,
        approval: &str,
        decided: Decided,
    ) -> Result<(), NotDecided> {
        let (customer, approval) = (customer.clone(), approval.to_owned());
        self.perform(&Op::Decide { customer, approval, decided }).decided()
    }
}

impl State {
    pub(super) fn decide(
        &mut self,
        customer: &CustomerId,
        approval: &str,
        decided: Decided,
        now: DateTime<Utc>,
    ) -> Result<(), NotDecided> {
        let settles_after = self.terms.settles_after;
        let held = self.customers.get_mut(customer).ok_or(NotDecided::NoSuchCustomer)?;
        let position = held.waiting.iter().position(|waiting| waiting.id == approval);
        let waiting = held.waiting.remove(position.ok_or(NotDecided::NotWaiting)?);
        match (waiting.what, decided) {
            (WaitsFor::Payment { payment, .. }, Decided::Approve) => {
                self.approve_payment(&payment, now, settles_after);
            }
            (WaitsFor::Payment { payment, .. }, Decided::Decline) => {
                self.decline_payment(&payment);
            }
            (WaitsFor::UnlockCard(card), Decided::Approve) => {
                self.unlock_now(customer, &card.id, now);
            }
            (WaitsFor::UnlockCard(_), Decided::Decline) => {}
        }
        Ok(())
    }

    /// Takes out of the app what nobody decided in time.
    pub(super) fn expire_approvals(&mut self, now: DateTime<Utc>) {
        for customer in self.customers.values_mut() {
            customer.waiting.retain(|waiting| !waiting.is_over(now));
        }
    }
}

pub(super) fn later(at: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    let by = TimeDelta::from_std(by).unwrap_or(TimeDelta::MAX);
    at.checked_add_signed(by).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
