//! I11: clock jumps and double delivery make no second intent.

use banter::domain::transfer_status::TransferStatus;
use banter::sandbox::Decided;
use chrono::TimeDelta;

use super::chance::Chance;
use super::fickle::{Way, Word};
use super::world::{World, caps, euros, noon, origin};

#[tokio::test]
async fn i11_a_yes_delivered_twice_at_once_is_one_payment() {
    for seed in 0..50 {
        let world = World::new().await;
        world.frailty.jostled(Chance::from_seed(seed));
        let confirmed = world.confirmed(5_000, "n1");
        let other = world.another_server();
        let (origin, caps) = (origin(), caps());
        let (one, two) = tokio::join!(
            world.transfers.start(&world.mia, &confirmed, &origin, &caps),
            other.start(&world.mia, &confirmed, &origin, &caps),
        );
        assert_eq!(one.unwrap().id, two.unwrap().id);
        assert_eq!(world.records().await.len(), 1);
        assert_eq!(world.bank.arrived().len(), 1, "seed {seed}");
    }
}

#[tokio::test]
async fn i11_a_clock_that_jumps_makes_no_second_intent() {
    for hours in [-30, -1, 1, 30] {
        let world = World::new().await;
        let confirmed = world.confirmed(5_000, "n1");
        let record = world.start(&confirmed).await;
        world.clock.set(noon() + TimeDelta::hours(hours));
        let again = world.start(&confirmed).await;
        assert_eq!(again.id, record.id);
        assert_eq!(world.records().await.len(), 1);
        assert_eq!(world.bank.arrived().len(), 1);
    }
}

/// The window is time, and a clock that jumps over it has not looked often enough.
#[tokio::test]
async fn i11_a_clock_that_jumps_does_not_end_the_look_up_window() {
    let world = World::new().await;
    world.bank.next_sends([Way::DoneThen504]);
    let record = world.begin().await;
    world.bank.next_words([Word::NotFound; 3]);
    world.clock.set(noon() + TimeDelta::minutes(30));
    world.let_pass(10).await;
    assert_ne!(world.status(&record).await, TransferStatus::NeverArrived);
    world.let_pass(120).await;
    world.let_all_be_done().await;
    assert!(!world.status(&record).await.is_definite_failure() || world.paid() == euros(0));
}

#[tokio::test]
async fn i11_a_clock_that_jumps_back_only_delays() {
    let world = World::new().await;
    let record = world.begin().await;
    world.clock.set(noon() - TimeDelta::hours(1));
    world.let_pass(30).await;
    assert_eq!(world.status(&record).await, TransferStatus::AwaitingApproval);
    world.clock.set(noon() + TimeDelta::seconds(30));
    world.in_the_app(Decided::Approve);
    world.let_all_be_done().await;
    assert_eq!(world.status(&record).await, TransferStatus::Settled);
    assert_eq!(world.paid(), euros(5_000));
}
