//! Stores that are away on request, and other turns that save first.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use banter::contracts::bank::Access;
use banter::contracts::ledger::LedgerEntry;
use banter::contracts::once::OnceStore;
use banter::contracts::session::{Session, SessionKey, SessionStore, StoreError};
use banter::contracts::token::{LinkedTokens, TokenVault};
use banter::domain::account::BankId;
use banter::domain::customer::CustomerId;
use banter::domain::turn::{PlatformName, TurnId};
use banter::stores::Stores;
use secrecy::SecretString;

/// What can be away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    Loading,
    Saving,
    Claiming,
    Vault,
    /// Loading gives no answer at all.
    Answers,
}

/// The switches.
#[derive(Debug, Default)]
pub(crate) struct Away {
    what: Mutex<BTreeSet<What>>,
    overtaken: AtomicU32,
}

#[derive(Debug)]
struct Around<T: ?Sized> {
    inner: Arc<T>,
    away: Arc<Away>,
}

impl Away {
    pub(super) fn around(mut stores: Stores) -> (Stores, Arc<Self>) {
        let away = Arc::new(Self::default());
        stores.sessions = Arc::new(Around { inner: stores.sessions, away: Arc::clone(&away) });
        stores.once = Arc::new(Around { inner: stores.once, away: Arc::clone(&away) });
        (stores, away)
    }

    pub(super) fn before(self: &Arc<Self>, vault: Arc<dyn TokenVault>) -> Arc<dyn TokenVault> {
        Arc::new(Around { inner: vault, away: Arc::clone(self) })
    }

    pub(crate) fn take(&self, what: What) {
        self.what.lock().unwrap().insert(what);
    }

    pub(crate) fn bring_back(&self) {
        self.what.lock().unwrap().clear();
    }

    /// So many saves find that another turn has saved since they loaded.
    pub(crate) fn overtake(&self, times: u32) {
        self.overtaken.store(times, Ordering::SeqCst);
    }

    fn reach(&self, what: What) -> Result<(), StoreError> {
        if self.what.lock().unwrap().contains(&what) {
            return Err(StoreError::Unreachable("away".into()));
        }
        Ok(())
    }

    fn is_overtaken(&self) -> bool {
        let left = |left: u32| left.checked_sub(1);
        self.overtaken.fetch_update(Ordering::SeqCst, Ordering::SeqCst, left).is_ok()
    }
}

#[async_trait]
impl SessionStore for Around<dyn SessionStore> {
    async fn load(&self, key: &SessionKey) -> Result<Session, StoreError> {
        if self.away.reach(What::Answers).is_err() {
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
        self.away.reach(What::Loading)?;
        self.inner.load(key).await
    }

    async fn save(
        &self,
        key: &SessionKey,
        session: &Session,
        entries: &[LedgerEntry],
    ) -> Result<(), StoreError> {
        self.away.reach(What::Saving)?;
        if self.away.is_overtaken() {
            let mut other = self.inner.load(key).await?;
            if other.state.is_empty() {
                other.state = br#"{"v":1}"#.to_vec();
            }
            self.inner.save(key, &other, &[]).await?;
        }
        self.inner.save(key, session, entries).await
    }
}

#[async_trait]
impl OnceStore for Around<dyn OnceStore> {
    async fn claim(
        &self,
        bank: &BankId,
        platform: &PlatformName,
        turn: &TurnId,
        keep_for: Duration,
    ) -> Result<bool, StoreError> {
        self.away.reach(What::Claiming)?;
        self.inner.claim(bank, platform, turn, keep_for).await
    }
}

#[async_trait]
impl TokenVault for Around<dyn TokenVault> {
    async fn resolve(
        &self,
        bank: &BankId,
        token: &SecretString,
    ) -> Result<Option<LinkedTokens>, StoreError> {
        self.away.reach(What::Vault)?;
        self.inner.resolve(bank, token).await
    }

    async fn access_for(
        &self,
        bank: &BankId,
        customer: &CustomerId,
    ) -> Result<Option<Access>, StoreError> {
        self.away.reach(What::Vault)?;
        self.inner.access_for(bank, customer).await
    }

    async fn link(
        &self,
        bank: &BankId,
        token: &SecretString,
        tokens: &LinkedTokens,
    ) -> Result<(), StoreError> {
        self.inner.link(bank, token, tokens).await
    }

    async fn unlink(&self, bank: &BankId, customer: &CustomerId) -> Result<usize, StoreError> {
        self.inner.unlink(bank, customer).await
    }
}
