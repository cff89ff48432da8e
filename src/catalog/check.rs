//! What must be true of the files together, after each has been read.

use std::collections::{BTreeMap, BTreeSet};

use super::error::{CatalogErrors, Problem, Problems, nearest};
use super::locale::{IntentTexts, LocaleCatalog};
use super::overlap;
use super::schema::{Confirmation, IntentKind, IntentSchema, ValueType};
use super::template::{ReplyText, Template};
use super::{COMMON, IntentCatalog};
use crate::domain::intent::SlotName;

/// The lists that are heard, so that a word may stand for one value only. Others are for speaking,
/// or are settled by what stands beside them: cents are cents of several currencies.
const HEARD: [&str; 7] =
    ["account_kind", "answer", "card_kind", "category", "currency", "direction", "ordinal"];

/// Sentences and prompts: checked whenever a catalog is read.
pub(super) fn sentences(catalog: &IntentCatalog, problems: &mut Problems) {
    for locale in catalog.locales.values() {
        words_twice(locale, problems);
        for schema in catalog.intents.values() {
            match locale.intents.get(schema.name.as_str()) {
                None => {
                    let problem = Problem::UnsaidIntent {
                        intent: schema.name.as_str().into(),
                        locale: locale.locale.to_string().into(),
                    };
                    problems.add(&file(schema), 0, problem);
                }
                Some(texts) if texts.untranslated => {}
                Some(texts) => said(schema, locale, texts, problems),
            }
        }
        let intents: Vec<_> = catalog
            .intents
            .values()
            .map(|schema| (schema, locale.sentences(schema.name.as_str())))
            .collect();
        for claim in overlap::claims(&intents) {
            let (first, at) = claim.first;
            let (second, elsewhere) = claim.second;
            let problem = Problem::ClaimedTwice {
                sentence: claim.words.into(),
                other: first.name.as_str().into(),
                elsewhere: format!("intents/{}:{}", at.file, at.line).into(),
            };
            debug_assert_ne!(first.name, second.name);
            problems.add(&elsewhere.file, elsewhere.line, problem);
        }
    }
}

/// A word of a list means one thing only.
fn words_twice(locale: &LocaleCatalog, problems: &mut Problems) {
    for list in HEARD.iter().filter_map(|name| locale.list(name)) {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for (value, words) in list.iter() {
            for word in words {
                let Some(one) = seen.insert(word.to_lowercase(), value) else { continue };
                let problem =
                    Problem::WordTwice { word: word.clone(), one: one.into(), other: value.into() };
                problems.add(&format!("{}/{COMMON}.toml", locale.locale), 0, problem);
            }
        }
    }
}

fn file(schema: &IntentSchema) -> String {
    format!("{}.toml", schema.stem)
}

fn said(
    schema: &IntentSchema,
    locale: &LocaleCatalog,
    texts: &IntentTexts,
    problems: &mut Problems,
) {
    let intent: Box<str> = schema.name.as_str().into();
    let place: Box<str> = locale.locale.to_string().into();
    if texts.sentences.is_empty() {
        let problem = Problem::NoSentence { intent: intent.clone(), locale: place.clone() };
        problems.add(&file(schema), 0, problem);
    }
    let mut heard: BTreeSet<SlotName> = BTreeSet::new();
    for sentence in &texts.sentences {
        let slots = sentence.template.slots();
        heard.extend(slots.sometimes.iter().cloned());
        let combination = sentence.combination.as_deref();
        let wanted: BTreeSet<SlotName> = combination
            .and_then(|name| schema.combination(name))
            .map(|combination| combination.slots.iter().cloned().collect())
            .unwrap_or_default();
        if slots.always != wanted || slots.sometimes != wanted {
            let problem = Problem::DoesNotFit {
                combination: combination.unwrap_or("").into(),
                wanted: names(&wanted),
                found: names(&slots.sometimes),
            };
            problems.add(&sentence.file, sentence.line, problem);
        }
    }
    for combination in &schema.combinations {
        let name = Some(&*combination.name);
        if !texts.sentences.iter().any(|sentence| sentence.combination.as_deref() == name) {
            let problem = Problem::CombinationUnsaid {
                intent: intent.clone(),
                combination: combination.name.clone(),
                locale: place.clone(),
            };
            problems.add(&file(schema), 0, problem);
        }
    }
    for slot in &schema.slots {
        let (intent, locale) = (intent.clone(), place.clone());
        let name: Box<str> = slot.name.as_str().into();
        let asked = texts.prompts.get(&name).is_some_and(|prompts| !prompts.is_empty());
        if slot.required && !asked {
            let problem = Problem::NeverAsked { intent, slot: name, locale };
            problems.add(&file(schema), 0, problem);
        } else if !asked && !heard.contains(&slot.name) {
            let problem = Problem::NeverHeard { intent, slot: name, locale };
            problems.add(&file(schema), 0, problem);
        }
    }
}

fn names(slots: &BTreeSet<SlotName>) -> Box<str> {
    if slots.is_empty() {
        return "none".into();
    }
    slots.iter().map(|slot| format!("`{slot}`")).collect::<Vec<_>>().join(", ").into()
}

impl IntentCatalog {
    /// Everything that only the whole house can know: whether each intent has a handler, whether
    /// there is a phrase for every error kind, whether each text can be filled.
    pub fn check(&self, handlers: &[&str], phrases: &[&str]) -> Result<(), CatalogErrors> {
        let mut problems = Problems::default();
        self.handlers(handlers, &mut problems);
        self.phrases(phrases, &mut problems);
        self.replies(&mut problems);
        self.texts(&mut problems);
        problems.finish()
    }

    /// Each intent has a handler and each handler an intent; a pointer needs none.
    pub fn check_handlers(&self, handlers: &[&str]) -> Result<(), CatalogErrors> {
        let mut problems = Problems::default();
        self.handlers(handlers, &mut problems);
        problems.finish()
    }

    /// Every locale has these phrases.
    pub fn check_phrases(&self, phrases: &[&str]) -> Result<(), CatalogErrors> {
        let mut problems = Problems::default();
        self.phrases(phrases, &mut problems);
        problems.finish()
    }

    fn handlers(&self, handlers: &[&str], problems: &mut Problems) {
        for schema in self.intents().filter(|schema| schema.kind != IntentKind::Pointer) {
            if !handlers.contains(&schema.name.as_str()) {
                let problem = Problem::NoHandler { intent: schema.name.as_str().into() };
                problems.add(&file(schema), 0, problem);
            }
        }
        for handler in handlers.iter().filter(|handler| self.intent(handler).is_none()) {
            let nearest = nearest(handler, self.intents().map(|schema| schema.name.as_str()));
            problems.add("", 0, Problem::NoSchema { intent: (*handler).into(), nearest });
        }
    }

    fn phrases(&self, phrases: &[&str], problems: &mut Problems) {
        for locale in self.locales() {
            for key in phrases.iter().filter(|key| locale.phrase(key).is_none()) {
                let place = locale.locale.to_string();
                let problem =
                    Problem::MissingPhrase { key: (*key).into(), locale: place.clone().into() };
                problems.add(&format!("{place}/{COMMON}.toml"), 0, problem);
            }
        }
    }

    /// What one locale answers, the others answer too.
    fn replies(&self, problems: &mut Problems) {
        for schema in self.intents() {
            let intent = schema.name.as_str();
            let keys: BTreeSet<&str> =
                self.locales().flat_map(|locale| locale.reply_keys(intent)).collect();
            for locale in self.locales().filter(|locale| !locale.is_untranslated(intent)) {
                let place = locale.locale.to_string();
                let file = format!("{place}/{}.toml", schema.stem);
                for key in keys.iter().filter(|key| locale.reply(intent, key).is_none()) {
                    let problem = Problem::MissingReply {
                        intent: intent.into(),
                        key: (*key).into(),
                        locale: place.clone().into(),
                    };
                    problems.add(&file, 0, problem);
                }
                if schema.confirmation == Confirmation::ReadBack
                    && locale.read_back(intent).is_none()
                {
                    let problem =
                        Problem::NoReadBack { intent: intent.into(), locale: place.clone().into() };
                    problems.add(&file, 0, problem);
                }
            }
        }
    }

    /// Every gap of every text has a value that somebody gives.
    fn texts(&self, problems: &mut Problems) {
        for locale in self.locales() {
            for (intent, texts) in &locale.intents {
                let Some(schema) = self.intent(intent) else { continue };
                let place = |key: &str| texts.places.get(key);
                for (slot, prompts) in &texts.prompts {
                    for template in prompts.iter().flat_map(|prompt| prompt.templates()) {
                        self.gaps(Some(schema), template, place(slot), problems);
                    }
                }
                let replies = texts.replies.iter().map(|(key, text)| (&**key, text));
                let read_back = texts.read_back.iter().map(|text| ("read_back", text));
                for (key, text) in replies.chain(read_back) {
                    self.reply_gaps(Some(schema), text, place(key), problems);
                }
            }
            for (key, text) in &locale.phrases {
                self.reply_gaps(None, text, locale.phrase_places.get(key), problems);
            }
        }
    }

    fn reply_gaps(
        &self,
        schema: Option<&IntentSchema>,
        text: &ReplyText,
        place: Option<&(Box<str>, usize)>,
        problems: &mut Problems,
    ) {
        for template in text.plain_templates() {
            self.gaps(schema, template, place, problems);
        }
        for wording in text.wordings() {
            for template in wording.templates() {
                self.gaps(schema, template, place, problems);
            }
            let Some(by) = wording.counts() else { continue };
            match self.type_of(schema, by) {
                Some(ValueType::Number) => {}
                Some(_) => add(place, Problem::NotCounted { value: by.into() }, problems),
                None => add(place, self.unknown_value(schema, by), problems),
            }
        }
    }

    fn gaps(
        &self,
        schema: Option<&IntentSchema>,
        template: &Template,
        place: Option<&(Box<str>, usize)>,
        problems: &mut Problems,
    ) {
        for (value, field) in template.values() {
            let Some(value_type) = self.type_of(schema, value) else {
                add(place, self.unknown_value(schema, value), problems);
                continue;
            };
            let fields = value_type.fields();
            if let Some(field) = field.filter(|field| !fields.contains(field)) {
                let known = fields.iter().map(|field| format!("`{field}`")).collect::<Vec<_>>();
                let problem = Problem::UnknownField {
                    value: value.into(),
                    field: field.into(),
                    known: known.join(", ").into(),
                };
                add(place, problem, problems);
            }
        }
    }

    fn type_of(&self, schema: Option<&IntentSchema>, value: &str) -> Option<ValueType> {
        self.value_type(schema.map(|schema| schema.name.as_str()), value)
    }

    fn unknown_value(&self, schema: Option<&IntentSchema>, value: &str) -> Problem {
        let slots = schema.into_iter().flat_map(|schema| &schema.slots);
        let known = slots
            .map(|slot| slot.name.as_str())
            .chain(schema.into_iter().flat_map(|schema| schema.values.keys()).map(|key| &**key))
            .chain(self.values.keys().map(|key| &**key));
        Problem::UnknownValue { value: value.into(), nearest: nearest(value, known) }
    }
}

fn add(place: Option<&(Box<str>, usize)>, problem: Problem, problems: &mut Problems) {
    let (file, line) = place.map_or(("", 0), |(file, line)| (&**file, *line));
    problems.add(file, line, problem);
}
