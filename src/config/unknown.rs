//! Keys that nobody reads: a typing mistake in a setting must not pass in silence.

use std::path::Path;

use super::error::ConfigError;

/// What each table may hold. `*` stands for any name; a table that ends in `**` belongs to a leaf,
/// which checks it itself.
const KNOWN: &[&str] = &[
    "banks.*.name",
    "banks.*.connector",
    "banks.*.connector_settings.**",
    "banks.*.currency",
    "banks.*.time_zone",
    "banks.*.disclosure",
    "banks.*.privacy_policy_url",
    "banks.*.terms_of_use_url",
    "banks.*.countries",
    "banks.*.testing_instructions",
    "banks.*.caps.*.per_transfer",
    "banks.*.caps.*.per_day",
    "banks.*.caps.*.count_per_hour",
    "banks.*.platforms.*.**",
];

/// Every key of `table` that is not known, each with the nearest one that is.
pub(super) fn check(table: &toml::Table, defaults: &toml::Table, file: &Path) -> Vec<ConfigError> {
    let mut known: Vec<String> = KNOWN.iter().map(|key| (*key).to_owned()).collect();
    leaves(defaults, "", &mut known);
    let mut keys = Vec::new();
    leaves(table, "", &mut keys);
    keys.into_iter()
        .filter(|key| !known.iter().any(|pattern| fits(pattern, key)))
        .map(|key| ConfigError::UnknownKey {
            nearest: nearest(&key, &known),
            file: file.display().to_string(),
            key,
        })
        .collect()
}

fn leaves(table: &toml::Table, prefix: &str, found: &mut Vec<String>) {
    for (name, value) in table {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value.as_table() {
            // A bank or a front may be named with an empty table.
            Some(inner) if !inner.is_empty() => leaves(inner, &key, found),
            Some(_) => {}
            None => found.push(key),
        }
    }
}

fn fits(pattern: &str, key: &str) -> bool {
    let mut wanted = pattern.split('.');
    let mut given = key.split('.');
    loop {
        match (wanted.next(), given.next()) {
            (Some("**"), _) | (None, None) => return true,
            (Some("*"), Some(_)) => {}
            (Some(name), Some(part)) if name == part => {}
            (Some(_), _) | (None, Some(_)) => return false,
        }
    }
}

/// The known key that is most like this one, with `*` filled in as it was written.
fn nearest(key: &str, known: &[String]) -> Option<String> {
    let parts: Vec<&str> = key.split('.').collect();
    known
        .iter()
        .filter(|pattern| !pattern.ends_with("**"))
        .map(|pattern| {
            let filled: Vec<&str> = pattern
                .split('.')
                .enumerate()
                .map(|(at, name)| match (name, parts.get(at)) {
                    ("*", Some(part)) => part,
                    (name, _) => name,
                })
                .collect();
            filled.join(".")
        })
        .min_by_key(|candidate| strsim::damerau_levenshtein(candidate, key))
        .filter(|candidate| strsim::damerau_levenshtein(candidate, key) <= key.len() / 2)
}
