//! What was taken down, as RFC 6721 puts it.

use std::collections::BTreeMap;

use atom_syndication::extension::{Extension, ExtensionMap};
use chrono::SecondsFormat;

use crate::model::edition::Edition;
use crate::model::tombstone::{Cause, Tombstone};
use crate::publish::clean;
use crate::publish::format::about;
use crate::publish::shown::ShownSource;

pub(super) const PREFIX: &str = "at";

pub(super) const ELEMENT: &str = "deleted-entry";

/// What a tombstone says of an item that is a part of another, before that one's id.
pub(super) const PART_OF: &str = "part of ";

const NAMESPACE: &str = "http://purl.org/atompub/tombstones/1.0";

/// Prefix with namespace, and the elements; `None` where nothing was taken down.
pub(super) fn entries(edition: &Edition) -> Option<((String, String), ExtensionMap)> {
    let entries: Vec<_> = edition.tombstones.iter().map(|one| entry(edition, one)).collect();
    let elements = BTreeMap::from([(ELEMENT.to_owned(), entries)]);
    let all = BTreeMap::from([(PREFIX.to_owned(), elements)]);
    (!edition.tombstones.is_empty()).then(|| ((PREFIX.to_owned(), NAMESPACE.to_owned()), all))
}

/// Who took it down, and in the source's case why. The operator's reason is theirs.
fn entry(edition: &Edition, tombstone: &Tombstone) -> Extension {
    let note = || tombstone.note.as_deref().and_then(clean::line);
    let (by, comment) = match &tombstone.cause {
        Cause::Hidden => (about::author(edition), None),
        Cause::Retracted(source) => (ShownSource::new(source, &edition.sources).title, note()),
        Cause::Merged(whole) => (about::author(edition), Some(format!("{PART_OF}{whole}"))),
    };
    let when = tombstone.at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let attributes = [("ref", tombstone.id.to_string()), ("when", when)];
    let name = element("name", BTreeMap::new(), Some(by));
    let by = element("at:by", BTreeMap::from([("name".to_owned(), vec![name])]), None);
    let comment = comment.map(|text| element("at:comment", BTreeMap::new(), Some(text)));
    let mut children = BTreeMap::from([("by".to_owned(), vec![by])]);
    children.extend(comment.map(|comment| ("comment".to_owned(), vec![comment])));
    let attrs = attributes.map(|(name, value)| (name.to_owned(), value));
    Extension { attrs: attrs.into(), ..element("at:deleted-entry", children, None) }
}

/// The crate escapes the text of an element; attributes here need none.
fn element(
    name: &str,
    children: BTreeMap<String, Vec<Extension>>,
    value: Option<String>,
) -> Extension {
    Extension { name: name.to_owned(), value, attrs: BTreeMap::new(), children }
}
