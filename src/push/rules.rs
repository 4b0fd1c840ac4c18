//! What is to be done about our subscriptions, and what becomes of them then.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use crate::model::hash::Hash;
use crate::model::push::{Offer, Push, Stage};
use crate::model::source::{Failure, Source, SourceId, SourceState};

/// How long a subscription is asked to hold. The hub says how long it does.
pub const LEASE: TimeDelta = TimeDelta::days(10);

/// How long a hub has to ask back.
const PATIENCE: TimeDelta = TimeDelta::hours(1);

/// After a hub could not be asked, doubled each time …
const AFTER_FAILURE: TimeDelta = TimeDelta::minutes(5);

/// … and after it said no.
const AFTER_REFUSAL: TimeDelta = TimeDelta::hours(6);

/// Longest wait between two attempts.
const LONGEST_WAIT: TimeDelta = TimeDelta::days(2);

/// Attempts at one hub, where there is another; and attempts to leave one.
const ATTEMPTS: u32 = 3;

/// How long the callback of one that is over says so, where a source has not had so many since.
const REMEMBERED: TimeDelta = TimeDelta::days(90);

/// How long a hub that was left because it was no use counts as such.
const IN_VAIN: TimeDelta = TimeDelta::days(7);

/// The code of a denial.
const DENIED: &str = "push-denied";

const MOST_REMEMBERED: usize = 8;

/// Longest address that is sent to a hub.
const MAX_ADDRESS: usize = 2_000;

/// A source that can be pushed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What is subscribed to.
    pub topic: Url,
    /// Where, best first.
    pub hubs: Vec<Url>,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The hub is asked to send, or to go on sending.
    Subscribe,
    /// It is asked to stop.
    Unsubscribe,
    /// The subscription is forgotten.
    Forget,
}

/// How asking a hub ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It will ask back.
    Taken,
    /// It said no.
    Refused(Failure),
    /// It could not be asked.
    Failed(Failure),
    /// It was not asked: its host wants to be left alone.
    Held,
}

/// Where a source can be subscribed to. An address that may hold a secret is told to nobody.
#[must_use]
pub fn wanted(source: &Source, state: &SourceState) -> Option<Wanted> {
    let is_asked = source.enabled && !state.habits.is_gone && is_web(&source.url);
    let Offer { hubs, topic } = state.habits.push.offer().only(|url| source.may_tell(url));
    let own = || (source.url == source.shown).then(|| source.url.clone());
    let mut topic = topic.or_else(own).filter(|topic| is_asked && is_web(topic))?;
    topic.set_fragment(None);
    let hubs: Vec<_> = hubs.into_iter().filter(is_web).collect();
    (!hubs.is_empty()).then_some(Wanted { topic, hubs })
}

fn is_web(url: &Url) -> bool {
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    is_web && url.as_str().len() <= MAX_ADDRESS
}

/// The subscriptions that there are to be, of those that there are: what is wanted no more is to
/// end, and what is wanted begins. Only those that change are given back. `base` is where hubs
/// reach us; `None`: nowhere. `word` gives a new word that nobody can guess.
pub fn settle(
    known: &[Push],
    wanted: &BTreeMap<SourceId, Wanted>,
    base: Option<&Url>,
    now: DateTime<Utc>,
    mut word: impl FnMut() -> Option<String>,
) -> Vec<Push> {
    let callback = |token: &str| base.and_then(|base| base.join(&format!("push/{token}")).ok());
    let mut changed = surplus(known, now);
    let mut served = HashSet::new();
    for one in known.iter().filter(|one| one.stage == Stage::Wanted) {
        let wish = wanted.get(&one.source);
        let is_wanted = wish
            .is_some_and(|wish| wish.topic == one.topic && wish.hubs.contains(&one.hub))
            && callback(&one.token).as_ref() == Some(&one.callback)
            && !wish.is_some_and(|wish| is_hopeless(one, wish, known, now));
        if is_wanted && served.insert(&one.source) {
            continue;
        }
        let is_reached = callback(&one.token).as_ref() == Some(&one.callback);
        if is_reached && wish.is_some_and(|wish| is_between(one, wish, known, now)) {
            continue;
        }
        changed.push(Push { stage: Stage::Leaving, failures: 0, next_try: now, ..one.clone() });
    }
    for (source, wish) in wanted.iter().filter(|(source, _)| !served.contains(source)) {
        let Some((token, secret)) = word().zip(word()) else { continue };
        let hub = choose(source, wish, known, now);
        let (Some(callback), Some(hub)) = (callback(&token), hub) else { continue };
        changed.push(Push {
            token,
            source: source.clone(),
            topic: wish.topic.clone(),
            hub: hub.clone(),
            callback,
            secret,
            stage: Stage::Wanted,
            asked: None,
            since: None,
            until: None,
            delivered: None,
            trouble: None,
            failures: 0,
            next_try: now,
        });
    }
    changed
}

/// Those that are over and are remembered no longer, because others of their source were since.
fn surplus(known: &[Push], now: DateTime<Utc>) -> Vec<Push> {
    let mut over: Vec<_> = known.iter().filter(|one| one.stage == Stage::Over).collect();
    over.sort_unstable_by_key(|one| (&one.source, std::cmp::Reverse(one.next_try)));
    let of_one = over.chunk_by(|one, other| one.source == other.source);
    let surplus = of_one.flat_map(|of_one| of_one.iter().skip(MOST_REMEMBERED));
    surplus.map(|one| Push { next_try: now, ..Push::clone(one) }).collect()
}

/// It holds, and the source names another address as its own since: it is left when that is
/// subscribed to, so that nothing is missed between the two.
fn is_between(one: &Push, wish: &Wanted, known: &[Push], now: DateTime<Utc>) -> bool {
    let is_next = |other: &Push| other.source == one.source && other.topic == wish.topic;
    one.topic != wish.topic
        && one.works(now)
        && !known.iter().any(|other| is_next(other) && other.works(now))
}

/// It does not hold, and there is a hub that may be of more use.
fn is_hopeless(one: &Push, wish: &Wanted, known: &[Push], now: DateTime<Utc>) -> bool {
    let is_denied = one.trouble.as_ref().is_some_and(|trouble| trouble.code == DENIED);
    let mut others = wish.hubs.iter().filter(|hub| **hub != one.hub);
    !one.holds(now)
        && (is_denied || one.failures >= ATTEMPTS)
        && others.any(|hub| !is_in_vain(&one.source, hub, known, now))
}

/// The first hub that was not tried in vain, else the first.
fn choose<'w>(
    source: &SourceId,
    wish: &'w Wanted,
    known: &[Push],
    now: DateTime<Utc>,
) -> Option<&'w Url> {
    let is_of_use = |hub: &&Url| !is_in_vain(source, hub, known, now);
    wish.hubs.iter().find(is_of_use).or(wish.hubs.first())
}

/// It was of no use the last time, and that is not long ago.
fn is_in_vain(source: &SourceId, hub: &Url, known: &[Push], now: DateTime<Utc>) -> bool {
    let is_it = |one: &&Push| one.source == *source && one.hub == *hub;
    let is_lately = |one: &Push| match one.stage {
        Stage::Over => now < one.next_try - REMEMBERED + IN_VAIN,
        Stage::Wanted | Stage::Leaving => true,
    };
    let is_no_use = |one: &Push| !one.holds(now) && one.trouble.is_some() && is_lately(one);
    known.iter().filter(is_it).any(is_no_use)
}

/// Which of those that are due are asked now: of each host so many that none waits for another.
/// What is only forgotten asks nobody.
#[must_use]
pub fn at_once(due: Vec<(Step, Push)>, per_host: usize) -> Vec<(Step, Push)> {
    let mut asked: HashMap<String, usize> = HashMap::new();
    let is_asked = |(step, one): &(Step, Push)| {
        let count = asked.entry(host(one).to_owned()).or_default();
        *count += usize::from(*step != Step::Forget);
        *step == Step::Forget || *count <= per_host.max(1)
    };
    due.into_iter().filter(is_asked).collect()
}

/// The host of its hub.
#[must_use]
pub fn host(one: &Push) -> &str {
    one.hub.host_str().unwrap_or_default()
}

/// What becomes of one whose hub is to be left alone until then, or does not answer.
#[must_use]
pub fn put_off(one: Push, until: DateTime<Utc>) -> Option<Push> {
    let is_open = one.stage != Stage::Over && one.next_try < until;
    is_open.then_some(Push { next_try: until, ..one })
}

/// Until when the others of a hub's host are put off that did not answer any.
#[must_use]
pub fn after_silence(now: DateTime<Utc>) -> DateTime<Utc> {
    now + AFTER_FAILURE
}

/// What is to be done now.
#[must_use]
pub fn next(one: &Push, now: DateTime<Utc>) -> Option<Step> {
    let is_time = one.next_try <= now;
    match one.stage {
        Stage::Over => is_time.then_some(Step::Forget),
        Stage::Wanted => is_time.then_some(Step::Subscribe),
        Stage::Leaving => is_time.then_some(Step::Unsubscribe),
    }
}

/// What becomes of one that the hub is about to be asked for: it may ask back before it answers.
/// One that needs nothing of the hub any more is over.
#[must_use]
pub fn asking(one: Push, now: DateTime<Utc>) -> Push {
    if one.stage == Stage::Leaving {
        // What was never confirmed need not be ended, and what has ended neither.
        let is_idle = !one.holds(now) && one.asked.is_none();
        if is_idle || one.failures >= ATTEMPTS {
            return over(one, now);
        }
        let next_try = spread(&one, now, PATIENCE);
        return Push { failures: one.failures + 1, next_try, ..one };
    }
    let mut one = one;
    if one.asked.is_some() {
        let message = format!(
            "the hub {} took the subscription and did not ask back; see that it can reach {}",
            one.hub, one.callback
        );
        one.failures += 1;
        one.trouble = Some(Failure { code: "push-unconfirmed".to_owned(), message });
    }
    let next_try = spread(&one, now, doubled(PATIENCE, one.failures));
    Push { asked: Some(now), next_try, ..one }
}

/// What becomes of it when the hub has answered what it was asked at `asked`. `until`: it is to be
/// left alone until then.
#[must_use]
pub fn answered(
    one: Push,
    outcome: Outcome,
    until: Option<DateTime<Utc>>,
    asked: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Push {
    // It was confirmed meanwhile, or is on its way out.
    if one.stage != Stage::Wanted || one.asked != Some(asked) {
        return one;
    }
    let (failure, wait) = match outcome {
        Outcome::Taken => return one,
        Outcome::Refused(failure) => (failure, AFTER_REFUSAL),
        Outcome::Failed(failure) => (failure, AFTER_FAILURE),
        Outcome::Held => {
            let next_try = until.unwrap_or_else(|| after_silence(now));
            return Push { asked: None, next_try, ..one };
        }
    };
    let next_try = spread(&one, now, doubled(wait, one.failures));
    let next_try = until.map_or(next_try, |until| next_try.max(until));
    let failures = one.failures.saturating_add(1);
    Push { asked: None, trouble: Some(failure), failures, next_try, ..one }
}

/// What becomes of it when the hub has confirmed it for so long: it is renewed when four fifths of
/// that are over, or up to a tenth before.
#[must_use]
pub fn confirmed(one: Push, lease: TimeDelta, now: DateTime<Utc>) -> Push {
    let since = one.since.filter(|_| one.holds(now) && one.trouble.is_none());
    let early = lease / 10 * i32::from(part(&one, now)) / 256;
    Push {
        asked: None,
        since: since.or(Some(now)),
        until: Some(now + lease),
        trouble: None,
        failures: 0,
        next_try: now + (lease / 5 * 4 - early).max(TimeDelta::minutes(1)),
        ..one
    }
}

/// What becomes of it when the hub will send nothing, or nothing more.
#[must_use]
pub fn denied(one: Push, reason: &str, now: DateTime<Utc>) -> Push {
    let said = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    let message = format!("the hub {} denied the subscription{said}", one.hub);
    let trouble = Some(Failure { code: DENIED.to_owned(), message });
    let next_try = spread(&one, now, doubled(TimeDelta::days(1), one.failures));
    let failures = one.failures.saturating_add(1);
    Push { asked: None, since: None, until: None, trouble, failures, next_try, ..one }
}

/// What becomes of it when it has ended.
#[must_use]
pub fn over(one: Push, now: DateTime<Utc>) -> Push {
    let (since, until, asked) = (None, None, None);
    Push { stage: Stage::Over, since, until, asked, next_try: now + REMEMBERED, ..one }
}

fn doubled(wait: TimeDelta, times: u32) -> TimeDelta {
    wait.checked_mul(1 << times.min(16)).map_or(LONGEST_WAIT, |wait| wait.min(LONGEST_WAIT))
}

/// The moment after a wait, up to a tenth later, so that what began together does not go on
/// together.
fn spread(one: &Push, now: DateTime<Utc>, wait: TimeDelta) -> DateTime<Utc> {
    now + wait + wait / 10 * i32::from(part(one, now)) / 256
}

fn part(one: &Push, now: DateTime<Utc>) -> u8 {
    let moment = now.timestamp_millis().to_be_bytes();
    Hash::of_parts([one.token.as_bytes(), moment.as_slice()]).0[0]
}

#[cfg(test)]
mod tests;
