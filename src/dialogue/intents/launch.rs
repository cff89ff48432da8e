//! Opened without a wish: a greeting, what became of payments in the meantime, and a question.

use async_trait::async_trait;
use tokio::time::timeout_at;

use crate::contracts::transfers::TransferRecord;
use crate::dialogue::handler::{Ask, IntentHandler, Outcome, Tell, Then, Trouble};
use crate::dialogue::saying::Say;
use crate::dialogue::status;
use crate::domain::disclosed::{Decision, Sensitivity};

/// Old news are told a few at a time.
const TELL_AT_MOST: usize = 3;

#[derive(Debug)]
pub(super) struct Launch;

#[async_trait]
impl IntentHandler for Launch {
    async fn handle(&self, ask: Ask<'_>) -> Result<Outcome, Trouble> {
        if ask.linked.is_none() {
            return Ok(Outcome::then(Say::reply("welcome_unlinked"), Then::LinkAccount));
        }
        let mut say = vec![Say::reply("welcome")];
        for record in untold(&ask).await.into_iter().take(TELL_AT_MOST) {
            // Only news that can be told with what they are about count as told.
            let Some(about) = status::about(&ask, &record) else { continue };
            say.push(about);
            say.extend(status::lines(&record, ask.now()));
            ask.left.told(record);
        }
        say.push(Say::reply("ask"));
        Ok(Outcome::Tell(Tell { say, then: Then::Listen, more: None }))
    }
}

/// A store that is away costs the greeting nothing: the news are told another time.
async fn untold(ask: &Ask<'_>) -> Vec<TransferRecord> {
    let Ok(access) = ask.desk.access() else { return Vec::new() };
    if ask.gate.decision(Sensitivity::Payment) != Decision::Say {
        return Vec::new();
    }
    let asking = ask.parts.transfers.untold(&ask.parts.bank_id, &access.customer);
    match timeout_at(ask.desk.until(), asking).await {
        Ok(Ok(records)) => records,
        Ok(Err(error)) => {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(turn = %ask.turn.id, error, "outcomes could not be looked up");
            Vec::new()
        }
        Err(_) => Vec::new(),
    }
}
