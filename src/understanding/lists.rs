//! A locale's lists of words, to be found at a place in a text.

use std::collections::BTreeMap;

use super::text::Text;
use crate::catalog::LocaleCatalog;

/// Word sequences with the values they stand for, by their first word.
#[derive(Debug, Default)]
pub(super) struct Lexicon(BTreeMap<Box<str>, Vec<Entry>>);

#[derive(Debug)]
struct Entry {
    rest: Vec<Box<str>>,
    value: Box<str>,
}

impl Lexicon {
    pub(super) fn of(locale: &LocaleCatalog, list: &str) -> Self {
        let mut lexicon = Self::default();
        let Some(list) = locale.list(list) else { return lexicon };
        for (value, words) in list.iter() {
            for words in words {
                let text = Text::read(words);
                let mut folded = text.words().map(Box::from);
                let Some(first) = folded.next() else { continue };
                let rest = folded.collect();
                lexicon.0.entry(first).or_default().push(Entry { rest, value: value.into() });
            }
        }
        for entries in lexicon.0.values_mut() {
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.rest.len()));
        }
        lexicon
    }

    /// The longest entry that stands here, with the first token behind it.
    pub(super) fn at(&self, text: &Text<'_>, at: usize) -> Option<(&str, usize)> {
        let entries = self.0.get(text.word(at))?;
        let next = at.saturating_add(1);
        entries.iter().find_map(|entry| {
            let stands =
                entry.rest.iter().zip(next..).all(|(word, place)| text.word(place) == &**word);
            stands.then(|| (&*entry.value, next.saturating_add(entry.rest.len())))
        })
    }
}
