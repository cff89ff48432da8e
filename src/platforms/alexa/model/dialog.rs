//! The dialog model: which slots may be asked for and what may be confirmed.
//!
//! Everything is delegated to the skill, so that each turn reaches the bank and Alexa's own
//! prompts are never heard; but directives are taken only for intents that stand here, and what is
//! required here must have a prompt.

use serde::Serialize;

use super::{samples, types};
use crate::catalog::{
    Confirmation, IntentSchema, LocaleCatalog, Piece, SlotSchema, Template, Wording,
};
use crate::platforms::alexa::slots::{CENTS, wire_names};

/// `dialog`
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dialog {
    delegation_strategy: &'static str,
    intents: Vec<Intent>,
}

/// `prompts[]`
#[derive(Debug, Serialize)]
pub(super) struct Prompt {
    id: String,
    variations: Vec<Variation>,
}

#[derive(Debug, Serialize)]
struct Variation {
    #[serde(rename = "type")]
    kind: &'static str,
    value: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Intent {
    name: String,
    delegation_strategy: &'static str,
    confirmation_required: bool,
    prompts: Prompts,
    slots: Vec<Slot>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Slot {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    confirmation_required: bool,
    elicitation_required: bool,
    prompts: Prompts,
}

#[derive(Debug, Default, Serialize)]
struct Prompts {
    #[serde(skip_serializing_if = "Option::is_none")]
    elicitation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmation: Option<String>,
}

const DELEGATION: &str = "SKILL_RESPONSE";

/// The dialog model of a locale and every prompt that it names.
pub(super) fn dialog<'c>(
    intents: impl Iterator<Item = &'c IntentSchema>,
    locale: &LocaleCatalog,
) -> (Dialog, Vec<Prompt>) {
    let mut dialog = Dialog { delegation_strategy: DELEGATION, intents: Vec::new() };
    let mut prompts = Vec::new();
    for schema in intents {
        let confirmed = schema.confirmation != Confirmation::None;
        if schema.slots.is_empty() && !confirmed {
            continue;
        }
        let mut own = Prompts::default();
        if confirmed {
            let id = format!("Confirm.Intent.{}", schema.name.as_str());
            prompts.push(Prompt::new(&id, confirmation(schema, locale)));
            own.confirmation = Some(id);
        }
        let slots = schema.slots.iter().flat_map(|slot| asked(schema, slot, locale, &mut prompts));
        let slots = slots.collect();
        dialog.intents.push(Intent {
            name: schema.name.as_str().to_owned(),
            delegation_strategy: DELEGATION,
            confirmation_required: confirmed,
            prompts: own,
            slots,
        });
    }
    (dialog, prompts)
}

fn asked(
    schema: &IntentSchema,
    slot: &SlotSchema,
    locale: &LocaleCatalog,
    prompts: &mut Vec<Prompt>,
) -> Vec<Slot> {
    let name = slot.name.as_str();
    let question = locale
        .prompt(schema.name.as_str(), name, 0)
        .and_then(|wording| sayable(wording, schema))
        .filter(|_| slot.required);
    let mut own = Prompts::default();
    if let Some(question) = question {
        let id = format!("Elicit.Slot.{}.{name}", schema.name.as_str());
        prompts.push(Prompt::new(&id, question));
        own.elicitation = Some(id);
    }
    let required = own.elicitation.is_some();
    let mut own = Some(own);
    let slots = wire_names(name, slot.slot_type).into_iter().map(|wire| Slot {
        kind: kind(slot, &wire),
        elicitation_required: required && *wire == *name,
        confirmation_required: false,
        prompts: own.take().unwrap_or_default(),
        name: wire.into(),
    });
    slots.collect()
}

/// The type of a slot of the model that stands for one of ours.
pub(super) fn kind(slot: &SlotSchema, wire_name: &str) -> &'static str {
    if wire_name == slot.name.as_str() {
        types::name(slot.slot_type)
    } else if wire_name.ends_with(CENTS) {
        types::CENTS_TYPE
    } else {
        types::CURRENCY_TYPE
    }
}

/// Alexa fills gaps with slots alone; a prompt that needs more cannot be its.
fn sayable(wording: &Wording, schema: &IntentSchema) -> Option<String> {
    let (Wording::Always(template) | Wording::Counted { other: template, .. }) = wording;
    let mut text = String::new();
    for piece in template.pieces() {
        match piece {
            Piece::Words(words) => text.push_str(words),
            Piece::Pause => text.push(' '),
            Piece::Value { name, field: None } if schema.slot(name).is_some() => {
                text.push_str(&format!("{{{name}}}"));
            }
            Piece::Value { .. } => return None,
        }
    }
    Some(samples::spaced(&text)).filter(|text| !text.is_empty())
}

/// The question of the read-back: its last sentence that needs no value.
fn confirmation(schema: &IntentSchema, locale: &LocaleCatalog) -> String {
    let read_back = locale.read_back(schema.name.as_str());
    let asked = read_back.and_then(|text| {
        let (Wording::Always(template) | Wording::Counted { other: template, .. }) = &text.speech;
        last_words(template)
    });
    asked.unwrap_or_else(|| match locale.locale().language() {
        "de" => "Soll ich das tun?".to_owned(),
        _ => "Shall I do that?".to_owned(),
    })
}

fn last_words(template: &Template) -> Option<String> {
    let Some(Piece::Words(words)) = template.pieces().last() else { return None };
    let question = words.trim().strip_suffix('?')?;
    let begin = question.rfind(['.', '!', '?'])?;
    let question = question.get(begin..)?.trim_start_matches(['.', '!', '?']).trim();
    (!question.is_empty()).then(|| format!("{question}?"))
}

impl Prompt {
    fn new(id: &str, value: String) -> Self {
        Self { id: id.to_owned(), variations: vec![Variation { kind: "PlainText", value }] }
    }
}
