//! A round over our subscriptions: hubs are asked for what is to begin, to go on or to end.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{StreamExt, stream};
use url::{Url, form_urlencoded};

use super::desk::Desk;
use super::rules::{self, LEASE, Outcome, Step, Wanted};
use crate::fetch::{Answer, Fetch, FetchError, Message};
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

/// What a round works with.
#[derive(Clone, Copy)]
pub struct Round<'r> {
    /// Where hubs reach us; `None`: nowhere, and all subscriptions end.
    pub base: Option<&'r Url>,
    /// The sources that can be pushed.
    pub wanted: &'r BTreeMap<SourceId, Wanted>,
    /// Where hubs are answered.
    pub desk: &'r Desk,
    /// Where subscriptions are remembered.
    pub store: &'r dyn Store,
    /// How hubs are asked.
    pub fetch: &'r dyn Fetch,
}

/// Does what is to be done now.
pub async fn round(round: Round<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    let store = round.store;
    let known = store.pushes().await?;
    for one in rules::settle(&known, round.wanted, round.base, now, sign::unguessable) {
        store.put_push(one).await?;
    }
    beat(round, now).await?;
    let due = store.pushes().await?.into_iter();
    let due = due.filter_map(|one| Some((rules::next(&one, now)?, one)));
    let mut work =
        stream::iter(due.map(|(step, one)| take(round, step, one, now))).buffer_unordered(AT_ONCE);
    while let Some(done) = work.next().await {
        done?;
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

async fn take(
    round: Round<'_>,
    step: Step,
    one: Push,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Round { store, desk, .. } = round;
    if step == Step::Forget {
        return store.drop_push(&one.token).await;
    }
    // Written before the hub is asked, because it may ask back before it answers.
    let mut asking = None;
    let begin = |one| {
        asking = Some(rules::asking(one, now));
        asking.clone()
    };
    desk.change(store, &one.token, begin).await?;
    let Some(one) = asking.filter(|one| one.stage != Stage::Over) else { return Ok(()) };
    let outcome = ask(round.fetch, &one).await;
    if let Outcome::Refused(failure) | Outcome::Failed(failure) = &outcome {
        tracing::warn!(source.id = %one.source, code = failure.code, "{}", failure.message);
    }
    let answered = |one| Some(rules::answered(one, outcome, now, now));
    desk.change(store, &one.token, answered).await
}

/// Asks a hub to send, or to stop.
async fn ask(fetch: &dyn Fetch, one: &Push) -> Outcome {
    let mut url = one.hub.clone();
    for _ in 0..=REDIRECTS {
        let message = Message {
            url: url.clone(),
            content_type: "application/x-www-form-urlencoded",
            headers: Vec::new(),
            body: form(one).into_bytes(),
        };
        let answer = match fetch.send(&message).await {
            Ok(answer) => answer,
            Err(error) => return of_error(&url, &error),
        };
        let next = match answer.status {
            301 | 302 | 307 | 308 => answer.location.as_deref().and_then(|to| url.join(to).ok()),
            _ => return of_answer(&url, &answer),
        };
        // The form holds a secret.
        let is_safe = |next: &Url| url.scheme() != "https" || next.scheme() == "https";
        let Some(next) = next.filter(is_safe) else { return of_answer(&url, &answer) };
        url = next;
    }
    let message = format!("the hub {} redirects too often", one.hub);
    Outcome::Failed(Failure { code: "push-refused".to_owned(), message })
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
