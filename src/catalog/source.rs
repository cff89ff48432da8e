//! The files themselves, and reading TOML from them in such a way that every complaint has a line.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{Problem, Problems, nearest};

/// The files of `intents/` as they were when the program was built.
const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/intents.rs"));

/// Path below the intents folder, with forward slashes, to text.
pub(super) type Sources = BTreeMap<Box<str>, Cow<'static, str>>;

pub(super) fn embedded() -> Sources {
    EMBEDDED.iter().map(|(path, text)| ((*path).into(), Cow::Borrowed(*text))).collect()
}

pub(super) fn from_folder(root: &Path) -> io::Result<Sources> {
    let mut sources = Sources::new();
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            for inner in fs::read_dir(entry.path())? {
                let inner = inner?;
                let file = inner.file_name().to_string_lossy().into_owned();
                add(&mut sources, &inner.path(), format!("{name}/{file}"))?;
            }
        } else {
            add(&mut sources, &entry.path(), name)?;
        }
    }
    Ok(sources)
}

fn add(sources: &mut Sources, path: &Path, name: String) -> io::Result<()> {
    if name.ends_with(".toml") {
        sources.insert(name.into(), Cow::Owned(fs::read_to_string(path)?));
    }
    Ok(())
}

/// One file, parsed.
pub(super) struct File<'s> {
    path: &'s str,
    text: &'s str,
    root: DeTable<'s>,
}

/// A table of a file, with what is needed to complain about it.
#[derive(Clone, Copy)]
pub(super) struct Table<'f> {
    path: &'f str,
    text: &'f str,
    table: &'f DeTable<'f>,
    /// Where it begins; nowhere for the whole file.
    at: Option<usize>,
}

/// A text of a file and the line it stands on.
#[derive(Clone, Copy)]
pub(super) struct Text<'f> {
    pub(super) text: &'f str,
    pub(super) line: usize,
}

impl<'s> File<'s> {
    pub(super) fn parse(path: &'s str, text: &'s str, problems: &mut Problems) -> Self {
        let (root, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let line = error.span().map_or(0, |span| line(text, span.start));
            problems.add(path, line, Problem::NotToml(error.message().into()));
        }
        Self { path, text, root: root.into_inner() }
    }

    pub(super) fn root(&self) -> Table<'_> {
        Table { path: self.path, text: self.text, table: &self.root, at: None }
    }
}

fn line(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count().saturating_add(1)
}

impl<'f> Table<'f> {
    pub(super) fn path(&self) -> &'f str {
        self.path
    }

    /// The line of the table's head; zero for the whole file.
    pub(super) fn line(&self) -> usize {
        self.at.map_or(0, |at| line(self.text, at))
    }

    pub(super) fn complain(&self, line: usize, problem: Problem, problems: &mut Problems) {
        problems.add(self.path, line, problem);
    }

    /// Refuses every key that is not one of these.
    pub(super) fn allow(&self, known: &[&str], problems: &mut Problems) {
        for key in self.table.keys() {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) {
                let nearest = nearest(name, known.iter().copied());
                let line = line(self.text, key.span().start);
                problems.add(self.path, line, Problem::UnknownKey { key: name.into(), nearest });
            }
        }
    }

    /// Keys and values in the order of the file.
    fn entries(&self) -> Vec<(Text<'f>, &'f Spanned<DeValue<'f>>)> {
        let mut entries: Vec<_> = self.table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries
            .into_iter()
            .map(|(key, value)| {
                let line = line(self.text, key.span().start);
                (Text { text: key.get_ref().as_ref(), line }, value)
            })
            .collect()
    }

    pub(super) fn keys(&self) -> Vec<Text<'f>> {
        self.entries().into_iter().map(|(key, _)| key).collect()
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    fn value(&self, key: &str) -> Option<(Text<'f>, &'f Spanned<DeValue<'f>>)> {
        let (found, value) = self.table.get_key_value(key)?;
        let line = line(self.text, found.span().start);
        Some((Text { text: found.get_ref().as_ref(), line }, value))
    }

    fn wrong(&self, key: Text<'_>, wanted: &'static str, problems: &mut Problems) {
        let problem = Problem::WrongType { key: key.text.into(), wanted };
        problems.add(self.path, key.line, problem);
    }

    fn text(&self, value: &'f Spanned<DeValue<'f>>) -> Option<Text<'f>> {
        let line = line(self.text, value.span().start);
        value.get_ref().as_str().map(|text| Text { text, line })
    }

    pub(super) fn string(&self, key: &str, problems: &mut Problems) -> Option<Text<'f>> {
        let (key, value) = self.value(key)?;
        let text = self.text(value);
        if text.is_none() {
            self.wrong(key, "a text", problems);
        }
        text
    }

    /// Complains where a key is missing, whatever its type.
    pub(super) fn needed_key(&self, key: &str, problems: &mut Problems) {
        if !self.has(key) {
            problems.add(self.path, self.line(), Problem::MissingKey { key: key.into() });
        }
    }

    pub(super) fn needed_string(&self, key: &str, problems: &mut Problems) -> Option<Text<'f>> {
        self.needed_key(key, problems);
        self.string(key, problems)
    }

    pub(super) fn boolean(&self, key: &str, problems: &mut Problems) -> Option<bool> {
        let (key, value) = self.value(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(key, "`true` or `false`", problems);
        }
        flag
    }

    /// A list of texts, or a single one.
    pub(super) fn strings(&self, key: &str, problems: &mut Problems) -> Vec<Text<'f>> {
        let Some((key, value)) = self.value(key) else { return Vec::new() };
        if let Some(single) = self.text(value) {
            return vec![single];
        }
        let texts: Option<Vec<Text<'f>>> = value
            .get_ref()
            .as_array()
            .and_then(|array| array.iter().map(|item| self.text(item)).collect());
        texts.unwrap_or_else(|| {
            self.wrong(key, "a list of texts", problems);
            Vec::new()
        })
    }

    pub(super) fn table(&self, key: &str, problems: &mut Problems) -> Option<Self> {
        let (key, value) = self.value(key)?;
        let table = self.inner(value);
        if table.is_none() {
            self.wrong(key, "a table", problems);
        }
        table
    }

    /// The table under a key, where something else may stand there too.
    pub(super) fn table_or_else(&self, key: &str) -> Option<Self> {
        self.value(key).and_then(|(_, value)| self.inner(value))
    }

    fn inner(&self, value: &'f Spanned<DeValue<'f>>) -> Option<Self> {
        let table = value.get_ref().as_table()?;
        Some(Self { path: self.path, text: self.text, table, at: Some(value.span().start) })
    }

    /// Every entry of a table under a key, each a table itself.
    pub(super) fn tables(&self, key: &str, problems: &mut Problems) -> Vec<(Text<'f>, Self)> {
        let Some(outer) = self.table(key, problems) else { return Vec::new() };
        let mut tables = Vec::new();
        for (name, value) in outer.entries() {
            match self.inner(value) {
                Some(table) => tables.push((name, table)),
                None => self.wrong(name, "a table", problems),
            }
        }
        tables
    }

    /// The tables of `[[key]]`.
    pub(super) fn array(&self, key: &str, problems: &mut Problems) -> Vec<Self> {
        let Some((key, value)) = self.value(key) else { return Vec::new() };
        let tables: Option<Vec<Self>> = value
            .get_ref()
            .as_array()
            .and_then(|array| array.iter().map(|item| self.inner(item)).collect());
        tables.unwrap_or_else(|| {
            self.wrong(key, "a list of tables", problems);
            Vec::new()
        })
    }
}
