//! A round over our subscriptions: hubs are asked for what is to begin, to go on or to end.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{StreamExt, stream};
use url::{Url, form_urlencoded};

use super::desk::Desk;
use super::rules::{self, LEASE, Outcome, Step, Wanted};
use crate::clock::Clock;
use crate::fetch::{Answer, Fetch, FetchError, LeftAlone, Message};
use crate::model::archive::Rendered;
use crate::model::hash::Hash;
use crate::model::push::{PULSE, Push, Stage};
use crate::model::source::{Failure, SourceId};
use crate::sign;
use crate::store::{Store, StoreError};

/// How many hubs are asked at a time; what one host sees is `[fetch] per_host`.
const AT_ONCE: usize = 8;

/// Redirects of a hub that are followed.
const REDIRECTS: usize = 3;

/// How often it is noted that deliveries can come in.
const PULSE_EVERY: TimeDelta = TimeDelta::minutes(1);

/// What subscriptions are looked after with.
#[derive(Clone, Copy)]
pub struct Round<'r> {
    /// Where hubs are answered.
    pub desk: &'r Desk,
    /// Where subscriptions are remembered.
    pub store: &'r dyn Store,
    /// How hubs are asked.
    pub fetch: &'r dyn Fetch,
    /// What time it is.
    pub clock: &'r dyn Clock,
    /// Hosts that asked to be left alone.
    pub left_alone: &'r LeftAlone,
    /// Hubs of one host that are asked at a time.
    pub per_host: usize,
}

/// Notes which subscriptions there are to be, and that deliveries can come in. It waits for nobody.
/// `base` is where hubs reach us; `None`: nowhere, and all subscriptions end. `wanted` are the
/// sources that can be pushed.
pub async fn look(
    round: Round<'_>,
    base: Option<&Url>,
    wanted: &BTreeMap<SourceId, Wanted>,
) -> Result<(), StoreError> {
    let now = round.clock.now();
    let known = round.store.pushes().await?;
    for one in rules::settle(&known, wanted, base, now, sign::unguessable) {
        if known.iter().all(|before| before.token != one.token) {
            round.store.put_push(one).await?;
            continue;
        }
        // The hub may have said something since.
        let Push { token, stage, failures, next_try, .. } = one;
        let change = |one| Some(Push { stage, failures, next_try, ..one });
        round.desk.change(round.store, &token, change).await?;
    }
    beat(round, now).await
}

/// Asks hubs for what is due, some at a time, until nothing is. Each is given its time, and what it
/// leaves is put off.
pub async fn ask(round: Round<'_>) -> Result<(), StoreError> {
    while ask_some(round).await? {}
    Ok(())
}

/// Whether something was due.
async fn ask_some(round: Round<'_>) -> Result<bool, StoreError> {
    let now = round.clock.now();
    let due = round.store.pushes().await?.into_iter();
    let due: Vec<_> = due.filter_map(|one| Some((rules::next(&one, now)?, one))).collect();
    if due.is_empty() {
        return Ok(false);
    }
    let asked = rules::at_once(due, round.per_host).into_iter();
    let work = asked.map(|(step, one)| take(round, step, one));
    let mut work = stream::iter(work).buffer_unordered(AT_ONCE);
    let mut hosts: BTreeMap<String, Host> = BTreeMap::new();
    while let Some(done) = work.next().await {
        let Some((host, heard)) = done? else { continue };
        hosts.entry(host).or_default().take_in(&heard);
    }
    for (host, of_host) in hosts {
        if let Some(until) = of_host.until(round.clock.now()) {
            put_off(round, &host, until).await?;
        }
    }
    Ok(true)
}

/// What was heard of a host.
#[derive(Default)]
struct Host {
    has_answered: bool,
    until: Option<DateTime<Utc>>,
}

impl Host {
    fn take_in(&mut self, heard: &Heard) {
        self.has_answered |= !matches!(heard.outcome, Outcome::Failed(_) | Outcome::Held);
        self.until = self.until.max(heard.until.filter(|_| heard.is_of_host));
    }

    /// Until when its other subscriptions are put off.
    fn until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.until.or_else(|| (!self.has_answered).then(|| rules::after_silence(now)))
    }
}

async fn put_off(round: Round<'_>, host: &str, until: DateTime<Utc>) -> Result<(), StoreError> {
    let all = round.store.pushes().await?.into_iter();
    for one in all.filter(|one| rules::host(one) == host && one.next_try < until) {
        let change = |one| rules::put_off(one, until);
        round.desk.change(round.store, &one.token, change).await?;
    }
    Ok(())
}

/// Notes that deliveries can come in, so that passes know it, whoever runs them. After a time in
/// which they could not, what was sent meanwhile may be lost: everything counts from now.
async fn beat(round: Round<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    let last = round.store.rendered(PULSE.name).await?.map(|last| last.updated);
    let known = round.store.pushes().await?;
    let is_used = known.iter().any(|one| one.since.is_some());
    if !is_used || last.is_some_and(|last| last <= now && now - last < PULSE_EVERY) {
        return Ok(());
    }
    if !PULSE.is_alive(last, now) {
        for one in known.into_iter().filter(|one| one.since.is_some()) {
            let anew = |one: Push| Some(Push { since: one.since.map(|_| now), ..one });
            round.desk.change(round.store, &one.token, anew).await?;
        }
    }
    let pulse = Rendered { fingerprint: Hash::of(b""), updated: now, files: Vec::new() };
    round.store.remember_rendered(PULSE.name, pulse).await
}

/// What a hub had to say.
struct Heard {
    outcome: Outcome,
    /// It is to be left alone until then …
    until: Option<DateTime<Utc>>,
    /// … and so is everything at its host.
    is_of_host: bool,
}

impl Heard {
    fn of(outcome: Outcome) -> Self {
        Self { outcome, until: None, is_of_host: false }
    }
}

/// Does one step. What was heard of which host, where it was asked.
async fn take(
    round: Round<'_>,
    step: Step,
    one: Push,
) -> Result<Option<(String, Heard)>, StoreError> {
    let Round { store, desk, .. } = round;
    if step == Step::Forget {
        store.drop_push(&one.token).await?;
        return Ok(None);
    }
    // Written before the hub is asked, because it may ask back before it answers.
    let now = round.clock.now();
    let mut asking = None;
    let begin = |one| {
        asking = Some(rules::asking(one, now));
        asking.clone()
    };
    desk.change(store, &one.token, begin).await?;
    let Some(one) = asking.filter(|one| one.stage != Stage::Over) else { return Ok(None) };
    let heard = ask_hub(round, &one).await;
    let outcome = heard.outcome.clone();
    if let Outcome::Refused(failure) | Outcome::Failed(failure) = &outcome {
        tracing::warn!(source.id = %one.source, code = failure.code, "{}", failure.message);
    }
    let then = round.clock.now();
    let answered = |one| Some(rules::answered(one, outcome, heard.until, now, then));
    desk.change(store, &one.token, answered).await?;
    Ok(Some((rules::host(&one).to_owned(), heard)))
}

/// Asks a hub to send, or to stop.
async fn ask_hub(round: Round<'_>, one: &Push) -> Heard {
    let mut url = one.hub.clone();
    for _ in 0..=REDIRECTS {
        let message = Message {
            url: url.clone(),
            content_type: "application/x-www-form-urlencoded",
            headers: Vec::new(),
            body: form(one).into_bytes(),
            left_alone: round.left_alone.clone(),
        };
        let answer = match round.fetch.send(&message).await {
            Ok(answer) => answer,
            Err(FetchError::Held { until, .. }) => {
                return Heard { outcome: Outcome::Held, until: Some(until), is_of_host: true };
            }
            Err(error) => return Heard::of(of_error(&url, &error)),
        };
        let next = match answer.status {
            301 | 302 | 307 | 308 => answer.location.as_deref().and_then(|to| url.join(to).ok()),
            _ => return heard(round, &url, &answer),
        };
        // The form holds a secret.
        let is_safe = |next: &Url| url.scheme() != "https" || next.scheme() == "https";
        let Some(next) = next.filter(is_safe) else { return heard(round, &url, &answer) };
        url = next;
    }
    let message = format!("the hub {} redirects too often", one.hub);
    Heard::of(Outcome::Failed(Failure { code: "push-refused".to_owned(), message }))
}

/// An answer, and what it asks of whoever comes next.
fn heard(round: Round<'_>, hub: &Url, answer: &Answer) -> Heard {
    let until = answer.retry_after.map(|after| after.moment(round.clock.now()));
    let is_of_host = matches!(answer.status, 429 | 503) && until.is_some();
    if let Some(until) = until.filter(|_| is_of_host) {
        let host = hub.host_str().unwrap_or_default().trim_end_matches('.');
        round.left_alone.hold(host, until);
    }
    Heard { outcome: of_answer(hub, answer), until, is_of_host }
}

fn form(one: &Push) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    let mode = if one.stage == Stage::Leaving { "unsubscribe" } else { "subscribe" };
    form.extend_pairs([
        ("hub.mode", mode),
        ("hub.topic", one.topic.as_str()),
        ("hub.callback", one.callback.as_str()),
        // Hubs of before the standard want to be told how to ask back.
        ("hub.verify", "async"),
    ]);
    if one.stage == Stage::Wanted {
        let lease = LEASE.num_seconds().to_string();
        form.extend_pairs([("hub.secret", &one.secret), ("hub.lease_seconds", &lease)]);
    }
    form.finish()
}

fn of_answer(hub: &Url, answer: &Answer) -> Outcome {
    if (200..300).contains(&answer.status) {
        return Outcome::Taken;
    }
    let message = format!("the hub {hub} answered {} to a subscription", answer.status);
    let failure = Failure { code: format!("push-status-{}", answer.status), message };
    if matches!(answer.status, 408 | 429) || answer.status >= 500 {
        Outcome::Failed(failure)
    } else {
        Outcome::Refused(failure)
    }
}

/// An address that must not be dialled will not be another time.
fn of_error(hub: &Url, error: &FetchError) -> Outcome {
    let code = error.code();
    let is_final = matches!(code.as_str(), "address-refused" | "port-refused");
    let failure = Failure { code, message: format!("the hub {hub} could not be asked: {error}") };
    if is_final { Outcome::Refused(failure) } else { Outcome::Failed(failure) }
}
