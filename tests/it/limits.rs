//! `parse` and documents made to exhaust: what is left out is said, and counted.

use std::collections::HashSet;

use chrono::DateTime;
use sangam::model::document::Document;
use sangam::model::source::{SourceId, SourceKind};
use sangam::model::text::SafeHtml;
use sangam::pipeline::{Interpreted, PlannedSource, interpret};
use url::Url;

use crate::support::bench::Bench;

fn rss(items: &str) -> String {
    format!("<rss version='2.0'><channel><title>T</title>{items}</channel></rss>")
}

fn read(items: &str) -> Interpreted {
    let url = Url::parse("https://coop.example/feed").unwrap();
    let id = SourceId::new("coop").unwrap();
    let planned = PlannedSource::unconfigured(id, url.clone(), SourceKind::Feed);
    let document = Document { url: Some(url), content_type: None, body: rss(items).into() };
    interpret(&document, &planned, &HashSet::new(), DateTime::UNIX_EPOCH).unwrap()
}

#[test]
fn a_thousand_bad_dates_are_twenty_warnings_and_a_number() {
    let item = "<item><title>x</title><pubDate>soon</pubDate><link>http://</link></item>";
    let read = read(&item.repeat(1000));
    assert_eq!(read.incoming.len(), 1000);
    for code in ["unreadable-date", "bad-address"] {
        let of_code = read.warnings.iter().filter(|warning| warning.code == code);
        let messages: Vec<_> = of_code.map(|warning| warning.message.as_str()).collect();
        assert_eq!(messages.len(), 21, "{code}");
        assert_eq!(messages[20], "the same of 980 further items");
    }
}

#[test]
fn lists_and_texts_that_are_cut_say_so() {
    let list =
        |piece: &str| (0..300).map(|n| piece.replace('#', &n.to_string())).collect::<String>();
    let tags = list("<category>#</category>");
    let people = list("<author>#@a.example (A #)</author>");
    let files = list("<enclosure url='https://a.example/#' type='a/b'/>");
    let text = "work ".repeat(300_000);
    let item = format!(
        "<item><title>x</title>{tags}{people}{files}<description>{text}</description></item>"
    );
    let read = read(&item);
    let item = &read.incoming[0].item;
    assert_eq!((item.tags.len(), item.authors.len(), item.attachments.len()), (50, 50, 100));
    let said: Vec<_> = read.warnings.iter().map(|w| (w.code, w.message.as_str())).collect();
    assert_eq!(
        said,
        [
            ("too-many", "300 categories in one item; the first 50 are kept"),
            ("too-many", "200 authors in one item; the first 50 are kept"),
            ("too-many", "300 files in one item; the first 100 are kept"),
            ("too-long", "a text of 1499999 bytes; the first 1048576 are kept"),
        ]
    );
}

#[test]
fn markup_beyond_measure_is_left_out_and_its_text_kept() {
    let piece = format!("<![CDATA[<b>x</b> {}]]>", "<".repeat(200_000));
    let item = format!("<item><title>x</title><description>{piece}</description></item>");
    let read = read(&item.repeat(8));
    let html = |at: usize| read.incoming[at].item.content.as_ref().map(SafeHtml::as_str);
    assert!(html(0).is_some_and(|html| html.starts_with("<b>x</b>")));
    for at in 1..8 {
        assert_eq!(html(at), None);
        let text = read.incoming[at].item.summary.as_deref().unwrap();
        assert!(text.starts_with("x <<<"), "{text:.20}");
    }
    assert_eq!(read.warnings.iter().filter(|w| w.code == "too-much-markup").count(), 7);
}

#[test]
fn formats_put_together_in_memory_hold_so_many_items_and_say_how_many_are_left_out() {
    let bench = Bench::empty();
    let item = "<item><title>x</title><link>https://a.example/x</link></item>";
    bench.write("feed.xml", &rss(&item.repeat(20_000)));
    for (format, tag) in [("rss", "<item>"), ("atom", "<entry>")] {
        let ended = bench.sangam(&["parse", "feed.xml", "--format", format]).expect(0);
        let written = ended.stdout.matches(tag).count();
        assert!((1000..20_000).contains(&written), "{written}");
        let said = format!("{} items are left out", 20_000 - written);
        assert!(ended.stderr.contains(&said), "{}", ended.stderr);
    }
    let feed = bench.sangam(&["parse", "feed.xml"]).expect(0).json();
    assert_eq!(feed["items"].as_array().unwrap().len(), 20_000);
}
