//! Requests that are no conversation, and answers to questions that nobody asked.

use futures_util::future::LocalBoxFuture;
use serde_json::json;

use super::answer::fail;
use super::core::speaks;
use super::interaction::Heard;
use super::stand::{Stand, Trial};
use crate::contracts::certification::{Finding, Verdict};

pub(super) fn can_fulfill<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(async move {
        let mut findings = Vec::new();
        for intent in stand.subject.interaction.own().take(3) {
            let run = async |trial: &mut Trial<'_>| {
                let request = json!({
                    "type": "CanFulfillIntentRequest",
                    "intent": { "name": intent.name, "confirmationStatus": "NONE", "slots": {} },
                });
                let at = trial.now();
                let body = trial.device.request(&request, at);
                let answer = trial.send(body).await?;
                if !answer.speech().is_empty() {
                    return fail("it speaks, though nobody is there");
                }
                match answer.can_fulfill() {
                    Some("NO") => Ok(()),
                    Some(_) => fail("it tells strangers what could be done for a customer"),
                    None => Err(Verdict::Warn("it says neither yes nor no".to_owned())),
                }
            };
            findings.push(stand.variant_with(intent.name.clone(), None, run).await);
        }
        findings
    })
}

pub(super) fn unknown<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(async move {
        let mut findings = Vec::new();
        for kind in ["Alexa.Tomorrow.SomethingNew", "GameEngine.InputHandlerEvent", "unknown"] {
            let run = async |trial: &mut Trial<'_>| {
                let at = trial.now();
                let body = trial.device.request(&json!({ "type": kind }), at);
                trial.send(body).await?.is_well_formed()
            };
            findings.push(stand.variant(kind, run).await);
        }
        let intent = async |trial: &mut Trial<'_>| {
            let answer = trial.intend("IntentOfANewerModel", &[]).await?;
            speaks(&answer)?;
            match answer.insides() {
                Some(sign) => fail(format!("it lets the insides of a program out: {sign}")),
                None => Ok(()),
            }
        };
        findings.push(stand.variant("an intent that the model does not have", intent).await);
        findings
    })
}

pub(super) fn answers_to_nothing<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(async move {
        if let Some(skipped) = stand.needs_a_customer() {
            return skipped;
        }
        let mut findings = Vec::new();
        for (intent, word) in [("AMAZON.YesIntent", "yes"), ("AMAZON.NoIntent", "no")] {
            for launched in [false, true] {
                let run = async |trial: &mut Trial<'_>| {
                    let before = probe(trial).await?;
                    if launched {
                        trial.launch().await?;
                    }
                    let answer = trial.intend(intent, &[]).await?;
                    speaks(&answer)?;
                    if trial.device.in_session() {
                        trial.end("USER_INITIATED").await?;
                    }
                    if probe(trial).await? != before {
                        return fail("an account looks different after it");
                    }
                    if answer.speech().chars().any(|c| c.is_ascii_digit()) {
                        return Err(Verdict::Review(
                            "the answer holds a figure: does it speak of money?".to_owned(),
                        ));
                    }
                    Ok(())
                };
                let place = if launched { "after the welcome" } else { "with the skill's name" };
                findings.push(stand.variant(format!("“{word}”, {place}"), run).await);
            }
        }
        findings
    })
}

/// What the first example phrase that asks something is answered: how the accounts look.
async fn probe(trial: &mut Trial<'_>) -> Result<String, Verdict> {
    let subject = trial.subject;
    let heard = subject
        .interaction
        .phrases
        .iter()
        .map(|phrase| subject.interaction.understand(phrase, subject.today()));
    let mut intents = heard.filter_map(|heard| match heard {
        Heard::Intent { name, slots } => Some((name, slots)),
        Heard::Launch | Heard::Nothing => None,
    });
    let fallback = || subject.interaction.own().next().map(|i| (i.name.clone(), Vec::new()));
    let Some((name, slots)) = intents.next().or_else(fallback) else {
        return Err(Verdict::Skipped("the model has no intent of its own".to_owned()));
    };
    let said = trial.intend(&name, &slots).await?.speech();
    if trial.device.in_session() {
        trial.end("USER_INITIATED").await?;
    }
    Ok(said)
}
