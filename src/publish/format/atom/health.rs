//! `health.atom.xml`: what happened to sources and files, for operators who follow it.
//!
//! Whoever reads the feeds of items is not bothered with it: none of them says anything of this.

use atom_syndication::{Category, Content, Entry, Feed, Generator, Link, Text};
use chrono::DateTime;

use super::link;
use crate::model::change::ItemId;
use crate::model::edition::Artifact;
use crate::model::health::{Event, Health};
use crate::model::item::Key;
use crate::model::source::SourceId;
use crate::publish::{RenderError, clean};

/// Its name.
pub(crate) const FILE: &str = "health.atom.xml";

/// Scheme of the category that says what the matter is.
const SCHEME: &str = "urn:sangam:incident";

/// Renders it.
pub(crate) fn render(health: &Health) -> Result<Artifact, RenderError> {
    let config =
        atom_syndication::WriteConfig { write_document_declaration: true, indent_size: Some(2) };
    let events = health.events();
    let bytes = feed(health, &events)
        .write_with_config(Vec::new(), config)
        .map_err(|error| RenderError { file: FILE, source: error.into() })?;
    Ok(Artifact {
        path: FILE.to_owned(),
        media_type: "application/atom+xml; charset=utf-8",
        bytes,
        items: events.len(),
    })
}

fn address(health: &Health, file: &str) -> String {
    let url = health.site.url.join(file).unwrap_or_else(|_| health.site.url.clone());
    clean::address(&url).unwrap_or_else(|| url.to_string())
}

fn feed(health: &Health, events: &[Event<'_>]) -> Feed {
    let title = clean::line(&health.site.title).unwrap_or_else(|| "feeds".to_owned());
    let own = Link {
        mime_type: Some("application/atom+xml".to_owned()),
        ..link("self", address(health, FILE))
    };
    let page = Link {
        mime_type: Some("text/html".to_owned()),
        ..link("alternate", address(health, "status.html"))
    };
    let hub = health.hub.as_ref().and_then(clean::address).map(|href| link("hub", href));
    let name = health.site.author.name.as_deref().and_then(clean::line);
    Feed {
        title: Text::plain(format!("{title}: how the sources are")),
        id: address(health, FILE),
        updated: events.first().map_or(DateTime::UNIX_EPOCH, Event::at).fixed_offset(),
        authors: vec![atom_syndication::Person {
            name: name.unwrap_or_else(|| title.clone()),
            ..Default::default()
        }],
        generator: Some(Generator { value: "sangam".to_owned(), uri: None, version: None }),
        links: [own, page].into_iter().chain(hub).collect(),
        lang: Some("en".to_owned()),
        entries: events.iter().map(|event| entry(health, event)).collect(),
        ..Feed::default()
    }
}

fn entry(health: &Health, event: &Event<'_>) -> Entry {
    let case = event.case;
    let anchor = format!("status.html#incident-{}", case.name);
    let page = Link {
        mime_type: Some("text/html".to_owned()),
        ..link("alternate", address(health, &anchor))
    };
    Entry {
        title: Text::plain(clean::line(&event.title()).unwrap_or_default()),
        id: id(event),
        updated: event.at().fixed_offset(),
        published: Some(event.at().fixed_offset()),
        categories: vec![Category {
            term: case.code.clone(),
            scheme: Some(SCHEME.to_owned()),
            label: None,
        }],
        links: vec![page],
        summary: clean::line(&case.came).map(Text::plain),
        content: Some(Content {
            content_type: Some("html".to_owned()),
            value: Some(words(event)),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

/// The same for an event in every rendering, as those of items are.
fn id(event: &Event<'_>) -> String {
    let ours = SourceId::new("sangam-health").expect("letters and a hyphen are an id");
    ItemId::mint(&ours, &Key::Site(event.key())).to_string()
}

/// Cause, evidence, and what to do.
fn words(event: &Event<'_>) -> String {
    let case = event.case;
    let escaped = |text: &str| clean::escape_text(&clean::characters(text));
    let mut html = String::new();
    let mut add = |label: &str, text: &str| {
        html.push_str(&format_line(label, &escaped(text)));
    };
    add("What", &format!("{} ({})", case.words(), case.code));
    add("Where", &format!("{}: {}", case.subject, case.title));
    if let Some(expected) = &case.expected {
        add("Expected", expected);
    }
    add("Came", &case.came);
    add("Since", &case.opened.format("%Y-%m-%d %H:%M UTC").to_string());
    match case.closed.filter(|_| event.is_over) {
        Some(closed) => add("Over", &closed.format("%Y-%m-%d %H:%M UTC").to_string()),
        None => add("What to do", &case.advice),
    }
    html
}

fn format_line(label: &str, text: &str) -> String {
    format!("<p><b>{label}:</b> {text}</p>")
}
