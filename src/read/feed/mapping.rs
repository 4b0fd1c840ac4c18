//! From feed-rs's model to ours.

use feed_rs::model::{Category, Entry, Feed, FeedType, Link, LinkTarget, Person, Text};
use url::Url;

use super::Tickets;
use super::media::Media;
use crate::model::raw::{Markup, RawChannel, RawItem, RawPerson, RawText};

/// What mapping needs to know beside the feed.
pub(super) struct Mapping<'a> {
    /// The texts of its dates.
    pub(super) tickets: &'a Tickets,
    /// The document's address.
    pub(super) url: Option<&'a Url>,
    /// What kind of feed it is.
    pub(super) kind: FeedType,
}

impl Mapping<'_> {
    /// What the feed says about itself.
    pub(super) fn channel(&self, feed: &Feed) -> RawChannel {
        let links = &feed.links;
        let self_url = link_of(links, "self").or_else(|| self.json_self_url(links));
        let home_page = links.iter().find(|link| is_page(link)).map(|link| link.href.clone());
        RawChannel {
            title: feed.title.as_ref().and_then(|text| self.text(text)),
            description: feed.description.as_ref().and_then(|text| self.text(text)),
            home_page: home_page.filter(|page| self_url.as_ref() != Some(page)),
            self_url,
            id: stated(&feed.id),
            language: feed.language.as_deref().and_then(stated),
            icon: feed.icon.as_ref().or(feed.logo.as_ref()).and_then(|image| stated(&image.uri)),
            published: self.tickets.redeem(feed.published),
            updated: self.tickets.redeem(feed.updated),
            rights: feed.rights.as_ref().and_then(|text| self.text(text)),
            generator: feed.generator.as_ref().and_then(|generator| stated(&generator.content)),
            authors: people(if feed.authors.is_empty() {
                &feed.contributors
            } else {
                &feed.authors
            }),
            tags: feed.categories.iter().filter_map(tag).collect(),
        }
    }

    /// feed-rs lists JSON Feed's `home_page_url` and `feed_url` without telling them apart, but in
    /// this order.
    fn json_self_url(&self, links: &[Link]) -> Option<String> {
        if self.kind != FeedType::JSON {
            return None;
        }
        let last = links.last()?;
        let is_document = self.url.is_some_and(|url| url.as_str() == last.href);
        (links.len() > 1 || is_document).then(|| last.href.clone())
    }

    /// One of its items.
    pub(super) fn item(&self, entry: &Entry) -> RawItem {
        let guid = stated(&entry.id);
        let mut pages = entry.links.iter().filter(|link| is_page(link)).map(|link| &link.href);
        let link = pages.next().filter(|link| !link.is_empty()).cloned();
        let address = guid.clone().filter(|guid| is_address(guid));
        let media = Media::of(entry);
        let (published, updated) = self.dates(entry);
        RawItem {
            guid_is_permalink: address.is_some() && (link.is_none() || link == address),
            guid,
            external_link: pages.next().filter(|_| self.kind == FeedType::JSON).cloned(),
            // An item whose guid is its address need not repeat it as its link.
            link: link.or(address),
            title: entry.title.as_ref().and_then(|text| self.text(text)),
            summary: entry.summary.as_ref().and_then(|text| self.body(text)),
            content: content(entry),
            base: entry.base.as_deref().and_then(|base| self.absolute(base)),
            published,
            updated,
            authors: people(&entry.authors),
            tags: entry.categories.iter().filter_map(tag).collect(),
            kind: None,
            language: entry.language.as_deref().and_then(stated),
            attachments: media.attachments,
            image: media.image,
            rights: entry.rights.as_ref().and_then(|text| self.text(text)),
            comments: comments(&entry.links),
            origin: None,
        }
    }

    /// feed-rs copies RSS's `pubDate` into `updated`; the same ticket twice shows it.
    fn dates(&self, entry: &Entry) -> (Option<String>, Option<String>) {
        let updated = entry.updated.filter(|updated| entry.published != Some(*updated));
        (self.tickets.redeem(entry.published), self.tickets.redeem(updated))
    }

    /// Short texts of RSS are plain by the specification and HTML by habit: what holds markup or
    /// references is taken as HTML.
    fn text(&self, text: &Text) -> Option<RawText> {
        let value = stated(&text.content)?;
        let declared = markup(text.content_type.as_str());
        let habit = self.is_rss() && looks_like_html(&value);
        Some(RawText { value, markup: if habit { Markup::Html } else { declared } })
    }

    /// `description` of an RSS item is HTML, whatever it looks like.
    fn body(&self, text: &Text) -> Option<RawText> {
        if self.is_rss() { stated(&text.content).map(RawText::html) } else { self.text(text) }
    }

    fn is_rss(&self) -> bool {
        matches!(self.kind, FeedType::RSS0 | FeedType::RSS1 | FeedType::RSS2)
    }

    fn absolute(&self, address: &str) -> Option<Url> {
        match self.url {
            Some(url) => url.join(address).ok().filter(|base| base != url),
            None => Url::parse(address).ok(),
        }
    }
}

/// The full text; an Atom `content` that only points elsewhere is none.
fn content(entry: &Entry) -> Option<RawText> {
    let content = entry.content.as_ref()?;
    let value = content.body.as_deref().and_then(stated)?;
    Some(RawText { value, markup: markup(content.content_type.as_str()) })
}

fn markup(media_type: &str) -> Markup {
    if media_type.eq_ignore_ascii_case("text/plain") { Markup::Plain } else { Markup::Html }
}

fn looks_like_html(text: &str) -> bool {
    let reference = text.split('&').skip(1).any(|rest| {
        let name = rest.split(';').next().unwrap_or_default();
        let legal = |c: char| c.is_ascii_alphanumeric() || c == '#';
        rest.len() > name.len() && (2..=10).contains(&name.len()) && name.chars().all(legal)
    });
    reference || text.contains("</") || text.contains("<br") || text.contains("<img ")
}

/// Text as stated; nothing when there is nothing.
pub(super) fn stated(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn is_address(text: &str) -> bool {
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}

/// A link to the page of the channel or item: RSS's `link`, Atom's `alternate`.
fn is_page(link: &Link) -> bool {
    let alternate = link.rel.as_deref().is_none_or(|rel| rel.eq_ignore_ascii_case("alternate"));
    // JSON Feed's attachments come as links too, and are the only ones without `rel` that have a
    // type.
    let attachment = link.rel.is_none() && link.media_type.is_some();
    alternate && link.target.is_none() && !attachment
}

/// Atom's `enclosure`, JSON Feed's attachment.
pub(super) fn is_attachment(link: &Link) -> bool {
    match link.rel.as_deref() {
        Some(rel) => rel.eq_ignore_ascii_case("enclosure"),
        None => link.media_type.is_some(),
    }
}

fn link_of(links: &[Link], rel: &str) -> Option<String> {
    links
        .iter()
        .find(|link| link.rel.as_deref().is_some_and(|given| given.eq_ignore_ascii_case(rel)))
        .map(|link| link.href.clone())
}

/// RSS's `comments`, Atom's `replies` (RFC 4685) where it is a page.
fn comments(links: &[Link]) -> Option<String> {
    let is_page = |link: &&Link| {
        let replies = link.rel.as_deref() == Some("replies");
        let page = link.media_type.as_deref().is_none_or(|kind| kind.contains("html"));
        link.target == Some(LinkTarget::Comments) || (replies && page)
    };
    links.iter().find(is_page).map(|link| link.href.clone())
}

fn tag(category: &Category) -> Option<String> {
    category.label.as_deref().and_then(stated).or_else(|| stated(&category.term))
}

fn people(people: &[Person]) -> Vec<RawPerson> {
    people.iter().map(person).filter(|person| *person != RawPerson::default()).collect()
}

/// feed-rs leaves brackets at a name that stood beside an address: `(Ela Bhatt)`.
fn person(person: &Person) -> RawPerson {
    let brackets: &[char] = &['(', ')', '<', '>', ' '];
    let name = person.name.as_deref().map(|name| name.trim_matches(brackets)).and_then(stated);
    RawPerson {
        name,
        email: person.email.as_deref().and_then(stated),
        url: person.uri.as_deref().and_then(stated),
    }
}
