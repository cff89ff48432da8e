//! Reads a disclosure file: every line becomes a rule that knows where it stood, and every mistake
//! is told with its line, what is wrong and what to write instead.

use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::disclosure::{Hint, HintRule, Place, Rule};
use crate::domain::disclosed::{Decision, Sensitivity};
use crate::domain::turn::{DeviceKind, PlatformName};

/// Everything that is wrong with a disclosure file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct DisclosureErrors(pub Vec<DisclosureError>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisclosureError {
    /// Where it stands: `bank line 3`.
    pub at: String,
    pub what: String,
    pub cure: String,
}

/// What is found on the way through the tables.
struct Reader<'a> {
    source: &'a str,
    text: &'a str,
    rules: Vec<Rule>,
    hints: Vec<HintRule>,
    errors: Vec<DisclosureError>,
}

/// What a table may hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Top,
    Front,
    Device,
    Listeners,
    Everywhere,
}

/// How far the tables have led: what may stand here, and for whom a line here speaks.
struct Here {
    level: Level,
    place: Place,
    path: Path,
}

/// A line's key, as it would be written out in full.
#[derive(Clone)]
struct Path(String);

type Key<'i> = Spanned<std::borrow::Cow<'i, str>>;

pub(super) fn read(
    source: &str,
    text: &str,
) -> Result<(Vec<Rule>, Vec<HintRule>), DisclosureErrors> {
    let mut reader =
        Reader { source, text, rules: Vec::new(), hints: Vec::new(), errors: Vec::new() };
    match DeTable::parse(text) {
        Ok(table) => {
            let top =
                Here { level: Level::Top, place: Place::default(), path: Path(String::new()) };
            reader.table(table.get_ref(), &top);
        }
        Err(error) => {
            let at = reader.at(error.span().unwrap_or_default());
            reader.errors.push(DisclosureError {
                at,
                what: error.message().replace('\n', ", "),
                cure: "write TOML: table.kind = \"decision\"".to_owned(),
            });
        }
    }
    if !reader.errors.is_empty() {
        return Err(DisclosureErrors(reader.errors));
    }
    // Stable, so that the lines of one rank keep their order.
    reader.rules.sort_by_key(|rule| std::cmp::Reverse(rule.place.rank()));
    Ok((reader.rules, reader.hints))
}

impl Reader<'_> {
    fn table(&mut self, table: &DeTable<'_>, here: &Here) {
        for (key, value) in table {
            let path = here.path.then(key.get_ref());
            let value = value.get_ref();
            if let Some(inner) = value.as_table() {
                self.inner(key, inner, here, path);
            } else if here.level == Level::Top {
                let what = format!("`{path}` stands outside every table");
                self.wrong(
                    key.span(),
                    what,
                    "write it under a table: everywhere.balance = \"say\"",
                );
            } else if let Some((sensitivity, decision)) = self.pair(key, value, &path) {
                let reason = self.reason(key.span(), &path);
                let place = here.place.clone();
                self.rules.push(Rule { place, sensitivity, decision, reason });
            }
        }
    }

    /// A table in a table: it names one thing more.
    fn inner(&mut self, key: &Key<'_>, inner: &DeTable<'_>, here: &Here, path: Path) {
        let name: &str = key.get_ref();
        let place = here.place.clone();
        let devices = matches!(here.level, Level::Top | Level::Front);
        let listeners = devices || here.level == Level::Device;
        let device = DeviceKind::from_name(name).filter(|_| devices);
        match name {
            "everywhere" if here.level == Level::Top => {
                self.table(inner, &Here { level: Level::Everywhere, place, path });
            }
            "front" if here.level == Level::Top => self.fronts(inner, &path),
            "hint" if here.level == Level::Top => self.hint_tables(inner, &path),
            "shared" | "private" if listeners => {
                let place = Place { shared: Some(name == "shared"), ..place };
                self.table(inner, &Here { level: Level::Listeners, place, path });
            }
            _ if device.is_some() => {
                let place = Place { device, ..place };
                self.table(inner, &Here { level: Level::Device, place, path });
            }
            _ => {
                let mut known: Vec<&str> = Vec::new();
                if here.level == Level::Top {
                    known.extend(["everywhere", "front", "hint"]);
                }
                if devices {
                    known.extend(DeviceKind::ALL.map(DeviceKind::name));
                }
                if listeners {
                    known.extend(["shared", "private"]);
                }
                self.unknown(key.span(), &path, ("table", name), &known);
            }
        }
    }

    fn fronts(&mut self, fronts: &DeTable<'_>, path: &Path) {
        for (key, value) in fronts {
            let path = path.then(key.get_ref());
            match (PlatformName::parse(key.get_ref()), value.get_ref()) {
                (Ok(front), DeValue::Table(inner)) => {
                    let place = Place { front: Some(front), ..Place::default() };
                    self.table(inner, &Here { level: Level::Front, place, path });
                }
                (_, _) => self.wrong(
                    key.span(),
                    format!("`{path}` is not a front's table"),
                    "name the front and the kind: front.alexa.transaction = \"not_here\"",
                ),
            }
        }
    }

    fn hint_tables(&mut self, hints: &DeTable<'_>, path: &Path) {
        for (key, value) in hints {
            let path = path.then(key.get_ref());
            let hint = Hint::ALL.into_iter().find(|hint| hint.name() == key.get_ref());
            match (hint, value.get_ref()) {
                (Some(hint), DeValue::Table(lines)) => {
                    for (key, value) in lines {
                        let path = path.then(key.get_ref());
                        let Some((sensitivity, decision)) = self.pair(key, value.get_ref(), &path)
                        else {
                            continue;
                        };
                        let reason = self.reason(key.span(), &path);
                        self.hints.push(HintRule { hint, sensitivity, decision, reason });
                    }
                }
                (_, _) => {
                    let known = Hint::ALL.map(Hint::name);
                    self.unknown(key.span(), &path, ("hint", key.get_ref()), &known);
                }
            }
        }
    }

    fn pair(
        &mut self,
        key: &Key<'_>,
        value: &DeValue<'_>,
        path: &Path,
    ) -> Option<(Sensitivity, Decision)> {
        let name: &str = key.get_ref();
        let sensitivity = Sensitivity::from_name(name);
        if sensitivity.is_none() {
            let known = Sensitivity::ALL.map(Sensitivity::name);
            self.unknown(key.span(), path, ("kind of information", name), &known);
        }
        let written = value.as_str().unwrap_or_default();
        let decision = Decision::from_name(written);
        if decision.is_none() {
            let known = Decision::ALL.map(Decision::name);
            self.unknown(key.span(), path, ("decision", written), &known);
        }
        let (sensitivity, decision) = (sensitivity?, decision?);
        if decision == Decision::Band && !has_bands(sensitivity) {
            self.wrong(
                key.span(),
                format!("`{path}` has no bands"),
                "bands exist for balance and transaction; write say, on_phone or not_here",
            );
            return None;
        }
        Some((sensitivity, decision))
    }

    fn unknown(
        &mut self,
        span: Range<usize>,
        path: &Path,
        (what, name): (&str, &str),
        known: &[&str],
    ) {
        let shown: String = name.chars().take(40).collect();
        let nearest = known
            .iter()
            .map(|known| (strsim::damerau_levenshtein(known, &shown), known))
            .filter(|(distance, _)| *distance <= 2)
            .min_by_key(|(distance, _)| *distance);
        let cure = match nearest {
            Some((_, nearest)) => format!("did you mean `{nearest}`?"),
            None if known.is_empty() => "no table may stand here".to_owned(),
            None => format!("known are: {}", known.join(", ")),
        };
        self.wrong(span, format!("`{path}`: `{shown}` is no {what} that may stand here"), &cure);
    }

    fn wrong(&mut self, span: Range<usize>, what: String, cure: &str) {
        let at = self.at(span);
        self.errors.push(DisclosureError { at, what, cure: cure.to_owned() });
    }

    fn reason(&self, span: Range<usize>, path: &Path) -> std::sync::Arc<str> {
        format!("{}: {path}", self.at(span)).into()
    }

    fn at(&self, span: Range<usize>) -> String {
        let before = self.text.as_bytes().get(..span.start).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count().saturating_add(1);
        format!("{} line {line}", self.source)
    }
}

/// Whether there is anything to say about this between the figure and nothing.
const fn has_bands(sensitivity: Sensitivity) -> bool {
    match sensitivity {
        Sensitivity::Balance | Sensitivity::Transaction => true,
        Sensitivity::Public
        | Sensitivity::Personal
        | Sensitivity::Payment
        | Sensitivity::AccountNumber => false,
    }
}

impl Path {
    fn then(&self, name: &str) -> Self {
        let name: String = name.chars().take(40).collect();
        if self.0.is_empty() { Self(name) } else { Self(format!("{}.{name}", self.0)) }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl DisclosureErrors {
    pub(super) fn numbers_on_speakers(reason: &str) -> Self {
        Self(vec![DisclosureError {
            at: reason.to_owned(),
            what: "this would say account numbers on every speaker, too".to_owned(),
            cure: "name the devices: phone.account_number = \"say\"".to_owned(),
        }])
    }
}

impl fmt::Display for DisclosureErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{}: {}; {}", error.at, error.what, error.cure)?;
        }
        Ok(())
    }
}
