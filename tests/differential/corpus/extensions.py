"""Extensions: the same field said by another vocabulary, in every dialect that may carry it."""

from __future__ import annotations

from case import Case, Cases, OneOf
from corpus.shells import KNOWN, LINK, TITLE, atom, atom03, rdf, rss

SHELLS = {"rss20": rss, "rss10": rdf, "atom10": atom, "atom03": atom03}

AUDIO = "https://media.example.coop/episode-12.mp3"
PICTURE = "https://media.example.coop/boats.jpg"

#: Name → (prefixes, elements of an item, answer).
ITEM = {
    "dc-creator": ("dc", "<dc:creator>Nimali Perera</dc:creator>", {"authors": ["Nimali Perera"]}),
    "dc-creator-twice": (
        "dc",
        "<dc:creator>Nimali Perera</dc:creator><dc:creator>Trần Minh</dc:creator>",
        {"authors": ["Nimali Perera", "Trần Minh"]},
    ),
    "dc-author": ("dc", "<dc:author>Nimali Perera</dc:author>", {"authors": ["Nimali Perera"]}),
    "dc-subject": (
        "dc",
        "<dc:subject>Finance</dc:subject><dc:subject>Sri Lanka</dc:subject>",
        {"tags": ["Finance", "Sri Lanka"]},
    ),
    "dc-date": (
        "dc",
        "<dc:date>2017-09-28T10:00:00+05:30</dc:date>",
        {"date": "2017-09-28T04:30:00Z"},
    ),
    "dc-rights": (
        "dc",
        "<dc:rights>Example Federation</dc:rights>",
        {"rights": "Example Federation"},
    ),
    "dc-description": (
        "dc",
        "<dc:description>By members.</dc:description>",
        {"text": "By members."},
    ),
    "dc-language": ("dc", "<dc:language>si</dc:language>", {"language": "si"}),
    "dcterms-dates": (
        "dcterms",
        "<dcterms:issued>2017-09-28T10:00:00Z</dcterms:issued><dcterms:modified>2017-09-29T11:00:00Z</dcterms:modified>",
        {"date": "2017-09-28T10:00:00Z", "modified": "2017-09-29T11:00:00Z"},
    ),
    "dcterms-creator": (
        "dcterms",
        "<dcterms:creator>Nimali Perera</dcterms:creator>",
        {"authors": ["Nimali Perera"]},
    ),
    "content-encoded": (
        "content",
        "<content:encoded><![CDATA[<p>By <b>members</b>.</p>]]></content:encoded>",
        {"text": "By members."},
    ),
    "content-encoded-escaped": (
        "content",
        "<content:encoded>&lt;p&gt;By &lt;b&gt;members&lt;/b&gt; &amp;amp; friends.&lt;/p&gt;</content:encoded>",
        {"text": "By members & friends."},
    ),
    "media-thumbnail": (
        "media",
        f'<media:thumbnail url="{PICTURE}" width="75" height="50"/>',
        {"image": PICTURE},
    ),
    "media-content-image": (
        "media",
        f'<media:content url="{PICTURE}" medium="image" type="image/jpeg"/>',
        {"image": PICTURE},
    ),
    "media-content-audio": (
        "media",
        f'<media:content url="{AUDIO}" type="audio/mpeg" fileSize="1234" medium="audio"/>',
        {"enclosures": [AUDIO], "enclosure_types": ["audio/mpeg"], "enclosure_lengths": [1234]},
    ),
    "media-group": (
        "media",
        f'<media:group><media:content url="{AUDIO}" type="audio/mpeg" fileSize="1234"/><media:thumbnail url="{PICTURE}"/></media:group>',
        {"enclosures": [AUDIO], "image": PICTURE},
    ),
    "media-category": ("media", "<media:category>Finance</media:category>", {"tags": ["Finance"]}),
    "media-title-loses-to-title": (
        "media",
        f'<media:content url="{AUDIO}" type="audio/mpeg"><media:title>Episode 12</media:title></media:content>',
        {"title": TITLE, "enclosures": [AUDIO]},
    ),
    "media-credit-is-no-author": (
        "media",
        '<media:credit role="photographer">Someone</media:credit>',
        {"title": TITLE},
    ),
    "media-without-s-in-namespace": (
        "",
        f'<media:thumbnail xmlns:media="http://search.yahoo.com/mrss" url="{PICTURE}"/>',
        {"image": PICTURE},
    ),
    "itunes-author": (
        "itunes",
        "<itunes:author>Nimali Perera</itunes:author>",
        {"authors": ["Nimali Perera"]},
    ),
    "itunes-image": ("itunes", f'<itunes:image href="{PICTURE}"/>', {"image": PICTURE}),
    "itunes-summary": (
        "itunes",
        "<itunes:summary>By members.</itunes:summary>",
        {"text": "By members."},
    ),
    "itunes-subtitle": (
        "itunes",
        "<itunes:subtitle>By members.</itunes:subtitle>",
        {"text": "By members."},
    ),
    "itunes-keywords": (
        "itunes",
        "<itunes:keywords>Finance, Sri Lanka</itunes:keywords>",
        {"tags": ["Finance", "Sri Lanka"]},
    ),
    "slash-comments-is-a-number": (
        "slash",
        "<slash:comments>38</slash:comments>",
        {"comments_url": None},
    ),
    "georss-passes": ("georss", "<georss:point>7.2 79.8</georss:point>", {}),
    "podcast-passes": (
        "podcast",
        '<podcast:transcript url="https://media.example.coop/12.vtt" type="text/vtt"/><podcast:person role="host">Nimali Perera</podcast:person>',
        {},
    ),
    "cc-license-passes": (
        "cc",
        '<cc:license xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" r:resource="http://creativecommons.org/licenses/by/4.0/"/>',
        {},
    ),
    "unknown-extension-passes": (
        "",
        '<x:title xmlns:x="http://example.org/x">Other</x:title><x:link xmlns:x="http://example.org/x">https://other.example/</x:link>',
        {},
    ),
}

#: Name → (prefixes, elements of a feed, answer).
FEED = {
    "dc-language": ("dc", "<dc:language>si</dc:language>", {"language": "si"}),
    "dc-rights": (
        "dc",
        "<dc:rights>Example Federation</dc:rights>",
        {"rights": "Example Federation"},
    ),
    "dc-creator": ("dc", "<dc:creator>Nimali Perera</dc:creator>", {"authors": ["Nimali Perera"]}),
    "dc-publisher-is-no-title": (
        "dc",
        "<dc:publisher>Example Federation</dc:publisher>",
        {"title": "Co-operative News"},
    ),
    "dc-date": ("dc", "<dc:date>2017-09-28T10:00:00Z</dc:date>", {"date": "2017-09-28T10:00:00Z"}),
    "itunes-author": (
        "itunes",
        "<itunes:author>Nimali Perera</itunes:author>",
        {"authors": ["Nimali Perera"]},
    ),
    "itunes-image": ("itunes", f'<itunes:image href="{PICTURE}"/>', {"icon": PICTURE}),
    "itunes-category": (
        "itunes",
        '<itunes:category text="Business"><itunes:category text="Non-Profit"/></itunes:category>',
        {"tags": ["Business", "Non-Profit"]},
    ),
}


def cases() -> list[Case]:
    """Every case of this kind."""
    out = Cases("extensions")
    for name, (prefixes, elements, answer) in ITEM.items():
        for dialect, shell in SHELLS.items():
            out.add(
                f"item-{name}-in-{dialect}", shell(elements, prefixes=prefixes), [KNOWN | answer]
            )
    for name, (prefixes, elements, answer) in FEED.items():
        for dialect, shell in SHELLS.items():
            out.add(f"feed-{name}-in-{dialect}", shell("", elements, prefixes), [KNOWN], answer)
    _rss_only(out)
    _several(out)
    return out.cases


def _rss_only(out: Cases) -> None:
    rows = {
        "atom-self-link": (
            "",
            '<atom:link rel="self" href="https://news.example.coop/rss.xml" type="application/rss+xml"/>',
            {},
            {
                "self": "https://news.example.coop/rss.xml",
                "home_page": "https://news.example.coop/",
            },
        ),
        "atom-link-of-item": (
            '<atom:link rel="related" href="https://other.example/"/>',
            "",
            {"url": LINK},
            {},
        ),
        "atom-author": (
            "<atom:author><atom:name>Nimali Perera</atom:name><atom:email>nimali@example.coop</atom:email></atom:author>",
            "",
            {"authors": ["Nimali Perera"], "author_emails": ["nimali@example.coop"]},
            {},
        ),
        "atom-summary": (
            "<atom:summary>By members.</atom:summary>",
            "",
            {"text": "By members."},
            {},
        ),
        "atom-content": (
            '<atom:content type="html">&lt;p&gt;By members.&lt;/p&gt;</atom:content>',
            "",
            {"text": "By members."},
            {},
        ),
        "atom-id-and-updated": (
            "<atom:id>tag:example.coop,2017:1</atom:id><atom:updated>2017-09-28T10:00:00Z</atom:updated>",
            "",
            {"guid": "tag:example.coop,2017:1", "date": "2017-09-28T10:00:00Z"},
            {},
        ),
        "wfw-comment-rss-is-no-page": (
            "<comments>https://news.example.coop/2017/credit-union#comments</comments>",
            "",
            {"comments_url": "https://news.example.coop/2017/credit-union"},
            {},
        ),
        "managing-editor": (
            "",
            "<managingEditor>nimali@example.coop (Nimali Perera)</managingEditor>",
            {},
            {"authors": ["Nimali Perera"]},
        ),
        "generator": ("", "<generator>Press 4.1</generator>", {}, {"generator": "Press 4.1"}),
        "categories-of-channel": (
            "",
            '<category>News</category><category domain="x">Finance</category>',
            {},
            {"tags": ["News", "Finance"]},
        ),
        "itunes-owner": (
            "",
            "<itunes:owner><itunes:name>Nimali Perera</itunes:name><itunes:email>nimali@example.coop</itunes:email></itunes:owner>",
            {},
            {"title": "Co-operative News"},
        ),
        "itunes-summary-loses-to-description": (
            "<description>By members.</description><itunes:summary>Other words.</itunes:summary>",
            "",
            {"text": OneOf(("By members.", "Other words."))},
            {"description": "Stories of members."},
        ),
        "podcast-episode": (
            f'<enclosure url="{AUDIO}" length="24986239" type="audio/mpeg"/><itunes:duration>32:16</itunes:duration><itunes:explicit>no</itunes:explicit><guid>episode-12</guid>',
            "",
            {
                "enclosures": [AUDIO],
                "enclosure_lengths": [24986239],
                "enclosure_types": ["audio/mpeg"],
                "guid": "episode-12",
            },
            {},
        ),
        "source": (
            '<source url="https://union.example.coop/rss.xml">Union News</source>',
            "",
            {"source_title": "Union News", "source_url": "https://union.example.coop/rss.xml"},
            {},
        ),
        "image-of-item": (f"<image><url>{PICTURE}</url></image>", "", {"image": PICTURE}, {}),
        "enclosure-image": (
            f'<enclosure url="{PICTURE}" type="image/jpeg" length="100"/>',
            "",
            {"enclosures": OneOf(([PICTURE], []))},
            {},
        ),
        "xhtml-body": (
            "<xhtml:body><p>By <b>members</b>.</p></xhtml:body>",
            "",
            {"text": "By members."},
            {},
        ),
        "enclosure-alone": (
            f'<enclosure url="{AUDIO}" length="5" type="audio/mpeg"/>',
            "",
            {"enclosures": [AUDIO]},
            {},
        ),
        "fulltext": (
            "<fullitem>By members.</fullitem><description>By.</description>",
            "",
            {"text": OneOf(("By members.", "By."))},
            {},
        ),
    }
    for name, (item, channel, answer, feed) in rows.items():
        out.add(f"rss20-{name}", rss(item, channel, "atom itunes xhtml"), [KNOWN | answer], feed)


def _several(out: Cases) -> None:
    """Several vocabularies say the same field: the dialect's own wins."""
    both = "<description>By members.</description><content:encoded><![CDATA[<p>All of it.</p>]]></content:encoded>"
    known = KNOWN | {"summary": "By members.", "text": "All of it."}
    out.add("several-description-and-content", rss(both, prefixes="content"), [known])
    swapped = "<content:encoded><![CDATA[<p>All of it.</p>]]></content:encoded><description>By members.</description>"
    out.add("several-content-then-description", rss(swapped, prefixes="content"), [known])
    dates = (
        "<dc:date>2017-09-28T10:00:00Z</dc:date><pubDate>Thu, 28 Sep 2017 10:00:00 GMT</pubDate>"
    )
    out.add(
        "several-dates-that-agree",
        rss(dates, prefixes="dc"),
        [KNOWN | {"date": "2017-09-28T10:00:00Z"}],
    )
    authors = (
        "<author>nimali@example.coop (Nimali Perera)</author><dc:creator>Nimali Perera</dc:creator>"
    )
    out.add(
        "several-authors-that-agree",
        rss(authors, prefixes="dc"),
        [KNOWN | {"authors": ["Nimali Perera"], "author_emails": ["nimali@example.coop"]}],
    )
    tags = "<category>Finance</category><dc:subject>Finance</dc:subject>"
    out.add("several-tags-that-agree", rss(tags, prefixes="dc"), [KNOWN | {"tags": ["Finance"]}])
    titles = f"<media:title>Other</media:title><title>{TITLE}</title><link>{LINK}</link><itunes:title>Another</itunes:title>"
    out.add("several-titles", rss(titles, prefixes="media itunes", head=""), [KNOWN])
    nested = f'<media:group><media:title>Other</media:title><media:description>Other words</media:description><media:content url="{AUDIO}" type="audio/mpeg"/></media:group><description>By members.</description>'
    out.add(
        "several-in-a-media-group", rss(nested, prefixes="media"), [KNOWN | {"text": "By members."}]
    )
