//! `[banks.<bank>.platforms.alexa]`

use std::collections::BTreeMap;

use serde::Deserialize;

/// What an operator says about the skill. Unknown keys are refused.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The skills that may call: `amzn1.ask.skill.…`. Empty only in the development profile,
    /// where it means any.
    pub skill_ids: Vec<String>,
    /// PEM files with roots that are trusted beside the system's; an entry may also be the PEM
    /// text itself.
    pub trusted_roots: Vec<String>,
    /// Chains that are not to be fetched: address to PEM file, or to the PEM text itself. They
    /// are verified all the same.
    pub certificate_files: BTreeMap<String, String>,
    /// Whether roots of the system are trusted. Without them, only `trusted_roots` are.
    pub system_roots: Option<bool>,
    /// How many seconds a call may be old or early; at most 150, which is also the default.
    pub tolerance_seconds: Option<u16>,
    /// Where the customers live, for "today": `Europe/Berlin`. Alexa tells nobody.
    pub time_zone: Option<String>,
    /// The language of calls that do not name one.
    pub default_locale: Option<String>,
}

impl Config {
    pub fn read(table: toml::Table) -> Result<Self, String> {
        table.try_into().map_err(|error: toml::de::Error| error.message().to_owned())
    }
}
