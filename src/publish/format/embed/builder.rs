//! `widget.html`: a page that writes the lines to paste, and shows what they give.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;

use crate::model::edition::{Artifact, Edition};
use crate::publish::format::embed::{frame_snippet, integrity, lean, pinned_name};
use crate::publish::format::html::engine::{fill, hash_source};
use crate::publish::format::{about, html};
use crate::publish::shown::tags;
use crate::publish::{Format, RenderError, clean};

/// `widget.html`
pub(crate) struct Builder;

/// How many values a filter offers: the ones that occur most.
const CHOICES: usize = 50;

const STYLE: &str = include_str!("../../../../assets/embed/widget.css");

/// What the page is filled with.
#[derive(Serialize)]
struct BuilderPage {
    policy: String,
    style: &'static str,
    script: &'static str,
    /// File of the script to paste, and what a browser compares it with.
    pinned: String,
    integrity: String,
    plain_snippet: String,
    language: String,
    title: String,
    feeds: Vec<Feed>,
    filters: Vec<Filter>,
}

#[derive(Serialize)]
struct Feed {
    title: String,
    folder: String,
}

#[derive(Serialize)]
struct Filter {
    name: &'static str,
    label: &'static str,
    values: Vec<String>,
}

impl Format for Builder {
    fn name(&self) -> &'static str {
        "widget.html"
    }

    fn applies(&self, edition: &Edition) -> bool {
        edition.folder.is_empty()
    }

    fn render(&self, edition: &Edition) -> Result<Artifact, RenderError> {
        static SCRIPT: LazyLock<String> =
            LazyLock::new(|| lean(include_str!("../../../../assets/embed/widget.js")));
        let page = BuilderPage {
            policy: policy(&SCRIPT),
            style: STYLE,
            script: &SCRIPT,
            pinned: pinned_name(),
            integrity: integrity(),
            plain_snippet: frame_snippet(edition),
            language: edition.site.language.to_string(),
            title: about::title(edition),
            feeds: feeds(edition),
            filters: filters(edition),
        };
        let template = include_str!("../../../../assets/embed/widget.html");
        Ok(Artifact {
            path: self.name().to_owned(),
            media_type: html::MEDIA_TYPE,
            bytes: fill(self.name(), template, &page)?,
            items: 0,
        })
    }
}

/// Its own script and style, the widget's script beside it, the feeds beside it, and pictures. The
/// widget's style is made by its script, which no policy forbids.
fn policy(script: &str) -> String {
    let (style, script) = (hash_source(STYLE), hash_source(script));
    format!(
        "default-src 'none'; style-src {style}; script-src {script} 'self'; connect-src 'self'; \
         frame-src 'self'; img-src http: https:; base-uri 'none'; form-action 'none'"
    )
}

fn feeds(edition: &Edition) -> Vec<Feed> {
    let main = Feed { title: about::title(edition), folder: String::new() };
    let others = edition.siblings.iter().map(|(title, folder)| Feed {
        title: clean::line(title).unwrap_or_else(|| folder.clone()),
        folder: folder.clone(),
    });
    std::iter::once(main).chain(others.filter(|feed| !feed.folder.is_empty())).collect()
}

fn filters(edition: &Edition) -> Vec<Filter> {
    let items = || edition.entries.iter().map(|stored| &stored.item);
    let kinds = items().filter_map(|item| item.kind.as_deref().and_then(clean::line));
    let languages = items().filter_map(|item| Some(item.language.as_ref()?.to_string()));
    vec![
        Filter { name: "kind", label: "Kind", values: commonest(kinds) },
        Filter { name: "tag", label: "Tag", values: commonest(items().flat_map(tags)) },
        Filter { name: "lang", label: "Language", values: commonest(languages) },
    ]
}

/// The values that occur most, in the order of the alphabet. One with a comma cannot be asked for:
/// commas stand between several.
fn commonest(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for value in values.filter(|value| !value.contains(',')) {
        *counts.entry(value).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.truncate(CHOICES);
    counts.sort();
    counts.into_iter().map(|(value, _)| value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_values_are_offered_in_order() {
        let values = ["b", "a", "b", "c, d", "a"].map(str::to_owned);
        assert_eq!(commonest(values.into_iter()), ["a", "b"]);
    }
}
