"""JSON Feed: both versions, and what is made of them in the wild."""

from __future__ import annotations

import codecs
import json
from typing import Any

from case import Case, Cases, OneOf
from corpus.shells import KNOWN, LINK, TITLE

HEAD: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": "Co-operative News"}

#: Name → (fields of an item, answer).
ITEMS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "text": ({"content_text": "By members & friends."}, {"text": "By members & friends."}),
    "html": (
        {"content_html": "<p>By <b>members</b> &amp; friends.</p>"},
        {"text": "By members & friends."},
    ),
    "html-and-text": (
        {"content_html": "<p>By members.</p>", "content_text": "By members."},
        {"text": "By members."},
    ),
    "summary": (
        {"summary": "Short.", "content_text": "By members."},
        {"summary": "Short.", "text": "By members."},
    ),
    "text-with-tags": ({"content_text": "The <b> element"}, {"text": "The <b> element"}),
    "authors": (
        {
            "authors": [
                {"name": "Nimali Perera", "url": "https://nimali.example/"},
                {"name": "Trần Minh"},
            ]
        },
        {"authors": ["Nimali Perera", "Trần Minh"]},
    ),
    "author-of-version-1": ({"author": {"name": "Nimali Perera"}}, {"authors": ["Nimali Perera"]}),
    "author-as-text": ({"author": "Nimali Perera"}, {"authors": ["Nimali Perera"]}),
    "authors-as-text": ({"authors": ["Nimali Perera"]}, {"authors": ["Nimali Perera"]}),
    "tags": ({"tags": ["Finance", "Sri Lanka"]}, {"tags": ["Finance", "Sri Lanka"]}),
    "tags-as-text": ({"tags": "Finance"}, {"tags": ["Finance"]}),
    "tags-with-null": (
        {"tags": [None, "Finance", 7]},
        {"tags": OneOf((["Finance"], ["Finance", "7"]))},
    ),
    "dates": (
        {"date_published": "2017-09-28T10:00:00+05:30", "date_modified": "2017-09-29T00:30:00Z"},
        {"date": "2017-09-28T04:30:00Z", "modified": "2017-09-29T00:30:00Z"},
    ),
    "date-of-rss": (
        {"date_published": "Thu, 28 Sep 2017 10:00:00 GMT"},
        {"date": "2017-09-28T10:00:00Z"},
    ),
    "date-as-number": ({"date_published": 1506593730}, {"date": "2017-09-28T10:15:30Z"}),
    "date-as-milliseconds": ({"date_published": 1506593730000}, {"date": "2017-09-28T10:15:30Z"}),
    "date-nonsense": ({"date_published": "soon"}, {"date": None}),
    "image": ({"image": "https://m.example/boat.jpg"}, {"image": "https://m.example/boat.jpg"}),
    "banner": (
        {"banner_image": "https://m.example/boat.jpg"},
        {"image": "https://m.example/boat.jpg"},
    ),
    "external": (
        {"external_url": "https://union.example.coop/1"},
        {"external_url": "https://union.example.coop/1"},
    ),
    "language": ({"language": "si"}, {"language": "si"}),
    "attachment": (
        {
            "attachments": [
                {
                    "url": "https://m.example/1.mp3",
                    "mime_type": "audio/mpeg",
                    "size_in_bytes": 5,
                    "duration_in_seconds": 60,
                }
            ]
        },
        {
            "enclosures": ["https://m.example/1.mp3"],
            "enclosure_types": ["audio/mpeg"],
            "enclosure_lengths": [5],
        },
    ),
    "attachment-with-size-as-text": (
        {
            "attachments": [
                {"url": "https://m.example/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": "5"}
            ]
        },
        {"enclosures": ["https://m.example/1.mp3"]},
    ),
    "attachment-without-url": (
        {"attachments": [{"mime_type": "audio/mpeg"}, None]},
        {"enclosures": []},
    ),
    "title-with-entity": (
        {"title": "Fishers &amp; farmers"},
        {"title": OneOf(("Fishers & farmers", "Fishers &amp; farmers"))},
    ),
    "title-null": (
        {"title": None, "content_text": "By members."},
        {"title": None, "text": "By members."},
    ),
    "title-as-number": ({"title": 2017}, {"title": OneOf(("2017", None))}),
    "id-as-number": ({"id": 7}, {"guid": "7"}),
    "id-as-fraction": ({"id": 7.5}, {"guid": "7.5"}),
    "id-null": ({"id": None}, {}),
    "id-is-the-address": ({"id": LINK, "url": None}, {"guid": LINK, "url": LINK}),
    "content-as-object": (
        {"content_html": {"x": 1}, "content_text": "By members."},
        {"text": "By members."},
    ),
    "unknown-fields": ({"_x": {"title": "Other"}, "rank": 5}, {}),
    "nested-deep": ({"_x": json.loads("[" * 60 + "]" * 60)}, {}),
}

FEEDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "all": (
        {
            "home_page_url": "https://news.example.coop/",
            "feed_url": "https://news.example.coop/feed.json",
            "description": "Stories.",
            "icon": "https://news.example.coop/i.png",
            "language": "en",
            "authors": [{"name": "Federation"}],
        },
        {
            "home_page": "https://news.example.coop/",
            "self": "https://news.example.coop/feed.json",
            "description": "Stories.",
            "icon": "https://news.example.coop/i.png",
            "language": "en",
            "authors": ["Federation"],
        },
    ),
    "version-1": (
        {"version": "https://jsonfeed.org/version/1", "author": {"name": "Federation"}},
        {"authors": ["Federation"], "format": "json"},
    ),
    "version-with-http": ({"version": "http://jsonfeed.org/version/1.1"}, {"format": "json"}),
    "version-unknown": ({"version": "https://jsonfeed.org/version/2"}, {"format": "json"}),
    "version-as-number": ({"version": 1.1}, {"format": "json"}),
    "favicon": (
        {"favicon": "https://news.example.coop/f.ico"},
        {"icon": "https://news.example.coop/f.ico"},
    ),
    "title-as-number": ({"title": 2017}, {"title": OneOf(("2017", None))}),
    "expired-and-hubs": (
        {"expired": True, "hubs": [{"type": "WebSub", "url": "https://hub.example/"}]},
        {"title": "Co-operative News"},
    ),
}


def cases() -> list[Case]:
    """Every case of this kind."""
    out = Cases("json-feeds")

    def add(
        name: str,
        document: str | bytes,
        items: list[dict[str, Any]],
        feed: dict[str, Any] | None = None,
        **more: Any,
    ) -> None:
        out.add(name, document, items, feed, ending="json", **more)

    item = {"id": "a-1", "url": LINK, "title": TITLE}
    for name, (fields, answer) in ITEMS.items():
        add(f"item-{name}", json.dumps(HEAD | {"items": [item | fields]}), [KNOWN | answer])
    for name, (fields, answer) in FEEDS.items():
        add(
            f"feed-{name}",
            json.dumps(HEAD | fields | {"items": [item]}),
            [KNOWN | {"guid": "a-1"}],
            answer,
        )
    whole = json.dumps(HEAD | {"items": [item, None, 7, item | {"id": "a-2"}]})
    add("items-null-and-number-between", whole, [KNOWN | {"guid": "a-1"}, KNOWN | {"guid": "a-2"}])
    known = [KNOWN | {"guid": "a-1"}]
    plain = json.dumps(HEAD | {"items": [item]}, indent=1)
    feed = {"title": "Co-operative News", "format": "json"}
    add("with-mark", codecs.BOM_UTF8 + plain.encode(), known, feed)
    add("in-utf-16", plain.encode("utf-16"), known, feed)
    add("with-blank-lines-before", "\n\n  " + plain, known, feed)
    add("served-as-plain-text", plain, known, feed, content_type="text/plain")
    add(
        "served-as-application-json",
        plain,
        known,
        feed,
        content_type="application/json; charset=utf-8",
    )
    add("served-as-feed-json", plain, known, feed, content_type="application/feed+json")
    add(
        "without-version",
        json.dumps({"title": "Co-operative News", "items": [item]}),
        known,
        {"title": "Co-operative News"},
    )
    add("with-comma-at-the-end", plain.replace("}\n ]", "},\n ]"), known, feed)
    two = json.dumps(HEAD | {"items": [item, item | {"id": "a-2"}]}, indent=1)
    add("cut-after-the-first-item", two[: two.rindex('"id"')], known, feed, exact=False)
    add("junk-after", plain + "\n<!-- 0.1 s -->", known, feed)
    add("bare-control-character", plain.replace(TITLE, f"{TITLE[:7]}\t{TITLE[8:]}"), known, feed)
    add("escaped-letters", plain.replace("Fishers", "\\u0046ishers"), known, feed)
    add(
        "escaped-emoji",
        plain.replace("Fishers", "\\ud83d\\udc1f Fishers"),
        [KNOWN | {"title": f"🐟 {TITLE}"}],
        feed,
    )
    add("half-an-emoji", plain.replace("Fishers", "\\ud83d Fishers"), [KNOWN], feed)
    add(
        "keys-twice",
        plain.replace('"title": "Fishers', '"title": "Other",\n   "title": "Fishers'),
        [{"url": LINK}],
        feed,
    )
    add("without-items", json.dumps(HEAD), [], {"title": "Co-operative News"})
    add("items-empty", json.dumps(HEAD | {"items": []}), [], {"title": "Co-operative News"})
    add(
        "relative-addresses",
        json.dumps(HEAD | {"items": [item | {"url": "/2017/credit-union"}]}),
        [KNOWN],
        base="https://news.example.coop/feed.json",
    )
    return out.cases
