//! Looks for a date within a text.

use std::ops::Range;

use super::cursor::Cursor;
use super::tokens::{Kind, Token, Tokens};
use super::{DateHints, Published, format, stamp};

/// The longest text that is searched, in characters.
const LONGEST: usize = 500;

/// Finds a date within a short text, such as `News | Geneva | 06 July 2012`, and says where it
/// stands (in bytes). Of several dates the first is returned.
///
/// What is a date only where nothing else stands beside it (bare numbers, two-digit years) is
/// not found.
#[must_use]
pub fn find(text: &str, hints: &DateHints) -> Option<(Published, Range<usize>)> {
    if text.chars().nth(LONGEST).is_some() {
        return None;
    }
    let tokens = Tokens::of(text);
    let starts = || (0..tokens.all.len()).filter(|&at| starts_freely(text, &tokens.all, at));
    starts().find_map(|at| formatted_at(text, &tokens.all, at, hints)).or_else(|| {
        starts().find_map(|at| {
            let mut cursor = Cursor::new(text, &tokens, at, false).read_at(hints.now);
            let stamp = stamp::stamp(&mut cursor)?;
            let last = cursor.position().checked_sub(1)?;
            let range = tokens.all[at].start..tokens.all[last].end;
            let published = stamp.published(hints.zone)?;
            ends_freely(text, &tokens.all, last + 1).then_some((published, range))
        })
    })
}

/// A date by `hints.format` that begins with piece number `at` and ends where a piece ends.
fn formatted_at(
    text: &str,
    tokens: &[Token],
    at: usize,
    hints: &DateHints,
) -> Option<(Published, Range<usize>)> {
    let start = tokens[at].start;
    let (published, rest) = format::parse(text.get(start..)?, hints)?;
    let end = text.len() - rest.len();
    let next = at + tokens[at..].iter().take_while(|token| token.start < end).count();
    let whole_pieces = tokens[next - 1].end == end;
    (whole_pieces && ends_freely(text, tokens, next)).then_some((published, start..end))
}

/// The piece is not the later part of something: of `3.28.9.2017`, `A28`, `27-28 May`.
fn starts_freely(text: &str, tokens: &[Token], at: usize) -> bool {
    if at == 0 || tokens[at].spaced {
        return true;
    }
    let before = tokens[at - 1];
    match before.kind {
        Kind::Number { .. } => false,
        Kind::Word { .. } => is_spaceless(text, before) || is_spaceless(text, tokens[at]),
        Kind::Mark('-' | '/' | '.' | ':' | '+' | '_' | '=') => {
            at == 1
                || before.spaced
                || !matches!(tokens[at - 2].kind, Kind::Number { .. } | Kind::Mark(_))
        }
        Kind::Mark(_) => true,
    }
}

/// The piece before `next` is not the earlier part of something.
fn ends_freely(text: &str, tokens: &[Token], next: usize) -> bool {
    let Some(token) = tokens.get(next).filter(|token| !token.spaced) else {
        return true;
    };
    match token.kind {
        Kind::Number { .. } => false,
        Kind::Word { .. } => is_spaceless(text, *token),
        Kind::Mark('-' | '/' | '.' | ':' | '+' | '_') => !matches!(
            tokens.get(next + 1),
            Some(Token { kind: Kind::Number { .. }, spaced: false, .. })
        ),
        Kind::Mark(_) => true,
    }
}

/// A word of a script that writes no spaces between words (Thai, Chinese, Japanese), or whose
/// words carry endings (Korean).
fn is_spaceless(text: &str, token: Token) -> bool {
    let piece = text.get(token.start..token.end).unwrap_or_default();
    matches!(token.kind, Kind::Word { .. }) && piece.starts_with(|c| c >= '\u{E00}')
}

#[cfg(test)]
mod tests {
    use super::super::tests::show;
    use super::*;

    #[track_caller]
    fn finds(text: &str, expected: &str, piece: &str) {
        let (published, range) =
            find(text, &DateHints::default()).unwrap_or_else(|| panic!("{text:?}"));
        assert_eq!(show(published), expected, "{text:?}");
        assert_eq!(&text[range], piece, "{text:?}");
    }

    #[test]
    fn a_date_is_found_within_a_text() {
        finds("News | Geneva | 06 July 2012", "2012-07-06", "06 July 2012");
        finds("Noticia | 25 de agosto de 2020", "2020-08-25", "25 de agosto de 2020");
        finds("Déclaration | 1 juillet 2017", "2017-07-01", "1 juillet 2017");
        finds("Posted on 3 March 2020 by X", "2020-03-03", "3 March 2020");
        finds("Posted on Tuesday, March 3rd, 2020.", "2020-03-03", "Tuesday, March 3rd, 2020");
        finds("発行日：平成29年9月28日（木）発行", "2017-09-28", "平成29年9月28日（木）");
        finds("发布于2017年9月28日", "2017-09-28", "2017年9月28日");
        finds("2017년 9월 28일 게시", "2017-09-28", "2017년 9월 28일");
        finds(
            "Published 2017-09-28T10:15:00Z (UTC)",
            "2017-09-28T10:15:00Z",
            "2017-09-28T10:15:00Z",
        );
        finds("28 September 2017, so we met", "2017-09-28", "28 September 2017");
        finds("On 28 September 2017 10:15 met", "2017-09-28T10:15:00Z", "28 September 2017 10:15");
        finds("1 May 2017 and 2 May 2017", "2017-05-01", "1 May 2017");
        finds("[28.09.2017]", "2017-09-28", "28.09.2017");
        finds("No. 9 - 28 September 2017", "2017-09-28", "28 September 2017");
    }

    #[test]
    fn what_only_looks_like_a_date_is_not_found() {
        let padded = format!("{} 28 September 2017", "x".repeat(500));
        for text in [
            "",
            "1506593700",
            "20170928",
            "call 28/09/17 now",
            "version 1.2.3.2017",
            "May 2017",
            "27-28 September 2017",
            "28.9.2017.3",
            "A28.9.2017",
            "28.9.2017B",
            "tel. 12-10-2017-33",
            "the 28 of 2017",
            "28 Sep 17 people",
            &padded,
        ] {
            assert_eq!(find(text, &DateHints::default()), None, "{text:?}");
        }
    }

    #[test]
    fn a_given_format_is_found_first() {
        let hints = DateHints { format: Some("%m/%d/%Y".to_owned()), zone: None, now: None };
        let (published, range) = find("Posted 03/04/2020 by X", &hints).unwrap();
        assert_eq!((show(published).as_str(), range), ("2020-03-04", 7..17));
        assert!(find("Posted 03/04/20201 by X", &hints).is_none());
    }
}
