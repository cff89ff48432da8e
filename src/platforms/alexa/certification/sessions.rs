//! 4.1, 4.2, 3.3 and the limits: every intent of the model, said bare and said in full, and what
//! its answers look like.

use futures_util::future::LocalBoxFuture;

use super::answer::{Answer, fail};
use super::core::speaks;
use super::stand::{Stand, Trial};
use crate::contracts::certification::{Finding, Verdict};

pub(super) fn questions<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(over_all(stand, |answer| match (answer.asks(), answer.is_open()) {
        (true, false) => fail("it asks something and closes the session"),
        (false, true) => fail("it asks nothing and leaves the session open"),
        (true, true) if answer.reprompt().is_empty() => fail("a question without a reprompt"),
        (true, true) | (false, false) => Ok(()),
    }))
}

pub(super) fn combinations<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(async move {
        let mut findings = over_all(stand, sensible).await;
        for (name, value) in [("not understood", "?"), ("out of range", "-1"), ("absurd", "9e999")]
        {
            for intent in stand.subject.interaction.own().filter(|intent| !intent.slots.is_empty())
            {
                let slots: Vec<(String, String)> =
                    intent.slots.iter().map(|slot| (slot.name.clone(), value.to_owned())).collect();
                let run = async |trial: &mut Trial<'_>| {
                    sensible(&trial.intend(&intent.name, &slots).await?)
                };
                let variant = format!("{}, its slots {name}", intent.name);
                findings.push(stand.variant(variant, run).await);
            }
        }
        findings
    })
}

fn sensible(answer: &Answer) -> Result<(), Verdict> {
    speaks(answer)?;
    match answer.insides() {
        Some(sign) => fail(format!("it lets the insides of a program out: {sign}")),
        None => Ok(()),
    }
}

pub(super) fn cards<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(over_all(stand, |answer| {
        let Some(card) = answer.card() else { return Ok(()) };
        let urls = ["smallImageUrl", "largeImageUrl"].iter();
        let mut urls = urls.filter_map(|size| card.get("image")?.get(size)?.as_str());
        if urls.any(|url| !url.starts_with("https://")) {
            return fail("an image of the card is not on https");
        }
        let text = answer.card_text();
        if text.contains("</") || text.contains("<speak") || text.contains("<break") {
            return fail("the card shows markup of speech");
        }
        let said = words(&answer.speech());
        let shown = words(&text);
        if !shown.is_empty() && !shown.iter().any(|word| said.contains(word)) {
            return fail("the card and the speech have no word in common");
        }
        Ok(())
    }))
}

/// Words and figures that carry something.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 2 || word.chars().any(|c| c.is_ascii_digit()))
        .map(str::to_lowercase)
        .collect()
}

pub(super) fn limits<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(over_all(stand, Answer::is_within_limits))
}

/// Every intent of the skill, bare and with all of its slots.
async fn over_all(
    stand: &Stand<'_>,
    judge: impl Fn(&Answer) -> Result<(), Verdict>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let today = stand.subject.today();
    for intent in stand.subject.interaction.own() {
        let bare = async |trial: &mut Trial<'_>| judge(&trial.intend(&intent.name, &[]).await?);
        findings.push(stand.variant(format!("{}, bare", intent.name), bare).await);
        if intent.slots.is_empty() {
            continue;
        }
        let slots = stand.subject.interaction.filled(intent, today);
        let full = async |trial: &mut Trial<'_>| judge(&trial.intend(&intent.name, &slots).await?);
        findings.push(stand.variant(format!("{}, with every slot", intent.name), full).await);
    }
    findings
}
