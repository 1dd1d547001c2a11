"""What Guiju costs, as ratios to something that everybody can run. `make bench` prints them; a missed bound fails."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from bench import clerk, columns, journal, peer, scan, walk

ROUNDS = 15
CASES = 300  # applications in a round
HEAVY = ("django", "duckdb", "pyarrow", "numpy")


@dataclass(frozen=True)
class Line:
    """One measured thing: what it came to, what it may come to, and whether it does."""

    what: str
    ours: str
    theirs: str
    bound: str
    kept: bool
    ratio: float | None = None

    def __str__(self) -> str:
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        said = "kept" if self.kept else "MISSED"
        return f"{self.what:42} {self.ours:>13} {self.theirs:>32} {ratio:>6} {self.bound:>8}  {said}"


def acts() -> Iterator[Line]:
    """`decide` over distinct records, in turn with the peer; and the same outcomes as the oracle."""
    book, spec = walk.book(), peer.five_tasks()
    walk.acts_per_second(book, list(walk.plans(CASES)))  # warm
    ours, apart, theirs = [], [], []
    for turn in range(ROUNDS):
        ours.append(walk.acts_per_second(book, list(walk.plans(CASES, first=turn * CASES))))
        theirs.append(peer.tasks_per_second(spec, CASES // 3))
        apart.append(walk.acts_per_second(book, list(walk.plans(CASES, first=turn * CASES, a_day=1))))
    ratio, scattered = (statistics.median(a / b for a, b in zip(found, theirs, strict=True)) for found in (ours, apart))
    decided, one_a_day, tasks = (f"{statistics.median(found):,.0f}" for found in (ours, apart, theirs))
    yield Line("acts decided /s : SpiffWorkflow tasks /s", decided, tasks, ">= 5", ratio >= 5, ratio)
    # days repeat in an office, and answers about days are kept; with one application a day fewer of them serve again
    yield Line("the same, one application a day", one_a_day, tasks, ">= 5", scattered >= 5, scattered)
    planned = list(walk.plans(ROUNDS * CASES))
    mine, oracle = walk.outcomes(book, planned), clerk.outcomes(planned)
    yield Line("digest of their outcomes : the oracle's", mine[:12], oracle[:12], "equal", mine == oracle)
    fast, bare, ratio = columns.ratio(book.calendar)
    kept = ratio >= 1 / 3
    yield Line("dates /s in a column : bare NumPy table", f"{fast:,.0f}", f"{bare:,.0f}", ">= 0.33", kept, ratio)


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def starting() -> Iterator[Line]:
    """A command that answers at once, and an import that loads nothing heavy."""
    script = Path(sys.executable).with_name("guiju")
    version = [str(script)] if script.exists() else [sys.executable, "-c", "from guiju.faces.cli import main; main()"]
    pairs = [(_seconds([*version, "--version"]), _seconds([sys.executable, "-c", "pass"])) for _ in range(ROUNDS + 1)]
    ours, bare = (statistics.median(pair[side] for pair in pairs[1:]) for side in (0, 1))
    ratio = ours / bare
    took, least = f"{ours * 1e3:.0f} ms", f"{bare * 1e3:.0f} ms"
    yield Line("guiju --version : python -c pass", took, least, "<= 15", ratio <= 15, ratio)
    code = f"import sys, guiju; print(*[name for name in {HEAVY} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
    yield Line("import guiju loads", loaded or "nothing", ", ".join(HEAVY), "none", not loaded)


def faces() -> Iterator[Line]:
    """A page of a long register, by a process of its own."""
    said = subprocess.run([sys.executable, "-m", "bench.page"], check=True, capture_output=True, text=True).stdout
    ours, plain, ratio = map(float, said.split())
    yield Line(
        "pages /s of the register : plain Django", f"{ours:,.0f}", f"{plain:,.0f}", ">= 0.50", ratio >= 1 / 2, ratio
    )


def log() -> Iterator[Line]:
    """The log against a Merkle tree library; a ratio is bound by our bound over what that library was found to do."""
    found = journal.measure()
    took = journal.STORED / found.stored[0]
    yield Line("100 000 log entries stored", f"{took:.2f} s", "", "< 3 s", took < 3)
    for what, (ours, theirs), bound, least in (
        ("log entries stored /s : pymerkle in memory", found.stored, 0.25, None),
        ("proofs /s at 1 000 000 : its at 100 000", found.proved, 10_000 / 8_400, 10_000),
        ("proofs checked /s : its", found.verified, 20_000 / 25_000, 20_000),
    ):
        ratio = ours / theirs
        yield Line(what, f"{ours:,.0f}", f"{theirs:,.0f}", f">= {bound:.2f}", ratio >= bound, ratio)
        if least:
            yield Line("   by themselves", f"{ours:,.0f}", "", f">= {least:,}", ours >= least)
    mine, its = (root.hex()[:12] for root in found.roots)
    yield Line("root of the log : pymerkle's", mine, its, "equal", mine == its)


def papers() -> Iterator[Line]:
    """A certificate as a page, by a process of its own: after the first one, and with nothing kept loaded."""
    said = subprocess.run([sys.executable, "-m", "bench.paper"], check=True, capture_output=True, text=True).stdout
    first, later, bare = (float(word) for word in said.split())
    ours, theirs = f"{later * 1e3:.0f} ms", f"{bare * 1e3:.0f} ms, first {first * 1e3:.0f} ms"
    yield Line("certificate PDF : Typst, nothing kept", ours, theirs, "< 150 ms", later < 0.15, later / bare)


def scans() -> Iterator[Line]:
    """The scanner against a plain read of the same file, its memory and its start."""
    for what, ours, theirs, bound, kept, ratio in scan.lines(scan.measure()):
        yield Line(what, ours, theirs, bound, kept, ratio)


def years() -> Iterator[Line]:
    """The year of all registrars, counted by the database, by a process of its own."""
    said = subprocess.run([sys.executable, "-m", "bench.year"], check=True, capture_output=True, text=True).stdout
    ours, bare = (float(word) for word in said.split())
    ratio = ours / bare
    took, once = f"{ours * 1e3:.0f} ms", f"{bare * 1e3:.0f} ms"
    yield Line("a year of 100 000 cases : SQLite, one pass", took, once, "<= 3", ratio <= 3, ratio)


def main() -> int:
    """Print each line as it is known; 1 where a bound is missed."""
    missed = 0
    print(f"{'what : measured against':42} {'ours':>13} {'theirs':>32} {'ratio':>6} {'bound':>8}")
    for line in chain(acts(), starting(), faces(), log(), papers(), years(), scans()):
        print(line, flush=True)
        missed += not line.kept
    print(f"{missed} missed. {os.cpu_count()} processors, Python {sys.version.split()[0]}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
