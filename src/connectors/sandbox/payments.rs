//! Payments: the three ways in which sending fails are told apart here.

use async_trait::async_trait;

use super::reads::POLL_AFTER;
use super::shared::NoAnswer;
use super::{SandboxConnector, arrive, away, error, refusal};
use crate::contracts::bank::{
    Accepted, Access, Approval, BankError, BankErrorKind, BankStatus, Echo, PaymentId,
    PaymentInitiation, Refusal, SendError, Step,
};
use crate::domain::transfer::{IdempotencyKey, IntendedTransfer};
use crate::sandbox::{Caller, Op, Payment, PaymentState, Problem, Reading};

#[async_trait]
impl PaymentInitiation for SandboxConnector {
    async fn initiate(
        &self,
        access: &Access,
        transfer: &IntendedTransfer,
    ) -> Result<Step<Accepted>, SendError> {
        let payment = self.send(Op::initiate(&access.customer, transfer)).await?;
        step(payment.map_err(send_error)?).map_err(SendError::MaybeSent)
    }

    async fn look_for(
        &self,
        access: &Access,
        transfer: &IntendedTransfer,
    ) -> Result<Option<Accepted>, BankError> {
        let caller = self.up_to_date(access).await?;
        let found = arrive(self.bank().look_for(caller, transfer)).await.map_err(error)?;
        found.map(accepted).transpose()
    }

    async fn status(&self, access: &Access, payment: &PaymentId) -> Result<Accepted, BankError> {
        let caller = self.up_to_date(access).await?;
        let payment = arrive(self.bank().status(caller, payment.as_str())).await;
        accepted(payment.map_err(error)?)
    }

    async fn cancel(
        &self,
        access: &Access,
        payment: &PaymentId,
        key: IdempotencyKey,
    ) -> Result<Step<Accepted>, SendError> {
        let (customer, payment) = (access.customer.clone(), payment.as_str().to_owned());
        let payment = self.send(Op::Cancel { customer, payment, key }).await?;
        accepted(payment.map_err(send_error)?).map(Step::Done).map_err(SendError::MaybeSent)
    }
}

impl SandboxConnector {
    async fn send(&self, op: Op) -> Result<Result<Payment, Problem>, SendError> {
        let done = self.shared.perform(op).await.map_err(|error| match error {
            NoAnswer::NotAsked(_) => SendError::NotSent(away(error)),
            NoAnswer::Unclear(_) => SendError::MaybeSent(away(error)),
        })?;
        Ok(arrive(done.payment()).await)
    }

    /// Who asks how a payment stands, once everything is known that any server did.
    async fn up_to_date<'a>(&self, access: &'a Access) -> Result<Caller<'a>, BankError> {
        self.shared.catch_up().await.map_err(away)?;
        self.shared.caller(&access.customer, Reading::Payment).await.map_err(away)
    }
}

/// Which room a failure leads to. What the bank answered before it did anything was not sent;
/// what broke off or came back as a server error may have been.
fn send_error(problem: Problem) -> SendError {
    match problem {
        Problem::NoSuchCustomer | Problem::NoConsent | Problem::RateLimited => {
            SendError::NotSent(error(problem))
        }
        Problem::ServerError | Problem::Lost => SendError::MaybeSent(error(problem)),
        Problem::NotFound | Problem::KeyReused => SendError::Refused(Refusal::NotAllowed),
        Problem::No(no) => SendError::Refused(refusal(no)),
    }
}

fn step(payment: Payment) -> Result<Step<Accepted>, BankError> {
    let accepted = accepted(payment)?;
    Ok(match accepted.status {
        BankStatus::AwaitingApproval { deadline } => Step::NeedsApproval(Approval {
            payment: Some(accepted.payment),
            deadline,
            poll_after: POLL_AFTER,
            echo: accepted.echo,
        }),
        BankStatus::Approved
        | BankStatus::Accepted
        | BankStatus::Settled
        | BankStatus::Rejected(_)
        | BankStatus::Denied
        | BankStatus::Expired
        | BankStatus::Cancelled
        | BankStatus::Unrecognised(_) => Step::Done(accepted),
    })
}

fn accepted(payment: Payment) -> Result<Accepted, BankError> {
    let id = PaymentId::parse(&payment.id).map_err(|bad| BankError {
        kind: BankErrorKind::Unexpected,
        source: Some(Box::new(bad)),
    })?;
    let status = match payment.state {
        PaymentState::AwaitingApproval { deadline } => BankStatus::AwaitingApproval { deadline },
        PaymentState::Accepted => BankStatus::Accepted,
        PaymentState::Settled => BankStatus::Settled,
        PaymentState::Rejected(no) => BankStatus::Rejected(refusal(no)),
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
    Ok(Accepted { payment: id, status, echo: Some(echo) })
}
