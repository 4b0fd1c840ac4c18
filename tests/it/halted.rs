//! A pass that is asked to end before it is through.

use std::collections::BTreeMap;
use std::sync::Mutex;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use sangam::clock::FixedClock;
use sangam::config::{self, Environment};
use sangam::fetch::{Fetch, FetchError, FetchOutcome, Fetched, Hints, RequestPlan};
use sangam::model::document::Document;
use sangam::model::report::{Outcome, PassReport};
use sangam::model::source::{SourceState, Validators};
use sangam::pipeline::{self, Ending, Halter, Pass, PassOptions, Plan, Silent};
use sangam::publish::sink::folder::Folder;
use sangam::store::Store;
use sangam::store::sqlite::SqliteStore;
use tempfile::TempDir;

/// Answers every request with a feed, and asks for an end at the second.
struct Host {
    halter: Halter,
    asked: Mutex<Vec<String>>,
    ending: Option<Ending>,
}

#[async_trait]
impl Fetch for Host {
    async fn fetch(&self, plan: &RequestPlan) -> Result<FetchOutcome, FetchError> {
        let count = {
            let mut asked = self.asked.lock().unwrap();
            asked.push(plan.url.path().to_owned());
            asked.len()
        };
        if let Some(ending) = self.ending.filter(|_| count == 2) {
            self.halter.ask(ending);
            if ending == Ending::Now {
                std::future::pending::<()>().await;
            }
        }
        let body = "<rss version=\"2.0\"><channel><title>T</title></channel></rss>";
        let document =
            Document { url: Some(plan.url.clone()), content_type: None, body: body.into() };
        let (validators, hints) = (Validators::default(), Hints::default());
        Ok(FetchOutcome::Fetched(Fetched { status: 200, document, validators, hints }))
    }
}

const HOUR: TimeDelta = TimeDelta::hours(1);

fn start() -> DateTime<Utc> {
    "2026-11-01T00:00:00Z".parse().unwrap()
}

fn plan(folder: &TempDir) -> Plan {
    let text = "[site]\ntitle = \"T\"\nurl = \"https://feeds.example.org/\"\n\
                [fetch]\nconcurrency = 1\ninterval = \"1h\"\n";
    let source = |id| format!("[[source]]\nid = \"{id}\"\nurl = \"https://{id}.example/{id}\"\n");
    let text = format!("{text}{}", ["a", "b", "c"].map(source).concat());
    config::check(&text, &folder.path().join("feeds.toml"), &Environment::default()).unwrap().plan
}

/// Two passes, two hours apart; an end of the second is asked for while `b` is being asked.
async fn two_passes(ending: Ending) -> (PassReport, Vec<String>, Vec<SourceState>) {
    let folder = TempDir::new().unwrap();
    let plan = plan(&folder);
    let store = SqliteStore::open(&folder.path().join("s.db")).unwrap();
    let sink = Folder::new(folder.path().join("public"));
    let mut last = None;
    for (hours, ending) in [(0, None), (2, Some(ending))] {
        let host = Host { halter: Halter::default(), asked: Mutex::default(), ending };
        let options = PassOptions { halt: host.halter.halt(), ..PassOptions::default() };
        let clock = FixedClock(start() + HOUR * hours);
        let pass = Pass {
            plan: &plan,
            fetch: &host,
            store: &store,
            sink: &sink,
            clock: &clock,
            watch: &Silent,
        };
        let report = pipeline::run(pass, &options).await.unwrap().report;
        last = Some((report, host.asked.into_inner().unwrap()));
    }
    let (report, asked) = last.unwrap();
    (report, asked, store.source_states().await.unwrap())
}

/// What became of the sources in the second pass, and which of them are due right after it.
#[track_caller]
fn check(
    (report, asked, states): &(PassReport, Vec<String>, Vec<SourceState>),
    outcomes: [Outcome; 3],
    due: &[&str],
) {
    let rows: BTreeMap<_, _> =
        report.sources.iter().map(|row| (row.id.as_str(), row.outcome)).collect();
    assert_eq!(rows.into_values().collect::<Vec<_>>(), outcomes);
    assert_eq!(*asked, ["/a", "/b"]);
    let now = start() + HOUR * 2;
    let is_due = |state: &&SourceState| state.next_due.is_none_or(|due| due <= now);
    let found: Vec<_> = states.iter().filter(is_due).map(|state| state.id.as_str()).collect();
    assert_eq!(found, due);
}

#[tokio::test]
async fn what_is_being_asked_is_finished_and_the_rest_stays_due() {
    let ended = two_passes(Ending::Soon).await;
    check(&ended, [Outcome::Unchanged, Outcome::Unchanged, Outcome::Skipped], &["c"]);
    assert_eq!(ended.2[2].last_try, Some(start()), "c was not tried");
}

#[tokio::test]
async fn what_is_given_up_was_asked_and_is_not_asked_again_at_once() {
    let ended = two_passes(Ending::Now).await;
    let skipped = Outcome::Skipped;
    assert_eq!(ended.0.sources[1].outcome, skipped, "nobody knows what b would have said");
    check(&ended, [Outcome::Unchanged, skipped, skipped], &["c"]);
}
