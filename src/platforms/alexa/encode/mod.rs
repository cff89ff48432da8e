//! A reply as an answer that Alexa takes.

use super::decode::outbound;
use super::response::{
    Card, Directive, NOT_CONFIRMED, OutputSpeech, Reprompt, Response, UpdatedIntent, UpdatedSlot,
};
use super::slots::{Shape, Shapes};
use super::ssml;
use crate::contracts::platform::{Outbound, PlatformError};
use crate::domain::intent::SlotName;
use crate::domain::reply::{Card as ReplyCard, Expected, Next, Reply, Speech};
use crate::domain::turn::{Said, SurfaceLimits, Turn};

/// The whole answer. Newer pages allow five times as much; older ones are what can be counted on.
pub const ANSWER_LIMIT_BYTES: usize = 24 * 1024;
/// A reprompt is said to somebody who did not answer; a long one will not help.
const REPROMPT_CHARACTERS: usize = 1000;

/// Writes a reply. What Alexa discards, and what may not hold anything, is empty.
pub fn write(turn: &Turn, reply: &Reply, shapes: &Shapes) -> Result<Outbound, PlatformError> {
    match &turn.said {
        Said::Ended(_) | Said::Linked | Said::Removed { .. } => {
            return outbound(Response::default());
        }
        Said::Launch | Said::Intent { .. } | Said::Text(_) | Said::Answer { .. } => {}
    }
    let mut limits = turn.surface.limits;
    let mut card = card(reply, limits.card_characters);
    loop {
        let answer = outbound(response(reply, card.clone(), shapes, limits)?)?;
        if answer.body.len() <= ANSWER_LIMIT_BYTES {
            return Ok(answer);
        }
        // First the card goes, then sentences; the invitation to link weighs nothing.
        match card.take() {
            Some(Card::LinkAccount) => card = Some(Card::LinkAccount),
            Some(Card::Simple { .. }) => continue,
            None => {}
        }
        limits.speech_characters = limits.speech_characters.checked_div(2).unwrap_or(0);
    }
}

fn response<'r>(
    reply: &'r Reply,
    card: Option<Card>,
    shapes: &'r Shapes,
    limits: SurfaceLimits,
) -> Result<Response<'r>, PlatformError> {
    let listens = matches!(reply.next, Next::Listen(_));
    Ok(Response {
        output_speech: speech(&reply.speech, limits.speech_characters)?,
        card,
        reprompt: match &reply.reprompt {
            Some(words) if listens => {
                speech(words, REPROMPT_CHARACTERS)?.map(|output_speech| Reprompt { output_speech })
            }
            Some(_) | None => None,
        },
        directives: directive(&reply.next, shapes).into_iter().collect(),
        should_end_session: Some(!listens),
        can_fulfill_intent: None,
    })
}

fn speech(words: &Speech, limit: usize) -> Result<Option<OutputSpeech>, PlatformError> {
    if words.is_empty() {
        return Ok(None);
    }
    let ssml = ssml::write(words, limit)
        .ok_or(PlatformError::Unwritable { what: "a sentence is longer than an answer may be" })?;
    Ok(Some(OutputSpeech::Ssml { ssml }))
}

fn card(reply: &Reply, limit: usize) -> Option<Card> {
    match reply.next {
        Next::LinkAccount => Some(Card::LinkAccount),
        Next::Listen(_) | Next::Close | Next::HandOff => {
            reply.card.as_ref().map(|card| simple(card, limit))
        }
    }
}

/// Whole lines, as many as fit.
fn simple(card: &ReplyCard, limit: usize) -> Card {
    let title: String = card.title.chars().take(limit).collect();
    let mut left = limit.saturating_sub(title.chars().count());
    let mut content = String::new();
    for line in &card.lines {
        let line = line.shown();
        let weight = line.chars().count().saturating_add(1);
        let Some(rest) = left.checked_sub(weight) else { break };
        left = rest;
        if !content.is_empty() {
            content.push('\n');
        }
        content.push_str(&line);
    }
    Card::Simple { title, content }
}

/// What the next words are for, so that a bare "fifty euros" is heard as the slot. Alexa takes
/// directives only for intents and slots of the model.
fn directive<'r>(next: &'r Next, shapes: &'r Shapes) -> Option<Directive<'r>> {
    let Next::Listen(expected) = next else { return None };
    let shape = |intent: &str| shapes.get(intent).filter(|shape| shape.in_model);
    match expected {
        Expected::Anything | Expected::YesOrNo => None,
        Expected::Slot { intent, slot, so_far } => {
            let shape = shape(intent.as_str())?;
            let known = shape.slots.iter().find(|known| known.name == *slot)?;
            Some(Directive::ElicitSlot {
                slot_to_elicit: known.name.as_str(),
                updated_intent: updated(shape, so_far, Some(slot)),
            })
        }
        Expected::Confirmation { intent, so_far } => {
            let shape = shape(intent.as_str())?;
            Some(Directive::ConfirmIntent { updated_intent: updated(shape, so_far, None) })
        }
    }
}

/// The intent with all of its slots. The one that is asked for stays empty: what was heard for it
/// was no good.
fn updated<'r>(
    shape: &'r Shape,
    so_far: &'r [(SlotName, Box<str>)],
    asked: Option<&SlotName>,
) -> UpdatedIntent<'r> {
    let mut slots = Vec::with_capacity(shape.slots.len());
    for slot in &shape.slots {
        let known = so_far.iter().find(|(name, _)| *name == slot.name && asked != Some(name));
        for (at, name) in slot.names.iter().enumerate() {
            // An amount's words all stand in its own slot.
            let value = known.filter(|_| at == 0).map(|(_, value)| &**value);
            slots.push(UpdatedSlot { name, value, confirmation_status: NOT_CONFIRMED });
        }
    }
    UpdatedIntent { name: shape.intent.as_str(), confirmation_status: NOT_CONFIRMED, slots }
}

#[cfg(test)]
mod tests;
