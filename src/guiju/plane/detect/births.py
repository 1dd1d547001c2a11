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


def _resident(values: Any) -> npt.NDArray[np.int64]:
    bare = pc.replace_substring_regex(values, "[ -]", "")
    long = np.diff(buffers(bare)[1]) > _OLD
    new = pc.utf8_slice_codeunits(bare.filter(pa.array(long)), 6, 14)
    old = pc.binary_join_element_wise(
        "19", pc.utf8_slice_codeunits(bare.filter(pa.array(~long)), 6, 12).cast(pa.string()), ""
    )
    return np.concatenate([_whole(new), _whole(old)])


def _written(values: Any) -> npt.NDArray[np.int64]:
    """A day that is not given is the last of its month, so that nobody is made older."""
    parts = pc.extract_regex(values, _PARTS)
    year, month = _whole(parts.field("y")), _whole(parts.field("m"))
    day = _whole(pc.if_else(pc.equal(parts.field("d"), ""), "31", parts.field("d")))
    return year * 10_000 + month * 100 + day


def _whole(values: Any) -> npt.NDArray[np.int64]:
    found: npt.NDArray[np.int64] = values.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return found
