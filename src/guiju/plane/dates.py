"""Terms by the million: the same dates as `guiju.kernel.calendar.due`, computed for whole columns at once.

Two tables make it fast: working days counted up to each day, and the day of the n-th working day. They are built
once for a calendar, cover what has been asked so far with Monday to Friday outside the notices, and grow when a
column reaches further. Stops and extensions belong to single cases; here every row is plain.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from guiju.kernel.almanac import Calendar
from guiju.kernel.values import Term, Unit

Days = npt.NDArray[np.datetime64]
_Ints = npt.NDArray[np.int64]

_EPOCH = date(1970, 1, 1).toordinal()
_EARLIEST, _LATEST = date.min.toordinal() - _EPOCH, date.max.toordinal() - _EPOCH
_MARGIN = 40 * 366  # days beyond the cover that the first table holds
_LONGEST_REST = 60  # a table reaches at least so far past the last day that it must find


@dataclass(frozen=True, slots=True)
class _Tables:
    base: int  # first day, counted from 1970-01-01 as everywhere in this module
    end: int
    counts: _Ints  # working days from `base` up to and with this day
    nth: _Ints  # the n-th working day from `base` on


_tables: WeakKeyDictionary[Calendar, _Tables] = WeakKeyDictionary()


def due_many(
    starts: Days | npt.ArrayLike,
    term: Term | str,
    calendar: Calendar,
    *,
    count: str = "next_day",
    roll: bool | None = None,
) -> Days:
    """The last day of the same term from each start. Starts are days: datetime64, or integers since 1970-01-01."""
    term = Term.parse(term) if isinstance(term, str) else term
    same_day, rolls = _how(count, roll)
    days = _as_days(starts)
    if days.size == 0:
        return days.view("datetime64[D]")
    low, high = int(days.min()), int(days.max())
    if low < _EARLIEST or high > _LATEST:
        raise ValueError("a day is missing (NaT) or lies outside the years 1 to 9999")
    if high - low >= days.size:
        return _ends(days, term, calendar, same_day, rolls).view("datetime64[D]")
    # More rows than days: each day is answered once, and the rows look their day up.
    each = _ends(np.arange(low, high + 1, dtype=np.int64), term, calendar, same_day, rolls)
    return each.take(days - low).view("datetime64[D]")


def provisional_many(
    starts: Days | npt.ArrayLike,
    term: Term | str,
    calendar: Calendar,
    *,
    count: str = "next_day",
    roll: bool | None = None,
) -> npt.NDArray[np.bool_]:
    """Which of these dates needed a day that no notice covers."""
    term = Term.parse(term) if isinstance(term, str) else term
    same_day, rolls = _how(count, roll)
    days = _as_days(starts)
    if term.unit is not Unit.WORKING_DAY and not rolls:
        return np.zeros(days.shape, dtype=np.bool_)
    ends = due_many(days, term, calendar, count=count, roll=roll).view(np.int64)
    needed = days + (not same_day) if term.unit is Unit.WORKING_DAY else _raw(days, term, same_day)
    first, last = calendar.first_ordinal - _EPOCH, calendar.last_ordinal - _EPOCH
    doubt = (needed < first) | (ends > last)
    for start, end in calendar.unsure:
        doubt |= (needed <= end - _EPOCH) & (ends >= start - _EPOCH)
    return np.asarray(doubt, dtype=np.bool_)


def _how(count: str, roll: bool | None) -> tuple[bool, bool]:
    if count not in ("next_day", "same_day"):
        raise ValueError(f"count is next_day or same_day, not {count!r}")
    same_day = count == "same_day"
    return same_day, not same_day if roll is None else roll


def _as_days(starts: Days | npt.ArrayLike) -> _Ints:
    """Days since 1970-01-01. Instants are refused: which day they fall on depends on a zone."""
    given = np.asarray(starts)
    if given.dtype.kind == "M":
        if np.datetime_data(given.dtype)[0] != "D":
            raise TypeError(f"starts must be days, datetime64[D], not {given.dtype}")
        return np.ascontiguousarray(given).view(np.int64)
    if given.dtype.kind not in "iu" and given.size:
        raise TypeError(f"starts must be days or integers, not {given.dtype}")
    return np.ascontiguousarray(given, dtype=np.int64)


def _ends(days: _Ints, term: Term, calendar: Calendar, same_day: bool, rolls: bool) -> _Ints:
    if term.unit is Unit.WORKING_DAY:
        tables = _reach(calendar, days, 2 * term.count)
        return tables.nth[term.count :].take(tables.counts.take(days - (tables.base + same_day)))
    raw = _raw(days, term, same_day)
    if not rolls:
        return raw
    tables = _reach(calendar, raw, 0)
    return tables.nth[1:].take(tables.counts.take(raw - (tables.base + 1)))


def _raw(days: _Ints, term: Term, same_day: bool) -> _Ints:
    """Last days in nd, m or y before they move."""
    if term.unit is Unit.NATURAL_DAY:
        return days + (term.count - same_day)
    if term.unit is Unit.HOUR:
        raise ValueError(f"{term} runs from an instant, not from a day")
    months = term.count if term.unit is Unit.MONTH else 12 * term.count
    start_month = days.view("datetime64[D]").astype("datetime64[M]").view(np.int64)
    day = days - _first_of(start_month)  # 0 is the first
    first = _first_of(start_month + months)
    longest = _first_of(start_month + (months + 1)) - first - 1
    end: _Ints = first + np.minimum(day, longest)
    return end - (day <= longest) if same_day else end


def _first_of(months: _Ints) -> _Ints:
    """First days of months that are counted from January 1970."""
    return months.view("datetime64[M]").astype("datetime64[D]").view(np.int64)


def _reach(calendar: Calendar, days: _Ints, ahead: int) -> _Tables:
    """Tables that hold these days and `ahead` days more."""
    low, high = int(days.min()) - 1, int(days.max()) + ahead + _LONGEST_REST
    tables = _tables.get(calendar)
    if tables is None or low < tables.base or high > tables.end:
        first, last = calendar.first_ordinal - _EPOCH - _MARGIN, calendar.last_ordinal - _EPOCH + _MARGIN
        if tables is not None:
            first, last = min(first, tables.base), max(last, tables.end)
        tables = _tables[calendar] = _build(calendar, min(first, low), max(last, high))
    return tables


def _build(calendar: Calendar, base: int, end: int) -> _Tables:
    every = np.arange(base, end + 1, dtype=np.int64)
    works = (every + 3) % 7 < 5  # 1970-01-01 was a Thursday
    first = calendar.first_ordinal - _EPOCH
    last = calendar.last_ordinal - _EPOCH
    works[first - base : last - base + 1] = np.diff(np.array(calendar.counts), prepend=0) > 0
    # nth[0] stands for "none yet", so that the n-th working day is nth[n]
    return _Tables(base, end, np.cumsum(works, dtype=np.int64), np.concatenate(([base - 1], every[works])))
