//! What somebody wants, and the pieces they said for it.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use super::account::AccountKind;
use super::money::Money;
use super::name::identifier;
use super::transaction::{DateRange, Direction};

identifier!(
    /// An intent, named as in the intent catalogue: `GetBalance`, `PaySavedPayee`, `Stop`.
    plain IntentName, 64
);
identifier!(
    /// A slot of an intent: `amount`, `payee`.
    plain SlotName, 64
);

/// One thing heard for a slot. Personal, so `Debug` shows no words.
#[derive(Clone, PartialEq, Eq)]
pub struct SlotHeard {
    /// The words as the front wrote them.
    pub said: Box<str>,
    /// Ids from the front's own entity resolution, best first. More than one means: ask.
    pub ids: Vec<Box<str>>,
    /// What it means, where somebody has read it already (the local understanding, or a
    /// platform's own date grammar). `None`: the dialogue reads the words by the slot's type.
    pub meant: Option<SlotValue>,
}

/// What a slot's words mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlotValue {
    Amount {
        amount: Money,
        currency_said: bool,
    },
    /// An amount was said, and which is not certain. Never a guess: ask.
    AmountUnclear(WhyUnclear),
    /// A period for looking back: half open.
    Period(DateRange),
    /// A day for a payment.
    Date(NaiveDate),
    Account(AccountKind),
    Direction(Direction),
    Count(u32),
    /// "The second one": which of the things offered, counted from one.
    Nth(u32),
    /// Understood as words and nothing more: a payee, a merchant, a topic, an account's own name.
    Words,
}

/// Why an amount is not certain, so that the question can say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WhyUnclear {
    /// It can be read in two ways, or only in part: "two fifty", "a few hundred".
    Ambiguous,
    Zero,
    Negative,
    /// More decimals than the currency has.
    TooManyDecimals,
    TooLarge,
}

/// What was heard, slot by slot. Several values for one slot are kept, so that they can be asked.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Slots(BTreeMap<SlotName, Vec<SlotHeard>>);

impl WhyUnclear {
    pub const ALL: [Self; 5] =
        [Self::Ambiguous, Self::Zero, Self::Negative, Self::TooManyDecimals, Self::TooLarge];

    /// The name used in phrases and JSON lines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ambiguous => "ambiguous",
            Self::Zero => "zero",
            Self::Negative => "negative",
            Self::TooManyDecimals => "too_many_decimals",
            Self::TooLarge => "too_large",
        }
    }
}

impl SlotHeard {
    pub fn words(said: &str) -> Self {
        Self { said: said.into(), ids: Vec::new(), meant: None }
    }

    pub fn meaning(said: &str, meant: SlotValue) -> Self {
        Self { said: said.into(), ids: Vec::new(), meant: Some(meant) }
    }
}

impl Slots {
    pub fn insert(&mut self, name: SlotName, heard: SlotHeard) {
        self.0.entry(name).or_default().push(heard);
    }

    /// All values heard for a slot; empty when it was not said.
    pub fn get(&self, name: &str) -> &[SlotHeard] {
        self.0.iter().find(|(key, _)| key.as_str() == name).map_or(&[], |(_, heard)| heard)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&SlotName, &[SlotHeard])> {
        self.0.iter().map(|(name, heard)| (name, heard.as_slice()))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn remove(&mut self, name: &str) {
        self.0.retain(|key, _| key.as_str() != name);
    }
}

impl FromIterator<(SlotName, SlotHeard)> for Slots {
    fn from_iter<T: IntoIterator<Item = (SlotName, SlotHeard)>>(items: T) -> Self {
        let mut slots = Self::default();
        for (name, heard) in items {
            slots.insert(name, heard);
        }
        slots
    }
}

impl fmt::Debug for SlotHeard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SlotHeard({} bytes, {} ids)", self.said.len(), self.ids.len())
    }
}

impl fmt::Debug for Slots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}
