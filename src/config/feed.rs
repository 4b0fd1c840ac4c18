//! `[[feed]]`.

use std::collections::BTreeMap;

use super::section::Section;
use super::source::identified;
use super::spelling::nearest;
use super::values::{LANGUAGE, TEXT, Wrong, language, words};
use crate::model::query::Selection;
use crate::model::source::SourceId;
use crate::pipeline::Feed;

/// Reads every `[[feed]]`. `sources` are the ids that it can choose from.
pub(super) fn feeds(root: &Section<'_>, sources: &[SourceId]) -> Vec<Feed> {
    let mut taken = BTreeMap::new();
    let mut feeds = Vec::new();
    for section in root.tables("feed", |number, table| identified("[[feed]]", number, table)) {
        let id = super::source::id(&section, &mut taken, "it is the feed's folder and address");
        let title = section.read("title", TEXT, words);
        let title = section.required("title", title, "a feed needs a name");
        let selection = selection(&section, sources);
        let prefer_language = section.list("prefer_language", LANGUAGE, language);
        section.finish(&[]);
        if let (Some(id), Some(title)) = (id, title) {
            feeds.push(Feed {
                id: id.to_string(),
                title,
                selection,
                prefer_language: prefer_language.unwrap_or_default(),
            });
        }
    }
    feeds
}

fn selection(section: &Section<'_>, sources: &[SourceId]) -> Selection {
    let name = format!("where of {}", section.name);
    let Some(section) = section.optional_table("where", name) else { return Selection::default() };
    let selection = Selection {
        source: section
            .list("source", "the id of a source", |text| {
                // A source that cannot be read may be the one.
                if section.context.is_partial { words(text) } else { source(text, sources) }
            })
            .unwrap_or_default(),
        kind: section.list("kind", TEXT, words).unwrap_or_default(),
        tag: section.list("tag", TEXT, words).unwrap_or_default(),
        lang: section.list("lang", LANGUAGE, language).unwrap_or_default(),
        text: section.read("text", TEXT, words),
    };
    section.finish(&[]);
    selection
}

fn source(text: &str, sources: &[SourceId]) -> Result<String, Wrong> {
    let mut ids = sources.iter().map(SourceId::as_str);
    if ids.any(|id| id == text) {
        return Ok(text.to_owned());
    }
    Err(match nearest(text, sources.iter().map(SourceId::as_str)) {
        Some(near) => Wrong::Perhaps(near.to_owned()),
        None => Wrong::because("no [[source]] has it"),
    })
}
