//! I9: the same wish again, while one like it is open or young, asks first.

use banter::domain::transfer_status::TransferStatus;
use banter::sandbox::Decided;
use chrono::TimeDelta;

use super::fickle::Way;
use super::world::{World, demo, noon};

impl World {
    async fn like(&self, cents: i64) -> Option<TransferStatus> {
        let sheet = self.sheet(cents);
        let now = self.now();
        let similar = self.transfers.similar(&demo(), &self.mia.customer, &sheet, now).await;
        similar.unwrap().map(|record| record.status)
    }
}

#[tokio::test]
async fn i9_a_second_wish_like_an_open_or_young_one_is_noticed() {
    let world = World::new().await;
    assert_eq!(world.like(5_000).await, None);
    world.begin().await;
    assert_eq!(world.like(5_000).await, Some(TransferStatus::AwaitingApproval));
    assert_eq!(world.like(5_001).await, None, "another amount is another wish");
    world.in_the_app(Decided::Approve);
    world.let_all_be_done().await;
    assert_eq!(world.like(5_000).await, Some(TransferStatus::Settled));
    world.clock.set(noon() + TimeDelta::hours(23));
    assert_eq!(world.like(5_000).await, Some(TransferStatus::Settled));
    world.clock.set(noon() + TimeDelta::hours(25));
    assert_eq!(world.like(5_000).await, None);
}

#[tokio::test]
async fn i9_an_open_one_is_noticed_however_old_it_is() {
    let world = World::new().await;
    world.bank.next_sends([Way::LostThen504]);
    world.begin().await;
    world.clock.set(noon() + TimeDelta::days(3));
    assert_eq!(world.like(5_000).await, Some(TransferStatus::Unknown));
}

#[tokio::test]
async fn i9_one_that_certainly_failed_may_be_asked_again() {
    let world = World::new().await;
    world.begin().await;
    world.in_the_app(Decided::Decline);
    world.let_all_be_done().await;
    assert_eq!(world.like(5_000).await, None);
}

#[tokio::test]
async fn i9_a_clock_that_jumped_back_hides_nothing() {
    let world = World::new().await;
    world.begin().await;
    world.in_the_app(Decided::Approve);
    world.let_all_be_done().await;
    world.clock.set(noon() - TimeDelta::days(2));
    assert_eq!(world.like(5_000).await, Some(TransferStatus::Settled));
}
