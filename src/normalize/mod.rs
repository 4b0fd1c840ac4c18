//! Normalizing: from what a source states to our common model.

use url::Url;

use crate::model::date::DateHints;
use crate::model::item::{Item, Rejection};
use crate::model::language::Language;
use crate::model::raw::RawItem;
use crate::model::source::SourceId;

/// What normalizing may know of the source that an item comes from.
#[derive(Debug, Clone)]
pub struct SourceContext {
    /// Its id. Empty context for `parse` and `preview` uses the id `preview`.
    pub id: SourceId,
    /// What relative addresses count from: the document's address.
    pub base: Option<Url>,
    /// Language of items that do not say theirs: the source's, else the document's.
    pub language: Option<Language>,
    /// Tags given to every item.
    pub tags: Vec<String>,
    /// How dates are written.
    pub dates: DateHints,
    /// The rules that apply to it, in order.
    pub rules: Vec<rules::Rule>,
}

pub mod rules;

/// Makes an item of what a source states, or says why it is left out.
pub fn normalize(raw: RawItem, source: &SourceContext) -> Result<Item, Rejection> {
    let _ = (raw, source);
    unimplemented!()
}
