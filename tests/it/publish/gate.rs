//! The gate: what it lets through, what it refuses and how it says so.

use sangam::model::archive::Place;
use sangam::model::edition::{Artifact, Edition};
use sangam::model::item::Person;
use sangam::publish::format::archive;
use sangam::publish::{format, gate};

use crate::support::editions::{NAMES, edition};

const READ_BACK: [&str; 3] = ["rss.xml", "atom.xml", "feed.json"];

fn artifact(edition: &Edition, file: &str) -> Artifact {
    let path = format!("{}{file}", edition.folder);
    format::render(edition).unwrap().into_iter().find(|artifact| artifact.path == path).unwrap()
}

#[track_caller]
fn assert_passes(edition: &Edition) {
    for artifact in format::render(edition).unwrap() {
        assert_eq!(gate::check(edition, &artifact), Ok(()));
    }
}

/// What the gate says to an artifact in which something was replaced.
#[track_caller]
fn refusal(edition: &Edition, file: &str, part: &str, instead: &str) -> String {
    let mut artifact = artifact(edition, file);
    let text = String::from_utf8(artifact.bytes).unwrap();
    let bad = text.replacen(part, instead, 1);
    assert_ne!(bad, text, "{part:?} is not in {file}");
    artifact.bytes = bad.into_bytes();
    match gate::check(edition, &artifact) {
        Err(refused) => {
            assert_eq!(refused.code(), "refused-by-gate");
            refused.to_string()
        }
        Ok(()) => panic!("{file} passes with {instead:?}"),
    }
}

/// An artifact of the edition `rich` is refused, and the message has the file, the first item and
/// what is wrong.
#[track_caller]
fn check(file: &str, part: &str, instead: &str, difference: &str) {
    let edition = edition("rich");
    let id = edition.entries[0].id;
    let item = format!("item {id} \"Podcast 7: dairies of Anand\"");
    let expected = format!("{file} reads back otherwise than meant: {item} {difference}");
    assert_eq!(refusal(&edition, file, part, instead), expected);
}

/// An artifact is refused because it cannot be read at all.
#[track_caller]
fn check_unreadable(file: &str, part: &str, instead: &str, reason: &str) {
    let refusal = refusal(&edition("rich"), file, part, instead);
    let start = format!("{file} cannot be read back: ");
    assert!(refusal.starts_with(&start) && refusal.contains(reason), "{refusal}");
}

#[test]
fn every_edition_passes_in_every_format() {
    for name in NAMES {
        assert_passes(&edition(name));
    }
}

#[test]
fn a_wrong_title_is_refused() {
    let difference = "has the title \"Podcast 8: dairies of Anand\" instead of \
                      \"Podcast 7: dairies of Anand\"";
    for file in READ_BACK {
        check(file, "Podcast 7: dairies", "Podcast 8: dairies", difference);
    }
}

#[test]
fn a_title_escaped_twice_is_refused() {
    let edition = edition("hostile");
    for (file, part, instead) in [
        ("rss.xml", "<title>AT&amp;T &lt;b", "<title>AT&amp;amp;T &lt;b"),
        ("atom.xml", "AT&amp;T &lt;b", "AT&amp;amp;T &lt;b"),
        ("feed.json", "AT&T <b", "AT&amp;T <b"),
    ] {
        let refusal = refusal(&edition, file, part, instead);
        let difference = "has the title \"AT&amp;T <b> & \"friends\" ]]> 'all'\" instead of \
                          \"AT&T <b> & \"friends\" ]]> 'all'\"";
        assert!(refusal.ends_with(difference), "{refusal}");
    }
}

#[test]
fn a_changed_id_is_refused() {
    for file in READ_BACK {
        let edition = edition("rich");
        let id = edition.entries[0].id.to_string();
        check(file, &id, "urn:uuid:0", "has the id \"urn:uuid:0\"");
    }
    check("rss.xml", "</guid>", "-</guid>", &{
        let id = edition("rich").entries[0].id;
        format!("has the id \"{id}-\"")
    });
}

#[test]
fn an_id_that_went_missing_is_not_made_up() {
    let id = edition("rich").entries[0].id.to_string();
    check("feed.json", &format!("\"id\": \"{id}\""), "\"no\": \"\"", "has the id \"\"");
}

#[test]
fn a_changed_date_is_refused() {
    check(
        "rss.xml",
        "04:05:06 +0000</pubDate>",
        "04:05:07 +0000</pubDate>",
        "has the date \"2026-11-03T04:05:07Z\" instead of \"2026-11-03T04:05:06Z\"",
    );
    check(
        "atom.xml",
        "2026-11-03T04:05:06+00:00</published>",
        "2026-11-03T04:05:06+01:00</published>",
        "has the date \"2026-11-03T03:05:06Z\" instead of \"2026-11-03T04:05:06Z\"",
    );
    check(
        "feed.json",
        "\"date_published\"",
        "\"date\"",
        "has the date nothing instead of \"2026-11-03T04:05:06Z\"",
    );
}

#[test]
fn a_wrong_day_of_the_week_is_no_date() {
    let nothing = "has the date nothing instead of \"2026-11-03T04:05:06Z\"";
    check("rss.xml", "Tue, 3 Nov 2026 04", "Wed, 3 Nov 2026 04", nothing);
}

#[test]
fn a_changed_date_of_change_is_refused() {
    let entry = &edition("rich").entries[0];
    let updated = entry.updated.format("%Y-%m-%dT%H:%M:%SZ");
    check(
        "feed.json",
        "2026-11-04T00:00:00Z",
        "2026-11-05T00:00:00Z",
        "has the date of change \"2026-11-05T00:00:00Z\" instead of \"2026-11-04T00:00:00Z\"",
    );
    check(
        "atom.xml",
        "</id>\n    <updated>2026",
        "</id>\n    <updated>2025",
        &format!("has the date of change \"2025-11-05T06:00:00Z\" instead of \"{updated}\""),
    );
}

#[test]
fn a_wrong_link_is_refused() {
    let difference = "has the link \"https://other.example.org/podcast-7\" instead of \
                      \"https://news.example.org/podcast-7\"";
    for file in READ_BACK {
        let quote = if file == "rss.xml" { "<link>" } else { "\"" };
        let part = format!("{quote}https://news.example.org/podcast-7");
        let instead = format!("{quote}https://other.example.org/podcast-7");
        check(file, &part, &instead, difference);
    }
}

#[test]
fn a_changed_or_lost_text_is_refused() {
    let difference = "has the summary nothing instead of \
                      \"What a village dairy does with a surplus.\"";
    check(
        "rss.xml",
        "<description><![CDATA[What a village dairy does with a surplus.]]></description>\n      <cat",
        "<cat",
        difference,
    );
    check("feed.json", "\"summary\": \"What a v", "\"x\": \"What a v", difference);
    check(
        "atom.xml",
        ">What a village dairy does with a surplus.<",
        ">What a village dairy does with a surplus<",
        "has the summary \"What a village dairy does with a surplus\" instead of \
         \"What a village dairy does with a surplus.\"",
    );
    for file in READ_BACK {
        let refusal = refusal(&edition("rich"), file, "a surplus, told", "a surplus, sold");
        assert!(
            refusal.contains("has the content \"<p>What a village dairy does with a surplus, sold"),
            "{refusal}"
        );
    }
}

#[test]
fn a_lost_category_is_refused() {
    check("rss.xml", ">dairy<", ">cheese<", "lacks the category \"dairy\"");
    check("rss.xml", "sangam:kind", "sangam:tag", "lacks the category \"Podcast\"");
    check("atom.xml", "sangam:tag", "sangam:tags", "lacks the category \"dairy\"");
    check("feed.json", "\"dairy\"", "\"Dairy\"", "lacks the category \"dairy\"");
}

#[test]
fn a_lost_enclosure_is_refused() {
    let difference = "has the enclosure nothing instead of \
                      \"https://media.example.org/7.mp3?a=1&b=2\"";
    check("rss.xml", "<enclosure url", "<enclosure href", difference);
    check("atom.xml", "rel=\"enclosure\"", "rel=\"related\"", {
        "has the enclosure \"https://media.example.org/7.pdf\" instead of \
         \"https://media.example.org/7.mp3?a=1&b=2\""
    });
    check("feed.json", "\"attachments\"", "\"files\"", difference);
}

#[test]
fn a_lost_picture_or_further_file_is_refused() {
    let image = "https://news.example.org/a.jpg?w=1&h=2";
    let difference =
        format!("has the media file \"https://news.example.org/b.jpg\" instead of \"{image}\"");
    let part = format!("url=\"{}\"", image.replace('&', "&amp;"));
    for file in ["rss.xml", "atom.xml"] {
        check(file, &part, "url=\"https://news.example.org/b.jpg\"", &difference);
    }
    check(
        "rss.xml",
        "https://media.example.org/7.pdf",
        "https://media.example.org/8.pdf",
        "has the media file \"https://media.example.org/8.pdf\" instead of \
         \"https://media.example.org/7.pdf\"",
    );
}

#[test]
fn a_missing_item_is_refused() {
    let mut without_first = edition("rich");
    let first = without_first.entries.remove(0);
    let mut without_last = edition("rich");
    without_last.entries.pop();
    let last = &edition("rich").entries[1];
    for file in READ_BACK {
        let refused = |other| gate::check(&edition("rich"), &artifact(other, file)).unwrap_err();
        let missing = format!("item {} \"Podcast 7: dairies of Anand\" is missing", first.id);
        assert!(refused(&without_first).to_string().ends_with(&missing), "{file}");
        let missing = format!("item {} \"With a picture only\" is missing", last.id);
        assert!(refused(&without_last).to_string().ends_with(&missing), "{file}");
    }
}

#[test]
fn an_item_too_many_is_refused() {
    let mut fewer = edition("rich");
    let last = fewer.entries.pop().unwrap();
    for file in READ_BACK {
        let refused = gate::check(&fewer, &artifact(&edition("rich"), file)).unwrap_err();
        let extra = format!("item {} \"With a picture only\" is one too many", last.id);
        assert!(refused.to_string().ends_with(&extra), "{refused}");
    }
}

#[test]
fn swapped_items_are_refused() {
    let mut swapped = edition("rich");
    swapped.entries.swap(0, 1);
    for file in READ_BACK {
        let refused = gate::check(&edition("rich"), &artifact(&swapped, file)).unwrap_err();
        let place = "\"Podcast 7: dairies of Anand\" stands at place 2 instead of 1";
        assert!(refused.to_string().ends_with(place), "{refused}");
    }
}

#[test]
fn what_is_broken_is_refused() {
    check_unreadable("rss.xml", "</item>", "", "parse XML");
    check_unreadable("atom.xml", "</entry>", "</Entry>", "parse XML");
    check_unreadable("atom.xml", "<feed", "<fed", "no root element");
    check_unreadable("rss.xml", "</link>", " & </link>", "parse XML");
    check_unreadable("feed.json", "\"items\": [", "\"items\": ", "parse JSON");
    check_unreadable("feed.json", "jsonfeed.org/version/1", "jsonfeed.org/version/2", "version");
}

#[test]
fn what_is_cut_or_no_utf_8_is_refused() {
    let edition = edition("rich");
    for file in READ_BACK {
        let good = artifact(&edition, file);
        let cut = Artifact { bytes: good.bytes[..good.bytes.len() / 2].to_vec(), ..good.clone() };
        assert!(gate::check(&edition, &cut).is_err(), "{file}");
        let empty = Artifact { bytes: Vec::new(), ..good.clone() };
        assert!(gate::check(&edition, &empty).is_err(), "{file}");
        let mut wrong = good;
        wrong.bytes.push(0xFF);
        let refused = gate::check(&edition, &wrong).unwrap_err().to_string();
        assert!(refused.contains("cannot be read back: invalid utf-8"), "{refused}");
    }
}

/// feed-rs panics on such a name; see `publish/gate/seen.rs`.
#[test]
fn a_name_that_feed_rs_cannot_take_is_no_reason_to_refuse() {
    let mut edition = edition("rich");
    for name in
        ["「desk@example.coop」", "सहकारी、desk@example.coop", "\"authors\": [ <dc:creator>"]
    {
        let person = Person { name: Some(name.to_owned()), email: None, url: None };
        edition.entries[0].item.authors.push(person);
    }
    edition.site.author.name = Some("（desk@example.coop）".to_owned());
    assert_passes(&edition);
}

/// feed-rs drops the enclosure of such an item; see `publish/gate/seen.rs`.
#[test]
fn an_enclosure_beside_a_picture_is_seen_and_missed() {
    let mut edition = edition("rich");
    edition.entries[0].item.attachments.truncate(1);
    assert_passes(&edition);
    let refusal = refusal(&edition, "rss.xml", "<enclosure", "<enclosed");
    assert!(refusal.contains("has the enclosure nothing"), "{refusal}");
}

/// feed-rs writes addresses anew, as the WHATWG does; ours are such that this changes nothing.
#[test]
fn an_address_that_could_be_written_in_two_ways_is_the_same() {
    let mut edition = edition("rich");
    for address in [
        "https://news.example.org/a'b?c='d'&e=%zz|{}^[]\\#'f'",
        "https://münchen.example:8443/%2e%2e/x/%",
        "https://news.example.org/?q=%\"<>`",
    ] {
        let item = &mut edition.entries[0].item;
        item.image = Some(address.parse().unwrap());
        item.external_url = item.image.clone();
        item.attachments[0].url = address.parse().unwrap();
        assert_passes(&edition);
    }
}

/// feed-rs does not tell `url` and `external_url` of JSON Feed apart.
#[test]
fn another_address_does_not_stand_in_for_a_lost_link() {
    let difference = "has the link \"https://report.example.org/full.pdf\" instead of \
                      \"https://news.example.org/podcast-7\"";
    check("feed.json", "\"url\": \"https://news.example.org/podcast-7\"", "\"x\": 0", difference);
    let mut edition = edition("rich");
    edition.entries[0].item.url = None;
    assert_passes(&edition);
}

#[test]
fn a_broken_page_or_list_of_sources_is_refused() {
    let edition = edition("rich");
    for (file, part, instead, reason) in [
        ("index.html", "</article>", "", "(page; "),
        ("index.html", "<html lang=", "<html dir=", "(page; "),
        ("index.html", "<h1", "<script>x()</script><h1", "(html-unsafe; "),
        ("index.html", "<h1", "<h1 onclick=\"x()\"", "(html-unsafe; "),
        ("feeds.opml", "</body>", "", "(xml; "),
        ("feeds.opml", "xmlUrl=\"https", "xmlUrl=\"/https", "(opml-address; "),
    ] {
        let refusal = refusal(&edition, file, part, instead);
        assert!(refusal.starts_with(&format!("{file} is not as its specification asks: line ")));
        assert!(refusal.contains(reason), "{refusal}");
    }
}

/// What reads back as meant, and is wrong all the same.
#[test]
fn what_a_specification_forbids_is_refused() {
    let edition = edition("rich");
    for (file, part, instead, reason) in [
        ("rss.xml", "<language>en", "<language>en_", "(rss-language; "),
        ("rss.xml", "length=\"", "length=\"x", "(rss-enclosure; "),
        ("atom.xml", "<generator>", "<updated>yesterday</updated><generator>", "(atom-"),
        ("atom.xml", "<uri>https://", "<uri>https:// ", "(atom-person; "),
        ("feed.json", "\"language\": \"en", "\"language\": \"e n", "(json-language; "),
    ] {
        let refusal = refusal(&edition, file, part, instead);
        assert!(refusal.contains(" is not as its specification asks: line "), "{refusal}");
        assert!(refusal.contains(reason), "{refusal}");
    }
}

#[test]
fn nothing_is_found_in_what_is_published() {
    for name in NAMES {
        let mut edition = edition(name);
        let mut artifacts = format::render(&edition).unwrap();
        for place in [Place::full(1), Place::full(2), Place::open(2), Place::now(2)] {
            edition.place = place;
            let render = if place.page.is_some() { archive::render } else { format::render };
            artifacts.extend(render(&edition).unwrap());
        }
        for artifact in artifacts {
            let findings = gate::validated(&edition, &artifact).findings;
            assert_eq!(findings, [], "{name}: {}", artifact.path);
        }
    }
}

#[test]
fn archive_pages_are_read_back_like_feeds() {
    let mut edition = edition("rich");
    edition.place = Place::full(2);
    for artifact in archive::render(&edition).unwrap() {
        assert_eq!(gate::check(&edition, &artifact), Ok(()));
        let text = String::from_utf8(artifact.bytes.clone()).unwrap();
        let bytes = text.replacen("Podcast 7: dairies", "Podcast 8: dairies", 1).into_bytes();
        let refused = gate::check(&edition, &Artifact { bytes, ..artifact }).unwrap_err();
        assert!(refused.to_string().starts_with("archive/2."), "{refused}");
    }
}
