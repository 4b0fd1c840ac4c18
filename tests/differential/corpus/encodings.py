"""Encodings: which one a document is in, said by a mark, the server, the declaration, or nobody."""

from __future__ import annotations

import codecs

from case import Case, Cases
from feeds import write
from stories import english, in_script

#: Encoding (WHATWG label) → (Python's codec, scripts that it can write).
LEGACY: dict[str, tuple[str, tuple[str, ...]]] = {
    "windows-1250": ("cp1250", ("polish",)),
    "windows-1251": ("cp1251", ("russian", "ukrainian")),
    "windows-1252": ("cp1252", ("western", "german")),
    "windows-1253": ("cp1253", ("greek",)),
    "windows-1254": ("cp1254", ("turkish",)),
    "windows-1255": ("cp1255", ("hebrew",)),
    "windows-1256": ("cp1256", ("arabic",)),
    "windows-1257": ("cp1257", ("baltic",)),
    "iso-8859-1": ("iso8859_1", ("western", "german")),
    "iso-8859-2": ("iso8859_2", ("polish",)),
    "iso-8859-4": ("iso8859_4", ("baltic",)),
    "iso-8859-5": ("iso8859_5", ("russian",)),
    "iso-8859-6": ("iso8859_6", ("arabic",)),
    "iso-8859-7": ("iso8859_7", ("greek",)),
    "iso-8859-8": ("iso8859_8", ("hebrew",)),
    "iso-8859-9": ("iso8859_9", ("turkish",)),
    "iso-8859-13": ("iso8859_13", ("baltic",)),
    "iso-8859-15": ("iso8859_15", ("western",)),
    "koi8-r": ("koi8_r", ("russian",)),
    "koi8-u": ("koi8_u", ("ukrainian",)),
    "ibm866": ("cp866", ("russian",)),
    "macintosh": ("mac_roman", ("western",)),
    "tis-620": ("tis_620", ("thai",)),
    "windows-874": ("cp874", ("thai",)),
    "shift_jis": ("shift_jis", ("japanese",)),
    "euc-jp": ("euc_jp", ("japanese",)),
    "iso-2022-jp": ("iso2022_jp", ("japanese",)),
    "gb2312": ("gb2312", ("chinese",)),
    "gbk": ("gbk", ("chinese", "taiwanese")),
    "gb18030": ("gb18030", ("chinese", "hindi")),
    "big5": ("big5", ("taiwanese",)),
    "euc-kr": ("euc_kr", ("korean",)),
    "ks_c_5601-1987": ("cp949", ("korean",)),
}

#: What can be told from the bytes alone, given text enough.
GUESSED = (
    "windows-1251",
    "koi8-r",
    "shift_jis",
    "euc-jp",
    "iso-2022-jp",
    "gbk",
    "big5",
    "euc-kr",
    "windows-1252",
    "windows-874",
)

WIDE = {
    "utf-16le": codecs.BOM_UTF16_LE,
    "utf-16be": codecs.BOM_UTF16_BE,
    "utf-32le": codecs.BOM_UTF32_LE,
    "utf-32be": codecs.BOM_UTF32_BE,
}


def cases() -> list[Case]:
    """Every case of this kind."""
    out = Cases("encodings")
    _legacy(out)
    _wide(out)
    _unicode(out)
    _conflicts(out)
    return out.cases


def _legacy(out: Cases) -> None:
    for label, (codec, scripts) in LEGACY.items():
        for script in scripts:
            feed = in_script(script)
            for dialect in ("rss20", "atom10"):
                text, answer = write(feed, dialect, label)
                said = answer["feed"] | {"encoding": label}
                name = f"{label}-{script}-{dialect}"
                out.add(f"{name}-declared", text.encode(codec), answer["items"], said)
                text, _ = write(feed, dialect, None)
                out.add(
                    f"{name}-from-the-server",
                    text.encode(codec),
                    answer["items"],
                    said,
                    content_type=f"application/xml; charset={label}",
                )
            if label in GUESSED:
                feed.items *= 4
                text, answer = write(feed, "rss20", None)
                out.add(
                    f"{label}-{script}-rss20-said-by-nobody",
                    text.encode(codec),
                    answer["items"],
                    answer["feed"],
                )


def _wide(out: Cases) -> None:
    for label, mark in WIDE.items():
        for dialect in ("rss20", "atom10"):
            for script in ("western", "japanese"):
                declared = label[:6]
                text, answer = write(in_script(script), dialect, declared)
                data = text.encode(label)
                said = answer["feed"] | {"encoding": label}
                name = f"{label}-{script}-{dialect}"
                out.add(f"{name}-with-mark", mark + data, answer["items"], said)
                out.add(f"{name}-without-mark", data, answer["items"], said)
                undeclared = write(in_script(script), dialect, None)[0].encode(label)
                out.add(f"{name}-with-mark-undeclared", mark + undeclared, answer["items"], said)
                out.add(
                    f"{name}-from-the-server",
                    data,
                    answer["items"],
                    said,
                    content_type=f"application/xml; charset={label}",
                )
                wrong = write(in_script(script), dialect, "utf-8")[0].encode(label)
                out.add(f"{name}-with-mark-declared-utf-8", mark + wrong, answer["items"], said)


def _unicode(out: Cases) -> None:
    mark = codecs.BOM_UTF8
    for dialect in ("rss20", "atom10", "rss10"):
        text, answer = write(in_script("greek"), dialect)
        said = answer["feed"] | {"encoding": "utf-8"}
        undeclared = write(in_script("greek"), dialect, None)[0]
        out.add(f"utf-8-{dialect}-undeclared", undeclared, answer["items"], said)
        out.add(f"utf-8-{dialect}-with-mark", mark + text.encode(), answer["items"], said)
        for label in (
            "iso-8859-1",
            "us-ascii",
            "windows-1251",
            "utf-16",
            "x-unknown",
            "UTF8",
            "Utf-8",
            "unicode",
            "",
        ):
            wrong = text.replace('encoding="utf-8"', f'encoding="{label}"')
            out.add(f"utf-8-{dialect}-declared-{label or 'empty'}", wrong, answer["items"], said)
            if label in ("iso-8859-1", "windows-1251"):
                out.add(
                    f"utf-8-{dialect}-with-mark-declared-{label}",
                    mark + wrong.encode(),
                    answer["items"],
                    said,
                )


def _conflicts(out: Cases) -> None:
    french = in_script("western")
    for dialect in ("rss20", "atom10"):
        text, answer = write(french, dialect, "utf-8")
        latin = text.encode("cp1252")
        items, feed = answer["items"], answer["feed"]
        out.add(f"windows-1252-{dialect}-declared-utf-8", latin, items, feed)
        out.add(
            f"windows-1252-{dialect}-server-says-utf-8",
            latin,
            items,
            feed,
            content_type="application/xml; charset=utf-8",
        )
        declared = write(french, dialect, "windows-1252")[0].encode("cp1252")
        out.add(
            f"windows-1252-{dialect}-declared-server-says-utf-8",
            declared,
            items,
            feed,
            content_type="text/xml; charset=utf-8",
        )
        out.add(
            f"windows-1252-{dialect}-undeclared",
            write(french, dialect, None)[0].encode("cp1252"),
            items,
            feed,
        )
        out.add(
            f"utf-8-{dialect}-server-says-iso-8859-1",
            text,
            items,
            feed,
            content_type="application/xml; charset=iso-8859-1",
        )
        out.add(
            f"utf-8-{dialect}-server-says-us-ascii",
            text,
            items,
            feed,
            content_type="text/xml; charset=us-ascii",
        )
        out.add(
            f"utf-8-{dialect}-text-xml-without-charset", text, items, feed, content_type="text/xml"
        )
        out.add(
            f"utf-8-{dialect}-server-says-nonsense",
            text,
            items,
            feed,
            content_type="application/xml; charset=none",
        )
        out.add(
            f"utf-8-{dialect}-server-says-quoted",
            text,
            items,
            feed,
            content_type='application/xml; charset="UTF-8"',
        )
        russian = in_script("russian")
        text, answer = write(russian, dialect, "windows-1251")
        out.add(
            f"koi8-r-{dialect}-declared-windows-1251-server-right",
            text.encode("koi8_r"),
            answer["items"],
            answer["feed"],
            content_type="application/xml; charset=koi8-r",
        )
        japanese = in_script("japanese")
        text, answer = write(japanese, dialect, "utf-8")
        out.add(
            f"shift_jis-{dialect}-declared-utf-8",
            text.encode("shift_jis"),
            answer["items"],
            answer["feed"],
        )
        out.add(
            f"euc-jp-{dialect}-declared-utf-8-server-right",
            text.encode("euc_jp"),
            answer["items"],
            answer["feed"],
            content_type="application/xml; charset=euc-jp",
        )
        # Curly quotes of windows-1252 in what calls itself ISO 8859-1: everybody's habit.
        text, answer = write(english(), dialect, "iso-8859-1")
        curly = text.encode("cp1252", "xmlcharrefreplace")
        out.add(
            f"windows-1252-{dialect}-declared-iso-8859-1-with-curly-quotes",
            curly,
            answer["items"],
            answer["feed"],
        )
        refs = (
            text.encode("ascii", "xmlcharrefreplace")
            .replace(b"&#8220;", b"&#147;")
            .replace(b"&#8221;", b"&#148;")
        )
        out.add(f"references-{dialect}-of-windows-1252", refs, answer["items"], answer["feed"])
        # One text in another encoding than the rest: a title pasted into UTF-8.
        text, answer = write(in_script("german"), dialect, "utf-8")
        title = answer["items"][1]["title"]
        mixed = text.encode().replace(
            f"<title>{title}</title>".encode(), f"<title>{title}</title>".encode("cp1252")
        )
        out.add(
            f"mixed-{dialect}-one-title-in-windows-1252", mixed, answer["items"], answer["feed"]
        )
        broken = text.encode().replace("Größte".encode(), b"Gr\xc3" + "ößte".encode(), 1)
        rest = [item for item in answer["items"] if "Größte" not in str(item)]
        out.add(f"utf-8-{dialect}-one-broken-byte", broken, rest, {"language": "de"}, exact=False)
        escaped = text.encode("ascii", "xmlcharrefreplace")
        out.add(f"ascii-{dialect}-references", escaped, answer["items"], answer["feed"])
        hexadecimal = "".join(c if ord(c) < 128 else f"&#x{ord(c):x};" for c in text)
        out.add(
            f"ascii-{dialect}-hexadecimal-references", hexadecimal, answer["items"], answer["feed"]
        )
