//! Atom 1.0: one test a line of the recipe.

use std::collections::BTreeSet;

use atom_syndication::{Entry, Feed};

use super::{assert_address, everywhere, matches, rendered};
use crate::support::editions::edition;

fn feeds() -> Vec<(&'static str, Feed)> {
    everywhere("atom.xml")
        .map(|(name, _, text)| (name, Feed::read_from(text.as_bytes()).unwrap()))
        .collect()
}

fn entries() -> Vec<(&'static str, Entry)> {
    let feeds = feeds().into_iter();
    feeds
        .flat_map(|(name, feed)| feed.entries.into_iter().map(move |entry| (name, entry)))
        .collect()
}

fn hrefs<'a>(links: &'a [atom_syndication::Link], rel: &str) -> Vec<&'a str> {
    links.iter().filter(|link| link.rel == rel).map(|link| link.href.as_str()).collect()
}

#[test]
fn a_feed_has_id_title_date_author_and_its_links() {
    for (name, feed) in feeds() {
        let folder = if name == "languages" { "feeds/languages/" } else { "" };
        let base = format!("https://feeds.example.coop/{folder}");
        assert_eq!(feed.id, format!("{base}atom.xml"), "{name}");
        assert_eq!(hrefs(&feed.links, "self"), [format!("{base}atom.xml")], "{name}");
        assert_eq!(hrefs(&feed.links, "alternate"), [base], "{name}");
        assert!(!feed.title.value.is_empty(), "{name}");
        assert!(feed.authors.len() == 1 && !feed.authors[0].name.is_empty(), "{name}");
    }
}

#[test]
fn a_feed_is_as_new_as_its_newest_entry() {
    let feed = rendered(&edition("seed"), "atom.xml");
    let dates = matches(&feed, "(?m)^    ?<updated>(.*)</updated>");
    assert!(feed.contains("  <updated>2026-11-05T06:00:00.010+00:00</updated>"), "{feed}");
    assert_eq!(dates.iter().max().unwrap(), "2026-11-05T06:00:00.010+00:00");
}

#[test]
fn nothing_is_empty_and_nothing_has_a_base() {
    for (name, _, text) in everywhere("atom.xml") {
        assert_eq!(matches(&text, r"(<\w+[^>]*></\w+>)"), [""; 0], "{name}");
        assert_eq!(matches(&text, r#"( \w+(?::\w+)?="")"#), [""; 0], "{name}");
        assert!(!text.contains("xml:base"), "{name}");
    }
}

#[test]
fn an_entry_id_is_an_iri_of_ours_whatever_the_guid() {
    for (name, entry) in entries() {
        assert!(entry.id.starts_with("urn:uuid:") && entry.id.len() == 45, "{name}: {}", entry.id);
    }
}

#[test]
fn no_two_entries_have_the_same_date_of_change() {
    for (name, feed) in feeds() {
        let unique: BTreeSet<_> = feed.entries.iter().map(|entry| entry.updated).collect();
        assert_eq!(unique.len(), feed.entries.len(), "{name}");
    }
}

#[test]
fn a_title_is_text_and_never_empty() {
    for (name, entry) in entries() {
        assert!(!entry.title.value.is_empty(), "{name}");
        assert_eq!(entry.title.r#type, atom_syndication::TextType::Text, "{name}");
    }
    let feed = Feed::read_from(rendered(&edition("hostile"), "atom.xml").as_bytes()).unwrap();
    assert_eq!(feed.entries[0].title.value, "AT&T <b> & \"friends\" ]]> 'all'");
}

#[test]
fn an_entry_has_one_alternate_at_most() {
    for (name, entry) in entries() {
        assert!(hrefs(&entry.links, "alternate").len() <= 1, "{name}");
    }
}

#[test]
fn addresses_are_absolute_and_ascii() {
    for (_, feed) in feeds() {
        let entries = feed.entries.iter().flat_map(|entry| &entry.links);
        feed.links.iter().chain(entries).for_each(|link| assert_address(&link.href));
    }
}

#[test]
fn a_person_always_has_a_name_and_only_a_valid_address() {
    let feed = Feed::read_from(rendered(&edition("hostile"), "atom.xml").as_bytes()).unwrap();
    let people: Vec<_> = feed.entries[0].authors.iter().map(|p| (p.name(), p.email())).collect();
    let expected = [
        ("O'Neil <oneil@example.org> & Co", None),
        ("Co-operative News", None),
        ("Co-operative News", Some("valid@example.org")),
    ];
    assert_eq!(people, expected);
    assert_eq!(feed.authors[0].name(), "Cooperatives & <friends>");
    assert_eq!(feed.authors[0].email(), None);
}

#[test]
fn content_or_summary_is_always_there_and_content_is_escaped_html() {
    for (name, entry) in entries() {
        let content = entry.content();
        assert!(content.is_some() || entry.summary().is_some(), "{name}");
        assert!(content.is_some() || !hrefs(&entry.links, "alternate").is_empty(), "{name}");
        if let Some(content) = content {
            assert_eq!(content.content_type(), Some("html"), "{name}");
            assert!(content.value().is_some_and(|html| !html.is_empty()), "{name}");
        }
    }
    assert!(everywhere("atom.xml").all(|(_, _, text)| !text.contains("xhtml")));
}

#[test]
fn dates_have_an_upper_case_t_and_a_zone() {
    let form = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$";
    let form = regex::Regex::new(form).unwrap();
    for (name, _, text) in everywhere("atom.xml") {
        for date in matches(&text, "<(?:updated|published)>([^<]*)<") {
            assert!(form.is_match(&date), "{name}: {date}");
        }
    }
}

#[test]
fn an_old_date_is_published_and_an_impossible_stand_in_is_not() {
    let mut edition = edition("bare");
    edition.entries[0].date = chrono::DateTime::UNIX_EPOCH;
    edition.entries[0].first_seen = chrono::DateTime::UNIX_EPOCH;
    let feed = Feed::read_from(rendered(&edition, "atom.xml").as_bytes()).unwrap();
    let dates: Vec<_> =
        feed.entries.iter().map(|e| e.published().map(chrono::DateTime::to_rfc3339)).collect();
    assert_eq!(dates[0], None);
    assert_eq!(dates[1].as_deref(), Some("2026-11-05T06:00:00+00:00"));
    assert_eq!(dates[5].as_deref(), Some("1985-03-01T00:00:00+00:00"));
}

#[test]
fn every_entry_names_its_source_with_id_title_date_and_address() {
    for (name, entry) in entries() {
        let source = entry.source().unwrap_or_else(|| panic!("{name}: no source"));
        assert_address(&source.id);
        assert!(!source.title.value.is_empty(), "{name}");
        assert_eq!(hrefs(&source.links, "self"), [&source.id], "{name}");
        assert_eq!(source.updated, entry.updated, "{name}");
    }
}

#[test]
fn kind_and_tags_are_categories_with_a_scheme_and_none_is_empty() {
    for (name, entry) in entries() {
        for category in &entry.categories {
            assert!(!category.term.trim().is_empty(), "{name}");
            assert!(category.scheme().is_some_and(|s| s.starts_with("urn:sangam:")), "{name}");
        }
    }
    let feed = Feed::read_from(rendered(&edition("rich"), "atom.xml").as_bytes()).unwrap();
    let categories = &feed.entries[0].categories;
    assert_eq!(categories.len(), 45);
    assert_eq!(
        (categories[0].term(), categories[0].scheme()),
        ("Podcast", Some("urn:sangam:kind"))
    );
}

#[test]
fn an_entry_carries_its_language_on_every_text() {
    let text = rendered(&edition("languages"), "atom.xml");
    assert!(text.contains(r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="te">"#), "{text}");
    assert!(text.contains(r#"<title xml:lang="ar">التعاونيات في آسيا</title>"#), "{text}");
    assert!(text.contains(r#"<content xml:lang="zh-Hant" type="html">"#), "{text}");
    assert!(text.contains(r#"<summary xml:lang="fr">"#), "{text}");
    assert!(text.contains("<title>No language given</title>"), "{text}");
}

#[test]
fn an_entry_links_to_its_files_its_copies_and_where_it_was_taken_from() {
    let feed = Feed::read_from(rendered(&edition("rich"), "atom.xml").as_bytes()).unwrap();
    let links = &feed.entries[0].links;
    assert_eq!(hrefs(links, "enclosure").len(), 3);
    assert_eq!(
        hrefs(links, "related"),
        ["https://samachar.example.in/translated/7", "https://report.example.org/full.pdf"]
    );
    assert_eq!(hrefs(links, "via"), ["https://anand.example.in/feed"]);
    assert_eq!(hrefs(links, "replies"), ["https://news.example.org/podcast-7#comments"]);
    assert_eq!(hrefs(&feed.links, "hub"), ["https://hub.example.org/?a=1&b=2"]);
}

#[test]
fn what_was_taken_down_of_late_is_a_deleted_entry_each_item_once() {
    for name in ["rich", "hostile"] {
        let text = rendered(&edition(name), "atom.xml");
        let tombstones = matches(&text, r#"<at:deleted-entry ref="(urn:uuid:[^"]+)" when="2026"#);
        let expected = [
            "urn:uuid:5f0c2f6e-6c1b-5d0e-8a55-0123456789ab",
            "urn:uuid:6a1d3f7e-7d2c-5e1f-9b66-123456789abc",
        ];
        assert_eq!(tombstones, expected, "{name}");
        assert_eq!(text.matches("deleted-entry ").count(), 2, "not what is long gone: {name}");
        assert!(!text.contains("ours alone"), "{name}");
    }
    let text = rendered(&edition("hostile"), "atom.xml");
    let comment = matches(&text, "<at:comment>(.*)</at:comment>");
    assert_eq!(comment, ["Taken back: &quot;wrong&quot; &amp; &lt;b&gt;old&lt;/b&gt; ]]&gt;"]);
    assert!(!rendered(&edition("seed"), "atom.xml").contains("xmlns:at"));
}

#[test]
fn a_feed_changed_when_something_was_taken_down() {
    let mut edition = edition("rich");
    let tombstones = std::mem::take(&mut edition.tombstones);
    let later = edition.updated + chrono::TimeDelta::days(1);
    let newest = sangam::model::tombstone::Tombstone { at: later, ..tombstones[0].clone() };
    let marked = sangam::publish::assemble::mark_deleted(edition, vec![newest]);
    assert_eq!(marked.updated, later);
}

#[test]
fn a_picture_is_media_content_with_its_address_escaped_once() {
    let text = rendered(&edition("rich"), "atom.xml");
    assert!(
        text.contains(
            r#"<media:content medium="image" url="https://news.example.org/a.jpg?w=1&amp;h=2">"#
        ),
        "{text}"
    );
}
