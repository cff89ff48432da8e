//! The steps of a turn.

use std::sync::Arc;

use super::disclosure::DisclosurePolicy;
use super::settings::DialogueSettings;
use crate::contracts::bank::BankConnector;
use crate::contracts::ledger::Ledger;
use crate::contracts::once::OnceStore;
use crate::contracts::session::SessionStore;
use crate::contracts::token::TokenVault;
use crate::domain::account::BankId;

/// Everything a conversation needs, put together once at start.
#[derive(Debug)]
pub struct EngineParts {
    pub bank_id: BankId,
    pub bank: Arc<dyn BankConnector>,
    pub sessions: Arc<dyn SessionStore>,
    pub ledger: Arc<dyn Ledger>,
    pub once: Arc<dyn OnceStore>,
    pub vault: Arc<dyn TokenVault>,
    pub policy: Arc<DisclosurePolicy>,
    pub settings: DialogueSettings,
}
