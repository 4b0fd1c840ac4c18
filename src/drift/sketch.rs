//! A reading in a few numbers: what judging looks at.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Datelike, Utc};

use crate::model::date::Published;
use crate::model::hash::Hash;
use crate::model::item::Item;
use crate::model::query::{fold, fold_words};
use crate::model::raw::RawItem;

/// A field whose absence is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Title.
    Title,
    /// Link or guid.
    Link,
    /// Date of publication or of change.
    Date,
    /// Summary or full text.
    Text,
    /// What sort of thing it is.
    Kind,
    /// Picture.
    Image,
}

impl Field {
    /// All of them; a field's place here is its place wherever fields are counted.
    pub const ALL: [Self; 6] =
        [Self::Title, Self::Link, Self::Date, Self::Text, Self::Kind, Self::Image];

    /// Its name in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Link => "link",
            Self::Date => "date",
            Self::Text => "text",
            Self::Kind => "kind",
            Self::Image => "picture",
        }
    }
}

/// The short form of an address or title: enough to see it again.
pub(super) type Mark = u64;

/// One item of a reading.
#[derive(Debug, Clone)]
pub struct Trace {
    /// The raw item that this is of.
    pub raw_hash: Hash,
    /// Marks of its guid and its link as they are written.
    pub(super) addresses: [Option<Mark>; 2],
    /// Mark of its title.
    pub(super) title: Option<Mark>,
    /// Mark of the words of its title: "Forum (12)" counts on, and is still the same.
    pub(super) words: Option<Mark>,
    /// Which fields it has.
    pub(super) filled: [bool; 6],
    /// Its date, where it was read. Of an item that is the same as last time it is not.
    pub(super) date: Option<Published>,
    /// The day of its publication, in days since year 1. An age ("3 days ago") states none.
    pub(super) day: Option<i32>,
    is_age: bool,
    /// The ledger knows it as an item of this source.
    pub is_known: bool,
    /// It is the next of a series: that an item was called so makes it no known one.
    pub recurs: bool,
}

impl Trace {
    /// Of a raw item that is known from last time: what it has is as it was then.
    #[must_use]
    pub fn of(raw: &RawItem, raw_hash: Hash) -> Self {
        let title = raw.title.as_ref().map(|title| title.value.as_str());
        let has_text = raw.summary.is_some() || raw.content.is_some();
        Self {
            raw_hash,
            addresses: [raw.guid.as_deref(), raw.link.as_deref()].map(|text| text.and_then(mark)),
            title: title.and_then(|title| mark(&fold_words(title))),
            words: title.and_then(words),
            filled: [
                title.is_some(),
                raw.link.is_some() || raw.guid.is_some(),
                raw.published.is_some() || raw.updated.is_some(),
                has_text,
                raw.kind.is_some(),
                raw.image.is_some(),
            ],
            date: None,
            day: None,
            is_age: raw.published_is_age,
            is_known: false,
            recurs: false,
        }
    }

    /// The moment of its date, in seconds.
    pub(super) fn moment(&self) -> Option<i64> {
        self.date.map(|date| date.at.timestamp())
    }

    /// Takes in what became of the raw item: a date that cannot be read is none.
    pub fn take_in(&mut self, item: &Item) {
        self.date = item.published.or_else(|| item.modified.map(Published::moment));
        let day = item.published.map(|date| date.at.date_naive().num_days_from_ce());
        self.day = day.filter(|_| !self.is_age);
        self.filled = [
            item.title.is_some(),
            item.url.is_some() || item.guid.is_some(),
            self.date.is_some(),
            item.summary.is_some() || item.content.is_some(),
            item.kind.is_some(),
            item.image.is_some(),
        ];
    }
}

/// A reading in a few numbers.
#[derive(Debug, Clone, Default)]
pub struct Sketch {
    /// It is a page, read as a list.
    pub is_listing: bool,
    /// It is a part of the document: what is new since the last one (RFC 3229).
    pub is_part: bool,
    /// The language that the document says it is in.
    pub language: Option<String>,
    /// Where on the page the items stood.
    pub block: Option<String>,
    /// Items in the order of the document, page after page.
    pub traces: Vec<Trace>,
    /// How many of them stood in the first document. Those behind are read only when there is
    /// news, so that their number says nothing.
    pub first: usize,
}

impl Sketch {
    /// The items of the first document.
    pub(super) fn first(&self) -> &[Trace] {
        &self.traces[..self.first.min(self.traces.len())]
    }

    /// How many items of the first document have a field, as a share.
    pub(super) fn share(&self, field: Field) -> f32 {
        let has = |trace: &&Trace| trace.filled[field as usize];
        share(self.first().iter().filter(has).count(), self.first().len())
    }

    /// The latest date that was read.
    pub(super) fn newest(&self) -> Option<DateTime<Utc>> {
        self.traces.iter().filter_map(|trace| trace.date).map(|date| date.at).max()
    }
}

/// A part of a whole; of nothing, none.
pub(super) fn share(part: usize, whole: usize) -> f32 {
    let number = |count: usize| f32::from(u16::try_from(count).unwrap_or(u16::MAX));
    if whole == 0 { 0.0 } else { number(part) / number(whole) }
}

/// The mark of a text, without regard to case and white space; of nothing, none.
fn mark(text: &str) -> Option<Mark> {
    let words: Vec<_> = text.split_whitespace().collect();
    let hash = Hash::of(fold(&words.join(" ")).as_bytes());
    let (first, _) = hash.0.split_at(8);
    let first = first.try_into().map(u64::from_be_bytes).ok();
    first.filter(|_| !words.is_empty())
}

/// The mark of the words in a text, without numbers and signs.
fn words(text: &str) -> Option<Mark> {
    mark(&text.replace(|letter: char| !letter.is_alphabetic(), " "))
}

/// Marks that one item alone has: "Newsletter" says nothing where half of the list is called so.
pub(super) fn telling(marks: impl Iterator<Item = Option<Mark>>) -> HashSet<Mark> {
    let mut times: HashMap<Mark, u32> = HashMap::new();
    for mark in marks.flatten() {
        *times.entry(mark).or_default() += 1;
    }
    times.into_iter().filter(|(_, times)| *times == 1).map(|(mark, _)| mark).collect()
}
