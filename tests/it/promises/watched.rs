//! A bank that writes down what it was made to do, and otherwise is the sandbox.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use banter::connectors::sandbox::SandboxConnector;
use banter::contracts::bank::{
    Accepted, Access, AccountInformation, BankConnector, BankError, CardControl, Consents,
    ContactCentre, PayeeVerification, PaymentId, PaymentInitiation, SavedPayees, SendError, Step,
};
use banter::domain::card::{Card, CardId};
use banter::domain::transfer::{FactSheet, IdempotencyKey, IntendedTransfer};
use banter::sandbox::Sandbox;

/// Something that changed, or could have changed, what a customer has.
#[derive(Debug, Clone)]
pub(crate) enum Deed {
    Paid(Box<FactSheet>),
    Locked(CardId),
    Unlocked(CardId),
    TookBack,
    Revoked,
}

#[derive(Debug)]
pub(crate) struct Watched {
    inner: SandboxConnector,
    deeds: Mutex<Vec<Deed>>,
}

impl Watched {
    pub(crate) fn over(sandbox: Arc<Sandbox>) -> Self {
        Self { inner: SandboxConnector::new(sandbox), deeds: Mutex::default() }
    }

    /// What was done since it was last asked.
    pub(crate) fn deeds(&self) -> Vec<Deed> {
        std::mem::take(&mut *self.deeds.lock().unwrap())
    }

    fn note(&self, deed: Deed) {
        self.deeds.lock().unwrap().push(deed);
    }
}

impl BankConnector for Watched {
    fn accounts(&self) -> Option<&dyn AccountInformation> {
        BankConnector::accounts(&self.inner)
    }
    fn payments(&self) -> Option<&dyn PaymentInitiation> {
        Some(self)
    }
    fn payees(&self) -> Option<&dyn SavedPayees> {
        BankConnector::payees(&self.inner)
    }
    fn payee_verification(&self) -> Option<&dyn PayeeVerification> {
        self.inner.payee_verification()
    }
    fn cards(&self) -> Option<&dyn CardControl> {
        Some(self)
    }
    fn contact_centre(&self) -> Option<&dyn ContactCentre> {
        self.inner.contact_centre()
    }
    fn consents(&self) -> Option<&dyn Consents> {
        Some(self)
    }
}

#[async_trait]
impl PaymentInitiation for Watched {
    async fn initiate(
        &self,
        access: &Access,
        transfer: &IntendedTransfer,
    ) -> Result<Step<Accepted>, SendError> {
        self.note(Deed::Paid(Box::new(transfer.sheet().clone())));
        // Others have their turn while the bank thinks.
        tokio::task::yield_now().await;
        self.inner.initiate(access, transfer).await
    }

    async fn look_for(
        &self,
        access: &Access,
        transfer: &IntendedTransfer,
    ) -> Result<Option<Accepted>, BankError> {
        self.inner.look_for(access, transfer).await
    }

    async fn status(&self, access: &Access, payment: &PaymentId) -> Result<Accepted, BankError> {
        self.inner.status(access, payment).await
    }

    async fn cancel(
        &self,
        access: &Access,
        payment: &PaymentId,
        key: IdempotencyKey,
    ) -> Result<Step<Accepted>, SendError> {
        self.note(Deed::TookBack);
        self.inner.cancel(access, payment, key).await
    }
}

#[async_trait]
impl CardControl for Watched {
    async fn cards(&self, access: &Access) -> Result<Vec<Card>, BankError> {
        CardControl::cards(&self.inner, access).await
    }

    async fn lock(&self, access: &Access, card: &CardId) -> Result<Card, BankError> {
        self.note(Deed::Locked(card.clone()));
        tokio::task::yield_now().await;
        self.inner.lock(access, card).await
    }

    async fn unlock(
        &self,
        access: &Access,
        card: &CardId,
        key: IdempotencyKey,
    ) -> Result<Step<Card>, BankError> {
        self.note(Deed::Unlocked(card.clone()));
        self.inner.unlock(access, card, key).await
    }
}

#[async_trait]
impl Consents for Watched {
    async fn revoke(&self, access: &Access) -> Result<(), BankError> {
        self.note(Deed::Revoked);
        self.inner.revoke(access).await
    }
}
