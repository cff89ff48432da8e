//! Slot types: Alexa's own where it has one, lists of the catalog otherwise.
//!
//! <https://developer.amazon.com/docs/custom-skills/slot-type-reference.html>

use serde::Serialize;

use super::BadModel;
use crate::catalog::{LocaleCatalog, SlotType};

const VALUE_CHARACTERS: usize = 140;

/// `types[]`
#[derive(Debug, Serialize)]
pub(super) struct Type {
    name: &'static str,
    values: Vec<Value>,
}

#[derive(Debug, Serialize)]
struct Value {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    name: Name,
}

#[derive(Debug, Serialize)]
struct Name {
    value: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    synonyms: Vec<String>,
}

/// A type of ours, the list that fills it, and what stands for a list that a locale does not have:
/// a type is not an enumeration to Alexa but a hint at what people say there.
struct Custom {
    name: &'static str,
    list: &'static str,
    english: &'static [&'static str],
    german: &'static [&'static str],
}

const ACCOUNT: Custom =
    Custom { name: "BANTER_ACCOUNT", list: "account_kind", english: &[], german: &[] };
const CARD: Custom = Custom { name: "BANTER_CARD", list: "card_kind", english: &[], german: &[] };
const CATEGORY: Custom =
    Custom { name: "BANTER_CATEGORY", list: "category", english: &[], german: &[] };
const CURRENCY: Custom =
    Custom { name: "BANTER_CURRENCY", list: "currency", english: &[], german: &[] };
const DIRECTION: Custom =
    Custom { name: "BANTER_DIRECTION", list: "direction", english: &[], german: &[] };
const MERCHANT: Custom = Custom {
    name: "BANTER_MERCHANT",
    list: "merchant",
    english: &["the supermarket", "the gym", "netflix", "the gas station", "the coffee shop"],
    german: &["der supermarkt", "das fitnessstudio", "netflix", "die tankstelle", "das café"],
};
const PAYEE: Custom = Custom {
    name: "BANTER_PAYEE",
    list: "payee",
    english: &["anna", "john smith", "mum", "my landlord", "the electric company", "maria garcia"],
    german: &["anna", "max mustermann", "mama", "mein vermieter", "die stadtwerke", "jürgen weiß"],
};
const TOPIC: Custom = Custom {
    name: "BANTER_TOPIC",
    list: "topic",
    english: &["my mortgage", "a loan", "my card", "a complaint", "a payment"],
    german: &[
        "meine baufinanzierung",
        "einen kredit",
        "meine karte",
        "eine beschwerde",
        "eine zahlung",
    ],
};
const CUSTOM: [&Custom; 8] =
    [&ACCOUNT, &CARD, &CATEGORY, &CURRENCY, &DIRECTION, &MERCHANT, &PAYEE, &TOPIC];

pub(super) const CURRENCY_TYPE: &str = CURRENCY.name;
pub(super) const CENTS_TYPE: &str = "AMAZON.NUMBER";

/// Alexa's name for a type.
pub(super) const fn name(slot_type: SlotType) -> &'static str {
    match slot_type {
        SlotType::Amount | SlotType::Count => "AMAZON.NUMBER",
        SlotType::Period | SlotType::Date => "AMAZON.DATE",
        SlotType::Reference => "AMAZON.SearchQuery",
        SlotType::Account => ACCOUNT.name,
        SlotType::Card => CARD.name,
        SlotType::SavedPayee => PAYEE.name,
        SlotType::Merchant => MERCHANT.name,
        SlotType::Category => CATEGORY.name,
        SlotType::Direction => DIRECTION.name,
        SlotType::Topic => TOPIC.name,
    }
}

/// The types of ours that a locale's intents use.
pub(super) fn used(
    locale: &LocaleCatalog,
    names: &[&'static str],
    problems: &mut Vec<BadModel>,
) -> Vec<Type> {
    CUSTOM
        .iter()
        .filter(|custom| names.contains(&custom.name))
        .map(|custom| Type { name: custom.name, values: values(custom, locale, problems) })
        .collect()
}

fn values(custom: &Custom, locale: &LocaleCatalog, problems: &mut Vec<BadModel>) -> Vec<Value> {
    let seeds = if locale.locale().language() == "de" { custom.german } else { custom.english };
    let values: Vec<Value> = match locale.list(custom.list) {
        Some(list) => list.iter().filter_map(|(id, words)| listed(id, words)).collect(),
        None => seeds.iter().map(|seed| plain(seed)).collect(),
    };
    let language = locale.locale();
    if values.is_empty() {
        let name = custom.name.to_owned();
        problems.push(BadModel::NoValues { locale: language, name, list: custom.list });
    }
    let too_long = |text: &String| text.chars().count() > VALUE_CHARACTERS;
    if values
        .iter()
        .any(|value| too_long(&value.name.value) || value.name.synonyms.iter().any(too_long))
    {
        problems.push(BadModel::ValueTooLong { locale: language, name: custom.name.to_owned() });
    }
    values
}

/// Only what can be said: signs such as `€` are for text.
fn listed(id: &str, words: &[Box<str>]) -> Option<Value> {
    let said = |word: &&str| word.chars().all(|c| c.is_alphabetic() || " '-.".contains(c));
    let mut words = words.iter().map(AsRef::as_ref).filter(said).map(ToOwned::to_owned);
    let value = words.next()?;
    Some(Value { id: Some(id.to_owned()), name: Name { value, synonyms: words.collect() } })
}

fn plain(seed: &str) -> Value {
    Value { id: None, name: Name { value: seed.to_owned(), synonyms: Vec::new() } }
}
