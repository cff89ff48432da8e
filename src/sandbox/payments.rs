//! The bank's side of a payment, as it is asked for: taken in, looked for, told, taken back.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::approval::Waiting;
use super::failures::Failure;
use super::orders::payment_id;
use super::{Answer, Call, No, Outcome, Problem, Sandbox, State};
use crate::domain::customer::CustomerId;
use crate::domain::identifier::AccountIdentifier;
use crate::domain::money::Money;
use crate::domain::transfer::{IdempotencyKey, IntendedTransfer, TransferKind};

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
        let terms = *self.terms();
        self.serve(customer, Call::Write, |state, now| {
            let (key, sheet) = (transfer.key(), transfer.sheet());
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
                state.take_in(&id, customer, transfer, now);
                state.approve_payment(&id, now, Duration::ZERO);
            } else {
                let what = state.waits_for(&id, customer, sheet)?;
                let waiting = Waiting::new(key, what, now, terms.approve_within);
                state.take_in(&id, customer, transfer, waiting.deadline);
                state.customer(customer)?.waiting.push(waiting);
            }
            state.catch_up(now);
            state.tell_oddly(&id, customer, &[Failure::WrongEcho])
        })
    }

    /// By the key it was sent with, then among all the customer's by its end-to-end id.
    pub fn look_for(
        &self,
        customer: &CustomerId,
        transfer: &IntendedTransfer,
    ) -> Answer<Option<Payment>> {
        self.serve(customer, Call::Read, |state, _| {
            if state.customer(customer)?.failures.draw(Failure::StatusNotFound) {
                return Ok(None);
            }
            state
                .find(customer, transfer)
                .map(|id| state.tell_oddly(&id, customer, ODDITIES))
                .transpose()
        })
    }

    pub fn status(&self, customer: &CustomerId, payment: &str) -> Answer<Payment> {
        self.serve(customer, Call::Read, |state, _| {
            if state.customer(customer)?.failures.draw(Failure::StatusNotFound) {
                return Err(Problem::NotFound);
            }
            state.tell_oddly(payment, customer, ODDITIES)
        })
    }

    /// Takes a payment back as long as no money has left.
    pub fn cancel(
        &self,
        customer: &CustomerId,
        payment: &str,
        key: IdempotencyKey,
    ) -> Answer<Payment> {
        self.serve(customer, Call::Write, |state, now| {
            let asked = format!("cancel {payment}");
            if state.kept(key, Some(customer), &asked)?.is_none() {
                state.cancel_payment(payment, customer)?;
                state.keep(key, Some(customer), asked, Outcome::Payment(payment.to_owned()));
                state.catch_up(now);
            }
            state.tell(payment, customer)
        })
    }
}

/// What can be wrong with an answer that tells how a payment stands.
const ODDITIES: &[Failure] = &[Failure::UnknownStatus, Failure::WrongEcho];

impl State {
    /// How a payment stands, told in the wrong ways that were asked for.
    fn tell_oddly(
        &mut self,
        id: &str,
        customer: &CustomerId,
        oddities: &[Failure],
    ) -> Result<Payment, Problem> {
        let mut payment = self.tell(id, customer)?;
        let failures = &mut self.customer(customer)?.failures;
        for oddity in oddities {
            if !failures.draw(*oddity) {
                continue;
            }
            if *oddity == Failure::UnknownStatus {
                payment.state = PaymentState::Unheard("QUUX");
            } else {
                let doubled = payment.amount.minor_units().saturating_mul(2);
                payment.amount = Money::new(doubled, payment.amount.currency());
            }
        }
        Ok(payment)
    }
}
