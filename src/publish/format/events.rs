//! `events.ics`: the items that are about an event, as a calendar (RFC 5545).
//!
//! When an event is comes from what the item's source says in RSS's event module or in xCal, which
//! are carried along; the date of an item itself is that of its publication.

use std::fmt::Write;

use chrono::{DateTime, Utc};

use crate::model::change::StoredItem;
use crate::model::date::{DateHints, Precision, Published, parse};
use crate::model::edition::{Artifact, Edition};
use crate::model::item::Item;
use crate::publish::format::about;
use crate::publish::shown::Shown;
use crate::publish::{Format, RenderError, clean};

/// `events.ics`, where there is an event.
pub struct Events;

const FILE: &str = "events.ics";

/// Vocabularies, and what they call beginning, end and place.
const VOCABULARIES: [(&str, [&str; 3]); 3] = [
    ("http://purl.org/rss/1.0/modules/event/", ["startdate", "enddate", "location"]),
    ("urn:ietf:params:xml:ns:xcal", ["dtstart", "dtend", "location"]),
    ("urn:ietf:params:xml:ns:icalendar-2.0", ["dtstart", "dtend", "location"]),
];

/// Octets of a line, without what ends it (§3.1).
const LINE: usize = 75;

struct Event {
    begins: Published,
    ends: Option<Published>,
    place: Option<String>,
}

impl Format for Events {
    fn name(&self) -> &'static str {
        FILE
    }

    fn applies(&self, edition: &Edition) -> bool {
        edition.entries.iter().any(|entry| event(&entry.item).is_some())
    }

    fn render(&self, edition: &Edition) -> Result<Artifact, RenderError> {
        let mut calendar = Calendar::default();
        calendar.line("BEGIN:VCALENDAR");
        calendar.line("VERSION:2.0");
        calendar.line("PRODID:-//sangam//feeds//EN");
        calendar.text("NAME", &about::title(edition));
        calendar.text("X-WR-CALNAME", &about::title(edition));
        let mut items = 0;
        for entry in &edition.entries {
            if let Some(event) = event(&entry.item) {
                calendar.event(edition, entry, &event);
                items += 1;
            }
        }
        calendar.line("END:VCALENDAR");
        Ok(Artifact {
            path: format!("{}{FILE}", edition.folder),
            media_type: "text/calendar; charset=utf-8",
            bytes: calendar.text.into_bytes(),
            items,
        })
    }
}

/// When and where an item's event is; `None` where its source says nothing of one.
fn event(item: &Item) -> Option<Event> {
    VOCABULARIES.iter().find_map(|(namespace, [begins, ends, place])| {
        let stated = |name: &str| {
            let own = item.extensions.iter().filter(|one| one.namespace == *namespace);
            let mut named = own.filter(|one| one.name.eq_ignore_ascii_case(name));
            named.find_map(|one| one.text.as_deref().and_then(clean::line))
        };
        let date = |name: &str| parse(&stated(name)?, &DateHints::default());
        let begins = date(begins)?;
        let ends = date(ends).filter(|ends| ends.at >= begins.at);
        Some(Event { begins, ends, place: stated(place) })
    })
}

#[derive(Default)]
struct Calendar {
    text: String,
}

impl Calendar {
    fn event(&mut self, edition: &Edition, entry: &StoredItem, event: &Event) {
        let shown = Shown::new(entry, &edition.sources);
        self.line("BEGIN:VEVENT");
        self.line(&format!("UID:{}", shown.id()));
        // §3.8.7.2: when it was last changed, as there is no moment of rendering.
        self.line(&format!("DTSTAMP:{}", moment(shown.updated())));
        self.date("DTSTART", event.begins, 0);
        if let Some(ends) = event.ends {
            // §3.6.1: the day after the last one.
            self.date("DTEND", ends, 1);
        }
        self.text("SUMMARY", &shown.title);
        if let Some(summary) = shown.summary_or_excerpt() {
            self.text("DESCRIPTION", &summary);
        }
        if let Some(place) = &event.place {
            self.text("LOCATION", place);
        }
        if let Some(link) = &shown.link {
            self.line(&format!("URL:{link}"));
        }
        let tags: Vec<_> = shown.tags().iter().map(|tag| escaped(tag)).collect();
        if !tags.is_empty() {
            self.line(&format!("CATEGORIES:{}", tags.join(",")));
        }
        self.line("END:VEVENT");
    }

    fn date(&mut self, name: &str, date: Published, days_more: i64) {
        match date.precision {
            Precision::Day => {
                let day = date.at + chrono::TimeDelta::days(days_more);
                self.line(&format!("{name};VALUE=DATE:{}", day.format("%Y%m%d")));
            }
            Precision::Second => self.line(&format!("{name}:{}", moment(date.at))),
        }
    }

    fn text(&mut self, name: &str, value: &str) {
        self.line(&format!("{name}:{}", escaped(value)));
    }

    /// §3.1: a long line goes on in the next one, after a space.
    fn line(&mut self, line: &str) {
        let mut rest = line;
        let mut room = LINE;
        while rest.len() > room {
            let at = rest.floor_char_boundary(room);
            let _ = write!(self.text, "{}\r\n ", &rest[..at]);
            rest = &rest[at..];
            room = LINE - 1;
        }
        let _ = write!(self.text, "{rest}\r\n");
    }
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// §3.3.11.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in clean::characters(text).chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters_and_texts_escaped() {
        let mut calendar = Calendar::default();
        calendar.text("SUMMARY", &"सहकारी; a, b\\c\n".repeat(6));
        let lines: Vec<_> = calendar.text.split("\r\n").collect();
        assert!(lines.len() > 3);
        assert!(lines.iter().all(|line| line.len() <= 75), "{lines:?}");
        assert!(lines[1..lines.len() - 1].iter().all(|line| line.starts_with(' ')));
        let whole = calendar.text.replace("\r\n ", "");
        assert!(whole.starts_with("SUMMARY:सहकारी\\; a\\, b\\\\c\\nसहकारी"), "{whole}");
    }
}
