"""How many values a warehouse's columns hold, of which kind, and their bounds: as `plane.profile` counts a file's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from guiju.plane.areas import province_pattern
from guiju.plane.engines.dialect import Dialect
from guiju.plane.engines.warehouse import Warehouse
from guiju.plane.intake import tells_when
from guiju.plane.profile import DATED, TYPED, Measure, Tally
from guiju.plane.report import Bound
from guiju.shelf.areas import areas

_TOGETHER = 8  # columns in one query
_YEARS = "BETWEEN 1850 AND 2100"
_DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_CLOCK = r"[ T]([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?)?"
_MONTH = r"((19|20)\d{2})(?:[-/](0?[1-9]|1[0-2])|年(0?[1-9]|1[0-2])月)"
_BLANKS = " \t　"


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Expressions over the trimmed text `v` that are NULL for what is not of a kind."""

    dialect: Dialect

    def of(self, kind: str, value: str) -> str:
        """The expression for one kind over one value."""
        made: Callable[[str], str] = getattr(self, kind)
        return made(value)

    def _when(self, value: str, pattern: str, then: str) -> str:
        return f"CASE WHEN {self.dialect.fits(value, pattern)} THEN {then} END"

    def boolean(self, value: str) -> str:
        words = ", ".join(f"'{word}'" for word in ("true", "false", "yes", "no", "是", "否"))
        return f"CASE WHEN lower({value}) IN ({words}) THEN 1 END"

    def day(self, value: str) -> str:
        return self._when(value, _DAY, self._head(value))

    def _head(self, value: str) -> str:
        year, month, day = (self._number(self.dialect.group(value, f"^{_DAY}", place)) for place in (1, 2, 3))
        return self.dialect.date(year, month, day)

    def _number(self, value: str) -> str:
        return f"CAST({value} AS INTEGER)"

    def compact_day(self, value: str) -> str:
        parts = (self._number(f"substr({value}, {start}, {size})") for start, size in ((1, 4), (5, 2), (7, 2)))
        return self._when(value, r"(19|20)\d{6}", self.dialect.date(*parts))

    def month(self, value: str) -> str:
        year, one, other = (self.dialect.group(value, f"^{_MONTH}$", place) for place in (1, 3, 4))
        made = f"make_date({self._number(year)}, {self._number(f'coalesce({one}, {other})')}, 1)"
        return self._when(value, _MONTH, made)

    def instant(self, value: str) -> str:
        day, rest = self._head(value), self.dialect.group(value, f"^{_DAY}(.*)$", 4)
        moment = self.dialect.moment(f"concat(CAST({day} AS {self.dialect.text}), {rest})")
        return self._when(value, _DAY + _CLOCK, f"CASE WHEN {day} IS NOT NULL THEN {moment} END")

    def integer(self, value: str) -> str:
        return self._when(value, r"[+-]?(0|[1-9]\d{0,16})", f"CAST({value} AS BIGINT)")

    def decimal(self, value: str) -> str:
        number = r"[+-]?(0|[1-9]\d{0,16})(\.\d+)?([eE][+-]?\d{1,2})?"
        return self._when(value, number, self.dialect.decimal(value))

    def area_code(self, value: str) -> str:
        return self._when(value, r"\d{6}(\d{6})?", f"substr({value}, 1, 6)")

    def area_name(self, value: str) -> str:
        return self.dialect.group(value, f"({province_pattern()})", 1)

    def native_day(self, value: str) -> str:
        return value

    def native_instant(self, value: str) -> str:
        return f"CAST({value} AS TIMESTAMP)"

    def native_integer(self, value: str) -> str:
        return f"CAST({value} AS BIGINT)"

    def native_decimal(self, value: str) -> str:
        return self.dialect.decimal(value)


AREAS = ("area_code", "area_name")


def profile(house: Warehouse, tallies: Sequence[Tally]) -> bool:
    """Fill the tallies and the number of rows; returns whether distinct values are exact."""
    house.rows = int(house.ask(f"SELECT count(*) FROM {house.data}")[0][0])
    _sample(house, tallies)
    exact = house.rows <= house.dialect.exact
    for batch in _batches(tallies):
        _count(house, batch, exact)
    return exact


def _value(dialect: Dialect, tally: Tally) -> str:
    name = f"c{tally.index}"
    if tally.declared in (None, "text"):
        return f"nullif({dialect.trim(f'CAST({name} AS {dialect.text})', _BLANKS)}, '')"
    return f"CAST({name} AS {dialect.text})" if tally.declared in ("nested", "opaque") else name


def _sample(house: Warehouse, tallies: Sequence[Tally]) -> None:
    """Keep the kinds that at least half of the first rows' values are of; all when there are no values."""
    kinds = _Kinds(house.dialect)
    for batch in _batches([tally for tally in tallies if tally.declared in (None, "text")]):
        given = ", ".join(f"{_value(house.dialect, tally)} AS v{tally.index}" for tally in batch)
        asked = ", ".join(
            f"count({part})"
            for name in (f"v{tally.index}" for tally in batch)
            for part in (name, *(kinds.of(kind, name) for kind in (*TYPED, *AREAS)))
        )
        query = (
            f"SELECT {asked} FROM (SELECT {given} FROM ({house.few('first')}) AS few {house.dialect.fence}) AS given"
        )
        counts = iter(house.ask(query)[0])
        for tally in batch:
            filled = next(counts)
            kept = [kind for kind in (*TYPED, *AREAS) if next(counts) * 2 >= filled]
            tally.kinds = tuple(kind for kind in kept if kind in TYPED)
            tally.areas = tuple(kind for kind in kept if kind in AREAS) if filled else ()


def _count(house: Warehouse, batch: Sequence[Tally], exact: bool) -> None:
    dialect, kinds = house.dialect, _Kinds(house.dialect)
    values, made, asked = [], [], []
    for tally in batch:
        name = f"v{tally.index}"
        values.append(f"{_value(dialect, tally)} AS {name}")
        distinct = dialect.distinct(name) if exact else dialect.estimate(name)
        asked += [f"count({name})", distinct]
        for number, kind in enumerate(tally.kinds):
            made.append(f"{kinds.of(kind, name)} AS {name}_{number}")
            asked += _measures(tally, kind, f"{name}_{number}", dialect, distinct)
    given = f"SELECT {', '.join(values)} FROM {house.data} {dialect.fence}"
    all_ = f"SELECT {', '.join(['*', *made])} FROM ({given}) AS given {dialect.fence}"
    told = iter(house.ask(f"SELECT {', '.join(asked)} FROM ({all_}) AS made")[0])
    for tally in batch:
        tally.filled, tally.distinct = next(told), next(told)
        if not exact and tally.distinct < dialect.doubtful:
            tally.distinct = _distinct(house, tally)
        for kind in tally.kinds:
            count, low, high, far = (next(told) for _ in range(4))
            tally.measures[kind] = Measure(count, _bound(kind, low), _bound(kind, high, last=True), far or 0)


def _distinct(house: Warehouse, tally: Tally) -> int:
    """Few values are counted, for an estimate of few is a bad one."""
    value = _value(house.dialect, tally)
    several = f"SELECT DISTINCT {value} AS v FROM {house.data}"
    return int(house.ask(f"SELECT count(v) FROM ({several}) AS several")[0][0])


def _measures(tally: Tally, kind: str, name: str, dialect: Dialect, distinct: str) -> tuple[str, ...]:
    count = f"count({name})"
    if kind in DATED:
        near = f"CASE WHEN extract(YEAR FROM {name}) {_YEARS} THEN {name} END"
        if not tells_when(tally.name):
            near = f"CASE WHEN {near} IS NOT NULL THEN make_date(1900, 1, 1) END"  # nobody's day
        far = f"sum(CASE WHEN extract(YEAR FROM {name}) NOT {_YEARS} THEN 1 ELSE 0 END)"
        return count, f"CAST(min({near}) AS {dialect.text})", f"CAST(max({near}) AS {dialect.text})", far
    if kind.endswith(("integer", "decimal")):
        return count, *(_number(f"v{tally.index}", kind, name, end, dialect, distinct) for end in ("min", "max")), "0"
    return count, "NULL", "NULL", "0"


def _number(value: str, kind: str, name: str, end: str, dialect: Dialect, distinct: str) -> str:
    """A bound, if all values are such numbers. Where it would be that of a key or of somebody's number, as the report
    withholds it, one followed by as many zeros stands for it.
    """
    told = f"CAST({end}({name}) AS {dialect.text})"
    if kind.endswith("integer"):
        short, long, own = (f"length(CAST({one}({name}) AS {dialect.text}))" for one in ("min", "max", end))
        key = f"{long} >= 5 AND {distinct} * 100 >= count({value}) * 95"
        secret = f"min({name}) > 0 AND ({long} > 10 OR ({short} = {long} AND {long} >= 7) OR ({key}))"
        told = f"CASE WHEN {secret} THEN concat('1', repeat('0', {own} - 1)) ELSE {told} END"
    return f"CASE WHEN count({name}) = count({value}) THEN {told} END"


def _bound(kind: str, told: str | None, *, last: bool = False) -> Bound | None:
    """Of months, the day on which the last one ends."""
    if told is None:
        return None
    if kind in ("instant", "native_instant"):
        return datetime.fromisoformat(told)
    if kind in DATED:
        day = date.fromisoformat(told)
        return (day + timedelta(31)).replace(day=1) - timedelta(1) if kind == "month" and last else day
    return int(told) if kind.endswith("integer") else Decimal(told)


def groups(house: Warehouse, tallies: Sequence[Tally], kind: str) -> Iterator[tuple[Tally, Mapping[str, int]]]:
    """How often each area that is known occurs in each column, by code or by the name of its province."""
    for tally in tallies:
        yield tally, _groups(house, tally, kind)


def _groups(house: Warehouse, tally: Tally, kind: str) -> Mapping[str, int]:
    dialect = house.dialect
    given = f"SELECT {_value(dialect, tally)} AS v FROM {house.data} {dialect.fence}"
    found = f"SELECT {_Kinds(dialect).of(kind, 'v')} AS area FROM ({given}) AS given"
    counted = f"SELECT area, count(*) AS cells FROM ({found}) AS found WHERE area IS NOT NULL GROUP BY area"
    known = f"{dialect.find}('|{'|'.join(areas())}|', concat('|', area, '|')) > 0" if kind == "area_code" else "true"
    return {str(area): int(cells) for area, cells in house.ask(f"SELECT * FROM ({counted}) AS counted WHERE {known}")}


def _batches(tallies: Sequence[Tally]) -> Iterator[Sequence[Tally]]:
    for start in range(0, len(tallies), _TOGETHER):
        yield tallies[start : start + _TOGETHER]
