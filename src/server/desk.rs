//! What one worker has to itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::house::House;
use crate::contracts::platform::Platform;
use crate::contracts::session::StoreError;
use crate::dialogue::engine::Engine;
use crate::stores::RedisStores;

/// Where calls are answered: engines over this worker's own connection.
#[derive(Debug)]
pub struct Desk {
    pub house: Arc<House>,
    pub(super) engines: BTreeMap<String, Engine>,
    pub(super) redis: Option<RedisStores>,
}

impl Desk {
    /// The engine and the front of a route, if both are there.
    pub fn find(&self, bank: &str, platform: &str) -> Option<(&Engine, &Arc<dyn Platform>)> {
        let front = self.house.banks.get(bank)?.platforms.get(platform)?;
        Some((self.engines.get(bank)?, front))
    }

    pub fn engine(&self, bank: &str) -> Option<&Engine> {
        self.engines.get(bank)
    }

    /// Whether the store answers now. Memory always does.
    pub async fn ready(&self) -> Result<(), StoreError> {
        match &self.redis {
            Some(redis) => redis.ping().await,
            None => Ok(()),
        }
    }
}
