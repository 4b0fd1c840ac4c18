"""Reads feeds with two readers that know nothing of sangam, and says what they see.

    read.py FILE...

Prints one JSON object: for every file and every reader the list of items in the reader's order,
each with id, title, link, date and kind. A file that a reader refuses, or calls damaged, is an
error. feedparser does not read JSON Feed.
"""

import json
import sys
from calendar import timegm
from datetime import datetime, timezone

import atoma
import feedparser

KIND = "urn:sangam:kind"


def iso(moment):
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def with_feedparser(path, data):
    feed = feedparser.parse(data)
    if feed.bozo:
        raise ValueError(f"{path}: feedparser calls it damaged: {feed.bozo_exception}")
    return [feedparser_item(entry) for entry in feed.entries]


def feedparser_item(entry):
    parsed = entry.get("published_parsed")
    links = [link["href"] for link in entry.get("links", []) if link.get("rel") == "alternate"]
    return {
        "id": entry.id,
        "title": entry.title,
        "link": links[0] if links else None,
        "date": iso(datetime.fromtimestamp(timegm(parsed), timezone.utc)) if parsed else None,
        "kind": next((tag.term for tag in entry.get("tags", []) if tag.scheme == KIND), None),
    }


def with_atoma(path, data):
    if path.endswith(".json"):
        return [json_item(item) for item in atoma.parse_json_feed_bytes(data).items]
    if path.endswith("atom.xml"):
        return [atom_entry(entry) for entry in atoma.parse_atom_bytes(data).entries]
    return [rss_item(item) for item in atoma.parse_rss_bytes(data).items]


def atom_entry(entry):
    return {
        "id": entry.id_,
        "title": entry.title.value,
        "link": next((link.href for link in entry.links if link.rel == "alternate"), None),
        "date": iso(entry.published),
        "kind": next((c.term for c in entry.categories if c.scheme == KIND), None),
    }


def rss_item(item):
    """atoma does not read the domain of a category, so that it cannot tell kinds from tags."""
    return {
        "id": item.guid,
        "title": item.title,
        "link": item.link,
        "date": iso(item.pub_date),
    }


def json_item(item):
    return {
        "id": item.id_,
        "title": item.title,
        "link": item.url,
        "date": iso(item.date_published),
    }


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    seen = {"atoma": with_atoma(path, data)}
    if not path.endswith(".json"):
        seen["feedparser"] = with_feedparser(path, data)
    return seen


json.dump({path: read(path) for path in sys.argv[1:]}, sys.stdout)
