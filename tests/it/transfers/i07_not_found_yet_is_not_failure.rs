//! I7: not found right after creation is not failure. It becomes *never arrived* only after the
//! look-up window and a list search.

use banter::domain::transfer_status::TransferStatus;
use banter::sandbox::Decided;
use chrono::TimeDelta;

use super::fickle::{Way, Word};
use super::world::{World, euros, noon};

#[tokio::test]
async fn i7_not_found_for_the_first_polls_is_not_failure() {
    let world = World::new().await;
    let record = world.begin().await;
    world.bank.next_words([Word::NotFound; 3]);
    world.let_pass(17).await;
    assert_eq!(world.bank.asked(), (3, 0), "three polls, none of them by list");
    assert_eq!(world.status(&record).await, TransferStatus::AwaitingApproval);
    world.in_the_app(Decided::Approve);
    world.let_all_be_done().await;
    assert_eq!(world.status(&record).await, TransferStatus::Settled);
}

#[tokio::test]
async fn i7_lost_is_never_arrived_only_after_the_window() {
    let world = World::new().await;
    world.bank.next_sends([Way::LostThen504]);
    let record = world.begin().await;
    while world.status(&record).await == TransferStatus::Unknown {
        world.let_pass(1).await;
        let waited = world.now() - noon();
        assert!(waited < TimeDelta::minutes(25), "never decided");
    }
    assert_eq!(world.status(&record).await, TransferStatus::NeverArrived);
    assert!(world.now() - noon() >= TimeDelta::minutes(15), "decided too soon");
    assert!(world.bank.asked().1 >= 8, "decided without searching");
    assert_eq!(world.paid(), euros(0));
}

#[tokio::test]
async fn i7_without_a_list_search_it_is_never_called_lost() {
    let world = World::new().await;
    world.bank.next_sends([Way::LostThen504]);
    let record = world.begin().await;
    // The bank does not answer: the window passes, and nothing has been searched.
    world.bank.next_words([Word::Unavailable; 1_000]);
    world.let_pass(20 * 60).await;
    assert_eq!(world.status(&record).await, TransferStatus::Unknown);
    world.let_all_be_done().await;
    assert_eq!(world.status(&record).await, TransferStatus::NeedsHuman);
    assert_eq!(world.alarms("needs_human"), 1);
}

#[tokio::test]
async fn i7_what_is_listed_late_is_found() {
    let world = World::new().await;
    world.bank.next_sends([Way::DoneThen504]);
    let record = world.begin().await;
    world.bank.next_words([Word::NotFound; 7]);
    world.let_pass(5 * 60).await;
    assert_eq!(world.status(&record).await, TransferStatus::AwaitingApproval);
    world.in_the_app(Decided::Approve);
    world.let_all_be_done().await;
    assert_eq!(world.status(&record).await, TransferStatus::Settled);
    assert_eq!(world.paid(), euros(5_000));
}
