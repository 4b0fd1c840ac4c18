//! The pages of a feed's history: Atom, chained as RFC 5005 §4 has it, and JSON Feed by `next_url`.

use crate::model::edition::{Artifact, Edition};
use crate::publish::RenderError;
use crate::publish::format::atom::Atom;
use crate::publish::format::html::{Html, page_name};
use crate::publish::format::json_feed::JsonFeedFormat;
use crate::publish::format::render_one;

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

/// The number of the page that a file of [`paths`] is.
#[must_use]
pub fn page_of(folder: &str, path: &str) -> Option<u32> {
    let name = path.strip_prefix(folder)?.strip_prefix("archive/")?;
    name.split('.').next()?.parse().ok()
}

/// Path of the page for people below the base address.
#[must_use]
pub fn people_path(folder: &str, page: u32) -> String {
    format!("{folder}{}", page_name(page))
}

/// Renders an edition that is a page, for readers that follow the history of the feed.
pub fn render(edition: &Edition) -> Result<Vec<Artifact>, RenderError> {
    Ok(vec![render_one(&Atom, edition)?, render_one(&JsonFeedFormat, edition)?])
}

/// Renders it for people.
pub fn render_for_people(edition: &Edition) -> Result<Artifact, RenderError> {
    render_one(&Html, edition)
}

/// Renders all of it.
pub fn render_all(edition: &Edition) -> Result<Vec<Artifact>, RenderError> {
    let mut all = render(edition)?;
    all.push(render_for_people(edition)?);
    Ok(all)
}
