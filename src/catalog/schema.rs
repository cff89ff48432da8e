//! An intent without its words: what it needs, who may hear its answer, and how it is confirmed.

use std::collections::BTreeMap;

use super::error::{Problem, Problems, nearest};
use super::source::{Table, Text};
use super::template::is_key;
use crate::domain::consent::Scope;
use crate::domain::disclosed::Sensitivity;
use crate::domain::intent::{IntentName, SlotName};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntentSchema {
    pub name: IntentName,
    /// One sentence for whoever reads an export or a tool list.
    pub description: Box<str>,
    pub kind: IntentKind,
    pub scope: Scope,
    pub sensitivity: Sensitivity,
    pub confirmation: Confirmation,
    pub slots: Vec<SlotSchema>,
    pub combinations: Vec<Combination>,
    /// What its handler gives to replies, beside the slots.
    pub values: BTreeMap<Box<str>, ValueType>,
    /// The file's stem: `get_balance`.
    pub stem: Box<str>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotSchema {
    pub name: SlotName,
    pub slot_type: SlotType,
    pub required: bool,
}

/// What may be said at once; each needs a sentence in each language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combination {
    pub name: Box<str>,
    pub slots: Vec<SlotName>,
    pub example: Box<str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum IntentKind {
    /// A wish that has to do with the bank.
    Intent,
    /// A move in the conversation: yes, stop, again.
    Session,
    /// Understood, but not done here: the answer says where.
    Pointer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confirmation {
    None,
    YesOrNo,
    /// The facts are read aloud, and the yes counts for exactly these.
    ReadBack,
}

/// What a slot's words may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SlotType {
    /// Money, with or without its currency.
    Amount,
    /// A kind of account, or the customer's own name for one.
    Account,
    Card,
    /// A name from the customer's payee list.
    SavedPayee,
    Merchant,
    Category,
    /// Money that came in or went out.
    Direction,
    Count,
    /// Days that have been.
    Period,
    /// A day to come.
    Date,
    /// A payment's text.
    Reference,
    /// What a person wants to talk about.
    Topic,
}

/// What a reply's value is, so that every reply can be tried with invented ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ValueType {
    Amount,
    /// A name or another text that is not ours.
    Name,
    Date,
    Period,
    Number,
    /// Said one by one.
    Digits,
    /// Several things, joined as the language joins them.
    List,
    /// Words of ours from elsewhere in the catalog.
    Words,
}

/// The keys of an intent's file.
const KEYS: [&str; 8] = [
    "description",
    "kind",
    "scope",
    "sensitivity",
    "confirmation",
    "slots",
    "combinations",
    "values",
];

impl IntentSchema {
    pub fn slot(&self, name: &str) -> Option<&SlotSchema> {
        self.slots.iter().find(|slot| slot.name.as_str() == name)
    }

    pub fn combination(&self, name: &str) -> Option<&Combination> {
        self.combinations.iter().find(|combination| &*combination.name == name)
    }

    /// What a value of its replies is: a slot's or one that the handler gives.
    pub(super) fn value_type(&self, name: &str) -> Option<ValueType> {
        let given = self.values.get(name).copied();
        given.or_else(|| self.slot(name).map(|slot| slot.slot_type.value_type()))
    }

    pub(super) fn read(stem: &str, file: &Table<'_>, problems: &mut Problems) -> Option<Self> {
        file.allow(&KEYS, problems);
        let name = intent_name(stem).filter(|_| is_key(stem));
        if name.is_none() {
            file.complain(0, Problem::BadFileName, problems);
        }
        let description = file.needed_string("description", problems);
        let kind = word(file, "kind", "kind of intent", &IntentKind::WORDS, problems);
        let scope = word(file, "scope", "scope", &Scope::ALL.map(|s| (s.name(), s)), problems);
        let sensitivity = Sensitivity::ALL.map(|s| (s.name(), s));
        let sensitivity = word(file, "sensitivity", "sensitivity", &sensitivity, problems);
        let confirmation =
            word(file, "confirmation", "confirmation", &Confirmation::WORDS, problems);
        let slots = read_slots(file, problems);
        let combinations = read_combinations(stem, file, &slots, problems);
        let values = read_values(file, problems);
        Some(Self {
            name: name?,
            description: description?.text.into(),
            kind: kind.unwrap_or(IntentKind::Intent),
            scope: scope.unwrap_or(Scope::None),
            sensitivity: sensitivity.unwrap_or(Sensitivity::Public),
            confirmation: confirmation.unwrap_or(Confirmation::None),
            slots,
            combinations,
            values,
            stem: stem.into(),
        })
    }
}

/// `get_balance` ▸ `GetBalance`
fn intent_name(stem: &str) -> Option<IntentName> {
    let mut name = String::new();
    for part in stem.split('_') {
        let mut letters = part.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    IntentName::parse(&name).ok()
}

/// One of a few words under a key; nothing when the key is not there or its word is wrong.
fn word<T: Copy>(
    table: &Table<'_>,
    key: &str,
    of: &'static str,
    known: &[(&'static str, T)],
    problems: &mut Problems,
) -> Option<T> {
    let text = table.string(key, problems)?;
    let found = known.iter().find(|(name, _)| *name == text.text).map(|(_, value)| *value);
    if found.is_none() {
        let known = known.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>();
        let problem =
            Problem::UnknownWord { word: text.text.into(), of, known: known.join(", ").into() };
        table.complain(text.line, problem, problems);
    }
    found
}

fn read_slots(file: &Table<'_>, problems: &mut Problems) -> Vec<SlotSchema> {
    let types = SlotType::ALL.map(|slot_type| (slot_type.name(), slot_type));
    let mut slots = Vec::new();
    for (name, table) in file.tables("slots", problems) {
        table.allow(&["type", "required"], problems);
        table.needed_string("type", problems);
        let slot_type = word(&table, "type", "slot type", &types, problems);
        let required = table.boolean("required", problems).unwrap_or(false);
        let parsed = key(&name, &table, problems).and_then(|name| SlotName::parse(name).ok());
        if let (Some(name), Some(slot_type)) = (parsed, slot_type) {
            slots.push(SlotSchema { name, slot_type, required });
        }
    }
    slots
}

fn read_combinations(
    stem: &str,
    file: &Table<'_>,
    slots: &[SlotSchema],
    problems: &mut Problems,
) -> Vec<Combination> {
    let mut combinations = Vec::new();
    for (name, table) in file.tables("combinations", problems) {
        table.allow(&["slots", "example"], problems);
        key(&name, &table, problems);
        let example = table.needed_string("example", problems);
        let mut names = Vec::new();
        for slot in table.strings("slots", problems) {
            match slots.iter().find(|known| known.name.as_str() == slot.text) {
                Some(known) => names.push(known.name.clone()),
                None => {
                    let problem = Problem::UnknownSlot {
                        intent: intent_name(stem).map_or(stem.into(), |name| name.as_str().into()),
                        slot: slot.text.into(),
                        nearest: nearest(slot.text, slots.iter().map(|slot| slot.name.as_str())),
                    };
                    table.complain(slot.line, problem, problems);
                }
            }
        }
        combinations.push(Combination {
            name: name.text.into(),
            slots: names,
            example: example.map_or("".into(), |example| example.text.into()),
        });
    }
    combinations
}

/// `[values]`: name to type.
pub(super) fn read_values(
    file: &Table<'_>,
    problems: &mut Problems,
) -> BTreeMap<Box<str>, ValueType> {
    let types = ValueType::ALL.map(|value_type| (value_type.name(), value_type));
    let mut values = BTreeMap::new();
    let Some(table) = file.table("values", problems) else { return values };
    for name in table.keys() {
        let value_type = word(&table, name.text, "type of value", &types, problems);
        let name = key(&name, &table, problems);
        if let (Some(name), Some(value_type)) = (name, value_type) {
            values.insert(name.into(), value_type);
        }
    }
    values
}

/// The name itself, if it is one.
pub(super) fn key<'n>(
    name: &Text<'n>,
    table: &Table<'_>,
    problems: &mut Problems,
) -> Option<&'n str> {
    if is_key(name.text) {
        return Some(name.text);
    }
    table.complain(name.line, Problem::BadKey(name.text.into()), problems);
    None
}

impl IntentKind {
    const WORDS: [(&'static str, Self); 3] =
        [("intent", Self::Intent), ("session", Self::Session), ("pointer", Self::Pointer)];

    /// The name used in files and JSON lines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Intent => "intent",
            Self::Session => "session",
            Self::Pointer => "pointer",
        }
    }
}

impl Confirmation {
    const WORDS: [(&'static str, Self); 3] =
        [("none", Self::None), ("yes_or_no", Self::YesOrNo), ("read_back", Self::ReadBack)];
}

impl SlotType {
    pub const ALL: [Self; 12] = [
        Self::Amount,
        Self::Account,
        Self::Card,
        Self::SavedPayee,
        Self::Merchant,
        Self::Category,
        Self::Direction,
        Self::Count,
        Self::Period,
        Self::Date,
        Self::Reference,
        Self::Topic,
    ];

    /// The name used in files and exports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Amount => "amount",
            Self::Account => "account",
            Self::Card => "card",
            Self::SavedPayee => "saved_payee",
            Self::Merchant => "merchant",
            Self::Category => "category",
            Self::Direction => "direction",
            Self::Count => "count",
            Self::Period => "period",
            Self::Date => "date",
            Self::Reference => "reference",
            Self::Topic => "topic",
        }
    }

    /// The list of `_common.toml` that holds its words, if it has one.
    pub const fn list(self) -> Option<&'static str> {
        match self {
            Self::Account => Some("account_kind"),
            Self::Card => Some("card_kind"),
            Self::Category => Some("category"),
            Self::Direction => Some("direction"),
            Self::Amount
            | Self::SavedPayee
            | Self::Merchant
            | Self::Count
            | Self::Period
            | Self::Date
            | Self::Reference
            | Self::Topic => None,
        }
    }

    const fn value_type(self) -> ValueType {
        match self {
            Self::Amount => ValueType::Amount,
            Self::Account
            | Self::Card
            | Self::SavedPayee
            | Self::Merchant
            | Self::Category
            | Self::Direction
            | Self::Reference
            | Self::Topic => ValueType::Name,
            Self::Count => ValueType::Number,
            Self::Period => ValueType::Period,
            Self::Date => ValueType::Date,
        }
    }
}

impl ValueType {
    pub const ALL: [Self; 8] = [
        Self::Amount,
        Self::Name,
        Self::Date,
        Self::Period,
        Self::Number,
        Self::Digits,
        Self::List,
        Self::Words,
    ];

    /// The name used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Amount => "amount",
            Self::Name => "name",
            Self::Date => "date",
            Self::Period => "period",
            Self::Number => "number",
            Self::Digits => "digits",
            Self::List => "list",
            Self::Words => "words",
        }
    }

    /// The parts of it that a text may ask for: `{payee.last_digits}`.
    pub const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["last_digits", "kind", "bank"],
            Self::Amount
            | Self::Date
            | Self::Period
            | Self::Number
            | Self::Digits
            | Self::List
            | Self::Words => &[],
        }
    }
}
