//! The `Content-Type` that a server gave.

use super::Format;
use super::finding::{Findings, quoted};
use super::rules;

/// What each format is served as: the registered type first.
fn fitting(format: Format) -> &'static [&'static str] {
    match format {
        Format::Rss => &["application/rss+xml", "application/xml", "text/xml"],
        Format::Atom => &["application/atom+xml", "application/xml", "text/xml"],
        Format::Json => &["application/feed+json", "application/json"],
        Format::Opml => &["text/x-opml", "application/xml", "text/xml"],
        Format::Page => &["text/html"],
        Format::Obsolete => &["application/rdf+xml", "application/xml", "text/xml"],
    }
}

/// Checks it against what the document is.
pub(super) fn check(content_type: Option<&str>, format: Option<Format>, findings: &mut Findings) {
    let (Some(given), Some(format)) = (content_type, format) else { return };
    let bare = given.split(';').next().unwrap_or_default().trim();
    let fitting = fitting(format);
    if !fitting.iter().any(|fit| fit.eq_ignore_ascii_case(bare)) {
        let message =
            format!("it is served as {}; {} is {}", quoted(bare), format.name(), fitting[0]);
        findings.add(&rules::CONTENT_TYPE, 0, message);
    }
}
