//! The same promises with the records in a real Redis: compare-and-set, leases, and its restart.

use std::sync::Arc;
use std::time::Duration;

use banter::domain::clock::ManualClock;
use banter::domain::transfer_status::TransferStatus;
use banter::sandbox::Decided;
use banter::stores::{KeyRing, Limits, RedisStores};
use banter::transfers::{TransferLimits, Transfers};

use super::fickle::Way;
use super::world::{World, caps, euros, noon, origin};
use crate::stores::redis_server::RedisServer;

/// Time enough for a busy builder.
const PATIENT: Duration = Duration::from_secs(20);

async fn world(redis: &RedisServer) -> World {
    let prefix = format!("test-{}", uuid::Uuid::new_v4().simple());
    let ring = KeyRing::random().unwrap();
    let limits = Limits { command_timeout: PATIENT, connect_timeout: PATIENT, ..Limits::default() };
    let stores = RedisStores::connect_under(&prefix, &redis.address(), &ring, limits).unwrap();
    let clock = Arc::new(ManualClock::at(noon()));
    World::over(stores.stores(), clock, TransferLimits::default()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i1_i2_a_lost_answer_is_looked_for_across_a_restart_of_ours_and_of_redis() {
    let mut redis = RedisServer::start();
    let mut world = world(&redis).await;
    world.bank.next_sends([Way::DoneThen504]);
    let record = world.begin().await;
    assert_eq!(record.status, TransferStatus::Unknown);
    redis.restart();
    world.restart();
    // The connection finds its way back; until then a pass says that the store cannot be reached.
    while world.transfers.tick(16).await.is_err() {
        tokio::task::yield_now().await;
    }
    world.let_pass(5).await;
    assert_eq!(world.status(&record).await, TransferStatus::AwaitingApproval);
    world.in_the_app(Decided::Approve);
    world.let_all_be_done().await;
    assert_eq!(world.status(&record).await, TransferStatus::Settled);
    assert_eq!(world.bank.begun().len(), 1);
    assert_eq!(world.paid(), euros(5_000));
    world.check_books();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i11_two_deliveries_and_two_workers_make_one_payment() {
    let redis = RedisServer::start();
    for _ in 0..20 {
        let world = world(&redis).await;
        let confirmed = world.confirmed(5_000, "n1");
        let (other, third) = (world.another_server(), world.another_server());
        let (origin, caps) = (origin(), caps());
        let hurried = async |server: &Transfers| {
            for _ in 0..4 {
                server.tick(4).await.unwrap();
            }
        };
        let (one, two, (), ()) = tokio::join!(
            world.transfers.start(&world.mia, &confirmed, &origin, &caps),
            other.start(&world.mia, &confirmed, &origin, &caps),
            hurried(&other),
            hurried(&third),
        );
        assert_eq!(one.unwrap().id, two.unwrap().id);
        assert_eq!(world.records().await.len(), 1);
        assert_eq!(world.bank.begun().len(), 1);
        world.check_books();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_step_of_the_turn_it_is_exactly_one_payment() {
    let redis = RedisServer::start();
    for step in 1..=8 {
        let mut world = world(&redis).await;
        let confirmed = world.confirmed(5_000, "n1");
        world.frailty.dies_at(step);
        world.frailty.survive(world.start(&confirmed)).await;
        world.restart();
        world.start(&confirmed).await;
        for _ in 0..40 {
            world.let_pass(1).await;
            world.in_the_app(Decided::Approve);
        }
        world.let_all_be_done().await;
        let record = world.records().await.remove(0);
        let arrived = !world.bank.arrived().is_empty();
        assert_eq!(record.status == TransferStatus::Settled, arrived, "died at step {step}");
        assert_eq!(world.paid(), euros(if arrived { 5_000 } else { 0 }), "died at step {step}");
        world.check_books();
    }
}
