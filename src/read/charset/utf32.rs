//! UTF-32, which the WHATWG standard left out and some feeds did not.

use std::borrow::Cow;

/// Its byte order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Utf32 {
    Big,
    Little,
}

impl Utf32 {
    /// By the byte order mark, or the zero bytes around the first character; with the length of
    /// the mark.
    pub(super) fn of(body: &[u8]) -> Option<(Self, usize)> {
        match body {
            [0, 0, 0xFE, 0xFF, ..] => Some((Self::Big, 4)),
            [0xFF, 0xFE, 0, 0, ..] => Some((Self::Little, 4)),
            [0, 0, 0, first, 0, 0, 0, ..] if *first != 0 => Some((Self::Big, 0)),
            [first, 0, 0, 0, second, 0, 0, 0, ..] if *first != 0 && *second != 0 => {
                Some((Self::Little, 0))
            }
            _ => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Big => "utf-32be",
            Self::Little => "utf-32le",
        }
    }

    /// The text, and whether some numbers were no characters.
    pub(super) fn decode(self, body: &[u8]) -> (Cow<'_, str>, bool) {
        let mut text = String::with_capacity(body.len() / 3);
        let mut damaged = !body.len().is_multiple_of(4);
        for unit in body.as_chunks().0 {
            let number = match self {
                Self::Big => u32::from_be_bytes(*unit),
                Self::Little => u32::from_le_bytes(*unit),
            };
            damaged |= char::from_u32(number).is_none();
            text.push(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        (Cow::Owned(text), damaged)
    }
}
