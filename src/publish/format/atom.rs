//! Atom 1.0 (RFC 4287).
//!
//! The `atom_syndication` crate escapes text and links, but not the attributes of extension
//! elements, and an entry has no `xml:lang` there: it stands on each text of the entry instead.

use std::borrow::Cow;
use std::collections::BTreeMap;

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{
    Category, Content, Entry, Feed, Generator, Link, Person, Source, Text, TextType, WriteConfig,
};
use chrono::{DateTime, Datelike, Utc};

use crate::model::change::StoredItem;
use crate::model::edition::{Artifact, Edition};
use crate::model::extension;
use crate::model::item;
use crate::publish::format::about;
use crate::publish::shown::{DatePrecision, Shown, mime_type};
use crate::publish::vocabularies::{self, Vocabularies};
use crate::publish::{Format, RenderError, clean};

mod deleted;

pub(crate) mod health;

mod history;

pub(crate) mod published;

/// `atom.xml`
pub struct Atom;

const FILE: &str = "atom.xml";

const MEDIA: &str = "http://search.yahoo.com/mrss/";

impl Format for Atom {
    fn name(&self) -> &'static str {
        FILE
    }

    fn render(&self, edition: &Edition) -> Result<Artifact, RenderError> {
        let config = WriteConfig { write_document_declaration: true, indent_size: Some(2) };
        let bytes = feed(edition)
            .write_with_config(Vec::new(), config)
            .map_err(|error| RenderError { file: FILE, source: error.into() })?;
        Ok(Artifact {
            path: format!("{}{}", edition.folder, history::file(edition)),
            media_type: "application/atom+xml; charset=utf-8",
            bytes,
            items: edition.entries.len(),
        })
    }
}

fn feed(edition: &Edition) -> Feed {
    let vocabularies = Vocabularies::of(edition);
    let items = edition.entries.iter();
    let entries: Vec<_> = items.map(|item| entry(edition, item, &vocabularies)).collect();
    let uses_media = entries.iter().any(|entry| entry.extensions.contains_key("media"));
    let media = uses_media.then(|| ("media".to_owned(), MEDIA.to_owned()));
    let (tombstones, deleted) = deleted::entries(edition).unzip();
    let (history, mark) = history::mark(edition).unzip();
    Feed {
        title: Text::plain(about::title(edition)),
        id: about::address(edition, FILE),
        updated: edition.updated.fixed_offset(),
        authors: vec![person(&edition.site.author, about::author(edition))],
        generator: Some(Generator { value: "sangam".to_owned(), uri: None, version: None }),
        icon: edition.site.icon.as_ref().and_then(clean::address),
        links: feed_links(edition),
        subtitle: Some(Text::plain(about::description(edition))),
        lang: Some(edition.site.language.to_string()),
        namespaces: media
            .into_iter()
            .chain(tombstones)
            .chain(history)
            .chain(vocabularies.declared())
            .collect(),
        entries,
        extensions: deleted.into_iter().chain(mark).flatten().collect(),
        ..Feed::default()
    }
}

fn feed_links(edition: &Edition) -> Vec<Link> {
    let own = Link {
        mime_type: Some("application/atom+xml".to_owned()),
        ..link("self", about::address(edition, &history::file(edition)))
    };
    let page = Link {
        mime_type: Some("text/html".to_owned()),
        ..link("alternate", about::home_page(edition))
    };
    // Nothing is pushed of what does not change.
    let hub = edition.hub.as_ref().filter(|_| edition.place.page.is_none());
    let hub = hub.and_then(clean::address).map(|href| link("hub", href));
    [own, page].into_iter().chain(hub).chain(history::links(edition)).collect()
}

fn entry(edition: &Edition, stored: &StoredItem, vocabularies: &Vocabularies) -> Entry {
    let shown = Shown::new(stored, &edition.sources);
    let language = shown.language();
    let html = shown.content();
    Entry {
        title: text(&shown.title, language),
        id: shown.id(),
        updated: shown.updated().fixed_offset(),
        authors: authors(&shown),
        categories: categories(&shown),
        links: links(&shown).into_iter().chain(translations(edition, stored)).collect(),
        published: published(&shown).map(|at| at.fixed_offset()),
        rights: shown.rights().map(|rights| text(&rights, language)),
        source: source(&shown),
        summary: summary(&shown, html.is_some()).map(|summary| text(&summary, language)),
        content: content(&shown, html),
        extensions: carried(&shown, vocabularies),
        ..Entry::default()
    }
}

fn text(value: &str, language: Option<&str>) -> Text {
    Text {
        value: value.to_owned(),
        lang: language.map(str::to_owned),
        base: None,
        r#type: TextType::Text,
    }
}

/// The source's summary; the title where the entry would have nothing but a link otherwise.
fn summary(shown: &Shown<'_>, has_content: bool) -> Option<String> {
    let nothing_else = !has_content && shown.link.is_some();
    shown.summary.clone().or_else(|| nothing_else.then(|| shown.title.clone()))
}

/// The text. An entry without a link must have content (RFC 4287 §4.1.2), so that what stands for
/// a text is repeated there. Never `xhtml`, which the crate writes without looking at it.
fn content(shown: &Shown<'_>, html: Option<Cow<'_, str>>) -> Option<Content> {
    let stand_in = || {
        let text = shown.summary.as_ref().unwrap_or(&shown.title);
        shown.link.is_none().then(|| format!("<p>{}</p>", clean::escape_text(text)))
    };
    let html = html.map(Cow::into_owned).or_else(stand_in)?;
    Some(Content {
        value: Some(html),
        lang: shown.language().map(str::to_owned),
        content_type: Some("html".to_owned()),
        ..Content::default()
    })
}

fn categories(shown: &Shown<'_>) -> Vec<Category> {
    let categories = shown.categories().into_iter();
    categories
        .map(|(term, scheme)| Category { term, scheme: Some(scheme.to_owned()), label: None })
        .collect()
}

fn authors(shown: &Shown<'_>) -> Vec<Person> {
    let people = shown.item().authors.iter();
    people.map(|author| person(author, shown.source.title.clone())).collect()
}

/// A person, under another name where they have none.
fn person(person: &item::Person, stand_in: String) -> Person {
    Person {
        name: person.name.as_deref().and_then(clean::line).unwrap_or(stand_in),
        email: person.email.clone().filter(|email| is_email(email)),
        uri: person.url.as_ref().and_then(clean::address),
        ..Person::default()
    }
}

fn is_email(text: &str) -> bool {
    let is_legal =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte);
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && name.bytes().all(is_legal)
            && host.contains('.')
            && host.split('.').all(|label| !label.is_empty())
            && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte))
    })
}

/// Where the entry comes from. `updated` is the entry's own: the moment at which the source was
/// read for it. A newer one would change old entries whenever the source brings a new one.
fn source(shown: &Shown<'_>) -> Option<Source> {
    let url = shown.source.url.clone()?;
    let page = (!shown.source.is_feed).then(|| link("alternate", url.clone()));
    let author = Person { name: shown.source.title.clone(), ..Person::default() };
    Some(Source {
        title: Text::plain(shown.source.title.clone()),
        id: url.clone(),
        updated: shown.updated().fixed_offset(),
        authors: vec![author],
        links: std::iter::once(link("self", url)).chain(page).collect(),
        ..Source::default()
    })
}

/// Editions in other languages (RFC 4287 §4.2.7.4: `hreflang` with `alternate` is a translation).
/// They come last: many readers take the first alternate for the entry's page.
fn translations(edition: &Edition, stored: &StoredItem) -> impl Iterator<Item = Link> {
    edition.translations(stored.id).filter_map(|(language, url)| {
        let hreflang = Some(language.to_string());
        Some(Link { hreflang, ..link("alternate", clean::address(url)?) })
    })
}

fn links(shown: &Shown<'_>) -> Vec<Link> {
    let item = shown.item();
    let alternate = shown.link.iter().map(|href| Link {
        hreflang: shown.language().map(str::to_owned),
        ..link("alternate", href.clone())
    });
    let external = item.external_url.as_ref().and_then(clean::address);
    let origin = item.origin.as_ref().and_then(|origin| origin.url.as_ref());
    let comments = item.comments_url.as_ref().and_then(clean::address);
    alternate
        .chain(enclosures(shown))
        .chain(shown.other_links().into_iter().chain(external).map(|href| link("related", href)))
        .chain(origin.and_then(clean::address).map(|href| link("via", href)))
        .chain(comments.map(|href| link("replies", href)))
        .collect()
}

fn enclosures<'a>(shown: &Shown<'a>) -> impl Iterator<Item = Link> + use<'a> {
    shown.attachments().into_iter().map(|(href, file)| Link {
        mime_type: Some(mime_type(file).to_owned()),
        length: file.size_in_bytes.map(|size| size.to_string()),
        title: file.title.as_deref().and_then(clean::line),
        ..link("enclosure", href)
    })
}

fn link(rel: &str, href: String) -> Link {
    Link { rel: rel.to_owned(), href, ..Link::default() }
}

/// Media RSS, and what the item carries along.
fn carried(shown: &Shown<'_>, vocabularies: &Vocabularies) -> ExtensionMap {
    let mut all = media(shown);
    for extension in vocabularies::in_xml(shown.item()) {
        let names = all.entry(vocabularies.prefix(&extension).to_owned()).or_default();
        let written = written(&extension, vocabularies);
        names.entry(extension.name.clone()).or_default().push(written);
    }
    all
}

/// Attributes are escaped here because the crate does not.
fn written(extension: &extension::Extension, vocabularies: &Vocabularies) -> Extension {
    let mut children: BTreeMap<String, Vec<Extension>> = BTreeMap::new();
    for child in &extension.children {
        children.entry(child.name.clone()).or_default().push(written(child, vocabularies));
    }
    let attributes = vocabularies::xml_attributes(extension);
    Extension {
        name: vocabularies.name(extension),
        value: vocabularies::text(extension),
        attrs: attributes.map(|(name, value)| (name, clean::escape(&value))).collect(),
        children,
    }
}

/// The item's picture, as Media RSS. The address is escaped here because the crate does not.
fn media(shown: &Shown<'_>) -> ExtensionMap {
    let Some(url) = shown.image() else { return ExtensionMap::new() };
    let attributes = [("url", clean::escape(&url)), ("medium", "image".to_owned())];
    let picture = Extension {
        name: "media:content".to_owned(),
        attrs: attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        ..Extension::default()
    };
    BTreeMap::from([("media".to_owned(), BTreeMap::from([("content".to_owned(), vec![picture])]))])
}

/// The date, in the four digits for the year that RFC 3339 has. An old one is published here, as
/// no reader of Atom minds; one that stands in for none must at least be possible.
fn published(shown: &Shown<'_>) -> Option<DateTime<Utc>> {
    let date = match shown.date_precision() {
        DatePrecision::FirstSeen => shown.plausible_date()?,
        DatePrecision::Day | DatePrecision::Second => shown.date(),
    };
    (0..=9999).contains(&date.year()).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        assert_eq!(is_email(text), expected, "{text:?}");
    }

    #[test]
    fn only_what_looks_like_an_address_is_one() {
        check("desk@example.coop", true);
        check("o'neil+news@mail.example.org", true);
        check("desk@localhost", false);
        check("desk at example.coop", false);
        check("@example.coop", false);
        check("a@b@example.coop", false);
        check("desk@example..coop", false);
        check("désk@example.coop", false);
    }
}
