"""Days of birth in a column, as far as they tell how many persons are children."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from guiju.plane.infotypes.arrays import buffers

TYPES = ("resident_id", "birth_date")
_PARTS = r"^(?P<y>[0-9]{4})[^0-9]?(?P<m>[0-9]{1,2})[^0-9]*(?P<d>[0-9]{1,2})?"
Days = npt.NDArray[np.int64]
_DIGITS, _MARKS = list(b"0123456789"), list(b"-/.")
_OLD = 15  # places of the old resident number, which says two digits of the year


@dataclass(slots=True)
class Births:
    """Persons with a known day of birth, and those of them who were not yet 14, and not yet 18, on a day."""

    on: date
    known: int = 0
    under_14: int = 0
    under_18: int = 0

    def add(self, id_: str, values: Any) -> None:
        """More values of a type, each of them valid."""
        days = _resident(values) if id_ == "resident_id" else _written(values)
        today = _number(self.on)
        days = days[days <= today]
        self.known += len(days)
        self.under_14 += int(np.count_nonzero(days > today - 14_0000))
        self.under_18 += int(np.count_nonzero(days > today - 18_0000))


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _resident(values: Any) -> Days:
    """The new number has the year in four digits, the old one in two."""
    apart = pc.any(pc.match_substring_regex(values, "[ -]")).as_py()
    bare = pc.replace_substring_regex(values, "[ -]", "") if apart else values
    data, offsets = buffers(bare)
    old = np.diff(offsets) == _OLD
    starts = offsets[:-1] + 6
    return np.concatenate([_digits(data, starts[~old], 8), 1900_0000 + _digits(data, starts[old], 6)])


def _written(values: Any) -> Days:
    """Most days are written in one of two ways; in the others, one that is not given is the last of its month, so that
    nobody is made older.
    """
    data, offsets = buffers(values)
    starts, lengths = offsets[:-1], np.diff(offsets)
    digit = np.zeros(len(values), bool)  # where the month would begin
    long = np.flatnonzero(lengths >= 8)
    digit[long] = np.isin(data[starts[long] + 4], _DIGITS)
    compact, apart = (lengths == 8) & digit, (lengths == 10) & ~digit
    apart[apart] = np.isin(data[starts[apart] + 4], _MARKS) & np.isin(data[starts[apart] + 7], _MARKS)
    year, month, day = (_digits(data, starts[apart] + at, width) for at, width in ((0, 4), (5, 2), (8, 2)))
    days = [_digits(data, starts[compact], 8), year * 10_000 + month * 100 + day]
    if len(rest := values.filter(pa.array(~compact & ~apart))):
        parts = pc.extract_regex(rest, _PARTS)
        year, month = _whole(parts.field("y")), _whole(parts.field("m"))
        day = _whole(pc.if_else(pc.equal(parts.field("d"), ""), "31", parts.field("d")))
        days.append(year * 10_000 + month * 100 + day)
    return np.concatenate(days)


def _digits(data: Any, starts: Any, width: int) -> Days:
    """The numbers that stand at these places, of so many digits each."""
    found = np.zeros(len(starts), np.int64)
    for at in range(width):
        found = found * 10 + (data[starts + at] - np.int64(ord("0")))
    return found


def _whole(values: Any) -> Days:
    found: Days = values.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return found
