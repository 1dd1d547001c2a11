"""Whole columns of dates are the same dates as one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

import guiju
from guiju.kernel.calendar import Calendar, due
from guiju.plane.dates import due_many, provisional_many

SOURCE = Path(guiju.__file__).parent / "rulebooks" / "_calendar" / "CN.yaml"
CN = Calendar.from_tree(yaml.load(SOURCE.read_text(encoding="utf-8"), yaml.BaseLoader))

PLANS: list[tuple[str, dict[str, Any]]] = [
    ("1wd", {}),
    ("20wd", {}),
    ("30wd", {"count": "same_day"}),
    ("60nd", {}),
    ("60nd", {"roll": False}),
    ("7nd", {"count": "same_day", "roll": True}),
    ("1m", {}),
    ("3m", {"roll": False}),
    ("3y", {"count": "same_day"}),
    ("1y", {}),
]


def column(size: int, first: str = "2017-06-01", last: str = "2028-06-01") -> np.ndarray[Any, Any]:
    low, high = np.datetime64(first, "D"), np.datetime64(last, "D")
    return low + np.random.default_rng(11).integers(0, (high - low).astype(int), size)


@pytest.mark.parametrize(("term", "how"), PLANS)
def test_ten_thousand_random_rows_each_way(term: str, how: dict[str, Any]) -> None:
    starts = column(10_000)
    singles = [due(start, term, CN, **how) for start in starts.tolist()]
    assert due_many(starts, term, CN, **how).tolist() == [single.on for single in singles]
    assert provisional_many(starts, term, CN, **how).tolist() == [single.provisional for single in singles]


@pytest.mark.parametrize(("term", "how"), PLANS)
def test_few_rows_far_apart(term: str, how: dict[str, Any]) -> None:
    starts = column(40, "1905-01-01", "2290-01-01")
    assert due_many(starts, term, CN, **how).tolist() == [due(s, term, CN, **how).on for s in starts.tolist()]


def test_integers_are_days_since_1970_and_shapes_stay() -> None:
    starts = np.array([["2025-03-01", "2025-09-25"]], dtype="datetime64[D]")
    ends = due_many(starts.view(np.int64), "10wd", CN)
    assert ends.shape == (1, 2) and ends.dtype == "datetime64[D]"
    assert (ends == due_many(starts, "10wd", CN)).all()
    assert due_many([], "10wd", CN).shape == (0,)


def test_what_is_not_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="NaT"):
        due_many(np.array(["NaT", "2025-01-01"], dtype="datetime64[D]"), "3wd", CN)
    with pytest.raises(TypeError, match="datetime64"):
        due_many(np.array(["2025-01-01T10:00"], dtype="datetime64[s]"), "3wd", CN)
    with pytest.raises(TypeError, match="integers"):
        due_many([1.5], "3wd", CN)
    with pytest.raises(ValueError, match="instant"):
        due_many([1], "48h", CN)
