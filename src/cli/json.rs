//! One document's items as JSON Feed, for `parse` and `preview`: each is written as soon as it is
//! made, so that a document beyond measure takes no more memory than its raw items do.

use std::cell::RefCell;
use std::io::{self, Write};
use std::{iter, mem};

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::pipeline::Interpreting;
use crate::publish::format::json_feed::{self, JsonFeedExtension};
use crate::publish::format::json_item::{JsonItem, JsonPerson, rfc3339};

/// Writes the feed. What was mended comes last: it is not known before.
pub(super) fn write(mut read: Interpreting, out: &mut dyn Write) -> io::Result<()> {
    let channel = mem::take(&mut read.channel);
    let mut serializer = serde_json::Serializer::pretty(&mut *out);
    let mut feed = serializer.serialize_map(None)?;
    feed.serialize_entry("version", json_feed::VERSION)?;
    feed.serialize_entry("title", channel.title.as_deref().unwrap_or_default())?;
    let stated = [
        ("home_page_url", channel.home_page.map(Into::into)),
        ("feed_url", channel.self_url.map(Into::into)),
        ("description", channel.description),
        ("language", channel.language.map(Into::into)),
        ("icon", channel.icon.map(Into::into)),
    ];
    for (name, value) in stated.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        feed.serialize_entry::<_, String>(name, &value)?;
    }
    let authors: Vec<_> = channel.authors.iter().filter_map(JsonPerson::new).collect();
    if !authors.is_empty() {
        feed.serialize_entry("authors", &authors)?;
    }
    let mut sangam = JsonFeedExtension {
        format: Some(read.format.name()),
        encoding: Some(mem::take(&mut read.encoding)),
        feed_id: channel.id,
        published: channel.published.map(rfc3339),
        updated: channel.updated.map(rfc3339),
        rights: channel.rights,
        generator: channel.generator,
        tags: channel.tags,
        taken_down: Vec::new(),
        kept_apart: Vec::new(),
        warnings: Vec::new(),
    };
    feed.serialize_entry("items", &OneByOne(RefCell::new(&mut read)))?;
    sangam.warnings = read.into_warnings();
    feed.serialize_entry("_sangam", &sangam)?;
    SerializeMap::end(feed)?;
    writeln!(out)
}

/// Makes the items while it is serialized, which is done once.
struct OneByOne<'a>(RefCell<&'a mut Interpreting>);

impl Serialize for OneByOne<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut read = self.0.borrow_mut();
        let items = iter::from_fn(|| read.next_item());
        serializer.collect_seq(items.map(|item| JsonItem::parsed(&item)))
    }
}
