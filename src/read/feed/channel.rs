//! What a document says about itself, in the making.

use crate::model::push::HUBS_KEPT;
use crate::model::raw::{OtherDates, RawChannel, RawPace, RawText};

use super::item::{Best, Dates, People, is_address};

/// The channel in the making.
#[derive(Debug, Default)]
pub(super) struct ChannelDraft {
    pub(super) title: Best<RawText>,
    pub(super) description: Best<RawText>,
    pub(super) home_page: Best<String>,
    pub(super) self_url: Best<String>,
    pub(super) hubs: Vec<String>,
    pub(super) id: Best<String>,
    pub(super) language: Best<String>,
    pub(super) icon: Best<String>,
    pub(super) published: Dates,
    pub(super) updated: Dates,
    pub(super) rights: Best<RawText>,
    pub(super) generator: Best<String>,
    pub(super) authors: People,
    pub(super) tags: Vec<String>,
    pub(super) ttl: Best<String>,
    pub(super) period: Best<String>,
    pub(super) frequency: Best<String>,
    pub(super) skip_hours: Vec<String>,
    pub(super) skip_days: Vec<String>,
}

impl ChannelDraft {
    /// What the start tag says: RDF's name for the channel, and its language.
    pub(super) fn open(&mut self, about: Option<String>, language: Option<&str>) {
        self.id.offer(3, about.filter(|about| !about.is_empty()));
        self.language.offer(2, language.map(str::to_owned));
    }

    /// A hub that sends the feed when it changes.
    pub(super) fn hub(&mut self, hub: String) {
        if self.hubs.len() < HUBS_KEPT && !self.hubs.contains(&hub) {
            self.hubs.push(hub);
        }
    }

    pub(super) fn has_id(&self) -> bool {
        self.id.is_some()
    }

    pub(super) fn has_title(&self) -> bool {
        self.title.is_some()
    }

    pub(super) fn finish(mut self) -> RawChannel {
        // RFC 4287 §4.2.6 lets ids be addresses.
        let page =
            self.id.as_ref().filter(|id| is_address(id) && self.self_url.as_ref() != Some(id));
        self.home_page.offer(8, page.cloned());
        let (published, other_published) = self.published.finish();
        let (updated, other_updated) = self.updated.finish();
        RawChannel {
            title: self.title.take(),
            description: self.description.take(),
            home_page: self.home_page.take(),
            self_url: self.self_url.take(),
            hubs: self.hubs,
            id: self.id.take(),
            language: self.language.take(),
            icon: self.icon.take(),
            published,
            updated,
            other_dates: OtherDates { published: other_published, updated: other_updated },
            rights: self.rights.take(),
            generator: self.generator.take(),
            authors: self.authors.finish(),
            tags: self.tags,
            pace: RawPace {
                ttl: self.ttl.take(),
                period: self.period.take(),
                frequency: self.frequency.take(),
                skip_hours: self.skip_hours,
                skip_days: self.skip_days,
            },
        }
    }
}
