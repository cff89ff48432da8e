//! Turns of one conversation go to whichever server the balancer likes.

use std::sync::Arc;
use std::time::Duration;

use banter::domain::clock::ManualClock;
use banter::domain::transfer_status::TransferStatus;
use banter::domain::turn::Said;
use banter::sandbox::Decided;
use banter::stores::{KeyRing, Limits, RedisStores};

use super::prefix;
use super::process::{Process, Speaker};
use crate::promises::{Guest, SEND, World, noon, yes};
use crate::stores::redis_server::RedisServer;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_whose_turns_alternate_between_two_processes_is_one_payment() {
    let (redis, prefix) = (RedisServer::start(), prefix());
    let one = Process::over(&redis.address(), &prefix, &[]).await;
    let other = Process::over(&redis.address(), &prefix, &[]).await;
    let before = (one.books().await, other.books().await);
    let mut mia = Speaker::of("MIA");
    mia.until_read_back([&one, &other, &one], "50").await;
    let agree = mia.agree();
    let told = mia.send(&other, agree.clone()).await;
    assert!(told.text.contains("banking app"), "{}", told.text);
    assert_eq!(other.waiting().await.len(), 1);
    assert_eq!(other.waiting().await[0]["amount"]["minor_units"], 5000);

    // Delivered again, to the one and to the other; and asked for once more.
    for server in [&one, &other] {
        let (status, _) = server.post("/demo/alexa", agree.clone()).await.unwrap();
        assert_eq!(status, 200);
    }
    let slots = [("amount", "50"), ("payee", "Anna Müller")];
    let again = mia.intend(&one, "PaySavedPayee", &slots).await;
    assert!(again.text.contains("minute"), "{}", again.text);
    // One bank for both servers: one payment, seen from either.
    assert_eq!(one.waiting().await.len(), 1);
    assert_eq!(other.waiting().await.len(), 1);

    other.approve().await;
    let (_, app) = other.get("/sandbox/app/mia").await.unwrap();
    assert_eq!(app["accounts"][0]["booked"]["minor_units"], 243_118 - 5_000);
    assert_eq!((one.books().await, other.books().await), before);
}

/// To the end: approved in the app, settled, and told once, by whichever server is asked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_between_two_servers_of_one_bank_is_settled_and_told_once() {
    let redis = RedisServer::start();
    let patient = Duration::from_secs(20);
    let limits = Limits { command_timeout: patient, connect_timeout: patient, ..Limits::default() };
    let ring = KeyRing::random().unwrap();
    let stores = RedisStores::connect_under(&prefix(), &redis.address(), &ring, limits).unwrap();
    let world = World::over(Arc::new(ManualClock::at(noon())), stores.stores());
    let (one, other) = (world.server(), world.server());
    let mut mia = Guest::mia();
    for (server, words) in [(&one, SEND[0]), (&other, SEND[1]), (&one, "repeat")] {
        world.say(server, &mut mia, words).await;
    }
    let agree = world.turn(&mut mia, yes());
    other.take(&agree).await;
    // The server that took the yes is gone.
    drop(other);
    let third = world.server();
    one.take(&agree).await;
    for server in [&one, &third, &one] {
        world.let_pass(server, 10).await;
    }
    world.decide(&mia, Decided::Approve);
    for _ in 0..40 {
        world.let_pass(&third, 1).await;
        world.let_pass(&one, 1).await;
    }
    assert_eq!(world.bank.deeds().len(), 1);
    let records = world.records(&mia).await;
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].status, TransferStatus::Settled);
    let mut told = 0;
    for (server, conversation) in [(&third, "evening"), (&one, "night"), (&third, "morning")] {
        let mut back = mia.anew(conversation);
        let turn = world.turn(&mut back, Said::Launch);
        told += usize::from(server.take(&turn).await.speech.spoken().contains("Anna Müller"));
    }
    assert_eq!(told, 1);
    world.check_books();
}
