//! One locale's interaction model.

use serde::Serialize;

use super::dialog::{self, Dialog, Prompt};
use super::samples::{self, Taken};
use super::{BadModel, check_name, invocation, types};
use crate::catalog::{IntentCatalog, IntentKind, IntentSchema, LocaleCatalog};
use crate::platforms::alexa::builtin;
use crate::platforms::alexa::slots::wire_names;

const INTENT_LIMIT: usize = 250;

/// A file of `interactionModels/custom/`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Model {
    interaction_model: InteractionModel,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct InteractionModel {
    language_model: LanguageModel,
    dialog: Dialog,
    prompts: Vec<Prompt>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LanguageModel {
    invocation_name: String,
    model_configuration: ModelConfiguration,
    intents: Vec<Intent>,
    types: Vec<types::Type>,
}

/// How readily Alexa says that nothing fits: with money, rather too often.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ModelConfiguration {
    fallback_intent_sensitivity: Level,
}

#[derive(Debug, Serialize)]
struct Level {
    level: &'static str,
}

#[derive(Debug, Serialize)]
struct Intent {
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    slots: Vec<Slot>,
    samples: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Slot {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
}

pub(super) fn model(
    catalog: &IntentCatalog,
    locale: &LocaleCatalog,
    problems: &mut Vec<BadModel>,
) -> Model {
    invocation::check(locale, problems);
    let mut intents: Vec<Intent> = builtin::IN_MODEL
        .iter()
        .map(|name| Intent { name: (*name).to_owned(), slots: Vec::new(), samples: Vec::new() })
        .collect();
    let mut taken = Taken::default();
    let heard = || heard_here(catalog, locale);
    for schema in heard() {
        intents.push(intent(schema, locale, &mut taken, problems));
    }
    if intents.len() > INTENT_LIMIT {
        let count = intents.len();
        problems.push(BadModel::TooManyIntents { locale: locale.locale(), count });
    }
    let mut names: Vec<&'static str> =
        intents.iter().flat_map(|intent| intent.slots.iter().map(|slot| slot.kind)).collect();
    names.sort_unstable();
    names.dedup();
    let types = types::used(locale, &names, problems);
    let (dialog, prompts) = dialog::dialog(heard(), locale);
    let language_model = LanguageModel {
        invocation_name: locale.invocation_name().to_owned(),
        model_configuration: ModelConfiguration {
            fallback_intent_sensitivity: Level { level: "MEDIUM" },
        },
        intents,
        types,
    };
    Model { interaction_model: InteractionModel { language_model, dialog, prompts } }
}

/// What Alexa must be taught: its own intents cover the moves of a conversation, and nobody can be
/// heard in a language that nobody has written yet.
fn heard_here<'c>(
    catalog: &'c IntentCatalog,
    locale: &LocaleCatalog,
) -> impl Iterator<Item = &'c IntentSchema> {
    catalog.intents().filter(|schema| {
        let ours = match schema.kind {
            IntentKind::Intent | IntentKind::Pointer => true,
            IntentKind::Session => false,
        };
        ours && !locale.is_untranslated(schema.name.as_str())
    })
}

fn intent(
    schema: &IntentSchema,
    locale: &LocaleCatalog,
    taken: &mut Taken,
    problems: &mut Vec<BadModel>,
) -> Intent {
    let name = schema.name.as_str().to_owned();
    check_name(&name, problems);
    let samples = samples::of(schema, locale, taken, problems);
    if samples.is_empty() {
        problems.push(BadModel::NoSamples { locale: locale.locale(), intent: name.clone() });
    }
    let mut slots = Vec::new();
    for slot in &schema.slots {
        for wire in wire_names(slot.name.as_str(), slot.slot_type) {
            check_name(&wire, problems);
            slots.push(Slot { kind: dialog::kind(slot, &wire), name: wire.into() });
        }
    }
    Intent { name, slots, samples }
}
