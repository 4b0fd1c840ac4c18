//! A store that was lost, made anew from what was published.

use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::{atom, dates, entry};
use crate::support::bench::{Bench, column};
use crate::support::origin::{Origin, Reply, Request};

fn origin() -> Origin {
    let story = |more: &str| {
        entry("a", "Mill opens", &dates(4, 5)).replace(
            "</entry>",
            &format!("<category term=\"Rice\"/><content type=\"html\">&lt;p&gt;Long.&lt;/p&gt;{more}</content></entry>"),
        )
    };
    let one =
        atom(&[story(""), entry("b", "Roof mended", &dates(3, 3)), entry("c", "Undated", "")]);
    let two = atom(&[story(" More.")
        .replace("2026:a", "2026:copy")
        .replace("<id>", "<link rel=\"related\" href=\"https://coop.example/r\"/><id>")]);
    let page = "<html><body><h1>News</h1><ul class=\"news\">\
        <li><p class=\"kind\">Article</p><a href=\"/n/1\">Members met in Kandy</a> <span class=\"date\">28 September 2017</span></li>\
        <li><p class=\"kind\">News</p><a href=\"/n/2\">Fishers met in Galle</a> <span class=\"date\">27 September 2017</span></li>\
        </ul></body></html>";
    Origin::start(move |request: &Request| match request.path() {
        "/one" => Reply::ok(&one).header("Content-Type", "application/atom+xml"),
        "/two" => Reply::ok(&two).header("Content-Type", "application/atom+xml"),
        _ => Reply::ok(page).header("Content-Type", "text/html"),
    })
}

fn bench(origin: &Origin) -> Bench {
    let source = |id: &str| {
        format!("[[source]]\nid = \"{id}\"\nurl = \"{}\"\n", origin.url(&format!("/{id}")))
    };
    let listing =
        "type = \"listing\"\n[source.listing]\nitem = \"li\"\nkind = \".kind\"\ndate = \".date\"\n";
    let bench =
        Bench::new(&[source("one"), source("two"), source("page"), listing.to_owned()].concat());
    bench.sangam(&["run"]).expect(0);
    bench
}

pub(super) fn forget(bench: &Bench) {
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(bench.path(&format!("sangam.db{end}")));
    }
}

/// What makes a reader show an item as new or changed.
fn identity(feed: &Value) -> Vec<Vec<Value>> {
    let fields = ["/id", "/title", "/date_published", "/_sangam/updated", "/_sangam/source/id"];
    fields.map(|field| column(feed, field)).to_vec()
}

#[test]
fn a_store_made_anew_from_feed_json_emits_nothing_again() {
    let origin = origin();
    let bench = bench(&origin);
    let (feed, atom) = (bench.feed(), bench.read("public/atom.xml"));
    assert_eq!(column(&feed, "/title").len(), 5);
    forget(&bench);
    let report = bench.sangam(&["import", "public/feed.json", "--json"]).expect(0).json();
    assert_eq!((&report["restored"], &report["known"]), (&5.into(), &0.into()));
    let report = bench.sangam(&["run", "--json"]).expect(0).json();
    for source in report["sources"].as_array().unwrap() {
        assert_eq!((&source["added"], &source["changed"]), (&0.into(), &0.into()), "{source}");
    }
    assert_eq!(bench.feed(), feed);
    assert_eq!(bench.read("public/atom.xml"), atom);
    let report = bench.sangam(&["import", "public/feed.json", "--json"]).expect(0).json();
    assert_eq!((&report["restored"], &report["known"]), (&0.into(), &5.into()), "once is enough");
}

#[test]
fn a_store_made_anew_from_an_atom_feed_keeps_ids_and_dates() {
    let origin = origin();
    let bench = bench(&origin);
    let feed = bench.feed();
    forget(&bench);
    bench.sangam(&["import", "public/atom.xml"]).expect(0);
    bench.sangam(&["run"]).expect(0);
    assert_eq!(identity(&bench.feed()), identity(&feed));
    assert_eq!(column(&bench.feed(), "/_sangam/kind"), column(&feed, "/_sangam/kind"));
}

#[test]
fn a_restored_item_is_recognised_by_likeness_too() {
    let title = "The mill in Anand opens its doors to its members";
    let own = entry("a", title, &dates(2, 2));
    // The site moved meanwhile: no guid and no address leads to what was published.
    let moved = own.replace("2026:a", "2026:a-new").replace("coop.example/a", "coop.example/new/a");
    let pages = Arc::new(Mutex::new(atom(&[own])));
    let answer = Arc::clone(&pages);
    let origin = Origin::start(move |_: &Request| {
        Reply::ok(answer.lock().unwrap().as_str()).header("Content-Type", "application/atom+xml")
    });
    let url = origin.url("/feed");
    let bench = Bench::new(&format!("[[source]]\nid = \"one\"\nurl = \"{url}\"\n"));
    bench.sangam(&["run"]).expect(0);
    let before = column(&bench.feed(), "/id");
    forget(&bench);
    bench.sangam(&["import", "public/feed.json"]).expect(0);
    *pages.lock().unwrap() = atom(&[moved]);
    bench.sangam(&["run"]).expect(0);
    assert_eq!(column(&bench.feed(), "/id"), before);
}

#[test]
fn what_was_published_under_another_id_leads_to_the_item_that_is_there() {
    let origin = origin();
    let bench = bench(&origin);
    let mine = "urn:uuid:11111111-2222-5333-8444-555555555555";
    let id = column(&bench.feed(), "/id")[0].as_str().unwrap().to_owned();
    bench.write("old.json", &bench.read("public/feed.json").replace(&id, mine));
    let report = bench.sangam(&["import", "old.json", "--json"]).expect(0).json();
    assert_eq!((&report["restored"], &report["joined"]), (&0.into(), &1.into()));
    let told = bench.sangam(&["explain", mine, "--json"]).expect(0).json();
    assert_eq!(told["id"], id.as_str());
    let before = bench.feed();
    bench.sangam(&["run", "--force"]).expect(0);
    assert_eq!(bench.feed(), before);
}

#[test]
fn what_others_published_is_not_restored() {
    let origin = origin();
    let bench = bench(&origin);
    bench.write("foreign.json", &bench.read("public/feed.json").replace("\"sangam\"", "\"other\""));
    bench.write("foreign.xml", &atom(&[entry("a", "Mill opens", "")]));
    bench.write("page.html", "<html><body>Hello</body></html>");
    for file in ["foreign.json", "foreign.xml", "page.html"] {
        let ended = bench.sangam(&["import", file]).expect(1);
        assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
        assert!(ended.stderr.contains(file), "{}", ended.stderr);
    }
}
