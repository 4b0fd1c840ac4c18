//! What the demonstration's origin serves: hosts, paths, and the pages of `fixtures/` behind them,
//! compiled in, so that an installed program has them too.

/// A page, as its site would send it.
#[derive(Debug)]
pub(crate) struct Page {
    /// `Content-Type`.
    pub(crate) media_type: &'static str,
    /// The body.
    pub(crate) bytes: &'static [u8],
}

/// The hosts that serve the same pages, and the pages by path.
struct Site {
    hosts: &'static [&'static str],
    pages: &'static [(&'static str, Page)],
}

/// The page at a path of a host; the host in lower case, without a port.
pub(crate) fn find(host: &str, path: &str) -> Option<&'static Page> {
    let site = SITES.iter().find(|site| site.hosts.contains(&host))?;
    site.pages.iter().find(|(known, _)| *known == path).map(|(_, page)| page)
}

macro_rules! page {
    ($media_type:literal, $fixture:literal) => {
        Page {
            media_type: $media_type,
            bytes: include_bytes!(concat!("../../fixtures/", $fixture)),
        }
    };
}

const SITES: &[Site] = &[
    Site {
        hosts: &[
            "www.ilo.org",
            "ilo.org",
            "www2.ilo.org",
            "www.ilo.ch",
            "ilo.ch",
            "www.ilo.int",
            "www.oit.org",
            "oit.org",
        ],
        pages: &[
            (
                "/global/topics/cooperatives/regions/asia/lang--en/nextRow--80/index.htm",
                page!("text/html;charset=UTF-8", "listings/ilo-asia/nextRow--80.html"),
            ),
            (
                "/global/topics/cooperatives/regions/asia/lang--en/nextRow--90/index.htm",
                page!("text/html;charset=UTF-8", "listings/ilo-asia/nextRow--90.html"),
            ),
            (
                "/global/topics/cooperatives/regions/asia/lang--en/nextRow--100/index.htm",
                page!("text/html;charset=UTF-8", "listings/ilo-asia/nextRow--100.html"),
            ),
            (
                "/global/topics/cooperatives/regions/africa/lang--en/index.htm",
                page!("text/html;charset=UTF-8", "listings/ilo-africa/index.html"),
            ),
            (
                "/global/topics/cooperatives/regions/africa/lang--en/nextRow--10/index.htm",
                page!("text/html;charset=UTF-8", "listings/ilo-africa/nextRow--10.html"),
            ),
        ],
    },
    Site {
        hosts: &["news.coop.example", "www.news.coop.example"],
        pages: &[(
            "/feed/",
            page!("application/rss+xml; charset=UTF-8", "feeds/wordpress-rss2/feed.xml"),
        )],
    },
    Site {
        hosts: &["federation.coop.example"],
        pages: &[(
            "/news/atom.xml",
            page!("application/atom+xml; charset=utf-8", "feeds/drupal-atom/feed.xml"),
        )],
    },
    Site {
        hosts: &["stories.coop.example"],
        pages: &[("/feed.json", page!("application/feed+json", "feeds/json-feed/feed.json"))],
    },
    Site {
        hosts: &["research.coop.example"],
        // No charset here: the encoding stands in the document, as with most such repositories.
        pages: &[("/index.rdf", page!("application/rdf+xml", "feeds/research-rss1/index.rdf"))],
    },
];
