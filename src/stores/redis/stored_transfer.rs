//! A transfer as it is written, and how it is read with suspicion: nothing comes back whose facts
//! are not the ones that were confirmed.
//!
//! Version and status stand beside the sealed record, where scripts can compare them, and are
//! bound to its seal, so that neither can be changed without the key.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::contracts::bank::{PaymentId, Refusal};
use crate::contracts::transfers::{AuditLine, Origin, TransferRecord};
use crate::domain::account::{AccountId, BankId};
use crate::domain::customer::CustomerId;
use crate::domain::identifier::AccountIdentifier;
use crate::domain::locale::Locale;
use crate::domain::money::{Currency, Money};
use crate::domain::outside::OutsideText;
use crate::domain::payee::{PayeeId, PayeeMatch};
use crate::domain::transfer::{Creditor, Debtor, FactSheet, ListedAs, TransferId, TransferKind};
use crate::domain::transfer_status::TransferStatus;
use crate::domain::turn::{PlatformName, PlatformUserId};

/// Every form there ever was; the first field says which.
#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum StoredTransfer {
    #[serde(rename = "1")]
    V1(Box<StoredTransferV1>),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredTransferV1 {
    id: String,
    bank: String,
    customer: String,
    sheet: StoredSheet,
    /// Hexadecimal.
    hash: String,
    payee_check: Option<StoredMatch>,
    refusal: Option<String>,
    payment: Option<String>,
    approve_by: Option<DateTime<Utc>>,
    platform: String,
    user: String,
    locale: String,
    confirmed_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
    due_at: Option<DateTime<Utc>>,
    looks: u32,
    cancel_asked: bool,
    told: bool,
    audit: Vec<(DateTime<Utc>, String)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredSheet {
    kind: String,
    debtor_account: String,
    debtor: String,
    payee: Option<String>,
    own_account: Option<String>,
    creditor_name: String,
    creditor: String,
    amount_minor: i64,
    currency: String,
    reference: String,
    execute_on: NaiveDate,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredMatch {
    Match,
    Close { name: String },
    NoMatch,
    NotPossible,
}

/// What stands in front of the sealed record.
pub(super) fn front(version: u64, status: TransferStatus) -> Vec<u8> {
    format!("{version} {}\n", status.name()).into_bytes()
}

pub(super) fn to_stored(record: &TransferRecord) -> Option<Vec<u8>> {
    let stored = StoredTransferV1 {
        id: record.id.to_string(),
        bank: record.bank.as_str().to_owned(),
        customer: record.customer.as_str().to_owned(),
        sheet: sheet_to_stored(&record.sheet),
        hash: record.hash.to_hex(),
        payee_check: record.payee_check.as_ref().map(match_to_stored),
        refusal: record.refusal.map(|refusal| refusal.name().to_owned()),
        payment: record.payment.as_ref().map(|payment| payment.as_str().to_owned()),
        approve_by: record.approve_by,
        platform: record.origin.platform.as_str().to_owned(),
        user: record.origin.user.as_str().to_owned(),
        locale: record.origin.locale.to_string(),
        confirmed_at: record.confirmed_at,
        changed_at: record.changed_at,
        due_at: record.due_at,
        looks: record.looks,
        cancel_asked: record.cancel_asked,
        told: record.told,
        audit: record.audit.iter().map(|line| (line.at, line.what.to_string())).collect(),
    };
    serde_json::to_vec(&StoredTransfer::V1(Box::new(stored))).ok()
}

/// `None`: not a record that may be believed.
pub(super) fn from_stored(
    bytes: &[u8],
    version: u64,
    status: TransferStatus,
) -> Option<TransferRecord> {
    let StoredTransfer::V1(stored) = serde_json::from_slice(bytes).ok()?;
    let sheet = sheet_from_stored(&stored.sheet)?;
    let hash = sheet.hash();
    if hash.to_hex() != stored.hash {
        return None;
    }
    let refusal = stored.refusal.map(|name| Refusal::from_name(&name).ok_or(()));
    let payment = stored.payment.map(|payment| PaymentId::parse(&payment));
    Some(TransferRecord {
        id: TransferId::from_uuid(Uuid::parse_str(&stored.id).ok()?),
        bank: BankId::parse(&stored.bank).ok()?,
        customer: CustomerId::parse(&stored.customer).ok()?,
        sheet,
        hash,
        payee_check: stored.payee_check.map(match_from_stored),
        status,
        refusal: refusal.transpose().ok()?,
        payment: payment.transpose().ok()?,
        approve_by: stored.approve_by,
        origin: Origin {
            platform: PlatformName::parse(&stored.platform).ok()?,
            user: PlatformUserId::parse(&stored.user).ok()?,
            locale: Locale::parse(&stored.locale).ok()?,
        },
        confirmed_at: stored.confirmed_at,
        changed_at: stored.changed_at,
        due_at: stored.due_at,
        looks: stored.looks,
        cancel_asked: stored.cancel_asked,
        told: stored.told,
        audit: stored
            .audit
            .into_iter()
            .map(|(at, what)| AuditLine { at, what: what.into() })
            .collect(),
        version,
    })
}

fn sheet_to_stored(sheet: &FactSheet) -> StoredSheet {
    let (payee, own_account) = match &sheet.creditor().listed_as {
        ListedAs::Payee(payee) => (Some(payee.as_str().to_owned()), None),
        ListedAs::OwnAccount(account) => (None, Some(account.as_str().to_owned())),
    };
    StoredSheet {
        kind: sheet.kind().name().to_owned(),
        debtor_account: sheet.debtor().account.as_str().to_owned(),
        debtor: sheet.debtor().identifier.canonical(),
        payee,
        own_account,
        creditor_name: sheet.creditor().name.as_str().to_owned(),
        creditor: sheet.creditor().identifier.canonical(),
        amount_minor: sheet.amount().minor_units(),
        currency: sheet.amount().currency().code().to_owned(),
        reference: sheet.reference().as_str().to_owned(),
        execute_on: sheet.execute_on(),
    }
}

fn sheet_from_stored(stored: &StoredSheet) -> Option<FactSheet> {
    let kind = [TransferKind::OwnAccounts, TransferKind::SavedPayee]
        .into_iter()
        .find(|kind| kind.name() == stored.kind)?;
    let listed_as = match (&stored.payee, &stored.own_account) {
        (Some(payee), None) => ListedAs::Payee(PayeeId::parse(payee).ok()?),
        (None, Some(account)) => ListedAs::OwnAccount(AccountId::parse(account).ok()?),
        (Some(_), Some(_)) | (None, None) => return None,
    };
    let debtor = Debtor {
        account: AccountId::parse(&stored.debtor_account).ok()?,
        identifier: AccountIdentifier::parse_canonical(&stored.debtor).ok()?,
    };
    let creditor = Creditor {
        listed_as,
        name: OutsideText::clean(&stored.creditor_name),
        identifier: AccountIdentifier::parse_canonical(&stored.creditor).ok()?,
    };
    let amount = Money::new(stored.amount_minor, Currency::parse(&stored.currency).ok()?);
    let reference = OutsideText::clean(&stored.reference);
    FactSheet::new(kind, debtor, creditor, amount, (reference, stored.execute_on)).ok()
}

fn match_to_stored(check: &PayeeMatch) -> StoredMatch {
    match check {
        PayeeMatch::Match => StoredMatch::Match,
        PayeeMatch::Close { name } => StoredMatch::Close { name: name.as_str().to_owned() },
        PayeeMatch::NoMatch => StoredMatch::NoMatch,
        PayeeMatch::NotPossible => StoredMatch::NotPossible,
    }
}

fn match_from_stored(stored: StoredMatch) -> PayeeMatch {
    match stored {
        StoredMatch::Match => PayeeMatch::Match,
        StoredMatch::Close { name } => PayeeMatch::Close { name: OutsideText::clean(&name) },
        StoredMatch::NoMatch => PayeeMatch::NoMatch,
        StoredMatch::NotPossible => PayeeMatch::NotPossible,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record(amount_minor: i64, reference: &str, check: Option<PayeeMatch>) -> TransferRecord {
        let account = |id: &str, number: &str| Debtor {
            account: AccountId::parse(id).unwrap(),
            identifier: AccountIdentifier::parse_canonical(number).unwrap(),
        };
        let creditor = Creditor {
            listed_as: ListedAs::Payee(PayeeId::parse("payee-1").unwrap()),
            name: OutsideText::clean("Anna Meier"),
            identifier: AccountIdentifier::parse_canonical("scan:20000055779911").unwrap(),
        };
        let at = DateTime::from_timestamp_millis(1_790_000_000_123).unwrap();
        let sheet = FactSheet::new(
            TransferKind::SavedPayee,
            account("current", "iban:DE89370400440532013000"),
            creditor,
            Money::new(amount_minor, Currency::EUR),
            (OutsideText::clean(reference), at.date_naive()),
        )
        .unwrap();
        TransferRecord {
            id: TransferId::from_uuid(Uuid::from_u128(7)),
            bank: BankId::parse("demo").unwrap(),
            customer: CustomerId::parse("mia").unwrap(),
            hash: sheet.hash(),
            sheet,
            payee_check: check,
            status: TransferStatus::Rejected,
            refusal: Some(Refusal::InsufficientFunds),
            payment: Some(PaymentId::parse("payment-1").unwrap()),
            approve_by: Some(at),
            origin: Origin {
                platform: PlatformName::parse("alexa").unwrap(),
                user: PlatformUserId::parse("user-1").unwrap(),
                locale: Locale::DE_DE,
            },
            confirmed_at: at,
            changed_at: at,
            due_at: Some(at),
            looks: 3,
            cancel_asked: true,
            told: true,
            audit: vec![AuditLine { at, what: "intended -> submitting".into() }],
            version: 4,
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(amount in 1..i64::MAX, reference in ".{0,40}", check in 0..5) {
            let check = match check {
                0 => Some(PayeeMatch::Match),
                1 => Some(PayeeMatch::Close { name: OutsideText::clean(&reference) }),
                2 => Some(PayeeMatch::NoMatch),
                3 => Some(PayeeMatch::NotPossible),
                _ => None,
            };
            let record = record(amount, &reference, check);
            let stored = to_stored(&record).unwrap();
            prop_assert_eq!(from_stored(&stored, 4, TransferStatus::Rejected), Some(record));
        }

        #[test]
        fn no_bytes_panic(bytes in ".*") {
            prop_assert!(from_stored(bytes.as_bytes(), 1, TransferStatus::Intended).is_none());
        }
    }

    #[test]
    fn facts_that_are_not_what_was_confirmed_are_not_believed() {
        let stored = String::from_utf8(to_stored(&record(5_000, "rent", None)).unwrap()).unwrap();
        for (fact, other) in [
            ("\"amount_minor\":5000", "\"amount_minor\":50000"),
            ("scan:20000055779911", "scan:20000055779912"),
            ("\"rent\"", "\"tent\""),
            ("Anna", "Anne"),
            ("\"EUR\"", "\"GBP\""),
        ] {
            let changed = stored.replace(fact, other);
            assert_ne!(changed, stored, "{fact}");
            assert_eq!(
                from_stored(changed.as_bytes(), 4, TransferStatus::Rejected),
                None,
                "{fact}"
            );
        }
    }

    #[test]
    fn a_form_from_the_future_is_not_guessed_at() {
        let stored = String::from_utf8(to_stored(&record(5_000, "rent", None)).unwrap()).unwrap();
        let changed = stored.replace("\"v\":\"1\"", "\"v\":\"2\"");
        assert_ne!(changed, stored);
        assert_eq!(from_stored(changed.as_bytes(), 4, TransferStatus::Rejected), None);
    }
}
