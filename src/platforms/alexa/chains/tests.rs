use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeZone;
use tokio::sync::Semaphore;

use super::*;
use crate::platforms::alexa::forge::{Flaw, Forge};

const URL: &str = "https://s3.amazonaws.com/echo.api/echo-api-cert.pem";

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
}

/// A bucket that gives the same to everybody, counts, and waits until it is let.
#[derive(Debug)]
struct Bucket {
    answer: Mutex<Result<Vec<u8>, NotFetched>>,
    asked: AtomicUsize,
    gate: Semaphore,
}

#[derive(Debug)]
struct Handle(Arc<Bucket>);

#[async_trait]
impl ChainSource for Handle {
    async fn fetch(&self, _: &str) -> Result<Vec<u8>, NotFetched> {
        self.0.asked.fetch_add(1, Ordering::SeqCst);
        let _open = self.0.gate.acquire().await.unwrap();
        self.0.answer.lock().unwrap().clone()
    }

    fn is_local(&self, _: &str) -> bool {
        false
    }
}

impl Bucket {
    fn with(answer: Result<&str, NotFetched>) -> Arc<Self> {
        let answer = Mutex::new(answer.map(|pem| pem.as_bytes().to_vec()));
        Arc::new(Self { answer, asked: AtomicUsize::new(0), gate: Semaphore::new(100) })
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn chains(bucket: &Arc<Bucket>, forge: &Forge) -> Arc<Chains> {
    let mut roots = Roots::none();
    roots.add_pem(forge.root_pem().as_bytes()).unwrap();
    Chains::new(Box::new(Handle(Arc::clone(bucket))), roots)
}

fn url(raw: &str) -> ChainUrl<'_> {
    ChainUrl::parse(raw).unwrap()
}

#[tokio::test]
async fn a_chain_is_fetched_once_for_all_spellings_of_its_address() {
    let forge = Forge::new(noon()).unwrap();
    let bucket = Bucket::with(Ok(forge.chain_pem()));
    let chains = chains(&bucket, &forge);
    chains.leaf(&url(URL), noon()).await.unwrap();
    chains.leaf(&url(URL), noon()).await.unwrap();
    let other = "HTTPS://S3.amazonaws.com:443/echo.api/../echo.api/echo-api-cert.pem";
    chains.leaf(&url(other), noon()).await.unwrap();
    assert_eq!(bucket.asked(), 1);
}

#[tokio::test]
async fn many_calls_at_once_wait_for_one_fetch() {
    let forge = Forge::new(noon()).unwrap();
    let bucket = Bucket::with(Ok(forge.chain_pem()));
    let closed = bucket.gate.acquire_many(100).await.unwrap();
    let chains = chains(&bucket, &forge);
    let waiting: Vec<_> = (0..20)
        .map(|_| {
            let chains = Arc::clone(&chains);
            tokio::spawn(async move { chains.leaf(&url(URL), noon()).await.is_ok() })
        })
        .collect();
    tokio::task::yield_now().await;
    drop(closed);
    for call in waiting {
        assert!(call.await.unwrap());
    }
    assert_eq!(bucket.asked(), 1);
}

#[tokio::test]
async fn a_storm_of_unknown_addresses_is_neither_fetched_nor_kept() {
    let forge = Forge::new(noon()).unwrap();
    let bucket = Bucket::with(Err(NotFetched::Status { status: 404 }));
    let chains = chains(&bucket, &forge);
    for at in 0..5000 {
        let raw = format!("https://s3.amazonaws.com/echo.api/{at}.pem");
        chains.leaf(&url(&raw), noon()).await.unwrap_err();
    }
    assert_eq!(bucket.asked(), usize::try_from(BURST).unwrap());
    let rim = chains.rim.lock().unwrap();
    assert!(rim.flights.is_empty() && rim.refused.len() <= REFUSED);
    assert!(chains.kept.read().unwrap().is_empty());
}

#[tokio::test]
async fn after_a_storm_a_good_chain_is_fetched_again() {
    let forge = Forge::new(noon()).unwrap();
    let bucket = Bucket::with(Ok(forge.chain_pem()));
    let chains = chains(&bucket, &forge);
    chains.rim.lock().unwrap().allowance_ms = 0;
    chains.rim.lock().unwrap().counted_at = noon();
    assert_eq!(chains.leaf(&url(URL), noon()).await.unwrap_err(), NoLeaf::TooMany);
    let later = noon() + Duration::milliseconds(ONE_MORE_AFTER_MS);
    assert!(chains.leaf(&url(URL), later).await.is_ok());
}

#[tokio::test]
async fn what_could_not_be_fetched_rests_for_a_while() {
    let forge = Forge::new(noon()).unwrap();
    let bucket = Bucket::with(Err(NotFetched::Status { status: 500 }));
    let chains = chains(&bucket, &forge);
    assert!(matches!(chains.leaf(&url(URL), noon()).await, Err(NoLeaf::NotFetched(_))));
    assert_eq!(chains.leaf(&url(URL), noon()).await.unwrap_err(), NoLeaf::RefusedBefore);
    assert_eq!(bucket.asked(), 1);
    *bucket.answer.lock().unwrap() = Ok(forge.chain_pem().as_bytes().to_vec());
    assert!(chains.leaf(&url(URL), noon() + REST_AFTER_SILENCE).await.is_ok());
}

#[tokio::test]
async fn a_chain_that_is_wrong_is_not_kept() {
    let forge = Forge::flawed(noon(), Flaw::WrongName).unwrap();
    let bucket = Bucket::with(Ok(forge.chain_pem()));
    let chains = chains(&bucket, &forge);
    assert_eq!(chains.leaf(&url(URL), noon()).await.unwrap_err(), NoLeaf::Bad(BadChain::Name));
    assert!(chains.kept.read().unwrap().is_empty());
}

#[tokio::test]
async fn a_chain_is_refreshed_before_it_ends_and_refused_after() {
    let forge = Forge::new(noon()).unwrap();
    let bucket = Bucket::with(Ok(forge.chain_pem()));
    let chains = chains(&bucket, &forge);
    let until = chains.leaf(&url(URL), noon()).await.unwrap().until();
    let last_hour = until - Duration::hours(1);
    chains.leaf(&url(URL), last_hour).await.unwrap();
    chains.leaf(&url(URL), last_hour).await.unwrap();
    while bucket.asked() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(bucket.asked(), 2);
    let after = until + Duration::seconds(1);
    let expired = NoLeaf::Bad(BadChain::Expired);
    assert_eq!(chains.leaf(&url(URL), after).await.unwrap_err(), expired);
}

#[tokio::test]
async fn a_call_that_gives_up_leaves_the_fetch_to_the_next() {
    let forge = Forge::new(noon()).unwrap();
    let bucket = Bucket::with(Ok(forge.chain_pem()));
    let closed = bucket.gate.acquire_many(100).await.unwrap();
    let chains = chains(&bucket, &forge);
    let given_up = {
        let chains = Arc::clone(&chains);
        tokio::spawn(async move { chains.leaf(&url(URL), noon()).await })
    };
    tokio::task::yield_now().await;
    given_up.abort();
    assert!(given_up.await.is_err());
    drop(closed);
    assert!(chains.leaf(&url(URL), noon()).await.is_ok());
}
