//! The page for people.

use sangam::publish::format::html::content_security_policy;

use super::{assert_address, everywhere, matches, rendered};
use crate::support::editions::edition;

#[test]
fn the_page_needs_no_script_and_its_policy_allows_none() {
    for (name, _, text) in everywhere("index.html") {
        assert!(!text.contains("<script") && !text.contains(" style=\""), "{name}");
        assert_eq!(matches(&text, "( on[a-z]+=)"), [""; 0], "{name}");
        let policy = matches(&text, r#"http-equiv="Content-Security-Policy" content="([^"]*)""#);
        assert_eq!(policy[0].replace("&#39;", "'"), content_security_policy(), "{name}");
    }
    assert!(content_security_policy().starts_with("default-src 'none'; style-src 'sha256-"));
}

#[test]
fn whatever_a_source_wrote_is_text_on_the_page() {
    let text = rendered(&edition("hostile"), "index.html");
    assert!(
        text.contains("AT&amp;T &lt;b&gt; &amp; &quot;friends&quot; ]]&gt; &#39;all&#39;</a></h3>"),
        "{text}"
    );
    assert!(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(text.contains("A &lt;i&gt;kind&lt;/i&gt; &amp; more"));
}

#[test]
fn addresses_from_outside_are_web_addresses() {
    for (_, _, text) in everywhere("index.html") {
        for address in matches(&text, r#"(?:src|href)="([^"]*)""#) {
            let own = ["rss.xml", "atom.xml", "feed.json", "#river"];
            let relative = address.trim_start_matches("../");
            let is_own = own.contains(&relative)
                || matches!(relative, "feeds.opml" | "widget.html")
                || relative.ends_with("index.html") && !relative.contains(':');
            if !is_own {
                assert_address(&address.replace("&amp;", "&"));
            }
        }
    }
}

#[test]
fn feed_readers_find_the_feeds_of_the_page() {
    let text = rendered(&edition("seed"), "index.html");
    for (media_type, file) in [
        ("application/rss+xml", "rss.xml"),
        ("application/atom+xml", "atom.xml"),
        ("application/feed+json", "feed.json"),
    ] {
        let found = matches(
            &text,
            &format!(
                r#"<link rel="alternate" type="{}" title="[^"]+" href="([^"]+)">"#,
                regex::escape(media_type)
            ),
        );
        assert_eq!(found, [file]);
    }
}

#[test]
fn items_stand_under_their_day_in_the_order_of_the_feed() {
    let text = rendered(&edition("seed"), "index.html");
    let days = matches(&text, r#"<h2 id="d([\d-]+)">"#);
    assert_eq!(days[..3], ["2017-09-28", "2017-09-27", "2017-09-21"]);
    assert_eq!(days.len(), 9, "two of the ten items are of one day");
    let titles = matches(&text, r"<h3 [^>]*><a [^>]*>(.*?)</a>");
    let expected: Vec<_> =
        edition("seed").entries.into_iter().map(|e| e.item.title.unwrap()).collect();
    assert_eq!(titles, expected);
}

#[test]
fn an_item_carries_its_language_and_direction() {
    let text = rendered(&edition("languages"), "index.html");
    assert!(text.contains(r#"<article lang="ar" dir="rtl">"#));
    assert!(text.contains(r#"<article lang="zh-Hant" dir="ltr">"#));
    assert!(text.contains(r#"<article lang="te">"#));
}

#[test]
fn an_undated_item_does_not_pretend_to_have_a_date() {
    let text = rendered(&edition("bare"), "index.html");
    assert!(text.contains("undated, first seen this day"));
    assert!(!rendered(&edition("seed"), "index.html").contains("undated"));
}

#[test]
fn the_links_of_a_feed_lead_back_to_the_others() {
    let text = rendered(&edition("languages"), "index.html");
    assert!(text.contains(r#"href="../../index.html""#));
    assert!(text.contains(r#"href="../../feeds/hindi/index.html""#));
    assert!(text.contains(r#"href="../../feeds.opml""#));
}

#[test]
fn an_empty_feed_says_so() {
    assert!(
        rendered(&edition("empty"), "index.html").contains("Nothing has been published here yet")
    );
}
