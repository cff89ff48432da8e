//! Conversations as scripts: the engine over memory stores and the sandbox bank, on a clock that
//! only a script moves. Each script is named as the claim it makes.

mod away;
mod keeping_open;
mod money_moves_once;
mod reads;
mod what_is_said_where;
mod which_and_what;
mod without_stores;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use banter::catalog::IntentCatalog;
use banter::connectors::sandbox::tokens::SandboxTokens;
use banter::connectors::sandbox::{SandboxConnector, SharedBank};
use banter::contracts::bank::BankConnector;
use banter::contracts::ledger::LedgerEntry;
use banter::contracts::session::SessionKey;
use banter::dialogue::disclosure::DisclosurePolicy;
use banter::dialogue::engine::{Engine, EngineParts};
use banter::dialogue::settings::DialogueSettings;
use banter::domain::account::BankId;
use banter::domain::clock::{Clock, ManualClock};
use banter::domain::customer::CustomerId;
use banter::domain::locale::Locale;
use banter::domain::money::Currency;
use banter::domain::reply::Reply;
use banter::domain::turn::{
    ConversationId, DeviceId, DeviceKind, PlatformName, PlatformUserId, Said, Speaker, Surface,
    SurfaceLimits, Turn, TurnId, Utterance,
};
use banter::sandbox::Sandbox;
use banter::stores::MemoryStores;
use banter::transfers::{TransferLimits, Transfers};
use banter::understanding::Understanding;
use chrono::{DateTime, Duration, TimeZone, Utc};

use self::away::Away;

type Language = (Arc<IntentCatalog>, Arc<Understanding>);

/// Read once for all scripts: nobody changes it.
static LANGUAGE: LazyLock<Language> = LazyLock::new(|| {
    let catalog = Arc::new(IntentCatalog::embedded().unwrap());
    let understanding = Arc::new(Understanding::new(&catalog).unwrap());
    (catalog, understanding)
});

/// One person before one device.
pub(crate) struct Talk {
    engine: Engine,
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) customer: CustomerId,
    pub(crate) device: &'static str,
    pub(crate) shared: bool,
    pub(crate) limits: SurfaceLimits,
    pub(crate) away: Arc<Away>,
    locale: Locale,
    turns: u32,
}

/// What a number without a currency means at the customer's bank.
fn currency(customer: &str) -> Currency {
    match customer {
        "james" => Currency::GBP,
        "emma" => Currency::USD,
        _ => Currency::EUR,
    }
}

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap()
}

impl Talk {
    pub(crate) fn with(customer: &str) -> Self {
        Self::in_locale(customer, Locale::EN_GB)
    }

    pub(crate) fn in_locale(customer: &str, locale: Locale) -> Self {
        Self::under(DisclosurePolicy::default(), customer, locale)
    }

    pub(crate) fn under(policy: DisclosurePolicy, customer: &str, locale: Locale) -> Self {
        let clock = Arc::new(ManualClock::at(noon()));
        let shared: Arc<dyn Clock> = Arc::<ManualClock>::clone(&clock);
        let (stores, away) = Away::around(MemoryStores::new(Arc::clone(&shared)).stores());
        let sandbox = Arc::new(Sandbox::open(Arc::clone(&shared)));
        let bank_id = BankId::parse("demo").unwrap();
        let bank: Arc<dyn BankConnector> = Arc::new(SandboxConnector::new(Arc::clone(&sandbox)));
        let vault = away.before(Arc::new(SandboxTokens::around(
            stores.vault,
            vec![bank_id.clone()],
            Arc::new(SharedBank::alone(Arc::clone(&sandbox))),
        )));
        let (catalog, understanding) = LANGUAGE.clone();
        let transfers = Arc::new(Transfers::new(
            stores.transfers,
            BTreeMap::from([(bank_id.clone(), Arc::clone(&bank))]),
            Arc::clone(&vault),
            shared,
            TransferLimits::default(),
        ));
        let engine = Engine::new(EngineParts {
            bank_id,
            catalog,
            understanding,
            bank,
            sessions: stores.sessions,
            ledger: stores.ledger,
            once: stores.once,
            vault,
            transfers,
            policy: Arc::new(policy),
            settings: DialogueSettings { currency: currency(customer), ..Default::default() },
        });
        let customer = CustomerId::parse(customer).unwrap();
        let limits = SurfaceLimits { speech_characters: 8000, card_characters: 8000 };
        let (device, shared) = ("kitchen", false);
        Self { engine, sandbox, clock, customer, device, shared, limits, away, locale, turns: 0 }
    }

    pub(crate) async fn say(&mut self, words: &str) -> Reply {
        let turn = self.turn(Said::Text(Utterance::new(words)));
        self.take(&turn).await
    }

    pub(crate) async fn launch(&mut self) -> Reply {
        let turn = self.turn(Said::Launch);
        self.take(&turn).await
    }

    pub(crate) async fn take(&self, turn: &Turn) -> Reply {
        self.engine.take(turn).await
    }

    /// The next turn, not yet taken.
    pub(crate) fn turn(&mut self, said: Said) -> Turn {
        self.turns += 1;
        Turn {
            id: TurnId::parse(&format!("turn-{}", self.turns)).unwrap(),
            bank: BankId::parse("demo").unwrap(),
            conversation: ConversationId::parse("talk").unwrap(),
            opens: self.turns == 1,
            speaker: Speaker {
                user: PlatformUserId::parse("user").unwrap(),
                device: Some(DeviceId::parse(self.device).unwrap()),
                person: None,
                token: Some(format!("sandbox:{}", self.customer.as_str()).into()),
            },
            surface: Surface {
                platform: PlatformName::parse("alexa").unwrap(),
                locale: self.locale,
                time_zone: None,
                device: DeviceKind::Speaker,
                shared: self.shared,
                limits: self.limits,
            },
            said,
            at: self.clock.now(),
        }
    }

    /// Says these one after the other and writes down what was heard on both sides.
    pub(crate) async fn script(&mut self, lines: &[&str]) -> String {
        let mut written = String::new();
        for line in lines {
            let reply = self.say(line).await;
            written.push_str(&format!("> {line}\n{}\n", reply.speech.spoken()));
        }
        written
    }

    /// What the customer can be told of what was said to whom, newest first.
    pub(crate) async fn ledger(&self) -> Vec<LedgerEntry> {
        let parts = self.engine.parts();
        parts.ledger.entries(&parts.bank_id, &self.customer, 50).await.unwrap()
    }

    /// Whether anything of the conversation is kept.
    pub(crate) async fn is_remembered(&mut self) -> bool {
        let turn = self.turn(Said::Launch);
        let key = SessionKey {
            bank: turn.bank,
            platform: turn.surface.platform,
            user: turn.speaker.user,
            conversation: turn.conversation,
        };
        !self.engine.parts().sessions.load(&key).await.unwrap().state.is_empty()
    }

    /// One pass of the worker that looks after payments.
    pub(crate) async fn look_after_transfers(&self) {
        self.engine.parts().transfers.tick(10).await.unwrap();
    }

    pub(crate) fn wait(&self, seconds: i64) {
        self.clock.advance(Duration::seconds(seconds));
    }

    /// How many payments wait in the banking app.
    pub(crate) fn waiting(&self) -> usize {
        self.sandbox.app(&self.customer).unwrap().approvals.len()
    }
}
