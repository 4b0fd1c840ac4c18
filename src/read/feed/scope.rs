//! `xml:base` and `xml:lang`, which hold for an element and everything in it.

use url::Url;

use crate::read::entities::Within;
use crate::read::tokens::Tag;

use super::element;
use super::walk::Walk;

/// The longest address that is taken for a base: it is copied to every item.
const MAX_BASE: usize = 2000;

/// How many attributes of one tag are kept in mind, to know those that stand there twice.
const MAX_SEEN: usize = 8;

/// What holds where the walk stands.
#[derive(Debug)]
pub(super) struct Scopes {
    document: Option<Url>,
    bases: Vec<(usize, Url)>,
    languages: Vec<(usize, String)>,
}

impl Scopes {
    pub(super) fn new(document: Option<&Url>) -> Self {
        Self { document: document.cloned(), bases: Vec::new(), languages: Vec::new() }
    }

    /// Sets the base of an element at `depth`; `false` when it is no address.
    pub(super) fn set_base(&mut self, address: &str, depth: usize) -> bool {
        let is_doubled = self.bases.last().is_some_and(|(at, _)| *at == depth);
        if address.is_empty() || is_doubled {
            return true;
        }
        let base = match self.base().or(self.document.as_ref()) {
            _ if address.len() > MAX_BASE => None,
            Some(outer) => outer.join(address.trim()).ok(),
            None => Url::parse(address.trim()).ok(),
        };
        let base = base.filter(|base| matches!(base.scheme(), "http" | "https"));
        let is_good = base.is_some();
        self.bases.extend(base.map(|base| (depth, base)));
        is_good
    }

    pub(super) fn set_language(&mut self, tag: &str, depth: usize) {
        let tag = tag.trim();
        let is_doubled = self.languages.last().is_some_and(|(at, _)| *at == depth);
        // RFC 5646 §4.4.1: tags of more than 35 characters need not be kept.
        if tag.len() <= 35 && !is_doubled {
            self.languages.push((depth, tag.to_owned()));
        }
    }

    /// Forgets what elements deeper than `depth` set.
    pub(super) fn leave(&mut self, depth: usize) {
        while self.bases.last().is_some_and(|(at, _)| *at > depth) {
            self.bases.pop();
        }
        while self.languages.last().is_some_and(|(at, _)| *at > depth) {
            self.languages.pop();
        }
    }

    /// The innermost `xml:base`; the document's own address is none.
    pub(super) fn base(&self) -> Option<&Url> {
        self.bases.last().map(|(_, base)| base)
    }

    /// The innermost `xml:lang`.
    pub(super) fn language(&self) -> Option<&str> {
        self.languages.last().map(|(_, tag)| tag.as_str()).filter(|tag| !tag.is_empty())
    }

    /// The innermost `xml:lang` that an element at `depth` or deeper set.
    pub(super) fn language_since(&self, depth: usize) -> Option<&str> {
        let (at, tag) = self.languages.last()?;
        (*at >= depth && !tag.is_empty()).then_some(tag)
    }
}

impl<'a> Walk<'a> {
    /// Namespaces, base and language that a start tag sets for its element.
    pub(super) fn declare(&mut self, tag: &Tag<'a>) {
        let depth = self.stack.len() + 1;
        if tag.attributes.as_str().is_empty() || self.buried > 0 {
            return;
        }
        let mut seen = [""; MAX_SEEN];
        for (at, (name, value)) in tag.attributes.into_iter().enumerate() {
            if seen[..at.min(MAX_SEEN)].contains(&name) {
                self.log.warn("broken-attribute", self.tokens.start(), name);
            }
            if let Some(free) = seen.get_mut(at) {
                *free = name;
            }
            let (prefix, local) = element::split(name);
            if prefix == "xmlns" {
                self.namespaces.declare(local, value, depth);
            } else if name == "xmlns" {
                self.namespaces.declare("", value, depth);
            } else if local.eq_ignore_ascii_case("base") && (prefix == "xml" || prefix.is_empty()) {
                let address = self.decode(value, Within::Address);
                if !self.scopes.set_base(&address, depth) {
                    self.log.warn("bad-base", self.tokens.start(), value);
                }
            } else if name == "xml:lang" {
                self.scopes.set_language(value, depth);
            }
        }
    }

    pub(super) fn leave_scopes(&mut self) {
        self.namespaces.leave(self.stack.len());
        self.scopes.leave(self.stack.len());
    }
}
