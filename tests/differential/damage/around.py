"""Lossless: before and after the root, names, versions, and encodings."""

from __future__ import annotations

import random
import re

from damage.kind import (
    RSS,
    Clean,
    Damaged,
    lossless,
    without_declaration,
)


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
    broken = [
        "<?xml version=1.0 encoding=utf-8?>",
        "<?xml version='1.0' encoding='utf-8' >",
        '<?xml encoding="utf-8"?>',
        '<?XML VERSION="1.0" ENCODING="UTF-8"?>',
        '<?xml version="1.1" encoding="utf-8"?>',
        '<xml version="1.0" encoding="utf-8"?>',
    ]
    return rng.choice(broken) + "\n" + without_declaration(clean.text)


@lossless
def junk_after(clean: Clean, rng: random.Random) -> str:
    return clean.text + rng.choice(
        [
            "\n<!-- 0.12 seconds -->",
            "<script>count(1 < 2)</script>",
            "\x00\x00\x00",
            "done & gone",
            "<br/>",
            "</html>",
        ]
    )


@lossless
def page_after(clean: Clean, _rng: random.Random) -> str:
    return (
        clean.text
        + "<html><head><title>Error</title></head><body><p>Out of memory</p></body></html>"
    )


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
    return re.sub(r"(<title>[^<]*)\bunion\b", r"\1&union;", clean.text).replace(
        "?>\n", f"?>\n{doctype}\n", 1
    )


@lossless
def namespaces_missing(clean: Clean, _rng: random.Random) -> str:
    return re.sub(r' xmlns(?::\w+)?="[^"]*"', "", clean.text)


@lossless
def namespaces_wrong(clean: Clean, _rng: random.Random) -> str:
    return re.sub(
        r' (xmlns:(?:dc|content|atom))="[^"]*"', r' \1="http://example.org/wrong"', clean.text
    )


@lossless
def other_prefixes(clean: Clean, _rng: random.Random) -> str:
    text = re.sub(r"(</?)dc:", r"\1dublin:", clean.text).replace("xmlns:dc=", "xmlns:dublin=")
    return re.sub(r"(</?)content:", r"\1c:", text).replace("xmlns:content=", "xmlns:c=")


@lossless
def version_missing(clean: Clean, _rng: random.Random) -> Damaged:
    text = re.sub(r"<(rss|feed) version=\"[\d.]+\"", r"<\1", clean.text)
    return Damaged(
        text.encode(),
        feed={"format": RSS}
        if clean.dialect.startswith("rss0") or clean.dialect == "rss20"
        else {},
    )


@lossless
def version_wrong(clean: Clean, rng: random.Random) -> Damaged:
    version = rng.choice(["2.0.1", " 2.0 ", "9.9", "1", "x", ""])
    text = re.sub(r"<(rss|feed) version=\"[\d.]+\"", rf'<\1 version="{version}"', clean.text)
    return Damaged(
        text.encode(),
        feed={"format": RSS}
        if clean.dialect.startswith("rss0") or clean.dialect == "rss20"
        else {},
    )


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
    return clean.text.replace('encoding="utf-8"', 'encoding="utf-16"').encode(
        rng.choice(["utf-16le", "utf-16be"])
    )


@lossless
def lines_end_in_cr(clean: Clean, _rng: random.Random) -> str:
    return clean.text.replace("\n", "\r")


@lossless
def lines_end_in_crlf(clean: Clean, _rng: random.Random) -> str:
    return clean.text.replace("\n", "\r\n")


@lossless
def without_line_ends(clean: Clean, _rng: random.Random) -> str:
    return clean.text.replace("\n", "")
