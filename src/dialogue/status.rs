//! What is said of a transfer, chosen by its status and nothing else: "sent" is said of what the
//! bank called settled, and of nothing else.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::time::timeout_at;

use super::asking::refusal_phrase;
use super::handler::{Ask, Outcome, Tell, Then, Trouble};
use super::saying::{Say, Value};
use crate::contracts::transfers::{Origin, TransferRecord};
use crate::domain::disclosed::Sensitivity;
use crate::domain::transfer::ConfirmedTransfer;
use crate::transfers::{StartError, Telling};

/// The sentence, and where the bank gave a reason, the reason.
pub(super) fn lines(record: &TransferRecord, now: DateTime<Utc>) -> Vec<Say> {
    let telling = Telling::of(record.status);
    let mut lines = vec![match telling {
        Telling::ApproveInApp => match minutes_left(record.approve_by, now) {
            Some(minutes) => {
                Say::phrase("transfer_approve_in_app").with("minutes", Value::Number(minutes))
            }
            None => Say::phrase("transfer_approve_in_app_soon"),
        },
        Telling::NotYetSent => Say::phrase("transfer_not_yet_sent"),
        Telling::Checking => Say::phrase("transfer_checking"),
        Telling::OnItsWay => Say::phrase("transfer_on_its_way"),
        Telling::Sent => Say::phrase("transfer_sent"),
        Telling::PersonLooking => Say::phrase("transfer_person_looking"),
        Telling::RejectedByBank => Say::phrase("transfer_rejected_by_bank"),
        Telling::DeniedInApp => Say::phrase("transfer_denied_in_app"),
        Telling::ApprovalExpired => Say::phrase("transfer_approval_expired"),
        Telling::Cancelled => Say::phrase("transfer_cancelled"),
        Telling::NotSent => Say::phrase("transfer_not_sent"),
        Telling::NeverArrived => Say::phrase("transfer_never_arrived"),
    }];
    if let (Telling::RejectedByBank, Some(refusal)) = (telling, record.refusal) {
        lines.push(Say::phrase(refusal_phrase(refusal)));
    }
    lines
}

/// Which transfer it is about, for a customer who has to be reminded. Nothing where that may not
/// be said here.
pub(super) fn about(ask: &Ask<'_>, record: &TransferRecord) -> Option<Say> {
    let amount = ask.gate.allow(Sensitivity::Payment, record.sheet.amount()).ok()?;
    let name = record.sheet.creditor().name.clone();
    let payee = ask.gate.allow(Sensitivity::Payment, name).ok()?;
    Some(
        Say::phrase("transfer_about")
            .with("amount", Value::Amount(amount))
            .with("payee", Value::Name(payee)),
    )
}

pub(super) fn minutes_left(until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<u64> {
    // A window that is promised must be there: rounded down.
    let minutes = until?.signed_duration_since(now).num_minutes();
    u64::try_from(minutes).ok().filter(|minutes| *minutes > 0)
}

/// Starts what was confirmed and says how it stands. It goes on by itself when the turn's time is
/// over: the record is durable before anything leaves, and then nobody here knows more than that.
pub(super) async fn start(ask: &Ask<'_>, confirmed: ConfirmedTransfer) -> Result<Outcome, Trouble> {
    let currency = confirmed.sheet().amount().currency();
    let Some(caps) = ask.parts.settings.caps(currency).cloned() else {
        return Ok(Outcome::done(Say::phrase("cap_currency")));
    };
    let access = ask.desk.access()?.clone();
    let origin = Origin {
        platform: ask.turn.surface.platform.clone(),
        user: ask.turn.speaker.user.clone(),
        locale: ask.turn.surface.locale,
    };
    let transfers = Arc::clone(&ask.parts.transfers);
    let starting =
        tokio::spawn(async move { transfers.start(&access, &confirmed, &origin, &caps).await });
    let say = match timeout_at(ask.desk.until(), starting).await {
        Ok(Ok(Ok(record))) => {
            let say = lines(&record, ask.now());
            if Telling::of(record.status).is_outcome() {
                ask.left.told(record);
            }
            say
        }
        Ok(Ok(Err(error))) => vec![refused(&error)],
        // Out of time, or broken on the way: maybe sent.
        Ok(Err(_)) | Err(_) => vec![Say::phrase("transfer_checking")],
    };
    Ok(Outcome::Tell(Tell { say, then: Then::Done, more: None }))
}

fn refused(error: &StartError) -> Say {
    match error {
        StartError::NotOffered => Say::phrase("not_offered"),
        StartError::OtherCustomer => Say::phrase("other_speaker"),
        StartError::OverTransferCap => Say::phrase("cap_transfer"),
        StartError::OverDayCap => Say::phrase("cap_day"),
        StartError::TooMany => Say::phrase("cap_count"),
        // Perhaps recorded, perhaps not: no promise either way.
        StartError::Store(_) => Say::phrase("transfer_checking"),
    }
}
