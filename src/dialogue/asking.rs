//! A wish on its way: guarded, handed to its handler, and its outcome turned into an answer.

use super::course::Course;
use super::desk::Desk;
use super::disclosure::Hints;
use super::filled::Filled;
use super::gate::Gate;
use super::handler::{Agreed, Ask, IntentHandler, Means, Outcome, Tell, Then, Trouble};
use super::intents::HANDLERS;
use super::kept::KeptSheet;
use super::listening::today;
use super::memory::{About, Answered, Form, Question};
use super::saying::Say;
use crate::catalog::{Confirmation, IntentKind, IntentSchema};
use crate::contracts::bank::BankErrorKind;
use crate::domain::consent::Scope;
use crate::domain::disclosed::{Decision, Sensitivity};
use crate::domain::intent::{IntentName, SlotName, Slots};
use crate::domain::reply::{Expected, Next, Reply};

impl Course<'_> {
    /// Somebody wants something of the bank.
    pub(super) async fn intent(&mut self, name: &str, slots: Slots) -> Reply {
        let Some(schema) = self.engine.parts.catalog.intent(name) else {
            return self.session("Fallback").await;
        };
        if schema.kind == IntentKind::Pointer {
            self.memory.void();
            return self.finish(name, vec![Say::reply("pointer")], Then::Done);
        }
        let mut form = match self.memory.form.take() {
            Some(form) if *form.intent == *name => form,
            // Another wish: what was being put together is void.
            Some(_) | None => Form { intent: name.into(), ..Form::default() },
        };
        self.memory.page = None;
        let filled = super::slots::merge(&self.engine.parts, self.turn, schema, &mut form, &slots);
        let outcome = self.consult_with(&form, &filled, 0, None).await;
        self.settle(form, 0, outcome)
    }

    /// Goes on with a form, nothing new having been said for it.
    pub(super) async fn go_on(&mut self, form: Form, from: u32) -> Reply {
        let outcome = self.consult(&form, from).await;
        self.settle(form, from, outcome)
    }

    pub(super) async fn consult(&mut self, form: &Form, from: u32) -> Result<Outcome, Trouble> {
        let filled = Filled::new(form.slots.to_slots());
        self.consult_with(form, &filled, from, None).await
    }

    /// The handler's turn: asked what to do, or told what was agreed.
    pub(super) async fn consult_with(
        &mut self,
        form: &Form,
        filled: &Filled,
        from: u32,
        agreed: Option<Agreed>,
    ) -> Result<Outcome, Trouble> {
        let parts = &self.engine.parts;
        let schema = parts.catalog.intent(&form.intent);
        let handler = handler(&form.intent);
        let (Some(schema), Some(handler)) = (schema, handler) else {
            return Err(Trouble::NotOffered);
        };
        let gate = Gate::new(&parts.policy, self.turn, Hints::of(self.turn));
        let outcome = match self.guard(schema, &gate) {
            Err(trouble) => Err(trouble),
            Ok(()) => {
                let linked = self.linked();
                let access = linked.map(|linked| &linked.access);
                let desk = Desk::new(&*parts.bank, access, &gate, self.until);
                let ask = Ask {
                    turn: self.turn,
                    today: today(self.turn),
                    slots: filled,
                    from,
                    agreed: &form.agreed,
                    offered: &form.offered,
                    was_open: self.was_open,
                    open: self.memory.open,
                    left: &self.left,
                    desk: &desk,
                    gate: &gate,
                    parts,
                    linked,
                };
                match agreed {
                    None => handler.handle(ask).await,
                    Some(agreed) => handler.act(ask, agreed).await,
                }
            }
        };
        let customer = self.linked().map(|linked| linked.access.customer.clone());
        self.entries.extend(gate.into_entries(customer.as_ref(), &schema.name));
        outcome
    }

    /// Linked, allowed, and worth asking here: before the handler and before the bank.
    fn guard(&self, schema: &IntentSchema, gate: &Gate<'_>) -> Result<(), Trouble> {
        if schema.scope != Scope::None {
            let linked = match &self.linking {
                Ok(Some(linked)) => linked,
                Ok(None) => return Err(Trouble::NotLinked),
                Err(error) => {
                    let error: &dyn std::error::Error = error;
                    tracing::error!(turn = %self.turn.id, error, "a link could not be looked up");
                    return Err(Trouble::StoreAway);
                }
            };
            if !linked.scopes.contains(&schema.scope) {
                return Err(Trouble::ScopeMissing);
            }
        }
        if schema.sensitivity == Sensitivity::Public {
            Ok(())
        } else {
            gate.pass(schema.sensitivity)
        }
    }

    /// From what a handler wants to what is said and remembered.
    pub(super) fn settle(
        &mut self,
        form: Form,
        from: u32,
        outcome: Result<Outcome, Trouble>,
    ) -> Reply {
        match outcome {
            Ok(Outcome::Tell(tell)) => self.tell(form, from, tell),
            Ok(Outcome::AskSlot { slot, say }) => self.ask_slot(form, slot, say, Vec::new()),
            Ok(Outcome::AskWhich { slot, say, offered }) => self.ask_slot(form, slot, say, offered),
            Ok(Outcome::AskYesNo { say, means: Means::GoOn(what) }) => {
                self.ask_yes(form, say, About::GoOn(what))
            }
            Ok(Outcome::AskYesNo { say, means: Means::Act(what) }) => {
                self.ask_yes(form, say, About::Act(what))
            }
            Ok(Outcome::ReadBack { say, sheet, check }) => {
                let kept = KeptSheet::of(&sheet, check.as_ref());
                self.ask_yes(form, say, About::Transfer(Box::new(kept)))
            }
            Err(trouble) => self.trouble(&form.intent, trouble),
        }
    }

    fn tell(&mut self, form: Form, from: u32, tell: Tell) -> Reply {
        let Form { intent, slots, agreed, .. } = form;
        let schema = self.engine.parts.catalog.intent(&intent);
        let is_read = schema.is_some_and(|schema| {
            schema.kind == IntentKind::Intent && schema.confirmation == Confirmation::None
        });
        if is_read {
            let (slots, agreed) = (slots.clone(), agreed.clone());
            self.memory.last = Some(Answered { intent: intent.clone(), slots, from, agreed });
        }
        let Some(from) = tell.more else {
            return self.finish(&intent, tell.say, tell.then);
        };
        self.memory.page = Some(Answered { intent: intent.clone(), slots, from, agreed });
        self.memory.question = Some(self.question(&intent, About::More));
        let mut lines = tell.say;
        lines.push(Say::phrase("more"));
        self.say(&intent, lines, Next::Listen(Expected::YesOrNo))
    }

    /// Asks for a slot, another way each time, and in the end offers a person.
    fn ask_slot(
        &mut self,
        mut form: Form,
        slot: &'static str,
        say: Say,
        offered: Vec<Box<str>>,
    ) -> Reply {
        let again = form.asked.as_deref() == Some(slot) && form.offered == offered;
        form.times = if again { form.times.saturating_add(1) } else { 1 };
        if form.times > self.engine.parts.settings.slot_retries.saturating_add(1) {
            return self.offer_person();
        }
        form.asked = Some(slot.into());
        form.offered = offered;
        let say = say.asked_before(usize::from(form.times.saturating_sub(1)));
        let names = (IntentName::parse(&form.intent), SlotName::parse(slot));
        let expected = match names {
            (Ok(intent), Ok(slot)) => {
                // The slot's old words must not come back as if they had been said now.
                let mut so_far = form.slots.so_far();
                so_far.retain(|(name, _)| *name != slot);
                Expected::Slot { intent, slot, so_far }
            }
            (Err(_), _) | (_, Err(_)) => Expected::Anything,
        };
        let intent = form.intent.clone();
        self.memory.form = Some(form);
        self.say(&intent, vec![say], Next::Listen(expected))
    }

    pub(super) fn ask_yes(&mut self, mut form: Form, say: Say, about: About) -> Reply {
        form.asked = None;
        form.times = 0;
        let intent = form.intent.clone();
        let expected = match (&about, IntentName::parse(&intent)) {
            (About::Transfer(_) | About::Act(_), Ok(intent)) => {
                Expected::Confirmation { intent, so_far: form.slots.so_far() }
            }
            (About::GoOn(_) | About::More, _) | (_, Err(_)) => Expected::YesOrNo,
        };
        self.memory.question = Some(self.question(&intent, about));
        self.memory.form = Some(form);
        self.say(&intent, vec![say], Next::Listen(expected))
    }

    fn question(&self, intent: &str, about: About) -> Question {
        let customer = self.linked().map(|linked| &linked.access.customer);
        Question::new(intent, about, self.turn, customer)
    }

    /// Neither the customer's nor the handler's fault: worded by its kind.
    pub(super) fn trouble(&mut self, intent: &str, trouble: Trouble) -> Reply {
        let (phrase, then) = match trouble {
            Trouble::Bank(BankErrorKind::NeedsRelink) => ("needs_relink", Then::LinkAccount),
            Trouble::Bank(BankErrorKind::RateLimited) => ("rate_limited", Then::Done),
            Trouble::Bank(BankErrorKind::Unavailable) => ("unavailable", Then::Done),
            Trouble::Bank(BankErrorKind::Unexpected) => ("unexpected", Then::Done),
            Trouble::Bank(BankErrorKind::Refused(refusal)) => (refusal_phrase(refusal), Then::Done),
            Trouble::Slow => ("slow", Then::Done),
            Trouble::Store(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::error!(turn = %self.turn.id, error, "a store failed in a turn");
                ("store_unreachable", Then::Done)
            }
            Trouble::StoreAway => ("store_unreachable", Then::Done),
            Trouble::Withheld(Decision::OnPhone) => ("on_phone", Then::Done),
            Trouble::Withheld(Decision::NotHere | Decision::Band | Decision::Say) => {
                ("not_here", Then::Done)
            }
            Trouble::NotOffered => ("not_offered", Then::Done),
            Trouble::NotLinked => ("not_linked", Then::LinkAccount),
            Trouble::ScopeMissing => ("scope_missing", Then::LinkAccount),
        };
        self.memory.void();
        self.finish(intent, vec![Say::phrase(phrase)], then)
    }
}

pub(super) const fn refusal_phrase(refusal: crate::contracts::bank::Refusal) -> &'static str {
    use crate::contracts::bank::Refusal;
    match refusal {
        Refusal::InsufficientFunds => "insufficient_funds",
        Refusal::OverLimit => "over_limit",
        Refusal::AccountClosed => "account_closed",
        Refusal::NotAllowed => "not_allowed",
        Refusal::Unexplained => "unexplained",
    }
}

fn handler(intent: &str) -> Option<&'static dyn IntentHandler> {
    HANDLERS.iter().find(|(name, _)| *name == intent).map(|(_, handler)| *handler)
}
