//! An item in the making.

use url::Url;

use crate::model::extension::Extension;
use crate::model::raw::{OtherDates, Place, RawAttachment, RawItem, RawOrigin, RawPerson, RawText};

use super::carry::Room;
use super::person;

/// The best of several statements of one thing: the lowest rank, and of equals the first.
#[derive(Debug)]
pub(super) struct Best<T> {
    value: Option<T>,
    rank: u8,
}

impl<T> Default for Best<T> {
    fn default() -> Self {
        Self { value: None, rank: u8::MAX }
    }
}

impl<T> Best<T> {
    pub(super) fn offer(&mut self, rank: u8, value: impl Into<Option<T>>) {
        if let Some(value) = value.into()
            && rank < self.rank
        {
            *self = Self { value: Some(value), rank };
        }
    }

    pub(super) fn take(self) -> Option<T> {
        self.value
    }

    pub(super) fn is_some(&self) -> bool {
        self.value.is_some()
    }

    pub(super) fn as_ref(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// What was stated in exactly this way.
    pub(super) fn of_rank(&self, rank: u8) -> bool {
        self.rank == rank && self.is_some()
    }
}

/// What is said of one date. All of it is kept, because the first may be no date.
#[derive(Debug, Default)]
pub(super) struct Dates {
    stated: Vec<(u8, String)>,
}

/// How many statements of one date are kept.
const MAX_DATES: usize = 4;

impl Dates {
    pub(super) fn offer(&mut self, rank: u8, text: String) {
        if let Some((known, _)) = self.stated.iter_mut().find(|(_, known)| *known == text) {
            *known = rank.min(*known);
            return;
        }
        if self.stated.len() < MAX_DATES {
            self.stated.push((rank, text));
        } else if let Some(worst) = self.stated.iter_mut().max_by_key(|(rank, _)| *rank)
            && rank < worst.0
        {
            *worst = (rank, text);
        }
    }

    /// The one that counts, and the others.
    pub(super) fn finish(mut self) -> (Option<String>, Vec<String>) {
        self.stated.sort_by_key(|(rank, _)| *rank);
        let mut stated = self.stated.into_iter().map(|(_, text)| text);
        (stated.next(), stated.collect())
    }
}

/// An item in the making.
#[derive(Debug, Default)]
pub(super) struct ItemDraft {
    pub(super) id: Best<String>,
    /// RSS: the guid is said to be the item's address.
    pub(super) id_is_permalink: bool,
    /// The guid is expressly said to be an address: then it may be a relative one.
    pub(super) id_is_path: bool,
    /// The guid is said to be no address.
    pub(super) id_is_no_address: bool,
    pub(super) link: Best<String>,
    pub(super) title: Best<RawText>,
    pub(super) summary: Best<RawText>,
    pub(super) content: Best<RawText>,
    pub(super) base: Option<Url>,
    pub(super) published: Dates,
    pub(super) updated: Dates,
    pub(super) language: Best<String>,
    pub(super) image: Best<String>,
    pub(super) rights: Best<RawText>,
    pub(super) comments: Best<String>,
    pub(super) authors: People,
    pub(super) tags: Vec<String>,
    pub(super) attachments: Vec<RawAttachment>,
    /// Which of them was attached last, or told more of itself.
    pub(super) touched: Option<usize>,
    /// Which of them the open `media:content` is; none for a picture.
    pub(super) medium: Option<usize>,
    pub(super) duration: Option<u64>,
    pub(super) extensions: Vec<Extension>,
    /// How much more of them it may have.
    pub(super) room: Room,
    pub(super) origin: Option<RawOrigin>,
    pub(super) origin_authors: Vec<RawPerson>,
    place: Place,
}

/// Authors, and whoever may stand in for them.
#[derive(Debug, Default)]
pub(super) struct People {
    people: Vec<RawPerson>,
    stand_ins: Best<RawPerson>,
}

/// From this rank on, a person counts only where no author is named: owners, publishers.
const STAND_IN: u8 = 6;

impl People {
    /// Adds a person; tells how much memory that takes.
    pub(super) fn add(&mut self, rank: u8, person: RawPerson) -> usize {
        if rank < STAND_IN {
            return person::add(&mut self.people, person);
        }
        self.stand_ins.offer(rank, person);
        0
    }

    pub(super) fn finish(mut self) -> Vec<RawPerson> {
        if self.people.is_empty() {
            self.people.extend(self.stand_ins.take());
        }
        self.people
    }
}

impl ItemDraft {
    /// `about` is RDF's name for the item.
    pub(super) fn new(about: Option<String>, line: usize) -> Self {
        let mut draft = Self { place: Place { line: Some(line) }, ..Self::default() };
        draft.id.offer(3, about.filter(|about| !about.is_empty()));
        draft
    }

    /// Adds a category that is not there yet.
    pub(super) fn tag(&mut self, tag: String) -> usize {
        add_tag(&mut self.tags, tag)
    }

    /// Adds an attached file. One that is there already learns what it did not say of itself.
    pub(super) fn attach(&mut self, attachment: RawAttachment) -> usize {
        let same = |known: &RawAttachment| known.url == attachment.url;
        let recent = self.attachments.len().saturating_sub(50);
        if let Some(at) = self.attachments[recent..].iter().position(same) {
            self.touched = Some(recent + at);
            let known = &mut self.attachments[recent + at];
            known.mime_type = known.mime_type.take().or(attachment.mime_type);
            known.size_in_bytes = known.size_in_bytes.or(attachment.size_in_bytes);
            known.duration_in_seconds =
                known.duration_in_seconds.or(attachment.duration_in_seconds);
            return 0;
        }
        let size = attachment.url.len() + size_of::<RawAttachment>() + 100;
        self.touched = Some(self.attachments.len());
        self.attachments.push(attachment);
        size
    }

    /// The item and about how much memory it takes; `None` when nothing was stated.
    pub(super) fn finish(mut self) -> Option<(RawItem, usize)> {
        if let (Some(duration), Some(first)) = (self.duration, self.attachments.first_mut()) {
            first.duration_in_seconds = first.duration_in_seconds.or(Some(duration));
        }
        let mut authors = std::mem::take(&mut self.authors).finish();
        if authors.is_empty() {
            authors = std::mem::take(&mut self.origin_authors);
        }
        let identity = self.identity();
        let (published, other_published) = self.published.finish();
        let (updated, other_updated) = self.updated.finish();
        let item = RawItem {
            title: self.title.take(),
            summary: self.summary.take(),
            content: self.content.take(),
            base: self.base,
            published,
            updated,
            other_dates: OtherDates { published: other_published, updated: other_updated },
            authors,
            tags: self.tags,
            language: self.language.take(),
            attachments: self.attachments,
            image: self.image.take(),
            rights: self.rights.take(),
            comments: self.comments.take(),
            origin: self.origin,
            event: None,
            extensions: self.extensions,
            place: self.place,
            ..identity
        };
        let size = size(&item);
        (item != RawItem::default()).then_some((item, size))
    }

    /// Guid and link, of which each may stand in for the other.
    fn identity(&mut self) -> RawItem {
        let is_guid = self.id_is_permalink && self.id.of_rank(0);
        let guid = std::mem::take(&mut self.id).take();
        // Every guid is a permalink by default, also those that are plainly none.
        let guid_is_permalink = is_guid && guid.as_deref().is_some_and(is_address);
        // RSS 2.0 `<guid>`: a permalink can be opened; RFC 4287 §4.2.6 lets ids be addresses.
        let may_open = |guid: &String| is_address(guid) || (self.id_is_path && is_path(guid));
        let by_guid = guid.clone().filter(|guid| !self.id_is_no_address && may_open(guid));
        let link = std::mem::take(&mut self.link).take().or(by_guid);
        RawItem { guid, guid_is_permalink, link, ..RawItem::default() }
    }
}

/// Adds a category that is not there yet; tells how much memory it takes.
pub(super) fn add_tag(tags: &mut Vec<String>, tag: String) -> usize {
    // Looking through thousands for each of thousands would take long.
    if tag.is_empty() || tags.iter().take(200).any(|known| *known == tag) {
        return 0;
    }
    let size = size_of::<String>() + tag.len() + 32;
    tags.push(tag);
    size
}

/// A relative address that could not well be anything else.
fn is_path(text: &str) -> bool {
    text.starts_with('/') && !text.contains(char::is_whitespace)
}

/// An absolute address of the web.
pub(super) fn is_address(text: &str) -> bool {
    let scheme = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    (scheme.starts_with("http://") || scheme.starts_with("https://"))
        && !text.contains(char::is_whitespace)
}

/// About how much memory an item takes, lists aside, which are counted as they grow.
fn size(item: &RawItem) -> usize {
    let texts = [&item.title, &item.summary, &item.content, &item.rights];
    let strings =
        [&item.guid, &item.link, &item.published, &item.updated, &item.image, &item.comments];
    let texts = texts.into_iter().flatten().map(|text| text.value.len() + 32);
    let strings = strings.into_iter().flatten().map(|text| text.len() + 32);
    let base = item.base.as_ref().map_or(0, |base| base.as_str().len() + 32);
    size_of::<RawItem>() + base + texts.chain(strings).sum::<usize>()
}
