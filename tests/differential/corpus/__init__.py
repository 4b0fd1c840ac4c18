"""The corpus: one module for each kind of thing that a reader must cope with.

`corpus.all_cases()` gives every case; the same ones in the same order at every run.
"""

from __future__ import annotations

from case import Case
from corpus import content, dates, dialects, encodings, extensions, json_feeds, links, mended

#: In the order in which the tables show them.
FAMILIES = (dialects, extensions, mended, encodings, content, links, dates, json_feeds)


def all_cases() -> list[Case]:
    """Every case; names are unique."""
    cases = [case for family in FAMILIES for case in family.cases()]
    names = [case.name for case in cases]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"cases with the same name: {sorted(twice)}")
    return cases
