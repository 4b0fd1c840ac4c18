//! Characters: which may stay, and which belong together.

use std::borrow::Cow;

/// XML 1.0 §2.2 forbids most controls, U+FFFE and U+FFFF, and discourages U+0080 to U+009F;
/// U+FFFD says that something was lost before.
pub(super) fn is_legal(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{7F}'..='\u{9F}'
        | '\u{FFFD}'..='\u{FFFF}' | '\u{FEFF}')
        && u32::from(c) & 0xFFFE != 0xFFFE
}

/// Every byte of a text is of a kind. Looks at all of a piece before it answers, which is many
/// times faster than stopping at the first that is not: nearly every text has none.
#[must_use]
pub fn all_bytes(text: &str, is_of_kind: impl Fn(u8) -> bool) -> bool {
    let is_piece = |piece: &[u8]| piece.iter().fold(true, |all, byte| all & is_of_kind(*byte));
    text.as_bytes().chunks(64).all(is_piece)
}

/// A text that is one line of printable ASCII with single spaces: as [`super::tidy`] would leave
/// it.
#[must_use]
pub fn is_ascii_line(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && all_bytes(text, |byte| matches!(byte, b' '..=b'~'))
        && !text.contains("  ")
}

/// The text without illegal characters.
pub(super) fn legal(text: &str) -> Cow<'_, str> {
    // None of them is a printable ASCII byte, and most texts have no other bytes.
    if all_bytes(text, |byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t'))
        || text.chars().all(is_legal)
    {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|&c| is_legal(c)).collect())
    }
}

/// The character changes the one before it: a text is not cut between the two.
pub(super) fn continues(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5BD}'
        | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{93A}'..='\u{93C}'
        | '\u{93E}'..='\u{94F}' | '\u{900}'..='\u{903}' | '\u{9BC}' | '\u{9BE}'..='\u{9CD}'
        | '\u{A3C}'..='\u{A4D}' | '\u{ABC}'..='\u{ACD}' | '\u{BBE}'..='\u{BCD}'
        | '\u{C3E}'..='\u{C4D}' | '\u{CBC}'..='\u{CCD}' | '\u{D3B}'..='\u{D4D}'
        | '\u{DCA}'..='\u{DDF}' | '\u{E31}' | '\u{E33}'..='\u{E3A}' | '\u{E47}'..='\u{E4E}'
        | '\u{EB1}' | '\u{EB3}'..='\u{EBC}' | '\u{EC8}'..='\u{ECE}' | '\u{102B}'..='\u{103E}'
        | '\u{17B4}'..='\u{17D3}' | '\u{200D}' | '\u{20D0}'..='\u{20F0}' | '\u{3099}' | '\u{309A}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}')
}
