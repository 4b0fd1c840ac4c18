//! Which version a root element is of.

use crate::model::raw::Format;
use crate::read::tokens::Tag;

use super::namespace::{self, Vocabulary};

pub(super) fn atom_version(tag: &Tag<'_>) -> Format {
    let is_old = |value: &str| value.contains("purl.org/atom/ns") || value.contains("purl.org/pie");
    let named =
        tag.attributes.into_iter().any(|(name, value)| name.starts_with("xmlns") && is_old(value));
    let modern = tag.attributes.into_iter().any(|(name, value)| {
        name.starts_with("xmlns")
            && namespace::by_address(value) == Vocabulary::Core
            && !is_old(value)
    });
    let version =
        tag.attributes.get("version").is_some_and(|version| version.trim().starts_with("0."));
    if named || (version && !modern) { Format::Atom03 } else { Format::Atom1 }
}

/// RSS 0.90 is RDF too, in Netscape's namespace.
pub(super) fn rdf_version(tag: &Tag<'_>) -> Format {
    let is_old = |(_, value): (&str, &str)| value.contains("netscape.com/rdf/simple/0.9");
    if tag.attributes.into_iter().any(is_old) { Format::Rss09x } else { Format::Rss1 }
}

pub(super) fn rss_version(tag: &Tag<'_>) -> Format {
    match tag.attributes.get("version").map(str::trim) {
        Some(version) if version.starts_with("0.9") => Format::Rss09x,
        _ => Format::Rss2,
    }
}
