//! Opened without a wish: a greeting, what became of payments in the meantime, and a question.

use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::join_all;
use tokio::time::{Instant, timeout_at};

use crate::contracts::transfers::TransferRecord;
use crate::dialogue::handler::{Ask, IntentHandler, Outcome, Tell, Then, Trouble};
use crate::dialogue::saying::Say;
use crate::dialogue::status;
use crate::domain::customer::CustomerId;
use crate::domain::disclosed::{Decision, Sensitivity};

/// Old news are told a few at a time.
const TELL_AT_MOST: usize = 3;
/// A greeting waits no longer for a bank; then it tells what is known here.
const LOOK_WITHIN: Duration = Duration::from_millis(1500);

#[derive(Debug)]
pub(super) struct Launch;

#[async_trait]
impl IntentHandler for Launch {
    async fn handle(&self, ask: Ask<'_>) -> Result<Outcome, Trouble> {
        if ask.linked.is_none() {
            return Ok(Outcome::then(Say::reply("welcome_unlinked"), Then::LinkAccount));
        }
        let mut say = vec![Say::reply("welcome")];
        for record in news(&ask).await {
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

/// What nobody has told yet, and what is still under way, oldest first. Whoever opens the skill
/// after approving a payment wants to hear of it now, not when a worker comes by.
async fn news(ask: &Ask<'_>) -> Vec<TransferRecord> {
    let Ok(access) = ask.desk.access() else { return Vec::new() };
    if ask.gate.decision(Sensitivity::Payment) != Decision::Say {
        return Vec::new();
    }
    let mut records = lately(ask, &access.customer).await;
    records.retain(|record| !record.told);
    records.truncate(TELL_AT_MOST);
    records.reverse();
    let until = Instant::now().checked_add(LOOK_WITHIN).unwrap_or_else(|| ask.desk.until());
    let until = until.min(ask.desk.until());
    let looking = records.into_iter().map(|record| async {
        if record.status.is_terminal() {
            return record;
        }
        let looked = timeout_at(until, ask.parts.transfers.refresh(access, &record)).await;
        looked.unwrap_or(record)
    });
    join_all(looking).await
}

/// A store that is away costs the greeting nothing: the news are told another time.
async fn lately(ask: &Ask<'_>, customer: &CustomerId) -> Vec<TransferRecord> {
    let asking = ask.parts.transfers.of_customer(&ask.parts.bank_id, customer, ask.now());
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
