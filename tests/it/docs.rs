//! The pages: what they point to is there, and what they tell is what the code holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use banter::catalog::IntentCatalog;
use banter::config::DEFAULTS;
use banter::domain::locale::Locale;
use banter::domain::money::Currency;
use banter::understanding::{Context, Understanding};
use chrono::NaiveDate;

use crate::tidy::{ALONE, ALSO, DOORS, FLOORS};

/// Folders of the project that a page may name in backticks.
const FOLDERS: &[&str] = &["src/", "tests/", "intents/", "docs/", "deploy/", "bench/"];

#[test]
fn every_link_leads_somewhere() {
    let mut faults = Vec::new();
    for page in pages() {
        for target in links(&prose(&page.text)) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (path, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let to = if path.is_empty() { page.path.clone() } else { page.folder().join(path) };
            if !to.exists() {
                faults.push(format!("{}: {target} is not there", page.name()));
            } else if !anchor.is_empty() && !anchors(&read(&to)).contains(anchor) {
                faults.push(format!("{}: {target} has no such heading", page.name()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_path_in_backticks_is_there() {
    let mut faults = Vec::new();
    for page in pages() {
        for path in codes(&prose(&page.text)).into_iter().filter(|code| is_path(code)) {
            if !root().join(&path).exists() {
                faults.push(format!("{}: `{path}` is not there", page.name()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// "`Engine::take` in `src/dialogue/engine.rs`" is a promise about that file.
#[test]
fn what_is_said_to_be_in_a_file_is_in_it() {
    let (mut faults, mut promises) = (Vec::new(), 0);
    for page in pages() {
        for (what, path) in located(&prose(&page.text)) {
            promises += 1;
            let name = what.rsplit("::").next().unwrap().trim_end_matches("()").to_owned();
            let file = root().join(&path);
            if !file.is_file() || !has_word(&read(&file), &name) {
                faults.push(format!("{}: `{what}` is not in `{path}`", page.name()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(promises > 30, "only {promises} places are named");
}

#[test]
fn every_page_says_for_whom_it_is() {
    for entry in fs::read_dir(root().join("docs")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = read(&path);
        let second = text.lines().filter(|line| !line.is_empty()).nth(1).unwrap_or_default();
        assert!(second.starts_with("For "), "{}: {second}", path.display());
    }
}

#[test]
fn the_floor_table_is_the_one_that_is_held() {
    let page = read(&root().join("docs/ARCHITECTURE.md"));
    let rows = table(&page, "floor");
    let told: Vec<(String, String, BTreeSet<String>, BTreeSet<String>)> = rows
        .iter()
        .map(|row| (row[0].clone(), codes(&row[1])[0].clone(), set(&row[3]), set(&row[4])))
        .collect();
    let held: Vec<_> = FLOORS
        .iter()
        .map(|(room, floor, may)| {
            let may = may.iter().map(|room| (*room).to_owned()).collect();
            let alone = ALONE.iter().filter(|(_, at)| at == room);
            let alone = alone.map(|(outside, _)| (*outside).to_owned()).collect();
            (floor.to_string(), (*room).to_owned(), may, alone)
        })
        .collect();
    assert_eq!(told, held);
    for (folder, more) in ALSO {
        let line = format!("`{folder}` may also name `{more}`");
        assert!(page.contains(&line), "ARCHITECTURE.md does not say: {line}");
    }
    let doors: BTreeMap<String, Vec<String>> = table(&page, "door")
        .iter()
        .map(|row| (codes(&row[0])[0].clone(), codes(&row[1])))
        .collect();
    let held: BTreeMap<String, Vec<String>> = DOORS
        .iter()
        .map(|(door, at)| {
            ((*door).to_owned(), at.iter().map(|place| format!("src/{place}")).collect())
        })
        .map(|(door, at): (String, Vec<String>)| {
            // A folder that a door is kept for before it is there.
            (door, at.into_iter().filter(|place| root().join(place).exists()).collect())
        })
        .collect();
    assert_eq!(doors, held);
}

#[test]
fn every_setting_is_told_with_its_default() {
    let page = read(&root().join("docs/OPERATING.md"));
    let mut held = BTreeMap::new();
    settings(&DEFAULTS.parse().unwrap(), "", &mut held);
    let told: BTreeMap<String, String> = table(&page, "setting")
        .iter()
        .map(|row| (codes(&row[0])[0].clone(), codes(&row[1])[0].clone()))
        .collect();
    assert_eq!(told, held);
}

#[test]
fn every_setting_of_a_bank_is_told() {
    let page = read(&root().join("docs/OPERATING.md"));
    let told: BTreeSet<String> =
        table(&page, "of a bank").iter().map(|row| codes(&row[0])[0].clone()).collect();
    let source = read(&root().join("src/config/unknown.rs"));
    let held: BTreeSet<String> = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("\"banks.*."))
        .filter_map(|rest| rest.split('"').next())
        .map(|key| key.trim_end_matches(".**").replace(".*", ".<name>"))
        .collect();
    assert!(held.contains("connector"), "{held:?}");
    assert_eq!(told, held);
}

#[test]
fn every_metric_is_told() {
    let page = read(&root().join("docs/OPERATING.md"));
    let source = read(&root().join("src/server/metrics.rs"));
    let names: Vec<&str> =
        source.split("register(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(!names.is_empty());
    for name in names {
        let told = page.contains(&format!("`banter_{name}"));
        assert!(told, "OPERATING.md does not tell of banter_{name}");
    }
}

#[test]
fn every_kind_of_error_is_told() {
    let told: BTreeSet<String> =
        codes(&prose(&read(&root().join("docs/ERRORS.md")))).into_iter().collect();
    let mut missing = Vec::new();
    let mut sources = Vec::new();
    collect(&root().join("src"), "rs", &mut sources);
    for file in sources {
        let text = read(&file);
        let shipped = text.split("#[cfg(test)]\nmod ").next().unwrap();
        for after in shipped.split("thiserror::Error").skip(1) {
            let line = after.lines().skip(1).find(|line| !line.starts_with('#')).unwrap_or("");
            let public = line.starts_with("pub enum ") || line.starts_with("pub struct ");
            let name = line.split_whitespace().nth(2).unwrap_or("");
            let name: String = name.chars().take_while(char::is_ascii_alphanumeric).collect();
            if public && !told.contains(&name) {
                missing.push(format!("{name} ({})", file.display()));
            }
        }
    }
    assert!(missing.is_empty(), "ERRORS.md does not tell of:\n{}", missing.join("\n"));
}

#[test]
fn every_command_is_in_the_readme() {
    let help = std::process::Command::new(env!("CARGO_BIN_EXE_banter"))
        .arg("--help")
        .output()
        .expect("the binary is built with the tests");
    let help = String::from_utf8(help.stdout).unwrap();
    let listed = help.split("Commands:\n").nth(1).expect("help lists commands");
    let held: BTreeSet<String> = listed
        .lines()
        .take_while(|line| !line.is_empty())
        // A command stands two spaces in; what goes on below it stands further in.
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|command| *command != "help")
        .map(str::to_owned)
        .collect();
    let told: BTreeSet<String> = table(&read(&root().join("README.md")), "command")
        .iter()
        .filter_map(|row| codes(&row[0])[0].split(' ').nth(1).map(str::to_owned))
        .collect();
    assert_eq!(told, held);
}

#[test]
fn every_sentence_to_try_is_understood() {
    let catalog = IntentCatalog::embedded().unwrap();
    let understanding = Understanding::new(&catalog).unwrap();
    let rows = table(&read(&root().join("README.md")), "say");
    assert!(rows.len() >= 10, "{} sentences", rows.len());
    for row in rows {
        let sentence = row[0].trim_matches(['"', '“', '”', '„']).to_owned();
        for locale in row[1].split(',') {
            let locale = Locale::parse(locale.trim()).unwrap();
            let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
            let context = Context::on(today, Currency::EUR);
            let heard = understanding.hear(locale, &sentence, &context);
            let intent = codes(&row[2])[0].clone();
            assert!(heard.accepted, "{locale}: {sentence:?} is not understood");
            assert_eq!(heard.intent.as_str(), intent, "{locale}: {sentence:?}");
        }
    }
}

struct Page {
    path: PathBuf,
    text: String,
}

impl Page {
    fn name(&self) -> String {
        self.path.strip_prefix(root()).unwrap().display().to_string()
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap()
    }
}

fn pages() -> Vec<Page> {
    let mut files = vec![root().join("README.md")];
    for folder in FOLDERS {
        collect(&root().join(folder), "md", &mut files);
    }
    assert!(files.len() > 6, "{files:?}");
    files.into_iter().map(|path| Page { text: read(&path), path }).collect()
}

fn collect(folder: &Path, extension: &str, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, extension, files);
        } else if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
    files.sort();
}

/// A page without its blocks of code.
fn prose(text: &str) -> String {
    let mut inside = false;
    let mut kept = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
        } else if !inside {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// Where links lead; what looks like one within backticks is none.
fn links(prose: &str) -> Vec<String> {
    let plain: String = prose.split('`').step_by(2).collect::<Vec<_>>().join("``");
    plain
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .map(|target| target.split(' ').next().unwrap().to_owned())
        .collect()
}

/// What stands between backticks.
fn codes(prose: &str) -> Vec<String> {
    prose.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

/// "`what` in `path`", as they stand on one line.
fn located(prose: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for line in prose.lines() {
        let parts: Vec<&str> = line.split('`').collect();
        for window in parts.windows(4).step_by(1) {
            let [_, what, between, path] = window else { continue };
            if *between == " in " && is_path(path) && path.ends_with(".rs") {
                found.push(((*what).to_owned(), (*path).to_owned()));
            }
        }
    }
    found
}

fn has_word(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).unwrap().chars().next_back();
        let after = text.get(at + name.len()..).unwrap().chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

fn is_path(code: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./-".contains(c);
    FOLDERS.iter().any(|folder| code.starts_with(folder)) && code.chars().all(plain)
}

/// The rows of the table whose first column is headed so.
fn table(text: &str, head: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| -> Vec<String> {
        line.trim().trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()
    };
    let rows: Vec<Vec<String>> = text
        .lines()
        .skip_while(|line| !line.starts_with(&format!("| {head} |")))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(cells)
        .collect();
    assert!(!rows.is_empty(), "there is no table headed `{head}`");
    rows
}

/// The names of a cell: `–` is none, `all` is `*`.
fn set(cell: &str) -> BTreeSet<String> {
    if cell == "all" { BTreeSet::from(["*".to_owned()]) } else { codes(cell).into_iter().collect() }
}

fn anchors(text: &str) -> BTreeSet<String> {
    prose(text)
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            line.trim_start_matches('#')
                .trim()
                .to_lowercase()
                .chars()
                .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        })
        .collect()
}

fn settings(table: &toml::Table, prefix: &str, found: &mut BTreeMap<String, String>) {
    for (name, value) in table {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value.as_table() {
            Some(inner) => settings(inner, &key, found),
            None => {
                found.insert(key, value.to_string());
            }
        }
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
