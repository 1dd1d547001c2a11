"""Terms by the column: `due_many` against the least that NumPy could do with the same two tables."""

from __future__ import annotations

from time import process_time

import numpy as np

from guiju.kernel.calendar import Calendar
from guiju.plane.dates import Days, due_many

ROWS = 1_000_000
TERM = 20
BASE = np.datetime64("2019-01-01")


def ratio(calendar: Calendar, rounds: int = 9) -> tuple[float, float, float]:
    """Rows a second of `due_many`, rows a second of a bare prefix table, and the first by the second, at the median."""
    span = (np.datetime64("2026-12-01") - BASE).astype(int)
    starts = BASE + np.random.default_rng(26).integers(0, span - 60, ROWS)
    days = np.arange(BASE, np.datetime64("2027-06-01"))
    works = np.array([calendar.is_working(day) for day in days.astype(object)])
    counts, nth = np.cumsum(works), days[works]

    def bare() -> Days:
        found: Days = nth.take(counts.take((starts - BASE).view(np.int64)) + (TERM - 1))
        return found

    assert (bare() == due_many(starts, f"{TERM}wd", calendar)).all()
    pairs = []
    for _ in range(rounds):
        began = process_time()
        bare()
        middle = process_time()
        due_many(starts, f"{TERM}wd", calendar)
        pairs.append((middle - began, process_time() - middle))
    plain, ours = sorted(pairs, key=lambda pair: pair[0] / pair[1])[rounds // 2]
    return ROWS / ours, ROWS / plain, plain / ours
