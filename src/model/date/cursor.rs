//! Walks over the pieces of a text, and back when a form does not fit.

use chrono::{DateTime, Datelike, Utc};

use super::tokens::{Kind, Token, Tokens};

/// A place between two pieces.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    tokens: &'a Tokens,
    at: usize,
    /// The whole text has to be a date; else one stands somewhere in it, and forms that are dates
    /// only where nothing else is (bare numbers, two-digit years) do not count.
    pub(super) whole: bool,
    /// The last year that a date may be of where it can be read in two ways.
    last_year: Option<i32>,
}

/// A number as written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number {
    /// Its value.
    pub(super) value: u64,
    /// How many digits, zeros in front too.
    pub(super) digits: usize,
}

impl Number {
    /// As part of a date; a number too large for it is none of a date's numbers.
    pub(super) fn small(self) -> u32 {
        u32::try_from(self.value).unwrap_or(u32::MAX)
    }
}

impl<'a> Cursor<'a> {
    /// Before piece number `at`.
    pub(super) fn new(text: &'a str, tokens: &'a Tokens, at: usize, whole: bool) -> Self {
        Self { text, tokens, at, whole, last_year: None }
    }

    /// No feed is dated years ahead of when it is read.
    pub(super) fn read_at(self, now: Option<DateTime<Utc>>) -> Self {
        Self { last_year: now.map(|now| now.year() + 1), ..self }
    }

    /// A year lies too far ahead, as far as it is known when the date is read.
    pub(super) fn is_far_ahead(&self, year: i32) -> bool {
        self.last_year.is_some_and(|last| year > last)
    }

    /// How many pieces lie behind it.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// The text from the next piece on, as it was written.
    pub(super) fn rest(&self) -> &'a str {
        self.peek().and_then(|token| self.text.get(token.start..)).unwrap_or_default()
    }

    /// Goes past every piece that begins within the next `bytes` of the text.
    pub(super) fn skip(&mut self, bytes: usize) {
        let end = self.peek().map_or(0, |token| token.start + bytes);
        while self.peek().is_some_and(|token| token.start < end) {
            self.at += 1;
        }
    }

    /// The next piece.
    pub(super) fn peek(&self) -> Option<Token> {
        self.tokens.all.get(self.at).copied()
    }

    /// The next piece follows without white space.
    pub(super) fn is_attached(&self) -> bool {
        self.peek().is_some_and(|token| !token.spaced)
    }

    /// The next piece, when it is a number.
    pub(super) fn peek_number(&self) -> Option<Number> {
        match self.peek()?.kind {
            Kind::Number { value, digits } => Some(Number { value, digits }),
            _ => None,
        }
    }

    /// The next piece, when it is a word.
    pub(super) fn peek_word(&self) -> Option<&'a str> {
        match self.peek()?.kind {
            Kind::Word { from, to, .. } => self.tokens.words.get(from..to),
            _ => None,
        }
    }

    /// The next piece is a word in ASCII capitals.
    pub(super) fn is_capitals(&self) -> bool {
        matches!(self.peek(), Some(Token { kind: Kind::Word { capitals: true, .. }, .. }))
    }

    /// The next piece is this mark.
    pub(super) fn is_mark(&self, mark: char) -> bool {
        matches!(self.peek(), Some(Token { kind: Kind::Mark(c), .. }) if c == mark)
    }

    /// Takes a number.
    pub(super) fn number(&mut self) -> Option<Number> {
        let number = self.peek_number()?;
        self.at += 1;
        Some(number)
    }

    /// Takes a number of one or two digits.
    pub(super) fn short(&mut self) -> Option<u32> {
        let number = self.peek_number().filter(|number| number.digits <= 2)?;
        self.at += 1;
        Some(number.small())
    }

    /// Takes a word.
    pub(super) fn word(&mut self) -> Option<&'a str> {
        let word = self.peek_word()?;
        self.at += 1;
        Some(word)
    }

    /// Takes one of these words.
    pub(super) fn one_of(&mut self, words: &[&str]) -> Option<&'a str> {
        let word = self.peek_word().filter(|word| words.contains(word))?;
        self.at += 1;
        Some(word)
    }

    /// Takes one of these marks.
    pub(super) fn mark(&mut self, marks: &[char]) -> Option<char> {
        let mark = match self.peek()?.kind {
            Kind::Mark(c) if marks.contains(&c) => c,
            _ => return None,
        };
        self.at += 1;
        Some(mark)
    }

    /// Takes any piece.
    pub(super) fn any(&mut self) -> Option<Token> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    /// Tries a form; a form that does not fit takes nothing.
    pub(super) fn attempt<T>(&mut self, form: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.at;
        let found = form(self);
        if found.is_none() {
            self.at = before;
        }
        found
    }
}
