//! Asks for a call back from a person. Always possible, also in the middle of a payment; what is
//! handed over is an intent's name, never a transcript.

use async_trait::async_trait;

use super::CALL_BACK;
use super::unlock_card::turn_uuid;
use crate::dialogue::handler::{Agreed, Ask, IntentHandler, Means, Outcome, Then, Trouble};
use crate::dialogue::saying::{Say, Value};
use crate::domain::transfer::IdempotencyKey;

#[derive(Debug)]
pub(super) struct TalkToHuman;

#[async_trait]
impl IntentHandler for TalkToHuman {
    async fn handle(&self, ask: Ask<'_>) -> Result<Outcome, Trouble> {
        if ask.desk.bank().contact_centre().is_none() {
            return Ok(Outcome::done(Say::reply("no_centre")));
        }
        let means = Means::Act(CALL_BACK.into());
        Ok(Outcome::AskYesNo { say: Say::reply("confirm"), means })
    }

    async fn act(&self, ask: Ask<'_>, _agreed: Agreed) -> Result<Outcome, Trouble> {
        let Some(centre) = ask.desk.bank().contact_centre() else {
            return Ok(Outcome::done(Say::reply("no_centre")));
        };
        let key = IdempotencyKey::from_uuid(turn_uuid(&ask, CALL_BACK));
        let access = ask.linked.map(|linked| &linked.access);
        let asking = centre.request_call_back(access, "TalkToHuman", key);
        let call_back = ask.desk.in_time(asking).await?;
        let minutes = call_back.within.as_secs().div_ceil(60);
        // Never promised sooner than it was: an hour that has begun counts as one.
        let say = if minutes < 60 {
            Say::reply("called_back").with("minutes", Value::Number(minutes.max(1)))
        } else {
            Say::reply("called_back_hours").with("hours", Value::Number(minutes.div_ceil(60)))
        };
        let say = say.with("reference", Value::Code(call_back.reference.into()));
        Ok(Outcome::then(say, Then::HandOff))
    }
}
