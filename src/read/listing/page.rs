//! A page: its tree, and what its head says.

use scraper::{ElementRef, Html};
use url::Url;

use crate::model::push::HUBS_KEPT;
use crate::model::raw::{RawChannel, RawText};
use crate::model::url::LONGEST;
use crate::read::ReadError;
use crate::read::listing::node::{Attributes, elements, text_of};
use crate::read::listing::when::Dates;
use crate::read::listing::{dated, furniture, tree, verdict};

/// A parsed page.
pub(in crate::read) struct Page {
    html: Html,
    /// What its relative addresses count from.
    base: Option<Url>,
    /// Its own address.
    url: Option<Url>,
    /// The rest of it was not parsed.
    cut: bool,
    /// How its dates are read.
    dates: Dates,
}

impl Page {
    /// Parses a page.
    pub(in crate::read) fn parse(text: &str, url: Option<&Url>) -> Self {
        Self::new(tree::parse(text), url)
    }

    /// Parses a page that is read for its text. Pictures that scripts would load stand in
    /// `noscript` too.
    pub(in crate::read) fn parse_without_scripts(text: &str, url: Option<&Url>) -> Self {
        Self::new(tree::parse_without_scripts(text), url)
    }

    fn new((html, cut): (Html, bool), url: Option<&Url>) -> Self {
        let (base, url) = (url.cloned(), url.cloned());
        let mut page = Self { html, base, url, cut, dates: Dates::default() };
        // A page that was saved to a file often still says where it was.
        page.base = page.base_href().or(page.base.take()).or_else(|| page.canonical());
        page
    }

    /// The same page, its dates read as its source says.
    pub(super) fn with_dates(self, dates: Dates) -> Self {
        let dates = dates
            .in_language(self.language().as_deref(), self.title().as_deref().unwrap_or_default());
        Self { dates, ..self }
    }

    /// How its dates are read.
    pub(super) fn dates(&self) -> &Dates {
        &self.dates
    }

    /// What is left when it was read: what addresses count from, and how dates are read.
    pub(super) fn without_tree(self) -> (Option<Url>, Dates) {
        (self.base().cloned(), self.dates)
    }

    /// Its own address.
    pub(super) fn url(&self) -> Option<&Url> {
        self.url.as_ref()
    }

    /// The tree.
    pub(super) fn html(&self) -> &Html {
        &self.html
    }

    /// Whether the page was too deep or too large, so that its end is missing.
    pub(in crate::read) fn is_cut(&self) -> bool {
        self.cut
    }

    /// `<base href>`, where it changes what addresses count from.
    pub(in crate::read) fn base(&self) -> Option<&Url> {
        self.base.as_ref().filter(|base| self.url.as_ref() != Some(*base))
    }

    /// Makes an address absolute.
    pub(super) fn resolve(&self, href: &str) -> Option<Url> {
        match &self.base {
            Some(base) => base.join(href.trim()).ok(),
            None => Url::parse(href.trim()).ok(),
        }
    }

    /// The page's address for messages.
    pub(in crate::read) fn name(&self) -> String {
        self.url.as_ref().map_or_else(|| "the page".to_owned(), ToString::to_string)
    }

    /// The first feed that the head names.
    pub(in crate::read) fn feed(&self) -> Option<Url> {
        self.named("link").find_map(|link| {
            let kind = link.attribute("type")?.to_ascii_lowercase();
            let rel = link.attribute("rel")?.to_ascii_lowercase();
            let feed = ["rss+xml", "atom+xml", "rdf+xml", "feed+json"];
            let is_feed = feed.iter().any(|end| kind.trim().ends_with(end));
            let alternate = rel.split_ascii_whitespace().any(|word| word == "alternate");
            self.resolve(link.attribute("href")?).filter(|_| is_feed && alternate)
        })
    }

    /// The first link in the page whose address is called like a feed's.
    pub(in crate::read) fn linked_feed(&self) -> Option<Url> {
        self.named("a").find_map(|link| {
            let url = self.resolve(link.attribute("href")?)?;
            let path = url.path().trim_end_matches('/').to_ascii_lowercase();
            let file = path.rsplit('/').next().unwrap_or_default();
            let named = matches!(file, "feed" | "rss" | "atom" | "feed.json")
                || [".rss", ".atom", "rss.xml", "atom.xml", "feed.xml", "index.xml"]
                    .iter()
                    .any(|end| file.ends_with(end));
            (named && self.url.as_ref().map(Url::host) == Some(url.host())).then_some(url)
        })
    }

    /// The page as HTML without what stands around its content: menus, footers, cookie notices.
    /// What holds half of its text, or its first heading, stays, whatever it is called.
    pub(in crate::read) fn into_content(mut self) -> String {
        let around = furniture::around(self.html.tree.root());
        for id in around.into_iter().map(|element| element.id()).collect::<Vec<_>>() {
            if let Some(mut node) = self.html.tree.get_mut(id) {
                node.detach();
            }
        }
        self.html.html()
    }

    /// The date that it says is its own.
    pub(in crate::read) fn date(&self) -> Option<String> {
        dated::date(self)
    }

    /// The error for a page that is a wall, whatever else stands on it.
    pub(in crate::read) fn wall(&self) -> Option<ReadError> {
        self.error(verdict::sure(self).or_else(|| verdict::login(self)))
    }

    /// The error for a page that looks like a wall, where nothing was found that was looked for.
    pub(in crate::read) fn likely_wall(&self) -> Option<ReadError> {
        self.error(verdict::likely(self).or_else(|| verdict::guarded(self)))
    }

    fn error(&self, wall: Option<verdict::Wall>) -> Option<ReadError> {
        wall.map(|wall| ReadError::from_wall(wall, self.name()))
    }

    /// The page's title.
    pub(in crate::read) fn title(&self) -> Option<String> {
        let title = self.named("title").map(|title| text_of(*title)).find(|text| !text.is_empty());
        title.or_else(|| self.meta("og:title"))
    }

    /// The tag of its language.
    pub(super) fn language(&self) -> Option<String> {
        let stated = self.named("html").find_map(|html| html.attribute("lang"));
        let stated = stated.filter(|tag| !tag.trim().is_empty()).map(str::to_owned);
        let language = stated.or_else(|| self.meta("dc.language"));
        let language = language.or_else(|| self.meta("dcterms.language"));
        language.map(|tag| tag.trim().to_owned())
    }

    /// What the page says about itself.
    pub(super) fn channel(&self) -> RawChannel {
        let description = self.meta("description").or_else(|| self.meta("og:description"));
        RawChannel {
            title: self.title().map(RawText::plain),
            description: description.map(RawText::plain),
            language: self.language(),
            home_page: self.url.as_ref().map(ToString::to_string),
            self_url: self.in_head("self").next(),
            hubs: self.in_head("hub").take(HUBS_KEPT).collect(),
            ..RawChannel::default()
        }
    }

    /// Where links of the head with a relation lead. Those in the body may be a guest's.
    fn in_head<'a>(&'a self, relation: &'a str) -> impl Iterator<Item = String> + 'a {
        let links = self.named("head").take(1).flat_map(|head| elements(*head));
        let links = links.filter(|element| element.value().name() == "link");
        links.filter_map(move |link| {
            let mut relations = link.attribute("rel")?.split_ascii_whitespace();
            let is_it = relations.any(|one| one.eq_ignore_ascii_case(relation));
            let url = self.resolve(link.attribute("href")?).filter(|_| is_it);
            url.map(String::from)
        })
    }

    /// Longer ones are no addresses, here as anywhere: each item has what it counts from.
    fn canonical(&self) -> Option<Url> {
        let is_canonical = |rel: &str| rel.eq_ignore_ascii_case("canonical");
        let mut links =
            self.named("link").filter(|link| link.attribute("rel").is_some_and(is_canonical));
        let url = links.find_map(|link| Url::parse(link.attribute("href")?.trim()).ok());
        url.filter(|url| url.as_str().len() <= LONGEST)
    }

    fn base_href(&self) -> Option<Url> {
        let href = self.named("base").find_map(|base| base.attribute("href"))?;
        let is_base = |base: &Url| matches!(base.scheme(), "http" | "https");
        self.resolve(href).filter(|base| is_base(base) && base.as_str().len() <= LONGEST)
    }

    /// What the head says under a name.
    pub(super) fn meta(&self, name: &str) -> Option<String> {
        self.named("meta").find_map(|meta| {
            let key = meta.attribute("name").or_else(|| meta.attribute("property"))?;
            let content = meta.attribute("content")?.trim();
            (key.eq_ignore_ascii_case(name) && !content.is_empty()).then(|| content.to_owned())
        })
    }

    fn named<'a>(&'a self, name: &'static str) -> impl Iterator<Item = ElementRef<'a>> {
        elements(self.html.tree.root()).filter(move |element| element.value().name() == name)
    }
}

/// A host, or what begins with one, by the name that it has without `www.`.
pub(super) fn without_www(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_names_feed_language_and_base() {
        let url = Url::parse("https://coop.example/news/").unwrap();
        let page = Page::parse(
            "<html lang=''><meta name=DC.Language content=fr><base href='/fr/'>\
             <title> Nos\n actualités </title><link rel='alternate' type='application/rss+xml' \
             href='flux.xml'>",
            Some(&url),
        );
        assert_eq!(page.title().as_deref(), Some("Nos actualités"));
        assert_eq!(page.channel().language.as_deref(), Some("fr"));
        assert_eq!(page.feed().unwrap().as_str(), "https://coop.example/fr/flux.xml");
        assert_eq!(page.base().unwrap().as_str(), "https://coop.example/fr/");
    }

    #[track_caller]
    fn check(head: &str, url: Option<&str>, expected: Option<&str>) {
        let url = url.map(|url| Url::parse(url).unwrap());
        let page = Page::parse(&format!("<head>{head}</head><p>"), url.as_ref());
        assert_eq!(page.resolve("a").as_ref().map(Url::as_str), expected, "{head:?}");
    }

    #[test]
    fn links_count_from_base_then_the_address_then_what_a_saved_page_says_of_itself() {
        let canonical = "<link rel=canonical href=https://said.example/news/>";
        check(
            "<base href=https://base.example/x/>",
            Some("https://a.example/"),
            Some("https://base.example/x/a"),
        );
        check(canonical, Some("https://a.example/"), Some("https://a.example/a"));
        check(canonical, None, Some("https://said.example/news/a"));
        check("", None, None);
        let long = format!("https://base.example/{}/", "a".repeat(LONGEST));
        let own = Some("https://a.example/");
        check(&format!("<base href={long}>"), own, Some("https://a.example/a"));
        check(&format!("<link rel=canonical href={long}>"), None, None);
    }
}
