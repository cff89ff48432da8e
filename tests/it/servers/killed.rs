//! One of two processes is killed at every word it says to Redis while it takes a yes, and the
//! other one goes on.
//!
//! What the record says decides. *Nothing recorded*: nothing was sent, and a new yes pays. *Intended*:
//! nothing was sent, and the other process sends, once. *Submitting* or later: it may have been
//! sent, and the other process never sends.

use std::time::Duration;

use banter::contracts::transfers::TransferRecord;
use banter::domain::account::BankId;
use banter::domain::customer::CustomerId;
use banter::domain::transfer_status::TransferStatus;
use banter::stores::{KeyRing, Limits, RedisStores};
use chrono::{TimeDelta, Utc};
use futures_util::future::join_all;

use super::prefix;
use super::process::{KEY, Process, Speaker};
use super::proxy::{Cut, Proxy};
use crate::stores::redis_server::RedisServer;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Left {
    Nothing,
    Intended,
    MaybeSent,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_at_any_word_of_a_payment_leaves_it_to_the_other_exactly_once() {
    let redis = RedisServer::start();
    let mut left = Vec::new();
    for cut in [Cut::Before, Cut::After] {
        let tries = (1..=6).map(|word| killed_at(&redis, cut, word));
        left.extend(join_all(tries).await);
    }
    for kind in [Left::Nothing, Left::Intended, Left::MaybeSent] {
        assert!(left.contains(&kind), "never killed with {kind:?}: {left:?}");
    }
}

async fn killed_at(redis: &RedisServer, cut: Cut, word: i64) -> Left {
    let at = format!("killed {cut:?} word {word}");
    let prefix = prefix();
    let proxy = Proxy::to(redis.port(), cut).await;
    // Its commands wait as long as it lives.
    let patient = [("BANTER__STORE__COMMAND_TIME_OUT_MS", "60000")];
    let mut one = Process::over(&proxy.address, &prefix, &patient).await;
    let mut mia = Speaker::of("MIA");
    mia.until_read_back([&one, &one, &one], "50").await;
    let agree = mia.agree();
    proxy.cut_at(word);
    tokio::select! {
        // Few words were enough for everything: killed after the answer.
        _ = one.post("/demo/alexa", agree.clone()) => {}
        () = proxy.tripped() => {}
    }
    one.kill();

    let records = records(redis, &prefix).await;
    assert!(records.len() <= 1, "{at}");
    let left = match records.first().map(|record| record.status) {
        None => Left::Nothing,
        Some(TransferStatus::Intended) => Left::Intended,
        Some(_) => Left::MaybeSent,
    };
    let other = Process::over(&redis.address(), &prefix, &[]).await;
    let books = other.books().await;
    // The platform had no answer, and delivers the yes again.
    let (status, body) = other.post("/demo/alexa", agree.clone()).await.unwrap();
    assert_eq!(status, 200, "{at}");
    assert!(String::from_utf8_lossy(&body).contains("speak"), "{at}");
    match left {
        Left::Nothing => {
            if other.waiting().await.is_empty() {
                // Claimed, and died before the record: nothing moved, so the wish may be made anew.
                let mut mia = Speaker::of("MIA");
                mia.until_read_back([&other, &other, &other], "50").await;
                let agree = mia.agree();
                mia.send(&other, agree).await;
            }
        }
        Left::Intended => until_waiting(&other, &at).await,
        Left::MaybeSent => {}
    }
    // The worker has its turns, and the yes comes once more.
    tokio::time::sleep(Duration::from_secs(3)).await;
    other.post("/demo/alexa", agree).await.unwrap();
    let expected = usize::from(left != Left::MaybeSent);
    assert_eq!(other.waiting().await.len(), expected, "{at}: {left:?}");
    assert_eq!(other.books().await, books, "{at}");
    let after = self::records(redis, &prefix).await;
    assert_eq!(after.len(), 1, "{at}");
    assert!(!after[0].status.is_definite_failure(), "{at}: {:?}", after[0].status);
    left
}

async fn until_waiting(server: &Process, at: &str) {
    for _ in 0..600 {
        if !server.waiting().await.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{at}: nobody sent what was intended");
}

async fn records(redis: &RedisServer, prefix: &str) -> Vec<TransferRecord> {
    let ring = KeyRing::parse(&[KEY], KEY).unwrap();
    let stores =
        RedisStores::connect_under(prefix, &redis.address(), &ring, Limits::default()).unwrap();
    let (bank, mia) = (BankId::parse("demo").unwrap(), CustomerId::parse("mia").unwrap());
    stores.transfers.of_customer(&bank, &mia, Utc::now() - TimeDelta::days(1)).await.unwrap()
}
