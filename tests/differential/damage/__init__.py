"""Damage to clean feeds: some eighty kinds, random but seeded.

A kind that takes no information must leave the answer what it was, to the last field; after one
that takes some, every item that was not touched must come through whole.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator
from typing import Any

from case import Case
from damage import around, lossy, several, tags, text
from damage.kind import DIALECTS, LOSSLESS, LOSSY, Clean, Damaged
from feeds import write
from stories import english

#: Importing them registers their kinds.
MODULES = (text, tags, around, several, lossy)


def all_cases(seeds: int = 3, first_seed: int = 0) -> list[Case]:
    """Every kind on every dialect, some times each; what comes out the same counts once, and what
    comes out as it went in (there was nothing to damage) not at all."""
    seen: set[bytes] = {write(english(), dialect)[0].encode() for dialect in DIALECTS}
    out = []
    for seed in range(first_seed, first_seed + seeds):
        for case in _round(seed):
            if case.data not in seen or case.content_type:
                seen.add(case.data)
                out.append(case)
    return out


def _round(seed: int) -> Iterator[Case]:
    for kinds in (LOSSLESS, LOSSY):
        for name, kind in kinds.items():
            for dialect in DIALECTS:
                text, answer = write(english(), dialect)
                # `hash` differs from run to run.
                rng = random.Random(zlib.crc32(f"{name} {dialect} {seed}".encode()))
                made = kind(Clean(dialect, text, answer), rng)
                if made is not None:
                    yield _case(f"damage/{name}/{dialect}-{seed}", made, answer, kinds is LOSSLESS)


def _case(name: str, made: str | bytes | Damaged, answer: dict[str, Any], exact: bool) -> Case:
    if isinstance(made, str):
        made = Damaged(made.encode("utf-8"))
    elif isinstance(made, bytes):
        made = Damaged(made)
    items = [item for number, item in enumerate(answer["items"]) if number not in made.hurt]
    expected = {"feed": answer["feed"] | made.feed, "items": items}
    at_most = len(answer["items"]) + made.more
    return Case(name, made.data, expected, made.content_type, exact=exact, at_most=at_most)
