//! Atom 1.0: a row for each way to break a clean feed.

use super::{check_each, clean, found};

#[test]
fn a_feed_is_as_the_rfc_asks() {
    check_each(
        "clean.atom",
        &[
            ("<title>Dairy Union News</title>", "", "atom-required", 2),
            ("<title>Dairy Union News</title>", "<title> </title>", "atom-empty", 3),
            (
                "<title>Dairy Union News</title>",
                "<title>Dairy <b>Union</b></title>",
                "atom-text",
                3,
            ),
            ("<subtitle type=\"html\">", "<subtitle type=\"text/html\">", "atom-text", 4),
            ("<subtitle type=\"html\">", "<subtitle type=\"xhtml\">", "atom-text", 4),
            ("<id>tag:dairy.example.coop,2026:feed</id>", "<id>feed</id>", "atom-id", 5),
            ("<id>tag:dairy.example.coop,2026:feed</id>", "<id/>", "atom-id", 5),
            (
                "<id>tag:dairy.example.coop,2026:feed</id>",
                "<id>https://Dairy.example.coop/</id>",
                "atom-id-form",
                5,
            ),
            (
                "  <updated>2026-11-03T04:05:06Z</updated>\n  <link",
                "  <updated>2026-11-03 04:05:06Z</updated>\n  <link",
                "atom-date",
                6,
            ),
            (
                "  <updated>2026-11-03T04:05:06Z</updated>\n  <link",
                "  <updated>2026-11-03t04:05:06z</updated>\n  <link",
                "atom-date",
                6,
            ),
            (
                "  <updated>2026-11-03T04:05:06Z</updated>\n  <link",
                "  <updated>2026-11-03T04:05:06</updated>\n  <link",
                "atom-date",
                6,
            ),
            (
                "  <updated>2026-11-03T04:05:06Z</updated>\n  <link",
                "  <updated>2026-11-03T04:05:05Z</updated>\n  <link",
                "atom-feed-behind",
                6,
            ),
            ("rel=\"self\"", "rel=\"via\"", "self-missing", 2),
            ("<name>The desk</name>", "", "atom-person", 11),
            ("<name>The desk</name>", "<name/>", "atom-person", 11),
            ("desk@dairy.example.coop<", "the desk<", "atom-person", 11),
            ("<uri>https://dairy.example.coop/desk", "<uri>https:// desk", "atom-person", 11),
            (
                "  <author><name>The desk</name><email>desk@dairy.example.coop</email><uri>https://dairy.example.coop/desk</uri></author>\n  <gen",
                "  <contributor><name>The desk</name></contributor>\n  <gen",
                "atom-author",
                16,
            ),
            (
                "<generator uri=\"https://www.drupal.org/\"",
                "<generator uri=\"www.drupal.org\"",
                "atom-relative",
                12,
            ),
            (
                "<icon>https://dairy.example.coop/icon.png</icon>",
                "<icon></icon>",
                "atom-relative",
                13,
            ),
            (
                "<icon>https://dairy.example.coop/icon.png</icon>",
                "<icon>https://dairy.example.coop/i con.png</icon>",
                "atom-address",
                13,
            ),
            ("<uri>https://dairy.example.coop/desk", "<uri>/desk", "atom-relative", 11),
            ("xml:lang=\"en\">", "xml:lang=\"en_US\">", "atom-language", 2),
            ("<rights>", "<rights xml:lang=\"en_US\">", "atom-language", 14),
            (
                "<rights>Free to copy</rights>",
                "<rights>Free</rights><rights>No</rights>",
                "atom-twice",
                14,
            ),
            ("<rights>Free to copy</rights>", "<copyright>Free</copyright>", "atom-unknown", 14),
            (
                "<rights>Free to copy</rights>",
                "<rights xmlns=\"\">Free</rights>",
                "atom-unknown",
                14,
            ),
        ],
    );
}

#[test]
fn an_entry_is_as_the_rfc_asks() {
    check_each(
        "clean.atom",
        &[
            ("<id>tag:dairy.example.coop,2026:1</id>", "", "atom-required", 16),
            (
                "<id>tag:dairy.example.coop,2026:1</id>",
                "<id>urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6</id>",
                "atom-id-repeated",
                34,
            ),
            (
                "<updated>2026-11-02T04:05:06+00:00</updated>",
                "<updated>2026-11-01T04:05:06Z</updated>",
                "atom-same-updated",
                45,
            ),
            ("<updated>2026-11-02T04:05:06+00:00</updated>", "", "atom-required", 32),
            ("<link href=\"https://dairy.example.coop/1\"", "<link", "atom-link", 19),
            (
                "<link href=\"https://dairy.example.coop/1\"",
                "<link href=\"/1\"",
                "atom-relative",
                19,
            ),
            ("<link href=\"https://dairy.example.coop/1\"", "<link href=\"\"", "atom-relative", 19),
            (
                "<link href=\"https://dairy.example.coop/1\"",
                "<link href=\"https://dairy.example.coop/a b\"",
                "atom-link",
                19,
            ),
            ("hreflang=\"en\"", "hreflang=\"en_US\"", "atom-link", 19),
            ("length=\"100\"", "length=\"big\"", "atom-link", 20),
            ("type=\"audio/mpeg\"", "type=\"mp3\"", "atom-link", 20),
            ("rel=\"enclosure\"", "rel=\"my file\"", "atom-link", 20),
            (
                "<link rel=\"enclosure\" type=\"audio/mpeg\" length=\"100\"",
                "<link hreflang=\"en\"",
                "atom-alternates",
                20,
            ),
            (
                "<published>2026-11-03T04:05:06.25+05:30",
                "<published>3 November 2026",
                "atom-date",
                21,
            ),
            ("term=\"dairy\" ", "", "atom-category", 23),
            ("scheme=\"urn:topics\"", "scheme=\"topics\"", "atom-category", 23),
            ("<content type=\"html\">", "<content type=\"message/rfc822\">", "atom-content", 25),
            (
                "<content type=\"html\">&lt;p&gt;It opens in May.&lt;/p&gt;",
                "<content type=\"image/png\">no base64!",
                "atom-content",
                25,
            ),
            (
                "<content type=\"html\">&lt;p&gt;",
                "<content type=\"html\">&lt;script&gt;&lt;/script&gt;&lt;p&gt;",
                "html-unsafe",
                25,
            ),
            (
                "<content type=\"html\">&lt;p&gt;",
                "<content type=\"html\">&lt;p&gt;&lt;a href='1'&gt;x&lt;/a&gt;",
                "html-relative",
                25,
            ),
            ("      <title>The other paper</title>\n", "", "atom-source", 26),
            (
                "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>",
                "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p onload=\"x\">",
                "html-unsafe",
                39,
            ),
            ("<div xmlns=\"http://www.w3.org/1999/xhtml\">", "<div>", "atom-text", 38),
            ("<summary>A picture of the plant.</summary>", "", "atom-summary", 47),
            (
                "src=\"https://dairy.example.coop/plant.png\"/>",
                "src=\"https://dairy.example.coop/plant.png\">x</content>",
                "atom-content",
                47,
            ),
            (
                "<content type=\"image/png\" src=\"https://dairy.example.coop/plant.png\"/>",
                "",
                "atom-no-alternate",
                42,
            ),
            (
                "    <content type=\"xhtml\">\n      <div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Two of <em>them</em>.</p></div>\n    </content>\n",
                "",
                "atom-no-text",
                32,
            ),
        ],
    );
}

#[test]
fn archives_and_tombstones_are_as_their_rfcs_ask() {
    check_each(
        "clean.atom",
        &[
            ("<icon>", "<fh:complete/><fh:archive/><icon>", "paging", 13),
            (
                "  <link rel=\"current\" href=\"https://dairy.example.coop/atom.xml\"/>",
                "  <fh:archive/>",
                "archive",
                10,
            ),
            (
                "href=\"https://dairy.example.coop/archive/2.atom.xml\"",
                "href=\"https://dairy.example.coop/archive/2.atom.xml\"/><link rel=\"prev-archive\" href=\"https://dairy.example.coop/1\"",
                "paging",
                9,
            ),
            ("ref=\"tag:dairy.example.coop,2026:9\"", "ref=\"9\"", "tombstone", 15),
            ("when=\"2026-11-01T00:00:00Z\"", "when=\"yesterday\"", "tombstone", 15),
            (
                "ref=\"tag:dairy.example.coop,2026:9\"",
                "ref=\"tag:dairy.example.coop,2026:1\"",
                "tombstone-alive",
                15,
            ),
        ],
    );
}

#[test]
fn nothing_runs_below_an_xml_base() {
    check_each(
        "clean.atom",
        &[
            (
                "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>",
                "<div xml:base=\"https://dairy.example.coop/\" xmlns=\"http://www.w3.org/1999/xhtml\"><script src=\"a.js\"/><p>",
                "html-unsafe",
                39,
            ),
            (
                "<content type=\"html\">&lt;p&gt;",
                "<content type=\"html\" xml:base=\"https://dairy.example.coop/\">&lt;form&gt;&lt;/form&gt;&lt;p&gt;",
                "html-unsafe",
                25,
            ),
        ],
    );
}

#[test]
fn what_the_rfc_allows_is_not_called_wrong() {
    let base = ("xml:lang=\"en\">", "xml:lang=\"en\" xml:base=\"https://dairy.example.coop/\">");
    for (part, instead) in [
        ("<email>desk@dairy.example.coop", "<email>root@localhost"),
        ("<icon>https://dairy.example.coop/icon.png", "<icon>/icon.png"),
        ("<generator uri=\"https://www.drupal.org/\"", "<generator uri=\"about\""),
        ("<uri>https://dairy.example.coop/desk", "<uri>desk"),
        ("<link href=\"https://dairy.example.coop/1\"", "<link href=\"\""),
        (
            "<content type=\"html\">&lt;p&gt;",
            "<content type=\"html\">&lt;p&gt;&lt;a href='1'&gt;x&lt;/a&gt;",
        ),
    ] {
        let text = clean("clean.atom").replacen(base.0, base.1, 1);
        let changed = text.replacen(part, instead, 1);
        assert_ne!(changed, text, "{part}");
        assert_eq!(found(&super::report(&changed)), [], "{instead}");
    }
}

#[test]
fn an_entry_can_stand_alone() {
    let text = clean("clean.atom");
    let start = text.find("  <entry>").unwrap();
    let entry = &text[start..=start + text[start..].find("</entry>").unwrap() + 7];
    let root = "<entry xmlns=\"http://www.w3.org/2005/Atom\">";
    let alone = entry.trim().replacen("<entry>", root, 1);
    assert_eq!(found(&super::report(&alone)), [("atom-author", 1)]);
    let author = "<author><name>Jun Ito</name></author>";
    assert_eq!(found(&super::report(&alone.replacen(root, &format!("{root}{author}"), 1))), []);
}

#[test]
fn a_date_in_the_future_is_told_to_those_who_say_what_time_it_is() {
    let text = clean("clean.atom");
    let now = "2026-11-02T12:00:00Z".parse().unwrap();
    let sent =
        sangam::validate::Sent { body: text.as_bytes(), now: Some(now), ..Default::default() };
    let future = found(&sangam::validate::validate(sent));
    assert_eq!(
        future,
        [("date-future", 6), ("date-future", 21), ("date-future", 22), ("date-future", 29)]
    );
}
