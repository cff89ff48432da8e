//! Not understood. The engine counts, and offers a person the second time.

use async_trait::async_trait;

use crate::dialogue::handler::{Ask, IntentHandler, Outcome, Then, Trouble};
use crate::dialogue::saying::Say;

#[derive(Debug)]
pub(super) struct Fallback;

#[async_trait]
impl IntentHandler for Fallback {
    async fn handle(&self, _ask: Ask<'_>) -> Result<Outcome, Trouble> {
        Ok(Outcome::then(Say::reply("not_understood"), Then::Listen))
    }
}
