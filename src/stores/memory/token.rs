//! Links in memory. Tokens are kept as digests, as everywhere.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};

use super::lock;
use crate::contracts::bank::Access;
use crate::contracts::session::StoreError;
use crate::contracts::token::{LinkedTokens, TokenVault};
use crate::domain::account::BankId;
use crate::domain::clock::Clock;
use crate::domain::customer::CustomerId;
use crate::stores::limits::{Limits, later};

#[derive(Debug)]
pub(super) struct MemoryVault {
    clock: Arc<dyn Clock>,
    limits: Limits,
    links: Mutex<BTreeMap<(BankId, Digest), Link>>,
}

type Digest = [u8; 32];

#[derive(Debug)]
struct Link {
    tokens: LinkedTokens,
    until: DateTime<Utc>,
}

impl MemoryVault {
    pub(super) fn new(clock: Arc<dyn Clock>, limits: Limits) -> Self {
        Self { clock, limits, links: Mutex::default() }
    }
}

fn digest(token: &SecretString) -> Digest {
    let digest =
        aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, token.expose_secret().as_bytes());
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest.as_ref());
    bytes
}

#[async_trait]
impl TokenVault for MemoryVault {
    async fn resolve(
        &self,
        bank: &BankId,
        token: &SecretString,
    ) -> Result<Option<LinkedTokens>, StoreError> {
        let now = self.clock.now();
        let links = lock(&self.links);
        let link = links.get(&(bank.clone(), digest(token))).filter(|link| now < link.until);
        Ok(link.map(|link| link.tokens.clone()))
    }

    async fn access_for(
        &self,
        bank: &BankId,
        customer: &CustomerId,
    ) -> Result<Option<Access>, StoreError> {
        let now = self.clock.now();
        let links = lock(&self.links);
        let newest = links
            .iter()
            .filter(|((of, _), link)| of == bank && link.tokens.access.customer == *customer)
            .filter(|(_, link)| now < link.until)
            .max_by_key(|(_, link)| link.until);
        Ok(newest.map(|(_, link)| link.tokens.access.clone()))
    }

    async fn link(
        &self,
        bank: &BankId,
        token: &SecretString,
        tokens: &LinkedTokens,
    ) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut links = lock(&self.links);
        links.retain(|_, link| now < link.until);
        let link = Link { tokens: tokens.clone(), until: later(now, self.limits.link_keep) };
        links.insert((bank.clone(), digest(token)), link);
        Ok(())
    }

    async fn unlink(&self, bank: &BankId, customer: &CustomerId) -> Result<usize, StoreError> {
        let now = self.clock.now();
        let mut gone = 0_usize;
        lock(&self.links).retain(|(of, _), link| {
            let theirs = of == bank && link.tokens.access.customer == *customer;
            gone = gone.saturating_add(usize::from(theirs && now < link.until));
            !theirs
        });
        Ok(gone)
    }
}
