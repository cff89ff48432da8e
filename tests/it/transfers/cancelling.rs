//! Taking a payment back, and the bank's and our own troubles while doing it.

use banter::contracts::bank::{Access, Refusal};
use banter::domain::customer::CustomerId;
use banter::domain::transfer_status::TransferStatus;
use banter::sandbox::Decided;
use banter::transfers::{CancelError, CancelOutcome};

use super::fickle::Way;
use super::frail::Failing;
use super::world::{World, caps, euros, origin};

#[tokio::test]
async fn what_has_not_left_is_cancelled_without_the_bank() {
    let world = World::new().await;
    world.bank.next_sends([Way::NotSent]);
    let record = world.begin().await;
    assert_eq!(record.status, TransferStatus::Intended);
    let outcome = world.transfers.cancel(&world.mia, &record).await.unwrap();
    assert!(matches!(outcome, CancelOutcome::Cancelled(_)));
    world.let_pass(60).await;
    assert_eq!(world.bank.begun().len(), 1, "sent after it was taken back");
    assert_eq!(world.bank.cancels_arrived(), []);
}

#[tokio::test]
async fn what_waits_for_approval_is_taken_back_at_the_bank() {
    let world = World::new().await;
    let record = world.begin().await;
    let outcome = world.transfers.cancel(&world.mia, &record).await.unwrap();
    assert!(matches!(outcome, CancelOutcome::Cancelled(_)));
    assert_eq!(world.status(&record).await, TransferStatus::Cancelled);
    assert!(!world.in_the_app(Decided::Approve));
}

#[tokio::test]
async fn what_has_settled_is_not_taken_back() {
    let world = World::new().await;
    let record = world.begin().await;
    world.in_the_app(Decided::Approve);
    world.let_all_be_done().await;
    let outcome = world.transfers.cancel(&world.mia, &record).await.unwrap();
    let CancelOutcome::TooLate(now) = outcome else { panic!("{outcome:?}") };
    assert_eq!(now.status, TransferStatus::Settled);
    assert!(!now.cancel_asked);
    assert_eq!(world.bank.cancels_arrived(), []);
}

#[tokio::test]
async fn a_bank_that_does_not_take_it_back_is_asked_once() {
    let world = World::new().await;
    let record = world.begin().await;
    world.in_the_app(Decided::Approve);
    world.bank.next_cancels([Way::Refused]);
    let outcome = world.transfers.cancel(&world.mia, &record).await.unwrap();
    assert!(matches!(outcome, CancelOutcome::Refused { refusal: Refusal::NotAllowed, .. }));
    world.let_all_be_done().await;
    assert_eq!(world.bank.cancels_arrived(), []);
    assert_eq!(world.status(&record).await, TransferStatus::Settled);
}

#[tokio::test]
async fn a_cancellation_that_may_be_approved_in_the_app_says_so() {
    let world = World::new().await;
    let record = world.begin().await;
    world.bank.next_cancels([Way::Pending]);
    let outcome = world.transfers.cancel(&world.mia, &record).await.unwrap();
    assert!(matches!(outcome, CancelOutcome::ApproveInApp { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_cancellation_without_an_answer_is_looked_at_and_asked_again_with_its_key() {
    for way in [Way::NotSent, Way::LostThen504, Way::DoneThen504] {
        let world = World::new().await;
        let record = world.begin().await;
        world.bank.next_cancels([way]);
        let outcome = world.transfers.cancel(&world.mia, &record).await.unwrap();
        assert!(matches!(outcome, CancelOutcome::Checking(_)), "{way:?}");
        assert!(world.load(&record).await.cancel_asked);
        world.let_all_be_done().await;
        assert_eq!(world.status(&record).await, TransferStatus::Cancelled, "{way:?}");
        let mut keys = world.bank.cancels_arrived();
        keys.dedup();
        assert_eq!(keys.len(), 1, "{way:?}");
    }
}

#[tokio::test]
async fn what_may_have_been_sent_is_found_and_then_taken_back() {
    let world = World::new().await;
    world.bank.next_sends([Way::DoneThen504]);
    let record = world.begin().await;
    let outcome = world.transfers.cancel(&world.mia, &record).await.unwrap();
    assert!(matches!(outcome, CancelOutcome::Checking(_)));
    world.let_pass(10).await;
    assert_eq!(world.status(&record).await, TransferStatus::Cancelled);
    assert_eq!(world.paid(), euros(0));
}

#[tokio::test]
async fn that_it_was_asked_is_durable_before_the_bank_hears_of_it() {
    // Dies between writing it down and asking the bank.
    let mut world = World::new().await;
    let record = world.begin().await;
    for step in 1..=3 {
        world.frailty.dies_at(step);
        world.frailty.survive(world.transfers.cancel(&world.mia, &record)).await;
        if world.bank.cancels_arrived().is_empty() && world.load(&record).await.cancel_asked {
            break;
        }
    }
    assert!(world.load(&record).await.cancel_asked);
    world.restart();
    world.let_pass(10).await;
    assert_eq!(world.status(&record).await, TransferStatus::Cancelled, "forgotten by the restart");
}

#[tokio::test]
async fn a_store_that_is_gone_lets_no_cancellation_out() {
    let world = World::new().await;
    let record = world.begin().await;
    world.store.next_updates([Failing::BeforeWriting]);
    let asked = world.transfers.cancel(&world.mia, &record).await;
    assert!(matches!(asked, Err(CancelError::Store(_))));
    assert_eq!(world.bank.cancels_arrived(), []);
}

#[tokio::test]
async fn nobody_cancels_or_starts_for_somebody_else() {
    let world = World::new().await;
    let record = world.begin().await;
    let james = Access { customer: CustomerId::parse("james").unwrap(), bearer: None };
    let asked = world.transfers.cancel(&james, &record).await;
    assert!(matches!(asked, Err(CancelError::OtherCustomer)));
    let confirmed = world.confirmed(5_000, "n2");
    assert!(world.transfers.start(&james, &confirmed, &origin(), &caps()).await.is_err());
    assert_eq!(world.records().await.len(), 1);
}
