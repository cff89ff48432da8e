//! Nothing was said that could be repeated; the rest of repeating is the engine's.

use async_trait::async_trait;

use crate::dialogue::handler::{Ask, IntentHandler, Outcome, Then, Trouble};
use crate::dialogue::saying::Say;

#[derive(Debug)]
pub(super) struct Repeat;

#[async_trait]
impl IntentHandler for Repeat {
    async fn handle(&self, _ask: Ask<'_>) -> Result<Outcome, Trouble> {
        Ok(Outcome::then(Say::reply("nothing"), Then::Listen))
    }
}
