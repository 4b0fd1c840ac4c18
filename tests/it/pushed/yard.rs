//! A site that can be pushed, its hub, and our two halves, at times of our own choosing.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use sangam::clock::FixedClock;
use sangam::config::{Config, Environment, check};
use sangam::fetch::{
    Answer, Fetch, FetchError, FetchOutcome, Fetched, Hints, Message, RequestPlan,
};
use sangam::model::document::Document;
use sangam::model::push::{Offer, Push};
use sangam::model::report::PassReport;
use sangam::model::source::{SourceId, SourceState, Validators};
use sangam::pipeline::{self, Pass, PassOptions, Silent, left_alone};
use sangam::publish::sink::folder::Folder;
use sangam::push::callback::{Delivered, Reply};
use sangam::push::desk::Desk;
use sangam::push::round::{Round, ask, look};
use sangam::push::rules::wanted;
use sangam::sign::{Method, signature};
use sangam::store::Store;
use sangam::store::sqlite::SqliteStore;
use tempfile::TempDir;
use url::{Url, form_urlencoded};

pub(super) const FEED: &str = "https://a.example/feed";
pub(super) const HUB: &str = "https://hub.example/";
pub(super) const ONE: &str = "[serve]\npush = true\n[[source]]\nid = \"one\"\n\
     url = \"https://a.example/feed\"\ntype = \"feed\"\n";

/// What the world answers, and what it was asked.
#[derive(Default)]
pub(super) struct World {
    /// The feed.
    pub(super) feed: Mutex<String>,
    /// What its header says of hubs.
    pub(super) header: Mutex<Offer>,
    /// Who has a version of it is told that it is as it was.
    pub(super) is_unmodified: AtomicBool,
    /// Each time that it was asked for, with what validators.
    pub(super) asked: Mutex<Vec<Validators>>,
    /// What hubs were sent.
    posts: Mutex<Vec<(Url, HashMap<String, String>)>>,
    /// What hubs answer: 202 where nothing else is said.
    pub(super) answers: Mutex<BTreeMap<String, (u16, Option<String>)>>,
}

#[async_trait]
impl Fetch for World {
    async fn fetch(&self, plan: &RequestPlan) -> Result<FetchOutcome, FetchError> {
        self.asked.lock().unwrap().push(plan.validators.clone());
        if self.is_unmodified.load(Ordering::Relaxed) && !plan.validators.is_empty() {
            let (validators, hints) = (plan.validators.clone(), Hints::default());
            return Ok(FetchOutcome::NotModified { validators, hints });
        }
        let body = self.feed.lock().unwrap().clone();
        let document =
            Document { url: Some(plan.url.clone()), content_type: None, body: body.into() };
        let etag = Some("\"of the feed itself\"".to_owned());
        let validators = Validators { etag, last_modified: None };
        let offer = self.header.lock().unwrap().clone();
        let hints = Hints { offer, ..Hints::default() };
        Ok(FetchOutcome::Fetched(Fetched { status: 200, document, validators, hints }))
    }

    async fn send(&self, message: &Message) -> Result<Answer, FetchError> {
        let form = form_urlencoded::parse(&message.body).into_owned().collect();
        self.posts.lock().unwrap().push((message.url.clone(), form));
        let answers = self.answers.lock().unwrap();
        let (status, location) = answers.get(message.url.as_str()).cloned().unwrap_or((202, None));
        Ok(Answer { status, body: String::new(), location, retry_after: None })
    }
}

/// The whole of it.
pub(super) struct Yard {
    store: SqliteStore,
    folder: TempDir,
    config: String,
    pub(super) world: World,
    desk: Desk,
}

/// An item of a feed, by its number.
fn item(number: i64) -> String {
    let date = DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(number);
    format!(
        "<item><title>Story number {number}</title><link>https://a.example/{number}</link>\
         <guid>https://a.example/{number}</guid><pubDate>{}</pubDate></item>",
        date.to_rfc2822()
    )
}

/// A feed with some items, newest first, that names its hub.
pub(super) fn feed(hub: &str, items: impl DoubleEndedIterator<Item = i64>) -> String {
    let items: String = items.rev().map(item).collect();
    format!(
        "<rss version=\"2.0\" xmlns:a=\"http://www.w3.org/2005/Atom\"><channel><title>One</title>\
         <link>https://a.example/</link><description>d</description>\
         <a:link rel=\"hub\" href=\"{hub}\"/><a:link rel=\"self\" href=\"{FEED}\"/>{items}\
         </channel></rss>"
    )
}

pub(super) fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_001) + TimeDelta::minutes(minutes)
}

/// So many minutes.
pub(super) const HOUR: i64 = 60;
pub(super) const DAY: i64 = 24 * HOUR;

fn open(folder: &TempDir) -> SqliteStore {
    SqliteStore::open(&folder.path().join("sangam.db")).unwrap()
}

impl Yard {
    pub(super) fn new(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let yard = Self {
            store: open(&folder),
            folder,
            config: config.to_owned(),
            world: World::default(),
            desk: Desk::default(),
        };
        yard.shows(0..20);
        yard
    }

    /// The same after the process was ended and started again.
    pub(super) fn restarted(self) -> Self {
        let Self { store, folder, .. } = self;
        drop(store);
        Self { store: open(&folder), folder, desk: Desk::default(), ..self }
    }

    pub(super) fn configured(self, config: &str) -> Self {
        Self { config: config.to_owned(), ..self }
    }

    /// The feed has these items from now on.
    pub(super) fn shows(&self, items: impl DoubleEndedIterator<Item = i64>) {
        *self.world.feed.lock().unwrap() = feed(HUB, items);
    }

    pub(super) fn store(&self) -> &SqliteStore {
        &self.store
    }

    pub(super) fn config(&self) -> Config {
        let site = "[site]\ntitle = \"Feeds\"\nurl = \"https://feeds.example.coop/\"\n";
        let file = self.folder.path().join("feeds.toml");
        check(&format!("{site}{}", self.config), &file, &Environment::default()).unwrap()
    }

    /// A pass over what is due.
    pub(super) async fn pass(&self, minutes: i64) -> PassReport {
        let config = self.config();
        let pass = Pass {
            plan: &config.plan,
            fetch: &self.world,
            store: self.store(),
            sink: &Folder::new(self.folder.path().join("public")),
            clock: &FixedClock(at(minutes)),
            watch: &Silent,
        };
        let report = pipeline::run(pass, &PassOptions::default()).await.unwrap().report;
        for source in &report.sources {
            assert!(source.error.is_none(), "{source:?}");
        }
        report
    }

    /// A look after our subscriptions, and what hubs were sent.
    pub(super) async fn round(&self, minutes: i64) -> Vec<(Url, HashMap<String, String>)> {
        self.round_by(minutes, &self.world).await;
        std::mem::take(&mut self.world.posts.lock().unwrap())
    }

    pub(super) async fn round_by(&self, minutes: i64, fetch: &dyn Fetch) {
        let config = self.config();
        let states = self.store.source_states().await.unwrap();
        let wanted = config.plan.sources.iter().filter_map(|planned| {
            let source = &planned.source;
            let state = states.iter().find(|state| state.id == source.id)?;
            Some((source.id.clone(), wanted(source, state)?))
        });
        let (base, wanted) = (config.push.as_ref(), wanted.collect());
        let left_alone = left_alone(&states, at(minutes));
        let round = Round {
            desk: &self.desk,
            store: self.store(),
            fetch,
            clock: &FixedClock(at(minutes)),
            left_alone: &left_alone,
            per_host: config.plan.fetch.per_host,
        };
        look(round, base, &wanted).await.unwrap();
        ask(round).await.unwrap();
    }

    /// The subscription of the only source, or its last.
    pub(super) async fn push(&self) -> Push {
        let mut all = self.store().pushes().await.unwrap();
        all.sort_by_key(|one| one.next_try);
        all.into_iter().next().expect("a subscription")
    }

    /// What the hub is answered when it asks about a subscription.
    pub(super) async fn asks(&self, minutes: i64, one: &Push, more: &[(&str, &str)]) -> Reply {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("hub.topic", one.topic.as_str()).extend_pairs(more);
        self.desk.asked(self.store(), &one.token, &query.finish(), at(minutes)).await.unwrap()
    }

    /// The hub confirms what it was asked for.
    pub(super) async fn confirms(&self, minutes: i64, lease_seconds: i64) {
        let lease = lease_seconds.to_string();
        let question = [
            ("hub.mode", "subscribe"),
            ("hub.challenge", "challenge"),
            ("hub.lease_seconds", lease.as_str()),
        ];
        let reply = self.asks(minutes, &self.push().await, &question).await;
        assert_eq!((reply.status, reply.body.as_str()), (200, "challenge"));
    }

    /// The hub delivers, signed as it should be.
    pub(super) async fn delivers(&self, minutes: i64, body: &str) {
        self.delivers_by(minutes, Method::Sha256, body).await;
    }

    pub(super) async fn delivers_by(&self, minutes: i64, method: Method, body: &str) {
        let signed = signature(method, &self.push().await.secret, body.as_bytes());
        assert!(self.sends(minutes, Some(&signed), body).await);
    }

    /// Somebody delivers something; whether it is kept.
    pub(super) async fn sends(&self, minutes: i64, signature: Option<&str>, body: &str) -> bool {
        let (store, token) = (self.store(), self.push().await.token);
        let admitted = self.desk.admits(store, &token, at(minutes)).await.unwrap();
        assert_eq!(admitted, Ok(()));
        let delivered = Delivered { signature, is_encoded: false, body: body.as_bytes() };
        self.desk.take(store, &token, delivered, None, at(minutes)).await.unwrap()
    }

    /// Passes until all that was delivered is read.
    pub(super) async fn reads(&self, minutes: i64) {
        while !self.store().deliveries().await.unwrap().is_empty() {
            self.pass(minutes).await;
        }
    }

    /// How often the feed was asked for so far.
    pub(super) fn polls(&self) -> usize {
        self.world.asked.lock().unwrap().len()
    }

    pub(super) async fn state(&self) -> SourceState {
        let states = self.store().source_states().await.unwrap();
        let one = SourceId::new("one").unwrap();
        states.into_iter().find(|state| state.id == one).expect("it was asked")
    }

    /// Whether something stands in the published feed.
    pub(super) fn says(&self, text: &str) -> bool {
        let feed = std::fs::read_to_string(self.folder.path().join("public/atom.xml")).unwrap();
        feed.contains(text)
    }

    /// Whether an item is published.
    pub(super) fn publishes(&self, number: i64) -> bool {
        self.says(&format!("https://a.example/{number}\""))
    }

    /// A source that has been pushed since an hour, and was asked since.
    pub(super) async fn pushed(config: &str) -> Self {
        let yard = Self::new(config);
        yard.pass(0).await;
        yard.round(0).await;
        yard.confirms(0, 10 * 24 * 3_600).await;
        yard.beats(1..HOUR).await;
        yard.pass(HOUR).await;
        assert_eq!(yard.polls(), 2);
        yard
    }

    /// Time goes by, and the server looks after its subscriptions.
    pub(super) async fn beats(&self, minutes: impl Iterator<Item = i64>) {
        for minute in minutes.step_by(9) {
            self.round(minute).await;
        }
    }
}
