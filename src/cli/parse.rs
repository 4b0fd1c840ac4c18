//! `sangam parse`: reads one document and prints the normalized result.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use bytes::Bytes;
use chrono::DateTime;
use url::Url;

use crate::cli::args::{FeedFormat, Parse};
use crate::cli::exit::{Exit, Stop};
use crate::cli::{document, json};
use crate::model::change::{Appearance, ItemId, StoredItem};
use crate::model::document::Document;
use crate::model::edition::{Edition, Site, SourceInfo};
use crate::model::item::Item;
use crate::model::language::Language;
use crate::model::source::{SourceId, SourceKind};
use crate::pipeline::{Interpreting, PlannedSource};
use crate::publish::Format;
use crate::publish::assemble::{FeedPlace, Frame, assemble};
use crate::publish::format::atom::Atom;
use crate::publish::format::rss::Rss;

/// Documents above this are refused unless `--max-body` says otherwise.
pub(super) const DEFAULT_MAX_BODY: u64 = 64_000_000;

/// How much the items of a document may take that are rendered as Atom or RSS. Those formats hold
/// several copies of them.
const MAX_RENDERED: usize = 16_000_000;

/// Reads one document.
pub(super) fn parse(args: &Parse, out: &mut dyn Write) -> Result<Exit, Stop> {
    let document = Document {
        url: args.base.clone(),
        content_type: args.content_type.clone(),
        body: bytes(&args.file, args.max_body)?,
    };
    let kind = if args.listing { SourceKind::Listing } else { SourceKind::Feed };
    let planned = document::unconfigured(args.base.clone(), kind);
    let read = document::begin(&document, &planned)?;
    // It is as large as everything that was read out of it.
    drop(document);
    match args.format {
        FeedFormat::Json => json::write(read, out)?,
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

/// As one of the formats that are published: the document as a feed of its own.
fn write_feed(
    format: &dyn Format,
    read: Interpreting,
    document: Option<&Url>,
    planned: &PlannedSource,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    let edition = edition(read, document, planned);
    let artifact = format.render(&edition).map_err(|error| Stop::new(Exit::Failed, error))?;
    out.write_all(&artifact.bytes)?;
    Ok(())
}

fn edition(mut read: Interpreting, document: Option<&Url>, planned: &PlannedSource) -> Edition {
    let source = &planned.source;
    let entries = entries(&mut read, &source.id);
    let channel = read.channel;
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
        selections: [].into(),
        look: std::sync::Arc::default(),
        hub: None,
    };
    assemble(&frame, &place, entries)
}

/// So many of the items as can be rendered at once.
fn entries(read: &mut Interpreting, source: &SourceId) -> Vec<StoredItem> {
    let (mut entries, mut weight) = (Vec::new(), 0);
    while let Some(item) = read.next_item() {
        weight += weigh(&item);
        entries.push(entry(item, entries.len(), source));
        if weight > MAX_RENDERED {
            break;
        }
    }
    let left = read.left();
    if left > 0 {
        tracing::warn!(
            "{left} items are left out: this format is put together in memory, and {} MB of \
             items is the most that is; --format json has all",
            MAX_RENDERED / 1_000_000
        );
    }
    entries
}

/// About how much memory an item takes.
fn weigh(item: &Item) -> usize {
    let mut counter = Counter(size_of::<StoredItem>());
    // Counting cannot fail.
    let _ = serde_json::to_writer(&mut counter, item);
    counter.0
}

struct Counter(usize);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Nothing was seen at any time: what has no date of its own stands at the epoch, and the formats
/// leave such a date out.
fn entry(item: Item, position: usize, source: &SourceId) -> StoredItem {
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
            position: u32::try_from(position).unwrap_or(u32::MAX),
            first_seen: date,
            nearness: 0,
            matched: None,
        }],
        item,
    }
}
