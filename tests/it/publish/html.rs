//! The page for people.

use std::collections::BTreeMap;

use sangam::model::archive::Place;
use sangam::model::edition::Turn;
use sangam::model::look::Look;
use sangam::model::query::Facet;
use sangam::publish::Format;
use sangam::publish::format::html::{Html, check_theme, content_security_policy};
use sangam::publish::selections::selected;

use super::{assert_address, everywhere, matches, rendered};
use crate::support::editions::edition;

#[test]
fn the_page_has_one_script_and_its_policy_allows_no_other() {
    for (name, _, text) in everywhere("index.html") {
        assert_eq!(matches(&text, "<(script[^>]*)>"), ["script type=\"module\""], "{name}");
        assert!(!text.contains(" style=\""), "{name}");
        assert_eq!(matches(&text, "( on[a-z]+=)"), [""; 0], "{name}");
        let policy = matches(&text, r#"http-equiv="Content-Security-Policy" content="([^"]*)""#);
        assert_eq!(policy[0].replace("&#39;", "'"), content_security_policy(), "{name}");
    }
    let policy = content_security_policy();
    let allowed = regex::Regex::new(
        "^default-src 'none'; style-src 'sha256-[^ ']+'; script-src 'sha256-[^ ']+'; \
         img-src http: https:; base-uri 'none'; form-action 'self'$",
    );
    assert!(allowed.unwrap().is_match(&policy), "{policy}");
}

#[test]
fn what_can_be_chosen_are_plain_links() {
    let text = rendered(&edition("seed"), "index.html");
    assert!(text.contains(r#"<a href="index.html?kind=Article""#), "{text}");
    assert!(text.contains(r#"<a href="index.html?source=coop-news""#));
    let mut own = edition("seed");
    own.selections = [selected(Facet::Kind, "article").unwrap()].into();
    let text = rendered(&own, "index.html");
    assert!(text.contains(r#"<a href="by/kind/article/index.html""#), "a feed of its own");
}

#[test]
fn a_part_says_what_it_is_and_turns_its_pages() {
    let mut part = edition("seed");
    part.query = "kind=Article&q=rice%20mill&page=2".to_owned();
    part.turn = Some(Turn { number: 2, has_more: true });
    let text = rendered(&part, "index.html");
    assert!(text.contains("Only <bdi>Kind: Article; “rice mill”</bdi>."));
    assert!(text.contains(r#"value="rice mill""#));
    assert!(text.contains(r#"<a href="?kind=Article&amp;q=rice%20mill" rel="prev">"#));
    assert!(text.contains(r#"<a href="?kind=Article&amp;q=rice%20mill&amp;page=3" rel="next">"#));
    assert_eq!(matches(&text, r#"(aria-current="true")"#).len(), 1);
}

#[test]
fn the_pages_of_the_archive_lead_back_and_forth() {
    let mut page = edition("languages");
    page.place = Place::full(2);
    let page = Html.render(&page).unwrap();
    assert_eq!(page.path, "feeds/languages/archive/2.html");
    let text = String::from_utf8(page.bytes).unwrap();
    for link in [
        r#"<a href="1.html" rel="next">"#,
        r#"<a href="3.html" rel="prev">"#,
        r#"href="../rss.xml""#,
        r#"href="../../../index.html""#,
        r#"href="https://feeds.example.coop/feeds/languages/archive/2.html""#,
    ] {
        assert!(text.contains(link), "{link}: {text}");
    }
    assert!(!text.contains("<script"), "there is nothing to search in");
}

#[test]
fn a_theme_takes_the_place_of_ours_and_cannot_stop_a_feed() {
    let mut themed = edition("seed");
    let file = |text: &str| BTreeMap::from([("index.html".to_owned(), text.to_owned())]);
    let look = |files| Look { files, variables: ":root{--river:red}".to_owned(), logo: None };
    themed.look = look(file("<!doctype html>{{ title }}|{{ style|safe }}|{{ \"<\" }}")).into();
    let text = rendered(&themed, "index.html");
    assert!(text.starts_with("<!doctype html>Cooperatives in Asia and the Pacific|"), "{text}");
    assert!(text.ends_with(":root{--river:red}|&lt;"), "{text}");
    themed.look = look(file("{{ days|no_such_filter }}")).into();
    assert!(
        check_theme(&themed.look.files).is_err()
            || rendered(&themed, "index.html").contains("</html>")
    );
    assert!(check_theme(&file("{% if %}")).unwrap_err().contains("index.html"));
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
                || matches!(relative, "feeds.opml" | "widget.html" | "status.html")
                || relative.starts_with("index.html?") && !relative.contains(':')
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
