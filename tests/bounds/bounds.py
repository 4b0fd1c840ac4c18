"""Measures what `sangam parse` takes for documents made to exhaust.

    python tests/bounds/bounds.py --sangam target/release/sangam [PATTERN ...]

One row a shape (`shapes.py`): seconds by the clock, seconds of the processor (user and system),
memory at its highest (resident, in MB of 1,000,000 bytes), the answer's size, how many items it
has, what was warned of or why there is none. Rows beyond a bound are marked; with any of them this exits
with 1. On a busy machine seconds by the clock mean little: then `--clock` is off and those of the
processor count.
"""

from __future__ import annotations

import argparse
import fnmatch
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from shapes import SHAPES, Shape

MAX_SECONDS = 5.0
MAX_MEGABYTES = 256.0
#: After this long a document counts as never answered.
GIVEN_UP_AFTER = 120


@dataclass(frozen=True)
class Measured:
    """What one document took."""

    clock: float
    processor: float
    megabytes: float
    outcome: str

    def is_within(self, by_clock: bool) -> bool:
        """Whether it kept the bounds."""
        seconds = self.clock if by_clock else self.processor
        return seconds <= MAX_SECONDS and self.megabytes <= MAX_MEGABYTES and self.outcome[0] != "!"


def measure(binary: str, shape: Shape, size: int) -> Measured:
    """Has one document read."""
    with tempfile.NamedTemporaryFile() as document, tempfile.TemporaryFile() as out, \
            tempfile.TemporaryFile() as errors:
        for block in shape.blocks(size):
            document.write(block)
        document.flush()
        start = time.monotonic()
        command = ["timeout", str(GIVEN_UP_AFTER), binary, "parse", *shape.arguments, document.name]
        running = subprocess.Popen(command, stdout=out, stderr=errors)
        _, status, usage = os.wait4(running.pid, 0)
        clock = time.monotonic() - start
        running.returncode = os.waitstatus_to_exitcode(status)
        return Measured(clock, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6,
                        outcome(running.returncode, out, errors))


def outcome(code: int, out: IO[bytes], errors: IO[bytes]) -> str:
    """What the answer is, in short."""
    errors.seek(0)
    said = errors.read(300).decode(errors="replace").strip().replace("\n", " ")
    if code not in (0, 1):
        return f"! exit {code} {said}"
    if code == 1:
        return said[:100]
    items, size, codes = 0, 0, set()
    for line in lines(out):
        size += len(line)
        items += bool(re.match(rb'      "id": |\s*<(item|entry)>', line))
        if found := re.match(rb' {8,10}"code": "([a-z0-9-]+)"', line):
            codes.add(found[1].decode())
    return f"{items:,} items, {size / 1e6:.1f} MB; {' '.join(sorted(codes))} {said[:80]}"


def lines(out: IO[bytes]) -> Iterator[bytes]:
    """The lines of the answer, long ones in parts."""
    out.seek(0)
    while line := out.readline(1 << 20):
        yield line


def main() -> int:
    """Measures, and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("patterns", nargs="*", default=["*"], metavar="PATTERN")
    parser.add_argument("--sangam", default="target/release/sangam")
    parser.add_argument("--size", type=int, default=64_000_000)
    parser.add_argument("--clock", action="store_true", help="hold the clock to its bound, too")
    options = parser.parse_args()
    names = [n for n in SHAPES if any(fnmatch.fnmatch(n, p) for p in options.patterns)]
    print(f"{'shape':48} {'clock':>6} {'cpu':>6} {'MB':>6}  outcome", flush=True)
    beyond = 0
    for name in names:
        done = measure(options.sangam, SHAPES[name], options.size)
        mark = " " if done.is_within(options.clock) else "*"
        beyond += mark == "*"
        print(f"{name:47}{mark} {done.clock:6.2f} {done.processor:6.2f} {done.megabytes:6.0f}  "
              f"{done.outcome}", flush=True)
    print(f"{len(names)} shapes, {beyond} beyond {MAX_SECONDS:.0f} s or {MAX_MEGABYTES:.0f} MB")
    return 1 if beyond else 0


if __name__ == "__main__":
    sys.exit(main())
