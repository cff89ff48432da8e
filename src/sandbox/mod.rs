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

mod accounts;
mod app;
mod approval;
mod books;
mod cards;
mod customers;
mod data;
mod failures;
mod orders;
mod payments;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};

pub use self::app::{AppAccount, AppApproval, AppView, Consent, Notice, WaitsFor};
pub use self::approval::{Decided, NotDecided};
pub use self::cards::Unlocking;
pub use self::failures::{Failure, Times};
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

/// What a call is to the bank: decides which failures can hit it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    Read,
    /// Something may happen, so an answer can be lost on the way.
    Write,
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
        let today = clock.now().date_naive();
        Self { clock, terms, state: Mutex::new(State::on(today)) }
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
        let (mut state, _) = self.enter();
        let customer = state.customers.get_mut(customer);
        customer.map(|customer| customer.failures.ask(failure, times)).is_some()
    }

    /// The sum of everything there is, for each currency. It never changes.
    pub fn sums(&self) -> BTreeMap<Currency, Money> {
        self.enter().0.books.sums()
    }

    /// Locks the bank, with everything done that was due by now.
    fn enter(&self) -> (MutexGuard<'_, State>, DateTime<Utc>) {
        let now = self.clock.now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.catch_up(now);
        (state, now)
    }

    /// One call of a customer's: the failures that were asked for, then what was called for.
    fn serve<T>(
        &self,
        customer: &CustomerId,
        call: Call,
        act: impl FnOnce(&mut State, DateTime<Utc>) -> Result<T, Problem>,
    ) -> Answer<T> {
        let (mut state, now) = self.enter();
        let Some(caller) = state.customers.get_mut(customer) else {
            return Answer::at_once(Err(Problem::NoSuchCustomer));
        };
        let after =
            if caller.failures.draw(Failure::Slow) { self.terms.slow_by } else { Duration::ZERO };
        if let Some(problem) = caller.turned_away() {
            return Answer { after, result: Err(problem) };
        }
        let lost = call == Call::Write && caller.failures.draw(Failure::LostAnswer);
        let result = act(&mut state, now);
        Answer { after, result: if lost { Err(Problem::Lost) } else { result } }
    }
}

impl<T> Answer<T> {
    const fn at_once(result: Result<T, Problem>) -> Self {
        Self { after: Duration::ZERO, result }
    }
}

impl State {
    fn on(today: NaiveDate) -> Self {
        let mut books = Books::open(&[Currency::EUR, Currency::GBP, Currency::USD]);
        let customers = customers::all(today, &mut books);
        Self { books, customers, orders: Orders::default(), keys: BTreeMap::new() }
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
