//! What must be read, kind by kind: dialects, damage, encodings, content, links, JSON.

use sangam::model::raw::{Markup, RawItem, RawText, Reading};

use super::{codes, only_item, read_feed, try_read};

pub(super) fn rss(inside: &str) -> String {
    format!("<rss version='2.0'><channel><title>T</title><item>{inside}</item></channel></rss>")
}

fn atom(inside: &str) -> String {
    format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry>{inside}</entry></feed>"
    )
}

#[track_caller]
pub(super) fn only(document: &str) -> RawItem {
    let mut items = read_feed(document).items;
    assert_eq!(items.len(), 1, "{document}: {items:#?}");
    items.remove(0)
}

pub(super) fn value(text: Option<&RawText>) -> &str {
    text.map_or("", |text| &text.value)
}

pub(super) fn title(reading: &Reading) -> &str {
    value(reading.channel.title.as_ref())
}

#[track_caller]
fn check_format(document: &str, format: &str) {
    let reading = read_feed(document);
    let item = reading.items.first().unwrap_or_else(|| panic!("no item: {document}"));
    let found = (reading.format.name(), title(&reading), value(item.title.as_ref()));
    assert_eq!(found, (format, "T", "A"), "{document}");
    assert_eq!(item.link.as_deref(), Some("https://a.example/1"), "{document}");
}

#[test]
fn every_dialect_is_read() {
    let item = "<title>A</title><link>https://a.example/1</link>";
    let inside = format!("<channel><title>T</title><item>{item}</item></channel>");
    let beside = format!("<channel><title>T</title></channel><item>{item}</item>");
    for version in ["0.91", "0.92", "0.93", "0.94"] {
        check_format(&format!("<rss version='{version}'>{inside}</rss>"), "rss09x");
    }
    for version in ["version='2.0'", "version='2.0.1'", "version='2.0 '", "version='1.0'", ""] {
        check_format(&format!("<rss {version}>{inside}</rss>"), "rss2");
    }
    check_format(&format!("<rss>{beside}</rss>"), "rss2");
    let rdf = "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'";
    for (namespace, format) in [
        ("http://purl.org/rss/1.0/", "rss1"),
        ("http://purl.org/net/rss1.1#", "rss1"),
        ("http://my.netscape.com/rdf/simple/0.9/", "rss09x"),
        ("http://channel.netscape.com/rdf/simple/0.9/", "rss09x"),
    ] {
        check_format(&format!("<rdf:RDF {rdf} xmlns='{namespace}'>{beside}</rdf:RDF>"), format);
    }
    check_format(&format!("<rdf:RDF>{beside}</rdf:RDF>"), "rss1");
    let entry = "<title>T</title><entry><title>A</title><link href='https://a.example/1'/></entry>";
    for (attributes, format) in [
        ("xmlns='http://www.w3.org/2005/Atom'", "atom1"),
        ("xmlns='https://www.w3.org/2005/Atom/'", "atom1"),
        ("", "atom1"),
        ("version='0.3' xmlns='http://purl.org/atom/ns#'", "atom03"),
        ("version='0.3'", "atom03"),
    ] {
        check_format(&format!("<feed {attributes}>{entry}</feed>"), format);
    }
    let prefixed = entry.replace("</", "</a:").replace('<', "<a:").replace("<a:/a:", "</a:");
    check_format(
        &format!("<a:feed xmlns:a='http://www.w3.org/2005/Atom'>{prefixed}</a:feed>"),
        "atom1",
    );
    check_format(
        "<Channel HREF='https://a.example/'><Title>T</Title>\
         <Item HREF='https://a.example/1'><Title>A</Title></Item></Channel>",
        "cdf",
    );
}

#[test]
fn old_names_of_atom_are_known() {
    let feed = "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>T</title>\
        <tagline>Slogan</tagline><copyright>C</copyright><modified>2003-12-13T18:30:02Z</modified>\
        <entry><title>A</title><issued>2003-12-13T08:29:29-04:00</issued>\
        <modified>2003-12-14</modified><created>2003-12-12</created>\
        <content mode='escaped' type='text/html'>&lt;b&gt;x&lt;/b&gt;</content></entry>\
        <entry><content mode='xml' type='application/xhtml+xml'><div><b>x</b></div></content></entry>\
        <entry><content mode='base64' type='text/html'>PGI+eDwvYj4=</content></entry></feed>";
    let reading = read_feed(feed);
    assert_eq!(value(reading.channel.description.as_ref()), "Slogan");
    assert_eq!(value(reading.channel.rights.as_ref()), "C");
    assert_eq!(reading.channel.updated.as_deref(), Some("2003-12-13T18:30:02Z"));
    assert_eq!(reading.items[0].published.as_deref(), Some("2003-12-13T08:29:29-04:00"));
    assert_eq!(reading.items[0].updated.as_deref(), Some("2003-12-14"));
    for item in &reading.items {
        assert_eq!(item.content, Some(RawText::html("<b>x</b>").declared()));
    }
}

#[test]
fn extensions_are_read() {
    let item = only(&rss(
        "<title>A</title><dc:date>2017-09-28</dc:date><dc:creator>Ela</dc:creator>\
         <dc:subject>Fish</dc:subject><media:category>Boats</media:category><dc:rights>CC</dc:rights>\
         <dc:language>en</dc:language><itunes:duration>1:02:03</itunes:duration>\
         <enclosure url='https://a.example/1.mp3' length='0' type='audio/mpeg'/>\
         <media:group><media:content url='https://a.example/1.mp4' type='video/mp4' fileSize='12'>\
         <media:title>Film</media:title></media:content>\
         <media:thumbnail url='https://a.example/1.jpg'/></media:group>\
         <itunes:keywords>a, b</itunes:keywords><slash:comments>5</slash:comments>\
         <georss:point>1 2</georss:point><podcast:transcript url='https://a.example/1.vtt'/>\
         <source url='https://b.example/feed'>B</source><comments>https://a.example/1#c</comments>",
    ));
    assert_eq!(item.published.as_deref(), Some("2017-09-28"));
    assert_eq!(item.authors[0].name.as_deref(), Some("Ela"));
    assert_eq!(item.tags, ["Fish", "Boats", "a", "b"]);
    assert_eq!((value(item.rights.as_ref()), item.language.as_deref()), ("CC", Some("en")));
    assert_eq!(item.image.as_deref(), Some("https://a.example/1.jpg"));
    let files: Vec<_> = item
        .attachments
        .iter()
        .map(|file| {
            (file.url.as_str(), file.size_in_bytes, file.duration_in_seconds, file.title.as_deref())
        })
        .collect();
    assert_eq!(
        files,
        [
            ("https://a.example/1.mp3", None, Some(3723), None),
            ("https://a.example/1.mp4", Some(12), None, Some("Film")),
        ]
    );
    let origin = item.origin.unwrap();
    assert_eq!(
        (origin.title.as_deref(), origin.url.as_deref()),
        (Some("B"), Some("https://b.example/feed"))
    );
    assert_eq!(item.comments.as_deref(), Some("https://a.example/1#c"));
}

#[test]
fn people_are_read_in_every_form() {
    for (inside, name, email) in [
        ("<author>ela@a.example (Ela)</author>", Some("Ela"), Some("ela@a.example")),
        (
            "<author><name>Ela</name><email>ela@a.example</email></author>",
            Some("Ela"),
            Some("ela@a.example"),
        ),
        ("<itunes:author>Ela</itunes:author>", Some("Ela"), None),
        ("<itunes:owner><itunes:name>Ela</itunes:name></itunes:owner>", Some("Ela"), None),
        ("<dc:publisher>P</dc:publisher><dc:creator>Ela</dc:creator>", Some("Ela"), None),
        (
            "<atom:author xmlns:atom='http://www.w3.org/2005/Atom'><atom:name>Ela</atom:name></atom:author>",
            Some("Ela"),
            None,
        ),
    ] {
        let item = only_item(rss(inside));
        let found: Vec<_> =
            item.authors.iter().map(|who| (who.name.as_deref(), who.email.as_deref())).collect();
        assert_eq!(found, [(name, email)], "{inside}");
    }
    let source =
        "<title>A</title><source><author><name>Ela</name></author><title>S</title></source>";
    assert_eq!(only(&atom(source)).authors[0].name.as_deref(), Some("Ela"));
    let feed =
        atom("<title>A</title>").replace("<entry>", "<author><name>Ela</name></author><entry>");
    assert_eq!(only(&feed).authors[0].name.as_deref(), Some("Ela"));
}

#[test]
fn repairs_are_warnings_with_their_lines() {
    for (document, code, line) in [
        (rss("\n<title>A & B</title>"), "bare-ampersand", 2),
        (rss("<title>A</title>\n\n<link>https://a.example/1</lnk>"), "unclosed-element", 3),
        (rss("<title>&nosuch;</title>"), "undefined-entity", 1),
        (rss("<title>A</title></foo>"), "stray-end-tag", 1),
        (rss("<title>A</title><title>B</title>"), "repeated-element", 1),
        (rss("<title>A</title><guid>1</guid><guid>2</guid>"), "repeated-element", 1),
        (rss("<title><! [CDATA[A]]></title>"), "broken-cdata", 1),
        (rss("<title>A</title>\n<enclosure url=https://a.example/1 />"), "broken-attribute", 2),
        (rss("<title>A</title>\n<enclosure url='1'length='2'/>"), "broken-attribute", 2),
        (rss("<title>A</title>\n<enclosure url=\"1 length='2'/>"), "broken-attribute", 2),
        (rss("<title>A</title>\n<enclosure url='1' url='2'/>"), "broken-attribute", 2),
        (
            rss("<title>A</title>\n<enclosure url='https://a.example/?a=1&b=2'/>"),
            "bare-ampersand",
            2,
        ),
        (rss("<title>A</TITLE>"), "unlike-end-tag", 1),
        (rss("<title>A</title>\n").replace("</item>", "</ITEM>"), "unlike-end-tag", 2),
        (rss("<title>A</title>").replace("<item>", "</channel>\n<item>"), "misplaced-item", 2),
        (rss("<title>A</title>\n<description><p>x</p></description>"), "unescaped-markup", 2),
        (format!("\n\nError!\n{}", rss("<title>A</title>")), "junk-before-root", 1),
        (rss("<title>A</title>") + "\nrubbish", "junk-after-root", 1),
        (rss("<title>A</title>").replace("</channel></rss>", ""), "truncated", 1),
    ] {
        let reading = read_feed(&document);
        let warning = reading.warnings.iter().find(|warning| warning.code == code);
        let warning = warning.unwrap_or_else(|| panic!("{code}: {:?}", reading.warnings));
        assert_eq!(warning.line, Some(line), "{document}");
    }
}

#[test]
fn one_rule_broken_often_is_reported_a_few_times() {
    let reading = read_feed(rss(&"<title>A & B</title>".repeat(1000)));
    assert!(reading.warnings.len() < 100, "{}", reading.warnings.len());
}

#[track_caller]
fn check_encoding(label: &str, text: &str, bytes: &[u8]) {
    for (head, content_type) in [
        (format!("<?xml version='1.0' encoding='{label}'?>"), None),
        (String::new(), Some(format!("text/xml; charset=\"{label}\""))),
    ] {
        let mut body = (head + "<rss version='2.0'><channel><title>").into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"</title><item><title>A</title></item></channel></rss>");
        let reading = try_read(&body, content_type.as_deref()).unwrap();
        assert_eq!(title(&reading), text, "{label}");
        assert_eq!(codes(&reading), [""; 0], "{label}");
    }
}

#[test]
fn encodings_are_decoded_as_declared() {
    check_encoding("windows-1250", "ťaž", b"\x9Da\x9E");
    check_encoding("windows-1251", "Мост", b"\xCC\xEE\xF1\xF2");
    check_encoding("iso-8859-2", "šč", b"\xB9\xE8");
    check_encoding("iso-8859-5", "Мост", b"\xBC\xDE\xE1\xE2");
    check_encoding("iso-8859-7", "Αθ", b"\xC1\xE8");
    check_encoding("iso-8859-15", "€", b"\xA4");
    check_encoding("koi8-r", "Мост", b"\xED\xCF\xD3\xD4");
    check_encoding("koi8-u", "ґ", b"\xAD");
    check_encoding("shift_jis", "協同", b"\x8B\xA6\x93\xAF");
    check_encoding("cp932", "協同", b"\x8B\xA6\x93\xAF");
    check_encoding("euc-jp", "協同", b"\xB6\xA8\xC6\xB1");
    check_encoding("iso-2022-jp", "協同", b"\x1B$B6(F1\x1B(B");
    check_encoding("gb2312", "合作", b"\xBA\xCF\xD7\xF7");
    check_encoding("gb18030", "合作", b"\xBA\xCF\xD7\xF7");
    check_encoding("big5", "合作", b"\xA6X\xA7@");
    check_encoding("euc-kr", "조합", b"\xC1\xB6\xC7\xD5");
    check_encoding("tis-620", "ไทย", b"\xE4\xB7\xC2");
}

#[test]
fn undeclared_encodings_are_guessed() {
    let text =
        encoding_rs::WINDOWS_1251.encode("Рыбацкие кооперативы построили новый мост через реку").0;
    let mut body = b"<rss version='2.0'><channel><title>".to_vec();
    body.extend_from_slice(&text);
    body.extend_from_slice(b"</title></channel></rss>");
    let reading = read_feed(body);
    assert_eq!(title(&reading), "Рыбацкие кооперативы построили новый мост через реку");
}

#[track_caller]
fn check_text(document: &str, expected: &RawText) {
    let item = only(document);
    let found = item.content.or(item.summary).or(item.title);
    let found = found.as_ref().map(|found| (found.value.as_str(), found.markup));
    assert_eq!(found, Some((expected.value.as_str(), expected.markup)), "{document}");
}

#[test]
fn content_is_read_as_what_it_is() {
    let html = |text: &str| RawText::html(text);
    let plain = |text: &str| RawText::plain(text);
    let described = |text: &str| rss(&format!("<description>{text}</description>"));
    check_text(&described("&lt;b&gt;x&lt;/b&gt;"), &html("<b>x</b>"));
    check_text(&described("<![CDATA[<b>x</b>]]>"), &html("<b>x</b>"));
    check_text(&described("<b>x</b> y<br/>"), &html("<b>x</b> y<br>"));
    check_text(
        &described("<div xmlns='http://www.w3.org/1999/xhtml'><b>x</b></div>"),
        &html("<b>x</b>"),
    );
    check_text(&described("a<![CDATA[ <b>]]>x&lt;/b&gt;"), &html("a <b>x</b>"));
    check_text(&described("&lt;![CDATA[&lt;b&gt;x&lt;/b&gt;]]&gt;"), &html("<b>x</b>"));
    check_text(
        &described("&lt;p&gt;a&lt;/p&gt;&lt;p&gt;b<br/>c&lt;/p&gt;"),
        &html("<p>a</p><p>b<br>c</p>"),
    );
    check_text(&described("Write &lt;p&gt; <b>so</b>"), &html("Write &lt;p&gt; <b>so</b>"));
    // Escaped twice, from end to end; a sample of code is not.
    check_text(&described("&amp;lt;p&amp;gt;x&amp;lt;/p&amp;gt;"), &html("<p>x</p>"));
    check_text(
        &described("Write &amp;lt;p&amp;gt;x&amp;lt;/p&amp;gt;"),
        &html("Write &lt;p&gt;x&lt;/p&gt;"),
    );

    let content = |kind: &str, text: &str| atom(&format!("<content {kind}>{text}</content>"));
    check_text(&content("type='html'", "&lt;b&gt;x&lt;/b&gt;"), &html("<b>x</b>"));
    check_text(&content("type='text/html'", "&lt;b&gt;x&lt;/b&gt;"), &html("<b>x</b>"));
    check_text(&content("type='text'", "&lt;b&gt;x&lt;/b&gt;"), &plain("<b>x</b>"));
    check_text(&content("", "1 &lt; 2 &amp; 3"), &plain("1 < 2 & 3"));
    check_text(&content("", "&lt;p&gt;x&lt;/p&gt;"), &html("<p>x</p>"));
    check_text(&content("type='text'", "<b>x</b>"), &html("<b>x</b>"));
    check_text(&content("type='xhtml'", "&lt;b&gt;x&lt;/b&gt;"), &html("<b>x</b>"));
    let xhtml = "<h:div xmlns:h='http://www.w3.org/1999/xhtml'>\n<h:b>x &amp; y</h:b> <![CDATA[<z>]]><h:i/></h:div>";
    check_text(&content("type='xhtml'", xhtml), &html("<b>x &amp; y</b> &lt;z&gt;<i></i>"));
    check_text(&content("type='application/octet-stream'", "PGI+eDwvYj4="), &html("<b>x</b>"));
}

#[test]
fn titles_are_what_they_look_like() {
    for (raw, text, markup) in [
        ("AT&amp;T &amp;amp; co", "AT&T &amp; co", Markup::Html),
        ("5 &lt; 6", "5 < 6", Markup::Plain),
        ("Use &lt;blink&gt; and &lt;foo&gt;", "Use <blink> and <foo>", Markup::Plain),
        ("&lt;b&gt;Bold&lt;/b&gt;", "<b>Bold</b>", Markup::Html),
        ("a &lt;3 b", "a <3 b", Markup::Plain),
        ("I <3 co-ops", "I <3 co-ops", Markup::Plain),
        ("<b>Bold</b>", "<b>Bold</b>", Markup::Html),
        ("&amp;#8217;s", "&#8217;s", Markup::Html),
    ] {
        let item = only(&rss(&format!("<title>{raw}</title>")));
        let found = item.title.as_ref().map(|title| (title.value.as_str(), title.markup));
        assert_eq!(found, Some((text, markup)), "{raw}");
    }
}

#[test]
fn links_and_ids_are_told_apart() {
    for (document, link, guid) in [
        (
            rss("<link>https://a.example/1</link><guid>x</guid>"),
            Some("https://a.example/1"),
            Some("x"),
        ),
        (
            rss("<guid>https://a.example/1</guid>"),
            Some("https://a.example/1"),
            Some("https://a.example/1"),
        ),
        (
            rss("<guid isPermaLink='false'>https://a.example/1</guid>"),
            None,
            Some("https://a.example/1"),
        ),
        (
            rss("<guid isPermaLink='FALSE'>https://a.example/1</guid>"),
            None,
            Some("https://a.example/1"),
        ),
        (
            rss("<link><![CDATA[https://a.example/?a=1&amp;b=2]]></link>"),
            Some("https://a.example/?a=1&b=2"),
            None,
        ),
        (
            rss("<link>https://a.example/?a=1&b=2&copy=3</link>"),
            Some("https://a.example/?a=1&b=2&copy=3"),
            None,
        ),
        (rss("<link>\n https://a.example/1\n</link>"), Some("https://a.example/1"), None),
        (rss("<link/><atom:link href='https://a.example/1'/>"), Some("https://a.example/1"), None),
        (
            atom("<id>https://a.example/1</id>"),
            Some("https://a.example/1"),
            Some("https://a.example/1"),
        ),
        (
            atom(
                "<link rel='self' href='/s'/><link rel='alternate' type='application/json' href='/j'/><link href='/h'/>",
            ),
            Some("/h"),
            None,
        ),
        (
            atom("<link rel='related' href='/r'/><link rel='alternate' href='/a'/>"),
            Some("/a"),
            None,
        ),
        (
            atom("<link rel='http://www.iana.org/assignments/relation/alternate' href='/a'/>"),
            Some("/a"),
            None,
        ),
    ] {
        let item = only(&document);
        assert_eq!((item.link.as_deref(), item.guid.as_deref()), (link, guid), "{document}");
    }
}

#[test]
fn relative_addresses_count_from_the_innermost_base() {
    let feed = atom("<link href='1'/><content type='html' xml:base='deep/'>x</content>")
        .replace("<feed ", "<feed xml:base='https://b.example/a/' ");
    let item = only(&feed);
    assert_eq!(item.link.as_deref(), Some("https://b.example/a/1"));
    assert_eq!(item.base.unwrap().as_str(), "https://b.example/a/deep/");
    let broken = atom("<link href='1'/>").replace("<entry>", "<entry xml:base='http://[x'>");
    assert_eq!(only(&broken).link.as_deref(), Some("1"));
    assert_eq!(codes(&read_feed(&broken)), ["bad-base"]);
}

#[test]
fn one_wrong_value_in_json_costs_that_value() {
    let feed = "\u{feff}{\"title\":\"T\",\"items\":[null,7,{\"id\":1,\"title\":[],\"content_text\":\"x\",\
        \"date_published\":1506556800,\"tags\":[\"a\",null,3],\"authors\":[{\"name\":\"Ela\"},\"B\"],\
        \"attachments\":[{\"url\":\"https://a.example/1\",\"size_in_bytes\":\"12\"},{}]},\
        {\"url\":\"https://a.example/2\",\"content_html\":\"<p>y</p>\"}]} rubbish";
    let reading = read_feed(feed);
    let [first, second] = reading.items.as_slice() else { panic!("{:#?}", reading.items) };
    assert_eq!(first.guid.as_deref(), Some("1"));
    assert_eq!(first.published.as_deref(), Some("1506556800"));
    assert_eq!(first.tags, ["a", "3"]);
    assert_eq!(first.authors.len(), 2);
    assert_eq!(first.attachments.len(), 1);
    assert_eq!(first.attachments[0].size_in_bytes, Some(12));
    assert_eq!(second.content, Some(RawText::html("<p>y</p>").declared()));
    assert_eq!(codes(&reading), ["empty-item", "junk-after-root", "no-version", "wrong-type"]);
}

#[test]
fn json_that_breaks_off_gives_what_came_before() {
    let reading = read_feed(
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":\"1\"},{\"id\":\"2\",\"title\":\"Cu",
    );
    assert_eq!(reading.items.len(), 2);
    let mended = read_feed("{\"version\":\"1\",\"items\":[{\"id\":\"1\",\"title\":\"a\nb\",},]}");
    assert_eq!(value(mended.items[0].title.as_ref()), "a\nb");
}

#[test]
fn what_is_no_feed_is_an_error_that_says_what_it_is() {
    for (document, code) in [
        ("", "empty-document"),
        ("   \n", "empty-document"),
        ("<!DOCTYPE html><html><head><title>Home</title></head></html>", "html-not-feed"),
        ("<opml version='2.0'><body/></opml>", "not-a-feed"),
        ("Not found", "not-a-feed"),
        ("{\"error\":404}", "not-a-feed"),
        ("{\"items\"", "broken-json"),
        ("{\"error\":\"<rss>\"}", "not-a-feed"),
        ("<p>See {\"version\":\"1\"} of jsonfeed.org</p>", "html-not-feed"),
    ] {
        let error = try_read(document.as_bytes(), None).unwrap_err();
        assert_eq!(error.code(), code, "{document}");
    }
}
