//! How many calls one speaker may make in a minute.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::domain::turn::Speaker;

/// When so many speakers have been counted within a minute, counting begins anew: the memory this
/// takes is bounded, whoever calls.
const COUNTED_AT_MOST: usize = 20_000;

/// Counts by the minute. Every server counts for itself.
#[derive(Debug)]
pub(super) struct SpeakerLimit {
    per_minute: u32,
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    minute: i64,
    calls: BTreeMap<String, u32>,
}

impl SpeakerLimit {
    /// Nought is no limit.
    pub(super) fn of(per_minute: u32) -> Self {
        Self { per_minute, counted: Mutex::default() }
    }

    /// Counts a call; false when it is one too many.
    pub(super) fn allows(&self, speaker: &Speaker, at: DateTime<Utc>) -> bool {
        if self.per_minute == 0 {
            return true;
        }
        let minute = at.timestamp().div_euclid(60);
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.minute != minute || counted.calls.len() >= COUNTED_AT_MOST {
            *counted = Counted { minute, calls: BTreeMap::new() };
        }
        let calls = counted.calls.entry(speaker.user.as_str().to_owned()).or_default();
        *calls = calls.saturating_add(1);
        *calls <= self.per_minute
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::domain::turn::PlatformUserId;

    #[test]
    fn one_too_many_is_refused_until_the_next_minute() {
        let limit = SpeakerLimit::of(2);
        let speaker = |name: &str| Speaker {
            user: PlatformUserId::parse(name).unwrap(),
            device: None,
            person: None,
            token: None,
        };
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let allowed: Vec<bool> = (0..3).map(|_| limit.allows(&speaker("a"), now)).collect();
        assert_eq!(allowed, [true, true, false]);
        assert!(limit.allows(&speaker("b"), now), "others are not held up");
        assert!(limit.allows(&speaker("a"), now + TimeDelta::seconds(60)));
    }
}
