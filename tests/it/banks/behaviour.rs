//! What every bank does that hands the thing out.

use banter::contracts::bank::{Accepted, BankStatus, Refusal, SendError, Step};
use banter::domain::card::CardState;
use banter::domain::money::Money;
use banter::domain::transaction::DateRange;
use banter::domain::transfer::{
    FactSheet, IdempotencyKey, IntendedTransfer, SubmitStep, TransferId,
};
use banter::sandbox::Decided;
use chrono::NaiveDate;
use uuid::Uuid;

use super::{Bench, intended, now};

#[tokio::test]
async fn balances_are_what_the_documents_say() {
    let document = std::fs::read_to_string("docs/SANDBOX.md").unwrap();
    for customer in ["mia", "james", "emma", "sam", "kim"] {
        let bench = Bench::of(customer);
        let read = bench.connector.accounts().unwrap();
        for account in read.accounts(&bench.access).await.unwrap() {
            let balances = read.balances(&bench.access, &account.id).await.unwrap();
            let row =
                document.lines().find(|l| l.starts_with(&format!("| `{}`", account.id.as_str())));
            let row = row.unwrap().replace(',', "");
            for balance in balances {
                let money = balance.amount;
                let told = format!("{} {}", money.currency().code(), money.to_decimal());
                assert!(row.contains(&told), "{told} in {row}");
            }
            assert!(row.contains(account.identifier.last_digits().as_str()), "{row}");
        }
    }
}

#[tokio::test]
async fn payees_are_what_the_documents_say() {
    let document = std::fs::read_to_string("docs/SANDBOX.md").unwrap();
    for customer in ["mia", "james", "emma", "sam", "kim"] {
        let bench = Bench::of(customer);
        for payee in bench.connector.payees().unwrap().payees(&bench.access).await.unwrap() {
            let digits = format!("| {} |", payee.identifier.last_digits().as_str());
            let name = payee.name.as_str();
            let whose = format!("`{customer}`");
            let mut rows = document.lines().filter(|l| l.contains(name) && l.contains(&digits));
            assert!(rows.any(|row| row.contains(&whose)), "{name}");
        }
    }
}

#[tokio::test]
async fn last_month_always_has_the_documented_sums() {
    let bench = Bench::of("mia");
    let account = bench.account("checking").await;
    let october = DateRange::new(day(2026, 10, 1), day(2026, 11, 1)).unwrap();
    let bookings =
        bench.connector.accounts().unwrap().transactions(&bench.access, &account.id, october).await;
    let bookings = bookings.unwrap();
    let sum = |name: &str| -> i64 {
        let of = bookings.iter().filter(|b| b.counterparty.as_str() == name);
        of.map(|b| b.amount.minor_units()).sum()
    };
    assert_eq!((sum("Rewe"), sum("Edeka"), sum("Verlag Lindenau")), (-19_461, -5_384, 285_000));
    let spent: i64 = bookings.iter().map(|b| b.amount.minor_units().min(0)).sum();
    assert_eq!(spent, -214_387);
    assert!(bookings.is_sorted_by_key(|b| std::cmp::Reverse(b.booked_on)), "newest first");
}

#[tokio::test]
async fn own_accounts_need_no_approval() {
    let bench = Bench::of("mia");
    let (from, to) = (bench.account("checking").await, bench.account("savings").await);
    let before = (bench.available(&from).await, bench.available(&to).await);
    let transfer = bench.own(1, 2_500).await;
    let step = bench.connector.payments().unwrap().initiate(&bench.access, &transfer).await;
    assert_eq!(done(step.unwrap()).status, BankStatus::Settled);
    let after = (bench.available(&from).await, bench.available(&to).await);
    assert_eq!(after, (before.0 - 2_500, before.1 + 2_500));
}

#[tokio::test]
async fn a_payee_is_paid_once_it_is_approved() {
    let bench = Bench::of("mia");
    let payments = bench.connector.payments().unwrap();
    let from = bench.account("checking").await;
    let before = bench.available(&from).await;
    let transfer = bench.payment(2, "Anna Müller", 5_000).await;
    let Step::NeedsApproval(approval) = payments.initiate(&bench.access, &transfer).await.unwrap()
    else {
        panic!("no approval asked for")
    };
    let echo = approval.echo.unwrap();
    assert_eq!(echo.amount, transfer.sheet().amount());
    assert_eq!(echo.creditor, transfer.sheet().creditor().identifier);
    assert_eq!(echo.end_to_end_id, Some(transfer.id().end_to_end_id()));
    assert_eq!(bench.available(&from).await, before, "nothing leaves before approval");

    bench.decide(Decided::Approve);
    let payment = approval.payment.unwrap();
    let status = payments.status(&bench.access, &payment).await.unwrap().status;
    assert_eq!(status, BankStatus::Accepted);
    assert_eq!(bench.available(&from).await, before - 5_000);
    bench.wait(1);
    let status = payments.status(&bench.access, &payment).await.unwrap().status;
    assert_eq!(status, BankStatus::Settled);
}

/// The bank is in Berlin, where a day begins before it does in UTC.
#[tokio::test]
async fn a_payment_for_the_banks_own_today_moves_at_once_and_for_tomorrow_at_midnight() {
    for (minutes_before_utc_midnight, moves_at_once) in [(30, true), (90, false)] {
        let bench = Bench::of("mia");
        let tomorrow = now().date_naive().succ_opt().unwrap();
        let today = bench.payment(1, "Jonas Weber", 1_000).await;
        let sheet = today.sheet();
        let sheet = FactSheet::new(
            sheet.kind(),
            sheet.debtor().clone(),
            sheet.creditor().clone(),
            sheet.amount(),
            (sheet.reference().clone(), tomorrow),
        );
        let payment = IntendedTransfer::recorded(today.id(), sheet.unwrap());
        let midnight = tomorrow.and_time(chrono::NaiveTime::MIN).and_utc();
        bench.clock.set(midnight - chrono::TimeDelta::minutes(minutes_before_utc_midnight));
        let account = bench.account("checking").await;
        let before = bench.available(&account).await;
        bench.connector.payments().unwrap().initiate(&bench.access, &payment).await.unwrap();
        bench.decide(Decided::Approve);
        let moved = before - bench.available(&account).await;
        assert_eq!(moved, if moves_at_once { 1_000 } else { 0 }, "{minutes_before_utc_midnight}");
        bench.wait(60);
        assert_eq!(before - bench.available(&account).await, 1_000);
    }
}

#[tokio::test]
async fn what_is_declined_or_left_waiting_moves_nothing() {
    for (decided, expected) in
        [(Some(Decided::Decline), BankStatus::Denied), (None, BankStatus::Expired)]
    {
        let bench = Bench::of("mia");
        let sums = bench.sandbox.sums();
        let from = bench.account("checking").await;
        let before = bench.available(&from).await;
        let transfer = bench.payment(3, "Jonas Weber", 1_000).await;
        let payments = bench.connector.payments().unwrap();
        payments.initiate(&bench.access, &transfer).await.unwrap();
        match decided {
            Some(decided) => bench.decide(decided),
            None => bench.wait(11),
        }
        let found = payments.look_for(&bench.access, &transfer).await.unwrap().unwrap();
        assert_eq!(found.status, expected);
        assert!(bench.sandbox.app(&bench.access.customer).unwrap().approvals.is_empty());
        assert_eq!(bench.available(&from).await, before);
        assert_eq!(bench.sandbox.sums(), sums);
    }
}

#[tokio::test]
async fn an_approval_counts_once() {
    let bench = Bench::of("mia");
    let transfer = bench.payment(4, "Jonas Weber", 1_000).await;
    bench.connector.payments().unwrap().initiate(&bench.access, &transfer).await.unwrap();
    let approval = bench.sandbox.app(&bench.access.customer).unwrap().approvals.remove(0);
    let from = bench.account("checking").await;
    let before = bench.available(&from).await;
    let decide = || bench.sandbox.decide(&bench.access.customer, &approval.id, Decided::Approve);
    assert!(decide().is_ok());
    assert!(decide().is_err());
    assert_eq!(bench.available(&from).await, before - 1_000);
}

#[tokio::test]
async fn the_same_key_is_the_same_payment() {
    let bench = Bench::of("mia");
    let payments = bench.connector.payments().unwrap();
    let transfer = bench.payment(5, "Anna Brandt", 2_000).await;
    let first = payments.initiate(&bench.access, &transfer).await.unwrap();
    let again = payments.initiate(&bench.access, &transfer).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(bench.sandbox.app(&bench.access.customer).unwrap().approvals.len(), 1);

    let own = bench.own(6, 700).await;
    let from = bench.account("checking").await;
    let before = bench.available(&from).await;
    for _ in 0..3 {
        payments.initiate(&bench.access, &own).await.unwrap();
    }
    assert_eq!(bench.available(&from).await, before - 700);
}

#[tokio::test]
async fn the_same_key_with_other_facts_is_refused() {
    let bench = Bench::of("mia");
    let payments = bench.connector.payments().unwrap();
    payments.initiate(&bench.access, &bench.payment(7, "Anna Brandt", 2_000).await).await.unwrap();
    let changed = bench.payment(7, "Anna Brandt", 2_001).await;
    let answer = payments.initiate(&bench.access, &changed).await;
    assert!(matches!(answer, Err(SendError::Refused(Refusal::NotAllowed))), "{answer:?}");
}

#[tokio::test]
async fn more_than_there_is_is_refused_and_stays_refused_under_its_key() {
    let bench = Bench::of("mia");
    let payments = bench.connector.payments().unwrap();
    let transfer = bench.payment(8, "Anna Müller", 100_000_000).await;
    for _ in 0..2 {
        let answer = payments.initiate(&bench.access, &transfer).await;
        assert!(matches!(answer, Err(SendError::Refused(Refusal::InsufficientFunds))));
    }
    assert_eq!(payments.look_for(&bench.access, &transfer).await.unwrap(), None);
}

#[tokio::test]
async fn money_that_is_gone_by_the_time_of_approval_is_rejected() {
    let bench = Bench::of("kim");
    let payments = bench.connector.payments().unwrap();
    let transfer = bench.payment(9, "Anna Vogel", 100_000).await;
    payments.initiate(&bench.access, &transfer).await.unwrap();
    payments.initiate(&bench.access, &bench.own(10, 50_000).await).await.unwrap();
    bench.decide(Decided::Approve);
    let found = payments.look_for(&bench.access, &transfer).await.unwrap().unwrap();
    assert_eq!(found.status, BankStatus::Rejected(Refusal::InsufficientFunds));
}

#[tokio::test]
async fn nobody_off_the_list_is_paid() {
    let bench = Bench::of("mia");
    let (from, stranger) =
        (bench.account("checking").await, Bench::of("kim").account("savings").await);
    let mut creditor = bench.payment(11, "Anna Müller", 100).await.sheet().creditor().clone();
    creditor.identifier = stranger.identifier;
    let transfer = intended(11, &from, 100, creditor);
    let answer = bench.connector.payments().unwrap().initiate(&bench.access, &transfer).await;
    assert!(matches!(answer, Err(SendError::Refused(Refusal::NotAllowed))), "{answer:?}");
}

#[tokio::test]
async fn a_payment_to_somebody_who_banks_here_arrives() {
    let (bench, kim) =
        (Bench::of("mia"), banter::domain::customer::CustomerId::parse("kim").unwrap());
    let transfer = bench.payment(12, "Kim Larsen", 1_234).await;
    bench.connector.payments().unwrap().initiate(&bench.access, &transfer).await.unwrap();
    let booked = |bench: &Bench| bench.sandbox.app(&kim).unwrap().accounts[0].booked;
    let before = booked(&bench);
    bench.decide(Decided::Approve);
    assert_eq!(booked(&bench), Money::new(before.minor_units() + 1_234, before.currency()));
}

#[tokio::test]
async fn what_waits_can_be_taken_back_and_what_left_cannot() {
    let bench = Bench::of("mia");
    let payments = bench.connector.payments().unwrap();
    for (seed, approved) in [(13, false), (14, true)] {
        let transfer = bench.payment(seed, "Anna Müller", 1_500).await;
        payments.initiate(&bench.access, &transfer).await.unwrap();
        if approved {
            bench.decide(Decided::Approve);
        }
        let payment = payments.look_for(&bench.access, &transfer).await.unwrap().unwrap().payment;
        let key = transfer.id().key(SubmitStep::Cancel);
        let cancelled = payments.cancel(&bench.access, &payment, key).await;
        if approved {
            assert!(matches!(cancelled, Err(SendError::Refused(Refusal::NotAllowed))));
        } else {
            assert_eq!(done(cancelled.unwrap()).status, BankStatus::Cancelled);
            assert!(bench.sandbox.app(&bench.access.customer).unwrap().approvals.is_empty());
        }
    }
}

#[tokio::test]
async fn another_customers_payment_is_not_told() {
    let bench = Bench::of("mia");
    let payments = bench.connector.payments().unwrap();
    let transfer = bench.payment(15, "Anna Müller", 900).await;
    payments.initiate(&bench.access, &transfer).await.unwrap();
    let payment = payments.look_for(&bench.access, &transfer).await.unwrap().unwrap().payment;
    let mut other = bench.access.clone();
    other.customer = banter::domain::customer::CustomerId::parse("kim").unwrap();
    assert!(payments.status(&other, &payment).await.is_err());
    assert!(matches!(payments.look_for(&other, &transfer).await, Ok(None) | Err(_)));
}

#[tokio::test]
async fn a_card_is_locked_at_once_and_unlocked_after_approval() {
    let bench = Bench::of("mia");
    let cards = bench.connector.cards().unwrap();
    let card = cards.cards(&bench.access).await.unwrap().remove(0);
    for _ in 0..2 {
        assert_eq!(cards.lock(&bench.access, &card.id).await.unwrap().state, CardState::Locked);
    }
    for _ in 0..2 {
        let step = cards.unlock(&bench.access, &card.id, key(1)).await.unwrap();
        assert!(matches!(step, Step::NeedsApproval(_)), "{step:?}");
    }
    assert_eq!(cards.cards(&bench.access).await.unwrap()[0].state, CardState::Locked);
    bench.decide(Decided::Approve);
    assert_eq!(cards.cards(&bench.access).await.unwrap()[0].state, CardState::Active);
    let step = cards.unlock(&bench.access, &card.id, key(1)).await.unwrap();
    assert!(matches!(step, Step::Done(_)), "{step:?}");
}

#[tokio::test]
async fn the_same_call_back_is_asked_for_once() {
    let bench = Bench::of("mia");
    let desk = bench.connector.contact_centre().unwrap();
    let ask = |about, n| desk.request_call_back(Some(&bench.access), about, key(n));
    let first = ask("GetBalance", 1).await.unwrap();
    assert_eq!(ask("GetBalance", 1).await.unwrap(), first);
    assert_ne!(ask("GetBalance", 2).await.unwrap().reference, first.reference);
    assert!(ask("LockCard", 1).await.is_err(), "another request under the same key");
    assert!(desk.request_call_back(None, "TalkToHuman", key(3)).await.is_ok());
}

#[tokio::test]
async fn after_the_consent_is_withdrawn_nothing_is_told() {
    let bench = Bench::of("mia");
    bench.connector.consents().unwrap().revoke(&bench.access).await.unwrap();
    assert!(bench.connector.accounts().unwrap().accounts(&bench.access).await.is_err());
    bench.sandbox.give_consent(&bench.access.customer).unwrap();
    assert!(bench.connector.accounts().unwrap().accounts(&bench.access).await.is_ok());
}

fn done(step: Step<Accepted>) -> Accepted {
    match step {
        Step::Done(accepted) => accepted,
        step @ (Step::NeedsApproval(_) | Step::Pending { .. }) => panic!("not done: {step:?}"),
    }
}

fn key(seed: u128) -> IdempotencyKey {
    TransferId::from_uuid(Uuid::from_u128(seed)).key(SubmitStep::Initiate)
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}
