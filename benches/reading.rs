//! How fast clean feeds are read, beside feed-rs alone, feedparser-rs, and a bare pass of quick-xml
//! over the same bytes, which is the floor for whoever looks at each tag.
//!
//! The feeds are made up in the shapes that most feeds have (20 entries, about 40 KB), always the
//! same.

use std::fmt::Write;
use std::hint::black_box;

use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sangam::model::document::Document;
use sangam::read::{ReadOptions, read};

const ENTRIES: usize = 20;

const WORDS: [&str; 24] = [
    "co-operative",
    "members",
    "fishers",
    "the",
    "of",
    "a",
    "market",
    "women’s",
    "savings",
    "and",
    "in",
    "Kerala",
    "Asia",
    "training",
    "union",
    "dairy",
    "new",
    "housing",
    "together",
    "credit",
    "report",
    "weavers",
    "for",
    "société",
];

/// Paragraphs of words, some of them marked up.
fn html(seed: usize, paragraphs: usize) -> String {
    let mut html = String::new();
    for paragraph in 0..paragraphs {
        html.push_str("<p>");
        for word in 0..30 {
            let text = WORDS[(seed * 31 + paragraph * 17 + word * 7) % WORDS.len()];
            match word % 11 {
                4 => write!(
                    html,
                    "<a href=\"https://coop.example/{seed}?a=1&amp;b={word}\">{text}</a> "
                ),
                8 => write!(html, "<strong>{text}</strong> &amp; "),
                _ => write!(html, "{text} "),
            }
            .expect("a String takes everything");
        }
        html.push_str("</p>\n");
    }
    html
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn rss(content: impl Fn(usize) -> String) -> String {
    let mut feed = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>News</title>\
         <link>https://coop.example/</link><description>All of it</description>\n",
    );
    for seed in 0..ENTRIES {
        write!(
            feed,
            "\t<item>\n\t\t<title>Story {seed} of the union</title>\n\t\t\
             <link>https://coop.example/{seed}/</link>\n\t\t\
             <guid isPermaLink=\"false\">https://coop.example/?p={seed}</guid>\n\t\t\
             <pubDate>Thu, 28 Sep 2017 07:00:12 +0000</pubDate>\n\t\t\
             <dc:creator><![CDATA[Asha Menon]]></dc:creator>\n\t\t\
             <category><![CDATA[News]]></category>\n\t\t<category><![CDATA[Asia]]></category>\n\t\t\
             <comments>https://coop.example/{seed}/#comments</comments>\n\t\t{}\n\t</item>\n",
            content(seed)
        )
        .expect("a String takes everything");
    }
    feed + "</channel></rss>\n"
}

fn atom(content: impl Fn(usize) -> String) -> String {
    let mut feed = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\">\
         <title>News</title><link href=\"https://coop.example/\"/><id>tag:coop.example,2017:f</id>\
         <updated>2017-09-28T07:00:12Z</updated>\n",
    );
    for seed in 0..ENTRIES {
        write!(
            feed,
            "  <entry>\n    <title>Story {seed} of the union</title>\n    \
             <link rel=\"alternate\" type=\"text/html\" href=\"https://coop.example/{seed}/\"/>\n    \
             <id>tag:coop.example,2017:{seed}</id>\n    <published>2017-09-28T07:00:12Z</published>\n    \
             <updated>2017-09-28T08:00:12Z</updated>\n    <author><name>Asha Menon</name></author>\n    \
             <category term=\"News\"/>\n    {}\n  </entry>\n",
            content(seed)
        )
        .expect("a String takes everything");
    }
    feed + "</feed>\n"
}

fn feeds() -> [(&'static str, String); 4] {
    [
        (
            "rss-cdata",
            rss(|seed| {
                let text = html(seed, 6);
                format!(
                    "<description><![CDATA[{}]]></description>\n\t\t<content:encoded><![CDATA[{text}]]></content:encoded>",
                    &html(seed, 1)
                )
            }),
        ),
        (
            "rss-escaped",
            rss(|seed| format!("<description>{}</description>", escape(&html(seed, 6)))),
        ),
        (
            "atom-escaped",
            atom(|seed| format!("<content type=\"html\">{}</content>", escape(&html(seed, 6)))),
        ),
        (
            "atom-xhtml",
            atom(|seed| {
                format!(
                    "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">{}</div></content>",
                    html(seed, 6)
                )
            }),
        ),
    ]
}

fn reading(criterion: &mut Criterion) {
    for (name, feed) in feeds() {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(feed.len() as u64));
        let document = Document { url: None, content_type: None, body: Bytes::from(feed.clone()) };
        group.bench_function(BenchmarkId::from_parameter("sangam"), |bencher| {
            let options = ReadOptions::default();
            bencher.iter(|| read(black_box(&document), &options).expect("a clean feed"));
        });
        group.bench_function(BenchmarkId::from_parameter("feed-rs"), |bencher| {
            bencher
                .iter(|| feed_rs::parser::parse(black_box(feed.as_bytes())).expect("a clean feed"));
        });
        group.bench_function(BenchmarkId::from_parameter("feedparser-rs"), |bencher| {
            bencher
                .iter(|| feedparser_rs::parse(black_box(feed.as_bytes())).expect("a clean feed"));
        });
        group.bench_function(BenchmarkId::from_parameter("quick-xml"), |bencher| {
            bencher.iter(|| tokens(black_box(&feed)));
        });
        group.finish();
    }
}

fn tokens(feed: &str) -> usize {
    let mut reader = quick_xml::Reader::from_str(feed);
    let mut count = 0;
    while !matches!(reader.read_event(), Ok(quick_xml::events::Event::Eof) | Err(_)) {
        count += 1;
    }
    count
}

criterion_group!(benches, reading);
criterion_main!(benches);
