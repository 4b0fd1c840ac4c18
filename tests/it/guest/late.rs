//! Hosts that do not answer, or take their time: their own sources wait for them, and nobody else.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use chrono::TimeDelta;
use sangam::clock::FixedClock;
use sangam::config::{Environment, check};
use sangam::fetch::client::Client;
use sangam::fetch::{Fetch, FetchError, FetchOutcome, RequestPlan};
use sangam::model::report::{Outcome, PassReport};
use sangam::pipeline::{self, Pass, PassOptions, Silent};
use sangam::publish::sink::folder::Folder;
use sangam::store::sqlite::SqliteStore;

use crate::support::bench::Bench;
use crate::support::hosts::ok;
use crate::support::origin::{Origin, Reply};
use crate::support::stage::hour;

/// Sources of a host that does not answer.
const HANGING: usize = 16;

fn rss(items: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>T</title><description>d</description>{items}</channel></rss>"
    )
}

fn item(name: &str, day: u32) -> String {
    format!(
        "<item><title>About {name} alone</title><link>https://{name}.example/{day}</link>\
         <pubDate>{day} Jan 2020 00:00:00 GMT</pubDate></item>"
    )
}

#[test]
fn a_host_that_does_not_answer_is_asked_once_more_and_no_more() {
    let dead = Origin::start_at(Ipv4Addr::new(127, 0, 4, 1), |_| Reply::raw("").hang());
    let well = Origin::always(Reply::ok(rss(&item("well", 1))));
    let mut config = "timeout = \"3s\"\ninterval = \"1h\"\n".to_owned();
    for n in 0..HANGING {
        let url = dead.url(&format!("/{n}"));
        writeln!(config, "[[source]]\nid = \"dead-{n}\"\nurl = \"{url}\"\ntype = \"feed\"")
            .unwrap();
    }
    let url = well.url("/");
    writeln!(config, "[[source]]\nid = \"well\"\nurl = \"{url}\"\ntype = \"feed\"").unwrap();
    let bench = Bench::new(&config);
    let began = Instant::now();
    let report = bench.sangam(&["run", "--json"]).expect(1).json();
    // By twos, each with its two seconds, they would take eight times as long.
    assert!(began.elapsed() < Duration::from_secs(12), "{:?}", began.elapsed());
    // A third begins where the first two do not end in one moment.
    let asked = dead.requests().len();
    assert!((2..=3).contains(&asked), "{asked}");
    let sources = report["sources"].as_array().unwrap();
    assert_eq!(sources[HANGING]["added"], 1);
    let mut unasked = 0;
    for source in &sources[..HANGING] {
        assert_eq!(source["error"]["code"], "timeout", "{source}");
        let message = source["error"]["message"].as_str().unwrap();
        unasked += usize::from(message.contains("was not asked again"));
    }
    assert_eq!(unasked, HANGING - asked);
    let sources = bench.sangam(&["sources", "--json"]).expect(0).json();
    let failures = |row: &serde_json::Value| row["failures"].as_u64().unwrap();
    let all: Vec<_> = sources.as_array().unwrap().iter().map(failures).collect();
    assert_eq!(all[..HANGING], [1; HANGING], "no more than any failure");
    // The next time it is asked again.
    bench.sangam(&["run", "--force"]).expect(1);
    let again = dead.requests().len() - asked;
    assert!((2..=3).contains(&again), "{again}");
}

/// Whose sources answer at once, but for one: it answers when it sees the others' news published,
/// if it is to wait for that.
struct Late {
    published: PathBuf,
    waits: bool,
    has_seen: AtomicBool,
}

#[async_trait]
impl Fetch for Late {
    async fn fetch(&self, plan: &RequestPlan) -> Result<FetchOutcome, FetchError> {
        let days = |name: &str, days: &[u32]| {
            rss(&days.iter().map(|day| item(name, *day)).collect::<String>())
        };
        if plan.url.host_str() == Some("well.example") {
            return ok(plan, &days("well", &[2, 4, 6, 8, 10]));
        }
        let began = Instant::now();
        while self.waits && began.elapsed() < Duration::from_mins(1) {
            let feed = fs::read_to_string(&self.published).unwrap_or_default();
            if feed.contains("About well alone") {
                self.has_seen.store(true, Ordering::Relaxed);
                break;
            }
            tokio::task::yield_now().await;
        }
        ok(plan, &days("late", &[1, 3, 5, 7, 9, 11]))
    }
}

fn published(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                drop(files.insert(path.clone(), fs::read(path).unwrap()));
            }
        }
    }
    files
}

/// A pass over both; what was published in the end, by its place, and whether the late one saw
/// something of that before.
fn pass(waits: bool) -> (BTreeMap<PathBuf, Vec<u8>>, bool, PassReport) {
    let folder = tempfile::tempdir().unwrap();
    let config = "[site]\ntitle = \"Feeds\"\nurl = \"https://feeds.example.coop/\"\n\
                  [publish]\nitems = 4\n\
                  [[source]]\nid = \"well\"\nurl = \"https://well.example/\"\ntype = \"feed\"\n\
                  [[source]]\nid = \"late\"\nurl = \"https://late.example/\"\ntype = \"feed\"\n";
    let file = folder.path().join("feeds.toml");
    let plan = check(config, &file, &Environment::default()).unwrap().plan;
    let public = folder.path().join("public");
    let fetch =
        Late { published: public.join("atom.xml"), waits, has_seen: AtomicBool::new(false) };
    let store = SqliteStore::open(&folder.path().join("sangam.db")).unwrap();
    let pass = Pass {
        plan: &plan,
        fetch: &fetch,
        store: &store,
        sink: &Folder::new(public.clone()),
        clock: &FixedClock(hour(0)),
        watch: &Silent,
    };
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(1).enable_all().build().unwrap();
    let result = runtime.block_on(pipeline::run(pass, &PassOptions::default())).unwrap();
    let files = published(&public).into_iter();
    let files = files.map(|(path, bytes)| (path.strip_prefix(&public).unwrap().to_owned(), bytes));
    (files.collect(), fetch.has_seen.load(Ordering::Relaxed), result.report)
}

#[test]
fn news_is_published_while_another_host_takes_its_time_and_in_the_end_all_is_as_ever() {
    let (at_once, _, _) = pass(false);
    let (late, has_seen, report) = pass(true);
    assert!(has_seen, "nothing is published before the last has answered");
    assert!(late.keys().any(|path| path.starts_with("archive")), "{:?}", late.keys());
    let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&at_once), names(&late));
    for (path, bytes) in &at_once {
        assert!(late[path] == *bytes, "{} differs", path.display());
    }
    assert!(report.published.iter().any(|file| file.changed && file.path == "atom.xml"));
}

#[test]
fn a_source_whose_host_is_busy_is_left_for_the_next_pass_and_is_its_first() {
    let slow = Origin::always(Reply::ok(rss("")).after(Duration::from_millis(200)));
    let folder = tempfile::tempdir().unwrap();
    let mut config = "[site]\ntitle = \"Feeds\"\nurl = \"https://feeds.example.coop/\"\n\
                      [fetch]\nallow_private = true\nper_host = 1\ninterval = \"1h\"\n"
        .to_owned();
    for n in ["a", "b", "c"] {
        let url = slow.url(&format!("/{n}"));
        writeln!(config, "[[source]]\nid = \"{n}\"\nurl = \"{url}\"\ntype = \"feed\"").unwrap();
    }
    let plan = check(&config, &folder.path().join("feeds.toml"), &Environment::default());
    let plan = plan.unwrap().plan;
    let client = Client::new(&plan.fetch).unwrap();
    let store = SqliteStore::open(&folder.path().join("sangam.db")).unwrap();
    let mut asked = Vec::new();
    for minutes in 0..3 {
        let clock = FixedClock(hour(0) + TimeDelta::minutes(minutes));
        let pass = Pass {
            plan: &plan,
            fetch: &client,
            store: &store,
            sink: &Folder::new(folder.path().join("public")),
            clock: &clock,
            watch: &Silent,
        };
        let options =
            PassOptions { patience: Some(TimeDelta::milliseconds(20)), ..PassOptions::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let report = runtime.block_on(pipeline::run(pass, &options)).unwrap().report;
        assert_eq!(report.exit, 0, "who waits has not failed");
        let rows = report.sources.iter().filter(|row| row.outcome != Outcome::Skipped);
        asked.push(rows.map(|row| row.id.to_string()).collect::<Vec<_>>());
    }
    assert_eq!(asked.concat().len(), 3, "one after the other: {asked:?}");
    assert_eq!(asked[0].len(), 1);
    let paths: Vec<_> = slow.requests().iter().map(|request| request.path().to_owned()).collect();
    let mut each = paths.clone();
    each.sort();
    assert_eq!(each, ["/a", "/b", "/c"], "each once");
}
