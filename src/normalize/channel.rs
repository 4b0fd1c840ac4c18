//! What a document says about itself: the same care as for its items.

use crate::model::channel::Channel;
use crate::model::raw::{RawChannel, Warning};

use super::url::Addresses;
use super::{SourceContext, date, language, pace, person, tags, text};

/// Makes plain text, absolute addresses and moments of what a document says about itself. Its
/// language is the context's where it states none.
pub fn channel(raw: RawChannel, source: &SourceContext, warnings: &mut Vec<Warning>) -> Channel {
    let before = warnings.len();
    let channel = read(raw, source, warnings);
    for warning in &mut warnings[before..] {
        warning.message.push_str(" (of the feed itself)");
    }
    channel
}

fn read(raw: RawChannel, source: &SourceContext, warnings: &mut Vec<Warning>) -> Channel {
    let language = language(raw.language.as_deref(), warnings).or_else(|| source.language.clone());
    let others = &raw.other_dates;
    let mut moment = |stated: &Option<String>, others: &[String]| {
        date::first(stated.as_deref(), others, &source.dates, warnings).map(|date| date.at)
    };
    let published = moment(&raw.published, &others.published);
    let updated = moment(&raw.updated, &others.updated);
    let mut addresses = Addresses::new(source.base.as_ref(), warnings);
    Channel {
        title: raw.title.as_ref().and_then(text::title),
        description: raw.description.as_ref().and_then(text::summary),
        home_page: addresses.resolve(raw.home_page.as_deref()),
        self_url: addresses.resolve(raw.self_url.as_deref()),
        hubs: raw.hubs.iter().filter_map(|hub| addresses.resolve(Some(hub))).collect(),
        id: raw.id.as_deref().and_then(|id| text::line(id, text::LINE)),
        language,
        icon: addresses.resolve(raw.icon.as_deref()),
        published,
        updated,
        rights: raw.rights.as_ref().and_then(text::title),
        generator: raw.generator.as_deref().and_then(|name| text::line(name, text::LINE)),
        authors: person::persons(raw.authors, &mut addresses),
        tags: tags::tags(&raw.tags, &[]),
        pace: pace::stated(&raw.pace),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::date::DateHints;
    use crate::model::raw::{OtherDates, RawText};
    use crate::model::source::SourceId;

    #[test]
    fn a_channel_is_made_plain_and_absolute() {
        let raw = RawChannel {
            title: Some(RawText::html("Rice &amp; <b>Roofs</b>")),
            home_page: Some("/".to_owned()),
            language: Some("en_GB".to_owned()),
            updated: Some("soon".to_owned()),
            other_dates: OtherDates {
                published: Vec::new(),
                updated: vec!["Thu, 28 Sep 2017 10:15:00 GMT".to_owned()],
            },
            tags: vec!["Rice".to_owned(), "rice".to_owned()],
            icon: Some("javascript:x()".to_owned()),
            ..RawChannel::default()
        };
        let source = SourceContext {
            id: SourceId::new("one").unwrap(),
            base: "https://coop.example/feed".parse().ok(),
            language: None,
            tags: vec!["given".to_owned()],
            dates: DateHints::default(),
            rules: Vec::new(),
            keeps_bare: false,
        };
        let mut warnings = Vec::new();
        let channel = channel(raw, &source, &mut warnings);
        assert_eq!(channel.title.as_deref(), Some("Rice & Roofs"));
        assert_eq!(channel.home_page.unwrap().as_str(), "https://coop.example/");
        assert_eq!(channel.language.unwrap().as_str(), "en-GB");
        assert_eq!(channel.updated.unwrap().to_rfc3339(), "2017-09-28T10:15:00+00:00");
        assert_eq!(channel.tags, ["Rice"], "tags given to items are not the channel's");
        assert_eq!(channel.icon, None);
        let codes: Vec<_> = warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(codes, ["unreadable-date", "bad-address"]);
        assert_eq!(warnings[0].message, "\"soon\" is no date (of the feed itself)");
    }
}
