"""The readers, each giving the same shape: `{"feed": {…}, "items": [{…}]}`."""

from __future__ import annotations

import calendar
import io
import json
import signal
import subprocess
from datetime import UTC, datetime
from typing import Any

from case import Case
from score import html_links, html_text

Answer = dict[str, Any]

#: Seconds for one document.
TIMEOUT = 10


class NoAnswer(Exception):
    """The reader gave an error, crashed, or took too long."""


def without_empty(fields: Answer) -> Answer:
    """Fields without a value left out."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


class Sangam:
    """`sangam parse`, as a subprocess."""

    name = "sangam"
    ignored: frozenset[str] = frozenset()

    def __init__(self, binary: str) -> None:
        self.binary = binary

    def read(self, case: Case) -> Answer:
        """Reads a case."""
        command = [self.binary, "parse", "-", "--format", "json"]
        command += ["--base", case.base] if case.base else []
        command += ["--content-type", case.content_type] if case.content_type else []
        try:
            done = subprocess.run(
                command, input=case.data, capture_output=True, timeout=TIMEOUT, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise NoAnswer("timeout") from error
        if done.returncode != 0:
            raise NoAnswer(
                f"exit {done.returncode}: {done.stderr.decode('utf-8', 'replace').strip()[:300]}"
            )
        return from_json_feed(json.loads(done.stdout))


def from_json_feed(document: Answer) -> Answer:
    """The answer in `sangam parse`'s output."""
    more = document.get("_sangam", {})
    feed = {
        "title": document.get("title"),
        "home_page": document.get("home_page_url"),
        "self": document.get("feed_url"),
        "description": document.get("description"),
        "language": document.get("language"),
        "icon": document.get("icon"),
        "authors": names(document.get("authors", [])),
        "feed_id": more.get("feed_id"),
        **{
            name: more.get(name)
            for name in (
                "format",
                "encoding",
                "published",
                "updated",
                "rights",
                "generator",
                "tags",
            )
        },
        "date": more.get("updated") or more.get("published"),
    }
    return {
        "feed": without_empty(feed),
        "items": [from_json_item(item) for item in document.get("items", [])],
    }


def names(people: list[Answer]) -> list[str]:
    """What people are called: the name, else the address."""
    return [
        person.get("name") or person.get("_email") or person.get("url") or "" for person in people
    ]


def from_json_item(item: Answer) -> Answer:
    """One item of it."""
    more = item.get("_sangam", {})
    html = item.get("content_html")
    attachments = item.get("attachments", [])
    source = more.get("source", {})
    return without_empty(
        {
            "title": item.get("title"),
            "url": item.get("url"),
            "external_url": item.get("external_url"),
            "guid": more.get("guid"),
            "summary": item.get("summary"),
            "text": html_text(html) if html else item.get("content_text") or item.get("summary"),
            "links": html_links(html) if html else None,
            "html": html,
            "image": item.get("image"),
            "date": item.get("date_published") or item.get("date_modified"),
            "modified": item.get("date_modified"),
            "precision": more.get("date_precision"),
            "authors": names(item.get("authors", [])),
            "author_emails": [
                person["_email"] for person in item.get("authors", []) if person.get("_email")
            ],
            "tags": item.get("tags"),
            "language": item.get("language"),
            "enclosures": [one.get("url") for one in attachments],
            "enclosure_types": [one.get("mime_type") for one in attachments],
            "enclosure_lengths": [one.get("size_in_bytes") for one in attachments],
            "rights": more.get("rights"),
            "comments_url": more.get("comments_url"),
            "source_title": source.get("title"),
            "source_url": source.get("url"),
        }
    )


#: feedparser's names of formats in ours.
VERSIONS = {
    "rss090": "rss09x",
    "rss091n": "rss09x",
    "rss091u": "rss09x",
    "rss092": "rss09x",
    "rss093": "rss09x",
    "rss094": "rss09x",
    "rss20": "rss2",
    "rss": "rss2",
    "rss10": "rss1",
    "atom01": "atom03",
    "atom02": "atom03",
    "atom03": "atom03",
    "atom10": "atom1",
    "atom": "atom1",
    "cdf": "cdf",
}


class Feedparser:
    """feedparser, in this process."""

    name = "feedparser"
    #: It has no notion of how much of a date was given.
    ignored = frozenset({"precision", "external_url"})

    def read(self, case: Case) -> Answer:
        """Reads a case."""
        import feedparser

        headers = {}
        if case.content_type:
            headers["content-type"] = case.content_type
        if case.base:
            headers["content-location"] = case.base
        signal.signal(signal.SIGALRM, _too_long)
        signal.alarm(TIMEOUT)
        try:
            result = feedparser.parse(io.BytesIO(case.data), response_headers=headers)
        except NoAnswer:
            raise
        except Exception as error:
            raise NoAnswer(f"{type(error).__name__}: {error}") from error
        finally:
            signal.alarm(0)
        if not result.get("version") and not result.entries and not result.feed:
            raise NoAnswer(str(result.get("bozo_exception", "not read as a feed")))
        return from_feedparser(result)


def _too_long(*_: object) -> None:
    raise NoAnswer("timeout")


def moment(parts: Any) -> str | None:
    """A `struct_time` in UTC as RFC 3339."""
    try:
        at = datetime.fromtimestamp(calendar.timegm(parts), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def plain(detail: Any, value: Any) -> str | None:
    """A text construct as text."""
    if not isinstance(value, str):
        return None
    kind = (detail or {}).get("type", "text/plain")
    return html_text(value) if "html" in kind else value


def number(text: Any) -> int | None:
    """A whole number."""
    return int(text) if isinstance(text, str) and text.isdecimal() else None


def people(entry: Any) -> list[str]:
    """What people are called: the name, else the address."""
    listed = [
        person.get("name") or person.get("email") for person in entry.get("authors", []) if person
    ]
    listed = [name for name in listed if name]
    return listed or [name for name in [entry.get("author")] if name]


def from_feedparser(result: Any) -> Answer:
    """The answer in feedparser's result."""
    feed = result.feed
    image = feed.get("image", {})
    own = [link.get("href") for link in feed.get("links", []) if link.get("rel") == "self"]
    fields = {
        "format": VERSIONS.get(result.get("version", ""), result.get("version")),
        "encoding": result.get("encoding"),
        "title": plain(feed.get("title_detail"), feed.get("title")),
        "home_page": feed.get("link"),
        "self": own[0] if own else None,
        "description": plain(feed.get("subtitle_detail"), feed.get("subtitle")),
        "language": feed.get("language") or result.feed.get("title_detail", {}).get("language"),
        "icon": feed.get("icon") or feed.get("logo") or image.get("href"),
        "authors": people(feed),
        "feed_id": feed.get("id"),
        "published": moment(feed.get("published_parsed")),
        "updated": moment(feed.get("updated_parsed")),
        "date": moment(feed.get("updated_parsed")) or moment(feed.get("published_parsed")),
        "rights": plain(feed.get("rights_detail"), feed.get("rights")),
        "generator": feed.get("generator"),
        "tags": [tag.get("term") or tag.get("label") for tag in feed.get("tags", [])],
    }
    return {"feed": without_empty(fields), "items": [from_entry(entry) for entry in result.entries]}


def from_entry(entry: Any) -> Answer:
    """One entry of it."""
    contents = entry.get("content") or []
    summary = plain(entry.get("summary_detail"), entry.get("summary"))
    body = contents[0] if contents else entry.get("summary_detail") or {}
    files = [
        (one.get("href"), one.get("type"), number(one.get("length")))
        for one in entry.get("enclosures", [])
    ]
    known = {address for address, _, _ in files}
    for one in entry.get("media_content", []):
        if one.get("url") and one["url"] not in known and one.get("medium") != "image":
            files.append((one["url"], one.get("type"), number(one.get("filesize"))))
    source = entry.get("source", {})
    details = [entry.get("author_detail") or {}] + list(entry.get("authors", []))
    emails = list(dict.fromkeys(one["email"] for one in details if one and one.get("email")))
    return without_empty(
        {
            "title": plain(entry.get("title_detail"), entry.get("title")),
            "url": entry.get("link"),
            "guid": entry.get("id"),
            "summary": summary,
            "text": plain(body, body.get("value")) if body else summary,
            "links": html_links(body.get("value", "")) if body else None,
            "html": body.get("value") if body else None,
            "image": picture(entry),
            "date": moment(entry.get("published_parsed"))
            or moment(entry.get("updated_parsed") or entry.get("created_parsed")),
            "modified": moment(entry.get("updated_parsed")),
            "authors": people(entry),
            "author_emails": emails,
            "tags": [tag.get("term") or tag.get("label") for tag in entry.get("tags", [])],
            "language": entry.get("language") or (entry.get("title_detail") or {}).get("language"),
            "enclosures": [address for address, _, _ in files],
            "enclosure_types": [kind for _, kind, _ in files],
            "enclosure_lengths": [length for _, _, length in files],
            "rights": plain(entry.get("rights_detail"), entry.get("rights")),
            "comments_url": entry.get("comments"),
            "source_title": source.get("title"),
            "source_url": source.get("href") or source.get("link"),
        }
    )


def picture(entry: Any) -> str | None:
    """The picture of an entry, wherever it stands."""
    if entry.get("image", {}).get("href"):
        return entry["image"]["href"]
    thumbnails = [one.get("url") for one in entry.get("media_thumbnail", [])]
    pictures = [
        one.get("url") for one in entry.get("media_content", []) if one.get("medium") == "image"
    ]
    return next((address for address in thumbnails + pictures if address), None)
