"""Dialects: every version, with and without version and namespaces, in every case of letters."""

from __future__ import annotations

import re

from case import Case, Cases, OneOf
from corpus.shells import KNOWN, LINK, TITLE, atom, atom03, rdf, rss
from feeds import DIALECTS, write
from stories import SCRIPTS, english, in_script

#: A root that says RSS and no version can be read as either.
ANY_RSS = OneOf(("rss2", "rss09x"))

RSS_VERSIONS = (
    "2",
    "2.0.1",
    " 2.0 ",
    "2.0.11",
    "3.0",
    "1.0",
    "0.9",
    "0.91fn",
    "RSS 2.0",
    "",
    "two",
    "0.92.1",
)

ATOM_NAMESPACES = {
    "with-https": "https://www.w3.org/2005/Atom",
    "with-slash": "http://www.w3.org/2005/Atom/",
    "in-lower-case": "http://www.w3.org/2005/atom",
    "of-the-draft": "http://purl.org/atom/app#",
    "unknown": "http://example.org/not-atom",
}

RSS_NAMESPACES = {
    "userland-2": "http://backend.userland.com/rss2",
    "userland-2-capitals": "http://backend.userland.com/RSS2",
    "harvard": "http://blogs.law.harvard.edu/tech/rss",
    "unknown": "http://example.org/rss",
}

RDF_NAMESPACES = {
    "my-netscape": "http://my.netscape.com/rdf/simple/0.9/",
    "channel-netscape": "http://channel.netscape.com/rdf/simple/0.9/",
    "rss-1.1": "http://purl.org/net/rss1.1#",
    "without-slash": "http://purl.org/rss/1.0",
    "unknown": "http://example.org/rdf",
}


def cases() -> list[Case]:
    """Every case of this kind."""
    out = Cases("dialects")
    _clean(out)
    _versions(out)
    _namespaces(out)
    _shapes(out)
    _letters(out)
    return out.cases


def _clean(out: Cases) -> None:
    for dialect in DIALECTS:
        ending = "json" if dialect.startswith("json") else "xml"
        text, answer = write(english(), dialect)
        out.add(f"{dialect}-clean", text, answer["items"], answer["feed"], ending=ending)
        text, answer = write(in_script("hindi"), dialect)
        out.add(f"{dialect}-in-hindi", text, answer["items"], answer["feed"], ending=ending)
        feed = english()
        feed.items = []
        text, answer = write(feed, dialect)
        out.add(f"{dialect}-without-items", text, [], answer["feed"], ending=ending)
        feed = english()
        for item in feed.items:
            item.content = item.author = item.email = ""
            item.tags, item.enclosure, item.published = [], None, None
        text, answer = write(feed, dialect)
        out.add(f"{dialect}-bare", text, answer["items"], answer["feed"], ending=ending)


def _versions(out: Cases) -> None:
    for version in RSS_VERSIONS:
        name = re.sub(r"\W+", "-", version or "empty").strip("-")
        out.add(
            f"rss-version-{name}",
            rss("<description>By members.</description>", root=f' version="{version}"'),
            [KNOWN | {"text": "By members."}],
        )
    out.add(
        "rss-without-version",
        rss("<guid>a-1</guid>", root=""),
        [KNOWN | {"guid": "a-1"}],
        {"format": ANY_RSS},
    )
    netscape = (
        '<?xml version="1.0"?>\n<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"'
        ' "http://my.netscape.com/publish/formats/rss-0.91.dtd">\n'
    )
    text = rss("<description>Caf&eacute; and more</description>", root=' version="0.91"').split(
        "\n", 1
    )[1]
    out.add(
        "rss091-of-netscape-with-doctype",
        netscape + text,
        [KNOWN | {"text": "Café and more"}],
        {"format": "rss09x"},
    )
    for version in ("0.2", "0.3", "1.0", ""):
        text = atom03(
            "<issued>2003-12-13T08:29:29Z</issued><id>tag:example.coop,2003:1</id>"
        ).replace('version="0.3"', f'version="{version}"')
        out.add(
            f"atom03-version-{version or 'empty'}",
            text,
            [KNOWN | {"guid": "tag:example.coop,2003:1", "date": "2003-12-13T08:29:29Z"}],
        )


def _namespaces(out: Cases) -> None:
    entry = "<id>tag:example.coop,2017:1</id><updated>2017-09-28T10:00:00Z</updated><summary>By members.</summary>"
    known = KNOWN | {
        "guid": "tag:example.coop,2017:1",
        "date": "2017-09-28T10:00:00Z",
        "text": "By members.",
    }
    for name, namespace in ATOM_NAMESPACES.items():
        out.add(
            f"atom10-namespace-{name}",
            atom(entry).replace("http://www.w3.org/2005/Atom", namespace),
            [known],
        )
    out.add(
        "atom10-without-namespace",
        atom(entry).replace(' xmlns="http://www.w3.org/2005/Atom"', ""),
        [known],
    )
    prefixed = re.sub(
        r"<(/?)(feed|title|id|entry|link|updated|summary)", r"<\1a:\2", atom(entry)
    ).replace("xmlns=", "xmlns:a=")
    out.add(
        "atom10-with-a-prefix", prefixed, [known], {"title": "Co-operative News", "format": "atom1"}
    )
    old = "<id>tag:example.coop,2003:1</id><issued>2003-12-13T08:29:29-04:00</issued><summary>By members.</summary>"
    known_old = known | {"guid": "tag:example.coop,2003:1", "date": "2003-12-13T12:29:29Z"}
    prefixed = re.sub(
        r"<(/?)(feed|title|id|entry|link|issued|summary)", r"<\1a:\2", atom03(old)
    ).replace("xmlns=", "xmlns:a=")
    out.add("atom03-with-a-prefix", prefixed, [known_old], {"title": "Co-operative News"})
    out.add(
        "atom03-without-namespace",
        atom03(old).replace(' xmlns="http://purl.org/atom/ns#"', ""),
        [known_old],
    )
    item = "<description>By members.</description><guid>a-1</guid>"
    known = KNOWN | {"text": "By members.", "guid": "a-1"}
    for name, namespace in RSS_NAMESPACES.items():
        out.add(
            f"rss20-namespace-{name}",
            rss(item, root=f' version="2.0" xmlns="{namespace}"'),
            [known],
            {"format": "rss2"},
        )
    prefixed = re.sub(
        r"<(/?)(title|link|description|item|channel|guid)\b",
        r"<\1r:\2",
        rss(item, root=' version="2.0" xmlns:r="http://backend.userland.com/rss2"'),
    )
    out.add("rss20-with-a-prefix", prefixed, [known])
    plain_rdf = rdf("<description>By members.</description>")
    known = KNOWN | {"text": "By members."}
    for name, namespace in RDF_NAMESPACES.items():
        out.add(
            f"rdf-namespace-{name}",
            plain_rdf.replace("http://purl.org/rss/1.0/", namespace),
            [known],
        )
    out.add(
        "rdf-without-rss-namespace",
        plain_rdf.replace(' xmlns="http://purl.org/rss/1.0/"', ""),
        [known],
    )
    prefixed = re.sub(
        r"<(/?)(title|link|description|item|channel)\b", r"<\1rss:\2", plain_rdf
    ).replace("xmlns=", "xmlns:rss=")
    out.add("rdf-with-a-prefix", prefixed, [known], {"format": "rss1"})
    rdf_default = (
        plain_rdf.replace("rdf:RDF", "RDF")
        .replace("xmlns:rdf", "xmlns:r")
        .replace("rdf:about", "r:about")
    )
    out.add(
        "rdf-with-another-prefix-for-rdf",
        rdf_default.replace("<RDF", "<r:RDF").replace("</RDF", "</r:RDF"),
        [known],
    )


def _shapes(out: Cases) -> None:
    item = f"<item><title>{TITLE}</title><link>{LINK}</link><description>By members.</description></item>"
    known = [KNOWN | {"text": "By members."}]
    channel = "<title>Co-operative News</title><link>https://news.example.coop/</link><description>Stories.</description>"
    feed = {"title": "Co-operative News"}
    out.add(
        "rss20-items-beside-the-channel",
        f'<rss version="2.0"><channel>{channel}</channel>{item}</rss>',
        known,
        feed,
    )
    out.add("rss20-without-channel", f'<rss version="2.0">{item}</rss>', known)
    out.add(
        "rss20-channel-after-items",
        f'<rss version="2.0">{item}<channel>{channel}</channel></rss>',
        known,
        feed,
    )
    out.add(
        "rss20-items-in-an-items-element",
        f'<rss version="2.0"><channel>{channel}<items>{item}</items></channel></rss>',
        known,
        feed,
    )
    out.add(
        "rss20-two-channels",
        f'<rss version="2.0"><channel>{channel}{item}</channel><channel>{item.replace("Fishers", "Farmers")}</channel></rss>',
        [known[0], known[0] | {"title": TITLE.replace("Fishers", "Farmers")}],
    )
    out.add("rss20-channel-as-root", f"<channel>{channel}{item}</channel>", known, feed)
    out.add(
        "rss20-title-after-items",
        f'<rss version="2.0"><channel>{item}{channel}</channel></rss>',
        known,
        feed,
    )
    out.add(
        "rss20-empty-title-of-channel",
        f'<rss version="2.0"><channel><title></title>{item}</channel></rss>',
        known,
        {"title": None},
    )
    out.add(
        "rss20-textinput-and-image-are-no-items",
        f'<rss version="2.0"><channel>{channel}<image><title>Logo</title><url>https://news.example.coop/logo.png</url><link>https://news.example.coop/logo</link></image><textInput><title>Search</title><description>Search us</description><name>q</name><link>https://news.example.coop/search</link></textInput>{item}</channel></rss>',
        known,
        feed | {"home_page": "https://news.example.coop/", "description": "Stories."},
    )
    out.add(
        "rdf-items-in-the-channel",
        rdf("").split("</channel>")[0] + item + "</channel></rdf:RDF>",
        known,
    )
    out.add(
        "atom10-entry-as-root",
        atom("<summary>By members.</summary>").replace("<entry>", "").split("<feed")[0]
        + f'<entry xmlns="http://www.w3.org/2005/Atom"><title>{TITLE}</title><link href="{LINK}"/><summary>By members.</summary></entry>',
        known,
    )
    out.add(
        "atom10-feed-fields-after-entries",
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>{TITLE}</title><link href="{LINK}"/></entry><title>Co-operative News</title></feed>',
        [KNOWN],
        feed,
    )
    out.add(
        "rss20-in-one-line-without-declaration",
        f'<rss version="2.0"><channel>{channel}{item}</channel></rss>',
        known,
        feed,
    )
    out.add(
        "rss20-atom-entries-in-a-channel",
        f'<rss version="2.0"><channel>{channel}<entry><title>{TITLE}</title><link href="{LINK}"/></entry></channel></rss>',
        [KNOWN],
        feed,
    )
    out.add(
        "atom10-items-in-a-feed",
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Co-operative News</title><item><title>{TITLE}</title><link href="{LINK}"/></item></feed>',
        [KNOWN],
        feed,
    )
    out.add(
        "cdf-lower-case",
        f'<channel href="https://news.example.coop/"><title>Co-operative News</title><abstract>Stories.</abstract><item href="{LINK}" lastmod="2017-09-28T10:00"><title>{TITLE}</title><abstract>By members.</abstract></item></channel>',
        [known[0] | {"date": "2017-09-28T10:00:00Z"}],
        feed,
    )
    out.add(
        "cdf-with-base",
        f'<CHANNEL BASE="https://news.example.coop/2017/" HREF="https://news.example.coop/"><TITLE>Co-operative News</TITLE><ITEM HREF="credit-union"><TITLE>{TITLE}</TITLE></ITEM></CHANNEL>',
        [KNOWN],
        feed,
    )
    out.add(
        "cdf-with-a-elements",
        f'<CHANNEL><A HREF="https://news.example.coop/">Co-operative News</A><ITEM><A HREF="{LINK}">{TITLE}</A></ITEM></CHANNEL>',
        [{"url": LINK}],
    )
    out.add(
        "cdf-nested-channels",
        f'<CHANNEL HREF="https://news.example.coop/"><TITLE>Co-operative News</TITLE><CHANNEL><TITLE>Finance</TITLE><ITEM HREF="{LINK}"><TITLE>{TITLE}</TITLE></ITEM></CHANNEL></CHANNEL>',
        [KNOWN],
        feed,
    )


def _letters(out: Cases) -> None:
    for dialect in ("rss092", "rss20", "rss10", "atom10", "atom03"):
        text, answer = write(english(), dialect)
        upper = re.sub(r"<(/?)([\w:]+)", lambda found: f"<{found[1]}{found[2].upper()}", text)
        out.add(f"{dialect}-elements-in-upper-case", upper, answer["items"], answer["feed"])
        title = re.sub(
            r"<(/?)(\w+)([ >])", lambda found: f"<{found[1]}{found[2].title()}{found[3]}", text
        )
        out.add(f"{dialect}-elements-with-capitals", title, answer["items"], answer["feed"])
    # Elements in lower case that RSS writes in mixed case.
    out.add(
        "rss20-pubdate-in-lower-case",
        rss("<pubdate>Thu, 28 Sep 2017 10:00:00 GMT</pubdate>"),
        [KNOWN | {"date": "2017-09-28T10:00:00Z"}],
    )
    out.add(
        "rss20-pubDate-in-upper-case",
        rss("<PUBDATE>Thu, 28 Sep 2017 10:00:00 GMT</PUBDATE>"),
        [KNOWN | {"date": "2017-09-28T10:00:00Z"}],
    )
    for script in SCRIPTS:
        for dialect in ("rss092", "atom03"):
            text, answer = write(in_script(script), dialect)
            out.add(f"{dialect}-items-in-{script}", text, answer["items"], answer["feed"])
