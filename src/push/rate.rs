//! How often a callback may be called.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

/// So many deliveries of one subscription at once …
const BURST: i32 = 30;

/// … and one more each time that this has gone by.
const EVERY: TimeDelta = TimeDelta::seconds(2);

/// When this many callbacks are remembered, those that were quiet are forgotten.
const MANY: usize = 1_000;

/// How often each callback was called.
#[derive(Debug, Default)]
pub struct Rate {
    /// When all that a callback has used up is there again.
    full_at: HashMap<String, DateTime<Utc>>,
}

impl Rate {
    /// Whether a callback may be called now, and counts it if so.
    pub fn allows(&mut self, token: &str, now: DateTime<Utc>) -> bool {
        // A clock that was set back must not leave a callback shut.
        let most = now + EVERY * BURST;
        if self.full_at.len() >= MANY {
            self.full_at.retain(|_, full_at| *full_at > now && *full_at <= most);
        }
        let before = self.full_at.get(token).copied().filter(|full_at| *full_at <= most);
        let after = before.unwrap_or(now).max(now) + EVERY;
        let allows = after <= most;
        if allows {
            self.full_at.insert(token.to_owned(), after);
        }
        allows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_taken_and_then_one_at_a_time() {
        let mut rate = Rate::default();
        let at = |seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        let burst = (0..100).filter(|_| rate.allows("one", at(0))).count();
        assert_eq!(burst, 30);
        assert!(rate.allows("other", at(0)), "one does not use up what another has");
        assert!(!rate.allows("one", at(1)));
        assert!(rate.allows("one", at(2)));
        assert!(!rate.allows("one", at(2)));
        assert_eq!((0..100).filter(|_| rate.allows("one", at(1_000))).count(), 30);
        assert!(rate.allows("one", at(-100_000)), "the clock was set back");
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut rate = Rate::default();
        let at = |seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        for number in 0..10_000 {
            assert!(rate.allows(&number.to_string(), at(number)));
        }
        assert!(rate.full_at.len() <= MANY, "{}", rate.full_at.len());
    }
}
