//! One locale: what people say there, and what they are answered.
//!
//! A regional locale may rest on its language: sentences of both count, and where both have a
//! prompt, a reply, a phrase, a rule or a list's entry of one name, the region's is taken.

use std::collections::BTreeMap;

use super::error::{Problem, Problems, nearest};
use super::schema::{IntentSchema, key};
use super::sentence::{Rules, SentenceTemplate};
use super::source::{Table, Text};
use super::template::{CardText, PluralForm, ReplyText, Template, Wording};
use crate::domain::locale::Locale;

/// Everything of one locale. Built once at start and only looked at afterwards.
#[derive(Debug, Clone)]
pub struct LocaleCatalog {
    pub(super) locale: Locale,
    pub(super) invocation_name: Box<str>,
    pub(super) examples: Vec<Box<str>>,
    pub(super) lists: BTreeMap<Box<str>, List>,
    pub(super) phrases: BTreeMap<Box<str>, ReplyText>,
    /// The phrases' files and lines.
    pub(super) phrase_places: BTreeMap<Box<str>, (Box<str>, usize)>,
    pub(super) intents: BTreeMap<Box<str>, IntentTexts>,
    pub(super) rules: Rules,
    /// The files that say of themselves that nobody has translated them.
    pub(super) untranslated: Vec<Box<str>>,
}

/// Words for each of a few values: the account kind `savings` is called "savings", "nest egg" …
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List(BTreeMap<Box<str>, Vec<Box<str>>>);

/// A sentence with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Which combination of slots it is for; none where the intent has no combinations.
    pub combination: Option<Box<str>>,
    pub template: SentenceTemplate,
    pub(super) file: Box<str>,
    pub(super) line: usize,
}

/// One intent in one locale.
#[derive(Debug, Clone, Default)]
pub(super) struct IntentTexts {
    pub(super) untranslated: bool,
    pub(super) sentences: Vec<Sentence>,
    pub(super) prompts: BTreeMap<Box<str>, Vec<Wording>>,
    pub(super) read_back: Option<ReplyText>,
    pub(super) replies: BTreeMap<Box<str>, ReplyText>,
    /// The texts' files and lines, for complaints after everything has been read.
    pub(super) places: BTreeMap<Box<str>, (Box<str>, usize)>,
}

impl LocaleCatalog {
    pub const fn locale(&self) -> Locale {
        self.locale
    }

    /// What a customer calls the skill by.
    pub fn invocation_name(&self) -> &str {
        &self.invocation_name
    }

    /// A few things to say, for help and for exports.
    pub fn examples(&self) -> &[Box<str>] {
        &self.examples
    }

    /// What people say for an intent; empty for one that is not translated.
    pub fn sentences(&self, intent: &str) -> &[Sentence] {
        self.intents.get(intent).map_or(&[], |texts| &texts.sentences)
    }

    /// What asks for a slot the first time; the last text again for every later time.
    pub fn prompt(&self, intent: &str, slot: &str, asked_before: usize) -> Option<&Wording> {
        let prompts = self.intents.get(intent)?.prompts.get(slot)?;
        prompts.get(asked_before).or_else(|| prompts.last())
    }

    /// What is read aloud before a yes counts.
    pub fn read_back(&self, intent: &str) -> Option<&ReplyText> {
        self.intents.get(intent)?.read_back.as_ref()
    }

    pub fn reply(&self, intent: &str, key: &str) -> Option<&ReplyText> {
        self.intents.get(intent)?.replies.get(key)
    }

    /// The keys of an intent's replies.
    pub fn reply_keys(&self, intent: &str) -> impl Iterator<Item = &str> {
        self.intents
            .get(intent)
            .into_iter()
            .flat_map(|texts| texts.replies.keys())
            .map(|key| &**key)
    }

    /// A text that belongs to no intent: an apology, a refusal.
    pub fn phrase(&self, key: &str) -> Option<&ReplyText> {
        self.phrases.get(key)
    }

    pub fn phrase_keys(&self) -> impl Iterator<Item = &str> {
        self.phrases.keys().map(|key| &**key)
    }

    pub fn list(&self, name: &str) -> Option<&List> {
        self.lists.get(name)
    }

    /// Whether nobody has translated the intent yet: it answers with an apology.
    pub fn is_untranslated(&self, intent: &str) -> bool {
        self.intents.get(intent).is_none_or(|texts| texts.untranslated)
    }
}

impl List {
    /// Each value with its words, the usual one first.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[Box<str>])> {
        self.0.iter().map(|(value, words)| (&**value, words.as_slice()))
    }

    pub fn words(&self, value: &str) -> &[Box<str>] {
        self.0.get(value).map_or(&[], Vec::as_slice)
    }

    /// What a value is usually called.
    pub fn name(&self, value: &str) -> Option<&str> {
        self.words(value).first().map(|word| &**word)
    }

    /// The value that a word stands for, whatever its case.
    pub fn value(&self, said: &str) -> Option<&str> {
        let said = said.trim().to_lowercase();
        self.iter()
            .find(|(_, words)| words.iter().any(|word| word.to_lowercase() == said))
            .map(|(value, _)| value)
    }
}

impl LocaleCatalog {
    pub(super) fn new(locale: Locale) -> Self {
        Self {
            locale,
            invocation_name: "".into(),
            examples: Vec::new(),
            lists: BTreeMap::new(),
            phrases: BTreeMap::new(),
            phrase_places: BTreeMap::new(),
            intents: BTreeMap::new(),
            rules: Rules::new(),
            untranslated: Vec::new(),
        }
    }

    /// Adds one `_common.toml`: the language's first, then the region's.
    pub(super) fn read_common(&mut self, file: &Table<'_>, problems: &mut Problems) {
        let known = ["invocation_name", "examples", "lists", "rules", "phrases"];
        file.allow(&known, problems);
        if let Some(name) = file.string("invocation_name", problems) {
            self.invocation_name = name.text.into();
        }
        let examples = file.strings("examples", problems);
        if !examples.is_empty() {
            self.examples = examples.iter().map(|example| example.text.into()).collect();
        }
        for (name, table) in file.tables("lists", problems) {
            key(&name, &table, problems);
            self.read_list(&name, &table, problems);
        }
        if let Some(rules) = file.table("rules", problems) {
            for name in rules.keys() {
                let Some(text) = rules.string(name.text, problems) else { continue };
                if let Err(bad) = self.rules.insert(name.text, text.text) {
                    rules.complain(text.line, Problem::Sentence(bad), problems);
                }
            }
        }
        if let Some(phrases) = file.table("phrases", problems) {
            for (name, text) in read_replies(&phrases, problems) {
                let place = (file.path().into(), name.line);
                self.phrase_places.insert(name.text.into(), place);
                self.phrases.insert(name.text.into(), text);
            }
        }
    }

    fn read_list(&mut self, name: &Text<'_>, table: &Table<'_>, problems: &mut Problems) {
        let list = self.lists.entry(name.text.into()).or_default();
        for value in table.keys() {
            let words = table.strings(value.text, problems);
            if words.is_empty() || words.iter().any(|word| word.text.trim().is_empty()) {
                table.complain(value.line, Problem::EmptyList, problems);
            }
            list.0.insert(value.text.into(), words.iter().map(|word| word.text.into()).collect());
        }
        if table.keys().is_empty() {
            table.complain(name.line, Problem::EmptyList, problems);
        }
    }

    /// Adds one intent's file: the language's first, then the region's.
    pub(super) fn read_intent(
        &mut self,
        schema: &IntentSchema,
        file: &Table<'_>,
        problems: &mut Problems,
    ) {
        let known = ["untranslated", "sentences", "prompts", "read_back", "replies"];
        file.allow(&known, problems);
        let mut texts = self.intents.remove(schema.name.as_str()).unwrap_or_default();
        if file.boolean("untranslated", problems) == Some(true) {
            texts.untranslated = true;
            self.untranslated.push(file.path().into());
        }
        for table in file.array("sentences", problems) {
            texts.read_sentences(schema, &table, &self.rules, problems);
        }
        if let Some(prompts) = file.table("prompts", problems) {
            texts.read_prompts(schema, &prompts, problems);
        }
        if let Some(table) = file.table("read_back", problems) {
            texts.read_back = read_reply(&table, problems);
            texts.note("read_back", file.path(), table.line());
        }
        if let Some(replies) = file.table("replies", problems) {
            for (name, text) in read_replies(&replies, problems) {
                texts.note(name.text, file.path(), name.line);
                texts.replies.insert(name.text.into(), text);
            }
        }
        self.intents.insert(schema.name.as_str().into(), texts);
    }
}

impl IntentTexts {
    fn note(&mut self, what: &str, file: &str, line: usize) {
        self.places.insert(what.into(), (file.into(), line));
    }

    fn read_sentences(
        &mut self,
        schema: &IntentSchema,
        table: &Table<'_>,
        rules: &Rules,
        problems: &mut Problems,
    ) {
        table.allow(&["combination", "say"], problems);
        table.needed_key("say", problems);
        let combination = table.string("combination", problems);
        if combination.is_none() && !schema.combinations.is_empty() {
            table.complain(table.line(), Problem::NoCombination, problems);
        }
        if let Some(named) = combination
            && schema.combination(named.text).is_none()
        {
            let known = schema.combinations.iter().map(|combination| &*combination.name);
            let problem = Problem::UnknownCombination {
                intent: schema.name.as_str().into(),
                combination: named.text.into(),
                nearest: nearest(named.text, known),
            };
            table.complain(named.line, problem, problems);
        }
        for text in table.strings("say", problems) {
            match SentenceTemplate::parse(text.text, rules) {
                Err(bad) => table.complain(text.line, Problem::Sentence(bad), problems),
                Ok(template) => self.sentences.push(Sentence {
                    combination: combination.map(|named| named.text.into()),
                    template,
                    file: table.path().into(),
                    line: text.line,
                }),
            }
        }
    }

    fn read_prompts(
        &mut self,
        schema: &IntentSchema,
        prompts: &Table<'_>,
        problems: &mut Problems,
    ) {
        for slot in prompts.keys() {
            if schema.slot(slot.text).is_none() {
                let problem = Problem::UnknownSlot {
                    intent: schema.name.as_str().into(),
                    slot: slot.text.into(),
                    nearest: nearest(slot.text, schema.slots.iter().map(|s| s.name.as_str())),
                };
                prompts.complain(slot.line, problem, problems);
            }
            let texts: Vec<Wording> = prompts
                .strings(slot.text, problems)
                .into_iter()
                .filter_map(|text| Some(Wording::Always(template(prompts, text, problems)?)))
                .collect();
            self.note(slot.text, prompts.path(), slot.line);
            self.prompts.insert(slot.text.into(), texts);
        }
    }
}

fn template(table: &Table<'_>, text: Text<'_>, problems: &mut Problems) -> Option<Template> {
    match Template::parse(text.text) {
        Ok(template) => Some(template),
        Err(bad) => {
            table.complain(text.line, Problem::Text(bad), problems);
            None
        }
    }
}

/// Texts by key; each a table with `speech`, or only the text itself.
fn read_replies<'f>(table: &Table<'f>, problems: &mut Problems) -> Vec<(Text<'f>, ReplyText)> {
    let mut replies = Vec::new();
    for name in table.keys() {
        key(&name, table, problems);
        let text = if let Some(inner) = table.table_or_else(name.text) {
            read_reply(&inner, problems)
        } else {
            table.string(name.text, problems).and_then(|text| template(table, text, problems)).map(
                |template| ReplyText {
                    speech: Wording::Always(template),
                    card: None,
                    reprompt: None,
                    suggestions: Vec::new(),
                },
            )
        };
        replies.extend(text.map(|text| (name, text)));
    }
    replies
}

fn read_reply(table: &Table<'_>, problems: &mut Problems) -> Option<ReplyText> {
    table.allow(&["speech", "card", "reprompt", "suggestions"], problems);
    table.needed_key("speech", problems);
    let speech = wording(table, "speech", problems);
    let reprompt = wording(table, "reprompt", problems);
    let card = table.table("card", problems).and_then(|card| {
        card.allow(&["title", "lines"], problems);
        let title = card.needed_string("title", problems)?;
        let lines = card.strings("lines", problems);
        Some(CardText {
            title: template(&card, title, problems)?,
            lines: lines
                .into_iter()
                .filter_map(|line| Some(Wording::Always(template(&card, line, problems)?)))
                .collect(),
        })
    });
    let suggestions = table.strings("suggestions", problems);
    let suggestions =
        suggestions.into_iter().filter_map(|text| template(table, text, problems)).collect();
    Some(ReplyText { speech: speech?, card, reprompt, suggestions })
}

/// One text, or one for each plural form.
fn wording(table: &Table<'_>, key: &str, problems: &mut Problems) -> Option<Wording> {
    if !table.has(key) {
        return None;
    }
    let Some(counted) = table.table_or_else(key) else {
        return Some(Wording::Always(template(table, table.string(key, problems)?, problems)?));
    };
    let mut known = vec!["by", "other"];
    known.extend(PluralForm::ALL.map(PluralForm::name));
    counted.allow(&known, problems);
    let by = counted.needed_string("by", problems);
    let other = counted.needed_string("other", problems);
    let mut forms = BTreeMap::new();
    for form in PluralForm::ALL {
        let text = counted.string(form.name(), problems);
        if let Some(template) = text.and_then(|text| template(&counted, text, problems)) {
            forms.insert(form, template);
        }
    }
    let other = template(&counted, other?, problems)?;
    Some(Wording::Counted { by: by?.text.into(), forms, other })
}
