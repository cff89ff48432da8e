//! Approved, denied, expired, never answered: whatever becomes of it in the bank's app.

use banter::domain::transfer_status::TransferStatus;
use banter::sandbox::Decided;

use super::fickle::Word;
use super::world::{World, euros};

#[tokio::test]
async fn an_approved_transfer_settles_and_is_paid_once() {
    let world = World::new().await;
    let record = world.begin().await;
    assert_eq!(record.status, TransferStatus::AwaitingApproval);
    assert_eq!(world.paid(), euros(0), "paid before it was approved");
    world.in_the_app(Decided::Approve);
    world.let_all_be_done().await;
    assert_eq!(world.status(&record).await, TransferStatus::Settled);
    assert_eq!(world.paid(), euros(5_000));
    world.check_books();
}

#[tokio::test]
async fn a_denied_transfer_is_denied() {
    let world = World::new().await;
    let record = world.begin().await;
    world.in_the_app(Decided::Decline);
    world.let_all_be_done().await;
    assert_eq!(world.status(&record).await, TransferStatus::Denied);
    assert_eq!(world.paid(), euros(0));
}

#[tokio::test]
async fn a_transfer_nobody_approves_expires_at_the_banks_deadline() {
    let world = World::new().await;
    let record = world.begin().await;
    let deadline = record.approve_by.unwrap();
    while world.status(&record).await == TransferStatus::AwaitingApproval {
        world.let_pass(1).await;
    }
    assert_eq!(world.status(&record).await, TransferStatus::Expired);
    let late = world.now() - deadline;
    assert!((0..=2).contains(&late.num_seconds()), "noticed {late} after the deadline");
}

#[tokio::test]
async fn the_app_is_asked_after_five_seconds_and_then_ever_less() {
    let world = World::new().await;
    world.begin().await;
    let mut asked_at = Vec::new();
    for second in 1..=200 {
        let before = world.bank.asked().0;
        world.let_pass(1).await;
        if world.bank.asked().0 > before {
            asked_at.push(second);
        }
    }
    assert_eq!(asked_at[..7], [5, 10, 17, 27, 42, 62, 92]);
    assert!(asked_at.windows(2).skip(6).all(|pair| pair[1] - pair[0] == 30));
}

#[tokio::test]
async fn a_bank_that_counts_calls_is_left_alone_for_a_minute() {
    let world = World::new().await;
    world.begin().await;
    world.bank.next_words([Word::RateLimited]);
    world.let_pass(60).await;
    assert_eq!(world.bank.asked().0, 1);
    world.let_pass(6).await;
    assert_eq!(world.bank.asked().0, 2);
}

#[tokio::test]
async fn a_bank_that_is_silent_over_its_deadline_is_looked_at_later() {
    let world = World::new().await;
    let record = world.begin().await;
    world.bank.next_words([Word::Unavailable; 40]);
    world.let_pass(11 * 60).await;
    assert_eq!(world.status(&record).await, TransferStatus::Unknown, "no failure by guess");
    world.bank.next_words([]);
    world.let_all_be_done().await;
    assert_eq!(world.status(&record).await, TransferStatus::Expired);
}

#[tokio::test]
async fn did_it_go_through_asks_the_bank_once() {
    let world = World::new().await;
    let record = world.begin().await;
    world.in_the_app(Decided::Approve);
    let now = world.transfers.refresh(&world.mia, &record).await;
    assert_eq!(now.status, TransferStatus::Accepted);
    assert_eq!(world.bank.asked().0, 1);
    assert_eq!(world.status(&record).await, TransferStatus::Accepted, "found out and not kept");
}
