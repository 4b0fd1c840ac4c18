//! Namespaces.

/// The namespaces that some check knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) enum Ns {
    /// None at all.
    None,
    /// RFC 4287.
    Atom,
    /// Atom 0.3.
    Atom03,
    /// RDF.
    Rdf,
    /// `content:encoded`.
    Content,
    /// Dublin Core.
    DublinCore,
    /// Apple's podcast elements.
    Itunes,
    /// Media RSS.
    Media,
    /// RFC 5005.
    History,
    /// RFC 6721.
    Tombstones,
    /// XHTML.
    Xhtml,
    /// The prefix `xml`.
    Xml,
    /// Any other.
    Other,
}

/// What the prefix `xml` stands for without being declared.
pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Address, namespace, and the prefix that everybody gives it.
const KNOWN: [(&str, Ns, &str); 16] = [
    ("http://www.w3.org/2005/Atom", Ns::Atom, "atom"),
    ("http://purl.org/atom/ns#", Ns::Atom03, "atom03"),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", Ns::Rdf, "rdf"),
    ("http://purl.org/rss/1.0/modules/content/", Ns::Content, "content"),
    ("http://purl.org/dc/elements/1.1/", Ns::DublinCore, "dc"),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", Ns::Itunes, "itunes"),
    ("http://search.yahoo.com/mrss/", Ns::Media, "media"),
    ("http://purl.org/syndication/history/1.0", Ns::History, "fh"),
    ("http://purl.org/atompub/tombstones/1.0", Ns::Tombstones, "at"),
    ("http://www.w3.org/1999/xhtml", Ns::Xhtml, "xhtml"),
    (XML, Ns::Xml, "xml"),
    ("http://purl.org/dc/terms/", Ns::Other, "dcterms"),
    ("http://purl.org/syndication/thread/1.0", Ns::Other, "thr"),
    ("http://purl.org/rss/1.0/modules/syndication/", Ns::Other, "sy"),
    ("http://purl.org/rss/1.0/modules/slash/", Ns::Other, "slash"),
    ("https://podcastindex.org/namespace/1.0", Ns::Other, "podcast"),
];

/// The namespace of an address.
pub(super) fn of(address: &str) -> Ns {
    if address.is_empty() {
        return Ns::None;
    }
    KNOWN.iter().find(|(known, ..)| *known == address).map_or(Ns::Other, |(_, ns, _)| *ns)
}

/// The right address of a namespace, where this one is nearly it.
pub(super) fn meant(address: &str) -> Option<&'static str> {
    let bare = |address: &str| {
        let address = address.split_once("://").map_or(address, |(_, rest)| rest);
        address.trim().trim_end_matches(['/', '#']).to_ascii_lowercase()
    };
    let given = bare(address);
    KNOWN.iter().map(|(known, ..)| *known).find(|known| bare(known) == given && *known != address)
}
