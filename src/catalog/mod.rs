//! The catalog of intents: what the files of `intents/` say, read once, at start, and checked.
//!
//! **What it is.** For every intent its schema (slots, combinations, scope, sensitivity,
//! confirmation), and for every locale what people say for it and what they are answered. A
//! language is a folder; a regional locale may rest on its language.
//!
//! **In and out.** In go TOML files, compiled into the program or from an operator's folder. Out
//! come plain types that are only looked at, or every error at once, each with file, line and
//! cure.
//!
//! **What it must not know.** What an intent does, how a text is spoken, which front asks. It
//! holds texts with gaps; filling them, and deciding whether a value may be said at all, is the
//! dialogue's.

mod check;
mod error;
mod expand;
mod locale;
mod overlap;
mod schema;
mod sentence;
mod source;
mod template;

use std::collections::BTreeMap;
use std::path::Path;

pub use error::{CatalogError, CatalogErrors, Problem};
pub use locale::{List, LocaleCatalog, Sentence};
pub use schema::{
    Combination, Confirmation, IntentKind, IntentSchema, SlotSchema, SlotType, ValueType,
};
pub use sentence::{BadSentence, SentencePart, SentenceTemplate};
pub use template::{BadTemplate, CardText, Piece, PluralForm, ReplyText, Template, Wording};

use self::error::{Problems, nearest};
use self::source::{File, Sources};
use crate::domain::locale::Locale;

/// What belongs to a whole locale rather than to an intent.
const COMMON: &str = "_common";
/// The values that any text may use.
const VALUES: &str = "_values.toml";

/// All intents and all locales. Shared behind an `Arc`; nothing in it is copied for a turn.
#[derive(Debug, Clone)]
pub struct IntentCatalog {
    intents: BTreeMap<Box<str>, IntentSchema>,
    locales: BTreeMap<Locale, LocaleCatalog>,
    /// What any text may use, beside its intent's own values.
    values: BTreeMap<Box<str>, ValueType>,
}

impl IntentCatalog {
    /// The catalog that was compiled in.
    pub fn embedded() -> Result<Self, CatalogErrors> {
        Self::read(&source::embedded())
    }

    /// The catalog of an operator who edits the files.
    pub fn load(folder: &Path) -> Result<Self, CatalogErrors> {
        match source::from_folder(folder) {
            Ok(sources) => Self::read(&sources),
            Err(error) => {
                let mut problems = Problems::default();
                let file = folder.display().to_string();
                problems.add(&file, 0, Problem::Unreadable(error.kind().to_string().into()));
                Err(problems.finish().err().unwrap_or_else(CatalogErrors::none))
            }
        }
    }

    /// Every intent, by name.
    pub fn intents(&self) -> impl Iterator<Item = &IntentSchema> {
        self.intents.values()
    }

    pub fn intent(&self, name: &str) -> Option<&IntentSchema> {
        self.intents.get(name)
    }

    /// A locale, or the first of its language: somebody from Australia is heard in English.
    pub fn locale(&self, locale: Locale) -> Option<&LocaleCatalog> {
        self.locales.get(&locale).or_else(|| {
            self.locales.values().find(|known| known.locale.language() == locale.language())
        })
    }

    pub fn locales(&self) -> impl Iterator<Item = &LocaleCatalog> {
        self.locales.values()
    }

    /// The files nobody has translated, with their locales.
    pub fn untranslated(&self) -> impl Iterator<Item = (Locale, &str)> {
        self.locales
            .values()
            .flat_map(|locale| locale.untranslated.iter().map(|file| (locale.locale, &**file)))
    }

    /// What a value of an intent's texts is; without an intent, of a phrase.
    pub fn value_type(&self, intent: Option<&str>, value: &str) -> Option<ValueType> {
        intent
            .and_then(|intent| self.intent(intent))
            .and_then(|schema| schema.value_type(value))
            .or_else(|| self.values.get(value).copied())
    }

    fn read(sources: &Sources) -> Result<Self, CatalogErrors> {
        let mut problems = Problems::default();
        let mut catalog =
            Self { intents: BTreeMap::new(), locales: BTreeMap::new(), values: BTreeMap::new() };
        for (path, text) in sources.iter().filter(|(path, _)| !path.contains('/')) {
            let file = File::parse(path, text, &mut problems);
            if &**path == VALUES {
                file.root().allow(&["values"], &mut problems);
                catalog.values = schema::read_values(&file.root(), &mut problems);
                continue;
            }
            let stem = path.trim_end_matches(".toml");
            if let Some(schema) = IntentSchema::read(stem, &file.root(), &mut problems) {
                catalog.intents.insert(schema.name.as_str().into(), schema);
            }
        }
        if catalog.intents.is_empty() {
            problems.add("", 0, Problem::NoIntents);
        }
        for (locale, folders) in locale_folders(sources, &mut problems) {
            let read = catalog.read_locale(locale, &folders, sources, &mut problems);
            catalog.locales.insert(locale, read);
        }
        // A file that could not be read would be missed everywhere: one complaint is enough.
        if problems.is_empty() {
            check::sentences(&catalog, &mut problems);
        }
        problems.finish()?;
        Ok(catalog)
    }

    fn read_locale(
        &self,
        locale: Locale,
        folders: &[String],
        sources: &Sources,
        problems: &mut Problems,
    ) -> LocaleCatalog {
        let mut read = LocaleCatalog::new(locale);
        let mut common = false;
        for folder in folders {
            if let Some((path, text)) =
                sources.get_key_value(format!("{folder}/{COMMON}.toml").as_str())
            {
                common = true;
                read.read_common(&File::parse(path, text, problems).root(), problems);
            }
        }
        if !common {
            problems.add(&locale.to_string(), 0, Problem::NoCommonFile);
        }
        for folder in folders {
            let prefix = format!("{folder}/");
            for (path, text) in sources {
                let Some(name) = path.strip_prefix(&*prefix) else { continue };
                let stem = name.trim_end_matches(".toml");
                if stem == COMMON {
                    continue;
                }
                match self.intents.values().find(|schema| &*schema.stem == stem) {
                    Some(schema) => {
                        let file = File::parse(path, text, problems);
                        read.read_intent(schema, &file.root(), problems);
                    }
                    None => {
                        let stems = self.intents.values().map(|schema| &*schema.stem);
                        let nearest = nearest(stem, stems);
                        let problem = Problem::UnknownIntent { intent: stem.into(), nearest };
                        problems.add(path, 0, problem);
                    }
                }
            }
        }
        read
    }
}

/// Each locale with its folders, the language's first.
fn locale_folders(sources: &Sources, problems: &mut Problems) -> BTreeMap<Locale, Vec<String>> {
    let mut folders: Vec<&str> =
        sources.keys().filter_map(|path| path.split_once('/')).map(|(folder, _)| folder).collect();
    folders.dedup();
    let mut locales = BTreeMap::new();
    let is_language =
        |folder: &str| folder.len() == 2 && folder.bytes().all(|byte| byte.is_ascii_lowercase());
    for folder in &folders {
        if is_language(folder) {
            continue;
        }
        match Locale::parse(folder) {
            Ok(locale) if locale.to_string() == **folder => {
                let mut layers = Vec::new();
                if folders.contains(&locale.language()) {
                    layers.push(locale.language().to_owned());
                }
                layers.push((*folder).to_owned());
                locales.insert(locale, layers);
            }
            Ok(_) | Err(_) => problems.add(folder, 0, Problem::BadFolder),
        }
    }
    for language in folders.iter().filter(|folder| is_language(folder)) {
        if !locales.keys().any(|locale: &Locale| locale.language() == *language) {
            problems.add(language, 0, Problem::LanguageWithoutLocale);
        }
    }
    locales
}
