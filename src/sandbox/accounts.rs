//! What a customer reads: accounts, balances, bookings, payees, name checks.

use super::failures::{Failure, Reading};
use super::{Answer, Caller, Problem, Sandbox};
use crate::domain::account::{Account, AccountId};
use crate::domain::balance::{Balance, BalanceType};
use crate::domain::outside::OutsideText;
use crate::domain::payee::{Payee, PayeeMatch};
use crate::domain::transaction::{DateRange, Transaction};

impl Sandbox {
    pub fn accounts<'a>(&self, caller: impl Into<Caller<'a>>) -> Answer<Vec<Account>> {
        let caller = caller.into();
        let customer = caller.customer;
        self.ask(caller, Reading::Plain, |state, _, _| {
            Ok(state.held(customer)?.accounts.iter().map(|held| held.account.clone()).collect())
        })
    }

    /// What is available first: it is what is meant when somebody asks what they have.
    pub fn balances<'a>(
        &self,
        caller: impl Into<Caller<'a>>,
        account: &AccountId,
    ) -> Answer<Vec<Balance>> {
        let caller = caller.into();
        let customer = caller.customer;
        self.ask(caller, Reading::Plain, |state, _, now| {
            let held = state.held(customer)?.held(account)?;
            let booked = state.books.balance(&held.place(), held.account.currency);
            let available = booked.checked_sub(held.reserved).unwrap_or(booked);
            Ok(vec![
                Balance { kind: BalanceType::Available, amount: available, as_of: now },
                Balance { kind: BalanceType::Booked, amount: booked, as_of: now },
            ])
        })
    }

    /// Newest first, what is pending before what is booked.
    pub fn transactions<'a>(
        &self,
        caller: impl Into<Caller<'a>>,
        account: &AccountId,
        period: DateRange,
    ) -> Answer<Vec<Transaction>> {
        let caller = caller.into();
        let customer = caller.customer;
        self.ask(caller, Reading::Plain, |state, _, _| {
            let newest_first = state.held(customer)?.held(account)?.transactions.iter().rev();
            Ok(newest_first.filter(|t| period.contains(t.booked_on)).cloned().collect())
        })
    }

    pub fn payees<'a>(&self, caller: impl Into<Caller<'a>>) -> Answer<Vec<Payee>> {
        let caller = caller.into();
        let customer = caller.customer;
        self.ask(caller, Reading::Plain, |state, _, _| {
            Ok(state.held(customer)?.payees.iter().map(|known| known.payee.clone()).collect())
        })
    }

    /// Whether the name belongs to the account, as the payee's bank says.
    pub fn verify<'a>(&self, caller: impl Into<Caller<'a>>, payee: &Payee) -> Answer<PayeeMatch> {
        let caller = caller.into();
        let customer = caller.customer;
        self.ask(caller, Reading::NameCheck, |state, drawn, _| {
            if drawn.hits(Failure::NameClose) {
                let almost = format!("{}-Schmidt", payee.name.as_str());
                return Ok(PayeeMatch::Close { name: OutsideText::clean(&almost) });
            }
            if drawn.hits(Failure::NameNoMatch) {
                return Ok(PayeeMatch::NoMatch);
            }
            if drawn.hits(Failure::NameNotPossible) {
                return Ok(PayeeMatch::NotPossible);
            }
            let mut payees = state.held(customer)?.payees.iter();
            let known = payees
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
