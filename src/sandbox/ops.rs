//! Whatever changes the bank, as values: the same ones in the same order make the same bank.
//!
//! That is what lets several servers have one bank between them: they agree on the order, and each
//! applies it to its own copy. So nothing in here asks for the time, for chance or for anything
//! outside; what it is told beside the [`Op`] is when it happened. Time itself is one of them: a
//! bank that follows others lets deadlines pass only with an entry that says how late it is.

use chrono::{DateTime, Utc};

use super::approval::{Decided, NotDecided};
use super::cards::Unlocking;
use super::failures::{Drawn, Failure, Reading, Times};
use super::payments::Payment;
use super::{Answer, Problem, Sandbox, State};
use crate::domain::card::{Card, CardId};
use crate::domain::customer::CustomerId;
use crate::domain::transfer::{FactSheet, IdempotencyKey, TransferId};

/// A change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    /// The payment of a sheet, under its transfer's key.
    Initiate {
        customer: CustomerId,
        transfer: TransferId,
        sheet: Box<FactSheet>,
    },
    Cancel {
        customer: CustomerId,
        payment: String,
        key: IdempotencyKey,
    },
    Lock {
        customer: CustomerId,
        card: CardId,
    },
    Unlock {
        customer: CustomerId,
        card: CardId,
        key: IdempotencyKey,
    },
    CallBack {
        customer: Option<CustomerId>,
        about: String,
        key: IdempotencyKey,
    },
    Revoke {
        customer: CustomerId,
    },
    GiveConsent {
        customer: CustomerId,
    },
    Decide {
        customer: CustomerId,
        approval: String,
        decided: Decided,
    },
    /// From now on the bank fails in this way.
    Fail {
        customer: CustomerId,
        failure: Failure,
        times: Times,
    },
    /// A question is asked, which uses up failures that were asked for so many times.
    Draw {
        customer: CustomerId,
        reading: Reading,
    },
    /// It is this late.
    Tick,
}

/// What came of it: for each kind of change its own kind of answer.
#[derive(Debug)]
#[must_use]
pub enum Done {
    Payment(Answer<Payment>),
    Card(Answer<Card>),
    Unlocking(Answer<Unlocking>),
    CallBack(Answer<String>),
    Revoked(Answer<()>),
    Decided(Result<(), NotDecided>),
    /// Whether somebody of that name banks here.
    Failing(bool),
    Drawn(Drawn),
    Ticked,
}

impl Sandbox {
    /// Does it now.
    pub fn perform(&self, op: &Op) -> Done {
        self.apply(op, self.clock.now())
    }

    /// Does it as of a time. What was due by then comes first, and time never runs backwards.
    pub fn apply(&self, op: &Op, at: DateTime<Utc>) -> Done {
        let mut state = self.lock();
        let at = state.reach(at);
        state.apply(op, at)
    }

    /// From now on time passes with what is [applied](Self::apply) and not with the clock.
    pub fn follow(&self) {
        self.lock().follows = true;
    }

    /// Begins anew, as of a day in the past.
    pub fn reopen(&self, at: DateTime<Utc>) {
        let mut state = self.lock();
        let follows = state.follows;
        *state = State { follows, ..State::opened(self.terms, at) };
    }

    /// Whether the time that has passed changes anything.
    pub fn is_due(&self) -> bool {
        let now = self.clock.now();
        self.lock().is_due(now)
    }

    /// Whether a question of this customer's would use up a failure.
    pub fn counts_failures(&self, customer: &CustomerId) -> bool {
        self.lock().customers.get(customer).is_some_and(|held| held.failures.are_counted())
    }
}

impl State {
    /// Lets time pass until then, if it has not.
    pub(super) fn reach(&mut self, at: DateTime<Utc>) -> DateTime<Utc> {
        self.at = self.at.max(at);
        self.catch_up(self.at);
        self.at
    }

    fn apply(&mut self, op: &Op, at: DateTime<Utc>) -> Done {
        match op {
            Op::Initiate { customer, transfer, sheet } => {
                Done::Payment(self.initiate(customer, *transfer, sheet, at))
            }
            Op::Cancel { customer, payment, key } => {
                Done::Payment(self.cancel(customer, payment, *key, at))
            }
            Op::Lock { customer, card } => Done::Card(self.lock_card(customer, card, at)),
            Op::Unlock { customer, card, key } => {
                Done::Unlocking(self.unlock(customer, card, *key, at))
            }
            Op::CallBack { customer, about, key } => {
                Done::CallBack(self.request_call_back(customer.as_ref(), about, *key, at))
            }
            Op::Revoke { customer } => Done::Revoked(self.revoke_consent(customer, at)),
            Op::GiveConsent { customer } => Done::Decided(self.give_consent(customer)),
            Op::Decide { customer, approval, decided } => {
                Done::Decided(self.decide(customer, approval, *decided, at))
            }
            Op::Fail { customer, failure, times } => {
                let held = self.customers.get_mut(customer);
                Done::Failing(held.map(|held| held.failures.ask(*failure, *times)).is_some())
            }
            Op::Draw { customer, reading } => {
                let held = self.customers.get_mut(customer);
                Done::Drawn(held.map(|held| held.draw(*reading)).unwrap_or_default())
            }
            Op::Tick => Done::Ticked,
        }
    }
}

/// Each taken for what its `Op` makes it. An answer of another kind is as good as none.
impl Done {
    pub fn payment(self) -> Answer<Payment> {
        if let Self::Payment(answer) = self { answer } else { Answer::lost() }
    }

    pub fn card(self) -> Answer<Card> {
        if let Self::Card(answer) = self { answer } else { Answer::lost() }
    }

    pub fn unlocking(self) -> Answer<Unlocking> {
        if let Self::Unlocking(answer) = self { answer } else { Answer::lost() }
    }

    pub fn call_back(self) -> Answer<String> {
        if let Self::CallBack(answer) = self { answer } else { Answer::lost() }
    }

    pub fn revoked(self) -> Answer<()> {
        if let Self::Revoked(answer) = self { answer } else { Answer::lost() }
    }

    pub fn decided(self) -> Result<(), NotDecided> {
        if let Self::Decided(decided) = self { decided } else { Err(NotDecided::NotWaiting) }
    }

    pub fn failing(self) -> bool {
        if let Self::Failing(somebody) = self { somebody } else { false }
    }

    pub fn drawn(self) -> Drawn {
        if let Self::Drawn(drawn) = self { drawn } else { Drawn::default() }
    }
}

impl<T> Answer<T> {
    const fn lost() -> Self {
        Self::at_once(Err(Problem::Lost))
    }
}
