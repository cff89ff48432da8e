//! What a conversation remembers between two turns, as bytes with a version.
//!
//! Nothing the bank said is kept, only what the customer said and what was asked. "More" and
//! "repeat" ask the bank again, so that what may no longer be said is not said again either. A
//! question waits for one turn: it is taken out before anything else is done.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::kept::{KeptSheet, KeptSlots};
use crate::domain::customer::CustomerId;
use crate::domain::name::BadName;
use crate::domain::transfer::{Listener, Nonce};
use crate::domain::turn::{ConversationId, DeviceId, PersonId, Turn};

/// How many yeses are remembered. Platforms deliver again within seconds.
const YESES: usize = 8;

/// Grows whenever an older reading would be wrong. Another version is a new conversation.
const VERSION: u8 = 1;

#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Memory {
    v: u8,
    /// The customer opened the skill to talk, so it stays open after an answer.
    #[serde(default)]
    pub(super) open: bool,
    /// The wish that is being put together.
    #[serde(default)]
    pub(super) form: Option<Form>,
    /// What a yes in the very next turn would answer.
    #[serde(default)]
    pub(super) question: Option<Question>,
    /// What was answered last, for *repeat*.
    #[serde(default)]
    pub(super) last: Option<Answered>,
    /// Where *more* goes on.
    #[serde(default)]
    pub(super) page: Option<Answered>,
    /// How often in a row nothing was understood.
    #[serde(default)]
    pub(super) unheard: u8,
    /// The turn that acted last: should it come again, it is told what came of it.
    #[serde(default)]
    pub(super) acted: Option<Acted>,
    /// The turns that said yes last: one that comes again must not answer a later question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    agreed_in: Vec<Box<str>>,
}

#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Form {
    pub(super) intent: Box<str>,
    pub(super) slots: KeptSlots,
    /// The slot that was asked for, and how often in a row.
    pub(super) asked: Option<Box<str>>,
    pub(super) times: u8,
    /// Questions on the way that were answered yes.
    pub(super) agreed: Vec<Box<str>>,
    /// Ids of what was offered to choose from, in the order in which it was said.
    pub(super) offered: Vec<Box<str>>,
}

/// An intent that was answered, to be answered anew.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Answered {
    pub(super) intent: Box<str>,
    pub(super) slots: KeptSlots,
    pub(super) from: u32,
    /// What was agreed on the way, so that it is not asked again for the next page.
    #[serde(default)]
    pub(super) agreed: Vec<Box<str>>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Acted {
    pub(super) turn: Box<str>,
    /// The transfer it started, if it did.
    pub(super) transfer: Option<Box<str>>,
}

/// What was asked, of whom, when.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Question {
    pub(super) intent: Box<str>,
    pub(super) about: About,
    pub(super) nonce: Box<str>,
    pub(super) conversation: Box<str>,
    pub(super) device: Option<Box<str>>,
    pub(super) person: Option<Box<str>>,
    /// Whose link it was asked under.
    #[serde(default)]
    customer: Option<Box<str>>,
    pub(super) asked_at: DateTime<Utc>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum About {
    /// A transfer that was read aloud.
    Transfer(Box<KeptSheet>),
    /// Go on with the form, this being agreed.
    GoOn(Box<str>),
    /// Do this.
    Act(Box<str>),
    /// Read on?
    More,
}

impl Memory {
    /// Reads what `to_bytes` wrote. Anything else is a new conversation: what cannot be read is
    /// not guessed at, and an open question that is lost is only asked again.
    pub(super) fn from_bytes(bytes: &[u8]) -> Self {
        let fresh = Self { v: VERSION, ..Self::default() };
        if bytes.is_empty() {
            return fresh;
        }
        match serde_json::from_slice::<Self>(bytes) {
            Ok(memory) if memory.v == VERSION => memory,
            Ok(_) | Err(_) => {
                tracing::warn!("a conversation's state is of another version and starts anew");
                fresh
            }
        }
    }

    /// Empty when there is nothing to remember.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        if *self == (Self { v: VERSION, ..Self::default() }) {
            return Vec::new();
        }
        // Structs of strings and numbers: writing them cannot fail.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Drops whatever was going on; a prepared payment is void, not paused.
    pub(super) fn void(&mut self) {
        self.form = None;
        self.question = None;
        self.page = None;
    }

    /// The conversation is over. Only what a second delivery needs is kept.
    pub(super) fn close(&mut self) {
        let agreed_in = std::mem::take(&mut self.agreed_in);
        *self = Self { v: VERSION, acted: self.acted.take(), agreed_in, ..Self::default() };
    }

    /// Notes that a turn said yes; false when it had said so before.
    pub(super) fn first_yes(&mut self, turn: &Turn) -> bool {
        let id = turn.id.as_str();
        if self.agreed_in.iter().any(|before| **before == *id) {
            return false;
        }
        self.agreed_in.insert(0, id.into());
        self.agreed_in.truncate(YESES);
        true
    }
}

impl Question {
    pub(super) fn new(
        intent: &str,
        about: About,
        turn: &Turn,
        customer: Option<&CustomerId>,
    ) -> Self {
        let listener = listener(turn);
        Self {
            intent: intent.into(),
            about,
            nonce: uuid::Uuid::new_v4().simple().to_string().into(),
            conversation: listener.conversation.as_str().into(),
            device: listener.device.map(|device| device.as_str().into()),
            person: listener.person.map(|person| person.as_str().into()),
            customer: customer.map(|customer| customer.as_str().into()),
            asked_at: turn.at,
        }
    }

    /// Whether it was asked under this link, or under none if there is none.
    pub(super) fn was_put_to(&self, customer: Option<&CustomerId>) -> bool {
        self.customer.as_deref() == customer.map(CustomerId::as_str)
    }

    pub(super) fn nonce(&self) -> Result<Nonce, BadName> {
        Nonce::parse(&self.nonce)
    }

    pub(super) fn listener(&self) -> Result<Listener, BadName> {
        Ok(Listener {
            conversation: ConversationId::parse(&self.conversation)?,
            device: self.device.as_deref().map(DeviceId::parse).transpose()?,
            person: self.person.as_deref().map(PersonId::parse).transpose()?,
        })
    }
}

/// Who is listening to, and so who may answer, what is said in a turn.
pub(super) fn listener(turn: &Turn) -> Listener {
    Listener {
        conversation: turn.conversation.clone(),
        device: turn.speaker.device.clone(),
        person: turn.speaker.person.clone(),
    }
}

macro_rules! masked_debug {
    ($($name:ident),*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}
masked_debug!(Memory, Form, Answered, Acted, Question, About);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let mut memory = Memory::from_bytes(&[]);
        memory.open = true;
        memory.form = Some(Form { intent: "PaySavedPayee".into(), times: 1, ..Form::default() });
        assert!(Memory::from_bytes(&memory.to_bytes()) == memory);
    }

    #[test]
    fn another_version_is_a_new_conversation() {
        let mut memory = Memory::from_bytes(&[]);
        memory.open = true;
        let newer = String::from_utf8(memory.to_bytes()).unwrap().replace("\"v\":1", "\"v\":2");
        assert!(!Memory::from_bytes(newer.as_bytes()).open);
        assert!(!Memory::from_bytes(b"\xff{").open);
    }

    #[test]
    fn a_conversation_with_nothing_to_remember_keeps_nothing() {
        let mut memory = Memory::from_bytes(&[]);
        memory.form = Some(Form::default());
        memory.close();
        assert!(memory.to_bytes().is_empty());
    }
}
