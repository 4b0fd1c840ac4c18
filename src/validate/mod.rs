//! Checks a published document against its specification and the habits of real readers: RSS 2.0,
//! Atom, JSON Feed, OPML, and our own page.
//!
//! It shares nothing with the readers of `read/`, which forgive: here every deviation is said, with
//! its place and the sentence of the specification that it breaks. [`rules::ALL`] is the table of
//! all there is to say, one file a format has what asks.

use chrono::{DateTime, Utc};

mod atom;

mod encoding;

mod extensions;

pub mod finding;

mod html;

mod json;

mod json_feed;

mod media_type;

mod opml;

mod page;

mod rss;

pub mod rules;

mod values;

mod xml;

pub use finding::{Finding, Report, Severity};

use finding::Findings;
use xml::Ns;

/// A document as it was sent.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sent<'a> {
    /// Its bytes.
    pub body: &'a [u8],
    /// `Content-Type`, where a server said one.
    pub content_type: Option<&'a str>,
    /// Where it was got from: the address that it should name as its own.
    pub url: Option<&'a str>,
    /// Dates after this are in the future; `None`: nobody asks.
    pub now: Option<DateTime<Utc>>,
}

/// What a document is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RSS 2.0, and 0.91 to 0.94, which are its beginnings.
    Rss,
    /// Atom 1.0, a feed or a single entry.
    Atom,
    /// JSON Feed.
    Json,
    /// OPML.
    Opml,
    /// A page for people; only [`page`] looks for one.
    Page,
    /// RSS 1.0, Atom 0.3 and the like: only whether it is well-formed is checked.
    Obsolete,
}

impl Format {
    /// For people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rss => "RSS 2.0",
            Self::Atom => "Atom 1.0",
            Self::Json => "JSON Feed",
            Self::Opml => "OPML",
            Self::Page => "HTML",
            Self::Obsolete => "an obsolete format",
        }
    }
}

/// What all checks of one document have in common.
struct Context<'a> {
    findings: Findings,
    url: Option<&'a str>,
    now: Option<DateTime<Utc>>,
}

/// Checks a feed or a list of feeds, whichever it is.
#[must_use]
pub fn validate(sent: Sent<'_>) -> Report {
    let mut context = context(sent);
    let text = encoding::decode(sent, &mut context.findings);
    let format = match text.trim_start().as_bytes().first() {
        Some(b'{' | b'[') => json_feed::check(&text, &mut context),
        Some(b'<') if !is_page(&text) => check_xml(&text, &mut context),
        Some(_) => {
            let what = if is_page(&text) { "this is an HTML page" } else { "this is no feed" };
            context.findings.add(&rules::NOT_A_FEED, 0, what);
            None
        }
        None => {
            context.findings.add(&rules::NOT_A_FEED, 0, "there is nothing here");
            None
        }
    };
    media_type::check(sent.content_type, format, &mut context.findings);
    context.findings.report(&text, format)
}

/// Checks a page for people: that it is complete, and runs nothing that it should not.
#[must_use]
pub fn page(sent: Sent<'_>) -> Report {
    let mut context = context(sent);
    let text = encoding::decode(sent, &mut context.findings);
    page::check(&text, &mut context.findings);
    context.findings.report(&text, Some(Format::Page))
}

/// Checks a piece of HTML that others put into their pages.
#[must_use]
pub fn fragment(sent: Sent<'_>) -> Report {
    let mut context = context(sent);
    let text = encoding::decode(sent, &mut context.findings);
    html::check(&text, html::Kind::Fragment, 0, &mut context.findings);
    context.findings.report(&text, None)
}

fn context(sent: Sent<'_>) -> Context<'_> {
    Context { findings: Findings::default(), url: sent.url, now: sent.now }
}

fn is_page(text: &str) -> bool {
    let start = text.trim_start().get(..14).unwrap_or_default();
    start.eq_ignore_ascii_case("<!doctype html") || start.to_ascii_lowercase().starts_with("<html")
}

fn check_xml(text: &str, context: &mut Context) -> Option<Format> {
    let (document, is_whole) = xml::read(text, &mut context.findings);
    let root = document.root()?;
    let format = match (root.ns(), root.local()) {
        (Ns::None, "rss") => Format::Rss,
        (Ns::Atom, "feed" | "entry") => Format::Atom,
        (Ns::None, "opml") => Format::Opml,
        (Ns::Rdf, "RDF") | (Ns::Atom03, _) => {
            let name = root.name();
            let message = format!("{name} is RSS 1.0 or Atom 0.3: only its XML was checked");
            context.findings.add(&rules::OBSOLETE_FORMAT, root.at(), message);
            Format::Obsolete
        }
        _ => {
            let message = format!("the root element is {}", root.name());
            context.findings.add(&rules::NOT_A_FEED, root.at(), message);
            return None;
        }
    };
    // What stands behind a broken tag is not there, so that nothing can be said of what is missing.
    if is_whole {
        match format {
            Format::Rss => rss::check(root, context),
            Format::Atom => atom::check(root, context),
            Format::Opml => opml::check(root, context),
            Format::Json | Format::Page | Format::Obsolete => {}
        }
    }
    Some(format)
}
