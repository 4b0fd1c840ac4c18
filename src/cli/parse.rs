//! `sangam parse`: reads one document and prints the normalized result.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use bytes::Bytes;
use chrono::DateTime;
use url::Url;

use crate::cli::args::{FeedFormat, Parse};
use crate::cli::document;
use crate::cli::exit::{Exit, Stop};
use crate::model::change::{Appearance, Incoming, ItemId, StoredItem};
use crate::model::document::Document;
use crate::model::edition::{Edition, Site, SourceInfo};
use crate::model::language::Language;
use crate::model::source::{SourceId, SourceKind};
use crate::pipeline::{Interpreted, PlannedSource};
use crate::publish::Format;
use crate::publish::assemble::{FeedPlace, Frame, assemble};
use crate::publish::format::atom::Atom;
use crate::publish::format::json_feed::{self, JsonFeed, JsonFeedExtension};
use crate::publish::format::json_item::{JsonItem, JsonPerson, rfc3339};
use crate::publish::format::rss::Rss;

/// Documents above this are refused unless `--max-body` says otherwise.
pub(super) const DEFAULT_MAX_BODY: u64 = 64_000_000;

/// Reads one document.
pub(super) fn parse(args: &Parse, out: &mut dyn Write) -> Result<Exit, Stop> {
    let document = Document {
        url: args.base.clone(),
        content_type: args.content_type.clone(),
        body: bytes(&args.file, args.max_body)?,
    };
    let kind = if args.listing { SourceKind::Listing } else { SourceKind::Feed };
    let planned = document::unconfigured(args.base.clone(), kind);
    let read = document::read(&document, &planned)?;
    match args.format {
        FeedFormat::Json => write_json(read, out)?,
        FeedFormat::Atom => write_feed(&Atom, read, args.base.as_ref(), &planned, out)?,
        FeedFormat::Rss => write_feed(&Rss, read, args.base.as_ref(), &planned, out)?,
    }
    Ok(Exit::Done)
}

/// The bytes of a file, or of stdin for `-`; more than `max` is refused before it is read.
pub(super) fn bytes(file: &Path, max: u64) -> Result<Bytes, Stop> {
    let name = file.display();
    let failed = |error: io::Error| Stop::new(Exit::Failed, format!("read {name}: {error}"));
    let too_large = || Stop::new(Exit::Failed, format!("{name} is larger than {max} bytes"));
    let mut reader: Box<dyn Read> = if file == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(file).map_err(failed)?;
        if file.metadata().map_err(failed)?.len() > max {
            return Err(too_large());
        }
        Box::new(file)
    };
    let mut bytes = Vec::new();
    reader.by_ref().take(max.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > max {
        return Err(too_large());
    }
    Ok(bytes.into())
}

/// As JSON Feed.
pub(super) fn write_json(read: Interpreted, out: &mut dyn Write) -> Result<(), Stop> {
    let Interpreted { channel, format, encoding, incoming, warnings, .. } = read;
    let feed = JsonFeed {
        version: json_feed::VERSION,
        title: channel.title.unwrap_or_default(),
        home_page_url: channel.home_page.map(Into::into),
        feed_url: channel.self_url.map(Into::into),
        description: channel.description,
        language: channel.language.map(Into::into),
        icon: channel.icon.map(Into::into),
        authors: channel.authors.iter().filter_map(JsonPerson::new).collect(),
        next_url: None,
        hubs: Vec::new(),
        sangam: JsonFeedExtension {
            format: Some(format.name()),
            encoding: Some(encoding),
            feed_id: channel.id,
            published: channel.published.map(rfc3339),
            updated: channel.updated.map(rfc3339),
            rights: channel.rights,
            generator: channel.generator,
            tags: channel.tags,
            warnings,
        },
        items: incoming.iter().map(|incoming| JsonItem::parsed(&incoming.item)).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &feed).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

/// As one of the formats that are published: the document as a feed of its own.
fn write_feed(
    format: &dyn Format,
    read: Interpreted,
    document: Option<&Url>,
    planned: &PlannedSource,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    let edition = edition(read, document, planned);
    let artifact = format.render(&edition).map_err(|error| Stop::new(Exit::Failed, error))?;
    out.write_all(&artifact.bytes)?;
    Ok(())
}

fn edition(read: Interpreted, document: Option<&Url>, planned: &PlannedSource) -> Edition {
    let channel = read.channel;
    let source = &planned.source;
    let title = channel.title.unwrap_or_else(|| source.title.clone());
    // Where the document is, as far as anybody says; nothing is made up.
    let stated = document.cloned().or(channel.self_url).or_else(|| channel.home_page.clone());
    let url = stated.as_ref().map(ToString::to_string).unwrap_or_default();
    let site = Site {
        title: title.clone(),
        url: channel.home_page.or(stated).unwrap_or_else(|| source.url.clone()),
        description: channel.description,
        language: channel.language.unwrap_or_else(Language::undetermined),
        author: channel.authors.into_iter().next().unwrap_or_default(),
        icon: channel.icon,
    };
    let info = SourceInfo { title, url, is_feed: true, is_current: true };
    let place = FeedPlace::main(&site);
    let frame = Frame {
        site,
        feeds: Vec::new(),
        configured: [(source.id.clone(), info)].into(),
        departed: [].into(),
        hub: None,
    };
    let entries = read.incoming.into_iter();
    let entries = entries.map(|incoming| entry(incoming, &source.id)).collect();
    assemble(&frame, &place, entries)
}

/// Nothing was seen at any time: what has no date of its own stands at the epoch, and the formats
/// leave such a date out.
fn entry(incoming: Incoming, source: &SourceId) -> StoredItem {
    let item = incoming.item;
    let key = item.keys.first().expect("an item has a key");
    let date = item.published.map_or(DateTime::UNIX_EPOCH, |published| published.at);
    StoredItem {
        id: ItemId::mint(source, key),
        first_seen: date,
        date,
        updated: item.modified.unwrap_or(date),
        appearances: vec![Appearance {
            source: source.clone(),
            item: item.clone(),
            position: incoming.position,
            first_seen: date,
            matched: None,
        }],
        item,
    }
}
