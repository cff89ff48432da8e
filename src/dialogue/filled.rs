//! The slots of an intent as far as they have been heard, each read by its type.

use chrono::NaiveDate;

use crate::domain::account::AccountKind;
use crate::domain::intent::{SlotHeard, SlotName, SlotValue, Slots};
use crate::domain::money::Money;
use crate::domain::transaction::{DateRange, Direction};

/// Slots whose every value has its meaning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled(Slots);

/// What is known of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard<T> {
    Missing,
    /// Something was said, and which is not certain: ask, never guess.
    Unclear,
    Clear(T),
}

/// A sum as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaidAmount {
    pub amount: Money,
    /// Only a number was heard: the currency is the account's.
    pub currency_said: bool,
}

/// A name as it was said, with the front's own ids for it, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaidName<'a> {
    pub words: &'a str,
    pub ids: &'a [Box<str>],
    /// Set where the words name a kind of account.
    pub kind: Option<AccountKind>,
    /// Set where they say which of the things offered: "the second one".
    pub nth: Option<u32>,
}

impl Filled {
    pub const fn new(slots: Slots) -> Self {
        Self(slots)
    }

    pub const fn slots(&self) -> &Slots {
        &self.0
    }

    pub fn is_said(&self, name: &str) -> bool {
        !self.0.get(name).is_empty()
    }

    pub fn set(&mut self, name: SlotName, heard: SlotHeard) {
        self.0.remove(name.as_str());
        self.0.insert(name, heard);
    }

    pub fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    pub fn amount(&self, name: &str) -> Heard<SaidAmount> {
        self.one(name, |heard| match heard.meant.as_ref()? {
            SlotValue::Amount { amount, currency_said } => {
                Some(SaidAmount { amount: *amount, currency_said: *currency_said })
            }
            SlotValue::AmountUnclear(_)
            | SlotValue::Period(_)
            | SlotValue::Date(_)
            | SlotValue::Account(_)
            | SlotValue::Direction(_)
            | SlotValue::Count(_)
            | SlotValue::Nth(_)
            | SlotValue::Words => None,
        })
    }

    pub fn period(&self, name: &str) -> Heard<DateRange> {
        self.one(name, |heard| match heard.meant.as_ref()? {
            SlotValue::Period(period) => Some(*period),
            SlotValue::Date(day) => Some(DateRange::day(*day)),
            SlotValue::Amount { .. }
            | SlotValue::AmountUnclear(_)
            | SlotValue::Account(_)
            | SlotValue::Direction(_)
            | SlotValue::Count(_)
            | SlotValue::Nth(_)
            | SlotValue::Words => None,
        })
    }

    pub fn date(&self, name: &str) -> Heard<NaiveDate> {
        self.one(name, |heard| match heard.meant.as_ref()? {
            SlotValue::Date(day) => Some(*day),
            SlotValue::Period(_)
            | SlotValue::Amount { .. }
            | SlotValue::AmountUnclear(_)
            | SlotValue::Account(_)
            | SlotValue::Direction(_)
            | SlotValue::Count(_)
            | SlotValue::Nth(_)
            | SlotValue::Words => None,
        })
    }

    pub fn direction(&self, name: &str) -> Heard<Direction> {
        self.one(name, |heard| match heard.meant.as_ref()? {
            SlotValue::Direction(direction) => Some(*direction),
            SlotValue::Date(_)
            | SlotValue::Period(_)
            | SlotValue::Amount { .. }
            | SlotValue::AmountUnclear(_)
            | SlotValue::Account(_)
            | SlotValue::Count(_)
            | SlotValue::Nth(_)
            | SlotValue::Words => None,
        })
    }

    pub fn count(&self, name: &str) -> Heard<u32> {
        self.one(name, |heard| match heard.meant.as_ref()? {
            SlotValue::Count(count) => Some(*count),
            SlotValue::Direction(_)
            | SlotValue::Date(_)
            | SlotValue::Period(_)
            | SlotValue::Amount { .. }
            | SlotValue::AmountUnclear(_)
            | SlotValue::Account(_)
            | SlotValue::Nth(_)
            | SlotValue::Words => None,
        })
    }

    /// A name: a payee, a merchant, an account, a card. Never unclear in itself; whom it means is
    /// for the customer's own lists to say.
    pub fn name(&self, name: &str) -> Option<SaidName<'_>> {
        let heard = self.0.get(name).first()?;
        let (mut kind, mut nth) = (None, None);
        match heard.meant {
            Some(SlotValue::Account(said)) => kind = Some(said),
            Some(SlotValue::Nth(said)) => nth = Some(said),
            Some(
                SlotValue::Amount { .. }
                | SlotValue::AmountUnclear(_)
                | SlotValue::Period(_)
                | SlotValue::Date(_)
                | SlotValue::Direction(_)
                | SlotValue::Count(_)
                | SlotValue::Words,
            )
            | None => {}
        }
        Some(SaidName { words: &heard.said, ids: &heard.ids, kind, nth })
    }

    /// Several values that do not agree are unclear, as is one that could not be read.
    fn one<T: PartialEq>(&self, name: &str, read: impl Fn(&SlotHeard) -> Option<T>) -> Heard<T> {
        let mut found = Heard::Missing;
        for heard in self.0.get(name) {
            let Some(value) = read(heard) else { return Heard::Unclear };
            match &found {
                Heard::Clear(before) if *before != value => return Heard::Unclear,
                Heard::Missing | Heard::Unclear | Heard::Clear(_) => found = Heard::Clear(value),
            }
        }
        found
    }
}

impl<T> Heard<T> {
    pub fn clear(self) -> Option<T> {
        match self {
            Self::Clear(value) => Some(value),
            Self::Missing | Self::Unclear => None,
        }
    }
}
