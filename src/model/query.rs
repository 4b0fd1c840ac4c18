//! Which items: the selection behind feeds, `sangam items` and filters.

use chrono::{DateTime, Utc};

use crate::model::language::Language;

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

/// A selection, and how much of it. Newest first: by date; at the same date what was first seen
/// later; then in the order of the source; then by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemQuery {
    /// Which.
    pub selection: Selection,
    /// Not older than this (by `StoredItem::date`).
    pub since: Option<DateTime<Utc>>,
    /// How many at most.
    pub limit: usize,
}
