//! Freshness: how long an answer says that it may be reused (RFC 9111 §4.2).

use std::time::Duration;

use super::retry::http_date;

/// The headers that it stands in, as text; several of one name are joined by commas (RFC 9110
/// §5.3).
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Headers<'a> {
    pub(crate) cache_control: Option<&'a str>,
    pub(crate) expires: Option<&'a str>,
    pub(crate) date: Option<&'a str>,
    pub(crate) age: Option<&'a str>,
}

/// How long the answer stays fresh from now on; `None` where it does not say. Zero says that it
/// is stale at once, which is no leave to ask at once.
///
/// What is guessed from `Last-Modified` (§4.2.2) is left to the schedule, which knows more.
pub(crate) fn fresh_for(headers: Headers<'_>) -> Option<Duration> {
    let age = headers.age.and_then(seconds).unwrap_or_default();
    let whole = lifetime(headers.cache_control.unwrap_or_default()).or_else(|| expiry(headers))?;
    Some(whole.saturating_sub(age))
}

/// By `Cache-Control`. Of contradicting directives the one counts that makes it stale sooner.
fn lifetime(cache_control: &str) -> Option<Duration> {
    let directives = cache_control.split(',').filter_map(|directive| {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        match name.trim().to_ascii_lowercase().as_str() {
            "no-store" | "no-cache" => Some(Duration::ZERO),
            "max-age" => seconds(value.trim().trim_matches('"')),
            _ => None,
        }
    });
    directives.min()
}

/// By `Expires`, counted on the server's own clock. What is no date is in the past (§5.3).
fn expiry(headers: Headers<'_>) -> Option<Duration> {
    let expires = headers.expires?;
    let Some(expires) = http_date(expires) else { return Some(Duration::ZERO) };
    let date = http_date(headers.date?)?;
    Some((expires - date).to_std().unwrap_or_default())
}

/// More digits than a number can hold still say "very long".
fn seconds(text: &str) -> Option<Duration> {
    let text = text.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| Duration::from_secs(text.parse().unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATE: &str = "Wed, 25 Nov 2026 10:00:00 GMT";
    const HOUR_LATER: &str = "Wed, 25 Nov 2026 11:00:00 GMT";

    #[track_caller]
    fn check(headers: Headers<'_>, expected: Option<u64>) {
        assert_eq!(fresh_for(headers), expected.map(Duration::from_secs), "{headers:?}");
    }

    fn control(cache_control: &str) -> Headers<'_> {
        Headers { cache_control: Some(cache_control), ..Headers::default() }
    }

    #[test]
    fn cache_control_names_the_seconds() {
        check(control("max-age=3600"), Some(3600));
        check(control("public, Max-Age = \"60\" , must-revalidate"), Some(60));
        check(control("max-age=60, max-age=30"), Some(30));
        check(control("max-age=3600, no-cache"), Some(0));
        check(control("no-store"), Some(0));
        check(control("max-age=99999999999999999999999"), Some(u64::MAX));
        check(control("s-maxage=60"), None);
        check(control("max-age=-1"), None);
        check(control("public"), None);
        check(Headers { age: Some("600"), ..control("max-age=3600") }, Some(3000));
        check(Headers { age: Some("9000"), ..control("max-age=3600") }, Some(0));
        check(Headers { age: Some("old"), ..control("max-age=3600") }, Some(3600));
    }

    #[test]
    fn expires_counts_where_cache_control_says_nothing() {
        let dated = Headers { expires: Some(HOUR_LATER), date: Some(DATE), ..Headers::default() };
        check(dated, Some(3600));
        check(Headers { age: Some("60"), ..dated }, Some(3540));
        check(Headers { cache_control: Some("max-age=5"), ..dated }, Some(5));
        check(Headers { expires: Some("0"), ..dated }, Some(0));
        check(Headers { expires: Some(DATE), date: Some(HOUR_LATER), ..dated }, Some(0));
        check(Headers { date: None, ..dated }, None);
        check(Headers::default(), None);
    }
}
