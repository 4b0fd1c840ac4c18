"""Writes the corpus to a folder, to look at it: each document beside its expected answer.

    python make_corpus.py [FOLDER]      (default: target/differential)

The tests do not need the files; they are the same bytes that `differential.py` hands to the
readers.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import corpus
import damage


def main() -> None:
    """Writes every case."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "target/differential")
    cases = corpus.all_cases() + damage.all_cases()
    for case in cases:
        path = folder / f"{case.name}.{case.ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(case.data)
        told = {
            "content_type": case.content_type,
            "base": case.base,
            "exact": case.exact,
            **case.expected,
        }
        expected = json.dumps(told, ensure_ascii=False, indent=1)
        path.with_name(f"{path.name}.expected.json").write_text(expected, encoding="utf-8")
    print(f"{len(cases)} documents in {folder}")


if __name__ == "__main__":
    main()
