//! Passes at times of our own choosing, over hosts that are functions.

use std::sync::Mutex;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sangam::clock::FixedClock;
use sangam::config::{self, Environment};
use sangam::fetch::{Fetch, FetchError, FetchOutcome, Fetched, Hints, RequestPlan};
use sangam::model::document::Document;
use sangam::model::report::PassReport;
use sangam::model::source::{SourceState, Validators};
use sangam::pipeline::{self, Pass, PassOptions, Silent};
use sangam::publish::sink::folder::Folder;
use sangam::store::Store;
use sangam::store::sqlite::SqliteStore;
use tempfile::TempDir;

type Says = dyn Fn(&RequestPlan) -> Result<FetchOutcome, FetchError> + Send + Sync;

/// What all hosts say, and what they were asked.
pub(crate) struct Hosts {
    says: Box<Says>,
    asked: Mutex<Vec<RequestPlan>>,
}

impl Hosts {
    pub(crate) fn new(
        says: impl Fn(&RequestPlan) -> Result<FetchOutcome, FetchError> + Send + Sync + 'static,
    ) -> Self {
        Self { says: Box::new(says), asked: Mutex::default() }
    }

    /// What they were asked since this was called before.
    pub(crate) fn asked(&self) -> Vec<RequestPlan> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

#[async_trait]
impl Fetch for Hosts {
    async fn fetch(&self, plan: &RequestPlan) -> Result<FetchOutcome, FetchError> {
        self.asked.lock().unwrap().push(plan.clone());
        (self.says)(plan)
    }
}

/// 200 with a body.
#[expect(clippy::unnecessary_wraps, reason = "it is what a host says, like those that fail")]
pub(crate) fn ok(plan: &RequestPlan, body: &str) -> Result<FetchOutcome, FetchError> {
    let document = Document {
        url: Some(plan.url.clone()),
        content_type: None,
        body: body.as_bytes().to_vec().into(),
    };
    let (validators, hints) = (Validators::default(), Hints::default());
    Ok(FetchOutcome::Fetched(Fetched { status: 200, document, validators, hints }))
}

/// An answer without a document.
pub(crate) fn status(plan: &RequestPlan, status: u16) -> Result<FetchOutcome, FetchError> {
    let host = plan.url.host_str().unwrap_or_default().to_owned();
    Err(FetchError::Status { host, status, retry_after: None, page: String::new() })
}

/// A store and a configuration, for pass after pass.
pub(crate) struct Passes {
    folder: TempDir,
    config: String,
}

impl Passes {
    /// With what stands in the configuration besides `[site]`.
    pub(crate) fn new(config: &str) -> Self {
        let site = "[site]\ntitle = \"Feeds\"\nurl = \"https://feeds.example.coop/\"\n";
        Self { folder: TempDir::new().unwrap(), config: format!("{site}{config}") }
    }

    fn store(&self) -> SqliteStore {
        SqliteStore::open(&self.folder.path().join("s.db")).unwrap()
    }

    /// One pass, as a process of its own would do it.
    pub(crate) async fn pass(&self, hosts: &Hosts, now: DateTime<Utc>) -> PassReport {
        let file = self.folder.path().join("feeds.toml");
        let plan = config::check(&self.config, &file, &Environment::default()).unwrap().plan;
        let (store, sink) = (self.store(), Folder::new(self.folder.path().join("public")));
        let pass = Pass {
            plan: &plan,
            fetch: hosts,
            store: &store,
            sink: &sink,
            clock: &FixedClock(now),
            watch: &Silent,
        };
        match pipeline::run(pass, &PassOptions::default()).await {
            Ok(result) => result.report,
            Err(error) => error.report().expect("the store is well").clone(),
        }
    }

    /// What is remembered of the sources, by id.
    pub(crate) async fn states(&self) -> Vec<SourceState> {
        self.store().source_states().await.unwrap()
    }
}
