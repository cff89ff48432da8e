//! I3: the facts read aloud, recorded, sent and repeated by the bank are the same; a difference at
//! any hop stops the payment and alarms.

use banter::domain::transfer_status::TransferStatus;
use banter::sandbox::Decided;

use super::fickle::{Way, Word};
use super::world::{World, euros};

#[tokio::test]
async fn i3_the_facts_read_aloud_are_recorded_and_sent() {
    let world = World::new().await;
    let read_back = world.read_back(5_000, "n1");
    let heard = read_back.sheet().hash();
    let confirmed = read_back.confirm(&world.yes("n1")).unwrap();
    assert_eq!(confirmed.sheet().hash(), heard);
    let record = world.start(&confirmed).await;
    assert_eq!((record.hash, record.sheet.hash()), (heard, heard));
    assert_eq!(world.kept.intended(&record).sheet().hash(), heard);
}

#[tokio::test]
async fn i3_another_amount_in_the_answer_stops_it_and_alarms() {
    let world = World::new().await;
    world.bank.next_sends([Way::WrongAmount]);
    let record = world.begin().await;
    assert_eq!(record.status, TransferStatus::NeedsHuman);
    assert_eq!(world.alarms("echo_mismatch"), 1);
    // Stopped: what the bank has is taken back, so there is nothing left to approve.
    assert_eq!(world.bank.cancels_arrived().len(), 1);
    assert!(!world.in_the_app(Decided::Approve));
    world.let_pass(60).await;
    assert_eq!(world.paid(), euros(0));
}

#[tokio::test]
async fn i3_every_later_answer_is_compared_too() {
    for (word, alarms) in [(Word::WrongAmount, 1), (Word::WrongCreditor, 1)] {
        // While it waits for approval.
        let world = World::new().await;
        let record = world.begin().await;
        world.bank.next_words([word]);
        world.let_pass(6).await;
        assert_eq!(world.status(&record).await, TransferStatus::NeedsHuman, "{word:?}");
        assert_eq!(world.alarms("echo_mismatch"), alarms);
        assert!(!world.in_the_app(Decided::Approve));

        // When the customer asks how it stands.
        let world = World::new().await;
        let record = world.begin().await;
        world.bank.next_words([word]);
        let record = world.transfers.refresh(&world.mia, &record).await;
        assert_eq!(record.status, TransferStatus::NeedsHuman, "{word:?}");

        // After it was accepted.
        let world = World::new().await;
        let record = world.begin().await;
        world.in_the_app(Decided::Approve);
        world.let_pass(6).await;
        assert_eq!(world.status(&record).await, TransferStatus::Accepted);
        world.bank.next_words([word]);
        world.let_pass(10).await;
        assert_eq!(world.status(&record).await, TransferStatus::NeedsHuman, "{word:?}");

        // Found by the reconciler.
        let world = World::new().await;
        world.bank.next_sends([Way::DoneThen504]);
        let record = world.begin().await;
        world.bank.next_words([word]);
        world.let_pass(5).await;
        assert_eq!(world.status(&record).await, TransferStatus::NeedsHuman, "{word:?}");
        // It came from a list and may be somebody else's: nobody takes it back.
        assert_eq!(world.bank.cancels_arrived(), []);
    }
}

#[tokio::test]
async fn i3_changed_facts_in_the_store_are_not_written_or_sent() {
    let world = World::new().await;
    let record = world.begin().await;
    let mut forged = world.load(&record).await;
    forged.sheet = world.sheet(500_000);
    assert!(world.kept.update(&forged).await.is_err());
}
