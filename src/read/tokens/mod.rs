//! A forgiving tokenizer for markup: it takes any text whatever and never fails.
//!
//! What looks like a tag and cannot be one is text, so that a bare `<` costs nothing. Everything
//! is borrowed from the document; nothing is resolved, nothing is matched up, and each byte is
//! looked at a bounded number of times however broken the document is.

use memchr::{memchr, memmem};

mod attributes;
mod declarations;
mod scan;

pub(crate) use attributes::Attributes;

/// A piece of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// `<name …>` or `<name …/>`.
    Start(Tag<'a>),
    /// `</name>`: the name as it is written.
    End(&'a str),
    /// Characters; references are not resolved. Neighbouring texts are not joined.
    Text(&'a str),
    /// The inside of a CDATA section.
    CData(&'a str),
    /// A document type: all of it, from `<!DOCTYPE` to `>`.
    Doctype(&'a str),
}

/// A start tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// The name as it is written, prefix and all.
    pub(crate) name: &'a str,
    /// What stands between the name and the end of the tag.
    pub(crate) attributes: Attributes<'a>,
    /// It ends with `/>`.
    pub(crate) is_empty: bool,
    /// It is one only if its name says so: its `>` is missing, or there is a space before its
    /// name. To everybody who does not know the name it is text.
    pub(crate) is_doubtful: bool,
}

/// Goes through a document, token by token.
#[derive(Debug, Clone)]
pub(crate) struct Tokens<'a> {
    text: &'a str,
    /// Where the last token began.
    start: usize,
    /// Where the next one begins.
    position: usize,
    /// The name of the last start tag: a broken CDATA section ends where its element does.
    last_name: &'a str,
    /// The text is the inside of one element, and ends where that does.
    is_inside: bool,
    ends: Ends,
    /// How much may still be looked at in search of the real end of sections in sections.
    look_ahead: usize,
    mended: Option<&'static str>,
}

/// Where ends of sections are known to be: what was searched once is not searched again. A
/// position that is passed is searched anew; `usize::MAX` says that there is none.
#[derive(Debug, Clone, Default)]
struct Ends {
    cdata: usize,
    cdata_start: usize,
    comment: usize,
    instruction: usize,
    subset: usize,
}

impl<'a> Tokens<'a> {
    /// Starts at the beginning of a text.
    pub(crate) fn new(text: &'a str) -> Self {
        let ends = Ends::default();
        Self {
            text,
            start: 0,
            position: 0,
            last_name: "",
            is_inside: false,
            ends,
            look_ahead: declarations::LOOK_AHEAD,
            mended: None,
        }
    }

    /// Goes through the inside of an element, which is not cut off where it ends.
    pub(crate) fn inside(text: &'a str) -> Self {
        Self { is_inside: true, ..Self::new(text) }
    }

    /// Where the last token began, in bytes.
    pub(crate) fn start(&self) -> usize {
        self.start
    }

    /// Where the last token ended, in bytes.
    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// Takes the last token back: it comes once more.
    pub(crate) fn rewind(&mut self) {
        self.position = self.start;
    }

    /// What was mended in the last token, if anything: the code of a warning.
    pub(crate) fn take_mended(&mut self) -> Option<&'static str> {
        self.mended.take()
    }

    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// What begins with `<`; `None` for sections that say nothing.
    fn markup(&mut self) -> Option<Token<'a>> {
        match self.bytes().get(self.start + 1) {
            Some(b'/') => self.end_tag(),
            Some(b'!') => self.declaration(),
            Some(b'?') => self.instruction(),
            Some(byte) if byte.is_ascii_alphabetic() || *byte == b'_' => self.start_tag(),
            Some(byte) if byte.is_ascii_whitespace() => {
                match declarations::section_mark(&self.bytes()[self.start..]) {
                    Some(mark) => Some(self.cdata(mark)),
                    None => Some(self.spaced_tag()),
                }
            }
            // A document that is cut right here.
            None if !self.is_inside => {
                self.position = self.text.len();
                None
            }
            _ => Some(self.stray()),
        }
    }

    /// `<` as a character, and the text behind it.
    fn stray(&mut self) -> Token<'a> {
        let rest = &self.bytes()[self.start + 1..];
        self.position = memchr(b'<', rest).map_or(self.text.len(), |at| self.start + 1 + at);
        self.mended = Some("bare-less-than");
        Token::Text(&self.text[self.start..self.position])
    }

    fn end_tag(&mut self) -> Option<Token<'a>> {
        let from = self.start + 2;
        let rest = &self.bytes()[from..];
        let end = memchr::memchr2(b'>', b'<', rest).map_or(self.text.len(), |at| from + at);
        let name = self.text[from..end].trim_start();
        let name = &name[..scan::name_length(name.as_bytes())];
        if end == self.text.len() {
            self.position = end;
            return None;
        }
        if name.is_empty() {
            // `</>` is nobody's end.
            self.position = end + usize::from(self.bytes()[end] == b'>');
            self.mended = Some("stray-end-tag");
            return None;
        }
        if self.bytes()[end] == b'>' {
            self.position = end + 1;
        } else {
            self.position = end;
            self.mended = Some("broken-tag");
        }
        Some(Token::End(name))
    }

    fn start_tag(&mut self) -> Option<Token<'a>> {
        let from = self.start + 1;
        let bytes = self.bytes();
        let name_end = from + scan::name_length(&bytes[from..]);
        let name = &self.text[from..name_end];
        if !scan::may_follow_name(&bytes[name_end..]) || name.ends_with(':') {
            return Some(self.stray());
        }
        let end = match scan::tag_end(bytes, name_end) {
            scan::TagEnd::At { end, has_broken_attribute } => {
                if has_broken_attribute {
                    self.mended = Some("broken-attribute");
                }
                end
            }
            scan::TagEnd::Broken(end) => {
                self.position = end;
                return Some(Token::Start(self.tag(name, name_end, end, true)));
            }
            scan::TagEnd::Cut if self.is_inside => {
                self.position = self.text.len();
                return Some(Token::Start(self.tag(name, name_end, self.text.len(), true)));
            }
            scan::TagEnd::Cut => {
                self.position = self.text.len();
                self.mended = Some("truncated");
                return None;
            }
        };
        self.position = end + 1;
        self.last_name = name;
        Some(Token::Start(self.tag(name, name_end, end, false)))
    }

    fn tag(&self, name: &'a str, from: usize, end: usize, is_doubtful: bool) -> Tag<'a> {
        let inside = &self.text[from..end];
        let (inside, is_empty) = match inside.strip_suffix('/') {
            Some(inside) => (inside, true),
            None => (inside, false),
        };
        Tag { name, attributes: Attributes::new(inside), is_empty, is_doubtful }
    }

    /// `< name>`: a slip of somebody's hand, or a comparison.
    fn spaced_tag(&mut self) -> Token<'a> {
        let rest = self.text[self.start + 1..].trim_ascii_start();
        let name_start = self.text.len() - rest.len();
        let length = scan::name_length(rest.as_bytes());
        if length == 0 || rest.as_bytes().get(length) != Some(&b'>') {
            return self.stray();
        }
        let end = name_start + length;
        self.position = end + 1;
        Token::Start(self.tag(&self.text[name_start..end], end, end, true))
    }

    fn section(&mut self, length: usize) -> &'a str {
        let section = &self.text[self.start..self.start + length];
        self.position = self.start + length;
        section
    }

    /// The first place of `needle` from `from` on, asked of `known` first.
    fn place_of(&self, needle: &[u8], from: usize, known: &mut usize) -> Option<usize> {
        if *known < from {
            *known = memmem::find(&self.bytes()[from..], needle)
                .map_or(usize::MAX, |found| from + found);
        }
        // A place before `from` was replaced above, so that only "there is none" is left.
        (*known != usize::MAX).then_some(*known)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        while self.position < self.text.len() {
            self.start = self.position;
            let rest = &self.bytes()[self.start..];
            if rest[0] != b'<' {
                let length = memchr(b'<', rest).unwrap_or(rest.len());
                return Some(Token::Text(self.section(length)));
            }
            if let Some(token) = self.markup() {
                return Some(token);
            }
        }
        self.start = self.text.len();
        None
    }
}

#[cfg(test)]
mod tests;
