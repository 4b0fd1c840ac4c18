//! Namespaces: which vocabulary an element belongs to, by address where that is known, by its
//! usual prefix where not.

/// A vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// RSS of every version and Atom of every version. They are one here: feeds mix them, and no
    /// name means different things in both that its attributes or children do not tell apart.
    Core,
    /// RSS 1.0 content module.
    Content,
    /// Dublin Core elements.
    Dc,
    /// Dublin Core terms.
    DcTerms,
    /// Media RSS.
    Media,
    /// iTunes podcasts.
    Itunes,
    /// Podcasting 2.0.
    Podcast,
    /// RDF.
    Rdf,
    /// XHTML.
    Xhtml,
    /// Creative Commons licences, of both modules.
    License,
    /// `FeedBurner`.
    Feedburner,
    /// `GeoRSS`, its GML, and W3C geo.
    Geo,
    /// RSS 1.0 syndication module.
    Syndication,
    /// Known, with nothing in it that is read: Slash, WFW, threading, …
    Other,
    /// Unknown by address and prefix.
    Unknown,
}

/// Which vocabulary a namespace's address names. Addresses are compared without scheme, case and
/// the slash or hash at the end, which are what gets lost of them.
pub(super) fn by_address(address: &str) -> Vocabulary {
    let lower = address.trim().to_ascii_lowercase();
    let bare = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    let bare = bare.unwrap_or(&lower).trim_start_matches("www.").trim_end_matches(['/', '#']);
    match bare {
        ""
        | "w3.org/2005/atom"
        | "purl.org/atom/ns"
        | "purl.org/rss/1.0"
        | "purl.org/pie"
        | "purl.org/echo"
        | "purl.org/net/rss1.1"
        | "channel.netscape.com/rdf/simple/0.9"
        | "my.netscape.com/rdf/simple/0.9"
        | "my.netscape.com/publish/formats/rss-0.91.dtd"
        | "purl.org/rss/1.0/modules/rss091"
        | "blogs.law.harvard.edu/tech/rss"
        | "cyber.law.harvard.edu/rss"
        | "cyber.law.harvard.edu/rss/rss.html"
        | "rssboard.org/rss-specification"
        | "backend.userland.com/rss"
        | "backend.userland.com/rss091"
        | "backend.userland.com/rss092"
        | "backend.userland.com/rss2"
        | "w3.org/tr/note-cdfsubmit.html" => Vocabulary::Core,
        "purl.org/rss/1.0/modules/content" => Vocabulary::Content,
        "purl.org/dc/elements/1.1" | "purl.org/dc/elements/1.0" | "purl.org/dc" => Vocabulary::Dc,
        "purl.org/dc/terms" => Vocabulary::DcTerms,
        "search.yahoo.com/mrss" | "tools.search.yahoo.com/mrss" | "video.search.yahoo.com/mrss" => {
            Vocabulary::Media
        }
        "itunes.com/dtds/podcast-1.0.dtd" | "example.com/dtds/podcast-1.0.dtd" => {
            Vocabulary::Itunes
        }
        "podcastindex.org/namespace/1.0" => Vocabulary::Podcast,
        "w3.org/1999/02/22-rdf-syntax-ns" => Vocabulary::Rdf,
        "w3.org/1999/xhtml" => Vocabulary::Xhtml,
        "web.resource.org/cc"
        | "creativecommons.org/ns"
        | "creativecommons.org/ns#license"
        | "backend.userland.com/creativecommonsrssmodule"
        | "cyber.law.harvard.edu/rss/creativecommonsrssmodule.html" => Vocabulary::License,
        "rssnamespace.org/feedburner/ext/1.0" => Vocabulary::Feedburner,
        "georss.org/georss" | "opengis.net/gml" | "w3.org/2003/01/geo/wgs84_pos" => Vocabulary::Geo,
        "purl.org/rss/1.0/modules/syndication" => Vocabulary::Syndication,
        "purl.org/rss/1.0/modules/slash"
        | "wellformedweb.org/commentapi"
        | "purl.org/syndication/thread/1.0" => Vocabulary::Other,
        _ => Vocabulary::Unknown,
    }
}

/// Which vocabulary a prefix usually stands for. It counts where the prefix was not declared, or
/// was declared for an address that nobody knows.
fn by_prefix(prefix: &str) -> Vocabulary {
    let known = [
        ("dc", Vocabulary::Dc),
        ("content", Vocabulary::Content),
        ("media", Vocabulary::Media),
        ("itunes", Vocabulary::Itunes),
        ("atom", Vocabulary::Core),
        ("atom10", Vocabulary::Core),
        ("a10", Vocabulary::Core),
        ("atom03", Vocabulary::Core),
        ("rss", Vocabulary::Core),
        ("rss1", Vocabulary::Core),
        ("dcterms", Vocabulary::DcTerms),
        ("podcast", Vocabulary::Podcast),
        ("rdf", Vocabulary::Rdf),
        ("xhtml", Vocabulary::Xhtml),
        ("cc", Vocabulary::License),
        ("creativecommons", Vocabulary::License),
        ("feedburner", Vocabulary::Feedburner),
        ("georss", Vocabulary::Geo),
        ("geo", Vocabulary::Geo),
        ("gml", Vocabulary::Geo),
        ("slash", Vocabulary::Other),
        ("wfw", Vocabulary::Other),
        ("sy", Vocabulary::Syndication),
        ("thr", Vocabulary::Other),
    ];
    let found = known.iter().find(|(name, _)| prefix.eq_ignore_ascii_case(name));
    found.map_or(Vocabulary::Unknown, |(_, vocabulary)| *vocabulary)
}

/// The namespaces that are declared where the reader stands.
#[derive(Debug, Default)]
pub(super) struct Namespaces<'a> {
    bindings: Vec<Binding<'a>>,
}

#[derive(Debug)]
struct Binding<'a> {
    prefix: &'a str,
    vocabulary: Vocabulary,
    depth: usize,
}

/// How many declarations are kept: a document of nothing else would fill the memory.
const MAX_BINDINGS: usize = 1000;

impl<'a> Namespaces<'a> {
    /// Learns a declaration of an element at `depth`.
    pub(super) fn declare(&mut self, prefix: &'a str, address: &str, depth: usize) {
        if self.bindings.len() < MAX_BINDINGS {
            let vocabulary = match by_address(address) {
                Vocabulary::Unknown if prefix.is_empty() => Vocabulary::Core,
                Vocabulary::Unknown => by_prefix(prefix),
                known => known,
            };
            self.bindings.push(Binding { prefix, vocabulary, depth });
        }
    }

    /// Forgets the declarations of elements deeper than `depth`.
    pub(super) fn leave(&mut self, depth: usize) {
        while self.bindings.last().is_some_and(|binding| binding.depth > depth) {
            self.bindings.pop();
        }
    }

    /// What a prefix stands for here; the empty prefix is the default namespace.
    pub(super) fn vocabulary(&self, prefix: &str) -> Vocabulary {
        let binding = self.bindings.iter().rev().find(|binding| binding.prefix == prefix);
        match binding {
            Some(binding) => binding.vocabulary,
            None if prefix.is_empty() => Vocabulary::Core,
            None => by_prefix(prefix),
        }
    }
}
