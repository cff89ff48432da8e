//! I10: the speaker may fall silent while the customer fetches the phone. The transfer lives in the
//! store, and its outcome is told at the next contact, once.

use banter::domain::transfer_status::TransferStatus;
use banter::sandbox::Decided;

use super::world::{World, demo};

#[tokio::test]
async fn i10_losing_the_conversation_changes_nothing() {
    let mut world = World::new().await;
    let record = world.begin().await;
    // The session is over and the process with it; the customer approves two minutes later.
    world.restart();
    world.advance(120);
    world.in_the_app(Decided::Approve);
    world.let_pass(90).await;
    assert_eq!(world.status(&record).await, TransferStatus::Settled);

    // Next contact, on whichever server.
    let untold = world.transfers.untold(&demo(), &world.mia.customer).await.unwrap();
    assert_eq!(untold.iter().map(|told| told.id).collect::<Vec<_>>(), [record.id]);
    world.transfers.mark_told(&untold[0]).await.unwrap();
    let again = world.transfers.untold(&demo(), &world.mia.customer).await.unwrap();
    assert_eq!(again, [], "told twice");
}

#[tokio::test]
async fn i10_an_open_transfer_is_not_told_as_an_outcome() {
    let world = World::new().await;
    let record = world.begin().await;
    world.transfers.mark_told(&record).await.unwrap();
    assert_eq!(world.transfers.untold(&demo(), &world.mia.customer).await.unwrap(), []);
    world.in_the_app(Decided::Decline);
    world.let_pass(10).await;
    // That it waits had been said; how it ended had not.
    let untold = world.transfers.untold(&demo(), &world.mia.customer).await.unwrap();
    assert_eq!(untold.len(), 1);
    assert_eq!(untold[0].status, TransferStatus::Denied);
}
