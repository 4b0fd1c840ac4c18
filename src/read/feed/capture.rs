//! The inside of a field: where it ends, also when its end tag is missing, and what it is made of.

use crate::read::html;
use crate::read::tokens::{Tag, Token};

use super::element::{Element, Field, LAST, LOOSE, split};
use super::walk::{Walk, same_name};

/// How many elements inside a field are kept in mind.
const MAX_NESTED: usize = 64;

/// The longest inside of a field that is looked at, in bytes: a MB is kept of a text, and one
/// character of it may be written in eight (`&amp;lt;`).
const LONGEST: usize = 8 << 20;

/// As much of a text as is looked at.
pub(super) fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST)]
}

/// The inside of a field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Captured<'a> {
    /// As it stands in the document.
    pub(super) inner: &'a str,
    pub(super) made_of: MadeOf<'a>,
    /// The document ended before the field did.
    pub(super) is_cut: bool,
}

/// What the inside of a field is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MadeOf<'a> {
    /// White space at most.
    Nothing,
    /// Characters and references, in one piece.
    Text(&'a str),
    /// One CDATA section.
    CData(&'a str),
    /// Texts and sections, or comments between.
    Several,
    /// Tags, too.
    Markup,
}

impl<'a> MadeOf<'a> {
    fn and(self, more: MadeOf<'a>) -> MadeOf<'a> {
        match self {
            MadeOf::Nothing => more,
            MadeOf::Markup => MadeOf::Markup,
            _ => MadeOf::Several,
        }
    }
}

/// Goes through the inside of one field.
struct Inside<'a> {
    field: Field,
    name: &'a str,
    /// Where it begins.
    from: usize,
    nested: Vec<&'a str>,
    buried: usize,
    made_of: MadeOf<'a>,
}

impl<'a> Walk<'a> {
    /// Reads on to the end of the field that `tag` begins.
    pub(super) fn capture(&mut self, field: Field, tag: &Tag<'a>) -> Captured<'a> {
        let mut captured = Captured { inner: "", made_of: MadeOf::Nothing, is_cut: false };
        if tag.is_empty {
            return captured;
        }
        let mut inside = Inside {
            field,
            name: tag.name,
            from: self.tokens.position(),
            nested: Vec::new(),
            buried: 0,
            made_of: MadeOf::Nothing,
        };
        let end = self.end_of(&mut inside, tag);
        captured.is_cut = end.is_none();
        let end = end.unwrap_or(self.text.len()).max(inside.from);
        captured.inner = beginning(&self.text[inside.from..end]);
        captured.made_of = match inside.made_of {
            MadeOf::Text(text) => MadeOf::Text(beginning(text)),
            MadeOf::CData(text) => MadeOf::CData(beginning(text)),
            made_of => made_of,
        };
        captured
    }

    /// Goes to the end of a field, and says where that is; `None` when the document ends before.
    fn end_of(&mut self, inside: &mut Inside<'a>, tag: &Tag<'a>) -> Option<usize> {
        loop {
            let token = self.tokens.next()?;
            let mended = self.tokens.take_mended();
            if self.is_behind(inside, tag, &token) {
                return Some(self.break_off(tag));
            }
            if let Some(code) = mended {
                self.log.warn(code, self.tokens.start(), "");
            }
            match token {
                Token::Text(text) => inside.text(text),
                Token::CData(text) => inside.made_of = inside.made_of.and(MadeOf::CData(text)),
                Token::Doctype(_) => {}
                Token::End(name) if inside.closes(name) => {
                    self.note_unlike(tag.name, name);
                    return Some(self.tokens.start());
                }
                Token::End(name) => {
                    if !inside.end(name) {
                        inside.made_of = inside.made_of.and(MadeOf::Several);
                    }
                }
                Token::Start(inner) if inside.is_doubled(tag, &inner) => {
                    self.log.warn("doubled-tag", self.tokens.start(), tag.name);
                    inside.from = self.tokens.position();
                }
                Token::Start(inner) => inside.start(&inner),
            }
        }
    }

    /// Whether a token stands behind the field already, whose end tag is missing then.
    fn is_behind(&self, inside: &Inside<'a>, tag: &Tag<'a>, token: &Token<'a>) -> bool {
        match token {
            Token::End(name) => {
                !inside.closes(name) && !inside.holds(name) && self.frame(name).is_some()
            }
            Token::Start(inner) => {
                !inside.is_doubled(tag, inner) && self.is_next_field(inside, inner)
            }
            _ => false,
        }
    }

    /// Ends a field before the last token, which belongs to something else.
    fn break_off(&mut self, tag: &Tag<'a>) -> usize {
        self.log.warn("unclosed-element", self.tokens.start(), tag.name);
        self.tokens.rewind();
        self.tokens.start()
    }

    /// Whether a tag inside a field is the next field: then the end tag of this one is missing.
    fn is_next_field(&self, inside: &Inside<'a>, tag: &Tag<'a>) -> bool {
        match self.element(tag.name) {
            Element::Unknown | Element::Group => false,
            Element::Rdf => !inside.is_in_picture(),
            Element::Item | Element::Deleted | Element::Rss | Element::Feed | Element::Channel => {
                true
            }
            // Blogger puts pictures of its own vocabulary into authors.
            Element::Field(_, LAST) if inside.field == Field::Author && tag.name.contains(':') => {
                false
            }
            // Smart tags of a word processor, and other markup with names of its own.
            Element::Field(_, LOOSE..) if !inside.nested.is_empty() => false,
            Element::MediaContent | Element::Field(..) => inside.may_not_hold(tag.name),
        }
    }
}

impl<'a> Inside<'a> {
    fn text(&mut self, text: &'a str) {
        if !text.trim_ascii().is_empty() {
            self.made_of = self.made_of.and(MadeOf::Text(text));
        }
    }

    /// Whether an end tag closes the field itself.
    fn closes(&self, name: &str) -> bool {
        same_name(self.name, name) && !self.nested.iter().any(|open| same_name(open, name))
    }

    /// Takes an end tag of an element inside; `false` when no such element is open.
    fn end(&mut self, name: &str) -> bool {
        if self.buried > 0 {
            self.buried -= 1;
            return true;
        }
        let open = self.nested.iter().rposition(|open| same_name(open, name));
        self.nested.truncate(open.unwrap_or(self.nested.len()));
        open.is_some()
    }

    /// Whether an element of this name is open inside.
    fn holds(&self, name: &str) -> bool {
        self.buried > 0 || self.nested.iter().any(|open| same_name(open, name))
    }

    fn start(&mut self, tag: &Tag<'a>) {
        if tag.is_doubtful {
            self.made_of = self.made_of.and(MadeOf::Several);
            return;
        }
        self.made_of = MadeOf::Markup;
        if tag.is_empty || html::is_void(tag.name) {
            return;
        }
        if self.nested.len() < MAX_NESTED { self.nested.push(tag.name) } else { self.buried += 1 }
    }

    /// The field's own start tag once more, with nothing between.
    fn is_doubled(&self, tag: &Tag<'_>, inner: &Tag<'_>) -> bool {
        self.made_of == MadeOf::Nothing
            && same_name(tag.name, inner.name)
            && tag.attributes == inner.attributes
    }

    /// Pictures and formulas hold Dublin Core and RDF of their own.
    fn is_in_picture(&self) -> bool {
        let is_picture = |name: &&str| matches!(split(name).1, "svg" | "math");
        self.nested.iter().any(is_picture)
    }

    fn may_not_hold(&self, name: &str) -> bool {
        let (_, local) = split(name);
        let is = |names: &[&str]| names.iter().any(|name| local.eq_ignore_ascii_case(name));
        match self.field {
            Field::Opaque | Field::SkipHours | Field::SkipDays => is(&["pubdate", "guid"]),
            Field::Source => is(&["description", "pubdate", "guid"]),
            Field::Author => !is(&["name", "email", "uri", "url"]),
            Field::Image => {
                is(&["pubdate", "lastbuilddate", "language", "copyright", "guid", "category"])
            }
            Field::Category | Field::ItunesCategory => !is(&["category"]),
            _ if self.is_in_picture() => false,
            _ if html::is_element(local) => self.nested.is_empty() && !is(&["body"]),
            _ => true,
        }
    }
}
