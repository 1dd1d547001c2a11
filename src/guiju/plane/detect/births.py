"""Days of birth in a column, as far as they tell how many persons are children."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow.compute as pc

from guiju.plane.infotypes import arrays
from guiju.plane.texts import Bools, Ints, Texts, among, numbers

TYPES = ("resident_id", "birth_date")
_PARTS = r"^(?P<y>[0-9]{4})[^0-9]?(?P<m>[0-9]{1,2})[^0-9]*(?P<d>[0-9]{1,2})?"


_IS_DIGIT, _IS_MARK = among(b"0123456789"), among(b"-/.")
_OLD = 15  # places of the old resident number, which says two digits of the year


@dataclass(slots=True)
class Births:
    """Persons with a known day of birth, and those of them who were not yet 14, and not yet 18, on a day."""

    on: date
    known: int = 0
    under_14: int = 0
    under_18: int = 0

    def add(self, id_: str, texts: Texts, apart: Bools) -> None:
        """More texts of a type, each of them valid; those `apart` have something between their digits."""
        days = _resident(texts, apart) if id_ == "resident_id" else _written(texts)
        today = _number(self.on)
        days = days[days <= today]
        self.known += len(days)
        self.under_14 += int(np.count_nonzero(days > today - 14_0000))
        self.under_18 += int(np.count_nonzero(days > today - 18_0000))


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _resident(texts: Texts, apart: Bools) -> Ints:
    """The new number has the year in four digits, the old one in two."""
    where = np.flatnonzero(apart)
    bare = pc.replace_substring_regex(texts.take(where).arrow(), "[ -]", "")
    texts = texts.put(where, Texts.of(bare))
    old, starts = texts.sizes == _OLD, texts.starts + 6
    return np.concatenate(
        [arrays.written(texts.data, starts[~old], 8), 1900_0000 + arrays.written(texts.data, starts[old], 6)]
    )


def _written(texts: Texts) -> Ints:
    """Most days are written in one of two ways; in the others, one that is not given is the last of its month, so that
    nobody is made older.
    """
    data, starts, lengths = texts.data, texts.starts, texts.sizes
    digit = np.zeros(len(texts), bool)  # where the month would begin
    long = np.flatnonzero(lengths >= 8)
    digit[long] = _IS_DIGIT[data[starts[long] + 4]]
    compact, apart = (lengths == 8) & digit, (lengths == 10) & ~digit
    apart[apart] = _IS_MARK[data[starts[apart] + 4]] & _IS_MARK[data[starts[apart] + 7]]
    year, month, day = (arrays.written(data, starts[apart] + at, width) for at, width in ((0, 4), (5, 2), (8, 2)))
    days = [arrays.written(data, starts[compact], 8), year * 10_000 + month * 100 + day]
    if len(rest := texts.take(~compact & ~apart)):
        parts = pc.extract_regex(rest.arrow(), _PARTS)
        year, month = numbers(parts.field("y")), numbers(parts.field("m"))
        day = numbers(pc.if_else(pc.equal(parts.field("d"), ""), "31", parts.field("d")))
        days.append(year * 10_000 + month * 100 + day)
    return np.concatenate(days)
