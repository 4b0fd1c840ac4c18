//! A page for people.

use sha2::{Digest, Sha256};

use super::finding::Findings;
use super::html::{self, Kind};
use super::rules;
use crate::model::hash::base64;

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
    if is_pinned {
        check_scripts(text, findings);
    }
    html::check(text, if is_pinned { Kind::Pinned } else { Kind::Page }, 0, findings);
}

/// A script in the page runs only if the policy has its hash (CSP 3 §2.3.1). Any other was not meant
/// to be there.
fn check_scripts(text: &str, findings: &mut Findings) {
    let mut rest = text;
    while let Some(at) = rest.find("<script") {
        let begin = text.len() - rest.len() + at;
        let Some((tag, after)) = rest[at..].split_once('>') else { return };
        let script = after.split("</script").next().unwrap_or_default();
        let hash = base64(&Sha256::digest(script.as_bytes()));
        let is_elsewhere = tag.contains(" src=");
        if !is_elsewhere && !text.contains(&format!("sha256-{hash}")) {
            findings.add(&rules::HTML_UNSAFE, begin, "the policy does not name this script");
        }
        rest = &after[script.len()..];
    }
}
