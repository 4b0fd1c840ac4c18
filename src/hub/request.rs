//! What somebody asks the hub for, and whether it is taken up (WebSub §5.1).

use chrono::{DateTime, TimeDelta, Utc};
use url::{Url, form_urlencoded};

use crate::model::subscription::{Subscription, Wish};

/// Longest request.
pub const MAX_BYTES: usize = 8 * 1024;

/// Subscriptions in all, of one callback's host, and of those how many may be unconfirmed: whoever
/// asks in the name of others soon asks in vain.
const MOST: usize = 20_000;
const MOST_OF_HOST: usize = 200;
const MOST_UNCONFIRMED: usize = 20;

/// How long a subscription holds: what is asked for, within bounds.
const LEASE: TimeDelta = TimeDelta::days(10);
const SHORTEST_LEASE: TimeDelta = TimeDelta::minutes(5);
const LONGEST_LEASE: TimeDelta = TimeDelta::days(30);

/// Whoever asks in the name of another has that one asked back no more often than this, about one
/// and the same wish.
pub(super) const BETWEEN: TimeDelta = TimeDelta::seconds(60);

/// The feeds that can be subscribed to.
const FEEDS: [&str; 4] = ["rss.xml", "atom.xml", "feed.json", "health.atom.xml"];

/// Why a request is refused; for whoever sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It cannot be understood.
    #[error("{0}")]
    Bad(&'static str),
    /// It asks for what is not published here.
    #[error("hub.topic is no feed that is published here")]
    Topic,
    /// There are too many.
    #[error("there are too many subscriptions of this kind; try again later")]
    TooMany,
}

impl Refused {
    /// HTTP status of the answer.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Bad(_) => 400,
            Self::Topic => 404,
            Self::TooMany => 429,
        }
    }
}

/// A request, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Where deliveries go.
    pub callback: Url,
    /// Which feed.
    pub topic: Url,
    /// What is asked for.
    pub wish: Wish,
}

/// Reads a request to the hub of a site.
pub fn parse(form: &str, site: &Url, now: DateTime<Utc>) -> Result<Request, Refused> {
    let values: Vec<_> = form_urlencoded::parse(form.as_bytes()).collect();
    let value = |name: &str| {
        let mut found = values.iter().filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    };
    let is_leaving = match value("hub.mode") {
        Some("subscribe") => false,
        Some("unsubscribe") => true,
        _ => return Err(Refused::Bad("hub.mode is neither subscribe nor unsubscribe")),
    };
    let callback = value("hub.callback").and_then(callback);
    let callback = callback.ok_or(Refused::Bad("hub.callback is no web address"))?;
    let topic = value("hub.topic").and_then(|text| Url::parse(text).ok());
    let topic = topic.filter(|topic| path(topic, site).is_some()).ok_or(Refused::Topic)?;
    let secret = value("hub.secret").map(str::to_owned);
    // WebSub §5.1: shorter than 200 bytes.
    if secret.as_ref().is_some_and(|secret| secret.len() >= 200) {
        return Err(Refused::Bad("hub.secret is longer than 199 bytes"));
    }
    let lease_seconds = lease(value("hub.lease_seconds"));
    let wish = Wish { is_leaving, lease_seconds, secret, failures: 0, next_try: now };
    Ok(Request { callback, topic, wish })
}

fn callback(text: &str) -> Option<Url> {
    let mut url = Url::parse(text).ok()?;
    url.set_fragment(None);
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    (is_web && url.as_str().len() <= 2_000).then_some(url)
}

fn lease(asked: Option<&str>) -> i64 {
    let asked = asked.and_then(|text| text.parse().ok()).unwrap_or(LEASE.num_seconds());
    asked.clamp(SHORTEST_LEASE.num_seconds(), LONGEST_LEASE.num_seconds())
}

/// Path of a topic below the published folder; `None` where it is no feed of ours.
#[must_use]
pub fn path<'t>(topic: &'t Url, site: &Url) -> Option<&'t str> {
    let is_ours = topic.origin() == site.origin() && topic.query().is_none();
    let path = topic.path().strip_prefix(site.path()).filter(|_| is_ours)?;
    let name = path.rsplit('/').next()?;
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let is_safe = path.chars().all(legal) && !path.contains("..") && !path.starts_with('/');
    (is_safe && FEEDS.contains(&name)).then_some(path)
}

/// Whether there is room for it.
pub fn admit(request: &Request, known: &[Subscription]) -> Result<(), Refused> {
    let (callback, topic) = (request.callback.as_str(), request.topic.as_str());
    if known.iter().any(|one| one.callback == callback && one.topic == topic) {
        return Ok(());
    }
    let host = host(callback);
    let of_host = || known.iter().filter(|one| self::host(&one.callback) == host);
    let unconfirmed = of_host().filter(|one| one.active_until.is_none()).count();
    if known.len() >= MOST || of_host().count() >= MOST_OF_HOST || unconfirmed >= MOST_UNCONFIRMED {
        return Err(Refused::TooMany);
    }
    Ok(())
}

/// The subscription with the wish in it. What holds, holds on meanwhile: anybody can ask in the name
/// of another.
#[must_use]
pub fn noted(request: Request, known: Option<Subscription>) -> Subscription {
    let mut wish = request.wish;
    let one = known.unwrap_or_else(|| Subscription {
        callback: request.callback.into(),
        topic: request.topic.into(),
        secret: None,
        active_until: None,
        wish: None,
        delivered: None,
        failures: 0,
        asked: [None; 2],
        next_try: wish.next_try,
    });
    if let Some(asked) = one.asked[usize::from(wish.is_leaving)] {
        wish.next_try = wish.next_try.max(asked + BETWEEN);
    }
    Subscription { wish: Some(wish), ..one }
}

fn host(address: &str) -> Option<String> {
    Url::parse(address).ok()?.host_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Url {
        Url::parse("https://feeds.example.coop/news/").unwrap()
    }

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(1)
    }

    fn form(more: &[(&str, &str)]) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        let usual = [
            ("hub.mode", "subscribe"),
            ("hub.topic", "https://feeds.example.coop/news/atom.xml"),
            ("hub.callback", "https://reader.example/back?id=1"),
        ];
        let replaced = |name: &str| more.iter().any(|(other, _)| *other == name);
        form.extend_pairs(usual.iter().filter(|(name, _)| !replaced(name)));
        form.extend_pairs(more);
        form.finish()
    }

    #[test]
    fn a_request_is_understood() {
        let request = parse(&form(&[("hub.lease_seconds", "60")]), &site(), now()).unwrap();
        assert_eq!(request.callback.as_str(), "https://reader.example/back?id=1");
        assert_eq!(request.wish.lease_seconds, 300, "not shorter than that");
        assert_eq!(path(&request.topic, &site()), Some("atom.xml"));
        let request = parse(&form(&[("hub.mode", "unsubscribe")]), &site(), now()).unwrap();
        assert!(request.wish.is_leaving);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let long = "s".repeat(200);
        for (name, value, status) in [
            ("hub.mode", "publish", 400),
            ("hub.callback", "javascript:x", 400),
            ("hub.callback", "file:///etc/passwd", 400),
            ("hub.secret", long.as_str(), 400),
            ("hub.topic", "https://other.example/news/atom.xml", 404),
            ("hub.topic", "https://feeds.example.coop/atom.xml", 404),
            ("hub.topic", "https://feeds.example.coop/news/index.html", 404),
            ("hub.topic", "https://feeds.example.coop/news/atom.xml?q=a", 404),
            ("hub.topic", "https://feeds.example.coop/news/%2e%2e/secret/atom.xml", 404),
        ] {
            let refused = parse(&form(&[(name, value)]), &site(), now()).unwrap_err();
            assert_eq!(refused.status(), status, "{name}={value}");
        }
    }

    #[test]
    fn nobody_is_asked_back_again_at_once() {
        let seconds = |seconds| now() + TimeDelta::seconds(seconds);
        let ask = |mode, known, now| {
            let one = noted(parse(&form(&[("hub.mode", mode)]), &site(), now).unwrap(), known);
            one.wish.unwrap().next_try
        };
        assert_eq!(ask("subscribe", None, now()), now());
        let first = noted(parse(&form(&[]), &site(), now()).unwrap(), None);
        let known = Some(Subscription { asked: [Some(now()), None], ..first });
        assert_eq!(ask("subscribe", known.clone(), seconds(10)), seconds(60));
        assert_eq!(ask("subscribe", known.clone(), seconds(90)), seconds(90));
        let leaving = ask("unsubscribe", known, seconds(10));
        assert_eq!(leaving, seconds(10), "that is something else");
    }

    #[test]
    fn one_host_has_so_many_and_no_more() {
        let of =
            |callback: &str| parse(&form(&[("hub.callback", callback)]), &site(), now()).unwrap();
        let request = |number: usize| of(&format!("https://reader.example/{number}"));
        let mut known: Vec<_> =
            (0..MOST_UNCONFIRMED).map(|number| noted(request(number), None)).collect();
        assert_eq!(admit(&request(99), &known).unwrap_err(), Refused::TooMany);
        assert!(admit(&request(0), &known).is_ok(), "asking again is asking once");
        assert!(admit(&of("https://elsewhere.example/"), &known).is_ok());
        for one in &mut known {
            one.active_until = Some(now());
        }
        assert!(admit(&request(99), &known).is_ok(), "those that were confirmed are no suspects");
    }
}
