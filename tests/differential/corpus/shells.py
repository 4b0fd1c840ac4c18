"""Short ways to write a feed around the few lines that a case is about."""

from __future__ import annotations

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "cc": "http://web.resource.org/cc/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "georss": "http://www.georss.org/georss",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
}

#: What the items of `rss` and `atom` are called unless a case says otherwise.
TITLE = "Fishers found a credit union"
LINK = "https://news.example.coop/2017/credit-union"

#: The answer for these.
KNOWN = {"title": TITLE, "url": LINK}


def declared(prefixes: str) -> str:
    """Namespace declarations for some prefixes."""
    return "".join(f' xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in prefixes.split())


def rss(
    item: str,
    channel: str = "",
    prefixes: str = "",
    root: str = ' version="2.0"',
    head: str | None = None,
) -> str:
    """RSS with one item that has title and link, and whatever the case adds."""
    begin = f"<title>{TITLE}</title><link>{LINK}</link>" if head is None else head
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f"<rss{root}{declared(prefixes)}><channel><title>Co-operative News</title>"
        "<link>https://news.example.coop/</link><description>Stories of members.</description>\n"
        f"{channel}<item>{begin}\n{item}</item></channel></rss>\n"
    )


def atom(
    entry: str, feed: str = "", prefixes: str = "", root: str = "", head: str | None = None
) -> str:
    """Atom 1.0 with one entry that has title and link, and whatever the case adds."""
    begin = f'<title>{TITLE}</title><link href="{LINK}"/>' if head is None else head
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom"{declared(prefixes)}{root}><title>Co-operative News</title>'
        f"<id>tag:example.coop,2017:feed</id>\n{feed}<entry>{begin}\n{entry}</entry></feed>\n"
    )


def atom03(
    entry: str, feed: str = "", prefixes: str = "", root: str = "", head: str | None = None
) -> str:
    """Atom 0.3 with one entry that has title and link, and whatever the case adds."""
    begin = (
        f'<title>{TITLE}</title><link rel="alternate" type="text/html" href="{LINK}"/>'
        if head is None
        else head
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed version="0.3" xmlns="http://purl.org/atom/ns#"{declared(prefixes)}{root}>'
        f"<title>Co-operative News</title>\n{feed}<entry>{begin}\n{entry}</entry></feed>\n"
    )


def rdf(item: str, channel: str = "", prefixes: str = "", head: str | None = None) -> str:
    """RSS 1.0 with one item that has title and link, and whatever the case adds."""
    begin = f"<title>{TITLE}</title><link>{LINK}</link>" if head is None else head
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        f'{declared(prefixes)}><channel rdf:about="https://news.example.coop/"><title>Co-operative News</title>'
        f"<link>https://news.example.coop/</link><description>Stories.</description>{channel}</channel>\n"
        f'<item rdf:about="{LINK}">{begin}\n{item}</item></rdf:RDF>\n'
    )
