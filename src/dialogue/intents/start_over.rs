//! From the beginning: the engine has dropped whatever was open.

use async_trait::async_trait;

use crate::dialogue::handler::{Ask, IntentHandler, Outcome, Then, Trouble};
use crate::dialogue::saying::Say;

#[derive(Debug)]
pub(super) struct StartOver;

#[async_trait]
impl IntentHandler for StartOver {
    async fn handle(&self, _ask: Ask<'_>) -> Result<Outcome, Trouble> {
        Ok(Outcome::then(Say::reply("ask"), Then::Listen))
    }
}
