//! A place to keep things, and a way to let time pass there.

use std::sync::Arc;
use std::time::Duration;

use banter::domain::clock::{Clock, ManualClock};
use banter::stores::{KeyRing, Limits, MemoryStores, RedisStores, Stores};
use redis::aio::MultiplexedConnection;

use super::given::now;
use super::redis_server::RedisServer;

pub(crate) struct House {
    pub(crate) stores: Stores,
    time: Time,
    _server: Option<RedisServer>,
}

enum Time {
    Clock(Arc<ManualClock>),
    Redis { address: String, prefix: String },
}

/// Time enough for a busy builder; nothing here waits for it but the tests that say so.
pub(crate) fn limits() -> Limits {
    Limits {
        ledger_entries: 5,
        command_timeout: Duration::from_secs(20),
        connect_timeout: Duration::from_secs(20),
        ..Limits::default()
    }
}

impl House {
    pub(crate) fn in_memory() -> Self {
        let clock = Arc::new(ManualClock::at(now()));
        let shared: Arc<dyn Clock> = clock.clone();
        let stores = MemoryStores::with_limits(shared, limits());
        Self { stores: stores.stores(), time: Time::Clock(clock), _server: None }
    }

    /// In the Redis of `BANTER_TEST_REDIS_URL`, or in one of its own. Under a prefix of its own
    /// either way; nothing is flushed.
    pub(crate) async fn in_redis() -> Self {
        let named = std::env::var("BANTER_TEST_REDIS_URL").ok();
        let server = named.is_none().then(RedisServer::start);
        let address = named.unwrap_or_else(|| server.as_ref().unwrap().address());
        let prefix = format!("test-{}", uuid::Uuid::new_v4().simple());
        let ring = KeyRing::random().unwrap();
        let stores = RedisStores::connect_under(&prefix, &address, &ring, limits()).unwrap();
        stores.ping().await.unwrap();
        Self { stores: stores.stores(), time: Time::Redis { address, prefix }, _server: server }
    }

    /// Lets time pass without waiting: in Redis, by taking it from every lifetime.
    pub(crate) async fn pass(&self, by: Duration) {
        match &self.time {
            Time::Clock(clock) => clock.advance(chrono::Duration::from_std(by).unwrap()),
            Time::Redis { address, prefix } => age(address, prefix, by).await,
        }
    }
}

pub(crate) async fn client(address: &str) -> MultiplexedConnection {
    redis::Client::open(address).unwrap().get_multiplexed_async_connection().await.unwrap()
}

pub(crate) async fn keys(redis: &mut MultiplexedConnection, pattern: &str) -> Vec<String> {
    redis::cmd("KEYS").arg(pattern).query_async(redis).await.unwrap()
}

async fn age(address: &str, prefix: &str, by: Duration) {
    let mut redis = client(address).await;
    let by = i64::try_from(by.as_millis()).unwrap();
    for key in keys(&mut redis, &format!("{prefix}:*")).await {
        let left: i64 = redis::cmd("PTTL").arg(&key).query_async(&mut redis).await.unwrap();
        if left >= 0 {
            let left = (left - by).max(0);
            let mut expire = redis::cmd("PEXPIRE");
            expire.arg(&key).arg(left).query_async::<()>(&mut redis).await.unwrap();
        }
    }
}
