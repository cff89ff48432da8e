//! Nothing is left to read; paging itself is the engine's.

use async_trait::async_trait;

use crate::dialogue::handler::{Ask, IntentHandler, Outcome, Then, Trouble};
use crate::dialogue::saying::Say;

#[derive(Debug)]
pub(super) struct More;

#[async_trait]
impl IntentHandler for More {
    async fn handle(&self, _ask: Ask<'_>) -> Result<Outcome, Trouble> {
        Ok(Outcome::then(Say::reply("nothing"), Then::Listen))
    }
}
