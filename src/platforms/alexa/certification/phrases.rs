//! 3.1: the example phrases of the store page, the commonest reason for a skill to be sent back.

use futures_util::future::LocalBoxFuture;

use super::answer::fail;
use super::core::speaks;
use super::interaction::Heard;
use super::phrase;
use super::stand::{Stand, Trial};
use crate::contracts::certification::{Finding, Verdict};

/// The console's fields for them.
const MOST: usize = 3;

pub(super) fn examples<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(async move {
        let interaction = &stand.subject.interaction;
        let mut findings = Vec::new();
        if interaction.phrases.is_empty() {
            findings.push(Stand::skipped(
                "the store page",
                "no manifest beside the model, so the first sample of each intent stands in",
            ));
        } else {
            findings.push(stand.variant("the store page", async |_| store_page(stand)).await);
        }
        for phrase in phrases(stand) {
            let run = async |trial: &mut Trial<'_>| one_shot(trial, &phrase).await;
            findings.push(stand.variant(format!("“{phrase}”"), run).await);
        }
        findings
    })
}

fn phrases(stand: &Stand<'_>) -> Vec<String> {
    let interaction = &stand.subject.interaction;
    if !interaction.phrases.is_empty() {
        return interaction.phrases.clone();
    }
    let today = stand.subject.today();
    let mut phrases = Vec::new();
    for intent in interaction.own() {
        let Some(sample) = intent.samples.first() else { continue };
        let mut phrase = sample.clone();
        for (slot, value) in interaction.filled(intent, today) {
            phrase = phrase.replace(&format!("{{{slot}}}"), &value);
        }
        phrases.push(phrase);
    }
    phrases
}

/// How the phrases stand there.
fn store_page(stand: &Stand<'_>) -> Result<(), Verdict> {
    let interaction = &stand.subject.interaction;
    let phrases = &interaction.phrases;
    if phrases.len() > MOST {
        return fail(format!("{} example phrases, and the store shows {MOST}", phrases.len()));
    }
    match phrases.first() {
        Some(first) if !phrase::wakes(first) => {
            fail("the first example phrase does not begin with the wake word")
        }
        Some(first) if !phrase::names_the_skill(interaction, first) => {
            fail("the first example phrase does not name the skill as the model does")
        }
        Some(_) | None => Ok(()),
    }
}

/// The phrase opens the session, and its answer is about what was asked.
async fn one_shot(trial: &mut Trial<'_>, phrase: &str) -> Result<(), Verdict> {
    let subject = trial.subject;
    let (name, slots) = match subject.interaction.understand(phrase, subject.today()) {
        Heard::Nothing => return fail("no sample utterance of the model is like it"),
        Heard::Launch => return speaks(&trial.launch().await?),
        Heard::Intent { name, slots } => (name, slots),
    };
    let welcome = trial.launch().await?.speech();
    trial.end("USER_INITIATED").await?;
    let answer = trial.intend(&name, &slots).await?;
    speaks(&answer)?;
    if answer.speech() == welcome {
        return fail("the answer is the welcome");
    }
    match answer.insides() {
        Some(sign) => fail(format!("it lets the insides of a program out: {sign}")),
        None => Ok(()),
    }
}
