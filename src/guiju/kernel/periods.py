"""Months, quarters, halves of a year and years, by their names: `2025-04`, `2025-Q2`, `2025-H1`, `2025`. Pure dates."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

PERIOD = "period"
"""The fact in which an act says for which period it is done."""


class Every(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        return {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfYear:
    """A day that a text names: with a month, that day of each year; without one, the day of the month that follows."""

    month: int | None = None
    day: int


class Period(NamedTuple):
    label: str
    first: date
    last: date


_FORMS = {
    Every.MONTH: re.compile(r"(\d{4})-(0[1-9]|1[0-2])"),
    Every.QUARTER: re.compile(r"(\d{4})-Q([1-4])"),
    Every.HALF_YEAR: re.compile(r"(\d{4})-H([12])"),
    Every.YEAR: re.compile(r"(\d{4})()"),
}
EXAMPLES = {Every.MONTH: "2025-04", Every.QUARTER: "2025-Q2", Every.HALF_YEAR: "2025-H1", Every.YEAR: "2025"}


def _period(every: Every, year: int, place: int) -> Period:
    """The `place`-th period of a year, counted from 1."""
    first = date(year, (place - 1) * every.months + 1, 1)
    month = first.month + every.months - 1
    last = date(year, month, monthrange(year, month)[1])
    label = {
        Every.MONTH: f"{year:04}-{place:02}",
        Every.QUARTER: f"{year:04}-Q{place}",
        Every.HALF_YEAR: f"{year:04}-H{place}",
        Every.YEAR: f"{year:04}",
    }[every]
    return Period(label, first, last)


def period_of(every: Every, day: date) -> Period:
    """The period in which a day lies."""
    return _period(every, day.year, (day.month - 1) // every.months + 1)


def named(every: Every, label: str) -> Period | None:
    """The period that a label names; None if it names none."""
    match = _FORMS[every].fullmatch(label)
    if match is None or int(match[1]) < 1:
        return None
    return _period(every, int(match[1]), int(match[2] or 1))


def ended(every: Every, since: date, until: date) -> Iterator[Period]:
    """The periods that ended from `since` on and before `until`, in order; the one in which `since` lies counts."""
    period = period_of(every, since)
    while period.last < until:
        yield period
        period = period_of(every, period.last + timedelta(days=1))


def next_day(named_day: DayOfYear, after: date) -> date | None:
    """The first such day after a day; the last of a month that is shorter. None: past the end of all calendars."""
    month = named_day.month or after.month % 12 + 1
    year = after.year + (month <= after.month if named_day.month is None else 0)
    for candidate in (year, year + 1):
        if candidate > date.max.year:
            return None
        found = date(candidate, month, min(named_day.day, monthrange(candidate, month)[1]))
        if found > after:
            return found
    return None
