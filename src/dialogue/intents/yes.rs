//! A yes that answers nothing: it never does anything.

use async_trait::async_trait;

use crate::dialogue::handler::{Ask, IntentHandler, Outcome, Then, Trouble};
use crate::dialogue::saying::Say;

#[derive(Debug)]
pub(super) struct Yes;

#[async_trait]
impl IntentHandler for Yes {
    async fn handle(&self, _ask: Ask<'_>) -> Result<Outcome, Trouble> {
        Ok(Outcome::then(Say::reply("nothing_asked"), Then::Listen))
    }
}
