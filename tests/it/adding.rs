//! `sangam add`: what stands behind an address becomes a source, and the file keeps its form.

use crate::support::bench::Bench;
use crate::support::origin::{Origin, Reply, Request};

const FEED: &str = "<rss version=\"2.0\"><channel><title>Rice news</title>\
    <link>http://coop.example/</link><item><title>Mill opens</title><link>/a</link></item>\
    </channel></rss>";

fn list(head: &str) -> String {
    let titles = ["Rice mill opens in Iloilo", "Dairies share a truck", "Fishers elect a board"];
    let rows = titles.iter().enumerate().map(|(n, title)| {
        format!("<li class=\"news\"><h3><a href=\"/{n}\">{title}</a></h3><i>{} May 2017</i>", n + 1)
    });
    let rows: String = rows.collect();
    format!("<!DOCTYPE html><html lang=\"en\"><title>Boats</title>{head}<ul>{rows}</ul></html>")
}

fn origin() -> Origin {
    Origin::start(|request: &Request| match request.path() {
        "/feed.xml" => Reply::ok(FEED),
        "/blog" => Reply::ok(list("<link rel=alternate type=application/rss+xml href=/feed.xml>")),
        "/dead" => Reply::ok(list("<link rel=alternate type=application/rss+xml href=/gone.xml>")),
        "/list" => Reply::ok(list("")),
        "/guarded" => Reply::status(403)
            .body("<title>Just a moment...</title><script>window._cf_chl_opt = {}</script>"),
        "/login" => Reply::ok("<title>Sign in</title><form><input type=password></form>"),
        _ => Reply::status(404),
    })
}

fn bench(origin: &Origin) -> Bench {
    let one =
        format!("# ours\n[[source]]\nid = \"one\"   # first\nurl = \"{}\"\n", origin.url("/x"));
    Bench::new(&format!(
        "{one}\n# feeds below\n[[feed]]\nid = \"f\"\ntitle = \"F\"\nwhere = {{ source = [\"one\"] }}\n"
    ))
}

#[test]
fn the_feed_that_a_page_names_is_added() {
    let origin = origin();
    let bench = bench(&origin);
    let before = bench.read("feeds.toml");
    let ended = bench.sangam(&["add", origin.url("/blog").as_str(), "--yes"]).expect(0);
    assert!(ended.stdout.contains("Mill opens"), "{}", ended.stdout);
    let after = bench.read("feeds.toml");
    let feed =
        format!("id = \"rice-news\"\ntitle = \"Rice news\"\nurl = \"{}\"", origin.url("/feed.xml"));
    assert!(after.contains(&feed), "{after}");
    for line in before.lines() {
        assert!(after.contains(line), "{line} is gone: {after}");
    }
    bench.sangam(&["check"]).expect(0);
}

#[test]
fn a_listing_is_added_with_its_selectors_and_read_by_them() {
    let origin = origin();
    let bench = bench(&origin);
    for page in ["/list", "/dead"] {
        bench.sangam(&["add", origin.url(page).as_str(), "--yes"]).expect(0);
    }
    let text = bench.read("feeds.toml");
    assert!(text.contains("type = \"listing\""), "{text}");
    assert!(text.contains("item = \"li.news\""), "{text}");
    assert!(text.contains("id = \"boats-2\""), "{text}");
    let report = bench.sangam(&["run", "--only", "boats", "--json"]).expect(0).json();
    assert_eq!(report["sources"].as_array().unwrap().iter().filter(|s| s["added"] == 3).count(), 1);
}

#[test]
fn the_first_source_may_be_added() {
    let origin = origin();
    let bench = Bench::new("");
    bench.sangam(&["add", origin.url("/list").as_str(), "--yes"]).expect(0);
    bench.sangam(&["check"]).expect(0);
}

#[test]
fn nothing_is_added_twice() {
    let origin = origin();
    let bench = bench(&origin);
    bench.sangam(&["add", origin.url("/list").as_str(), "--yes", "--id", "boats"]).expect(0);
    let before = bench.read("feeds.toml");
    let again = format!("{}?utm_source=x", origin.url("/list"));
    let ended = bench.sangam(&["add", &again, "--yes"]).expect(0);
    assert!(ended.stdout.contains("is the source boats already"), "{}", ended.stdout);
    bench.sangam(&["add", origin.url("/dead").as_str(), "--yes", "--id", "one"]).expect(2);
    assert_eq!(bench.read("feeds.toml"), before);
}

#[test]
fn without_consent_or_items_nothing_is_added() {
    let origin = origin();
    let bench = bench(&origin);
    let before = bench.read("feeds.toml");
    let ended = bench.sangam(&["add", origin.url("/list").as_str()]).expect(2);
    assert!(ended.stdout.contains("Dairies share a truck"), "what it would give is shown");
    assert!(ended.stderr.contains("--yes"), "{}", ended.stderr);
    let ended = bench.sangam(&["add", origin.url("/login").as_str(), "--yes"]).expect(1);
    assert!(ended.stderr.contains("login page"), "{}", ended.stderr);
    for command in [&["preview"][..], &["add", "--yes"]] {
        let url = origin.url("/guarded");
        let ended = bench.sangam(&[command, &[url.as_str()]].concat()).expect(1);
        assert!(ended.stderr.contains("403 and a challenge"), "{}", ended.stderr);
    }
    assert_eq!(bench.read("feeds.toml"), before);
}
