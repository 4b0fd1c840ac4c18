//! RSS 2.0: a row for each way to break a clean feed.

use super::{check_each, clean, found, report};

#[test]
fn dates_may_be_written_in_every_way_of_rfc_822() {
    let text = clean("clean.rss");
    let date = "<lastBuildDate>Tue, 03 Nov 2026 04:05:06 +0000";
    for other in ["tue, 03 NOV 2026 04:05:06 gmt", "Tue,03 Nov 2026 04:05:06 +0000 (UTC)"] {
        let changed = text.replacen(date, &format!("<lastBuildDate>{other}"), 1);
        assert_ne!(changed, text);
        assert_eq!(found(&report(&changed)), [], "{other}");
    }
}

#[test]
fn what_rss_0_91_spells_otherwise_is_right_there() {
    let text = clean("clean.rss");
    let early = text.replacen("version=\"2.0\"\n", "version=\"0.91\"\n", 1);
    let early = early.replace("textInput>", "textinput>").replace(">23<", ">24<");
    assert_eq!(found(&report(&early)), [("rss-old-version", 2)]);
    let late = text.replace("textInput>", "textinput>");
    assert_eq!(found(&report(&late)), [("rss-unknown", 30)]);
}

#[test]
fn a_channel_is_as_rss_asks() {
    check_each(
        "clean.rss",
        &[
            ("<rss version=\"2.0\"", "<rss", "rss-version", 2),
            ("<rss version=\"2.0\"", "<rss version=\"0.92\"", "rss-old-version", 2),
            ("  <title>Dairy Union News</title>\n  <atom", "  <atom", "rss-required", 10),
            (
                "<description>News of the dairy unions &amp; their members</description>",
                "",
                "rss-required",
                10,
            ),
            (
                "<description>News of the dairy unions &amp; their members</description>",
                "<description> </description>",
                "rss-empty",
                14,
            ),
            ("<ttl>60</ttl>", "<ttl>60</ttl><ttl>60</ttl>", "rss-twice", 18),
            ("<ttl>60</ttl>", "<Ttl>60</Ttl>", "rss-unknown", 18),
            ("<ttl>60</ttl>", "<ttl>0</ttl>", "rss-number", 18),
            ("<ttl>60</ttl>", "<ttl>1h</ttl>", "rss-number", 18),
            ("<language>en-US</language>", "<language>en_US</language>", "rss-language", 16),
            (
                "<managingEditor>desk@dairy.example.coop (The desk)",
                "<managingEditor>The desk",
                "rss-person",
                17,
            ),
            ("<hour>23</hour>", "<hour>24</hour>", "rss-skip", 19),
            ("<hour>23</hour>", "<hour>0</hour>", "rss-skip", 19),
            ("<day>Sunday</day>", "<day>Sun</day>", "rss-skip", 20),
            ("port=\"80\" ", "", "rss-cloud", 22),
            ("<name>s</name>", "", "rss-text-input", 30),
            ("<width>32</width>", "<width>145</width>", "rss-image", 27),
            (
                "    <link>https://dairy.example.coop/</link>\n    <width>",
                "    <width>",
                "rss-image",
                23,
            ),
            (
                "    <title>Dairy Union News</title>\n    <link>",
                "    <title>Icon</title>\n    <link>",
                "rss-image-differs",
                25,
            ),
            ("icon.png", "icon.svg", "rss-image-differs", 24),
            ("<ttl>60</ttl>", "<docs>the specification</docs>", "rss-address", 18),
            ("<channel>\n", "<item/><channel>\n", "rss-channel", 10),
            ("</channel>\n</rss>", "</channel><channel/>\n</rss>", "rss-channel", 53),
        ],
    );
}

#[test]
fn the_own_address_is_there_and_right() {
    check_each("clean.rss", &[("rel=\"self\"", "rel=\"related\"", "self-missing", 10)]);
    let text = clean("clean.rss");
    let sent = sangam::validate::Sent {
        body: text.as_bytes(),
        url: Some("https://elsewhere.example.coop/feed/"),
        ..Default::default()
    };
    assert_eq!(found(&sangam::validate::validate(sent)), [("self-differs", 12)]);
}

#[test]
fn an_item_is_as_rss_asks() {
    check_each(
        "clean.rss",
        &[
            (
                "<description>An item without a title, and without an author.</description>",
                "",
                "rss-nothing-to-show",
                47,
            ),
            (
                "<title>A new chilling plant &amp; what it costs</title>",
                "<title></title>",
                "rss-empty",
                32,
            ),
            ("&amp; what it costs", "&lt;b&gt;now&lt;/b&gt;", "rss-title-markup", 32),
            ("&amp; what it costs", "&amp;amp; what it costs", "rss-title-markup", 32),
            ("&amp; what it costs", "<b>now</b>", "rss-markup", 32),
            (
                "<link>https://dairy.example.coop/2026/11/plant/</link>",
                "<link>/2026/11/plant/</link>",
                "rss-address",
                33,
            ),
            ("2026/11/plant/</link>", "2026/11/plant é/</link>", "rss-address", 33),
            ("2026/11/plant/</link>", "2026/11/größe/</link>", "rss-address", 33),
            (
                "2026/11/plant/</link>",
                "2026/11/plant/</link><pubdate>now</pubdate>",
                "rss-unknown",
                33,
            ),
            (
                "2026/11/plant/</link>",
                "2026/11/plant/</link><link>https://a.example/</link>",
                "rss-twice",
                33,
            ),
            ("<pubDate>Tue, 03", "<pubDate>Wed, 03", "rss-weekday", 35),
            ("<pubDate>Tue, 03 Nov 2026", "<pubDate>Tue, 03 Nov 26", "rss-date-form", 35),
            (
                "<pubDate>Mon, 2 Nov 2026 10:00:00 GMT",
                "<pubDate>Mon, 2 Nov 2026 10:00:00 UTC",
                "rss-date-form",
                51,
            ),
            (
                "<pubDate>Mon, 2 Nov 2026 10:00:00 GMT",
                "<pubDate>2026-11-02T10:00:00Z",
                "rss-date",
                51,
            ),
            (
                "<pubDate>Mon, 2 Nov 2026 10:00:00 GMT",
                "<pubDate>Fri, 2 Nov 1956 10:00:00 GMT",
                "date-implausible",
                51,
            ),
        ],
    );
}

#[test]
fn categories_ids_and_files_of_an_item_are_as_rss_asks() {
    check_each(
        "clean.rss",
        &[
            ("<category><![CDATA[Dairy]]></category>", "<category/>", "rss-category", 36),
            ("<guid isPermaLink=\"false\">", "<guid isPermaLink=\"no\">", "rss-guid-permalink", 38),
            (
                "<guid>https://dairy.example.coop/2026/11/second/</guid>",
                "<guid>second</guid>",
                "rss-guid-permalink",
                50,
            ),
            (
                "<guid>https://dairy.example.coop/2026/11/second/</guid>",
                "<guid>https://dairy.example.coop/?p=12</guid>",
                "rss-guid-repeated",
                50,
            ),
            ("<guid>https://dairy.example.coop/2026/11/second/</guid>", "", "rss-guid-missing", 47),
            ("<author>desk@dairy.example.coop (The desk)", "<author>The desk", "rss-person", 49),
            (
                "<comments>",
                "<author>desk@dairy.example.coop</author><comments>",
                "rss-said-twice",
                34,
            ),
            ("<comments>", "<dc:date>2026-11-03</dc:date><comments>", "rss-said-twice", 41),
            (
                "<comments>https://dairy.example.coop",
                "<comments>dairy.example.coop",
                "rss-address",
                41,
            ),
            ("length=\"120034\"", "length=\"big\"", "rss-enclosure", 42),
            ("length=\"120034\"", "", "rss-enclosure", 42),
            ("type=\"audio/mpeg\"", "type=\"mp3\"", "rss-enclosure", 42),
            (
                "<source url=",
                "<enclosure url=\"https://a.example/b.mp3\" length=\"0\" type=\"audio/mpeg\"/><source url=",
                "rss-enclosures",
                43,
            ),
            ("<source url=\"https://other.example.org/rss\">", "<source>", "rss-source", 43),
            (
                "<media:content url=\"https://dairy.example.coop/plant.jpg\"",
                "<media:content",
                "media",
                44,
            ),
            ("width=\"640\"", "width=\"wide\"", "media", 44),
            ("medium=\"image\"", "medium=\"photo\"", "media", 44),
            (
                "<description><![CDATA[<p>It opens in May. Members paid half of it.</p>]]></description>",
                "",
                "rss-content-alone",
                40,
            ),
        ],
    );
}

#[test]
fn a_podcast_says_what_directories_ask_for() {
    check_each(
        "podcast.rss",
        &[
            ("    <itunes:category text=\"Business\"/>\n", "", "itunes", 9),
            ("1:02:03", "an hour", "itunes-value", 19),
            (
                "<itunes:explicit>false</itunes:explicit>\n    <podcast",
                "<itunes:explicit>maybe</itunes:explicit>\n    <podcast",
                "itunes-value",
                11,
            ),
            ("itunes:image href=", "itunes:image url=", "itunes-value", 9),
        ],
    );
}

#[test]
fn html_is_safe_and_complete() {
    check_each(
        "clean.rss",
        &[
            ("<p>It opens in May.<br>", "<script>alert(1)</script><p>", "html-unsafe", 40),
            ("<p>It opens in May.<br>", "<p onclick=\"x()\">", "html-unsafe", 40),
            (
                "<p>It opens in May.<br>",
                "<p><iframe src=\"https://a.example/\"></iframe>",
                "html-unsafe",
                40,
            ),
            (
                "href=\"https://dairy.example.coop/plan\"",
                "href=\"java\nscript:alert(1)\"",
                "html-unsafe",
                40,
            ),
            ("<p>It opens in May.<br>", "<p style=\"color:red\">", "html-style", 40),
            (
                "src=\"https://dairy.example.coop/plant.jpg\" alt",
                "src=\"/plant.jpg\" alt",
                "html-relative",
                40,
            ),
            ("<p>It opens in May.<br>", "<p><b>It opens", "html-incomplete", 40),
            ("<p>It opens in May.<br>", "</div><p>", "html-incomplete", 40),
            ("<p>It opens in May.<br>", "<i><b></i><p>", "html-incomplete", 40),
            ("alt=\"\">]]>", "alt=\"]]>", "html-incomplete", 40),
            ("<p>It opens in May.<br>", "<body><p>", "html-document", 40),
            ("<p>It opens in May. Members", "<object></object><p>", "html-unsafe", 39),
        ],
    );
}

#[test]
fn one_mistake_in_a_thousand_items_is_told_some_times_and_counted() {
    let item =
        "<item><title>t</title><guid isPermaLink=\"false\">N</guid><pubDate>now</pubDate></item>";
    let items: String = (0..1000).map(|n| item.replace('N', &n.to_string())).collect();
    let text = clean("clean.rss").replace("</channel>", &format!("{items}</channel>"));
    let report = report(&text);
    assert_eq!((report.findings.len(), report.omitted["rss-date"]), (20, 980));
}
