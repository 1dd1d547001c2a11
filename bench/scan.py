"""The scanner by its own figures: a table of 1 000 000 rows and twenty columns against DuckDB's plain read of it.

Everything that is measured runs in a process of its own, so that its memory is known too. By the processor's clock:
what it costs, on however many processors. `python -m bench.scan MODE FILE` is such a process.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bench.cn_tabular_pi import big

ROWS = 1_000_000
LARGE = 10_000_000  # on demand: GUIJU_BENCH_LARGE=1
WIDE = 10_000
ROUNDS = 3


@dataclass(frozen=True)
class Took:
    """Seconds on the wall and of the processors, and the most memory in MiB."""

    wall: float
    cpu: float
    memory: float


def took(mode: str, path: Path) -> Took:
    """One mode, in a process of its own."""
    command = [sys.executable, "-m", "bench.scan", mode, str(path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Took(**json.loads(said))


def made(folder: Path, rows: int) -> Path:
    """The table as CSV."""
    path = folder / f"big-{rows}.csv"
    big.write(path, rows)
    return path


def wide(folder: Path, columns: int = WIDE) -> Path:
    """Fifty rows of as many columns, each of one of the table's kinds."""
    data, _ = big.part(0, 50)
    path = folder / "wide.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        kinds = list(islice((number % data.num_columns for number in range(columns)), columns))
        out.writerow([f"{data.column_names[kind]}{number}" for number, kind in enumerate(kinds)])
        lists = [column.to_pylist() for column in data.columns]
        out.writerows([lists[kind][row] for kind in kinds] for row in range(data.num_rows))
    return path


def cold(folder: Path) -> float:
    """Seconds that `guiju scan` takes for a file of 1 000 rows, from nothing; the best of a few."""
    path = made(folder, 1000)
    command = [sys.executable, "-c", "from guiju.faces.cli import main; main()", "scan", str(path), "--json"]
    found = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        found.append(time.perf_counter() - began)
    return min(found)


def presidio(path: Path, rows: int = 300) -> float | None:
    """Rows a second that Presidio analyses, its patterns Chinese, each row one text; none where it is not installed."""
    if importlib.util.find_spec("presidio_analyzer") is None:
        return None
    from bench.cn_tabular_pi.adapters.presidio import Presidio

    engine = Presidio()._engine()
    with path.open(encoding="utf-8", newline="") as file:
        texts = [" ".join(row) for row in islice(csv.reader(file), 1, rows + 1)]
    engine.analyze(texts[0], language="zh")
    began = time.process_time()
    for text in texts:
        engine.analyze(text, language="zh")
    return len(texts) / (time.process_time() - began)


@dataclass(frozen=True)
class Found:
    """Everything that is printed."""

    rows: int
    plain: Took
    profile: Took
    scan: Took
    presidio: float | None
    cold: float
    wide: Took
    large: Took | None


def measure(rows: int = ROWS) -> Found:
    """All of it; the three that are compared take turns, and the best of each counts: what disturbs only adds."""
    with tempfile.TemporaryDirectory(prefix="guiju-bench-") as spare:
        folder = Path(spare)
        path = made(folder, rows)
        took("plain", path)  # the file is in memory from here on, for all
        turns = [[took(mode, path) for mode in ("plain", "profile", "scan")] for _ in range(ROUNDS)]
        plain, profile, scan = (min(of, key=lambda one: one.cpu) for of in zip(*turns, strict=True))
        large = took("scan", made(folder, LARGE)) if os.environ.get("GUIJU_BENCH_LARGE") else None
        return Found(rows, plain, profile, scan, presidio(path), cold(folder), took("scan", wide(folder)), large)


def _plain(path: str) -> None:
    import duckdb

    name = path.replace("'", "''")
    duckdb.sql(f"SELECT count(COLUMNS(*)) FROM read_csv('{name}', all_varchar = true)").fetchall()


def _scan(path: str, detect: bool) -> None:
    from guiju.plane.intake import Detect, scan

    scan(path, detect=Detect() if detect else None)


def _main(mode: str, path: str) -> None:
    began, cpu = time.perf_counter(), sum(os.times()[:2])
    if mode == "plain":
        _plain(path)
    else:
        _scan(path, mode == "scan")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"wall": time.perf_counter() - began, "cpu": sum(os.times()[:2]) - cpu, "memory": memory}))


def lines(found: Found) -> Iterator[tuple[str, str, str, str, bool, float | None]]:
    """What, ours, theirs, bound, kept, ratio."""
    ratio = found.scan.cpu / found.plain.cpu
    size = f"{found.rows:,} x {len(big.COLUMNS)}".replace(",", " ")
    ours = f"{found.scan.cpu:.1f} s, {found.scan.wall:.1f} s wall"
    theirs = f"{found.plain.cpu:.1f} s, {found.plain.wall:.1f} s wall"
    yield f"scan of {size} : DuckDB's plain read", ours, theirs, "<= 8", ratio <= 8, ratio
    yield "   of which the profile", f"{found.profile.cpu:.1f} s", "", "", True, None
    yield "   memory at its most", f"{found.scan.memory:.0f} MiB", "", "< 1 GiB", found.scan.memory < 1024, None
    mine = found.rows / found.scan.cpu
    if found.presidio is None:
        yield "rows /s : Presidio, a row one text", f"{mine:,.0f}", "not installed, not compared", ">= 80", True, None
    else:
        theirs, ratio = f"{found.presidio:,.0f}", mine / found.presidio
        yield (
            "rows /s : Presidio, a row one text",
            f"{mine:,.0f}",
            f"{found.presidio:,.0f}",
            ">= 80",
            ratio >= 80,
            ratio,
        )
    yield "guiju scan, 1 000 rows, cold", f"{found.cold:.2f} s", "", "< 2.5 s", found.cold < 2.5, None
    yield "scan of 10 000 columns", f"{found.wide.wall:.0f} s", "", "< 180 s", found.wide.wall < 180, None
    if found.large is None:
        yield "scan of 10 000 000 rows", "-", "on demand: GUIJU_BENCH_LARGE=1", "< 1 GiB", True, None
    else:
        least = found.large.memory
        yield "scan of 10 000 000 rows: memory", f"{least:.0f} MiB", "", "< 1 GiB", least < 1024, None


if __name__ == "__main__":
    _main(*sys.argv[1:])
