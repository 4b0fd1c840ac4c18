//! What is learnt of a source over time: how often it changes, how often it wants to be asked, and
//! where it went.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::model::push::Pushing;

/// What is learnt of a source over time. It is stored as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Habits {
    /// When it last gave something else than the time before.
    pub changed: Option<DateTime<Utc>>,
    /// When it last sent its whole document.
    pub whole: Option<DateTime<Utc>>,
    /// It was caught saying "not modified" of a document that had changed.
    pub is_frozen: bool,
    /// How often its document wants to be asked for.
    pub stated: Stated,
    /// The host that asked to be left alone until [`SourceState::held_until`], where it is not
    /// the source's own.
    ///
    /// [`SourceState::held_until`]: crate::model::source::SourceState::held_until
    pub held_host: Option<String>,
    /// How far its further pages were read.
    pub paging: Paging,
    /// The host that was asked for it last, and from when on it may be asked again, where requests
    /// to it are to be apart.
    pub spaced: Option<Spaced>,
    /// Since when its address answers 404.
    pub missing_since: Option<DateTime<Utc>>,
    /// Its address answered 410: it is not asked again.
    pub is_gone: bool,
    /// Where it is, or seems to be, instead of its configured address.
    pub moved: Moved,
    /// What robots.txt of its servers says.
    pub robots: Vec<Robots>,
    /// Since when passes have been full before it was its turn.
    pub passed_over: Option<DateTime<Utc>>,
    /// Whether it can be pushed, and how that goes.
    pub push: Pushing,
}

/// How far the further pages of a listing were read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Paging {
    /// When they were last read to the end, and not only until one brought nothing new.
    pub read_through: Option<DateTime<Utc>>,
    /// They were read while items may have moved from one to another: the next time all are read.
    pub is_unsettled: bool,
}

/// A host that wants time between two requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spaced {
    /// The host.
    pub host: String,
    /// From when on it may be asked again.
    pub until: DateTime<Utc>,
}

/// Where a source went.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Moved {
    /// The address that permanent redirects led to, fetch after fetch.
    pub seen: Option<Sighting>,
    /// The address that is asked instead of the configured one.
    pub adopted: Option<Adopted>,
    /// The address that the user has refused; it is never adopted.
    pub refused: Option<Url>,
}

/// An address that permanent redirects lead to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// The address.
    pub to: Url,
    /// When they first did.
    pub since: DateTime<Utc>,
    /// How many fetches in a row.
    pub times: u32,
}

/// An address that took the place of the configured one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adopted {
    /// The configured address; when that changes, the adoption ends.
    pub from: String,
    /// The address.
    pub to: Url,
    /// When.
    pub at: DateTime<Utc>,
}

/// How often a document wants to be asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stated {
    /// Minutes between two changes: RSS `ttl`, or `sy:updatePeriod` over `sy:updateFrequency`.
    pub minutes: Option<u32>,
    /// Hours of the day, in UTC, in which it brings nothing: a bit each.
    pub skip_hours: u32,
    /// Days of the week in which it brings nothing, from Monday: a bit each.
    pub skip_days: u8,
}

/// What robots.txt of one server says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Robots {
    /// Scheme, host and port.
    pub origin: String,
    /// How long that counts.
    pub until: DateTime<Utc>,
    /// The rules that are meant for us, in the form of `fetch::robots`.
    pub rules: String,
}
