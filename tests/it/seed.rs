//! The main job: the ILO's listing of its work on co-operatives in Asia and the Pacific becomes
//! feeds, complete, and stays what it is.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::bench::{Bench, column};
use crate::support::origin::{Origin, Reply, Request};

const PAGE: &str = "/global/topics/cooperatives/regions/asia/lang--en/nextRow--90/index.htm";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/listings/ilo-asia").join(name)
}

/// Plays every host that it is asked for as a proxy: one page, with validators.
fn ilo() -> Origin {
    let page = fs::read(fixture("nextRow--90.html")).unwrap();
    Origin::start(move |request: &Request| {
        if !request.path().ends_with(PAGE) {
            return Reply::status(404);
        }
        let known = request.header("if-none-match") == Some("W/\"seed, of 2017\"")
            && request.header("if-modified-since") == Some("Thu, 28 Sep 2017 10:11:12 GMT");
        let reply = if known { Reply::status(304) } else { Reply::ok(&page) };
        reply
            .header("Content-Type", "text/html; charset=utf-8")
            .header("ETag", "W/\"seed, of 2017\"")
            .header("Last-Modified", "Thu, 28 Sep 2017 10:11:12 GMT")
    })
}

fn sources(origin: &Origin, host: &str) -> String {
    format!(
        r#"
proxy = "{}"

[[source]]
id = "ilo-asia"
title = "ILO COOP: Asia and the Pacific"
url = "http://{host}{PAGE}"
type = "listing"
"#,
        origin.url("/")
    )
}

fn expected() -> Vec<Value> {
    let text = fs::read_to_string(fixture("expected.json")).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    all.as_array().or_else(|| all["items"].as_array()).unwrap().clone()
}

fn expected_column(name: &str) -> Vec<Value> {
    expected().iter().map(|item| item.get(name).cloned().unwrap_or(Value::Null)).collect()
}

#[test]
fn the_ten_items_are_complete_and_in_order() {
    let origin = ilo();
    let bench = Bench::new(&sources(&origin, "www.ilo.org"));
    let ended = bench.sangam(&["run"]).expect(0);
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("", ""), "silent when all is well");
    let feed = bench.feed();
    assert_eq!(column(&feed, "/title"), expected_column("title"));
    assert_eq!(column(&feed, "/_sangam/kind"), expected_column("kind"));
    assert_eq!(column(&feed, "/summary"), expected_column("summary"));
    let addresses = column(&feed, "/url");
    let served: Vec<_> = expected_column("url")
        .iter()
        .map(|url| Value::from(url.as_str().unwrap().replace("https://", "http://")))
        .collect();
    assert_eq!(addresses, served, "the page is read over http here");
    let days = column(&feed, "/date_published");
    let days: Vec<_> = days.iter().map(|time| time.as_str().unwrap()).collect();
    let expected_days: Vec<_> = expected_column("date")
        .iter()
        .map(|day| format!("{}T00:00:00Z", day.as_str().unwrap()))
        .collect();
    assert_eq!(days, expected_days);
    assert_eq!(column(&feed, "/_sangam/date_precision"), vec![Value::from("day"); 10]);
    assert_eq!(column(&feed, "/_sangam/source/id"), vec![Value::from("ilo-asia"); 10]);
}

#[test]
fn rss_and_atom_say_the_same_as_json() {
    let origin = ilo();
    let bench = Bench::new(&sources(&origin, "www.ilo.org"));
    bench.sangam(&["run"]).expect(0);
    for file in ["rss.xml", "atom.xml"] {
        let ended = bench.sangam(&["parse", &format!("public/{file}")]).expect(0);
        let (read, feed) = (ended.json(), bench.feed());
        for field in ["/title", "/url", "/date_published"] {
            assert_eq!(column(&read, field), column(&feed, field), "{file} {field}");
        }
        let stated = column(&feed, "/summary");
        for (said, stated) in column(&read, "/summary").iter().zip(&stated) {
            // Atom wants a summary or a text always, and the title stands in.
            assert!(said == stated || stated.is_null(), "{file}: {said} for {stated}");
        }
        let kinds = column(&feed, "/_sangam/kind");
        for (tags, kind) in column(&read, "/tags").iter().zip(kinds) {
            assert!(tags.as_array().unwrap().contains(&kind), "{file}: {tags} lacks {kind}");
        }
        assert_eq!(column(&read, "/_sangam/guid"), column(&feed, "/id"), "{file}");
        let source = Value::from("ILO COOP: Asia and the Pacific");
        assert_eq!(column(&read, "/_sangam/source/title"), vec![source; 10], "{file}");
    }
}

#[test]
fn a_second_run_asks_with_both_validators_and_touches_nothing() {
    let origin = ilo();
    let bench = Bench::new(&sources(&origin, "www.ilo.org"));
    bench.sangam(&["run"]).expect(0);
    let before = bench.published();
    let report = bench.sangam(&["run", "--force", "--json"]).expect(0).json();
    let targets: Vec<_> = origin.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets.len(), 3, "robots.txt counts for a day: {targets:?}");
    assert!(targets[0].ends_with("/robots.txt"), "{targets:?}");
    assert_eq!(origin.requests()[1].header("if-none-match"), None);
    assert_eq!(report["sources"][0]["outcome"], "unchanged");
    assert_eq!(report["sources"][0]["status"], 304, "both validators came back byte for byte");
    assert_eq!(report["items_total"], 10);
    assert_eq!(bench.published(), before, "same files, same bytes, same times of change");
    let changed =
        report["published"].as_array().unwrap().iter().any(|file| file["changed"] == true);
    assert!(!changed);
}

#[test]
fn what_is_not_due_is_not_fetched() {
    let origin = ilo();
    let bench = Bench::new(&sources(&origin, "www.ilo.org"));
    bench.sangam(&["run"]).expect(0);
    let report = bench.sangam(&["run", "--json"]).expect(0).json();
    assert_eq!(report["sources"][0]["outcome"], "skipped");
    assert_eq!(origin.requests().len(), 2, "robots.txt and the page");
}

#[test]
fn ids_survive_a_lost_folder_and_another_host() {
    let origin = ilo();
    let bench = Bench::new(&sources(&origin, "www.ilo.org"));
    bench.sangam(&["run"]).expect(0);
    let ids = column(&bench.feed(), "/id");
    let before = bench.published();
    fs::remove_dir_all(bench.path("public")).unwrap();
    bench.sangam(&["run"]).expect(0);
    let bytes = |bench: &Bench| {
        bench.published().into_iter().map(|(path, (bytes, _))| (path, bytes)).collect::<Vec<_>>()
    };
    let before: Vec<_> = before.into_iter().map(|(path, (bytes, _))| (path, bytes)).collect();
    assert_eq!(bytes(&bench), before, "the folder comes back as it was");
    for host in ["ilo.org", "www2.ilo.org", "www.oit.org", "ilo.ch", "www.ilo.int"] {
        bench.configure(&sources(&origin, host));
        let report = bench.sangam(&["run", "--force", "--json"]).expect(0).json();
        assert_eq!(report["sources"][0]["status"], 200, "{host} is read anew");
        assert_eq!(report["sources"][0]["added"], 0, "{host}");
        assert_eq!(report["items_total"], 10, "{host}");
        assert_eq!(column(&bench.feed(), "/id"), ids, "{host}");
    }
}

#[test]
fn a_dry_run_shows_and_leaves_nothing() {
    let origin = ilo();
    let bench = Bench::new(&sources(&origin, "www.ilo.org"));
    let ended = bench.sangam(&["run", "--dry-run"]).expect(0);
    assert_eq!(ended.stdout.lines().filter(|line| line.starts_with("new")).count(), 10);
    assert!(ended.stdout.contains("Improving livelihoods through cooperatives"));
    assert!(!bench.path("public").exists() && !bench.path("sangam.db").exists());
    let report = bench.sangam(&["run", "--json"]).expect(0).json();
    assert_eq!(report["sources"][0]["added"], 10, "nothing was remembered");
}
