//! Cards, and what the contact centre and the consent desk do for a customer.

use chrono::{DateTime, Utc};

use super::app::{Consent, Notice, WaitsFor};
use super::approval::Waiting;
use super::customers::constant;
use super::failures::{Failure, Reading};
use super::{Answer, Caller, No, Op, Outcome, Problem, Sandbox, State};
use crate::domain::card::{Card, CardId, CardState};
use crate::domain::customer::CustomerId;
use crate::domain::transfer::IdempotencyKey;

/// What unlocking came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unlocking {
    Done(Card),
    /// It waits in the app.
    NeedsApproval {
        deadline: DateTime<Utc>,
    },
}

impl Sandbox {
    pub fn cards<'a>(&self, caller: impl Into<Caller<'a>>) -> Answer<Vec<Card>> {
        let caller = caller.into();
        let customer = caller.customer;
        self.ask(caller, Reading::Plain, |state, _, _| Ok(state.held(customer)?.cards.clone()))
    }

    /// At once, and as often as one likes.
    pub fn lock_card(&self, customer: &CustomerId, card: &CardId) -> Answer<Card> {
        self.perform(&Op::Lock { customer: customer.clone(), card: card.clone() }).card()
    }

    /// Waits for approval in the app. One question at a time for each card.
    pub fn unlock(
        &self,
        customer: &CustomerId,
        card: &CardId,
        key: IdempotencyKey,
    ) -> Answer<Unlocking> {
        let (customer, card) = (customer.clone(), card.clone());
        self.perform(&Op::Unlock { customer, card, key }).unlocking()
    }

    /// Books a call back. The reference is for both sides, and the same for the same key.
    pub fn request_call_back(
        &self,
        customer: Option<&CustomerId>,
        about: &str,
        key: IdempotencyKey,
    ) -> Answer<String> {
        let (customer, about) = (customer.cloned(), about.to_owned());
        self.perform(&Op::CallBack { customer, about, key }).call_back()
    }

    /// Ends the consent, also one that has run out. A later call is turned away until it is given
    /// again in the app.
    pub fn revoke_consent(&self, customer: &CustomerId) -> Answer<()> {
        self.perform(&Op::Revoke { customer: customer.clone() }).revoked()
    }
}

impl State {
    pub(super) fn lock_card(
        &mut self,
        customer: &CustomerId,
        card: &CardId,
        now: DateTime<Utc>,
    ) -> Answer<Card> {
        self.serve(customer, |state| {
            let customer = state.customer(customer)?;
            let card = customer.card(card)?;
            let was = std::mem::replace(&mut card.state, CardState::Locked);
            let card = card.clone();
            if was == CardState::Active {
                customer.notices.push(Notice::card(now, &card, "is locked"));
            }
            Ok(card)
        })
    }

    pub(super) fn unlock(
        &mut self,
        customer: &CustomerId,
        card: &CardId,
        key: IdempotencyKey,
        now: DateTime<Utc>,
    ) -> Answer<Unlocking> {
        let within = self.terms.approve_within;
        self.serve(customer, |state| {
            let asked = format!("unlock {}", card.as_str());
            let before = state.kept(key, Some(customer), &asked)?.cloned();
            let held = state.customer(customer)?.card(card)?.clone();
            if held.state == CardState::Active {
                return Ok(Unlocking::Done(held));
            }
            if let Some(deadline) = waiting_for(state, customer, card)? {
                return Ok(Unlocking::NeedsApproval { deadline });
            }
            if before.is_some() {
                // It was asked under this key, and the customer said no or nothing.
                return Err(Problem::No(No::NotAllowed));
            }
            let waiting = Waiting::new(key, WaitsFor::UnlockCard(held), now, within);
            let deadline = waiting.deadline;
            state.keep(key, Some(customer), asked, Outcome::Unlock(waiting.id.clone()));
            state.customer(customer)?.waiting.push(waiting);
            Ok(Unlocking::NeedsApproval { deadline })
        })
    }

    pub(super) fn request_call_back(
        &mut self,
        customer: Option<&CustomerId>,
        about: &str,
        key: IdempotencyKey,
        now: DateTime<Utc>,
    ) -> Answer<String> {
        let book = |state: &mut Self| {
            let asked = format!("call back about {about}");
            match state.kept(key, customer, &asked)? {
                Some(Outcome::CallBack(reference)) => return Ok(reference.clone()),
                Some(Outcome::Payment(_) | Outcome::Refused(_) | Outcome::Unlock(_)) => {
                    return Err(Problem::KeyReused);
                }
                None => {}
            }
            let number = key.as_uuid().as_u128().checked_rem(1_000_000).unwrap_or_default();
            let reference = format!("CB-{number:06}");
            state.keep(key, customer, asked, Outcome::CallBack(reference.clone()));
            if let Some(customer) = customer {
                let text = format!("We will call you back. Your reference is {reference}.");
                state.customer(customer)?.notices.push(Notice { at: now, text });
            }
            Ok(reference)
        };
        match customer {
            Some(customer) => self.serve(customer, book),
            None => Answer::at_once(book(self)),
        }
    }

    pub(super) fn revoke_consent(
        &mut self,
        customer: &CustomerId,
        now: DateTime<Utc>,
    ) -> Answer<()> {
        let held = match self.customer(customer) {
            Ok(held) => held,
            Err(problem) => return Answer::at_once(Err(problem)),
        };
        if held.failures.draw(Failure::ServerError) {
            return Answer::at_once(Err(Problem::ServerError));
        }
        if std::mem::replace(&mut held.consent, Consent::Withdrawn) != Consent::Withdrawn {
            let text = "This assistant no longer has access to your accounts.".to_owned();
            held.notices.push(Notice { at: now, text });
        }
        Answer::at_once(Ok(()))
    }

    pub(super) fn unlock_now(&mut self, customer: &CustomerId, card: &CardId, now: DateTime<Utc>) {
        let unlocked = self.customer(customer).and_then(|customer| {
            let card = customer.card(card)?;
            card.state = CardState::Active;
            let notice = Notice::card(now, card, "is unlocked");
            customer.notices.push(notice);
            Ok(())
        });
        // What waits for approval names a card of this very customer, and cards are never removed.
        constant(unlocked);
    }
}

fn waiting_for(
    state: &mut State,
    customer: &CustomerId,
    card: &CardId,
) -> Result<Option<DateTime<Utc>>, Problem> {
    let waiting = &state.customer(customer)?.waiting;
    Ok(waiting.iter().find(|waiting| waiting.unlocks(card)).map(|waiting| waiting.deadline))
}
