//! Slots as Alexa fills them, into slots as the house knows them.
//!
//! What Alexa's own grammar leaves no doubt about is read here (dates, whole numbers, a currency
//! that was chosen from a list); everything else stays the words that were said.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::date;
use super::request::{Intent, Resolutions, Slot, SlotValue as WireValue};
use super::text::Code;
use crate::catalog::{IntentCatalog, IntentKind, SlotType};
use crate::domain::account::AccountKind;
use crate::domain::intent::{IntentName, SlotHeard, SlotName, SlotValue, Slots, WhyUnclear};
use crate::domain::locale::Locale;
use crate::domain::money::{Currency, Money};
use crate::domain::transaction::Direction;

/// What follows an amount's name in the model: Alexa's numbers are whole, and it has no currencies.
pub const CENTS: &str = "_cents";
pub const CURRENCY: &str = "_currency";
/// What Alexa writes for what it did not understand.
const NOT_UNDERSTOOD: &str = "?";
/// Its figures do not make one amount.
const AMOUNT_UNCLEAR: SlotValue = SlotValue::AmountUnclear(WhyUnclear::Ambiguous);
/// More words than any slot takes.
const VALUE_LIMIT: usize = 400;

/// Every intent's slots, by the intent's name in the model.
#[derive(Debug)]
pub struct Shapes(BTreeMap<Box<str>, Shape>);

/// One intent's slots.
#[derive(Debug)]
pub struct Shape {
    pub intent: IntentName,
    pub slots: Vec<ShapedSlot>,
    /// Whether the model has the intent, so that directives may name it.
    pub in_model: bool,
}

#[derive(Debug)]
pub struct ShapedSlot {
    pub name: SlotName,
    pub slot_type: SlotType,
    /// The names under which Alexa fills it, its own first.
    pub names: Vec<Box<str>>,
}

impl Shapes {
    pub fn new(catalog: &IntentCatalog) -> Self {
        let shapes = catalog.intents().map(|schema| {
            let slots = schema.slots.iter().map(|slot| ShapedSlot {
                name: slot.name.clone(),
                slot_type: slot.slot_type,
                names: wire_names(slot.name.as_str(), slot.slot_type),
            });
            let in_model = schema.kind != IntentKind::Session;
            let shape = Shape { intent: schema.name.clone(), slots: slots.collect(), in_model };
            (schema.name.as_str().into(), shape)
        });
        Self(shapes.collect())
    }

    pub fn get(&self, intent: &str) -> Option<&Shape> {
        self.0.get(intent)
    }
}

/// The slots of the model that stand for one of ours.
pub fn wire_names(name: &str, slot_type: SlotType) -> Vec<Box<str>> {
    let mut names: Vec<Box<str>> = vec![name.into()];
    if slot_type == SlotType::Amount {
        names.push(format!("{name}{CENTS}").into());
        names.push(format!("{name}{CURRENCY}").into());
    }
    names
}

/// Reads an intent's slots. Those that the intent does not have here are left out.
pub fn read(intent: &Intent<'_>, shape: &Shape, locale: Locale, today: NaiveDate) -> Slots {
    let mut slots = Slots::default();
    for slot in &shape.slots {
        if slot.slot_type == SlotType::Amount {
            if let Some(heard) = amount(intent, slot, locale) {
                slots.insert(slot.name.clone(), heard);
            }
            continue;
        }
        for value in values(intent, slot.name.as_str()) {
            slots.insert(slot.name.clone(), heard(&value, slot.slot_type, today));
        }
    }
    slots
}

/// One thing that was said for a slot.
struct Value<'v> {
    said: &'v str,
    ids: Vec<Box<str>>,
}

/// Everything that was said and understood for a slot of the call.
fn values<'v>(intent: &'v Intent<'_>, name: &str) -> Vec<Value<'v>> {
    let Some(slot) = slot(intent, name) else { return Vec::new() };
    let mut found = Vec::new();
    match &slot.slot_value {
        Some(value) if slot.value.is_none() || value.values.is_some() => collect(value, &mut found),
        Some(_) | None => found.extend(one(slot.value.as_ref(), slot.resolutions.as_ref())),
    }
    found
}

fn slot<'v, 'a>(intent: &'v Intent<'a>, name: &str) -> Option<&'v Slot<'a>> {
    let slots = intent.slots.as_ref()?;
    slots.iter().find(|(key, _)| key.as_str() == name)?.1.as_ref()
}

fn collect<'v>(value: &'v WireValue<'_>, found: &mut Vec<Value<'v>>) {
    found.extend(one(value.value.as_ref(), value.resolutions.as_ref()));
    for value in value.values.iter().flatten() {
        collect(value, found);
    }
}

fn one<'v>(
    value: Option<&'v Code<'_>>,
    resolutions: Option<&Resolutions<'_>>,
) -> Option<Value<'v>> {
    let said = value.map(Code::as_str).map(str::trim)?;
    if said.is_empty() || said == NOT_UNDERSTOOD {
        return None;
    }
    let end = said.char_indices().nth(VALUE_LIMIT).map_or(said.len(), |(at, _)| at);
    Some(Value { said: said.get(..end).unwrap_or(said), ids: ids(resolutions) })
}

/// What the slot was resolved to, by every authority, best first and each once. Several stay
/// several: the person is asked.
fn ids(resolutions: Option<&Resolutions<'_>>) -> Vec<Box<str>> {
    let mut ids: Vec<Box<str>> = Vec::new();
    let authorities = resolutions.and_then(|resolutions| resolutions.per_authority.as_deref());
    for authority in authorities.unwrap_or_default() {
        let status = authority.status.as_ref().and_then(|status| status.code.as_ref());
        if status.map(Code::as_str) != Some("ER_SUCCESS_MATCH") {
            continue;
        }
        for value in authority.values.iter().flatten().filter_map(|value| value.value.as_ref()) {
            let id = value.id.as_ref().map(Code::as_str).filter(|id| !id.is_empty());
            // A value without an id is called by its name.
            let Some(id) = id.or(value.name.as_ref().map(Code::as_str)) else { continue };
            if !id.is_empty() && !ids.iter().any(|known| **known == *id) {
                ids.push(id.into());
            }
        }
    }
    ids
}

fn heard(value: &Value<'_>, slot_type: SlotType, today: NaiveDate) -> SlotHeard {
    let only = match value.ids.as_slice() {
        [only] => Some(&**only),
        [] | [_, ..] => None,
    };
    let meant = match slot_type {
        SlotType::Period => date::period(value.said, today),
        SlotType::Date => date::day(value.said, today),
        SlotType::Count => value.said.parse().ok().map(SlotValue::Count),
        SlotType::Account => only.and_then(AccountKind::from_name).map(SlotValue::Account),
        SlotType::Direction => match only {
            Some("in") => Some(SlotValue::Direction(Direction::In)),
            Some("out") => Some(SlotValue::Direction(Direction::Out)),
            Some(_) | None => None,
        },
        SlotType::Amount
        | SlotType::Card
        | SlotType::SavedPayee
        | SlotType::Merchant
        | SlotType::Category
        | SlotType::Reference
        | SlotType::Topic => None,
    };
    SlotHeard { said: value.said.into(), ids: value.ids.clone(), meant }
}

/// An amount out of whole units, cents and a currency. Where Alexa's number came with a currency
/// of the list, the sum is exact. Where anything does not fit together, it is unclear, and never
/// a guess. Words in the place of the number stay words.
fn amount(intent: &Intent<'_>, slot: &ShapedSlot, locale: Locale) -> Option<SlotHeard> {
    let name = slot.name.as_str();
    let raw = |name: &str| {
        let slot = self::slot(intent, name)?;
        let value = slot.value.as_ref().map(Code::as_str).map(str::trim);
        value.filter(|value| !value.is_empty())
    };
    let (cents_name, currency_name) = (format!("{name}{CENTS}"), format!("{name}{CURRENCY}"));
    let whole_said = values(intent, name);
    let (whole, cents) = (raw(name), raw(&cents_name));
    let currencies = values(intent, &currency_name);
    let unclear = |said: &str| Some(SlotHeard::meaning(said, AMOUNT_UNCLEAR));
    let (whole, cents) = match (whole, cents, whole_said.as_slice()) {
        // "fifty cents"
        (None, Some(cents), []) => ("0", Some(cents)),
        (Some(NOT_UNDERSTOOD), _, _) => return unclear(NOT_UNDERSTOOD),
        (_, cents, [only]) => (only.said, cents),
        (_, _, [first, ..]) => return unclear(first.said),
        (_, None, []) => return None,
        (Some(_), Some(_), []) => return unclear(NOT_UNDERSTOOD),
    };
    let currency = match currencies.as_slice() {
        [] => None,
        [only] => Some(only),
        [_, ..] => return unclear(whole),
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) {
        return match cents {
            Some(_) => unclear(whole),
            None => Some(SlotHeard::words(&with_currency(whole, currency))),
        };
    }
    let cents = match cents {
        None => String::new(),
        // Two digits at most: "five" cents are 05.
        Some(cents) if is_number(cents) && cents.len() <= 2 => format!("{cents:0>2}"),
        Some(_) => return unclear(whole),
    };
    let point = if locale.language() == "de" { "," } else { "." };
    let figure = match cents.as_str() {
        "" => whole.to_owned(),
        cents => format!("{whole}{point}{cents}"),
    };
    let said = with_currency(&figure, currency);
    let Some(code) = currency.and_then(|currency| match currency.ids.as_slice() {
        [only] => Currency::parse(only).ok(),
        [] | [_, ..] => None,
    }) else {
        return Some(SlotHeard::words(&said));
    };
    let decimal = if cents.is_empty() { whole.to_owned() } else { format!("{whole}.{cents}") };
    let meant = Money::parse_decimal(&decimal, code)
        .map_or(AMOUNT_UNCLEAR, |amount| SlotValue::Amount { amount, currency_said: true });
    Some(SlotHeard::meaning(&said, meant))
}

fn with_currency(figure: &str, currency: Option<&Value<'_>>) -> String {
    match currency {
        Some(currency) => match currency.ids.as_slice() {
            [only] => format!("{figure} {only}"),
            [] | [_, ..] => format!("{figure} {}", currency.said),
        },
        None => figure.to_owned(),
    }
}

#[cfg(test)]
impl Shapes {
    /// A few intents, so that tests do not hang on the catalog's words.
    pub fn invented() -> Self {
        let intents: [(&str, &[(&str, SlotType)]); 3] = [
            ("GetBalance", &[("account", SlotType::Account)]),
            ("ListTransactions", &[("period", SlotType::Period), ("count", SlotType::Count)]),
            (
                "PaySavedPayee",
                &[
                    ("amount", SlotType::Amount),
                    ("payee", SlotType::SavedPayee),
                    ("date", SlotType::Date),
                ],
            ),
        ];
        let shapes = intents.into_iter().map(|(intent, slots)| {
            let slots = slots.iter().map(|(name, slot_type)| ShapedSlot {
                name: SlotName::parse(name).unwrap(),
                slot_type: *slot_type,
                names: wire_names(name, *slot_type),
            });
            let slots = slots.collect();
            let shape = Shape { intent: IntentName::parse(intent).unwrap(), slots, in_model: true };
            (intent.into(), shape)
        });
        Self(shapes.collect())
    }
}
