//! What begins with `<!` or `<?`: CDATA sections, comments, document types, instructions.

use memchr::{memchr, memmem};

use super::{Token, Tokens};

/// How far ahead ends of sections in sections are looked for, in all.
pub(super) const LOOK_AHEAD: usize = 16 << 20;

/// And for one section.
const SECTION_LOOK_AHEAD: usize = 256 << 10;

impl<'a> Tokens<'a> {
    pub(super) fn declaration(&mut self) -> Option<Token<'a>> {
        let rest = &self.bytes()[self.start..];
        if rest.starts_with(b"<!--") {
            self.comment();
            None
        } else if let Some(length) = section_mark(rest) {
            Some(self.cdata(length))
        } else if starts_like(rest, b"<!DOCTYPE") {
            Some(self.doctype())
        } else if rest.get(2).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'[') {
            self.skip_to_greater_than();
            None
        } else {
            Some(self.stray())
        }
    }

    /// `<?php … ?>` may hold `>`; `<?xml … >` often lacks its second question mark.
    pub(super) fn instruction(&mut self) -> Option<Token<'a>> {
        let rest = &self.bytes()[self.start..];
        if !rest.get(2).is_some_and(u8::is_ascii_alphabetic) {
            return Some(self.stray());
        }
        let mut known = self.ends.instruction;
        let end = self.place_of(b"?>", self.start + 2, &mut known);
        self.ends.instruction = known;
        match end {
            Some(end) if !starts_like(rest, b"<?xml ") || !self.holds_tag(end) => {
                self.position = end + 2;
            }
            _ => self.skip_to_greater_than(),
        }
        None
    }

    /// Whether an element begins before `end`.
    fn holds_tag(&self, end: usize) -> bool {
        memchr(b'>', &self.bytes()[self.start..end]).is_some()
    }

    fn skip_to_greater_than(&mut self) {
        let rest = &self.bytes()[self.start..];
        self.position = memchr(b'>', rest).map_or(self.text.len(), |at| self.start + at + 1);
    }

    /// A comment that nobody closed hides its first tag, not the rest of the document.
    fn comment(&mut self) {
        let mut known = self.ends.comment;
        let end = self.place_of(b"-->", self.start + 4, &mut known);
        self.ends.comment = known;
        if let Some(end) = end {
            self.position = end + 3;
        } else {
            self.skip_to_greater_than();
            self.mended = Some("unclosed-comment");
        }
    }

    /// A section whose mark is so long.
    pub(super) fn cdata(&mut self, mark: usize) -> Token<'a> {
        let from = self.start + mark;
        if !self.bytes()[self.start..from].eq_ignore_ascii_case(b"<![CDATA[") {
            self.mended = Some("broken-cdata");
        }
        let mut known = self.ends.cdata;
        let end = self.place_of(b"]]>", from, &mut known);
        self.ends.cdata = known;
        let limit = end.unwrap_or(self.text.len());
        let Some(early) = self.early_end(from, limit, end.is_none()) else {
            let limit = end.map_or(limit, |end| self.outer_end(from, end));
            self.position = end.map_or(limit, |_| limit + 3);
            return Token::CData(&self.text[from..limit]);
        };
        self.position = early;
        self.mended = Some("broken-cdata");
        let inside = self.text[from..early].trim_end();
        // What is left of its end.
        let ends = ["]]", "]] >", "]>", "]"];
        Token::CData(ends.iter().find_map(|end| inside.strip_suffix(end)).unwrap_or(inside))
    }

    /// Where a section ends that holds sections, which XML forbids: the first `]]>` is theirs. To
    /// tell them from a text about sections, there must be an end for each before the element's.
    fn outer_end(&mut self, from: usize, first: usize) -> usize {
        let inner = memmem::find_iter(&self.bytes()[from..first], b"<![CDATA[").count();
        if inner == 0 {
            return first;
        }
        let rest = &self.bytes()[first + 3..];
        let rest = &rest[..rest.len().min(SECTION_LOOK_AHEAD)];
        if self.look_ahead < rest.len() {
            return first;
        }
        let close = format!("</{}", self.last_name);
        let limit =
            if self.is_inside { Some(rest.len()) } else { memmem::find(rest, close.as_bytes()) };
        self.look_ahead -= limit.unwrap_or(rest.len());
        let rest = &rest[..limit.unwrap_or(0)];
        let (mut open, mut at) = (inner, 0);
        while let Some(length) = memmem::find(&rest[at..], b"]]>") {
            open += memmem::find_iter(&rest[at..at + length], b"<![CDATA[").count();
            open -= 1;
            if open == 0 {
                self.mended = Some("broken-cdata");
                return first + 3 + at + length;
            }
            at += length + 3;
        }
        first
    }

    /// Where a section really ends whose `]]>` is missing: at the end of its element. That it is
    /// missing shows by another section's beginning before the next `]]>`.
    fn early_end(&mut self, from: usize, limit: usize, is_open: bool) -> Option<usize> {
        let mut known = self.ends.cdata_start;
        let next = self.place_of(b"<![CDATA[", from, &mut known);
        self.ends.cdata_start = known;
        if !is_open && (self.is_inside || next.is_none_or(|next| next > limit)) {
            return None;
        }
        if self.is_inside {
            return Some(limit);
        }
        let limit = next.map_or(limit, |next| next.min(limit));
        let mut at = from;
        while let Some(found) = memmem::find(&self.bytes()[at..limit], b"</") {
            at += found;
            if starts_like(&self.bytes()[at + 2..], self.last_name.as_bytes()) {
                return Some(at);
            }
            at += 2;
        }
        None
    }

    /// A document type may hold declarations in brackets, and those hold `>`.
    fn doctype(&mut self) -> Token<'a> {
        let rest = &self.text.as_bytes()[self.start..];
        let end = memchr::memchr2(b'>', b'[', rest).unwrap_or(rest.len());
        let close = match rest.get(end) {
            Some(b'[') => {
                let subset = self.subset_end(self.start + end);
                subset.map(|end| end - self.start).or_else(|| memchr(b'>', rest))
            }
            _ => Some(end),
        };
        Token::Doctype(self.section(close.map_or(rest.len(), |close| rest.len().min(close + 1))))
    }

    /// Where the next internal subset ends, if one does.
    fn subset_end(&mut self, from: usize) -> Option<usize> {
        if self.ends.subset < from {
            let found = end_of_subset(&self.bytes()[from..]);
            self.ends.subset = found.map_or(usize::MAX, |found| from + found);
        }
        Some(self.ends.subset).filter(|end| *end != usize::MAX)
    }
}

/// The `>` behind a `]` that closes an internal subset. A second `]` before it closes a CDATA
/// section.
fn end_of_subset(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let bracket = at + memchr(b']', &bytes[at..])?;
        at = bracket + 1;
        let space = bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let is_section = bracket > 0 && bytes[bracket - 1] == b']';
        if bytes.get(at + space) == Some(&b'>') && !is_section {
            return Some(at + space);
        }
        at += space;
    }
}

/// Spaces between the signs of a mark.
const MAX_SPACES: usize = 4;

/// How long the mark is that a CDATA section begins with. The second bracket may be missing; programs
/// that translate texts put spaces between its signs (`<! [CDATA [`).
pub(super) fn section_mark(bytes: &[u8]) -> Option<usize> {
    if starts_like(bytes, b"<![CDATA") {
        return Some(8 + usize::from(bytes.get(8) == Some(&b'[')));
    }
    let mut at = 0;
    for part in ["<", "!", "[", "CDATA", "["] {
        let rest = bytes.get(at..)?;
        let is_space = |byte: &&u8| byte.is_ascii_whitespace();
        let spaces = rest.iter().take(MAX_SPACES).take_while(is_space).count();
        if !starts_like(&rest[spaces..], part.as_bytes()) {
            return None;
        }
        at += spaces + part.len();
    }
    Some(at)
}

fn starts_like(bytes: &[u8], prefix: &[u8]) -> bool {
    bytes.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}
