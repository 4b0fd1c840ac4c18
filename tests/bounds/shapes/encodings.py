"""Feeds in every encoding, named and misnamed, and bytes that are none."""

from __future__ import annotations

import random

from .shape import DESCRIPTION, RSS, TITLE, Around, add, cut, inside, story

JAPANESE, CHINESE, RUSSIAN = "日本語の文章です。" * 8, "中文文章在这里。" * 8, "Русский текст " * 8
WIDE = ["utf-16-le", "utf-16-be", "utf-32-le"]
NARROW = {
    "iso-2022-jp": JAPANESE,
    "shift_jis": JAPANESE,
    "euc-jp": JAPANESE,
    "gb18030": CHINESE,
    "big5": "中文文章在這裡。" * 8,
    "euc-kr": "한국어" * 20,
    "koi8-r": RUSSIAN,
    "windows-1251": RUSSIAN,
    "windows-1252": "déjà vu – “être” " * 8,
    "tis-620": "ภาษาไทย" * 20,
}
NOISE = random.Random(1).randbytes(1 << 20)


def recoded(around: Around, encoding: str, mark: bytes = b"") -> Around:
    """The same in another encoding."""
    head, tail = (part.decode("ascii").encode(encoding) for part in around)
    return mark + head, tail


def labelled(label: str, around: Around = RSS) -> Around:
    """The same with a label."""
    return around[0].replace(b'"1.0"?', b'"1.0" encoding="%s"?' % label.encode()), around[1]


def spoiled(text: str, bad: bytes) -> bytes:
    """An item with bytes between its characters."""
    return story("§" * 9)(1).replace("§".encode(), text.encode() + bad)


for name in WIDE:
    around = recoded(RSS, name, "\ufeff".encode(name))
    add(f"{name}, small items", around, story("Short", name))
    add(f"{name}, Chinese", around, story(CHINESE, name))
add("utf-16 without mark", recoded(RSS, "utf-16-le"), story("Short", "utf-16-le"))
add("utf-16, one title", recoded(TITLE, "utf-16-le", b"\xff\xfe"), CHINESE.encode("utf-16-le"))
add("utf-16, halves", recoded(RSS, "utf-16-le", b"\xff\xfe"), b"\x00\xd8x\x00")
for name, text in NARROW.items():
    add(f"{name}, labelled", labelled(name), story(text, name))
    add(f"{name}, labelled utf-8", labelled("utf-8"), story(text, name))
    add(f"{name}, one text", labelled(name, TITLE), text.encode(name))
add("utf-8, a bad byte everywhere", RSS, spoiled("é", b"\xff "))
add("utf-8, windows-1252 everywhere", RSS, spoiled("é", b"\xe9 "))
add("utf-8, more bad than good", RSS, spoiled("é", b"\xff \xfe \xff "))
add("utf-8, bad bytes without blanks", DESCRIPTION, b"\xc3\xa9\xff")
add("utf-8, one bad byte", cut(RSS, b"<item><title>\xff</title></item>"), story("é" * 9))
TWICE = "é‰".encode().decode("cp1252", "replace").replace("\ufffd", "") * 20
add("utf-8, twice encoded", RSS, story(TWICE))
add("utf-8, nearly twice encoded", inside(RSS, b"", "日".encode()), story(TWICE))
add("utf-8, nothing but marks", DESCRIPTION, "\ufeff".encode())
add("controls everywhere", RSS, story("a\x01b\x7f\r\nc\r"))
add("controls of windows-1252", RSS, story("a\x85b\x92"))
add("utf-7", labelled("utf-7"), story("Short +AOk-"))

# No document at all.
add("zeros", (b"", b""), b"\0" * 4096)
add("noise", (b"", b""), NOISE)
add("noise in a feed", RSS, NOISE)
add("words", (b"", b""), b"All work and no play. ")
add("white space", (b"", b""), b" \n\t ")
add("less-thans", (b"", b""), b"<")

for format_name in ["atom", "rss"]:
    around = recoded(RSS, "utf-16-le", b"\xff\xfe")
    add(f"to {format_name}: utf-16-le, Chinese", around, story(CHINESE, "utf-16-le"),
        f"--format {format_name}")
