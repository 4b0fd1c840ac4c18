"""What a kind of damage is given, and what it gives back.

A kind is a function of a clean feed (`Clean`) and a random generator, and gives damaged bytes, or
`None` where there is nothing to damage. Its name is the kind's. One of `LOSSLESS` takes no
information; one of `LOSSY` names the items that it may have hurt.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from case import OneOf

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
    ends = [
        m.end()
        for m in re.finditer(r"</(?:title|link|summary|description|guid|id|category)>\n", text)
    ]
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
