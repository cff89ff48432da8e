//! A skill's interaction model, as far as certification needs it: what its intents are called,
//! what people say for them, and the example phrases of its store page.
//!
//! <https://developer.amazon.com/docs/smapi/interaction-model-schema.html>

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::phrase;
use crate::catalog::IntentCatalog;
use crate::domain::locale::Locale;
use crate::platforms::alexa::model::{self, Package};

/// The model and the phrases of one locale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interaction {
    pub invocation: String,
    pub intents: Vec<Intent>,
    types: BTreeMap<String, Vec<String>>,
    /// As they stand on the store page; empty where no manifest is known.
    pub phrases: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    pub name: String,
    pub slots: Vec<Slot>,
    pub samples: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    pub name: String,
    pub slot_type: String,
}

/// What a phrase is to the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    Launch,
    Intent {
        name: String,
        slots: Vec<(String, String)>,
    },
    /// No sample is like it.
    Nothing,
}

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadInteraction {
    #[error("it is not the JSON of an interaction model")]
    Model(#[source] serde_json::Error),
    #[error("the manifest is not the JSON of a skill manifest")]
    Manifest(#[source] serde_json::Error),
    #[error("the catalog cannot be exported: {0}")]
    Catalog(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ModelFile {
    interaction_model: InteractionModel,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct InteractionModel {
    language_model: LanguageModel,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LanguageModel {
    invocation_name: String,
    intents: Vec<ModelIntent>,
    #[serde(default)]
    types: Vec<ModelType>,
}

#[derive(Deserialize)]
struct ModelIntent {
    name: String,
    #[serde(default)]
    slots: Vec<ModelSlot>,
    #[serde(default)]
    samples: Vec<String>,
}

#[derive(Deserialize)]
struct ModelSlot {
    name: String,
    #[serde(rename = "type")]
    slot_type: String,
}

#[derive(Deserialize)]
struct ModelType {
    name: String,
    #[serde(default)]
    values: Vec<ModelValue>,
}

#[derive(Deserialize)]
struct ModelValue {
    name: ModelName,
}

#[derive(Deserialize)]
struct ModelName {
    value: String,
}

#[derive(Deserialize)]
struct ManifestFile {
    manifest: Manifest,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    publishing_information: Publishing,
}

#[derive(Deserialize)]
struct Publishing {
    #[serde(default)]
    locales: BTreeMap<String, StorePage>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StorePage {
    #[serde(default)]
    example_phrases: Vec<String>,
}

impl Interaction {
    /// From a skill package's model, and its manifest where there is one.
    pub fn read(
        model: &[u8],
        manifest: Option<&[u8]>,
        locale: Locale,
    ) -> Result<Self, BadInteraction> {
        let file: ModelFile = serde_json::from_slice(model).map_err(BadInteraction::Model)?;
        let model = file.interaction_model.language_model;
        let phrases = match manifest {
            Some(manifest) => phrases(manifest, locale)?,
            None => Vec::new(),
        };
        let types = model.types.into_iter().map(|kind| {
            (kind.name, kind.values.into_iter().map(|value| value.name.value).collect())
        });
        let slot = |slot: ModelSlot| Slot { name: slot.name, slot_type: slot.slot_type };
        let intents = model.intents.into_iter().map(|intent| Intent {
            name: intent.name,
            slots: intent.slots.into_iter().map(slot).collect(),
            samples: intent.samples,
        });
        Ok(Self {
            invocation: model.invocation_name,
            intents: intents.collect(),
            types: types.collect(),
            phrases,
        })
    }

    /// From what this house exports for Alexa.
    pub fn of_catalog(catalog: &IntentCatalog, locale: Locale) -> Result<Self, BadInteraction> {
        let https = "https://banter.example".to_owned();
        let package = Package {
            name: "Banter".to_owned(),
            endpoint: https.clone(),
            privacy_policy_url: https.clone(),
            terms_of_use_url: https,
            countries: vec!["DE".to_owned()],
            testing_instructions: String::new(),
        };
        let files = model::export(catalog, &package).map_err(|problems| {
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            BadInteraction::Catalog(told.join("; "))
        })?;
        let path = format!("skill-package/interactionModels/custom/{locale}.json");
        let model = files
            .get(&path)
            .ok_or_else(|| BadInteraction::Catalog(format!("there are no intents for {locale}")))?;
        let manifest = files.get("skill-package/skill.json").map(Vec::as_slice);
        Self::read(model, manifest, locale)
    }

    /// The skill's own intents.
    pub fn own(&self) -> impl Iterator<Item = &Intent> {
        self.intents.iter().filter(|intent| !intent.name.starts_with("AMAZON."))
    }

    pub fn understand(&self, phrase: &str, today: NaiveDate) -> Heard {
        phrase::understand(self, phrase, today)
    }

    /// A value that Alexa could send for a slot.
    pub fn example(&self, slot_type: &str, today: NaiveDate) -> String {
        if let Some(value) = self.types.get(slot_type).and_then(|values| values.first()) {
            return value.clone();
        }
        match slot_type {
            "AMAZON.NUMBER" => "50",
            "AMAZON.FOUR_DIGIT_NUMBER" => "6045",
            "AMAZON.DATE" => return today.to_string(),
            "AMAZON.DURATION" => "P1M",
            "AMAZON.TIME" => "09:00",
            "AMAZON.Ordinal" => "1",
            "AMAZON.PhoneNumber" => "2065550100",
            _ => "anna",
        }
        .to_owned()
    }

    /// Whether a type has a value of this name.
    pub fn knows(&self, slot_type: &str, value: &str) -> bool {
        let values = self.types.get(slot_type).into_iter().flatten();
        values.into_iter().any(|known| known.to_lowercase() == value.to_lowercase())
    }

    /// The values that an intent's slots have when everything was said.
    pub fn filled(&self, intent: &Intent, today: NaiveDate) -> Vec<(String, String)> {
        let slots = intent.slots.iter();
        slots.map(|slot| (slot.name.clone(), self.example(&slot.slot_type, today))).collect()
    }
}

fn phrases(manifest: &[u8], locale: Locale) -> Result<Vec<String>, BadInteraction> {
    let file: ManifestFile = serde_json::from_slice(manifest).map_err(BadInteraction::Manifest)?;
    let mut locales = file.manifest.publishing_information.locales;
    Ok(locales.remove(&locale.to_string()).map(|page| page.example_phrases).unwrap_or_default())
}
