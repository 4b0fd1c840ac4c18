//! Sources are written in the order of the configuration, but one that does not answer holds up no
//! more than so many others.

use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;

use sangam::clock::FixedClock;
use sangam::config::{Environment, check};
use sangam::fetch::{Fetch, FetchError, FetchOutcome, Fetched, Hints, RequestPlan};
use sangam::model::document::Document;
use sangam::model::source::Validators;
use sangam::pipeline::{self, Pass, PassOptions, Silent};
use sangam::publish::sink::folder::Folder;
use sangam::store::Store;
use sangam::store::sqlite::SqliteStore;

use crate::support::stage::hour;

/// More than wait for one that does not answer.
const SOURCES: usize = 600;

/// Of all sources the first answers last: when something was written of the others.
struct LastFirst {
    store: SqliteStore,
    saw_others: AtomicBool,
}

#[async_trait]
impl Fetch for LastFirst {
    async fn fetch(&self, plan: &RequestPlan) -> Result<FetchOutcome, FetchError> {
        let host = plan.url.host_str().unwrap();
        for _ in 0..20_000 {
            let is_written = self.store.count().await.unwrap() > 0;
            self.saw_others.fetch_or(is_written && host == "s0.example", Ordering::Relaxed);
            if host != "s0.example" || is_written {
                break;
            }
            tokio::task::yield_now().await;
        }
        let body = format!(
            "<rss version=\"2.0\"><channel><title>{host}</title><link>https://{host}/</link>\
             <description>d</description><item><title>News of {host} alone</title>\
             <link>https://{host}/1</link></item></channel></rss>"
        );
        let document =
            Document { url: Some(plan.url.clone()), content_type: None, body: body.into() };
        let (validators, hints) = (Validators::default(), Hints::default());
        Ok(FetchOutcome::Fetched(Fetched { status: 200, document, validators, hints }))
    }
}

#[test]
fn one_that_does_not_answer_holds_up_no_more_than_so_many_others() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = "[site]\ntitle = \"Feeds\"\nurl = \"https://feeds.example.coop/\"\n\
                      [fetch]\nconcurrency = 1000\n"
        .to_owned();
    for n in 0..SOURCES {
        writeln!(config, "[[source]]\nid = \"s{n}\"\nurl = \"https://s{n}.example/feed\"").unwrap();
    }
    let file = folder.path().join("feeds.toml");
    let plan = check(&config, &file, &Environment::default()).unwrap().plan;
    let open = || SqliteStore::open(&folder.path().join("sangam.db")).unwrap();
    let fetch = LastFirst { store: open(), saw_others: AtomicBool::new(false) };
    let store = open();
    let pass = Pass {
        plan: &plan,
        fetch: &fetch,
        store: &store,
        sink: &Folder::new(folder.path().join("public")),
        clock: &FixedClock(hour(0)),
        watch: &Silent,
    };
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(1).enable_all().build().unwrap();
    let result = runtime.block_on(pipeline::run(pass, &PassOptions::default())).unwrap();
    assert!(fetch.saw_others.load(Ordering::Relaxed), "nothing is written while one waits");
    assert_eq!(result.report.items_total, SOURCES as u64);
}
