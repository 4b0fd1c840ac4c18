//! A page: its tree, kept within bounds, and what its head says.

use html5ever::driver::{ParseOpts, Parser, parse_document};
use html5ever::tendril::{StrTendril, TendrilSink};
use scraper::{ElementRef, Html, HtmlTreeSink};
use url::Url;

use crate::model::raw::{RawChannel, RawText};
use crate::read::ReadError;
use crate::read::listing::node::{elements, text_of};
use crate::read::listing::when::Dates;
use crate::read::listing::{furniture, tags, verdict};

/// Elements inside each other. Browsers stop at 512; the parser's work grows with the square.
const MAX_DEPTH: usize = 1000;

/// Nodes of a tree, far above any page with a list. Unclosed formatting elements make a small
/// page grow with the square of its length.
const MAX_NODES: usize = 400_000;

/// Elements that are taken out of a page at most, when its content is wanted.
const MOST_AROUND: usize = 500;

/// Bytes parsed between two looks at the tree.
const STEP: usize = 4096;

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
        let (html, cut) = parse(&tags::bounded(text));
        let (base, url) = (url.cloned(), url.cloned());
        let mut page = Self { html, base, url, cut, dates: Dates::default() };
        // A page that was saved to a file often still says where it was.
        page.base = page.base_href().or(page.base.take()).or_else(|| page.canonical());
        page
    }

    /// The same page, its dates read as its source says.
    pub(super) fn with_dates(self, dates: Dates) -> Self {
        Self { dates, ..self }
    }

    /// How its dates are read.
    pub(super) fn dates(&self) -> &Dates {
        &self.dates
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
            let kind = link.attr("type")?.to_ascii_lowercase();
            let rel = link.attr("rel")?.to_ascii_lowercase();
            let feed = ["rss+xml", "atom+xml", "rdf+xml", "feed+json"];
            let is_feed = feed.iter().any(|end| kind.trim().ends_with(end));
            let alternate = rel.split_ascii_whitespace().any(|word| word == "alternate");
            self.resolve(link.attr("href")?).filter(|_| is_feed && alternate)
        })
    }

    /// The first link in the page whose address is called like a feed's.
    pub(in crate::read) fn linked_feed(&self) -> Option<Url> {
        self.named("a").find_map(|link| {
            let url = self.resolve(link.attr("href")?)?;
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
        let root = self.html.tree.root();
        let whole = text_of(root).len();
        let is_heading = |element: ElementRef<'_>| element.value().name() == "h1";
        let around = elements(root).filter(|element| furniture::is_around(*element));
        let around = around.take(MOST_AROUND).filter(|element| {
            !elements(**element).any(is_heading) && text_of(**element).len() * 2 < whole
        });
        for id in around.map(|element| element.id()).collect::<Vec<_>>() {
            if let Some(mut node) = self.html.tree.get_mut(id) {
                node.detach();
            }
        }
        self.html.html()
    }

    /// The error for a page that is a wall: a challenge, a login, not found.
    pub(in crate::read) fn wall(&self) -> Option<ReadError> {
        let wall = verdict::before_reading(self).or_else(|| verdict::login(self));
        wall.map(|wall| ReadError::from_wall(wall, self.name()))
    }

    /// The page's title.
    pub(in crate::read) fn title(&self) -> Option<String> {
        let title = self.named("title").map(|title| text_of(*title)).find(|text| !text.is_empty());
        title.or_else(|| self.meta("og:title"))
    }

    /// What the page says about itself.
    pub(super) fn channel(&self) -> RawChannel {
        let language = self.named("html").find_map(|html| html.attr("lang")).map(str::to_owned);
        let description = self.meta("description").or_else(|| self.meta("og:description"));
        RawChannel {
            title: self.title().map(RawText::plain),
            description: description.map(RawText::plain),
            language: language
                .filter(|language| !language.trim().is_empty())
                .or_else(|| self.meta("dc.language"))
                .or_else(|| self.meta("dcterms.language"))
                .map(|language| language.trim().to_owned()),
            home_page: self.url.as_ref().map(ToString::to_string),
            ..RawChannel::default()
        }
    }

    fn canonical(&self) -> Option<Url> {
        let is_canonical = |rel: &str| rel.eq_ignore_ascii_case("canonical");
        let mut links =
            self.named("link").filter(|link| link.attr("rel").is_some_and(is_canonical));
        links.find_map(|link| Url::parse(link.attr("href")?.trim()).ok())
    }

    fn base_href(&self) -> Option<Url> {
        let href = self.named("base").find_map(|base| base.attr("href"))?;
        self.resolve(href).filter(|base| matches!(base.scheme(), "http" | "https"))
    }

    fn meta(&self, name: &str) -> Option<String> {
        self.named("meta").find_map(|meta| {
            let key = meta.attr("name").or_else(|| meta.attr("property"))?;
            let content = meta.attr("content")?.trim();
            (key.eq_ignore_ascii_case(name) && !content.is_empty()).then(|| content.to_owned())
        })
    }

    fn named<'a>(&'a self, name: &'static str) -> impl Iterator<Item = ElementRef<'a>> {
        elements(self.html.tree.root()).filter(move |element| element.value().name() == name)
    }
}

/// Parses step by step, and stops where the tree grows out of bounds.
fn parse(text: &str) -> (Html, bool) {
    let sink = HtmlTreeSink::new(Html::new_document());
    let mut parser = parse_document(sink, ParseOpts::default());
    let mut rest = text;
    while !rest.is_empty() && !out_of_bounds(&parser) {
        let (step, after) = rest.split_at(rest.ceil_char_boundary(STEP.min(rest.len())));
        parser.process(StrTendril::from_slice(step));
        rest = after;
    }
    (parser.finish(), !rest.is_empty())
}

fn out_of_bounds(parser: &Parser<HtmlTreeSink>) -> bool {
    let html = parser.tokenizer.sink.sink.0.borrow();
    let mut nodes = html.tree.nodes();
    let (count, last) = (nodes.len(), nodes.next_back());
    let depth = last.map_or(0, |last| last.ancestors().take(MAX_DEPTH + 1).count());
    count > MAX_NODES || depth > MAX_DEPTH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_nests_without_end_is_cut() {
        let page = Page::parse(&"<div>".repeat(100_000), None);
        assert!(page.is_cut());
        let growing: Vec<_> = (0..100_000).map(|n| format!("<p><b a={n}>")).collect();
        assert!(Page::parse(&growing.concat(), None).is_cut());
        assert!(!Page::parse("<p>short", None).is_cut());
    }

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
    }
}
