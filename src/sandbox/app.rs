//! The banking app's view of a customer: what a telephone would show.

use chrono::{DateTime, Utc};

use super::failures::{Failure, Times};
use super::{NotDecided, Op, Sandbox, State};
use crate::domain::account::Account;
use crate::domain::card::Card;
use crate::domain::customer::CustomerId;
use crate::domain::money::Money;
use crate::domain::outside::OutsideText;

/// Whether the assistant may ask the bank at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    Active,
    Expired,
    Withdrawn,
}

/// Everything on the app's one page.
#[derive(Debug, Clone)]
pub struct AppView {
    pub name: &'static str,
    pub accounts: Vec<AppAccount>,
    pub cards: Vec<Card>,
    /// Oldest first.
    pub approvals: Vec<AppApproval>,
    /// Newest first.
    pub notices: Vec<Notice>,
    pub consent: Consent,
    pub failures: Vec<(Failure, Times)>,
}

#[derive(Debug, Clone)]
pub struct AppAccount {
    pub account: Account,
    /// What is booked, and what of it can be spent.
    pub booked: Money,
    pub available: Money,
}

#[derive(Debug, Clone)]
pub struct AppApproval {
    pub id: String,
    pub what: WaitsFor,
    pub created: DateTime<Utc>,
    pub deadline: DateTime<Utc>,
}

/// What the customer is asked to approve. It shows what will happen, from the same facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WaitsFor {
    Payment { payment: String, from: Account, to: OutsideText, digits: String, amount: Money },
    UnlockCard(Card),
}

/// Something the bank tells its customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub at: DateTime<Utc>,
    pub text: String,
}

impl Sandbox {
    /// `None`: nobody of that name banks here.
    pub fn app(&self, customer: &CustomerId) -> Option<AppView> {
        let (state, _) = self.enter();
        let held = state.customers.get(customer)?;
        let account = |held: &super::customers::HeldAccount| {
            let booked = state.books.balance(&held.place(), held.account.currency);
            let available = booked.checked_sub(held.reserved).unwrap_or(booked);
            AppAccount { account: held.account.clone(), booked, available }
        };
        let approval = |waiting: &super::approval::Waiting| AppApproval {
            id: waiting.id.clone(),
            what: waiting.what.clone(),
            created: waiting.created,
            deadline: waiting.deadline,
        };
        Some(AppView {
            name: held.name,
            accounts: held.accounts.iter().map(account).collect(),
            cards: held.cards.clone(),
            approvals: held.waiting.iter().map(approval).collect(),
            notices: held.notices.iter().rev().cloned().collect(),
            consent: held.consent,
            failures: held.failures.iter().collect(),
        })
    }

    /// Gives the consent, anew or for the first time, as a customer does when linking.
    pub fn give_consent(&self, customer: &CustomerId) -> Result<(), NotDecided> {
        self.perform(&Op::GiveConsent { customer: customer.clone() }).decided()
    }

    /// What a customer's payees are called; nobody's for somebody who does not bank here.
    pub fn payee_names(&self, customer: &CustomerId) -> Vec<String> {
        let (state, _) = self.enter();
        let payees = state.customers.get(customer).map(|held| held.payees.as_slice());
        let names = payees.unwrap_or_default().iter();
        names.map(|known| known.payee.name.as_str().to_owned()).collect()
    }

    /// `None`: nobody of that name banks here.
    pub fn consent(&self, customer: &CustomerId) -> Option<Consent> {
        self.enter().0.customers.get(customer).map(|held| held.consent)
    }
}

impl State {
    pub(super) fn give_consent(&mut self, customer: &CustomerId) -> Result<(), NotDecided> {
        let held = self.customers.get_mut(customer).ok_or(NotDecided::NoSuchCustomer)?;
        held.consent = Consent::Active;
        Ok(())
    }
}

impl Consent {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Notice {
    pub(super) fn card(at: DateTime<Utc>, card: &Card, what: &str) -> Self {
        let digits = card.pan.last_digits().as_str();
        Self { at, text: format!("Your {} card ending {digits} {what}.", card.kind.name()) }
    }
}
