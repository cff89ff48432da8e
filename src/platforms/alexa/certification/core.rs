//! L8 to L10 and L12: what every skill must do wherever a conversation stands.

use futures_util::future::LocalBoxFuture;

use super::answer::{Answer, fail};
use super::stand::{NO_MIDDLE, Stand, Trial};
use crate::contracts::certification::{Finding, Verdict};

/// Where a conversation stands when somebody says help, stop or something unheard of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Said together with the skill's name.
    Start,
    Launched,
    /// The skill waits for a slot or a yes.
    Middle,
}

const STATES: [(State, &str); 3] = [
    (State::Start, "in one breath with the skill's name"),
    (State::Launched, "after the welcome"),
    (State::Middle, "in the middle of a dialogue"),
];

pub(super) fn launch<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(async move {
        let run = async |trial: &mut Trial<'_>| {
            let answer = trial.launch().await?;
            speaks(&answer)?;
            if !answer.is_open() {
                return fail("the welcome closes the session");
            }
            if !answer.asks() {
                return fail("the welcome asks nothing, so nobody knows what to say");
            }
            if answer.reprompt().is_empty() {
                return fail("the welcome has no reprompt");
            }
            Ok(())
        };
        vec![stand.variant("welcome, question, reprompt", run).await]
    })
}

pub(super) fn help<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(everywhere(stand, "AMAZON.HelpIntent", async |trial, welcome, _| {
        let answer = trial.intend("AMAZON.HelpIntent", &[]).await?;
        speaks(&answer)?;
        if answer.speech() == welcome {
            return fail("help says what the welcome says");
        }
        if !answer.is_open() {
            return fail("help closes the session");
        }
        if !answer.speech().ends_with(['?', '？']) {
            return fail("help does not end with a question");
        }
        Ok(())
    }))
}

pub(super) fn stop_and_cancel<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(async move {
        let mut findings = everywhere(stand, "AMAZON.StopIntent", async |trial, _, _| {
            let answer = trial.intend("AMAZON.StopIntent", &[]).await?;
            if answer.ends() { Ok(()) } else { fail("stop leaves the session open") }
        })
        .await;
        let cancel = everywhere(stand, "AMAZON.CancelIntent", async |trial, _, state| {
            let answer = trial.intend("AMAZON.CancelIntent", &[]).await?;
            // In a dialogue it may mean the task alone; then the skill says what is next.
            match state {
                State::Middle if answer.is_open() && answer.asks() => Ok(()),
                State::Start | State::Launched | State::Middle if answer.ends() => Ok(()),
                State::Start | State::Launched | State::Middle => {
                    fail("cancel leaves the session open")
                }
            }
        });
        findings.extend(cancel.await);
        findings
    })
}

pub(super) fn fallback<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(everywhere(stand, "AMAZON.FallbackIntent", async |trial, _, _| {
        let answer = trial.intend("AMAZON.FallbackIntent", &[]).await?;
        speaks(&answer)?;
        if let Some(sign) = answer.insides() {
            return fail(format!("it lets the insides of a program out: {sign}"));
        }
        if answer.is_open() {
            return Ok(());
        }
        Err(Verdict::Warn("it ends the session instead of saying what can be said".to_owned()))
    }))
}

/// Something is said.
pub(super) fn speaks(answer: &Answer) -> Result<(), Verdict> {
    if answer.speech().is_empty() { fail("nothing is said") } else { Ok(()) }
}

/// The same in every state, for a customer whose account is linked.
async fn everywhere(
    stand: &Stand<'_>,
    intent: &str,
    run: impl AsyncFn(&mut Trial<'_>, String, State) -> Result<(), Verdict>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (state, name) in STATES {
        let variant = async |trial: &mut Trial<'_>| {
            let mut welcome = String::new();
            match state {
                State::Start => {
                    welcome = trial.launch().await?.speech();
                    trial.end("USER_INITIATED").await?;
                }
                State::Launched => welcome = trial.launch().await?.speech(),
                State::Middle => {
                    if trial.go_to_the_middle().await?.is_none() {
                        return Err(Verdict::Skipped(NO_MIDDLE.to_owned()));
                    }
                }
            }
            run(trial, welcome, state).await
        };
        findings.push(stand.variant(format!("{intent} {name}"), variant).await);
    }
    findings
}
