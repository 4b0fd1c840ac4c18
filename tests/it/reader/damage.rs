//! A document reads the same whether or not it needed mending: damage that loses no information
//! changes no item. Every kind of damage is done many times over, at places that a generator of
//! our own picks, so that each run does the same.

use std::collections::HashSet;

use super::{read_feed, try_read};

const RSS: &str = include_str!("clean.rss");
const ATOM: &str = include_str!("clean.atom");
const ROUNDS: u64 = 12;

/// A small generator (xorshift), the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap()
    }

    /// One of the places of `needle`, if there is any.
    fn place(&mut self, text: &str, needle: &str) -> Option<usize> {
        let places: Vec<_> = text.match_indices(needle).map(|(at, _)| at).collect();
        (!places.is_empty()).then(|| places[self.below(places.len())])
    }
}

/// Puts something in at a place between two elements.
fn insert_between(text: &str, dice: &mut Dice, what: &str) -> String {
    let at = dice.place(text, ">\n").unwrap() + 2;
    format!("{}{what}{}", &text[..at], &text[at..])
}

/// Replaces one of the places of `from`.
fn replace_one(text: &str, dice: &mut Dice, from: &str, to: &str) -> String {
    match dice.place(text, from) {
        Some(at) => format!("{}{to}{}", &text[..at], &text[at + from.len()..]),
        None => text.to_owned(),
    }
}

/// Writes the names of some tags in upper case.
fn recase(text: &str, dice: &mut Dice) -> String {
    let names =
        ["title", "item", "entry", "link", "guid", "pubDate", "description", "updated", "rss"];
    names.iter().fold(text.to_owned(), |text, name| {
        let upper = name.to_ascii_uppercase();
        match dice.below(3) {
            0 => text.replace(&format!("<{name}"), &format!("<{upper}")),
            1 => text.replace(&format!("</{name}"), &format!("</{upper}")),
            _ => text,
        }
    })
}

fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let text = if mark { format!("\u{feff}{text}") } else { text.to_owned() };
    let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
    text.encode_utf16().flat_map(bytes).collect()
}

fn utf32(text: &str, big: bool) -> Vec<u8> {
    let bytes = |c: char| if big { u32::from(c).to_be_bytes() } else { u32::from(c).to_le_bytes() };
    text.chars().flat_map(bytes).collect()
}

type Damage = fn(&str, &mut Dice) -> Vec<u8>;

/// Every kind of damage, with its name.
const DAMAGE: &[(&str, Damage)] = &[
    ("bare ampersand", |text, dice| replace_one(text, dice, "&amp; ", "& ").into()),
    ("bare less-than", |text, dice| replace_one(text, dice, "&lt; ", "< ").into()),
    ("unfinished reference", |text, dice| replace_one(text, dice, "&amp; ", "&amp ").into()),
    ("named entity", |text, _| text.replace('é', "&eacute;").into()),
    ("numeric reference", |text, _| text.replace('é', "&#233;").into()),
    ("hexadecimal reference", |text, _| text.replace('é', "&#xE9;").into()),
    ("reference of windows-1252", |text, _| text.replace('’', "&#146;").into()),
    ("illegal reference", |text, dice| replace_one(text, dice, " co", " &#0;co").into()),
    ("surrogate reference", |text, dice| replace_one(text, dice, " co", " &#xD800;co").into()),
    ("huge reference", |text, dice| replace_one(text, dice, " co", " &#99999999;co").into()),
    ("carriage returns", |text, _| text.replace('\n', "\r\n").into()),
    ("only carriage returns", |text, _| text.replace('\n', "\r").into()),
    ("control characters", |text, dice| replace_one(text, dice, "co", "c\u{1}\u{b}o").into()),
    ("zero bytes", |text, dice| replace_one(text, dice, "co", "c\0o").into()),
    ("blank lines before", |text, _| format!("\n \t\n{text}").into()),
    ("byte order mark before", |text, _| format!("\u{feff}{text}").into()),
    ("warning before", |text, _| {
        format!("<br />\n<b>Warning</b>: in line <b>1</b>\n{text}").into()
    }),
    ("page before", |text, _| format!("<p>Error & more</p>\n{text}").into()),
    ("comment before", |text, _| format!("<!-- <html> -- > & -->\n{text}").into()),
    ("text before", |text, _| format!("Notice: 1 < 2 & so on\n{text}").into()),
    ("text behind", |text, _| format!("{text}\nrendered in 0.1 s & 3 queries <3").into()),
    ("script behind", |text, _| format!("{text}<script>if (a < b && c > d) {{}}</script>").into()),
    ("end tags lost", |text, _| {
        text[..text.rfind("</item>").or(text.rfind("</entry>")).unwrap()].into()
    }),
    ("cut in the last tag", |text, _| text[..text.len() - 3].into()),
    ("stray end tag", |text, dice| insert_between(text, dice, "</foo></p></x:y>").into()),
    ("doubled end tag", |text, dice| {
        replace_one(text, dice, "</title>", "</title></title>").into()
    }),
    ("doubled start tag", |text, dice| replace_one(text, dice, "<title>", "<title><title>").into()),
    ("doubled item tag", |text, dice| {
        let tag = format!("<{}>", item(text));
        replace_one(text, dice, &tag, &tag.repeat(2)).into()
    }),
    ("doubled item end", |text, dice| {
        let tag = format!("</{}>", item(text));
        replace_one(text, dice, &tag, &tag.repeat(2)).into()
    }),
    ("item end lost", |text, dice| {
        let tag = item(text);
        replace_one(text, dice, &format!("</{tag}>\n  <{tag}>"), &format!("\n <{tag}>")).into()
    }),
    ("end tag lost", |text, dice| replace_one(text, dice, "</title>\n", "\n").into()),
    ("end tag of a date lost", |text, dice| {
        let tag = if item(text) == "item" { "</pubDate>" } else { "</updated>" };
        replace_one(text, dice, tag, "").into()
    }),
    ("end tag of a creator lost", |text, dice| replace_one(text, dice, "</dc:creator>", "").into()),
    ("end tag of another", |text, dice| replace_one(text, dice, "</title>", "</titel>").into()),
    ("crossed end tags", |text, dice| replace_one(text, dice, "</title>\n", "</link>\n").into()),
    ("end tag without end", |text, dice| replace_one(text, dice, "</title>\n", "</title\n").into()),
    ("end tag with space", |text, _| text.replace("</title>", "</title\n>").into()),
    ("start tag with space", |text, dice| replace_one(text, dice, "<title>", "< title>").into()),
    ("prefix lost at the end", |text, dice| {
        replace_one(text, dice, "</dc:creator>", "</creator>").into()
    }),
    ("other case", |text, dice| recase(text, dice).into()),
    ("upper case at the end", |text, dice| replace_one(text, dice, "</title>", "</TITLE>").into()),
    ("single quotes", |text, _| text.replace('"', "'").into()),
    ("no quotes", |text, _| {
        text.replace("=\"1234\"", "=1234").replace("\"audio/mpeg\"", "audio/mpeg").into()
    }),
    ("doubled attribute", |text, _| {
        text.replace(" length=\"", " length=\"1234\" length=\"").into()
    }),
    ("no space between attributes", |text, _| text.replace("\" type=", "\"type=").into()),
    ("CDATA", |text, _| {
        text.replace("<title>Fish", "<title><![CDATA[Fish")
            .replace("chips &amp; more</title>", "chips & more]]></title>")
            .into()
    }),
    ("CDATA without end", |text, dice| replace_one(text, dice, "]]></", "]]</").into()),
    ("CDATA without any end", |text, dice| replace_one(text, dice, "]]></", "</").into()),
    ("CDATA in lower case", |text, _| text.replace("<![CDATA[", "<![cdata[").into()),
    ("no declaration", |text, _| text[text.find("?>").unwrap() + 2..].into()),
    ("broken declaration", |text, _| text.replace("\"?>", "\">").into()),
    ("document type", |text, _| {
        text.replacen("?>", "?>\n<!DOCTYPE rss PUBLIC \"-//N//DTD 0.91\" \"http://x/rss.dtd\">", 1)
            .into()
    }),
    ("document type of HTML", |text, _| text.replacen("?>", "?><!DOCTYPE html>", 1).into()),
    ("entities of a document type", |text, _| {
        text.replacen("?>", "?><!DOCTYPE r [<!ENTITY e 'é'> <!ENTITY x SYSTEM 'file:///x'>]>", 1)
            .replace("Caf\u{e9}", "Caf&e;")
            .into()
    }),
    ("comments", |text, dice| insert_between(text, dice, "<!-- a & <b> -->").into()),
    ("comment not closed", |text, dice| insert_between(text, dice, "<!-- lost >\n").into()),
    ("instructions", |text, dice| insert_between(text, dice, "<?php echo '<item>' ?>").into()),
    ("unknown elements", |text, dice| insert_between(text, dice, "<x:y z=1>foo</x:y><w/>").into()),
    ("unknown element not closed", |text, dice| {
        insert_between(text, dice, "<slash:section>News").into()
    }),
    ("namespaces lost", |text, _| {
        let lost = [
            " xmlns:dc=\"http://purl.org/dc/elements/1.1/\"",
            " xmlns=\"http://www.w3.org/2005/Atom\"",
            " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"",
        ];
        lost.iter().fold(text.to_owned(), |text, one| text.replace(one, "")).into()
    }),
    ("namespace misspelt", |text, _| {
        text.replace("//purl.org/dc/elements/1.1/", "//purl.org/dc/element/")
            .replace("2005/Atom", "2005/atom/")
            .into()
    }),
    ("other prefix", |text, _| {
        text.replace("<dc:", "<d:").replace("</dc:", "</d:").replace("xmlns:dc", "xmlns:d").into()
    }),
    ("root lost", |text, _| {
        let from = text.find("<channel>").or(text.find("<entry>")).unwrap();
        let to = text.find("</rss>").or(text.find("</feed>")).unwrap();
        if text.contains("<rss") { text[from..to].into() } else { text.into() }
    }),
    ("version lost", |text, _| text.replace(" version=\"2.0\"", "").into()),
    ("unknown version", |text, _| text.replace("version=\"2.0\"", "version=\"2.0.1 \"").into()),
    ("items beside the channel", |text, _| {
        text.replacen("  <item>", "</channel>\n<item>", 1).into()
    }),
    ("two roots", |text, _| format!("{text}<rss><channel></channel></rss>").into()),
    ("UTF-16, little, marked", |text, _| utf16(text, false, true)),
    ("UTF-16, big, marked", |text, _| utf16(text, true, true)),
    ("UTF-16, little", |text, _| utf16(text, false, false)),
    ("UTF-16, big", |text, _| utf16(text, true, false)),
    ("UTF-32, little", |text, _| utf32(text, false)),
    ("UTF-32, big", |text, _| utf32(text, true)),
    ("said to be ISO-8859-1", |text, _| text.replace("\"utf-8\"", "\"iso-8859-1\"").into()),
    ("said to be ASCII", |text, _| text.replace("\"utf-8\"", "\"us-ascii\"").into()),
    ("said to be UTF-16", |text, _| text.replace("\"utf-8\"", "\"utf-16\"").into()),
    ("said to be nonsense", |text, _| text.replace("\"utf-8\"", "\"klingon\"").into()),
    ("windows-1252 said to be UTF-8", |text, _| {
        encoding_of(text, "’éÉè", &[b"\x92", b"\xE9", b"\xC9", b"\xE8"])
    }),
    ("one byte of nothing", |text, dice| {
        let at = dice.place(text, "</title>").unwrap();
        [&text.as_bytes()[..at], b"\xFF", &text.as_bytes()[at..]].concat()
    }),
    ("a quote of windows-1252 in UTF-8", |text, dice| {
        let at = dice.place(text, "’").unwrap();
        [&text.as_bytes()[..at], b"\x92", &text.as_bytes()[at + "’".len()..]].concat()
    }),
    ("encoded twice", |text, _| {
        let twice: String = text.bytes().map(char::from).collect();
        twice.into()
    }),
];

/// What the document calls its items.
fn item(text: &str) -> &'static str {
    if text.contains("<item>") { "item" } else { "entry" }
}

/// A text with some characters in another encoding; the others are ASCII.
fn encoding_of(text: &str, from: &str, to: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::new();
    for character in text.chars() {
        match from.chars().position(|known| known == character) {
            Some(at) => out.extend_from_slice(to[at]),
            None => out.extend_from_slice(character.to_string().as_bytes()),
        }
    }
    out
}

#[test]
fn damage_that_loses_no_information_changes_no_item() {
    let mut failures = Vec::new();
    let mut done = HashSet::new();
    for clean in [RSS, ATOM] {
        let expected = read_feed(clean);
        assert!(expected.warnings.is_empty(), "{:?}", expected.warnings);
        assert_eq!(expected.items.len(), 3);
        for (name, damage) in DAMAGE {
            let mut dice = Dice(0x5EED_1234_ABCD);
            for _ in 0..ROUNDS {
                let damaged = damage(clean, &mut dice);
                if damaged != clean.as_bytes() {
                    done.insert(name);
                }
                let shown = String::from_utf8_lossy(&damaged);
                let same = match try_read(&damaged, None) {
                    Ok(found) => found.items == expected.items && found.channel == expected.channel,
                    Err(_) => false,
                };
                if !same {
                    failures.push(format!(
                        "{name}:\n{shown}\n{:#?}",
                        try_read(&damaged, None).map(|r| r.items)
                    ));
                    break;
                }
            }
        }
    }
    let names: Vec<_> = failures.iter().filter_map(|failure| failure.lines().next()).collect();
    assert!(failures.is_empty(), "{names:?}\n{}", failures[0]);
    let idle: Vec<_> =
        DAMAGE.iter().map(|(name, _)| name).filter(|name| !done.contains(name)).collect();
    assert!(idle.is_empty(), "these damage neither document: {idle:?}");
}

#[test]
fn items_before_a_cut_are_kept_and_nothing_is_made_up() {
    for clean in [RSS, ATOM] {
        let expected = read_feed(clean).items;
        let first_end = clean.find("</item>").or(clean.find("</entry>")).unwrap();
        for cut in (first_end..clean.len()).filter(|at| clean.is_char_boundary(*at)) {
            let items = read_feed(&clean[..cut]).items;
            let whole =
                clean[..cut].matches("</item>").count() + clean[..cut].matches("</entry>").count();
            assert_eq!(items[..whole], expected[..whole], "cut at {cut}");
            if let Some(last) = items.get(whole) {
                let full = &expected[whole];
                assert!(last.guid.is_none() || last.guid == full.guid, "cut at {cut}");
                assert!(
                    last.link.is_none() || last.link == full.link || full.guid == last.link,
                    "cut at {cut}"
                );
                assert!(
                    last.published.is_none() || last.published == full.published,
                    "cut at {cut}"
                );
            }
        }
    }
}

/// Any bytes may come; some answer is given for each.
#[test]
fn random_damage_never_panics() {
    let mut dice = Dice(0xC0FF_EE00_1234);
    for clean in [RSS, ATOM, include_str!("../../../fixtures/feeds/json-feed-1.1/feed.json")] {
        for _ in 0..500 {
            let mut bytes = clean.as_bytes().to_vec();
            for _ in 0..=dice.below(8) {
                let at = dice.below(bytes.len());
                match dice.below(5) {
                    0 => bytes[at] = u8::try_from(dice.below(256)).unwrap(),
                    1 => drop(bytes.remove(at)),
                    2 => bytes.insert(at, b"<>&\"'/!?]-[;=\0\n"[dice.below(15)]),
                    3 => {
                        let end = (at + dice.below(60)).min(bytes.len());
                        let piece = bytes[at..end].to_vec();
                        let to = dice.below(bytes.len());
                        bytes.splice(to..to, piece);
                    }
                    _ => {
                        let end = (at + dice.below(30)).min(bytes.len());
                        bytes.drain(at..end);
                    }
                }
            }
            drop(try_read(&bytes, None));
        }
    }
}
