//! Ends the link and forgets the person: at the bank first, and only then here. What the law makes
//! the bank keep is named.

use async_trait::async_trait;

use super::unlock_card::turn_uuid;
use crate::dialogue::handler::{Agreed, Ask, IntentHandler, Means, Outcome, Then, Trouble};
use crate::dialogue::saying::{Say, Value};

const FORGET: &str = "forget";

#[derive(Debug)]
pub(super) struct UnlinkAndForget;

#[async_trait]
impl IntentHandler for UnlinkAndForget {
    async fn handle(&self, ask: Ask<'_>) -> Result<Outcome, Trouble> {
        ask.desk.access()?;
        let means = Means::Act(FORGET.into());
        Ok(Outcome::AskYesNo { say: Say::reply("confirm"), means })
    }

    async fn act(&self, ask: Ask<'_>, _agreed: Agreed) -> Result<Outcome, Trouble> {
        let access = ask.desk.access()?;
        if let Some(consents) = ask.desk.bank().consents()
            && let Err(trouble) = ask.desk.in_time(consents.revoke(access)).await
        {
            tracing::warn!(turn = %ask.turn.id, %trouble, "a consent could not be revoked");
            return Ok(Outcome::done(Say::reply("not_revoked")));
        }
        let parts = ask.parts;
        let (platform, user) = (&ask.turn.surface.platform, &ask.turn.speaker.user);
        let unlinked = parts.vault.unlink(&parts.bank_id, &access.customer).await;
        let forgotten = parts.ledger.forget(&parts.bank_id, platform, user).await;
        if let Err(error) = unlinked.and(forgotten) {
            let error: &dyn std::error::Error = &error;
            tracing::error!(turn = %ask.turn.id, error, "revoked, but not all is forgotten yet");
            return Ok(Outcome::then(Say::reply("revoked_only"), Then::Close));
        }
        ask.left.forget();
        let receipt: String = turn_uuid(&ask, FORGET).simple().to_string().to_uppercase();
        let receipt: String = receipt.chars().take(8).collect();
        tracing::info!(%receipt, bank = %parts.bank_id, "a link was ended and its person forgotten");
        let say = Say::reply("forgotten").with("receipt", Value::Code(receipt.into()));
        Ok(Outcome::then(say, Then::Close))
    }
}
