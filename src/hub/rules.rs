//! What is to be done about a subscription, and what becomes of it then.

use chrono::{DateTime, TimeDelta, Utc};

use super::request::BETWEEN;
use crate::model::hash::Hash;
use crate::model::subscription::{Subscription, Wish};

/// Attempts to have a wish confirmed.
const CONFIRMATIONS: u32 = 3;

/// Attempts to deliver one version; after that the next version is waited for.
const DELIVERIES: u32 = 10;

/// Between two attempts, doubled each time.
const WAIT: TimeDelta = TimeDelta::seconds(30);
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(6);

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Its owner is asked whether that is meant (WebSub §5.3).
    Confirm(Wish),
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

/// What is to be done now, with what the feed is now. A wish holds no delivery back: anybody can ask
/// in the name of another.
#[must_use]
pub fn due(one: &Subscription, feed: Option<Hash>, now: DateTime<Utc>) -> Vec<Step> {
    let is_active = one.active_until.is_some_and(|until| until > now);
    let has_news = feed.is_some() && feed != one.delivered;
    let wish = one.wish.clone().filter(|wish| wish.next_try <= now);
    let confirm = wish.map(Step::Confirm);
    let deliver = (is_active && has_news && one.next_try <= now).then_some(Step::Deliver);
    let forget = is_over(one, now).then_some(Step::Forget);
    [confirm, deliver, forget].into_iter().flatten().collect()
}

/// Whether nothing is left to remember of it. Forgotten any earlier, its owner would be asked again
/// at once for whoever asks in its name.
#[must_use]
pub fn is_over(one: &Subscription, now: DateTime<Utc>) -> bool {
    let is_inactive = one.active_until.is_none_or(|until| until <= now);
    let is_fresh = one.asked.iter().flatten().any(|asked| *asked + BETWEEN > now);
    one.wish.is_none() && is_inactive && !is_fresh
}

/// What becomes of it after its owner was asked about a wish. `feed` is what the feed was then, which
/// its owner has just seen for itself.
#[must_use]
pub fn confirmed(
    mut one: Subscription,
    wish: &Wish,
    outcome: Outcome,
    feed: Option<Hash>,
    now: DateTime<Utc>,
) -> Subscription {
    one.asked[usize::from(wish.is_leaving)] = Some(now);
    match &mut one.wish {
        same if same.as_ref() == Some(wish) => *same = again(wish, outcome, now),
        // Another came meanwhile.
        Some(newer) if newer.is_leaving == wish.is_leaving => {
            newer.next_try = newer.next_try.max(now + BETWEEN);
        }
        _ => {}
    }
    match outcome {
        Outcome::Well if wish.is_leaving => ended(one, now),
        Outcome::Well => Subscription {
            secret: wish.secret.clone(),
            delivered: one.delivered.filter(|_| one.active_until.is_some()).or(feed),
            active_until: Some(now + TimeDelta::seconds(wish.lease_seconds)),
            failures: 0,
            next_try: now,
            ..one
        },
        // What held before the wish still does: anybody can ask in the name of another.
        Outcome::Refused | Outcome::Failed => one,
    }
}

/// The wish, where its owner is to be asked again.
fn again(wish: &Wish, outcome: Outcome, now: DateTime<Utc>) -> Option<Wish> {
    let failures = wish.failures + 1;
    let next_try = now + wait(wish.failures);
    let is_open = outcome == Outcome::Failed && failures < CONFIRMATIONS;
    is_open.then(|| Wish { failures, next_try, ..wish.clone() })
}

/// What becomes of it after a version of the feed was sent.
#[must_use]
pub fn delivered(
    one: Subscription,
    outcome: Outcome,
    feed: Hash,
    now: DateTime<Utc>,
) -> Subscription {
    let failures = one.failures + 1;
    match outcome {
        Outcome::Refused => ended(one, now),
        Outcome::Failed if failures < DELIVERIES => {
            Subscription { failures, next_try: now + wait(one.failures), ..one }
        }
        Outcome::Well | Outcome::Failed => {
            Subscription { delivered: Some(feed), failures: 0, next_try: now, ..one }
        }
    }
}

fn ended(one: Subscription, now: DateTime<Utc>) -> Subscription {
    let active_until = one.active_until.map(|until| until.min(now));
    Subscription { secret: None, delivered: None, active_until, failures: 0, ..one }
}

/// How long to wait after so many failures before another.
fn wait(failures: u32) -> TimeDelta {
    (WAIT * 2_i32.saturating_pow(failures.min(12))).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
    }

    fn seconds(seconds: i64) -> DateTime<Utc> {
        now() + TimeDelta::seconds(seconds)
    }

    fn wish(is_leaving: bool) -> Wish {
        let secret = Some("s".to_owned());
        Wish { is_leaving, lease_seconds: 1_000, secret, failures: 0, next_try: now() }
    }

    fn asked() -> Subscription {
        Subscription {
            callback: "https://reader.example/".to_owned(),
            topic: "https://feeds.example.coop/atom.xml".to_owned(),
            secret: None,
            active_until: None,
            wish: Some(wish(false)),
            delivered: None,
            failures: 0,
            asked: [None; 2],
            next_try: now(),
        }
    }

    /// After its owner said yes, when the feed was this.
    fn active(feed: Option<Hash>) -> Subscription {
        confirmed(asked(), &wish(false), Outcome::Well, feed, now())
    }

    #[test]
    fn a_subscription_holds_from_its_confirmation_to_the_end_of_its_lease() {
        let (one, two) = (Hash::of(b"one"), Hash::of(b"two"));
        assert_eq!(due(&asked(), Some(one), now()), [Step::Confirm(wish(false))]);
        let active = active(Some(one));
        assert_eq!(active.secret.as_deref(), Some("s"));
        assert_eq!(due(&active, Some(one), now()), [], "what it has seen");
        assert_eq!(due(&active, Some(two), now()), [Step::Deliver]);
        assert_eq!(due(&active, None, now()), [], "the feed is gone for a moment");
        assert_eq!(due(&active, Some(two), seconds(1_000)), [Step::Forget]);
        let leaving = Subscription { wish: Some(wish(true)), ..active };
        let left = confirmed(leaving, &wish(true), Outcome::Well, Some(one), now());
        assert_eq!((left.active_until, left.secret.as_deref()), (Some(now()), None));
        assert_eq!(due(&left, Some(two), now()), [], "it is sent nothing more");
        assert_eq!(due(&left, Some(two), now() + BETWEEN), [Step::Forget]);
    }

    #[test]
    fn nobody_can_end_or_begin_what_another_did_not_mean() {
        let refused = confirmed(asked(), &wish(false), Outcome::Refused, None, now());
        assert_eq!((&refused.wish, refused.active_until), (&None, None));
        let active = active(None);
        let leaving = Subscription { wish: Some(wish(true)), ..active.clone() };
        let kept = Subscription { asked: [Some(now()); 2], ..active };
        assert_eq!(confirmed(leaving, &wish(true), Outcome::Refused, None, now()), kept);
    }

    #[test]
    fn a_wish_holds_no_delivery_back_and_loses_none_that_comes_after_it() {
        let two = Hash::of(b"two");
        let forged = wish(true);
        let asked = Subscription { wish: Some(forged.clone()), ..active(Some(Hash::of(b"one"))) };
        let both = [Step::Confirm(forged.clone()), Step::Deliver];
        assert_eq!(due(&asked, Some(two), now()), both);
        let failed = confirmed(asked.clone(), &forged, Outcome::Failed, Some(two), now());
        assert_eq!(due(&failed, Some(two), now()), [Step::Deliver], "while it waits");
        let sent = delivered(failed, Outcome::Well, two, now());
        assert!(sent.wish.is_some_and(|wish| wish.failures == 1), "which it goes on to do");
        let newer = Wish { next_try: seconds(1), ..wish(false) };
        let meanwhile = Subscription { wish: Some(newer.clone()), ..asked.clone() };
        let left = confirmed(meanwhile, &forged, Outcome::Well, Some(two), seconds(2));
        assert_eq!((left.wish, left.active_until), (Some(newer), Some(seconds(2))));
        let newer = Wish { next_try: seconds(1), ..forged.clone() };
        let meanwhile = Subscription { wish: Some(newer), ..asked };
        let refused = confirmed(meanwhile, &forged, Outcome::Refused, Some(two), seconds(2));
        assert_eq!(refused.wish.unwrap().next_try, seconds(62), "the same is asked a minute later");
    }

    #[test]
    fn when_an_owner_was_asked_is_remembered_longer_than_the_wish() {
        let refused = confirmed(asked(), &wish(false), Outcome::Refused, None, now());
        for (at, steps) in [(0, vec![]), (59, vec![]), (60, vec![Step::Forget])] {
            assert_eq!(due(&refused, Some(Hash::of(b"one")), seconds(at)), steps, "{at}");
        }
        let leaving = Subscription { wish: Some(wish(true)), ..refused };
        let refused = confirmed(leaving, &wish(true), Outcome::Refused, None, seconds(40));
        assert_eq!(refused.asked, [Some(now()), Some(seconds(40))]);
        assert_eq!(due(&refused, None, seconds(99)), []);
        assert_eq!(due(&refused, None, seconds(100)), [Step::Forget]);
    }

    #[test]
    fn what_fails_is_tried_again_later_and_later_and_then_no_more() {
        let feed = Hash::of(b"two");
        let mut one = active(None);
        one.active_until = Some(now() + TimeDelta::days(30));
        let (mut at, mut waits) = (now(), Vec::new());
        while due(&one, Some(feed), at) == [Step::Deliver] {
            one = delivered(one, Outcome::Failed, feed, at);
            waits.push((one.next_try - at).num_seconds());
            at = one.next_try;
        }
        assert_eq!(waits[..4], [30, 60, 120, 240]);
        assert_eq!(waits.len(), 10, "{waits:?}");
        assert!(waits.iter().all(|wait| *wait <= 6 * 3_600));
        assert_eq!(due(&one, Some(Hash::of(b"three")), at), [Step::Deliver], "the next version");
        let gone = delivered(one, Outcome::Refused, feed, at);
        assert_eq!(due(&gone, Some(Hash::of(b"three")), at), [Step::Forget], "410 ends it");
        let mut wanted = asked();
        let mut tries = 0;
        while let Some(wish) = wanted.wish.clone() {
            tries += 1;
            wanted = confirmed(wanted, &wish, Outcome::Failed, None, now());
        }
        assert_eq!(tries, 3);
    }
}
