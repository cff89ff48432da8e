//! What was said for an intent's slots: newer words replace older ones, and every value is read
//! by its slot's type, once.

use super::engine::EngineParts;
use super::filled::Filled;
use super::kept::KeptSlots;
use super::listening::today;
use super::memory::Form;
use super::trace::{Trace, TracedSlot};
use crate::catalog::IntentSchema;
use crate::domain::intent::{IntentName, SlotHeard, SlotValue, Slots};
use crate::domain::turn::Turn;
use crate::understanding::Context;

/// Puts what was heard into the form. Returns the slots as they stand now, also what is unclear
/// and therefore not kept.
pub(super) fn merge(
    parts: &EngineParts,
    turn: &Turn,
    schema: &IntentSchema,
    form: &mut Form,
    heard: &Slots,
) -> Filled {
    let mut slots = form.slots.to_slots();
    for slot in &schema.slots {
        let name = slot.name.as_str();
        let said: Vec<&SlotHeard> =
            heard.get(name).iter().filter(|one| is_said(&one.said)).collect();
        // A front that carries the words along says nothing new with them.
        if said.is_empty() || same_words(slots.get(name), &said) {
            continue;
        }
        slots.remove(name);
        for one in said {
            let mut one = one.clone();
            if one.meant.is_none() {
                let context = Context::on(today(turn), parts.settings.currency);
                let locale = turn.surface.locale;
                let read =
                    parts.understanding.read_slot(locale, slot.slot_type, &one.said, &context);
                one.meant = Some(read);
            }
            slots.insert(slot.name.clone(), one);
        }
    }
    form.slots = KeptSlots::of(&slots);
    Filled::new(slots)
}

/// Whether the platform's idea of what was confirmed differs from what was read aloud.
pub(super) fn differs(
    parts: &EngineParts,
    turn: &Turn,
    schema: &IntentSchema,
    (form, about): (&Form, &Slots),
) -> bool {
    let kept = form.slots.to_slots();
    let mut changed = form.clone();
    let now = merge(parts, turn, schema, &mut changed, about);
    schema.slots.iter().any(|slot| {
        let name = slot.name.as_str();
        let (before, after) = (kept.get(name), now.slots().get(name));
        before.len() != after.len()
            || before.iter().zip(after).any(|(before, after)| !same_value(before, after))
    })
}

/// Other words for the same sum or day are no difference; other words for a name are.
fn same_value(before: &SlotHeard, after: &SlotHeard) -> bool {
    match (&before.meant, &after.meant) {
        (Some(SlotValue::Amount { amount: a, .. }), Some(SlotValue::Amount { amount: b, .. })) => {
            a == b
        }
        (Some(SlotValue::Words), Some(SlotValue::Words)) => same_text(&before.said, &after.said),
        (a, b) => a == b,
    }
}

fn same_words(before: &[SlotHeard], now: &[&SlotHeard]) -> bool {
    before.len() == now.len()
        && before.iter().zip(now).all(|(before, now)| same_text(&before.said, &now.said))
}

fn same_text(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// Some fronts write `?` for a slot in which they heard something they could not write down.
fn is_said(words: &str) -> bool {
    !matches!(words.trim(), "" | "?")
}

pub(super) fn trace(trace: &mut Trace, intent: &str, slots: &Slots) {
    trace.intent = IntentName::parse(intent).ok();
    for (name, heard) in slots.iter() {
        for one in heard {
            trace.slots.push(TracedSlot {
                name: name.as_str().into(),
                said: one.said.clone(),
                read: one
                    .meant
                    .as_ref()
                    .map_or_else(|| "by type".into(), |m| format!("{m:?}").into()),
            });
        }
    }
}
