//! `full_text = true`: items with the text of their own pages.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use crate::support::bench::{Bench, column};
use crate::support::origin::{Origin, Reply, Request};

fn row(n: u32) -> String {
    format!(
        "<li><h3><a href=\"/item/{n}\">The story with the number {n}</a></h3> {n} May 2017</li>"
    )
}

fn list(numbers: &[u32]) -> Reply {
    let rows: String = numbers.iter().map(|n| row(*n)).collect();
    Reply::ok(format!("<!DOCTYPE html><ul>{rows}</ul>")).header("ETag", "\"one\"")
}

fn article(n: &str) -> Reply {
    let text = format!(
        "<p>Members of society {n} met in the old mill and counted the votes twice before they \
         decided to buy the building from the bank, which had wanted it sold for years.</p>"
    )
    .repeat(3);
    Reply::ok(format!(
        "<!DOCTYPE html><html lang=en><head><meta property=article:published_time \
         content=2017-05-0{n}T09:30:00Z><meta property=og:image content=/p{n}.jpg></head><body>\
         <nav><a href=/>Home of the society</a></nav><main><h1>The story with the number {n}</h1>\
         {text}</main><footer>All rights reserved</footer></body></html>"
    ))
}

fn source(origin: &Origin) -> String {
    format!(
        "[[source]]\nid = \"one\"\nurl = \"{}\"\ntype = \"listing\"\nfull_text = true\n\
         [source.headers]\nX-Key = \"secret\"\n",
        origin.url("/list")
    )
}

fn asked(origin: &Origin, path: &str) -> usize {
    origin.requests().iter().filter(|request| request.path() == path).count()
}

fn item(bench: &Bench, n: u32) -> Value {
    let title = format!("The story with the number {n}");
    let feed = bench.feed();
    let items = feed["items"].as_array().unwrap();
    items.iter().find(|item| item["title"] == title.as_str()).unwrap().clone()
}

#[test]
fn each_new_item_is_read_once_and_keeps_its_text() {
    let titled = Arc::new(AtomicUsize::new(0));
    let switch = Arc::clone(&titled);
    let origin = Origin::start(move |request: &Request| match request.path() {
        "/list" if switch.load(Ordering::SeqCst) > 0 => list(&[3, 1, 2]),
        "/list" => list(&[1, 2]),
        path => article(path.trim_start_matches("/item/")),
    });
    let bench = Bench::new(&source(&origin));
    bench.sangam(&["run"]).expect(0);
    let first = item(&bench, 1);
    let html = first["content_html"].as_str().unwrap();
    assert!(html.contains("Members of society 1 met"), "{html}");
    assert!(!html.contains("rights reserved") && !html.contains("Home of"), "{html}");
    assert_eq!(first["date_published"], "2017-05-01T09:30:00Z", "of the same day, and more exact");
    assert!(first["image"].as_str().unwrap().ends_with("/p1.jpg"));
    titled.store(1, Ordering::SeqCst);
    let report = bench.sangam(&["run", "--force", "--json"]).expect(0).json();
    assert_eq!(
        (&report["sources"][0]["added"], &report["sources"][0]["changed"]),
        (&1.into(), &0.into())
    );
    assert_eq!(["/item/1", "/item/2", "/item/3"].map(|path| asked(&origin, path)), [1, 1, 1]);
    assert_eq!(item(&bench, 1), first, "what was read stays");
}

#[test]
fn a_page_that_fails_is_a_warning_and_is_tried_three_times() {
    let origin = Origin::start(|request: &Request| match request.path() {
        "/list" => list(&[1, 2]),
        "/item/1" => Reply::status(503),
        _ => article("2"),
    });
    let bench = Bench::new(&source(&origin));
    let codes = |report: &Value| {
        let warnings = report["sources"][0]["warnings"].as_array().cloned().unwrap_or_default();
        warnings.iter().filter(|one| one["code"] == "text-not-fetched").count()
    };
    let mut told = Vec::new();
    for _ in 0..5 {
        let report = bench.sangam(&["run", "--force", "--json"]).expect(0).json();
        told.push(codes(&report));
        assert_eq!(report["items_total"], 2);
    }
    assert_eq!(told, [1, 1, 1, 0, 0]);
    assert_eq!(asked(&origin, "/item/2"), 1);
    assert!(item(&bench, 1).get("content_html").is_none());
}

#[test]
fn a_page_that_is_missing_or_says_what_others_say_gives_no_text() {
    let origin = Origin::start(|request: &Request| match request.path() {
        "/list" => list(&[1, 2, 3, 4]),
        "/item/1" => Reply::status(404),
        "/item/4" => article("4"),
        _ => article("9"),
    });
    let bench = Bench::new(&source(&origin));
    for _ in 0..2 {
        bench.sangam(&["run", "--force"]).expect(0);
    }
    let has_text = |n| item(&bench, n).get("content_html").is_some();
    assert_eq!([1, 2, 3, 4].map(has_text), [false, false, false, true]);
    assert_eq!(asked(&origin, "/item/1"), 1, "once is enough");
}

fn titles(bench: &Bench) -> Vec<Value> {
    column(&bench.feed(), "/title")
}

#[test]
fn an_item_of_which_the_page_is_gone_is_taken_back() {
    let origin = Origin::start(|request: &Request| match request.path() {
        "/list" => list(&[1, 2]),
        "/item/1" => Reply::status(410),
        _ => article("2"),
    });
    let bench = Bench::new(&source(&origin));
    for _ in 0..2 {
        bench.sangam(&["run", "--force"]).expect(0);
        assert_eq!(titles(&bench), ["The story with the number 2"]);
    }
    assert_eq!(asked(&origin, "/item/1"), 1, "gone is gone");
    let url = origin.url("/item/1").to_string();
    let told = bench.sangam(&["explain", &url, "--json"]).expect(0).json();
    assert_eq!(told["taken_down"][0]["cause"], "retracted");
    assert_eq!(told["taken_down"][0]["reason"], "its page is gone (410)");
}

/// The list loses a row, and the page of the row answers this.
fn loses_a_row(answer: fn() -> Reply) -> (Bench, Origin) {
    let passes = Arc::new(AtomicUsize::new(0));
    let pass = Arc::clone(&passes);
    let origin = Origin::start(move |request: &Request| match request.path() {
        "/list" if pass.fetch_add(1, Ordering::SeqCst) > 0 => list(&[2, 3]),
        "/list" => list(&[1, 2, 3]),
        "/item/1" if pass.load(Ordering::SeqCst) > 1 => answer(),
        path => article(path.trim_start_matches("/item/")),
    });
    let bench = Bench::new(&source(&origin));
    for _ in 0..3 {
        bench.sangam(&["run", "--force"]).expect(0);
    }
    (bench, origin)
}

#[test]
fn the_page_of_an_item_that_leaves_the_list_is_asked_once_whether_it_is_gone() {
    let (bench, origin) = loses_a_row(|| Reply::status(410));
    assert_eq!(titles(&bench).len(), 2, "{:?}", titles(&bench));
    assert_eq!(asked(&origin, "/item/1"), 2, "once for its text, once when it left");
    let atom = bench.read("public/atom.xml");
    assert!(atom.contains("<at:comment>its page is gone (410)</at:comment>"), "{atom}");
    for answer in [|| article("1"), || Reply::status(404), || Reply::status(500)] {
        let (bench, _origin) = loses_a_row(answer);
        assert_eq!(titles(&bench).len(), 3, "it rolled off");
    }
}

#[test]
fn secrets_of_a_source_go_to_no_other_site() {
    let other = Origin::start(|_: &Request| article("1"));
    let away = other.url("/item/1").to_string();
    let origin = Origin::start(move |_: &Request| {
        let rows = row(1).replace("/item/1", &away) + &row(2) + &row(3);
        Reply::ok(format!("<!DOCTYPE html><ul>{rows}</ul>"))
    });
    let bench = Bench::new(&source(&origin));
    bench.sangam(&["run"]).expect(0);
    let key = |origin: &Origin| {
        let asked = origin.requests();
        let page = asked.iter().find(|request| request.path() != "/robots.txt").unwrap();
        page.header("x-key").map(str::to_owned)
    };
    assert_eq!(key(&other), None);
    assert_eq!(key(&origin).as_deref(), Some("secret"));
}
