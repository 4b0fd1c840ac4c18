"""Links and ids: relations, permalinks, what relative addresses count from, enclosures."""

from __future__ import annotations

from case import Case, Cases, OneOf
from corpus.shells import KNOWN, LINK, TITLE, atom, atom03, rdf, rss

BASE = "https://news.example.coop/feeds/all.xml"
AUDIO = "https://media.example.coop/12.mp3"
HEAD = f"<title>{TITLE}</title>"

#: Links of an Atom entry → answer.
ATOM_LINKS = {
    "without-rel": (f'<link href="{LINK}"/>', {"url": LINK}),
    "alternate": (f'<link rel="alternate" href="{LINK}"/>', {"url": LINK}),
    "alternate-in-upper-case": (f'<link rel="ALTERNATE" href="{LINK}"/>', {"url": LINK}),
    "alternate-as-address": (
        f'<link rel="http://www.iana.org/assignments/relation/alternate" href="{LINK}"/>',
        {"url": LINK},
    ),
    "empty-rel": (f'<link rel="" href="{LINK}"/>', {"url": LINK}),
    "self-first": (
        f'<link rel="self" href="https://news.example.coop/entry.xml"/><link rel="alternate" href="{LINK}"/>',
        {"url": LINK},
    ),
    "related-first": (
        f'<link rel="related" href="https://other.example/"/><link href="{LINK}"/>',
        {"url": LINK},
    ),
    "edit-last": (
        f'<link href="{LINK}"/><link rel="edit" href="https://news.example.coop/edit/1"/>',
        {"url": LINK},
    ),
    "replies": (
        f'<link href="{LINK}"/><link rel="replies" type="text/html" href="https://news.example.coop/2017/credit-union/comments"/>',
        {"url": LINK},
    ),
    "via": (
        f'<link href="{LINK}"/><link rel="via" href="https://union.example.coop/1"/>',
        {"url": LINK},
    ),
    "two-alternates-html-second": (
        f'<link rel="alternate" type="application/pdf" href="https://news.example.coop/1.pdf"/><link rel="alternate" type="text/html" href="{LINK}"/>',
        {"url": OneOf((LINK, "https://news.example.coop/1.pdf"))},
    ),
    "as-text": (f"<link>{LINK}</link>", {"url": LINK}),
    "with-white-space": (f'<link href="\n  {LINK}\n"/>', {"url": LINK}),
    "with-ampersand": (
        '<link href="https://news.example.coop/?p=1&amp;lang=fr"/>',
        {"url": "https://news.example.coop/?p=1&lang=fr"},
    ),
    "with-bare-ampersand": (
        '<link href="https://news.example.coop/?p=1&lang=fr"/>',
        {"url": "https://news.example.coop/?p=1&lang=fr"},
    ),
    "id-alone": (f"<id>{LINK}</id>", {"guid": LINK, "url": LINK}),
    "id-is-a-tag": (
        f'<id>tag:example.coop,2017:1</id><link href="{LINK}"/>',
        {"guid": "tag:example.coop,2017:1", "url": LINK},
    ),
    "id-is-a-uuid": (
        f'<id>urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a</id><link href="{LINK}"/>',
        {"guid": "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a"},
    ),
    "enclosure": (
        f'<link href="{LINK}"/><link rel="enclosure" type="audio/mpeg" length="1337" href="{AUDIO}"/>',
        {
            "url": LINK,
            "enclosures": [AUDIO],
            "enclosure_types": ["audio/mpeg"],
            "enclosure_lengths": [1337],
        },
    ),
    "enclosures-two": (
        f'<link href="{LINK}"/><link rel="enclosure" href="{AUDIO}"/><link rel="enclosure" href="https://media.example.coop/13.mp3"/>',
        {"enclosures": [AUDIO, "https://media.example.coop/13.mp3"]},
    ),
    "content-elsewhere": (
        f'<link href="{LINK}"/><content type="text/html" src="https://news.example.coop/full/1"/>',
        {"url": LINK},
    ),
    "content-elsewhere-and-no-link": (
        '<content type="text/html" src="https://news.example.coop/full/1"/>',
        {"url": OneOf(("https://news.example.coop/full/1", None))},
    ),
    "in-upper-case": (f'<LINK REL="alternate" HREF="{LINK}"/>', {"url": LINK}),
    "international": (
        '<link href="https://news.example.coop/2017/café"/>',
        {
            "url": OneOf(
                ("https://news.example.coop/2017/caf%C3%A9", "https://news.example.coop/2017/café")
            )
        },
    ),
}

#: Elements of an RSS item → answer.
RSS_LINKS = {
    "link": (f"<link>{LINK}</link>", {"url": LINK}),
    "link-in-cdata": (f"<link><![CDATA[{LINK}]]></link>", {"url": LINK}),
    "link-with-white-space": (f"<link>\n   {LINK}\n  </link>", {"url": LINK}),
    "link-with-bare-ampersand": (
        "<link>https://news.example.coop/?p=1&lang=fr</link>",
        {"url": "https://news.example.coop/?p=1&lang=fr"},
    ),
    "link-with-copy-like-entity": (
        "<link>https://news.example.coop/?a=1&copy=2</link>",
        {"url": "https://news.example.coop/?a=1&copy=2"},
    ),
    "link-with-ampersand": (
        "<link>https://news.example.coop/?p=1&amp;lang=fr</link>",
        {"url": "https://news.example.coop/?p=1&lang=fr"},
    ),
    "link-escaped-twice": (
        "<link>https://news.example.coop/?p=1&amp;amp;lang=fr</link>",
        {
            "url": OneOf(
                (
                    "https://news.example.coop/?p=1&lang=fr",
                    "https://news.example.coop/?p=1&amp;lang=fr",
                )
            )
        },
    ),
    "link-as-attribute": (f'<link href="{LINK}"/>', {"url": LINK}),
    "link-empty-then-guid": (f"<link/><guid>{LINK}</guid>", {"url": LINK, "guid": LINK}),
    "guid-is-permalink": (f"<guid>{LINK}</guid>", {"url": LINK, "guid": LINK}),
    "guid-is-permalink-said": (
        f'<guid isPermaLink="true">{LINK}</guid>',
        {"url": LINK, "guid": LINK},
    ),
    "guid-is-permalink-in-upper-case": (f'<guid isPermaLink="TRUE">{LINK}</guid>', {"url": LINK}),
    "guid-is-no-permalink": (
        f'<guid isPermaLink="false">{LINK}?x=1</guid><link>{LINK}</link>',
        {"url": LINK, "guid": f"{LINK}?x=1"},
    ),
    "guid-is-no-permalink-and-no-link": (
        '<guid isPermaLink="false">a-1</guid>',
        {"guid": "a-1", "url": None},
    ),
    "guid-is-no-address": (f"<guid>a-1</guid><link>{LINK}</link>", {"guid": "a-1", "url": LINK}),
    "guid-with-white-space": (f"<guid>\n a-1 </guid><link>{LINK}</link>", {"guid": "a-1"}),
    "guid-is-link-of-other-host": (
        f"<guid>https://old.example.coop/?p=7</guid><link>{LINK}</link>",
        {"guid": "https://old.example.coop/?p=7", "url": LINK},
    ),
    "links-two": (
        f"<link>{LINK}</link><link>https://other.example/</link>",
        {"url": OneOf((LINK, "https://other.example/"))},
    ),
    "enclosure": (
        f'<link>{LINK}</link><enclosure url="{AUDIO}" length="1337" type="audio/mpeg"/>',
        {"enclosures": [AUDIO], "enclosure_types": ["audio/mpeg"], "enclosure_lengths": [1337]},
    ),
    "enclosure-without-length": (
        f'<link>{LINK}</link><enclosure url="{AUDIO}" type="audio/mpeg"/>',
        {"enclosures": [AUDIO], "enclosure_types": ["audio/mpeg"]},
    ),
    "enclosure-without-type": (
        f'<link>{LINK}</link><enclosure url="{AUDIO}" length="1337"/>',
        {"enclosures": [AUDIO], "enclosure_lengths": [1337]},
    ),
    "enclosure-with-odd-length": (
        f'<link>{LINK}</link><enclosure url="{AUDIO}" length="1,337 bytes" type="audio/mpeg"/>',
        {"enclosures": [AUDIO]},
    ),
    "enclosure-with-empty-length": (
        f'<link>{LINK}</link><enclosure url="{AUDIO}" length="" type=""/>',
        {"enclosures": [AUDIO]},
    ),
    "enclosure-with-negative-length": (
        f'<link>{LINK}</link><enclosure url="{AUDIO}" length="-1" type="audio/mpeg"/>',
        {"enclosures": [AUDIO]},
    ),
    "enclosures-two": (
        f'<link>{LINK}</link><enclosure url="{AUDIO}" length="1" type="audio/mpeg"/><enclosure url="https://media.example.coop/13.mp3" length="2" type="audio/mpeg"/>',
        {"enclosures": [AUDIO, "https://media.example.coop/13.mp3"]},
    ),
    "enclosure-without-url": (
        f'<link>{LINK}</link><enclosure length="1" type="audio/mpeg"/>',
        {"enclosures": [], "url": LINK},
    ),
    "enclosure-as-link": (
        f'<enclosure url="{AUDIO}" length="1337" type="audio/mpeg"/><guid isPermaLink="false">e-12</guid>',
        {"enclosures": [AUDIO], "guid": "e-12"},
    ),
    "enclosure-with-space-in-address": (
        f'<link>{LINK}</link><enclosure url="https://media.example.coop/a b.mp3" length="1" type="audio/mpeg"/>',
        {
            "enclosures": OneOf(
                (["https://media.example.coop/a%20b.mp3"], ["https://media.example.coop/a b.mp3"])
            )
        },
    ),
    "comments": (
        f"<link>{LINK}</link><comments>https://news.example.coop/2017/credit-union/comments</comments>",
        {"comments_url": "https://news.example.coop/2017/credit-union/comments"},
    ),
    "scheme-in-upper-case": (
        "<link>HTTPS://NEWS.EXAMPLE.COOP/2017/credit-union</link>",
        {"url": LINK},
    ),
    "script-is-no-link": (
        "<link>javascript:alert(1)</link><guid>a-1</guid>",
        {"url": OneOf((None, "")), "guid": "a-1"},
    ),
}

#: Name → (document, answer of the item, answer of the feed); the document is at `BASE`.
RELATIVE = {
    "rss20-link-to-the-document": (
        rss("", head=f"{HEAD}<link>/2017/credit-union</link>"),
        {"url": LINK},
        {},
    ),
    "rss20-link-beside-the-document": (
        rss("", head=f"{HEAD}<link>../2017/credit-union</link>"),
        {"url": LINK},
        {},
    ),
    "rss20-link-without-scheme": (
        rss("", head=f"{HEAD}<link>//news.example.coop/2017/credit-union</link>"),
        {"url": LINK},
        {},
    ),
    "rss20-link-of-channel": (
        rss("").replace("<link>https://news.example.coop/</link>", "<link>/</link>"),
        {"url": LINK},
        {"home_page": "https://news.example.coop/"},
    ),
    "rss20-base-on-the-root": (
        rss(
            "",
            root=' version="2.0" xml:base="https://other.example.coop/a/"',
            head=f"{HEAD}<link>b</link>",
        ),
        {"url": "https://other.example.coop/a/b"},
        {},
    ),
    "rss20-base-on-the-item": (
        rss("", head=f"{HEAD}<link>b</link>").replace(
            "<item>", '<item xml:base="https://other.example.coop/a/">'
        ),
        {"url": "https://other.example.coop/a/b"},
        {},
    ),
    "rss20-enclosure": (
        rss('<enclosure url="/12.mp3" length="1" type="audio/mpeg"/>'),
        {"enclosures": ["https://news.example.coop/12.mp3"]},
        {},
    ),
    "rss20-link-in-description": (
        rss('<description>&lt;a href="/about"&gt;About&lt;/a&gt;</description>'),
        {"links": ["https://news.example.coop/about"]},
        {},
    ),
    "rss20-image-in-description": (
        rss('<description><![CDATA[<p>See</p><img src="boat.jpg">]]></description>'),
        {"links": ["https://news.example.coop/feeds/boat.jpg"]},
        {},
    ),
    "rss20-guid-is-relative": (
        rss("<guid>a-1</guid>"),
        {"guid": OneOf(("a-1", "https://news.example.coop/feeds/a-1"))},
        {},
    ),
    "rdf-link": (rdf("", head=f"{HEAD}<link>/2017/credit-union</link>"), {"url": LINK}, {}),
    "atom10-link-to-the-document": (
        atom("", head=f'{HEAD}<link href="/2017/credit-union"/>'),
        {"url": LINK},
        {},
    ),
    "atom10-base-on-the-feed": (
        atom(
            "",
            head=f'{HEAD}<link href="credit-union"/>',
            root=' xml:base="https://news.example.coop/2017/"',
        ),
        {"url": LINK},
        {},
    ),
    "atom10-base-on-the-entry": (
        atom("", head=f'{HEAD}<link href="credit-union"/>').replace(
            "<entry>", '<entry xml:base="/2017/">'
        ),
        {"url": LINK},
        {},
    ),
    "atom10-base-on-the-link": (
        atom("", head=f'{HEAD}<link xml:base="/2017/" href="credit-union"/>'),
        {"url": LINK},
        {},
    ),
    "atom10-base-on-base": (
        atom(
            "",
            head=f'{HEAD}<link href="credit-union"/>',
            root=' xml:base="https://news.example.coop/"',
        ).replace("<entry>", '<entry xml:base="2017/">'),
        {"url": LINK},
        {},
    ),
    "atom10-base-on-the-content": (
        atom(
            '<content type="html" xml:base="https://other.example.coop/a/">&lt;a href="b"&gt;b&lt;/a&gt;</content>'
        ),
        {"links": ["https://other.example.coop/a/b"]},
        {},
    ),
    "atom10-base-inside-xhtml": (
        atom(
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><a href="/b">b</a></div></content>',
            root=' xml:base="https://other.example.coop/a/"',
        ),
        {"links": ["https://other.example.coop/b"]},
        {},
    ),
    "atom10-base-that-is-none": (
        atom(
            "", head=f'{HEAD}<link href="/2017/credit-union"/>', root=' xml:base="http://[nonsense"'
        ),
        {"url": LINK},
        {},
    ),
    "atom10-base-empty": (
        atom("", head=f'{HEAD}<link href="/2017/credit-union"/>', root=' xml:base=""'),
        {"url": LINK},
        {},
    ),
    "atom03-base-on-the-feed": (
        atom03(
            "",
            head=f'{HEAD}<link rel="alternate" type="text/html" href="credit-union"/>',
            root=' xml:base="https://news.example.coop/2017/"',
        ),
        {"url": LINK},
        {},
    ),
    "atom10-icon": (
        atom("", "<icon>/icon.png</icon>"),
        {"url": LINK},
        {"icon": "https://news.example.coop/icon.png"},
    ),
    "atom10-logo": (
        atom("", "<logo>/logo.png</logo>"),
        {"url": LINK},
        {"icon": "https://news.example.coop/logo.png"},
    ),
}

FEED_LINKS = {
    "atom10-alternate-and-self": (
        atom(
            "",
            '<link href="https://news.example.coop/"/><link rel="self" href="https://news.example.coop/atom.xml"/>',
        ),
        {"home_page": "https://news.example.coop/", "self": "https://news.example.coop/atom.xml"},
    ),
    "atom10-self-first": (
        atom(
            "",
            '<link rel="self" href="https://news.example.coop/atom.xml"/><link rel="alternate" href="https://news.example.coop/"/>',
        ),
        {"home_page": "https://news.example.coop/", "self": "https://news.example.coop/atom.xml"},
    ),
    "atom10-hub-and-next": (
        atom(
            "",
            '<link rel="hub" href="https://hub.example/"/><link rel="next" href="https://news.example.coop/2.xml"/><link href="https://news.example.coop/"/>',
        ),
        {"home_page": "https://news.example.coop/"},
    ),
    "atom10-id": (atom(""), {"feed_id": "tag:example.coop,2017:feed"}),
    "rss20-atom-links": (
        rss(
            "",
            '<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="https://news.example.coop/rss.xml"/>',
            "atom",
        ),
        {"home_page": "https://news.example.coop/", "self": "https://news.example.coop/rss.xml"},
    ),
    "rss20-atom10-prefix": (
        rss(
            "",
            '<atom10:link xmlns:atom10="http://www.w3.org/2005/Atom" rel="self" href="https://news.example.coop/rss.xml"/>',
        ),
        {"home_page": "https://news.example.coop/", "self": "https://news.example.coop/rss.xml"},
    ),
    "rss20-image-link-is-not-ours": (
        rss(
            "",
            "<image><url>https://news.example.coop/logo.png</url><title>Logo</title><link>https://other.example/</link></image>",
        ),
        {
            "home_page": "https://news.example.coop/",
            "icon": "https://news.example.coop/logo.png",
            "title": "Co-operative News",
        },
    ),
}


def cases() -> list[Case]:
    """Every case of this kind."""
    out = Cases("links")
    for name, (links, answer) in ATOM_LINKS.items():
        out.add(f"atom10-{name}", atom(links, head=HEAD), [{"title": TITLE} | answer])
        if name not in ("without-rel", "empty-rel"):
            out.add(f"atom03-{name}", atom03(links, head=HEAD), [{"title": TITLE} | answer])
    for name, (elements, answer) in RSS_LINKS.items():
        out.add(f"rss20-{name}", rss(elements, head=HEAD), [{"title": TITLE} | answer])
    for name, (document, answer, feed) in RELATIVE.items():
        out.add(f"relative-{name}", document, [{"title": TITLE} | answer], feed, base=BASE)
    for name, (document, feed) in FEED_LINKS.items():
        out.add(f"feed-{name}", document, [KNOWN], feed)
    origin = '<source><title>Union News</title><id>tag:union.example.coop,2017:feed</id><link href="https://union.example.coop/"/><updated>2017-01-01T00:00:00Z</updated></source>'
    out.add(
        "atom10-source",
        atom(f"{origin}<id>tag:example.coop,2017:1</id>"),
        [KNOWN | {"guid": "tag:example.coop,2017:1", "source_title": "Union News"}],
    )
    return out.cases
