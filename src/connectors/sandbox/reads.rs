//! Accounts, payees, cards, call-backs and the consent.

use std::time::Duration;

use async_trait::async_trait;

use super::{SandboxConnector, arrive, away, error};
use crate::contracts::bank::{
    Access, AccountInformation, Approval, BankError, CallBack, CardControl, Consents,
    ContactCentre, PayeeVerification, SavedPayees, Step,
};
use crate::domain::account::{Account, AccountId};
use crate::domain::balance::Balance;
use crate::domain::card::{Card, CardId};
use crate::domain::payee::{Payee, PayeeMatch};
use crate::domain::transaction::{DateRange, Transaction};
use crate::domain::transfer::IdempotencyKey;
use crate::sandbox::{Op, Reading, Unlocking};

/// How often to ask whether the customer has decided.
pub(super) const POLL_AFTER: Duration = Duration::from_secs(5);

#[async_trait]
impl AccountInformation for SandboxConnector {
    async fn accounts(&self, access: &Access) -> Result<Vec<Account>, BankError> {
        arrive(self.bank().accounts(self.caller(access).await?)).await.map_err(error)
    }

    async fn balances(
        &self,
        access: &Access,
        account: &AccountId,
    ) -> Result<Vec<Balance>, BankError> {
        arrive(self.bank().balances(self.caller(access).await?, account)).await.map_err(error)
    }

    async fn transactions(
        &self,
        access: &Access,
        account: &AccountId,
        period: DateRange,
    ) -> Result<Vec<Transaction>, BankError> {
        arrive(self.bank().transactions(self.caller(access).await?, account, period))
            .await
            .map_err(error)
    }
}

#[async_trait]
impl SavedPayees for SandboxConnector {
    async fn payees(&self, access: &Access) -> Result<Vec<Payee>, BankError> {
        arrive(self.bank().payees(self.caller(access).await?)).await.map_err(error)
    }
}

#[async_trait]
impl PayeeVerification for SandboxConnector {
    async fn verify(&self, access: &Access, payee: &Payee) -> Result<PayeeMatch, BankError> {
        let caller = self.shared.caller(&access.customer, Reading::NameCheck);
        let caller = caller.await.map_err(away)?;
        arrive(self.bank().verify(caller, payee)).await.map_err(error)
    }
}

#[async_trait]
impl CardControl for SandboxConnector {
    async fn cards(&self, access: &Access) -> Result<Vec<Card>, BankError> {
        arrive(self.bank().cards(self.caller(access).await?)).await.map_err(error)
    }

    async fn lock(&self, access: &Access, card: &CardId) -> Result<Card, BankError> {
        let op = Op::Lock { customer: access.customer.clone(), card: card.clone() };
        arrive(self.perform(op).await?.card()).await.map_err(error)
    }

    async fn unlock(
        &self,
        access: &Access,
        card: &CardId,
        key: IdempotencyKey,
    ) -> Result<Step<Card>, BankError> {
        let op = Op::Unlock { customer: access.customer.clone(), card: card.clone(), key };
        let unlocking = arrive(self.perform(op).await?.unlocking()).await;
        Ok(match unlocking.map_err(error)? {
            Unlocking::Done(card) => Step::Done(card),
            Unlocking::NeedsApproval { deadline } => Step::NeedsApproval(Approval {
                payment: None,
                deadline,
                poll_after: POLL_AFTER,
                echo: None,
            }),
        })
    }
}

#[async_trait]
impl ContactCentre for SandboxConnector {
    async fn request_call_back(
        &self,
        access: Option<&Access>,
        about: &str,
        key: IdempotencyKey,
    ) -> Result<CallBack, BankError> {
        let customer = access.map(|access| access.customer.clone());
        let op = Op::CallBack { customer, about: about.to_owned(), key };
        let reference = arrive(self.perform(op).await?.call_back()).await.map_err(error)?;
        Ok(CallBack { reference, within: self.bank().terms().calls_back_within })
    }
}

#[async_trait]
impl Consents for SandboxConnector {
    async fn revoke(&self, access: &Access) -> Result<(), BankError> {
        let op = Op::Revoke { customer: access.customer.clone() };
        arrive(self.perform(op).await?.revoked()).await.map_err(error)
    }
}
