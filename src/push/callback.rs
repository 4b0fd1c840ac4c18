//! What hubs say at our callbacks, and what is answered (WebSub §5.3, §7, §8).

use chrono::{DateTime, TimeDelta, Utc};
use url::{Url, form_urlencoded};

use super::rules;
use crate::model::push::{Push, Stage};
use crate::model::text::excerpt;
use crate::sign::{Method, signed_with};

/// Length of a token.
const TOKEN: usize = 64;

/// Longest challenge that is sent back.
const MAX_CHALLENGE: usize = 1_000;

/// How long a subscription holds where the hub does not say: old hubs left it out.
const UNSAID: TimeDelta = TimeDelta::days(1);

/// Longest lease that is believed, and the shortest: what is to be renewed sooner is no help.
const LONGEST: TimeDelta = TimeDelta::days(365);
const SHORTEST: TimeDelta = TimeDelta::minutes(1);

/// An answer to a hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// What stands in it.
    pub body: String,
}

impl Reply {
    fn new(status: u16, body: &str) -> Self {
        Self { status, body: body.to_owned() }
    }

    /// There is no such callback.
    #[must_use]
    pub fn unknown() -> Self {
        Self::new(404, "there is no such subscription\n")
    }

    /// It is called more often than it should be.
    #[must_use]
    pub fn too_often() -> Self {
        Self::new(429, "too often; try again later\n")
    }

    /// There was.
    #[must_use]
    pub fn gone() -> Self {
        Self::new(410, "this subscription has ended\n")
    }
}

/// Whether something could be a token at all.
#[must_use]
pub fn is_token(text: &str) -> bool {
    text.len() == TOKEN && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// What a hub asks.
struct Question {
    mode: String,
    topic: Option<Url>,
    challenge: String,
    lease: Option<i64>,
    reason: String,
}

impl Question {
    fn parse(query: &str) -> Self {
        let values: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        let value = |name: &str| {
            let found = values.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| value.to_string()).unwrap_or_default()
        };
        Self {
            mode: value("hub.mode"),
            topic: Url::parse(&value("hub.topic")).ok(),
            challenge: value("hub.challenge"),
            lease: value("hub.lease_seconds").parse().ok(),
            reason: excerpt(value("hub.reason").replace(char::is_control, " ").trim(), 200),
        }
    }
}

/// Judges what a hub asks of a subscription: what is answered, and what becomes of it, where
/// something does.
#[must_use]
pub fn asked(one: &Push, query: &str, now: DateTime<Utc>) -> (Reply, Option<Push>) {
    let question = Question::parse(query);
    let is_echoed = !question.challenge.is_empty() && question.challenge.len() <= MAX_CHALLENGE;
    let echo = || Reply::new(200, &question.challenge);
    if question.topic.as_ref() != Some(&one.topic) {
        return (Reply::unknown(), None);
    }
    match (question.mode.as_str(), one.stage) {
        ("subscribe", Stage::Wanted) if is_echoed => {
            let lease = question.lease.filter(|seconds| *seconds > 0);
            let lease = lease.and_then(TimeDelta::try_seconds).unwrap_or(UNSAID);
            let becomes = rules::confirmed(one.clone(), lease.clamp(SHORTEST, LONGEST), now);
            (echo(), Some(becomes))
        }
        ("unsubscribe", Stage::Leaving) if is_echoed => {
            (echo(), Some(rules::over(one.clone(), now)))
        }
        ("unsubscribe", Stage::Over) if is_echoed => (echo(), None),
        ("denied", Stage::Wanted) => {
            let becomes = rules::denied(one.clone(), &question.reason, now);
            (Reply::new(200, ""), Some(becomes))
        }
        ("denied", _) => (Reply::new(200, ""), None),
        // What is not meant is not found (WebSub §5.3); deliveries are told that it has ended.
        _ => (Reply::unknown(), None),
    }
}

/// What was delivered, as it came.
#[derive(Debug, Clone, Copy)]
pub struct Delivered<'d> {
    /// `X-Hub-Signature`.
    pub signature: Option<&'d str>,
    /// It has a `Content-Encoding`: what stands in it is not read.
    pub is_encoded: bool,
    /// What.
    pub body: &'d [u8],
}

/// What a delivery is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// It is read.
    Content,
    /// The source is asked for what is new.
    Notice,
    /// It is as if it had not come.
    Nothing(&'static str),
}

/// The hub was told the secret in the clear, so that whoever heard it can sign. That is as good as
/// the source itself, where anybody on the way can change that too.
fn is_overheard(one: &Push) -> bool {
    one.topic.scheme() == "https" && one.hub.scheme() != "https"
}

/// Judges a delivery.
#[must_use]
pub fn worth(one: &Push, delivered: Delivered<'_>) -> Worth {
    if one.since.is_none() {
        return Worth::Nothing("it was not confirmed");
    }
    let Some(signature) = delivered.signature else {
        return Worth::Nothing("it is not signed");
    };
    match signed_with(signature, &one.secret, delivered.body) {
        None => Worth::Nothing("its signature is wrong"),
        Some(Method::Sha1) => Worth::Notice,
        Some(_) if is_overheard(one) => Worth::Notice,
        Some(_) if delivered.is_encoded || delivered.body.trim_ascii().is_empty() => Worth::Notice,
        Some(_) => Worth::Content,
    }
}

#[cfg(test)]
mod tests;
