//! Texts of ours with gaps for values: `"{amount} to {payee}, account ending {payee.last_digits}."`
//!
//! Only read here. Values are put in by the dialogue, which also decides whether they may be said.

use std::collections::BTreeMap;

/// The value name that means a short silence.
const PAUSE: &str = "pause";

/// One text, cut into its pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Words(Box<str>),
    /// `{payee}` or, with a field, `{payee.last_digits}`.
    Value {
        name: Box<str>,
        field: Option<Box<str>>,
    },
    /// `{pause}`
    Pause,
}

/// A text that may change with a count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wording {
    Always(Template),
    /// `{ by = "count", one = "…", other = "…" }`
    Counted {
        /// The value whose number chooses.
        by: Box<str>,
        /// Texts for the language's special forms.
        forms: BTreeMap<PluralForm, Template>,
        other: Template,
    },
}

/// The plural categories of Unicode's CLDR, except the one every language has, `other`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PluralForm {
    Zero,
    One,
    Two,
    Few,
    Many,
}

/// What is said and shown at one point of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyText {
    pub speech: Wording,
    pub card: Option<CardText>,
    /// Said again when nobody answers.
    pub reprompt: Option<Wording>,
    /// To tap, or to say next.
    pub suggestions: Vec<Template>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardText {
    pub title: Template,
    pub lines: Vec<Wording>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum BadTemplate {
    #[error("the text is empty")]
    Empty,
    #[error("a `{{` is never closed")]
    Unclosed,
    #[error("a `}}` was never opened")]
    Unopened,
    #[error("`{{…}}` does not hold a value's name such as `amount` or `payee.last_digits`")]
    BadValue,
    #[error("the text holds `<` or `>`, which would be markup")]
    Markup,
}

impl Template {
    pub fn parse(text: &str) -> Result<Self, BadTemplate> {
        if text.trim().is_empty() {
            return Err(BadTemplate::Empty);
        }
        if text.contains(['<', '>']) {
            return Err(BadTemplate::Markup);
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((words, tail)) = rest.split_once('{') {
            push_words(&mut pieces, words)?;
            let (inside, tail) = tail.split_once('}').ok_or(BadTemplate::Unclosed)?;
            pieces.push(value(inside)?);
            rest = tail;
        }
        push_words(&mut pieces, rest)?;
        Ok(Self(pieces))
    }

    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// The values it needs.
    pub fn values(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Value { name, field } => Some((&**name, field.as_deref())),
            Piece::Words(_) | Piece::Pause => None,
        })
    }
}

fn push_words(pieces: &mut Vec<Piece>, words: &str) -> Result<(), BadTemplate> {
    if words.contains('}') {
        return Err(BadTemplate::Unopened);
    }
    if !words.is_empty() {
        pieces.push(Piece::Words(words.into()));
    }
    Ok(())
}

fn value(inside: &str) -> Result<Piece, BadTemplate> {
    let (name, field) = match inside.split_once('.') {
        Some((name, field)) => (name, Some(field)),
        None => (inside, None),
    };
    if !is_key(name) || field.is_some_and(|field| !is_key(field)) {
        return Err(BadTemplate::BadValue);
    }
    if name == PAUSE {
        return if field.is_none() { Ok(Piece::Pause) } else { Err(BadTemplate::BadValue) };
    }
    Ok(Piece::Value { name: name.into(), field: field.map(Into::into) })
}

/// `snake_case`, as every key of the intent files is.
pub(super) fn is_key(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

impl Wording {
    /// The template for a plural form; a language that has no text for it uses the general one.
    pub fn form(&self, form: Option<PluralForm>) -> &Template {
        match self {
            Self::Always(template) => template,
            Self::Counted { forms, other, .. } => {
                form.and_then(|form| forms.get(&form)).unwrap_or(other)
            }
        }
    }

    /// The value whose number chooses the form.
    pub fn counts(&self) -> Option<&str> {
        match self {
            Self::Always(_) => None,
            Self::Counted { by, .. } => Some(by),
        }
    }

    /// Every text it may become.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        let (forms, last) = match self {
            Self::Always(template) => (None, template),
            Self::Counted { forms, other, .. } => (Some(forms.values()), other),
        };
        forms.into_iter().flatten().chain(std::iter::once(last))
    }
}

impl ReplyText {
    /// Every text in it, with those that count something first asked for their count.
    pub fn wordings(&self) -> impl Iterator<Item = &Wording> {
        let lines = self.card.iter().flat_map(|card| card.lines.iter());
        std::iter::once(&self.speech).chain(self.reprompt.iter()).chain(lines)
    }

    /// Texts in it that never change with a count.
    pub fn plain_templates(&self) -> impl Iterator<Item = &Template> {
        self.card.iter().map(|card| &card.title).chain(self.suggestions.iter())
    }
}

impl PluralForm {
    pub const ALL: [Self; 5] = [Self::Zero, Self::One, Self::Two, Self::Few, Self::Many];

    /// The name used in the intent files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_cut_at_its_values_and_pauses() {
        let text = "{amount} to {payee}.{pause} Account ending {payee.last_digits}.";
        let value = |name: &str, field: Option<&str>| Piece::Value {
            name: name.into(),
            field: field.map(Into::into),
        };
        assert_eq!(
            Template::parse(text).unwrap().pieces(),
            [
                value("amount", None),
                Piece::Words(" to ".into()),
                value("payee", None),
                Piece::Words(".".into()),
                Piece::Pause,
                Piece::Words(" Account ending ".into()),
                value("payee", Some("last_digits")),
                Piece::Words(".".into()),
            ]
        );
    }

    #[test]
    fn broken_texts_are_refused_by_what_is_wrong() {
        for (text, wrong) in [
            (" ", BadTemplate::Empty),
            ("send {amount", BadTemplate::Unclosed),
            ("send amount}", BadTemplate::Unopened),
            ("send {}", BadTemplate::BadValue),
            ("send {the amount}", BadTemplate::BadValue),
            ("wait {pause.long}", BadTemplate::BadValue),
            ("<break/> now", BadTemplate::Markup),
        ] {
            assert_eq!(Template::parse(text), Err(wrong), "{text}");
        }
    }

    #[test]
    fn a_form_without_a_text_uses_the_general_one() {
        let template = |text| Template::parse(text).unwrap();
        let wording = Wording::Counted {
            by: "count".into(),
            forms: BTreeMap::from([(PluralForm::One, template("one account"))]),
            other: template("{count} accounts"),
        };
        assert_eq!(wording.form(Some(PluralForm::One)), &template("one account"));
        assert_eq!(wording.form(Some(PluralForm::Few)), &template("{count} accounts"));
        assert_eq!(wording.form(None), &template("{count} accounts"));
    }

    proptest! {
        #[test]
        fn reading_a_text_never_panics_and_loses_nothing(text in "[a-z {}.<äß]{0,40}") {
            if let Ok(template) = Template::parse(&text) {
                let mut again = String::new();
                for piece in template.pieces() {
                    match piece {
                        Piece::Words(words) => again.push_str(words),
                        Piece::Value { name, field: None } => again.push_str(&format!("{{{name}}}")),
                        Piece::Value { name, field: Some(field) } => {
                            again.push_str(&format!("{{{name}.{field}}}"));
                        }
                        Piece::Pause => again.push_str("{pause}"),
                    }
                }
                prop_assert_eq!(again, text);
            }
        }
    }
}
