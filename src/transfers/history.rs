//! What a customer's conversation asks of the records.

use chrono::{DateTime, Utc};

use super::Transfers;
use super::change::Change;
use super::limits::{earlier, later};
use super::start::log_store;
use super::telling::Telling;
use crate::contracts::bank::Access;
use crate::contracts::session::StoreError;
use crate::contracts::transfers::{TransferRecord, UpdateError};
use crate::domain::account::BankId;
use crate::domain::customer::CustomerId;
use crate::domain::transfer::FactSheet;
use crate::domain::transfer_status::TransferStatus;

impl Transfers {
    /// The customer's transfers that are open or of late, newest first.
    pub async fn of_customer(
        &self,
        bank: &BankId,
        customer: &CustomerId,
        now: DateTime<Utc>,
    ) -> Result<Vec<TransferRecord>, StoreError> {
        self.store.of_customer(bank, customer, earlier(now, self.limits.tell_within)).await
    }

    /// A transfer with the same debtor, creditor and amount that is open, or young and not certainly
    /// failed: before a second one, the customer is asked.
    pub async fn similar(
        &self,
        bank: &BankId,
        customer: &CustomerId,
        sheet: &FactSheet,
        now: DateTime<Utc>,
    ) -> Result<Option<TransferRecord>, StoreError> {
        let since = earlier(now, self.limits.duplicate_window);
        let records = self.store.of_customer(bank, customer, since).await?;
        Ok(records.into_iter().find(|record| {
            // Younger also when the clock jumped back and it seems to be from tomorrow.
            let young = later(record.confirmed_at, self.limits.duplicate_window) > now;
            (!record.status.is_terminal() || young)
                && !record.status.is_definite_failure()
                && is_similar(&record.sheet, sheet)
        }))
    }

    /// Outcomes that the customer has not heard, oldest first.
    pub async fn untold(
        &self,
        bank: &BankId,
        customer: &CustomerId,
    ) -> Result<Vec<TransferRecord>, StoreError> {
        let mut records = self.of_customer(bank, customer, self.clock.now()).await?;
        records.retain(|record| !record.told && Telling::of(record.status).is_outcome());
        records.reverse();
        Ok(records)
    }

    /// The customer has heard how this record, in this very status, ended. What has changed since
    /// is still to be told.
    pub async fn mark_told(&self, told: &TransferRecord) -> Result<(), UpdateError> {
        if !Telling::of(told.status).is_outcome() {
            return Ok(());
        }
        let heard = Change { told: Some(true), ..Change::default() };
        self.decide(told.clone(), |record| {
            if record.status == told.status { heard.clone() } else { Change::default() }
        })
        .await
        .map(drop)
    }

    /// "Did it go through?": what the store has, and where that is open one live look at the bank.
    /// Never waits for anybody else and never puts off a worker.
    pub async fn refresh(&self, access: &Access, record: &TransferRecord) -> TransferRecord {
        let known = match self.fresh(record).await {
            Ok(known) => known,
            Err(error) => {
                log_store(record, &error.into());
                return record.clone();
            }
        };
        if access.customer != known.customer || !may_be_looked_at(known.status) {
            return known;
        }
        let look = self.look_everywhere(Some(access), &known).await;
        let Some(statement) = look.statement() else {
            return known;
        };
        let now = self.clock.now();
        match self.decide(known.clone(), |record| statement.judge(record, now)).await {
            Ok(written) => {
                self.stop_at_bank(access, &written).await;
                written
            }
            Err(error) => {
                log_store(&known, &error);
                known
            }
        }
    }
}

/// Amount and the two accounts; texts and dates may differ between two sayings of one wish.
fn is_similar(one: &FactSheet, other: &FactSheet) -> bool {
    one.debtor().identifier == other.debtor().identifier
        && one.creditor().identifier == other.creditor().identifier
        && one.amount() == other.amount()
}

/// What has left and is not decided. *Submitting* belongs to its sender.
const fn may_be_looked_at(status: TransferStatus) -> bool {
    matches!(
        status,
        TransferStatus::AwaitingApproval
            | TransferStatus::Approved
            | TransferStatus::Accepted
            | TransferStatus::Unknown
    )
}
