//! The thin connector to the sandbox bank: its answers as a bank's answers, its problems as a
//! bank's errors. The bank itself is in `src/sandbox`; that several servers have one and the same
//! is the business of [`shared`].

mod payments;
mod reads;
pub mod shared;
pub mod tokens;
mod wire;

use std::sync::Arc;

pub use self::shared::SharedBank;
pub use crate::sandbox::Sandbox;

use super::{BadConnector, ConnectorContext};
use crate::contracts::bank::{
    Access, AccountInformation, BankConnector, BankError, BankErrorKind, CardControl, Consents,
    ContactCentre, PayeeVerification, PaymentInitiation, Refusal, SavedPayees,
};
use crate::sandbox::{Answer, Caller, Done, No, Op, Problem, Reading};

/// Hands out everything: the sandbox can do what any bank can.
#[derive(Debug, Clone)]
pub struct SandboxConnector {
    shared: Arc<SharedBank>,
}

pub fn build(context: &ConnectorContext) -> Result<Arc<dyn BankConnector>, BadConnector> {
    if let Some(key) = context.table.keys().next() {
        let what = format!("the sandbox has no settings, so not `{key}`");
        return Err(BadConnector::Settings { bank: context.bank.clone(), what });
    }
    Ok(Arc::new(SandboxConnector::shared(Arc::clone(&context.sandbox))))
}

impl SandboxConnector {
    /// To a bank that is this server's own.
    pub fn new(bank: Arc<Sandbox>) -> Self {
        Self::shared(Arc::new(SharedBank::alone(bank)))
    }

    pub const fn shared(shared: Arc<SharedBank>) -> Self {
        Self { shared }
    }

    fn bank(&self) -> &Sandbox {
        self.shared.bank()
    }

    /// Who asks a plain question.
    async fn caller<'a>(&self, access: &'a Access) -> Result<Caller<'a>, BankError> {
        self.shared.caller(&access.customer, Reading::Plain).await.map_err(away)
    }

    async fn perform(&self, op: Op) -> Result<Done, BankError> {
        self.shared.perform(op).await.map_err(away)
    }
}

impl BankConnector for SandboxConnector {
    fn accounts(&self) -> Option<&dyn AccountInformation> {
        Some(self)
    }
    fn payments(&self) -> Option<&dyn PaymentInitiation> {
        Some(self)
    }
    fn payees(&self) -> Option<&dyn SavedPayees> {
        Some(self)
    }
    fn payee_verification(&self) -> Option<&dyn PayeeVerification> {
        Some(self)
    }
    fn cards(&self) -> Option<&dyn CardControl> {
        Some(self)
    }
    fn contact_centre(&self) -> Option<&dyn ContactCentre> {
        Some(self)
    }
    fn consents(&self) -> Option<&dyn Consents> {
        Some(self)
    }
}

/// Waits as long as the answer takes. It was made before: whoever stops waiting has not stopped
/// the bank.
async fn arrive<T>(answer: Answer<T>) -> Result<T, Problem> {
    if !answer.after.is_zero() {
        tokio::time::sleep(answer.after).await;
    }
    answer.result
}

/// What the servers agree on cannot be read or written now.
fn away(error: impl std::error::Error + Send + Sync + 'static) -> BankError {
    BankError { kind: BankErrorKind::Unavailable, source: Some(Box::new(error)) }
}

/// A problem with a question that moves no money.
fn error(problem: Problem) -> BankError {
    let kind = match problem {
        Problem::NoSuchCustomer | Problem::NoConsent => BankErrorKind::NeedsRelink,
        Problem::RateLimited => BankErrorKind::RateLimited,
        Problem::ServerError | Problem::Lost => BankErrorKind::Unavailable,
        Problem::NotFound | Problem::KeyReused => BankErrorKind::Unexpected,
        Problem::No(no) => BankErrorKind::Refused(refusal(no)),
    };
    BankError { kind, source: Some(Box::new(problem)) }
}

const fn refusal(no: No) -> Refusal {
    match no {
        No::InsufficientFunds => Refusal::InsufficientFunds,
        No::NotAllowed => Refusal::NotAllowed,
    }
}
