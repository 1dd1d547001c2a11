"""What a scan says about a data set: counts, rates and bounds, never the value that stands in one person's row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from guiju.kernel.values import Text
from guiju.plane.quality.model import Quality

COLUMN_TYPES = ("text", "integer", "decimal", "date", "datetime", "boolean", "empty")
Bound = int | Decimal | date | datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`min` and `max` are given for dates and numbers, and withheld where they would show a key or a birthday."""

    name: str
    type: str
    nulls: int
    distinct: int
    distinct_exact: bool
    min: Bound | None = None
    max: Bound | None = None
    holds: Holding | None = None  # nobody asked, or it is of a kind that is only counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What the values of a column are: an information type, or nothing that is known.

    `share` of the `filled` cells are of that type, `score` says how sure that is. `contains`: types that stand inside
    text, or in some of the cells. `possible`: types that no check and no header can tell from others. `wrong`: cells
    that look like the type and fail its check. `cells`: what each cell holds, if that was asked for.
    """

    info_type: str | None
    share: Decimal
    score: Decimal
    contains: tuple[str, ...]
    possible: tuple[str, ...]
    filled: int
    valid: int
    masked: int
    wrong: int
    why: Text
    samples: tuple[str, ...]
    minors: Minors | None = None  # where the type tells a day of birth
    cells: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Minors:
    """Of the `known` persons whose day of birth a column tells, those not yet 14 and not yet 18 `on` a day."""

    on: date
    known: int
    under_14: int
    under_18: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """First and last day found in one column; `share` of its filled values are dates."""

    first: date
    last: date
    column: str
    share: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """The smallest area that at least nine tenths of one column's filled values lie in; `share` is their exact part."""

    code: str
    name: str
    column: str
    share: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """One data file, as the machine found it; of a file that may hold several tables, `table` is the one looked at.

    `others`: the tables of the file that were not looked at.
    """

    name: str
    format: str
    encoding: str
    bytes: int
    rows: int
    columns: tuple[Column, ...]
    digest: str
    table: str | None = None
    time_coverage: Coverage | None = None
    region: Region | None = None
    warnings: tuple[Text, ...] = ()
    others: tuple[str, ...] = ()
    minors: Minors | None = None  # of the column with most children
    quality: Quality | None = None  # nobody asked
    sampled: int | None = None  # so many rows were asked what they hold, where not all were


def share(part: int, whole: int) -> Decimal:
    """Four places, rounded down: 1 means all."""
    return Decimal(part * 10_000 // whole) / 10_000 if whole else Decimal(0)
