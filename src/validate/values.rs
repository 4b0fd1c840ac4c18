//! Values as the specifications write them, without any of the mercy of `read/`.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};
use url::Url;

/// A date as RSS and OPML write it (RFC 822 §5, with four digits for the year).
pub(super) struct Rfc822 {
    /// The moment.
    pub(super) at: DateTime<Utc>,
    /// The day of the week that it should have, where it has another.
    pub(super) right_day: Option<&'static str>,
    /// What about its form not every reader understands.
    pub(super) odd: Option<&'static str>,
}

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Hours of the zones that RFC 822 names.
const ZONES: [(&str, i32); 10] = [
    ("GMT", 0),
    ("UT", 0),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
];

/// Longer texts are no dates, whatever comments are in them.
const MAX_TOKENS: usize = 11;

/// Reads a date of RFC 822. Names are read without regard to case (§3.4.7).
pub(super) fn rfc822(text: &str) -> Option<Rfc822> {
    let tokens = tokens(text)?;
    let (day, date) = match tokens.as_slice() {
        [day, ",", date @ ..] => (Some(DAYS[place(&DAYS, day)?]), date),
        date => (None, date),
    };
    let (day_of_month, month, year, time, zone) = match date {
        [day, month, year, hour, ":", minute, zone] => {
            (day, month, year, [*hour, *minute, "00"], zone)
        }
        [day, month, year, hour, ":", minute, ":", second, zone] => {
            (day, month, year, [*hour, *minute, *second], zone)
        }
        _ => return None,
    };
    let month = place(&MONTHS, month)?;
    let is_short = year.len() == 2;
    let year = match (digits(year, 2..=4)?, year.len()) {
        (year, 4) => year,
        (year, 2) => {
            if year < 70 {
                2000 + year
            } else {
                1900 + year
            }
        }
        _ => return None,
    };
    let month = u32::try_from(month + 1).ok()?;
    let date = NaiveDate::from_ymd_opt(year.try_into().ok()?, month, digits(day_of_month, 1..=2)?)?;
    let (offset, is_odd_zone) = zone_of(zone)?;
    let at = (date.and_time(time_of(time)?) - TimeDelta::minutes(offset.into())).and_utc();
    let right = DAYS[date.weekday().num_days_from_monday() as usize];
    let odd = [
        (is_short, "has a year of two digits"),
        (is_odd_zone, "has a zone that not every reader knows"),
    ];
    Some(Rfc822 {
        at,
        right_day: day.filter(|day| *day != right).map(|_| right),
        odd: odd.into_iter().find(|(is_so, _)| *is_so).map(|(_, words)| words),
    })
}

/// The words and separators of a date (§3.1.4). Blanks stand between what would be one word
/// otherwise, and anywhere else; comments in brackets are as good as blanks (§3.4.3).
fn tokens(text: &str) -> Option<Vec<&str>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_ascii_start();
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-');
        let length = match first {
            '(' => comment(rest)?,
            ',' | ':' => 1,
            _ => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
        };
        let (token, after) =
            rest.split_at_checked(length).filter(|(token, _)| !token.is_empty())?;
        if first != '(' {
            tokens.push(token);
        }
        if tokens.len() > MAX_TOKENS {
            return None;
        }
        rest = after.trim_ascii_start();
    }
    Some(tokens)
}

/// The length of a comment, in which others may stand.
fn comment(text: &str) -> Option<usize> {
    let (mut depth, mut is_quoted) = (0_usize, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if is_quoted => is_quoted = false,
            '\\' => is_quoted = true,
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

fn place(names: &[&str], name: &str) -> Option<usize> {
    names.iter().position(|known| known.eq_ignore_ascii_case(name))
}

fn digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let is_number = lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

fn time_of(time: [&str; 3]) -> Option<NaiveTime> {
    let [hour, minute, second] = time.map(|part| digits(part, 2..=2));
    // A leap second is counted with the one before.
    let second = second.filter(|second| *second <= 60)?.min(59);
    NaiveTime::from_hms_opt(hour?, minute?, second)
}

/// Minutes ahead of UTC, and whether the zone is written in a way that some readers do not know.
fn zone_of(text: &str) -> Option<(i32, bool)> {
    if let Some((_, hours)) = ZONES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)) {
        return Some((hours * 60, false));
    }
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() && !byte.eq_ignore_ascii_case(&b'J');
    if text.eq_ignore_ascii_case("UTC") || text.len() == 1 && text.bytes().all(is_letter) {
        return Some((0, true));
    }
    let number = text.strip_prefix(['+', '-']).and_then(|number| digits(number, 4..=4))?;
    let minutes = i32::try_from(number / 100 * 60 + number % 100).ok()?;
    let is_zone = number % 100 < 60 && number / 100 < 24;
    is_zone.then_some((if text.starts_with('-') { -minutes } else { minutes }, false))
}

/// Reads a date of RFC 3339 as RFC 4287 §3.3 wants it: with upper-case `T` and `Z`.
pub(super) fn rfc3339(text: &str) -> Option<DateTime<Utc>> {
    let bytes = text.as_bytes();
    let is_upper = bytes.get(10) == Some(&b'T') && !text.contains(['z', 't', ' ']);
    is_upper.then(|| DateTime::parse_from_rfc3339(text).ok()).flatten().map(|at| at.to_utc())
}

/// Whether a text is an address: a scheme with a colon, and only legal characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Address {
    /// With a scheme; the second says that all of it is ASCII.
    Absolute(bool),
    /// Without: it counts from elsewhere.
    Relative,
}

/// Takes a text for an address (RFC 3986, RFC 3987), or says why it is none.
pub(super) fn address(text: &str) -> Result<Address, &'static str> {
    if text.is_empty() {
        return Err("is empty");
    }
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("has a blank in it");
    }
    if text.contains(['<', '>', '"', '{', '}', '|', '\\', '^', '`']) {
        return Err("has a character that is to be percent-encoded");
    }
    let escapes = text.match_indices('%').map(|(at, _)| text.as_bytes().get(at + 1..at + 3));
    if escapes.into_iter().any(|two| two.is_none_or(|two| !two.iter().all(u8::is_ascii_hexdigit))) {
        return Err("has a % that begins no code");
    }
    let Some((scheme, rest)) = scheme(text) else { return Ok(Address::Relative) };
    if runs(scheme) && !is_picture(text) {
        return Err("runs something, and leads nowhere");
    }
    let is_web = ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    if rest.is_empty() || is_web && !is_web_address(text, rest) {
        return Err("is incomplete");
    }
    Ok(Address::Absolute(text.is_ascii()))
}

/// Whether a scheme is one whose addresses are programs or pages of their own.
pub(super) fn runs(scheme: &str) -> bool {
    ["javascript", "vbscript", "data"].iter().any(|one| scheme.eq_ignore_ascii_case(one))
}

/// Whether an address holds a picture.
pub(super) fn is_picture(address: &str) -> bool {
    let start = address.get(.."data:image/".len());
    start.is_some_and(|start| start.eq_ignore_ascii_case("data:image/"))
}

/// Takes a text for an address that may count from another: then it may be empty, too (RFC 3986
/// §4.4).
pub(super) fn reference(text: &str) -> Result<Address, &'static str> {
    if text.is_empty() { Ok(Address::Relative) } else { address(text) }
}

fn is_web_address(text: &str, rest: &str) -> bool {
    let host = rest.strip_prefix("//").and_then(|rest| rest.split(['/', '?', '#']).next());
    host.is_some_and(|host| !host.is_empty()) && Url::parse(text).is_ok()
}

/// Scheme and the rest, without the colon.
pub(super) fn scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    is_scheme.then_some((scheme, rest))
}

/// Whether a text is an absolute web address.
pub(super) fn is_web(text: &str) -> bool {
    let web = scheme(text).is_some_and(|(scheme, _)| {
        ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web))
    });
    web && matches!(address(text), Ok(Address::Absolute(_)))
}

/// Whether a text is a language tag (RFC 5646 §2.1, its form).
pub(super) fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let is_alphabetic = first.bytes().all(|b| b.is_ascii_alphabetic());
    let is_primary = is_alphabetic && (matches!(first.len(), 2..=8) || matches!(first, "x" | "i"));
    is_primary
        && parts.all(|part| {
            matches!(part.len(), 1..=8) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

/// Whether a text is a media type (RFC 6838 §4.2), with or without parameters.
pub(super) fn is_media_type(text: &str) -> bool {
    let is_token = |part: &str| {
        let is_legal = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
        !part.is_empty() && part.bytes().all(is_legal)
    };
    let bare = text.split(';').next().unwrap_or_default().trim();
    bare.split_once('/').is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
}

/// Whether a text looks like an e-mail address.
pub(super) fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        let is_plain = |part: &str| {
            !part.is_empty()
                && !part.contains(|c: char| {
                    c.is_whitespace() || matches!(c, '@' | '<' | '>' | '(' | ')' | ',' | ';')
                })
        };
        // A host of this network has no dot.
        is_plain(name) && is_plain(host) && host.split('.').all(|label| !label.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_822(text: &str, expected: Option<(&str, Option<&str>, bool)>) {
        let found =
            rfc822(text).map(|date| (date.at.to_rfc3339(), date.right_day, date.odd.is_some()));
        let expected = expected.map(|(at, day, odd)| (at.to_owned(), day, odd));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn dates_of_rss_are_taken_at_their_word() {
        let at = "2026-11-03T04:05:06+00:00";
        check_822("Tue, 03 Nov 2026 04:05:06 GMT", Some((at, None, false)));
        check_822("Tue, 3 Nov 2026 05:05:06 +0100", Some((at, None, false)));
        check_822("3 Nov 2026 04:05:06 -0000", Some((at, None, false)));
        check_822("Wed, 3 Nov 2026 04:05:06 GMT", Some((at, Some("Tue"), false)));
        check_822("Tue, 3 Nov 26 04:05:06 GMT", Some((at, None, true)));
        check_822("Tue, 3 Nov 2026 04:05:06 UTC", Some((at, None, true)));
        check_822("tue, 3 NOV 2026 04:05:06 gmt", Some((at, None, false)));
        check_822("Tue,03 Nov 2026 04:05:06 GMT", Some((at, None, false)));
        check_822("Tue, 03 Nov 2026 04:05:06 +0000 (UTC)", Some((at, None, false)));
        check_822("(a (b\\)) c) 3 Nov(d)2026 04 : 05 : 06 GMT", Some((at, None, false)));
        check_822("Tue, 3 Nov 2026 04:05 GMT", Some(("2026-11-03T04:05:00+00:00", None, false)));
        for wrong in [
            "2026-11-03T04:05:06Z",
            "Tue 3 Nov 2026 04:05:06 GMT",
            "Tuesday, 3 Nov 2026 04:05:06 GMT",
            "Tue, 31 Nov 2026 04:05:06 GMT",
            "Tue, 3 Nov 2026 24:05:06 GMT",
            "Tue, 3 Nov 2026 4:05:06 GMT",
            "Tue, 3 Nov 2026 04:05:06 +01:00",
            "Tue, 3 Nov 2026 04:05:06",
            "Tue, 3 Nov 202 04:05:06 GMT",
            "Tue, 3 Nov 2026 04:05:06 GMT (UTC",
            "Tue, 3 Nov 2026 04:05:06 GMT)",
            "Tue, 3 Nov 2026 04:05:06 GMT!",
            "Tue, 3Nov 2026 04:05:06 GMT",
            "Tue, 3 Nov 2026 04:05:06 ü",
            "",
        ] {
            check_822(wrong, None);
        }
    }

    #[test]
    fn addresses_are_taken_at_their_word() {
        let absolute = Ok(Address::Absolute(true));
        assert_eq!(address("https://a.example/b?c=%20#d"), absolute);
        assert_eq!(address("urn:uuid:1"), absolute);
        assert_eq!(address("data:image/png;base64,AAAA"), absolute);
        for running in ["javascript:alert(1)", "JavaScript:x", "vbscript:x", "data:text/html,x"] {
            assert!(address(running).is_err(), "{running}");
        }
        assert_eq!(address("https://a.example/ü"), Ok(Address::Absolute(false)));
        assert_eq!(address("/a"), Ok(Address::Relative));
        for wrong in ["", "https://a.example/b c", "https:///a", "http:a", "https://a/%zz", "a|b"] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn languages_have_hyphens() {
        for (text, is_one) in
            [("en", true), ("zh-Hant-TW", true), ("en_US", false), ("", false), ("e", false)]
        {
            assert_eq!(is_language(text), is_one, "{text}");
        }
    }
}
