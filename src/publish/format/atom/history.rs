//! Where a document stands in the history of its feed, as RFC 5005 §4 puts it.

use std::collections::BTreeMap;

use atom_syndication::Link;
use atom_syndication::extension::{Extension, ExtensionMap};

use crate::model::edition::Edition;
use crate::publish::format::{about, archive};

const PREFIX: &str = "fh";

const NAMESPACE: &str = "http://purl.org/syndication/history/1.0";

/// Name of the document's own file.
pub(super) fn file(edition: &Edition) -> String {
    edition.place.page.map_or_else(|| super::FILE.to_owned(), archive::atom_name)
}

/// Links to the pages around it, and from a page to the feed as it is now.
pub(super) fn links(edition: &Edition) -> Vec<Link> {
    let place = edition.place;
    let page = |rel: &str, page: Option<u32>| {
        page.map(|page| super::link(rel, about::address(edition, &archive::atom_name(page))))
    };
    let now = place.page.map(|_| super::link("current", about::address(edition, super::FILE)));
    let around = [page("prev-archive", place.previous), page("next-archive", place.next())];
    around.into_iter().chain([now]).flatten().collect()
}

/// What says that nothing will be added here, and the namespace of that.
pub(super) fn mark(edition: &Edition) -> Option<((String, String), ExtensionMap)> {
    let mark = Extension { name: "fh:archive".to_owned(), ..Extension::default() };
    let elements = BTreeMap::from([("archive".to_owned(), vec![mark])]);
    let all = BTreeMap::from([(PREFIX.to_owned(), elements)]);
    edition.place.is_full.then(|| ((PREFIX.to_owned(), NAMESPACE.to_owned()), all))
}
