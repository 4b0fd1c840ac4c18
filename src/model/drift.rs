//! Drift: what is remembered of a source's ways, and what was noticed when it left them.

use std::mem;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::model::hash::Hash;
use crate::model::source::SourceId;

/// What a fetch looks like beside what its source used to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// As ever.
    Ok,
    /// Nothing new for much longer than ever before.
    SiteQuiet,
    /// A list with nothing in it.
    ListEmpty,
    /// Something else stands where the items were, or they stand elsewhere.
    LayoutChanged,
    /// A field that nearly all items had is gone.
    FieldsLost,
    /// A page that asks whether one is a human.
    ChallengePage,
    /// A page that asks who one is.
    LoginPage,
    /// A page that says that there is no such page, with status 200.
    Soft404,
    /// Many items at once that are new by their addresses only.
    Flood,
    /// Its address has answered 404 for weeks.
    Missing,
}

impl Verdict {
    /// All that are about something.
    pub const TROUBLE: [Self; 9] = [
        Self::SiteQuiet,
        Self::ListEmpty,
        Self::LayoutChanged,
        Self::FieldsLost,
        Self::ChallengePage,
        Self::LoginPage,
        Self::Soft404,
        Self::Flood,
        Self::Missing,
    ];

    /// Stable, kebab-case.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::SiteQuiet => "site-quiet",
            Self::ListEmpty => "list-empty",
            Self::LayoutChanged => "layout-changed",
            Self::FieldsLost => "fields-lost",
            Self::ChallengePage => "challenge-page",
            Self::LoginPage => "login-page",
            Self::Soft404 => "soft-404",
            Self::Flood => "flood",
            Self::Missing => "missing",
        }
    }

    /// All of a reading is held back for it.
    #[must_use]
    pub fn holds_all(self) -> bool {
        !matches!(self, Self::Ok | Self::SiteQuiet | Self::Flood)
    }

    /// The trouble that a code names.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::TROUBLE.into_iter().find(|verdict| verdict.code() == code)
    }
}

impl Serialize for Verdict {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// Selectors by their names in `[source.listing]`.
pub type Selectors = Vec<(String, String)>;

/// What is remembered of a source's ways.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ways {
    /// Hash of the settings that say where its items stand. Under other settings the rest of this
    /// counts for nothing.
    pub layout: Option<Hash>,
    /// What it used to give, in the form of `drift`; a form that is not understood is none.
    pub baseline: String,
    /// Selectors that are used instead of those in the configuration, because a repair found them.
    pub healed: Selectors,
    /// Those that were used before, the latest first; none at all are those of the configuration.
    pub earlier: Vec<Selectors>,
}

/// How many layouts of one source are remembered beside the one that it has.
const LAYOUTS: usize = 3;

impl Ways {
    /// Has the items read with other selectors from now on. Some sites show two layouts in turn.
    pub fn adopt(&mut self, selectors: Selectors) {
        if self.healed == selectors {
            return;
        }
        self.earlier.retain(|one| *one != selectors);
        self.earlier.insert(0, mem::replace(&mut self.healed, selectors));
        self.earlier.truncate(LAYOUTS);
    }
}

/// A page as it was seen, to be looked at by a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenPage {
    /// Its `Content-Type`, as the server sent it.
    pub content_type: Option<String>,
    /// Its bytes, or so many of them as are kept.
    pub body: Vec<u8>,
}

/// Something that fell out of a source's ways: what an incident is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspicion {
    /// What it is.
    pub verdict: Verdict,
    /// What was expected, in words.
    pub expected: String,
    /// What came, in words.
    pub came: String,
    /// Selectors that would find the items again, where there are such.
    pub selectors: Selectors,
    /// Something came that an operator could say is right.
    pub can_be_accepted: bool,
    /// The page.
    pub page: Option<SeenPage>,
}

/// What one fetch means for the incidents of its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sighting {
    /// An incident is opened, or goes on.
    Suspicious(Suspicion),
    /// The trouble was mended at once: an incident that is over, for the record.
    Repaired(Suspicion),
    /// Whatever was open is over.
    Over,
}

/// What a refresh changes in what is remembered of a source's ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noticed {
    /// Its ways from now on.
    pub ways: Ways,
    /// What that means for its incidents; `None`: nothing.
    pub sighting: Option<Sighting>,
}

/// A time in which a source was out of its ways. At most one of each source is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Incident {
    /// Its number.
    pub id: i64,
    /// The source.
    pub source: SourceId,
    /// What it is; of several in a row the last.
    #[serde(rename = "code")]
    pub verdict: Verdict,
    /// When it was first seen.
    pub opened: DateTime<Utc>,
    /// When it was last seen.
    pub last_seen: DateTime<Utc>,
    /// When it was over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<DateTime<Utc>>,
    /// Something came that an operator could say is right.
    pub can_be_accepted: bool,
    /// What came is right from now on, says the operator; the next fetch ends it.
    pub accepted: bool,
    /// What was expected.
    pub expected: String,
    /// What came.
    pub came: String,
    /// Selectors that find the items again: in use where a repair was applied, else a proposal.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_map")]
    pub selectors: Selectors,
    /// How large the page was that is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_bytes: Option<u64>,
}

impl Incident {
    /// It is not over.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }
}

fn as_map<S: serde::Serializer>(selectors: &Selectors, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(selectors.iter().map(|(name, css)| (name, css)))
}
