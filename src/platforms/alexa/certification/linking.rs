//! 2.3b and 2.3c: somebody whose account is not linked, or not any more, is invited to link it.

use futures_util::future::LocalBoxFuture;

use super::answer::fail;
use super::core::speaks;
use super::interaction::Heard;
use super::stand::{Stand, Trial};
use crate::contracts::certification::{Finding, Verdict};

const UNKNOWN: &str = "a-token-that-nobody-was-given";

pub(super) fn no_token<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(invited(stand, None))
}

pub(super) fn unknown_token<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(invited(stand, Some(UNKNOWN)))
}

/// Example phrases are what a reviewer tries first; without any, the intents one after another.
async fn invited(stand: &Stand<'_>, token: Option<&str>) -> Vec<Finding> {
    let interaction = &stand.subject.interaction;
    let today = stand.subject.today();
    let mut wishes: Vec<(String, Vec<(String, String)>)> = interaction
        .phrases
        .iter()
        .filter_map(|phrase| match interaction.understand(phrase, today) {
            Heard::Intent { name, slots } => Some((name, slots)),
            Heard::Launch | Heard::Nothing => None,
        })
        .collect();
    if wishes.is_empty() {
        wishes = interaction.own().map(|i| (i.name.clone(), Vec::new())).collect();
    }
    let mut findings = Vec::new();
    for (name, slots) in wishes {
        let run = async |trial: &mut Trial<'_>| {
            let answer = trial.intend(&name, &slots).await?;
            speaks(&answer)?;
            if answer.card_type() != Some("LinkAccount") {
                return fail("there is no LinkAccount card");
            }
            if !answer.ends() {
                return fail("the session stays open, though nothing can be done in it");
            }
            Ok::<(), Verdict>(())
        };
        findings.push(stand.variant_with(name.clone(), token, run).await);
    }
    findings
}
