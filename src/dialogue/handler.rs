//! What the engine and an intent's handler say to each other: an [`Ask`] goes in, an [`Outcome`]
//! comes out, and a [`Trouble`] where neither the customer nor the handler is to blame.
//!
//! A handler knows its intent and no platform. It reads slots, asks the bank through the
//! [`Desk`], lets values out through the [`Gate`] alone, and names replies by key; words, retries,
//! memory and saving are the engine's.

use std::fmt::Debug;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};

use super::desk::Desk;
use super::engine::EngineParts;
use super::filled::Filled;
use super::gate::Gate;
use super::left::Left;
use super::saying::Say;
use crate::contracts::bank::{BankError, BankErrorKind};
use crate::contracts::session::StoreError;
use crate::contracts::token::LinkedTokens;
use crate::domain::disclosed::Decision;
use crate::domain::payee::PayeeMatch;
use crate::domain::transfer::{ConfirmedTransfer, FactSheet};
use crate::domain::turn::Turn;

/// One intent's work.
#[async_trait]
pub trait IntentHandler: Debug + Send + Sync {
    /// The intent has been understood; its slots are as far filled as they are.
    async fn handle(&self, ask: Ask<'_>) -> Result<Outcome, Trouble>;

    /// The customer said yes to what this handler asked. Called once for each yes: the turn has
    /// been claimed already.
    async fn act(&self, _ask: Ask<'_>, _agreed: Agreed) -> Result<Outcome, Trouble> {
        Err(Trouble::Bank(BankErrorKind::Unexpected))
    }
}

/// What a handler is given.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    pub turn: &'a Turn,
    /// The day where the customer is.
    pub today: NaiveDate,
    /// The slots heard so far, every one read by its type.
    pub slots: &'a Filled,
    /// Where the next page begins; zero unless the customer asked for more.
    pub from: u32,
    /// Questions of this handler that were answered yes in this very form (see
    /// [`Outcome::AskYesNo`]).
    pub agreed: &'a [Box<str>],
    /// What was offered to choose from by [`Outcome::AskWhich`], in the order in which it was said.
    pub offered: &'a [Box<str>],
    /// Whether something was being asked or put together when the turn began.
    pub was_open: bool,
    /// Whether the customer opened the skill to talk, and not for one question.
    pub open: bool,
    pub left: &'a Left,
    pub desk: &'a Desk<'a>,
    pub gate: &'a Gate<'a>,
    pub parts: &'a EngineParts,
    pub linked: Option<&'a LinkedTokens>,
}

/// What a yes was said to.
#[derive(Debug)]
pub enum Agreed {
    Transfer(Box<ConfirmedTransfer>),
    /// The text the handler gave to [`Means::Act`].
    Action(Box<str>),
}

/// What a handler wants to happen.
#[derive(Debug)]
pub enum Outcome {
    /// Say this; nothing is open afterwards.
    Tell(Tell),
    /// A slot is missing, unclear or not possible: ask for it with these words.
    AskSlot { slot: &'static str, say: Say },
    /// The same where one of a few is meant: their ids, in the order in which they are said.
    AskWhich { slot: &'static str, say: Say, offered: Vec<Box<str>> },
    /// A yes is needed.
    AskYesNo { say: Say, means: Means },
    /// Everything is known: read it aloud and wait for the yes.
    ReadBack { say: Say, sheet: Box<FactSheet>, check: Option<PayeeMatch> },
}

/// What a yes leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Means {
    /// Ask the handler again, with this among [`Ask::agreed`]. The text must name the facts it
    /// stands for (a hash of them), so that changed facts are asked about anew.
    GoOn(Box<str>),
    /// Call [`IntentHandler::act`] with this.
    Act(Box<str>),
}

/// Something to say when nothing is asked.
#[derive(Debug)]
pub struct Tell {
    pub say: Vec<Say>,
    pub then: Then,
    /// There is more: where the next page begins. The engine offers it.
    pub more: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The wish is fulfilled: close, or in an open conversation ask what else.
    Done,
    /// The words end with an open question.
    Listen,
    Close,
    LinkAccount,
    /// A person takes over.
    HandOff,
}

/// Why a handler could not do its work. Each has a phrase in every language.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("the bank gave no usable answer: {0:?}")]
    Bank(BankErrorKind),
    /// No answer in time. Nothing was moved: money does not pass through here.
    #[error("the bank did not answer in time")]
    Slow,
    #[error("a store failed")]
    Store(#[from] StoreError),
    /// The same, where it was logged already.
    #[error("a store could not be reached")]
    StoreAway,
    /// The disclosure policy does not let it out here.
    #[error("not to be said here: {0:?}")]
    Withheld(Decision),
    /// This bank does not offer it.
    #[error("the bank does not offer this")]
    NotOffered,
    #[error("no account is linked")]
    NotLinked,
    /// Linked, but the link does not allow this.
    #[error("the link does not cover this")]
    ScopeMissing,
}

impl Ask<'_> {
    pub const fn now(&self) -> DateTime<Utc> {
        self.turn.at
    }

    pub fn has_agreed(&self, to: &str) -> bool {
        self.agreed.iter().any(|agreed| **agreed == *to)
    }
}

impl Outcome {
    pub fn done(say: Say) -> Self {
        Self::Tell(Tell { say: vec![say], then: Then::Done, more: None })
    }

    /// Done with this page; `more` says where the next one begins.
    pub fn page(say: Vec<Say>, more: Option<u32>) -> Self {
        Self::Tell(Tell { say, then: Then::Done, more })
    }

    pub fn then(say: Say, then: Then) -> Self {
        Self::Tell(Tell { say: vec![say], then, more: None })
    }
}

impl From<BankError> for Trouble {
    fn from(error: BankError) -> Self {
        let kind = error.kind;
        let error: &dyn std::error::Error = &error;
        tracing::warn!(error, "the bank could not answer");
        Self::Bank(kind)
    }
}
