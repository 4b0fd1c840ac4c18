//! Entries that a feed says are gone: `at:deleted-entry` (RFC 6721).

use crate::model::raw::RawDeleted;
use crate::read::entities::Within;
use crate::read::tokens::{Tag, Token, Tokens};

use super::element::{Field, split};
use super::walk::Walk;

/// How many are taken, and how much of a comment.
const MOST: usize = 10_000;
const LONGEST_COMMENT: usize = 500;

impl<'a> Walk<'a> {
    /// Takes an entry that is gone. What stands in it is no field of the feed.
    pub(super) fn deleted_entry(&mut self, tag: &Tag<'a>) {
        let attribute = |name| tag.attributes.get(name);
        let (guid, when) = (attribute("ref"), attribute("when"));
        let guid = guid.map(|guid| self.attribute(guid));
        let when = when.map(|when| self.attribute(when));
        let captured = self.capture(Field::Opaque, tag);
        let comment = self.comment(captured.inner);
        if let Some(guid) = guid.filter(|_| self.deleted.len() < MOST) {
            self.kept_more(guid.len() + comment.as_ref().map_or(0, String::len));
            self.deleted.push(RawDeleted { guid, when, comment });
        }
        self.leave_scopes();
    }

    /// The text of `at:comment`.
    fn comment(&mut self, inner: &'a str) -> Option<String> {
        let mut tokens = Tokens::new(inner);
        tokens.find(|token| {
            matches!(token, Token::Start(tag) if split(tag.name).1.eq_ignore_ascii_case("comment"))
        })?;
        let mut text = String::new();
        for token in tokens {
            match token {
                Token::Text(more) => text.push_str(&self.decode(more, Within::Text)),
                Token::CData(more) => text.push_str(more),
                Token::End(name) if split(name).1.eq_ignore_ascii_case("comment") => break,
                _ => {}
            }
            if text.len() > LONGEST_COMMENT {
                text.truncate(text.floor_char_boundary(LONGEST_COMMENT));
                break;
            }
        }
        Some(text)
    }
}
