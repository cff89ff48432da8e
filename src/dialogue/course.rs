//! One turn of a conversation, between its load and its save.
//!
//! Stop, cancel, help, repeat and starting over always win. A question waits for the turn right
//! after it and for no other, so it is taken out of the memory first of all; whatever is then not
//! a yes to it leaves it void.

use tokio::time::Instant;

use super::engine::{Engine, Linking};
use super::handler::Then;
use super::intents::CALL_BACK;
use super::left::Left;
use super::listening::{self, Move};
use super::memory::{About, Answered, Form, Memory};
use super::saying::Say;
use super::trace::Trace;
use crate::contracts::ledger::LedgerEntry;
use crate::contracts::token::LinkedTokens;
use crate::contracts::transfers::TransferRecord;
use crate::domain::intent::Slots;
use crate::domain::reply::{Expected, Next, Reply, Speech, Suggestion};
use crate::domain::turn::Turn;

/// How often in a row nothing may be understood before a person is offered.
const UNHEARD_LIMIT: u8 = 2;

pub(super) struct Course<'a> {
    pub(super) engine: &'a Engine,
    pub(super) turn: &'a Turn,
    pub(super) until: Instant,
    pub(super) linking: Linking,
    pub(super) memory: Memory,
    pub(super) entries: Vec<LedgerEntry>,
    pub(super) left: Left,
    /// Whether something was done at the bank, or may have been.
    pub(super) acted: bool,
    /// Whether something was open when the turn began.
    pub(super) was_open: bool,
    /// Said before the answer.
    pub(super) first: Vec<Say>,
}

/// What is left of a turn.
pub(super) struct Taken {
    pub(super) reply: Reply,
    pub(super) memory: Memory,
    pub(super) entries: Vec<LedgerEntry>,
    pub(super) acted: bool,
    pub(super) told: Vec<TransferRecord>,
    /// Nothing of it is to be kept.
    pub(super) forget: bool,
}

impl<'a> Course<'a> {
    pub(super) fn new(
        engine: &'a Engine,
        turn: &'a Turn,
        until: Instant,
        linking: Linking,
        memory: Memory,
    ) -> Self {
        Self {
            engine,
            turn,
            until,
            linking,
            memory,
            entries: Vec::new(),
            left: Left::default(),
            acted: false,
            was_open: false,
            first: Vec::new(),
        }
    }

    pub(super) async fn take(mut self, mut trace: Option<&mut Trace>) -> Taken {
        let question = self.memory.question.take();
        self.was_open = question.is_some() || self.memory.form.is_some();
        let (parts, turn) = (&self.engine.parts, self.turn);
        let heard =
            listening::hear(parts, turn, &self.memory, question.as_ref(), trace.as_deref_mut());
        if let (Some(trace), Move::Wish(name, slots)) = (trace, &heard) {
            super::slots::trace(trace, name, slots);
        }
        let reply = match heard {
            Move::Yes(about) => self.yes(question, about).await,
            Move::No => self.no(question).await,
            Move::Wish(name, slots) => self.wish(&name, slots).await,
            Move::Over => {
                self.memory.close();
                nothing()
            }
            Move::Linked => self.say("Launch", vec![Say::phrase("linked")], Next::Close),
            Move::Removed { forget } => self.removed(forget).await,
        };
        let (told, forget) = self.left.into_parts();
        let (memory, entries) = (self.memory, self.entries);
        Taken { reply, memory, entries, acted: self.acted, told, forget }
    }

    async fn wish(&mut self, name: &str, slots: Slots) -> Reply {
        if name != "Fallback" {
            self.memory.unheard = 0;
        }
        match name {
            "Stop" | "Cancel" => {
                self.memory.void();
                let reply = self.session(name).await;
                if reply.next == Next::Close {
                    self.memory.close();
                }
                reply
            }
            "StartOver" | "Launch" => {
                self.memory.void();
                self.memory.open = true;
                self.session(name).await
            }
            "Help" => self.session(name).await,
            "Repeat" => self.repeat().await,
            "More" => self.more().await,
            "Yes" | "No" => self.session(name).await,
            "Fallback" => self.unheard().await,
            _ => self.intent(name, slots).await,
        }
    }

    /// A move of the conversation itself: answered without touching what is being put together.
    pub(super) async fn session(&mut self, name: &str) -> Reply {
        let kept = self.memory.form.take();
        let form = Form { intent: name.into(), ..Form::default() };
        let outcome = self.consult(&form, 0).await;
        let reply = self.settle(form, 0, outcome);
        self.memory.form = self.memory.form.take().or(kept);
        reply
    }

    async fn unheard(&mut self) -> Reply {
        self.memory.unheard = self.memory.unheard.saturating_add(1);
        if self.memory.unheard >= UNHEARD_LIMIT {
            self.memory.void();
            self.memory.unheard = 0;
            return self.offer_person();
        }
        if self.memory.form.is_none() {
            return self.session("Fallback").await;
        }
        // What was being asked is asked again; it is a new question with a new yes.
        self.first.push(Say::phrase("not_understood"));
        self.again().await
    }

    pub(super) async fn repeat(&mut self) -> Reply {
        if self.memory.form.is_some() {
            return self.again().await;
        }
        match self.memory.last.clone() {
            Some(Answered { intent, slots, from, agreed }) => {
                let form = Form { intent, slots, agreed, ..Form::default() };
                self.go_on(form, from).await
            }
            None => self.session("Repeat").await,
        }
    }

    /// Goes on with the form as it is, without counting it as a failure.
    pub(super) async fn again(&mut self) -> Reply {
        match self.memory.form.take() {
            Some(mut form) => {
                form.times = form.times.saturating_sub(1);
                self.go_on(form, 0).await
            }
            None => self.session("Repeat").await,
        }
    }

    pub(super) async fn more(&mut self) -> Reply {
        match self.memory.page.take() {
            Some(Answered { intent, slots, from, agreed }) => {
                let form = Form { intent, slots, agreed, ..Form::default() };
                self.go_on(form, from).await
            }
            None => self.session("More").await,
        }
    }

    /// A yes to this asks for the call back, without being asked a second time.
    pub(super) fn offer_person(&mut self) -> Reply {
        let form = Form { intent: "TalkToHuman".into(), ..Form::default() };
        self.ask_yes(form, Say::phrase("offer_person"), About::Act(CALL_BACK.into()))
    }

    async fn removed(&mut self, forget: bool) -> Reply {
        self.memory.close();
        if forget {
            // Saving the turn would remember them again.
            self.left.forget();
            let (parts, turn) = (&self.engine.parts, self.turn);
            let (platform, user) = (&turn.surface.platform, &turn.speaker.user);
            match parts.ledger.forget(&parts.bank_id, platform, user).await {
                Ok(things) => tracing::info!(%platform, things, "a person who left is forgotten"),
                Err(error) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::error!(%platform, error, "a person who left is not forgotten yet");
                }
            }
        }
        nothing()
    }

    pub(super) fn linked(&self) -> Option<&LinkedTokens> {
        self.linking.as_ref().ok().and_then(Option::as_ref)
    }

    /// Puts lines together to one answer.
    pub(super) fn say(&mut self, intent: &str, lines: Vec<Say>, next: Next) -> Reply {
        let mut reply = Reply {
            speech: Speech::default(),
            card: None,
            suggestions: Vec::<Suggestion>::new(),
            reprompt: None,
            next,
        };
        let locale = self.turn.surface.locale;
        let today = listening::today(self.turn);
        for line in std::mem::take(&mut self.first).into_iter().chain(lines) {
            let spoken = self.engine.wording.say(locale, today, intent, &line);
            // The last thing said is the question, and so what is asked again.
            reply.reprompt = Some(spoken.reprompt.unwrap_or_else(|| spoken.speech.clone()));
            reply.speech = reply.speech.then(spoken.speech);
            reply.card = spoken.card.or(reply.card);
            reply.suggestions.extend(spoken.suggestions);
        }
        if !matches!(reply.next, Next::Listen(_)) {
            reply.reprompt = None;
        }
        reply
    }

    /// What comes after an answer that asks nothing.
    pub(super) fn finish(&mut self, intent: &str, mut lines: Vec<Say>, then: Then) -> Reply {
        let next = match then {
            Then::Done if self.memory.open => {
                lines.push(Say::phrase("anything_else"));
                Next::Listen(Expected::Anything)
            }
            Then::Listen => Next::Listen(Expected::Anything),
            Then::Done | Then::Close => Next::Close,
            Then::LinkAccount => Next::LinkAccount,
            Then::HandOff => Next::HandOff,
        };
        self.say(intent, lines, next)
    }
}

/// Nobody listens any more.
fn nothing() -> Reply {
    Reply {
        speech: Speech::default(),
        card: None,
        suggestions: Vec::new(),
        reprompt: None,
        next: Next::Close,
    }
}
