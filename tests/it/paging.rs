//! Listings of several pages, and what is remembered of a source between passes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sangam::model::source::SourceId;

use crate::support::bench::Bench;
use crate::support::origin::{Origin, Reply, Request};
use crate::support::stage::Stage;

/// A page of a list: two items with these numbers, and a link to the next page.
fn page(numbers: [u32; 2], next: Option<&str>) -> Reply {
    let row = |n: u32| {
        format!("<li><h3><a href=\"/{n}\">The story with the number {n}</a></h3> {n} May 2017</li>")
    };
    let rows = numbers.map(row).concat();
    let next = next.map(|next| format!("<a class=\"next\" href=\"{next}\">Next</a>"));
    let html = format!("<!DOCTYPE html><ul>{rows}</ul>{}", next.unwrap_or_default());
    Reply::ok(html).header("Content-Type", "text/html").header("ETag", "\"one\"")
}

fn listing(origin: &Origin, more: &str) -> String {
    format!(
        "[[source]]\nid = \"one\"\nurl = \"{}\"\ntype = \"listing\"\n[source.listing]\n{more}",
        origin.url("/list")
    )
}

/// How often paths were asked for that begin so.
fn asked(origin: &Origin, path: &str) -> usize {
    origin.requests().iter().filter(|one| one.path().starts_with(path)).count()
}

const PAGED: &str = "item = \"li\"\nnext = \"a.next\"\nmax_pages = 5\n";

#[test]
fn items_of_a_page_that_failed_come_with_the_next_pass() {
    let works = Arc::new(AtomicBool::new(false));
    let switch = Arc::clone(&works);
    let origin = Origin::start(move |request: &Request| match request.path() {
        "/list" => page([1, 2], Some("/list2")),
        "/list2" if switch.load(Ordering::SeqCst) => page([3, 4], None),
        "/list2" => Reply::status(503),
        _ => Reply::status(404),
    });
    let bench = Bench::new(&listing(&origin, PAGED));
    let report = bench.sangam(&["run", "--json"]).expect(1).json();
    assert_eq!((&report["items_total"], &report["sources"][0]["added"]), (&2.into(), &2.into()));
    works.store(true, Ordering::SeqCst);
    let report = bench.sangam(&["run", "--force", "--json"]).expect(0).json();
    assert_eq!((&report["items_total"], &report["sources"][0]["added"]), (&4.into(), &2.into()));
}

#[test]
fn a_page_that_is_led_to_and_not_there_is_looked_for_once_more() {
    let is_there = Arc::new(AtomicBool::new(false));
    let switch = Arc::clone(&is_there);
    let origin = Origin::start(move |request: &Request| match request.path() {
        "/list" => page([1, 2], Some("/list2")),
        "/list2" if switch.load(Ordering::SeqCst) => page([3, 4], None),
        _ => Reply::status(404),
    });
    let bench = Bench::new(&listing(&origin, PAGED));
    bench.sangam(&["run"]).expect(0);
    is_there.store(true, Ordering::SeqCst);
    let report = bench.sangam(&["run", "--force", "--json"]).expect(0).json();
    assert_eq!(report["items_total"], 4);
}

#[test]
fn paging_stops_at_the_first_page_without_news() {
    let changed = Arc::new(AtomicBool::new(false));
    let switch = Arc::clone(&changed);
    let origin = Origin::start(move |request: &Request| match request.path() {
        "/list" if switch.load(Ordering::SeqCst) => page([5, 1], Some("/list2")),
        "/list" => page([1, 2], Some("/list2")),
        "/list2" => page([3, 4], Some("/list3")),
        _ => page([6, 7], None),
    });
    let bench = Bench::new(&listing(&origin, PAGED));
    // Of three pages one item may have slipped from the third to the second while they were read.
    for pages in [3, 3, 1] {
        let before = asked(&origin, "/list");
        bench.sangam(&["run", "--force"]).expect(0);
        assert_eq!(asked(&origin, "/list") - before, pages);
    }
    changed.store(true, Ordering::SeqCst);
    let before = origin.requests().len();
    bench.sangam(&["run", "--force"]).expect(0);
    let asked: Vec<_> = origin.requests()[before..].iter().map(|one| one.target.clone()).collect();
    assert_eq!(asked, ["/list", "/list2"]);
}

#[test]
fn a_selector_that_matches_nothing_fails_until_it_is_mended() {
    let origin = Origin::start(|request: &Request| {
        if request.header("if-none-match").is_some() {
            Reply::status(304)
        } else {
            page([1, 2], None)
        }
    });
    let bench = Bench::new(&listing(&origin, "item = \"li\"\n"));
    bench.sangam(&["run"]).expect(0);
    bench.configure(&listing(&origin, "item = \"ul.none > li\"\n"));
    for _ in 0..2 {
        let report = bench.sangam(&["run", "--force", "--json"]).expect(1).json();
        assert_eq!(report["sources"][0]["error"]["code"], "no-items-matched");
    }
    assert_eq!(bench.feed()["items"].as_array().unwrap().len(), 2, "what was good stays");
}

#[test]
fn the_demo_leaves_a_configuration_alone_that_is_not_its_own() {
    let bench = Bench::empty();
    bench.write("feeds.toml", "# mine\n");
    let ended = bench.sangam(&["demo", "--once", "--dir", "."]).expect(2);
    assert!(ended.stderr.contains("no file of the demo"), "{}", ended.stderr);
    assert_eq!(bench.read("feeds.toml"), "# mine\n");
}

#[test]
fn a_source_that_is_not_enabled_is_never_due() {
    let origin = Origin::start(|_: &Request| page([1, 2], None));
    let bench = Bench::new(&listing(&origin, "item = \"li\"\n"));
    bench.sangam(&["run"]).expect(0);
    let disabled = listing(&origin, "item = \"li\"\n").replace("type =", "enabled = false\ntype =");
    bench.configure(&disabled);
    let report = bench.sangam(&["run", "--json"]).expect(0).json();
    assert_eq!(report["sources"][0]["outcome"], "skipped");
    assert!(report["sources"][0].get("next_due").is_none(), "serve would wake for it every second");
}

#[test]
fn further_pages_are_found_by_themselves_where_more_than_one_is_wanted() {
    let origin = Origin::start(|request: &Request| {
        let page =
            request.target.rsplit('=').next().and_then(|page| page.parse().ok()).unwrap_or(1);
        let next = if page < 9 { format!("/list?page={}", page + 1) } else { String::new() };
        let html = format!(
            "<!DOCTYPE html><ul>{}{}</ul><p class=pager><a href=\"{next}\">Next ›</a></p>",
            item(2 * page - 1),
            item(2 * page)
        );
        Reply::ok(html)
    });
    let asked = |more: &str| {
        let bench = Bench::new(&listing(&origin, more));
        let pages = || origin.requests().iter().filter(|one| one.path() == "/list").count();
        let before = pages();
        let report = bench.sangam(&["run", "--json"]).expect(0).json();
        (pages() - before, report["items_total"].as_u64().unwrap())
    };
    assert_eq!(asked("max_pages = 3\n"), (3, 6));
    assert_eq!(asked(""), (1, 2));
}

fn item(n: u32) -> String {
    format!("<li><h3><a href=\"/{n}\">The story with the number {n}</a></h3> {n} May 2017</li>")
}

#[test]
fn items_that_move_to_the_next_page_while_it_is_read_are_neither_lost_nor_doubled() {
    // Two stories come between the first and the second request: the second page then holds what
    // the first one held, and the third what was on the second.
    let asked = std::sync::atomic::AtomicU32::new(0);
    let origin = Origin::start(move |request: &Request| {
        if request.path() != "/list" {
            return Reply::status(404);
        }
        let shift = if asked.fetch_add(1, Ordering::SeqCst) == 0 { 0 } else { 2 };
        let number = request.target.rsplit('=').next().and_then(|page| page.parse().ok());
        let page: u32 = number.unwrap_or(1);
        let first = 20 + shift + 1 - 2 * page;
        let html = format!(
            "<!DOCTYPE html><ul>{}{}</ul><a rel=next href=\"/list?page={}\">Next</a>",
            item(first + 1),
            item(first),
            page + 1
        );
        Reply::ok(html)
    });
    let bench = Bench::new(&listing(&origin, "max_pages = 4\n"));
    let report = bench.sangam(&["run", "--json"]).expect(0).json();
    assert_eq!(report["items_total"], 6, "20 and 19, again, 18 and 17, 16 and 15");
}

#[test]
fn a_selector_for_the_next_page_that_leads_nowhere_is_a_warning() {
    let link = Arc::new(std::sync::Mutex::new("javascript:more()"));
    let now = Arc::clone(&link);
    let origin = Origin::start(move |request: &Request| match request.path() {
        "/list" => page([1, 2], Some(*now.lock().unwrap())),
        "/list2" => page([3, 4], None),
        _ => Reply::status(404),
    });
    let codes = |selector: &str| {
        let more = PAGED.replace("a.next", selector);
        let report =
            Bench::new(&listing(&origin, &more)).sangam(&["run", "--json"]).expect(0).json();
        let warnings = report["sources"][0]["warnings"].as_array().cloned().unwrap_or_default();
        let codes: Vec<_> =
            warnings.iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect();
        (report["items_total"].as_u64().unwrap(), codes)
    };
    assert_eq!(codes("a.next"), (2, vec!["next-without-link".to_owned()]));
    assert_eq!(codes("a.forward"), (2, vec!["next-without-match".to_owned()]));
    *link.lock().unwrap() = "/list2";
    assert_eq!(codes("a.next"), (4, Vec::new()), "the last page need not have one");
}

#[test]
fn a_further_page_that_is_gone_ends_the_list_and_is_no_fault_of_the_source() {
    let check = |last: Reply, times: usize| {
        let origin = Origin::start(move |request: &Request| match request.path() {
            "/list" => page([1, 2], Some("/list2")),
            "/list2" => last.clone(),
            _ => Reply::status(404),
        });
        let bench = Bench::new(&listing(&origin, PAGED));
        for _ in 0..3 {
            let report = bench.sangam(&["run", "--force", "--json"]).expect(0).json();
            assert_eq!(report["items_total"], 2, "{report:#}");
        }
        // What is not there is looked for once more.
        assert_eq!((asked(&origin, "/list"), asked(&origin, "/list2")), (3 + times, times));
        let sources = bench.sangam(&["sources", "--json"]).expect(0).json();
        assert!(sources[0].get("missing_since").is_none(), "{sources:#}");
    };
    check(Reply::status(404), 2);
    check(Reply::status(410), 2);
    let empty = "<!DOCTYPE html><title>News</title><p>Nothing here.";
    check(Reply::ok(empty).header("ETag", "\"two\""), 1);
}

#[test]
fn a_further_page_that_robots_txt_closes_ends_the_list_and_is_no_fault_of_the_source() {
    let origin = Origin::start(move |request: &Request| match request.path() {
        "/robots.txt" => Reply::ok("User-agent: *\nDisallow: /list2"),
        "/list" => page([1, 2], Some("/list2")),
        _ => page([3, 4], None),
    });
    let bench = Bench::new(&listing(&origin, PAGED));
    let report = bench.sangam(&["run", "--json"]).expect(0).json();
    let row = &report["sources"][0];
    assert_eq!((&row["outcome"], &row["added"]), (&"new".into(), &2.into()), "{report:#}");
    let warning = &row["warnings"][0];
    assert_eq!(warning["code"], "page-forbidden");
    assert!(warning["message"].as_str().unwrap().contains("robots.txt of 127.0.0.1"), "{warning}");
    let report = bench.sangam(&["run", "--force", "--json"]).expect(0).json();
    assert_eq!(report["sources"][0]["outcome"], "unchanged");
    assert_eq!(asked(&origin, "/list2"), 0);
}

#[test]
fn a_page_that_names_one_address_twice_stops_the_paging_like_any_other() {
    let visits = std::sync::atomic::AtomicU32::new(0);
    let origin = Origin::start(move |request: &Request| {
        let (items, next) = match request.path() {
            "/list" => ([1, 2], "/list2"),
            "/list2" => ([3, 4], "/list3"),
            _ => return Reply::status(404),
        };
        // The page is another each time, the items are the same. The third page is not there.
        let visit = visits.fetch_add(1, Ordering::SeqCst);
        let twice = "<li><h3><a href=\"/1\">The first story once more</a></h3> 1 May 2017</li>";
        let rows = items.map(item).concat() + twice;
        Reply::ok(format!(
            "<!DOCTYPE html><ul>{rows}</ul><a class=next href={next}>Next</a><!--{visit}-->"
        ))
    });
    let bench = Bench::new(&listing(&origin, PAGED));
    for pages in [3, 3, 1] {
        let before = asked(&origin, "/list");
        bench.sangam(&["run", "--force"]).expect(0);
        assert_eq!(asked(&origin, "/list") - before, pages);
    }
}

#[test]
fn an_item_that_slips_to_a_page_that_was_read_already_comes_with_the_next_pass() {
    // While the third page is asked for, the first story is taken down.
    let is_down = AtomicBool::new(false);
    let origin = Origin::start(move |request: &Request| {
        if request.path() != "/list" {
            return Reply::status(404);
        }
        let page = request.target.rsplit('=').next().and_then(|page| page.parse().ok());
        let page: u32 = page.unwrap_or(1);
        if page == 3 {
            is_down.store(true, Ordering::SeqCst);
        }
        let first = 2 * page - 1 + u32::from(is_down.load(Ordering::SeqCst));
        let next = if page < 5 { format!("/list?page={}", page + 1) } else { String::new() };
        Reply::ok(format!(
            "<!DOCTYPE html><ul>{}{}</ul><a class=next href=\"{next}\">Next</a>",
            item(first),
            item(first + 1)
        ))
    });
    let bench = Bench::new(&listing(&origin, PAGED));
    let total = |args: &[&str]| bench.sangam(args).expect(0).json()["items_total"].clone();
    assert_eq!(total(&["run", "--json"]), 10, "1 to 11 without 5");
    assert_eq!(total(&["run", "--force", "--json"]), 11);
    let before = asked(&origin, "/list");
    assert_eq!(total(&["run", "--force", "--json"]), 11);
    assert_eq!(asked(&origin, "/list") - before, 1, "and then all is calm");
}

#[test]
fn what_left_a_paged_list_is_forgotten_in_time() {
    let stage = Stage::new(
        "[[source]]\nid = \"one\"\nurl = \"https://one.example/list\"\ntype = \"listing\"\n\
         [source.listing]\nmax_pages = 3\n",
    );
    let serve = |newest: u32| {
        for page in 0..3 {
            let first = newest - 2 * page;
            let next =
                if page < 2 { format!("https://one.example/{}", page + 1) } else { String::new() };
            let url = match page {
                0 => "https://one.example/list".to_owned(),
                page => format!("https://one.example/{page}"),
            };
            let row = |n| item(n).replace(&format!("{n} May"), &format!("{} May", n % 28 + 1));
            let rows = row(first) + &row(first - 1);
            stage.page(
                &url,
                format!("<!DOCTYPE html><ul>{rows}</ul><a rel=next href=\"{next}\">Next</a>"),
            );
        }
    };
    let one = SourceId::new("one").unwrap();
    let mut remembered = Vec::new();
    for day in 0..40_u32 {
        serve(10 + day);
        let report = stage.pass(24 * i64::from(day));
        assert!(report.sources[0].warnings.is_empty(), "{report:?}");
        remembered.push(stage.ask(async |store| store.raw_hashes(&one).await.unwrap().len()));
    }
    let most = remembered.iter().max().unwrap();
    assert!((20..40).contains(most), "{remembered:?}");
    assert!(remembered[39] < 20, "{remembered:?}");
    assert_eq!(stage.feed()["items"].as_array().unwrap().len(), 45, "what was published stays");
}
