//! What can be wrong with the files of `intents/`, said so that whoever wrote them can mend it.

use std::fmt;

use super::sentence::BadSentence;
use super::template::BadTemplate;

/// Everything that is wrong, in the order of the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogErrors(Vec<CatalogError>);

/// One thing that is wrong: where, what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CatalogError {
    /// The path below the intents folder.
    pub file: Box<str>,
    /// From one; zero where the whole file is meant.
    pub line: usize,
    pub problem: Problem,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Problem {
    #[error("the folder cannot be read ({0})")]
    Unreadable(Box<str>),
    #[error("there is no intent here")]
    NoIntents,
    #[error("this is not TOML: {0}")]
    NotToml(Box<str>),
    #[error("the folder is neither a language (`de`) nor a locale (`de-DE`)")]
    BadFolder,
    #[error("the language has no locale of its own")]
    LanguageWithoutLocale,
    #[error("the locale has no `_common.toml`, nor has its language")]
    NoCommonFile,
    #[error("the file's name is no intent's name in lower case and underscores")]
    BadFileName,
    #[error("the key `{key}` is not known here")]
    UnknownKey { key: Box<str>, nearest: Option<Box<str>> },
    #[error("the key `{key}` is missing")]
    MissingKey { key: Box<str> },
    #[error("`{key}` should be {wanted}")]
    WrongType { key: Box<str>, wanted: &'static str },
    #[error("`{word}` is no {of}")]
    UnknownWord { word: Box<str>, of: &'static str, known: Box<str> },
    #[error("`{0}` is no name in lower case, digits and underscores")]
    BadKey(Box<str>),
    #[error("the list names nothing, or an entry without words")]
    EmptyList,
    #[error("`{word}` stands for `{one}` and for `{other}`")]
    WordTwice { word: Box<str>, one: Box<str>, other: Box<str> },
    #[error("there is no intent `{intent}`")]
    UnknownIntent { intent: Box<str>, nearest: Option<Box<str>> },
    #[error("the intent `{intent}` has no file in {locale}")]
    UnsaidIntent { intent: Box<str>, locale: Box<str> },
    #[error("the intent `{intent}` has no sentence in {locale}")]
    NoSentence { intent: Box<str>, locale: Box<str> },
    #[error("the intent `{intent}` has no slot `{slot}`")]
    UnknownSlot { intent: Box<str>, slot: Box<str>, nearest: Option<Box<str>> },
    #[error("the intent `{intent}` has no combination `{combination}`")]
    UnknownCombination { intent: Box<str>, combination: Box<str>, nearest: Option<Box<str>> },
    #[error("the combination `{combination}` of `{intent}` has no sentence in {locale}")]
    CombinationUnsaid { intent: Box<str>, combination: Box<str>, locale: Box<str> },
    #[error("the sentence does not name its combination")]
    NoCombination,
    #[error(
        "the combination `{combination}` holds the slots {wanted}, and the sentence has {found}"
    )]
    DoesNotFit { combination: Box<str>, wanted: Box<str>, found: Box<str> },
    #[error("the slot `{slot}` of `{intent}` is neither said nor asked for in {locale}")]
    NeverHeard { intent: Box<str>, slot: Box<str>, locale: Box<str> },
    #[error("the slot `{slot}` of `{intent}` is needed, and nothing asks for it in {locale}")]
    NeverAsked { intent: Box<str>, slot: Box<str>, locale: Box<str> },
    #[error("{0}")]
    Sentence(BadSentence),
    #[error("{0}")]
    Text(BadTemplate),
    #[error("nobody gives the value `{value}` to this text")]
    UnknownValue { value: Box<str>, nearest: Option<Box<str>> },
    #[error("the value `{value}` has no field `{field}`")]
    UnknownField { value: Box<str>, field: Box<str>, known: Box<str> },
    #[error("the value `{value}` is no number, so it cannot choose a plural")]
    NotCounted { value: Box<str> },
    #[error("`{sentence}` is also claimed by `{other}` ({elsewhere})")]
    ClaimedTwice { sentence: Box<str>, other: Box<str>, elsewhere: Box<str> },
    #[error("`{intent}` needs a read-back in {locale}")]
    NoReadBack { intent: Box<str>, locale: Box<str> },
    #[error("the reply `{key}` of `{intent}` is missing in {locale}")]
    MissingReply { intent: Box<str>, key: Box<str>, locale: Box<str> },
    #[error("the phrase `{key}` is missing in {locale}")]
    MissingPhrase { key: Box<str>, locale: Box<str> },
    #[error("no handler carries out `{intent}`")]
    NoHandler { intent: Box<str> },
    #[error("the handler `{intent}` has no intent")]
    NoSchema { intent: Box<str>, nearest: Option<Box<str>> },
}

impl CatalogErrors {
    pub(super) const fn none() -> Self {
        Self(Vec::new())
    }

    pub fn iter(&self) -> impl Iterator<Item = &CatalogError> {
        self.0.iter()
    }
}

impl fmt::Display for CatalogErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for CatalogErrors {}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "intents/{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        write!(f, ": {}; {}", self.problem, self.problem.cure())
    }
}

impl Problem {
    /// What to do about it.
    pub fn cure(&self) -> String {
        let or_nearest = |nearest: &Option<Box<str>>, else_: &str| match nearest {
            Some(nearest) => format!("write `{nearest}`"),
            None => else_.to_owned(),
        };
        match self {
            Self::Unreadable(_) => "give the path of a readable folder like `intents/`".into(),
            Self::NoIntents => "put an intent's file beside the languages' folders".into(),
            Self::NotToml(_) => "mend the line".into(),
            Self::BadFolder => "rename it to two letters, or to language and region".into(),
            Self::LanguageWithoutLocale => "add a folder with its region, such as `de-DE`".into(),
            Self::NoCommonFile => "copy one from another locale and translate it".into(),
            Self::BadFileName => "rename it like `get_balance.toml`".into(),
            Self::UnknownKey { nearest, .. } => or_nearest(nearest, "take it out"),
            Self::MissingKey { key } => format!("add `{key} = …`"),
            Self::WrongType { wanted, .. } => format!("write {wanted}"),
            Self::UnknownWord { known, .. } => format!("write one of {known}"),
            Self::BadKey(_) => "rename it like `saved_payee`".into(),
            Self::EmptyList => "give every entry at least one word, or take it out".into(),
            Self::WordTwice { .. } => "keep it in one of the two".into(),
            Self::UnknownIntent { nearest, .. } => {
                or_nearest(nearest, "write its schema first, or delete this file")
            }
            Self::UnsaidIntent { .. } => {
                "copy it from another locale and translate it, or add it with `untranslated = true`"
                    .into()
            }
            Self::NoSentence { .. } | Self::CombinationUnsaid { .. } => {
                "add a `[[sentences]]` for it".into()
            }
            Self::UnknownSlot { nearest, .. } => {
                or_nearest(nearest, "add it to the intent's schema, or take it out")
            }
            Self::UnknownCombination { nearest, .. } => {
                or_nearest(nearest, "add it to the intent's schema")
            }
            Self::NoCombination => "add `combination = \"…\"` as in the intent's schema".into(),
            Self::DoesNotFit { .. } => "say exactly these slots, or choose another".into(),
            Self::NeverHeard { .. } => "add a sentence with it, or a prompt".into(),
            Self::NeverAsked { .. } => "add it under `[prompts]`".into(),
            Self::Sentence(bad) => cure_of_sentence(bad),
            Self::Text(bad) => cure_of_text(*bad).into(),
            Self::UnknownValue { nearest, .. } => {
                or_nearest(nearest, "add it under `[values]` in the intent's schema")
            }
            Self::UnknownField { known, .. } if known.is_empty() => "take the field out".into(),
            Self::UnknownField { known, .. } => format!("write one of {known}"),
            Self::NotCounted { .. } => "choose by a slot or value that is a number".into(),
            Self::ClaimedTwice { .. } => "leave it to one of the two".into(),
            Self::NoReadBack { .. } => "add `[read_back]` with its `speech`".into(),
            Self::MissingReply { key, .. } => format!("add `[replies.{key}]` as elsewhere"),
            Self::MissingPhrase { key, .. } => format!("add `{key}` under `[phrases]`"),
            Self::NoHandler { .. } => "write the handler and its line in `HANDLERS`".into(),
            Self::NoSchema { nearest, .. } => {
                or_nearest(nearest, "write the intent's file, or take the handler's line out")
            }
        }
    }
}

fn cure_of_sentence(bad: &BadSentence) -> String {
    match bad {
        BadSentence::Unclosed(_) => "close it".into(),
        BadSentence::Unexpected(_) => {
            "use words of letters, apostrophes and hyphens, and (a|b), [a], {slot}, <rule>".into()
        }
        BadSentence::EmptyAlternative => "fill it, or write `[a]` for what may be left out".into(),
        BadSentence::Glued => "leave a space, and write whole words: `(euro|euros)`".into(),
        BadSentence::BadSlot(_) => "write a slot of the intent's schema".into(),
        BadSentence::UnknownRule(_) => "add it under `[rules]` in `_common.toml`".into(),
        BadSentence::TooDeep => "write it as several sentences".into(),
        BadSentence::NoWords => "add a word that is always said".into(),
        BadSentence::SlotTwice(_) => "write it as two sentences".into(),
    }
}

const fn cure_of_text(bad: BadTemplate) -> &'static str {
    match bad {
        BadTemplate::Empty => "write what is to be said",
        BadTemplate::Unclosed | BadTemplate::Unopened => "write both braces",
        BadTemplate::BadValue => "write `{name}` or `{name.field}`",
        BadTemplate::Markup => "write plain words, and `{pause}` for a pause",
    }
}

/// Gathers problems while files are read.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<CatalogError>);

impl Problems {
    pub(super) fn add(&mut self, file: &str, line: usize, problem: Problem) {
        self.0.push(CatalogError { file: file.into(), line, problem });
    }

    /// Sorted, each once: a language's file is read for each of its locales.
    pub(super) fn finish(mut self) -> Result<(), CatalogErrors> {
        if self.0.is_empty() {
            return Ok(());
        }
        self.0.sort();
        self.0.dedup();
        Err(CatalogErrors(self.0))
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The known name that was probably meant.
pub(super) fn nearest<'k>(
    word: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<Box<str>> {
    known
        .into_iter()
        .map(|name| (strsim::osa_distance(word, name), name))
        .filter(|(distance, name)| *distance <= name.len().div_euclid(3).max(1))
        .min()
        .map(|(_, name)| name.into())
}
