"""Measures sangam's reader against feedparser, over feeds whose right answer is known.

    python differential.py --sangam target/debug/sangam

Neither reader is the judge: the documents are written by `corpus` and `damage` together with the
answer that they were made from. Scoring:

* *answered*: the reader gave an answer, with at least one item where the document has any. An
  error, a crash, an empty list, or more than ten seconds is none.
* *fields right*: one point for every field that a case names (of the feed and of every item) and
  one for the right number of items, over all points to be had. No answer gets no point. Values
  are folded before they are compared (`score.py`): white space, characters that XML cannot hold,
  U+FFFD, fragments and tracking parameters of addresses, markup of HTML text make no difference.
  Fields that a reader has no notion of are not counted for it.
* Damage that takes no information must leave every field as it was, and the number of items. After
  damage that takes some, every item that was not touched must come through whole; further items
  are no mistake.

Exits with 1 when sangam answers less than 99.5 %, gets less than 97 % of fields right, or less
than feedparser, on the corpus or on the damage.
"""

from __future__ import annotations

import argparse
import fnmatch
import importlib.util
import json
import multiprocessing
import sys
from collections import defaultdict
from typing import Any

import corpus
import damage
from case import Case
from readers import Feedparser, NoAnswer, Sangam
from score import Score, judge

LEAST_ANSWERED = 99.5
LEAST_RIGHT = 97.0

#: Set in every worker by `start`.
READERS: list[Any] = []


def start(binary: str | None) -> None:
    """Prepares a worker."""
    READERS[:] = ([Sangam(binary)] if binary else []) + [Feedparser()]


def run(case: Case) -> dict[str, Score]:
    """One case through every reader."""
    scores = {}
    for reader in READERS:
        try:
            answer, why = reader.read(case), ""
        except NoAnswer as error:
            answer, why = None, str(error)
        scores[reader.name] = judge(case, answer, why, reader.ignored)
    return scores


class Tally:
    """Sums of scores."""

    def __init__(self) -> None:
        self.cases = self.answered = self.right = self.total = 0

    def add(self, score: Score) -> None:
        """Takes one score."""
        self.cases += 1
        self.answered += score.answered
        self.right += score.right
        self.total += score.total

    @property
    def answered_share(self) -> float:
        """Per cent of documents."""
        return 100 * self.answered / max(1, self.cases)

    @property
    def right_share(self) -> float:
        """Per cent of fields."""
        return 100 * self.right / max(1, self.total)


Tallies = dict[str, dict[str, Tally]]


def tally(cases: list[Case], results: list[dict[str, Score]], group: Any) -> Tallies:
    """Sums by group and reader."""
    sums: Tallies = defaultdict(lambda: defaultdict(Tally))
    for case, scores in zip(cases, results, strict=True):
        for name, score in scores.items():
            sums[group(case)][name].add(score)
    return sums


def half(case: Case) -> str:
    """Corpus or damage: the two that are held to the limits."""
    return "all damage" if case.family == "damage" else "all corpus"


def kind_of_damage(case: Case) -> str:
    """`damage/NAME` of damage, the family of the corpus."""
    return "/".join(case.name.split("/")[:2]) if case.family == "damage" else case.family


def print_table(sums: Tallies, readers: list[str]) -> None:
    """Answered and right, a row a group."""
    width = max(len(group) for group in sums)
    print(f"{'':{width}}  cases" + "".join(f"  {name:>20}" for name in readers))
    print(f"{'':{width}}       " + "  answered %  fields %" * len(readers))
    for group, by_reader in sums.items():
        cells = "".join(
            f"  {one.answered_share:10.1f}  {one.right_share:8.1f}"
            for one in (by_reader[name] for name in readers)
        )
        print(f"{group:{width}}  {next(iter(by_reader.values())).cases:5}{cells}")


def explain(cases: list[Case], results: list[dict[str, Score]], reader: str, most: int) -> None:
    """The documents with most points lost, and what was lost."""
    ranked = sorted(
        zip(cases, results, strict=True),
        key=lambda pair: pair[1][reader].right - pair[1][reader].total,
    )
    for case, scores in ranked[:most]:
        score = scores[reader]
        if score.lost:
            print(f"\n{case.name}: {score.right} of {score.total}")
            print("\n".join(f"    {line[:300]}" for line in score.lost[:8]))


def as_json(cases: list[Case], results: list[dict[str, Score]]) -> str:
    """Everything, for other programs."""
    rows = [
        {
            "name": case.name,
            **{
                name: {
                    "answered": one.answered,
                    "right": one.right,
                    "total": one.total,
                    "lost": one.lost,
                }
                for name, one in scores.items()
            },
        }
        for case, scores in zip(cases, results, strict=True)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def shortfalls(sums: Tallies) -> list[str]:
    """Where sangam is below the limits."""
    out = []
    for group, by_reader in sums.items():
        ours, theirs = by_reader["sangam"], by_reader["feedparser"]
        if ours.answered_share < LEAST_ANSWERED:
            out.append(f"{group}: answered {ours.answered_share:.2f} % < {LEAST_ANSWERED} %")
        if ours.right_share < LEAST_RIGHT:
            out.append(f"{group}: fields right {ours.right_share:.2f} % < {LEAST_RIGHT} %")
        if ours.right_share < theirs.right_share:
            out.append(
                f"{group}: fields right {ours.right_share:.2f} % < feedparser's {theirs.right_share:.2f} %"
            )
    return out


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument(
        "--sangam", metavar="BINARY", help="without it, feedparser alone is measured"
    )
    parser.add_argument(
        "--only", metavar="PATTERN", help="names of cases, as a shell pattern: 'dates/*'"
    )
    parser.add_argument(
        "--seeds", type=int, default=3, help="how often each damage is done (default 3)"
    )
    parser.add_argument("--first-seed", type=int, default=0, help="another one gives other damage")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth case")
    parser.add_argument("--explain", type=int, default=0, metavar="N", help="the N worst documents")
    parser.add_argument(
        "--of", default=None, metavar="READER", help="whose worst documents (default sangam)"
    )
    parser.add_argument("--kinds", action="store_true", help="a row for each kind of damage")
    parser.add_argument("--json", action="store_true", help="every case, as JSON")
    return parser.parse_args()


def main() -> int:
    """Runs the cases and prints the table."""
    args = arguments()
    if importlib.util.find_spec("feedparser") is None:
        print("feedparser is missing: pip install -r requirements.txt", file=sys.stderr)
        return 2
    cases = corpus.all_cases() + damage.all_cases(args.seeds, args.first_seed)
    cases = [case for case in cases if not args.only or fnmatch.fnmatch(case.name, args.only)][
        :: args.every
    ]
    if not cases:
        print(f"no case is called {args.only!r}", file=sys.stderr)
        return 2
    with multiprocessing.Pool(2, start, (args.sangam,)) as pool:
        results = pool.map(run, cases, chunksize=16)
    if args.json:
        print(as_json(cases, results))
        return 0
    readers = list(results[0])
    print_table(
        tally(cases, results, kind_of_damage if args.kinds else lambda case: case.family), readers
    )
    halves = tally(cases, results, half)
    print_table(halves | tally(cases, results, lambda _: "all"), readers)
    explain(cases, results, args.of or readers[0], args.explain)
    failed = shortfalls(halves) if args.sangam else []
    for line in failed:
        print(line, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
