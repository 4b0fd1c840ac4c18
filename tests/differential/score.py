"""How an answer is judged.

Every field that a case names is worth one point, and so is the number of items. Values are folded
before they are compared, so that no reader loses for taste: white space, unpaired characters that
no XML can hold, U+FFFD, fragments and tracking parameters of addresses, markup of HTML text.
"""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from case import Case, OneOf

#: Fields that hold addresses.
ADDRESSES = {
    "url",
    "home_page",
    "self",
    "icon",
    "image",
    "comments_url",
    "source_url",
    "enclosures",
    "links",
}
#: Fields that hold running text, where white space around markup is nobody's mistake.
TEXTS = {"text", "summary", "description"}
#: Labels of one encoding, as the WHATWG's standard merges them.
ENCODINGS = {
    "ascii": "windows-1252",
    "us-ascii": "windows-1252",
    "latin1": "windows-1252",
    "iso-8859-1": "windows-1252",
    "cp1252": "windows-1252",
    "iso-8859-9": "windows-1254",
    "iso8859-9": "windows-1254",
    "iso-8859-11": "windows-874",
    "tis-620": "windows-874",
    "cp874": "windows-874",
    "gb2312": "gbk",
    "gb18030": "gbk",
    "cp936": "gbk",
    "big5-tw": "big5",
    "big5-hkscs": "big5",
    "cp949": "euc-kr",
    "euc_kr": "euc-kr",
    "ks_c_5601-1987": "euc-kr",
    "shift-jis": "shift_jis",
    "shift_jisx0213": "shift_jis",
    "cp932": "shift_jis",
    "euc_jp": "euc-jp",
    "iso-8859-8-i": "iso-8859-8",
    "utf8": "utf-8",
    "utf_8": "utf-8",
    "utf-16": "utf-16le",
    "utf-16-le": "utf-16le",
    "utf-16-be": "utf-16be",
    "utf-32": "utf-32le",
    "utf-32-le": "utf-32le",
    "utf-32-be": "utf-32be",
}


class _Text(HTMLParser):
    """Collects the text of HTML, and its links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style")
        self.parts.append(" " if tag in ("p", "br", "li", "div", "td") else "")
        self.links += [value for name, value in attrs if name in ("href", "src") and value]

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in ("script", "style")))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def html_text(html: str) -> str:
    """The text of some HTML."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)


def html_links(html: str) -> list[str]:
    """Addresses in some HTML, in order."""
    reader = _Text()
    reader.feed(html)
    return reader.links


def fold_text(text: str) -> str:
    """White space folded, what XML cannot hold left out."""
    text = unicodedata.normalize("NFC", text)
    kept = (
        c
        for c in text
        if c.isspace() or (unicodedata.category(c) not in ("Cc", "Cs") and c not in "\ufffd\ufeff")
    )
    return " ".join("".join(kept).split())


def fold_address(address: str) -> str:
    """Without fragment and tracking parameters, percent-encoding in one case."""
    parts = urlsplit(address.strip())
    query = [
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if not pair[0].startswith("utm_")
    ]
    path = re.sub(r"%[0-9a-fA-F]{2}", lambda found: found[0].upper(), parts.path) or "/"
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{path}?{sorted(query)}"


def fold(name: str, value: Any) -> Any:
    """A value as it is compared."""
    if isinstance(value, list):
        return [fold(name, one) for one in value]
    if not isinstance(value, str):
        return value
    if name in ADDRESSES:
        try:
            return fold_address(value)
        except ValueError:
            return value
    if name in TEXTS:
        return "".join(fold_text(value).split())
    if name == "encoding":
        return ENCODINGS.get(value.lower(), value.lower())
    if name == "language":
        return value.replace("_", "-").lower()
    return fold_text(value)


def same(name: str, expected: Any, actual: Any) -> bool:
    """The answer is right."""
    if isinstance(expected, OneOf):
        return any(same(name, one, actual) for one in expected)
    if expected in (None, []):
        return actual in (None, "", [])
    wanted, got = fold(name, expected), fold(name, actual)
    if name == "summary" and isinstance(got, str) and got.endswith("…"):
        # A summary may be an excerpt.
        return wanted.startswith(got[:-1]) and len(got) > 20
    return wanted == got


def pair(
    case: Case, actual: list[dict[str, Any]]
) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Expected items with the ones that were read: in order where their number is right, else by
    guid, address or title."""
    expected = case.expected["items"]
    if case.exact and len(expected) == len(actual):
        return list(zip(expected, actual, strict=True))
    left = list(actual)
    pairs: list[tuple[dict[str, Any], dict[str, Any] | None]] = []
    for item in expected:
        found = next(
            (
                one
                for name in ("guid", "url", "title")
                for one in left
                if item.get(name) and one.get(name) and same(name, item[name], one[name])
            ),
            None,
        )
        if found is not None:
            left.remove(found)
        pairs.append((item, found))
    return pairs


class Score:
    """Points of one reader on one case."""

    def __init__(self) -> None:
        self.answered = False
        self.right = 0
        self.total = 0
        #: `field: expected … got …` for every point lost.
        self.lost: list[str] = []

    def point(self, name: str, right: bool, expected: Any, actual: Any) -> None:
        """One field."""
        self.total += 1
        self.right += right
        if not right:
            self.lost.append(f"{name}: expected {expected!r}, got {actual!r}")


def judge(
    case: Case, answer: dict[str, Any] | None, why: str = "", ignored: frozenset[str] = frozenset()
) -> Score:
    """Judges an answer; `None` is no answer. Fields in `ignored` are those that the reader has no
    notion of."""
    score = Score()
    feed = (answer or {}).get("feed", {})
    items = (answer or {}).get("items", [])
    score.answered = answer is not None and bool(items or not case.expected["items"])
    for name, wanted in case.expected["feed"].items():
        if name not in ignored:
            score.point(
                f"feed.{name}",
                answer is not None and same(name, wanted, feed.get(name)),
                wanted,
                feed.get(name),
            )
    if case.exact:
        count = len(case.expected["items"])
        score.point("items", answer is not None and count == len(items), count, len(items))
    elif case.at_most is not None:
        score.point(
            "items",
            answer is not None and len(items) <= case.at_most,
            f"at most {case.at_most}",
            len(items),
        )
    for number, (wanted_item, item) in enumerate(pair(case, items)):
        for name, wanted in wanted_item.items():
            if name not in ignored:
                got = (item or {}).get(name)
                score.point(
                    f"items[{number}].{name}",
                    item is not None and same(name, wanted, got),
                    wanted,
                    got,
                )
    if answer is None:
        score.lost = [why or "no answer"]
    return score
