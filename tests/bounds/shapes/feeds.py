"""Feeds in XML: clean ones, items beyond number, things without end, nesting, damage, entities."""

from __future__ import annotations

from .shape import (
    ATOM, DESCRIPTION, EMPTY, ESCAPED, HTML, ITEM, RSS, SHAPES, TITLE, add, cut, inside, story,
)

# Clean feeds.
add("rss, small items", RSS, story("Short"))
add("rss, stories", RSS, story(ESCAPED * 20))
add("rss, stories in CDATA", RSS, story(f"<![CDATA[{HTML * 20}]]>"))
add("atom, small entries", ATOM, lambda n: (
    b"<entry><id>urn:x:%d</id><title>Story %d</title><updated>2017-09-28T10:15:00Z</updated>"
    b"<link href='https://a.example/%d'/></entry>\n" % (n, n, n)))
add("atom, xhtml", ATOM, lambda n: (
    b"<entry><id>urn:x:%d</id><title>Story %d</title><content type='xhtml'><div "
    b"xmlns='http://www.w3.org/1999/xhtml'>%s</div></content></entry>\n"
    % (n, n, b"<p>One <b>two</b> &amp; <i>three</i></p>" * 40)))

# Items beyond number.
add("items, empty tags", RSS, b"<item/>")
add("items, nothing in them", RSS, b"<item></item>")
add("items, one letter", RSS, b"<item><title>x</title></item>")
add("items, one number", RSS, lambda n: b"<item><guid>%d</guid></item>" % n)
add("items, never closed", RSS, b"<item><title>x")
add("items, bare fields", RSS, b"<title>x</title><guid>y</guid>")
add("items, long titles", RSS, lambda n: b"<item><title>%d %s</title></item>" % (n, b"x y " * 300))
add("items, bad dates", RSS, b"<item><title>x</title><pubDate>soon</pubDate></item>")
add("items, no addresses", RSS, b"<item><title>x</title><link>http:// </link></item>")
add("items, long base", inside(RSS, b"<x xml:base='https://a.example/" + b"a/" * 900 + b"'>", b"</x>"),
    b"<item><description>x</description></item>")
for name, piece in {
    "categories": lambda n: b"<category>%d</category>" % n,
    "categories with references": lambda n: b"<category>%d &amp;eacute;</category>" % n,
    "keywords": lambda n: b"<media:keywords>a%d,b%d,c%d</media:keywords>" % (n, n, n),
    "enclosures": lambda n: b"<enclosure url='https://a.example/%d' type='a/b'/>" % n,
    "media": lambda n: b"<media:content url='https://a.example/%d'/>" % n,
    "links": lambda n: b"<link>https://a.example/%d</link>" % n,
    "atom links": lambda n: b"<atom:link rel='enclosure' href='https://a.example/%d'/>" % n,
    "authors": lambda n: b"<author>a%d@b.example (A %d)</author>" % (n, n),
    "titles": lambda n: b"<title>%d</title>" % n,
    "descriptions": lambda n: b"<description>%d &lt;b></description>" % n,
    "sources": lambda n: b"<source url='https://a.example/%d'>x</source>" % n,
    "unknown": lambda n: b"<x:y%d z='1'>x</x:y%d>" % (n, n),
}.items():
    add(f"one item, {name}", ITEM, piece)
    add(f"one channel, {name}", RSS, piece)
add("one feed, authors", inside(ATOM, b"", b"<entry><title>x</title></entry>" * 1000),
    lambda n: b"<author><name>A %d</name></author>" % n)
add("one feed, long author", inside(ATOM, b"<author><name>" + b"A" * 900 + b"</name></author>", b""),
    b"<entry><title>x</title></entry>")
add("one keyword list", inside(ITEM, b"<itunes:keywords>", b"</itunes:keywords>"),
    lambda n: b"a%d," % n)

# One thing without end.
add("one text", DESCRIPTION, b"All work and no play. ")
add("one title", TITLE, b"All work and no play. ")
add("one CDATA", inside(DESCRIPTION, b"<![CDATA[", b"]]>"), b"<p>All work &amp; no play. ")
add("one CDATA, not closed", cut(ITEM, b"<description><![CDATA["), b"<p>All work. ")
add("one channel text", inside(RSS, b"<description>", b"</description>"), b"All work. &amp; ")
add("one guid", inside(RSS, b"<item><guid>", b"</guid></item>"), b"https://a.example/")
add("one author", inside(ITEM, b"<author>", b"</author>"), b"a@b (c) ")
add("one date", inside(ITEM, b"<pubDate>", b"</pubDate>"), b"28 Sep 2017 ")
add("one attribute", inside(RSS, b"<item><enclosure url='https://a.example/", b"'/></item>"), b"a/")
add("one attribute, not closed", cut(RSS, b"<item><enclosure url='"), b"a/ ")
add("one base", inside(RSS, b"<item xml:base='https://a.example/", b"'" + EMPTY), b"a/")
add("one comment", inside(RSS, b"<!--", b"-->"), b"work - ")
add("one unknown element", inside(RSS, b"<x:y>", b"</x:y>"), b"All <b>work</b>. ")
add("many attributes", inside(RSS, b"<item ", EMPTY), lambda n: b"a%d='b' " % n)
add("many attributes, one name", inside(RSS, b"<enclosure ", b"/>"), b"url='b' ")
add("many namespaces", inside(RSS, b"<item ", EMPTY), lambda n: b"xmlns:a%d='b' " % n)
add("many namespaces, many elements",
    inside(RSS, b"<item " + b"".join(b"xmlns:a%d='b' " % n for n in range(1000)) + b">", b"</item>"),
    b"<b/>")
add("an enclosure of many attributes", inside(ITEM, b"<enclosure ", b"/>"), lambda n: b"a%d='b' " % n)
add("many bases", RSS, b"<x xml:base='a/' xml:lang='en'>")

# Nesting.
DEEP = b"<a>" * 100_000 + b"x" + b"</a>" * 100_000
for name, around in {"channel": RSS, "item": ITEM, "description": DESCRIPTION}.items():
    add(f"nesting of 100,000 in {name}", inside(around, DEEP, b""), b"<!-- -->")
    add(f"nesting without end in {name}", cut(around, b""), b"<a>")
    add(f"nesting, named, in {name}", cut(around, b""), lambda n: b"<a%d>" % n)
    add(f"stray end tags in {name}", around, b"</a></b>")
    add(f"crossed tags in {name}", around, b"<a><b></a></b>")
for name in ["rss", "channel", "item", "description", "title", "author", "image", "svg"]:
    add(f"nesting of {name}", cut(RSS, b""), b"<%s>" % name.encode())

# Damage everywhere.
for name, piece in {
    "ampersands": b"a & b ",
    "less-thans": b"a < b ",
    "references": b"&amp;&lt;&gt;",
    "numeric references": b"&#65;&#x42;",
    "illegal references": b"&#0;&#x1;&#xD800;",
    "unfinished references": b"&amp &eacute ",
    "undefined entities": b"&nosuch;",
    "HTML entities": b"&nbsp;&eacute;",
    "comments": b"x<!-- y -->",
    "open comments": b"x<!--",
    "instructions": b"x<?y z?>",
    "open instructions": b"x<?y ",
    "sections": b"x<![CDATA[y]]>",
    "open sections": b"x<![CDATA[",
    "doctypes": b"x<!DOCTYPE y [",
    "doctypes that end": b"<!DOCTYPE y [>",
    "subsets": b"<!DOCTYPE y []",
    "open tags": b"<y z='",
    "half tags": b"<y <z ",
}.items():
    add(f"{name} in a description", DESCRIPTION, piece)
    add(f"{name} in a channel", RSS, piece)
    items = b"<item><title>x</title><description>" + piece * 20 + b"</description></item>"
    add(f"{name} in items", RSS, items)

# Entities.
LAUGHS = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 20)).encode()
LAUGHS = b"<!DOCTYPE r [<!ENTITY a0 'ha'>" + LAUGHS + b"]>"
LONG = b"<!DOCTYPE r [<!ENTITY a '" + b"ha" * 50_000 + b"'>]>"
OWN = b"<!DOCTYPE r [<!ENTITY a '&a;&a;'>]>"
TITLED = b"<item><title>&a;</title></item>"
add("billion laughs", (LAUGHS + RSS[0], RSS[1]), TITLED.replace(b"&a;", b"&a19;"))
add("quadratic blow-up", (LONG + RSS[0], RSS[1]), TITLED)
add("quadratic blow-up in a description", (LONG + DESCRIPTION[0], DESCRIPTION[1]), b"&a;")
add("an entity that is its own", (OWN + RSS[0], RSS[1]), TITLED)
add("many declarations", (b"<!DOCTYPE r [", b"]>" + RSS[0] + RSS[1]),
    lambda n: b"<!ENTITY a%d 'x'>" % n)

# The other formats of the answer.
for format_name in ["atom", "rss"]:
    for name in [
        "rss, small items", "rss, stories", "items, one letter", "items, long titles",
        "one item, categories", "one text", "one title",
    ]:
        like = SHAPES[name]
        words = f"--format {format_name}"
        add(f"to {format_name}: {name}", (like.head, like.tail), like.piece, words)
