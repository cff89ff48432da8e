//! Conversations as scripts: the engine over memory stores and the sandbox bank, on a clock that
//! only a script moves. Each script is named as the claim it makes.

mod money_moves_once;
mod which_and_what;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use banter::catalog::IntentCatalog;
use banter::connectors::sandbox::SandboxConnector;
use banter::connectors::sandbox::tokens::SandboxTokens;
use banter::contracts::bank::BankConnector;
use banter::contracts::token::TokenVault;
use banter::dialogue::disclosure::DisclosurePolicy;
use banter::dialogue::engine::{Engine, EngineParts};
use banter::dialogue::settings::DialogueSettings;
use banter::domain::account::BankId;
use banter::domain::clock::{Clock, ManualClock};
use banter::domain::customer::CustomerId;
use banter::domain::locale::Locale;
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
    locale: Locale,
    turns: u32,
}

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap()
}

impl Talk {
    pub(crate) fn with(customer: &str) -> Self {
        Self::in_locale(customer, Locale::EN_GB)
    }

    pub(crate) fn in_locale(customer: &str, locale: Locale) -> Self {
        let clock = Arc::new(ManualClock::at(noon()));
        let shared: Arc<dyn Clock> = Arc::<ManualClock>::clone(&clock);
        let stores = MemoryStores::new(Arc::clone(&shared)).stores();
        let sandbox = Arc::new(Sandbox::open(Arc::clone(&shared)));
        let bank_id = BankId::parse("demo").unwrap();
        let bank: Arc<dyn BankConnector> = Arc::new(SandboxConnector::new(Arc::clone(&sandbox)));
        let vault: Arc<dyn TokenVault> = Arc::new(SandboxTokens::around(
            stores.vault,
            vec![bank_id.clone()],
            Arc::clone(&sandbox),
        ));
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
            policy: Arc::new(DisclosurePolicy::default()),
            settings: DialogueSettings::default(),
        });
        let customer = CustomerId::parse(customer).unwrap();
        Self { engine, sandbox, clock, customer, device: "kitchen", locale, turns: 0 }
    }

    pub(crate) async fn say(&mut self, words: &str) -> Reply {
        let turn = self.turn(Said::Text(Utterance::new(words)));
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
                shared: false,
                limits: SurfaceLimits { speech_characters: 8000, card_characters: 8000 },
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
