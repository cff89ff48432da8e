//! People and payments for the suite.

use banter::contracts::ledger::LedgerEntry;
use banter::contracts::session::{Session, SessionKey, SessionVersion};
use banter::contracts::transfers::{Caps, Origin};
use banter::domain::account::{AccountId, BankId};
use banter::domain::customer::CustomerId;
use banter::domain::disclosed::{Decision, Sensitivity};
use banter::domain::identifier::AccountIdentifier;
use banter::domain::intent::IntentName;
use banter::domain::locale::Locale;
use banter::domain::money::{Currency, Money};
use banter::domain::outside::OutsideText;
use banter::domain::payee::PayeeId;
use banter::domain::transfer::{
    ConfirmedTransfer, Creditor, Debtor, FactSheet, HeardYes, ListedAs, Listener, Nonce, ReadBack,
    TransferKind,
};
use banter::domain::turn::{ConversationId, DeviceKind, PlatformName, PlatformUserId, TurnId};
use chrono::{DateTime, Duration, Utc};

pub(crate) const DEBTOR_IBAN: &str = "DE89370400440532013000";
pub(crate) const CREDITOR_IBAN: &str = "GB29NWBK60161331926819";

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

pub(crate) fn minutes(count: i64) -> Duration {
    Duration::minutes(count)
}

pub(crate) fn bank() -> BankId {
    BankId::parse("demo").unwrap()
}

pub(crate) fn alexa() -> PlatformName {
    PlatformName::parse("alexa").unwrap()
}

pub(crate) fn user(name: &str) -> PlatformUserId {
    PlatformUserId::parse(name).unwrap()
}

pub(crate) fn customer(name: &str) -> CustomerId {
    CustomerId::parse(name).unwrap()
}

pub(crate) fn conversation(of: &str, name: &str) -> SessionKey {
    SessionKey {
        bank: bank(),
        platform: alexa(),
        user: user(of),
        conversation: ConversationId::parse(name).unwrap(),
    }
}

pub(crate) fn session(version: u64, state: &str) -> Session {
    Session { version: SessionVersion(version), state: state.as_bytes().to_vec() }
}

pub(crate) fn entry(of: &str, minute: i64) -> LedgerEntry {
    LedgerEntry {
        at: now() + minutes(minute),
        turn: TurnId::parse(&format!("turn-{minute}")).unwrap(),
        bank: bank(),
        customer: Some(customer(of)),
        platform: alexa(),
        device: DeviceKind::Speaker,
        shared: true,
        intent: IntentName::parse("GetBalance").unwrap(),
        sensitivity: Sensitivity::Balance,
        decision: Decision::Say,
        reason: "speaker.balance".into(),
    }
}

pub(crate) fn euros(minor_units: i64) -> Money {
    Money::new(minor_units, Currency::EUR)
}

pub(crate) fn sheet(amount: Money) -> FactSheet {
    let debtor = Debtor {
        account: AccountId::parse("current").unwrap(),
        identifier: AccountIdentifier::parse_canonical(&format!("iban:{DEBTOR_IBAN}")).unwrap(),
    };
    let creditor = Creditor {
        listed_as: ListedAs::Payee(PayeeId::parse("payee-anna").unwrap()),
        name: OutsideText::clean("Anna Meier"),
        identifier: AccountIdentifier::parse_canonical(&format!("iban:{CREDITOR_IBAN}")).unwrap(),
    };
    let text = (OutsideText::clean("Rent for May"), now().date_naive());
    FactSheet::new(TransferKind::SavedPayee, debtor, creditor, amount, text).unwrap()
}

/// What `of` said yes to; the same nonce is the same yes.
pub(crate) fn confirmed_by(
    of: &str,
    nonce: &str,
    amount: Money,
    at: DateTime<Utc>,
) -> ConfirmedTransfer {
    let nonce = Nonce::parse(nonce).unwrap();
    let listener = Listener {
        conversation: ConversationId::parse("session-1").unwrap(),
        device: None,
        person: None,
    };
    let yes = HeardYes {
        nonce: nonce.clone(),
        listener: listener.clone(),
        turn: TurnId::parse("turn-yes").unwrap(),
        customer: customer(of),
        bank: bank(),
        at,
    };
    ReadBack::new(sheet(amount), None, nonce, listener, at).confirm(&yes).unwrap()
}

pub(crate) fn confirmed(nonce: &str, minor_units: i64) -> ConfirmedTransfer {
    confirmed_by("mia", nonce, euros(minor_units), now())
}

pub(crate) fn origin() -> Origin {
    Origin { platform: alexa(), user: user("amzn1.account.mia"), locale: Locale::DE_DE }
}

pub(crate) fn caps() -> Caps {
    Caps { per_transfer: euros(5_000), per_day: euros(15_000), count_per_hour: 100 }
}
