//! What is true of Redis alone: restarts, silence, rotation, tampering, what can be read there.

use std::time::{Duration, Instant};

use banter::contracts::bank::Access;
use banter::contracts::session::{Session, StoreError};
use banter::contracts::token::LinkedTokens;
use banter::domain::customer::CustomerId;
use banter::domain::transfer_status::TransferStatus;
use banter::stores::redis::NotDurable;
use banter::stores::redis::seal::random_key;
use banter::stores::{KeyRing, Limits, RedisStores};
use redis::aio::MultiplexedConnection;
use secrecy::SecretString;

use super::given::{
    CREDITOR_IBAN, DEBTOR_IBAN, bank, caps, confirmed, conversation, customer, entry, now, origin,
    session,
};
use super::house::{client, keys, limits};
use super::redis_server::RedisServer;

fn open(server: &RedisServer, ring: &KeyRing) -> RedisStores {
    RedisStores::connect(&server.address(), ring, limits()).unwrap()
}

async fn only_key(redis: &mut MultiplexedConnection, pattern: &str) -> String {
    let mut found = keys(redis, pattern).await;
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_costs_one_call_at_most_and_loses_nothing() {
    let mut server = RedisServer::start();
    let stores = open(&server, &KeyRing::random().unwrap());
    let key = conversation("mia", "1");
    stores.sessions.save(&key, &session(0, "state"), &[]).await.unwrap();
    let yes = confirmed("n1", 5_000);
    stores.transfers.record(&yes, &origin(), &caps()).await.unwrap();

    server.restart();

    let first = stores.sessions.load(&key).await;
    assert!(matches!(first, Ok(_) | Err(StoreError::Unreachable(_))), "{first:?}");
    // Scripts are forgotten in a restart, and sent again.
    stores.sessions.save(&key, &session(1, "after"), &[]).await.unwrap();
    assert_eq!(stores.sessions.load(&key).await.unwrap(), session(2, "after"));
    let record = stores.transfers.load(&bank(), &customer("mia"), yes.id()).await.unwrap();
    assert_eq!(record.unwrap().status, TransferStatus::Intended);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_redis_is_gone_every_call_fails_at_once_and_nothing_is_intended() {
    let mut server = RedisServer::start();
    let stores = open(&server, &KeyRing::random().unwrap());
    let key = conversation("mia", "1");
    stores.sessions.save(&key, &session(0, "state"), &[]).await.unwrap();
    server.stop();
    let begun = Instant::now();
    for _ in 0..50 {
        let load = stores.sessions.load(&key).await;
        assert!(matches!(load, Err(StoreError::Unreachable(_))), "{load:?}");
    }
    let recorded = stores.transfers.record(&confirmed("n1", 5_000), &origin(), &caps()).await;
    assert!(recorded.is_err());
    // Far from a time-out each: no call waited.
    assert!(begun.elapsed() < limits().command_timeout);
    server.restart();
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        match stores.sessions.load(&key).await {
            Ok(loaded) => break assert_eq!(loaded, session(1, "state")),
            Err(_) => assert!(Instant::now() < deadline, "never came back"),
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_that_says_nothing_is_not_waited_for() {
    let server = RedisServer::start();
    let quick = Limits {
        command_timeout: Duration::from_millis(200),
        connect_timeout: Duration::from_millis(200),
        ..Limits::default()
    };
    let ring = KeyRing::random().unwrap();
    let stores = RedisStores::connect(&server.address(), &ring, quick).unwrap();
    let patient = open(&server, &ring);
    let key = conversation("mia", "1");
    patient.sessions.save(&key, &session(0, "state"), &[]).await.unwrap();
    let _connected_or_too_slow = stores.sessions.load(&key).await;
    server.freeze();
    let begun = Instant::now();
    for _ in 0..3 {
        let load = stores.sessions.load(&key).await;
        assert!(matches!(load, Err(StoreError::Unreachable(_))), "{load:?}");
    }
    assert!(begun.elapsed() < Duration::from_secs(10));
    server.wake();
    assert_eq!(patient.sessions.load(&key).await.unwrap(), session(1, "state"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_take_turns_on_one_redis() {
    let server = RedisServer::start();
    let ring = KeyRing::random().unwrap();
    let servers = [open(&server, &ring), open(&server, &ring)];
    let key = conversation("mia", "1");
    for turn in 0..10_u64 {
        let at = &servers[usize::try_from(turn % 2).unwrap()].sessions;
        let loaded = at.load(&key).await.unwrap();
        assert_eq!(loaded.version.0, turn);
        at.save(&key, &session(turn, "state"), &[entry("mia", 1)]).await.unwrap();
    }
    let lost = servers[1].sessions.save(&key, &session(9, "late"), &[]).await;
    assert!(matches!(lost, Err(StoreError::Conflict)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_rotate_while_the_house_is_open() {
    let server = RedisServer::start();
    let (old, new, naming) = (random_key().unwrap(), random_key().unwrap(), random_key().unwrap());
    let before = open(&server, &KeyRing::parse(&[old.as_str()], &naming).unwrap());
    let both = KeyRing::parse(&[new.as_str(), old.as_str()], &naming).unwrap();
    let during = open(&server, &both);
    let after = open(&server, &KeyRing::parse(&[new.as_str()], &naming).unwrap());
    let key = conversation("mia", "1");
    before.sessions.save(&key, &session(0, "state"), &[]).await.unwrap();
    let unread = after.sessions.load(&key).await;
    assert!(matches!(unread, Err(StoreError::Unreadable { .. })), "{unread:?}");
    assert_eq!(during.sessions.load(&key).await.unwrap(), session(1, "state"));
    during.sessions.save(&key, &session(1, "resealed"), &[]).await.unwrap();
    assert_eq!(after.sessions.load(&key).await.unwrap(), session(2, "resealed"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_was_tampered_with_is_not_believed() {
    let server = RedisServer::start();
    let stores = open(&server, &KeyRing::random().unwrap());
    let mut redis = client(&server.address()).await;
    let key = conversation("mia", "1");
    stores.sessions.save(&key, &session(0, "state"), &[]).await.unwrap();
    let name = only_key(&mut redis, "banter:s:*").await;
    // The version in front is readable, and bound to the seal.
    for offset in [7, 8, 9, 13, 26] {
        let mut get = redis::cmd("GETRANGE");
        let byte: Vec<u8> =
            get.arg(&name).arg(offset).arg(offset).query_async(&mut redis).await.unwrap();
        for value in [byte[0] ^ 1, byte[0]] {
            let mut set = redis::cmd("SETRANGE");
            set.arg(&name).arg(offset).arg(&[value][..]);
            set.query_async::<()>(&mut redis).await.unwrap();
            let loaded = stores.sessions.load(&key).await;
            match loaded {
                Ok(loaded) => assert_eq!((value, loaded), (byte[0], session(1, "state"))),
                Err(StoreError::Unreadable { .. }) => assert_ne!(value, byte[0]),
                Err(error) => panic!("{error}"),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_does_not_open_in_another_conversation() {
    let server = RedisServer::start();
    let stores = open(&server, &KeyRing::random().unwrap());
    let mut redis = client(&server.address()).await;
    let (mia, james) = (conversation("mia", "1"), conversation("james", "1"));
    stores.sessions.save(&mia, &session(0, "mia's"), &[]).await.unwrap();
    let of_mia = only_key(&mut redis, "banter:s:*").await;
    stores.sessions.save(&james, &session(0, "james's"), &[]).await.unwrap();
    let both = keys(&mut redis, "banter:s:*").await;
    let of_james = both.iter().find(|key| **key != of_mia).unwrap();
    let mut copy = redis::cmd("COPY");
    copy.arg(&of_mia).arg(of_james).arg("REPLACE").query_async::<()>(&mut redis).await.unwrap();
    let loaded = stores.sessions.load(&james).await;
    assert!(matches!(loaded, Err(StoreError::Unreadable { .. })), "{loaded:?}");
    assert_eq!(stores.sessions.load(&mia).await.unwrap(), session(1, "mia's"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transfer_that_was_tampered_with_is_not_believed_and_stops_no_other() {
    let server = RedisServer::start();
    let stores = open(&server, &KeyRing::random().unwrap());
    let mut redis = client(&server.address()).await;
    let (bad, good) = (confirmed("n1", 5_000), confirmed("n2", 5_000));
    stores.transfers.record(&bad, &origin(), &caps()).await.unwrap();
    let name = only_key(&mut redis, "banter:p:*").await;
    stores.transfers.record(&good, &origin(), &caps()).await.unwrap();
    for (field, value) in [("s", "settled"), ("v", "2"), ("s", "nonsense")] {
        let mut get = redis::cmd("HGET");
        let before: String = get.arg(&name).arg(field).query_async(&mut redis).await.unwrap();
        let put = async |redis: &mut MultiplexedConnection, value: &str| {
            let mut set = redis::cmd("HSET");
            set.arg(&name).arg(field).arg(value).query_async::<()>(redis).await.unwrap();
        };
        put(&mut redis, value).await;
        let loaded = stores.transfers.load(&bank(), &customer("mia"), bad.id()).await;
        assert!(matches!(loaded, Err(StoreError::Unreadable { .. })), "{field}: {loaded:?}");
        put(&mut redis, &before).await;
        stores.transfers.load(&bank(), &customer("mia"), bad.id()).await.unwrap().unwrap();
    }
    let mut set = redis::cmd("HSET");
    set.arg(&name).arg("s").arg("unknown").query_async::<()>(&mut redis).await.unwrap();
    let leases = stores.transfers.lease_due(now(), Duration::from_secs(60), 10).await.unwrap();
    let leased: Vec<_> = leases.iter().map(|lease| lease.record.id).collect();
    assert_eq!(leased, [good.id()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_reads_the_redis_learns_nothing_about_anybody() {
    let server = RedisServer::start();
    let stores = open(&server, &KeyRing::random().unwrap());
    let key = conversation("amzn1.account.mia", "session-of-mia");
    let entries = [entry("customer-of-mia", 1)];
    stores.sessions.save(&key, &session(0, "words of hers"), &entries).await.unwrap();
    stores.transfers.record(&confirmed("nonce-1", 5_000), &origin(), &caps()).await.unwrap();
    let (token, bearer) = (SecretString::from("platform-token"), SecretString::from("bank-token"));
    let access =
        Access { customer: CustomerId::parse("customer-of-mia").unwrap(), bearer: Some(bearer) };
    let tokens = LinkedTokens { access, scopes: Vec::new() };
    stores.vault.link(&bank(), &token, &tokens).await.unwrap();

    let mut redis = client(&server.address()).await;
    let mut seen = Vec::new();
    for key in keys(&mut redis, "*").await {
        seen.extend_from_slice(key.as_bytes());
        let dump: Vec<u8> = redis::cmd("DUMP").arg(&key).query_async(&mut redis).await.unwrap();
        seen.extend_from_slice(&dump);
    }
    assert!(seen.windows(8).any(|window| window == b"intended"), "a status may be read");
    let secrets = [
        "mia",
        "words of hers",
        "Anna",
        "Rent",
        "platform-token",
        "bank-token",
        "nonce-1",
        "GetBalance",
        DEBTOR_IBAN,
        CREDITOR_IBAN,
    ];
    for secret in secrets {
        let found = seen.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!found, "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_but_open_transfers_has_a_lifetime() {
    let server = RedisServer::start();
    let stores = open(&server, &KeyRing::random().unwrap());
    let key = conversation("mia", "1");
    stores.sessions.save(&key, &session(0, "state"), &[entry("mia", 1)]).await.unwrap();
    stores.transfers.record(&confirmed("n1", 5_000), &origin(), &caps()).await.unwrap();
    let mut redis = client(&server.address()).await;
    for key in keys(&mut redis, "*").await {
        let left: i64 = redis::cmd("PTTL").arg(&key).query_async(&mut redis).await.unwrap();
        let open_transfer = ["banter:p:", "banter:po:", "banter:pq:"];
        let for_ever = open_transfer.iter().any(|start| key.starts_with(start));
        assert_eq!(left == -1, for_ever, "{key}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_that_may_lose_payments_is_refused_with_a_cure() {
    let ring = KeyRing::random().unwrap();
    let forgetful = RedisServer::start_with(&["--appendonly", "no"]);
    let refused = open(&forgetful, &ring).ensure_durable().await.unwrap_err();
    assert!(matches!(refused, NotDurable::NotPersistent));
    assert!(refused.to_string().contains("appendonly yes"));

    let evicting =
        RedisServer::start_with(&["--appendonly", "yes", "--maxmemory-policy", "allkeys-lru"]);
    let refused = open(&evicting, &ring).ensure_durable().await.unwrap_err();
    assert!(matches!(refused, NotDurable::Evicts));
    assert!(refused.to_string().contains("noeviction"));

    open(&RedisServer::start(), &ring).ensure_durable().await.unwrap();

    let mut gone = RedisServer::start();
    let stores = open(&gone, &ring);
    gone.stop();
    assert!(matches!(stores.ensure_durable().await, Err(NotDurable::Unasked(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_redis_takes_no_new_transfer_and_lets_the_old_ones_end() {
    let server = RedisServer::start_with(&["--appendonly", "yes"]);
    let stores = open(&server, &KeyRing::random().unwrap());
    let yes = confirmed("n1", 5_000);
    stores.transfers.record(&yes, &origin(), &caps()).await.unwrap();
    let mut redis = client(&server.address()).await;
    let mut set = redis::cmd("CONFIG");
    set.arg("SET").arg("maxmemory").arg(1).query_async::<()>(&mut redis).await.unwrap();
    let refused = stores.transfers.record(&confirmed("n2", 5_000), &origin(), &caps()).await;
    assert!(refused.is_err(), "{refused:?}");
    let leases = stores.transfers.lease_due(now(), Duration::from_secs(60), 10).await.unwrap();
    let mut record = leases[0].record.clone();
    record.status = TransferStatus::Submitting;
    stores.transfers.update(&record).await.unwrap();
    let kept = stores.transfers.load(&bank(), &customer("mia"), yes.id()).await.unwrap();
    assert_eq!(kept.unwrap().status, TransferStatus::Submitting);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn development_servers_on_one_redis_share_their_keys() {
    let server = RedisServer::start();
    let key = conversation("mia", "1");
    for turn in 0..3 {
        let ring = RedisStores::development_keys(&server.address(), "banter").await.unwrap();
        let stores = open(&server, &ring);
        let loaded = stores.sessions.load(&key).await.unwrap();
        let expected = if turn == 0 { Session::default() } else { session(turn, "state") };
        assert_eq!(loaded, expected);
        stores.sessions.save(&key, &session(turn, "state"), &[]).await.unwrap();
    }
}
