//! Texts that stand for something: durations, sizes, addresses, language tags.

use std::fmt;
use std::time::Duration;

use url::Url;

use super::spelling::{alternatives, nearest};
use crate::model::language::Language;
use crate::model::text::tidy;

pub(super) const TEXT: &str = "a text";
pub(super) const LANGUAGE: &str = "a language tag such as \"en\" or \"pt-BR\"";
pub(super) const WEB_ADDRESS: &str = "an address such as \"https://example.org/feed\"";
pub(super) const DURATION: &str = "a duration such as \"30s\" or \"1h 30m\"";
pub(super) const SIZE: &str = "a size such as \"10MB\" or \"64KiB\"";
pub(super) const ID: &str = "letters, digits, \"-\" and \"_\", at most 64, a letter or digit first";

/// What is wrong with a text, beyond not being what is expected: the end of a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// Nothing to add.
    Plainly,
    /// The reason.
    Because(String),
    /// What may have been meant.
    Perhaps(String),
}

impl Wrong {
    pub(super) fn because(reason: impl Into<String>) -> Self {
        Self::Because(reason.into())
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plainly => Ok(()),
            Self::Because(reason) => write!(f, ": {reason}"),
            Self::Perhaps(near) => write!(f, "; did you mean \"{near}\"?"),
        }
    }
}

/// Plain text, tidied, not empty.
pub(super) fn words(text: &str) -> Result<String, Wrong> {
    let text = tidy(text);
    if text.is_empty() { Err(Wrong::because("it is empty")) } else { Ok(text) }
}

/// A language tag.
pub(super) fn language(text: &str) -> Result<Language, Wrong> {
    Language::new(text).map_err(|_| Wrong::Plainly)
}

/// An absolute http or https address.
pub(super) fn web_address(text: &str) -> Result<Url, Wrong> {
    match Url::parse(text) {
        Ok(url) if is_web(&url) => Ok(url),
        Ok(_) => Err(Wrong::because("it is neither http nor https")),
        Err(url::ParseError::RelativeUrlWithoutBase) => Err(with_scheme(text)),
        Err(error) => Err(Wrong::Because(error.to_string())),
    }
}

/// An http or https address that is published, so that no user and password may be in it.
pub(super) fn public_address(text: &str) -> Result<Url, Wrong> {
    let url = web_address(text)?;
    if url.username().is_empty() && url.password().is_none() {
        return Ok(url);
    }
    Err(Wrong::because("a public address has no user and password"))
}

/// An e-mail address, as far as it can be told by looking.
pub(super) fn email(text: &str) -> Result<String, Wrong> {
    let looks_right = text
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
    let is_other = |c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"".contains(c);
    let is_plain = !text.chars().any(is_other);
    if looks_right && is_plain { Ok(text.to_owned()) } else { Err(Wrong::Plainly) }
}

/// One of some words.
pub(super) fn one_of<T: Copy>(text: &str, choices: &[(&str, T)]) -> Result<T, Wrong> {
    let found = choices.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice);
    found.ok_or_else(|| match nearest(text, choices.iter().map(|(name, _)| *name)) {
        Some(near) => Wrong::Perhaps(near.to_owned()),
        None => Wrong::Plainly,
    })
}

/// `"a", "b" or "c"`: what [`one_of`] takes.
pub(super) fn choices<T>(choices: &[(&str, T)]) -> String {
    alternatives(&choices.iter().map(|(name, _)| *name).collect::<Vec<_>>())
}

/// A duration: whole numbers with units, the longest that makes sense being ten years.
pub(super) fn duration(text: &str) -> Result<Duration, Wrong> {
    const LONGEST: Duration = Duration::from_hours(10 * 366 * 24);
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Wrong::Perhaps(format!("{text}s")));
    }
    let mut total = Duration::ZERO;
    for (number, unit) in quantities(text)? {
        let milliseconds = number.checked_mul(milliseconds(unit)?);
        let part = milliseconds.map(Duration::from_millis).filter(|part| *part <= LONGEST);
        total = part
            .and_then(|part| total.checked_add(part))
            .filter(|total| *total <= LONGEST)
            .ok_or_else(|| Wrong::because("it is longer than ten years"))?;
    }
    Ok(total)
}

/// A duration within bounds, which are named as a user would write them.
pub(super) fn duration_within(text: &str, least: &str, most: &str) -> Result<Duration, Wrong> {
    let value = duration(text)?;
    if duration(least)? <= value && value <= duration(most)? {
        return Ok(value);
    }
    Err(Wrong::Because(format!("it goes from {least} to {most}")))
}

/// A size in bytes, at least 1. `KB` is a thousand, `KiB` is 1024.
pub(super) fn size(text: &str) -> Result<u64, Wrong> {
    const LARGEST: u64 = 1 << 30;
    let [(number, unit)] = quantities(text)?[..] else { return Err(Wrong::Plainly) };
    let unit = match unit.to_ascii_lowercase().as_str() {
        "b" => 1,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        "k" | "m" | "g" => return Err(Wrong::Perhaps(format!("{}B", text.trim()))),
        _ => return Err(Wrong::because("the units are B, KB, MB, GB, KiB, MiB and GiB")),
    };
    let bytes = number.checked_mul(unit).filter(|bytes| (1..=LARGEST).contains(bytes));
    bytes.ok_or_else(|| Wrong::because("it goes from 1B to 1GiB"))
}

/// Whole numbers, each followed by letters: `1h 30m`.
fn quantities(text: &str) -> Result<Vec<(u64, &str)>, Wrong> {
    let mut quantities = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (number, after) = split_while(rest, |c| c.is_ascii_digit());
        let (unit, after) = split_while(after.trim_start(), |c| c.is_ascii_alphabetic());
        if unit.is_empty() {
            return Err(Wrong::Plainly);
        }
        quantities.push((number.parse().map_err(|_| Wrong::Plainly)?, unit));
        rest = after.trim_start();
    }
    if quantities.is_empty() { Err(Wrong::Plainly) } else { Ok(quantities) }
}

fn split_while(text: &str, accept: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !accept(c)).unwrap_or(text.len()))
}

fn milliseconds(unit: &str) -> Result<u64, Wrong> {
    Ok(match unit {
        "ms" => 1,
        "s" | "sec" | "second" | "seconds" => 1_000,
        "m" | "min" | "minute" | "minutes" => 60_000,
        "h" | "hour" | "hours" => 3_600_000,
        "d" | "day" | "days" => 86_400_000,
        "w" | "week" | "weeks" => 604_800_000,
        "y" | "year" | "years" => 31_536_000_000,
        _ => return Err(Wrong::because("the units are ms, s, m, h, d, w and y")),
    })
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

/// Addresses are often copied without their scheme. One dot alone may be that of a file's name.
fn with_scheme(text: &str) -> Wrong {
    let whole = format!("https://{}", text.trim_start_matches('/'));
    let is_host = |host: &str| host.matches('.').count() > 1 || text.contains('/');
    match Url::parse(&whole) {
        Ok(url) if url.host_str().is_some_and(|host| host.contains('.') && is_host(host)) => {
            Wrong::Perhaps(whole)
        }
        _ => Wrong::because("it does not begin with \"https://\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_duration(text: &str, expected: Option<u64>) {
        let got = duration(text).ok().map(|duration| duration.as_millis());
        assert_eq!(got, expected.map(u128::from), "{text:?}");
    }

    #[test]
    fn durations_are_numbers_with_units() {
        check_duration("30s", Some(30_000));
        check_duration("500ms", Some(500));
        check_duration("1h 30m", Some(5_400_000));
        check_duration("1h30m", Some(5_400_000));
        check_duration(" 2 days ", Some(172_800_000));
        check_duration("1w", Some(604_800_000));
        check_duration("0s", Some(0));
        check_duration("30", None);
        check_duration("1.5h", None);
        check_duration("-1h", None);
        check_duration("", None);
        check_duration("h", None);
        check_duration("3 parsecs", None);
        check_duration("11 y", None);
        check_duration("99999999999999999999s", None);
        check_duration("18446744073709551615w", None);
        check_duration("600w", None);
    }

    #[test]
    fn bounds_are_named() {
        let wrong = duration_within("0s", "1s", "1h").unwrap_err();
        assert_eq!(wrong, Wrong::because("it goes from 1s to 1h"));
        assert_eq!(duration_within("1h", "1s", "1h"), Ok(Duration::from_hours(1)));
    }

    #[track_caller]
    fn check_size(text: &str, expected: Option<u64>) {
        assert_eq!(size(text).ok(), expected, "{text:?}");
    }

    #[test]
    fn sizes_are_a_number_with_a_unit() {
        check_size("10MB", Some(10_000_000));
        check_size("64 KiB", Some(65_536));
        check_size("1gib", Some(1 << 30));
        check_size("1B", Some(1));
        check_size("0B", None);
        check_size("10", None);
        check_size("10M", None);
        check_size("1MB 5KB", None);
        check_size("2GiB", None);
        check_size("99999999999999GB", None);
    }

    #[track_caller]
    fn check_address(text: &str, expected: Result<&str, Wrong>) {
        let got = web_address(text).map(String::from);
        assert_eq!(got, expected.map(str::to_owned), "{text:?}");
    }

    #[test]
    fn addresses_are_absolute_and_of_the_web() {
        check_address("https://ilo.org", Ok("https://ilo.org/"));
        check_address("www.ilo.org/news", Err(Wrong::Perhaps("https://www.ilo.org/news".into())));
        check_address("//ilo.org/x", Err(Wrong::Perhaps("https://ilo.org/x".into())));
        check_address("news", Err(Wrong::because("it does not begin with \"https://\"")));
        check_address("icon.png", Err(Wrong::because("it does not begin with \"https://\"")));
        check_address("file:///etc", Err(Wrong::because("it is neither http nor https")));
        check_address("https://", Err(Wrong::because("empty host")));
    }

    #[test]
    fn an_email_address_looks_like_one() {
        assert!(email("a@example.org").is_ok());
        for text in ["", "a", "@example.org", "a@", "a@b", "a b@example.org", "a@b@example.org"] {
            assert!(email(text).is_err(), "{text}");
        }
    }
}
