//! Drops what was being put together; with nothing open, ends the conversation.

use async_trait::async_trait;

use crate::dialogue::handler::{Ask, IntentHandler, Outcome, Then, Trouble};
use crate::dialogue::saying::Say;

#[derive(Debug)]
pub(super) struct Cancel;

#[async_trait]
impl IntentHandler for Cancel {
    async fn handle(&self, ask: Ask<'_>) -> Result<Outcome, Trouble> {
        if ask.was_open {
            return Ok(Outcome::done(Say::reply("dropped")));
        }
        Ok(Outcome::then(Say::reply("bye"), Then::Close))
    }
}
