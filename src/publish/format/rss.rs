//! RSS 2.0, as the validator and the RSS Advisory Board's profile want it.
//!
//! The `rss` crate writes the elements of an item in a fixed order, which happens to be the one
//! that strict readers ask for, and puts description and content into CDATA sections.

use std::borrow::Cow;
use std::collections::BTreeMap;

use atom_syndication::Link;
use chrono::{DateTime, Datelike, Utc};
use rss::extension::atom::AtomExtension;
use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Enclosure, Guid, Image, Item, Source};

use crate::model::change::StoredItem;
use crate::model::edition::{Artifact, Edition};
use crate::model::extension;
use crate::publish::format::about;
use crate::publish::shown::{Shown, mime_type};
use crate::publish::vocabularies::{self, Vocabularies};
use crate::publish::{Format, RenderError, clean};

/// `rss.xml`
pub struct Rss;

const FILE: &str = "rss.xml";

const MEDIA: &str = "http://search.yahoo.com/mrss/";

impl Format for Rss {
    fn name(&self) -> &'static str {
        FILE
    }

    fn render(&self, edition: &Edition) -> Result<Artifact, RenderError> {
        let bytes = channel(edition)
            .pretty_write_to(Vec::new(), b' ', 2)
            .map_err(|error| RenderError { file: FILE, source: error.into() })?;
        Ok(Artifact {
            path: format!("{}{FILE}", edition.folder),
            media_type: "application/rss+xml; charset=utf-8",
            bytes,
            items: edition.entries.len(),
        })
    }
}

fn channel(edition: &Edition) -> Channel {
    let vocabularies = Vocabularies::of(edition);
    let entries = edition.entries.iter();
    let items: Vec<_> = entries.map(|entry| item(edition, entry, &vocabularies)).collect();
    let uses_media = items.iter().any(|item| item.extensions.contains_key("media"));
    let media = uses_media.then(|| ("media".to_owned(), MEDIA.to_owned()));
    Channel {
        title: about::title(edition),
        link: about::home_page(edition),
        description: about::description(edition),
        language: Some(edition.site.language.to_string()),
        last_build_date: (!items.is_empty()).then(|| rfc822(edition.updated)).flatten(),
        generator: Some("sangam".to_owned()),
        image: image(edition),
        atom_ext: Some(AtomExtension { links: links(edition) }),
        namespaces: media.into_iter().chain(vocabularies.declared()).collect(),
        items,
        ..Channel::default()
    }
}

fn links(edition: &Edition) -> Vec<Link> {
    let own = Link {
        rel: "self".to_owned(),
        href: about::address(edition, FILE),
        mime_type: Some("application/rss+xml".to_owned()),
        ..Link::default()
    };
    let hub = edition.hub.as_ref().and_then(clean::address);
    let hub = hub.map(|href| Link { rel: "hub".to_owned(), href, ..Link::default() });
    std::iter::once(own).chain(hub).collect()
}

/// RSS allows GIF, JPEG and PNG only, and readers go by the ending.
fn image(edition: &Edition) -> Option<Image> {
    let url = clean::address(edition.site.icon.as_ref()?)?;
    let lower = url.to_ascii_lowercase();
    let fits = [".gif", ".jpg", ".png"].iter().any(|ending| lower.ends_with(ending));
    fits.then(|| Image {
        url,
        title: about::title(edition),
        link: about::home_page(edition),
        ..Image::default()
    })
}

fn item(edition: &Edition, entry: &StoredItem, vocabularies: &Vocabularies) -> Item {
    let shown = Shown::new(entry, &edition.sources);
    let files = shown.attachments();
    Item {
        description: shown.summary_or_excerpt().map(|text| clean::escape_text(&text)),
        categories: categories(&shown),
        comments: shown.item().comments_url.as_ref().and_then(clean::address),
        enclosure: files.first().map(|(url, file)| Enclosure {
            url: url.clone(),
            length: file.size_in_bytes.unwrap_or(0).to_string(),
            mime_type: mime_type(file).to_owned(),
        }),
        guid: Some(Guid { value: shown.id(), permalink: false }),
        pub_date: shown.plausible_date().and_then(rfc822),
        source: shown
            .source
            .url
            .clone()
            .map(|url| Source { url, title: Some(shown.source.title.clone()) }),
        content: shown.content().map(Cow::into_owned),
        extensions: carried(&shown, vocabularies),
        dublin_core_ext: dublin_core(&shown),
        atom_ext: translations(edition, entry),
        title: Some(shown.title),
        link: shown.link,
        ..Item::default()
    }
}

/// Editions in other languages, as in Atom.
fn translations(edition: &Edition, entry: &StoredItem) -> Option<AtomExtension> {
    let links = edition.translations(entry.id).filter_map(|(language, url)| {
        let (rel, hreflang) = ("alternate".to_owned(), Some(language.to_string()));
        Some(Link { rel, hreflang, href: clean::address(url)?, ..Link::default() })
    });
    let links: Vec<_> = links.collect();
    (!links.is_empty()).then_some(AtomExtension { links })
}

fn categories(shown: &Shown<'_>) -> Vec<Category> {
    let categories = shown.categories().into_iter();
    categories.map(|(name, scheme)| Category { name, domain: Some(scheme.to_owned()) }).collect()
}

/// Persons are `dc:creator` and nothing else: RSS's own `author` must be an e-mail address, and
/// both together name everybody twice.
fn dublin_core(shown: &Shown<'_>) -> Option<DublinCoreExtension> {
    let names = shown.item().authors.iter().filter_map(|person| person.name.as_deref());
    let extension = DublinCoreExtension {
        creators: names.filter_map(clean::line).collect(),
        languages: shown.language().map(str::to_owned).into_iter().collect(),
        rights: shown.rights().into_iter().collect(),
        ..DublinCoreExtension::default()
    };
    (extension != DublinCoreExtension::default()).then_some(extension)
}

/// The item's picture, and the attached files after the first: RSS has room for one enclosure.
fn media(shown: &Shown<'_>) -> ExtensionMap {
    let picture = shown.image().map(|url| content([("url", url), ("medium", "image".to_owned())]));
    let files = shown.attachments().into_iter().skip(1).map(|(url, file)| {
        let size = file.size_in_bytes.map(|size| ("fileSize", size.to_string()));
        let duration = file.duration_in_seconds.map(|time| ("duration", time.to_string()));
        let kind = ("type", mime_type(file).to_owned());
        content([("url", url), kind].into_iter().chain(size).chain(duration))
    });
    let all: Vec<_> = picture.into_iter().chain(files).collect();
    if all.is_empty() {
        return ExtensionMap::new();
    }
    BTreeMap::from([("media".to_owned(), BTreeMap::from([("content".to_owned(), all)]))])
}

fn content(attributes: impl IntoIterator<Item = (&'static str, String)>) -> Extension {
    Extension {
        name: "media:content".to_owned(),
        attrs: attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        ..Extension::default()
    }
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

fn written(extension: &extension::Extension, vocabularies: &Vocabularies) -> Extension {
    let mut children: BTreeMap<String, Vec<Extension>> = BTreeMap::new();
    for child in &extension.children {
        children.entry(child.name.clone()).or_default().push(written(child, vocabularies));
    }
    Extension {
        name: vocabularies.name(extension),
        value: vocabularies::text(extension),
        attrs: vocabularies::xml_attributes(extension).collect(),
        children,
    }
}

/// RFC 822 dates as RSS has them; the form has four digits for the year.
fn rfc822(at: DateTime<Utc>) -> Option<String> {
    (0..=9999).contains(&at.year()).then(|| at.to_rfc2822())
}
