//! What RSS and Atom have in common: links of Atom, RFC 5005 and 6721, Media RSS, iTunes, Dublin
//! Core.

use chrono::{DateTime, TimeDelta, Utc};

use super::finding::quoted;
use super::values::{Address, address, is_media_type, rfc3339};
use super::xml::{Node, Ns};
use super::{Context, rules};

/// How far the clock of a server may be ahead of ours.
const CLOCK_ERROR: TimeDelta = TimeDelta::hours(1);

/// Links to a feed's other pages.
const PAGES: [&str; 7] =
    ["first", "last", "next", "previous", "prev-archive", "next-archive", "current"];

/// What Media RSS calls the kinds of files.
const KINDS: [&str; 5] = ["image", "audio", "video", "document", "executable"];

/// Checks that a date can be.
pub(super) fn plausible(date: DateTime<Utc>, at: usize, context: &mut Context) {
    if date < DateTime::UNIX_EPOCH {
        let message = format!("{} is before 1970", date.format("%Y-%m-%d"));
        context.findings.add(&rules::DATE_IMPLAUSIBLE, at, message);
    } else if context.now.is_some_and(|now| date > now + CLOCK_ERROR) {
        let message = format!("{} is in the future", date.format("%Y-%m-%d %H:%M UTC"));
        context.findings.add(&rules::DATE_FUTURE, at, message);
    }
}

/// Checks the link of a feed to itself.
pub(super) fn own_address(feed: Node, media_type: &str, context: &mut Context) {
    let own = feed.named(Ns::Atom, "link").find(|link| link.value("rel") == Some("self"));
    let Some(own) = own else {
        let message = format!("there is no link rel=\"self\" type=\"{media_type}\"");
        context.findings.add(&rules::SELF_MISSING, feed.at(), message);
        return;
    };
    let href = own.value("href").unwrap_or_default();
    if let Some(url) = context.url.filter(|url| *url != href) {
        let message =
            format!("the feed calls itself {}; it was got from {}", quoted(href), quoted(url));
        context.findings.add(&rules::SELF_DIFFERS, own.at(), message);
    }
}

/// Checks the links to a feed's other pages (RFC 5005).
pub(super) fn paging(feed: Node, context: &mut Context) {
    let is_archive = feed.first(Ns::History, "archive");
    if let (Some(_), Some(complete)) = (is_archive, feed.first(Ns::History, "complete")) {
        let message = "a feed cannot be complete and an archive";
        context.findings.add(&rules::PAGING, complete.at(), message);
    }
    let rel = |link: &Node| link.value("rel").unwrap_or_default().to_owned();
    let links = || feed.named(Ns::Atom, "link");
    let mut met = Vec::new();
    for link in links().filter(|link| PAGES.contains(&rel(link).as_str())) {
        let href = link.value("href").unwrap_or_default();
        let is_absolute = matches!(address(href), Ok(Address::Absolute(_)));
        if !is_absolute || met.contains(&rel(&link)) {
            let message = format!(
                "the link rel=\"{}\" to {} is wrong or the second",
                rel(&link),
                quoted(href)
            );
            context.findings.add(&rules::PAGING, link.at(), message);
        }
        if met.len() < PAGES.len() {
            met.push(rel(&link));
        }
    }
    if let Some(archive) = is_archive
        && !links().any(|link| rel(&link) == "current")
    {
        let message = "the archive does not say where the feed is now";
        context.findings.add(&rules::ARCHIVE, archive.at(), message);
    }
}

/// Checks the elements of known extensions in a feed or an item.
pub(super) fn elements(parent: Node, context: &mut Context) {
    for element in parent.children() {
        match (element.ns(), element.local()) {
            (Ns::Media, "group") => {
                element.named(Ns::Media, "content").for_each(|content| media(content, context));
            }
            (Ns::Media, "content") => media(element, context),
            (Ns::Itunes, _) => itunes(element, context),
            (Ns::DublinCore, "date") => dublin_core_date(element, context),
            (Ns::Tombstones, "deleted-entry") => tombstone(element, context),
            _ => {}
        }
    }
}

fn media(file: Node, context: &mut Context) {
    let at = file.at();
    let mut wrong = |message: String| context.findings.add(&rules::MEDIA, at, message);
    match file.value("url") {
        None if file.first(Ns::Media, "player").is_none() => {
            wrong("media:content has no url".to_owned());
        }
        Some(url) if !matches!(address(url), Ok(Address::Absolute(_))) => {
            wrong(format!("the url {} of media:content is not absolute", quoted(url)));
        }
        _ => {}
    }
    for name in ["fileSize", "bitrate", "duration", "width", "height"] {
        let value = file.value(name);
        if let Some(value) = value.filter(|value| !value.parse::<f64>().is_ok_and(f64::is_finite)) {
            wrong(format!("the {name} {} of media:content is no number", quoted(value)));
        }
    }
    if let Some(kind) = file.value("type").filter(|kind| !is_media_type(kind)) {
        wrong(format!("the type {} of media:content is no media type", quoted(kind)));
    }
    if let Some(kind) = file.value("medium").filter(|kind| !KINDS.contains(kind)) {
        wrong(format!("the medium {} of media:content is unknown", quoted(kind)));
    }
}

/// Checks that a podcast says what the directories ask for.
pub(super) fn podcast(channel: Node, context: &mut Context) {
    let used = itunes_in(channel).or_else(|| channel.named(Ns::None, "item").find_map(itunes_in));
    let Some(used) = used else { return };
    for name in ["image", "category", "explicit"] {
        if channel.first(Ns::Itunes, name).is_none() {
            let message = format!("the channel has <{}> and no itunes:{name}", used.name());
            context.findings.add(&rules::ITUNES, used.at(), message);
        }
    }
}

fn itunes_in<'d, 'a>(node: Node<'d, 'a>) -> Option<Node<'d, 'a>> {
    node.children().find(|child| child.ns() == Ns::Itunes)
}

fn itunes(element: Node, context: &mut Context) {
    let text = element.text().trim();
    let is_right = match element.local() {
        "duration" => {
            let parts = text.split(':');
            text.split(':').count() <= 3
                && parts.clone().all(|part| !part.is_empty())
                && parts.clone().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
        }
        "explicit" => ["true", "false", "yes", "no", "clean", "explicit"].contains(&text),
        "image" => element
            .value("href")
            .is_some_and(|href| matches!(address(href), Ok(Address::Absolute(_)))),
        _ => true,
    };
    if !is_right {
        let message = format!("<{}> is {}", element.name(), quoted(text));
        context.findings.add(&rules::ITUNES_VALUE, element.at(), message);
    }
}

/// W3CDTF: RFC 3339, or from its beginning a year, a month, a day, or a time without seconds.
fn dublin_core_date(element: Node, context: &mut Context) {
    let text = element.text().trim();
    let filled = match text.len() {
        4 => format!("{text}-01-01T00:00:00Z"),
        7 => format!("{text}-01T00:00:00Z"),
        10 => format!("{text}T00:00:00Z"),
        17 | 22 => format!(
            "{}:00{}",
            &text.get(..16).unwrap_or_default(),
            text.get(16..).unwrap_or_default()
        ),
        _ => text.to_owned(),
    };
    if let Some(date) = rfc3339(&filled) {
        plausible(date, element.at(), context);
    } else {
        let message = format!("{} in <{}> is no date of W3CDTF", quoted(text), element.name());
        context.findings.add(&rules::DC_DATE, element.at(), message);
    }
}

fn tombstone(element: Node, context: &mut Context) {
    let at = element.at();
    let reference = element.value("ref").unwrap_or_default();
    if !matches!(address(reference), Ok(Address::Absolute(_))) {
        let message = format!("the ref {} of a deleted entry is no IRI", quoted(reference));
        context.findings.add(&rules::TOMBSTONE, at, message);
    }
    let when = element.value("when").unwrap_or_default();
    if rfc3339(when).is_none() {
        let message = format!("the when {} of a deleted entry is no date", quoted(when));
        context.findings.add(&rules::TOMBSTONE, at, message);
    }
}
