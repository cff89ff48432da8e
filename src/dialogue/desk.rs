//! The bank as a handler meets it: on one customer's behalf, behind the disclosure gate, and never
//! past the turn's deadline.
//!
//! The gate is asked before the bank is: what may not be said here is not even fetched.

use std::future::Future;

use tokio::time::{Instant, timeout_at};

use super::gate::Gate;
use super::handler::Trouble;
use crate::contracts::bank::{
    Access, AccountInformation, BankConnector, BankError, CardControl, PayeeVerification,
};
use crate::domain::account::{Account, AccountId};
use crate::domain::balance::Balance;
use crate::domain::card::Card;
use crate::domain::disclosed::Sensitivity;
use crate::domain::payee::{Payee, PayeeMatch};
use crate::domain::transaction::{DateRange, Transaction};

#[derive(Debug)]
pub struct Desk<'a> {
    bank: &'a dyn BankConnector,
    access: Option<&'a Access>,
    gate: &'a Gate<'a>,
    until: Instant,
}

impl<'a> Desk<'a> {
    pub(super) const fn new(
        bank: &'a dyn BankConnector,
        access: Option<&'a Access>,
        gate: &'a Gate<'a>,
        until: Instant,
    ) -> Self {
        Self { bank, access, gate, until }
    }

    pub const fn bank(&self) -> &'a dyn BankConnector {
        self.bank
    }

    pub fn access(&self) -> Result<&'a Access, Trouble> {
        self.access.ok_or(Trouble::NotLinked)
    }

    /// Until when this turn may wait for a bank.
    pub const fn until(&self) -> Instant {
        self.until
    }

    pub async fn accounts(&self) -> Result<Vec<Account>, Trouble> {
        self.gate.pass(Sensitivity::Personal)?;
        self.in_time(self.information()?.accounts(self.access()?)).await
    }

    pub async fn balances(&self, account: &AccountId) -> Result<Vec<Balance>, Trouble> {
        self.gate.pass(Sensitivity::Balance)?;
        self.in_time(self.information()?.balances(self.access()?, account)).await
    }

    /// Newest first, pending ones among them.
    pub async fn transactions(
        &self,
        account: &AccountId,
        period: DateRange,
    ) -> Result<Vec<Transaction>, Trouble> {
        self.gate.pass(Sensitivity::Transaction)?;
        self.in_time(self.information()?.transactions(self.access()?, account, period)).await
    }

    pub async fn payees(&self) -> Result<Vec<Payee>, Trouble> {
        self.gate.pass(Sensitivity::Payment)?;
        let payees = self.bank.payees().ok_or(Trouble::NotOffered)?;
        self.in_time(payees.payees(self.access()?)).await
    }

    /// A bank that has no check cannot say: that is a result like any other.
    pub async fn verify(&self, payee: &Payee) -> Result<PayeeMatch, Trouble> {
        self.gate.pass(Sensitivity::Payment)?;
        match self.bank.payee_verification() {
            Some(check) => self.in_time(check_of(check, self.access()?, payee)).await,
            None => Ok(PayeeMatch::NotPossible),
        }
    }

    pub async fn cards(&self) -> Result<Vec<Card>, Trouble> {
        self.gate.pass(Sensitivity::Personal)?;
        self.in_time(self.card_control()?.cards(self.access()?)).await
    }

    pub fn card_control(&self) -> Result<&'a dyn CardControl, Trouble> {
        self.bank.cards().ok_or(Trouble::NotOffered)
    }

    /// Waits for the bank, and no longer than the turn may.
    pub async fn in_time<T>(
        &self,
        work: impl Future<Output = Result<T, BankError>>,
    ) -> Result<T, Trouble> {
        match timeout_at(self.until, work).await {
            Ok(answer) => Ok(answer?),
            Err(_) => Err(Trouble::Slow),
        }
    }

    fn information(&self) -> Result<&'a dyn AccountInformation, Trouble> {
        self.bank.accounts().ok_or(Trouble::NotOffered)
    }
}

async fn check_of(
    check: &dyn PayeeVerification,
    access: &Access,
    payee: &Payee,
) -> Result<PayeeMatch, BankError> {
    check.verify(access, payee).await
}
