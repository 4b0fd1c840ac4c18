//! The output formats, one file each.

use crate::model::edition::{Artifact, Edition};
use crate::model::source::SourceId;
use crate::publish::{Format, RenderError};

pub(crate) mod about;

pub mod archive;

pub mod atom;

pub mod embed;

pub mod events;

pub mod feed_style;

pub mod html;

pub mod json_feed;

pub mod json_also_in;

pub mod json_event;

pub mod json_extension;

pub mod json_item;

pub mod json_kept;

pub mod opml;

pub mod published;

pub mod rss;

pub mod status;

/// Every format there is.
pub const ALL: [&dyn Format; 13] = [
    &rss::Rss,
    &atom::Atom,
    &json_feed::JsonFeedFormat,
    &html::Html,
    &opml::Opml,
    &feed_style::FeedStyle,
    &events::Events,
    &embed::Frame,
    &embed::Fragment,
    &embed::OEmbed,
    &embed::Script,
    &embed::PinnedScript,
    &embed::builder::Builder,
];

/// Which renderers these are (`build.rs`): what was rendered by others is rendered anew.
pub const REVISION: &str = env!("SANGAM_RENDERERS");

/// The sources that a reader could follow too: those of the configuration.
pub(crate) fn current(edition: &Edition) -> impl Iterator<Item = &SourceId> {
    edition.sources.iter().filter(|(_, source)| source.is_current).map(|(id, _)| id)
}

/// Renders the feed as it is now, in every format that applies to it.
pub fn render(edition: &Edition) -> Result<Vec<Artifact>, RenderError> {
    ALL.iter()
        .filter(|format| format.applies(edition))
        .map(|format| render_one(*format, edition))
        .collect()
}

/// Paths of the files that other editions have and this one has not: nothing is to stand there.
#[must_use]
pub fn absent(edition: &Edition) -> Vec<String> {
    let without = ALL.iter().filter(|format| !format.applies(edition));
    without.map(|format| format!("{}{}", edition.folder, format.name())).collect()
}

/// The file stays when a newer one comes: pages of others name it by its hash.
#[must_use]
pub fn stays(path: &str) -> bool {
    embed::is_pinned(path)
}

/// Renders one file, as it is published.
pub fn render_one(format: &dyn Format, edition: &Edition) -> Result<Artifact, RenderError> {
    format.render(edition).map(feed_style::styled)
}
