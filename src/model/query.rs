//! Which items: the selection behind feeds, `sangam items` and filters.

use chrono::{DateTime, Utc};

use crate::model::change::StoredItem;
use crate::model::item::Item;
use crate::model::language::Language;
use crate::model::text::SafeHtml;

/// Which items. Every given condition must hold; of a list, one value is enough; empty means any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Ids of sources; an item counts for every source that has it.
    pub source: Vec<String>,
    /// Kinds, without regard to case.
    pub kind: Vec<String>,
    /// Tags, without regard to case.
    pub tag: Vec<String>,
    /// Languages; `en` selects `en-GB` too.
    pub lang: Vec<Language>,
    /// Words that must all stand in title, summary or text, without regard to case.
    pub text: Option<String>,
}

/// What items can be told apart by at a glance, one value at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// By the source that has them.
    Source,
    /// By their kind.
    Kind,
    /// By a tag.
    Tag,
    /// By their language.
    Language,
}

impl Facet {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Kind, Self::Language, Self::Source, Self::Tag];

    /// The one that has this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.name() == name)
    }

    /// As in `[publish] by` and in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Kind => "kind",
            Self::Tag => "tag",
            Self::Language => "language",
        }
    }

    /// As in the query of an address.
    #[must_use]
    pub fn parameter(self) -> &'static str {
        if self == Self::Language { "lang" } else { self.name() }
    }

    /// The items with one value.
    #[must_use]
    pub fn selection(self, value: &str) -> Selection {
        let only = Selection::default();
        let value_only = || vec![value.to_owned()];
        match self {
            Self::Source => Selection { source: value_only(), ..only },
            Self::Kind => Selection { kind: value_only(), ..only },
            Self::Tag => Selection { tag: value_only(), ..only },
            Self::Language => {
                Selection { lang: Language::new(value).into_iter().collect(), ..only }
            }
        }
    }

    /// The values that an item has.
    #[must_use]
    pub fn values(self, stored: &StoredItem) -> Vec<String> {
        let item = &stored.item;
        match self {
            Self::Source => stored.appearances.iter().map(|one| one.source.to_string()).collect(),
            Self::Kind => item.kind.iter().cloned().collect(),
            Self::Tag => item.tags.clone(),
            Self::Language => {
                item.language.iter().map(|language| language.primary().to_owned()).collect()
            }
        }
    }
}

/// A selection, and how much of it. Newest first: by date; at the same date what was first seen
/// later; then in the order of the source; then by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemQuery {
    /// Which.
    pub selection: Selection,
    /// Of those that this selects too.
    pub within: Selection,
    /// Not older than this (by `StoredItem::date`).
    pub since: Option<DateTime<Utc>>,
    /// How many at most.
    pub limit: usize,
    /// How many are looked at for them at most.
    pub looked_at: usize,
}

impl ItemQuery {
    /// The newest items of a selection.
    #[must_use]
    pub fn newest(selection: Selection, limit: usize) -> Self {
        let within = Selection::default();
        Self { selection, within, since: None, limit, looked_at: usize::MAX }
    }
}

impl Selection {
    /// It selects this item.
    #[must_use]
    pub fn matches(&self, stored: &StoredItem) -> bool {
        let item = &stored.item;
        self.matches_source(stored)
            && (self.kind.is_empty() || item.kind.iter().any(|kind| names(&self.kind, kind)))
            && (self.tag.is_empty() || item.tags.iter().any(|tag| names(&self.tag, tag)))
            && (self.lang.is_empty() || item.language.iter().any(|lang| self.speaks(lang)))
            && self.text.as_deref().is_none_or(|text| has_words(item, text))
    }

    /// The names of the conditions that an item does not meet.
    #[must_use]
    pub fn differs(&self, stored: &StoredItem) -> Vec<&'static str> {
        let all = || self.clone();
        let without = |selection: Self| !selection.matches(stored);
        let only = Self::default();
        let parts = [
            ("source", Self { source: all().source, ..only.clone() }),
            ("kind", Self { kind: all().kind, ..only.clone() }),
            ("tag", Self { tag: all().tag, ..only.clone() }),
            ("lang", Self { lang: all().lang, ..only.clone() }),
            ("text", Self { text: all().text, ..only }),
        ];
        parts.into_iter().filter(|(_, part)| without(part.clone())).map(|(name, _)| name).collect()
    }

    /// It selects items that a source of this one gives.
    #[must_use]
    pub fn matches_source(&self, stored: &StoredItem) -> bool {
        self.source.is_empty()
            || stored.appearances.iter().any(|appearance| {
                self.source.iter().any(|source| source == appearance.source.as_str())
            })
    }

    /// RFC 4647 §3.3.1: a range selects the tags that begin with it, subtag by subtag.
    fn speaks(&self, language: &Language) -> bool {
        self.lang.iter().any(|range| {
            let rest = language.as_str().strip_prefix(range.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        })
    }
}

/// Text as it is compared: without regard to case, in every script that has one. Upper case
/// first, because only that makes `ß` and `ss`, `ς` and `σ` alike.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

/// The words of a title as they are compared: as [`fold`], and without signs, which programs set
/// as they like (`'` and `’`, `-` and `–`). Of one without letters and numbers, all of it.
#[must_use]
pub fn fold_words(title: &str) -> String {
    let folded = fold(title);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words = words.collect::<Vec<_>>().join(" ");
    if words.is_empty() { folded.trim().to_owned() } else { words }
}

fn names(wanted: &[String], value: &str) -> bool {
    let value = fold(value);
    wanted.iter().any(|wanted| fold(wanted) == value)
}

/// Every word stands in title, summary or text. The text is taken out of its HTML only for words
/// that title and summary do not have.
fn has_words(item: &Item, words: &str) -> bool {
    let short = [&item.title, &item.summary].map(|text| fold(text.as_deref().unwrap_or_default()));
    let words = fold(words);
    let lacks = |word: &&str| !short.iter().any(|text| text.contains(*word));
    let missing: Vec<&str> = words.split_whitespace().filter(lacks).collect();
    if missing.is_empty() {
        return true;
    }
    let content = fold(&item.content.as_ref().map(SafeHtml::to_text).unwrap_or_default());
    missing.iter().all(|word| content.contains(word))
}
