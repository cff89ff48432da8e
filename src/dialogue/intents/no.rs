//! A no to an offer, or to nothing.

use async_trait::async_trait;

use crate::dialogue::handler::{Ask, IntentHandler, Outcome, Then, Trouble};
use crate::dialogue::saying::Say;

#[derive(Debug)]
pub(super) struct No;

#[async_trait]
impl IntentHandler for No {
    async fn handle(&self, ask: Ask<'_>) -> Result<Outcome, Trouble> {
        if ask.was_open {
            return Ok(Outcome::done(Say::reply("fine")));
        }
        Ok(Outcome::then(Say::reply("bye"), Then::Close))
    }
}
