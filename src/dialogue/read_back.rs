//! Yes and no. A yes counts for the one question that was open, in the turn right after it, within
//! sixty seconds, from the same conversation, device and person; and then only once.

use chrono::Duration;
use tokio::time::timeout_at;

use super::course::Course;
use super::filled::Filled;
use super::handler::{Agreed, Then, Trouble};
use super::kept::KeptSheet;
use super::memory::{About, Acted, Form, Question, listener};
use super::saying::Say;
use crate::domain::intent::{IntentName, Slots};
use crate::domain::reply::Reply;
use crate::domain::transfer::{CONFIRM_WITHIN_SECONDS, ConfirmedTransfer, HeardYes, NotConfirmed};

/// What the platform thinks the yes was about.
type Thought = Option<(IntentName, Slots)>;

impl Course<'_> {
    pub(super) async fn yes(&mut self, question: Option<Question>, about: Thought) -> Reply {
        self.memory.unheard = 0;
        let first = self.memory.first_yes(self.turn);
        let Some(question) = question else {
            return self.yes_to_nothing().await;
        };
        if !first {
            // The same call once more: what it led to is asked once more, and not answered by it.
            return self.repeat().await;
        }
        if about.as_ref().is_some_and(|(intent, _)| *intent.as_str() != *question.intent) {
            // The yes was given to something else: it must not count here.
            self.memory.void();
            return self.session("Yes").await;
        }
        if let Some(reply) = self.other_facts(about).await {
            return reply;
        }
        match question.about.clone() {
            About::More => self.more().await,
            About::GoOn(what) => match self.still_open(&question) {
                Ok(()) => self.agree(what).await,
                Err(wrong) => self.not_confirmed(wrong).await,
            },
            About::Act(what) => match self.still_open(&question) {
                Ok(()) => self.act(Agreed::Action(what)).await,
                Err(wrong) => self.not_confirmed(wrong).await,
            },
            About::Transfer(_) if self.linking.is_err() => {
                self.first.push(Say::phrase("nothing_done"));
                self.trouble(&question.intent, Trouble::StoreAway)
            }
            About::Transfer(sheet) => match self.confirm(&question, &sheet) {
                Ok(confirmed) => self.act(Agreed::Transfer(Box::new(confirmed))).await,
                Err(wrong) => self.not_confirmed(wrong).await,
            },
        }
    }

    pub(super) async fn no(&mut self, question: Option<Question>) -> Reply {
        self.memory.unheard = 0;
        let Some(question) = question else {
            let was_open = self.memory.form.is_some();
            self.memory.void();
            return if was_open { self.dropped() } else { self.session("No").await };
        };
        self.memory.void();
        match question.about {
            About::More => self.session("No").await,
            About::Transfer(_) | About::GoOn(_) | About::Act(_) => self.dropped(),
        }
    }

    /// Void, not paused.
    fn dropped(&mut self) -> Reply {
        self.finish("No", vec![Say::phrase("nothing_done")], Then::Done)
    }

    /// A yes outside a question never acts. When it is the second arrival of the call that acted,
    /// it is told what came of it.
    async fn yes_to_nothing(&mut self) -> Reply {
        let asks = self.memory.form.as_ref().is_some_and(|form| form.asked.is_some());
        match self.memory.acted.clone() {
            Some(acted) if *acted.turn == *self.turn.id.as_str() => self.came_of(&acted).await,
            Some(_) | None if asks => {
                // "Which one?" - "Yes." It counts as an answer that does not help.
                self.first.push(Say::phrase("not_understood"));
                let form = self.memory.form.take().unwrap_or_default();
                self.go_on(form, 0).await
            }
            Some(_) | None => self.session("Yes").await,
        }
    }

    async fn came_of(&mut self, acted: &Acted) -> Reply {
        let transfers = &self.engine.parts.transfers;
        let found = match (&acted.transfer, self.linked()) {
            (Some(id), Some(linked)) => transfers
                .of_customer(&self.engine.parts.bank_id, &linked.access.customer, self.turn.at)
                .await
                .unwrap_or_default()
                .into_iter()
                .find(|record| *record.id.to_string() == **id),
            (None, _) | (_, None) => None,
        };
        match found {
            Some(record) => {
                let lines = super::status::lines(&record, self.turn.at);
                self.finish("PaySavedPayee", lines, Then::Done)
            }
            None => self.finish("Yes", vec![Say::phrase("already_doing")], Then::Done),
        }
    }

    /// The platform carries the slots of its own dialogue. Where they are not what was read aloud,
    /// they are read aloud first.
    async fn other_facts(&mut self, about: Thought) -> Option<Reply> {
        let (intent, slots) = about?;
        let form = self.memory.form.as_ref()?;
        let parts = &self.engine.parts;
        let schema = parts.catalog.intent(intent.as_str())?;
        if !super::slots::differs(parts, self.turn, schema, (form, &slots)) {
            return None;
        }
        self.first.push(Say::phrase("facts_changed"));
        Some(self.intent(intent.as_str(), slots).await)
    }

    async fn agree(&mut self, what: Box<str>) -> Reply {
        let Some(mut form) = self.memory.form.take() else {
            return self.session("Yes").await;
        };
        form.agreed.push(what);
        self.go_on(form, 0).await
    }

    /// The same rules for every question whose yes does something.
    fn still_open(&self, question: &Question) -> Result<(), NotConfirmed> {
        let asked = question.listener().map_err(|_| NotConfirmed::OtherQuestion)?;
        let customer = self.linked().map(|linked| &linked.access.customer);
        if asked != listener(self.turn) || !question.was_put_to(customer) {
            return Err(NotConfirmed::OtherSpeaker);
        }
        let waited = self.turn.at.signed_duration_since(question.asked_at);
        // A clock that jumped back is no reason to believe a yes.
        if waited > Duration::seconds(CONFIRM_WITHIN_SECONDS) || waited < Duration::zero() {
            return Err(NotConfirmed::Expired);
        }
        Ok(())
    }

    fn confirm(
        &self,
        question: &Question,
        sheet: &KeptSheet,
    ) -> Result<ConfirmedTransfer, NotConfirmed> {
        let other = NotConfirmed::OtherQuestion;
        let nonce = question.nonce().map_err(|_| other)?;
        let asked = question.listener().map_err(|_| other)?;
        let customer = self.linked().ok_or(NotConfirmed::OtherSpeaker)?.access.customer.clone();
        if !question.was_put_to(Some(&customer)) {
            return Err(NotConfirmed::OtherSpeaker);
        }
        let read_back = sheet.read_back(nonce.clone(), asked, question.asked_at).ok_or(other)?;
        read_back.confirm(&HeardYes {
            nonce,
            listener: listener(self.turn),
            turn: self.turn.id.clone(),
            customer,
            bank: self.engine.parts.bank_id.clone(),
            at: self.turn.at,
        })
    }

    async fn not_confirmed(&mut self, wrong: NotConfirmed) -> Reply {
        tracing::info!(turn = %self.turn.id, %wrong, "a yes does not count");
        match wrong {
            // Asked anew, with everything looked up anew.
            NotConfirmed::Expired => {
                self.first.push(Say::phrase("late_yes"));
                self.again().await
            }
            NotConfirmed::OtherSpeaker | NotConfirmed::OtherQuestion => {
                self.memory.void();
                self.finish("Yes", vec![Say::phrase("other_speaker")], Then::Done)
            }
        }
    }

    /// Claims the turn, then acts. A store that cannot be asked means that nothing is done.
    async fn act(&mut self, agreed: Agreed) -> Reply {
        let Some(form) = self.memory.form.take() else {
            return self.session("Yes").await;
        };
        let parts = &self.engine.parts;
        let (platform, turn) = (&self.turn.surface.platform, &self.turn.id);
        let claiming = parts.once.claim(&parts.bank_id, platform, turn, parts.settings.once_for);
        match timeout_at(self.until, claiming).await {
            Ok(Ok(true)) => self.act_once(form, agreed).await,
            Ok(Ok(false)) => self.finish("Yes", vec![Say::phrase("already_doing")], Then::Done),
            Ok(Err(error)) => {
                self.first.push(Say::phrase("nothing_done"));
                self.trouble(&form.intent, Trouble::Store(error))
            }
            Err(_) => {
                self.first.push(Say::phrase("nothing_done"));
                self.trouble(&form.intent, Trouble::StoreAway)
            }
        }
    }

    async fn act_once(&mut self, form: Form, agreed: Agreed) -> Reply {
        self.acted = true;
        let transfer = match &agreed {
            Agreed::Transfer(confirmed) => Some(confirmed.id().to_string().into()),
            Agreed::Action(_) => None,
        };
        self.memory.acted = Some(Acted { turn: self.turn.id.as_str().into(), transfer });
        let filled = Filled::new(form.slots.to_slots());
        let outcome = self.consult_with(&form, &filled, 0, Some(agreed)).await;
        self.settle(form, 0, outcome)
    }
}
