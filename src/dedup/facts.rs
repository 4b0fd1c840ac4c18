//! What an item refers to: the pages that its text links to, the names and numbers in it. Two who
//! tell one story in words of their own still name the same things.

use std::collections::BTreeSet;

use url::Url;

use super::title::Title;
use super::words::Named;
use crate::model::item::Item;
use crate::model::url::CanonicalUrl;

/// How much HTML is searched for links, in bytes, and how many are compared.
const HTML: usize = 16 * 1024;
const LINKS: usize = 16;

/// A text that names fewer things says too little to agree with another or not.
const FEWEST: usize = 3;

/// What an item refers to, as it is compared.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// Pages, without the item's own.
    links: BTreeSet<String>,
    /// Names, and numbers among them.
    names: BTreeSet<String>,
    numbers: BTreeSet<String>,
}

/// How the links of two items stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Links {
    /// Nothing follows.
    Unknown,
    /// Both link to a page that is neither's.
    Shared,
    /// One links to the page of the other.
    Pointed,
}

/// Whether two texts name the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agreement {
    /// One of them names next to nothing.
    Unknown,
    /// Nearly all that the one names, the other does.
    Same,
    /// Some of it.
    Some,
    /// Nothing at all.
    None,
}

impl Facts {
    /// Of an item with what its texts name. What the title says is compared with the title.
    pub(super) fn new(item: &Item, named: Vec<Named>, title: &Title) -> Self {
        let mut facts = Self { links: links(item), ..Self::default() };
        for Named { word, is_number } in named {
            if title.words.iter().all(|told| told.text != word) {
                facts.numbers.extend(is_number.then(|| word.clone()));
                facts.names.insert(word);
            }
        }
        facts
    }

    /// `page` and `other_page` are their own pages, as addresses are compared.
    pub(super) fn links_to(
        &self,
        page: Option<&String>,
        other: &Self,
        other_page: Option<&String>,
    ) -> Links {
        let points =
            |from: &Self, to: Option<&String>| to.is_some_and(|to| from.links.contains(to));
        if page != other_page && (points(self, other_page) || points(other, page)) {
            Links::Pointed
        } else if self.links.is_disjoint(&other.links) {
            Links::Unknown
        } else {
            Links::Shared
        }
    }

    pub(super) fn names_of(&self, other: &Self) -> Agreement {
        let fewer = self.names.len().min(other.names.len());
        match self.names.intersection(&other.names).count() {
            _ if fewer < FEWEST => Agreement::Unknown,
            0 => Agreement::None,
            shared if shared * 4 >= fewer * 3 => Agreement::Same,
            _ => Agreement::Some,
        }
    }

    /// Each has a number that the other lacks: not just a text that was cut.
    pub(super) fn has_other_numbers(&self, other: &Self) -> bool {
        !self.numbers.is_subset(&other.numbers) && !other.numbers.is_subset(&self.numbers)
    }
}

/// The pages that an item refers to: what it is about, and what its text links to.
fn links(item: &Item) -> BTreeSet<String> {
    let html = item.content.as_ref().map_or("", |html| html.as_str());
    let html = &html[..html.floor_char_boundary(HTML)];
    let in_text = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let in_text = in_text.take(LINKS).filter_map(|link| link.replace("&amp;", "&").parse().ok());
    let pages = item.external_url.iter().cloned().chain(in_text).filter_map(page);
    let own = item.url.as_ref().map(CanonicalUrl::key);
    pages.filter(|page| Some(page) != own.as_ref()).collect()
}

/// A page as addresses are compared; a site's front page is linked from everywhere.
fn page(url: Url) -> Option<String> {
    let is_page = url.path() != "/" || url.query().is_some();
    is_page.then(|| CanonicalUrl::new(url).ok().map(|url| url.key())).flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::dedup::words::words_and_names;

    fn facts(text: &str, html: &str) -> Facts {
        let item = json!({ "keys": [], "url": "https://a.example/own", "content": html });
        let item: Item = serde_json::from_value(item).unwrap();
        Facts::new(&item, words_and_names(text, 80).1, &Title::new("Rice in Kandy"))
    }

    #[test]
    fn names_and_numbers_are_told_from_other_words() {
        #[track_caller]
        fn check(text: &str, expected: &[&str]) {
            let names = facts(text, "").names;
            assert_eq!(names.iter().map(String::as_str).collect::<Vec<_>>(), expected, "{text}");
        }
        check("The mill of Galle has 412 members. They met Perera.", &["412", "galle", "perera"]);
        check("In Kandy rice is cheap.", &[]);
        check("ILO and ICA met. FAO came.", &["fao", "ica", "ilo"]);
        check("合作社在雅加達開會", &[]);
        check("THE MILL OF GALLE HAS MEMBERS", &[]);
    }

    #[test]
    fn links_lead_to_other_pages() {
        let html = "<p><a href=\"https://www.b.example/report?x=1&amp;y=2\">r</a> \
                    <a href=\"https://a.example/own#top\">here</a> <a href=\"https://c.example/\">c</a></p>";
        let links = facts("", html).links;
        assert_eq!(links.into_iter().collect::<Vec<_>>(), ["b.example/report?x=1&y=2"]);
    }

    #[test]
    fn other_numbers_are_no_cut_text() {
        #[track_caller]
        fn check(one: &str, other: &str, expected: bool) {
            assert_eq!(facts(one, "").has_other_numbers(&facts(other, "")), expected);
        }
        check("It has 12 boats and 9 nets", "It has 12 boats", false);
        check("It has 12 boats", "It has boats", false);
        check("It has 12 boats", "It has 14 boats", true);
    }
}
