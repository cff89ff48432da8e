//! I1: for one intent there is never more than one key in flight, across crash and restart.

use banter::domain::transfer::SubmitStep;
use banter::domain::transfer_status::TransferStatus;

use super::fickle::Way;
use super::world::World;

#[tokio::test]
async fn i1_one_intent_has_one_key_across_crash_and_restart() {
    // However far it got, the process that comes after uses the key that was there before.
    let mut tried_again = 0;
    for step in 1..=12 {
        let mut world = World::new().await;
        let confirmed = world.confirmed(5_000, "n1");
        world.bank.next_sends([Way::NotSent, Way::NotSent]);
        world.frailty.dies_at(step);
        world.frailty.survive(world.start(&confirmed)).await;
        world.restart();
        // The platform delivers the same yes once more.
        world.start(&confirmed).await;
        world.let_pass(60).await;

        let key = confirmed.id().key(SubmitStep::Initiate);
        let begun = world.bank.begun();
        tried_again += usize::from(begun.len() > 1);
        for (id, used) in begun {
            assert_eq!((id, used), (confirmed.id(), key), "died at step {step}");
        }
        assert_eq!(world.records().await.len(), 1);
        world.check_books();
    }
    assert!(tried_again > 2, "nothing was ever sent a second time, so nothing was proved");
}

#[tokio::test]
async fn i1_a_request_that_did_not_leave_is_tried_again_with_its_key_and_then_given_up() {
    let world = World::new().await;
    world.bank.next_sends([Way::NotSent; 20]);
    let record = world.begin().await;
    assert_eq!(record.status, TransferStatus::Intended);
    world.let_all_be_done().await;

    assert_eq!(world.status(&record).await, TransferStatus::Refused);
    let begun = world.bank.begun();
    assert_eq!(begun.len(), 5);
    assert!(begun.iter().all(|request| *request == begun[0]));
    assert_eq!(world.bank.arrived(), []);
}

#[tokio::test]
async fn i1_a_cancellation_has_a_key_of_its_own() {
    let world = World::new().await;
    let record = world.begin().await;
    world.transfers.cancel(&world.mia, &record).await.unwrap();
    assert_eq!(world.bank.cancels_arrived(), [record.id.key(SubmitStep::Cancel)]);
    assert_ne!(record.id.key(SubmitStep::Cancel), record.id.key(SubmitStep::Initiate));
}
