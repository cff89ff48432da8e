//! A turn from its arrival to its answer: load, take its [course](super::course), save.
//!
//! One load, which also asks whose link the token is, and one save, which also writes the ledger.
//! What the save did not take was not said: an answer that could not be recorded becomes an
//! apology, except where something was done at the bank. Then the truth is told.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::course::{Course, Taken};
use super::disclosure::DisclosurePolicy;
use super::listening::today;
use super::memory::Memory;
use super::saying::Say;
use super::settings::DialogueSettings;
use super::trace::Trace;
use super::wording::Wording;
use crate::catalog::IntentCatalog;
use crate::contracts::bank::BankConnector;
use crate::contracts::ledger::Ledger;
use crate::contracts::once::OnceStore;
use crate::contracts::session::{Session, SessionKey, SessionStore, StoreError};
use crate::contracts::token::{LinkedTokens, TokenVault};
use crate::domain::account::BankId;
use crate::domain::reply::{Next, Reply};
use crate::domain::turn::Turn;
use crate::transfers::Transfers;
use crate::understanding::Understanding;

/// Everything a conversation needs, put together once at start.
#[derive(Debug)]
pub struct EngineParts {
    pub bank_id: BankId,
    pub catalog: Arc<IntentCatalog>,
    pub understanding: Arc<Understanding>,
    pub bank: Arc<dyn BankConnector>,
    pub sessions: Arc<dyn SessionStore>,
    pub ledger: Arc<dyn Ledger>,
    pub once: Arc<dyn OnceStore>,
    pub vault: Arc<dyn TokenVault>,
    pub transfers: Arc<Transfers>,
    pub policy: Arc<DisclosurePolicy>,
    pub settings: DialogueSettings,
}

/// The conversation with one bank's customers.
#[derive(Debug)]
pub struct Engine {
    pub(super) parts: EngineParts,
    pub(super) wording: Wording,
}

/// Whose link a token is. A vault that cannot be reached stops what needs a link, and only that.
pub(super) type Linking = Result<Option<LinkedTokens>, StoreError>;

impl Engine {
    pub fn new(parts: EngineParts) -> Self {
        let wording = Wording::new(&parts.catalog);
        Self { parts, wording }
    }

    pub const fn parts(&self) -> &EngineParts {
        &self.parts
    }

    /// Answers a turn.
    pub async fn take(&self, turn: &Turn) -> Reply {
        self.answer(turn, None).await
    }

    /// The same, and what went on inside, for the simulator.
    pub async fn take_traced(&self, turn: &Turn) -> (Reply, Trace) {
        let mut trace = Trace::default();
        let reply = self.answer(turn, Some(&mut trace)).await;
        (reply, trace)
    }

    /// What is said when something of ours broke.
    pub fn apology(&self, turn: &Turn) -> Reply {
        self.only(turn, "unexpected")
    }

    async fn answer(&self, turn: &Turn, mut trace: Option<&mut Trace>) -> Reply {
        let began = Instant::now();
        let until = began.checked_add(self.parts.settings.bank_time_out).unwrap_or(began);
        let key = self.key(turn);
        let mut last_try = false;
        loop {
            let loading =
                async { tokio::join!(self.parts.sessions.load(&key), self.linking(turn)) };
            let (session, linking) = match timeout_at(until, loading).await {
                Ok((Ok(session), linking)) => (session, linking),
                Ok((Err(error), _)) => return self.unreachable(turn, &error),
                Err(_) => return self.only(turn, "store_unreachable"),
            };
            note(&mut trace, "load", began);
            let memory = Memory::from_bytes(&session.state);
            let course = Course::new(self, turn, until, linking, memory);
            let taken = Box::pin(course.take(trace.as_deref_mut())).await;
            note(&mut trace, "take", began);
            if taken.forget {
                return taken.reply;
            }
            let saved = self.save(&key, &session, &taken, until).await;
            note(&mut trace, "save", began);
            if let Some(trace) = trace.as_deref_mut() {
                trace.entries.clone_from(&taken.entries);
                trace.session = String::from_utf8(taken.memory.to_bytes()).unwrap_or_default();
            }
            match saved {
                Ok(()) => {
                    self.tell_transfers(&taken).await;
                    return taken.reply;
                }
                // What was done at the bank was done, whoever saved first. It is said.
                Err(StoreError::Conflict) if taken.acted => {
                    self.save_after_acting(&key, &taken, until).await;
                    return taken.reply;
                }
                Err(error) if taken.acted => {
                    log(turn, &error);
                    return taken.reply;
                }
                Err(StoreError::Conflict) if !last_try => last_try = true,
                Err(error) => return self.unreachable(turn, &error),
            }
        }
    }

    async fn linking(&self, turn: &Turn) -> Linking {
        match &turn.speaker.token {
            Some(token) => self.parts.vault.resolve(&self.parts.bank_id, token).await,
            None => Ok(None),
        }
    }

    async fn save(
        &self,
        key: &SessionKey,
        loaded: &Session,
        taken: &Taken,
        until: Instant,
    ) -> Result<(), StoreError> {
        let state = taken.memory.to_bytes();
        if state == loaded.state && taken.entries.is_empty() {
            return Ok(());
        }
        let session = Session { version: loaded.version, state };
        // A turn that waited for its bank to the last has still a moment to be saved in.
        let until = until.checked_add(Duration::from_millis(500)).unwrap_or(until);
        match timeout_at(until, self.parts.sessions.save(key, &session, &taken.entries)).await {
            Ok(saved) => saved,
            Err(elapsed) => Err(StoreError::Unreachable(Box::new(elapsed))),
        }
    }

    /// Another turn of the same conversation was faster. What it left is replaced by what is true
    /// now: nothing is open any more.
    async fn save_after_acting(&self, key: &SessionKey, taken: &Taken, until: Instant) {
        let again = async {
            let session = self.parts.sessions.load(key).await?;
            self.save(key, &session, taken, until).await
        };
        if let Err(error) = again.await {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(error, "a turn that acted is unsaved");
        }
    }

    async fn tell_transfers(&self, taken: &Taken) {
        for record in &taken.told {
            if let Err(error) = self.parts.transfers.mark_told(record).await {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(transfer = %record.id, error, "told, and may be told again");
            }
        }
    }

    fn unreachable(&self, turn: &Turn, error: &StoreError) -> Reply {
        log(turn, error);
        match error {
            StoreError::Conflict => self.only(turn, "conflict"),
            StoreError::Unreachable(_) | StoreError::Unreadable { .. } => {
                self.only(turn, "store_unreachable")
            }
        }
    }

    /// One phrase, and goodbye.
    fn only(&self, turn: &Turn, phrase: &'static str) -> Reply {
        let spoken =
            self.wording.say(turn.surface.locale, today(turn), "Fallback", &Say::phrase(phrase));
        Reply {
            speech: spoken.speech,
            card: spoken.card,
            suggestions: Vec::new(),
            reprompt: None,
            next: Next::Close,
        }
    }

    pub(super) fn key(&self, turn: &Turn) -> SessionKey {
        SessionKey {
            bank: self.parts.bank_id.clone(),
            platform: turn.surface.platform.clone(),
            user: turn.speaker.user.clone(),
            conversation: turn.conversation.clone(),
        }
    }
}

fn log(turn: &Turn, error: &StoreError) {
    let error: &dyn std::error::Error = error;
    tracing::error!(turn = %turn.id, platform = %turn.surface.platform, error, "a turn was lost");
}

fn note(trace: &mut Option<&mut Trace>, step: &'static str, began: Instant) {
    if let Some(trace) = trace {
        trace.steps.push((step, began.elapsed()));
    }
}
