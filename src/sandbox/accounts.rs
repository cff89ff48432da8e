//! What a customer reads: accounts, balances, bookings, payees, name checks.

use super::failures::Failure;
use super::{Answer, Call, Problem, Sandbox};
use crate::domain::account::{Account, AccountId};
use crate::domain::balance::{Balance, BalanceType};
use crate::domain::customer::CustomerId;
use crate::domain::outside::OutsideText;
use crate::domain::payee::{Payee, PayeeMatch};
use crate::domain::transaction::{DateRange, Transaction};

impl Sandbox {
    pub fn accounts(&self, customer: &CustomerId) -> Answer<Vec<Account>> {
        self.serve(customer, Call::Read, |state, _| {
            Ok(state.customer(customer)?.accounts.iter().map(|held| held.account.clone()).collect())
        })
    }

    /// What is available first: it is what is meant when somebody asks what they have.
    pub fn balances(&self, customer: &CustomerId, account: &AccountId) -> Answer<Vec<Balance>> {
        self.serve(customer, Call::Read, |state, now| {
            let held = state.customer(customer)?.account(account)?;
            let (place, reserved, currency) = (held.place(), held.reserved, held.account.currency);
            let booked = state.books.balance(&place, currency);
            let available = booked.checked_sub(reserved).unwrap_or(booked);
            Ok(vec![
                Balance { kind: BalanceType::Available, amount: available, as_of: now },
                Balance { kind: BalanceType::Booked, amount: booked, as_of: now },
            ])
        })
    }

    /// Newest first, what is pending before what is booked.
    pub fn transactions(
        &self,
        customer: &CustomerId,
        account: &AccountId,
        period: DateRange,
    ) -> Answer<Vec<Transaction>> {
        self.serve(customer, Call::Read, |state, _| {
            let held = state.customer(customer)?.account(account)?;
            let newest_first = held.transactions.iter().rev();
            Ok(newest_first.filter(|t| period.contains(t.booked_on)).cloned().collect())
        })
    }

    pub fn payees(&self, customer: &CustomerId) -> Answer<Vec<Payee>> {
        self.serve(customer, Call::Read, |state, _| {
            Ok(state.customer(customer)?.payees.iter().map(|known| known.payee.clone()).collect())
        })
    }

    /// Whether the name belongs to the account, as the payee's bank says.
    pub fn verify(&self, customer: &CustomerId, payee: &Payee) -> Answer<PayeeMatch> {
        self.serve(customer, Call::Read, |state, _| {
            let customer = state.customer(customer)?;
            if customer.failures.draw(Failure::NameClose) {
                let almost = format!("{}-Schmidt", payee.name.as_str());
                return Ok(PayeeMatch::Close { name: OutsideText::clean(&almost) });
            }
            if customer.failures.draw(Failure::NameNoMatch) {
                return Ok(PayeeMatch::NoMatch);
            }
            if customer.failures.draw(Failure::NameNotPossible) {
                return Ok(PayeeMatch::NotPossible);
            }
            let known = customer
                .payees
                .iter()
                .find(|known| known.payee.identifier == payee.identifier)
                .ok_or(Problem::NotFound)?;
            Ok(if known.payee.name == payee.name {
                known.check.clone()
            } else {
                PayeeMatch::NoMatch
            })
        })
    }
}
