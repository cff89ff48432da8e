//! First-time-only keys in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{full, lock};
use crate::contracts::once::OnceStore;
use crate::contracts::session::StoreError;
use crate::domain::account::BankId;
use crate::domain::clock::Clock;
use crate::domain::turn::{PlatformName, TurnId};
use crate::stores::limits::later;

/// A claim that is still good is never forgotten to make room: the replay it stops may be on its
/// way. Beyond this many, claiming fails, and whatever wanted to act does not.
const MOST_CLAIMS: usize = 100_000;

#[derive(Debug)]
pub(super) struct MemoryOnce {
    clock: Arc<dyn Clock>,
    claims: Mutex<BTreeMap<Claim, DateTime<Utc>>>,
}

type Claim = (BankId, PlatformName, TurnId);

impl MemoryOnce {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, claims: Mutex::default() }
    }
}

#[async_trait]
impl OnceStore for MemoryOnce {
    async fn claim(
        &self,
        bank: &BankId,
        platform: &PlatformName,
        turn: &TurnId,
        keep_for: Duration,
    ) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let claim = (bank.clone(), platform.clone(), turn.clone());
        let mut claims = lock(&self.claims);
        if claims.get(&claim).is_some_and(|until| now < *until) {
            return Ok(false);
        }
        if claims.len() >= MOST_CLAIMS {
            claims.retain(|_, until| now < *until);
            if claims.len() >= MOST_CLAIMS {
                return Err(full("claims"));
            }
        }
        claims.insert(claim, later(now, keep_for));
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::clock::ManualClock;

    use super::*;

    #[tokio::test]
    async fn a_full_store_refuses_rather_than_forgets() {
        let clock = Arc::new(ManualClock::at(DateTime::UNIX_EPOCH));
        let once = MemoryOnce::new(clock.clone());
        let (bank, alexa) = (BankId::parse("demo").unwrap(), PlatformName::parse("alexa").unwrap());
        let turn = |n: usize| TurnId::parse(&format!("turn-{n}")).unwrap();
        let minute = Duration::from_secs(60);
        for n in 0..MOST_CLAIMS {
            assert!(once.claim(&bank, &alexa, &turn(n), minute).await.unwrap());
        }
        assert!(once.claim(&bank, &alexa, &turn(MOST_CLAIMS), minute).await.is_err());
        assert!(!once.claim(&bank, &alexa, &turn(0), minute).await.unwrap());
        clock.advance(chrono::Duration::seconds(60));
        assert!(once.claim(&bank, &alexa, &turn(MOST_CLAIMS), minute).await.unwrap());
    }
}
