//! What was meant: texts about references, persons, dates, and feeds behind something else.

use super::bullets::{rss, title, value};
use super::{codes, items, only_item, read_feed, try_read};

fn atom(inside: &str) -> String {
    format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry>{inside}</entry></feed>"
    )
}

fn json(members: &str) -> String {
    format!(
        "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\",\"items\":[{members}]}}"
    )
}

#[test]
fn a_feed_is_found_behind_what_looks_like_json() {
    let feed = "<?xml version='1.0'?>\n".to_owned() + &rss("<title>A</title>");
    for junk in [
        "[07-Mar-2017 12:00:00 UTC] PHP Warning:  foo() in bar on line 3\n",
        "[2024-01-01] x\n",
        "{\"error\":\"x\"}\n",
        "{\"items\":[{\"id\"\n",
        "{{ template }}\n",
        "[]",
        "\u{1b}[0m",
        "(function(){})({\"a\":1});\n",
    ] {
        let reading = read_feed(format!("{junk}{feed}"));
        assert_eq!((reading.items.len(), title(&reading)), (1, "T"), "{junk}");
        assert!(codes(&reading).contains(&"junk-before-root"), "{junk}");
    }
}

#[test]
fn a_json_feed_is_found_behind_what_a_program_said() {
    let feed = json("{\"id\":\"1\",\"title\":\"a\"}");
    for junk in ["<br /><b>Notice</b>: x<br />\n", "Warning: foo in x.php on {line 3}\n", "call("] {
        let reading = read_feed(format!("{junk}{feed}"));
        assert_eq!((reading.items.len(), title(&reading)), (1, "T"), "{junk}");
        assert_eq!(codes(&reading), ["junk-before-root"], "{junk}");
    }
    let page = format!("<html><body><pre>{feed}</pre></body></html>");
    assert_eq!(try_read(page.as_bytes(), None).unwrap_err().code(), "html-not-feed");
}

#[track_caller]
fn check_title(document: &str, expected: &str) {
    assert_eq!(only_item(document).title.as_deref(), Some(expected), "{document}");
}

#[test]
fn a_text_about_references_keeps_them() {
    let rss = |text: &str| rss(&format!("<title>{text}</title>"));
    let atom = |kind: &str, text: &str| atom(&format!("<title type='{kind}'>{text}</title>"));
    check_title(&rss("<![CDATA[What does &amp;nbsp; do?]]>"), "What does &nbsp; do?");
    check_title(&rss("How to escape &amp;amp;quot; in XML"), "How to escape &quot; in XML");
    check_title(&atom("text", "What does &amp;nbsp; do?"), "What does &nbsp; do?");
    check_title(&atom("text", "AT&amp;amp;T"), "AT&amp;T");
    check_title(&atom("html", "Why &amp;amp;eacute; fails"), "Why &eacute; fails");
    check_title(
        &json("{\"id\":\"1\",\"title\":\"Why caf&eacute; &copy;\"}"),
        "Why caf&eacute; &copy;",
    );
    // What was left behind is resolved all the same.
    check_title(&rss("R&amp;amp;D in the caf&amp;eacute;"), "R&D in the café");
    check_title(&rss("It&amp;amp;#8217;s work &amp;amp;#8211; ours"), "It’s work – ours");
    check_title(&rss("Fish &amp;amp;amp; chips"), "Fish & chips");
    let item = only_item(super::bullets::rss(
        "<description><![CDATA[<p>Write <code>&amp;nbsp;</code> and <code>&amp;copy;</code> \
         between words</p>]]></description>",
    ));
    assert_eq!(item.summary.as_deref(), Some("Write &nbsp; and &copy; between words"));
    let item = only_item(json("{\"id\":\"1\",\"summary\":\"Use &copy; here\"}"));
    assert_eq!(item.summary.as_deref(), Some("Use &copy; here"));
}

#[test]
fn references_without_semicolon_are_resolved_in_texts_and_never_in_addresses() {
    check_title(
        &rss("<title>&copy 2017 caf&eacute, &lt b &#8217 x</title>"),
        "© 2017 café, < b ’ x",
    );
    let raw = read_feed(rss(
        "<title>A</title><link>http://a.example/?a=1&lt</link><guid>http://a.example/?g&gt</guid>\
         <comments>http://a.example/?y&quot</comments><enclosure url='http://a.example/?x&amp'/>",
    ));
    let item = &raw.items[0];
    assert_eq!(item.link.as_deref(), Some("http://a.example/?a=1&lt"));
    assert_eq!(item.guid.as_deref(), Some("http://a.example/?g&gt"));
    assert_eq!(item.comments.as_deref(), Some("http://a.example/?y&quot"));
    assert_eq!(item.attachments[0].url, "http://a.example/?x&amp");
}

type Who = (Option<&'static str>, Option<&'static str>, Option<&'static str>);

#[track_caller]
fn check_authors(document: &str, expected: &[Who]) {
    let item = only_item(document);
    let found: Vec<_> = item
        .authors
        .iter()
        .map(|who| {
            let url = who.url.as_ref().map(url::Url::as_str);
            (who.name.as_deref(), who.email.as_deref(), url)
        })
        .collect();
    assert_eq!(found, expected, "{document}");
}

#[test]
fn persons_who_share_a_part_are_told_apart() {
    let author = |inside: &str| atom(&format!("<id>1</id>{inside}"));
    let (ann, ben) = (Some("Ann"), Some("Ben"));
    let email = Some("news@ilo.example");
    check_authors(
        &rss("<author>news@ilo.example (Ann)</author><author>news@ilo.example (Ben)</author>"),
        &[(ann, email, None), (ben, email, None)],
    );
    check_authors(
        &author(
            "<author><name>Ann</name><email>a@y.example</email></author>\
             <author><name>Ann</name><email>b@y.example</email></author>",
        ),
        &[(ann, Some("a@y.example"), None), (ann, Some("b@y.example"), None)],
    );
    check_authors(
        &json(
            "{\"id\":\"1\",\"authors\":[{\"name\":\"Ann\",\"url\":\"http://x.example/\"},{\"name\":\"Ann\",\"url\":\"http://y.example/\"}]}",
        ),
        &[(ann, None, Some("http://x.example/")), (ann, None, Some("http://y.example/"))],
    );
    check_authors(
        &rss(
            "<dc:creator>Ann</dc:creator><itunes:author>Ann</itunes:author><author>news@ilo.example (Ann)</author>",
        ),
        &[(ann, email, None)],
    );
}

#[test]
fn whatever_stands_in_the_place_of_a_name_is_taken_apart() {
    let (ann, bob) = (
        (Some("Ann Lee"), Some("ann@y.example"), None),
        (Some("Bob Ray"), Some("bob@y.example"), None),
    );
    check_authors(
        &rss("<author>Ann Lee &lt;ann@y.example&gt;, Bob Ray &lt;bob@y.example&gt;</author>"),
        &[ann, bob],
    );
    check_authors(
        &rss("<author>x@y.example, z@y.example</author>"),
        &[(None, Some("x@y.example"), None), (None, Some("z@y.example"), None)],
    );
    check_authors(
        &rss("<author>'ela@sewa.example' (Ela)</author>"),
        &[(Some("Ela"), Some("ela@sewa.example"), None)],
    );
    check_authors(
        &atom("<id>1</id><author><name>https://mastodon.example/@ela</name></author>"),
        &[(None, None, Some("https://mastodon.example/@ela"))],
    );
    check_authors(
        &atom("<id>1</id><author><name>Ann Lee &lt;ann@y.example&gt;</name></author>"),
        &[ann],
    );
    check_authors(&rss("<author>Smith, John</author>"), &[(Some("Smith, John"), None, None)]);
}

#[test]
fn one_bad_token_in_json_costs_no_other_item() {
    let titles = |document: &str| {
        let items = items(document).0;
        items.into_iter().map(|item| item.title.unwrap_or_default()).collect::<Vec<_>>()
    };
    for first in [
        "\"x\":NaN}",
        "\"x\":Infinity,\"y\":.5}",
        "\"size\":1e400}",
        "\"n\":01}",
        "\"x\":undefined}",
    ] {
        let reading = read_feed(json(&format!("{{\"title\":\"a\",{first},{{\"title\":\"b\"}}")));
        assert_eq!(reading.items.len(), 2, "{first}");
        assert_eq!(codes(&reading), ["broken-json"], "{first}");
    }
    let two = |between: &str| json(&format!("{{\"title\":\"a\"}}{between}{{\"title\":\"b\"}}"));
    assert_eq!(titles(&two("")), ["a", "b"]);
    assert_eq!(titles(&two(",,")), ["a", "b"]);
    assert_eq!(
        titles(&json("{\"title\":\"say \"hi\" now\"},{\"title\":\"b\"}")),
        ["say \"hi\" now", "b"]
    );
    // What cannot be mended costs the rest of its item.
    let broken = "{\"title\":\"a\",\"x\":@},\n{\"title\":\"b\"},{\"y\":@,\"title\":\"lost\"},{\"title\":\"c\"}";
    let reading = read_feed(json(broken).replace("\"items\"", "\n\"items\""));
    let found: Vec<_> = reading.items.iter().map(|item| value(item.title.as_ref())).collect();
    assert_eq!((found, title(&reading)), (vec!["a", "b", "c"], "T"));
    let lines: Vec<_> =
        reading.warnings.iter().map(|warning| (warning.code, warning.line)).collect();
    assert_eq!(lines, [("broken-json", Some(2)), ("broken-json", Some(3)), ("empty-item", None)]);
    let feed = json("{\"title\":\"a\"}").replace("\"title\":\"T\"", "\"_x\":@");
    assert_eq!(titles(&feed), ["a"]);
    let reading = read_feed(json("").replace("[]", "-1"));
    assert_eq!((title(&reading), codes(&reading)), ("T", vec!["wrong-type"]));
}

#[test]
fn enclosures_of_rss_1_are_read() {
    let enclosure = "<title>A</title><enc:enclosure rdf:resource='http://a.example/e.mp3' \
        enc:type='audio/mpeg' enc:length='5'/>";
    let declared =
        rss(enclosure).replace("<rss ", "<rss xmlns:enc='http://purl.oclc.org/net/rss_2.0/enc#' ");
    let other = declared.replace("xmlns:enc", "xmlns:x").replace("enc:", "x:");
    for document in [rss(enclosure), declared, other] {
        let item = only_item(&document);
        let [file] = item.attachments.as_slice() else { panic!("{document}") };
        assert_eq!((file.url.as_str(), &*file.mime_type), ("http://a.example/e.mp3", "audio/mpeg"));
        assert_eq!(file.size_in_bytes, Some(5));
        assert_eq!(item.extensions, [], "{document}");
    }
}

#[test]
fn quotes_that_are_none_do_not_become_part_of_an_address() {
    for (open, close) in [("“", "”"), ("„", "“"), ("‘", "’"), ("\\\"", "\\\"")] {
        let document = rss(&format!(
            "<title>A</title><enclosure url={open}http://a.example/e.mp3{close} \
             length={open}5{close} type={open}audio/mpeg{close}/>"
        ));
        let file = only_item(&document).attachments.remove(0);
        assert_eq!(file.url.as_str(), "http://a.example/e.mp3", "{document}");
        assert_eq!((&*file.mime_type, file.size_in_bytes), ("audio/mpeg", Some(5)), "{document}");
    }
}

#[test]
fn entities_of_the_document_are_known_in_attributes_of_its_markup() {
    let document = "<!DOCTYPE feed [<!ENTITY site \"http://z.example\"><!ENTITY q '\"'>]>"
        .to_owned()
        + &atom(
            "<title>A</title><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>\
             <a href='&site;/x' title='&q;y&amp;'>r &site;</a></div></content>",
        );
    let content = only_item(document).content.unwrap();
    assert!(content.as_str().contains("href=\"http://z.example/x\""), "{}", content.as_str());
    assert!(content.as_str().contains("title=\"&quot;y&amp;\""), "{}", content.as_str());
    assert!(content.as_str().contains("r http://z.example"), "{}", content.as_str());
}

#[test]
fn the_better_of_two_statements_of_one_date_counts() {
    let date = "2020-01-01T00:00:00Z";
    let item = only_item(rss(&format!(
        "<title>A</title><dc:date>{date}</dc:date>\
         <dcterms:issued>2019-01-01T00:00:00Z</dcterms:issued><pubDate>{date}</pubDate>"
    )));
    assert_eq!(item.published.unwrap().at.to_rfc3339(), "2020-01-01T00:00:00+00:00");
    let channel = rss("<title>A</title>").replace(
        "<item>",
        "<pubDate>soon</pubDate><dc:date>2017-01-01</dc:date><lastBuildDate>x</lastBuildDate>\
         <dcterms:modified>2018-01-01</dcterms:modified><item>",
    );
    let channel = read_feed(channel).channel;
    assert_eq!(channel.published.as_deref(), Some("soon"));
    assert_eq!(channel.other_dates.published, ["2017-01-01"]);
    assert_eq!(channel.other_dates.updated, ["2018-01-01"]);
}

#[test]
fn warnings_about_items_say_which() {
    let document = rss("<title>A</title><link>javascript:x()</link><language>English</language>\
         <pubDate>Thu, 28 Sep 2017 10:15:00 +9900</pubDate>")
    .replace("<item>", "\n\n<item>");
    let (_, warnings) = items(document);
    let lines: Vec<_> = warnings.iter().map(|warning| (warning.code, warning.line)).collect();
    let expected = ["unreadable-date", "bad-language", "bad-address"].map(|code| (code, Some(3)));
    assert_eq!(lines, expected);
    let (_, warnings) = items(json("{\"id\":\"urn:1\",\"date_published\":\"soon\"}"));
    assert_eq!(warnings[0].message, "\"soon\" is no date (item \"urn:1\")");
}

#[test]
fn an_encoding_that_nobody_knows_or_the_bytes_contradict_is_a_warning() {
    let document = |label: &str, text: &[u8]| {
        let head = format!("<?xml version='1.0' encoding='{label}'?><rss><channel><title>");
        [head.as_bytes(), text, b"</title><item><title>A</title></item></channel></rss>"].concat()
    };
    let check = |body: Vec<u8>, expected: &str, words: &str| {
        let reading = try_read(&body, None).unwrap();
        let said: Vec<_> =
            reading.warnings.iter().map(|warning| warning.message.as_str()).collect();
        assert_eq!(title(&reading), expected, "{said:?}");
        assert_eq!(said.is_empty(), words.is_empty(), "{said:?}");
        assert!(said.iter().all(|said| said.contains(words)), "{said:?}");
    };
    for label in ["mac-roman", "macroman", "x-mac-roman", "macintosh"] {
        check(document(label, b"caf\x8e"), "café", "");
    }
    let unknown = "which is no encoding known here";
    for label in ["klingon", "cp437", "hz", "utf-7"] {
        check(document(label, "café".as_bytes()), "café", unknown);
    }
    check(document("cp437", b"caf\xe9 cr\xe8me"), "café crème", unknown);
    check(document("utf-32", "café".as_bytes()), "café", "written in utf-8");
    let marked = [b"\xEF\xBB\xBF".as_slice(), &document("windows-1252", b"caf\xe9")].concat();
    check(marked, "café", "marked as utf-8");
}
