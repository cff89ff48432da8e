//! One behaviour suite over every way of keeping things, and what is true of Redis alone.

mod cluster;
mod given;
mod house;
mod redis_alone;
pub(crate) mod redis_server;
mod sessions;
mod transfers;
mod vault_and_once;

/// Each behaviour is a test in memory and a test in Redis.
macro_rules! behaviours {
    ($($name:ident),* $(,)?) => {
        mod in_memory {
            $(#[tokio::test]
            async fn $name() {
                super::$name(&crate::stores::house::House::in_memory()).await;
            })*
        }
        mod in_redis {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(&crate::stores::house::House::in_redis().await).await;
            })*
        }
    };
}
use behaviours;
