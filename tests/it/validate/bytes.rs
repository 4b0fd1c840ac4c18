//! Bytes, characters and markup, before any format.

use sangam::validate::{Sent, validate};

use super::{check_each, clean, found, report};

#[test]
fn xml_is_read_strictly() {
    check_each(
        "clean.rss",
        &[
            ("<?xml version", " <?xml version", "xml", 1),
            ("<?xml version=\"1.0\" ", "<?xml ", "xml", 1),
            ("\"UTF-8\"?>", "\"UTF-8\" standalone=\"maybe\"?>", "xml", 1),
            ("<?xml version", "<?XML version", "xml", 1),
            (
                "port=\"80\"",
                "xmlns:b=\"u:1\" xmlns:c=\"u:1\" b:q=\"1\" c:q=\"2\" port=\"80\"",
                "xml",
                22,
            ),
            ("port=\"80\"", "xmlns:b=\"\" port=\"80\"", "xml", 22),
            (
                "<rss version",
                "<!DOCTYPE rss [<!-- ]> isn't --><!ENTITY a \"]>\">]\n>\n<rss version",
                "doctype",
                2,
            ),
            ("<title>Dairy Union News</title>", "<title>Dairy Union News</titel>", "xml", 11),
            ("<dc:creator>", "<dc:creator>& ", "xml", 34),
            ("<title>Dairy Union News</title>", "<title>Dairy < Union</title>", "xml", 11),
            ("<title>Dairy Union News</title>", "<title>Dairy ]]> Union</title>", "xml", 11),
            ("<dc:creator>", "<dc:creator>&nbsp;", "entity", 34),
            ("port=\"80\"", "port=80", "xml", 22),
            ("port=\"80\"", "port", "xml", 22),
            ("port=\"80\"", "port=\"80\" port=\"80\"", "xml", 22),
            ("port=\"80\"", "port=\"<80\"", "xml", 22),
            ("port=\"80\" ", "port=\"80\"", "xml", 22),
            ("<ttl>60</ttl>", "<!-- a -- b --><ttl>60</ttl>", "xml", 18),
            ("<ttl>60</ttl>", "<x:ttl>60</x:ttl>", "xml", 18),
            ("</rss>", "</rss><rss/>", "xml", 54),
            ("</rss>", "", "xml", 2),
            ("</rss>", "</rss>text", "xml", 54),
            ("<rss version", "<!DOCTYPE rss>\n<rss version", "doctype", 2),
            ("modules/content/", "modules/content", "namespace-spelling", 3),
        ],
    );
}

#[test]
fn characters_are_those_of_xml() {
    check_each("clean.rss", &[("<ttl>", "\u{8}<ttl>", "character", 18)]);
    check_each(
        "clean.atom",
        &[
            ("Free", "Free&#8;", "character", 14),
            ("Free", "Free\u{FFFF}", "character", 14),
            ("Free", "Free\u{92}", "suspicious-character", 14),
            ("Free", "Free\u{FFFD}", "suspicious-character", 14),
        ],
    );
}

#[test]
fn bytes_are_in_the_encoding_that_is_named() {
    let latin = |declared: &str| {
        let text = clean("clean.atom").replace("utf-8", declared);
        let mut bytes = text.into_bytes();
        let at = bytes.windows(4).position(|four| four == b"Free").unwrap();
        bytes[at] = 0xC9;
        bytes
    };
    let found = |body: &[u8], content_type| {
        found(&validate(Sent { body, content_type, ..Sent::default() }))
    };
    assert_eq!(found(&latin("utf-8"), None), [("encoding", 14), ("suspicious-character", 14)]);
    assert_eq!(found(&latin("iso-8859-1"), None), []);
    assert_eq!(found(&latin("latin-47"), None)[0], ("encoding", 1));
    let served = Some("application/atom+xml; charset=iso-8859-1");
    assert_eq!(found(&latin("utf-8"), served), [("encoding-conflict", 1)]);
    let text = clean("clean.atom").replace("utf-8", "utf-16");
    let mut wide = vec![0xFF, 0xFE];
    wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(found(&wide, None), []);
}

#[test]
fn a_document_is_served_as_what_it_is() {
    let check = |name: &str, content_type: &str, expected: &[(&'static str, usize)]| {
        let text = clean(name);
        let sent =
            Sent { body: text.as_bytes(), content_type: Some(content_type), ..Sent::default() };
        assert_eq!(found(&validate(sent)), expected, "{name} {content_type}");
    };
    check("clean.rss", "application/rss+xml; charset=utf-8", &[]);
    check("clean.rss", "text/xml", &[]);
    check("clean.rss", "text/html", &[("content-type", 1)]);
    check("clean.atom", "application/rss+xml", &[("content-type", 1)]);
    check("clean.json", "application/json", &[]);
    check("clean.json", "text/plain", &[("content-type", 1)]);
    check("clean.opml", "text/x-opml", &[]);
}

#[test]
fn what_is_no_feed_is_told_so() {
    for text in ["", "  \n", "hello", "<!DOCTYPE html><html><body><p>x</body></html>", "<svg/>"] {
        assert_eq!(found(&report(text)), [("not-a-feed", 1)], "{text:?}");
    }
    let rdf = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/>";
    assert_eq!(found(&report(rdf)), [("obsolete-format", 1)]);
}

/// Whatever is sent, the check ends, and soon.
#[test]
fn floods_are_bounded() {
    assert_eq!(found(&report(&"<a>".repeat(1_000_000))), [("not-a-feed", 1), ("xml", 1)]);
    let attributes: Vec<_> = (0..10_000).map(|n| format!(" a{n}=''")).collect();
    let wide = format!("<rss{}/>", attributes.concat());
    assert_eq!(found(&report(&wide))[0], ("xml", 1));
    let entities: Vec<_> = (0..20_000).map(|n| format!("<!ENTITY e{n} \"x\">")).collect();
    let entities = entities.concat();
    let text =
        format!("<!DOCTYPE rss [{entities}]><rss version=\"2.0\">{}</rss>", "&e7;".repeat(20_000));
    assert!(found(&report(&text)).contains(&("doctype", 1)));
    let deep = format!("<p>{}", "<div>".repeat(100_000));
    let text = clean("clean.rss").replace("<p>It opens in May.<br>", &deep);
    assert_eq!(found(&report(&text)), [("html-incomplete", 40)]);
}

#[test]
fn a_place_is_given_in_lines_and_characters() {
    let text = clean("clean.atom").replace("Free to copy</rights>", "सहकारी <b></rights>");
    let report = report(&text);
    let finding = &report.findings[0];
    assert_eq!((finding.line, finding.column), (14, 3 + 8 + 7 + 3));
}
