"""Lossless: tags and attributes, and what stands between elements."""

from __future__ import annotations

import random
import re

from damage.kind import (
    Clean,
    between_elements,
    lossless,
)


@lossless
def doubled_attribute(clean: Clean, _rng: random.Random) -> str:
    return re.sub(
        r'(<(?:guid|link|item|enclosure|content)) ((?:\w+:)?\w+="[^"]*")', r"\1 \2 \2", clean.text
    )


@lossless
def unquoted_attributes(clean: Clean, _rng: random.Random) -> str:
    return re.sub(
        r'(<(?!\?|feed|rss|rdf)[\w:]+[^>]*?)="([\w:/.,+-]*[\w])"(?=[\s>])', r"\1=\2", clean.text
    )


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
    return re.sub(
        r" (href|rel|type|isPermaLink|url|length)=", lambda m: f" {m[1].upper()}=", clean.text
    )


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
    return between_elements(
        clean, rng, "<x:rating><x:title>five</x:title><x:link>stars</x:link></x:rating>"
    )
