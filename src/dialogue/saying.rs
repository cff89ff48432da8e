//! What is to be said, before it is words: a line of a locale file by its key, and the values it
//! names. [`wording`](super::wording) turns it into speech.

use chrono::NaiveDate;

use super::gate::Gate;
use super::handler::Trouble;
use crate::domain::account::Account;
use crate::domain::disclosed::{Disclosed, Sensitivity};
use crate::domain::identifier::LastDigits;
use crate::domain::money::Money;
use crate::domain::outside::OutsideText;
use crate::domain::reply::{Card, Speech, Suggestion};
use crate::domain::transaction::DateRange;

/// A line and its values.
#[derive(Debug, Clone)]
pub struct Say {
    pub line: Line,
    pub values: Values,
    /// How often in a row this has been asked already: prompts have other words each time.
    pub asked_before: usize,
}

/// Where a line's template stands in the locale's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// `[replies.<key>]` of the intent at hand.
    Reply(&'static str),
    /// `[replies.<key>]` of another intent.
    ReplyOf(&'static str, &'static str),
    /// `[prompts]` of the intent at hand, by slot.
    Prompt(&'static str),
    /// `[read_back]` of the intent at hand.
    ReadBack,
    /// A phrase of `_common.toml`.
    Phrase(&'static str),
}

/// Values by the names that templates use: `amount`, `payee`, `payee.last_digits`.
#[derive(Debug, Clone, Default)]
pub struct Values(Vec<(&'static str, Value)>);

/// One value. What is personal is here only as the gate has let it out.
#[derive(Debug, Clone)]
pub enum Value {
    Amount(Disclosed<Money>),
    /// A name that is not ours: a payee, a merchant, an account's nickname.
    Name(Disclosed<OutsideText>),
    /// Last digits, said one by one.
    Digits(Disclosed<LastDigits>),
    Date(NaiveDate),
    Period(DateRange),
    /// A count; chooses the plural form of its template.
    Number(u64),
    /// An entry of a list of the locale, such as `account_kind`, `checking`.
    Listed {
        list: &'static str,
        entry: &'static str,
    },
    /// A reference of ours, said sign by sign.
    Code(Box<str>),
    /// Example sentences and other words that come from the catalog.
    Words(Box<str>),
    /// Each row worded by `[replies.<each>]` of the intent at hand and joined as the language
    /// joins a list; on a card, each is a line.
    Rows {
        each: &'static str,
        rows: Vec<Values>,
    },
}

impl Say {
    pub fn reply(key: &'static str) -> Self {
        Self::line(Line::Reply(key))
    }

    pub fn phrase(key: &'static str) -> Self {
        Self::line(Line::Phrase(key))
    }

    pub fn prompt(slot: &'static str) -> Self {
        Self::line(Line::Prompt(slot))
    }

    pub fn line(line: Line) -> Self {
        Self { line, values: Values::default(), asked_before: 0 }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: Value) -> Self {
        self.values.set(name, value);
        self
    }

    #[must_use]
    pub const fn asked_before(mut self, times: usize) -> Self {
        self.asked_before = times;
        self
    }

    #[must_use]
    pub fn values(mut self, values: Values) -> Self {
        self.values.0.extend(values.0);
        self
    }
}

impl Values {
    pub fn set(&mut self, name: &'static str, value: Value) {
        self.0.push((name, value));
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: Value) -> Self {
        self.set(name, value);
        self
    }

    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// The value set last under a name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().rev().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    /// `account` as its owner calls it, else by its kind, and `account.last_digits`.
    pub fn account(gate: &Gate<'_>, account: &Account) -> Result<Self, Trouble> {
        Self::account_as(gate, account, "account", "account.last_digits")
    }

    /// The same under other names, for sentences with two accounts.
    pub fn account_as(
        gate: &Gate<'_>,
        account: &Account,
        name: &'static str,
        digits: &'static str,
    ) -> Result<Self, Trouble> {
        let called = if account.nickname.is_empty() {
            Value::Listed { list: "account_kind", entry: account.kind.name() }
        } else {
            Value::Name(gate.allow(Sensitivity::Personal, account.nickname.clone())?)
        };
        let last = gate.allow(Sensitivity::Personal, account.identifier.last_digits())?;
        Ok(Self::default().with(name, called).with(digits, Value::Digits(last)))
    }
}

/// A line in the words of a locale: what `Wording::say(&self, locale, intent, &Say)` gives. `Wording`
/// is made once, by `Wording::new(&Arc<IntentCatalog>)`.
#[derive(Debug, Clone)]
pub struct Spoken {
    pub speech: Speech,
    pub card: Option<Card>,
    /// Said when nobody answers; where there is none, the line itself.
    pub reprompt: Option<Speech>,
    pub suggestions: Vec<Suggestion>,
}
