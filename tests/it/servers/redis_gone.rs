//! Redis goes away while people talk, and comes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::prefix;
use super::process::{Process, Speaker};
use crate::stores::redis_server::RedisServer;

/// Alexa hangs up after eight seconds.
const DEADLINE: Duration = Duration::from_secs(8);

#[derive(Debug, Clone, Copy)]
enum Gone {
    /// Killed: connections are refused.
    Stopped,
    /// Hung: connections stand, and nothing is said.
    Silent,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_redis_stopped_questions_get_an_apology_and_money_stays_until_it_is_back() {
    gone(Gone::Stopped).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_redis_silent_questions_get_an_apology_and_money_stays_until_it_is_back() {
    gone(Gone::Silent).await;
}

async fn gone(how: Gone) {
    let mut redis = RedisServer::start();
    let more = [("BANTER__SERVER__WORKERS", "2")];
    let server = Process::over(&redis.address(), &prefix(), &more).await;
    let mut server = Arc::new(server);
    assert_eq!(server.ready().await, 200);
    let (over, apologies) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let load: Vec<_> = (0..6)
        .map(|one| {
            let user = format!("GUEST{one}");
            tokio::spawn(ask_on(Arc::clone(&server), user, over.clone(), apologies.clone()))
        })
        .collect();

    let mut mia = Speaker::of("MIA");
    mia.until_read_back([&server, &server, &server], "50").await;
    match how {
        Gone::Stopped => redis.stop(),
        Gone::Silent => redis.freeze(),
    }
    let agree = mia.agree();
    let began = Instant::now();
    let told = mia.send(&server, agree.clone()).await;
    assert!(began.elapsed() < DEADLINE, "{how:?}: a yes took {:?}", began.elapsed());
    assert!(!told.text.is_empty() && !told.text.contains("banking app"), "{how:?}: {}", told.text);
    assert_eq!(server.waiting().await.len(), 0, "{how:?}: money moved without a record");
    assert_eq!(server.ready().await, 503, "{how:?}");
    assert_eq!(server.get("/health/live").await.unwrap().0, 200);
    until(|| apologies.load(Ordering::SeqCst) >= 12).await;

    match how {
        Gone::Stopped => redis.restart(),
        Gone::Silent => redis.wake(),
    }
    let began = Instant::now();
    while server.ready().await != 200 {
        assert!(began.elapsed() < Duration::from_secs(30), "{how:?}: never ready again");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // The same process, without a restart; every worker found its way back.
    over.store(true, Ordering::SeqCst);
    for asking in load {
        asking.await.unwrap();
    }
    assert_eq!(server.waiting().await.len(), 0, "{how:?}: an old yes was kept somewhere");
    let mut mia = Speaker::of("MIA");
    mia.until_read_back([&server, &server, &server], "50").await;
    let agree = mia.agree();
    mia.send(&server, agree).await;
    assert_eq!(server.waiting().await.len(), 1, "{how:?}");
    assert!(Arc::get_mut(&mut server).unwrap().lives());
}

/// Asks for the balance on and on: always an answer in time, and either the balance or not a figure.
async fn ask_on(
    server: Arc<Process>,
    user: String,
    over: Arc<AtomicBool>,
    apologies: Arc<AtomicUsize>,
) {
    let mut last = false;
    loop {
        let stop = over.load(Ordering::SeqCst);
        let mut guest = Speaker::of(&user);
        let began = Instant::now();
        let heard = guest.intend(&server, "GetBalance", &[]).await;
        assert!(began.elapsed() < DEADLINE, "an answer took {:?}", began.elapsed());
        last = heard.text.contains("2,382") || heard.text.contains("2382") || (last && stop);
        if !heard.text.contains("382") {
            assert!(!heard.text.chars().any(|c| c.is_ascii_digit()), "{}", heard.text);
            apologies.fetch_add(1, Ordering::SeqCst);
        }
        if stop && last {
            return;
        }
    }
}

async fn until(done: impl Fn() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(began.elapsed() < Duration::from_secs(60), "waited in vain");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
