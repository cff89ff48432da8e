//! The behaviour suite: every connector, by what it hands out. A bank that hands something out
//! behaves as the contract says; only a dialect's quirks need tests of their own.

mod behaviour;
mod failures;
mod shared;

use std::sync::Arc;

use banter::connectors::sandbox::{Sandbox, SandboxConnector};
use banter::contracts::bank::{Access, BankConnector};
use banter::domain::account::Account;
use banter::domain::clock::{Clock, ManualClock};
use banter::domain::customer::CustomerId;
use banter::domain::money::Money;
use banter::domain::outside::OutsideText;
use banter::domain::payee::Payee;
use banter::domain::transfer::{
    Creditor, Debtor, FactSheet, IntendedTransfer, ListedAs, TransferId, TransferKind,
};
use banter::sandbox::{Decided, Terms};
use chrono::{DateTime, Duration, TimeZone, Utc};
use uuid::Uuid;

/// A bank with a customer, and a way to reach into the customer's pocket.
struct Bench {
    connector: Arc<dyn BankConnector>,
    sandbox: Arc<Sandbox>,
    clock: Arc<ManualClock>,
    access: Access,
}

impl Bench {
    fn of(customer: &str) -> Self {
        let clock = Arc::new(ManualClock::at(now()));
        let terms = Terms { slow_by: std::time::Duration::from_millis(20), ..Terms::default() };
        let ticking: Arc<dyn Clock> = clock.clone();
        let sandbox = Arc::new(Sandbox::open_with(ticking, terms));
        Self {
            connector: Arc::new(SandboxConnector::new(Arc::clone(&sandbox))),
            sandbox,
            clock,
            access: Access { customer: CustomerId::parse(customer).unwrap(), bearer: None },
        }
    }

    async fn account(&self, kind: &str) -> Account {
        let accounts = self.connector.accounts().unwrap().accounts(&self.access).await.unwrap();
        accounts.into_iter().find(|account| account.kind.name() == kind).unwrap()
    }

    async fn payee(&self, name: &str) -> Payee {
        let payees = self.connector.payees().unwrap().payees(&self.access).await.unwrap();
        payees.into_iter().find(|payee| payee.name.as_str() == name).unwrap()
    }

    async fn available(&self, account: &Account) -> i64 {
        let read = self.connector.accounts().unwrap();
        read.balances(&self.access, &account.id).await.unwrap()[0].amount.minor_units()
    }

    /// A payment of so much to a payee, as a store would have recorded it.
    async fn payment(&self, seed: u128, payee: &str, minor: i64) -> IntendedTransfer {
        let (from, payee) = (self.account("checking").await, self.payee(payee).await);
        intended(
            seed,
            &from,
            minor,
            Creditor {
                listed_as: ListedAs::Payee(payee.id),
                name: payee.name,
                identifier: payee.identifier,
            },
        )
    }

    async fn own(&self, seed: u128, minor: i64) -> IntendedTransfer {
        let (from, to) = (self.account("checking").await, self.account("savings").await);
        intended(
            seed,
            &from,
            minor,
            Creditor {
                listed_as: ListedAs::OwnAccount(to.id),
                name: to.nickname,
                identifier: to.identifier,
            },
        )
    }

    fn decide(&self, decided: Decided) {
        let app = self.sandbox.app(&self.access.customer).unwrap();
        self.sandbox.decide(&self.access.customer, &app.approvals[0].id, decided).unwrap();
    }

    fn wait(&self, minutes: i64) {
        self.clock.advance(Duration::minutes(minutes));
    }
}

fn intended(seed: u128, from: &Account, minor: i64, creditor: Creditor) -> IntendedTransfer {
    let kind = match creditor.listed_as {
        ListedAs::Payee(_) => TransferKind::SavedPayee,
        ListedAs::OwnAccount(_) => TransferKind::OwnAccounts,
    };
    let debtor = Debtor { account: from.id.clone(), identifier: from.identifier.clone() };
    let text_and_day = (OutsideText::clean("thanks"), now().date_naive());
    let amount = Money::new(minor, from.currency);
    let sheet = FactSheet::new(kind, debtor, creditor, amount, text_and_day).unwrap();
    IntendedTransfer::recorded(TransferId::from_uuid(Uuid::from_u128(seed)), sheet)
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 9, 30, 0).unwrap()
}
