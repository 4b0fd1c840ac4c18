//! The pages of a feed's history: Atom, chained as RFC 5005 §4 has it, and JSON Feed by `next_url`.

use crate::model::edition::{Artifact, Edition};
use crate::publish::format::{atom::Atom, json_feed::JsonFeedFormat};
use crate::publish::{Format, RenderError};

/// What the files of a page end in; before it stands the number.
const ATOM: &str = "atom.xml";
const JSON: &str = "json";

/// Name of the Atom file of a page below the feed's folder.
pub(crate) fn atom_name(page: u32) -> String {
    format!("archive/{page}.{ATOM}")
}

/// Name of the JSON file of a page below the feed's folder.
pub(crate) fn json_name(page: u32) -> String {
    format!("archive/{page}.{JSON}")
}

/// Paths of all files of a page below the base address.
#[must_use]
pub fn paths(folder: &str, page: u32) -> [String; 2] {
    [atom_name(page), json_name(page)].map(|name| format!("{folder}{name}"))
}

/// Renders an edition that is a page.
pub fn render(edition: &Edition) -> Result<Vec<Artifact>, RenderError> {
    Ok(vec![Atom.render(edition)?, JsonFeedFormat.render(edition)?])
}
