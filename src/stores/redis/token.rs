//! Links in Redis. A platform's token is kept as a keyed digest; what it stands for is sealed.

use std::sync::Arc;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Room, lifetime};
use crate::contracts::bank::Access;
use crate::contracts::session::StoreError;
use crate::contracts::token::{LinkedTokens, TokenVault};
use crate::domain::account::BankId;
use crate::domain::consent::Scope;
use crate::domain::customer::CustomerId;

#[derive(Debug)]
pub(super) struct RedisVault(Arc<Room>);

/// A link as it is written, first form.
#[derive(Serialize, Deserialize)]
#[serde(tag = "v", deny_unknown_fields)]
enum StoredLink {
    #[serde(rename = "1")]
    V1 { customer: String, bearer: Option<String>, scopes: Vec<String> },
}

const UNREADABLE: StoreError = StoreError::Unreadable { what: "a link" };

impl RedisVault {
    pub(super) fn new(room: Arc<Room>) -> Self {
        Self(room)
    }

    async fn read(&self, name: &str) -> Result<Option<LinkedTokens>, StoreError> {
        let value: Option<Vec<u8>> = self.0.connection.ask(redis::cmd("GET").arg(name)).await?;
        let Some(value) = value else {
            return Ok(None);
        };
        let plain = Zeroizing::new(self.0.ring.open(name, 0, value)?);
        from_stored(&plain).map(Some).ok_or(UNREADABLE)
    }

    async fn write(&self, name: &str, tokens: &LinkedTokens) -> Result<(), StoreError> {
        let plain = serde_json::to_vec(&to_stored(tokens)).map_err(|_| UNREADABLE)?;
        let sealed = self.0.ring.seal(name, &[], &Zeroizing::new(plain))?;
        let mut set = redis::cmd("SET");
        set.arg(name).arg(sealed).arg("PX").arg(lifetime(self.0.limits.link_keep));
        self.0.connection.ask(&set).await
    }
}

fn to_stored(tokens: &LinkedTokens) -> StoredLink {
    let bearer = tokens.access.bearer.as_ref();
    StoredLink::V1 {
        customer: tokens.access.customer.as_str().to_owned(),
        bearer: bearer.map(|bearer| bearer.expose_secret().to_owned()),
        scopes: tokens.scopes.iter().map(|scope| scope.name().to_owned()).collect(),
    }
}

fn from_stored(bytes: &[u8]) -> Option<LinkedTokens> {
    let StoredLink::V1 { customer, bearer, scopes } = serde_json::from_slice(bytes).ok()?;
    let access = Access {
        customer: CustomerId::parse(&customer).ok()?,
        bearer: bearer.map(SecretString::from),
    };
    let scopes = scopes.iter().map(|scope| Scope::from_name(scope)).collect::<Option<_>>()?;
    Some(LinkedTokens { access, scopes })
}

#[async_trait]
impl TokenVault for RedisVault {
    async fn resolve(
        &self,
        bank: &BankId,
        token: &SecretString,
    ) -> Result<Option<LinkedTokens>, StoreError> {
        let digest = self.0.keys.token_digest(bank, token.expose_secret());
        self.read(&self.0.keys.token(&digest)).await
    }

    async fn access_for(
        &self,
        bank: &BankId,
        customer: &CustomerId,
    ) -> Result<Option<Access>, StoreError> {
        let link = self.read(&self.0.keys.access_of(bank, customer)).await?;
        Ok(link.map(|link| link.access))
    }

    async fn link(
        &self,
        bank: &BankId,
        token: &SecretString,
        tokens: &LinkedTokens,
    ) -> Result<(), StoreError> {
        let keys = &self.0.keys;
        let digest = keys.token_digest(bank, token.expose_secret());
        let links = keys.links_of(bank, &tokens.access.customer);
        // The list first: a token that works must be one that can be taken back.
        let mut add = redis::cmd("SADD");
        self.0.connection.ask::<()>(add.arg(&links).arg(&digest)).await?;
        let mut expire = redis::cmd("PEXPIRE");
        expire.arg(&links).arg(lifetime(self.0.limits.link_keep));
        self.0.connection.ask::<()>(&expire).await?;
        self.write(&keys.access_of(bank, &tokens.access.customer), tokens).await?;
        self.write(&keys.token(&digest), tokens).await
    }

    async fn unlink(&self, bank: &BankId, customer: &CustomerId) -> Result<usize, StoreError> {
        let connection = &self.0.connection;
        let links = self.0.keys.links_of(bank, customer);
        let digests: Vec<String> = connection.ask(redis::cmd("SMEMBERS").arg(&links)).await?;
        let mut gone = 0_usize;
        // The tokens first: what is interrupted here can be asked for again and finds the rest.
        for digest in &digests {
            let mut delete = redis::cmd("DEL");
            let deleted: usize = connection.ask(delete.arg(self.0.keys.token(digest))).await?;
            gone = gone.saturating_add(deleted);
        }
        let mut delete = redis::cmd("DEL");
        connection.ask::<()>(delete.arg(self.0.keys.access_of(bank, customer))).await?;
        if !digests.is_empty() {
            let mut remove = redis::cmd("SREM");
            connection.ask::<()>(remove.arg(&links).arg(&digests)).await?;
        }
        Ok(gone)
    }
}
