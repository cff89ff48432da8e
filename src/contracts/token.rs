//! Linked accounts: from a platform's access token to a customer of the bank.

use async_trait::async_trait;
use secrecy::SecretString;

use super::bank::Access;
use super::session::StoreError;
use crate::domain::account::BankId;
use crate::domain::consent::Scope;
use crate::domain::customer::CustomerId;

/// What a link allows.
#[derive(Debug, Clone)]
pub struct LinkedTokens {
    pub access: Access,
    pub scopes: Vec<Scope>,
}

#[async_trait]
pub trait TokenVault: std::fmt::Debug + Send + Sync {
    /// Whose token this is. `None`: unknown, expired or withdrawn, all treated alike.
    async fn resolve(
        &self,
        bank: &BankId,
        token: &SecretString,
    ) -> Result<Option<LinkedTokens>, StoreError>;

    /// Access for background work on a customer's behalf, without a platform's call.
    async fn access_for(
        &self,
        bank: &BankId,
        customer: &CustomerId,
    ) -> Result<Option<Access>, StoreError>;

    /// Keeps a link. The token is stored as a digest only.
    async fn link(
        &self,
        bank: &BankId,
        token: &SecretString,
        tokens: &LinkedTokens,
    ) -> Result<(), StoreError>;

    /// Ends every link of a customer. Returns how many there were.
    async fn unlink(&self, bank: &BankId, customer: &CustomerId) -> Result<usize, StoreError>;
}
