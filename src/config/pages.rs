//! `pages`: the addresses of further pages of a listing, as a pattern.
//!
//! `…/nextRow--{10,20..90}/index.htm` stands for nine addresses: the first number, the second,
//! and so on up to the last. `{1..5}` steps by one.

use url::Url;

use super::values::Wrong;

/// How many pages a pattern may stand for.
const MOST: i64 = 1_000;

/// The addresses that a pattern stands for, relative ones counted from the source's own, which is
/// not repeated.
pub(super) fn pages(pattern: &str, source: &Url) -> Result<Vec<Url>, Wrong> {
    let (before, rest) = pattern.split_once('{').ok_or_else(without_braces)?;
    let (range, after) = rest.split_once('}').ok_or_else(without_braces)?;
    if [before, range, after].iter().any(|part| part.contains(['{', '}'])) {
        return Err(Wrong::because("it has more than one pair of braces"));
    }
    let numbers = numbers(range)?;
    let width = width(range);
    let address = |number: i64| address(&format!("{before}{number:0width$}{after}"), source);
    let pages: Result<Vec<Url>, Wrong> = numbers.into_iter().map(address).collect();
    Ok(pages?.into_iter().filter(|page| page != source).collect())
}

fn address(text: &str, source: &Url) -> Result<Url, Wrong> {
    let url = source.join(text).map_err(|error| Wrong::Because(error.to_string()))?;
    if url.origin() != source.origin() {
        return Err(Wrong::because("the pages are on another site than the url of the source"));
    }
    Ok(url)
}

/// `10,20..90` or `1..5`.
fn numbers(range: &str) -> Result<Vec<i64>, Wrong> {
    let (start, last) = range.split_once("..").ok_or_else(no_range)?;
    let last = number(last)?;
    let (first, step) = match start.split_once(',') {
        Some((first, second)) => (number(first)?, number(second)? - number(first)?),
        None => (number(start)?, 1),
    };
    let distance = last - first;
    if step == 0 || distance % step != 0 || distance / step < 0 {
        return Err(Wrong::Because(format!(
            "{last} is not reached from {first} in steps of {step}"
        )));
    }
    if distance / step >= MOST {
        return Err(Wrong::Because(format!("it stands for more than {MOST} pages")));
    }
    Ok((0..=distance / step).map(|index| first + index * step).collect())
}

/// Up to twelve digits: no page number is longer, and sums of them cannot overflow.
fn number(text: &str) -> Result<i64, Wrong> {
    let text = text.trim();
    let is_number = (1..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| is_number).ok_or_else(no_range)
}

/// `{01..12}` gives two digits each.
fn width(range: &str) -> usize {
    let digits = range.trim().bytes().take_while(u8::is_ascii_digit).count();
    if range.trim().starts_with('0') && digits > 1 { digits } else { 0 }
}

fn without_braces() -> Wrong {
    Wrong::because("it has no number range in braces")
}

fn no_range() -> Wrong {
    Wrong::because("the braces hold whole numbers, as in {1..5} or {10,20..90}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, expected: Result<&[&str], &str>) {
        let source = Url::parse("https://example.org/list/p1").unwrap();
        match (pages(pattern, &source), expected) {
            (Ok(pages), Ok(expected)) => {
                let paths: Vec<&str> = pages.iter().map(Url::path).collect();
                assert_eq!(paths, expected, "{pattern}");
            }
            (Err(Wrong::Because(reason)), Err(part)) => {
                assert!(reason.contains(part), "{pattern}: {reason}");
            }
            (got, _) => panic!("{pattern} gives {got:?}"),
        }
    }

    #[test]
    fn a_pattern_stands_for_its_addresses() {
        check("https://example.org/{10,20..40}/x", Ok(&["/10/x", "/20/x", "/30/x", "/40/x"]));
        check("p{1..3}", Ok(&["/list/p2", "/list/p3"]));
        check("/{08..10}", Ok(&["/08", "/09", "/10"]));
        check("/{3,2..1}", Ok(&["/3", "/2", "/1"]));
        check("/{7..7}", Ok(&["/7"]));
        check("/{0..1}", Ok(&["/0", "/1"]));
    }

    #[test]
    fn nonsense_is_named() {
        check("https://example.org/2", Err("no number range"));
        check("/{1..2", Err("no number range"));
        check("/{1..2}/{1..2}", Err("more than one pair"));
        check("/{1,2,3}", Err("whole numbers"));
        check("/{a..b}", Err("whole numbers"));
        check("/{-1..2}", Err("whole numbers"));
        check("/{..}", Err("whole numbers"));
        check("/{1..1000000000000}", Err("whole numbers"));
        check("/{1..100000}", Err("more than 1000 pages"));
        check("/{10,20..95}", Err("95 is not reached from 10 in steps of 10"));
        check("/{5..1}", Err("1 is not reached from 5 in steps of 1"));
        check("/{5,5..9}", Err("in steps of 0"));
        check("https://else.org/{1..2}", Err("another site"));
    }
}
