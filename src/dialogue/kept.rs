//! Banking types in the form in which a session keeps them. The domain's own types are not
//! serialisable, so that no stored byte depends on them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::account::{AccountId, AccountKind};
use crate::domain::identifier::AccountIdentifier;
use crate::domain::intent::{SlotHeard, SlotName, SlotValue, Slots};
use crate::domain::money::{Currency, Money};
use crate::domain::outside::OutsideText;
use crate::domain::payee::{PayeeId, PayeeMatch};
use crate::domain::transaction::{DateRange, Direction};
use crate::domain::transfer::{
    Creditor, Debtor, FactSheet, ListedAs, Listener, Nonce, ReadBack, TransferKind,
};

/// Slots with their meanings: a "tomorrow" must not move with the next turn.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptSlots(Vec<KeptSlot>);

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KeptSlot {
    name: Box<str>,
    said: Box<str>,
    #[serde(default)]
    ids: Vec<Box<str>>,
    meant: Option<KeptMeaning>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
enum KeptMeaning {
    Amount { minor_units: i64, currency: Box<str>, currency_said: bool },
    Period(NaiveDate, NaiveDate),
    Date(NaiveDate),
    Account(Box<str>),
    In,
    Out,
    Count(u32),
    Nth(u32),
    Words,
}

/// A fact sheet that was read aloud, with what the name check said.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptSheet {
    own_accounts: bool,
    debtor: (Box<str>, Box<str>),
    creditor: (Box<str>, Box<str>),
    creditor_name: Box<str>,
    amount: (i64, Box<str>),
    reference: Box<str>,
    execute_on: NaiveDate,
    check: Option<KeptCheck>,
    /// `H` as it was read aloud.
    hash: Box<str>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
enum KeptCheck {
    Match,
    Close(Box<str>),
    NoMatch,
    NotPossible,
}

impl KeptSlots {
    /// What is unclear is not kept: it is asked again.
    pub(super) fn of(slots: &Slots) -> Self {
        let mut kept = Vec::new();
        for (name, heard) in slots.iter() {
            for one in heard {
                let meant = match &one.meant {
                    None => None,
                    Some(meant) => match KeptMeaning::of(meant) {
                        Some(meaning) => Some(meaning),
                        None => continue,
                    },
                };
                kept.push(KeptSlot {
                    name: name.as_str().into(),
                    said: one.said.clone(),
                    ids: one.ids.clone(),
                    meant,
                });
            }
        }
        Self(kept)
    }

    pub(super) fn to_slots(&self) -> Slots {
        let read = |slot: &KeptSlot| -> Option<(SlotName, SlotHeard)> {
            let meant = match &slot.meant {
                None => None,
                Some(meaning) => Some(meaning.read()?),
            };
            let heard = SlotHeard { said: slot.said.clone(), ids: slot.ids.clone(), meant };
            Some((SlotName::parse(&slot.name).ok()?, heard))
        };
        self.0.iter().filter_map(read).collect()
    }

    /// The words by slot, for fronts that carry them along.
    pub(super) fn so_far(&self) -> Vec<(SlotName, Box<str>)> {
        let named = |slot: &KeptSlot| Some((SlotName::parse(&slot.name).ok()?, slot.said.clone()));
        self.0.iter().filter_map(named).collect()
    }
}

impl KeptMeaning {
    fn of(meant: &SlotValue) -> Option<Self> {
        Some(match meant {
            SlotValue::Amount { amount, currency_said } => Self::Amount {
                minor_units: amount.minor_units(),
                currency: amount.currency().code().into(),
                currency_said: *currency_said,
            },
            SlotValue::AmountUnclear(_) => return None,
            SlotValue::Period(period) => Self::Period(period.from(), period.to()),
            SlotValue::Date(day) => Self::Date(*day),
            SlotValue::Account(kind) => Self::Account(kind.name().into()),
            SlotValue::Direction(Direction::In) => Self::In,
            SlotValue::Direction(Direction::Out) => Self::Out,
            SlotValue::Count(count) => Self::Count(*count),
            SlotValue::Nth(nth) => Self::Nth(*nth),
            SlotValue::Words => Self::Words,
        })
    }

    fn read(&self) -> Option<SlotValue> {
        Some(match self {
            Self::Amount { minor_units, currency, currency_said } => SlotValue::Amount {
                amount: Money::new(*minor_units, Currency::parse(currency).ok()?),
                currency_said: *currency_said,
            },
            Self::Period(from, to) => SlotValue::Period(DateRange::new(*from, *to).ok()?),
            Self::Date(day) => SlotValue::Date(*day),
            Self::Account(kind) => SlotValue::Account(AccountKind::from_name(kind)?),
            Self::In => SlotValue::Direction(Direction::In),
            Self::Out => SlotValue::Direction(Direction::Out),
            Self::Count(count) => SlotValue::Count(*count),
            Self::Nth(nth) => SlotValue::Nth(*nth),
            Self::Words => SlotValue::Words,
        })
    }
}

impl KeptSheet {
    pub(super) fn of(sheet: &FactSheet, check: Option<&PayeeMatch>) -> Self {
        let (listed, own) = match &sheet.creditor().listed_as {
            ListedAs::Payee(id) => (id.as_str(), false),
            ListedAs::OwnAccount(id) => (id.as_str(), true),
        };
        Self {
            own_accounts: own,
            debtor: (
                sheet.debtor().account.as_str().into(),
                sheet.debtor().identifier.canonical().into(),
            ),
            creditor: (listed.into(), sheet.creditor().identifier.canonical().into()),
            creditor_name: sheet.creditor().name.as_str().into(),
            amount: (sheet.amount().minor_units(), sheet.amount().currency().code().into()),
            reference: sheet.reference().as_str().into(),
            execute_on: sheet.execute_on(),
            check: check.map(KeptCheck::of),
            hash: sheet.hash().to_hex().into(),
        }
    }

    /// The read-back as it was heard; nothing when a single fact is no longer what was read aloud.
    pub(super) fn read_back(
        &self,
        nonce: Nonce,
        listener: Listener,
        asked_at: DateTime<Utc>,
    ) -> Option<ReadBack> {
        let sheet = self.sheet()?;
        let check = self.check.as_ref().map(KeptCheck::read);
        Some(ReadBack::new(sheet, check, nonce, listener, asked_at))
    }

    fn sheet(&self) -> Option<FactSheet> {
        let (kind, listed_as) = if self.own_accounts {
            let account = AccountId::parse(&self.creditor.0).ok()?;
            (TransferKind::OwnAccounts, ListedAs::OwnAccount(account))
        } else {
            let payee = PayeeId::parse(&self.creditor.0).ok()?;
            (TransferKind::SavedPayee, ListedAs::Payee(payee))
        };
        let identifier = |text: &str| AccountIdentifier::parse_canonical(text).ok();
        let sheet = FactSheet::new(
            kind,
            Debtor {
                account: AccountId::parse(&self.debtor.0).ok()?,
                identifier: identifier(&self.debtor.1)?,
            },
            Creditor {
                listed_as,
                name: OutsideText::clean(&self.creditor_name),
                identifier: identifier(&self.creditor.1)?,
            },
            Money::new(self.amount.0, Currency::parse(&self.amount.1).ok()?),
            (OutsideText::clean(&self.reference), self.execute_on),
        )
        .ok()?;
        (*sheet.hash().to_hex() == *self.hash).then_some(sheet)
    }
}

impl KeptCheck {
    fn of(check: &PayeeMatch) -> Self {
        match check {
            PayeeMatch::Match => Self::Match,
            PayeeMatch::Close { name } => Self::Close(name.as_str().into()),
            PayeeMatch::NoMatch => Self::NoMatch,
            PayeeMatch::NotPossible => Self::NotPossible,
        }
    }

    fn read(&self) -> PayeeMatch {
        match self {
            Self::Match => PayeeMatch::Match,
            Self::Close(name) => PayeeMatch::Close { name: OutsideText::clean(name) },
            Self::NoMatch => PayeeMatch::NoMatch,
            Self::NotPossible => PayeeMatch::NotPossible,
        }
    }
}

macro_rules! masked_debug {
    ($($name:ident),*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}
masked_debug!(KeptSlots, KeptSlot, KeptMeaning, KeptSheet, KeptCheck);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::identifier::Iban;
    use crate::domain::turn::ConversationId;

    fn sheet(cents: i64) -> FactSheet {
        let iban = |text| AccountIdentifier::Iban(Iban::parse(text).unwrap());
        FactSheet::new(
            TransferKind::SavedPayee,
            Debtor {
                account: AccountId::parse("giro").unwrap(),
                identifier: iban("DE89370400440532013000"),
            },
            Creditor {
                listed_as: ListedAs::Payee(PayeeId::parse("anna").unwrap()),
                name: OutsideText::clean("Anna Müller"),
                identifier: iban("GB82WEST12345698765432"),
            },
            Money::new(cents, Currency::EUR),
            (OutsideText::clean("rent"), NaiveDate::MIN),
        )
        .unwrap()
    }

    fn read_back(kept: &KeptSheet) -> Option<ReadBack> {
        let conversation = ConversationId::parse("c").unwrap();
        let listener = Listener { conversation, device: None, person: None };
        kept.read_back(Nonce::parse("n").unwrap(), listener, DateTime::UNIX_EPOCH)
    }

    #[test]
    fn a_sheet_is_read_back_as_it_was_read_aloud() {
        let check = PayeeMatch::Close { name: OutsideText::clean("A. Müller") };
        let kept = KeptSheet::of(&sheet(5000), Some(&check));
        let back = read_back(&kept).unwrap();
        assert_eq!(back.sheet(), &sheet(5000));
        assert_eq!(back.payee_check(), Some(&check));
    }

    #[test]
    fn a_sheet_with_another_amount_than_was_read_aloud_is_no_read_back() {
        let mut kept = KeptSheet::of(&sheet(5000), None);
        kept.amount.0 = 6000;
        assert!(read_back(&kept).is_none());
    }

    #[test]
    fn slots_are_read_back_with_their_meaning_and_unclear_ones_are_dropped() {
        let mut slots = Slots::default();
        let name = |text| SlotName::parse(text).unwrap();
        let fifty =
            SlotValue::Amount { amount: Money::new(5000, Currency::EUR), currency_said: true };
        slots.insert(name("amount"), SlotHeard::meaning("fifty", fifty));
        slots.insert(name("payee"), SlotHeard::words("Anna"));
        let kept = KeptSlots::of(&slots);
        assert_eq!(kept.to_slots(), slots);
        slots.insert(
            name("limit"),
            SlotHeard::meaning(
                "fifteen fifty",
                SlotValue::AmountUnclear(crate::domain::intent::WhyUnclear::Ambiguous),
            ),
        );
        assert!(KeptSlots::of(&slots) == kept);
    }
}
