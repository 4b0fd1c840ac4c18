//! Cuts a text into numbers, words and marks, the same for every script and typography.

/// A piece of a text, and where in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// First byte in the text.
    pub(super) start: usize,
    /// The byte after its last.
    pub(super) end: usize,
    /// White space stands before it.
    pub(super) spaced: bool,
}

/// What a piece is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Digits of any script. A value that does not fit is `u64::MAX`.
    Number { value: u64, digits: usize },
    /// Letters, folded: its place in [`Tokens::words`], and whether all are ASCII capitals.
    Word { from: usize, to: usize, capitals: bool },
    /// Anything else, dashes as `-`, full-width forms as ASCII.
    Mark(char),
}

/// A text in pieces.
#[derive(Debug)]
pub(super) struct Tokens {
    /// The pieces in order.
    pub(super) all: Vec<Token>,
    /// The folded letters of all words.
    pub(super) words: String,
}

impl Tokens {
    /// Cuts a text.
    pub(super) fn of(text: &str) -> Self {
        let mut tokens = Self { all: Vec::new(), words: String::new() };
        let mut spaced = false;
        let mut chars = text.char_indices().filter(|&(_, c)| !is_invisible(c)).peekable();
        while let Some((start, c)) = chars.next() {
            if !c.is_whitespace() {
                let next = chars.peek().map(|&(_, next)| next);
                let end = start + c.len_utf8();
                match (tokens.take(c, spaced, next), tokens.all.last_mut()) {
                    (Some(kind), _) => tokens.all.push(Token { kind, start, end, spaced }),
                    (None, Some(last)) => last.end = end,
                    (None, None) => {}
                }
            }
            spaced = c.is_whitespace();
        }
        tokens
    }

    /// The piece that a character begins; `None` when it belongs to the last one.
    fn take(&mut self, c: char, spaced: bool, next: Option<char>) -> Option<Kind> {
        if let Some(digit) = digit(c) {
            self.digit(digit, spaced)
        } else if is_letter(c) {
            self.letter(c, spaced)
        } else {
            (!self.joins(c, spaced, next)).then(|| Kind::Mark(mark(c)))
        }
    }

    /// Adds a digit to the number before it, or starts one.
    fn digit(&mut self, digit: u32, spaced: bool) -> Option<Kind> {
        match self.all.last_mut().map(|last| &mut last.kind) {
            Some(Kind::Number { value, digits }) if !spaced => {
                *value = value.saturating_mul(10).saturating_add(u64::from(digit));
                *digits += 1;
                None
            }
            _ => Some(Kind::Number { value: u64::from(digit), digits: 1 }),
        }
    }

    /// Adds a letter to the word before it, or starts one. An ideograph is a word by itself: it
    /// needs no space after it (`28日木曜日`).
    fn letter(&mut self, c: char, spaced: bool) -> Option<Kind> {
        let from = self.words.len();
        self.words.extend(c.to_lowercase().filter_map(fold));
        let end = self.words.len();
        match self.all.last_mut().map(|last| &mut last.kind) {
            Some(Kind::Word { from, to, capitals })
                if !spaced && !is_ideograph(c) && !ends_with_ideograph(&self.words[*from..*to]) =>
            {
                *to = end;
                *capitals &= c.is_ascii_uppercase();
                None
            }
            _ => Some(Kind::Word { from, to: end, capitals: c.is_ascii_uppercase() }),
        }
    }

    /// A point within an abbreviation (`a.m.`, `พ.ศ.`) separates nothing.
    fn joins(&self, c: char, spaced: bool, next: Option<char>) -> bool {
        let in_word = matches!(self.all.last(), Some(Token { kind: Kind::Word { .. }, .. }));
        c == '.' && in_word && !spaced && next.is_some_and(is_letter)
    }
}

/// The value of a decimal digit, in the scripts in which dates are written.
#[must_use]
pub fn digit(c: char) -> Option<u32> {
    let zeros = [
        '0', '\u{660}', '\u{6F0}', '\u{966}', '\u{9E6}', '\u{A66}', '\u{AE6}', '\u{BE6}',
        '\u{C66}', '\u{CE6}', '\u{D66}', '\u{E50}', '\u{ED0}', '\u{F20}', '\u{1040}', '\u{17E0}',
        '\u{FF10}',
    ];
    if c.is_ascii() {
        return c.to_digit(10);
    }
    zeros.iter().map(|&zero| u32::from(c).wrapping_sub(u32::from(zero))).find(|&value| value < 10)
}

fn is_letter(c: char) -> bool {
    // Marks of Thai, Indic and Arabic scripts are parts of words, and not all alphabetic.
    c.is_alphabetic()
        || matches!(c, '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{65F}' | '\u{900}'..='\u{963}'
            | '\u{980}'..='\u{DF3}' | '\u{E31}' | '\u{E34}'..='\u{E3A}' | '\u{E47}'..='\u{E4E}'
            | '\u{EB1}'..='\u{ECD}' | '\u{1000}'..='\u{103F}' | '\u{1780}'..='\u{17D3}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

fn ends_with_ideograph(word: &str) -> bool {
    word.chars().next_back().is_some_and(is_ideograph)
}

/// Marks of direction and the like, which stand between digits in right-to-left text.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

fn mark(c: char) -> char {
    match c {
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' => '-',
        '،' | '、' | '，' | '၊' => ',',
        '。' => '.',
        '’' | '‘' | 'ʼ' => '\'',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFF01 + 0x21).unwrap_or(c),
        _ => c,
    }
}

/// A lower-case letter without its accent, so that `AOÛT`, `aout` and a decomposed `août` are one
/// word; `None` for a mark that goes.
fn fold(c: char) -> Option<char> {
    Some(match c {
        '\u{300}'..='\u{36F}'
        | '\u{640}'
        | '\u{64B}'..='\u{65F}'
        | '\u{93C}'
        | '\u{9BC}'
        | '\u{A3C}' => return None,
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ạ'..='ặ' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'đ' | 'ď' => 'd',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' | 'ẹ'..='ệ' => 'e',
        'ğ' => 'g',
        'ì'..='ï' | 'ī' | 'ı' | 'ỉ' | 'ị' | 'ĩ' => 'i',
        'ł' | 'ľ' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ō' | 'ő' | 'ơ' | 'ọ'..='ợ' => 'o',
        'ř' => 'r',
        'ş' | 'š' | 'ś' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ũ' | 'ư' | 'ụ'..='ự' => 'u',
        'ý' | 'ỳ' | 'ỵ' | 'ỷ' | 'ỹ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        'й' => 'и',
        'ё' => 'е',
        'أ' | 'إ' | 'آ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ک' => 'ك',
        'ة' => 'ه',
        '\u{9DF}' => '\u{9AF}',
        '\u{FF41}'..='\u{FF5A}' => char::from_u32(u32::from(c) - 0xFF41 + 0x61).unwrap_or(c),
        _ => c,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let tokens = Tokens::of(text);
        let show = |token: &Token| match token.kind {
            Kind::Number { value, .. } => value.to_string(),
            Kind::Word { from, to, .. } => tokens.words[from..to].to_owned(),
            Kind::Mark(c) => c.to_string(),
        };
        let shown: Vec<_> = tokens.all.iter().map(show).collect();
        assert_eq!(shown.join(" "), expected, "{text:?}");
        for token in &tokens.all {
            assert!(text.get(token.start..token.end).is_some_and(|piece| !piece.is_empty()));
        }
    }

    #[test]
    fn scripts_and_typography_come_out_alike() {
        check("28 AOÛT 2017", "28 aout 2017");
        check("28 aou\u{302}t 2017", "28 aout 2017");
        check("٢٨ سبتمبر ٢٠١٧", "28 سبتمبر 2017");
        check("２０１７／０９／２８", "2017 / 9 / 28");
        check("2017年9月28日", "2017 年 9 月 28 日");
        check("10:15 a.m. – พ.ศ. 2560", "10 : 15 am . - พศ . 2560");
        check("20170928T101500Z", "20170928 t 101500 z");
        check("99999999999999999999999", &u64::MAX.to_string());
        check("\u{200F}28\u{200F}/9", "28 / 9");
        check("", "");
    }
}
