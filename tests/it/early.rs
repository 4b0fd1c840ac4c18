//! News is published before the pass is through, where that waits for a slow host.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use async_trait::async_trait;
use sangam::clock::FixedClock;
use sangam::config::{self, Environment};
use sangam::fetch::{
    Answer, Fetch, FetchError, FetchOutcome, Fetched, Hints, Message, RequestPlan,
};
use sangam::model::document::Document;
use sangam::model::edition::Artifact;
use sangam::model::source::Validators;
use sangam::pipeline::{self, Ending, Halter, Pass, PassError, PassOptions, PassResult, Silent};
use sangam::publish::sink::folder::Folder;
use sangam::publish::{Hashes, Put, Sink, SinkError};
use sangam::store::sqlite::SqliteStore;
use tempfile::TempDir;
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::support::stage::hour;

/// What happens when the first file is put in place.
#[derive(Clone, Copy)]
enum Then {
    /// The slow host answers, and the file is in place only after that.
    Answer,
    /// The pass is asked to end.
    End,
    /// As the first, and of another feed nothing can be put in place.
    Fail,
}

/// The world and the folder, each of which knows of the other.
struct Yard {
    home: TempDir,
    folder: Folder,
    store: SqliteStore,
    then: Then,
    is_begun: AtomicBool,
    is_mended: AtomicBool,
    halter: Halter,
    putting: Notify,
    answered: Notify,
    looked_at: Mutex<Vec<String>>,
    sent: Mutex<Vec<String>>,
}

impl Yard {
    fn new(then: Then) -> Self {
        let home = TempDir::new().unwrap();
        Self {
            folder: Folder::new(home.path().join("public")),
            store: SqliteStore::open(&home.path().join("s.db")).unwrap(),
            home,
            then,
            is_begun: AtomicBool::default(),
            is_mended: AtomicBool::default(),
            halter: Halter::default(),
            putting: Notify::new(),
            answered: Notify::new(),
            looked_at: Mutex::default(),
            sent: Mutex::default(),
        }
    }

    /// A pass; where it waits for ever, so does this: for a minute of a clock that has nothing to do.
    async fn run(&self, hours: i64) -> Result<PassResult, PassError> {
        let text = "[site]\ntitle = \"T\"\nurl = \"https://feeds.example.org/\"\n\
                    [publish]\nhub = \"https://hub.example/\"\n\
                    [[feed]]\nid = \"other\"\ntitle = \"Other\"\n\
                    [[source]]\nid = \"quick\"\nurl = \"https://quick.example/\"\ntype = \"feed\"\n\
                    [[source]]\nid = \"slow\"\nurl = \"https://slow.example/\"\ntype = \"feed\"\n";
        let file = self.home.path().join("feeds.toml");
        let plan = config::check(text, &file, &Environment::default()).unwrap().plan;
        let clock = FixedClock(hour(hours));
        let (store, watch) = (&self.store, &Silent);
        let pass = Pass { plan: &plan, fetch: self, store, sink: self, clock: &clock, watch };
        let options = PassOptions { halt: self.halter.halt(), ..PassOptions::default() };
        let minute = Duration::from_mins(1);
        timeout(minute, pipeline::run(pass, &options)).await.expect("the pass ends")
    }
}

#[async_trait]
impl Fetch for Yard {
    async fn fetch(&self, plan: &RequestPlan) -> Result<FetchOutcome, FetchError> {
        let host = plan.url.host_str().unwrap();
        if host == "slow.example" && !self.is_mended.load(Relaxed) {
            self.putting.notified().await;
            self.answered.notify_one();
        }
        let body = format!(
            "<rss version=\"2.0\"><channel><title>{host}</title><item><title>News of {host}</title>\
             <link>https://{host}/1</link></item></channel></rss>"
        );
        let document =
            Document { url: Some(plan.url.clone()), content_type: None, body: body.into() };
        let (validators, hints) = (Validators::default(), Hints::default());
        Ok(FetchOutcome::Fetched(Fetched { status: 200, document, validators, hints }))
    }

    async fn send(&self, message: &Message) -> Result<Answer, FetchError> {
        self.sent.lock().unwrap().push(String::from_utf8(message.body.clone()).unwrap());
        Ok(Answer { status: 204, body: String::new(), location: None, retry_after: None })
    }
}

#[async_trait]
impl Sink for Yard {
    async fn place(&self) -> String {
        self.folder.place().await
    }

    async fn holds(&self, artifact: &Artifact) -> Result<bool, SinkError> {
        self.folder.holds(artifact).await
    }

    async fn hashes(&self, paths: Vec<String>) -> Result<Hashes, SinkError> {
        self.looked_at.lock().unwrap().extend(paths.iter().cloned());
        self.folder.hashes(paths).await
    }

    async fn missing(&self, paths: Vec<String>) -> Result<HashSet<String>, SinkError> {
        self.folder.missing(paths).await
    }

    async fn put(&self, artifact: &Artifact) -> Result<Put, SinkError> {
        let is_first = artifact.path == "rss.xml" && !self.is_begun.swap(true, Relaxed);
        match self.then {
            Then::End if is_first => self.halter.ask(Ending::Now),
            Then::Answer | Then::Fail if is_first => {
                self.putting.notify_one();
                self.answered.notified().await;
            }
            Then::Fail
                if artifact.path == "feeds/other/atom.xml" && !self.is_mended.load(Relaxed) =>
            {
                let (path, source) = (artifact.path.clone(), ErrorKind::StorageFull.into());
                return Err(SinkError { path, source });
            }
            _ => {}
        }
        self.folder.put(artifact).await
    }

    async fn remove(&self, path: &str) -> Result<bool, SinkError> {
        self.folder.remove(path).await
    }
}

#[tokio::test(start_paused = true)]
async fn answers_arrive_while_news_is_published() {
    let result = Yard::new(Then::Answer).run(0).await.unwrap();
    assert_eq!(result.report.items_total, 2);
    let changed =
        |path: &str| result.report.published.iter().any(|file| file.path == path && file.changed);
    assert!(changed("rss.xml") && changed("feeds/other/rss.xml"));
}

#[tokio::test(start_paused = true)]
async fn who_is_told_to_end_publishes_no_further_feed_early() {
    let yard = Yard::new(Then::End);
    let result = yard.run(0).await.unwrap();
    assert_eq!(result.report.items_total, 1);
    // What was published early is looked at again in the end.
    let looked_at = yard.looked_at.lock().unwrap();
    assert!(looked_at.iter().any(|path| path == "rss.xml"), "{looked_at:?}");
    assert!(!looked_at.iter().any(|path| path.starts_with("feeds/")), "{looked_at:?}");
}

#[tokio::test(start_paused = true)]
async fn the_hub_hears_of_what_was_published_before_a_feed_failed() {
    let yard = Yard::new(Then::Fail);
    let Err(PassError::Publish { report, .. }) = yard.run(0).await else {
        panic!("nothing can be put in place");
    };
    assert!(report.published.iter().any(|file| file.path == "rss.xml" && file.changed));
    assert!(yard.sent.lock().unwrap().is_empty());
    yard.is_mended.store(true, Relaxed);
    yard.run(1).await.unwrap();
    let sent = yard.sent.lock().unwrap();
    let tells = |topic: &str| sent.iter().any(|body| body.ends_with(topic));
    assert!(tells("example.org%2Frss.xml") && tells("feeds%2Fother%2Frss.xml"), "{sent:?}");
}
