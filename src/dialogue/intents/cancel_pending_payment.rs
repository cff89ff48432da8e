//! Takes back a payment while the bank still can: the safety twin of paying.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::time::timeout_at;

use crate::contracts::transfers::TransferRecord;
use crate::dialogue::asking::refusal_phrase;
use crate::dialogue::handler::{Agreed, Ask, IntentHandler, Means, Outcome, Tell, Then, Trouble};
use crate::dialogue::saying::{Say, Value};
use crate::dialogue::status;
use crate::domain::disclosed::Sensitivity;
use crate::domain::transfer_status::TransferStatus;
use crate::transfers::{CancelError, CancelOutcome};
use crate::understanding::{NameMatch, match_name};

#[derive(Debug)]
pub(super) struct CancelPendingPayment;

#[async_trait]
impl IntentHandler for CancelPendingPayment {
    async fn handle(&self, ask: Ask<'_>) -> Result<Outcome, Trouble> {
        let open = open_transfers(&ask).await?;
        let named = ask.slots.name("payee");
        let meant = match named {
            Some(said) => {
                let names: Vec<&str> =
                    open.iter().map(|record| record.sheet.creditor().name.as_str()).collect();
                match match_name(said.words, &names, ask.turn.surface.locale) {
                    NameMatch::One(index) => open.get(index),
                    // The newest of them; it is named before anything happens.
                    NameMatch::Several(indexes) => indexes.first().and_then(|i| open.get(*i)),
                    NameMatch::None => None,
                }
            }
            None => open.first(),
        };
        let Some(record) = meant else {
            return Ok(Outcome::done(Say::reply("nothing_pending")));
        };
        let amount = ask.gate.allow(Sensitivity::Payment, record.sheet.amount())?;
        let name = record.sheet.creditor().name.clone();
        let say = Say::reply("confirm")
            .with("amount", Value::Amount(amount))
            .with("payee", Value::Name(ask.gate.allow(Sensitivity::Payment, name)?));
        let means = Means::Act(record.id.to_string().into());
        Ok(Outcome::AskYesNo { say, means })
    }

    async fn act(&self, ask: Ask<'_>, agreed: Agreed) -> Result<Outcome, Trouble> {
        let wanted = match agreed {
            Agreed::Action(id) => id,
            Agreed::Transfer(_) => return Ok(Outcome::done(Say::phrase("nothing_done"))),
        };
        let customer = &ask.desk.access()?.customer;
        let bank = &ask.parts.bank_id;
        let records = ask.parts.transfers.of_customer(bank, customer, ask.now()).await?;
        let Some(record) = records.into_iter().find(|record| *record.id.to_string() == *wanted)
        else {
            return Ok(Outcome::done(Say::reply("nothing_pending")));
        };
        let access = ask.desk.access()?.clone();
        let transfers = Arc::clone(&ask.parts.transfers);
        let cancelling = tokio::spawn(async move { transfers.cancel(&access, &record).await });
        let say = match timeout_at(ask.desk.until(), cancelling).await {
            Ok(Ok(Ok(outcome))) => told(&ask, outcome),
            Ok(Ok(Err(CancelError::OtherCustomer))) => vec![Say::reply("nothing_pending")],
            Ok(Ok(Err(CancelError::Store(_)))) => vec![Say::phrase("store_unreachable")],
            Ok(Err(_)) | Err(_) => vec![Say::reply("checking")],
        };
        Ok(Outcome::Tell(Tell { say, then: Then::Done, more: None }))
    }
}

fn told(ask: &Ask<'_>, outcome: CancelOutcome) -> Vec<Say> {
    match outcome {
        CancelOutcome::Cancelled(record) => {
            ask.left.told(record);
            vec![Say::reply("cancelled")]
        }
        CancelOutcome::ApproveInApp { deadline, .. } => {
            match status::minutes_left(Some(deadline), ask.now()) {
                Some(minutes) => {
                    vec![Say::reply("approve").with("minutes", Value::Number(minutes))]
                }
                None => vec![Say::reply("approve_soon")],
            }
        }
        CancelOutcome::Checking(_) => vec![Say::reply("checking")],
        CancelOutcome::TooLate(record) => {
            let mut say = vec![Say::reply("too_late")];
            say.extend(status::lines(&record, ask.now()));
            ask.left.told(record);
            say
        }
        CancelOutcome::Refused { refusal, .. } => {
            vec![Say::reply("refused"), Say::phrase(refusal_phrase(refusal))]
        }
    }
}

/// What may still be taken back, newest first.
async fn open_transfers(ask: &Ask<'_>) -> Result<Vec<TransferRecord>, Trouble> {
    ask.gate.pass(Sensitivity::Payment)?;
    let customer = &ask.desk.access()?.customer;
    let bank = &ask.parts.bank_id;
    let mut records = ask.parts.transfers.of_customer(bank, customer, ask.now()).await?;
    records.retain(|record| match record.status {
        TransferStatus::Intended
        | TransferStatus::Submitting
        | TransferStatus::AwaitingApproval
        | TransferStatus::Approved
        | TransferStatus::Accepted
        | TransferStatus::Unknown => true,
        TransferStatus::NeedsHuman
        | TransferStatus::Settled
        | TransferStatus::Rejected
        | TransferStatus::Denied
        | TransferStatus::Expired
        | TransferStatus::Cancelled
        | TransferStatus::Refused
        | TransferStatus::NeverArrived => false,
    });
    Ok(records)
}
