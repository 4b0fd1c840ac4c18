//! Shapes that feeds have in the wild and no specification has: several feeds in one document, a
//! page around one, names without their prefix, sections within sections.

use sangam::model::raw::{RawItem, RawText};

use super::bullets::{only, rss, title, value};
use super::{codes, read_feed};

fn titles(items: &[RawItem]) -> Vec<&str> {
    items.iter().map(|item| value(item.title.as_ref())).collect()
}

#[test]
fn what_a_second_feed_says_of_itself_is_no_item() {
    let first = "<channel><title>T</title><link>https://a.example/</link>\
         <item><title>A</title></item></channel>";
    let second = "<channel><title>U</title><link>https://b.example/</link><description>D</description>\
         <language>fr</language><item><title>B</title></item></channel>";
    let entry = |title: &str| format!("<entry><id>{title}</id><title>{title}</title></entry>");
    let feed = |title: &str, more: &str| {
        format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>{title}</title><id>f:{title}</id>{more}</feed>"
        )
    };
    for document in [
        format!("<rss version='2.0'>{first}{second}</rss>"),
        format!("<rss version='2.0'>{first}</rss><rss version='2.0'>{second}</rss>"),
        feed("T", &entry("A")) + &feed("U", &entry("B")),
    ] {
        let reading = read_feed(&document);
        assert_eq!(titles(&reading.items), ["A", "B"], "{document}");
        assert_eq!(title(&reading), "T", "{document}");
        assert_eq!((reading.channel.description, reading.channel.language), (None, None));
        assert_eq!(codes(&read_feed(&document)), ["several-roots"], "{document}");
    }
    // RFC 4287 §4.1.1: the order of elements says nothing.
    let late = feed("T", "").replace("<title>", &(entry("A") + &entry("B") + "<title>"));
    let reading = read_feed(&late);
    assert_eq!((titles(&reading.items), title(&reading)), (vec!["A", "B"], "T"));
    assert_eq!(reading.channel.id.as_deref(), Some("f:T"));
}

#[test]
fn a_feed_in_a_page_keeps_what_it_says_of_itself() {
    let feed = rss("<title>A</title>").replace("<item>", "<language>fr</language><item>");
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>\
         <entry><title>A</title></entry></feed>";
    for feed in [feed.as_str(), atom] {
        let page = format!(
            "<html><head><title>Page</title></head><body>{feed}<title>Foot</title></body></html>"
        );
        let reading = read_feed(&page);
        assert_eq!((titles(&reading.items), title(&reading)), (vec!["A"], "T"), "{page}");
        assert_eq!(reading.channel, read_feed(feed).channel, "{page}");
    }
}

#[test]
fn the_next_statement_of_a_date_is_kept_for_when_the_first_is_none() {
    let item = only(&rss(
        "<dc:date>2017-09-28</dc:date><pubDate>soon</pubDate><dcterms:created>2017</dcterms:created>",
    ));
    assert_eq!(item.published.as_deref(), Some("soon"));
    assert_eq!(item.other_dates.published, ["2017-09-28", "2017"]);
}

#[test]
fn dublin_core_is_known_without_its_prefix_and_under_another() {
    for prefix in ["", "x:"] {
        let inside = "<P:date>2017-09-28</P:date><P:creator>Ela</P:creator>\
             <P:subject>Fish</P:subject><P:identifier>urn:1</P:identifier>";
        let item = only(&rss(&inside.replace("P:", prefix)));
        assert_eq!(item.published.as_deref(), Some("2017-09-28"), "{prefix}");
        assert_eq!(item.authors[0].name.as_deref(), Some("Ela"), "{prefix}");
        assert_eq!((item.tags, item.guid.as_deref()), (vec!["Fish".to_owned()], Some("urn:1")));
    }
    let item = only(&rss(
        "<date>2017</date><creator>C</creator><pubDate>2018</pubDate><author>A</author>",
    ));
    assert_eq!(item.published.as_deref(), Some("2018"));
    assert_eq!(item.authors.len(), 1);
}

#[test]
fn channels_of_cdf_have_a_base_and_links() {
    let reading = read_feed(
        "<Channel HREF='https://a.example/' BASE='https://a.example/base/'><Title>T</Title>\
         <Item HREF='1'><Title>A</Title></Item><Item><Title>B</Title><A HREF='2'>b</A></Item>\
         </Channel>",
    );
    let links: Vec<_> = reading.items.iter().map(|item| item.link.as_deref().unwrap()).collect();
    assert_eq!(links, ["https://a.example/base/1", "https://a.example/base/2"]);
}

#[test]
fn sections_within_sections_lose_their_marks_only() {
    let described = |inside: &str| {
        let item = only(&rss(&format!("<description>{inside}</description><title>A</title>")));
        assert_eq!(value(item.title.as_ref()), "A", "{inside}");
        value(item.summary.as_ref()).to_owned()
    };
    assert_eq!(described("<![CDATA[one <![CDATA[two]]> three]]>"), "one two three");
    assert_eq!(described("<![CDATA[<![CDATA[one]]>]]>"), "one");
    assert_eq!(
        described("<![CDATA[<p>one</p><![CDATA[<b>two</b>]]]]><![CDATA[>three]]>"),
        "<p>one</p><b>two</b>three"
    );
    // A text about sections is one.
    let item = only(&rss("<title><![CDATA[Write <![CDATA[ first]]></title>"));
    assert_eq!(item.title, Some(RawText::plain("Write <![CDATA[ first")));
}

#[test]
fn a_less_than_sign_is_kept_wherever_it_stands() {
    for (inside, expected) in [
        ("A &lt;", "A <"),
        ("A <", "A <"),
        ("<![CDATA[A <]]>", "A <"),
        ("3 < 4", "3 < 4"),
        ("x <y and z", "x <y and z"),
        ("A <<", "A <<"),
    ] {
        let item = only(&rss(&format!("<title>{inside}</title>")));
        assert_eq!(value(item.title.as_ref()), expected, "{inside}");
    }
}

#[test]
fn an_id_of_json_feed_that_is_an_address_is_the_link() {
    let item = |members: &str| only(&format!("{{\"version\":\"1\",\"items\":[{{{members}}}]}}"));
    let link = |members: &str| item(members).link;
    assert_eq!(link("\"id\":\"https://a.example/1\""), Some("https://a.example/1".to_owned()));
    assert_eq!(
        link("\"id\":\"https://a.example/1\",\"url\":\"https://a.example/2\""),
        Some("https://a.example/2".to_owned())
    );
    assert_eq!(link("\"id\":\"tag:a.example,2017:1\""), None);
}

#[test]
fn letters_of_windows_1252_in_utf_8_are_read() {
    let mut body = "<rss version='2.0'><channel><title>été à Sète: ".as_bytes().to_vec();
    body.extend_from_slice(b"\xDCber \xC9tat na\xEFve 50\xB0");
    body.extend_from_slice(b"</title></channel></rss>");
    assert_eq!(title(&read_feed(body)), "été à Sète: Über État naïve 50°");
}

#[test]
fn rdf_inside_of_a_feed_is_no_feed() {
    let licence = "<rdf:RDF><License rdf:about='x'><title>L</title></License></rdf:RDF>";
    let item = only(&rss(&format!("<title>A</title>{licence}<link>https://a.example/1</link>")));
    assert_eq!(value(item.title.as_ref()), "A");
    assert_eq!(item.link.as_deref(), Some("https://a.example/1"));
}

#[test]
fn what_no_field_is_for_is_carried_along() {
    let root = "<rss version='2.0' xmlns:q='urn:q' xmlns:svg='http://www.w3.org/2000/svg' ";
    let carried = |inside: &str| {
        let item =
            only(&rss(&format!("<title>A</title>{inside}")).replace("<rss version='2.0'", root));
        assert_eq!(value(item.title.as_ref()), "A", "{inside}");
        item.extensions
    };
    let found = carried(
        "<podcast:transcript url='/1.vtt' type='text/vtt' x:y='z'/>\
         <georss:where><gml:Point><gml:pos>1 2</gml:pos></gml:Point></georss:where>\
         <itunes:season>3</itunes:season><q:own a='1 &amp; 2'><![CDATA[<x> & y]]></q:own>",
    );
    let names: Vec<_> = found.iter().map(|one| (&*one.prefix, &*one.name)).collect();
    let expected =
        [("podcast", "transcript"), ("georss", "where"), ("itunes", "season"), ("q", "own")];
    assert_eq!(names, expected);
    assert_eq!(found[0].namespace, "https://podcastindex.org/namespace/1.0");
    assert_eq!(found[0].attributes.len(), 2);
    assert_eq!(found[1].children[0].children[0].text.as_deref(), Some("1 2"));
    assert_eq!(found[3].attributes, [("a".to_owned(), "1 & 2".to_owned())]);
    assert_eq!(found[3].text.as_deref(), Some("<x> & y"));
    // Counters, markup, what nobody declared, what is broken, and what is too much.
    for inside in [
        "<slash:comments>5</slash:comments><thr:total>5</thr:total>".to_owned(),
        "<svg:svg onload='x()'/><xhtml:script>x()</xhtml:script>".to_owned(),
        "<undeclared:x>5</undeclared:x><plain>5</plain>".to_owned(),
        "<q:a><q:b></q:a>".to_owned(),
        format!("<q:a>{}</q:a>", "x".repeat(20_000)),
        format!("<q:a>{}</q:a>", "<q:b/>".repeat(300)),
        "<q:a>".repeat(40) + &"</q:a>".repeat(40),
    ] {
        assert_eq!(carried(&inside), [], "{inside:.80}");
    }
}

#[test]
fn a_picture_of_another_vocabulary_ends_no_author() {
    let item = only(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><title>A</title><author>\
         <name>Ela</name><gd:image src='https://a.example/i'/><email>ela@a.example</email></author>\
         </entry></feed>",
    );
    assert_eq!(item.authors[0].email.as_deref(), Some("ela@a.example"));
    assert_eq!((item.authors.len(), item.image), (1, None));
}

#[test]
fn a_guid_that_is_expressly_a_permalink_may_be_relative() {
    let link = |guid: &str| only(&rss(&format!("<title>A</title>{guid}"))).link;
    assert_eq!(link("<guid isPermaLink='true'>/1</guid>"), Some("/1".to_owned()));
    assert_eq!(link("<guid isPermaLink='true'>12</guid>"), None);
    assert_eq!(link("<guid>/1</guid>"), None);
}

#[test]
fn a_writers_face_is_no_picture_of_the_item_where_there_is_another() {
    let face = "<media:content url='https://1.gravatar.com/avatar/x' medium='image'/>";
    let picture = "<media:content url='https://a.example/1.jpg' medium='image'/>";
    let image = |inside: &str| only(&rss(inside)).image;
    assert_eq!(image(&format!("{face}{picture}")).as_deref(), Some("https://a.example/1.jpg"));
    assert_eq!(image(face).as_deref(), Some("https://1.gravatar.com/avatar/x"));
}

#[test]
fn rss_1_1_is_rss_1() {
    let reading = read_feed(
        "<Channel xmlns='http://purl.org/net/rss1.1#'><title>T</title><items><item><title>A</title>\
         </item></items></Channel>",
    );
    assert_eq!((reading.format.name(), title(&reading)), ("rss1", "T"));
}
