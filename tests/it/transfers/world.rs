//! Mia, her bank, her link, and the servers of ours that look after her payments.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use banter::contracts::bank::Access;
use banter::contracts::token::LinkedTokens;
use banter::contracts::transfers::{Caps, Origin, TransferRecord, TransferStore};
use banter::domain::account::BankId;
use banter::domain::clock::{Clock, ManualClock};
use banter::domain::consent::Scope;
use banter::domain::customer::CustomerId;
use banter::domain::identifier::{AccountIdentifier, Iban};
use banter::domain::locale::Locale;
use banter::domain::money::{Currency, Money};
use banter::domain::outside::OutsideText;
use banter::domain::transfer::{
    ConfirmedTransfer, Creditor, Debtor, FactSheet, HeardYes, ListedAs, Listener, Nonce, ReadBack,
    TransferKind,
};
use banter::domain::transfer_status::TransferStatus;
use banter::domain::turn::{ConversationId, PlatformName, PlatformUserId, TurnId};
use banter::sandbox::{Decided, Sandbox};
use banter::stores::{MemoryStores, Stores};
use banter::transfers::{TransferLimits, Transfers};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use secrecy::SecretString;

use super::fickle::Fickle;
use super::frail::{FrailStore, Frailty};

pub(super) struct World {
    pub(super) clock: Arc<ManualClock>,
    pub(super) sandbox: Arc<Sandbox>,
    pub(super) bank: Arc<Fickle>,
    pub(super) frailty: Frailty,
    pub(super) store: Arc<FrailStore>,
    pub(super) kept: Arc<dyn TransferStore>,
    pub(super) stores: Stores,
    pub(super) transfers: Transfers,
    pub(super) limits: TransferLimits,
    pub(super) mia: Access,
    began_with: BTreeMap<Currency, Money>,
    had: Money,
}

pub(super) fn demo() -> BankId {
    BankId::parse("demo").unwrap()
}

pub(super) fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
}

pub(super) fn somebody_else() -> AccountIdentifier {
    AccountIdentifier::Iban(Iban::parse("GB29NWBK60161331926819").unwrap())
}

pub(super) fn origin() -> Origin {
    Origin {
        platform: PlatformName::parse("alexa").unwrap(),
        user: PlatformUserId::parse("amzn1.ask.account.MIA").unwrap(),
        locale: Locale::EN_GB,
    }
}

pub(super) fn euros(cents: i64) -> Money {
    Money::new(cents, Currency::EUR)
}

/// Caps that are in nobody's way.
pub(super) fn caps() -> Caps {
    Caps { per_transfer: euros(100_000), per_day: euros(1_000_000), count_per_hour: 1_000 }
}

pub(super) fn listener(conversation: &str) -> Listener {
    Listener {
        conversation: ConversationId::parse(conversation).unwrap(),
        device: None,
        person: None,
    }
}

impl World {
    /// Everything in memory, with calls that may take their time.
    pub(super) async fn new() -> Self {
        Self::with(TransferLimits::default()).await
    }

    /// For banks that never answer: nobody waits for them long.
    pub(super) async fn impatient() -> Self {
        let answer_within = Duration::from_millis(5);
        Self::with(TransferLimits { answer_within, ..TransferLimits::default() }).await
    }

    pub(super) async fn with(limits: TransferLimits) -> Self {
        let clock = Arc::new(ManualClock::at(noon()));
        let stores = MemoryStores::new(clock.clone()).stores();
        Self::over(stores, clock, limits).await
    }

    pub(super) async fn over(
        stores: Stores,
        clock: Arc<ManualClock>,
        limits: TransferLimits,
    ) -> Self {
        let frailty = Frailty::default();
        let sandbox = Arc::new(Sandbox::open(clock.clone()));
        let bank = Arc::new(Fickle::over(sandbox.clone(), clock.clone(), frailty.clone()));
        let kept = stores.transfers.clone();
        let store = Arc::new(FrailStore::over(kept.clone(), frailty.clone()));
        let customer = CustomerId::parse("mia").unwrap();
        let mia = Access { customer: customer.clone(), bearer: None };
        let link = LinkedTokens { access: mia.clone(), scopes: Scope::ALL.to_vec() };
        stores.vault.link(&demo(), &SecretString::from("mia-token"), &link).await.unwrap();
        let transfers = server(&store, &bank, &stores, &clock, &limits);
        let began_with = sandbox.sums();
        let mut world = Self {
            clock,
            sandbox,
            bank,
            frailty,
            store,
            kept,
            stores,
            transfers,
            limits,
            mia,
            began_with,
            had: euros(0),
        };
        world.had = world.balance();
        world
    }

    /// Another process over the same store and bank; or the same one, started again.
    pub(super) fn another_server(&self) -> Transfers {
        server(&self.store, &self.bank, &self.stores, &self.clock, &self.limits)
    }

    pub(super) fn restart(&mut self) {
        self.frailty.lives();
        self.transfers = self.another_server();
    }

    /// "Send Anna so many cents", as facts.
    pub(super) fn sheet(&self, cents: i64) -> FactSheet {
        let account = self.sandbox.accounts(&self.mia.customer).result.unwrap().remove(0);
        let payee = self.sandbox.payees(&self.mia.customer).result.unwrap().remove(0);
        FactSheet::new(
            TransferKind::SavedPayee,
            Debtor { account: account.id, identifier: account.identifier },
            Creditor {
                listed_as: ListedAs::Payee(payee.id),
                name: payee.name,
                identifier: payee.identifier,
            },
            euros(cents),
            (OutsideText::clean("lunch"), self.clock.now().date_naive()),
        )
        .unwrap()
    }

    pub(super) fn read_back(&self, cents: i64, nonce: &str) -> ReadBack {
        ReadBack::new(
            self.sheet(cents),
            None,
            Nonce::parse(nonce).unwrap(),
            listener("kitchen"),
            self.clock.now(),
        )
    }

    pub(super) fn yes(&self, nonce: &str) -> HeardYes {
        HeardYes {
            nonce: Nonce::parse(nonce).unwrap(),
            listener: listener("kitchen"),
            turn: TurnId::parse(&format!("turn-{nonce}")).unwrap(),
            customer: self.mia.customer.clone(),
            bank: demo(),
            at: self.clock.now(),
        }
    }

    /// Asked, read back, answered with yes.
    pub(super) fn confirmed(&self, cents: i64, nonce: &str) -> ConfirmedTransfer {
        self.read_back(cents, nonce).confirm(&self.yes(nonce)).unwrap()
    }

    pub(super) async fn start(&self, confirmed: &ConfirmedTransfer) -> TransferRecord {
        self.transfers.start(&self.mia, confirmed, &origin(), &caps()).await.unwrap()
    }

    /// Fifty euros to Anna, begun.
    pub(super) async fn begin(&self) -> TransferRecord {
        self.start(&self.confirmed(5_000, "n1")).await
    }

    pub(super) async fn load(&self, record: &TransferRecord) -> TransferRecord {
        let kept = self.kept.load(&record.bank, &record.customer, record.id).await;
        kept.unwrap().expect("a record is never lost")
    }

    pub(super) async fn status(&self, record: &TransferRecord) -> TransferStatus {
        self.load(record).await.status
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(super) fn advance(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }

    /// Lets so much time go by, with a pass of the worker whenever a second is over.
    pub(super) async fn let_pass(&self, seconds: i64) {
        for _ in 0..seconds {
            self.advance(1);
            self.transfers.tick(16).await.unwrap();
        }
    }

    /// Works until nothing is due any more, going from one due time to the next.
    pub(super) async fn let_all_be_done(&self) {
        for _ in 0..2_000 {
            let records = self.records().await;
            let Some(due) = records.iter().filter_map(|record| record.due_at).min() else {
                return;
            };
            if due > self.clock.now() {
                self.clock.set(due);
            }
            let tick = self.transfers.tick(16).await.unwrap();
            if tick.leased == 0 {
                // Somebody died holding it.
                self.advance(31);
            }
        }
        panic!("work that never ends");
    }

    pub(super) async fn records(&self) -> Vec<TransferRecord> {
        let long_ago = noon() - TimeDelta::days(400);
        self.kept.of_customer(&demo(), &self.mia.customer, long_ago).await.unwrap()
    }

    /// In the banking app: the oldest question, decided. False when nothing waits.
    pub(super) fn in_the_app(&self, decided: Decided) -> bool {
        let app = self.sandbox.app(&self.mia.customer).unwrap();
        let Some(waiting) = app.approvals.first() else { return false };
        self.sandbox.decide(&self.mia.customer, &waiting.id, decided).is_ok()
    }

    pub(super) fn balance(&self) -> Money {
        let app = self.sandbox.app(&self.mia.customer).unwrap();
        app.accounts[0].booked
    }

    /// How much has left Mia's account since the beginning.
    pub(super) fn paid(&self) -> Money {
        self.had.checked_sub(self.balance()).unwrap()
    }

    /// What must hold at any time: the sum is what it was, and each transfer reached the bank at
    /// most once, under one key.
    pub(super) fn check_books(&self) {
        assert_eq!(self.sandbox.sums(), self.began_with, "the sum over the books changed");
        let mut arrived = self.bank.arrived();
        let requests = arrived.len();
        arrived.sort();
        arrived.dedup_by_key(|(id, _)| *id);
        assert_eq!(arrived.len(), requests, "a transfer reached the bank twice");
    }

    pub(super) fn alarms(&self, name: &str) -> u64 {
        self.transfers.counters().count(name)
    }
}

fn server(
    store: &Arc<FrailStore>,
    bank: &Arc<Fickle>,
    stores: &Stores,
    clock: &Arc<ManualClock>,
    limits: &TransferLimits,
) -> Transfers {
    let banks = BTreeMap::from([(demo(), bank.clone() as _)]);
    Transfers::new(store.clone(), banks, stores.vault.clone(), clock.clone(), limits.clone())
}
