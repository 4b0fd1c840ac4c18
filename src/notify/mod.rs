//! Telling operators what happened: what is said by webhook and by mail, and the mail's way.

use std::fmt::Write;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use url::Url;

use crate::model::hash::{Hash, base64};
use crate::model::health::{Event, Health, Subject};

pub mod sendmail;

pub mod smtp;

/// `[notify]`, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NotifyOptions {
    /// Where a webhook listens. It may hold a secret: never shown.
    pub url: Option<Url>,
    /// Who gets mail.
    pub mail: Vec<String>,
    /// Whose name that is in; empty: sendmail's own choice. With `smtp` it is always there.
    pub from: Option<String>,
    /// The server that takes mail, instead of a program.
    pub smtp: Option<smtp::Server>,
    /// The program that takes mail.
    pub sendmail: PathBuf,
}

/// Longest line of an encoded word (RFC 2047 §2) in bytes before encoding.
const WORD: usize = 42;

/// What a webhook is sent. `text` is what chat programs show.
#[must_use]
pub fn webhook(health: &Health, events: &[Event<'_>]) -> Vec<u8> {
    let page = page(health);
    let value = json!({
        "text": format!("{}\n{page}", lines(events).join("\n")),
        "site": health.site.title,
        "url": page,
        "events": events.iter().map(|event| told(event)).collect::<Vec<_>>(),
    });
    value.to_string().into_bytes()
}

fn page(health: &Health) -> String {
    health.site.url.join("status.html").map_or_else(|_| String::new(), String::from)
}

fn lines(events: &[Event<'_>]) -> Vec<String> {
    events.iter().map(Event::title).collect()
}

fn told(event: &Event<'_>) -> Value {
    let case = event.case;
    let kind = match case.subject {
        Subject::Source(_) => "source",
        Subject::File(_) => "file",
    };
    let mut value = json!({
        "event": if event.is_over { "over" } else { "opened" },
        "at": event.at().to_rfc3339(),
        "incident": case.name,
        kind: case.subject.to_string(),
        "title": case.title,
        "code": case.code,
        "came": case.came,
    });
    // What is over asks for nothing.
    if !event.is_over {
        value["advice"] = case.advice.as_str().into();
    }
    if let Some(expected) = &case.expected {
        value["expected"] = expected.as_str().into();
    }
    value
}

/// Who a mail is from and for.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// Whose name it is in; `None`: whoever sends it says.
    pub from: Option<&'a str>,
    /// Who gets it.
    pub to: &'a str,
}

/// A mail (RFC 5322), all of it ASCII. `now` is when it is sent.
#[must_use]
pub fn mail(head: &Head<'_>, health: &Health, events: &[Event<'_>], now: DateTime<Utc>) -> String {
    let subject = match events {
        [one] => format!("{}: {}", health.site.title, one.title()),
        more => format!("{}: {} incidents", health.site.title, more.len()),
    };
    let mut message = String::new();
    if let Some(from) = head.from {
        let _ = write!(message, "From: {from}\r\n");
    }
    let _ = write!(
        message,
        "To: {}\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: {}\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n",
        // RFC 5322 §2.1.1: no line is long, however many there are.
        head.to.replace(", ", ",\r\n "),
        encoded(&subject),
        now.to_rfc2822(),
        message_id(head, health, events, now),
    );
    let text = body(health, events);
    for line in text.as_bytes().chunks(57) {
        let _ = write!(message, "{}\r\n", base64(line));
    }
    message
}

/// Unique as RFC 5322 §3.6.4 asks: what is told, to whom and when, under the site's name.
fn message_id(
    head: &Head<'_>,
    health: &Health,
    events: &[Event<'_>],
    now: DateTime<Utc>,
) -> String {
    let mut parts = vec![head.to.to_owned(), now.to_rfc3339()];
    parts.extend(events.iter().map(Event::key));
    let hash = Hash::of_parts(parts.iter().map(String::as_bytes));
    format!("<{hash}@{}>", health.site.url.host_str().unwrap_or("localhost"))
}

fn body(health: &Health, events: &[Event<'_>]) -> String {
    let mut text = String::new();
    for event in events {
        let case = event.case;
        let _ = writeln!(text, "{}\n", event.title());
        if let Some(expected) = &case.expected {
            let _ = writeln!(text, "Expected: {expected}");
        }
        let _ = writeln!(text, "Came:     {}", case.came);
        let _ = writeln!(text, "Since:    {}", case.opened.format("%Y-%m-%d %H:%M UTC"));
        match case.closed.filter(|_| event.is_over) {
            Some(at) => drop(writeln!(text, "Over:     {}", at.format("%Y-%m-%d %H:%M UTC"))),
            None => drop(writeln!(text, "\n{}", case.advice)),
        }
        text.push_str("\n\n");
    }
    let _ = writeln!(text, "{}", page(health));
    text
}

/// A header's text: words that are no ASCII are encoded (RFC 2047 §4.1), and no line end of a source
/// makes another header of it.
fn encoded(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.is_ascii() && text.len() <= 200 {
        return text;
    }
    let mut words = Vec::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let at = rest.floor_char_boundary(WORD);
        words.push(format!("=?utf-8?B?{}?=", base64(&rest.as_bytes()[..at])));
        rest = &rest[at..];
    }
    words.join("\r\n ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_stays_one_header() {
        assert_eq!(encoded("plain words"), "plain words");
        assert_eq!(encoded("one\r\nBcc: x@a.example"), "one  Bcc: x@a.example");
        let hindi = encoded("सहकारी समाचार और मित्र: its page changed its layout");
        for line in hindi.split("\r\n ") {
            assert!(line.len() <= 75 && line.starts_with("=?utf-8?B?") && line.ends_with("?="));
        }
    }
}
