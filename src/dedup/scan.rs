//! Texts taken apart into words, in every script.

use icu_normalizer::DecomposingNormalizer;

/// A word as it was met.
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own")]
pub(super) struct Raw {
    pub(super) text: String,
    pub(super) is_capital: bool,
    pub(super) has_lower: bool,
    pub(super) in_brackets: bool,
    /// One sign of a script that puts no spaces between words.
    pub(super) is_sign: bool,
    /// It stands alone before a colon, at the beginning.
    pub(super) is_label: bool,
}

/// Takes pieces between spaces apart.
#[derive(Default)]
pub(super) struct Scanner {
    words: Vec<Raw>,
    depth: u32,
    /// The word being read may go on.
    is_open: bool,
}

impl Scanner {
    /// The words read since the last time.
    pub(super) fn take(&mut self) -> std::vec::Drain<'_, Raw> {
        self.words.drain(..)
    }

    pub(super) fn read(&mut self, piece: &str) {
        if self.read_plain(piece) {
            return;
        }
        // What most texts are made of is decomposed as it is.
        if piece.is_ascii() {
            return self.read_decomposed(piece.bytes().map(char::from));
        }
        let normalizer = const { DecomposingNormalizer::new_nfkd() };
        self.read_decomposed(normalizer.normalize_iter(piece.chars()));
    }

    /// Reads a word of ASCII letters alone, as most are, with what ends a sentence or a part of it.
    fn read_plain(&mut self, piece: &str) -> bool {
        let word = piece.trim_end_matches([',', '.', ';', ':', '!', '?']);
        if word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return false;
        }
        self.words.push(Raw {
            text: word.to_ascii_lowercase(),
            has_lower: word.bytes().any(|byte| byte.is_ascii_lowercase()),
            ..Raw::new(word.as_bytes()[0].is_ascii_uppercase(), self.depth > 0, false)
        });
        self.drop_ordinal();
        true
    }

    fn read_decomposed(&mut self, piece: impl Iterator<Item = char>) {
        let mut rest = piece.peekable();
        while let Some(c) = rest.next() {
            match c {
                '(' | '[' | '【' | '〔' | '「' => self.bracket(1),
                ')' | ']' | '】' | '〕' | '」' => self.bracket(-1),
                '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '\u{AD}' | '\u{200C}' | '\u{200D}' => {}
                '-' | '‐' | '‑' | '–' | '.' | ',' if self.is_open => {
                    self.join(c, rest.peek().copied());
                }
                _ if is_accent(c) => {}
                _ if c.is_alphanumeric() || is_vowel_sign(c) => self.push(c),
                _ => self.is_open = false,
            }
        }
        self.is_open = false;
    }

    fn bracket(&mut self, step: i32) {
        self.depth = self.depth.saturating_add_signed(step);
        self.is_open = false;
    }

    /// A hyphen or point between letters joins them, a point or comma the thousands of a number.
    fn join(&mut self, c: char, next: Option<char>) {
        let ends_in_digit =
            self.words.last().is_some_and(|word| word.text.ends_with(|c: char| c.is_ascii_digit()));
        let is_joint = match c {
            '.' | ',' if ends_in_digit => next.is_some_and(|next| digit(next).is_some()),
            ',' => false,
            _ => !ends_in_digit && next.is_some_and(char::is_alphabetic),
        };
        self.is_open = is_joint;
    }

    fn push(&mut self, c: char) {
        let in_brackets = self.depth > 0;
        if let Some(digit) = digit(c) {
            return self.push_digit(digit, in_brackets);
        }
        let is_sign = is_sign(c);
        let follows_number = self.words.last().is_some_and(Raw::is_number);
        let goes_on = self.is_open
            && !is_sign
            && !follows_number
            && self.words.last().is_some_and(|word| !word.is_sign);
        if !goes_on {
            let is_capital = c.is_uppercase();
            self.words.push(Raw::new(is_capital, in_brackets, is_sign));
        }
        if let Some(word) = self.words.last_mut() {
            word.has_lower |= c.is_lowercase();
            if c.is_ascii() {
                word.text.push(c.to_ascii_lowercase());
            } else {
                word.text.extend(c.to_uppercase().flat_map(char::to_lowercase));
            }
        }
        self.is_open = true;
        self.drop_ordinal();
    }

    fn push_digit(&mut self, digit: char, in_brackets: bool) {
        let goes_on = self.is_open && self.words.last().is_some_and(Raw::is_number);
        if !goes_on {
            self.words.push(Raw::new(false, in_brackets, false));
        }
        if let Some(word) = self.words.last_mut() {
            if word.text == "0" {
                word.text.clear();
            }
            word.text.push(digit);
        }
        self.is_open = true;
    }

    /// `8th` is 8.
    fn drop_ordinal(&mut self) {
        let [.., number, suffix] = self.words.as_slice() else { return };
        if number.is_number() && matches!(suffix.text.as_str(), "th" | "st" | "nd" | "rd") {
            self.words.pop();
        }
    }
}

impl Raw {
    fn new(is_capital: bool, in_brackets: bool, is_sign: bool) -> Self {
        Self {
            text: String::new(),
            is_capital,
            has_lower: false,
            in_brackets,
            is_sign,
            is_label: false,
        }
    }

    pub(super) fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }
}

/// Accents of Latin, Greek and Cyrillic letters. The vowels of other scripts are marks too, and
/// stay.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

/// Signs within words that are no letters by Unicode's count: tones of Thai, viramas of India.
fn is_vowel_sign(c: char) -> bool {
    matches!(c, '\u{93C}' | '\u{94D}' | '\u{9BC}' | '\u{9CD}' | '\u{A3C}' | '\u{A4D}' | '\u{ACD}' | '\u{B4D}'
        | '\u{BCD}' | '\u{C4D}' | '\u{CCD}' | '\u{D4D}' | '\u{DCA}' | '\u{E47}'..='\u{E4E}'
        | '\u{EC8}'..='\u{ECD}' | '\u{1037}'..='\u{103A}' | '\u{17C6}'..='\u{17D3}' | '\u{3099}' | '\u{309A}')
}

/// Scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, Han, Kana.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

/// A digit of any script as ours.
fn digit(c: char) -> Option<char> {
    const ZEROS: [u32; 15] = [
        0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0,
        0x1040, 0x17E0,
    ];
    if c < '\u{660}' {
        return c.is_ascii_digit().then_some(c);
    }
    let code = u32::from(c);
    let value =
        ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|value| *value < 10))?;
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut scanner = Scanner::default();
        text.split(' ').for_each(|piece| scanner.read(piece));
        assert_eq!(scanner.take().map(|word| word.text).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn a_number_loses_its_ending_and_no_word_its_beginning() {
        check(
            "The 8th of 3 Rds, 1 student: 8 these",
            &["the", "8", "of", "3", "rds", "1", "student", "8", "these"],
        );
        check("the 8 th (Plain) word. don't", &["the", "8", "plain", "word", "dont"]);
    }
}
