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
    /// Deleted entries (RFC 6721).
    Tombstones,
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
        | "w3.org/tr/note-cdfsubmit.html"
        // RSS 1.0 module enclosure: the element and its attributes are those of RSS 2.0.
        | "purl.oclc.org/net/rss_2.0/enc" => Vocabulary::Core,
        "purl.org/rss/1.0/modules/content" => Vocabulary::Content,
        "purl.org/dc/elements/1.1" | "purl.org/dc/elements/1.0" | "purl.org/dc" => Vocabulary::Dc,
        "purl.org/dc/terms" => Vocabulary::DcTerms,
        "search.yahoo.com/mrss" | "tools.search.yahoo.com/mrss" | "video.search.yahoo.com/mrss" => {
            Vocabulary::Media
        }
        "itunes.com/dtds/podcast-1.0.dtd" | "example.com/dtds/podcast-1.0.dtd" => {
            Vocabulary::Itunes
        }
        "podcastindex.org/namespace/1.0"
        | "github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md" => {
            Vocabulary::Podcast
        }
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
        "purl.org/atompub/tombstones/1.0" => Vocabulary::Tombstones,
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
        ("enc", Vocabulary::Core),
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
        ("at", Vocabulary::Tombstones),
        ("slash", Vocabulary::Other),
        ("wfw", Vocabulary::Other),
        ("sy", Vocabulary::Syndication),
        ("thr", Vocabulary::Other),
    ];
    let found = known.iter().find(|(name, _)| prefix.eq_ignore_ascii_case(name));
    found.map_or(Vocabulary::Unknown, |(_, vocabulary)| *vocabulary)
}

/// Vocabularies with the addresses under which everybody knows them.
const USUAL: [(&str, &str); 8] = [
    ("podcast", "https://podcastindex.org/namespace/1.0"),
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("media", "http://search.yahoo.com/mrss/"),
    ("georss", "http://www.georss.org/georss"),
    ("gml", "http://www.opengis.net/gml"),
    ("geo", "http://www.w3.org/2003/01/geo/wgs84_pos#"),
    ("wfw", "http://wellformedweb.org/CommentAPI/"),
    ("thr", "http://purl.org/syndication/thread/1.0"),
];

/// Vocabularies of markup and programs, and of publishing itself.
fn is_machinery(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    let all = ["/2000/svg", "mathml", "/xsl/", "/xinclude", "/xlink", "/2007/app", "opensearch"];
    all.iter().any(|part| lower.contains(part))
}

/// The namespaces that are declared where the reader stands.
#[derive(Debug, Default)]
pub(super) struct Namespaces<'a> {
    bindings: Vec<Binding<'a>>,
}

#[derive(Debug)]
struct Binding<'a> {
    prefix: &'a str,
    address: &'a str,
    vocabulary: Vocabulary,
    depth: usize,
}

/// How many declarations are kept: every element is looked up in all of them. Feeds have thirty
/// at most.
const MAX_BINDINGS: usize = 64;

impl<'a> Namespaces<'a> {
    /// Learns a declaration of an element at `depth`.
    pub(super) fn declare(&mut self, prefix: &'a str, address: &'a str, depth: usize) {
        if self.bindings.len() < MAX_BINDINGS {
            let vocabulary = match by_address(address) {
                Vocabulary::Unknown if prefix.is_empty() => Vocabulary::Core,
                Vocabulary::Unknown => by_prefix(prefix),
                known => known,
            };
            self.bindings.push(Binding { prefix, address: address.trim(), vocabulary, depth });
        }
    }

    /// Forgets the declarations of elements deeper than `depth`.
    pub(super) fn leave(&mut self, depth: usize) {
        while self.bindings.last().is_some_and(|binding| binding.depth > depth) {
            self.bindings.pop();
        }
    }

    /// The vocabulary of an element that is carried along, by its address. What counts readers or
    /// replies changes all the time and says nothing of the item; what could run is not carried.
    pub(super) fn carried(&self, prefix: &str, name: &str) -> Option<&'a str> {
        let usual = USUAL.iter().find(|(known, _)| *known == prefix).map(|(_, address)| *address);
        let binding = self.bindings.iter().rev().find(|binding| binding.prefix == prefix);
        let stated = binding.map(|binding| binding.address).filter(|address| address.contains(':'));
        match self.vocabulary(prefix) {
            _ if prefix.is_empty() => None,
            Vocabulary::Podcast => Some(USUAL[0].1),
            Vocabulary::Itunes => Some(USUAL[1].1),
            Vocabulary::Media => matches!(name, "credit" | "rating").then_some(USUAL[2].1),
            Vocabulary::Geo => stated.or(usual),
            Vocabulary::Other => {
                stated.or(usual).filter(|_| matches!(name, "commentRss" | "in-reply-to"))
            }
            Vocabulary::Unknown => stated.filter(|address| !is_machinery(address)),
            _ => None,
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
