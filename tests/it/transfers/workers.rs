//! Leases: work is shared, relieved, bounded, and stopped when asked.

use std::sync::Arc;
use std::time::Duration;

use banter::domain::transfer_status::TransferStatus;
use banter::sandbox::Decided;
use banter::transfers::{TransferLimits, Transfers, worker};

use super::chance::{Chance, Printed, seeds};
use super::fickle::Way;
use super::world::World;

#[tokio::test]
async fn two_workers_never_hold_the_same_record() {
    let world = World::new().await;
    for n in 0..20 {
        world.start(&world.confirmed(100 + n, &format!("n{n}"))).await;
    }
    let other = world.another_server();
    world.advance(6);
    let (one, two) = tokio::join!(world.transfers.tick(15), other.tick(15));
    assert_eq!((one.unwrap().leased, two.unwrap().leased), (15, 5));
    assert_eq!(world.bank.asked().0, 20);
}

/// Just recorded, it is due at once: the turn that recorded it and two workers go for it together.
#[tokio::test]
async fn whoever_wrote_submitting_sends_and_nobody_else() {
    let mut lost_by_the_turn = 0;
    for seed in seeds(200) {
        let _printed = Printed(seed);
        let world = World::new().await;
        world.frailty.jostled(Chance::from_seed(seed));
        let confirmed = world.confirmed(5_000, "n1");
        let (other, third) = (world.another_server(), world.another_server());
        let hurried = async |server: &Transfers| {
            let mut moved = 0;
            for _ in 0..12 {
                moved += server.tick(4).await.unwrap().moved;
                tokio::task::yield_now().await;
            }
            moved
        };
        let (_, one, two) = tokio::join!(world.start(&confirmed), hurried(&other), hurried(&third));
        lost_by_the_turn += usize::from(one + two > 0);
        assert_eq!(world.bank.begun().len(), 1, "seed {seed}");
        world.check_books();
    }
    assert!(lost_by_the_turn > 20, "they hardly met: {lost_by_the_turn}");
}

#[tokio::test]
async fn a_pass_works_on_no_more_than_it_may() {
    let world = World::new().await;
    for n in 0..20 {
        world.start(&world.confirmed(100 + n, &format!("n{n}"))).await;
    }
    world.advance(6);
    assert_eq!(world.transfers.tick(4).await.unwrap().leased, 4);
    assert_eq!(world.bank.asked().0, 4);
}

#[tokio::test]
async fn a_worker_that_dies_is_relieved_when_its_lease_ends() {
    let mut world = World::new().await;
    let record = world.begin().await;
    world.advance(6);
    // Leases it and dies.
    world.frailty.dies_at(2);
    assert!(world.frailty.survive(world.transfers.tick(16)).await.is_none());
    world.restart();
    world.in_the_app(Decided::Approve);
    assert_eq!(world.transfers.tick(16).await.unwrap().leased, 0, "still held");
    world.advance(31);
    assert_eq!(world.transfers.tick(16).await.unwrap().leased, 1);
    assert!(world.status(&record).await >= TransferStatus::Accepted);
}

/// Found *submitting* and past its time, it may have been sent: nobody sends it again.
#[tokio::test]
async fn what_a_dead_sender_left_is_unknown_and_not_resent() {
    let mut world = World::new().await;
    let confirmed = world.confirmed(5_000, "n1");
    let mut step = 1;
    loop {
        world.frailty.dies_at(step);
        world.frailty.survive(world.start(&confirmed)).await;
        let records = world.records().await;
        if records.first().is_some_and(|record| record.status == TransferStatus::Submitting) {
            break;
        }
        world = World::new().await;
        step += 1;
    }
    world.restart();
    world.let_pass(14).await;
    assert_eq!(world.records().await[0].status, TransferStatus::Submitting, "taken too soon");
    world.let_pass(2).await;
    assert_eq!(world.records().await[0].status, TransferStatus::Unknown);
    world.let_all_be_done().await;
    assert!(world.bank.begun().len() <= 1);
}

/// A process that sleeps between writing *submitting* and sending wakes up too late to send.
#[tokio::test]
async fn a_sender_that_overslept_does_not_send() {
    let world = World::new().await;
    let confirmed = world.confirmed(5_000, "n1");
    let (clock, store) = (world.clock.clone(), world.store.clone());
    store.after_next_update(move || clock.advance(chrono::TimeDelta::hours(1)));
    world.start(&confirmed).await;
    assert_eq!(world.bank.begun(), []);
}

#[tokio::test]
async fn without_a_link_nothing_is_sent_or_guessed() {
    let world = World::new().await;
    world.bank.next_sends([Way::NotSent, Way::Honest]);
    let unsent = world.start(&world.confirmed(100, "n1")).await;
    let waiting = world.start(&world.confirmed(200, "n2")).await;
    world.stores.vault.unlink(&waiting.bank, &waiting.customer).await.unwrap();
    world.let_pass(60).await;
    assert_eq!(world.status(&unsent).await, TransferStatus::Cancelled);
    assert_eq!(world.status(&waiting).await, TransferStatus::AwaitingApproval);
    world.let_all_be_done().await;
    assert_eq!(world.status(&waiting).await, TransferStatus::NeedsHuman);
    assert_eq!(world.bank.begun().len(), 2);
}

#[tokio::test]
async fn the_loop_works_and_stops_when_asked() {
    let limits =
        TransferLimits { tick_every: Duration::from_millis(1), ..TransferLimits::default() };
    let world = World::with(limits).await;
    let record = world.begin().await;
    world.in_the_app(Decided::Approve);
    world.advance(6);
    let transfers = Arc::new(world.another_server());
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let loop_ = tokio::spawn(worker::run(transfers, stopped));
    while world.status(&record).await == TransferStatus::AwaitingApproval {
        tokio::task::yield_now().await;
    }
    stop.send(true).unwrap();
    loop_.await.unwrap();
}

#[tokio::test]
async fn the_loop_stops_when_nobody_can_ask_it_any_more() {
    let world = World::new().await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    drop(stop);
    worker::run(Arc::new(world.transfers), stopped).await;
}
