//! The sandbox fails in the ways one asks for, and each leads to the right room.

use banter::contracts::bank::{BankErrorKind, BankStatus, Refusal, SendError};
use banter::domain::payee::PayeeMatch;
use banter::sandbox::{Decided, Failure, Times};
use proptest::prelude::*;

use super::Bench;

fn kim(failure: Failure) -> Bench {
    let bench = Bench::of("kim");
    assert!(bench.sandbox.fail(&bench.access.customer, failure, Times::Next(1)));
    bench
}

#[tokio::test]
async fn questions_fail_as_asked_and_once() {
    for (failure, kind) in [
        (Failure::ServerError, BankErrorKind::Unavailable),
        (Failure::ConsentExpired, BankErrorKind::NeedsRelink),
        (Failure::RateLimited, BankErrorKind::RateLimited),
    ] {
        let bench = kim(failure);
        let read = bench.connector.accounts().unwrap();
        assert_eq!(read.accounts(&bench.access).await.unwrap_err().kind, kind);
        assert!(read.accounts(&bench.access).await.is_ok());
    }
}

#[tokio::test]
async fn noras_consent_has_run_out() {
    let bench = Bench::of("nora");
    let answer = bench.connector.accounts().unwrap().accounts(&bench.access).await;
    assert_eq!(answer.unwrap_err().kind, BankErrorKind::NeedsRelink);
    bench.connector.consents().unwrap().revoke(&bench.access).await.unwrap();
}

#[tokio::test]
async fn sams_bank_is_late() {
    let bench = Bench::of("sam");
    let late = bench.sandbox.accounts(&bench.access.customer);
    assert_eq!(late.after, bench.sandbox.terms().slow_by);
    assert!(late.result.is_ok());
}

#[tokio::test]
async fn a_lost_answer_is_found_by_looking() {
    let bench = Bench::of("kim");
    let payments = bench.connector.payments().unwrap();
    let (transfer, from) = (bench.own(1, 1_000).await, bench.account("checking").await);
    let before = bench.available(&from).await;
    bench.sandbox.fail(&bench.access.customer, Failure::LostAnswer, Times::Next(1));
    let answer = payments.initiate(&bench.access, &transfer).await;
    assert!(matches!(answer, Err(SendError::MaybeSent(_))), "{answer:?}");
    assert_eq!(bench.available(&from).await, before - 1_000, "the money moved");
    let found = payments.look_for(&bench.access, &transfer).await.unwrap().unwrap();
    assert_eq!(found.status, BankStatus::Settled);
}

#[tokio::test]
async fn sending_fails_in_three_ways() {
    for (failure, expected) in [
        (Failure::ServerError, "maybe sent"),
        (Failure::RateLimited, "certainly not sent"),
        (Failure::ConsentExpired, "certainly not sent"),
        (Failure::InsufficientFunds, "the bank refused it: InsufficientFunds"),
    ] {
        let bench = Bench::of("kim");
        let transfer = bench.payment(2, "Anna Vogel", 500).await;
        bench.sandbox.fail(&bench.access.customer, failure, Times::Next(1));
        let answer = bench.connector.payments().unwrap().initiate(&bench.access, &transfer).await;
        assert_eq!(answer.unwrap_err().to_string(), expected);
        let found = bench.connector.payments().unwrap().look_for(&bench.access, &transfer).await;
        assert_eq!(found.unwrap(), None, "{failure:?} moved something");
    }
}

#[tokio::test]
async fn name_checks_say_what_was_asked_for() {
    let bench = Bench::of("kim");
    let check = bench.connector.payee_verification().unwrap();
    let anna = bench.payee("Anna Vogel").await;
    assert_eq!(check.verify(&bench.access, &anna).await.unwrap(), PayeeMatch::Match);
    for failure in [Failure::NameClose, Failure::NameNoMatch, Failure::NameNotPossible] {
        bench.sandbox.fail(&bench.access.customer, failure, Times::Next(1));
        let found = check.verify(&bench.access, &anna).await.unwrap();
        let expected = match found {
            PayeeMatch::Match => None,
            PayeeMatch::Close { .. } => Some(Failure::NameClose),
            PayeeMatch::NoMatch => Some(Failure::NameNoMatch),
            PayeeMatch::NotPossible => Some(Failure::NameNotPossible),
        };
        assert_eq!(expected, Some(failure));
    }
}

#[tokio::test]
async fn a_payment_is_told_wrongly_when_asked_for() {
    let bench = Bench::of("kim");
    let payments = bench.connector.payments().unwrap();
    let transfer = bench.payment(3, "Anna Vogel", 500).await;
    payments.initiate(&bench.access, &transfer).await.unwrap();
    let payment = payments.look_for(&bench.access, &transfer).await.unwrap().unwrap().payment;
    let fail = |failure| bench.sandbox.fail(&bench.access.customer, failure, Times::Next(1));

    fail(Failure::StatusNotFound);
    assert!(payments.status(&bench.access, &payment).await.is_err());
    fail(Failure::StatusNotFound);
    assert_eq!(payments.look_for(&bench.access, &transfer).await.unwrap(), None);
    fail(Failure::UnknownStatus);
    let told = payments.status(&bench.access, &payment).await.unwrap();
    assert!(matches!(told.status, BankStatus::Unrecognised(_)));
    fail(Failure::WrongEcho);
    let told = payments.status(&bench.access, &payment).await.unwrap();
    assert_ne!(told.echo.unwrap().amount, transfer.sheet().amount());
    let told = payments.status(&bench.access, &payment).await.unwrap();
    assert_eq!(told.echo.unwrap().amount, transfer.sheet().amount());
}

#[tokio::test]
async fn a_refusal_has_a_reason() {
    let bench = kim(Failure::InsufficientFunds);
    let transfer = bench.own(4, 1).await;
    let answer = bench.connector.payments().unwrap().initiate(&bench.access, &transfer).await;
    assert!(matches!(answer, Err(SendError::Refused(Refusal::InsufficientFunds))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// Whatever is asked, fails, is approved, declined, cancelled or waited for: no money is made
    /// and none is lost.
    #[test]
    fn the_sum_over_the_books_never_changes(
        steps in prop::collection::vec((0_u8..7, any::<u8>(), 1_i64..300_000), 1..40),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let bench = Bench::of("mia");
            let before = bench.sandbox.sums();
            let payments = bench.connector.payments().unwrap();
            let own = bench.own(0, 1).await;
            for (what, which, minor) in steps {
                let seed = u128::from(which % 6);
                match what {
                    0 => { let _ = payments.initiate(&bench.access, &bench.own(seed, minor).await).await; }
                    1 => { let _ = payments.initiate(&bench.access, &bench.payment(seed, "Kim Larsen", minor).await).await; }
                    2 => { let _ = payments.initiate(&bench.access, &bench.payment(seed, "Anna Müller", minor).await).await; }
                    3 => {
                        let decided = if which % 3 == 0 { Decided::Decline } else { Decided::Approve };
                        let app = bench.sandbox.app(&bench.access.customer).unwrap();
                        for approval in app.approvals {
                            let _ = bench.sandbox.decide(&bench.access.customer, &approval.id, decided);
                        }
                    }
                    4 => { bench.sandbox.fail(&bench.access.customer, Failure::LostAnswer, Times::Next(1)); }
                    5 => bench.wait(i64::from(which % 12)),
                    _ => {
                        if let Ok(Some(found)) = payments.look_for(&bench.access, &own).await {
                            let key = own.id().key(banter::domain::transfer::SubmitStep::Cancel);
                            let _ = payments.cancel(&bench.access, &found.payment, key).await;
                        }
                    }
                }
                assert_eq!(bench.sandbox.sums(), before);
            }
        });
    }
}
