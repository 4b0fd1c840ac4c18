//! How it is with the sources and with what is published: for operators, and for whoever wants to
//! know.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use url::Url;

use crate::model::edition::Site;
use crate::model::look::Look;
use crate::model::source::SourceId;

/// What something is the matter with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A source.
    Source(SourceId),
    /// A published file, by its path.
    File(String),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(id) => write!(f, "{id}"),
            Self::File(path) => write!(f, "{path}"),
        }
    }
}

/// Something that is the matter now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// With what.
    pub subject: Subject,
    /// Stable, kebab-case.
    pub code: String,
    /// In words.
    pub came: String,
}

/// A time in which something was the matter: a file that the gate refused, or a source that failed
/// again and again. What falls out of a source's ways is an
/// [`Incident`](crate::model::drift::Incident). At most one of each subject is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Its number.
    pub id: i64,
    /// What it began with.
    pub found: Found,
    /// When it began.
    pub opened: DateTime<Utc>,
    /// When it was over.
    pub closed: Option<DateTime<Utc>>,
}

/// What a source did on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCount {
    /// The day, in UTC.
    pub day: NaiveDate,
    /// How often it answered well.
    pub fine: u32,
    /// How often it failed.
    pub failed: u32,
    /// How many items it brought.
    pub added: u32,
}

/// What a pass says of the health of everything.
#[derive(Debug, Clone)]
pub struct HealthNote {
    /// When the pass began.
    pub at: DateTime<Utc>,
    /// What is the matter after it; whatever else was open is over.
    pub found: Vec<Found>,
    /// What the sources did that were asked.
    pub days: Vec<(SourceId, DayCount)>,
}

/// An incident or a trouble, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What it goes by in `sangam incidents`.
    pub name: String,
    /// What it is about.
    pub subject: Subject,
    /// What that is called.
    pub title: String,
    /// Stable, kebab-case.
    pub code: String,
    /// What was expected.
    pub expected: Option<String>,
    /// What came.
    pub came: String,
    /// What an operator can do.
    pub advice: String,
    /// When it began.
    pub opened: DateTime<Utc>,
    /// When it was over.
    pub closed: Option<DateTime<Utc>>,
}

impl Case {
    /// What it is, in a few words.
    #[must_use]
    pub fn words(&self) -> &str {
        match self.code.as_str() {
            "layout-changed" => "its page changed its layout",
            "fields-lost" => "fields are missing that its items had",
            "list-empty" => "its list is empty",
            "challenge-page" => "it asks whether one is a human",
            "login-page" => "it asks who one is",
            "soft-404" => "it says that there is no such page",
            "flood" => "a flood of items that are not new",
            "site-quiet" => "it has been silent for unusually long",
            "refused-by-gate" => "a file was not published",
            "status-410" => "it says that it is gone for good",
            _ => "it fails again and again",
        }
    }
}

/// Something that happened: a case began, or was over.
#[derive(Debug, Clone, Copy)]
pub struct Event<'h> {
    /// Of what.
    pub case: &'h Case,
    /// It was over.
    pub is_over: bool,
}

impl Event<'_> {
    /// When.
    #[must_use]
    pub fn at(&self) -> DateTime<Utc> {
        self.case.closed.filter(|_| self.is_over).unwrap_or(self.case.opened)
    }

    /// The same for one event, and for no other.
    #[must_use]
    pub fn key(&self) -> String {
        let Case { name, code, opened, .. } = self.case;
        let phase = if self.is_over { "over" } else { code };
        format!("{name}:{}:{phase}", opened.timestamp_millis())
    }

    /// In a few words.
    #[must_use]
    pub fn title(&self) -> String {
        let (title, words) = (&self.case.title, self.case.words());
        if self.is_over { format!("{title}: over ({words})") } else { format!("{title}: {words}") }
    }
}

/// The condition of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// As it should be.
    Ok,
    /// It failed several times in a row.
    Failing,
    /// It is out of its ways.
    Incident,
    /// It said that it is gone for good.
    Gone,
    /// It was never asked.
    New,
    /// It is not asked any more.
    Disabled,
}

impl Condition {
    /// Stable, kebab-case.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failing => "failing",
            Self::Incident => "incident",
            Self::Gone => "gone",
            Self::New => "new",
            Self::Disabled => "disabled",
        }
    }
}

/// A source, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceHealth {
    /// Which.
    pub id: SourceId,
    /// Its name.
    pub title: String,
    /// Its address, as it may be shown.
    pub url: String,
    /// How it is.
    pub condition: Condition,
}

/// What is known at the moment: for a server that is asked, never for a file.
#[derive(Debug, Clone)]
pub struct Live {
    /// The moment.
    pub at: DateTime<Utc>,
    /// Of each source.
    pub sources: BTreeMap<SourceId, LiveSource>,
}

/// What is known of a source at the moment.
#[derive(Debug, Clone, Default)]
pub struct LiveSource {
    /// When it last answered well.
    pub last_success: Option<DateTime<Utc>>,
    /// When it is asked next.
    pub next_due: Option<DateTime<Utc>>,
    /// Items that its last good reading gave.
    pub items: u32,
    /// Failures since it last answered well.
    pub failures: u32,
}

/// What the sources did, day by day.
#[derive(Debug, Clone, Default)]
pub struct Days {
    /// Of each source, the oldest first.
    pub of: BTreeMap<SourceId, Vec<DayCount>>,
    /// The day that charts end with; none where nothing ever happened.
    pub end: Option<NaiveDate>,
}

/// The health of everything.
#[derive(Debug, Clone)]
pub struct Health {
    /// Whose.
    pub site: Site,
    /// How its page looks.
    pub look: Arc<Look>,
    /// WebSub hub.
    pub hub: Option<Url>,
    /// In the order of the configuration.
    pub sources: Vec<SourceHealth>,
    /// Incidents and troubles, the latest first.
    pub cases: Vec<Case>,
    /// What the sources did, day by day.
    pub days: Days,
    /// What only a server tells.
    pub live: Option<Live>,
}

/// How many events the feed tells; as many as a reader can miss.
const EVENTS: usize = 100;

impl Health {
    /// What happened, the latest first.
    #[must_use]
    pub fn events(&self) -> Vec<Event<'_>> {
        let of = |case| {
            let over = Event { case, is_over: true };
            let began = Event { case, is_over: false };
            [Some(over).filter(|_| case.closed.is_some()), Some(began)]
        };
        let mut events: Vec<_> = self.cases.iter().flat_map(of).flatten().collect();
        events.sort_by_key(|event| (std::cmp::Reverse(event.at()), event.key()));
        events.truncate(EVENTS);
        events
    }
}
