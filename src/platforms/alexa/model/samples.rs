//! The catalog's sentences as samples that Alexa takes.

use std::collections::{BTreeMap, BTreeSet};

use super::BadModel;
use crate::catalog::{IntentSchema, LocaleCatalog, SlotType};
use crate::platforms::alexa::slots::{CENTS, CURRENCY};

/// Samples of one intent. More teach Alexa little, and the model must stay small.
const PER_INTENT: usize = 250;

/// Which intent a sample already belongs to, in one locale.
#[derive(Debug, Default)]
pub(super) struct Taken(BTreeMap<String, String>);

/// An intent's samples, in the catalog's order and without doubles.
pub(super) fn of(
    schema: &IntentSchema,
    locale: &LocaleCatalog,
    taken: &mut Taken,
    problems: &mut Vec<BadModel>,
) -> Vec<String> {
    let intent = schema.name.as_str();
    let mut samples = Vec::new();
    let mut seen = BTreeSet::new();
    for sentence in locale.expand(intent, PER_INTENT) {
        for sample in with_amounts(&cleaned(&sentence), schema, locale.locale().language()) {
            if !is_heard(&sample, schema) || !seen.insert(sample.to_lowercase()) {
                continue;
            }
            check(&sample, intent, locale, problems);
            taken.take(&sample, intent, locale, problems);
            samples.push(sample);
        }
    }
    samples
}

impl Taken {
    fn take(
        &mut self,
        sample: &str,
        intent: &str,
        locale: &LocaleCatalog,
        problems: &mut Vec<BadModel>,
    ) {
        let before = self.0.insert(sample.to_lowercase(), intent.to_owned());
        if let Some(first) = before.filter(|first| first != intent) {
            problems.push(BadModel::SampleTwice {
                locale: locale.locale(),
                sample: sample.to_owned(),
                first,
                second: intent.to_owned(),
            });
        }
    }
}

/// Without the punctuation that people do not say.
fn cleaned(sentence: &str) -> String {
    let said = |character: &char| !matches!(character, '?' | '!' | ',' | ';' | ':' | '"');
    let text: String =
        sentence.chars().filter(said).map(|c| if c == '’' { '\'' } else { c }).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.strip_suffix('.').map(ToOwned::to_owned).unwrap_or(text)
}

/// An amount is said bare, with its currency, and with cents after it. What follows a slot must
/// stand apart from it, so nothing is glued.
fn with_amounts(sample: &str, schema: &IntentSchema, language: &str) -> Vec<String> {
    let amounts = schema.slots.iter().filter(|slot| slot.slot_type == SlotType::Amount);
    let joint = if language == "de" { "und" } else { "and" };
    let mut samples = vec![sample.to_owned()];
    for slot in amounts {
        let name = slot.name.as_str();
        let gap = format!("{{{name}}}");
        if !sample.contains(&gap) {
            continue;
        }
        let with_currency = format!("{gap} {{{name}{CURRENCY}}}");
        let with_cents = format!("{with_currency} {joint} {{{name}{CENTS}}}");
        samples = samples
            .iter()
            .flat_map(|sample| {
                [&with_currency, &gap, &with_cents].map(|form| sample.replace(&gap, form))
            })
            .collect();
    }
    samples
}

/// A sample needs a word of its own, and free text stands alone with a carrier phrase.
fn is_heard(sample: &str, schema: &IntentSchema) -> bool {
    let words = sample.split(' ').filter(|word| !word.starts_with('{')).count();
    let gaps = sample.matches('{').count();
    let is_free = |slot: &&crate::catalog::SlotSchema| slot.slot_type == SlotType::Reference;
    let free = schema.slots.iter().filter(is_free);
    let has_free =
        free.into_iter().any(|slot| sample.contains(&format!("{{{}}}", slot.name.as_str())));
    words > 0 && !(has_free && gaps > 1)
}

fn check(sample: &str, intent: &str, locale: &LocaleCatalog, problems: &mut Vec<BadModel>) {
    let allowed = |c: char| c.is_alphabetic() || " '.-_{}".contains(c);
    if let Some(character) = sample.chars().find(|c| !allowed(*c)) {
        problems.push(BadModel::Character {
            locale: locale.locale(),
            intent: intent.to_owned(),
            sample: sample.to_owned(),
            character,
        });
    }
}

/// With single spaces.
pub(super) fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
