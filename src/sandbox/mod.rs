//! A whole bank in memory: customers, books, cards, payees, approvals, and failures on request.
//!
//! **In:** what a bank is asked for, in domain types, by its connector and by its own banking app.
//! **Out:** what a bank answers, with how late. It speaks no dialect of HTTP and knows nothing of
//! the house above it, so that it can stand in for a bank in tests, in the simulator and in demos.
//!
//! **What holds.** Money that leaves one place arrives at another ([`books`]). A payment to a payee
//! and the unlocking of a card wait for approval in the app, until a deadline ([`approval`]). The
//! same key is the same request: asked again it answers again, and with another content it is
//! refused. What it holds is in `docs/SANDBOX.md`, which the tests beside the data keep true.
//!
//! One mutex guards everything: every call is a few map look-ups, and none waits while it holds it.
//! Whatever changes something is an [`Op`], so that several servers can have one bank ([`ops`]).

mod accounts;
mod app;
mod approval;
mod books;
mod cards;
mod customers;
mod data;
mod failures;
mod ops;
mod orders;
mod payments;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

pub use self::app::{AppAccount, AppApproval, AppView, Consent, Notice, WaitsFor};
pub use self::approval::{Decided, NotDecided};
pub use self::cards::Unlocking;
pub use self::failures::{Drawn, Failure, Reading, Times};
pub use self::ops::{Done, Op};
pub use self::payments::{Payment, PaymentState};

use self::books::Books;
use self::customers::Customer;
use self::orders::Orders;
use crate::domain::clock::Clock;
use crate::domain::customer::CustomerId;
use crate::domain::money::{Currency, Money};
use crate::domain::transfer::IdempotencyKey;

/// The bank. Shared by its connector and its banking app.
#[derive(Debug)]
pub struct Sandbox {
    clock: Arc<dyn Clock>,
    terms: Terms,
    state: Mutex<State>,
}

/// What the bank promises and how it behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// How long something waits for approval in the app.
    pub approve_within: Duration,
    /// How long after it was accepted a payment is settled.
    pub settles_after: Duration,
    /// How late a slow answer is.
    pub slow_by: Duration,
    /// When a call-back comes at the latest.
    pub calls_back_within: Duration,
}

/// Who asks, and which failures hit the question, where that was drawn before it is asked.
#[derive(Debug)]
pub struct Caller<'a> {
    pub customer: &'a CustomerId,
    pub drawn: Option<Drawn>,
}

/// What the bank answers, and how late.
#[derive(Debug)]
#[must_use]
pub struct Answer<T> {
    pub after: Duration,
    pub result: Result<T, Problem>,
}

/// Why there is no answer to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("nobody of that name banks here")]
    NoSuchCustomer,
    #[error("the consent has run out or was withdrawn")]
    NoConsent,
    #[error("asked too often")]
    RateLimited,
    #[error("an error of the bank's own; nothing happened")]
    ServerError,
    #[error("no answer came; what was asked may have happened")]
    Lost,
    #[error("there is no such thing")]
    NotFound,
    #[error("the key was used for something else")]
    KeyReused,
    #[error("refused: {0:?}")]
    No(No),
}

/// A definite no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum No {
    InsufficientFunds,
    NotAllowed,
}

/// Everything that changes.
#[derive(Debug)]
struct State {
    terms: Terms,
    /// How late it is in here.
    at: DateTime<Utc>,
    /// Time passes only with what is applied.
    follows: bool,
    books: Books,
    customers: BTreeMap<CustomerId, Customer>,
    orders: Orders,
    keys: BTreeMap<IdempotencyKey, Kept>,
}

/// A request that was made under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Kept {
    customer: Option<CustomerId>,
    /// What was asked, so that another request under the same key is noticed.
    asked: String,
    outcome: Outcome,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    /// A payment by its id: asked again, its present state is told.
    Payment(String),
    Refused(No),
    /// An approval by its id.
    Unlock(String),
    CallBack(String),
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            approve_within: Duration::from_secs(10 * 60),
            settles_after: Duration::from_secs(20),
            slow_by: Duration::from_secs(6),
            calls_back_within: Duration::from_secs(2 * 60 * 60),
        }
    }
}

impl Sandbox {
    /// Opens the bank, with its data dated back from the clock's today.
    pub fn open(clock: Arc<dyn Clock>) -> Self {
        Self::open_with(clock, Terms::default())
    }

    pub fn open_with(clock: Arc<dyn Clock>, terms: Terms) -> Self {
        let state = Mutex::new(State::opened(terms, clock.now()));
        Self { clock, terms, state }
    }

    /// The ids of those who bank here, in the order of the documents; the first is the default.
    pub fn customers() -> impl Iterator<Item = &'static str> {
        data::PEOPLE.iter().map(|person| person.id)
    }

    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Asks for a failure, or with `Times::Next(0)` takes it back. False: nobody of that name.
    pub fn fail(&self, customer: &CustomerId, failure: Failure, times: Times) -> bool {
        let customer = customer.clone();
        self.perform(&Op::Fail { customer, failure, times }).failing()
    }

    /// The sum of everything there is, for each currency. It never changes.
    pub fn sums(&self) -> BTreeMap<Currency, Money> {
        self.enter().0.books.sums()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Locks the bank, with everything done that was due by now, unless that is for others to say.
    fn enter(&self) -> (MutexGuard<'_, State>, DateTime<Utc>) {
        let now = self.clock.now();
        let mut state = self.lock();
        if !state.follows {
            state.reach(now);
        }
        (state, now)
    }

    /// A question: the failures that were asked for, then the answer. It changes nothing else.
    fn ask<'a, T>(
        &self,
        caller: impl Into<Caller<'a>>,
        reading: Reading,
        look: impl FnOnce(&State, &Drawn, DateTime<Utc>) -> Result<T, Problem>,
    ) -> Answer<T> {
        let Caller { customer, drawn } = caller.into();
        let (mut state, now) = self.enter();
        let follows = state.follows;
        let Some(held) = state.customers.get_mut(customer) else {
            return Answer::at_once(Err(Problem::NoSuchCustomer));
        };
        let drawn = match drawn {
            Some(drawn) => drawn,
            // Nobody else knows of this question, so it uses nothing up.
            None if follows => failures::draw(held.consent, &mut held.failures.clone(), reading),
            None => held.draw(reading),
        };
        let after = if drawn.hits(Failure::Slow) { self.terms.slow_by } else { Duration::ZERO };
        let result = match drawn.turned_away() {
            Some(problem) => Err(problem),
            None => look(&state, &drawn, now),
        };
        Answer { after, result }
    }
}

impl<'a> From<&'a CustomerId> for Caller<'a> {
    fn from(customer: &'a CustomerId) -> Self {
        Self { customer, drawn: None }
    }
}

impl<T> Answer<T> {
    const fn at_once(result: Result<T, Problem>) -> Self {
        Self { after: Duration::ZERO, result }
    }
}

impl State {
    fn opened(terms: Terms, at: DateTime<Utc>) -> Self {
        let mut books = Books::open(&[Currency::EUR, Currency::GBP, Currency::USD]);
        let customers = customers::all(at.date_naive(), &mut books);
        let (orders, keys) = (Orders::default(), BTreeMap::new());
        Self { terms, at, follows: false, books, customers, orders, keys }
    }

    /// A customer's call that may change something: the failures that were asked for, then what was
    /// called for. Its answer can be lost on the way.
    fn serve<T>(
        &mut self,
        customer: &CustomerId,
        act: impl FnOnce(&mut Self) -> Result<T, Problem>,
    ) -> Answer<T> {
        let slow_by = self.terms.slow_by;
        let Some(caller) = self.customers.get_mut(customer) else {
            return Answer::at_once(Err(Problem::NoSuchCustomer));
        };
        let drawn = caller.draw(Reading::Plain);
        let after = if drawn.hits(Failure::Slow) { slow_by } else { Duration::ZERO };
        if let Some(problem) = drawn.turned_away() {
            return Answer { after, result: Err(problem) };
        }
        let lost = caller.failures.draw(Failure::LostAnswer);
        let result = act(self);
        Answer { after, result: if lost { Err(Problem::Lost) } else { result } }
    }

    fn held(&self, id: &CustomerId) -> Result<&Customer, Problem> {
        self.customers.get(id).ok_or(Problem::NoSuchCustomer)
    }

    fn customer(&mut self, id: &CustomerId) -> Result<&mut Customer, Problem> {
        self.customers.get_mut(id).ok_or(Problem::NoSuchCustomer)
    }

    /// What was done under this key; a refusal if it was something else, or somebody else.
    fn kept(
        &self,
        key: IdempotencyKey,
        customer: Option<&CustomerId>,
        asked: &str,
    ) -> Result<Option<&Outcome>, Problem> {
        match self.keys.get(&key) {
            None => Ok(None),
            Some(kept) if kept.customer.as_ref() == customer && kept.asked == asked => {
                Ok(Some(&kept.outcome))
            }
            Some(_) => Err(Problem::KeyReused),
        }
    }

    fn keep(
        &mut self,
        key: IdempotencyKey,
        customer: Option<&CustomerId>,
        asked: String,
        outcome: Outcome,
    ) {
        self.keys.insert(key, Kept { customer: customer.cloned(), asked, outcome });
    }
}
