//! Normalizing: from what a source states to our common model.
//!
//! One file a kind of field. Nothing here is made up: what a source does not state stays empty,
//! what cannot be read is left out with a warning.

use ::url::Url;

use crate::model::date::DateHints;
use crate::model::event::RawEvent;
use crate::model::item::{Item, Key, Origin, Rejection};
use crate::model::language::Language;
use crate::model::raw::{RawItem, RawOrigin, Warning};
use crate::model::source::SourceId;
use crate::model::url::CanonicalUrl;

use self::url::Addresses;

/// What normalizing may know of the source that an item comes from.
#[derive(Debug, Clone)]
pub struct SourceContext {
    /// Its id. Empty context for `parse` and `preview` uses the id `preview`.
    pub id: SourceId,
    /// What relative addresses count from: the document's address.
    pub base: Option<Url>,
    /// Language of items that do not say theirs: the source's, else the document's.
    pub language: Option<Language>,
    /// Tags given to every item.
    pub tags: Vec<String>,
    /// How dates are written.
    pub dates: DateHints,
    /// The rules that apply to it, in order.
    pub rules: Vec<rules::Rule>,
    /// Items with neither title nor text nor link are no [`Rejection::NothingToShow`]: whoever
    /// looks at a document wants to see all that is in it.
    pub keeps_bare: bool,
}

pub mod rules;

mod identity;

pub mod lookup;

mod sites;

mod url;

mod date;

mod event;

mod text;

mod person;

mod attachment;

mod extension;

mod tags;

mod channel;

mod pace;

mod place;

mod deleted;

#[cfg(test)]
mod tests;

pub use channel::channel;
pub use deleted::withdrawal;

/// Makes an item of what a source states, or says why it is left out. What could not be read is
/// noted, with the item's line or name: `unreadable-date`, `bad-address`, `bad-language`,
/// `too-many`, `too-long`.
pub fn normalize(
    raw: RawItem,
    source: &SourceContext,
    warnings: &mut Vec<Warning>,
) -> Result<Item, Rejection> {
    let before = warnings.len();
    note_cuts(&raw, warnings);
    let place = place::Place::of(&raw);
    let mut item = item(raw, source, warnings);
    place.note(&mut warnings[before..]);
    item.keys = match identity::keys(&item, &source.id) {
        Some(keys) => keys,
        None if source.keeps_bare => vec![Key::title_date(&source.id, &item)],
        None => return Err(Rejection::NothingToShow),
    };
    item.guid = item.guid.filter(|guid| guid.len() <= identity::LONGEST_GUID);
    rules::apply(&source.rules, &mut item, &source.id)?;
    Ok(item)
}

/// The item without its keys.
fn item(raw: RawItem, source: &SourceContext, warnings: &mut Vec<Warning>) -> Item {
    let mut date = |stated: &Option<String>, others: &[String]| {
        date::first(stated.as_deref(), others, &source.dates, warnings)
    };
    let published = date(&raw.published, &raw.other_dates.published);
    let modified = date(&raw.updated, &raw.other_dates.updated).map(|date| date.at);
    let language = language(raw.language.as_deref(), warnings).or_else(|| source.language.clone());
    // The module and xCal stand among what is carried along.
    let told = raw.event.as_deref().cloned().or_else(|| RawEvent::carried(&raw.extensions));
    let event = told.and_then(|told| event::event(&told, &source.dates, warnings));
    let base = raw.base.as_ref().or(source.base.as_ref()).cloned();
    let mut addresses = Addresses::new(base.as_ref(), warnings);
    let guid = identity::guid(raw.guid.as_deref());
    let url =
        addresses.page(raw.link.as_deref(), guid.as_deref().filter(|_| raw.guid_is_permalink));
    let image = addresses.resolve(raw.image.as_deref());
    let (image, attachments) = attachment::attachments(raw.attachments, image, &mut addresses);
    let page = url.as_ref().map(CanonicalUrl::as_url);
    Item {
        keys: Vec::new(),
        external_url: addresses.resolve(raw.external_link.as_deref()),
        title: raw.title.as_ref().and_then(text::title),
        summary: raw.summary.as_ref().and_then(text::summary),
        content: text::content(raw.content.as_ref(), raw.summary.as_ref(), base.as_ref(), page),
        authors: person::persons(raw.authors, &mut addresses),
        rights: raw.rights.as_ref().and_then(text::title),
        comments_url: addresses.resolve(raw.comments.as_deref()),
        origin: raw.origin.as_ref().and_then(|raw| origin(raw, &mut addresses)),
        event,
        extensions: extension::extensions(raw.extensions, &mut addresses),
        kind: raw.kind.as_deref().and_then(|kind| text::line(kind, text::LABEL)),
        tags: tags::tags(&raw.tags, &source.tags),
        published,
        modified,
        language,
        guid,
        url,
        image,
        attachments,
        decided_by: Vec::new(),
        stand_in: false,
    }
}

/// The keys of an item as a source gives it, strongest first; none for one with nothing to show.
#[must_use]
pub fn keys(item: &Item, source: &SourceId) -> Vec<Key> {
    identity::keys(item, source).unwrap_or_default()
}

/// The keys that guid and link of a raw item give, without the work of making an item of it: for
/// one that is as it was last time.
#[must_use]
pub fn listed_keys(raw: &RawItem, source: &SourceContext) -> Vec<Key> {
    let base = raw.base.as_ref().or(source.base.as_ref());
    let mut unseen = Vec::new();
    let guid = identity::guid(raw.guid.as_deref());
    let permalink = guid.as_deref().filter(|_| raw.guid_is_permalink);
    let url = Addresses::new(base, &mut unseen).page(raw.link.as_deref(), permalink);
    identity::stated(guid.as_deref(), url.as_ref(), &source.id)
}

/// The address of a page as addresses are compared: the host of a site's copies is the site's.
#[must_use]
pub fn page_key(url: &Url) -> Option<String> {
    CanonicalUrl::new(url.clone()).ok().map(|url| identity::url_key(&url))
}

/// Says what of an item is more than can be kept.
fn note_cuts(raw: &RawItem, warnings: &mut Vec<Warning>) {
    let lists = [
        ("categories", raw.tags.len(), tags::MAX_TAGS),
        ("authors", raw.authors.len(), person::MAX_PERSONS),
        ("files", raw.attachments.len(), attachment::MAX_ATTACHMENTS),
    ];
    for (what, count, most) in lists.into_iter().filter(|(_, count, most)| count > most) {
        let message = format!("{count} {what} in one item; the first {most} are kept");
        warnings.push(warning("too-many", message));
    }
    let texts = [&raw.content, &raw.summary].into_iter().flatten().map(|text| text.value.len());
    if let Some(length) = texts.max().filter(|length| *length > text::LONGEST) {
        let message = format!("a text of {length} bytes; the first {} are kept", text::LONGEST);
        warnings.push(warning("too-long", message));
    }
}

fn language(tag: Option<&str>, warnings: &mut Vec<Warning>) -> Option<Language> {
    let tag = tag.filter(|tag| !tag.trim().is_empty())?;
    let language = Language::new(tag).ok();
    if language.is_none() {
        warnings.push(warning("bad-language", format!("{:?} is no language tag", shown(tag))));
    }
    language
}

fn origin(raw: &RawOrigin, addresses: &mut Addresses) -> Option<Origin> {
    let title = raw.title.as_deref().and_then(|title| text::line(title, text::LINE));
    let url = addresses.resolve(raw.url.as_deref());
    (title.is_some() || url.is_some()).then_some(Origin { title, url })
}

fn warning(code: &'static str, message: String) -> Warning {
    Warning { code, message, line: None }
}

/// So much of a foreign text that a message stays a line.
fn shown(text: &str) -> String {
    crate::model::text::excerpt(&crate::model::text::tidy(text), 80)
}
