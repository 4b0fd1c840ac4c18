//! Documents made to exhaust: each gets an answer, and none of them takes long.

use super::{codes, read_feed, try_read};

fn rss(inside: &str) -> String {
    format!("<rss version='2.0'><channel><title>T</title>{inside}</channel></rss>")
}

#[test]
fn deep_nesting_costs_nothing() {
    let deep = |open: &str, close: &str| open.repeat(100_000) + "x" + &close.repeat(100_000);
    let item = "<item><title>After</title></item>";
    let reading = read_feed(rss(&(deep("<a>", "</a>") + item)));
    assert_eq!(reading.items[0].title.as_ref().unwrap().value, "After");
    let description = format!("<item><description>{}</description></item>", deep("<b>", "</b>"));
    let reading = read_feed(rss(&(description + item)));
    assert_eq!(reading.items.len(), 2);
    for open in
        ["<a>", "<item>", "<channel>", "<title>", "<a b='", "<![CDATA[", "<!--", "{\"a\":", "["]
    {
        drop(try_read(open.repeat(100_000).as_bytes(), None));
        drop(try_read(rss(&open.repeat(100_000)).as_bytes(), None));
    }
}

#[test]
fn a_billion_laughs_are_a_few() {
    let mut doctype = String::from("<!DOCTYPE r [<!ENTITY a0 'ha'>");
    for level in 1..20 {
        let inner = format!("&a{};", level - 1).repeat(10);
        doctype = format!("{doctype}<!ENTITY a{level} '{inner}'>");
    }
    let item = "<item><title>&a19;</title><description>&a5;&a9;</description></item>".repeat(100);
    let reading = read_feed(doctype + "]>" + &rss(&item));
    let size: usize = reading
        .items
        .iter()
        .filter_map(|item| item.summary.as_ref())
        .map(|text| text.value.len())
        .sum();
    assert!(size < 4 << 20, "{size}");
}

#[test]
fn external_entities_are_never_read() {
    let doctype = "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>";
    let reading = read_feed(doctype.to_owned() + &rss("<item><title>a&x;b</title></item>"));
    assert_eq!(reading.items[0].title.as_ref().unwrap().value, "a&x;b");
}

#[test]
fn more_items_than_can_be_kept_are_a_warning() {
    let item = format!("<item><guid>{}</guid></item>", "1".repeat(400));
    let reading = read_feed(rss(&item.repeat(120_000)));
    assert!((50_000..120_000).contains(&reading.items.len()), "{}", reading.items.len());
    assert_eq!(codes(&reading), ["too-large"]);
}

#[test]
fn lists_in_one_item_are_bounded_too() {
    let tags: Vec<_> = (0..20_000).map(|tag| format!("<category>{tag}</category>")).collect();
    let tags = tags.concat();
    let files: Vec<_> = (0..20_000).map(|file| format!("<enclosure url='{file}'/>")).collect();
    let files = files.concat();
    let people: Vec<_> = (0..20_000).map(|name| format!("<author>{name}</author>")).collect();
    let people = people.concat();
    let item = format!("<item><title>x</title>{tags}{files}{people}</item>");
    let reading = read_feed(rss(&item));
    assert_eq!(reading.items.len(), 1);
    assert_eq!(reading.items[0].authors.len(), 200);
    assert_eq!(codes(&reading), [""; 0]);
    let files = "<enclosure url='1'/><enclosure url='2'/>";
    let many: String = (0..260_000).map(|n| files.replace("url='", &format!("url='{n}"))).collect();
    let reading = read_feed(rss(&format!("<item>{many}</item>")));
    assert!(reading.items[0].attachments.len() < 500_000);
    assert_eq!(codes(&reading), ["too-large"]);
}

#[test]
fn a_base_that_every_item_repeats_is_counted() {
    let open = format!("<x xml:base='https://a.example/{}'>", "a/".repeat(900));
    let item = "<item><description>x</description></item>";
    let reading = read_feed(rss(&(open + &item.repeat(60_000))));
    let bases: usize = reading.items.iter().filter_map(|item| item.base.as_ref()).count();
    assert!((10_000..60_000).contains(&bases), "{bases}");
    assert_eq!(codes(&reading), ["too-large"]);
}

#[test]
fn an_author_too_long_for_all_entries_is_inherited_by_none() {
    let atom = |name: usize, entries| {
        format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><author><name>{}</name></author>{}</feed>",
            "A".repeat(name),
            "<entry><title>x</title></entry>".repeat(entries)
        )
    };
    let reading = read_feed(atom(900, 30_000));
    assert!(reading.items.iter().all(|item| item.authors.is_empty()));
    assert_eq!(codes(&reading), ["not-inherited"]);
    let reading = read_feed(atom(900, 1000));
    assert!(reading.items.iter().all(|item| item.authors.len() == 1));
    assert!(codes(&reading).is_empty());
}

#[test]
fn the_files_of_json_items_are_counted() {
    let files = "{\"url\":\"a\"},".repeat(900);
    let item = format!(",{{\"id\":\"1\",\"attachments\":[{files}{{}}]}}");
    let feed = format!("{{\"version\":\"1.1\",\"items\":[{{}}{}]}}", item.repeat(800));
    let reading = read_feed(feed);
    let files: usize = reading.items.iter().map(|item| item.attachments.len()).sum();
    assert!((200_000..600_000).contains(&files), "{files}");
    assert!(codes(&reading).contains(&"too-large"));
}
