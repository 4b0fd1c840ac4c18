//! Tags with more attributes than any tag has are closed early: the parser compares each
//! attribute with all before it, so that one tag of a few megabytes would keep it for hours.
//!
//! What is a tag depends on what is around it: in a script, a comment or a quoted value, `<a` is
//! text. So every `<` before a letter is followed as if it began a tag, all of them at once, which
//! is cheap because they share seven states. A bracket too many does no harm in text that is no
//! tag.

use std::borrow::Cow;

use memchr::memchr2;

/// More attributes than this are not read.
const MAX_ATTRIBUTES: u32 = 500;

/// Where in a tag a reader stands (the states of the HTML standard's tokenizer, §13.2.5).
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    TagName,
    BeforeName,
    Name,
    AfterName,
    BeforeValue,
    DoubleQuoted,
    SingleQuoted,
    Unquoted,
}

const STATES: [State; 8] = [
    State::TagName,
    State::BeforeName,
    State::Name,
    State::AfterName,
    State::BeforeValue,
    State::DoubleQuoted,
    State::SingleQuoted,
    State::Unquoted,
];

impl State {
    /// The state after one more byte; `None` where the tag ends.
    fn after(self, byte: u8) -> Option<Self> {
        let space = byte.is_ascii_whitespace();
        let next = match (self, byte) {
            (Self::DoubleQuoted, b'"') | (Self::SingleQuoted, b'\'') => Self::BeforeName,
            (Self::DoubleQuoted | Self::SingleQuoted, _) => self,
            (_, b'>') => return None,
            (Self::BeforeValue, b'"') => Self::DoubleQuoted,
            (Self::BeforeValue, b'\'') => Self::SingleQuoted,
            (Self::BeforeValue, _) if space => self,
            (Self::BeforeValue, _) => Self::Unquoted,
            (Self::Unquoted, _) if space => Self::BeforeName,
            (Self::Unquoted, _) => self,
            (_, b'/') => Self::BeforeName,
            (Self::Name | Self::AfterName, b'=') => Self::BeforeValue,
            (Self::Name | Self::AfterName, _) if space => Self::AfterName,
            (Self::TagName | Self::BeforeName, _) if space => Self::BeforeName,
            (Self::TagName, _) => self,
            (Self::BeforeName | Self::AfterName | Self::Name, _) => Self::Name,
        };
        Some(next)
    }
}

/// Everything that may be a tag at one place.
#[derive(Clone, Copy, Default)]
struct Tags {
    /// The states that one may be in, a bit each. Mostly it is one.
    states: u8,
    /// For each of them the most attributes so far.
    counts: [u32; STATES.len()],
}

impl Tags {
    /// Where nothing may be a tag, or only a quoted value: the byte that ends that. Another `<`
    /// does too.
    fn end(self) -> Option<u8> {
        const DOUBLE: u8 = 1 << State::DoubleQuoted as u8;
        const SINGLE: u8 = 1 << State::SingleQuoted as u8;
        match self.states {
            0 => Some(b'<'),
            DOUBLE => Some(b'"'),
            SINGLE => Some(b'\''),
            _ => None,
        }
    }

    fn begin(&mut self) {
        self.put(State::TagName, 0);
    }

    fn put(&mut self, state: State, count: u32) {
        self.states |= 1 << state as u8;
        let known = &mut self.counts[state as usize];
        *known = count.max(*known);
    }

    fn after(self, byte: u8) -> Self {
        let mut next = Self::default();
        for (state, count) in self.open() {
            let Some(after) = state.after(byte) else { continue };
            let begun = after == State::Name && state != State::Name;
            next.put(after, count + u32::from(begun));
        }
        next
    }

    fn open(self) -> impl Iterator<Item = (State, u32)> {
        let mut left = self.states;
        std::iter::from_fn(move || {
            let at = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            STATES.get(at).map(|state| (*state, self.counts[at]))
        })
    }

    fn too_many(self) -> bool {
        self.open().any(|(_, count)| count > MAX_ATTRIBUTES)
    }
}

/// The text, with a bracket put in wherever a tag has too many attributes.
pub(super) fn attributes(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let (mut bounded, mut copied, mut at) = (String::new(), 0, 0);
    let mut tags = Tags::default();
    while at < bytes.len() {
        if let Some(end) = tags.end() {
            match memchr2(b'<', end, &bytes[at..]) {
                Some(found) => at += found,
                None => break,
            }
        }
        let mut next = tags.after(bytes[at]);
        if next.too_many() {
            // Attributes begin with a byte that begins a character.
            bounded.push_str(&text[copied..at]);
            bounded.push('>');
            copied = at;
            next = tags.after(b'>');
        }
        if bytes[at] == b'<' && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) {
            next.begin();
        }
        tags = next;
        at += 1;
        at = text.ceil_char_boundary(at);
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    bounded.push_str(&text[copied..]);
    Cow::Owned(bounded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many(attribute: &str) -> String {
        attribute.repeat(MAX_ATTRIBUTES as usize + 1)
    }

    #[track_caller]
    fn check(text: &str, is_bounded: bool) {
        assert_eq!(matches!(attributes(text), Cow::Owned(_)), is_bounded);
    }

    #[test]
    fn a_tag_with_too_many_attributes_is_closed() {
        check(&format!("<a {}", many("b ")), true);
        check(&format!("<a {}", many("b='>'")), true);
        check(&format!("<a é {}", many("é=\"x\"/")), true);
        check(&format!("<!-- <x y=\" --><a {}", many("b=1 ")), true);
    }

    #[test]
    fn other_text_stays_as_it_is() {
        check(&many("<p class='a b c' id=d>one two </p>"), false);
        check(&format!("<img alt='{}' src=\"{}\">", many("word "), many("data/")), false);
        check(&many("1 < 2, a<b> "), false);
    }

    #[test]
    fn nothing_is_lost() {
        let text = format!("<a {}>é</a>", many("b ") + &many("c "));
        assert_eq!(attributes(&text).replace('>', ""), text.replace('>', ""));
    }
}
