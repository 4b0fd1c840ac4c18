//! The river of items for people: one self-contained page, and one for each page of the archive.
//!
//! Everything that a source wrote goes through the template engine's escaping as text; none of
//! its HTML is on the page. The page's own policy allows the script that searches in it, by its
//! hash, and no other; without script all of it works but that.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use crate::model::edition::{Artifact, Edition};
use crate::model::look::Look;
use crate::publish::format::embed::lean;
use crate::publish::{Format, RenderError};
use page::Page;

pub(super) mod engine;

mod filters;

mod happening;

mod page;

pub(super) mod row;

pub(super) mod status_page;

/// `index.html`
pub struct Html;

const FILE: &str = "index.html";

/// What every page is sent as.
pub(super) const MEDIA_TYPE: &str = "text/html; charset=utf-8";

const TEMPLATE: &str = include_str!("../../../assets/index.html");

const STYLE: &str = include_str!("../../../assets/style.css");

/// Searches in the page, and applies the query of its address where no server did.
static SCRIPT: LazyLock<String> = LazyLock::new(|| lean(include_str!("../../../assets/index.js")));

impl Format for Html {
    fn name(&self) -> &'static str {
        FILE
    }

    fn render(&self, edition: &Edition) -> Result<Artifact, RenderError> {
        let style = style(&edition.look);
        let page = Page::new(edition, policy(&style), &style, &SCRIPT);
        let name = edition.place.page.map_or_else(|| FILE.to_owned(), page_name);
        Ok(Artifact {
            path: format!("{}{name}", edition.folder),
            media_type: MEDIA_TYPE,
            bytes: engine::fill_themed(FILE, &edition.look, TEMPLATE, &page)?,
            items: edition.entries.len(),
        })
    }
}

/// Whether the files of a theme can be used; what is wrong, if anything, with file and line.
pub fn check_theme(files: &BTreeMap<String, String>) -> Result<(), String> {
    for (name, text) in files {
        if Path::new(name).extension().is_some_and(|ending| ending == "html") {
            let ours = if name == FILE { TEMPLATE } else { status_page::TEMPLATE };
            engine::check(name, text, ours)?;
        } else if text.contains("</") {
            return Err(format!("{name} holds \"</\", which would end the style"));
        }
    }
    Ok(())
}

/// Name of a page of the archive below the feed's folder.
pub(crate) fn page_name(page: u32) -> String {
    format!("archive/{page}.html")
}

/// The style sheet of all pages, in the colours that were chosen.
pub(super) fn style(look: &Look) -> String {
    format!("{}{}", look.file("style.css", STYLE), look.variables)
}

/// What a page may load, in the words of CSP: pictures, its own style, its own script.
fn policy(style: &str) -> String {
    let (style, script) = (engine::hash_source(style), engine::hash_source(&SCRIPT));
    format!(
        "default-src 'none'; style-src {style}; script-src {script}; img-src http: https:; \
         base-uri 'none'; form-action 'self'"
    )
}

/// The same for a page without any script.
fn static_policy(style: &str) -> String {
    let style = engine::hash_source(style);
    format!(
        "default-src 'none'; style-src {style}; img-src http: https:; base-uri 'none'; \
         form-action 'none'"
    )
}

/// The policy of the pages as they come. Also for the header of whatever server hands them out: a
/// stricter one would take style and script away.
#[must_use]
pub fn content_security_policy() -> String {
    policy(STYLE)
}
