//! One failing source fails alone.

use std::time::Duration;

use serde_json::Value;

use crate::support::bench::{Bench, Ended, column};
use crate::support::origin::{Origin, Reply, Request};

const GOOD: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Good</title>
<link>http://good.example/</link><description>d</description>
<item><title>A story</title><link>http://good.example/a</link><guid>a</guid>
<pubDate>Thu, 28 Sep 2017 10:00:00 GMT</pubDate></item></channel></rss>"#;

const PAGE: &str = r#"<!DOCTYPE html><html><head><title>Our news</title>
<link rel="alternate" type="application/rss+xml" href="/real-feed.xml"></head>
<body><h1>Welcome</h1><p>No list here.</p></body></html>"#;

fn origin() -> Origin {
    Origin::start(|request: &Request| match request.path() {
        "/good.xml" => Reply::ok(GOOD).header("Content-Type", "application/rss+xml"),
        "/page" => Reply::ok(PAGE).header("Content-Type", "text/html"),
        "/broken.xml" => {
            Reply::ok("<rss><channel><item><title>cut").header("Content-Type", "text/xml")
        }
        "/slow.xml" => Reply::ok(&GOOD[..40]).repeat(" ", Duration::from_millis(20)),
        _ => Reply::status(404),
    })
}

/// A configuration with one good source and one that fails.
fn bench(origin: &Origin, path: &str, more: &str) -> Bench {
    Bench::new(&format!(
        r#"
timeout = "400ms"

[[source]]
id = "good"
url = "{}"
type = "feed"

[[source]]
id = "bad"
url = "{}"
{more}
"#,
        origin.url("/good.xml"),
        origin.url(path)
    ))
}

/// The good source is published, the message names the source, its address and the reason.
#[track_caller]
fn check(path: &str, more: &str, code: &str, words: &[&str]) {
    let origin = origin();
    let bench = bench(&origin, path, more);
    let ended = bench.sangam(&["run"]).expect(1);
    assert_eq!(ended.stdout, "");
    assert_eq!(ended.stderr.lines().count(), 1, "one line a failing source: {}", ended.stderr);
    let url = origin.url(path);
    for word in words.iter().chain(&["bad", url.as_str(), code]) {
        assert!(ended.stderr.contains(word), "{word:?} is missing in {}", ended.stderr);
    }
    assert_eq!(column(&bench.feed(), "/title"), [Value::from("A story")]);
    let report = bench.sangam(&["run", "--force", "--json"]).expect(1).json();
    let rows = report["sources"].as_array().unwrap();
    assert_eq!(rows[0]["outcome"], "unchanged");
    assert_eq!(rows[1]["outcome"], "failed");
    assert_eq!(rows[1]["error"]["code"], code);
}

#[test]
fn a_missing_page() {
    check("/gone.xml", "type = \"feed\"", "status-404", &["404"]);
}

#[test]
fn a_server_that_drips() {
    check("/slow.xml", "type = \"feed\"", "timeout", &["timeout", "[fetch]"]);
}

#[test]
fn html_at_a_feed_address_names_the_feed() {
    check("/page", "type = \"feed\"", "html-not-feed", &["HTML", "/real-feed.xml"]);
}

#[test]
fn a_document_that_is_no_feed() {
    let origin = Origin::always(Reply::ok("just words").header("Content-Type", "text/plain"));
    let bench = Bench::new(&format!("[[source]]\nid = \"bad\"\nurl = \"{}\"\n", origin.url("/")));
    let ended = bench.sangam(&["run"]).expect(3);
    assert!(ended.stderr.contains("not-a-feed"), "{}", ended.stderr);
    bench.sangam(&["run"]).expect(3);
    assert!(!bench.path("public").exists(), "an empty feed would help nobody");
}

#[test]
fn a_selector_that_matches_nothing() {
    let listing = "type = \"listing\"\n[source.listing]\nitem = \"ol > li\"";
    check("/page", listing, "no-items-matched", &["ol > li"]);
}

#[test]
fn a_failed_source_keeps_its_items() {
    let works = std::sync::atomic::AtomicBool::new(true);
    let origin = Origin::start(move |_| {
        if works.swap(false, std::sync::atomic::Ordering::SeqCst) {
            Reply::ok(GOOD).header("Content-Type", "application/rss+xml")
        } else {
            Reply::status(500)
        }
    });
    let url = origin.url("/");
    let bench =
        Bench::new(&format!("[[source]]\nid = \"one\"\nurl = \"{url}\"\ntype = \"feed\"\n"));
    bench.sangam(&["run"]).expect(0);
    let before = bench.published();
    bench.sangam(&["run", "--force"]).expect(1);
    assert_eq!(bench.published(), before);
}

#[test]
fn credentials_reach_the_server_and_no_message() {
    let origin = Origin::always(Reply::status(403));
    let url = origin.url("/feed").to_string().replace("://", "://reader:hush-hush@");
    let bench =
        Bench::new(&format!("[[source]]\nid = \"one\"\nurl = \"{url}\"\ntype = \"feed\"\n"));
    let ended = bench.sangam(&["run", "--json", "-vv"]).expect(3);
    assert_eq!(origin.request().header("authorization"), Some("Basic cmVhZGVyOmh1c2gtaHVzaA=="));
    let said = format!("{}{}", ended.stdout, ended.stderr);
    assert!(!said.contains("hush-hush") && !said.contains("cmVhZGVy"), "{said}");
}

#[test]
fn a_secret_in_an_address_shows_nowhere() {
    let works = std::sync::atomic::AtomicBool::new(true);
    let origin = Origin::start(move |_| {
        if works.swap(false, std::sync::atomic::Ordering::SeqCst) {
            Reply::ok(GOOD).header("Content-Type", "application/rss+xml")
        } else {
            Reply::ok(PAGE).header("Content-Type", "text/html")
        }
    });
    let url = origin.url("/feed?key=");
    let bench = Bench::new(&format!(
        "[[source]]\nid = \"one\"\nurl = \"{url}${{TOKEN}}\"\ntype = \"feed\"\n"
    ));
    let run = |args: &[&str]| {
        let mut command = bench.command(args);
        Ended::from(command.env("TOKEN", "hush-hush").output().expect("the program runs"))
    };
    let mut said = String::new();
    for args in [&["run", "--json", "-vv"][..], &["run", "--force", "--json", "-vv"], &["sources"]]
    {
        let ended = run(args);
        said.push_str(&ended.stdout);
        said.push_str(&ended.stderr);
    }
    said += &run(&["check", "--online"]).stdout;
    assert!(origin.requests().iter().all(|request| request.target == "/feed?key=hush-hush"));
    assert!(said.contains("html-not-feed"), "{said}");
    for (path, (bytes, _)) in bench.published() {
        said.push_str(&path.to_string_lossy());
        said.push_str(&String::from_utf8_lossy(&bytes));
    }
    let stored = ["sangam.db", "sangam.db-wal"].map(|name| std::fs::read(bench.path(name)));
    for bytes in stored.into_iter().flatten() {
        said += &String::from_utf8_lossy(&bytes);
    }
    assert!(!said.contains("hush-hush"), "{said}");
}

#[test]
fn what_an_address_keeps_secret_is_not_remembered_where_the_feed_repeats_it() {
    let origin = Origin::start(|request: &Request| {
        let host = request.header("host").unwrap();
        Reply::ok(format!(
            "<rss version=\"2.0\" xmlns:a=\"http://www.w3.org/2005/Atom\"><channel><title>T</title>\
             <description>d</description><a:link rel=\"hub\" href=\"https://hub.example/\"/>\
             <a:link rel=\"self\" href=\"http://{host}{}\"/></channel></rss>",
            request.target
        ))
        .header(
            "Link",
            format!("<http://{host}/?key=S3cret>; rel=self, <https://h.example/>; rel=hub"),
        )
    });
    let url = origin.url("/feed?key=").to_string();
    let bench =
        Bench::new(&format!("[[source]]\nid = \"a\"\nurl = \"{url}${{TOK}}\"\ntype = \"feed\"\n"));
    for (args, exit) in [(&["run"][..], 0), (&["sources", "--json"], 0)] {
        let ended = bench.command(args).env("TOK", "S3cret").output().unwrap();
        let ended = Ended::from(ended).expect(exit);
        assert!(!ended.stdout.contains("S3cret") && !ended.stderr.contains("S3cret"));
    }
    assert!(origin.requests()[0].target.contains("S3cret"));
    for entry in std::fs::read_dir(bench.path("")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let is_told = bytes.windows(6).any(|window| window == b"S3cret");
            assert!(!is_told, "{}", path.display());
        }
    }
}

#[test]
fn what_a_server_asked_for_holds_against_force() {
    let origin = Origin::always(Reply::status(429).header("Retry-After", "7200"));
    let bench = Bench::new(&format!("[[source]]\nid = \"one\"\nurl = \"{}\"\n", origin.url("/")));
    bench.sangam(&["run"]).expect(3);
    bench.sangam(&["run", "--force"]).expect(3);
    assert_eq!(origin.request().target, "/robots.txt", "it holds for all that is there");
}

#[test]
fn a_folder_that_cannot_be_written_ends_in_3_with_the_report() {
    let origin = Origin::always(Reply::ok(GOOD).header("Content-Type", "application/rss+xml"));
    let bench = Bench::new(&format!("[[source]]\nid = \"one\"\nurl = \"{}\"\n", origin.url("/")));
    bench.write("public", "a file where the folder should be");
    let ended = bench.sangam(&["run", "--json"]).expect(3);
    assert!(ended.stderr.contains("public"), "{}", ended.stderr);
    let report = ended.json();
    assert_eq!((&report["exit"], &report["sources"][0]["added"]), (&3.into(), &1.into()));
}

#[test]
fn a_dry_run_decides_as_the_real_one_whichever_server_is_faster() {
    let origin = Origin::start(|request: &Request| {
        let delay = if request.path() == "/one" { 300 } else { 0 };
        let reply = Reply::ok(GOOD).header("Content-Type", "application/rss+xml");
        reply.after(Duration::from_millis(delay))
    });
    let source = |id: &str| {
        format!("[[source]]\nid = \"{id}\"\nurl = \"{}\"\n", origin.url(&format!("/{id}")))
    };
    let bench = Bench::new(&[source("one"), source("two")].concat());
    let counts = |args: &[&str]| {
        let report = bench.sangam(args).expect(0).json();
        let rows = report["sources"].as_array().unwrap().clone();
        rows.iter().map(|row| (row["added"].clone(), row["merged"].clone())).collect::<Vec<_>>()
    };
    let dry = counts(&["run", "--dry-run", "--json"]);
    assert_eq!(dry, counts(&["run", "--json"]));
}

#[test]
fn a_source_that_left_is_listed_no_more() {
    let origin = Origin::always(Reply::ok(GOOD).header("Content-Type", "application/rss+xml"));
    let source = |id: &str| format!("[[source]]\nid = \"{id}\"\nurl = \"{}\"\n", origin.url("/"));
    let bench = Bench::new(&source("old"));
    bench.sangam(&["run"]).expect(0);
    bench.configure(&source("new"));
    bench.sangam(&["run"]).expect(0);
    assert_eq!(bench.read("public/feeds.opml").matches("<outline").count(), 1);
}

#[test]
fn a_source_that_is_gone_is_due_at_no_time() {
    let origin = Origin::always(Reply::status(410));
    let url = origin.url("/");
    let bench = Bench::new(&format!("[[source]]\nid = \"a\"\nurl = \"{url}\"\ntype = \"feed\"\n"));
    bench.sangam(&["run"]).expect(3);
    let row = bench.sangam(&["sources", "--json"]).expect(0).json()[0].clone();
    assert_eq!((&row["state"], row.get("next_due")), (&"gone".into(), None), "{row}");
}
