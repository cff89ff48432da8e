//! The skill package: what an operator uploads so that Alexa hears what the catalog knows.
//!
//! <https://developer.amazon.com/docs/smapi/interaction-model-schema.html>
//! <https://developer.amazon.com/docs/smapi/skill-manifest.html>
//!
//! The same catalog gives the same bytes. What Amazon would refuse is refused here, with what to
//! change; everything that is wrong is said at once.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::catalog::IntentCatalog;
use crate::domain::locale::Locale;

mod dialog;
mod invocation;
mod language;
mod manifest;
mod samples;
mod types;

/// What the package says that the catalog does not know.
#[derive(Debug, Clone)]
pub struct Package {
    /// The bank's name, as it stands in the skill store.
    pub name: String,
    /// Where calls go: `https://banter.example/demo/alexa`.
    pub endpoint: String,
    pub privacy_policy_url: String,
    pub terms_of_use_url: String,
    /// ISO 3166 codes of the countries where the skill is offered.
    pub countries: Vec<String>,
    /// How a reviewer gets in: an account of the sandbox, and what to say.
    pub testing_instructions: String,
}

/// Something that Amazon would not take.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum BadModel {
    #[error("{locale:?}: the invocation name `{name}` {why}")]
    InvocationName { locale: Locale, name: String, why: &'static str },
    #[error(
        "`{name}` is no name for an intent, a slot or a type: letters and underscores, with a letter first"
    )]
    Name { name: String },
    #[error("{locale:?}: intent {intent} has no sentence left to be heard by")]
    NoSamples { locale: Locale, intent: String },
    #[error("{locale:?}: `{sample}` of intent {intent} holds `{character}`, which no sample may")]
    Character { locale: Locale, intent: String, sample: String, character: char },
    #[error("{locale:?}: `{sample}` belongs to {first} and to {second}")]
    SampleTwice { locale: Locale, sample: String, first: String, second: String },
    #[error("{locale:?}: a value of type {name} is longer than 140 characters")]
    ValueTooLong { locale: Locale, name: String },
    #[error("{locale:?}: type {name} has no values: give the list `{list}` some")]
    NoValues { locale: Locale, name: String, list: &'static str },
    #[error("{locale:?}: {count} intents are more than the 250 that a model may have")]
    TooManyIntents { locale: Locale, count: usize },
    #[error("{locale:?}: the model has {count} characters, more than 1000000")]
    TooLong { locale: Locale, count: usize },
    #[error("{locale:?} is none of the locales that Alexa builds models for")]
    Locale { locale: Locale },
    #[error("`{field}` of the package {why}")]
    Package { field: &'static str, why: &'static str },
    #[error("the package cannot be written as JSON")]
    Json,
}

/// Locales that Alexa builds models for.
const LOCALES: [&str; 17] = [
    "ar-SA", "de-DE", "en-AU", "en-CA", "en-GB", "en-IN", "en-US", "es-ES", "es-MX", "es-US",
    "fr-CA", "fr-FR", "hi-IN", "it-IT", "ja-JP", "nl-NL", "pt-BR",
];
const CHARACTERS: usize = 1_000_000;

/// Writes the package: paths and what stands there.
pub fn export(
    catalog: &IntentCatalog,
    package: &Package,
) -> Result<BTreeMap<String, Vec<u8>>, Vec<BadModel>> {
    let mut problems = manifest::check(package);
    let mut files = BTreeMap::new();
    for locale in catalog.locales() {
        let name = locale.locale();
        if !LOCALES.contains(&name.to_string().as_str()) {
            problems.push(BadModel::Locale { locale: name });
            continue;
        }
        let model = language::model(catalog, locale, &mut problems);
        let bytes = json(&model, &mut problems);
        let count = String::from_utf8_lossy(&bytes).chars().count();
        if count > CHARACTERS {
            problems.push(BadModel::TooLong { locale: name, count });
        }
        files.insert(format!("skill-package/interactionModels/custom/{name}.json"), bytes);
    }
    let manifest = manifest::manifest(catalog, package);
    files.insert("skill-package/skill.json".to_owned(), json(&manifest, &mut problems));
    files.insert("ask-resources.json".to_owned(), json(&manifest::resources(), &mut problems));
    problems.sort();
    problems.dedup();
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

/// Readable, as it will be looked at in a diff.
fn json(value: &impl Serialize, problems: &mut Vec<BadModel>) -> Vec<u8> {
    match serde_json::to_vec_pretty(value) {
        Ok(mut bytes) => {
            bytes.push(b'\n');
            bytes
        }
        Err(_) => {
            problems.push(BadModel::Json);
            Vec::new()
        }
    }
}

/// Whether Alexa takes this as the name of an intent, a slot or a type.
fn check_name(name: &str, problems: &mut Vec<BadModel>) {
    let begins = name.starts_with(|character: char| character.is_ascii_alphabetic());
    let plain = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    if !begins || !name.bytes().all(plain) {
        problems.push(BadModel::Name { name: name.to_owned() });
    }
}

#[cfg(test)]
mod tests;
