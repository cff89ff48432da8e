//! The bank's side of a payment, as it is asked for: taken in, looked for, told, taken back.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::approval::Waiting;
use super::failures::{Drawn, Failure, Reading};
use super::orders::payment_id;
use super::{Answer, Caller, No, Op, Outcome, Problem, Sandbox, State};
use crate::domain::customer::CustomerId;
use crate::domain::identifier::AccountIdentifier;
use crate::domain::money::Money;
use crate::domain::transfer::{
    FactSheet, IdempotencyKey, IntendedTransfer, SubmitStep, TransferId, TransferKind,
};

/// A payment as the bank tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    pub id: String,
    pub state: PaymentState,
    pub amount: Money,
    pub creditor: AccountIdentifier,
    pub creditor_name: String,
    pub end_to_end_id: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentState {
    AwaitingApproval {
        deadline: DateTime<Utc>,
    },
    Accepted,
    Settled,
    Rejected(No),
    Denied,
    Expired,
    Cancelled,
    /// A word that is in no specification.
    Unheard(&'static str),
}

impl Sandbox {
    /// Takes a payment in. Own accounts are exempt from approval; whatever else waits in the app.
    /// The same key with the same facts tells how the payment stands; with others it is refused.
    pub fn initiate(&self, customer: &CustomerId, transfer: &IntendedTransfer) -> Answer<Payment> {
        self.perform(&Op::initiate(customer, transfer)).payment()
    }

    /// By the key it was sent with, then among all the customer's by its end-to-end id.
    pub fn look_for<'a>(
        &self,
        caller: impl Into<Caller<'a>>,
        transfer: &IntendedTransfer,
    ) -> Answer<Option<Payment>> {
        let caller = caller.into();
        let customer = caller.customer;
        self.ask(caller, Reading::Payment, |state, drawn, _| {
            if drawn.hits(Failure::StatusNotFound) {
                return Ok(None);
            }
            let found = state.find(customer, transfer);
            found.map(|id| state.tell_oddly(&id, customer, drawn)).transpose()
        })
    }

    pub fn status<'a>(&self, caller: impl Into<Caller<'a>>, payment: &str) -> Answer<Payment> {
        let caller = caller.into();
        let customer = caller.customer;
        self.ask(caller, Reading::Payment, |state, drawn, _| {
            if drawn.hits(Failure::StatusNotFound) {
                return Err(Problem::NotFound);
            }
            state.tell_oddly(payment, customer, drawn)
        })
    }

    /// Takes a payment back as long as no money has left.
    pub fn cancel(
        &self,
        customer: &CustomerId,
        payment: &str,
        key: IdempotencyKey,
    ) -> Answer<Payment> {
        let (customer, payment) = (customer.clone(), payment.to_owned());
        self.perform(&Op::Cancel { customer, payment, key }).payment()
    }
}

impl Op {
    pub fn initiate(customer: &CustomerId, transfer: &IntendedTransfer) -> Self {
        Self::Initiate {
            customer: customer.clone(),
            transfer: transfer.id(),
            sheet: Box::new(transfer.sheet().clone()),
        }
    }
}

impl State {
    pub(super) fn initiate(
        &mut self,
        customer: &CustomerId,
        transfer: TransferId,
        sheet: &FactSheet,
        now: DateTime<Utc>,
    ) -> Answer<Payment> {
        let within = self.terms.approve_within;
        self.serve(customer, |state| {
            let key = transfer.key(SubmitStep::Initiate);
            let asked = format!("pay {}", sheet.hash().to_hex());
            match state.kept(key, Some(customer), &asked)?.cloned() {
                Some(Outcome::Payment(id)) => return state.tell(&id, customer),
                Some(Outcome::Refused(no)) => return Err(Problem::No(no)),
                Some(Outcome::Unlock(_) | Outcome::CallBack(_)) => return Err(Problem::KeyReused),
                None => {}
            }
            let allowed = if state.customer(customer)?.failures.draw(Failure::InsufficientFunds) {
                Err(No::InsufficientFunds)
            } else {
                state.may_pay(customer, sheet)
            };
            if let Err(no) = allowed {
                state.keep(key, Some(customer), asked, Outcome::Refused(no));
                return Err(Problem::No(no));
            }
            let id = payment_id(key);
            state.keep(key, Some(customer), asked, Outcome::Payment(id.clone()));
            if sheet.kind() == TransferKind::OwnAccounts {
                state.take_in(&id, customer, (transfer, sheet), now);
                state.approve_payment(&id, now, Duration::ZERO);
            } else {
                let what = state.waits_for(&id, customer, sheet)?;
                let waiting = Waiting::new(key, what, now, within);
                state.take_in(&id, customer, (transfer, sheet), waiting.deadline);
                state.customer(customer)?.waiting.push(waiting);
            }
            state.catch_up(now);
            let mut drawn = Drawn::default();
            if state.customer(customer)?.failures.draw(Failure::WrongEcho) {
                drawn = Drawn::of(Failure::WrongEcho);
            }
            state.tell_oddly(&id, customer, &drawn)
        })
    }

    pub(super) fn cancel(
        &mut self,
        customer: &CustomerId,
        payment: &str,
        key: IdempotencyKey,
        now: DateTime<Utc>,
    ) -> Answer<Payment> {
        self.serve(customer, |state| {
            let asked = format!("cancel {payment}");
            if state.kept(key, Some(customer), &asked)?.is_none() {
                state.cancel_payment(payment, customer)?;
                state.keep(key, Some(customer), asked, Outcome::Payment(payment.to_owned()));
                state.catch_up(now);
            }
            state.tell(payment, customer)
        })
    }

    /// How a payment stands, told in the wrong ways that were asked for.
    fn tell_oddly(
        &self,
        id: &str,
        customer: &CustomerId,
        drawn: &Drawn,
    ) -> Result<Payment, Problem> {
        let mut payment = self.tell(id, customer)?;
        if drawn.hits(Failure::UnknownStatus) {
            payment.state = PaymentState::Unheard("QUUX");
        }
        if drawn.hits(Failure::WrongEcho) {
            let doubled = payment.amount.minor_units().saturating_mul(2);
            payment.amount = Money::new(doubled, payment.amount.currency());
        }
        Ok(payment)
    }
}
