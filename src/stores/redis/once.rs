//! First-time-only keys in Redis: one `SET … NX PX`, which decides and expires in one step.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::{Room, lifetime};
use crate::contracts::once::OnceStore;
use crate::contracts::session::StoreError;
use crate::domain::account::BankId;
use crate::domain::turn::{PlatformName, TurnId};

#[derive(Debug)]
pub(super) struct RedisOnce(Arc<Room>);

impl RedisOnce {
    pub(super) fn new(room: Arc<Room>) -> Self {
        Self(room)
    }
}

#[async_trait]
impl OnceStore for RedisOnce {
    async fn claim(
        &self,
        bank: &BankId,
        platform: &PlatformName,
        turn: &TurnId,
        keep_for: Duration,
    ) -> Result<bool, StoreError> {
        let mut set = redis::cmd("SET");
        set.arg(self.0.keys.once(bank, platform, turn)).arg("").arg("NX");
        set.arg("PX").arg(lifetime(keep_for));
        // `OK`, or nothing where the key was there already.
        let set: Option<String> = self.0.connection.ask(&set).await?;
        Ok(set.is_some())
    }
}
