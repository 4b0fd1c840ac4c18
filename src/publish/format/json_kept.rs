//! What a feed tells beside its items, as JSON, so that a store that was lost can be made anew.

use serde::Serialize;

use crate::model::kept::{Apart, Identity, Kept, KeyHash};
use crate::model::source::SourceId;
use crate::model::tombstone::{Cause, Tombstone};
use crate::publish::clean;
use crate::publish::format::json_item::{JsonTombstone, rfc3339};

/// An item that was taken down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JsonTakenDown {
    /// Its id.
    pub id: String,
    /// Why. The operator's reason is theirs.
    #[serde(flatten)]
    pub why: JsonTombstone,
    /// What it is recognised by when it comes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<JsonIdentity>,
}

impl JsonTakenDown {
    pub(super) fn new(tombstone: &Tombstone, kept: &Kept) -> Self {
        let is_told = matches!(tombstone.cause, Cause::Retracted(_));
        let reason = tombstone.note.as_deref().filter(|_| is_told).and_then(clean::line);
        let why = JsonTombstone { reason, ..tombstone.into() };
        let identity = kept.identities.get(&tombstone.id).map(Into::into);
        Self { id: tombstone.id.to_string(), why, identity }
    }
}

/// What an item that is not shown is recognised by: hashes, which tell nothing to who does not
/// know the item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JsonIdentity {
    /// Id of the source that it was shown as coming from.
    pub source: String,
    /// Where it stood.
    pub date: String,
    /// The hash of what a dated one is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The hashes of what leads to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
}

impl From<&Identity> for JsonIdentity {
    fn from(identity: &Identity) -> Self {
        Self {
            source: identity.source.to_string(),
            date: rfc3339(identity.date),
            name: identity.name.map(|name| KeyHash(name).to_string()),
            keys: identity.keys.iter().map(ToString::to_string).collect(),
        }
    }
}

/// Two items that a person said are not one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JsonApart {
    /// Id of the item that a version was taken out of.
    pub whole: String,
    /// Id of the item that the version became.
    pub part: String,
    /// When.
    pub at: String,
    /// Sources whose versions are never the first.
    pub not_whole: Vec<String>,
    /// Sources whose versions are never the second.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_part: Vec<String>,
}

impl From<&Apart> for JsonApart {
    fn from(apart: &Apart) -> Self {
        let ids = |sources: &[SourceId]| sources.iter().map(ToString::to_string).collect();
        Self {
            whole: apart.whole.to_string(),
            part: apart.part.to_string(),
            at: rfc3339(apart.at),
            not_whole: ids(&apart.not_whole),
            not_part: ids(&apart.not_part),
        }
    }
}
