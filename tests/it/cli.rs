//! The commands, as their users see them.

use std::fs::File;
use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::fixtures;
use crate::support::bench::{Bench, Ended, column};
use crate::support::origin::{Origin, Reply, Request};

const FEED: &str = r#"<?xml version="1.0"?>
<rss version="2.0"><channel><title>Rice &amp; Roofs</title><link>http://coop.example/</link>
<description>Stories</description><language>en</language>
<item><title>Mill &lt;b&gt;opens&lt;/b&gt;</title><link>/a?utm_source=x</link><guid isPermaLink="false">a-1</guid>
<pubDate>Thu, 28 Sep 2017 10:00:00 +0530</pubDate><category>Rice</category>
<description>Our &lt;a href="/mill"&gt;mill&lt;/a&gt; &lt;script&gt;x()&lt;/script&gt;opens.</description></item>
<item><title>Roof mended</title><link>http://coop.example/b</link><pubDate>Fri, 29 Sep 2017 10:00:00 GMT</pubDate></item>
</channel></rss>"#;

fn stdin(bench: &Bench, args: &[&str], text: &[u8]) -> Ended {
    let mut command = bench.command(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text).unwrap();
    child.wait_with_output().unwrap().into()
}

#[test]
fn parse_prints_the_item_in_our_model() {
    let bench = Bench::empty();
    let feed =
        stdin(&bench, &["parse", "-", "--base", "http://coop.example/feed"], FEED.as_bytes());
    let feed = feed.expect(0).json();
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed["title"], "Rice & Roofs");
    assert_eq!(feed["home_page_url"], "http://coop.example/");
    assert_eq!(feed["language"], "en");
    assert_eq!(feed["_sangam"]["format"], "rss2");
    assert_eq!(feed["_sangam"]["encoding"], "utf-8");
    let item = &feed["items"][0];
    assert_eq!(item["id"], "a-1");
    assert_eq!(item["url"], "http://coop.example/a");
    assert_eq!(item["title"], "Mill opens");
    assert_eq!(item["date_published"], "2017-09-28T04:30:00Z");
    assert_eq!(item["_sangam"]["date_precision"], "second");
    assert_eq!(item["tags"], serde_json::json!(["Rice"]));
    let html = item["content_html"].as_str().unwrap();
    assert!(html.contains("http://coop.example/mill") && !html.contains("script"), "{html}");
    assert_eq!(feed["items"][1]["id"], "http://coop.example/b", "no guid: the address");
    assert!(!feed.to_string().contains("null"), "what is not there is left out");
}

#[test]
fn parse_gives_feeds_too() {
    let bench = Bench::empty();
    bench.write("feed.xml", FEED);
    for (format, root) in [("atom", "<feed"), ("rss", "<rss")] {
        let ended = bench.sangam(&["parse", "feed.xml", "--format", format]).expect(0);
        assert!(ended.stdout.contains(root), "{}", ended.stdout);
        let again = stdin(&bench, &["parse", "-"], ended.stdout.as_bytes()).expect(0).json();
        assert_eq!(column(&again, "/title"), ["Mill opens", "Roof mended"].map(Value::from));
    }
}

#[test]
fn parse_reads_a_listing() {
    let bench = Bench::empty();
    let page = fixtures::path("listings/ilo-asia/nextRow--90.html");
    let base = "https://www.ilo.org/global/topics/cooperatives/regions/asia/lang--en/index.htm";
    let page = page.to_str().unwrap();
    let feed = bench.sangam(&["parse", page, "--listing", "--base", base]).expect(0).json();
    assert_eq!(feed["_sangam"]["format"], "listing");
    assert_eq!(feed["items"].as_array().unwrap().len(), 10);
    assert_eq!(feed["items"][0]["_sangam"]["kind"], "Article");
}

#[test]
fn parse_ends_in_one_line_and_1_when_it_cannot_read() {
    let bench = Bench::empty();
    for (text, word) in [("", "empty"), ("just words", "feed"), ("<html><p>a</p></html>", "HTML")] {
        let ended = stdin(&bench, &["parse", "-"], text.as_bytes()).expect(1);
        assert_eq!((ended.stdout.as_str(), ended.stderr.lines().count()), ("", 1), "{text:?}");
        assert!(ended.stderr.contains(word), "{}", ended.stderr);
    }
    let ended = bench.sangam(&["parse", "no-such-file"]).expect(1);
    assert!(ended.stderr.contains("no-such-file"), "{}", ended.stderr);
}

#[test]
fn parse_refuses_what_is_too_large_before_it_reads_it() {
    let bench = Bench::empty();
    bench.write("feed.xml", FEED);
    let ended = bench.sangam(&["parse", "feed.xml", "--max-body", "100"]).expect(1);
    assert!(ended.stderr.contains("larger than 100 bytes"), "{}", ended.stderr);
    let ended = stdin(&bench, &["parse", "-", "--max-body", "100"], FEED.as_bytes()).expect(1);
    assert!(ended.stderr.contains("larger than 100 bytes"), "{}", ended.stderr);
}

#[test]
fn preview_shows_items_and_selectors_and_stores_nothing() {
    let bench = Bench::empty();
    let page = fixtures::path("listings/ilo-asia/nextRow--90.html");
    let ended = bench.sangam(&["preview", page.to_str().unwrap()]).expect(0);
    assert!(ended.stdout.contains("2017-09-27  News "), "{}", ended.stdout);
    assert!(ended.stdout.contains("10 items (listing, utf-8)"), "{}", ended.stdout);
    assert!(ended.stdout.contains("[source.listing]\nitem = '"), "{}", ended.stdout);
    assert_eq!(std::fs::read_dir(bench.path(".")).unwrap().count(), 0);
}

#[test]
fn preview_reads_an_address_as_the_source_that_it_is() {
    let origin = Origin::always(Reply::ok(FEED).header("Content-Type", "application/rss+xml"));
    let url = origin.url("/feed").to_string();
    let bench = Bench::new(&format!(
        "[[source]]\nid = \"one\"\nurl = \"{url}\"\ntags = [\"Partner\"]\n\
         [[source.rule]]\nwhen = {{ title = \"Roof\" }}\ndrop = true\n"
    ));
    let feed = bench.sangam(&["preview", &url, "--json"]).expect(0).json();
    assert_eq!(column(&feed, "/tags"), [serde_json::json!(["Rice", "Partner"])]);
    let text = bench.sangam(&["preview", &url]).expect(0).stdout;
    assert!(text.contains("left out: Roof mended (dropped by"), "{text}");
}

#[test]
fn preview_needs_no_source_to_look_at_a_page() {
    let bench = Bench::new("");
    bench.write("feed.xml", FEED);
    let ended = bench.sangam(&["check"]).expect(2);
    assert!(ended.stderr.contains("there is no [[source]]"), "{}", ended.stderr);
    let feed = bench.sangam(&["preview", "feed.xml", "--json"]).expect(0).json();
    assert_eq!(feed["items"].as_array().unwrap().len(), 2);
}

#[test]
fn init_writes_a_good_file_and_never_overwrites() {
    let bench = Bench::empty();
    bench.sangam(&["init"]).expect(0);
    bench.sangam(&["check"]).expect(0);
    bench.write("feeds.toml", "mine");
    let ended = bench.sangam(&["init"]).expect(2);
    assert!(ended.stderr.contains("never overwritten"), "{}", ended.stderr);
    assert_eq!(bench.read("feeds.toml"), "mine");
}

#[test]
fn check_names_every_mistake_and_touches_nothing() {
    let bench = Bench::empty();
    bench.write("feeds.toml", "[site]\ntitel = \"x\"\n[fetch]\ntimeout = \"soon\"\n");
    for command in ["check", "run", "sources", "items", "serve"] {
        let ended = bench.sangam(&[command]).expect(2);
        assert!(ended.stderr.contains("feeds.toml:2:1"), "{}", ended.stderr);
        assert!(ended.stderr.contains("\"title\""), "{}", ended.stderr);
        assert!(ended.stderr.contains("feeds.toml:4:"), "{}", ended.stderr);
        assert_eq!(std::fs::read_dir(bench.path(".")).unwrap().count(), 1, "{command}");
    }
}

#[test]
fn check_online_tries_every_source() {
    let origin = Origin::start(|request: &Request| match request.path() {
        "/good" => Reply::ok(FEED).header("Content-Type", "application/rss+xml"),
        _ => Reply::status(404),
    });
    let bench = Bench::new(&format!(
        "[[source]]\nid = \"good\"\nurl = \"{}\"\n[[source]]\nid = \"bad\"\nurl = \"{}\"\n",
        origin.url("/good"),
        origin.url("/bad")
    ));
    let ended = bench.sangam(&["check", "--online"]).expect(1);
    assert!(ended.stdout.contains("good  ok, 2 items (rss2)"), "{}", ended.stdout);
    assert!(ended.stdout.contains("bad   the server answered 404"), "{}", ended.stdout);
    assert!(!bench.path("sangam.db").exists());
}

#[test]
fn sources_and_items_tell_what_is_known() {
    let origin = Origin::start(|request: &Request| match request.path() {
        "/good" => Reply::ok(FEED).header("Content-Type", "application/rss+xml"),
        _ => Reply::status(404),
    });
    let bench = Bench::new(&format!(
        "[[source]]\nid = \"good\"\nurl = \"{}\"\n[[source]]\nid = \"bad\"\nurl = \"{}\"\n",
        origin.url("/good"),
        origin.url("/bad")
    ));
    bench.sangam(&["run"]).expect(1);
    let rows = bench.sangam(&["sources", "--json"]).expect(0).json();
    assert_eq!((rows[0]["state"].as_str(), rows[0]["items"].as_u64()), (Some("ok"), Some(2)));
    assert_eq!(
        (rows[1]["state"].as_str(), rows[1]["failures"].as_u64()),
        (Some("failed"), Some(1))
    );
    assert_eq!(rows[1]["error"]["code"], "status-404");
    let text = bench.sangam(&["sources"]).expect(0).stdout;
    assert!(text.starts_with("source  state   last success"), "{text}");

    let titles = |args: &[&str]| {
        let args = [&["items", "--json"], args].concat();
        column(&bench.sangam(&args).expect(0).json(), "/title")
    };
    assert_eq!(titles(&[]), ["Roof mended", "Mill opens"], "newest first");
    assert_eq!(titles(&["--tag", "rice"]), ["Mill opens"]);
    assert_eq!(titles(&["--limit", "1"]), ["Roof mended"]);
    assert_eq!(titles(&["--since", "2017-09-29"]), ["Roof mended"]);
    assert_eq!(titles(&["ROOF"]), ["Roof mended"]);
    assert_eq!(titles(&["--source", "bad"]), [] as [&str; 0]);
    assert_eq!(titles(&["--lang", "en"]), ["Roof mended", "Mill opens"]);
    let text = bench.sangam(&["items"]).expect(0).stdout;
    assert!(text.starts_with("2017-09-29  good  -  Roof mended\n"), "{text}");
}

#[test]
fn a_run_that_meets_another_ends_in_75() {
    let bench = Bench::new("[[source]]\nid = \"one\"\nurl = \"http://127.0.0.1:1/\"\n");
    let lock = File::create(bench.path("sangam.db.lock")).unwrap();
    lock.lock().unwrap();
    let ended = bench.sangam(&["run"]).expect(75);
    assert!(ended.stderr.contains("another run holds the lock"), "{}", ended.stderr);
    lock.unlock().unwrap();
    bench.sangam(&["run"]).expect(3);
}

#[test]
fn usage_errors_end_in_2_and_help_in_0() {
    let bench = Bench::new("[[source]]\nid = \"one\"\nurl = \"http://127.0.0.1:1/\"\n");
    bench.sangam(&["run", "--frobnicate"]).expect(2);
    bench.sangam(&[]).expect(2);
    let ended = bench.sangam(&["run", "--only", "two"]).expect(2);
    assert!(ended.stderr.contains("no source has the id"), "{}", ended.stderr);
    assert!(bench.sangam(&["--help"]).expect(0).stdout.contains("preview"));
    assert!(bench.sangam(&["--version"]).expect(0).stdout.starts_with("sangam "));
    let ended = Bench::empty().sangam(&["run"]).expect(2);
    assert!(ended.stderr.contains("sangam init"), "{}", ended.stderr);
}

#[test]
fn settings_can_come_from_the_environment() {
    let origin = Origin::always(Reply::ok(FEED).header("Content-Type", "application/rss+xml"));
    let bench = Bench::new(&format!("[[source]]\nid = \"one\"\nurl = \"{}\"\n", origin.url("/")));
    let mut command = bench.command(&["run"]);
    command.env("SANGAM_PUBLISH_TO", "elsewhere").env("SANGAM_STORE_URL", "sqlite:other.db");
    Ended::from(command.output().unwrap()).expect(0);
    assert!(bench.path("elsewhere/rss.xml").exists());
    assert!(bench.path("other.db").exists());
    assert!(!bench.path("public").exists() && !bench.path("sangam.db").exists());
}
