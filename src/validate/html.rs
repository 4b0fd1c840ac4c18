//! HTML inside a feed: that it is safe and complete. It is read as a browser would, tag by tag.

use super::finding::{Findings, quoted};
use super::rules;
use super::values::{Address, address, is_picture, runs, scheme};

/// Elements in elements: deeper ones are not followed.
const MAX_DEPTH: usize = 256;

/// Elements that no reader should let through.
const UNSAFE: [&str; 15] = [
    "script", "iframe", "object", "embed", "applet", "form", "input", "button", "textarea",
    "select", "meta", "base", "link", "frame", "frameset",
];

/// Those of them that a page of ours may have; a script only from a file of its
/// own, or with its hash in the page's policy.
const IN_PAGES: [&str; 8] =
    ["meta", "link", "form", "input", "button", "textarea", "select", "iframe"];

/// Elements of a whole document.
const DOCUMENT: [&str; 4] = ["html", "head", "body", "title"];

/// Elements without an end tag.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements in which a tag that ends with `/>` is closed (HTML §13.1.2.2).
const FOREIGN: [&str; 2] = ["svg", "math"];

/// Elements whose end tag may be left out (HTML §13.1.2.4).
const MAY_STAY_OPEN: [&str; 19] = [
    "p", "li", "dt", "dd", "rt", "rp", "option", "optgroup", "colgroup", "caption", "thead",
    "tbody", "tfoot", "tr", "td", "th", "html", "head", "body",
];

/// Attributes that hold an address.
const ADDRESSES: [&str; 9] =
    ["href", "src", "cite", "action", "formaction", "poster", "data", "background", "xlink:href"];

/// What is allowed beyond a fragment from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// In a feed.
    Fragment,
    /// The same where addresses may count from an `xml:base`; nothing else is allowed for that.
    Based,
    /// A page of ours, whole: it may have a head, and addresses that count from it.
    Page,
    /// The same, with a policy that names each script that may run by its hash.
    Pinned,
}

impl Kind {
    fn is_fragment(self) -> bool {
        matches!(self, Self::Fragment | Self::Based)
    }

    fn is_page(self) -> bool {
        matches!(self, Self::Page | Self::Pinned)
    }
}

/// Checks some HTML that begins at a place of the document. In a feed its own lines are not those of
/// the document, so that everything found is put where it begins.
pub(super) fn check(html: &str, kind: Kind, at: usize, findings: &mut Findings) {
    if !html.contains('<') {
        return;
    }
    let mut checker = Checker { kind, at, open: Vec::new(), findings };
    let mut rest = html;
    while let Some(sign) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[sign..];
        if kind.is_page() {
            checker.at = at + html.len() - rest.len();
        }
        let taken = checker.markup(rest);
        rest = &rest[taken..];
    }
    let unclosed: Vec<_> = checker.open.drain(..).filter(|name| !may_stay_open(name)).collect();
    if let Some(name) = unclosed.last() {
        findings.add(incomplete(kind), at, format!("<{name}> is not closed"));
    }
}

/// Checks one element, wherever it was read.
pub(super) fn check_element<'v>(
    name: &str,
    attributes: impl Iterator<Item = (&'v str, &'v str)>,
    kind: Kind,
    at: usize,
    findings: &mut Findings,
) {
    let name = name.to_ascii_lowercase();
    let attributes: Vec<_> = attributes.collect();
    let has_src = || attributes.iter().any(|(name, _)| name.eq_ignore_ascii_case("src"));
    let is_ours = || match name.as_str() {
        "script" => kind == Kind::Pinned || has_src(),
        name => IN_PAGES.contains(&name),
    };
    if UNSAFE.contains(&name.as_str()) && !(kind.is_page() && is_ours()) {
        findings.add(&rules::HTML_UNSAFE, at, format!("<{name}> is no element for a feed"));
    }
    if kind.is_fragment() && DOCUMENT.contains(&name.as_str()) {
        findings.add(&rules::HTML_DOCUMENT, at, format!("<{name}> is part of a whole page"));
    }
    for (attribute, value) in attributes {
        check_attribute(&name, &attribute.to_ascii_lowercase(), value, kind, at, findings);
    }
}

fn check_attribute(
    element: &str,
    attribute: &str,
    value: &str,
    kind: Kind,
    at: usize,
    findings: &mut Findings,
) {
    if attribute.starts_with("on") || attribute == "srcdoc" {
        findings.add(&rules::HTML_UNSAFE, at, format!("<{element}> has the attribute {attribute}"));
    } else if attribute == "style" && kind.is_fragment() {
        findings.add(&rules::HTML_STYLE, at, format!("<{element}> has the attribute style"));
    } else if ADDRESSES.contains(&attribute) {
        // Browsers pass over blanks and controls in a scheme.
        let bare: String =
            value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        let bare = bare.replace("&#58;", ":").replace("&colon;", ":");
        let is_shown = element == "img" && is_picture(&bare);
        if scheme(&bare).is_some_and(|(scheme, _)| runs(scheme)) && !is_shown {
            let message = format!("<{element}> leads to {}", quoted(value));
            findings.add(&rules::HTML_UNSAFE, at, message);
        } else if kind == Kind::Fragment && matches!(address(value.trim()), Ok(Address::Relative)) {
            let message = format!("<{element}> leads to {}", quoted(value));
            findings.add(&rules::HTML_RELATIVE, at, message);
        }
    }
}

/// In a page of ours it is our own mistake.
fn incomplete(kind: Kind) -> &'static rules::Rule {
    match kind {
        Kind::Fragment | Kind::Based => &rules::HTML_INCOMPLETE,
        Kind::Page | Kind::Pinned => &rules::PAGE,
    }
}

fn may_stay_open(name: &str) -> bool {
    MAY_STAY_OPEN.contains(&name)
}

struct Checker<'f> {
    kind: Kind,
    at: usize,
    open: Vec<String>,
    findings: &'f mut Findings,
}

impl Checker<'_> {
    /// Takes what begins with a `<`, and says how long it is.
    fn markup(&mut self, html: &str) -> usize {
        let after = &html[1..];
        if after.starts_with("!--") {
            return html.find("-->").map_or(html.len(), |end| end + 3);
        }
        if after.starts_with(['!', '?']) {
            return html.find('>').map_or(html.len(), |end| end + 1);
        }
        let is_end = after.starts_with('/');
        let name = name(&after[usize::from(is_end)..]);
        if name.is_empty() {
            return 1;
        }
        let start = 1 + usize::from(is_end) + name.len();
        let Some((attributes, length)) = attributes(&html[start..]) else {
            let message = format!("the tag <{name} has no end");
            self.findings.add(incomplete(self.kind), self.at, message);
            return html.len();
        };
        let lower = name.to_ascii_lowercase();
        if is_end {
            self.close(&lower);
            return start + length;
        }
        check_element(name, attributes.into_iter(), self.kind, self.at, self.findings);
        let is_foreign = self.open.iter().any(|open| FOREIGN.contains(&open.as_str()));
        if is_foreign && html[..start + length].ends_with("/>") {
            return start + length;
        }
        start + length + self.opened(lower, &html[start + length..])
    }

    /// Goes into an element. What is in a script or a style is no markup, and passed over.
    fn opened(&mut self, name: String, rest: &str) -> usize {
        if matches!(name.as_str(), "script" | "style") {
            let end = memchr::memmem::find(rest.as_bytes(), format!("</{name}").as_bytes());
            self.open.push(name);
            return end.unwrap_or(rest.len());
        }
        if !VOID.contains(&name.as_str()) && self.open.len() < MAX_DEPTH {
            self.open.push(name);
        }
        0
    }

    fn close(&mut self, name: &str) {
        // A line break that is written as an end tag is one all the same.
        if VOID.contains(&name) || self.open.len() >= MAX_DEPTH {
            return;
        }
        let Some(place) = self.open.iter().rposition(|open| open == name) else {
            let message = format!("</{name}> closes nothing");
            self.findings.add(incomplete(self.kind), self.at, message);
            return;
        };
        let inner: Vec<_> = self.open.drain(place..).skip(1).collect();
        if let Some(name) = inner.iter().find(|name| !may_stay_open(name)) {
            let message = format!("<{name}> is not closed where it was opened");
            self.findings.add(incomplete(self.kind), self.at, message);
        }
    }
}

fn name(tag: &str) -> &str {
    if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return "";
    }
    let end = tag.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
    &tag[..end.unwrap_or(tag.len())]
}

/// The attributes of a tag, and the length of the rest of it; `None` where it does not end.
fn attributes(tag: &str) -> Option<(Vec<(&str, &str)>, usize)> {
    let mut found = Vec::new();
    let mut rest = tag;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.starts_with('>') {
            return Some((found, tag.len() - rest.len() + 1));
        }
        let first = rest.chars().next()?.len_utf8();
        let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
        let end = first + rest[first..].find(is_end)?;
        let name = &rest[..end];
        rest = rest[end..].trim_start_matches(|c: char| c.is_ascii_whitespace());
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start_matches(|c: char| c.is_ascii_whitespace());
            (value, rest) = match after.chars().next()? {
                quote @ ('"' | '\'') => after[1..].split_once(quote)?,
                _ => after.split_at(after.find(|c: char| c.is_ascii_whitespace() || c == '>')?),
            };
        }
        found.push((name, value));
    }
}
