//! One source on a loopback origin, and passes at whatever time the test says.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use sangam::clock::FixedClock;
use sangam::config::{self, Environment, StoreUrl};
use sangam::fetch::client::Client;
use sangam::model::drift::Incident;
use sangam::model::report::{PassReport, SourceReport};
use sangam::pipeline::{self, Pass, PassOptions, Silent};
use sangam::publish::sink::folder::Folder;
use sangam::store::Store;
use sangam::store::sqlite::SqliteStore;

use crate::support::bench::{Bench, column};
use crate::support::origin::{Origin, Reply, Request};

/// What the origin serves, with a validator that tells one document from another.
type Served = Arc<Mutex<(String, &'static str)>>;

/// What it answers to paths that begin so, before all else.
type Answers = Arc<Mutex<Vec<(&'static str, Reply)>>>;

pub(super) struct Desk {
    pub(super) bench: Bench,
    pub(super) origin: Origin,
    served: Served,
    answers: Answers,
    pub(super) now: DateTime<Utc>,
}

impl Desk {
    /// A source `coop` with further settings, which serves a document. It is October 2026.
    pub(super) fn new(document: &str, content_type: &'static str, settings: &str) -> Self {
        let served: Served = Arc::new(Mutex::new((document.to_owned(), content_type)));
        let answers = Answers::default();
        let (serving, answering) = (Arc::clone(&served), Arc::clone(&answers));
        let origin = Origin::start(move |request: &Request| {
            let answers = answering.lock().unwrap();
            if let Some((_, reply)) =
                answers.iter().rev().find(|(p, _)| request.target.starts_with(p))
            {
                return reply.clone();
            }
            let (body, content_type) = serving.lock().unwrap().clone();
            let tag = format!("\"{}\"", sangam::model::hash::Hash::of(body.as_bytes()));
            if request.header("if-none-match") == Some(tag.as_str()) {
                return Reply::status(304);
            }
            Reply::ok(body).header("Content-Type", content_type).header("ETag", tag)
        });
        let now = "2026-10-20T06:00:00Z".parse().unwrap();
        let desk = Self { bench: Bench::empty(), origin, served, answers, now };
        desk.configure(settings);
        desk
    }

    /// Writes the configuration anew.
    pub(super) fn configure(&self, settings: &str) {
        let url = self.origin.url("/news");
        self.bench.configure(&format!(
            "host_delay = \"0s\"\n[[source]]\nid = \"coop\"\nurl = \"{url}\"\n{settings}"
        ));
    }

    /// Serves another document from now on.
    pub(super) fn serve(&self, document: &str, content_type: &'static str) {
        *self.served.lock().unwrap() = (document.to_owned(), content_type);
    }

    /// Answers so where the path begins so, until it is told otherwise.
    pub(super) fn answer(&self, path: &'static str, reply: Reply) {
        self.answers.lock().unwrap().push((path, reply));
    }

    /// Serves the document everywhere again.
    pub(super) fn answer_as_before(&self) {
        self.answers.lock().unwrap().clear();
    }

    /// How often paths were asked for that begin so.
    pub(super) fn asked(&self, path: &str) -> usize {
        self.origin.requests().iter().filter(|one| one.target.starts_with(path)).count()
    }

    pub(super) fn later(&mut self, wait: TimeDelta) {
        self.now += wait;
    }

    /// A pass, now.
    pub(super) fn pass(&self) -> PassReport {
        self.pass_with(&PassOptions { force: true, ..PassOptions::default() })
    }

    pub(super) fn pass_with(&self, options: &PassOptions) -> PassReport {
        let file = self.bench.path("feeds.toml");
        let nothing = Environment::new(std::iter::empty());
        let config = config::load(&file, &nothing).unwrap();
        let StoreUrl::Sqlite(path) = &config.store;
        let store = SqliteStore::open(path).unwrap();
        let client = Client::new(&config.plan.fetch).unwrap();
        let sink = Folder::new(config.plan.publish.to.clone());
        let clock = FixedClock(self.now);
        let (fetch, sink, clock) = (&client, &sink, &clock);
        let pass = Pass { plan: &config.plan, fetch, store: &store, sink, clock, watch: &Silent };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let result = runtime.block_on(pipeline::run(pass, options));
        result.unwrap().report
    }

    /// Everything that ever went wrong, the latest first.
    pub(super) fn incidents(&self) -> Vec<Incident> {
        let store = SqliteStore::open(&self.bench.path("sangam.db")).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(store.incidents(false)).unwrap()
    }

    /// One field of all published items, in order.
    pub(super) fn published(&self, pointer: &str) -> Vec<Value> {
        column(&self.bench.feed(), pointer)
    }
}

/// The codes of a source's warnings.
pub(super) fn codes(report: &PassReport) -> Vec<&'static str> {
    row(report).warnings.iter().map(|warning| warning.code).collect()
}

/// The only source.
pub(super) fn row(report: &PassReport) -> &SourceReport {
    assert_eq!(report.sources.len(), 1);
    &report.sources[0]
}
