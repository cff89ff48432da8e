//! The floors and the doors of the house, kept by reading `src/` (docs/ARCHITECTURE.md shows them).
//!
//! A room may name only the rooms listed for it. A folder without a floor fails. A constructor that
//! vouches for something may be called only behind its door, because inside one crate `pub` is open
//! to all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Room, floor, the rooms it may name. Leaves are rooms whose folders do not know each other.
pub(crate) const FLOORS: &[(&str, u8, &[&str])] = &[
    ("domain", 0, &[]),
    ("contracts", 1, &["domain"]),
    ("catalog", 1, &["domain"]),
    ("sandbox", 1, &["domain"]),
    ("net", 1, &[]),
    ("understanding", 2, &["domain", "catalog"]),
    ("transfers", 2, &["domain", "contracts"]),
    ("dialogue", 3, &["domain", "contracts", "catalog", "understanding", "transfers"]),
    ("platforms", 4, &["domain", "contracts", "catalog", "net"]),
    ("connectors", 4, &["domain", "contracts", "net"]),
    ("stores", 4, &["domain", "contracts"]),
    ("certify", 5, &["domain", "contracts", "catalog", "platforms", "net"]),
    ("config", 5, &[]),
    ("server", 6, &["*"]),
    ("cli", 7, &["*"]),
];

/// A folder that may name one room more than its neighbours.
pub(crate) const ALSO: &[(&str, &str)] = &[("connectors/sandbox", "sandbox")];

const LEAVES: &[&str] = &["platforms", "connectors", "stores"];

/// What stands outside the house, and the only room that may name it.
pub(crate) const ALONE: &[(&str, &str)] =
    &[("reqwest", "net"), ("redis", "stores"), ("actix_web", "server"), ("std::env", "config")];

/// Constructors that vouch for something, and where they may be called.
pub(crate) const DOORS: &[(&str, &[&str])] = &[
    ("Verified::vouch", &["platforms/"]),
    ("Disclosed::allow", &["dialogue/disclosure.rs", "dialogue/disclosure/"]),
    ("IntendedTransfer::recorded", &["stores/"]),
];

/// Nine files in ten are no longer than this.
const LONG_FILE_LINES: usize = 400;

struct Source {
    /// Below `src/`, with forward slashes.
    path: String,
    /// Without comments and without the unit tests at the end.
    code: String,
    lines: usize,
}

#[test]
fn every_room_names_only_what_its_floor_allows() {
    let leaves = leaves();
    let faults: Vec<String> =
        sources().iter().flat_map(|source| floor_faults(source, &leaves)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_folder_has_a_floor() {
    let known: BTreeSet<&str> = FLOORS.iter().map(|(room, _, _)| *room).collect();
    for entry in std::fs::read_dir(root().join("src")).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            let name = entry.file_name().into_string().unwrap();
            assert!(known.contains(name.as_str()), "src/{name} has no floor: add it to FLOORS");
        }
    }
}

#[test]
fn rooms_lie_above_what_they_name() {
    let floors: BTreeMap<&str, u8> =
        FLOORS.iter().map(|(room, floor, _)| (*room, *floor)).collect();
    for (room, floor, may) in FLOORS {
        for named in may.iter().filter(|named| **named != "*") {
            assert!(floors[named] < *floor, "{room} may not name {named}: it is not below");
        }
    }
}

#[test]
fn what_is_outside_is_named_by_one_room() {
    let mut faults = Vec::new();
    for source in sources() {
        for (outside, room) in ALONE {
            let here = source.path.starts_with(&format!("{room}/"));
            // A binary's arguments are read in main.
            if !here && source.path != "main.rs" && names(&source.code, outside) {
                faults.push(format!("src/{}: names {outside}, which is for {room}", source.path));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn doors_are_opened_only_where_they_may_be() {
    let faults: Vec<String> = sources().iter().flat_map(door_faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    for (door, _) in DOORS {
        let used = sources().iter().any(|source| source.code.contains(door));
        assert!(used, "nobody goes through {door}: is the door still needed?");
    }
}

#[test]
fn domain_types_are_not_serialisable() {
    for source in sources().iter().filter(|source| source.path.starts_with("domain/")) {
        assert!(!source.code.contains("serde"), "src/{} names serde", source.path);
    }
}

#[test]
fn nine_files_in_ten_fit_on_a_few_screens() {
    let sources = sources();
    let long: Vec<String> = sources
        .iter()
        .filter(|source| source.lines > LONG_FILE_LINES)
        .map(|source| format!("src/{} ({} lines)", source.path, source.lines))
        .collect();
    assert!(long.len() * 10 <= sources.len(), "too many long files:\n{}", long.join("\n"));
}

#[test]
fn every_room_says_what_it_is() {
    for (room, _, _) in FLOORS {
        let text = std::fs::read_to_string(root().join("src").join(room).join("mod.rs")).unwrap();
        assert!(text.starts_with("//! "), "src/{room}/mod.rs does not open with what it is");
    }
}

#[test]
fn a_wrong_import_is_found() {
    let source = |path: &str, code: &str| Source { path: path.into(), code: code.into(), lines: 1 };
    let leaves = vec![("platforms".to_owned(), "alexa".to_owned())];
    let floors = |path: &str, code: &str| floor_faults(&source(path, code), &leaves).len();
    assert_eq!(floors("domain/x.rs", "use crate::{contracts::bank, domain::y};"), 1);
    assert_eq!(floors("domain/x.rs", "crate::server::run()"), 1);
    assert_eq!(floors("platforms/meta/x.rs", "use crate::platforms::alexa::A;"), 1);
    assert_eq!(floors("platforms/meta/x.rs", "use super::super::alexa::A;"), 1);
    assert_eq!(floors("platforms/alexa/x.rs", "use crate::platforms::alexa::A;"), 0);
    assert_eq!(floors("connectors/berlin/x.rs", "use crate::sandbox::Bank;"), 1);
    assert_eq!(floors("connectors/sandbox/x.rs", "use crate::sandbox::Bank;"), 0);
    assert_eq!(floors("dialogue/x.rs", "use crate::domain::money::Money;"), 0);
    assert_eq!(floors("attic/x.rs", "fn x() {}"), 1);
    assert_eq!(door_faults(&source("dialogue/engine.rs", "Disclosed::allow(x)")).len(), 1);
    assert_eq!(door_faults(&source("dialogue/disclosure.rs", "Disclosed::allow(x)")).len(), 0);
    assert!(names("use redis::aio;", "redis") && !names("let predis::x", "redis"));
}

/// What one file names that it may not; `leaves` are the folders of the leaf rooms.
fn floor_faults(source: &Source, leaves: &[(String, String)]) -> Vec<String> {
    let Some((room, rest)) = source.path.split_once('/') else { return Vec::new() };
    let Some((_, _, may)) = FLOORS.iter().find(|(name, _, _)| *name == room) else {
        return vec![format!("src/{}: its room has no floor", source.path)];
    };
    let folder = rest.split_once('/').map(|(folder, _)| folder);
    let here = folder.map(|folder| format!("{room}/{folder}"));
    let mut faults = Vec::new();
    for path in crate_paths(&source.code) {
        let named = path[0].as_str();
        let also = ALSO.iter().any(|(at, more)| Some(*at) == here.as_deref() && *more == named);
        let is_room = FLOORS.iter().any(|(name, _, _)| *name == named);
        if is_room && named != room && !may.contains(&named) && !may.contains(&"*") && !also {
            faults.push(format!("src/{}: {room} may not name crate::{named}", source.path));
        }
    }
    let Some(folder) = folder else { return faults };
    for (_, other) in leaves.iter().filter(|(at, leaf)| at == room && leaf != folder) {
        let by_crate = format!("crate::{room}::{other}");
        let by_super = format!("super::super::{other}");
        if source.code.contains(&by_crate) || source.code.contains(&by_super) {
            faults.push(format!("src/{}: leaves never name each other", source.path));
        }
    }
    faults
}

fn leaves() -> Vec<(String, String)> {
    let mut leaves = Vec::new();
    for room in LEAVES {
        for entry in std::fs::read_dir(root().join("src").join(room)).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                leaves.push(((*room).to_owned(), entry.file_name().into_string().unwrap()));
            }
        }
    }
    leaves
}

fn door_faults(source: &Source) -> Vec<String> {
    DOORS
        .iter()
        .filter(|(door, _)| source.code.contains(door))
        .filter(|(_, at)| !at.iter().any(|place| source.path.starts_with(place)))
        .map(|(door, _)| format!("src/{}: {door} is a door for others", source.path))
        .collect()
}

/// The first two segments of every path that starts at the crate, groups taken apart.
fn crate_paths(code: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let before = code.get(..at).unwrap().chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let rest = code.get(at + "crate::".len()..).unwrap();
        if let Some(group) = rest.strip_prefix('{') {
            for item in top_level_items(group) {
                paths.push(segments(&item));
            }
        } else {
            paths.push(segments(rest));
        }
    }
    paths.retain(|path| !path.is_empty());
    paths
}

fn segments(text: &str) -> Vec<String> {
    text.trim_start()
        .split("::")
        .take(2)
        .map(|part| part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .filter(|part: &String| !part.is_empty())
        .collect()
}

fn top_level_items(group: &str) -> Vec<String> {
    let (mut depth, mut items, mut item) = (0_i32, Vec::new(), String::new());
    for character in group.chars() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(std::mem::take(&mut item));
                continue;
            }
            _ => {}
        }
        item.push(character);
    }
    items.push(item);
    items
}

fn names(code: &str, outside: &str) -> bool {
    code.match_indices(&format!("{outside}::")).any(|(at, _)| {
        let before = code.get(..at).unwrap().chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}

fn sources() -> Vec<Source> {
    let mut files = Vec::new();
    collect(&root().join("src"), &mut files);
    files
        .into_iter()
        .map(|file| {
            let text = std::fs::read_to_string(&file).unwrap();
            let path = file.strip_prefix(root().join("src")).unwrap();
            let path = path.to_str().unwrap().replace('\\', "/");
            let tests = path.ends_with("/tests.rs") || path.contains("/tests/");
            let shipped = if tests { "" } else { text.split("#[cfg(test)]\nmod ").next().unwrap() };
            let code = shipped
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect::<Vec<_>>()
                .join("\n");
            Source { path, code, lines: text.lines().count() }
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
