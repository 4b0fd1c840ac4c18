//! What the items of an edition should look like to a reader: `docs/publishing.md` as code, beside the
//! renderers and without them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::model::change::StoredItem;
use crate::model::edition::SourceInfo;
use crate::model::source::SourceId;
use crate::publish::clean;
use crate::publish::gate::Dialect;
use crate::publish::gate::seen::Seen;
use crate::publish::gate::words::{different, different_dates, different_lists, quotable};
use crate::publish::shown::{DatePrecision, Shown};

/// An item as it is meant to be seen.
pub(super) struct Meant<'a> {
    pub(super) id: String,
    /// Title for messages; never empty.
    pub(super) name: String,
    title: Option<String>,
    links: Vec<String>,
    published: Option<DateTime<Utc>>,
    updated: Option<DateTime<Utc>>,
    summary: Text<'a>,
    content: Text<'a>,
    /// There may be others.
    categories: Vec<(Option<&'static str>, String)>,
    enclosures: Vec<String>,
    media: Vec<String>,
}

/// A text as it is meant to be seen.
enum Text<'a> {
    Nothing,
    Exactly(Cow<'a, str>),
    /// Whatever stands in for one that the item lacks.
    Something,
}

impl<'a> Meant<'a> {
    pub(super) fn new(
        dialect: Dialect,
        stored: &'a StoredItem,
        sources: &BTreeMap<SourceId, SourceInfo>,
    ) -> Self {
        let shown = Shown::new(stored, sources);
        match dialect {
            Dialect::Rss => Self::rss(shown),
            Dialect::Atom => Self::atom(shown),
            Dialect::Json => Self::json(shown),
        }
    }

    /// One enclosure; the further files are media. The summary is HTML.
    fn rss(shown: Shown<'a>) -> Self {
        let mut enclosures = files(&shown);
        let further = enclosures.split_off(enclosures.len().min(1));
        let summary = shown.summary_or_excerpt().map(|text| clean::escape_text(&text));
        let date = shown.plausible_date();
        Self {
            published: date,
            updated: date,
            summary: summary.into(),
            enclosures,
            media: shown.image().into_iter().chain(further).collect(),
            ..Self::common(shown)
        }
    }

    fn atom(shown: Shown<'a>) -> Self {
        let summary = match (&shown.summary, &shown.content(), &shown.link) {
            (Some(summary), ..) => Text::Exactly(summary.clone().into()),
            (None, None, Some(_)) => Text::Exactly(shown.title.clone().into()),
            _ => Text::Nothing,
        };
        let stand_in = if shown.link.is_none() { Text::Something } else { Text::Nothing };
        let published = match shown.date_precision() {
            DatePrecision::FirstSeen => shown.plausible_date(),
            DatePrecision::Day | DatePrecision::Second => Some(shown.date()),
        };
        let common = Self {
            published,
            updated: Some(shown.updated()),
            summary,
            enclosures: files(&shown),
            media: shown.image().into_iter().collect(),
            ..Self::common(shown)
        };
        Self { content: common.content.or(stand_in), ..common }
    }

    /// The kind is in `_sangam` and the picture in `image`, where feed-rs does not look.
    fn json(shown: Shown<'a>) -> Self {
        let item = shown.item();
        let external = item.external_url.as_ref().and_then(clean::address);
        let common = Self {
            title: item.title.as_deref().and_then(clean::line),
            links: shown.link.iter().chain(&external).cloned().collect(),
            published: Some(shown.date()),
            updated: shown.change(),
            summary: shown.summary.clone().map_or(Text::Nothing, |text| Text::Exactly(text.into())),
            categories: shown.tags().into_iter().map(|tag| (None, tag)).collect(),
            enclosures: files(&shown),
            ..Self::common(shown)
        };
        Self { content: common.content.or(Text::Something), ..common }
    }

    /// Further addresses that a reader sees with it.
    pub(super) fn with_links(mut self, links: impl IntoIterator<Item = String>) -> Self {
        self.links.extend(links);
        self
    }

    /// What is the same in RSS and Atom.
    fn common(shown: Shown<'a>) -> Self {
        let categories = shown.categories().into_iter();
        Self {
            id: shown.id(),
            name: shown.title.clone(),
            links: shown.link.iter().cloned().collect(),
            published: None,
            updated: None,
            summary: Text::Nothing,
            categories: categories.map(|(term, scheme)| (Some(scheme), term)).collect(),
            enclosures: Vec::new(),
            media: Vec::new(),
            content: shown.content().map_or(Text::Nothing, Text::Exactly),
            title: Some(shown.title),
        }
    }

    /// The first thing in which an item is seen otherwise, in words that go on after its name.
    pub(super) fn difference(&self, seen: &Seen) -> Option<String> {
        let title = self.title.as_deref();
        different("title", title, seen.title.as_deref())
            .or_else(|| different_lists("link", &self.links, &seen.links))
            .or_else(|| different_dates("date", self.published, seen.published))
            .or_else(|| different_dates("date of change", self.updated, seen.updated))
            .or_else(|| self.summary.difference("summary", seen.summary.as_deref()))
            .or_else(|| self.content.difference("content", seen.content.as_deref()))
            .or_else(|| self.lost_category(seen))
            .or_else(|| different_lists("enclosure", &self.enclosures, &seen.enclosures))
            .or_else(|| different_lists("media file", &self.media, &seen.media))
    }

    fn lost_category(&self, seen: &Seen) -> Option<String> {
        let is_seen = |(scheme, term): &(Option<&str>, String)| {
            seen.categories.iter().any(|(s, t)| s.as_deref() == *scheme && t == term)
        };
        let (_, lost) = self.categories.iter().find(|category| !is_seen(category))?;
        Some(format!("lacks the category \"{}\"", quotable(lost)))
    }
}

impl From<Option<String>> for Text<'_> {
    fn from(text: Option<String>) -> Self {
        text.map_or(Text::Nothing, |text| Text::Exactly(text.into()))
    }
}

impl Text<'_> {
    /// Itself, or what stands in for it.
    fn or(self, stand_in: Self) -> Self {
        if matches!(self, Self::Nothing) { stand_in } else { self }
    }

    /// feed-rs trims most texts.
    fn difference(&self, what: &str, seen: Option<&str>) -> Option<String> {
        let seen = seen.map(str::trim).filter(|text| !text.is_empty());
        match self {
            Self::Nothing => different(what, None, seen),
            Self::Exactly(meant) => different(what, Some(meant.trim()), seen),
            Self::Something => seen.is_none().then(|| format!("has no {what}")),
        }
    }
}

fn files(shown: &Shown<'_>) -> Vec<String> {
    shown.attachments().into_iter().map(|(url, _)| url).collect()
}
