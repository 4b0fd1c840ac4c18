//! A round of the hub's work: who asked is asked back, who subscribed is sent what changed.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Utc};
use futures_util::{StreamExt, stream};
use url::Url;

use super::request;
use super::rules::{self, Outcome, Step};
use crate::fetch::{Fetch, FetchError, FetchOutcome, LeftAlone, Message, RequestPlan};
use crate::model::hash::Hash;
use crate::model::subscription::{Change, Subscription, Wish};
use crate::sign::{self, Method};
use crate::store::{Store, StoreError};

/// How many are asked or sent something at a time; what one host sees is `[fetch] per_host`.
const AT_ONCE: usize = 16;

/// Bytes of a confirmation: the challenge is 32.
const CONFIRMATION: u64 = 4 * 1024;

/// What a round works with.
#[derive(Clone, Copy)]
pub struct Hub<'h> {
    /// The site whose feeds these are.
    pub site: &'h Url,
    /// Address of the hub.
    pub hub: &'h Url,
    /// The published folder.
    pub folder: &'h Path,
    /// Where subscriptions are remembered.
    pub store: &'h dyn Store,
    /// How others are asked.
    pub fetch: &'h dyn Fetch,
}

/// A feed as it stands in the folder.
struct Feed {
    hash: Hash,
    media_type: &'static str,
    bytes: Vec<u8>,
}

/// What time it is while a round goes on.
#[derive(Clone, Copy)]
struct Clock {
    now: DateTime<Utc>,
    since: Instant,
}

impl Clock {
    fn now(self) -> DateTime<Utc> {
        self.now + self.since.elapsed()
    }
}

/// Does what is to be done now.
pub async fn round(hub: Hub<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    let subscriptions = hub.store.subscriptions().await?;
    let mut feeds: HashMap<String, Option<Arc<Feed>>> = HashMap::new();
    let mut due = Vec::new();
    for one in subscriptions {
        if !feeds.contains_key(&one.topic) {
            let read = read(hub, &one.topic).await.map(Arc::new);
            feeds.insert(one.topic.clone(), read);
        }
        let feed = feeds.get(&one.topic).cloned().flatten();
        for step in rules::due(&one, feed.as_ref().map(|feed| feed.hash), now) {
            due.push((one.clone(), step, feed.clone()));
        }
    }
    let clock = Clock { now, since: Instant::now() };
    let work = due.into_iter().map(|(one, step, feed)| take(hub, one, step, feed, clock));
    let mut work = stream::iter(work).buffer_unordered(AT_ONCE);
    while let Some(done) = work.next().await {
        done?;
    }
    Ok(())
}

/// Does a step, and changes the subscription as it is by then: somebody may have asked for something
/// meanwhile.
async fn take(
    hub: Hub<'_>,
    one: Subscription,
    step: Step,
    feed: Option<Arc<Feed>>,
    clock: Clock,
) -> Result<(), StoreError> {
    let hash = feed.as_ref().map(|feed| feed.hash);
    let change: Change = match (step, feed) {
        (Step::Confirm(wish), _) => {
            let outcome = confirm(hub, &one, &wish).await;
            note(&one, "asked whether it is meant", outcome);
            let at = clock.now();
            Box::new(move |one| Some(rules::confirmed(one?, &wish, outcome, hash, at)))
        }
        (Step::Deliver, Some(feed)) => {
            let outcome = deliver(hub, &one, &feed).await;
            note(&one, "sent what changed", outcome);
            let at = clock.now();
            Box::new(move |one| Some(rules::delivered(one?, outcome, feed.hash, at)))
        }
        _ => {
            let at = clock.now();
            Box::new(move |one| one.filter(|one| !rules::is_over(one, at)))
        }
    };
    hub.store.change_subscription(&one.callback, &one.topic, change).await
}

/// For the log. Of a callback the host alone: its address is often a secret between two.
fn note(one: &Subscription, what: &'static str, outcome: Outcome) {
    let url = Url::parse(&one.callback).ok();
    let subscriber = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    let came = match outcome {
        Outcome::Well => "well",
        Outcome::Refused => "refused",
        Outcome::Failed => "failed, and is tried again",
    };
    tracing::info!(subscriber, topic = one.topic, what, came, "the hub spoke to a subscriber");
}

/// Asks whether a wish is meant.
async fn confirm(hub: Hub<'_>, one: &Subscription, wish: &Wish) -> Outcome {
    let Ok(mut url) = Url::parse(&one.callback) else { return Outcome::Refused };
    let challenge = challenge(one);
    url.query_pairs_mut()
        .append_pair("hub.mode", if wish.is_leaving { "unsubscribe" } else { "subscribe" })
        .append_pair("hub.topic", &one.topic)
        .append_pair("hub.challenge", &challenge)
        .append_pair("hub.lease_seconds", &wish.lease_seconds.to_string());
    let plan = RequestPlan { max_body: Some(CONFIRMATION), ..RequestPlan::to(url) };
    match hub.fetch.fetch(&plan).await {
        Ok(FetchOutcome::Fetched(answer))
            if answer.document.body.trim_ascii() == challenge.as_bytes() =>
        {
            Outcome::Well
        }
        // RFC 9110 §15.5.9, RFC 6585 §4: these two are about the moment.
        Err(FetchError::Status { status: 408 | 429, .. }) => Outcome::Failed,
        Ok(_) | Err(FetchError::Status { status: 400..=499, .. }) => Outcome::Refused,
        Err(error) => of_error(&error),
    }
}

/// An address that must not be dialled will not be another time.
fn of_error(error: &FetchError) -> Outcome {
    match error.code().as_str() {
        "address-refused" | "port-refused" => Outcome::Refused,
        _ => Outcome::Failed,
    }
}

/// Nobody can guess it who was not sent it: the keys of `RandomState` are the system's random bits.
fn challenge(one: &Subscription) -> String {
    let bits =
        [RandomState::new().hash_one(&one.callback), RandomState::new().hash_one(&one.topic)];
    let own = bits.map(u64::to_be_bytes).concat();
    Hash::of_parts([own.as_slice(), one.callback.as_bytes()]).to_string()
}

async fn deliver(hub: Hub<'_>, one: &Subscription, feed: &Feed) -> Outcome {
    let Ok(url) = Url::parse(&one.callback) else { return Outcome::Refused };
    let link = format!("<{}>; rel=\"hub\", <{}>; rel=\"self\"", hub.hub, one.topic);
    let mut headers = vec![("Link".to_owned(), link)];
    if let Some(secret) = &one.secret {
        headers.push((
            "X-Hub-Signature".to_owned(),
            sign::signature(Method::Sha256, secret, &feed.bytes),
        ));
    }
    let (content_type, body) = (feed.media_type, feed.bytes.clone());
    let left_alone = LeftAlone::default();
    match hub.fetch.send(&Message { url, content_type, headers, body, left_alone }).await {
        Ok(answer) if (200..300).contains(&answer.status) => Outcome::Well,
        // WebSub §7: the subscription is to be ended.
        Ok(answer) if answer.status == 410 => Outcome::Refused,
        Ok(_) => Outcome::Failed,
        Err(error) => of_error(&error),
    }
}

async fn read(hub: Hub<'_>, topic: &str) -> Option<Feed> {
    let topic = Url::parse(topic).ok()?;
    let path = request::path(&topic, hub.site)?;
    let file: PathBuf = hub.folder.join(path);
    let bytes = tokio::fs::read(file).await.ok()?;
    let media_type = match path.rsplit('/').next()? {
        "rss.xml" => "application/rss+xml; charset=utf-8",
        "feed.json" => "application/feed+json",
        _ => "application/atom+xml; charset=utf-8",
    };
    Some(Feed { hash: Hash::of(&bytes), media_type, bytes })
}
