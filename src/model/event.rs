//! What takes place: when and where. None of it is a date of publication.

use serde::{Deserialize, Serialize};

use crate::model::date::When;
use crate::model::extension::Extension;

/// RSS's event module: the vocabulary that we say events in where their source has none of its own.
const MODULE: &str = "http://purl.org/rss/1.0/modules/event/";

/// Vocabularies of events in feeds: what they call beginning, end, place and state, and whether a
/// day as end is the one after the last (RFC 5545 §3.6.1).
const VOCABULARIES: [(&str, [&str; 4], bool); 3] = [
    (MODULE, ["startdate", "enddate", "location", "status"], false),
    ("urn:ietf:params:xml:ns:xcal", ["dtstart", "dtend", "location", "status"], true),
    ("urn:ietf:params:xml:ns:icalendar-2.0", ["dtstart", "dtend", "location", "status"], true),
];

/// An event as its source tells of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RawEvent {
    /// When it begins, as text.
    pub begins: String,
    /// When it ends, as text.
    pub ends: Option<String>,
    /// A day as end is the one after the last.
    pub ends_before: bool,
    /// Where it is.
    pub place: Option<String>,
    /// Whether it takes place, as text.
    pub status: Option<String>,
}

impl RawEvent {
    /// What an item of a feed carries along of an event.
    #[must_use]
    pub fn carried(extensions: &[Extension]) -> Option<Self> {
        VOCABULARIES.iter().find_map(|(namespace, [begins, ends, place, status], ends_before)| {
            let stated = |name: &str| {
                let own = extensions.iter().filter(|one| one.namespace == *namespace);
                let mut named = own.filter(|one| one.name.eq_ignore_ascii_case(name));
                named.find_map(said)
            };
            Some(Self {
                begins: stated(begins)?,
                ends: stated(ends),
                ends_before: *ends_before,
                place: stated(place),
                status: stated(status),
            })
        })
    }
}

/// The text of an element, or the first in it: xCal of RFC 6321 has `<date>` and `<text>`.
fn said(element: &Extension) -> Option<String> {
    element.family().into_iter().find_map(|inner| inner.text.clone())
}

/// When and where something takes place, checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When it begins.
    pub begins: When,
    /// When it ends, never before it begins; a day is the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<When>,
    /// Where it is, in a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// It was called off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
}

impl Event {
    /// In the words of RSS's event module.
    #[must_use]
    pub fn told(&self) -> Vec<Extension> {
        let said = |name: &str, text: String| Extension {
            namespace: MODULE.to_owned(),
            prefix: "ev".to_owned(),
            name: name.to_owned(),
            text: Some(text),
            ..Extension::default()
        };
        let begins = said("startdate", self.begins.written());
        let ends = self.ends.map(|ends| said("enddate", ends.written()));
        let place = self.place.clone().map(|place| said("location", place));
        std::iter::once(begins).chain(ends).chain(place).collect()
    }
}
