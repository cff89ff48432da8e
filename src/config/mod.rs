//! Settings: defaults compiled in, then a file, then the environment.
//!
//! **In:** a TOML file named by `--config` or `BANTER_CONFIG`, and variables
//! `BANTER__SECTION__KEY`. **Out:** [`Settings`], whole and checked, or every fault at once. Each
//! leaf is handed its own table and reads it itself; this room knows no leaf's keys.
//!
//! No other room reads the environment.

mod error;
mod production;
mod settings;
mod unknown;

use std::path::{Path, PathBuf};

use config::{Config, Environment, File, FileFormat};

pub use error::{ConfigError, ConfigErrors};
pub use settings::{
    BankSettings, CapSettings, ConversationSettings, LogFormat, LogLevel, LogSettings, Profile,
    ServerSettings, Settings, StoreSettings,
};

/// Every setting with its comment.
pub const DEFAULTS: &str = include_str!("default.toml");
const DEVELOPMENT: &str = include_str!("development.toml");

/// The variable that names the file.
const FILE_VARIABLE: &str = "BANTER_CONFIG";

/// What surrounds the program.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    pub file: Option<PathBuf>,
    pub variables: Vec<(String, String)>,
}

impl Surroundings {
    /// The real ones; a file named on the command line wins over `BANTER_CONFIG`.
    pub fn of_this_process(file: Option<PathBuf>) -> Self {
        let variables: Vec<(String, String)> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let named = || {
            let (_, file) = variables.iter().find(|(name, _)| name == FILE_VARIABLE)?;
            (!file.is_empty()).then(|| PathBuf::from(file))
        };
        Self { file: file.or_else(named), variables }
    }
}

/// Reads and checks everything.
pub fn load(surroundings: &Surroundings) -> Result<Settings, ConfigErrors> {
    let defaults = parse(DEFAULTS, Path::new("default.toml"))?;
    let mut faults = Vec::new();
    let mut builder = Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml));
    let file = surroundings.file.as_deref().map(read).transpose()?;
    let mut profile = None;
    if let (Some(path), Some((_, table))) = (&surroundings.file, &file) {
        faults.extend(unknown::check(table, &defaults, path));
        profile = table.get("profile").and_then(|profile| profile.as_str().map(str::to_owned));
    }
    let variables = ours(&surroundings.variables);
    let from_environment = as_table(&variables);
    faults.extend(unknown::check(&from_environment, &defaults, Path::new("the environment")));
    if let Some(set) = from_environment.get("profile").and_then(toml::Value::as_str) {
        profile = Some(set.to_owned());
    }
    if !faults.is_empty() {
        return Err(ConfigErrors(faults));
    }
    if profile.as_deref().is_none_or(|profile| profile == "development") {
        builder = builder.add_source(File::from_str(DEVELOPMENT, FileFormat::Toml));
    }
    if let Some((text, _)) = &file {
        builder = builder.add_source(File::from_str(text, FileFormat::Toml));
    }
    let environment = Environment::with_prefix("BANTER")
        .prefix_separator("__")
        .separator("__")
        .try_parsing(true)
        .list_separator(",")
        .with_list_parse_key("store.keys")
        .source(Some(variables.into_iter().collect()));
    let wrong = |error: config::ConfigError| {
        ConfigErrors(vec![ConfigError::WrongValue { why: error.to_string() }])
    };
    let settings: Settings =
        builder.add_source(environment).build().and_then(Config::try_deserialize).map_err(wrong)?;
    let missing = production::missing(&settings);
    if missing.is_empty() { Ok(settings) } else { Err(ConfigErrors(missing)) }
}

fn read(path: &Path) -> Result<(String, toml::Table), ConfigErrors> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let file = path.display().to_string();
        ConfigErrors(vec![ConfigError::Unreadable { file, why: error.to_string() }])
    })?;
    let table = parse(&text, path)?;
    Ok((text, table))
}

fn parse(text: &str, path: &Path) -> Result<toml::Table, ConfigErrors> {
    text.parse().map_err(|error: toml::de::Error| {
        let file = path.display().to_string();
        ConfigErrors(vec![ConfigError::NotToml { file, why: error.to_string() }])
    })
}

/// `BANTER__SECTION__KEY` and nothing else; `BANTER_CONFIG` is no setting.
fn ours(variables: &[(String, String)]) -> Vec<(String, String)> {
    variables.iter().filter(|(name, _)| name.starts_with("BANTER__")).cloned().collect()
}

/// The variables as the tables they stand for, to find the ones that nobody reads.
fn as_table(variables: &[(String, String)]) -> toml::Table {
    let mut root = toml::Table::new();
    for (name, value) in variables {
        let parts: Vec<String> = name.split("__").skip(1).map(str::to_ascii_lowercase).collect();
        insert(&mut root, &parts, value);
    }
    root
}

fn insert(table: &mut toml::Table, parts: &[String], value: &str) {
    match parts {
        [] => {}
        [last] => {
            table.insert(last.clone(), toml::Value::String(value.to_owned()));
        }
        [first, rest @ ..] => {
            let inner = table
                .entry(first.clone())
                .or_insert_with(|| toml::Value::Table(toml::Table::new()));
            if let Some(inner) = inner.as_table_mut() {
                insert(inner, rest, value);
            }
        }
    }
}
