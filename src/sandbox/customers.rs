//! The tables of `data` made into customers with accounts, on a given day.

use std::collections::BTreeMap;
use std::fmt::Debug;

use chrono::{Datelike, Days, NaiveDate};

use super::Problem;
use super::app::{Consent, Notice};
use super::approval::Waiting;
use super::books::{Books, Place};
use super::data::{self, AccountSheet, CardSheet, NameCheck, PayeeSheet, Person};
use super::failures::{self, Drawn, Failure, Failures, Reading, Times};
use crate::domain::account::{Account, AccountId};
use crate::domain::card::{Card, CardId, CardState};
use crate::domain::customer::CustomerId;
use crate::domain::identifier::{AccountIdentifier, MaskedPan};
use crate::domain::money::{Currency, Money};
use crate::domain::outside::OutsideText;
use crate::domain::payee::{Payee, PayeeId, PayeeMatch};
use crate::domain::transaction::{BookingStatus, Transaction, TransactionId};

/// Somebody who banks here.
#[derive(Debug)]
pub(super) struct Customer {
    pub(super) name: &'static str,
    pub(super) accounts: Vec<HeldAccount>,
    pub(super) payees: Vec<KnownPayee>,
    pub(super) cards: Vec<Card>,
    pub(super) consent: Consent,
    pub(super) failures: Failures,
    /// What waits in the app, oldest first.
    pub(super) waiting: Vec<Waiting>,
    pub(super) notices: Vec<Notice>,
}

#[derive(Debug)]
pub(super) struct HeldAccount {
    pub(super) account: Account,
    /// Oldest first, what is pending last.
    pub(super) transactions: Vec<Transaction>,
    /// What cards have reserved; positive.
    pub(super) reserved: Money,
    pub(super) overdraft: Money,
}

#[derive(Debug)]
pub(super) struct KnownPayee {
    pub(super) payee: Payee,
    pub(super) check: PayeeMatch,
}

/// Everybody, as of a day, with what they hold moved into the books.
pub(super) fn all(today: NaiveDate, books: &mut Books) -> BTreeMap<CustomerId, Customer> {
    data::PEOPLE
        .iter()
        .map(|person| (constant(CustomerId::parse(person.id)), customer(person, today, books)))
        .collect()
}

impl Customer {
    /// Which failures hit one call, and uses them up.
    pub(super) fn draw(&mut self, reading: Reading) -> Drawn {
        failures::draw(self.consent, &mut self.failures, reading)
    }

    pub(super) fn held(&self, id: &AccountId) -> Result<&HeldAccount, Problem> {
        self.accounts.iter().find(|held| held.account.id == *id).ok_or(Problem::NotFound)
    }

    pub(super) fn account(&mut self, id: &AccountId) -> Result<&mut HeldAccount, Problem> {
        self.accounts.iter_mut().find(|held| held.account.id == *id).ok_or(Problem::NotFound)
    }

    pub(super) fn card(&mut self, id: &CardId) -> Result<&mut Card, Problem> {
        self.cards.iter_mut().find(|card| card.id == *id).ok_or(Problem::NotFound)
    }
}

impl HeldAccount {
    pub(super) fn place(&self) -> Place {
        Place::Account(self.account.id.clone())
    }

    /// Writes a booking after everything booked and before everything pending.
    pub(super) fn book(&mut self, mut transaction: Transaction) {
        let number = self.transactions.len().saturating_add(1);
        transaction.id =
            constant(TransactionId::parse(&format!("{}-{number}", self.account.id.as_str())));
        let pending = |held: &Transaction| held.status == BookingStatus::Pending;
        let at = self.transactions.iter().position(pending).unwrap_or(self.transactions.len());
        self.transactions.insert(at, transaction);
    }
}

fn customer(person: &Person, today: NaiveDate, books: &mut Books) -> Customer {
    let mut failures = Failures::default();
    if person.id == "sam" {
        failures.ask(Failure::Slow, Times::Always);
    }
    Customer {
        name: person.name,
        accounts: person.accounts.iter().map(|sheet| account(sheet, today, books)).collect(),
        payees: person.payees.iter().map(|sheet| payee(sheet, today)).collect(),
        cards: person.cards.iter().map(card).collect(),
        consent: if person.id == "nora" { Consent::Expired } else { Consent::Active },
        failures,
        waiting: Vec::new(),
        notices: Vec::new(),
    }
}

fn account(sheet: &AccountSheet, today: NaiveDate, books: &mut Books) -> HeldAccount {
    let currency = constant(Currency::parse(sheet.currency));
    let reserved = sheet.pending.iter().map(|line| line.amount).fold(0_i64, i64::saturating_sub);
    let mut held = HeldAccount {
        account: Account {
            id: constant(AccountId::parse(sheet.id)),
            kind: sheet.kind,
            nickname: OutsideText::clean(sheet.nickname),
            identifier: constant(AccountIdentifier::parse_canonical(sheet.number)),
            currency,
            default: sheet.default,
        },
        transactions: Vec::new(),
        reserved: Money::new(reserved, currency),
        overdraft: Money::new(sheet.overdraft, currency),
    };
    let bookings: Vec<Transaction> = past_days(today)
        .flat_map(|day| {
            sheet
                .month
                .iter()
                .filter(move |line| line.day == day.day())
                .map(move |line| (day, line))
        })
        .map(|(day, line)| Transaction {
            booked_on: day,
            amount: Money::new(line.amount, currency),
            counterparty: OutsideText::clean(line.who),
            reference: OutsideText::clean(line.reference),
            category: Some(OutsideText::clean(line.category)),
            status: BookingStatus::Booked,
            ..blank(&held.account)
        })
        .collect();
    let moved = bookings.iter().map(|b| b.amount.minor_units()).fold(0_i64, i64::saturating_add);
    open_with(&held, Money::new(sheet.booked.saturating_sub(moved), currency), books);
    for booking in bookings {
        open_with(&held, booking.amount, books);
        held.book(booking);
    }
    for line in sheet.pending {
        held.book(Transaction {
            booked_on: before(today, line.days_ago),
            amount: Money::new(line.amount, currency),
            counterparty: OutsideText::clean(line.who),
            category: Some(OutsideText::clean(line.category)),
            status: BookingStatus::Pending,
            ..blank(&held.account)
        });
    }
    held.transactions.sort_by_key(|t| (t.status == BookingStatus::Pending, t.booked_on));
    held
}

/// Moves a sum between the world and the account, whichever way its sign says.
fn open_with(held: &HeldAccount, amount: Money, books: &mut Books) {
    let posted = if amount.is_negative() {
        books.post(&held.place(), &Place::World, amount.abs())
    } else if amount.is_positive() {
        books.post(&Place::World, &held.place(), amount)
    } else {
        Ok(())
    };
    constant(posted);
}

/// A booking of nothing on an account, to be filled in.
pub(super) fn blank(account: &Account) -> Transaction {
    Transaction {
        id: constant(TransactionId::parse("unnumbered")),
        account: account.id.clone(),
        booked_on: NaiveDate::MIN,
        amount: Money::zero(account.currency),
        counterparty: OutsideText::clean(""),
        reference: OutsideText::clean(""),
        category: None,
        status: BookingStatus::Booked,
    }
}

fn payee(sheet: &PayeeSheet, today: NaiveDate) -> KnownPayee {
    let payee = Payee {
        id: constant(PayeeId::parse(sheet.id)),
        name: OutsideText::clean(sheet.name),
        identifier: constant(AccountIdentifier::parse_canonical(sheet.number)),
        bank_name: OutsideText::clean(sheet.bank),
        last_paid: sheet.paid_days_ago.map(|days| before(today, days)),
        added_on: before(today, sheet.added_days_ago),
    };
    let check = match sheet.check {
        NameCheck::Match => PayeeMatch::Match,
        NameCheck::Close(name) => PayeeMatch::Close { name: OutsideText::clean(name) },
        NameCheck::NotPossible => PayeeMatch::NotPossible,
    };
    KnownPayee { payee, check }
}

fn card(sheet: &CardSheet) -> Card {
    Card {
        id: constant(CardId::parse(sheet.id)),
        kind: sheet.kind,
        nickname: OutsideText::clean(sheet.nickname),
        pan: MaskedPan::of(sheet.last_digits),
        state: CardState::Active,
    }
}

/// The days of the history, oldest first, today included.
fn past_days(today: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    (0..data::DAYS_OF_HISTORY).rev().map(move |days| before(today, days))
}

fn before(today: NaiveDate, days: u64) -> NaiveDate {
    today.checked_sub_days(Days::new(days)).unwrap_or(today)
}

/// What is parsed here is written in [`data`] and in this file, and nobody else has a say in it.
pub(super) fn constant<T, E: Debug>(parsed: Result<T, E>) -> T {
    #[expect(
        clippy::expect_used,
        reason = "constants of this room; every one is read in its tests"
    )]
    parsed.expect("the sandbox's own tables hold")
}
