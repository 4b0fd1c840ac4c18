//! What an element means, whatever its vocabulary calls it.

use super::namespace::Vocabulary;
use super::{atom, cdf, extensions, rss};

/// What an element means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// `rss`.
    Rss,
    /// `rdf:RDF`.
    Rdf,
    /// Atom's `feed`.
    Feed,
    /// `channel`.
    Channel,
    /// `item`, `entry`.
    Item,
    /// `at:deleted-entry`.
    Deleted,
    /// It only groups: its children belong to what is around it.
    Group,
    /// `media:content`, which may group too.
    MediaContent,
    /// It states something. Among several that state the same, the lowest rank counts.
    Field(Field, u8),
    /// Nothing that is read; its children are looked at with suspicion.
    Unknown,
}

/// What can be stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Link,
    Id,
    /// A description: HTML by habit.
    Description,
    /// A summary: plain text unless its `type` says otherwise.
    Summary,
    /// A subtitle, which only a channel shows.
    Subtitle,
    /// The full text: HTML.
    Encoded,
    /// Atom's `content`.
    Content,
    /// XHTML, not escaped.
    Body,
    Published,
    Updated,
    Author,
    Category,
    /// Several categories, with commas between.
    Keywords,
    /// A category whose name is its attribute `text`.
    ItunesCategory,
    Enclosure,
    Thumbnail,
    /// RSS's `image`, which has children; or an address.
    Image,
    Rights,
    License,
    Language,
    Generator,
    Comments,
    /// The feed that an item was taken from.
    Source,
    Duration,
    /// How long the feed says that it may be kept, in minutes.
    Ttl,
    /// Hours and days in which it brings nothing, each a child.
    SkipHours,
    SkipDays,
    /// How often it says that it changes.
    UpdatePeriod,
    UpdateFrequency,
    /// Something with children that would be mistaken for fields of the item: `textInput`,
    /// `contributor`, …
    Opaque,
}

/// From this rank on, only the name says what a field is, under whatever prefix.
pub(super) const LOOSE: u8 = 8;

/// The rank of a field that stands where it should not, or in a vocabulary that has no such name.
pub(super) const LAST: u8 = 9;

impl Element {
    /// It holds the feed, or an item of it.
    pub(super) fn is_structure(self) -> bool {
        matches!(self, Self::Rss | Self::Rdf | Self::Feed | Self::Channel | Self::Item)
    }
}

/// The longest name that means anything.
const MAX_NAME: usize = 24;

/// What an element means.
pub(super) fn element(vocabulary: Vocabulary, local: &str) -> Element {
    let mut buffer = [0; MAX_NAME];
    let Some(name) = lower_case(local, &mut buffer) else { return Element::Unknown };
    let found = match vocabulary {
        Vocabulary::Core => core(name).or_else(|| extensions::any(name)),
        Vocabulary::Rdf => rss::rdf(name),
        Vocabulary::Tombstones => (name == "deleted-entry").then_some(Element::Deleted),
        Vocabulary::Geo | Vocabulary::Other => None,
        Vocabulary::Unknown => foreign(name),
        known => extensions::element(known, name).or_else(|| foreign(name)),
    };
    found.unwrap_or(Element::Unknown)
}

fn core(name: &str) -> Option<Element> {
    rss::element(name).or_else(|| atom::element(name)).or_else(|| cdf::element(name))
}

/// An element of the core in a vocabulary that has none of this name: a wrong prefix, or a
/// namespace with a slip in its address. It counts where nothing better is said.
fn foreign(name: &str) -> Option<Element> {
    match core(name) {
        Some(Element::Field(field, _)) => Some(Element::Field(field, LAST)),
        Some(structure) => Some(structure),
        None => extensions::any(name),
    }
}

fn lower_case<'b>(name: &'b str, buffer: &'b mut [u8; MAX_NAME]) -> Option<&'b str> {
    if name.bytes().all(|byte| !byte.is_ascii_uppercase()) {
        return Some(name);
    }
    let buffer = buffer.get_mut(..name.len())?;
    buffer.copy_from_slice(name.as_bytes());
    buffer.make_ascii_lowercase();
    std::str::from_utf8(buffer).ok()
}

/// Prefix and local name.
pub(super) fn split(name: &str) -> (&str, &str) {
    // Names are short: looking byte by byte is quicker than any search.
    let colon = name.bytes().position(|byte| byte == b':');
    colon.map_or(("", name), |at| (&name[..at], &name[at + 1..]))
}
