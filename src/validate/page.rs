//! A page for people.

use super::finding::Findings;
use super::html::{self, Kind};
use super::rules;

/// Checks a page.
pub(super) fn check(text: &str, findings: &mut Findings) {
    let lower = text.get(..text.floor_char_boundary(4096)).unwrap_or_default().to_ascii_lowercase();
    let has = [
        (
            lower.trim_start().starts_with("<!doctype html>"),
            "it does not begin with <!doctype html>",
        ),
        (lower.contains("<html lang="), "<html> has no lang"),
        (lower.contains("<title>"), "it has no <title> near its beginning"),
        (text.trim_end().ends_with("</html>"), "it does not end with </html>"),
    ];
    for (_, message) in has.into_iter().filter(|(has, _)| !has) {
        findings.add(&rules::PAGE, 0, message);
    }
    let is_pinned =
        lower.contains("script-src 'sha256-") || lower.contains("script-src &#39;sha256-");
    html::check(text, if is_pinned { Kind::Pinned } else { Kind::Page }, 0, findings);
}
