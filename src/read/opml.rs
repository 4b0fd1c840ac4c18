//! OPML 2.0: a list of subscriptions, as every feed reader writes one.

use crate::model::document::Document;
use crate::model::text::{excerpt, tidy};
use crate::read::charset;
use crate::read::entities::{Entities, Within};
use crate::read::tokens::{Tag, Token, Tokens};

/// How many subscriptions are taken, and how deep their folders may be.
const MOST: usize = 50_000;
const DEEPEST: usize = 16;

/// The longest name of a folder, in characters: every subscription in it repeats it.
const LONGEST_NAME: usize = 100;
/// The longest of other values, in bytes.
const LONGEST: usize = 4096;

/// One subscription.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// What it is called.
    pub title: Option<String>,
    /// Address of the feed, or of the page where it is none.
    pub url: String,
    /// It is a page and no feed (`type="link"`).
    pub is_page: bool,
    /// Language tag.
    pub language: Option<String>,
    /// The folders around it, outermost first, then its categories.
    pub tags: Vec<String>,
}

/// The subscriptions of a document, in its order; `None` when it is no OPML.
#[must_use]
pub fn read_opml(document: &Document) -> Option<Vec<Outline>> {
    let decoded = charset::decode(document);
    let mut reader = Reader::default();
    let mut is_opml = false;
    for token in Tokens::new(&decoded.text) {
        match token {
            Token::Start(tag) if tag.name.eq_ignore_ascii_case("opml") => is_opml = true,
            Token::Start(_) if !is_opml => return None,
            Token::Start(tag) if tag.name.eq_ignore_ascii_case("outline") => reader.start(&tag),
            Token::End(name) if name.eq_ignore_ascii_case("outline") => reader.end(),
            Token::Doctype(doctype) => reader.entities.declare(doctype),
            _ => {}
        }
        if reader.found.len() >= MOST {
            break;
        }
    }
    is_opml.then_some(reader.found)
}

#[derive(Default)]
struct Reader<'a> {
    entities: Entities<'a>,
    /// Names of the open outlines; a subscription that holds others names nothing.
    open: Vec<Option<String>>,
    /// Open outlines beyond [`DEEPEST`].
    buried: usize,
    found: Vec<Outline>,
}

impl<'a> Reader<'a> {
    fn start(&mut self, tag: &Tag<'a>) {
        let title = self.value(tag, "title").or_else(|| self.value(tag, "text"));
        let feed = self.value(tag, "xmlUrl");
        let is_link = tag.attributes.get("type").is_some_and(|t| t.eq_ignore_ascii_case("link"));
        let page = if is_link { self.value(tag, "url") } else { None };
        let is_page = feed.is_none();
        let is_folder = feed.is_none() && page.is_none();
        if let Some(url) = feed.or(page) {
            let (language, tags) = (self.value(tag, "language"), self.tags(tag));
            self.found.push(Outline { title: title.clone(), url, is_page, language, tags });
        }
        if tag.is_empty {
            return;
        }
        if self.open.len() < DEEPEST {
            let name = title.filter(|_| is_folder).map(|name| excerpt(&name, LONGEST_NAME));
            self.open.push(name);
        } else {
            self.buried += 1;
        }
    }

    fn end(&mut self) {
        if self.buried > 0 {
            self.buried -= 1;
        } else {
            self.open.pop();
        }
    }

    fn tags(&mut self, tag: &Tag<'a>) -> Vec<String> {
        let categories = self.value(tag, "category").unwrap_or_default();
        // A category may be a path (`/Boston/Weather`), of which the last step says most.
        let own =
            categories.split(',').filter_map(|path| path.trim_matches('/').rsplit('/').next());
        let own = own.map(tidy).filter(|name| !name.is_empty());
        let mut tags: Vec<String> = Vec::new();
        for name in self.open.iter().flatten().cloned().chain(own) {
            if !tags.contains(&name) {
                tags.push(name);
            }
        }
        tags
    }

    fn value(&mut self, tag: &Tag<'a>, name: &str) -> Option<String> {
        let value = self.entities.decode(tag.attributes.get(name)?, Within::Address, &mut |_| ());
        let value = &value[..value.floor_char_boundary(LONGEST)];
        Some(tidy(value)).filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<Outline>> {
        let body = text.to_owned().into_bytes().into();
        read_opml(&Document { url: None, content_type: None, body })
    }

    #[test]
    fn folders_and_categories_are_tags_and_links_are_pages() {
        let text = r#"<?xml version="1.0"?><opml version="1.1"><head><title>t</title></head><body>
<outline text="Asia"><outline text="One &amp; all" type="rss" xmlurl="https://a.example/?x=1&amp;y=2"
 category="/news/co-ops,Asia" language="en"/>
<outline title="Deep" text="d"><outline type="link" text="Page" url="https://b.example/"></outline>
</outline></outline><outline text="Loose" xmlUrl='https://c.example/f'/>
<outline text="an empty folder"/></body></opml>"#;
        let found = read(text).unwrap();
        let row =
            |one: &Outline| format!("{:?} {} {} {:?}", one.title, one.url, one.is_page, one.tags);
        let rows: Vec<_> = found.iter().map(row).collect();
        let expected = [
            r#"Some("One & all") https://a.example/?x=1&y=2 false ["Asia", "co-ops"]"#,
            r#"Some("Page") https://b.example/ true ["Asia", "Deep"]"#,
            r#"Some("Loose") https://c.example/f false []"#,
        ];
        assert_eq!(rows, expected);
        assert_eq!(found[0].language.as_deref(), Some("en"));
    }

    #[test]
    fn what_is_no_opml_is_none_and_a_cut_one_gives_what_it_has() {
        assert_eq!(read("<rss><outline xmlUrl=\"https://a.example/\"/></rss>"), None);
        assert_eq!(read("{}"), None);
        assert_eq!(read(""), None);
        let cut = read("<opml><outline xmlUrl=\"https://a.example/\"><outline xmlUrl=\"ht");
        assert_eq!(cut.unwrap()[0].url, "https://a.example/");
        let deep = format!("<opml>{}", "<outline text=\"x\">".repeat(100_000));
        assert_eq!(read(&deep), Some(vec![]));
    }
}
