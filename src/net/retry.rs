//! Trying again: only what is safe, only while the budget lasts.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::{Answer, NetError};

pub(super) const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// Each call pays in a tenth of a repetition, so that repetitions stay near a tenth of all calls
/// even when everything fails; a few are there from the start.
#[derive(Debug)]
pub(super) struct Budget(AtomicU32);

const DEPOSIT: u32 = 1;
const PRICE: u32 = 10;
const AT_MOST: u32 = 100;

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(AT_MOST / 2))
    }
}

impl Budget {
    pub(super) fn deposit(&self) {
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |sum| {
            Some(sum.saturating_add(DEPOSIT).min(AT_MOST))
        });
    }

    pub(super) fn withdraw(&self) -> bool {
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |sum| sum.checked_sub(PRICE))
            .is_ok()
    }
}

/// Whether the same call may well succeed a moment later.
pub(super) const fn is_worth_it(outcome: &Result<Answer, NetError>) -> bool {
    match outcome {
        Ok(answer) => matches!(answer.status, 502..=504),
        Err(NetError::Unreachable { .. } | NetError::Broken { .. }) => true,
        Err(
            NetError::Setup { .. }
            | NetError::Address { .. }
            | NetError::TimedOut { .. }
            | NetError::TooLong { .. },
        ) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetitions_stay_near_a_tenth_of_all_calls() {
        let budget = Budget::default();
        let mut repeated = 0;
        for _ in 0..1000 {
            budget.deposit();
            if budget.withdraw() {
                repeated += 1;
            }
        }
        assert!((100..=105).contains(&repeated), "{repeated}");
    }
}
