//! How fast pages are worked out: a page of one megabyte with a listing in it, and pages that
//! were made to keep a reader busy.

use std::fmt::Write;
use std::hint::black_box;

use bytes::Bytes;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sangam::model::document::Document;
use sangam::model::source::SourceKind;
use sangam::read::listing::ListingOptions;
use sangam::read::{ReadOptions, read, read_article};
use url::Url;

const MEGABYTE: usize = 1_000_000;

/// A page of a megabyte: menus, a listing of some hundred items, a footer full of links.
fn large() -> String {
    let mut page = String::from(
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>News</title></head><body>",
    );
    links(&mut page, "nav", 400);
    page.push_str("<main><h1>News</h1><ul class=\"news-list\">");
    for n in 0.. {
        if page.len() > MEGABYTE * 9 / 10 {
            break;
        }
        let (day, month) = (1 + n % 28, ["May", "June", "July"][n % 3]);
        write!(
            page,
            "<li class=\"news-item item-{n}\"><div class=\"news-media\"><a href=\"/news/{n}\">\
             <img src=\"/img/{n}.jpg\" alt=\"\"></a></div><div class=\"news-body\">\
             <span class=\"news-kind\">News</span><h3 class=\"news-title\"><a href=\"/news/{n}\">\
             Society number {n} buys a mill, a boat and two lorries</a></h3>\
             <time datetime=\"2017-0{}-{day:02}\">{day} {month} 2017</time><p class=\"news-text\">\
             Members counted the votes twice before they decided to buy the building from the \
             bank; the lorries come later.</p><a class=\"more\" href=\"/news/{n}\">Read more</a>\
             </div></li>",
            5 + n % 3
        )
        .expect("a String takes everything");
    }
    page.push_str("</ul></main>");
    links(&mut page, "footer", 900);
    page.push_str("</body></html>");
    page
}

fn links(page: &mut String, around: &str, count: usize) {
    write!(page, "<{around}><ul>").expect("a String takes everything");
    for n in 0..count {
        write!(page, "<li><a href=\"/{around}/{n}\">Page {n} of the federation</a></li>")
            .expect("a String takes everything");
    }
    write!(page, "</ul></{around}>").expect("a String takes everything");
}

/// Pages that were made to keep a reader busy.
fn hostile() -> Vec<(&'static str, String)> {
    let row = "<li><a href=/a>The mill of the society</a>";
    let signs = "<span title=x>".repeat(900);
    let class = "c".repeat(2400);
    let part = |n: u32| format!("<span class='{n} {class}'>x</span>");
    let parts = (0..400).map(part).collect::<Vec<_>>().concat();
    let link = |n: u32| format!("<a href=/{n}>›</a>");
    let links = (0..4000).map(link).collect::<Vec<_>>().concat();
    let mut pages = vec![
        ("depth", "<div>".repeat(100_000)),
        ("comments", format!("{}</body><!---->", "<div>".repeat(800)).repeat(250)),
        ("breadth", "<p><a href=/x>x</a>".repeat(50_000)),
        ("attribute", format!("<ul><li class=\"{}\"><a href=/x>x</a>", "c ".repeat(MEGABYTE / 2))),
        ("unclosed", "<b><i><a href=/x><table><tr><td>1/1/2017 ".repeat(20_000)),
        ("signs", format!("<ul>{row}{signs}{}</ul>", "<i></i>".repeat(100_000))),
        ("parts", format!("<ul><li><a href=/a>{parts}</a><li><a href=/b>{parts}</a></ul>")),
        ("pager", format!("<div class='{}'>{links}</div>", "c ".repeat(MEGABYTE / 2))),
    ];
    pages.extend(beside_a_list());
    pages
}

/// The same with a list that is found.
fn beside_a_list() -> [(&'static str, String); 7] {
    let row = |n: usize| {
        format!(
            "<li><h3><a href=/n/{n}>The society bought mill number {n}</a></h3><p>{} May 2017</p>",
            1 + n % 28
        )
    };
    let rows = |count| (0..count).map(row).collect::<Vec<_>>().concat();
    let (few, names) = (rows(20), "c ".repeat(MEGABYTE / 2));
    let nothing = "<p>No news found</p>".repeat(2900);
    let (brackets, days) = (")".repeat(MEGABYTE), "<i class=dtstart></i>".repeat(580));
    let entry = format!("<li class='vevent {names}'><h3><a href=/a>The big mill</a></h3>{days}");
    let around = |list: String, n: u32| {
        format!("<div>{list}</div><div><a href=/w{n}>Something of a title here {n}</a></div>")
    };
    let entries = (0..20).fold(format!("<ul>{few}{entry}</ul>"), around);
    let folder = "a".repeat(MEGABYTE);
    let base = format!("<base href='https://coop.example/{folder}/'><ul>{}</ul>", rows(2000));
    let labels = "<p>popular</p>".repeat(MEGABYTE / 14);
    let popular = format!("<h1>News</h1><ul>{few}</ul><div>{labels}</div>");
    let closed = format!("<ul>{few}<li><h3><a href=/x>x{brackets}</a></h3></ul>");
    let told = |attribute: &str| {
        format!("<div {attribute}='{names}'><h1>News</h1>{nothing}</div><ul>{few}</ul>")
    };
    [
        ("base", base),
        ("boxed", told("class")),
        ("styled", told("style")),
        ("brackets", closed),
        ("popular", popular),
        ("vevent", entries),
        ("statistics", statistics()),
    ]
}

/// No harm is meant: a table with a link and thirty short numbers in each row.
fn statistics() -> String {
    let cell = |row: usize, n: usize| format!("<td>{}.{}</td>", (row * 31 + n * 17) % 97, n % 10);
    let row = |at: usize| {
        let cells = (0..30).map(|n| cell(at, n)).collect::<Vec<_>>().concat();
        format!("<tr><td><a href=/c/{at}>Country with the number {at}</a></td>{cells}</tr>")
    };
    let rows = (0..400).map(row).collect::<Vec<_>>().concat();
    format!("<h1>Statistics</h1><table>{rows}</table>")
}

/// A page whose text stands in many boxes beside the content, one in the other.
fn boxes() -> String {
    let text = "Members counted the votes twice before they decided. ".repeat(MEGABYTE / 53);
    format!("<!DOCTYPE html>{}<p>{text}", "<aside>".repeat(490))
}

/// A text, and as much below it as headings say that it is none of it.
fn tails() -> String {
    let text = "Members counted the votes twice before they decided. ".repeat(MEGABYTE / 106);
    format!("<!DOCTYPE html><p>{text}{}", "<p role=heading>Comments</p>".repeat(MEGABYTE / 56))
}

/// Rows of one text in many elements inside each other.
fn nested() -> String {
    let text = "Members counted the votes twice. ".repeat(MEGABYTE / 330);
    let row = |n: usize| {
        let open = "<span>".repeat(300);
        format!(
            "<li><h3><a href=/n/{n}>The society bought mill number {n}</a></h3>{open}{text}</li>"
        )
    };
    format!("<ul>{}</ul>", (0..10).map(row).collect::<Vec<_>>().concat())
}

fn document(page: &str) -> Document {
    Document {
        url: Some(Url::parse("https://coop.example/news").expect("a literal address is one")),
        content_type: Some("text/html; charset=utf-8".to_owned()),
        body: Bytes::from(page.to_owned()),
    }
}

/// Says how much memory a page takes beyond itself, where the system (Linux) tells that. A small
/// page comes first: it brings in the tables that all pages share.
#[expect(clippy::print_stdout, reason = "a bench is for people to read")]
fn memory(name: &str, page: &Document, options: &ReadOptions) {
    let _ = black_box(read(&document("<ul><li><a href=/a>1 May 2017</a>"), options));
    let Some(before) = resident("VmRSS:") else { return };
    if std::fs::write("/proc/self/clear_refs", "5").is_err() {
        return;
    }
    let _ = black_box(read(page, options));
    let Some(most) = resident("VmHWM:") else { return };
    let (page, taken) = (page.body.len(), (most - before) * 1024);
    let times = taken / (page / 10);
    println!(
        "memory of {name}: {taken} bytes for {page}, {}.{} times its size",
        times / 10,
        times % 10
    );
}

/// A size of this process, in KiB.
fn resident(name: &str) -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

fn listing(criterion: &mut Criterion) {
    let listing = ListingOptions { max_pages: 2, ..ListingOptions::default() };
    let options = ReadOptions { kind: SourceKind::Listing, listing, ..ReadOptions::default() };
    memory("megabyte", &document(&large()), &options);
    let mut group = criterion.benchmark_group("listing");
    group.sample_size(10);
    let large = document(&large());
    assert!(read(&large, &options).expect("it lists something").items.len() > 1000);
    group.throughput(Throughput::Bytes(large.body.len() as u64));
    group.bench_function("megabyte", |bench| bench.iter(|| read(black_box(&large), &options)));
    for (name, page) in hostile() {
        let page = document(&page);
        memory(name, &page, &options);
        group.throughput(Throughput::Bytes(page.body.len() as u64));
        group.bench_function(name, |bench| {
            bench.iter(|| read(black_box(&page), &options).map_err(|error| error.code()));
        });
    }
    let explained = ReadOptions { explain: true, ..options };
    let nested = document(&nested());
    group.throughput(Throughput::Bytes(nested.body.len() as u64));
    group.bench_function("nested", |bench| {
        bench.iter(|| read(black_box(&nested), &explained).map_err(|error| error.code()));
    });
    for (name, page) in [("boxes", boxes()), ("tails", tails())] {
        let page = document(&page);
        group.throughput(Throughput::Bytes(page.body.len() as u64));
        group.bench_function(name, |bench| {
            bench.iter(|| read_article(black_box(&page)).map_err(|error| error.code()));
        });
    }
    group.finish();
}

criterion_group!(benches, listing);
criterion_main!(benches);
