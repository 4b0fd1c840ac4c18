//! What a page tells in data rather than in markup: JSON-LD, and the state that scripts would
//! show (`__NEXT_DATA__`).
//!
//! Items that the page shows are completed from it. Where the page shows none, it is the list.

use std::collections::HashMap;

use scraper::ElementRef;
use serde_json::Value;

use crate::read::listing::node::{Attributes, elements};
use crate::read::listing::page::{Page, without_www};
use crate::read::listing::row::Fields;

mod linked;

mod state;

mod value;

/// Bytes of scripts of a page that are looked at.
const MOST: usize = 8_000_000;

/// Things that are taken out of one page.
const THINGS: usize = 2000;

/// Values that are walked through.
const VALUES: usize = 400_000;

/// Something that data tells of.
#[derive(Debug, Clone, Default)]
pub(super) struct Thing {
    /// What it says.
    pub(super) fields: Fields,
    /// Who wrote it.
    pub(super) authors: Vec<String>,
    /// It stands in a list.
    listed: bool,
}

/// What the data of a page tells of, in its order.
#[derive(Debug, Default)]
pub(super) struct Things {
    all: Vec<Thing>,
    by_address: HashMap<String, usize>,
}

impl Things {
    /// Reads JSON-LD.
    pub(super) fn of(page: &Page) -> Self {
        let mut all = Vec::new();
        for json in scripts(page, |script| kind(script) == "application/ld+json") {
            linked::things(&json, &mut all);
        }
        Self::new(all, page)
    }

    /// Reads the state that scripts would show.
    pub(super) fn of_state(page: &Page) -> Self {
        let mut all = Vec::new();
        for json in scripts(page, |script| {
            kind(script) == "application/json" || script.attribute("id") == Some("__NEXT_DATA__")
        }) {
            let things = state::things(&json);
            if things.len() > all.len() {
                all = things;
            }
        }
        Self::new(all, page)
    }

    fn new(all: Vec<Thing>, page: &Page) -> Self {
        let own = page.url().and_then(|url| key(page, url.as_str()));
        let mut things = Self::default();
        for thing in all.into_iter().take(THINGS) {
            let Some(key) = thing.fields.link.as_deref().and_then(|link| key(page, link)) else {
                continue;
            };
            // The page itself is no item of its list.
            if Some(&key) == own.as_ref() {
                continue;
            }
            if let Some(known) = things.by_address.get(&key).copied() {
                things.all[known].complete_with(thing);
            } else {
                things.by_address.insert(key, things.all.len());
                things.all.push(thing);
            }
        }
        things
    }

    /// Some of it takes place somewhere.
    pub(super) fn tell_events(&self) -> bool {
        self.all.iter().any(|thing| thing.fields.event.is_some())
    }

    /// An item that the page shows, completed with what data tells of it.
    pub(super) fn complete(&self, mut fields: Fields, page: &Page) -> Thing {
        let key = fields.link.as_deref().and_then(|link| key(page, link));
        let told = key.and_then(|key| self.by_address.get(&key)).map(|at| &self.all[*at]);
        let mut authors = Vec::new();
        if let Some(told) = told {
            fields.complete_with(&told.fields);
            authors.clone_from(&told.authors);
        }
        Thing { fields, authors, listed: true }
    }

    /// Those that are a list: in one, or several of a kind that lists are made of.
    pub(super) fn list(self) -> Vec<Thing> {
        let whole = self.all.iter().filter(|thing| thing.fields.is_item()).count();
        let items = self.all.into_iter().filter(|thing| thing.fields.is_item());
        items.filter(|thing| thing.listed || whole > 1).collect()
    }
}

impl Thing {
    fn complete_with(&mut self, other: Self) {
        self.fields.complete_with(&other.fields);
        self.listed |= other.listed;
        if self.authors.is_empty() {
            self.authors = other.authors;
        }
    }
}

/// An address, so that two ways to write it are one.
fn key(page: &Page, link: &str) -> Option<String> {
    let url = page.resolve(link)?;
    let host = without_www(url.host_str()?);
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    Some(format!("{host}{}{query}", url.path().trim_end_matches('/')))
}

fn kind(script: ElementRef<'_>) -> String {
    let kind = script.attribute("type").unwrap_or_default().split(';').next().unwrap_or_default();
    kind.trim().to_ascii_lowercase()
}

/// The scripts of a page that are JSON.
fn scripts(page: &Page, fits: impl Fn(ElementRef<'_>) -> bool) -> Vec<Value> {
    let mut left = MOST;
    let scripts = elements(page.html().tree.root())
        .filter(|element| element.value().name() == "script" && fits(*element));
    let mut found = Vec::new();
    for script in scripts {
        let text: String = script.text().collect();
        if text.len() > left {
            break;
        }
        left -= text.len();
        found.extend(value::parse(&text));
    }
    found
}
