//! A change at the sandbox bank as it is written into a journal, and how it is read back.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::account::AccountId;
use crate::domain::card::CardId;
use crate::domain::customer::CustomerId;
use crate::domain::identifier::AccountIdentifier;
use crate::domain::money::{Currency, Money};
use crate::domain::outside::OutsideText;
use crate::domain::payee::PayeeId;
use crate::domain::transfer::{
    Creditor, Debtor, FactSheet, IdempotencyKey, ListedAs, TransferId, TransferKind,
};
use crate::sandbox::{Decided, Failure, Op, Reading, Times};

/// What an entry says: what was done, or that the bank opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    Opened,
    Did(Op),
}

/// Every form there ever was; the first field says which.
#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Entry {
    #[serde(rename = "1")]
    V1 { at: DateTime<Utc>, did: Wire },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Wire {
    Open,
    Initiate {
        customer: String,
        transfer: Uuid128,
        sheet: Box<Sheet>,
        hash: String,
    },
    Cancel {
        customer: String,
        payment: String,
        key: Uuid128,
    },
    Lock {
        customer: String,
        card: String,
    },
    Unlock {
        customer: String,
        card: String,
        key: Uuid128,
    },
    CallBack {
        customer: Option<String>,
        about: String,
        key: Uuid128,
    },
    Revoke {
        customer: String,
    },
    GiveConsent {
        customer: String,
    },
    Decide {
        customer: String,
        approval: String,
        approved: bool,
    },
    /// Without times: for ever.
    Fail {
        customer: String,
        failure: String,
        times: Option<u32>,
    },
    Draw {
        customer: String,
        reading: WireReading,
    },
    Tick,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WireReading {
    Plain,
    Payment,
    NameCheck,
}

/// Hexadecimal.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Uuid128(String);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    kind: String,
    debtor_account: String,
    debtor: String,
    /// A payee's id, or of an own account.
    listed_as: String,
    creditor_name: String,
    creditor: String,
    minor_units: i64,
    currency: String,
    reference: String,
    execute_on: NaiveDate,
}

/// `None` only where something cannot be written as JSON, and all of this can.
pub(super) fn to_entry(said: &Said, at: DateTime<Utc>) -> Option<Vec<u8>> {
    let did = match said {
        Said::Opened => Wire::Open,
        Said::Did(op) => to_wire(op),
    };
    serde_json::to_vec(&Entry::V1 { at, did }).ok()
}

/// `None`: nothing that this version knows. It is not guessed at.
pub(super) fn from_entry(bytes: &[u8]) -> Option<(Said, DateTime<Utc>)> {
    let Entry::V1 { at, did } = serde_json::from_slice(bytes).ok()?;
    Some((from_wire(did)?, at))
}

fn to_wire(op: &Op) -> Wire {
    let text = |customer: &CustomerId| customer.as_str().to_owned();
    match op {
        Op::Initiate { customer, transfer, sheet } => Wire::Initiate {
            customer: text(customer),
            transfer: Uuid128::of(transfer.as_uuid()),
            sheet: Box::new(Sheet::of(sheet)),
            hash: sheet.hash().to_hex(),
        },
        Op::Cancel { customer, payment, key } => Wire::Cancel {
            customer: text(customer),
            payment: payment.clone(),
            key: Uuid128::of(key.as_uuid()),
        },
        Op::Lock { customer, card } => {
            Wire::Lock { customer: text(customer), card: card.as_str().to_owned() }
        }
        Op::Unlock { customer, card, key } => Wire::Unlock {
            customer: text(customer),
            card: card.as_str().to_owned(),
            key: Uuid128::of(key.as_uuid()),
        },
        Op::CallBack { customer, about, key } => Wire::CallBack {
            customer: customer.as_ref().map(text),
            about: about.clone(),
            key: Uuid128::of(key.as_uuid()),
        },
        Op::Revoke { customer } => Wire::Revoke { customer: text(customer) },
        Op::GiveConsent { customer } => Wire::GiveConsent { customer: text(customer) },
        Op::Decide { customer, approval, decided } => Wire::Decide {
            customer: text(customer),
            approval: approval.clone(),
            approved: *decided == Decided::Approve,
        },
        Op::Fail { customer, failure, times } => Wire::Fail {
            customer: text(customer),
            failure: failure.name().to_owned(),
            times: match times {
                Times::Next(times) => Some(*times),
                Times::Always => None,
            },
        },
        Op::Draw { customer, reading } => {
            Wire::Draw { customer: text(customer), reading: WireReading::of(*reading) }
        }
        Op::Tick => Wire::Tick,
    }
}

fn from_wire(did: Wire) -> Option<Said> {
    let id = |customer: String| CustomerId::parse(&customer).ok();
    Some(Said::Did(match did {
        Wire::Open => return Some(Said::Opened),
        Wire::Initiate { customer, transfer, sheet, hash } => {
            let (transfer, sheet) = (TransferId::from_uuid(transfer.read()?), sheet.read()?);
            if sheet.hash().to_hex() != hash {
                return None;
            }
            Op::Initiate { customer: id(customer)?, transfer, sheet: Box::new(sheet) }
        }
        Wire::Cancel { customer, payment, key } => {
            Op::Cancel { customer: id(customer)?, payment, key: key.key()? }
        }
        Wire::Lock { customer, card } => {
            Op::Lock { customer: id(customer)?, card: CardId::parse(&card).ok()? }
        }
        Wire::Unlock { customer, card, key } => {
            let (customer, card) = (id(customer)?, CardId::parse(&card).ok()?);
            Op::Unlock { customer, card, key: key.key()? }
        }
        Wire::CallBack { customer, about, key } => {
            let customer = customer.map(|customer| id(customer).ok_or(())).transpose().ok()?;
            Op::CallBack { customer, about, key: key.key()? }
        }
        Wire::Revoke { customer } => Op::Revoke { customer: id(customer)? },
        Wire::GiveConsent { customer } => Op::GiveConsent { customer: id(customer)? },
        Wire::Decide { customer, approval, approved } => {
            let decided = if approved { Decided::Approve } else { Decided::Decline };
            Op::Decide { customer: id(customer)?, approval, decided }
        }
        Wire::Fail { customer, failure, times } => Op::Fail {
            customer: id(customer)?,
            failure: Failure::from_name(&failure)?,
            times: times.map_or(Times::Always, Times::Next),
        },
        Wire::Draw { customer, reading } => {
            Op::Draw { customer: id(customer)?, reading: reading.read() }
        }
        Wire::Tick => Op::Tick,
    }))
}

impl Uuid128 {
    fn of(uuid: &Uuid) -> Self {
        Self(uuid.simple().to_string())
    }

    fn read(&self) -> Option<Uuid> {
        Uuid::parse_str(&self.0).ok()
    }

    fn key(&self) -> Option<IdempotencyKey> {
        self.read().map(IdempotencyKey::from_uuid)
    }
}

impl WireReading {
    const fn of(reading: Reading) -> Self {
        match reading {
            Reading::Plain => Self::Plain,
            Reading::Payment => Self::Payment,
            Reading::NameCheck => Self::NameCheck,
        }
    }

    const fn read(self) -> Reading {
        match self {
            Self::Plain => Reading::Plain,
            Self::Payment => Reading::Payment,
            Self::NameCheck => Reading::NameCheck,
        }
    }
}

impl Sheet {
    fn of(sheet: &FactSheet) -> Self {
        let creditor = sheet.creditor();
        Self {
            kind: sheet.kind().name().to_owned(),
            debtor_account: sheet.debtor().account.as_str().to_owned(),
            debtor: sheet.debtor().identifier.canonical(),
            listed_as: match &creditor.listed_as {
                ListedAs::Payee(id) => id.as_str().to_owned(),
                ListedAs::OwnAccount(id) => id.as_str().to_owned(),
            },
            creditor_name: creditor.name.as_str().to_owned(),
            creditor: creditor.identifier.canonical(),
            minor_units: sheet.amount().minor_units(),
            currency: sheet.amount().currency().code().to_owned(),
            reference: sheet.reference().as_str().to_owned(),
            execute_on: sheet.execute_on(),
        }
    }

    fn read(&self) -> Option<FactSheet> {
        let kinds = [TransferKind::OwnAccounts, TransferKind::SavedPayee];
        let kind = kinds.into_iter().find(|kind| kind.name() == self.kind)?;
        let listed_as = match kind {
            TransferKind::OwnAccounts => {
                ListedAs::OwnAccount(AccountId::parse(&self.listed_as).ok()?)
            }
            TransferKind::SavedPayee => ListedAs::Payee(PayeeId::parse(&self.listed_as).ok()?),
        };
        let debtor = Debtor {
            account: AccountId::parse(&self.debtor_account).ok()?,
            identifier: AccountIdentifier::parse_canonical(&self.debtor).ok()?,
        };
        let creditor = Creditor {
            listed_as,
            name: OutsideText::clean(&self.creditor_name),
            identifier: AccountIdentifier::parse_canonical(&self.creditor).ok()?,
        };
        let amount = Money::new(self.minor_units, Currency::parse(&self.currency).ok()?);
        let text_and_day = (OutsideText::clean(&self.reference), self.execute_on);
        FactSheet::new(kind, debtor, creditor, amount, text_and_day).ok()
    }
}
