//! A bank that does its sums right and answers as badly as it is told to. Money moves in the
//! sandbox's books; the answers pass through here.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use banter::contracts::bank::{
    Accepted, Access, Approval, BankConnector, BankError, BankErrorKind, BankStatus, Echo,
    PaymentId, PaymentInitiation, Refusal, SendError, Step,
};
use banter::domain::clock::{Clock, ManualClock};
use banter::domain::money::Money;
use banter::domain::transfer::{IdempotencyKey, IntendedTransfer, TransferId};
use banter::sandbox::{Payment, PaymentState, Problem, Sandbox};

use super::frail::Frailty;

/// How a request to pay fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Honest,
    /// Done, and answered after others had their turn.
    Late,
    /// Done, and the answer never comes.
    DoneNeverAnswered,
    /// Never arrives, and no answer comes.
    LostNeverAnswered,
    /// Done, and answered with 504.
    DoneThen504,
    /// Not done, and answered with 504.
    LostThen504,
    /// The connection was refused.
    NotSent,
    /// A gateway on the bank's side delivers the request twice.
    DeliveredTwice,
    /// Refused for good.
    Refused,
    /// Done, answered with a status nobody knows.
    OddStatus,
    /// Done, and repeated with another amount.
    WrongAmount,
    /// Done, answered that something is pending, without an id.
    Pending,
}

/// How a question about a payment fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Honest,
    Late,
    /// What it said the last time, again.
    Stale,
    NotFound,
    Unavailable,
    RateLimited,
    Never,
    OddStatus,
    WrongAmount,
    WrongCreditor,
}

#[derive(Debug, Default)]
struct Plan {
    ways: VecDeque<Way>,
    words: VecDeque<Word>,
    cancels: VecDeque<Way>,
    /// Every request to pay that reached the bank.
    arrived: Vec<(TransferId, IdempotencyKey)>,
    /// Every request to pay that was begun on our side.
    begun: Vec<(TransferId, IdempotencyKey)>,
    cancels_arrived: Vec<IdempotencyKey>,
    looks: usize,
    searches: usize,
    said: BTreeMap<PaymentId, Payment>,
}

#[derive(Debug)]
pub(super) struct Fickle {
    pub(super) sandbox: Arc<Sandbox>,
    clock: Arc<ManualClock>,
    plan: Mutex<Plan>,
    frailty: Frailty,
}

impl Fickle {
    pub(super) fn over(sandbox: Arc<Sandbox>, clock: Arc<ManualClock>, frailty: Frailty) -> Self {
        Self { sandbox, clock, plan: Mutex::default(), frailty }
    }

    /// The next requests to pay fare like this; after that, honestly.
    pub(super) fn next_sends(&self, ways: impl IntoIterator<Item = Way>) {
        self.plan.lock().unwrap().ways = ways.into_iter().collect();
    }

    /// The next questions fare like this; after that, honestly.
    pub(super) fn next_words(&self, words: impl IntoIterator<Item = Word>) {
        self.plan.lock().unwrap().words = words.into_iter().collect();
    }

    pub(super) fn next_cancels(&self, ways: impl IntoIterator<Item = Way>) {
        self.plan.lock().unwrap().cancels = ways.into_iter().collect();
    }

    pub(super) fn arrived(&self) -> Vec<(TransferId, IdempotencyKey)> {
        self.plan.lock().unwrap().arrived.clone()
    }

    pub(super) fn begun(&self) -> Vec<(TransferId, IdempotencyKey)> {
        self.plan.lock().unwrap().begun.clone()
    }

    pub(super) fn cancels_arrived(&self) -> Vec<IdempotencyKey> {
        self.plan.lock().unwrap().cancels_arrived.clone()
    }

    /// How often it was asked by id, and how often by list.
    pub(super) fn asked(&self) -> (usize, usize) {
        let plan = self.plan.lock().unwrap();
        (plan.looks, plan.searches)
    }

    fn word(&self) -> Word {
        self.plan.lock().unwrap().words.pop_front().unwrap_or(Word::Honest)
    }

    fn execute(&self, access: &Access, transfer: &IntendedTransfer) -> Result<Payment, SendError> {
        self.plan.lock().unwrap().arrived.push((transfer.id(), transfer.key()));
        let answer = self.sandbox.initiate(&access.customer, transfer).result;
        answer.map_err(|problem| match problem {
            Problem::No(_) => SendError::Refused(Refusal::InsufficientFunds),
            _ => SendError::MaybeSent(BankErrorKind::Unexpected.into()),
        })
    }

    async fn tell(&self, payment: Result<Payment, Problem>) -> Result<Accepted, BankError> {
        let word = self.word();
        let payment = match word {
            Word::NotFound => return Err(BankErrorKind::Unexpected.into()),
            Word::Unavailable => return Err(BankErrorKind::Unavailable.into()),
            Word::RateLimited => return Err(BankErrorKind::RateLimited.into()),
            Word::Never => std::future::pending().await,
            Word::Late => {
                for _ in 0..3 {
                    tokio::task::yield_now().await;
                }
                payment
            }
            Word::Stale => payment.map(|now| {
                let id = PaymentId::parse(&now.id).unwrap();
                self.plan.lock().unwrap().said.get(&id).cloned().unwrap_or(now)
            }),
            Word::Honest | Word::OddStatus | Word::WrongAmount | Word::WrongCreditor => payment,
        }
        .map_err(|_| BankError::from(BankErrorKind::Unexpected))?;
        let id = PaymentId::parse(&payment.id).unwrap();
        self.plan.lock().unwrap().said.insert(id, payment.clone());
        Ok(distort(accepted(payment), word))
    }
}

fn distort(mut accepted: Accepted, word: Word) -> Accepted {
    let echo = accepted.echo.as_mut().unwrap();
    match word {
        Word::OddStatus => accepted.status = BankStatus::Unrecognised("QUUX".to_owned()),
        Word::WrongAmount => {
            echo.amount = Money::new(echo.amount.minor_units() * 10, echo.amount.currency());
        }
        Word::WrongCreditor => echo.creditor = super::world::somebody_else(),
        _ => {}
    }
    accepted
}

pub(super) fn accepted(payment: Payment) -> Accepted {
    let status = match payment.state {
        PaymentState::AwaitingApproval { deadline } => BankStatus::AwaitingApproval { deadline },
        PaymentState::Accepted => BankStatus::Accepted,
        PaymentState::Settled => BankStatus::Settled,
        PaymentState::Rejected(_) => BankStatus::Rejected(Refusal::InsufficientFunds),
        PaymentState::Denied => BankStatus::Denied,
        PaymentState::Expired => BankStatus::Expired,
        PaymentState::Cancelled => BankStatus::Cancelled,
        PaymentState::Unheard(word) => BankStatus::Unrecognised(word.to_owned()),
    };
    let echo = Echo {
        amount: payment.amount,
        creditor: payment.creditor,
        creditor_name: Some(payment.creditor_name),
        end_to_end_id: Some(payment.end_to_end_id),
    };
    Accepted { payment: PaymentId::parse(&payment.id).unwrap(), status, echo: Some(echo) }
}

/// What an initiation answers, decoupled as banks do.
fn step(accepted: Accepted) -> Step<Accepted> {
    match accepted.status {
        BankStatus::AwaitingApproval { deadline } => Step::NeedsApproval(Approval {
            payment: Some(accepted.payment),
            deadline,
            poll_after: Duration::from_secs(5),
            echo: accepted.echo,
        }),
        _ => Step::Done(accepted),
    }
}

impl BankConnector for Fickle {
    fn payments(&self) -> Option<&dyn PaymentInitiation> {
        Some(self)
    }
}

#[async_trait]
impl PaymentInitiation for Fickle {
    async fn initiate(
        &self,
        access: &Access,
        transfer: &IntendedTransfer,
    ) -> Result<Step<Accepted>, SendError> {
        self.plan.lock().unwrap().begun.push((transfer.id(), transfer.key()));
        self.frailty.pass().await;
        let way = self.plan.lock().unwrap().ways.pop_front().unwrap_or(Way::Honest);
        let maybe = || SendError::MaybeSent(BankErrorKind::Unavailable.into());
        match way {
            Way::NotSent => return Err(SendError::NotSent(BankErrorKind::Unavailable.into())),
            Way::Refused => return Err(SendError::Refused(Refusal::OverLimit)),
            Way::LostThen504 => return Err(maybe()),
            Way::LostNeverAnswered => std::future::pending().await,
            _ => {}
        }
        let answer = self.execute(access, transfer)?;
        self.frailty.pass().await;
        match way {
            Way::DoneNeverAnswered => std::future::pending().await,
            Way::DoneThen504 => Err(maybe()),
            Way::Pending => Ok(Step::Pending { poll_after: Duration::from_secs(3) }),
            Way::OddStatus => Ok(Step::Done(distort(accepted(answer), Word::OddStatus))),
            Way::WrongAmount => Ok(step(distort(accepted(answer), Word::WrongAmount))),
            Way::DeliveredTwice => {
                let again = self.sandbox.initiate(&access.customer, transfer).result;
                Ok(step(accepted(again.map_err(|_| maybe())?)))
            }
            Way::Late => {
                for _ in 0..5 {
                    tokio::task::yield_now().await;
                }
                Ok(step(accepted(answer)))
            }
            _ => Ok(step(accepted(answer))),
        }
    }

    async fn look_for(
        &self,
        access: &Access,
        transfer: &IntendedTransfer,
    ) -> Result<Option<Accepted>, BankError> {
        self.frailty.pass().await;
        self.plan.lock().unwrap().searches += 1;
        match self.sandbox.look_for(&access.customer, transfer).result {
            Ok(None) => match self.word() {
                Word::Unavailable | Word::Never => Err(BankErrorKind::Unavailable.into()),
                Word::RateLimited => Err(BankErrorKind::RateLimited.into()),
                _ => Ok(None),
            },
            Ok(Some(payment)) => {
                // Listed late: banks are.
                if self.plan.lock().unwrap().words.front() == Some(&Word::NotFound) {
                    self.word();
                    return Ok(None);
                }
                self.tell(Ok(payment)).await.map(Some)
            }
            Err(problem) => self.tell(Err(problem)).await.map(Some),
        }
    }

    async fn status(&self, access: &Access, payment: &PaymentId) -> Result<Accepted, BankError> {
        self.frailty.pass().await;
        self.plan.lock().unwrap().looks += 1;
        let told = self.sandbox.status(&access.customer, payment.as_str()).result;
        let answer = self.tell(told).await;
        self.frailty.pass().await;
        answer
    }

    async fn cancel(
        &self,
        access: &Access,
        payment: &PaymentId,
        key: IdempotencyKey,
    ) -> Result<Step<Accepted>, SendError> {
        self.frailty.pass().await;
        let way = self.plan.lock().unwrap().cancels.pop_front().unwrap_or(Way::Honest);
        match way {
            Way::NotSent => return Err(SendError::NotSent(BankErrorKind::Unavailable.into())),
            Way::Refused => return Err(SendError::Refused(Refusal::NotAllowed)),
            Way::LostThen504 => {
                return Err(SendError::MaybeSent(BankErrorKind::Unavailable.into()));
            }
            Way::Pending => {
                let deadline = self.clock.now() + chrono::TimeDelta::minutes(5);
                let payment = Some(payment.clone());
                let poll_after = Duration::from_secs(5);
                return Ok(Step::NeedsApproval(Approval {
                    payment,
                    deadline,
                    poll_after,
                    echo: None,
                }));
            }
            _ => {}
        }
        self.plan.lock().unwrap().cancels_arrived.push(key);
        let answer = self.sandbox.cancel(&access.customer, payment.as_str(), key).result;
        self.frailty.pass().await;
        if way == Way::DoneThen504 {
            return Err(SendError::MaybeSent(BankErrorKind::Unavailable.into()));
        }
        match answer {
            Ok(payment) => Ok(Step::Done(accepted(payment))),
            Err(Problem::No(_)) => Err(SendError::Refused(Refusal::NotAllowed)),
            Err(_) => Err(SendError::MaybeSent(BankErrorKind::Unexpected.into())),
        }
    }
}
