"""A feed as data, and its writers: one for each dialect.

Every writer gives the text and the answer. The answer holds only what the dialect can carry, so it
is right by construction and no reader is its judge.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from score import html_text

Answer = dict[str, Any]


@dataclass
class Item:
    """One item."""

    title: str
    slug: str
    summary: str
    content: str = ""
    author: str = ""
    email: str = ""
    tags: list[str] = field(default_factory=list)
    published: datetime | None = None
    enclosure: tuple[str, str, int] | None = None

    @property
    def link(self) -> str:
        """The item's page."""
        return f"https://news.example.coop/{self.slug}"

    @property
    def guid(self) -> str:
        """An id that is no address."""
        return f"tag:example.coop,2017:{self.slug}"


@dataclass
class Feed:
    """One feed."""

    title: str
    description: str
    language: str
    items: list[Item]
    link: str = "https://news.example.coop/"
    self_link: str = "https://news.example.coop/feed.xml"
    rights: str = "Example Federation 2017"
    generator: str = "Press 4.1"
    icon: str = "https://news.example.coop/icon.png"
    updated: datetime = datetime(2017, 9, 28, 12, 0, 0, tzinfo=UTC)


def rfc822(at: datetime) -> str:
    """As RSS writes it; not `strftime`, which follows the locale."""
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{days[at.weekday()]}, {at.day:02} {months[at.month - 1]} {at.year} {at:%H:%M:%S} GMT"


def iso(at: datetime) -> str:
    """RFC 3339 in UTC."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def tag(name: str, text: str, attributes: str = "") -> str:
    """An element with text, nothing for no text."""
    return f"<{name}{attributes}>{escape(text)}</{name}>\n" if text else ""


def declaration(encoding: str | None) -> str:
    """An XML declaration; without an encoding, when there is none to name."""
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n' if encoding else '<?xml version="1.0"?>\n'
    )


def carried(item: Item, fields: str) -> Answer:
    """The answer for the fields that a dialect carries."""
    everything: Answer = {
        "title": item.title,
        "url": item.link,
        "guid": item.guid,
        "summary": item.summary,
        "text": html_text(item.content) if item.content else item.summary,
        "authors": [item.author] if item.author else None,
        "author_emails": [item.email] if item.email else None,
        "tags": item.tags or None,
        "date": iso(item.published) if item.published else None,
    }
    if item.enclosure:
        address, kind, length = item.enclosure
        everything |= {
            "enclosures": [address],
            "enclosure_types": [kind],
            "enclosure_lengths": [length],
        }
    return {name: everything[name] for name in fields.split() if everything.get(name) is not None}


def described(feed: Feed, form: Any, fields: str) -> Answer:
    """The answer for the feed itself."""
    everything: Answer = {
        "format": form,
        "title": feed.title,
        "home_page": feed.link,
        "self": feed.self_link,
        "description": feed.description,
        "language": feed.language,
        "rights": feed.rights,
        "generator": feed.generator,
        "icon": feed.icon,
        "updated": iso(feed.updated),
        # Dublin Core's date is neither that of publication nor that of the last change.
        "date": iso(feed.updated),
    }
    return {name: everything[name] for name in ["format", *fields.split()] if everything[name]}


def answer(feed: Feed, form: Any, feed_fields: str, item_fields: str) -> Answer:
    """The whole answer."""
    items = [carried(item, item_fields) for item in feed.items]
    return {"feed": described(feed, form, feed_fields), "items": items}


def rss(feed: Feed, version: str, encoding: str | None = "utf-8") -> tuple[str, Answer]:
    """RSS 0.91 to 2.0: each later one carries more."""
    level = float(version)
    namespaces = (
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
    )
    out = [
        declaration(encoding),
        f'<rss version="{version}"{namespaces if level >= 2 else ""}>\n<channel>\n',
    ]
    out += [
        tag("title", feed.title),
        tag("link", feed.link),
        tag("description", feed.description),
        tag("language", feed.language),
        tag("copyright", feed.rights),
        tag("lastBuildDate", rfc822(feed.updated)),
        f"<image>{tag('url', feed.icon)}{tag('title', 'Logo')}{tag('link', feed.link)}</image>\n",
    ]
    feed_fields = "title home_page description language rights icon updated"
    item_fields = "title url"
    if level >= 2:
        out += [tag("generator", feed.generator)]
        out += [
            f'<atom:link rel="self" type="application/rss+xml" href={quoteattr(feed.self_link)}/>\n'
        ]
        feed_fields += " generator self"
        item_fields += (
            " guid authors tags date text summary enclosures enclosure_types enclosure_lengths"
        )
    elif level >= 0.93:
        item_fields += " text tags date enclosures enclosure_types enclosure_lengths"
    elif level >= 0.92:
        item_fields += " text tags enclosures enclosure_types enclosure_lengths"
    else:
        item_fields += " text"
    for item in feed.items:
        out += ["<item>\n", tag("title", item.title), tag("link", item.link)]
        if level >= 2:
            out += [
                tag("guid", item.guid, ' isPermaLink="false"'),
                tag("description", item.summary),
            ]
            out += [tag("dc:creator", item.author)]
            if item.content:
                out += [f"<content:encoded><![CDATA[{item.content}]]></content:encoded>\n"]
        else:
            out += [tag("description", item.content or item.summary)]
        if level >= 0.92:
            out += [tag("category", name) for name in item.tags]
            if item.enclosure:
                address, kind, length = item.enclosure
                out += [f'<enclosure url={quoteattr(address)} length="{length}" type="{kind}"/>\n']
        if level >= 0.93 and item.published:
            out += [tag("pubDate", rfc822(item.published))]
        out += ["</item>\n"]
    out += ["</channel>\n</rss>\n"]
    form = "rss2" if level >= 2 else "rss09x"
    return "".join(out), answer(feed, form, feed_fields, item_fields)


def rdf(feed: Feed, version: str, encoding: str | None = "utf-8") -> tuple[str, Answer]:
    """RSS 0.90 and 1.0: items beside the channel."""
    full = version == "1.0"
    default = "http://purl.org/rss/1.0/" if full else "http://my.netscape.com/rdf/simple/0.9/"
    out = [
        declaration(encoding),
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="{default}"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">\n',
        f"<channel rdf:about={quoteattr(feed.link)}>\n" if full else "<channel>\n",
        tag("title", feed.title),
        tag("link", feed.link),
        tag("description", feed.description),
    ]
    if full:
        out += [
            tag("dc:language", feed.language),
            tag("dc:rights", feed.rights),
            tag("dc:date", iso(feed.updated)),
        ]
        out += ["<items><rdf:Seq>"]
        out += [f"<rdf:li rdf:resource={quoteattr(item.link)}/>" for item in feed.items]
        out += ["</rdf:Seq></items>\n"]
    out += ["</channel>\n"]
    for item in feed.items:
        out += [f"<item rdf:about={quoteattr(item.guid)}>\n" if full else "<item>\n"]
        out += [tag("title", item.title), tag("link", item.link)]
        if full:
            out += [tag("description", item.summary), tag("dc:creator", item.author)]
            out += [tag("dc:subject", name) for name in item.tags]
            out += [tag("dc:date", iso(item.published)) if item.published else ""]
            if item.content:
                out += [f"<content:encoded><![CDATA[{item.content}]]></content:encoded>\n"]
        out += ["</item>\n"]
    out += ["</rdf:RDF>\n"]
    if full:
        fields = (
            "title home_page description language rights date",
            "title url guid text summary authors tags date",
        )
        return "".join(out), answer(feed, "rss1", *fields)
    return "".join(out), answer(feed, "rss09x", "title home_page description", "title url")


def atom(feed: Feed, version: str, encoding: str | None = "utf-8") -> tuple[str, Answer]:
    """Atom 0.3 and 1.0."""
    old = version == "0.3"
    html = ' type="text/html" mode="escaped"' if old else ' type="html"'
    root = (
        ' version="0.3" xmlns="http://purl.org/atom/ns#"'
        if old
        else ' xmlns="http://www.w3.org/2005/Atom"'
    )
    out = [
        declaration(encoding),
        f'<feed{root} xml:lang="{feed.language}">\n',
        tag("title", feed.title),
        tag("tagline" if old else "subtitle", feed.description),
        tag("id", feed.self_link),
        f'<link rel="alternate" type="text/html" href={quoteattr(feed.link)}/>\n',
        f'<link rel="self" type="application/atom+xml" href={quoteattr(feed.self_link)}/>\n',
        tag("modified" if old else "updated", iso(feed.updated)),
        tag("copyright" if old else "rights", feed.rights),
        tag("generator", feed.generator),
    ]
    out += [] if old else [tag("icon", feed.icon)]
    for item in feed.items:
        out += [
            "<entry>\n",
            tag("title", item.title),
            f'<link rel="alternate" type="text/html" href={quoteattr(item.link)}/>\n',
            tag("id", item.guid),
        ]
        if item.published:
            out += [tag("issued" if old else "published", iso(item.published))]
            out += [tag("modified" if old else "updated", iso(item.published))]
        if item.author:
            out += [f"<author>{tag('name', item.author)}{tag('email', item.email)}</author>\n"]
        if not old:
            out += [f"<category term={quoteattr(name)}/>\n" for name in item.tags]
        if item.enclosure:
            address, kind, length = item.enclosure
            out += [
                f'<link rel="enclosure" href={quoteattr(address)} type="{kind}" length="{length}"/>\n'
            ]
        out += [tag("summary", item.summary)]
        out += [tag("content", item.content, html)]
        out += ["</entry>\n"]
    out += ["</feed>\n"]
    feed_fields = "title home_page self description language rights generator updated" + (
        "" if old else " icon"
    )
    item_fields = "title url guid text summary authors author_emails date enclosures enclosure_types enclosure_lengths"
    item_fields += "" if old else " tags"
    return "".join(out), answer(feed, "atom03" if old else "atom1", feed_fields, item_fields)


def cdf(feed: Feed, _version: str = "", encoding: str | None = "utf-8") -> tuple[str, Answer]:
    """Channel Definition Format: everything in attributes and abstracts."""
    out = [declaration(encoding), f"<CHANNEL HREF={quoteattr(feed.link)}>\n"]
    out += [tag("TITLE", feed.title), tag("ABSTRACT", feed.description)]
    for item in feed.items:
        last = f' LASTMOD="{iso(item.published)[:16]}Z"' if item.published else ""
        out += [f"<ITEM HREF={quoteattr(item.link)}{last}>\n"]
        out += [tag("TITLE", item.title), tag("ABSTRACT", item.summary), "</ITEM>\n"]
    out += ["</CHANNEL>\n"]
    result = answer(feed, "cdf", "title home_page description", "title url date")
    for item, row in zip(feed.items, result["items"], strict=True):
        row["text"] = item.summary
    return "".join(out), result


def json_feed(feed: Feed, version: str, _encoding: str | None = "utf-8") -> tuple[str, Answer]:
    """JSON Feed 1.0 and 1.1."""
    new = version == "1.1"

    def person(item: Item) -> Answer:
        return {"authors": [{"name": item.author}]} if new else {"author": {"name": item.author}}

    def row(item: Item) -> Answer:
        out: Answer = {
            "id": item.guid,
            "url": item.link,
            "title": item.title,
            "summary": item.summary,
        }
        out |= {"content_html": item.content} if item.content else {"content_text": item.summary}
        out |= person(item) if item.author else {}
        out |= {"tags": item.tags} if item.tags else {}
        out |= {"date_published": iso(item.published)} if item.published else {}
        if item.enclosure:
            address, kind, length = item.enclosure
            out["attachments"] = [{"url": address, "mime_type": kind, "size_in_bytes": length}]
        return out

    document: Answer = {
        "version": f"https://jsonfeed.org/version/{version}"
        if new
        else "https://jsonfeed.org/version/1",
        "title": feed.title,
        "home_page_url": feed.link,
        "feed_url": feed.self_link,
        "description": feed.description,
        "icon": feed.icon,
    }
    document |= {"language": feed.language} if new else {}
    document["items"] = [row(item) for item in feed.items]
    feed_fields = "title home_page self description icon" + (" language" if new else "")
    item_fields = (
        "title url guid text summary authors tags date enclosures enclosure_types enclosure_lengths"
    )
    return json.dumps(document, ensure_ascii=False, indent=1), answer(
        feed, "json", feed_fields, item_fields
    )


#: Every dialect: writer and version.
DIALECTS: dict[str, tuple[Callable[..., tuple[str, Answer]], str]] = {
    "rss090": (rdf, "0.90"),
    "rss091": (rss, "0.91"),
    "rss092": (rss, "0.92"),
    "rss093": (rss, "0.93"),
    "rss094": (rss, "0.94"),
    "rss10": (rdf, "1.0"),
    "rss20": (rss, "2.0"),
    "atom03": (atom, "0.3"),
    "atom10": (atom, "1.0"),
    "cdf": (cdf, ""),
    "json10": (json_feed, "1.0"),
    "json11": (json_feed, "1.1"),
}


def write(feed: Feed, dialect: str, encoding: str | None = "utf-8") -> tuple[str, Answer]:
    """Writes a feed in a dialect."""
    writer, version = DIALECTS[dialect]
    return writer(feed, version, encoding)
