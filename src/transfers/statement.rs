//! What a bank's statement makes of a record. Pure: the record and the words in, the edges out.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::alarm::Alarm;
use super::change::Change;
use super::echo;
use crate::contracts::bank::{Accepted, Approval, BankStatus, Echo, PaymentId, Refusal};
use crate::contracts::transfers::TransferRecord;
use crate::domain::transfer_status::TransferStatus;

/// What a bank says of a payment, whichever answer it came in.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    payment: Option<PaymentId>,
    status: BankStatus,
    echo: Option<Echo>,
    poll_after: Option<Duration>,
    /// Found in a list: with other facts it may be somebody else's, and is left alone.
    listed: bool,
}

impl From<Accepted> for Statement {
    fn from(accepted: Accepted) -> Self {
        let Accepted { payment, status, echo } = accepted;
        Self { payment: Some(payment), status, echo, poll_after: None, listed: false }
    }
}

impl From<Approval> for Statement {
    fn from(approval: Approval) -> Self {
        let Approval { payment, deadline, poll_after, echo } = approval;
        let status = BankStatus::AwaitingApproval { deadline };
        Self { payment, status, echo, poll_after: Some(poll_after), listed: false }
    }
}

impl Statement {
    pub(super) fn listed(accepted: Accepted) -> Self {
        Self { listed: true, ..Self::from(accepted) }
    }

    /// The edges this statement moves the record along, if it says anything new.
    pub(super) fn judge(&self, record: &TransferRecord, now: DateTime<Utc>) -> Change {
        if record.status.is_terminal() || record.status == TransferStatus::NeedsHuman {
            return Change::default();
        }
        if let Err(fact) = echo::compare(record.id, &record.sheet, self.echo.as_ref()) {
            let payment = self.payment.clone().filter(|_| !self.listed);
            return stopped(record, payment, Alarm::EchoMismatch(fact));
        }
        let change = Change {
            payment: self.payment.clone(),
            not_before: self.poll_after,
            ..Change::default()
        };
        let (to, refusal) = match &self.status {
            BankStatus::AwaitingApproval { deadline } => {
                return self.awaiting(record, change, (*deadline, now));
            }
            BankStatus::Approved => (TransferStatus::Approved, None),
            BankStatus::Accepted => (TransferStatus::Accepted, None),
            BankStatus::Settled => (TransferStatus::Settled, None),
            BankStatus::Rejected(refusal) => (TransferStatus::Rejected, Some(*refusal)),
            BankStatus::Denied => (TransferStatus::Denied, None),
            BankStatus::Expired => (TransferStatus::Expired, None),
            BankStatus::Cancelled => (TransferStatus::Cancelled, None),
            BankStatus::Unrecognised(_) => {
                return pending(record, change, Some(Alarm::UnrecognisedStatus));
            }
        };
        moved(record, Change { refusal, ..change }, to)
    }

    fn awaiting(
        &self,
        record: &TransferRecord,
        change: Change,
        (deadline, now): (DateTime<Utc>, DateTime<Utc>),
    ) -> Change {
        // Found again after its deadline, it is not waiting for anybody: the reconciler keeps it
        // until the bank says what became of it.
        if record.status == TransferStatus::Unknown && deadline <= now {
            return change;
        }
        let change = Change { approve_by: Some(deadline), ..change };
        moved(record, change, TransferStatus::AwaitingApproval)
    }
}

/// A definite no in the answer to sending.
pub(super) fn refused(record: &TransferRecord, refusal: Refusal) -> Change {
    if record.status.is_terminal() {
        return Change::default();
    }
    let change = Change { refusal: Some(refusal), ..Change::default() };
    moved(record, change, TransferStatus::Rejected)
}

/// Sent, and no usable word about it: *submitting* becomes *unknown*, anything else stays.
pub(super) fn pending(record: &TransferRecord, change: Change, alarm: Option<Alarm>) -> Change {
    let path = if record.status == TransferStatus::Submitting {
        vec![TransferStatus::Unknown]
    } else {
        Vec::new()
    };
    Change { path, alarm: alarm.filter(|alarm| !raised_last(record, *alarm)), ..change }
}

/// Stops a payment whose facts are not the confirmed ones. Nothing of it is sent any more, and a
/// person looks.
fn stopped(record: &TransferRecord, payment: Option<PaymentId>, alarm: Alarm) -> Change {
    let path = route(record.status, TransferStatus::NeedsHuman).unwrap_or_default();
    Change { path, payment, cancel_asked: Some(true), alarm: Some(alarm), ..Change::default() }
}

fn moved(record: &TransferRecord, change: Change, to: TransferStatus) -> Change {
    if record.status == to || is_behind(record.status, to) {
        return change;
    }
    match route(record.status, to) {
        Some(path) => Change { path, ..change },
        None => pending(record, change, Some(Alarm::Contradiction)),
    }
}

/// The edges from one state to another. A bank does not report every step on the way: what it
/// denies, lets expire or takes back has been waiting for approval.
fn route(from: TransferStatus, to: TransferStatus) -> Option<Vec<TransferStatus>> {
    if from.next().contains(&to) {
        return Some(vec![to]);
    }
    let via = match to {
        TransferStatus::NeedsHuman => TransferStatus::Unknown,
        TransferStatus::Approved
        | TransferStatus::Denied
        | TransferStatus::Expired
        | TransferStatus::Cancelled => TransferStatus::AwaitingApproval,
        TransferStatus::Intended
        | TransferStatus::Submitting
        | TransferStatus::AwaitingApproval
        | TransferStatus::Accepted
        | TransferStatus::Unknown
        | TransferStatus::Settled
        | TransferStatus::Rejected
        | TransferStatus::Refused
        | TransferStatus::NeverArrived => return None,
    };
    (from.next().contains(&via) && via.next().contains(&to)).then(|| vec![via, to])
}

/// Whether the bank only repeats what is already past: some of its machines are later than others.
const fn is_behind(status: TransferStatus, said: TransferStatus) -> bool {
    match said {
        TransferStatus::AwaitingApproval => {
            matches!(status, TransferStatus::Approved | TransferStatus::Accepted)
        }
        TransferStatus::Approved => matches!(status, TransferStatus::Accepted),
        TransferStatus::Intended
        | TransferStatus::Submitting
        | TransferStatus::Accepted
        | TransferStatus::Unknown
        | TransferStatus::NeedsHuman
        | TransferStatus::Settled
        | TransferStatus::Rejected
        | TransferStatus::Denied
        | TransferStatus::Expired
        | TransferStatus::Cancelled
        | TransferStatus::Refused
        | TransferStatus::NeverArrived => false,
    }
}

/// One alarm a look is enough, but the same alarm at every look would hide the others.
fn raised_last(record: &TransferRecord, alarm: Alarm) -> bool {
    record.audit.last().is_some_and(|line| &*line.what == alarm.name())
}
