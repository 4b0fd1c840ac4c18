//! What the page shows: the edition in the words of the template.

use serde::Serialize;

use crate::model::change::StoredItem;
use crate::model::edition::Edition;
use crate::publish::format::events::Events;
use crate::publish::format::html::filters::{Field, Group, groups, kept, only, words};
use crate::publish::format::html::page_name;
use crate::publish::format::html::row::{Link, Row, direction, row};
use crate::publish::format::json_item::rfc3339;
use crate::publish::format::{about, current};
use crate::publish::shown::ShownSource;
use crate::publish::{Format, clean};

/// What the template is filled with.
#[derive(Serialize)]
pub(super) struct Page<'e> {
    policy: String,
    style: &'e str,
    script: &'e str,
    logo: Option<String>,
    title: String,
    description: String,
    language: String,
    /// In which the page runs: that of the site's language.
    direction: &'static str,
    home: String,
    /// From the page back to the feed's own folder.
    own: &'static str,
    /// From the page back to the base address, relative, so that the folder works wherever it is
    /// opened: under another address, or from a disk.
    root: String,
    parent: Option<String>,
    icon: Option<String>,
    author: String,
    author_url: Option<String>,
    updated: Option<String>,
    updated_text: String,
    /// Where a CMS learns how to embed this.
    oembed: String,
    feeds: Vec<FeedLink>,
    siblings: Vec<Sibling>,
    sources: Vec<Link>,
    filters: Vec<Group>,
    /// What of the feed is shown, in words; `None`: all of it.
    only: Option<String>,
    /// The words that were searched for.
    words: String,
    /// What else was chosen, so that it stays so in another search.
    kept: Vec<Field>,
    /// Which page of the archive it is.
    number: Option<u32>,
    newer: Option<String>,
    older: Option<String>,
    days: Vec<Day>,
}

#[derive(Serialize)]
struct FeedLink {
    name: &'static str,
    /// With the query of what is shown.
    file: String,
    media_type: &'static str,
}

#[derive(Serialize)]
struct Sibling {
    title: String,
    folder: String,
}

#[derive(Serialize)]
struct Day {
    date: String,
    number: String,
    month: String,
    weekday: String,
    items: Vec<Row>,
}

impl<'e> Page<'e> {
    pub(super) fn new(edition: &Edition, policy: String, style: &'e str, script: &'e str) -> Self {
        let site = about_site(edition);
        let number = edition.place.page;
        let depth = edition.folder.matches('/').count() + usize::from(number.is_some());
        Self {
            policy,
            style,
            script,
            logo: edition.look.logo.as_ref().and_then(clean::address),
            title: about::title(edition),
            description: about::description(edition),
            language: edition.site.language.to_string(),
            direction: direction(&edition.site.language),
            home: match number {
                Some(page) => about::address(edition, &page_name(page)),
                None => about::home_page(edition),
            },
            own: if number.is_some() { "../" } else { "" },
            root: "../".repeat(depth),
            parent: (!edition.folder.is_empty()).then_some(site),
            icon: edition.site.icon.as_ref().and_then(clean::address),
            author: about::author(edition),
            author_url: edition.site.author.url.as_ref().and_then(clean::address),
            updated: (!edition.entries.is_empty()).then(|| rfc3339(edition.updated)),
            updated_text: edition.updated.format("%-d %B %Y, %H:%M UTC").to_string(),
            oembed: about::below_base(edition, &format!("{}oembed.json", edition.folder)),
            feeds: feeds(edition),
            siblings: siblings(edition),
            sources: sources(edition),
            filters: groups(edition),
            only: only(edition),
            words: words(edition),
            kept: kept(edition),
            number,
            newer: newer(edition),
            older: older(edition),
            days: days(edition),
        }
    }
}

/// The page with what came after: of an archive page the next, and after the last the feed itself.
fn newer(edition: &Edition) -> Option<String> {
    if let Some(turn) = edition.turn {
        return (turn.number > 1).then(|| turned(edition, turn.number - 1));
    }
    let last = edition.place.page.map(|_| "../index.html".to_owned());
    edition.place.next().map(|page| format!("{page}.html")).or(last)
}

/// The page with what came before.
fn older(edition: &Edition) -> Option<String> {
    if let Some(turn) = edition.turn {
        return turn.has_more.then(|| turned(edition, turn.number + 1));
    }
    let previous = edition.place.previous?;
    let is_archive = edition.place.page.is_some();
    Some(if is_archive { format!("{previous}.html") } else { page_name(previous) })
}

/// Another page of a search.
fn turned(edition: &Edition, number: usize) -> String {
    let query = edition.query.split('&').filter(|part| !part.starts_with("page="));
    let mut query: Vec<_> = query.map(str::to_owned).collect();
    if number > 1 {
        query.push(format!("page={number}"));
    }
    format!("?{}", query.join("&"))
}

fn about_site(edition: &Edition) -> String {
    clean::line(&edition.site.title).unwrap_or_else(|| about::title(edition))
}

fn feeds(edition: &Edition) -> Vec<FeedLink> {
    let query = turned(edition, 1);
    let query = if query.len() > 1 { query.as_str() } else { "" };
    let link = |name, file: &str, media_type| FeedLink {
        name,
        file: format!("{file}{query}"),
        media_type,
    };
    let mut feeds = vec![
        link("RSS", "rss.xml", "application/rss+xml"),
        link("Atom", "atom.xml", "application/atom+xml"),
        link("JSON Feed", "feed.json", "application/feed+json"),
    ];
    if Events.applies(edition) {
        feeds.push(link("Calendar", "events.ics", "text/calendar"));
    }
    feeds
}

fn siblings(edition: &Edition) -> Vec<Sibling> {
    let others = edition.siblings.iter().map(|(title, folder)| Sibling {
        title: clean::line(title).unwrap_or_else(|| folder.clone()),
        folder: folder.clone(),
    });
    others.collect()
}

fn sources(edition: &Edition) -> Vec<Link> {
    let shown = current(edition).map(|id| ShownSource::new(id, &edition.sources));
    shown.map(|source| Link { title: source.title, url: source.url }).collect()
}

/// The entries are newest first, so that those of one day stand together.
fn days(edition: &Edition) -> Vec<Day> {
    let same_day = |a: &StoredItem, b: &StoredItem| a.date.date_naive() == b.date.date_naive();
    edition.entries.chunk_by(same_day).map(|items| day(edition, items)).collect()
}

fn day(edition: &Edition, items: &[StoredItem]) -> Day {
    let date = items[0].date;
    Day {
        date: date.format("%Y-%m-%d").to_string(),
        number: date.format("%-d").to_string(),
        month: date.format("%B %Y").to_string(),
        weekday: date.format("%A").to_string(),
        items: items.iter().map(|item| row(edition, item)).collect(),
    }
}
