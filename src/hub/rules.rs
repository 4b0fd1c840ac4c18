//! What is to be done about a subscription, and what becomes of it then.

use chrono::{DateTime, TimeDelta, Utc};

use super::request::BETWEEN;
use crate::model::hash::Hash;
use crate::model::subscription::Subscription;

/// Attempts to have a wish confirmed.
const CONFIRMATIONS: u32 = 3;

/// Attempts to deliver one version; after that the next version is waited for.
const DELIVERIES: u32 = 10;

/// Between two attempts, doubled each time.
const WAIT: TimeDelta = TimeDelta::seconds(30);
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(6);

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nothing now.
    Nothing,
    /// Its owner is asked whether that is meant (WebSub §5.3).
    Confirm,
    /// It is sent the feed (§7).
    Deliver,
    /// It is over.
    Forget,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// As it should.
    Well,
    /// The other side said no, for good.
    Refused,
    /// Anything else: it may go well another time.
    Failed,
}

/// What is to be done now, with what the feed is now.
#[must_use]
pub fn next(one: &Subscription, feed: Option<Hash>, now: DateTime<Utc>) -> Step {
    if one.wish.is_none() && one.active_until.is_none_or(|until| until <= now) {
        // Forgotten any earlier, it would be asked back again at once for whoever asks in its name.
        let is_fresh = one.asked.iter().flatten().any(|asked| *asked + BETWEEN > now);
        return if is_fresh { Step::Nothing } else { Step::Forget };
    }
    if one.next_try > now {
        return Step::Nothing;
    }
    if one.wish.is_some() {
        return Step::Confirm;
    }
    if feed.is_some() && feed != one.delivered { Step::Deliver } else { Step::Nothing }
}

/// What becomes of it after its owner was asked. `feed` is what the feed is now, which its owner has
/// just seen for itself.
#[must_use]
pub fn confirmed(
    mut one: Subscription,
    outcome: Outcome,
    feed: Option<Hash>,
    now: DateTime<Utc>,
) -> Subscription {
    let Some(wish) = one.wish.take() else { return one };
    one.asked[usize::from(wish.is_leaving)] = Some(now);
    match outcome {
        Outcome::Well if wish.is_leaving => {
            let active_until = one.active_until.map(|until| until.min(now));
            Subscription { secret: None, delivered: None, active_until, failures: 0, ..one }
        }
        Outcome::Well => Subscription {
            secret: wish.secret,
            delivered: one.delivered.filter(|_| one.active_until.is_some()).or(feed),
            active_until: Some(now + TimeDelta::seconds(wish.lease_seconds)),
            failures: 0,
            next_try: now,
            ..one
        },
        Outcome::Failed if one.failures + 1 < CONFIRMATIONS => {
            Subscription { wish: Some(wish), ..later(one, now) }
        }
        // What held before the wish still does: anybody can ask in the name of another.
        _ => Subscription { failures: 0, next_try: now, ..one },
    }
}

/// What becomes of it after a version of the feed was sent; `None`: it is over.
#[must_use]
pub fn delivered(
    one: Subscription,
    outcome: Outcome,
    feed: Hash,
    now: DateTime<Utc>,
) -> Option<Subscription> {
    let done = |one| Subscription { delivered: Some(feed), failures: 0, next_try: now, ..one };
    match outcome {
        Outcome::Refused => None,
        Outcome::Failed if one.failures + 1 < DELIVERIES => Some(later(one, now)),
        Outcome::Well | Outcome::Failed => Some(done(one)),
    }
}

fn later(one: Subscription, now: DateTime<Utc>) -> Subscription {
    let wait = WAIT * 2_i32.saturating_pow(one.failures.min(12));
    Subscription { failures: one.failures + 1, next_try: now + wait.min(LONGEST_WAIT), ..one }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::subscription::Wish;

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
    }

    fn asked(is_leaving: bool) -> Subscription {
        Subscription {
            callback: "https://reader.example/".to_owned(),
            topic: "https://feeds.example.coop/atom.xml".to_owned(),
            secret: None,
            active_until: None,
            wish: Some(Wish { is_leaving, lease_seconds: 1_000, secret: Some("s".to_owned()) }),
            delivered: None,
            failures: 0,
            asked: [None; 2],
            next_try: now(),
        }
    }

    #[test]
    fn a_subscription_holds_from_its_confirmation_to_the_end_of_its_lease() {
        let (one, two) = (Hash::of(b"one"), Hash::of(b"two"));
        assert_eq!(next(&asked(false), Some(one), now()), Step::Confirm);
        let active = confirmed(asked(false), Outcome::Well, Some(one), now());
        assert_eq!(active.secret.as_deref(), Some("s"));
        assert_eq!(next(&active, Some(one), now()), Step::Nothing, "what it has seen");
        assert_eq!(next(&active, Some(two), now()), Step::Deliver);
        assert_eq!(next(&active, None, now()), Step::Nothing, "the feed is gone for a moment");
        let after = now() + TimeDelta::seconds(1_000);
        assert_eq!(next(&active, Some(two), after), Step::Forget);
        let leaving = Subscription { wish: asked(true).wish, ..active };
        let left = confirmed(leaving, Outcome::Well, Some(one), now());
        assert_eq!((left.active_until, left.secret.as_deref()), (Some(now()), None));
        assert_eq!(next(&left, Some(two), now()), Step::Nothing, "it is sent nothing more");
        assert_eq!(next(&left, Some(two), now() + BETWEEN), Step::Forget);
    }

    #[test]
    fn nobody_can_end_or_begin_what_another_did_not_mean() {
        let refused = confirmed(asked(false), Outcome::Refused, None, now());
        assert_eq!((&refused.wish, refused.active_until), (&None, None));
        let active = confirmed(asked(false), Outcome::Well, None, now());
        let leaving = Subscription { wish: asked(true).wish, ..active.clone() };
        let kept = Subscription { asked: [Some(now()); 2], ..active };
        assert_eq!(confirmed(leaving, Outcome::Refused, None, now()), kept);
    }

    #[test]
    fn when_an_owner_was_asked_is_remembered_longer_than_the_wish() {
        let refused = confirmed(asked(false), Outcome::Refused, None, now());
        let seconds = |seconds| now() + TimeDelta::seconds(seconds);
        for (at, step) in [(0, Step::Nothing), (59, Step::Nothing), (60, Step::Forget)] {
            assert_eq!(next(&refused, Some(Hash::of(b"one")), seconds(at)), step, "{at}");
        }
        let leaving = Subscription { wish: asked(true).wish, ..refused };
        let refused = confirmed(leaving, Outcome::Refused, None, seconds(40));
        assert_eq!(refused.asked, [Some(now()), Some(seconds(40))]);
        assert_eq!(next(&refused, None, seconds(99)), Step::Nothing);
        assert_eq!(next(&refused, None, seconds(100)), Step::Forget);
    }

    #[test]
    fn what_fails_is_tried_again_later_and_later_and_then_no_more() {
        let feed = Hash::of(b"two");
        let mut one = confirmed(asked(false), Outcome::Well, None, now());
        one.active_until = Some(now() + TimeDelta::days(30));
        let (mut at, mut waits) = (now(), Vec::new());
        while next(&one, Some(feed), at) == Step::Deliver {
            one = delivered(one, Outcome::Failed, feed, at).unwrap();
            waits.push((one.next_try - at).num_seconds());
            at = one.next_try;
        }
        assert_eq!(waits[..4], [30, 60, 120, 240]);
        assert_eq!(waits.len(), 10, "{waits:?}");
        assert!(waits.iter().all(|wait| *wait <= 6 * 3_600));
        assert_eq!(next(&one, Some(Hash::of(b"three")), at), Step::Deliver, "the next version");
        assert_eq!(delivered(one, Outcome::Refused, feed, at), None, "410 ends it");
        let mut wanted = asked(false);
        let mut tries = 0;
        while wanted.wish.is_some() {
            tries += 1;
            wanted = confirmed(wanted, Outcome::Failed, None, now());
        }
        assert_eq!(tries, 3);
    }
}
