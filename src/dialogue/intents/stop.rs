//! Ends the conversation. The engine has dropped whatever was open.

use async_trait::async_trait;

use crate::dialogue::handler::{Ask, IntentHandler, Outcome, Then, Trouble};
use crate::dialogue::saying::Say;

#[derive(Debug)]
pub(super) struct Stop;

#[async_trait]
impl IntentHandler for Stop {
    async fn handle(&self, _ask: Ask<'_>) -> Result<Outcome, Trouble> {
        Ok(Outcome::then(Say::reply("bye"), Then::Close))
    }
}
