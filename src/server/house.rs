//! Everything that is made once when the server starts and shared by its workers.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret;

use super::desk::Desk;
use super::limit::SpeakerLimit;
use super::metrics::Metrics;
use crate::catalog::IntentCatalog;
use crate::config::{BankSettings, CapSettings, Settings};
use crate::connectors::sandbox::tokens::SandboxTokens;
use crate::connectors::sandbox::{Sandbox, SharedBank};
use crate::connectors::{self, ConnectorContext};
use crate::contracts::bank::BankConnector;
use crate::contracts::platform::Platform;
use crate::contracts::transfers::Caps;
use crate::dialogue::disclosure::DisclosurePolicy;
use crate::dialogue::engine::{Engine, EngineParts};
use crate::dialogue::settings::DialogueSettings;
use crate::domain::account::BankId;
use crate::domain::clock::Clock;
use crate::domain::money::{BadMoney, Currency, Money};
use crate::platforms::{PLATFORMS, PlatformContext};
use crate::stores::redis::DEFAULT_PREFIX;
use crate::stores::{KeyRing, Limits, MemoryStores, RedisStores, Stores};
use crate::transfers::{TransferLimits, Transfers};
use crate::understanding::Understanding;

/// The sandbox's name among connectors.
const SANDBOX: &str = "sandbox";
/// The simulator's own front, where it is asked in writing.
const SIMULATOR: &str = "web";

/// What every worker shares.
#[derive(Debug)]
pub struct House {
    pub settings: Settings,
    pub clock: Arc<dyn Clock>,
    pub catalog: Arc<IntentCatalog>,
    pub understanding: Arc<Understanding>,
    /// One for all development servers on one Redis.
    pub sandbox: Arc<SharedBank>,
    pub banks: BTreeMap<String, HouseBank>,
    pub metrics: Metrics,
    pub(super) speakers: SpeakerLimit,
    shelf: Shelf,
}

/// A configured bank.
#[derive(Debug)]
pub struct HouseBank {
    pub id: BankId,
    pub connector: Arc<dyn BankConnector>,
    pub policy: Arc<DisclosurePolicy>,
    pub dialogue: DialogueSettings,
    pub platforms: BTreeMap<&'static str, Arc<dyn Platform>>,
    pub is_sandbox: bool,
}

/// Where things are kept.
#[derive(Debug)]
enum Shelf {
    Memory(MemoryStores),
    Redis {
        conversations: String,
        transfers: String,
        prefix: String,
        ring: KeyRing,
        limits: Limits,
    },
}

/// Why the server cannot start: all of it, each with what to do.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct CannotStart(pub Vec<String>);

impl House {
    /// Puts everything together. Asks Redis only for what it must promise before anything starts.
    pub async fn build(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, CannotStart> {
        let catalog = Arc::new(catalog(&settings)?);
        let understanding =
            Understanding::new(&catalog).map_err(|error| CannotStart(vec![error.to_string()]))?;
        let shelf = Shelf::build(&settings, &clock).await;
        let sandbox = Arc::new(sandbox(&settings, shelf.as_ref().ok(), &clock));
        // The first question should find what others have done; a Redis that is away says it later.
        let _ = sandbox.catch_up().await;
        let mut wrong = Vec::new();
        let mut banks = BTreeMap::new();
        for (name, bank) in &settings.banks {
            match HouseBank::build((name, bank), &settings, (&catalog, &sandbox, &clock)) {
                Ok(bank) => {
                    banks.insert(name.clone(), bank);
                }
                Err(mut faults) => wrong.append(&mut faults),
            }
        }
        let shelf = match shelf {
            Ok(shelf) if wrong.is_empty() => shelf,
            Ok(_) => return Err(CannotStart(wrong)),
            Err(what) => {
                wrong.push(what);
                return Err(CannotStart(wrong));
            }
        };
        let speakers = SpeakerLimit::of(settings.server.calls_per_minute);
        Ok(Self {
            settings,
            clock,
            catalog,
            understanding: Arc::new(understanding),
            sandbox,
            banks,
            metrics: Metrics::default(),
            speakers,
            shelf,
        })
    }

    /// What one worker has to itself: its connection to Redis, and engines over what is shared.
    pub fn desk(self: &Arc<Self>) -> Desk {
        let (stores, redis) = self.shelf.open();
        let vault = self.vault(&stores);
        let transfers = self.transfers_of(&stores);
        let engines = self.banks.iter().map(|(name, bank)| {
            let engine = Engine::new(EngineParts {
                bank_id: bank.id.clone(),
                catalog: Arc::clone(&self.catalog),
                understanding: Arc::clone(&self.understanding),
                bank: Arc::clone(&bank.connector),
                sessions: Arc::clone(&stores.sessions),
                ledger: Arc::clone(&stores.ledger),
                once: Arc::clone(&stores.once),
                vault: Arc::clone(&vault),
                transfers: Arc::clone(&transfers),
                policy: Arc::clone(&bank.policy),
                settings: bank.dialogue.clone(),
            });
            (name.clone(), engine)
        });
        Desk { engines: engines.collect(), house: Arc::clone(self), redis }
    }

    /// The payments of all banks, for the background.
    pub fn transfers(&self) -> Arc<Transfers> {
        self.transfers_of(&self.shelf.open().0)
    }

    fn transfers_of(&self, stores: &Stores) -> Arc<Transfers> {
        let banks = self.banks.values().map(|bank| (bank.id.clone(), Arc::clone(&bank.connector)));
        Arc::new(Transfers::new(
            Arc::clone(&stores.transfers),
            banks.collect(),
            self.vault(stores),
            Arc::clone(&self.clock),
            TransferLimits::default(),
        ))
    }

    fn vault(&self, stores: &Stores) -> Arc<dyn crate::contracts::token::TokenVault> {
        let banks = self.banks.values().filter(|bank| bank.is_sandbox);
        let banks: Vec<BankId> = banks.map(|bank| bank.id.clone()).collect();
        if banks.is_empty() {
            return Arc::clone(&stores.vault);
        }
        let (inner, sandbox) = (Arc::clone(&stores.vault), Arc::clone(&self.sandbox));
        Arc::new(SandboxTokens::around(inner, banks, sandbox))
    }

    pub fn is_development(&self) -> bool {
        self.settings.is_development()
    }
}

impl HouseBank {
    fn build(
        (name, bank): (&str, &BankSettings),
        settings: &Settings,
        (catalog, sandbox, clock): (&Arc<IntentCatalog>, &Arc<SharedBank>, &Arc<dyn Clock>),
    ) -> Result<Self, Vec<String>> {
        let id = BankId::parse(name).map_err(|error| vec![format!("banks.{name}: {error}")])?;
        let mut wrong = Vec::new();
        let kind = bank.connector.as_str();
        let context = ConnectorContext {
            bank: id.clone(),
            table: bank.connector_settings.clone(),
            sandbox: Arc::clone(sandbox),
        };
        let connector = connectors::build(kind, &context).map_err(|e| wrong.push(e.to_string()));
        let policy = policy(name, bank).map_err(|what| wrong.push(what));
        if let Ok(policy) = &policy {
            wrong.extend(unknown_fronts(name, policy));
        }
        let dialogue = dialogue(name, bank, settings).map_err(|what| wrong.push(what));
        let development = settings.is_development();
        let mut platforms: BTreeMap<&'static str, Arc<dyn Platform>> = BTreeMap::new();
        for given in bank.platforms.keys() {
            if !PLATFORMS.iter().any(|(known, _)| known == given) {
                let known: Vec<&str> = PLATFORMS.iter().map(|(known, _)| *known).collect();
                let known = known.join(", ");
                wrong.push(format!("banks.{name}.platforms.{given}: no front; there are: {known}"));
            }
        }
        for (platform, build) in PLATFORMS {
            let Some(mut table) = bank.platforms.get(*platform).cloned() else { continue };
            // Every front reads where the customers live; what it says itself wins.
            table.entry("time_zone".to_owned()).or_insert_with(|| bank.time_zone.clone().into());
            let context = PlatformContext {
                bank: id.clone(),
                table,
                catalog: Arc::clone(catalog),
                development,
                clock: Arc::clone(clock),
            };
            match build(context) {
                Ok(front) => {
                    platforms.insert(platform, front);
                }
                Err(error) => wrong.push(format!("banks.{name}.platforms.{platform}: {error}")),
            }
        }
        match (connector, policy, dialogue) {
            (Ok(connector), Ok(policy), Ok(dialogue)) if wrong.is_empty() => {
                let (policy, is_sandbox) = (Arc::new(policy), kind == SANDBOX);
                Ok(Self { id, connector, policy, dialogue, platforms, is_sandbox })
            }
            _ => Err(wrong),
        }
    }
}

impl Shelf {
    async fn build(settings: &Settings, clock: &Arc<dyn Clock>) -> Result<Self, String> {
        let limits = Limits {
            session_idle: Duration::from_secs(settings.store.session_minutes.saturating_mul(60)),
            command_timeout: Duration::from_millis(settings.store.command_time_out_ms),
            ..Limits::default()
        };
        let store = &settings.store;
        if store.redis_url.is_empty() {
            let clock = Arc::clone(clock);
            return Ok(Self::Memory(MemoryStores::with_limits(clock, limits)));
        }
        let prefix = if store.key_prefix.is_empty() { DEFAULT_PREFIX } else { &store.key_prefix };
        let ring = if store.keys.is_empty() && settings.is_development() {
            RedisStores::development_keys(&store.redis_url, prefix)
                .await
                .map_err(|error| format!("store.redis_url: {}", with_sources(&error)))?
        } else {
            let keys: Vec<&str> = store.keys.iter().map(ExposeSecret::expose_secret).collect();
            KeyRing::parse(&keys, store.naming_key.expose_secret())
                .map_err(|error| format!("store.keys and store.naming_key: {error}"))?
        };
        let transfers = if store.transfers_redis_url.is_empty() {
            &store.redis_url
        } else {
            &store.transfers_redis_url
        };
        for (key, url) in [("redis_url", &store.redis_url), ("transfers_redis_url", transfers)] {
            RedisStores::connect_under(prefix, url, &ring, limits)
                .map_err(|error| format!("store.{key}: {error}"))?;
        }
        if !settings.is_development() {
            let stores = RedisStores::connect_under(prefix, transfers, &ring, limits)
                .map_err(|error| error.to_string())?;
            let durable = stores.ensure_durable().await;
            durable.map_err(|error| format!("the Redis of payments: {}", with_sources(&error)))?;
        }
        Ok(Self::Redis {
            conversations: store.redis_url.clone(),
            transfers: transfers.clone(),
            prefix: prefix.to_owned(),
            ring,
            limits,
        })
    }

    /// Stores over a connection of their own, and what can be asked whether Redis is there.
    fn open(&self) -> (Stores, Option<RedisStores>) {
        match self {
            Self::Memory(memory) => (memory.stores(), None),
            Self::Redis { conversations, transfers, prefix, ring, limits } => {
                let connect = |url: &str| RedisStores::connect_under(prefix, url, ring, *limits);
                #[expect(clippy::expect_used, reason = "the same addresses were read at start")]
                let redis = connect(conversations).expect("a good address stays one");
                let mut stores = redis.stores();
                if transfers != conversations
                    && let Ok(apart) = connect(transfers)
                {
                    stores.transfers = apart.stores().transfers;
                }
                (stores, Some(redis))
            }
        }
    }
}

/// In development, servers on one Redis have one sandbox bank between them.
fn sandbox(settings: &Settings, shelf: Option<&Shelf>, clock: &Arc<dyn Clock>) -> SharedBank {
    let bank = Arc::new(Sandbox::open(Arc::clone(clock)));
    match shelf.and_then(|shelf| shelf.open().1) {
        Some(redis) if settings.is_development() => {
            SharedBank::over(bank, redis.journal(SANDBOX), Arc::clone(clock))
        }
        Some(_) | None => SharedBank::alone(bank),
    }
}

fn catalog(settings: &Settings) -> Result<IntentCatalog, CannotStart> {
    let folder = &settings.dialogue.intents;
    let read = if folder.is_empty() {
        IntentCatalog::embedded()
    } else {
        IntentCatalog::load(Path::new(folder))
    };
    read.map_err(|errors| CannotStart(vec![errors.to_string()]))
}

fn policy(name: &str, bank: &BankSettings) -> Result<DisclosurePolicy, String> {
    if bank.disclosure.as_os_str().is_empty() {
        return Ok(DisclosurePolicy::default());
    }
    let file = bank.disclosure.display();
    let text = std::fs::read_to_string(&bank.disclosure)
        .map_err(|error| format!("banks.{name}.disclosure: {file}: {}", error.kind()))?;
    DisclosurePolicy::parse(&text).map_err(|errors| format!("{file}: {errors}"))
}

/// A line for a front that nobody has would hold nothing back.
fn unknown_fronts(name: &str, policy: &DisclosurePolicy) -> Vec<String> {
    let known: Vec<&str> = PLATFORMS.iter().map(|(known, _)| *known).chain([SIMULATOR]).collect();
    let unknown = policy.fronts().filter(|(front, _)| !known.contains(&front.as_str()));
    let known = known.join(", ");
    unknown
        .map(|(front, line)| {
            format!("banks.{name}.disclosure: {line}: no front {front}; there are: {known}")
        })
        .collect()
}

fn dialogue(
    name: &str,
    bank: &BankSettings,
    settings: &Settings,
) -> Result<DialogueSettings, String> {
    let currency = Currency::parse(&bank.currency)
        .map_err(|error| format!("banks.{name}.currency: {error}"))?;
    let mut caps = DialogueSettings::default().caps;
    if !bank.caps.is_empty() {
        let read = bank.caps.iter().map(|(code, given)| {
            cap(code, given).map_err(|error| format!("banks.{name}.caps.{code}: {error}"))
        });
        caps = read.collect::<Result<_, _>>()?;
    }
    let given = &settings.dialogue;
    Ok(DialogueSettings {
        bank_time_out: Duration::from_millis(given.bank_time_out_ms),
        slot_retries: given.slot_retries,
        page_size: given.page_size,
        caps,
        utterance_characters: given.utterance_characters,
        currency,
        ..DialogueSettings::default()
    })
}

fn cap(code: &str, given: &CapSettings) -> Result<Caps, BadMoney> {
    // Variables of the environment arrive in lower case.
    let currency = Currency::parse(&code.to_uppercase())?;
    Ok(Caps {
        per_transfer: Money::parse_decimal(&given.per_transfer, currency)?,
        per_day: Money::parse_decimal(&given.per_day, currency)?,
        count_per_hour: given.count_per_hour,
    })
}

/// An error and what caused it, on one line.
pub(super) fn with_sources(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        line.push_str(": ");
        line.push_str(&cause.to_string());
        source = cause.source();
    }
    line
}
