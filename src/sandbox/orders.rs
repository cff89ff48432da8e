//! Payment orders as the bank keeps them, and the moving of their money.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};

use super::app::{Notice, WaitsFor};
use super::approval::later;
use super::books::Place;
use super::customers::Customer;
use super::payments::{Payment, PaymentState};
use super::{No, Problem, State};
use crate::domain::account::AccountId;
use crate::domain::customer::CustomerId;
use crate::domain::identifier::AccountIdentifier;
use crate::domain::money::Money;
use crate::domain::outside::OutsideText;
use crate::domain::transaction::Transaction;
use crate::domain::transfer::{FactSheet, IdempotencyKey, IntendedTransfer, ListedAs, TransferId};

/// Every order that was ever taken in.
#[derive(Debug, Default)]
pub(super) struct Orders {
    by_id: BTreeMap<String, Order>,
    /// Those that time may still change.
    open: Vec<String>,
}

/// An order as it is kept.
#[derive(Debug)]
struct Order {
    customer: CustomerId,
    sheet: FactSheet,
    end_to_end_id: String,
    state: OrderState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OrderState {
    AwaitingApproval {
        deadline: DateTime<Utc>,
    },
    /// Approved, for a later day. Nothing has moved.
    Scheduled {
        on: NaiveDate,
    },
    /// The money has left.
    Executed {
        settles_at: DateTime<Utc>,
    },
    Settled,
    Rejected(No),
    Denied,
    Expired,
    Cancelled,
}

/// The id comes from the key, so that no two banks ever give the same id to two payments.
pub(super) fn payment_id(key: IdempotencyKey) -> String {
    format!("payment-{}", key.as_uuid().simple())
}

impl State {
    /// Does whatever time has made due. Cheap when nothing is open.
    pub(super) fn catch_up(&mut self, now: DateTime<Utc>) {
        self.expire_approvals(now);
        for id in std::mem::take(&mut self.orders.open) {
            let Some(order) = self.orders.by_id.get_mut(&id) else { continue };
            match order.state {
                OrderState::AwaitingApproval { deadline } if now >= deadline => {
                    order.state = OrderState::Expired;
                }
                OrderState::Executed { settles_at } if now >= settles_at => {
                    order.state = OrderState::Settled;
                }
                OrderState::Scheduled { on } if business_day(now) >= on => {
                    self.execute(&id, now, Duration::ZERO);
                }
                OrderState::AwaitingApproval { .. }
                | OrderState::Scheduled { .. }
                | OrderState::Executed { .. }
                | OrderState::Settled
                | OrderState::Rejected(_)
                | OrderState::Denied
                | OrderState::Expired
                | OrderState::Cancelled => {}
            }
            if self.orders.by_id.get(&id).is_some_and(|order| order.state.may_change()) {
                self.orders.open.push(id);
            }
        }
    }

    /// Whether [`Self::catch_up`] would change anything.
    pub(super) fn is_due(&self, now: DateTime<Utc>) -> bool {
        let mut waiting = self.customers.values().flat_map(|held| &held.waiting);
        waiting.any(|waiting| waiting.is_over(now))
            || self
                .orders
                .open
                .iter()
                .any(|id| self.orders.by_id.get(id).is_some_and(|order| order.state.is_due(now)))
    }

    /// Waiting for approval until `deadline`.
    pub(super) fn take_in(
        &mut self,
        id: &str,
        customer: &CustomerId,
        (transfer, sheet): (TransferId, &FactSheet),
        deadline: DateTime<Utc>,
    ) {
        let order = Order {
            customer: customer.clone(),
            sheet: sheet.clone(),
            end_to_end_id: transfer.end_to_end_id(),
            state: OrderState::AwaitingApproval { deadline },
        };
        self.orders.by_id.insert(id.to_owned(), order);
        self.orders.open.push(id.to_owned());
    }

    pub(super) fn approve_payment(&mut self, id: &str, now: DateTime<Utc>, settles: Duration) {
        let Some(order) = self.orders.by_id.get_mut(id) else { return };
        let on = order.sheet.execute_on();
        if on > business_day(now) {
            order.state = OrderState::Scheduled { on };
        } else {
            self.execute(id, now, settles);
        }
    }

    pub(super) fn decline_payment(&mut self, id: &str) {
        if let Some(order) = self.orders.by_id.get_mut(id) {
            order.state = OrderState::Denied;
        }
    }

    pub(super) fn cancel_payment(
        &mut self,
        id: &str,
        customer: &CustomerId,
    ) -> Result<(), Problem> {
        let order = self
            .orders
            .by_id
            .get_mut(id)
            .filter(|order| order.customer == *customer)
            .ok_or(Problem::NotFound)?;
        match order.state {
            OrderState::AwaitingApproval { .. }
            | OrderState::Scheduled { .. }
            | OrderState::Cancelled => order.state = OrderState::Cancelled,
            OrderState::Executed { .. }
            | OrderState::Settled
            | OrderState::Rejected(_)
            | OrderState::Denied
            | OrderState::Expired => return Err(Problem::No(No::NotAllowed)),
        }
        let waiting = &mut self.customer(customer)?.waiting;
        waiting.retain(|waiting| !waiting.pays(id));
        Ok(())
    }

    /// Whether the debtor is the customer's, the creditor on the customer's own lists, the currency
    /// the account's, and the money there.
    pub(super) fn may_pay(&mut self, customer: &CustomerId, sheet: &FactSheet) -> Result<(), No> {
        let held = self.customers.get(customer).filter(|held| held.may_name(sheet));
        let from = held
            .and_then(|held| held.accounts.iter().find(|a| a.account.id == sheet.debtor().account))
            .ok_or(No::NotAllowed)?;
        let over = self
            .books
            .balance(&from.place(), from.account.currency)
            .checked_sub(from.reserved)
            .and_then(|available| available.checked_add(from.overdraft))
            .and_then(|spendable| sheet.amount().exceeds(spendable))
            // Another currency than the account's.
            .map_err(|_| No::NotAllowed)?;
        if over { Err(No::InsufficientFunds) } else { Ok(()) }
    }

    /// What the app shows about it.
    pub(super) fn waits_for(
        &mut self,
        id: &str,
        customer: &CustomerId,
        sheet: &FactSheet,
    ) -> Result<WaitsFor, Problem> {
        Ok(WaitsFor::Payment {
            payment: id.to_owned(),
            from: self.customer(customer)?.account(&sheet.debtor().account)?.account.clone(),
            to: sheet.creditor().name.clone(),
            digits: sheet.creditor().identifier.last_digits().as_str().to_owned(),
            amount: sheet.amount(),
        })
    }

    /// By the key it was sent with, then among all the customer's by its end-to-end id.
    pub(super) fn find(
        &self,
        customer: &CustomerId,
        transfer: &IntendedTransfer,
    ) -> Option<String> {
        let by_key = payment_id(transfer.key());
        if self.orders.by_id.contains_key(&by_key) {
            return Some(by_key);
        }
        let wanted = transfer.id().end_to_end_id();
        let mut orders = self.orders.by_id.iter();
        orders
            .find(|(_, order)| order.customer == *customer && order.end_to_end_id == wanted)
            .map(|(id, _)| id.clone())
    }

    pub(super) fn tell(&self, id: &str, customer: &CustomerId) -> Result<Payment, Problem> {
        let order = self.orders.by_id.get(id).filter(|order| order.customer == *customer);
        let order = order.ok_or(Problem::NotFound)?;
        Ok(Payment {
            id: id.to_owned(),
            state: order.state.told(),
            amount: order.sheet.amount(),
            creditor: order.sheet.creditor().identifier.clone(),
            creditor_name: order.sheet.creditor().name.as_str().to_owned(),
            end_to_end_id: order.end_to_end_id.clone(),
        })
    }

    /// Moves the money, in the books and on both statements; or finds that it no longer can.
    fn execute(&mut self, id: &str, now: DateTime<Utc>, settles_after: Duration) {
        let Some(order) = self.orders.by_id.get(id) else { return };
        let (customer, sheet) = (order.customer.clone(), order.sheet.clone());
        let moved = self.may_pay(&customer, &sheet).and_then(|()| self.move_money(&sheet));
        if moved.is_ok() {
            self.write_statements(&customer, &sheet, now);
        }
        if let Some(order) = self.orders.by_id.get_mut(id) {
            order.state = match moved {
                Ok(()) => OrderState::Executed { settles_at: later(now, settles_after) },
                Err(no) => OrderState::Rejected(no),
            };
        }
    }

    fn move_money(&mut self, sheet: &FactSheet) -> Result<(), No> {
        let held_here = self
            .customers
            .values()
            .flat_map(|customer| &customer.accounts)
            .find(|held| held.account.identifier == sheet.creditor().identifier);
        let to = match held_here {
            Some(held) if held.account.currency != sheet.amount().currency() => {
                return Err(No::NotAllowed);
            }
            Some(held) => held.place(),
            None => Place::other_bank(&sheet.creditor().identifier),
        };
        let from = Place::Account(sheet.debtor().account.clone());
        self.books.post(&from, &to, sheet.amount()).map_err(|_| No::NotAllowed)
    }

    /// A line on the debtor's statement, and on the creditor's when they bank here too.
    fn write_statements(&mut self, customer: &CustomerId, sheet: &FactSheet, now: DateTime<Utc>) {
        let debtor = self.customers.get(customer).map_or("", |held| held.name);
        let debtor = OutsideText::clean(debtor);
        for (id, held) in &mut self.customers {
            let names = sheet.creditor();
            for account in &mut held.accounts {
                let (amount, other) = if account.account.id == sheet.debtor().account {
                    let out = Money::new(
                        sheet.amount().minor_units().saturating_neg(),
                        sheet.amount().currency(),
                    );
                    (out, names.name.clone())
                } else if account.account.identifier == names.identifier {
                    (sheet.amount(), debtor.clone())
                } else {
                    continue;
                };
                account.book(Transaction {
                    booked_on: now.date_naive(),
                    amount,
                    counterparty: other,
                    reference: sheet.reference().clone(),
                    category: Some(OutsideText::clean("transfers")),
                    ..super::customers::blank(&account.account)
                });
            }
            if id == customer {
                held.was_paid(sheet, now);
            }
        }
    }
}

impl Customer {
    /// Whether the debtor and the creditor of a payment stand on this customer's own lists.
    fn may_name(&self, sheet: &FactSheet) -> bool {
        let debtor = sheet.debtor();
        let own = |id: &AccountId, identifier: &AccountIdentifier| {
            let mut accounts = self.accounts.iter().map(|held| &held.account);
            accounts.any(|account| account.id == *id && account.identifier == *identifier)
        };
        let creditor = sheet.creditor();
        let listed = match &creditor.listed_as {
            ListedAs::OwnAccount(id) => own(id, &creditor.identifier),
            ListedAs::Payee(id) => self.payees.iter().any(|known| {
                known.payee.id == *id && known.payee.identifier == creditor.identifier
            }),
        };
        listed && own(&debtor.account, &debtor.identifier)
    }

    fn was_paid(&mut self, sheet: &FactSheet, now: DateTime<Utc>) {
        if let ListedAs::Payee(id) = &sheet.creditor().listed_as {
            for known in self.payees.iter_mut().filter(|known| known.payee.id == *id) {
                known.payee.last_paid = Some(now.date_naive());
            }
        }
        let (name, amount) = (sheet.creditor().name.as_str(), sheet.amount());
        let text = format!("{} {} to {name}.", amount.currency().code(), amount.to_decimal());
        self.notices.push(Notice { at: now, text });
    }
}

/// The bank's own day: it begins where the bank is, an hour or two before it does in UTC.
fn business_day(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&chrono_tz::Europe::Berlin).date_naive()
}

impl OrderState {
    const fn may_change(self) -> bool {
        matches!(
            self,
            Self::AwaitingApproval { .. } | Self::Scheduled { .. } | Self::Executed { .. }
        )
    }

    fn is_due(self, now: DateTime<Utc>) -> bool {
        match self {
            Self::AwaitingApproval { deadline: at } | Self::Executed { settles_at: at } => {
                now >= at
            }
            Self::Scheduled { on } => now.date_naive() >= on,
            Self::Settled | Self::Rejected(_) | Self::Denied | Self::Expired | Self::Cancelled => {
                false
            }
        }
    }

    const fn told(self) -> PaymentState {
        match self {
            Self::AwaitingApproval { deadline } => PaymentState::AwaitingApproval { deadline },
            Self::Scheduled { .. } | Self::Executed { .. } => PaymentState::Accepted,
            Self::Settled => PaymentState::Settled,
            Self::Rejected(no) => PaymentState::Rejected(no),
            Self::Denied => PaymentState::Denied,
            Self::Expired => PaymentState::Expired,
            Self::Cancelled => PaymentState::Cancelled,
        }
    }
}
