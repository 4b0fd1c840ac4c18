"""Lossless: several kinds at once."""

from __future__ import annotations

import random

from damage.around import (
    junk_after,
    label_wrong,
    lines_end_in_cr,
    namespaces_missing,
    php_warning_before,
)
from damage.kind import (
    Clean,
    lossless,
)
from damage.tags import (
    comments_everywhere,
    doubled_attribute,
    end_tags_in_other_case,
    instructions_everywhere,
    item_ends_missing,
    last_ends_missing,
    script_between_items,
    single_quoted_attributes,
    stray_end_tags,
    unknown_elements,
)
from damage.text import (
    bare_ampersand,
    bare_less_than,
    control_characters,
    html_entities,
    illegal_references,
    nul_characters,
    undefined_entity_between_words,
)

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
    late = (
        end_tags_in_other_case,
        last_ends_missing,
        item_ends_missing,
        lines_end_in_cr,
        php_warning_before,
        junk_after,
    )
    chosen = rng.sample(PLAIN, 4)
    text = clean.text
    for kind in sorted(chosen, key=lambda kind: (kind in late, PLAIN.index(kind))):
        if kind is last_ends_missing and not Clean(clean.dialect, text, clean.answer).spans:
            continue
        made = kind(Clean(clean.dialect, text, clean.answer), rng)
        assert isinstance(made, str)
        text = made
    return text
