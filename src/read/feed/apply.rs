//! What a field states, and about what: the open item, or the channel.

use crate::model::raw::{RawAttachment, RawText};
use crate::read::entities::Within;
use crate::read::tokens::Tag;

use super::capture::Captured;
use super::element::Field;
use super::item::add_tag;
use super::media::seconds;
use super::walk::Walk;

/// How many keywords are read from one list.
const MAX_KEYWORDS: usize = 1000;

/// Hours of a day, or days of a week, and some to spare.
const MAX_SKIPPED: usize = 32;

impl Field {
    /// There may be several: each counts.
    pub(super) fn is_listed(self) -> bool {
        matches!(
            self,
            Self::Author | Self::Category | Self::Keywords | Self::ItunesCategory | Self::Enclosure
        )
    }

    fn is_text(self) -> bool {
        matches!(
            self,
            Self::Title
                | Self::Description
                | Self::Summary
                | Self::Subtitle
                | Self::Encoded
                | Self::Content
                | Self::Body
                | Self::Rights
        )
    }
}

impl<'a> Walk<'a> {
    /// Hands a field to the open item, or to the channel.
    pub(super) fn apply(&mut self, field: Field, rank: u8, tag: &Tag<'a>, captured: &Captured<'a>) {
        if field.is_text() {
            return self.apply_text(field, rank, tag, captured);
        }
        // Half an address is another address, and half a date another date.
        if captured.is_cut {
            return;
        }
        match field {
            Field::Link => self.link(rank, tag, captured),
            Field::Id => self.id(rank, tag, captured),
            Field::Author => self.author(rank, captured),
            Field::Category | Field::Keywords | Field::ItunesCategory => {
                self.categories(field, tag, captured);
            }
            Field::Enclosure => self.enclosure(tag, captured),
            Field::Thumbnail | Field::Image => self.picture(rank, tag, captured),
            Field::Source => self.source(tag, captured),
            Field::License => self.license(rank, tag, captured),
            Field::Generator => self.generator(rank, tag, captured),
            Field::SkipHours | Field::SkipDays => self.skipped(field, captured),
            Field::Opaque => {}
            Field::Comments => {
                let value = self.value_within(captured, Within::Address).into_owned();
                self.state(field, rank, value);
            }
            _ => {
                let value = self.value(captured).into_owned();
                self.state(field, rank, value);
            }
        }
    }

    fn apply_text(&mut self, field: Field, rank: u8, tag: &Tag<'a>, captured: &Captured<'a>) {
        let Some(text) = self.text(field, tag, captured) else {
            return self.content_elsewhere(field, tag);
        };
        let base = self.scopes.base().cloned();
        let language = self.language_here();
        if field == Field::Title {
            self.title_medium(&text);
        }
        let Some(item) = self.item() else { return self.channel_text(field, rank, text) };
        item.language.offer(language.0, language.1);
        match field {
            Field::Title if item.title.of_rank(rank) => {
                if item.title.as_ref().is_some_and(|first| first.value != text.value) {
                    self.repeated(tag, captured);
                }
            }
            Field::Title => item.title.offer(rank, text),
            Field::Rights => item.rights.offer(rank, text),
            // A kicker is no summary while there is one.
            Field::Subtitle => item.summary.offer(rank.max(6), text),
            Field::Description | Field::Summary => {
                item.base = item.base.take().or(base);
                // RSS 2.0 has one description; writers who send two mean a short and a long one.
                let is_second = item.summary.of_rank(rank) && field == Field::Description;
                let is_other = item.summary.as_ref().is_some_and(|first| first.value != text.value);
                if is_second && is_other && rank == 0 {
                    item.content.offer(7, text);
                } else {
                    item.summary.offer(rank, text);
                }
            }
            _ => {
                item.base = base.or(item.base.take());
                item.content.offer(rank, text);
            }
        }
    }

    fn channel_text(&mut self, field: Field, rank: u8, text: RawText) {
        let channel = self.channel();
        match field {
            Field::Title => channel.title.offer(rank, text),
            Field::Rights => channel.rights.offer(rank, text),
            Field::Description | Field::Subtitle => channel.description.offer(rank, text),
            Field::Summary => channel.description.offer(6, text),
            _ => {}
        }
    }

    /// RFC 4287 §4.1.3.2: content that stands elsewhere.
    fn content_elsewhere(&mut self, field: Field, tag: &Tag<'a>) {
        let Some(src) = tag.attributes.get("src").filter(|_| field == Field::Content) else {
            return;
        };
        let Some(url) = self.address(src) else { return };
        let mime_type = self.stated_attribute(tag, "type").filter(|kind| kind.contains('/'));
        let is_page = mime_type
            .as_ref()
            .is_none_or(|kind| kind.starts_with("text/") || kind.contains("html"));
        if is_page {
            self.state(Field::Link, 7, url);
        } else {
            self.attach(RawAttachment { url, mime_type, ..RawAttachment::default() });
        }
    }

    /// The `xml:lang` that item or text set themselves, and how much it counts.
    fn language_here(&self) -> (u8, Option<String>) {
        let is_item =
            |frame: &super::walk::Frame<'_>| frame.element == super::element::Element::Item;
        let depth = self.stack.iter().rposition(is_item).map_or(usize::MAX, |at| at + 1);
        (5, self.scopes.language_since(depth).map(str::to_owned))
    }

    /// States something simple. Nothing is stated by nothing.
    pub(super) fn state(&mut self, field: Field, rank: u8, value: String) {
        if value.is_empty() {
            return;
        }
        let Some(item) = self.item() else { return self.channel_state(field, rank, value) };
        match field {
            Field::Link => item.link.offer(rank, value),
            Field::Published => item.published.offer(rank, value),
            Field::Updated => item.updated.offer(rank, value),
            Field::Language => item.language.offer(rank, value),
            Field::Comments => item.comments.offer(rank, value),
            Field::Duration => item.duration = item.duration.or(seconds(&value)),
            _ => {}
        }
    }

    fn channel_state(&mut self, field: Field, rank: u8, value: String) {
        let channel = self.channel();
        match field {
            Field::Link => channel.home_page.offer(rank, value),
            Field::Published => channel.published.offer(rank, value),
            Field::Updated => channel.updated.offer(rank, value),
            Field::Language => channel.language.offer(rank, value),
            Field::Generator => channel.generator.offer(rank, value),
            Field::Ttl => channel.ttl.offer(rank, value),
            Field::UpdatePeriod => channel.period.offer(rank, value),
            Field::UpdateFrequency => channel.frequency.offer(rank, value),
            _ => {}
        }
    }

    /// Hours or days, each in a child of its own.
    fn skipped(&mut self, field: Field, captured: &Captured<'a>) {
        let leaves = self.leaves(captured.inner);
        let texts = leaves.into_iter().filter_map(|(_, _, text)| text);
        let channel = self.channel();
        let list = match field {
            Field::SkipHours => &mut channel.skip_hours,
            _ => &mut channel.skip_days,
        };
        list.extend(texts.take(MAX_SKIPPED.saturating_sub(list.len())));
    }

    fn categories(&mut self, field: Field, tag: &Tag<'a>, captured: &Captured<'a>) {
        let mut tags = Vec::new();
        match field {
            Field::ItunesCategory => {
                tags.extend(self.stated_attribute(tag, "text"));
                for (_, inner, text) in self.leaves(captured.inner) {
                    tags.extend(inner.and_then(|inner| self.stated_attribute(&inner, "text")));
                    tags.extend(text);
                }
            }
            Field::Keywords => {
                let value = self.value(captured);
                let several = value.split(',').take(MAX_KEYWORDS);
                tags.extend(several.map(|tag| tag.trim().to_owned()));
            }
            _ => {
                let value = self.value(captured).into_owned();
                let stated = self
                    .stated_attribute(tag, "label")
                    .or_else(|| self.stated_attribute(tag, "term"));
                tags.push(stated.unwrap_or(value));
            }
        }
        for tag in tags {
            let size = match self.item() {
                Some(item) => item.tag(tag),
                None => add_tag(&mut self.channel().tags, tag),
            };
            self.kept_more(size);
        }
    }

    fn generator(&mut self, rank: u8, tag: &Tag<'a>, captured: &Captured<'a>) {
        let value = self.value(captured).into_owned();
        let value = Some(value).filter(|value| !value.is_empty());
        let value = value.or_else(|| self.address_attribute(tag, &["uri", "url", "rdf:resource"]));
        self.state(Field::Generator, rank, value.unwrap_or_default());
    }
}
