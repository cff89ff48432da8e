//! What both ways of keeping transfers must do alike: the first form of a record, the caps, the
//! check of a record that is handed in.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::contracts::session::StoreError;
use crate::contracts::transfers::{AuditLine, Caps, Origin, RecordError, TransferRecord};
use crate::domain::money::Money;
use crate::domain::transfer::{ConfirmedTransfer, TransferId};
use crate::domain::transfer_status::TransferStatus;

/// Caps are counted over the 24 hours and the hour before, not over calendar days: no time zone
/// to get wrong, and no double allowance around midnight.
pub(crate) const CAP_DAY: Duration = Duration::from_secs(24 * 60 * 60);
pub(crate) const CAP_HOUR: Duration = Duration::from_secs(60 * 60);

/// The version a record begins with.
pub(crate) const FIRST_VERSION: u64 = 1;

/// A part of the caps held by one transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reservation {
    pub(crate) id: TransferId,
    pub(crate) at: DateTime<Utc>,
    pub(crate) amount: Money,
}

pub(crate) fn first_form(confirmed: &ConfirmedTransfer, origin: &Origin) -> TransferRecord {
    let at = confirmed.confirmed_at();
    TransferRecord {
        id: confirmed.id(),
        bank: confirmed.bank().clone(),
        customer: confirmed.customer().clone(),
        sheet: confirmed.sheet().clone(),
        hash: confirmed.sheet().hash(),
        payee_check: confirmed.payee_check().cloned(),
        status: TransferStatus::Intended,
        refusal: None,
        payment: None,
        approve_by: None,
        origin: origin.clone(),
        confirmed_at: at,
        changed_at: at,
        due_at: Some(at),
        looks: 0,
        cancel_asked: false,
        told: false,
        audit: vec![AuditLine { at, what: TransferStatus::Intended.name().into() }],
        version: FIRST_VERSION,
    }
}

/// An amount in another currency than the cap's is over the cap: nothing is converted here.
pub(crate) fn within_transfer_cap(amount: Money, caps: &Caps) -> Result<(), RecordError> {
    let per_day_speaks_of_it = amount.currency() == caps.per_day.currency();
    match amount.exceeds(caps.per_transfer) {
        Ok(false) if per_day_speaks_of_it => Ok(()),
        Ok(_) | Err(_) => Err(RecordError::OverTransferCap),
    }
}

/// A record is never written whose facts are not the ones that were read aloud.
pub(crate) fn sound(record: &TransferRecord) -> Result<(), StoreError> {
    if record.sheet.hash() == record.hash {
        Ok(())
    } else {
        Err(StoreError::Unreadable { what: "a transfer's facts differ from what was confirmed" })
    }
}
