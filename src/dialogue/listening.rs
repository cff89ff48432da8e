//! What a turn is in the conversation: a wish, a yes, a no.

use super::engine::EngineParts;
use super::memory::{Memory, Question};
use super::trace::Trace;
use crate::domain::intent::{IntentName, SlotName, Slots};
use crate::domain::turn::{Said, Turn, Utterance};
use crate::understanding::{Context, Pending};

/// One move.
#[derive(Debug)]
pub(super) enum Move {
    Wish(Box<str>, Slots),
    /// What the platform thinks was confirmed comes along.
    Yes(Option<(IntentName, Slots)>),
    No,
    /// The conversation is over, whoever ended it.
    Over,
    Linked,
    Removed {
        forget: bool,
    },
}

pub(super) fn hear(
    parts: &EngineParts,
    turn: &Turn,
    memory: &Memory,
    question: Option<&Question>,
    trace: Option<&mut Trace>,
) -> Move {
    match &turn.said {
        Said::Launch => wish("Launch"),
        Said::Intent { name, slots } => named(name.as_str(), slots.clone()),
        Said::Answer { yes: true, about } => Move::Yes(about.clone()),
        Said::Answer { yes: false, .. } => Move::No,
        Said::Text(words) => understand(parts, turn, memory, question, (words, trace)),
        Said::Ended(_) => Move::Over,
        Said::Linked => Move::Linked,
        Said::Removed { forget } => Move::Removed { forget: *forget },
    }
}

fn wish(name: &str) -> Move {
    Move::Wish(name.into(), Slots::default())
}

fn named(name: &str, slots: Slots) -> Move {
    match name {
        "Yes" => Move::Yes(None),
        "No" => Move::No,
        _ => Move::Wish(name.into(), slots),
    }
}

fn understand(
    parts: &EngineParts,
    turn: &Turn,
    memory: &Memory,
    question: Option<&Question>,
    (words, trace): (&Utterance, Option<&mut Trace>),
) -> Move {
    if words.as_str().chars().count() > parts.settings.utterance_characters {
        return wish("Fallback");
    }
    // The slot that waits, or what was wanted last: both help to understand "fifty" and "and my
    // savings?".
    let form = memory.form.as_ref();
    let asked = form.and_then(|form| {
        let slot = SlotName::parse(form.asked.as_deref()?).ok()?;
        Some((IntentName::parse(&form.intent).ok()?, slot))
    });
    let last = form
        .map(|form| (&form.intent, &form.slots))
        .or_else(|| memory.last.as_ref().map(|last| (&last.intent, &last.slots)))
        .and_then(|(intent, slots)| Some((IntentName::parse(intent).ok()?, slots.to_slots())));
    let pending = match (&asked, question.is_some()) {
        (_, true) => Pending::Confirm,
        (Some((intent, slot)), false) => Pending::Slot { intent, slot },
        (None, false) => Pending::None,
    };
    let context = Context {
        reference: today(turn),
        currency: parts.settings.currency,
        payees: &[],
        accounts: &[],
        pending,
        last: last.as_ref().map(|(intent, slots)| (intent, slots)),
    };
    let understood = parts.understanding.hear(turn.surface.locale, words.as_str(), &context);
    if let Some(trace) = trace {
        trace.confidence = Some(understood.confidence);
    }
    if understood.accepted {
        return named(understood.intent.as_str(), understood.slots);
    }
    match asked {
        // Not a sentence, and yet an answer to what was asked.
        Some((intent, slot)) if !understood.slots.get(slot.as_str()).is_empty() => {
            named(intent.as_str(), understood.slots)
        }
        Some(_) | None => wish("Fallback"),
    }
}

/// The day where the customer is.
pub(super) fn today(turn: &Turn) -> chrono::NaiveDate {
    match turn.surface.time_zone {
        Some(zone) => turn.at.with_timezone(&zone).date_naive(),
        None => turn.at.date_naive(),
    }
}
