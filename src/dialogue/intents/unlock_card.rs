//! Unfreezes a card. The dangerous direction, so the bank's app approves it.

use async_trait::async_trait;
use uuid::Uuid;

use super::lock_card::{named, which};
use crate::contracts::bank::{BankErrorKind, Step};
use crate::dialogue::handler::{Agreed, Ask, IntentHandler, Means, Outcome, Trouble};
use crate::dialogue::saying::{Say, Value};
use crate::dialogue::status;
use crate::domain::card::{CardId, CardState};
use crate::domain::transfer::IdempotencyKey;

#[derive(Debug)]
pub(super) struct UnlockCard;

#[async_trait]
impl IntentHandler for UnlockCard {
    async fn handle(&self, ask: Ask<'_>) -> Result<Outcome, Trouble> {
        let cards = ask.desk.cards().await?;
        // Said without a name, it can only mean one that is locked.
        let locked: Vec<_> =
            cards.iter().filter(|card| card.state == CardState::Locked).cloned().collect();
        if locked.is_empty() {
            return Ok(Outcome::done(Say::reply("none_locked")));
        }
        let among = if ask.slots.is_said("card") { &cards } else { &locked };
        let card = match which(&ask, among)? {
            Ok(card) => card,
            Err(outcome) => return Ok(outcome),
        };
        let values = named(&ask, card)?;
        if card.state == CardState::Active {
            return Ok(Outcome::done(Say::reply("not_locked").values(values)));
        }
        let means = Means::Act(card.id.as_str().into());
        Ok(Outcome::AskYesNo { say: Say::reply("confirm").values(values), means })
    }

    async fn act(&self, ask: Ask<'_>, agreed: Agreed) -> Result<Outcome, Trouble> {
        let Agreed::Action(id) = agreed else {
            return Ok(Outcome::done(Say::phrase("nothing_done")));
        };
        let Ok(id) = CardId::parse(&id) else {
            return Ok(Outcome::done(Say::reply("none_locked")));
        };
        let key = IdempotencyKey::from_uuid(turn_uuid(&ask, "unlock"));
        let unlocking = ask.desk.card_control()?.unlock(ask.desk.access()?, &id, key);
        match ask.desk.in_time(unlocking).await {
            Ok(Step::NeedsApproval(approval)) => {
                match status::minutes_left(Some(approval.deadline), ask.now()) {
                    Some(minutes) => Ok(Outcome::done(
                        Say::reply("approve").with("minutes", Value::Number(minutes)),
                    )),
                    None => Ok(Outcome::done(Say::reply("approve_soon"))),
                }
            }
            Ok(Step::Done(card)) if card.state == CardState::Active => {
                Ok(Outcome::done(Say::reply("unlocked").values(named(&ask, &card)?)))
            }
            Ok(Step::Done(_) | Step::Pending { .. })
            | Err(
                Trouble::Slow
                | Trouble::Bank(BankErrorKind::Unavailable | BankErrorKind::Unexpected),
            ) => Ok(Outcome::done(Say::reply("unknown"))),
            Err(trouble) => Err(trouble),
        }
    }
}

/// One turn is one request, however often it arrives.
pub(super) fn turn_uuid(ask: &Ask<'_>, what: &str) -> Uuid {
    let name = format!("{}\n{}\n{}\n{what}", ask.turn.bank, ask.turn.surface.platform, ask.turn.id);
    Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())
}
