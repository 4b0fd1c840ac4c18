//! RSS 2.0: one test a line of the recipe.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike};
use rss::Channel;

use super::{assert_address, blocks, everywhere, matches, names, rendered, without_cdata};
use crate::support::editions::edition;

fn channels() -> Vec<(&'static str, Channel)> {
    everywhere("rss.xml")
        .map(|(name, _, text)| (name, Channel::read_from(text.as_bytes()).unwrap()))
        .collect()
}

fn items() -> Vec<(&'static str, rss::Item)> {
    let channels = channels().into_iter();
    channels.flat_map(|(name, channel)| channel.items.into_iter().map(move |i| (name, i))).collect()
}

#[test]
fn an_item_has_its_elements_in_the_order_that_strict_readers_ask_for() {
    const ORDER: [&str; 14] = [
        "title",
        "link",
        "description",
        "category",
        "comments",
        "enclosure",
        "guid",
        "pubDate",
        "source",
        "content:encoded",
        "media:content",
        "dc:creator",
        "dc:language",
        "dc:rights",
    ];
    let mut seen = BTreeSet::new();
    for (edition, _, text) in everywhere("rss.xml") {
        for item in blocks(&text, "item") {
            let mut names = names(&item, 6);
            // What is carried along stands where the crate has its extensions.
            names.retain(|name| ORDER.contains(&name.as_str()) || !name.contains(':'));
            let places = names.iter().map(|name| {
                ORDER.iter().position(|known| known == name).unwrap_or_else(|| panic!("{name}"))
            });
            assert!(places.is_sorted(), "{edition}: {names:?}");
            seen.extend(names);
        }
    }
    assert_eq!(seen.len(), ORDER.len(), "the editions show every element: {seen:?}");
}

#[test]
fn a_channel_has_title_link_and_description_and_none_is_empty() {
    for (name, channel) in channels() {
        assert!(!channel.title.is_empty() && !channel.description.is_empty(), "{name}");
        assert_address(&channel.link);
    }
}

#[test]
fn the_self_link_is_the_address_that_the_feed_is_served_at() {
    for (name, _, text) in everywhere("rss.xml") {
        let folder = if name == "languages" { "feeds/languages/" } else { "" };
        let link = format!(
            r#"<link href="https://feeds.example.coop/{folder}rss.xml" rel="self" type="application/rss+xml"/>"#
        );
        assert_eq!(text.matches(&link.replace("<link", "<atom:link")).count(), 1, "{name}");
    }
}

#[test]
fn a_hub_is_named_where_there_is_one() {
    let text = rendered(&edition("rich"), "rss.xml");
    assert!(text.contains(r#"<atom:link href="https://hub.example.org/?a=1&amp;b=2" rel="hub"/>"#));
    assert!(!rendered(&edition("seed"), "rss.xml").contains("rel=\"hub\""));
}

#[test]
fn the_language_is_a_tag_with_hyphens() {
    let mut edition = edition("seed");
    edition.site.language = sangam::model::language::Language::new("en_US").unwrap();
    assert!(rendered(&edition, "rss.xml").contains("<language>en-US</language>"));
}

#[test]
fn an_image_has_the_title_and_link_of_its_channel_and_a_form_that_rss_knows() {
    for (name, channel) in channels() {
        match (name, channel.image()) {
            ("hostile", None) => {}
            ("hostile", Some(image)) => panic!("{} is no GIF, JPEG or PNG", image.url),
            (_, image) => {
                let image = image.unwrap();
                assert_eq!((&image.title, &image.link), (&channel.title, &channel.link), "{name}");
                assert_eq!(image.url, "https://feeds.example.coop/icon.png");
            }
        }
    }
}

#[test]
fn an_item_always_has_a_title() {
    for (name, item) in items() {
        assert!(item.title.is_some_and(|title| !title.is_empty()), "{name}");
    }
}

#[test]
fn a_title_is_plain_text_and_escaped_once() {
    let text = rendered(&edition("hostile"), "rss.xml");
    assert!(
        text.contains(
            "<title>AT&amp;T &lt;b&gt; &amp; &quot;friends&quot; ]]&gt; &apos;all&apos;</title>"
        ),
        "{text}"
    );
    let channel = Channel::read_from(text.as_bytes()).unwrap();
    assert_eq!(channel.items[0].title(), Some("AT&T <b> & \"friends\" ]]> 'all'"));
}

#[test]
fn without_a_title_the_first_words_of_the_text_stand_in_then_the_address() {
    let text = rendered(&edition("bare"), "rss.xml");
    let channel = Channel::read_from(text.as_bytes()).unwrap();
    let titles: Vec<_> = channel.items.iter().map(|item| item.title().unwrap()).collect();
    assert_eq!(titles[0], "Only a title");
    assert!(titles[1].starts_with("Only a text, without a title,") && titles[1].ends_with('…'));
    assert!(titles[1].chars().count() <= 80);
    assert_eq!(titles[2..4], ["Only a summary", "news.example.org/only/link"]);
}

#[test]
fn a_description_is_there_whenever_there_is_content_and_is_short_plain_text() {
    for (name, item) in items() {
        let description = item.description().unwrap_or_default();
        assert!(item.content().is_none() || !description.is_empty(), "{name}");
        assert!(!description.contains('<'), "{name}: {description}");
    }
}

#[test]
fn a_description_shows_as_the_text_that_it_is() {
    let text = rendered(&edition("hostile"), "rss.xml");
    assert!(text.contains("<![CDATA[a &lt; b &amp;&amp; c &gt; d ]]&gt; &lt;script&gt;"), "{text}");
}

#[test]
fn the_description_of_a_very_long_text_is_its_beginning() {
    let mut edition = edition("seed");
    let html = format!("<p>அ{}</p><p>end</p>", "நாள் ".repeat(20_000));
    edition.entries[1].item.content = sangam::model::text::SafeHtml::sanitize(&html, None);
    let channel = Channel::read_from(rendered(&edition, "rss.xml").as_bytes()).unwrap();
    let description = channel.items[1].description().unwrap();
    assert!(description.starts_with("அநாள் நாள்") && description.ends_with('…'), "{description}");
    assert!(description.chars().count() <= 300);
    assert_eq!(channel.items[1].content().unwrap().len(), html.len());
}

#[test]
fn addresses_are_absolute_and_ascii() {
    for (name, _, text) in everywhere("rss.xml") {
        assert!(!text.contains("<link/>") && !text.contains("<link></link>"), "{name}");
        let text = without_cdata(&text);
        let text = text.split_once("feed.css\"?>").expect("its style").1;
        let elements = matches(text, r"<(?:link|comments|url)>([^<]*)<");
        let attributes = matches(text, r#" (?:url|href)="([^"]*)""#);
        assert!(name == "empty" || elements.len() > 3);
        for address in elements.iter().chain(&attributes) {
            assert_address(&address.replace("&amp;", "&").replace("&apos;", "'"));
        }
    }
}

#[test]
fn every_item_has_a_guid_of_ours_that_is_unique_and_no_address() {
    for (name, channel) in channels() {
        let guids: Vec<_> = channel.items.iter().map(|item| item.guid().unwrap()).collect();
        let unique: BTreeSet<_> = guids.iter().map(|guid| guid.value()).collect();
        assert_eq!(unique.len(), guids.len(), "{name}");
        assert!(guids.iter().all(|g| !g.is_permalink() && g.value().starts_with("urn:uuid:")));
    }
}

#[test]
fn two_sources_with_the_same_guid_are_two_items() {
    let edition = edition("hostile");
    let same: Vec<_> =
        edition.entries.iter().filter(|e| e.item.guid.as_deref() == Some("1")).collect();
    assert_eq!(same.len(), 2);
    assert_ne!(same[0].id, same[1].id);
}

#[test]
fn persons_are_dc_creators_with_a_name_and_nothing_else() {
    for (name, _, text) in everywhere("rss.xml") {
        for wrong in [
            "<author",
            "<managingEditor",
            "<webMaster",
            "<itunes:author",
            "<atom:author",
            "<dc:creator></",
        ] {
            assert!(!text.contains(wrong), "{name}: {wrong}");
        }
    }
    let text = rendered(&edition("rich"), "rss.xml");
    assert_eq!(matches(&text, "<dc:creator>(.*)</dc:creator>"), ["Lata Patel", "Jun Ito"]);
}

#[test]
fn no_fact_is_given_twice() {
    for (name, _, text) in everywhere("rss.xml") {
        for twice in ["<dc:date", "<dc:subject", "<dc:title", "<dc:description", "<atom:updated"] {
            assert!(!text.contains(twice), "{name}: {twice}");
        }
    }
}

#[test]
fn kind_and_tags_are_categories_with_a_domain_and_none_is_empty() {
    let channel = rendered(&edition("seed"), "rss.xml");
    assert!(channel.contains(r#"<category domain="urn:sangam:kind">Article</category>"#));
    assert!(channel.contains(r#"<category domain="urn:sangam:tag">ILO</category>"#));
    for (name, item) in items() {
        assert!(item.categories.iter().all(|c| !c.name.trim().is_empty()), "{name}");
    }
}

#[test]
fn a_date_has_its_weekday() {
    let text = rendered(&edition("seed"), "rss.xml");
    assert!(text.contains("<pubDate>Thu, 28 Sep 2017 00:00:00 +0000</pubDate>"));
    for (name, item) in items() {
        if let Some(date) = item.pub_date() {
            let date = DateTime::parse_from_rfc2822(date).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert!(date.year() >= 1990, "{name}: {date}");
        }
    }
}

#[test]
fn an_implausible_date_is_left_out() {
    let text = rendered(&edition("bare"), "rss.xml");
    let channel = Channel::read_from(text.as_bytes()).unwrap();
    let date = |title: &str| {
        let item = channel.items.iter().find(|item| item.title() == Some(title)).unwrap();
        item.pub_date()
    };
    assert_eq!(date("An old report"), None);
    assert_eq!(date("From the future"), None);
    assert_eq!(date("An undated event"), Some("Thu, 5 Nov 2026 06:00:00 +0000"));
}

#[test]
fn the_first_attached_file_is_the_enclosure_and_the_others_are_media_content() {
    let text = rendered(&edition("rich"), "rss.xml");
    let enclosure = r#"<enclosure url="https://media.example.org/7.mp3?a=1&amp;b=2" length="12345678" type="audio/mpeg"/>"#;
    assert_eq!(text.matches("<enclosure ").count(), 1);
    assert!(text.contains(enclosure), "{text}");
    assert!(text.contains(
        r#"<media:content type="application/pdf" url="https://media.example.org/7.pdf">"#
    ));
    assert!(text.contains(r#"<media:content duration="60" fileSize="99" type="video/mp4" url="https://media.example.org/7.mp4">"#));
    assert!(text.contains(
        r#"<media:content medium="image" url="https://news.example.org/a.jpg?w=1&amp;h=2">"#
    ));
}

#[test]
fn an_enclosure_of_unknown_length_and_type_says_0_and_bytes() {
    let text = rendered(&edition("hostile"), "rss.xml");
    let enclosure = r#"<enclosure url="https://news.example.org/a%25zz%7Cb.mp3" length="0" type="application/octet-stream"/>"#;
    assert!(text.contains(enclosure), "{text}");
}

#[test]
fn every_item_names_its_source_with_address_and_title() {
    for (name, item) in items() {
        let source = item.source().unwrap_or_else(|| panic!("{name}: no source"));
        assert_address(source.url());
        assert!(source.title().is_some_and(|title| !title.is_empty()), "{name}");
    }
}

#[test]
fn no_namespace_is_of_our_own_or_half_used() {
    for (name, _, text) in everywhere("rss.xml") {
        for prefix in matches(&text, r"xmlns:(\w+)=") {
            let ours = ["atom", "content", "dc", "media"].contains(&prefix.as_str());
            let mut items = edition(name).entries.into_iter().map(|entry| entry.item);
            let carries = items.any(|item| !item.extensions.is_empty());
            assert!(ours || carries, "{name}: {prefix}");
            assert!(
                text.contains(&format!("<{prefix}:")),
                "{name}: {prefix} is declared for nothing"
            );
        }
        assert!(!text.contains("<atom:source"), "{name}");
    }
}
