//! Cards, and what the contact centre and the consent desk do for a customer.

use chrono::{DateTime, Utc};

use super::app::{Consent, Notice, WaitsFor};
use super::approval::Waiting;
use super::customers::constant;
use super::failures::Failure;
use super::{Answer, Call, No, Outcome, Problem, Sandbox, State};
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
    pub fn cards(&self, customer: &CustomerId) -> Answer<Vec<Card>> {
        self.serve(customer, Call::Read, |state, _| Ok(state.customer(customer)?.cards.clone()))
    }

    /// At once, and as often as one likes.
    pub fn lock(&self, customer: &CustomerId, card: &CardId) -> Answer<Card> {
        self.serve(customer, Call::Write, |state, now| {
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

    /// Waits for approval in the app. One question at a time for each card.
    pub fn unlock(
        &self,
        customer: &CustomerId,
        card: &CardId,
        key: IdempotencyKey,
    ) -> Answer<Unlocking> {
        let within = self.terms().approve_within;
        self.serve(customer, Call::Write, |state, now| {
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

    /// Books a call back. The reference is for both sides, and the same for the same key.
    pub fn request_call_back(
        &self,
        customer: Option<&CustomerId>,
        about: &str,
        key: IdempotencyKey,
    ) -> Answer<String> {
        let book = |state: &mut State, now| {
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
            Some(customer) => self.serve(customer, Call::Write, book),
            None => {
                let (mut state, now) = self.enter();
                Answer::at_once(book(&mut state, now))
            }
        }
    }

    /// Ends the consent, also one that has run out. A later call is turned away until it is given
    /// again in the app.
    pub fn revoke_consent(&self, customer: &CustomerId) -> Answer<()> {
        let (mut state, now) = self.enter();
        let held = match state.customer(customer) {
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
}

impl State {
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
