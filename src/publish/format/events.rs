//! `events.ics`: the items that are about an event, as a calendar (RFC 5545).
//!
//! When that is was told by the item's source, in a feed's event vocabulary or in the data of a
//! page; the date of an item itself is that of its publication.

use std::fmt::Write;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use crate::model::change::StoredItem;
use crate::model::date::When;
use crate::model::edition::{Artifact, Edition};
use crate::model::event::Event;
use crate::publish::format::about;
use crate::publish::shown::Shown;
use crate::publish::{Format, RenderError, clean};

/// `events.ics`, where there is an event.
pub struct Events;

const FILE: &str = "events.ics";

/// Octets of a line, without what ends it (§3.1).
const LINE: usize = 75;

impl Format for Events {
    fn name(&self) -> &'static str {
        FILE
    }

    fn applies(&self, edition: &Edition) -> bool {
        !edition.events.is_empty()
    }

    fn render(&self, edition: &Edition) -> Result<Artifact, RenderError> {
        let mut calendar = Calendar::default();
        calendar.line("BEGIN:VCALENDAR");
        calendar.line("VERSION:2.0");
        calendar.line("PRODID:-//sangam//feeds//EN");
        calendar.text("NAME", &about::title(edition));
        calendar.text("X-WR-CALNAME", &about::title(edition));
        let mut items = 0;
        for entry in &edition.events {
            if let Some(event) = &entry.item.event {
                calendar.event(edition, entry, event);
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
        self.when("DTSTART", event.begins);
        if let Some(ends) = event.ends {
            self.when("DTEND", end(ends, event.begins));
        }
        if event.cancelled {
            self.line("STATUS:CANCELLED");
        }
        self.text("SUMMARY", &shown.title);
        if let Some(summary) = shown.summary_or_excerpt() {
            self.text("DESCRIPTION", &summary);
        }
        if let Some(place) = event.place.as_deref().and_then(clean::line) {
            self.text("LOCATION", &place);
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

    /// §3.3.5: a moment in UTC, which needs no table of a zone's rules; a time without a zone
    /// "floating", by the clocks of whoever reads it.
    fn when(&mut self, name: &str, when: When) {
        match when {
            When::Day(day) => self.line(&format!("{name};VALUE=DATE:{}", day.format("%Y%m%d"))),
            When::Moment(at) => self.line(&format!("{name}:{}", moment(at.to_utc()))),
            When::Local(local) => self.line(&format!("{name}:{}", local.format("%Y%m%dT%H%M%S"))),
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

/// §3.6.1: of the same kind as the beginning, and the day after the last one.
fn end(ends: When, begins: When) -> When {
    match (ends, begins) {
        (ends, When::Day(_)) => When::Day(after(ends.day())),
        (When::Day(day), _) => When::Local(NaiveDateTime::from(after(day))).beside(begins),
        (ends, _) => ends,
    }
}

fn after(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
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
