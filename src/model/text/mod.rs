//! Text that is safe to show: sanitized HTML, and plain text out of HTML.
//!
//! HTML passes two gates. `filter` writes it anew with what `policy` lets stay; ammonia
//! parses that, holds it against the same policy once more, and serializes the tree.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use serde::{Deserialize, Serialize};
use url::Url;

use self::address::{Bases, is_picture};
pub use self::characters::{all_bytes, is_ascii_line};
use self::characters::{continues, is_legal, legal};
pub use self::leftovers::resolve_leftovers;
use self::pieces::{Piece, Pieces};
pub use self::references::{named, windows_1252};

mod filter;

mod nesting;

mod pieces;

mod policy;

mod address;

mod references;

mod leftovers;

mod characters;

#[cfg(test)]
mod tests;

/// HTML that runs nothing and is complete: sanitized, serialized from a parse tree, every address
/// absolute. Only [`SafeHtml::sanitize`] makes one; what the store gives back was made by it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// Sanitizes foreign HTML; relative addresses count from `base` and are dropped without one.
    /// `None` when nothing to show is left. Only the first MB is looked at, and 256 levels.
    #[must_use]
    pub fn sanitize(html: &str, base: Option<&Url>) -> Option<Self> {
        Self::sanitize_on_page(html, base, None)
    }

    /// The same for text of an item whose page is known: an address of only a `#fragment` means
    /// that page.
    #[must_use]
    pub fn sanitize_on_page(html: &str, base: Option<&Url>, page: Option<&Url>) -> Option<Self> {
        if is_harmless(html) {
            let text = html.trim();
            return (!text.is_empty()).then(|| Self(text.to_owned()));
        }
        let filtered = filter::filter(html, Bases { base, page });
        let parsed = SANITIZER.clean(&filtered).to_string();
        let clean = settle(with_line_feeds(legal(&parsed)));
        is_something(&clean).then(|| Self(clean.trim().to_owned()))
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

/// Text that comes out of parser and serializer as it is.
fn is_harmless(html: &str) -> bool {
    html.len() <= filter::LONGEST
        && !html.contains(['<', '>', '&', '\r', '\u{A0}'])
        && html.chars().all(is_legal)
}

/// A reference may stand for a carriage return, which the next parser would take for a line feed.
fn with_line_feeds(html: Cow<str>) -> Cow<str> {
    if !html.contains('\r') {
        return html;
    }
    Cow::Owned(html.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Parsers take a line feed after `<pre>` away, and serializers give none back: without any there
/// is nothing that the next parser would take.
fn settle(html: Cow<str>) -> Cow<str> {
    if !html.contains("<pre") {
        return html;
    }
    let mut parts = html.split("<pre");
    let mut settled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let content = pieces::after_tag(part);
        settled.extend(["<pre", &part[..part.len() - content.len()]]);
        settled.push_str(content.trim_start_matches('\n'));
    }
    Cow::Owned(settled)
}

/// There is text, a picture or a sound in what was sanitized.
fn is_something(html: &str) -> bool {
    let is_text = |piece| match piece {
        Piece::Text(text) => !tidy(&references::resolve(text)).is_empty(),
        Piece::Open(name, _) => matches!(name, "img" | "video" | "audio"),
        Piece::Close(_) => false,
    };
    Pieces::new(html).any(is_text)
}

/// Holds the same policy as `filter`, which has made addresses absolute before.
static SANITIZER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    let names = |attributes: &'static [(&'static str, policy::Value)]| -> HashSet<&'static str> {
        attributes.iter().map(|&(name, _)| name).collect()
    };
    builder
        .tags(policy::ELEMENTS.iter().map(|element| element.name).collect())
        .tag_attributes(policy::ELEMENTS.iter().map(|e| (e.name, names(e.attributes))).collect())
        .generic_attributes(policy::EVERYWHERE.iter().map(|&(name, _)| name).collect())
        .clean_content_tags(policy::DROPPED.iter().map(|&(name, _)| name).collect())
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "data"]))
        .url_relative(UrlRelative::Deny)
        // What plays by itself disturbs, and what cannot be played is of no use.
        .set_tag_attribute_values(HashMap::from([
            ("video", HashMap::from([("controls", "")])),
            ("audio", HashMap::from([("controls", "")])),
        ]))
        .attribute_filter(|element, name, value| {
            let data = value.trim_start().get(..5).is_some_and(|s| s.eq_ignore_ascii_case("data:"));
            let picture = || element == "img" && name == "src" && is_picture(value);
            (!data || !matches!(name, "src" | "href" | "poster" | "cite") || picture())
                .then(|| value.into())
        });
    builder
});

/// How many tags and references there are at most in so much of some HTML as
/// [`SafeHtml::sanitize`] looks at.
#[must_use]
pub fn count_markup(html: &str) -> usize {
    let looked_at = &html.as_bytes()[..html.len().min(filter::LONGEST)];
    memchr::memchr2_iter(b'<', b'&', looked_at).count()
}

/// The text of some HTML: tags gone, references resolved, white space folded, what is not shown
/// (scripts, styles, comments) left out. Elements that are no part of a line separate words.
#[must_use]
pub fn html_to_text(html: &str) -> String {
    let html = &html[..html.floor_char_boundary(filter::LONGEST)];
    if !html.contains('<') {
        return tidy(&references::resolve(html));
    }
    let mut text = String::with_capacity(html.len());
    let mut pieces = Pieces::new(html);
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Text(piece) => text.push_str(piece),
            Piece::Open(name, _) | Piece::Close(name) if policy::is_inline(name) => {}
            Piece::Close(_) => text.push(' '),
            Piece::Open(name, _) => {
                text.push(' ');
                if let Some((name, raw)) = policy::dropped(name) {
                    pieces.skip_content(name, raw);
                }
            }
        }
    }
    tidy(&references::resolve(&text))
}

/// Plain text as it is kept: no characters that XML 1.0 forbids, no other controls, white space
/// (non-breaking too) folded to single spaces, none at the ends.
#[must_use]
pub fn tidy(text: &str) -> String {
    if is_ascii_line(text) {
        return text.to_owned();
    }
    let mut tidy = String::with_capacity(text.len());
    for word in text.split_whitespace().map(legal).filter(|word| !word.is_empty()) {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.push_str(&word);
    }
    tidy
}

/// The beginning of a text, at most `limit` characters, cut at a word, with `…` when cut. Where
/// words are not separated, it is cut between two signs that stand for themselves.
#[must_use]
pub fn excerpt(text: &str, limit: usize) -> String {
    if text.chars().nth(limit).is_none() {
        return text.to_owned();
    }
    let Some((mut end, _)) = text.char_indices().nth(limit.saturating_sub(1)) else {
        return String::new();
    };
    while end > 0 && text[end..].starts_with(continues) || text[..end].ends_with('\u{200D}') {
        end = text[..end].char_indices().next_back().map_or(0, |(at, _)| at);
    }
    let head = &text[..end];
    let at_word = text[end..].starts_with(char::is_whitespace);
    let space = head.rfind(char::is_whitespace).filter(|&at| !at_word && at > end / 2);
    let head = &head[..space.unwrap_or(end)];
    let head = head.trim_end_matches(|c: char| c.is_whitespace() || ",;:-–—".contains(c));
    if limit == 0 { String::new() } else { format!("{head}…") }
}
