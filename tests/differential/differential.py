#!/usr/bin/env python3
"""Compares `sangam parse` with feedparser, which has been the field's reference for twenty years.

    pip install -r tests/differential/requirements.txt
    python tests/differential/differential.py target/release/sangam [--rounds 3] [--verbose] [FILE…]

Two questions, each answered with the share of documents answered and the share of fields right:

1. Clean: over the feeds in fixtures/feeds (or FILE…), does sangam say what feedparser says?
2. Damaged: after random damage of many kinds to the same feeds, does each of the two still say what
   it said of the clean feed?

A field counts when feedparser gives it for the clean feed. Where the two differ on purpose, both
forms count: see `alike`. Exit code 1 when sangam is below the shares that are asked of it.
"""

import argparse
import html.parser
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

import feedparser

ROOT = pathlib.Path(__file__).resolve().parents[2]
BASE = "https://differential.example/news/feed"
ANSWERED, RIGHT = 0.995, 0.97


class Text(html.parser.HTMLParser):
    """The text of some HTML."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.pieces, self.hidden = [], 0

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in ("script", "style")
        self.pieces.append(" ")

    def handle_endtag(self, tag):
        self.hidden = max(0, self.hidden - (tag in ("script", "style")))
        self.pieces.append(" ")

    def handle_data(self, data):
        if not self.hidden:
            self.pieces.append(data)


def plain(value, is_html=True):
    """Letters and digits only, in order: what a reader of the text would compare."""
    if not value:
        return None
    if is_html:
        parser = Text()
        parser.feed(value)
        parser.close()
        value = "".join(parser.pieces)
    return re.sub(r"\W+", " ", value).strip() or None


def detail(entry, key):
    found = entry.get(key + "_detail") or {"value": entry.get(key)}
    return plain(found.get("value"), found.get("type", "text/html") != "text/plain")


def moment(entry, key):
    parsed = dict.get(entry, key + "_parsed")
    try:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", parsed) if parsed else None
    except ValueError:
        return None


def address(value):
    return value.rstrip("/") if value else None


def by_feedparser(body):
    """What feedparser says, as a list: the channel, then each entry."""
    try:
        feed = feedparser.parse(body, response_headers={"content-location": BASE})
    except (UnicodeError, ValueError, TypeError, LookupError, AttributeError):
        # Several kinds of damage crash it: that is no answer.
        return [{}]
    channel = {
        "title": detail(feed.feed, "title"),
        "description": detail(feed.feed, "subtitle"),
        "link": address(feed.feed.get("link")),
        "rights": detail(feed.feed, "rights"),
    }
    return [channel] + [entry_by_feedparser(entry) for entry in feed.entries]


def entry_by_feedparser(entry):
    content = entry.get("content") or [{}]
    content = plain(content[0].get("value"), content[0].get("type") != "text/plain")
    summary = detail(entry, "summary")
    authors = [author.get("name") or author.get("email") for author in entry.get("authors", [])]
    return {
        "title": detail(entry, "title"),
        "link": address(entry.get("link")),
        "guid": entry.get("id"),
        # feedparser repeats the content as summary where there is none.
        "summary": summary if summary != content else None,
        "content": content,
        "date": moment(entry, "published") or moment(entry, "updated"),
        "authors": sorted({author for author in authors if author}) or None,
        "tags": sorted({tag.get("label") or tag.get("term") for tag in entry.get("tags", [])
                        if tag.get("term")}) or None,
        "files": sorted(link["href"] for link in entry.get("links", [])
                        if link.get("rel") == "enclosure" and link.get("href")) or None,
        "comments": address(entry.get("comments")),
    }


def by_sangam(program, body):
    """What sangam says, in the same form; None when it does not answer."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        command = [program, "parse", file.name, "--base", BASE]
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    if done.returncode not in (0, 1):
        print(f"crash: exit code {done.returncode}: {done.stderr[-300:]!r}", file=sys.stderr)
    if done.returncode != 0:
        return None
    feed = json.loads(done.stdout)
    extension = feed.get("_sangam", {})
    channel = {
        "title": plain(feed.get("title"), False),
        "description": plain(feed.get("description"), False),
        "link": address(feed.get("home_page_url")),
        "rights": plain(extension.get("rights"), False),
    }
    return [channel] + [item_by_sangam(item) for item in feed.get("items", [])]


def item_by_sangam(item):
    authors = {author.get("name") or author.get("_email") for author in item.get("authors", [])}
    return {
        "title": plain(item.get("title"), False),
        "link": address(item.get("url")),
        "guid": item.get("_sangam", {}).get("guid"),
        "summary": plain(item.get("summary"), False),
        "content": plain(item.get("content_html")) or plain(item.get("content_text"), False),
        "date": item.get("date_published") or item.get("date_modified"),
        "authors": sorted(filter(None, authors)) or None,
        "tags": sorted(set(item.get("tags", []))) or None,
        "files": sorted(file["url"] for file in item.get("attachments", [])) or None,
        "comments": address(item.get("comments_url") or item.get("_sangam", {}).get("comments_url")),
    }


def alike(key, expected, found):
    """Whether two answers mean the same."""
    if expected == found:
        return True
    # Media RSS files are attached, too.
    if key == "files" and found:
        return set(expected) <= set(found)
    # feedparser makes a guid absolute when nothing says that it is no permalink.
    if key == "guid" and found:
        return expected.endswith("/" + found)
    # A long description is shortened where a summary is asked for, and is the content.
    if key == "summary" and found:
        return expected.startswith(found.rstrip("… ")) or found.startswith(expected)
    return False


class Score:
    """Answered and right, of how many."""

    def __init__(self):
        self.documents = self.answered = self.fields = self.right = 0

    def add(self, expected, found, verbose=""):
        self.documents += 1
        self.answered += found is not None
        for number, fields in enumerate(expected):
            there = found[number] if found and number < len(found) else {}
            for key, value in fields.items():
                if value is None:
                    continue
                self.fields += 1
                if alike(key, value, there.get(key)):
                    self.right += 1
                elif verbose:
                    print(f"  {verbose} {number} {key}: {value!r} | {there.get(key)!r}")

    def shares(self):
        return self.answered / max(1, self.documents), self.right / max(1, self.fields)

    def __str__(self):
        answered, right = self.shares()
        return f"{answered:7.1%} {right:7.1%}"


def text_damage(change):
    """Damage to the text of a document, which is UTF-8."""
    return lambda body, dice: change(body.decode("utf-8", "replace"), dice).encode("utf-8")


def somewhere(pattern, replacement):
    """Replaces one match of a pattern, wherever the dice fall."""
    def change(text, dice):
        matches = list(re.finditer(pattern, text))
        if not matches:
            return text
        match = dice.choice(matches)
        return text[:match.start()] + match.expand(replacement) + text[match.end():]
    return text_damage(change)


def everywhere(pattern, replacement):
    return text_damage(lambda text, dice: re.sub(pattern, replacement, text))


def insert(what):
    def change(text, dice):
        places = [match.end() for match in re.finditer(r">\s*\n", text)][:-1] or [0]
        at = dice.choice(places)
        return text[:at] + what + text[at:]
    return text_damage(change)


def recoded(encoding, label=None):
    def change(body, dice):
        text = body.decode("utf-8", "replace")
        text = re.sub(r"encoding=([\"'])[^\"']*\1", f'encoding="{label or encoding}"', text, count=1)
        return text.encode(encoding, "xmlcharrefreplace")
    return change


def cut(body, dice):
    """Cuts in the last tenth: items before are whole."""
    return body[:len(body) - 1 - dice.randrange(max(1, len(body) // 10))]


DAMAGE = {
    "cut": cut,
    "bare &": everywhere(r"&amp;(?=[ \w])", "&"),
    "bare <": somewhere(r"(?<=[a-z]) (?=[a-z])(?=[^<>]*</title>)", " < "),
    "undefined entity": somewhere(r"(?<=[a-z]) (?=[a-z])(?=[^<>]*</title>)", "&nbsp;"),
    "HTML entity": everywhere("é", "&eacute;"),
    "character reference 0": somewhere(r"</title>", "&#0;</title>"),
    "surrogate": somewhere(r"</title>", "&#xD800;</title>"),
    "huge reference": somewhere(r"</title>", "&#99999999;</title>"),
    "windows-1252 reference": everywhere("’", "&#146;"),
    "NUL": somewhere(r"</title>", "\0</title>"),
    "control characters": somewhere(r"</title>", "\x01\x0b</title>"),
    "one bad byte": lambda body, dice: body.replace(b"</title>", b"\xff</title>", 1),
    "end tag lost": somewhere(r"</(title|link|pubDate|guid)>", ""),
    "end tag of an item lost": somewhere(r"</(item|entry)>", ""),
    "end tag doubled": somewhere(r"</(\w+)>", r"</\1></\1>"),
    "start tag doubled": somewhere(r"<(title|item|entry|guid)>", r"<\1><\1>"),
    "end tag in upper case": somewhere(r"</(title|link)>", "</TITLE>"),
    "all tags in upper case": text_damage(lambda text, dice: re.sub(
        r"(</?)(rss|channel|item|title|link|guid|pubDate|description|feed|entry|id|updated)\b",
        lambda match: match[1] + match[2].upper(), text)),
    "stray end tag": insert("</div>"),
    "crossed tags": somewhere(r"</title>", "</b></title></i>"),
    "HTML in a title": somewhere(r"<title>(\w)", r"<title><b>\1</b>"),
    "tag without >": somewhere(r"</title>(?=\s*\n)", "</title"),
    "attributes unquoted": everywhere(r"\b(rel|type|length|term)=\"([\w/+]+)\"", r"\1=\2"),
    "attributes doubled": everywhere(r" href=\"([^\"]*)\"", r' href="\1" href="\1"'),
    "blank lines before": text_damage(lambda text, dice: "\n \n" + text),
    "byte order mark": text_damage(lambda text, dice: "\ufeff" + text),
    "PHP warning before": text_damage(
        lambda text, dice: "<br />\n<b>Warning</b>:  include() in <b>/x.php</b> on line <b>2</b>\n" + text),
    "text before": text_damage(lambda text, dice: "Error: 1 < 2 & more\n" + text),
    "text behind": text_damage(lambda text, dice: text + "\n<!-- 0.1 s -->1 < 2 & more"),
    "script behind": text_damage(lambda text, dice: text + "<script>if (a < b) c()</script>"),
    "two roots": text_damage(lambda text, dice: text + "<rss><channel></channel></rss>"),
    "comments": insert("<!-- <item> & -- -->\n"),
    "comment not closed": insert("<!-- lost >\n"),
    "CDATA not closed": somewhere(r"\]\]>(?=</)", ""),
    "declaration lost": everywhere(r"^<\?xml[^>]*>", ""),
    "document type": text_damage(lambda text, dice: re.sub(
        r"^(<\?xml[^>]*>)?", r'\1<!DOCTYPE rss [<!ENTITY x "y">]>', text, count=1)),
    "namespaces lost": everywhere(r" xmlns(:\w+)?=\"[^\"]*\"", ""),
    "version lost": everywhere(r"(<rss[^>]*?) version=\"[^\"]*\"", r"\1"),
    "root lost": everywhere(r"</?rss[^>]*>", ""),
    "carriage returns": everywhere("\n", "\r\n"),
    "UTF-16": recoded("utf-16"),
    "UTF-16 without mark": recoded("utf-16-le", "utf-16"),
    "UTF-32": recoded("utf-32"),
    "windows-1252": recoded("windows-1252"),
    "windows-1252 as UTF-8": recoded("windows-1252", "utf-8"),
    "UTF-8 as ISO-8859-1": recoded("utf-8", "iso-8859-1"),
    "UTF-8 as ASCII": recoded("utf-8", "us-ascii"),
    "unknown encoding": recoded("utf-8", "klingon"),
}


def is_feed(body):
    return by_feedparser(body)[1:] != []


def documents(files):
    folder = ROOT / "fixtures" / "feeds"
    files = [pathlib.Path(file) for file in files] or sorted(
        file for file in folder.glob("*/*") if file.suffix in (".xml", ".rdf", ".rss", ".atom"))
    found = [(file, file.read_bytes()) for file in files]
    return [(file, body) for file, body in found if is_feed(body)]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("program")
    arguments.add_argument("files", nargs="*")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--verbose", action="store_true")
    arguments = arguments.parse_args()
    clean = Score()
    feeds = documents(arguments.files)
    for file, body in feeds:
        verbose = f"{file.parent.name}/{file.name}" if arguments.verbose else ""
        clean.add(by_feedparser(body), by_sangam(arguments.program, body), verbose)
    print(f"clean: {len(feeds)} feeds\n{'':28} answered fields\n{'sangam':28} {clean}\n")
    damaged = compare_damaged(arguments, feeds)
    reached = all(score.shares() >= (ANSWERED, 0) and score.shares()[1] >= RIGHT
                  for score in (clean, damaged))
    return 0 if reached else 1


def compare_damaged(arguments, feeds):
    sums = Score(), Score()
    print(f"{'damage':28} {'sangam':15} feedparser")
    for name, damage in DAMAGE.items():
        scores = Score(), Score()
        for file, body in feeds:
            if not body.lstrip().startswith(b"<") or b"UTF-16" in body or not is_utf8(body):
                continue
            truth = by_sangam(arguments.program, body), by_feedparser(body)
            for number in range(arguments.rounds):
                broken = damage(body, random.Random(f"{file.name} {name} {number}"))
                verbose = f"{name}: {file.parent.name}" if arguments.verbose else ""
                found = by_sangam(arguments.program, broken), by_feedparser(broken)
                for score, total, expected, answer in zip(scores, sums, truth, found):
                    # An answer without items is none.
                    answer = answer if answer and answer[1:] else None
                    score.add(expected, answer, verbose if score is scores[0] else "")
                    total.add(expected, answer)
        print(f"{name:28} {scores[0]} {scores[1]}")
    print(f"{'all':28} {sums[0]} {sums[1]}")
    return sums[0]


def is_utf8(body):
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
