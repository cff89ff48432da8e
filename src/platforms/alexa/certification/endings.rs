//! L11 and no-input: what ends without the skill is answered with nothing, and leaves nothing.

use futures_util::future::LocalBoxFuture;
use serde_json::json;

use super::answer::fail;
use super::stand::{NO_MIDDLE, Stand, Trial};
use crate::contracts::certification::{Finding, Verdict};

pub(super) fn session_ended<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(async move {
        let exit = async |trial: &mut Trial<'_>| {
            trial.launch().await?;
            trial.end("USER_INITIATED").await?.is_empty()
        };
        let error = async |trial: &mut Trial<'_>| {
            trial.launch().await?;
            let request = json!({
                "type": "SessionEndedRequest",
                "reason": "ERROR",
                "error": { "type": "INVALID_RESPONSE", "message": "An exception occurred." },
            });
            let at = trial.now();
            let body = trial.device.request(&request, at);
            trial.send(body).await?.is_empty()
        };
        let forgotten = async |trial: &mut Trial<'_>| {
            let welcome = trial.launch().await?.speech();
            trial.end("USER_INITIATED").await?;
            if trial.go_to_the_middle().await?.is_none() {
                return Err(Verdict::Skipped(NO_MIDDLE.to_owned()));
            }
            trial.end("USER_INITIATED").await?;
            let again = trial.launch().await?.speech();
            if again == welcome {
                return Ok(());
            }
            Err(Verdict::Review(
                "after a dialogue was left, the welcome is another one: does it go on with what \
                 was left?"
                    .to_owned(),
            ))
        };
        vec![
            stand.variant("\"exit\"", exit).await,
            stand.variant("an error of Alexa's", error).await,
            stand.variant("what was begun is forgotten", forgotten).await,
        ]
    })
}

pub(super) fn no_input<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(async move {
        let welcome = async |trial: &mut Trial<'_>| {
            trial.launch().await?;
            trial.end("EXCEEDED_MAX_REPROMPTS").await?.is_empty()
        };
        let middle = async |trial: &mut Trial<'_>| {
            if trial.go_to_the_middle().await?.is_none() {
                return Err(Verdict::Skipped(NO_MIDDLE.to_owned()));
            }
            trial.end("EXCEEDED_MAX_REPROMPTS").await?.is_empty()?;
            // A yes that comes later belongs to no question.
            let late = trial.intend("AMAZON.YesIntent", &[]).await?;
            if late.directives().iter().any(|directive| directive.starts_with("Dialog.")) {
                return fail("a yes after the silence goes on with what was left");
            }
            Ok(())
        };
        vec![
            stand.variant("silence after the welcome", welcome).await,
            stand.variant("silence in the middle of a dialogue", middle).await,
        ]
    })
}
