//! Under which prefixes an edition writes what its items carry along.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::model::edition::Edition;
use crate::model::event::{Event, RawEvent};
use crate::model::extension::Extension;
use crate::model::hash::Hash;
use crate::model::item::Item;
use crate::publish::clean;

const ITUNES: &str = "http://www.itunes.com/dtds/podcast-1.0.dtd";

const PODCAST: &str = "https://podcastindex.org/namespace/1.0";

/// Prefixes that everybody knows by their vocabularies. Many readers go by them alone.
const USUAL: [(&str, &str); 9] = [
    ("georss", "http://www.georss.org/georss"),
    ("gml", "http://www.opengis.net/gml"),
    ("geo", "http://www.w3.org/2003/01/geo/wgs84_pos#"),
    ("itunes", ITUNES),
    ("media", "http://search.yahoo.com/mrss/"),
    ("podcast", PODCAST),
    ("psc", "http://podlove.org/simple-chapters"),
    ("thr", "http://purl.org/syndication/thread/1.0"),
    ("wfw", "http://wellformedweb.org/CommentAPI/"),
];

/// Prefixes that the formats have for themselves.
const TAKEN: [&str; 8] = ["at", "atom", "content", "dc", "dcterms", "fh", "sy", "xhtml"];

/// The vocabularies of an edition, each with its prefix.
#[derive(Debug, Default)]
pub(crate) struct Vocabularies {
    prefixes: BTreeMap<String, String>,
}

impl Vocabularies {
    pub(crate) fn of(edition: &Edition) -> Self {
        let mut all = Self::default();
        let items = edition.entries.iter().map(|entry| &entry.item);
        for extension in items.flat_map(in_xml) {
            for one in extension.family() {
                all.add(&one.namespace, &one.prefix);
            }
        }
        all
    }

    fn add(&mut self, namespace: &str, stated: &str) {
        if self.prefixes.contains_key(namespace) {
            return;
        }
        let usual = USUAL.iter().find(|(_, known)| *known == namespace).map(|(prefix, _)| *prefix);
        let is_free = !TAKEN.contains(&stated)
            && USUAL.iter().all(|(prefix, _)| *prefix != stated)
            && self.prefixes.values().all(|prefix| prefix != stated);
        let own = || format!("x{:.8}", Hash::of(namespace.as_bytes()).to_string());
        let prefix = usual.or(Some(stated).filter(|_| is_free)).map_or_else(own, str::to_owned);
        self.prefixes.insert(namespace.to_owned(), prefix);
    }

    /// Prefix and address of each.
    pub(crate) fn declared(&self) -> impl Iterator<Item = (String, String)> {
        self.prefixes.iter().map(|(namespace, prefix)| (prefix.clone(), namespace.clone()))
    }

    /// The prefix of an extension that one of the items carries.
    pub(crate) fn prefix(&self, extension: &Extension) -> &str {
        self.prefixes.get(&extension.namespace).map_or("x", String::as_str)
    }

    /// Prefix and name.
    pub(crate) fn name(&self, extension: &Extension) -> String {
        format!("{}:{}", self.prefix(extension), extension.name)
    }
}

/// The text of an extension, in characters that XML can hold.
pub(crate) fn text(extension: &Extension) -> Option<String> {
    extension.text.as_deref().map(|text| clean::characters(text).into_owned())
}

/// What an item carries along in RSS and Atom. iTunes is for feeds that are podcasts: it asks them
/// for a category and a picture, which a feed of many sources has not.
/// An event that no vocabulary of feeds told of is told in one.
pub(crate) fn in_xml(item: &Item) -> impl Iterator<Item = Cow<'_, Extension>> {
    let carried = item.extensions.iter().filter(|extension| extension.namespace != ITUNES);
    let event = item.event.iter().filter(|_| RawEvent::carried(&item.extensions).is_none());
    carried.map(Cow::Borrowed).chain(event.flat_map(Event::told).map(Cow::Owned))
}

/// The commonest values of `role` and `group` of Podcasting 2.0 `person`, which its taxonomy names.
const ROLES: [&str; 19] = [
    "announcer",
    "author",
    "cast",
    "community",
    "director",
    "editor",
    "guest",
    "guest host",
    "host",
    "misc",
    "narrator",
    "producer",
    "reporter",
    "researcher",
    "songwriter",
    "translator",
    "visuals",
    "writer",
    "writing",
];

/// The attributes of an extension as XML has them. Readers that are built on feed-rs lose the
/// whole feed for a person with a role of somebody's own invention, so that it is left out.
pub(crate) fn xml_attributes(extension: &Extension) -> impl Iterator<Item = (String, String)> {
    let is_person = extension.name == "person" && extension.namespace == PODCAST;
    attributes(extension).filter(move |(name, value)| {
        let is_role = is_person && (name == "role" || name == "group");
        !is_role || ROLES.contains(&value.to_lowercase().as_str())
    })
}

/// The attributes of an extension, in the same characters.
pub(crate) fn attributes(extension: &Extension) -> impl Iterator<Item = (String, String)> {
    let all = extension.attributes.iter();
    all.map(|(name, value)| (name.clone(), clean::characters(value).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_vocabulary_has_one_prefix_of_its_own() {
        let mut all = Vocabularies::default();
        all.add("http://www.georss.org/georss", "g");
        all.add("urn:one", "one");
        all.add("urn:one", "another");
        all.add("urn:two", "one");
        all.add("urn:three", "atom");
        all.add("urn:four", "podcast");
        let mut prefixes: Vec<_> = all.declared().map(|(prefix, _)| prefix).collect();
        prefixes.sort();
        prefixes.dedup();
        assert_eq!(prefixes.len(), 5);
        assert_eq!(all.prefixes["http://www.georss.org/georss"], "georss");
        assert_eq!(all.prefixes["urn:one"], "one");
        for namespace in ["urn:two", "urn:three", "urn:four"] {
            let prefix = &all.prefixes[namespace];
            assert!(prefix.starts_with('x') && prefix.len() == 9, "{prefix}");
        }
    }
}
