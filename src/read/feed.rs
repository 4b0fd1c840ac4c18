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
use feed_rs::model::{Feed, FeedType};
use feed_rs::parser::{Builder, ParseErrorKind, ParseFeedError};
use url::Url;

use crate::model::document::Document;
use crate::model::raw::{Format, Reading};
use crate::read::ReadError;
use crate::read::charset::Decoded;
use crate::read::detect::{Shape, detect};

mod mapping;

mod media;

use mapping::Mapping;

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
        selectors: Vec::new(),
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
