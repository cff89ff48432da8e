//! One sandbox bank for all servers on one Redis: what is done at one is seen at the other, and
//! outlives the server it was done at.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use banter::connectors::sandbox::{Sandbox, SharedBank};
use banter::domain::clock::{Clock, ManualClock};
use banter::domain::customer::CustomerId;
use banter::platforms::alexa::device::Device;
use banter::sandbox::{Decided, Failure, Op, Times};
use banter::stores::{KeyRing, Limits, RedisStores};
use chrono::Utc;
use serde_json::Value;

use super::Bench;
use crate::app::{TestApp, device};
use crate::stores::redis_server::{RedisServer, free_port};

/// Time enough for a busy builder.
const PATIENT: Duration = Duration::from_secs(20);

/// A server's copy of the bank, on a clock of the test's own.
fn server(redis: &RedisServer, ring: &KeyRing, clock: &Arc<ManualClock>) -> SharedBank {
    let limits = Limits { command_timeout: PATIENT, connect_timeout: PATIENT, ..Limits::default() };
    let stores = RedisStores::connect(&redis.address(), ring, limits).unwrap();
    let clock: Arc<dyn Clock> = clock.clone();
    let bank = Arc::new(Sandbox::open(Arc::clone(&clock)));
    SharedBank::over(bank, stores.journal("sandbox"), clock)
}

/// Everything that a customer can see of the bank.
async fn seen(server: &SharedBank, customer: &CustomerId) -> String {
    let app = server.app(customer).await.unwrap().unwrap();
    let money: Vec<_> = app
        .accounts
        .iter()
        .map(|held| (held.booked.minor_units(), held.available.minor_units()))
        .collect();
    let notices: Vec<_> = app.notices.iter().map(|notice| (notice.at, &notice.text)).collect();
    format!("{money:?} {:?} {:?} {notices:?}", app.approvals, app.failures)
}

#[tokio::test]
async fn two_servers_have_the_same_bank_in_any_order_of_things() {
    let redis = RedisServer::start();
    let ring = KeyRing::random().unwrap();
    let bench = Bench::of("mia");
    let customer = &bench.access.customer;
    let clock = Arc::clone(&bench.clock);
    let servers = [server(&redis, &ring, &clock), server(&redis, &ring, &clock)];
    let sums = servers[0].bank().sums();
    let mut chance = 7_u64;
    for step in 0..120_u64 {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695);
        let (which, seed) = ((chance >> 33) % 6, u128::from((chance >> 40) % 9));
        let at = &servers[usize::try_from((chance >> 50) % 2).unwrap()];
        match which {
            0 => {
                let transfer = bench.own(seed, i64::try_from(step + 1).unwrap()).await;
                let _ = at.perform(Op::initiate(customer, &transfer)).await.unwrap();
            }
            1 | 2 => {
                let transfer = bench.payment(seed + 20, "Kim Larsen", 100).await;
                let _ = at.perform(Op::initiate(customer, &transfer)).await.unwrap();
            }
            3 => {
                let app = at.app(customer).await.unwrap().unwrap();
                for waiting in app.approvals {
                    let decided = if seed > 2 { Decided::Approve } else { Decided::Decline };
                    let (customer, approval) = (customer.clone(), waiting.id);
                    let done = at.perform(Op::Decide { customer, approval, decided }).await;
                    done.unwrap().decided().unwrap();
                }
            }
            4 => {
                let (customer, times) = (customer.clone(), Times::Next(1));
                let op = Op::Fail { customer, failure: Failure::LostAnswer, times };
                assert!(at.perform(op).await.unwrap().failing());
            }
            _ => bench.wait(i64::try_from(seed).unwrap()),
        }
        assert_eq!(seen(&servers[0], customer).await, seen(&servers[1], customer).await);
        assert_eq!(servers[0].bank().sums(), sums);
        assert_eq!(servers[1].bank().sums(), sums);
    }
    // Another day; a server that starts later begins on the same one.
    bench.wait(26 * 60);
    let late = server(&redis, &ring, &clock);
    assert_eq!(seen(&late, customer).await, seen(&servers[0], customer).await);
}

#[tokio::test]
async fn a_bank_whose_journal_is_gone_begins_anew_everywhere() {
    let mut redis = RedisServer::start_with(&["--appendonly", "no"]);
    let ring = KeyRing::random().unwrap();
    let bench = Bench::of("mia");
    let customer = &bench.access.customer;
    let servers = [server(&redis, &ring, &bench.clock), server(&redis, &ring, &bench.clock)];
    let fresh = seen(&servers[0], customer).await;
    let transfer = bench.own(1, 5_000).await;
    let _ = servers[0].perform(Op::initiate(customer, &transfer)).await.unwrap();
    assert_ne!(seen(&servers[1], customer).await, fresh);
    redis.restart();
    for server in &servers {
        while server.catch_up().await.is_err() {
            tokio::task::yield_now().await;
        }
        assert_eq!(seen(server, customer).await, fresh);
    }
}

/// Says it to one of the servers; what is heard.
async fn tell(client: &reqwest::Client, url: &str, device: &mut Device, body: Vec<u8>) -> String {
    let request = client.post(format!("{url}/demo/alexa")).body(body);
    let answer = request.header("content-type", "application/json").send().await.unwrap();
    let status = answer.status().as_u16();
    let heard = device.hear(status, &answer.bytes().await.unwrap()).unwrap();
    heard.text
}

async fn json(client: &reqwest::Client, url: &str) -> Value {
    let answer = client.get(url).send().await.unwrap();
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
}

fn booked(app: &Value) -> i64 {
    app["accounts"][0]["booked"]["minor_units"].as_i64().unwrap()
}

const JONAS: &[(&str, &str)] = &[("payee", "Jonas Weber"), ("amount", "50")];

#[tokio::test]
async fn turns_that_alternate_between_two_servers_make_one_payment() {
    let redis = RedisServer::start();
    let address = redis.address();
    let patient = ("BANTER__STORE__COMMAND_TIME_OUT_MS", "5000");
    let on = [("BANTER__STORE__REDIS_URL", address.as_str()), patient];
    let (one, two) = (TestApp::with(&on).await, TestApp::with(&on).await);
    let mut mia = device("mia");
    let (client, before) = (&one.client, one.get("/sandbox/books").await.json());
    let body = mia.intend("PaySavedPayee", JONAS, Utc::now());
    let read = tell(client, &one.url, &mut mia, body).await;
    assert!(read.contains("Jonas"), "{read}");
    let body = mia.answer(true, Utc::now());
    tell(client, &two.url, &mut mia, body).await;
    assert_eq!(booked(&two.get("/sandbox/app/mia").await.json()), 243_118);
    one.approve().await;
    for app in [&one, &two] {
        let seen = app.get("/sandbox/app/mia").await.json();
        assert_eq!(booked(&seen), 238_118);
        assert_eq!(seen["approvals"].as_array().unwrap().len(), 0, "{seen}");
        assert_eq!(app.get("/sandbox/books").await.json(), before);
    }
    one.stop().await;
    two.stop().await;
}

/// A server in a process of its own.
struct Process(Child, String);

impl Process {
    async fn start(redis: &RedisServer, client: &reqwest::Client) -> Self {
        let bind = format!("127.0.0.1:{}", free_port());
        let child = Command::new(env!("CARGO_BIN_EXE_banter"))
            .env("BANTER__STORE__REDIS_URL", redis.address())
            .env("BANTER__STORE__COMMAND_TIME_OUT_MS", "5000")
            .env("BANTER__SERVER__BIND", &bind)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (process, url) = (child, format!("http://{bind}"));
        while client.get(format!("{url}/health/ready")).send().await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Self(process, url)
    }
}

impl Drop for Process {
    /// As `kill -9` does.
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn the_survivor_ends_the_payment_of_a_server_that_was_killed() {
    let redis = RedisServer::start();
    let client = reqwest::Client::builder().timeout(PATIENT).build().unwrap();
    let client = &client;
    let (killed, survivor) =
        (Process::start(&redis, client).await, Process::start(&redis, client).await);
    let url = survivor.1.clone();
    let before = json(client, &format!("{url}/sandbox/books")).await;
    let mut mia = device("mia");
    let body = mia.intend("PaySavedPayee", JONAS, Utc::now());
    let read = tell(client, &url, &mut mia, body).await;
    assert!(read.contains("Jonas"), "{read}");
    let body = mia.answer(true, Utc::now());
    tell(client, &killed.1, &mut mia, body).await;
    drop(killed);

    let app = json(client, &format!("{url}/sandbox/app/mia")).await;
    let approvals = app["approvals"].as_array().unwrap();
    assert_eq!(approvals.len(), 1, "{app}");
    let id = approvals[0]["id"].as_str().unwrap();
    let approve = client.post(format!("{url}/sandbox/app/mia/approvals/{id}"));
    let approve = approve.header("content-type", "application/json");
    let answer = approve.body(r#"{"decision":"approve"}"#).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);

    // The survivor looks after it from here, and the next call tells how it ended.
    let told = tokio::time::timeout(Duration::from_secs(90), async {
        loop {
            let mut later = device("mia");
            let body = later.launch(Utc::now());
            let heard = tell(client, &url, &mut later, body).await;
            if heard.contains("Jonas") {
                return heard;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    });
    let told = told.await.unwrap();
    assert!(told.contains("50"), "{told}");
    assert_eq!(booked(&json(client, &format!("{url}/sandbox/app/mia")).await), 238_118);
    assert_eq!(json(client, &format!("{url}/sandbox/books")).await, before);
    let third = Process::start(&redis, client).await;
    assert_eq!(booked(&json(client, &format!("{}/sandbox/app/mia", third.1)).await), 238_118);
    assert_eq!(json(client, &format!("{}/sandbox/books", third.1)).await, before);
}
