//! First-time-only keys: a second arrival of the same call never acts twice.

use std::time::Duration;

use async_trait::async_trait;

use super::session::StoreError;
use crate::domain::account::BankId;
use crate::domain::turn::{PlatformName, TurnId};

#[async_trait]
pub trait OnceStore: std::fmt::Debug + Send + Sync {
    /// Claims a turn for acting, atomically. `true` for the first who asks, `false` ever after,
    /// until `keep_for` has passed.
    async fn claim(
        &self,
        bank: &BankId,
        platform: &PlatformName,
        turn: &TurnId,
        keep_for: Duration,
    ) -> Result<bool, StoreError>;
}
