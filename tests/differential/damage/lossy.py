"""What takes information: every item that it did not touch must come through whole."""

from __future__ import annotations

import random
import re

from damage.kind import (
    Clean,
    Damaged,
    lossy,
    without_declaration,
)


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
    return [
        place
        for found in re.finditer(r">([^<>]{4,})<", clean.text[begin:end])
        for place in range(begin + found.start(1), begin + found.end(1))
    ]


def with_byte(clean: Clean, place: int, byte: bytes) -> bytes:
    """The text with the character at a place replaced by a byte."""
    return clean.text[:place].encode() + byte + clean.text[place + 1 :].encode()


@lossy
def bad_byte(clean: Clean, rng: random.Random) -> Damaged:
    number = rng.randrange(5)
    place = rng.choice(text_places(clean, number))
    return Damaged(
        with_byte(clean, place, bytes([rng.choice([0x80, 0xC0, 0xE9, 0xF5, 0xFF])])), {number}
    )


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
    text = clean.replace_in(
        number, rng.choice(["</title>", "</link>|</id>", "</description>|</summary>"]), ""
    )
    return Damaged(text.encode(), {number}) if text else None


@lossy
def start_tag_missing(clean: Clean, rng: random.Random) -> Damaged | None:
    number = rng.randrange(5)
    text = clean.replace_in(
        number, rng.choice(["<title>", "<link>|<id>", "<description>|<summary>"]), ""
    )
    return Damaged(text.encode(), {number}) if text else None


@lossy
def wrong_end_tag(clean: Clean, rng: random.Random) -> Damaged | None:
    number = rng.randrange(5)
    text = clean.replace_in(
        number, "</title>", rng.choice(["</titel>", "</link>", "<title>", "<title/>"])
    )
    return Damaged(text.encode(), {number}) if text else None


@lossy
def bracket_missing(clean: Clean, rng: random.Random) -> Damaged | None:
    number = rng.randrange(5)
    text = clean.replace_in(number, "</(title|link|id|description|summary)>", r"</\1")
    return Damaged(text.encode(), {number}) if text else None


@lossy
def quote_missing(clean: Clean, rng: random.Random) -> Damaged | None:
    number = rng.randrange(5)
    text = clean.replace_in(
        number, r'(<(?:link|guid|item|enclosure|content)\b[^>]*?="[^"]*)"', r"\1"
    )
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
def comment_without_end(clean: Clean, _rng: random.Random) -> Damaged:
    begin, _ = clean.spans[4]
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
    text = clean.replace_in(
        number, r"(<title>\w+)", rng.choice([r"\1 &#x ", r"\1 &# ", r"\1 &#12", r"\1 &;"])
    )
    return Damaged(text.encode(), {number}) if text else None


@lossy
def two_roots(clean: Clean, _rng: random.Random) -> Damaged:
    return Damaged(clean.text.encode() + without_declaration(clean.text).encode(), more=5)
