//! Feeds: RSS, Atom and JSON Feed, read by feed-rs.
//!
//! feed-rs is kept from deciding what is ours to decide. It gets text that is decoded already and
//! begins at the root element, so that it meets no encoding declaration and no doctype. It makes
//! up no ids. And it parses no dates: it would drop half of the valid ones, so it is handed
//! *tickets*. Its hook for dates keeps each text in a list and returns a made-up time that is the
//! text's place in the list; feed-rs carries the time to its field without looking at it, and
//! there the ticket is exchanged for the text.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use feed_rs::model::{Entry, Feed, FeedType, Link, LinkTarget, MediaObject, Person, Text};
use feed_rs::parser::{Builder, ParseErrorKind, ParseFeedError};
use url::Url;

use crate::model::document::Document;
use crate::model::raw::{
    Format, Markup, RawAttachment, RawChannel, RawItem, RawPerson, RawText, Reading,
};
use crate::read::ReadError;
use crate::read::charset::Decoded;
use crate::read::detect::{Shape, detect};

/// Reads a feed.
pub(super) fn read_feed(document: &Document, decoded: Decoded) -> Result<Reading, ReadError> {
    let source = Source::of(&decoded.text)?;
    let tickets = Tickets::default();
    let feed = parse(&source, document.url.as_ref(), &tickets)?;
    if feed.entries.is_empty() && source.has_items() {
        return Err(ReadError::UnknownDialect(source.first_tag().to_owned()));
    }
    let mapping =
        Mapping { tickets: &tickets, url: document.url.as_ref(), kind: feed.feed_type.clone() };
    Ok(Reading {
        format: source.format(&feed.feed_type),
        encoding: decoded.encoding,
        channel: mapping.channel(&feed),
        items: feed.entries.iter().map(|entry| mapping.item(entry)).collect(),
        warnings: decoded.warnings,
        next: None,
    })
}

/// What feed-rs is given to read.
struct Source<'a> {
    /// The document from its root element on.
    text: &'a str,
    /// Lines before that.
    lines_before: usize,
}

impl<'a> Source<'a> {
    fn of(text: &'a str) -> Result<Self, ReadError> {
        let start = match detect(text) {
            Shape::Xml(feed) => feed.start,
            Shape::Json => text.find(['{', '[']).unwrap_or_default(),
            Shape::Empty => return Err(ReadError::Empty),
            Shape::OtherXml(root) => return Err(ReadError::NotAFeed(format!("<{root}>"))),
            Shape::Html | Shape::Unknown => return Err(ReadError::NotAFeed("text".to_owned())),
        };
        let (before, text) = text.split_at(start);
        let source = Self { text, lines_before: lines(before) };
        match source.first_tag() {
            // feed-rs takes it for Atom 1.0, then finds nothing of what it looks for.
            tag if tag.contains("http://purl.org/atom/ns#") => {
                Err(ReadError::UnknownDialect(tag.to_owned()))
            }
            _ => Ok(source),
        }
    }

    fn is_json(&self) -> bool {
        !self.text.starts_with('<')
    }

    /// The start tag of the root element.
    fn first_tag(&self) -> &'a str {
        self.text.split_inclusive('>').next().unwrap_or_default()
    }

    /// The value of `version` in the root element.
    fn version(&self) -> Option<&'a str> {
        let (_, rest) = self.first_tag().split_once("version=")?;
        rest.get(1..)?.split(['"', '\'']).next()
    }

    fn is_rss(&self) -> bool {
        self.text.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("<rss"))
    }

    /// feed-rs reads three versions of RSS and refuses all others: none, `2.0.1`, `0.94`. They
    /// differ in nothing that matters to it.
    fn with_known_version(&self) -> String {
        if self.is_rss() && !matches!(self.version(), Some("2.0" | "0.91" | "0.92")) {
            let tag = self.first_tag();
            let attributes = tag[4..].replacen("version=", "was=", 1);
            return format!("<rss version=\"2.0\" {attributes}{}", &self.text[tag.len()..]);
        }
        self.text.to_owned()
    }

    fn format(&self, kind: &FeedType) -> Format {
        match kind {
            FeedType::Atom => Format::Atom1,
            FeedType::JSON => Format::Json,
            FeedType::RSS1 => Format::Rss1,
            FeedType::RSS0 | FeedType::RSS2 => match self.version() {
                Some(version) if version.trim().starts_with("0.9") => Format::Rss09x,
                _ => Format::Rss2,
            },
        }
    }

    /// Whether there is an item that should have been found.
    fn has_items(&self) -> bool {
        !self.is_json() && (self.text.contains("<item") || self.text.contains("<entry"))
    }

    /// The line of a place that feed-rs names.
    fn line(&self, position: u64) -> usize {
        let position = usize::try_from(position).unwrap_or(usize::MAX).min(self.text.len());
        self.lines_before + lines(&String::from_utf8_lossy(&self.text.as_bytes()[..position])) + 1
    }

    fn broken(&self, reason: String, line: Option<usize>) -> ReadError {
        let place = line.map(|line| format!(" in line {line}")).unwrap_or_default();
        if self.is_json() {
            ReadError::BrokenJson(reason)
        } else {
            ReadError::BrokenXml(reason + &place)
        }
    }

    fn error(&self, error: &ParseFeedError) -> ReadError {
        match error {
            ParseFeedError::JsonSerde(json) if json.is_data() => {
                ReadError::NotAFeed(format!("JSON, but no JSON Feed ({json})"))
            }
            ParseFeedError::JsonSerde(json) => self.broken(json.to_string(), None),
            ParseFeedError::JsonUnsupportedVersion(version) => {
                ReadError::UnknownDialect(version.clone())
            }
            ParseFeedError::ParseError(ParseErrorKind::NoFeedRoot) => {
                ReadError::UnknownDialect(self.first_tag().to_owned())
            }
            ParseFeedError::ParseError(kind) => self.broken(kind.to_string(), self.place(kind)),
            ParseFeedError::XmlReader(xml) => {
                let reason = xml.to_string();
                self.broken(reason.trim_start_matches("Parser error: ").to_owned(), None)
            }
            ParseFeedError::IoError(io) => self.broken(io.to_string(), None),
        }
    }

    fn place(&self, kind: &ParseErrorKind) -> Option<usize> {
        match kind {
            ParseErrorKind::NoFeedRoot => None,
            ParseErrorKind::UnknownMimeType { position, .. }
            | ParseErrorKind::MissingContent { position, .. }
            | ParseErrorKind::UnknownEnumVariant { position, .. }
            | ParseErrorKind::IllegalState { position, .. } => Some(self.line(*position)),
        }
    }
}

fn lines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

fn parse(source: &Source<'_>, url: Option<&Url>, tickets: &Tickets) -> Result<Feed, ReadError> {
    let hook = tickets.clone();
    let parser = Builder::new()
        .base_uri(url)
        .sanitize_content(false)
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(move |text| Some(hook.issue(text)))
        .build();
    let text = source.with_known_version();
    // feed-rs can panic on what a feed holds: a playing time of thirty digits, a bracket of
    // another script before an e-mail address.
    catch_unwind(AssertUnwindSafe(|| parser.parse(text.as_bytes())))
        .map_err(|_| source.broken("a value that the reader cannot take".to_owned(), None))?
        .map_err(|error| source.error(&error))
}

/// The texts of dates, while feed-rs carries made-up times in their place.
#[derive(Debug, Clone, Default)]
struct Tickets(Arc<Mutex<Vec<String>>>);

impl Tickets {
    /// Keeps a text and returns its ticket.
    fn issue(&self, text: &str) -> DateTime<Utc> {
        let mut texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        texts.push(text.trim().to_owned());
        i64::try_from(texts.len())
            .ok()
            .and_then(|number| DateTime::from_timestamp(number, 0))
            .unwrap_or_default()
    }

    /// The text for a ticket.
    fn redeem(&self, ticket: Option<DateTime<Utc>>) -> Option<String> {
        let number = usize::try_from(ticket?.timestamp()).ok()?;
        let texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        texts.get(number.checked_sub(1)?).filter(|text| !text.is_empty()).cloned()
    }
}

/// From feed-rs's model to ours.
struct Mapping<'a> {
    tickets: &'a Tickets,
    url: Option<&'a Url>,
    kind: FeedType,
}

impl Mapping<'_> {
    fn channel(&self, feed: &Feed) -> RawChannel {
        let links = &feed.links;
        let self_url = link_of(links, "self").or_else(|| self.json_self_url(links));
        let home_page = links.iter().find(|link| is_page(link)).map(|link| link.href.clone());
        RawChannel {
            title: feed.title.as_ref().and_then(|text| self.text(text)),
            description: feed.description.as_ref().and_then(|text| self.text(text)),
            home_page: home_page.filter(|page| self_url.as_ref() != Some(page)),
            self_url,
            id: stated(&feed.id),
            language: feed.language.as_deref().and_then(stated),
            icon: feed.icon.as_ref().or(feed.logo.as_ref()).and_then(|image| stated(&image.uri)),
            published: self.tickets.redeem(feed.published),
            updated: self.tickets.redeem(feed.updated),
            rights: feed.rights.as_ref().and_then(|text| self.text(text)),
            generator: feed.generator.as_ref().and_then(|generator| stated(&generator.content)),
            authors: people(if feed.authors.is_empty() {
                &feed.contributors
            } else {
                &feed.authors
            }),
            tags: feed.categories.iter().filter_map(tag).collect(),
        }
    }

    /// feed-rs lists JSON Feed's `home_page_url` and `feed_url` without telling them apart, but in
    /// this order.
    fn json_self_url(&self, links: &[Link]) -> Option<String> {
        if self.kind != FeedType::JSON {
            return None;
        }
        let last = links.last()?;
        let is_document = self.url.is_some_and(|url| url.as_str() == last.href);
        (links.len() > 1 || is_document).then(|| last.href.clone())
    }

    fn item(&self, entry: &Entry) -> RawItem {
        let guid = stated(&entry.id);
        let mut pages = entry.links.iter().filter(|link| is_page(link)).map(|link| &link.href);
        let link = pages.next().filter(|link| !link.is_empty()).cloned();
        let address = guid.clone().filter(|guid| is_address(guid));
        let media = Media::of(entry);
        let (published, updated) = self.dates(entry);
        RawItem {
            guid_is_permalink: address.is_some() && (link.is_none() || link == address),
            guid,
            external_link: pages.next().filter(|_| self.kind == FeedType::JSON).cloned(),
            // An item whose guid is its address need not repeat it as its link.
            link: link.or(address),
            title: entry.title.as_ref().and_then(|text| self.text(text)),
            summary: entry.summary.as_ref().and_then(|text| self.body(text)),
            content: self.content(entry),
            base: entry.base.as_deref().and_then(|base| self.absolute(base)),
            published,
            updated,
            authors: people(&entry.authors),
            tags: entry.categories.iter().filter_map(tag).collect(),
            kind: None,
            language: entry.language.as_deref().and_then(stated),
            attachments: media.attachments,
            image: media.image,
            rights: entry.rights.as_ref().and_then(|text| self.text(text)),
            comments: comments(&entry.links),
            origin: None,
        }
    }

    /// feed-rs copies RSS's `pubDate` into `updated`; the same ticket twice shows it.
    fn dates(&self, entry: &Entry) -> (Option<String>, Option<String>) {
        let updated = entry.updated.filter(|updated| entry.published != Some(*updated));
        (self.tickets.redeem(entry.published), self.tickets.redeem(updated))
    }

    fn content(&self, entry: &Entry) -> Option<RawText> {
        let content = entry.content.as_ref()?;
        let value = content.body.as_deref().and_then(stated)?;
        let subtype = content.content_type.as_str();
        Some(RawText { value, markup: markup(subtype) })
    }

    /// Short texts of RSS are plain by the specification and HTML by habit: what holds markup or
    /// references is taken as HTML.
    fn text(&self, text: &Text) -> Option<RawText> {
        let value = stated(&text.content)?;
        let declared = markup(text.content_type.as_str());
        let habit = self.is_rss() && looks_like_html(&value);
        Some(RawText { value, markup: if habit { Markup::Html } else { declared } })
    }

    /// `description` of an RSS item is HTML, whatever it looks like.
    fn body(&self, text: &Text) -> Option<RawText> {
        if self.is_rss() { stated(&text.content).map(RawText::html) } else { self.text(text) }
    }

    fn is_rss(&self) -> bool {
        matches!(self.kind, FeedType::RSS0 | FeedType::RSS1 | FeedType::RSS2)
    }

    fn absolute(&self, address: &str) -> Option<Url> {
        match self.url {
            Some(url) => url.join(address).ok().filter(|base| base != url),
            None => Url::parse(address).ok(),
        }
    }
}

fn markup(media_type: &str) -> Markup {
    if media_type.eq_ignore_ascii_case("text/plain") { Markup::Plain } else { Markup::Html }
}

fn looks_like_html(text: &str) -> bool {
    let reference = text.split('&').skip(1).any(|rest| {
        let name = rest.split(';').next().unwrap_or_default();
        let legal = |c: char| c.is_ascii_alphanumeric() || c == '#';
        rest.len() > name.len() && (2..=10).contains(&name.len()) && name.chars().all(legal)
    });
    reference || text.contains("</") || text.contains("<br") || text.contains("<img ")
}

/// Text as stated; nothing when there is nothing.
fn stated(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn is_address(text: &str) -> bool {
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}

/// A link to the page of the channel or item: RSS's `link`, Atom's `alternate`.
fn is_page(link: &Link) -> bool {
    let alternate = link.rel.as_deref().is_none_or(|rel| rel.eq_ignore_ascii_case("alternate"));
    // JSON Feed's attachments come as links too, and are the only ones without `rel` that have a
    // type.
    let attachment = link.rel.is_none() && link.media_type.is_some();
    alternate && link.target.is_none() && !attachment
}

fn is_attachment(link: &Link) -> bool {
    match link.rel.as_deref() {
        Some(rel) => rel.eq_ignore_ascii_case("enclosure"),
        None => link.media_type.is_some(),
    }
}

fn link_of(links: &[Link], rel: &str) -> Option<String> {
    links
        .iter()
        .find(|link| link.rel.as_deref().is_some_and(|given| given.eq_ignore_ascii_case(rel)))
        .map(|link| link.href.clone())
}

/// RSS's `comments`, Atom's `replies` (RFC 4685) where it is a page.
fn comments(links: &[Link]) -> Option<String> {
    let is_page = |link: &&Link| {
        let replies = link.rel.as_deref() == Some("replies");
        let page = link.media_type.as_deref().is_none_or(|kind| kind.contains("html"));
        link.target == Some(LinkTarget::Comments) || (replies && page)
    };
    links.iter().find(is_page).map(|link| link.href.clone())
}

fn tag(category: &feed_rs::model::Category) -> Option<String> {
    category.label.as_deref().and_then(stated).or_else(|| stated(&category.term))
}

fn people(people: &[Person]) -> Vec<RawPerson> {
    people.iter().map(person).filter(|person| *person != RawPerson::default()).collect()
}

/// feed-rs leaves brackets at a name that stood beside an address: `(Ela Bhatt)`.
fn person(person: &Person) -> RawPerson {
    let brackets: &[char] = &['(', ')', '<', '>', ' '];
    let name = person.name.as_deref().map(|name| name.trim_matches(brackets)).and_then(stated);
    RawPerson {
        name,
        email: person.email.as_deref().and_then(stated),
        url: person.uri.as_deref().and_then(stated),
    }
}

/// The files and the picture of an item.
#[derive(Default)]
struct Media {
    attachments: Vec<RawAttachment>,
    image: Option<String>,
}

impl Media {
    fn of(entry: &Entry) -> Self {
        let mut media = Self::default();
        for object in &entry.media {
            media.take(object);
        }
        media.set_duration(entry);
        for link in entry.links.iter().filter(|link| is_attachment(link)) {
            media.attach(RawAttachment {
                url: link.href.clone(),
                mime_type: link.media_type.clone(),
                size_in_bytes: link.length,
                duration_in_seconds: None,
                title: link.title.clone(),
            });
        }
        media
    }

    /// Pictures stand for the item, everything else is attached to it.
    fn take(&mut self, object: &MediaObject) {
        for content in &object.content {
            let Some(url) = &content.url else { continue };
            let mime_type = content.content_type.as_ref().map(ToString::to_string);
            let duration = content.duration.or(object.duration);
            self.attach(RawAttachment {
                url: url.to_string(),
                mime_type,
                size_in_bytes: content.size,
                duration_in_seconds: duration.map(|duration| duration.as_secs()),
                title: object.title.as_ref().and_then(|title| stated(&title.content)),
            });
        }
        if self.image.is_none() {
            self.image = object.thumbnails.first().and_then(|found| stated(&found.image.uri));
        }
    }

    /// `itunes:duration` is the item's own, and comes apart from its one enclosure.
    fn set_duration(&mut self, entry: &Entry) {
        let apart = entry.media.iter().filter(|object| object.content.is_empty());
        let duration = apart.filter_map(|object| object.duration).next();
        if let ([only], Some(duration)) = (self.attachments.as_mut_slice(), duration) {
            only.duration_in_seconds.get_or_insert(duration.as_secs());
        }
    }

    fn attach(&mut self, attachment: RawAttachment) {
        if is_image(&attachment) {
            self.image.get_or_insert(attachment.url);
        } else if self.attachments.iter().all(|known| known.url != attachment.url) {
            self.attachments.push(attachment);
        }
    }
}

fn is_image(attachment: &RawAttachment) -> bool {
    if let Some(mime_type) = &attachment.mime_type {
        return mime_type.starts_with("image/");
    }
    let path = attachment.url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"]
        .iter()
        .any(|end| path.ends_with(end))
}
