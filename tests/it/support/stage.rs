//! Passes at times of our own choosing, over documents of our own.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use sangam::clock::FixedClock;
use sangam::config::{Environment, check};
use sangam::fetch::{Fetch, FetchError, FetchOutcome, Fetched, RequestPlan};
use sangam::model::document::Document;
use sangam::model::report::PassReport;
use sangam::model::source::Validators;
use sangam::pipeline::{self, Pass, PassOptions, Plan, Silent};
use sangam::publish::sink::folder::Folder;
use sangam::store::Store;
use sangam::store::sqlite::SqliteStore;
use serde_json::Value;
use tempfile::TempDir;

const SITE: &str = "[site]\ntitle = \"Feeds\"\nurl = \"https://feeds.example.coop/\"\n";

/// A store, a folder that is published to, and what every address answers.
pub(crate) struct Stage {
    folder: TempDir,
    config: String,
    pages: Pages,
}

#[derive(Clone, Default)]
struct Pages(Arc<Mutex<BTreeMap<String, String>>>);

#[async_trait]
impl Fetch for Pages {
    async fn fetch(&self, plan: &RequestPlan) -> Result<FetchOutcome, FetchError> {
        let body = self.0.lock().unwrap().get(plan.url.as_str()).cloned().unwrap_or_default();
        let document =
            Document { url: Some(plan.url.clone()), content_type: None, body: body.into() };
        let validators = Validators::default();
        Ok(FetchOutcome::Fetched(Fetched {
            status: 200,
            document,
            validators,
            hints: sangam::fetch::Hints::default(),
        }))
    }
}

/// So many hours after the first of January 2026.
pub(crate) fn hour(hours: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600, 0).unwrap() + TimeDelta::hours(hours)
}

impl Stage {
    /// With what stands in the configuration besides `[site]`.
    pub(crate) fn new(config: &str) -> Self {
        let config = format!("{SITE}{config}");
        Self { folder: tempfile::tempdir().unwrap(), config, pages: Pages::default() }
    }

    /// The same with another configuration.
    pub(crate) fn configured(self, config: &str) -> Self {
        Self { config: format!("{SITE}{config}"), ..self }
    }

    /// Sets what an address answers from now on.
    pub(crate) fn page(&self, url: &str, body: impl Into<String>) {
        self.pages.0.lock().unwrap().insert(url.to_owned(), body.into());
    }

    /// The store.
    pub(crate) fn store(&self) -> SqliteStore {
        SqliteStore::open(&self.folder.path().join("sangam.db")).unwrap()
    }

    /// Does something with the store.
    pub(crate) fn ask<T>(&self, ask: impl AsyncFnOnce(&dyn Store) -> T) -> T {
        runtime().block_on(ask(&self.store()))
    }

    /// What the configuration comes to.
    pub(crate) fn plan(&self) -> Plan {
        let file = self.folder.path().join("feeds.toml");
        check(&self.config, &file, &Environment::default()).unwrap().plan
    }

    /// One pass over every source, so many hours after the beginning.
    pub(crate) fn pass(&self, hours: i64) -> PassReport {
        let plan = self.plan();
        let store = self.store();
        let pass = Pass {
            plan: &plan,
            fetch: &self.pages,
            store: &store,
            sink: &Folder::new(self.folder.path().join("public")),
            clock: &FixedClock(hour(hours)),
            watch: &Silent,
        };
        let options = PassOptions { force: true, ..PassOptions::default() };
        let result = runtime().block_on(pipeline::run(pass, &options)).unwrap();
        for source in &result.report.sources {
            assert!(source.error.is_none(), "{source:?}");
        }
        for file in &result.report.published {
            assert!(file.error.is_none(), "{file:?}");
        }
        result.report
    }

    /// A published file.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join("public").join(name)).unwrap()
    }

    /// `feed.json`.
    pub(crate) fn feed(&self) -> Value {
        serde_json::from_str(&self.read("feed.json")).unwrap()
    }

    /// The folder that all of it is in.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}
