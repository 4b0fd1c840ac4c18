//! What belongs to whom: elements of other vocabularies among those of the feed, and parts of an
//! item that are about something else.

use sangam::model::raw::{RawItem, RawText};

use super::{codes, read_feed};

const ATOM: &str = "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title>";

#[track_caller]
fn rss_item(inner: &str) -> RawItem {
    let reading = read_feed(format!(
        "<rss version='2.0' xmlns:x='urn:x'><channel><title>C</title><item>{inner}</item></channel></rss>"
    ));
    let [item] = reading.items.as_slice() else { panic!("{:#?}", reading.items) };
    item.clone()
}

#[track_caller]
fn atom_items(inner: &str) -> Vec<RawItem> {
    read_feed(format!("{ATOM}{inner}</feed>")).items
}

fn title(item: &RawItem) -> Option<&str> {
    item.title.as_ref().map(|title| title.value.as_str())
}

#[test]
fn a_foreign_element_named_like_a_part_of_the_feed_ends_no_item() {
    let item = rss_item(
        "<title>A</title><x:channel>ZDF</x:channel><x:list><x:item>foo</x:item></x:list>\
         <link>https://a.example/1</link><guid>1</guid><pubDate>Thu, 28 Sep 2017 09:00:00 GMT</pubDate>",
    );
    assert_eq!(title(&item), Some("A"));
    assert_eq!(item.link.as_deref(), Some("https://a.example/1"));
    assert_eq!(item.guid.as_deref(), Some("1"));
    assert!(item.published.is_some());
    assert_eq!(item.extensions[0].name, "channel");
}

#[test]
fn a_feed_all_under_a_foreign_prefix_is_read_whole() {
    let reading = read_feed(
        "<x:rss xmlns:x='http://example.org/r'><x:channel><x:title>C</x:title><x:item>\
         <x:title>A</x:title><x:category>c</x:category><x:author>Ela</x:author>\
         <x:enclosure url='https://a.example/1.mp3' type='audio/mpeg'/></x:item></x:channel></x:rss>",
    );
    let [item] = reading.items.as_slice() else { panic!("{:#?}", reading.items) };
    assert_eq!(item.tags, ["c"]);
    assert_eq!(item.authors[0].name.as_deref(), Some("Ela"));
    assert_eq!(item.attachments[0].url, "https://a.example/1.mp3");
}

#[test]
fn foreign_lists_are_carried_and_a_foreign_author_stands_in() {
    let item =
        rss_item("<title>A</title><x:category>full time</x:category><x:author>Ela</x:author>");
    assert_eq!(item.tags, [""; 0]);
    assert_eq!(item.extensions[0].name, "category");
    assert_eq!(item.authors[0].name.as_deref(), Some("Ela"));
    let item = rss_item("<title>A</title><x:author>Ela</x:author><author>Bo</author>");
    assert_eq!(item.authors.len(), 1);
    assert_eq!(item.authors[0].name.as_deref(), Some("Bo"));
}

#[test]
fn smart_tags_in_a_text_do_not_end_it() {
    let items = atom_items(
        "<entry><title>A</title><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>\
         <p>On <st1:date Year='2017'>28 September</st1:date> we met. <fb:comments>5</fb:comments>\
         So it was.</p></div></content></entry>",
    );
    let content = items[0].content.as_ref().map(|content| content.value.as_str());
    let expected =
        "<p>On <date Year='2017'>28 September</date> we met. <comments>5</comments>So it was.</p>";
    assert_eq!(content, Some(expected));
    assert_eq!(items[0].published, None);
}

#[test]
fn a_kicker_takes_no_place_from_the_description() {
    let item =
        rss_item("<title>A</title><subtitle>Kicker</subtitle><description>Real text</description>");
    assert_eq!(item.summary, Some(RawText::html("Real text")));
    let item = rss_item("<title>A</title><subtitle>Kicker</subtitle>");
    assert_eq!(item.summary, Some(RawText::plain("Kicker")));
}

#[test]
fn an_unclosed_foreign_element_takes_nothing_from_its_entry() {
    let entry = |rating: &str| {
        format!(
            "<entry><title>A</title>{rating}<author><name>Ela</name></author>\
             <category term='t'/></entry>"
        )
    };
    let items = atom_items(&(entry("<x:rating>5") + &entry("<x:rating>4</x:rating>")));
    assert_eq!(items.len(), 2);
    for item in items {
        assert_eq!(item.authors[0].name.as_deref(), Some("Ela"));
        assert_eq!(item.tags, ["t"]);
    }
}

#[test]
fn a_long_foreign_element_is_closed_where_it_is_closed() {
    let long = "word ".repeat(10_000);
    let reading = read_feed(format!(
        "{ATOM}<entry><title>A</title><as:object xmlns:as='urn:as'><category term='o'/>\
         <content>{long}</content></as:object><content>Mine</content></entry></feed>"
    ));
    assert_eq!(reading.items[0].content, Some(RawText::plain("Mine")));
    assert_eq!(reading.items[0].tags, [""; 0]);
    assert_eq!(codes(&reading), [""; 0]);
}

#[test]
fn the_title_of_a_picture_is_no_title_of_a_file() {
    let item = rss_item(
        "<title>A</title><enclosure url='https://a.example/a.mp3' type='audio/mpeg'/>\
         <media:content url='https://1.gravatar.com/avatar/x' medium='image'>\
         <media:title>author</media:title></media:content>\
         <media:content url='https://a.example/b.mp4' type='video/mp4'>\
         <media:title>film</media:title></media:content>",
    );
    let titles: Vec<_> = item.attachments.iter().map(|file| file.title.as_deref()).collect();
    assert_eq!(titles, [None, Some("film")]);
}

#[test]
fn the_authors_of_a_source_are_told_apart() {
    let items = atom_items(
        "<entry><title>A</title><source><contributor><name>C</name></contributor>\
         <author><name>A</name></author><author><name>B</name><email>b@x.example</email></author>\
         </source></entry>",
    );
    let authors: Vec<_> = items[0]
        .authors
        .iter()
        .map(|author| (author.name.as_deref(), author.email.as_deref()))
        .collect();
    assert_eq!(authors, [(Some("A"), None), (Some("B"), Some("b@x.example"))]);
}

#[test]
fn the_best_date_counts_however_many_there_are() {
    let days = [1, 2, 3, 4, 5, 6].map(|day| format!("<dc:date>2017-09-0{day}</dc:date>")).concat();
    let item = rss_item(&format!(
        "<title>A</title>{days}<pubDate>Thu, 28 Sep 2017 09:00:00 GMT</pubDate>"
    ));
    assert_eq!(item.published.as_deref(), Some("Thu, 28 Sep 2017 09:00:00 GMT"));
}

#[test]
fn a_date_of_a_channel_definition_is_no_address() {
    let reading = read_feed(
        "<CHANNEL HREF='https://a.example/' BASE='https://a.example/base/'><TITLE>C</TITLE>\
         <ITEM HREF='1.html' LASTMOD='1998.11.05T10:00+0000'><TITLE>A</TITLE></ITEM></CHANNEL>",
    );
    assert_eq!(reading.items[0].updated.as_deref(), Some("1998.11.05T10:00+0000"));
    assert_eq!(reading.items[0].link.as_deref(), Some("https://a.example/base/1.html"));
}

#[test]
fn the_generator_that_is_named_as_such_counts() {
    let reading = read_feed(
        "<rss version='2.0'><channel><title>C</title>\
         <admin:generatorAgent rdf:resource='https://a.example/?v=1'/>\
         <generator>Press 5</generator><item><title>A</title></item></channel></rss>",
    );
    assert_eq!(reading.channel.generator.as_deref(), Some("Press 5"));
}

#[test]
fn what_a_program_says_before_a_whole_feed_does_not_make_it_a_cut_one() {
    let reading = read_feed(
        "<br><b>Notice</b>: x\n<rss version='2.0'><channel><title>C</title>\
         <item><title>A</title></item></channel></rss>",
    );
    assert_eq!(codes(&reading), ["junk-before-root"]);
}

#[test]
fn json_is_warned_of_in_the_lines_of_the_document() {
    let reading =
        read_feed("\n\n{\"version\":\"1\",\"items\":[\n{\"id\":\"a\",\"title\":\"b\nc\"},]}");
    assert_eq!(codes(&reading), ["broken-json"]);
    assert_eq!(reading.warnings[0].line, Some(5));
    assert_eq!(title(&reading.items[0]), Some("b\nc"));
}

#[test]
fn half_a_number_is_none() {
    let reading = read_feed("{\"version\":\"1\",\"items\":[{\"title\":\"x\",\"id\":12");
    assert_eq!(title(&reading.items[0]), Some("x"));
    assert_eq!(reading.items[0].guid, None);
}
