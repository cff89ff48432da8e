//! The settings as the rest of the house reads them. Defaults stand in `default.toml` alone.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use secrecy::SecretString;
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub profile: Profile,
    pub server: ServerSettings,
    pub store: StoreSettings,
    pub dialogue: ConversationSettings,
    pub log: LogSettings,
    /// By the bank's id: the `{bank}` of the routes.
    #[serde(default)]
    pub banks: BTreeMap<String, BankSettings>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    Development,
    Production,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSettings {
    pub bind: String,
    pub public_url: String,
    pub workers: usize,
    pub body_limit_bytes: usize,
    pub calls_per_minute: u32,
    pub shutdown_within_ms: u64,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreSettings {
    pub redis_url: String,
    pub transfers_redis_url: String,
    pub keys: Vec<SecretString>,
    pub naming_key: SecretString,
    pub key_prefix: String,
    pub command_time_out_ms: u64,
    pub session_minutes: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConversationSettings {
    pub bank_time_out_ms: u64,
    pub slot_retries: u8,
    pub page_size: u32,
    pub utterance_characters: usize,
    pub intents: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogSettings {
    pub level: LogLevel,
    pub format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

/// One bank of this installation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankSettings {
    /// What customers call it.
    pub name: String,
    /// A dialect of `connectors/`.
    pub connector: String,
    /// The dialect's own settings; it refuses keys that it does not know.
    #[serde(default)]
    pub connector_settings: toml::Table,
    /// What an amount without a currency means where no account tells.
    pub currency: String,
    /// Where customers are when their platform does not say: an IANA name.
    pub time_zone: String,
    /// The bank's disclosure file; empty: the one compiled in.
    #[serde(default)]
    pub disclosure: PathBuf,
    /// Where the bank's privacy policy and terms are read; stores ask for both.
    #[serde(default)]
    pub privacy_policy_url: String,
    #[serde(default)]
    pub terms_of_use_url: String,
    /// ISO 3166 codes of the countries where it is offered.
    #[serde(default)]
    pub countries: Vec<String>,
    /// How a store's reviewer gets in, and what to say.
    #[serde(default)]
    pub testing_instructions: String,
    /// What may be moved by voice, by currency code.
    #[serde(default)]
    pub caps: BTreeMap<String, CapSettings>,
    /// A table for each front that is open, by its name; the front reads its own.
    #[serde(default)]
    pub platforms: BTreeMap<String, toml::Table>,
}

/// Decimals with a full stop: `"50.00"`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapSettings {
    pub per_transfer: String,
    pub per_day: String,
    pub count_per_hour: u32,
}

impl Settings {
    pub const fn is_development(&self) -> bool {
        matches!(self.profile, Profile::Development)
    }
}

impl fmt::Debug for StoreSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An address may hold a password.
        f.debug_struct("StoreSettings")
            .field("redis", &!self.redis_url.is_empty())
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
}
