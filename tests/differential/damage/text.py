"""Lossless: what stands in texts."""

from __future__ import annotations

import random
import re

from damage.kind import (
    Clean,
    in_titles,
    lossless,
)


@lossless
def bare_ampersand(clean: Clean, _rng: random.Random) -> str:
    return clean.text.replace(" &amp; ", " & ")


@lossless
def bare_less_than(clean: Clean, _rng: random.Random) -> str:
    return clean.text.replace("3 &lt; 5", "3 < 5")


@lossless
def html_entities(clean: Clean, _rng: random.Random) -> str:
    text = clean.text
    for letter, entity in (("é", "eacute"), ("à", "agrave"), ("“", "ldquo"), ("”", "rdquo")):
        text = re.sub(rf"(<title>[^<]*){letter}", rf"\1&{entity};", text)
    return text


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
    return in_titles(
        clean,
        rng,
        rng.choice(
            ["&#0;", "&#x0;", "&#xD800;", "&#99999999;", "&#xFFFFFFFFFF;", "&#11;", "&#xFFFF;"]
        ),
    )


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
        return (
            found[1]
            + found[2].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
            + found[3]
        )

    text = re.sub(r"(<content[^>]*>)(.*?)(</content>)", raw, text)
    if clean.dialect in ("rss091", "rss092"):
        text = re.sub(r"(<description>)(.*?)(</description>)", raw, text)
    return text


@lossless
def html_crossed_and_unclosed(clean: Clean, _rng: random.Random) -> str | None:
    text = content_not_escaped(clean, _rng)
    text = (
        text.replace("</li>", "")
        .replace("<b>Monday</b>", "<b><u>Monday</b></u>")
        .replace("</strong>", "<br>")
    )
    return text if text != clean.text else None
