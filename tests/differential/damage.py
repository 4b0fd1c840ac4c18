"""Damage to clean feeds: some fifty kinds, random but seeded.

A kind is a function of a clean feed (`Clean`) and a random generator, and gives damaged bytes. A
kind of `LOSSLESS` takes no information: the answer must be that of the clean feed, to the last
field. One of `LOSSY` names the items that it may have hurt; every other item must come through
whole.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from case import Case, OneOf
from feeds import write
from stories import english

#: What is damaged: the dialects that carry most, and one of the old ones.
DIALECTS = ("rss20", "rss10", "atom10", "atom03", "rss092", "rss091")

#: The formats that a damaged root may be read as.
RSS = OneOf(("rss2", "rss09x"))


@dataclass
class Clean:
    """A clean feed and where its items stand."""

    dialect: str
    text: str
    answer: dict[str, Any]

    @property
    def element(self) -> str:
        """The name of an item's element."""
        return "entry" if self.dialect.startswith("atom") else "item"

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Begin and end of every item."""
        found = re.finditer(rf"<{self.element}\b.*?</{self.element}>", self.text, re.DOTALL)
        return [match.span() for match in found]

    def replace_in(self, number: int, pattern: str, by: Any, count: int = 1) -> str | None:
        """The text with a pattern replaced within one item; `None` when it is not there."""
        begin, end = self.spans[number]
        changed, times = re.subn(pattern, by, self.text[begin:end], count=count, flags=re.DOTALL)
        return self.text[:begin] + changed + self.text[end:] if times else None


@dataclass
class Damaged:
    """Damaged bytes, what was hurt, and what the server says."""

    data: bytes
    hurt: set[int] = field(default_factory=set)
    content_type: str | None = None
    #: Fields of the feed that can no longer be known, or are now other.
    feed: dict[str, Any] = field(default_factory=dict)
    #: Items beyond those of the clean feed that are no mistake.
    more: int = 0


Kind = Callable[[Clean, random.Random], "str | bytes | Damaged | None"]

LOSSLESS: dict[str, Kind] = {}
LOSSY: dict[str, Kind] = {}


def lossless(kind: Kind) -> Kind:
    """Registers a kind under its name."""
    LOSSLESS[kind.__name__.replace("_", "-")] = kind
    return kind


def lossy(kind: Kind) -> Kind:
    """Registers a kind under its name."""
    LOSSY[kind.__name__.replace("_", "-")] = kind
    return kind


def without_declaration(text: str) -> str:
    """The text after the XML declaration."""
    return text.split("?>\n", 1)[1]


def between_elements(clean: Clean, rng: random.Random, what: str, times: int = 3) -> str:
    """Puts something between fields, at random places inside items."""
    text = clean.text
    ends = [m.end() for m in re.finditer(r"</(?:title|link|summary|description|guid|id|category)>\n", text)]
    for place in sorted(rng.sample(ends, min(times, len(ends))), reverse=True):
        text = text[:place] + what + text[place:]
    return text


def in_titles(clean: Clean, rng: random.Random, what: str, times: int = 2) -> str:
    """Puts something into the middle of titles of items, between words."""
    text = clean.text
    for number in rng.sample(range(len(clean.spans)), times):
        begin, _ = clean.spans[number]
        title = re.search(r"<title>[^<]*", text[begin:])
        assert title
        spaces = [m.start() for m in re.finditer(" ", title[0])]
        place = begin + title.start() + rng.choice(spaces)
        text = text[:place] + what + text[place:]
        clean = Clean(clean.dialect, text, clean.answer)
    return text


# Text.


@lossless
def bare_ampersand(clean: Clean, _rng: random.Random) -> str:
    return clean.text.replace(" &amp; ", " & ")


@lossless
def bare_less_than(clean: Clean, _rng: random.Random) -> str:
    return clean.text.replace("3 &lt; 5", "3 < 5")


@lossless
def html_entities(clean: Clean, _rng: random.Random) -> str:
    named = {"é": "&eacute;", "à": "&agrave;", "“": "&ldquo;", "”": "&rdquo;", "-": "&#45;"}
    for letter in "éà“”":
        clean.text = re.sub(rf"(<title>[^<]*){letter}", lambda m, n=named[letter]: m[1] + n, clean.text)
    return clean.text


@lossless
def references_of_windows_1252(clean: Clean, _rng: random.Random) -> str:
    return clean.text.replace("“", "&#147;").replace("”", "&#x94;")


@lossless
def entity_without_semicolon(clean: Clean, _rng: random.Random) -> str:
    return clean.text.replace(" &amp; ", " &amp ")


@lossless
def undefined_entity_between_words(clean: Clean, rng: random.Random) -> str:
    return in_titles(clean, rng, "&nbsp;")


@lossless
def illegal_references(clean: Clean, rng: random.Random) -> str:
    return in_titles(clean, rng, rng.choice(["&#0;", "&#x0;", "&#xD800;", "&#99999999;", "&#xFFFFFFFFFF;", "&#11;", "&#xFFFF;"]))


@lossless
def control_characters(clean: Clean, rng: random.Random) -> str:
    return in_titles(clean, rng, rng.choice("\x01\x08\x0b\x0c\x1b\x1f\x7f"), 3)


@lossless
def nul_characters(clean: Clean, rng: random.Random) -> str:
    return in_titles(clean, rng, "\x00", 3)


@lossless
def comment_inside_text(clean: Clean, rng: random.Random) -> str:
    return in_titles(clean, rng, "<!-- checked -->")


@lossless
def cdata_around_text(clean: Clean, _rng: random.Random) -> str:
    def wrapped(found: re.Match[str]) -> str:
        text = found[2].replace("&lt;", "<").replace("&amp;", "&")
        return f"<{found[1]}><![CDATA[{text}]]></{found[1]}>"

    return re.sub(r"<(title|link|id|guid|category)>([^<]*)</\1>", wrapped, clean.text)


@lossless
def cdata_in_pieces(clean: Clean, _rng: random.Random) -> str:
    def wrapped(found: re.Match[str]) -> str:
        first, _, rest = found[1].partition(" ")
        rest = rest.replace("&lt;", "<").replace("&amp;", "&")
        return f"<title>{first} <![CDATA[{rest}]]></title>"

    return re.sub(r"<title>([^<]*)</title>", wrapped, clean.text)


@lossless
def white_space_around_values(clean: Clean, _rng: random.Random) -> str:
    names = "title|link|id|guid|description|summary|pubDate|updated|published|issued|modified|dc:date|dc:creator|category"
    return re.sub(rf"<({names})(\s[^>/]*)?>([^<]+)</\1>", r"<\1\2>\n\t \3 \n</\1>", clean.text)


@lossless
def content_not_escaped(clean: Clean, _rng: random.Random) -> str:
    text = re.sub(r"<!\[CDATA\[(.*?)\]\]>", r"\1", clean.text)

    def raw(found: re.Match[str]) -> str:
        return found[1] + found[2].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") + found[3]

    text = re.sub(r"(<content[^>]*>)(.*?)(</content>)", raw, text)
    if clean.dialect in ("rss091", "rss092"):
        text = re.sub(r"(<description>)(.*?)(</description>)", raw, text)
    return text


@lossless
def html_crossed_and_unclosed(clean: Clean, _rng: random.Random) -> str | None:
    text = content_not_escaped(clean, _rng)
    text = text.replace("</li>", "").replace("<b>Monday</b>", "<b><u>Monday</b></u>").replace("</strong>", "<br>")
    return text if text != clean.text else None


# Tags and attributes.


@lossless
def doubled_attribute(clean: Clean, _rng: random.Random) -> str:
    return re.sub(r'(<(?:guid|link|item|enclosure|content)) ((?:\w+:)?\w+="[^"]*")', r"\1 \2 \2", clean.text)


@lossless
def unquoted_attributes(clean: Clean, _rng: random.Random) -> str:
    return re.sub(r'(<(?!\?|feed|rss|rdf)[\w:]+[^>]*?)="([\w:/.,+-]*[\w])"(?=[\s>])', r"\1=\2", clean.text)


@lossless
def single_quoted_attributes(clean: Clean, _rng: random.Random) -> str:
    return re.sub(r'="([^"\']*)"', r"='\1'", clean.text)


@lossless
def attributes_without_space(clean: Clean, _rng: random.Random) -> str:
    return re.sub(r'(<(?:link|enclosure)\b[^>]*?") (?=\w+=")', r"\1", clean.text)


@lossless
def attribute_without_value(clean: Clean, _rng: random.Random) -> str:
    return re.sub(rf"<{clean.element}\b", f"<{clean.element} nowrap", clean.text)


@lossless
def spaces_around_equals(clean: Clean, _rng: random.Random) -> str:
    return re.sub(r'(<(?:link|guid|enclosure)\b[^>]*)="', r'\1 = "', clean.text)


@lossless
def less_than_in_attribute(clean: Clean, _rng: random.Random) -> str:
    return re.sub(rf"<{clean.element}\b", f'<{clean.element} note="a < b & c > d"', clean.text)


@lossless
def upper_case_elements(clean: Clean, _rng: random.Random) -> str:
    return re.sub(r"<(/?)([\w:]+)", lambda m: f"<{m[1]}{m[2].upper()}", clean.text)


@lossless
def end_tags_in_other_case(clean: Clean, _rng: random.Random) -> str:
    return re.sub(r"</([\w:]+)>", lambda m: f"</{m[1].upper()}>", clean.text)


@lossless
def upper_case_attributes(clean: Clean, _rng: random.Random) -> str:
    return re.sub(r" (href|rel|type|isPermaLink|url|length)=", lambda m: f" {m[1].upper()}=", clean.text)


@lossless
def stray_end_tags(clean: Clean, rng: random.Random) -> str:
    return between_elements(clean, rng, rng.choice(["</b>", "</p>", "</div>", "</font>", "</a>"]))


@lossless
def white_space_in_tags(clean: Clean, _rng: random.Random) -> str:
    return re.sub(r"<(/?)(title|link|item|entry|description)>", r"<\1\2\n >", clean.text)


@lossless
def item_ends_missing(clean: Clean, _rng: random.Random) -> str:
    return clean.text.replace(f"</{clean.element}>\n", "")


@lossless
def last_ends_missing(clean: Clean, _rng: random.Random) -> str:
    return clean.text[: clean.spans[-1][1]]


@lossless
def last_item_end_missing_too(clean: Clean, _rng: random.Random) -> str:
    return clean.text[: clean.spans[-1][1]].removesuffix(f"</{clean.element}>")


@lossless
def root_end_wrong(clean: Clean, _rng: random.Random) -> str:
    head, _, _ = clean.text.rstrip().rpartition("</")
    return head + "</document>"


# Between things.


@lossless
def comments_everywhere(clean: Clean, rng: random.Random) -> str:
    return between_elements(clean, rng, "<!-- <item> & <title>no</title> -->")


@lossless
def comment_with_dashes(clean: Clean, rng: random.Random) -> str:
    return between_elements(clean, rng, "<!-- old -- draft --->")


@lossless
def instructions_everywhere(clean: Clean, rng: random.Random) -> str:
    return between_elements(clean, rng, '<?php echo "x" ?>')


@lossless
def script_between_items(clean: Clean, _rng: random.Random) -> str:
    script = "<script>if (a < b && c) { document.write('<b>ad</b>'); }</script>\n"
    begin, _ = clean.spans[2]
    return clean.text[:begin] + script + clean.text[begin:]


@lossless
def text_between_items(clean: Clean, _rng: random.Random) -> str:
    begin, _ = clean.spans[2]
    return clean.text[:begin] + "Notice: Undefined variable & more\n" + clean.text[begin:]


@lossless
def unknown_elements(clean: Clean, rng: random.Random) -> str:
    return between_elements(clean, rng, "<x:rating><x:title>five</x:title><x:link>stars</x:link></x:rating>")


# Around the root.


@lossless
def blank_lines_before(clean: Clean, rng: random.Random) -> str:
    return "\r\n" * rng.randint(1, 5) + " \n" + clean.text


@lossless
def mark_before(clean: Clean, _rng: random.Random) -> str:
    return "\ufeff" + clean.text


@lossless
def two_marks_and_a_line_before(clean: Clean, _rng: random.Random) -> str:
    return "\ufeff\n\ufeff" + clean.text


@lossless
def php_warning_before(clean: Clean, _rng: random.Random) -> str:
    warning = "<br />\n<b>Warning</b>:  include(lang.php): failed to open stream in <b>/srv/rss.php</b> on line <b>12</b><br />\n"
    return warning + clean.text


@lossless
def text_before(clean: Clean, _rng: random.Random) -> str:
    return "Notice: Undefined index: id in /srv/rss.php on line 7\n" + clean.text


@lossless
def comment_before(clean: Clean, _rng: random.Random) -> str:
    return "<!-- made by <feeds> v1 -->\n" + clean.text


@lossless
def chunk_length_before(clean: Clean, _rng: random.Random) -> str:
    return f"{len(clean.text):x}\r\n{clean.text}\r\n0\r\n"


@lossless
def declaration_twice(clean: Clean, _rng: random.Random) -> str:
    return clean.text.split("\n", 1)[0] + "\n" + clean.text


@lossless
def declaration_missing(clean: Clean, _rng: random.Random) -> str:
    return without_declaration(clean.text)


@lossless
def declaration_broken(clean: Clean, rng: random.Random) -> str:
    broken = ["<?xml version=1.0 encoding=utf-8?>", "<?xml version='1.0' encoding='utf-8' >", '<?xml encoding="utf-8"?>', '<?XML VERSION="1.0" ENCODING="UTF-8"?>', '<?xml version="1.1" encoding="utf-8"?>', '<xml version="1.0" encoding="utf-8"?>']
    return rng.choice(broken) + "\n" + without_declaration(clean.text)


@lossless
def junk_after(clean: Clean, rng: random.Random) -> str:
    return clean.text + rng.choice(["\n<!-- 0.12 seconds -->", "<script>count(1 < 2)</script>", "\x00\x00\x00", "done & gone", "<br/>", "</html>"])


@lossless
def page_after(clean: Clean, _rng: random.Random) -> str:
    return clean.text + "<html><head><title>Error</title></head><body><p>Out of memory</p></body></html>"


@lossless
def wrapped_in_a_root(clean: Clean, _rng: random.Random) -> str:
    declaration = clean.text.split("\n", 1)[0]
    return f"{declaration}\n<document>\n{without_declaration(clean.text)}</document>"


@lossless
def doctype_of_netscape(clean: Clean, _rng: random.Random) -> str:
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    return clean.text.replace("?>\n", f"?>\n{doctype}\n", 1)


@lossless
def doctype_with_entities(clean: Clean, _rng: random.Random) -> str:
    doctype = '<!DOCTYPE feed [\n<!ENTITY union "union">\n<!ENTITY % gone SYSTEM "file:///none">\n<!-- ]> -->\n]>'
    return re.sub(r"(<title>[^<]*)\bunion\b", r"\1&union;", clean.text).replace("?>\n", f"?>\n{doctype}\n", 1)


# Names, versions, encodings.


@lossless
def namespaces_missing(clean: Clean, _rng: random.Random) -> str:
    return re.sub(r' xmlns(?::\w+)?="[^"]*"', "", clean.text)


@lossless
def namespaces_wrong(clean: Clean, _rng: random.Random) -> str:
    return re.sub(r' (xmlns:(?:dc|content|atom))="[^"]*"', r' \1="http://example.org/wrong"', clean.text)


@lossless
def other_prefixes(clean: Clean, _rng: random.Random) -> str:
    text = re.sub(r"(</?)dc:", r"\1dublin:", clean.text).replace("xmlns:dc=", "xmlns:dublin=")
    return re.sub(r"(</?)content:", r"\1c:", text).replace("xmlns:content=", "xmlns:c=")


@lossless
def version_missing(clean: Clean, _rng: random.Random) -> Damaged:
    text = re.sub(r"<(rss|feed) version=\"[\d.]+\"", r"<\1", clean.text)
    return Damaged(text.encode(), feed={"format": RSS} if clean.dialect.startswith("rss0") or clean.dialect == "rss20" else {})


@lossless
def version_wrong(clean: Clean, rng: random.Random) -> Damaged:
    version = rng.choice(["2.0.1", " 2.0 ", "9.9", "1", "x", ""])
    text = re.sub(r"<(rss|feed) version=\"[\d.]+\"", rf'<\1 version="{version}"', clean.text)
    return Damaged(text.encode(), feed={"format": RSS} if clean.dialect.startswith("rss0") or clean.dialect == "rss20" else {})


@lossless
def label_wrong(clean: Clean, rng: random.Random) -> str:
    label = rng.choice(["iso-8859-1", "us-ascii", "utf-16", "windows-1252", "x-none", "UTF 8"])
    return clean.text.replace('encoding="utf-8"', f'encoding="{label}"')


@lossless
def windows_1252_labelled_utf_8(clean: Clean, _rng: random.Random) -> bytes:
    return clean.text.encode("cp1252", "xmlcharrefreplace")


@lossless
def server_says_us_ascii(clean: Clean, _rng: random.Random) -> Damaged:
    return Damaged(clean.text.encode(), content_type="text/xml; charset=us-ascii")


@lossless
def server_says_html(clean: Clean, _rng: random.Random) -> Damaged:
    return Damaged(clean.text.encode(), content_type="text/html; charset=utf-8")


@lossless
def wide_without_mark(clean: Clean, rng: random.Random) -> bytes:
    return clean.text.replace('encoding="utf-8"', 'encoding="utf-16"').encode(rng.choice(["utf-16le", "utf-16be"]))


@lossless
def lines_end_in_cr(clean: Clean, _rng: random.Random) -> str:
    return clean.text.replace("\n", "\r")


@lossless
def lines_end_in_crlf(clean: Clean, _rng: random.Random) -> str:
    return clean.text.replace("\n", "\r\n")


@lossless
def without_line_ends(clean: Clean, _rng: random.Random) -> str:
    return clean.text.replace("\n", "")


# What takes information.


@lossy
def cut_anywhere(clean: Clean, rng: random.Random) -> Damaged:
    data = clean.text.encode()
    first = len(clean.text[: clean.spans[0][1]].encode())
    place = rng.randint(first, len(data) - 1)
    ends = [len(clean.text[:end].encode()) for _, end in clean.spans]
    return Damaged(data[:place], {number for number, end in enumerate(ends) if end > place})


@lossy
def cut_and_junk(clean: Clean, rng: random.Random) -> Damaged:
    damaged = cut_anywhere(clean, rng)
    assert isinstance(damaged, Damaged)
    # What follows may be taken into the item that was cut, never into the ones before it.
    return Damaged(damaged.data + b"\n<br /><b>Fatal error</b>: out of memory", damaged.hurt)


def text_places(clean: Clean, number: int) -> list[int]:
    """Places of text, outside tags, within one item; in bytes."""
    begin, end = clean.spans[number]
    return [place for found in re.finditer(r">([^<>]{4,})<", clean.text[begin:end]) for place in range(begin + found.start(1), begin + found.end(1))]


def with_byte(clean: Clean, place: int, byte: bytes) -> bytes:
    """The text with the character at a place replaced by a byte."""
    return clean.text[:place].encode() + byte + clean.text[place + 1 :].encode()


@lossy
def bad_byte(clean: Clean, rng: random.Random) -> Damaged:
    number = rng.randrange(5)
    place = rng.choice(text_places(clean, number))
    return Damaged(with_byte(clean, place, bytes([rng.choice([0x80, 0xC0, 0xE9, 0xF5, 0xFF])])), {number})


@lossy
def flipped_byte(clean: Clean, rng: random.Random) -> Damaged:
    number = rng.randrange(5)
    place = rng.choice(text_places(clean, number))
    old = clean.text[place].encode()
    flipped = bytes([old[0] ^ (1 << rng.randrange(8))]) + old[1:]
    return Damaged(with_byte(clean, place, flipped), {number})


@lossy
def lost_bytes(clean: Clean, rng: random.Random) -> Damaged:
    number = rng.randrange(5)
    begin, end = clean.spans[number]
    places = [place for place in text_places(clean, number) if place + 12 < end - 60]
    place = rng.choice(places)
    return Damaged((clean.text[:place] + clean.text[place + 12 :]).encode(), {number})


@lossy
def end_tag_missing(clean: Clean, rng: random.Random) -> Damaged | None:
    number = rng.randrange(5)
    text = clean.replace_in(number, rng.choice(["</title>", "</link>|</id>", "</description>|</summary>"]), "")
    return Damaged(text.encode(), {number}) if text else None


@lossy
def start_tag_missing(clean: Clean, rng: random.Random) -> Damaged | None:
    number = rng.randrange(5)
    text = clean.replace_in(number, rng.choice(["<title>", "<link>|<id>", "<description>|<summary>"]), "")
    return Damaged(text.encode(), {number}) if text else None


@lossy
def wrong_end_tag(clean: Clean, rng: random.Random) -> Damaged | None:
    number = rng.randrange(5)
    text = clean.replace_in(number, "</title>", rng.choice(["</titel>", "</link>", "<title>", "<title/>"]))
    return Damaged(text.encode(), {number}) if text else None


@lossy
def bracket_missing(clean: Clean, rng: random.Random) -> Damaged | None:
    number = rng.randrange(5)
    text = clean.replace_in(number, "</(title|link|id|description|summary)>", r"</\1")
    return Damaged(text.encode(), {number}) if text else None


@lossy
def quote_missing(clean: Clean, rng: random.Random) -> Damaged | None:
    number = rng.randrange(5)
    text = clean.replace_in(number, r'(<(?:link|guid|item|enclosure|content)\b[^>]*?="[^"]*)"', r"\1")
    return Damaged(text.encode(), {number}) if text else None


@lossy
def cdata_end_broken(clean: Clean, rng: random.Random) -> Damaged | None:
    number = rng.randrange(5)
    text = clean.replace_in(number, r"\]\]>", rng.choice(["]] >", "]>", "", "]]"]))
    return Damaged(text.encode(), {number}) if text else None


@lossy
def cdata_end_doubled(clean: Clean, rng: random.Random) -> Damaged | None:
    number = rng.randrange(5)
    text = clean.replace_in(number, r"\]\]>", "]]>]]>")
    return Damaged(text.encode(), {number}) if text else None


@lossy
def comment_without_end(clean: Clean, rng: random.Random) -> Damaged:
    begin, _ = clean.spans[4]
    del rng
    return Damaged((clean.text[:begin] + "<!-- to do " + clean.text[begin:]).encode(), {4})


@lossy
def item_end_too_early(clean: Clean, rng: random.Random) -> Damaged | None:
    number = rng.randrange(5)
    text = clean.replace_in(number, r"</title>\n", f"</title></{clean.element}>\n")
    # What follows may be read as an item of its own.
    return Damaged(text.encode(), {number}, more=1) if text else None


@lossy
def entity_that_nobody_knows(clean: Clean, rng: random.Random) -> Damaged | None:
    number = rng.randrange(5)
    text = clean.replace_in(number, r"(<title>\w+)", r"\1 &unknown; ")
    return Damaged(text.encode(), {number}) if text else None


@lossy
def reference_without_end(clean: Clean, rng: random.Random) -> Damaged | None:
    number = rng.randrange(5)
    text = clean.replace_in(number, r"(<title>\w+)", rng.choice([r"\1 &#x ", r"\1 &# ", r"\1 &#12", r"\1 &;"]))
    return Damaged(text.encode(), {number}) if text else None


@lossy
def two_roots(clean: Clean, rng: random.Random) -> Damaged:
    del rng
    return Damaged(clean.text.encode() + without_declaration(clean.text).encode(), more=5)


#: Kinds that leave text which other kinds can damage further.
PLAIN = (
    bare_ampersand,
    bare_less_than,
    html_entities,
    undefined_entity_between_words,
    illegal_references,
    control_characters,
    nul_characters,
    doubled_attribute,
    single_quoted_attributes,
    stray_end_tags,
    comments_everywhere,
    instructions_everywhere,
    script_between_items,
    unknown_elements,
    namespaces_missing,
    end_tags_in_other_case,
    last_ends_missing,
    item_ends_missing,
    label_wrong,
    lines_end_in_cr,
    php_warning_before,
    junk_after,
)


@lossless
def several_at_once(clean: Clean, rng: random.Random) -> str:
    # Later ones need the ends of items that `item_ends_missing` takes, and lines as they were.
    late = (end_tags_in_other_case, last_ends_missing, item_ends_missing, lines_end_in_cr, php_warning_before, junk_after)
    chosen = rng.sample(PLAIN, 4)
    text = clean.text
    for kind in sorted(chosen, key=lambda kind: (kind in late, PLAIN.index(kind))):
        if kind is last_ends_missing and not Clean(clean.dialect, text, clean.answer).spans:
            continue
        made = kind(Clean(clean.dialect, text, clean.answer), rng)
        assert isinstance(made, str)
        text = made
    return text


def all_cases(seeds: int = 3, first_seed: int = 0) -> list[Case]:
    """Every kind on every dialect, some times each; what comes out the same counts once, and what
    comes out as it went in (there was nothing to damage) not at all."""
    seen: set[bytes] = {write(english(), dialect)[0].encode() for dialect in DIALECTS}
    out = []
    for seed in range(first_seed, first_seed + seeds):
        for case in _round(seed):
            if case.data not in seen or case.content_type:
                seen.add(case.data)
                out.append(case)
    return out


def _round(seed: int) -> Iterator[Case]:
    for kinds in (LOSSLESS, LOSSY):
        for name, kind in kinds.items():
            for dialect in DIALECTS:
                text, answer = write(english(), dialect)
                # `hash` differs from run to run.
                rng = random.Random(zlib.crc32(f"{name} {dialect} {seed}".encode()))
                made = kind(Clean(dialect, text, answer), rng)
                if made is not None:
                    yield _case(f"damage/{name}/{dialect}-{seed}", made, answer, kinds is LOSSLESS)


def _case(name: str, made: str | bytes | Damaged, answer: dict[str, Any], exact: bool) -> Case:
    if isinstance(made, str):
        made = Damaged(made.encode("utf-8"))
    elif isinstance(made, bytes):
        made = Damaged(made)
    items = [item for number, item in enumerate(answer["items"]) if number not in made.hurt]
    expected = {"feed": answer["feed"] | made.feed, "items": items}
    at_most = len(answer["items"]) + made.more
    return Case(name, made.data, expected, made.content_type, exact=exact, at_most=at_most)
