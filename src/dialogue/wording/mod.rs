//! From a line and its values to what is spoken and shown in a locale.
//!
//! Only disclosed values get here. Numbers, dates and plurals follow Unicode's CLDR by ICU4X,
//! asked once for each locale at start ([`tongue`]); a turn only looks up and joins.

mod amount;
mod date;
mod tongue;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use self::tongue::Tongue;
use super::saying::{Line, Say, Spoken, Value, Values};
use crate::catalog::{
    CardText, IntentCatalog, LocaleCatalog, Piece, PluralForm, ReplyText, Template, Wording as Text,
};
use crate::domain::disclosed::Disclosed;
use crate::domain::locale::Locale;
use crate::domain::reply::{Card, Part, Speech, Suggestion, Worded};

/// Every locale's way of saying things. Built once.
#[derive(Debug)]
pub struct Wording {
    catalog: Arc<IntentCatalog>,
    tongues: BTreeMap<Locale, Tongue>,
}

/// Why a line has no words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unworded {
    #[error("the locale is not in the catalog")]
    NoLocale,
    #[error("the line {line:?} of {intent} has no text")]
    NoText { intent: String, line: Line },
    #[error("the text needs a value that it was not given: {name}")]
    NoValue { name: String },
    #[error("a list has no entry: {list}.{entry}")]
    NotListed { list: String, entry: String },
    #[error("the value {name} cannot choose a plural form")]
    NotANumber { name: String },
}

/// What a text is filled from.
#[derive(Clone, Copy)]
struct Filling<'a> {
    tongue: &'a Tongue,
    texts: &'a LocaleCatalog,
    intent: &'a str,
    today: NaiveDate,
    values: &'a Values,
}

impl Wording {
    pub fn new(catalog: &Arc<IntentCatalog>) -> Self {
        let tongues = catalog.locales().map(|texts| (texts.locale(), Tongue::of(texts))).collect();
        Self { catalog: Arc::clone(catalog), tongues }
    }

    /// Words a line. What cannot be worded is logged and becomes the apology.
    pub fn say(&self, locale: Locale, today: NaiveDate, intent: &str, say: &Say) -> Spoken {
        self.try_say(locale, today, intent, say).unwrap_or_else(|unworded| {
            tracing::error!(%unworded, "a line could not be worded");
            let apology = Say::phrase("unexpected");
            self.try_say(locale, today, intent, &apology).unwrap_or_else(|_| Spoken {
                speech: Speech::default(),
                card: None,
                reprompt: None,
                suggestions: Vec::new(),
            })
        })
    }

    pub fn try_say(
        &self,
        locale: Locale,
        today: NaiveDate,
        intent: &str,
        say: &Say,
    ) -> Result<Spoken, Unworded> {
        let texts = self.catalog.locale(locale).ok_or(Unworded::NoLocale)?;
        let tongue = self.tongues.get(&texts.locale()).ok_or(Unworded::NoLocale)?;
        let filling = Filling { tongue, texts, intent, today, values: &say.values };
        if let Line::Prompt(slot) = say.line {
            let prompt = texts.prompt(intent, slot, say.asked_before);
            let speech = filling.text(prompt.ok_or_else(|| filling.no_text(say.line))?)?;
            return Ok(Spoken { speech, card: None, reprompt: None, suggestions: Vec::new() });
        }
        let (intent, text) = match say.line {
            Line::Reply(key) => (intent, texts.reply(intent, key)),
            Line::ReplyOf(other, key) => (other, texts.reply(other, key)),
            Line::ReadBack => (intent, texts.read_back(intent)),
            Line::Phrase(key) => (intent, texts.phrase(key)),
            Line::Prompt(_) => (intent, None),
        };
        let filling = Filling { intent, ..filling };
        filling.reply(text.ok_or_else(|| filling.no_text(say.line))?)
    }
}

impl Filling<'_> {
    fn reply(&self, text: &ReplyText) -> Result<Spoken, Unworded> {
        let reprompt = text.reprompt.as_ref().map(|text| self.text(text)).transpose()?;
        let card = text.card.as_ref().map(|card| self.card(card)).transpose()?;
        let suggestions = text
            .suggestions
            .iter()
            .map(|suggestion| {
                let mut speech = Speech::default();
                self.template(suggestion, &mut speech)?;
                Ok(Suggestion(speech.shown().into()))
            })
            .collect::<Result<_, Unworded>>()?;
        Ok(Spoken { speech: self.text(&text.speech)?, card, reprompt, suggestions })
    }

    fn card(&self, card: &CardText) -> Result<Card, Unworded> {
        let mut title = Speech::default();
        self.template(&card.title, &mut title)?;
        let mut lines = Vec::new();
        for line in &card.lines {
            match self.rows_of(line) {
                Some((each, rows)) => {
                    for row in rows {
                        lines.push(self.row(each, row)?);
                    }
                }
                None => lines.push(self.text(line)?),
            }
        }
        Ok(Card { title: title.shown().into(), lines })
    }

    /// The rows, where a card's line is nothing but them: each becomes a line.
    fn rows_of(&self, line: &Text) -> Option<(&'static str, &[Values])> {
        let Text::Always(template) = line else { return None };
        let [Piece::Value { name, field: None }] = template.pieces() else { return None };
        match self.values.get(name)? {
            Value::Rows { each, rows } => Some((each, rows)),
            Value::Amount(_)
            | Value::Name(_)
            | Value::Digits(_)
            | Value::Date(_)
            | Value::Period(_)
            | Value::Number(_)
            | Value::Listed { .. }
            | Value::Code(_)
            | Value::Words(_) => None,
        }
    }

    fn text(&self, text: &Text) -> Result<Speech, Unworded> {
        let mut speech = Speech::default();
        let template = match text {
            Text::Always(template) => template,
            Text::Counted { by, forms, other } => {
                let count = match self.values.get(by) {
                    Some(Value::Number(count)) => *count,
                    Some(Value::Rows { rows, .. }) => u64::try_from(rows.len()).unwrap_or(u64::MAX),
                    Some(_) => return Err(Unworded::NotANumber { name: by.to_string() }),
                    None => return Err(Unworded::NoValue { name: by.to_string() }),
                };
                self.tongue.form(count).and_then(|form| forms.get(&form)).unwrap_or(other)
            }
        };
        self.template(template, &mut speech)?;
        Ok(speech)
    }

    fn template(&self, template: &Template, speech: &mut Speech) -> Result<(), Unworded> {
        for piece in template.pieces() {
            match piece {
                Piece::Words(words) => speech.push(Part::Words(words.clone())),
                Piece::Pause => speech.push(Part::Pause),
                Piece::Value { name, field } => {
                    let value = self.value(name, field.as_deref())?;
                    self.put(value, speech)?;
                }
            }
        }
        Ok(())
    }

    fn value(&self, name: &str, field: Option<&str>) -> Result<&Value, Unworded> {
        let found = match field {
            None => self.values.get(name),
            Some(field) => self.values.iter().find_map(|(key, value)| {
                let (first, second) = key.split_once('.')?;
                (first == name && second == field).then_some(value)
            }),
        };
        found.ok_or_else(|| Unworded::NoValue {
            name: field.map_or_else(|| name.to_owned(), |field| format!("{name}.{field}")),
        })
    }

    fn put(&self, value: &Value, speech: &mut Speech) -> Result<(), Unworded> {
        match value {
            Value::Amount(money) => {
                let worded = money.clone().map(|money| amount::word(self.tongue, money));
                speech.push(Part::Amount(worded));
            }
            Value::Name(name) => {
                let worded: Disclosed<Worded> =
                    name.clone().map(|name| Worded::same(name.as_str()));
                speech.push(Part::Name(worded));
            }
            Value::Digits(digits) => speech.push(Part::Digits(digits.clone())),
            Value::Date(day) => {
                speech.push(Part::Date(date::day(self.tongue, *day, self.today)));
            }
            Value::Period(period) => {
                speech.push(Part::Date(date::period(self.tongue, *period, self.today)));
            }
            Value::Number(number) => {
                speech.push(Part::Number(Worded::same(&self.tongue.whole(*number))));
            }
            Value::Listed { list, entry } => {
                let name = self.texts.list(list).and_then(|list| list.name(entry));
                let name = name.ok_or_else(|| Unworded::NotListed {
                    list: (*list).to_owned(),
                    entry: (*entry).to_owned(),
                })?;
                speech.push(Part::Words(name.into()));
            }
            Value::Code(code) => {
                // Hyphens are for the eye.
                let signs = code.chars().filter(|sign| sign.is_alphanumeric());
                let spoken: Vec<String> = signs.map(String::from).collect();
                let spoken = spoken.join(" ").into();
                speech.push(Part::Number(Worded { spoken, shown: code.clone() }));
            }
            Value::Words(words) => speech.push(Part::Words(words.clone())),
            Value::Rows { each, rows } => self.rows(each, rows, speech)?,
        }
        Ok(())
    }

    /// Joined as the language joins a list.
    fn rows(
        &self,
        each: &'static str,
        rows: &[Values],
        speech: &mut Speech,
    ) -> Result<(), Unworded> {
        let last = rows.len().saturating_sub(1);
        for (index, row) in rows.iter().enumerate() {
            if index > 0 {
                let between = self.tongue.between(index == last, rows.len());
                speech.push(Part::Words(between.into()));
            }
            for part in self.row(each, row)?.parts() {
                speech.push(part.clone());
            }
        }
        Ok(())
    }

    fn row(&self, each: &'static str, row: &Values) -> Result<Speech, Unworded> {
        let text = self.texts.reply(self.intent, each);
        let text = text.ok_or_else(|| self.no_text(Line::Reply(each)))?;
        Filling { values: row, ..*self }.text(&text.speech)
    }

    fn no_text(&self, line: Line) -> Unworded {
        Unworded::NoText { intent: self.intent.to_owned(), line }
    }
}

/// CLDR's name for a plural form as the catalog has it; `None` is `other`.
const fn form_of(category: icu_plurals::PluralCategory) -> Option<PluralForm> {
    use icu_plurals::PluralCategory as Category;
    match category {
        Category::Zero => Some(PluralForm::Zero),
        Category::One => Some(PluralForm::One),
        Category::Two => Some(PluralForm::Two),
        Category::Few => Some(PluralForm::Few),
        Category::Many => Some(PluralForm::Many),
        Category::Other => None,
    }
}

#[cfg(test)]
mod tests;
