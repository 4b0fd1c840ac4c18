//! A source: where items come from, and what is remembered of it between two passes.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::model::habits::Habits;
use crate::model::hash::Hash;
use crate::model::language::Language;

/// The name of a source: `[[source]] id`. ASCII letters, digits, `-` and `_`; starts with a
/// letter or digit; at most 64 bytes. Safe in paths, addresses and XML as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SourceId(Arc<str>);

/// A source id has a character that it may not have, or no or too many of them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no id: use letters, digits, \"-\" and \"_\", 64 at most, the first no sign")]
pub struct InvalidId(pub String);

impl SourceId {
    /// Checks and takes an id.
    pub fn new(id: &str) -> Result<Self, InvalidId> {
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let starts_well = id.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric);
        if starts_well && id.len() <= 64 && id.bytes().all(legal) {
            Ok(Self(id.into()))
        } else {
            Err(InvalidId(id.to_owned()))
        }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for SourceId {
    type Error = InvalidId;

    fn try_from(id: String) -> Result<Self, InvalidId> {
        Self::new(&id)
    }
}

impl From<SourceId> for String {
    fn from(id: SourceId) -> Self {
        id.0.as_ref().to_owned()
    }
}

/// What a source is said to serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SourceKind {
    /// Whatever comes: a feed where the document is one, else a listing.
    #[default]
    Auto,
    /// A feed; anything else is an error.
    Feed,
    /// An HTML page with a list of items.
    Listing,
}

/// One `[[source]]`, checked: what every stage may want to know of it.
///
/// How it is read (selectors) and sifted (rules) stands beside it, in the option types of those
/// stages.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name in configuration, store, reports and filters.
    pub id: SourceId,
    /// Its name for people.
    pub title: String,
    /// Where it is fetched. It may hold a secret (`?key=${TOKEN}`): never shown.
    pub url: Url,
    /// Its address in messages, reports, feeds and the store: as the configuration writes it, with
    /// `${TOKEN}` left as it stands there.
    pub shown: Url,
    /// What it is said to serve.
    pub kind: SourceKind,
    /// Language of items that do not say theirs.
    pub language: Option<Language>,
    /// Tags given to every item.
    pub tags: Vec<String>,
    /// Least time between two fetches.
    pub interval: TimeDelta,
    /// Longest time between two fetches of a source that answers: what seldom changes is asked
    /// less.
    pub max_interval: TimeDelta,
    /// The user said how often, so that the limits for those who did not are lifted.
    pub is_interval_set: bool,
    /// Further request headers, sent to the origin of `url` only.
    pub headers: Vec<(String, String)>,
    /// Not fetched when false; its items stay.
    pub enabled: bool,
}

impl Source {
    /// A message about the source without what its address keeps secret.
    #[must_use]
    pub fn redact(&self, message: &str) -> String {
        if self.url == self.shown {
            return message.to_owned();
        }
        let redacted = message.replace(self.url.as_str(), self.shown.as_str());
        // A redirect repeats parts of the address, and so does a page about itself.
        let (path, query) = (self.url.path(), self.url.query().unwrap_or_default());
        let hidden =
            [(path, path != self.shown.path()), (query, self.url.query() != self.shown.query())];
        let hidden = hidden.into_iter().filter(|(part, is_secret)| *is_secret && part.len() > 1);
        let redacted = hidden.fold(redacted, |text, (part, _)| text.replace(part, "…"));
        without(&redacted, self.secrets().iter().map(String::as_str))
    }

    /// Whether an address may be told to others: it repeats nothing that the source's own keeps
    /// secret.
    #[must_use]
    pub fn may_tell(&self, url: &Url) -> bool {
        let meant = percent_decode_str(url.as_str()).decode_utf8_lossy();
        let is_clear = |text: &str| self.redact(text) == text;
        self.url == self.shown || (is_clear(url.as_str()) && is_clear(&meant))
    }

    /// The steps of the path and the values of the query that are not shown, as they stand there
    /// and as they are meant. Of an address of which nothing is shown, the values.
    fn secrets(&self) -> Vec<String> {
        let (url, shown) = (&self.url, &self.shown);
        // Of a program, its words.
        let ends = if url.has_host() { ['/', '/', '/'] } else { [' ', '\'', '"'] };
        let steps =
            |url: &Url| -> Vec<String> { url.path().split(ends).map(str::to_owned).collect() };
        let values = |url: &Url| -> Vec<String> {
            let pairs = url.query().unwrap_or_default().split('&');
            pairs.map(|pair| pair.split_once('=').map_or(pair, |(_, value)| value).into()).collect()
        };
        let but = |all: Vec<String>, shown: Vec<String>| {
            all.into_iter().filter(move |part| !shown.contains(part))
        };
        let is_partly_shown = url.host() == shown.host();
        let hidden = but(steps(url), steps(shown)).filter(|_| is_partly_shown);
        let hidden: Vec<_> = hidden.chain(but(values(url), values(shown))).collect();
        let meant = hidden.iter().map(|part| percent_decode_str(part).decode_utf8_lossy().into());
        let meant: Vec<String> = meant.collect();
        hidden.into_iter().chain(meant).collect()
    }
}

/// A text without some secrets. What is shorter than four letters stands in any text.
pub fn without<'s>(text: &str, secrets: impl Iterator<Item = &'s str>) -> String {
    let mut secrets: Vec<_> = secrets.filter(|secret| secret.chars().count() >= 4).collect();
    // One that holds another goes first, or its rest would stay.
    secrets.sort_unstable_by_key(|secret| (std::cmp::Reverse(secret.len()), *secret));
    secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, "…"))
}

/// `ETag` and `Last-Modified` of one answer, byte for byte as the server sent them (RFC 9110
/// §8.8). They go back as a pair; a value that is no visible ASCII is never kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// `ETag`, with its quotes and its `W/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified`, as text: parsing and printing it again would change some servers' form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

impl Validators {
    /// True when there is nothing to send.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// A failure as it is remembered and reported: a stable code and one line for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Stable, kebab-case: `timeout`, `status-404`, `not-a-feed`, …
    pub code: String,
    /// One line: what failed and what to do.
    pub message: String,
}

/// What is thought of a source's guids, from what they did so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Guids {
    /// How much speaks against them; fades with every good reading.
    pub doubt: u8,
    /// They lead to no item.
    pub are_doubted: bool,
    /// What they did last that speaks against them.
    pub habit: Option<GuidHabit>,
}

/// What guids do that makes them worthless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuidHabit {
    /// Items come with another one every time: it holds a time, a counter, the title.
    Renewed,
    /// Another item had it before: it is a place in the list.
    Reused,
    /// Several items have the same.
    Repeated,
}

impl GuidHabit {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Renewed, Self::Reused, Self::Repeated];

    /// Stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Renewed => "renewed",
            Self::Reused => "reused",
            Self::Repeated => "repeated",
        }
    }

    /// The habit of a name.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|habit| habit.code() == code)
    }
}

/// What is remembered of a source between two passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceState {
    /// Whose state this is.
    pub id: SourceId,
    /// Title and address at the last pass, so that items of a source that left the
    /// configuration still have a name.
    pub title: String,
    /// See `title`.
    pub url: String,
    /// Of the last answer that was read as this source's feed or listing.
    pub validators: Validators,
    /// Hash of that answer's bytes. `None`: the next body is read whatever it is.
    pub body_hash: Option<Hash>,
    /// Hash of everything in the configuration that decides how the source is read. When it
    /// differs, validators and hashes of old do not count: the same bytes now give other items.
    pub reading: Option<Hash>,
    /// When it was last tried, whatever came of it.
    pub last_try: Option<DateTime<Utc>>,
    /// When it last answered well (200 and read, or 304).
    pub last_success: Option<DateTime<Utc>>,
    /// The earliest next fetch. `None`: due now.
    pub next_due: Option<DateTime<Utc>>,
    /// The server asked not to come before this (`Retry-After`): holds whoever asks.
    pub held_until: Option<DateTime<Utc>>,
    /// Failures since the last success.
    pub failures: u32,
    /// The last failure; gone with the next success.
    pub last_error: Option<Failure>,
    /// HTTP status of the last answer.
    pub status: Option<u16>,
    /// Items that the last good reading gave.
    pub seen: u32,
    /// It is a page that was read as a list, and no feed that a reader could subscribe to.
    pub is_listing: bool,
    /// What was learnt of it over time.
    pub habits: Habits,
    /// What its guids are worth.
    pub guids: Guids,
}

impl SourceState {
    /// The state of a source that was never fetched.
    #[must_use]
    pub fn new(source: &Source) -> Self {
        Self {
            id: source.id.clone(),
            title: source.title.clone(),
            url: source.shown.to_string(),
            validators: Validators::default(),
            body_hash: None,
            reading: None,
            last_try: None,
            last_success: None,
            next_due: None,
            held_until: None,
            failures: 0,
            last_error: None,
            status: None,
            seen: 0,
            is_listing: source.kind == SourceKind::Listing,
            habits: Habits::default(),
            guids: Guids::default(),
        }
    }
}
