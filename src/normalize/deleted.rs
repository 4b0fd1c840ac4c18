//! Entries that a source says are gone.

use crate::model::date::DateHints;
use crate::model::item::Key;
use crate::model::raw::RawDeleted;
use crate::model::source::SourceId;
use crate::model::tombstone::Withdrawal;

use super::{identity, text};

/// What leads to the item that is gone; `None` when nothing does.
#[must_use]
pub fn withdrawal(raw: &RawDeleted, source: &SourceId) -> Option<Withdrawal> {
    let guid = identity::guid(Some(&raw.guid))?;
    let global = identity::global(&guid, identity::address(&guid).as_ref()).map(Key::GlobalGuid);
    let own = Key::Guid(source.clone(), identity::bounded(&guid));
    let date = |text: &str| crate::model::date::parse(text, &DateHints::default());
    Some(Withdrawal {
        keys: std::iter::once(own).chain(global).collect(),
        at: raw.when.as_deref().and_then(date).map(|date| date.at),
        note: raw.comment.as_deref().and_then(|comment| text::line(comment, text::LINE)),
        is_of_page: false,
    })
}
