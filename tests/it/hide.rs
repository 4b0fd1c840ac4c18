//! Items taken down by hand.

use std::fs::File;

use serde_json::json;

use crate::support::bench::{Bench, Ended, column};
use crate::support::origin::{Origin, Reply, Request};

fn feed(version: u32) -> String {
    format!(
        r#"<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<link>http://coop.example/</link><description>d</description>
<item><title>Mill opens{}</title><link>http://coop.example/a</link><guid isPermaLink="false">a-1</guid>
<pubDate>Thu, 28 Sep 2017 10:00:00 GMT</pubDate></item>
<item><title>Roof mended</title><link>http://coop.example/b</link><guid isPermaLink="false">a-2</guid>
<pubDate>Fri, 29 Sep 2017 10:00:00 GMT</pubDate></item></channel></rss>"#,
        "!".repeat(version as usize)
    )
}

/// `/one` is edited at every fetch; `/two` brings the same stories under other guids.
fn origin() -> Origin {
    let fetches = std::sync::atomic::AtomicU32::new(0);
    Origin::start(move |request: &Request| {
        let text = match request.path() {
            "/one" => feed(fetches.fetch_add(1, std::sync::atomic::Ordering::SeqCst)),
            _ => feed(0).replace("a-1", "b-1").replace("a-2", "b-2"),
        };
        Reply::ok(text).header("Content-Type", "application/rss+xml")
    })
}

fn source(origin: &Origin, id: &str) -> String {
    format!("[[source]]\nid = \"{id}\"\nurl = \"{}\"\n", origin.url(&format!("/{id}")))
}

#[track_caller]
fn check_nowhere(bench: &Bench, words: &str) {
    for (path, (bytes, _)) in bench.published() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(words), "{words} is in {}", path.display());
    }
}

#[test]
fn a_hidden_item_leaves_every_format_at_once_and_stays_away() {
    let origin = origin();
    let bench = Bench::new(&source(&origin, "one"));
    bench.sangam(&["run"]).expect(0);
    let id = column(&bench.feed(), "/id")[1].as_str().unwrap().to_owned();
    let requests = origin.requests().len();
    let ended = bench.sangam(&["hide", "a-1", "--reason", "asked to", "--json"]).expect(0).json();
    assert_eq!((&ended["id"], &ended["hidden"]["reason"]), (&json!(id), &json!("asked to")));
    let files = column(&json!({ "items": ended["published"] }), "/path");
    assert!(
        files.contains(&json!("atom.xml")) && files.contains(&json!("index.html")),
        "{files:?}"
    );
    assert_eq!(origin.requests().len(), requests, "nothing is fetched");
    check_nowhere(&bench, "Mill");
    // Edited, and brought by another source.
    bench.configure(&[source(&origin, "one"), source(&origin, "two")].concat());
    bench.sangam(&["run", "--force"]).expect(0);
    check_nowhere(&bench, "Mill");
    let listed = bench.sangam(&["items", "--hidden", "--json"]).expect(0).json();
    let tombstone = &listed["items"][0]["_sangam"]["taken_down"][0];
    assert_eq!((&tombstone["cause"], &tombstone["reason"]), (&json!("hidden"), &json!("asked to")));
    assert_eq!(column(&listed, "/title"), ["Mill opens!"]);
    let listed = bench.sangam(&["items"]).expect(0).stdout;
    assert!(!listed.contains("Mill") && listed.contains("Roof"), "{listed}");
}

#[test]
fn a_calendar_goes_with_its_last_event() {
    let origin = Origin::start(|request: &Request| {
        if request.path() != "/one" {
            return Reply::ok(feed(0)).header("Content-Type", "application/rss+xml");
        }
        let event = "xmlns:ev=\"http://purl.org/rss/1.0/modules/event/\"";
        let text = feed(0).replace("version=\"2.0\"", &format!("version=\"2.0\" {event}")).replace(
            "<guid isPermaLink=\"false\">a-1",
            "<ev:startdate>2026-05-04T09:00:00Z</ev:startdate><guid isPermaLink=\"false\">a-1",
        );
        Reply::ok(text).header("Content-Type", "application/rss+xml")
    });
    let bench = Bench::new(&format!("[publish]\nby = [\"source\"]\n{}", source(&origin, "one")));
    bench.sangam(&["run"]).expect(0);
    let calendars = ["public/events.ics", "public/by/source/one/events.ics"];
    for calendar in calendars {
        assert!(bench.read(calendar).contains("SUMMARY:Mill opens"));
    }
    let pinned = bench.path("public/embed-0123456789ab.js");
    std::fs::write(&pinned, "of an older version").unwrap();
    bench.sangam(&["hide", "a-1"]).expect(0);
    check_nowhere(&bench, "Mill");
    assert!(calendars.iter().all(|path| !bench.path(path).exists()));
    assert!(pinned.exists(), "pages of others name it");
    // A store that is new knows nothing of what stands in the folder.
    std::fs::write(bench.path(calendars[0]), "SUMMARY:Mill opens").unwrap();
    std::fs::remove_file(bench.path("sangam.db")).unwrap();
    bench.configure(&source(&origin, "two"));
    bench.sangam(&["run"]).expect(0);
    assert!(!bench.path(calendars[0]).exists());
}

#[test]
fn readers_of_atom_are_told_that_it_is_gone_and_not_why() {
    let origin = origin();
    let bench = Bench::new(&source(&origin, "one"));
    bench.sangam(&["run"]).expect(0);
    let id = column(&bench.feed(), "/id")[1].as_str().unwrap().to_owned();
    bench.sangam(&["hide", "http://coop.example/a", "--reason", "between us"]).expect(0);
    let atom = bench.read("public/atom.xml");
    assert!(atom.contains(&format!("<at:deleted-entry ref=\"{id}\" when=\"20")), "{atom}");
    assert!(atom.contains("xmlns:at=\"http://purl.org/atompub/tombstones/1.0\""), "{atom}");
    assert!(atom.contains("<name>Example Federation</name>"), "{atom}");
    check_nowhere(&bench, "between us");
    let before = bench.published();
    bench.sangam(&["hide", "a-1"]).expect(0);
    assert_eq!(bench.published(), before, "hiding it once more changes nothing");
}

#[test]
fn a_hidden_item_is_shown_again_as_the_item_that_it_was() {
    let origin = origin();
    let bench = Bench::new(&source(&origin, "one"));
    bench.sangam(&["run"]).expect(0);
    let before = bench.feed();
    let id = column(&before, "/id")[1].as_str().unwrap().to_owned();
    bench.sangam(&["hide", &id]).expect(0);
    let ended = bench.sangam(&["unhide", &id, "--json"]).expect(0).json();
    assert_eq!((&ended["was_hidden"], &ended["is_shown"]), (&json!(true), &json!(true)));
    let after = bench.feed();
    for field in ["/id", "/title", "/date_published"] {
        assert_eq!(column(&after, field), column(&before, field));
    }
    let updated = |feed| column(feed, "/_sangam/updated")[1].clone();
    assert_ne!(updated(&after), updated(&before), "it is newer than its tombstone was");
    assert!(!bench.read("public/atom.xml").contains("deleted-entry"));
    let ended = bench.sangam(&["unhide", &id]).expect(0).stdout;
    assert!(ended.starts_with("not hidden: 2017-09-28  one  Mill opens"), "{ended}");
}

#[test]
fn an_item_goes_by_its_id_its_first_digits_its_addresses_and_its_guid() {
    let origin = origin();
    let bench = Bench::new(&source(&origin, "one"));
    bench.sangam(&["run"]).expect(0);
    let id = column(&bench.feed(), "/id")[1].as_str().unwrap().to_owned();
    let bare = id.strip_prefix("urn:uuid:").unwrap();
    let names = [
        id.as_str(),
        bare,
        &bare[..8],
        "http://coop.example/a",
        "https://www.coop.example/a/?utm_source=mail",
        "coop.example/a",
        "a-1",
    ];
    for name in names {
        let ended = bench.sangam(&["hide", name, "--json"]).expect(0).json();
        assert_eq!(ended["id"], json!(id), "{name}");
    }
    let ended = bench.sangam(&["hide", "a-9"]).expect(2);
    assert!(
        ended.stderr.contains("no stored item has the id, address or guid"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_name_of_several_items_lists_them() {
    let origin = Origin::start(|request: &Request| {
        let mut text =
            feed(0).replace("coop.example", &format!("{}.example", &request.path()[1..]));
        if request.path() == "/two" {
            text = text.replace("Mill opens", "Mill opens in Hanoi");
        }
        Reply::ok(text).header("Content-Type", "application/rss+xml")
    });
    let bench = Bench::new(&[source(&origin, "one"), source(&origin, "two")].concat());
    bench.sangam(&["run"]).expect(0);
    let before = bench.published();
    let ended = bench.sangam(&["hide", "a-1"]).expect(2);
    assert_eq!(ended.stderr.matches("Mill opens").count(), 2, "{}", ended.stderr);
    assert_eq!(ended.stderr.matches("\n  urn:uuid:").count(), 2, "{}", ended.stderr);
    assert_eq!(bench.published(), before);
}

#[test]
fn hiding_waits_for_no_run_and_makes_no_store() {
    let origin = origin();
    let bench = Bench::new(&source(&origin, "one"));
    let ended = bench.sangam(&["hide", "a-1"]).expect(2);
    assert!(ended.stderr.contains("no stored item"), "{}", ended.stderr);
    assert!(!bench.path("sangam.db").exists());
    bench.sangam(&["run"]).expect(0);
    let lock = File::create(bench.path("sangam.db.lock")).unwrap();
    lock.lock().unwrap();
    let ended: Ended = bench.sangam(&["hide", "a-1"]).expect(75);
    assert!(ended.stderr.contains("another run holds the lock"), "{}", ended.stderr);
}
