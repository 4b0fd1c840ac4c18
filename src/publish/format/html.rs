//! The river of items for people: one self-contained page without a script.
//!
//! Everything that a source wrote goes through the template engine's escaping as text; none of
//! its HTML is on the page. The page's own policy forbids scripts besides.

use crate::model::edition::{Artifact, Edition};
use crate::publish::{Format, RenderError};
use page::Page;

pub(super) mod engine;

mod page;

pub(super) mod row;

/// `index.html`
pub struct Html;

const FILE: &str = "index.html";

/// What every page is sent as.
pub(super) const MEDIA_TYPE: &str = "text/html; charset=utf-8";

const TEMPLATE: &str = include_str!("../../../assets/index.html");

const STYLE: &str = include_str!("../../../assets/style.css");

impl Format for Html {
    fn name(&self) -> &'static str {
        FILE
    }

    fn render(&self, edition: &Edition) -> Result<Artifact, RenderError> {
        let page = Page::new(edition, content_security_policy(), STYLE);
        Ok(Artifact {
            path: format!("{}{FILE}", edition.folder),
            media_type: MEDIA_TYPE,
            bytes: engine::fill(FILE, TEMPLATE, &page)?,
            items: edition.entries.len(),
        })
    }
}

/// What the page may load, in the words of CSP: pictures, and its own style. Also for the header
/// of whatever server hands the page out: a stricter one would take the style away.
#[must_use]
pub fn content_security_policy() -> String {
    let style = engine::hash_source(STYLE);
    format!(
        "default-src 'none'; style-src {style}; img-src http: https:; \
         base-uri 'none'; form-action 'none'"
    )
}
