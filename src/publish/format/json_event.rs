//! What takes place, as JSON.

use serde::Serialize;

use crate::model::date::When;
use crate::model::event::Event;
use crate::publish::clean;

/// An event. Its times keep their zone; one without a zone is by the clocks of the place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct JsonEvent {
    /// `2026-05-04T09:00:00+02:00`; a day alone is the whole day.
    pub begins: String,
    /// The same; a day is the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<String>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// It was called off.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
}

impl JsonEvent {
    pub(super) fn new(event: &Event) -> Self {
        Self {
            begins: event.begins.written(),
            ends: event.ends.map(When::written),
            place: event.place.as_deref().and_then(clean::line),
            cancelled: event.cancelled,
        }
    }
}
