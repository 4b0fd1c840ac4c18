//! Texts: titles and summaries plain, content as safe HTML.

use std::borrow::Cow;

use url::Url;

use crate::model::raw::{Markup, RawText};
use crate::model::text::{SafeHtml, excerpt, html_to_text, resolve_leftovers, tidy};

/// The longest title or other line, in characters.
pub(super) const LINE: usize = 1000;
/// The longest label (kind, tag), in characters.
pub(super) const LABEL: usize = 100;
/// The longest summary, in characters.
const SUMMARY: usize = 5000;
/// The longest text that is looked at, in bytes.
pub(super) const LONGEST: usize = 1 << 20;

/// A title: plain text in one line. Typography stays as it is.
pub(super) fn title(raw: &RawText) -> Option<String> {
    plain(raw, LINE)
}

/// A summary: plain text.
pub(super) fn summary(raw: &RawText) -> Option<String> {
    plain(raw, SUMMARY)
}

/// A line of plain text, at most `limit` characters.
pub(super) fn line(text: &str, limit: usize) -> Option<String> {
    cut(&resolve_leftovers(beginning(text)), limit)
}

fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST)]
}

fn cut(text: &str, limit: usize) -> Option<String> {
    let text = excerpt(&tidy(beginning(text)), limit);
    (!text.is_empty()).then_some(text)
}

/// References are left where nobody says how a text is written, and not among tags: whoever wrote
/// those wrote HTML.
fn plain(raw: &RawText, limit: usize) -> Option<String> {
    let (text, has_tags) = match raw.markup {
        Markup::Plain => (Cow::Borrowed(raw.value.as_str()), false),
        Markup::Html => (Cow::Owned(html_to_text(&raw.value)), raw.value.contains('<')),
    };
    if raw.is_declared || has_tags { cut(&text, limit) } else { line(&text, limit) }
}

/// The text itself: the stated content; where there is none, a summary with markup, which would
/// lose it otherwise.
pub(super) fn content(
    content: Option<&RawText>,
    summary: Option<&RawText>,
    base: Option<&Url>,
    page: Option<&Url>,
) -> Option<SafeHtml> {
    let safe = |raw: &RawText| match raw.markup {
        Markup::Html => SafeHtml::sanitize_on_page(&raw.value, base, page),
        Markup::Plain => SafeHtml::sanitize(&paragraphs(&raw.value), None),
    };
    content.and_then(safe).or_else(|| {
        let summary = summary.filter(|summary| summary.markup == Markup::Html)?;
        safe(summary).filter(|html| html.as_str().contains('<'))
    })
}

/// Plain text as HTML: empty lines part paragraphs.
fn paragraphs(text: &str) -> String {
    let text = beginning(text).replace("\r\n", "\n").replace('&', "&amp;").replace('<', "&lt;");
    let text = text.trim();
    if text.contains("\n\n") {
        format!("<p>{}</p>", text.split("\n\n").map(str::trim).collect::<Vec<_>>().join("</p><p>"))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &RawText, expected: Option<&str>) {
        assert_eq!(title(raw).as_deref(), expected, "{raw:?}");
    }

    #[test]
    fn titles_are_plain_text() {
        check(&RawText::plain("  Co-operatives\u{A0}&\n Asia "), Some("Co-operatives & Asia"));
        check(&RawText::plain("Fish &amp; Chips"), Some("Fish & Chips"));
        check(&RawText::plain("ILO&#8217;s work"), Some("ILO’s work"));
        check(&RawText::plain("caf&eacute; in &nbsp; and"), Some("café in &nbsp; and"));
        check(&RawText::plain("Fish &amp; caf&eacute;").declared(), Some("Fish &amp; caf&eacute;"));
        check(&RawText::html("<i>Use</i> a&amp;eacute;"), Some("Use a&eacute;"));
        check(&RawText::html("Why x&amp;eacute; fails").declared(), Some("Why x&eacute; fails"));
        check(&RawText::plain("if a < b"), Some("if a < b"));
        check(&RawText::html("A <em>new</em> start<br>here"), Some("A new start here"));
        check(&RawText::html("Fish &amp;amp; Chips"), Some("Fish & Chips"));
        check(&RawText::plain("“Curly” – ‘quotes’…"), Some("“Curly” – ‘quotes’…"));
        check(&RawText::plain(" \u{1} "), None);
        check(&RawText::html("<p></p>"), None);
        assert_eq!(title(&RawText::plain("é".repeat(2000))).unwrap().chars().count(), 1000);
    }

    #[track_caller]
    fn gives(content: Option<&RawText>, summary: Option<&RawText>, expected: Option<&str>) {
        let found = super::content(content, summary, None, None);
        assert_eq!(found.as_ref().map(SafeHtml::as_str), expected);
    }

    #[test]
    fn content_is_what_the_source_gives_as_text() {
        gives(Some(&RawText::html("<p>x")), Some(&RawText::html("<p>y")), Some("<p>x</p>"));
        gives(None, Some(&RawText::html("<p>y")), Some("<p>y</p>"));
        gives(None, Some(&RawText::html("just text &amp; no more")), None);
        gives(None, Some(&RawText::plain("<p>y")), None);
        gives(Some(&RawText::html(" ")), Some(&RawText::html("<b>y</b>")), Some("<b>y</b>"));
        gives(Some(&RawText::plain("a < b & c")), None, Some("a &lt; b &amp; c"));
        gives(Some(&RawText::plain("a\n\nb")), None, Some("<p>a</p><p>b</p>"));
        gives(None, None, None);
    }
}
