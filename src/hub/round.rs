//! The hub's work: who asked is asked back, who subscribed is sent what changed.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::error::Error;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use tokio::time::MissedTickBehavior;
use url::Url;

use super::request;
use super::rules::{self, Outcome, Step};
use crate::fetch::{Fetch, FetchError, FetchOutcome, Judge, LeftAlone, Message, RequestPlan};
use crate::model::hash::Hash;
use crate::model::subscription::{Change, Subscription, Wish};
use crate::sign::{self, Method};
use crate::store::{Store, StoreError};

/// How often it is looked whether there is something to do.
const BETWEEN_ROUNDS: Duration = Duration::from_secs(3);

/// How many are asked at a time, and how many are sent something; and of each how many at one host,
/// which sees no more of them than `[fetch] per_host`.
const AT_ONCE: usize = 128;
const PER_HOST: usize = 4;

/// How long whoever is asked may take to say whether that is meant.
const PATIENCE: Duration = Duration::from_secs(10);

/// Bytes of a confirmation: the challenge is 32.
const CONFIRMATION: u64 = 4 * 1024;

/// What the hub works with.
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

/// A step, as far as it is known which of several.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Task {
    callback: String,
    topic: String,
    is_confirmation: bool,
}

impl Task {
    fn of(one: &Subscription, step: &Step) -> Self {
        let (callback, topic) = (one.callback.clone(), one.topic.clone());
        Self { callback, topic, is_confirmation: matches!(step, Step::Confirm(_)) }
    }
}

/// A step on its way.
type Taking<'h> = BoxFuture<'h, (Task, Result<(), StoreError>)>;

/// What is under way. A step that takes its time keeps none from being begun: who is slow could
/// hold up what others are sent otherwise.
pub struct Work<'h> {
    hub: Hub<'h>,
    tasks: HashSet<Task>,
    steps: FuturesUnordered<Taking<'h>>,
}

/// Does a hub's work, for as long as it is awaited. What is cut short is done another time.
pub async fn work(hub: Hub<'_>, now: impl Fn() -> DateTime<Utc>) -> Infallible {
    let mut work = Work::new(hub);
    let mut rounds = tokio::time::interval(BETWEEN_ROUNDS);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let done = tokio::select! {
            Some(done) = work.next() => done,
            _ = rounds.tick() => work.begin(now()).await,
        };
        if let Err(error) = done {
            tracing::error!(error = &error as &dyn Error, "the hub could not do its work");
        }
    }
}

impl<'h> Work<'h> {
    /// Nothing is under way.
    #[must_use]
    pub fn new(hub: Hub<'h>) -> Self {
        Self { hub, tasks: HashSet::new(), steps: FuturesUnordered::new() }
    }

    /// Begins what is to be done now and is not under way, as far as there is room.
    pub async fn begin(&mut self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let began = Instant::now();
        for (one, step, feed) in due(self.hub, now).await? {
            let task = Task::of(&one, &step);
            if self.has_room_for(&task) {
                self.tasks.insert(task.clone());
                let taking = take(self.hub, one, step, feed, Moment { now, began });
                self.steps.push(taking.map(|done| (task, done)).boxed());
            }
        }
        Ok(())
    }

    /// Waits until one more step is done. `None`: nothing is under way.
    pub async fn next(&mut self) -> Option<Result<(), StoreError>> {
        let (task, done) = self.steps.next().await?;
        self.tasks.remove(&task);
        Some(done)
    }

    fn has_room_for(&self, task: &Task) -> bool {
        let like = || self.tasks.iter().filter(|one| one.is_confirmation == task.is_confirmation);
        let host = request::host(&task.callback);
        let of_host = like().filter(|one| request::host(&one.callback) == host).count();
        !self.tasks.contains(task) && of_host < PER_HOST && like().count() < AT_ONCE
    }
}

/// A subscription, what is to be done about it, and its feed.
type Due = (Subscription, Step, Option<Arc<Feed>>);

/// What is to be done, what has waited longest first.
async fn due(hub: Hub<'_>, now: DateTime<Utc>) -> Result<Vec<Due>, StoreError> {
    let mut feeds: HashMap<String, Option<Arc<Feed>>> = HashMap::new();
    let mut due = Vec::new();
    for one in hub.store.subscriptions().await? {
        if !feeds.contains_key(&one.topic) {
            let read = read(hub, &one.topic).await.map(Arc::new);
            feeds.insert(one.topic.clone(), read);
        }
        let feed = feeds.get(&one.topic).cloned().flatten();
        for step in rules::due(&one, feed.as_ref().map(|feed| feed.hash), now) {
            due.push((one.clone(), step, feed.clone()));
        }
    }
    due.sort_by_key(|(one, step, _)| match step {
        Step::Confirm(wish) => wish.next_try,
        Step::Deliver | Step::Forget => one.next_try,
    });
    Ok(due)
}

/// What time it is: so much after what it was.
#[derive(Clone, Copy)]
struct Moment {
    now: DateTime<Utc>,
    began: Instant,
}

impl Moment {
    fn now(self) -> DateTime<Utc> {
        self.now + self.began.elapsed()
    }
}

/// Does a step, and changes the subscription as it is by then: somebody may have asked for something
/// meanwhile.
async fn take(
    hub: Hub<'_>,
    one: Subscription,
    step: Step,
    feed: Option<Arc<Feed>>,
    moment: Moment,
) -> Result<(), StoreError> {
    let hash = feed.as_ref().map(|feed| feed.hash);
    let change: Change = match (step, feed) {
        (Step::Confirm(wish), _) => {
            let outcome = confirm(hub, &one, &wish).await;
            note(&one, "asked whether it is meant", outcome);
            let at = moment.now();
            Box::new(move |one| Some(rules::confirmed(one?, &wish, outcome, hash, at)))
        }
        (Step::Deliver, Some(feed)) => {
            let outcome = deliver(hub, &one, &feed).await;
            note(&one, "sent what changed", outcome);
            let at = moment.now();
            Box::new(move |one| Some(rules::delivered(one?, outcome, feed.hash, at)))
        }
        _ => {
            let at = moment.now();
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
    let asked = tokio::time::timeout(PATIENCE, hub.fetch.fetch_judged(&plan, &Nowhere)).await;
    let Ok(answer) = asked else { return Outcome::Failed };
    match answer {
        Ok(FetchOutcome::Fetched(answer))
            if answer.document.body.trim_ascii() == challenge.as_bytes() =>
        {
            Outcome::Well
        }
        // RFC 9110 §15.5.9, RFC 6585 §4: these two are about the moment.
        Err(FetchError::Status { status: 408 | 429, .. }) => Outcome::Failed,
        Ok(_)
        | Err(FetchError::Status { status: 400..=499, .. } | FetchError::BadRedirect { .. }) => {
            Outcome::Refused
        }
        Err(error) => of_error(&error),
    }
}

/// WebSub §5.3: a redirect confirms nothing. Behind one, somebody else could say yes.
struct Nowhere;

#[async_trait]
impl Judge for Nowhere {
    async fn judge(&self, to: &Url) -> Result<Duration, FetchError> {
        let host = to.host_str().unwrap_or_default().to_owned();
        Err(FetchError::BadRedirect { host, location: to.to_string() })
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
