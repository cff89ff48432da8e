//! The promises of a payment, kept by the whole conversation: real engines over shared stores and
//! one bank that writes down what it was made to do. `transfers/` tries the same promises below
//! the conversation.

mod disturbed;
mod i04_a_yes_works_once_for_one_question;
mod i09_a_second_wish_like_the_first_is_asked_about;
mod i10_losing_the_conversation_changes_nothing;
mod i11_a_call_that_arrives_twice_acts_once;
mod watched;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use banter::catalog::IntentCatalog;
use banter::connectors::sandbox::SharedBank;
use banter::connectors::sandbox::tokens::SandboxTokens;
use banter::contracts::bank::BankConnector;
use banter::contracts::token::TokenVault;
use banter::contracts::transfers::TransferRecord;
use banter::dialogue::disclosure::DisclosurePolicy;
use banter::dialogue::engine::{Engine, EngineParts};
use banter::dialogue::settings::DialogueSettings;
use banter::domain::account::BankId;
use banter::domain::clock::{Clock, ManualClock};
use banter::domain::customer::CustomerId;
use banter::domain::intent::{IntentName, SlotHeard, SlotName, Slots};
use banter::domain::locale::Locale;
use banter::domain::money::{Currency, Money};
use banter::domain::reply::Reply;
use banter::domain::turn::{
    ConversationId, DeviceId, DeviceKind, EndReason, PersonId, PlatformName, PlatformUserId, Said,
    Speaker, Surface, SurfaceLimits, Turn, TurnId, Utterance,
};
use banter::sandbox::{Decided, Sandbox};
use banter::stores::{MemoryStores, Stores};
use banter::transfers::{TransferLimits, Transfers};
use banter::understanding::Understanding;
use chrono::{DateTime, TimeDelta, TimeZone, Utc};

pub(crate) use watched::{Deed, Watched};

type Language = (Arc<IntentCatalog>, Arc<Understanding>);

static LANGUAGE: LazyLock<Language> = LazyLock::new(|| {
    let catalog = Arc::new(IntentCatalog::embedded().unwrap());
    let understanding = Arc::new(Understanding::new(&catalog).unwrap());
    (catalog, understanding)
});

pub(crate) fn catalog() -> Arc<IntentCatalog> {
    Arc::clone(&LANGUAGE.0)
}

/// What all servers share: the stores, the bank, the clock.
pub(crate) struct World {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) bank: Arc<Watched>,
    pub(crate) stores: Stores,
    sums: BTreeMap<Currency, Money>,
}

/// Somebody before a device. Every field may be changed between two turns.
#[derive(Debug, Clone)]
pub(crate) struct Guest {
    pub(crate) customer: &'static str,
    pub(crate) user: &'static str,
    pub(crate) device: &'static str,
    pub(crate) person: Option<&'static str>,
    pub(crate) conversation: String,
    pub(crate) turns: u32,
}

fn demo() -> BankId {
    BankId::parse("demo").unwrap()
}

pub(crate) fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap()
}

impl World {
    pub(crate) fn new() -> Self {
        let clock = Arc::new(ManualClock::at(noon()));
        let stores = MemoryStores::new(clock.clone()).stores();
        Self::over(clock, stores)
    }

    pub(crate) fn over(clock: Arc<ManualClock>, stores: Stores) -> Self {
        let sandbox = Arc::new(Sandbox::open(clock.clone()));
        let bank = Arc::new(Watched::over(Arc::clone(&sandbox)));
        let sums = sandbox.sums();
        Self { clock, sandbox, bank, stores, sums }
    }

    /// A server of its own: an engine with everything that is not shared.
    pub(crate) fn server(&self) -> Engine {
        let bank: Arc<dyn BankConnector> = Arc::<Watched>::clone(&self.bank);
        let vault: Arc<dyn TokenVault> = Arc::new(SandboxTokens::around(
            Arc::clone(&self.stores.vault),
            vec![demo()],
            Arc::new(SharedBank::alone(Arc::clone(&self.sandbox))),
        ));
        let (catalog, understanding) = LANGUAGE.clone();
        let transfers = Arc::new(Transfers::new(
            Arc::clone(&self.stores.transfers),
            BTreeMap::from([(demo(), Arc::clone(&bank))]),
            Arc::clone(&vault),
            Arc::<ManualClock>::clone(&self.clock),
            TransferLimits::default(),
        ));
        Engine::new(EngineParts {
            bank_id: demo(),
            catalog,
            understanding,
            bank,
            sessions: Arc::clone(&self.stores.sessions),
            ledger: Arc::clone(&self.stores.ledger),
            once: Arc::clone(&self.stores.once),
            vault,
            transfers,
            policy: Arc::new(DisclosurePolicy::default()),
            settings: DialogueSettings::default(),
        })
    }

    pub(crate) fn wait(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }

    /// So many seconds, with the worker at work in each.
    pub(crate) async fn let_pass(&self, server: &Engine, seconds: u32) {
        for _ in 0..seconds {
            self.wait(1);
            server.parts().transfers.tick(10).await.unwrap();
        }
    }

    pub(crate) fn waiting(&self, guest: &Guest) -> Vec<String> {
        let app = self.sandbox.app(&guest.id()).unwrap();
        app.approvals.into_iter().map(|approval| approval.id).collect()
    }

    /// Decides everything that waits in the banking app.
    pub(crate) fn decide(&self, guest: &Guest, decided: Decided) {
        for id in self.waiting(guest) {
            self.sandbox.decide(&guest.id(), &id, decided).unwrap();
        }
    }

    pub(crate) async fn records(&self, guest: &Guest) -> Vec<TransferRecord> {
        let since = noon() - TimeDelta::days(30);
        self.stores.transfers.of_customer(&demo(), &guest.id(), since).await.unwrap()
    }

    pub(crate) fn check_books(&self) {
        assert_eq!(self.sandbox.sums(), self.sums, "the sandbox's sums changed");
    }

    /// The next turn of a guest, not yet taken.
    pub(crate) fn turn(&self, guest: &mut Guest, said: Said) -> Turn {
        guest.turns += 1;
        let id = format!("{}-{}-{}", guest.conversation, guest.device, guest.turns);
        Turn {
            id: TurnId::parse(&id).unwrap(),
            bank: demo(),
            conversation: ConversationId::parse(&guest.conversation).unwrap(),
            opens: guest.turns == 1,
            speaker: Speaker {
                user: PlatformUserId::parse(guest.user).unwrap(),
                device: Some(DeviceId::parse(guest.device).unwrap()),
                person: guest.person.map(|person| PersonId::parse(person).unwrap()),
                token: Some(format!("sandbox:{}", guest.customer).into()),
            },
            surface: Surface {
                platform: PlatformName::parse("alexa").unwrap(),
                locale: Locale::EN_GB,
                time_zone: None,
                device: DeviceKind::Speaker,
                shared: false,
                limits: SurfaceLimits { speech_characters: 8000, card_characters: 8000 },
            },
            said,
            at: self.clock.now(),
        }
    }

    pub(crate) async fn say(&self, server: &Engine, guest: &mut Guest, words: &str) -> Reply {
        let turn = self.turn(guest, text(words));
        server.take(&turn).await
    }

    /// Says it all; gives back the last answer's words.
    pub(crate) async fn say_all(
        &self,
        server: &Engine,
        guest: &mut Guest,
        lines: &[&str],
    ) -> String {
        let mut heard = String::new();
        for line in lines {
            heard = self.say(server, guest, line).await.speech.spoken();
        }
        heard
    }
}

impl Guest {
    pub(crate) fn mia() -> Self {
        Self {
            customer: "mia",
            user: "user",
            device: "kitchen",
            person: None,
            conversation: "talk".to_owned(),
            turns: 0,
        }
    }

    pub(crate) fn id(&self) -> CustomerId {
        CustomerId::parse(self.customer).unwrap()
    }

    /// The same person in a new conversation.
    pub(crate) fn anew(&self, conversation: &str) -> Self {
        Self { conversation: conversation.to_owned(), turns: 0, ..self.clone() }
    }
}

pub(crate) fn text(words: &str) -> Said {
    Said::Text(Utterance::new(words))
}

pub(crate) fn yes() -> Said {
    Said::Answer { yes: true, about: None }
}

pub(crate) fn silence() -> Said {
    Said::Ended(EndReason::Silence)
}

pub(crate) fn intent(name: &str, slots: &[(&str, &str)]) -> Said {
    let heard =
        slots.iter().map(|(slot, words)| (SlotName::parse(slot).unwrap(), SlotHeard::words(words)));
    let slots: Slots = heard.collect();
    Said::Intent { name: IntentName::parse(name).unwrap(), slots }
}

/// Mia's wish up to the read-back, as two turns.
pub(crate) const SEND: [&str; 2] = ["send Anna fifty euros", "Anna Müller"];
