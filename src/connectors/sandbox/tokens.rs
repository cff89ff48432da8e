//! `sandbox:<customer>` as an access token, around a real vault.
//!
//! It stands for that customer of the sandbox bank, so that any client can speak as one without
//! linking. It is wired for banks whose connector is the sandbox and for no other: where real
//! money is, the word `sandbox:` is a token like any other, and unknown.

use std::sync::Arc;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};

use super::SharedBank;
use crate::contracts::bank::Access;
use crate::contracts::session::StoreError;
use crate::contracts::token::{LinkedTokens, TokenVault};
use crate::domain::account::BankId;
use crate::domain::consent::Scope;
use crate::domain::customer::CustomerId;
use crate::sandbox::{Consent, Op};

const PREFIX: &str = "sandbox:";

/// A vault that also knows the sandbox bank's customers.
#[derive(Debug)]
pub struct SandboxTokens {
    inner: Arc<dyn TokenVault>,
    banks: Vec<BankId>,
    sandbox: Arc<SharedBank>,
}

impl SandboxTokens {
    /// `banks` are those whose connector is the sandbox.
    pub const fn around(
        inner: Arc<dyn TokenVault>,
        banks: Vec<BankId>,
        sandbox: Arc<SharedBank>,
    ) -> Self {
        Self { inner, banks, sandbox }
    }

    /// Access for a customer who has not withdrawn the consent. One that has merely run out is
    /// found out by asking the bank, as with any bank.
    fn access(&self, bank: &BankId, customer: CustomerId) -> Option<Access> {
        if !self.banks.contains(bank) {
            return None;
        }
        match self.sandbox.bank().consent(&customer)? {
            Consent::Active | Consent::Expired => Some(Access { customer, bearer: None }),
            Consent::Withdrawn => None,
        }
    }
}

#[async_trait]
impl TokenVault for SandboxTokens {
    async fn resolve(
        &self,
        bank: &BankId,
        token: &SecretString,
    ) -> Result<Option<LinkedTokens>, StoreError> {
        let Some(name) = token.expose_secret().strip_prefix(PREFIX) else {
            return self.inner.resolve(bank, token).await;
        };
        let access = CustomerId::parse(name).ok().and_then(|name| self.access(bank, name));
        Ok(access.map(|access| LinkedTokens { access, scopes: Scope::ALL.to_vec() }))
    }

    async fn access_for(
        &self,
        bank: &BankId,
        customer: &CustomerId,
    ) -> Result<Option<Access>, StoreError> {
        match self.access(bank, customer.clone()) {
            Some(access) => Ok(Some(access)),
            None => self.inner.access_for(bank, customer).await,
        }
    }

    async fn link(
        &self,
        bank: &BankId,
        token: &SecretString,
        tokens: &LinkedTokens,
    ) -> Result<(), StoreError> {
        self.inner.link(bank, token, tokens).await
    }

    /// Counts the standing link of a sandbox customer too. The link itself ends with the consent.
    async fn unlink(&self, bank: &BankId, customer: &CustomerId) -> Result<usize, StoreError> {
        let stored = self.inner.unlink(bank, customer).await?;
        let standing = usize::from(self.banks.contains(bank));
        if standing == 1 {
            // The bank may have been told already; telling it twice does no harm.
            let _ = self.sandbox.perform(Op::Revoke { customer: customer.clone() }).await;
        }
        Ok(stored.saturating_add(standing))
    }
}
