"""The year of twelve registrars with 100 000 cases: the counting of it, against SQLite going once over the same rows.

Run as a process of its own, for an office is open in it: prints both times, in seconds.
"""

from __future__ import annotations

import statistics
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

CASES, ROUNDS = 100_000, 5
BARE = (
    "SELECT party, count(*), sum(used) FROM term GROUP BY party",
    "SELECT registrar, count(*) FROM record GROUP BY registrar",
)


def main() -> None:
    from guiju.store import oversight
    from guiju.store.database import rows
    from guiju.store.office import open_office
    from guiju.store.oversight import Span
    from tests.walks.crowd import fill

    with tempfile.TemporaryDirectory() as folder:
        open_office(Path(folder) / "office", demo=True)
        fill(CASES, tuple(f"party-{n}" for n in range(12)))
        span = Span(first=date(2025, 1, 1), last=date(2025, 12, 31), on=date(2026, 1, 5))
        ours, bare = [], []
        for _ in range(ROUNDS):
            begin = perf_counter()
            assert sum(row.count for row in oversight.outcomes(span)) == CASES and oversight.steps(span)
            ours.append(perf_counter() - begin)
            begin = perf_counter()
            assert all(len(rows(query)) == 12 for query in BARE)
            bare.append(perf_counter() - begin)
    print(statistics.median(ours), statistics.median(bare))


if __name__ == "__main__":
    main()
