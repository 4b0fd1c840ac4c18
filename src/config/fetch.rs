//! `[fetch]`.

use std::time::Duration;

use chrono::TimeDelta;
use url::Url;

use super::section::Section;
use super::values::{DURATION, SIZE, Wrong, choices, duration_within, email, one_of, size};
use crate::fetch::FetchOptions;
use crate::fetch::address::{AllowPrivate, Allowed};
use crate::fetch::robots::RobotsScope;

/// `[fetch]`, and what it says for every source.
pub(super) struct Fetching {
    /// The options of the stage. `user_agent` lacks the contact where the file names none.
    pub(super) options: FetchOptions,
    /// `contact`.
    pub(super) contact: Option<Url>,
    /// Sources may be files and programs of this machine.
    pub(super) allow_exec: bool,
    /// How often a source is asked that does not say its own.
    pub(super) pace: Pace,
}

/// How often a source is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    pub(super) interval: TimeDelta,
    pub(super) max_interval: TimeDelta,
    pub(super) is_set: bool,
}

impl Default for Pace {
    fn default() -> Self {
        Self { interval: TimeDelta::hours(1), max_interval: TimeDelta::days(1), is_set: false }
    }
}

impl Pace {
    /// `interval` and `max_interval`, of `[fetch]` or of a source.
    pub(super) fn read(section: &Section<'_>, otherwise: Self) -> Self {
        let time = |key| {
            let within = |text: &str| duration_within(text, "1s", "366d");
            TimeDelta::from_std(section.read(key, DURATION, within)?).ok()
        };
        let (interval, most) = (time("interval"), time("max_interval"));
        let pace = Self {
            interval: interval.unwrap_or(otherwise.interval),
            max_interval: most.unwrap_or(otherwise.max_interval),
            is_set: interval.is_some() || otherwise.is_set,
        };
        if most.is_some_and(|most| most < pace.interval) {
            section.problem_at("max_interval", "is shorter than the interval");
        }
        pace
    }

    /// The same for a source on this machine. Looking there burdens nobody: nothing but the
    /// interval makes it wait.
    pub(super) fn local(self, section: &Section<'_>) -> Self {
        let is_set = section.is_written("max_interval");
        let max_interval = if is_set { self.max_interval } else { self.interval };
        Self { max_interval, is_set: true, ..self }
    }
}

/// Reads `[fetch]`.
pub(super) fn fetch(root: &Section<'_>) -> Fetching {
    let section = root.table("fetch", "[fetch]");
    let contact = section.read("contact", CONTACT, contact);
    let pace = Pace::read(&section, Pace::default());
    let default = FetchOptions::default();
    let options = FetchOptions {
        user_agent: default.user_agent,
        timeout: timeout(&section).unwrap_or(default.timeout),
        connect_timeout: connect_timeout(&section).unwrap_or(default.connect_timeout),
        max_body: section.read("max_body", SIZE, size).unwrap_or(default.max_body),
        concurrency: section.whole("concurrency", 1..=100_000).unwrap_or(default.concurrency),
        per_host: section.whole("per_host", 1..=1_000).unwrap_or(default.per_host),
        host_delay: time(&section, "host_delay", "0s").unwrap_or(default.host_delay),
        allow_private: allow_private(&section).unwrap_or(default.allow_private),
        allow_ports: ports(&section),
        allow_downgrade: section.flag("allow_downgrade").unwrap_or(default.allow_downgrade),
        robots: robots(&section).unwrap_or(default.robots),
        moved_after: moved_after(&section).unwrap_or(default.moved_after),
        max_pass: section.read("max_pass", SIZE, size).unwrap_or(default.max_pass),
        proxy: proxy(&section),
    };
    let allow_exec = section.flag("allow_exec").unwrap_or_default();
    section.finish(&[]);
    Fetching { options, contact, allow_exec, pace }
}

fn moved_after(section: &Section<'_>) -> Option<TimeDelta> {
    let within = |text: &str| duration_within(text, "0s", "366d");
    TimeDelta::from_std(section.read("moved_after", DURATION, within)?).ok()
}

/// `robots`, of `[fetch]` or of a source.
pub(super) fn robots(section: &Section<'_>) -> Option<RobotsScope> {
    const SCOPES: [(&str, RobotsScope); 3] =
        [("pages", RobotsScope::Pages), ("all", RobotsScope::All), ("off", RobotsScope::Off)];
    section.read("robots", &choices(&SCOPES), |text| one_of(text, &SCOPES))
}

/// `User-Agent`: who asks, and where to complain.
pub(super) fn user_agent(name: &str, contact: &Url) -> String {
    // Parentheses would end the comment (RFC 9110 §5.6.5); an address may hold them.
    let contact = contact.as_str().replace('(', "%28").replace(')', "%29");
    format!("{name} (+{contact})")
}

const CONTACT: &str = "\"mailto:…\" or the address of a page";

fn contact(text: &str) -> Result<Url, Wrong> {
    if email(text).is_ok() && !text.contains(':') {
        return Err(Wrong::Perhaps(format!("mailto:{text}")));
    }
    let url = Url::parse(text).map_err(|_| Wrong::Plainly)?;
    match url.scheme() {
        "mailto" if email(url.path()).is_ok() => Ok(url),
        "http" | "https" if url.username().is_empty() && url.password().is_none() => Ok(url),
        _ => Err(Wrong::Plainly),
    }
}

/// `timeout`, of `[fetch]` or of a source; like the others here.
pub(super) fn timeout(section: &Section<'_>) -> Option<Duration> {
    time(section, "timeout", "1ms")
}

/// `connect_timeout`.
pub(super) fn connect_timeout(section: &Section<'_>) -> Option<Duration> {
    time(section, "connect_timeout", "1ms")
}

fn time(section: &Section<'_>, key: &'static str, least: &str) -> Option<Duration> {
    section.read(key, DURATION, |text| duration_within(text, least, "1h"))
}

/// `allow_private`.
pub(super) fn allow_private(section: &Section<'_>) -> Option<AllowPrivate> {
    let expected = "an address such as \"127.0.0.1:8097\" or \"10.0.0.0/8\"";
    let allowed = |text: &str| Allowed::parse(text).ok_or(Wrong::Plainly);
    Some(match section.flag_or_list("allow_private", expected, allowed)? {
        Ok(true) => AllowPrivate::All,
        Ok(false) => AllowPrivate::None,
        Err(list) => AllowPrivate::Only(list),
    })
}

/// `allow_ports`.
pub(super) fn ports(section: &Section<'_>) -> Vec<u16> {
    let ports = section.wholes("allow_ports", 1..=65_535).unwrap_or_default();
    ports.into_iter().filter_map(|port| u16::try_from(port).ok()).collect()
}

/// `proxy`.
pub(super) fn proxy(section: &Section<'_>) -> Option<Url> {
    section.read("proxy", "a proxy such as \"socks5://127.0.0.1:1080\"", proxy_address)
}

fn proxy_address(text: &str) -> Result<Url, Wrong> {
    let url = Url::parse(text).map_err(|_| Wrong::Plainly)?;
    let is_proxy = matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h");
    if is_proxy && url.has_host() {
        return Ok(url);
    }
    Err(Wrong::because("it goes by http, https, socks5 or socks5h"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, Wrong>) {
        let name = concat!("sangam/", env!("CARGO_PKG_VERSION"));
        let got = contact(text).map(|url| user_agent(name, &url));
        assert_eq!(got, expected.map(|contact| format!("{name} (+{contact})")), "{text}");
    }

    #[test]
    fn the_contact_goes_into_the_user_agent() {
        check("mailto:a@example.org", Ok("mailto:a@example.org"));
        check("https://example.org/bot(1)", Ok("https://example.org/bot%281%29"));
        check("a@example.org", Err(Wrong::Perhaps("mailto:a@example.org".into())));
        check("mailto:nobody", Err(Wrong::Plainly));
        check("tel:1", Err(Wrong::Plainly));
    }
}
