"""Counts a table with DuckDB: a sample first, then the whole file is asked only what a column may hold.

The engine gets a memory limit, may load no extension, and sees values; only counts and bounds come back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guiju.plane.areas import province_pattern
from guiju.plane.watch import Pace

if TYPE_CHECKING:
    import duckdb

MEMORY_LIMIT = "512MB"
SAMPLE_ROWS = 4096
_YEARS = "BETWEEN 1850 AND 2100"  # beyond it a date stands for "for ever" or "unknown"
_DAY = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_CLOCK = r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)?"
_HEAD = r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"

_YMD = r"\1-\2-\3"

# Per kind: an expression over the trimmed text {v} that is NULL for what is not of that kind; preferred first.
KINDS: dict[str, str] = {
    "boolean": "CASE WHEN lower({v}) IN ('true', 'false', 'yes', 'no', '是', '否') THEN 1 END",
    "day": "CASE WHEN regexp_full_match({v}, '" + _DAY + "')"
    f" THEN TRY_CAST(regexp_replace({{v}}, '{_HEAD}', '{_YMD}') AS DATE) END",
    "compact_day": r"CASE WHEN regexp_full_match({v}, '(19|20)\d{6}') THEN TRY_STRPTIME({v}, '%Y%m%d')::DATE END",
    "month": r"CASE WHEN regexp_full_match({v}, '(19|20)\d{2}([-/](0?[1-9]|1[0-2])|年(0?[1-9]|1[0-2])月)')"
    r" THEN TRY_CAST(regexp_replace({v}, '^(\d{4})[-/年](\d{1,2})月?$', '\1-\2-1') AS DATE) END",
    "instant": "CASE WHEN regexp_full_match({v}, '" + _DAY + _CLOCK + "')"
    f" THEN TRY_CAST(regexp_replace({{v}}, '{_HEAD}', '{_YMD}') AS TIMESTAMPTZ)::TIMESTAMP END",
    "integer": r"CASE WHEN regexp_full_match({v}, '[+-]?(0|[1-9]\d{0,16})') THEN TRY_CAST({v} AS BIGINT) END",
    "decimal": r"CASE WHEN regexp_full_match({v}, '[+-]?(0|[1-9]\d{0,16})(\.\d+)?([eE][+-]?\d{1,2})?')"
    r" THEN TRY_CAST({v} AS DECIMAL(38, 9)) END",
    "area_code": r"regexp_extract({v}, '^(\d{6})(\d{6})?$', 1)",
    "area_name": "regexp_extract({v}, '{provinces}', 0)",
}
DATED = ("day", "compact_day", "month", "instant", "native_day", "native_instant")
# To trim is dear, to look at how a value begins is not: what is empty or begins with a blank comes before "!".
_BEGINS = "{c} < '!' OR ({c} >= '　' AND {c} < '、')"
_ENDS = "ends_with({c}, ' ') OR ends_with({c}, '\t') OR ends_with({c}, '　')"
_TRIMMED = "CASE WHEN {odd} THEN nullif(trim({c}, ' \t　'), '') ELSE {c} END"
TYPED = tuple(kind for kind in KINDS if not kind.startswith("area"))
NATIVE: dict[str, str] = {
    "native_day": "{c}",
    "native_instant": "{c}::TIMESTAMP",
    "native_integer": "TRY_CAST({c} AS BIGINT)",
    "native_decimal": "TRY_CAST({c} AS DECIMAL(38, 9))",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """How many values are of one kind; of dates, `far` lie outside the bounded years."""

    count: int
    low: date | datetime | int | Decimal | None
    high: date | datetime | int | Decimal | None
    far: int = 0

    @property
    def digits(self) -> tuple[int, int]:
        """Of numbers that are all greater than zero, the fewest digits and the most; of others (0, 0)."""
        if not isinstance(self.low, int | Decimal) or not isinstance(self.high, int | Decimal) or self.low <= 0:
            return 0, 0
        return len(str(int(self.low))), len(str(int(self.high)))


@dataclass(slots=True)
class Tally:
    """One column: what the file says it is (Parquet), what it may hold, and what was counted."""

    index: int
    name: str
    declared: str | None = None
    kinds: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    sure: bool = False  # all of a sample's values are of the first kind
    edged: bool = True  # some of a sample's values end with a blank
    filled: int = 0
    distinct: int = 0
    measures: dict[str, Measure] = field(default_factory=dict)

    @property
    def value(self) -> str:
        if self.declared in (None, "text"):
            odd = f"{_BEGINS} OR {_ENDS}" if self.edged else _BEGINS
            return _TRIMMED.replace("{odd}", odd).replace("{c}", f"c{self.index}")
        return f"c{self.index}" if self.declared != "nested" else f"c{self.index}::VARCHAR"

    def expression(self, kind: str, value: str = "") -> str:
        """`value`: the name of the trimmed value, where it has one."""
        template = NATIVE.get(kind) or KINDS[kind]  # not str.format: patterns have braces of their own
        if "{provinces}" in template:
            template = template.replace("{provinces}", province_pattern())
        return template.replace("{v}", value or self.value).replace("{c}", f"c{self.index}")


@contextmanager
def engine(folder: Path, zone: str, *, ordered: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """`ordered`: rows come back in the file's order, for a little memory."""
    import duckdb

    settings: dict[str, Any] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": MEMORY_LIMIT,
        "temp_directory": str(folder / "spill"),
        "preserve_insertion_order": "true" if ordered else "false",
    }
    connection = duckdb.connect(str(folder / "table"), config=settings)
    try:
        connection.execute("SET TimeZone = ?", [zone])
        connection.execute("SET enable_progress_bar = false")  # it would be drawn into our own output
        yield connection
    finally:
        connection.close()


def rows_of(
    connection: duckdb.DuckDBPyConnection, table: str, tallies: Sequence[Tally], exact: bool, pace: Pace
) -> int:
    """Fill the tallies; returns the number of rows. A batch of columns a query keeps memory bounded."""
    _sample(connection, table, tallies)
    rows = int(_one(connection, f"SELECT count(*) FROM {table}")[0]) if exact else 0
    size = 8 if rows > SAMPLE_ROWS else 24
    kinds = [tally.kinds for tally in tallies]
    for tally in tallies:
        tally.kinds = tally.kinds[: 1 if tally.sure else None]
        tally.edged |= exact  # else distinct values are estimated, and a blank behind some of them is nothing to that
    for batch in _batches(tallies, size):
        rows = _count(connection, table, batch, exact)
        pace.add(len(batch))
    odd = []
    for tally, all_ in zip(tallies, kinds, strict=True):
        if tally.sure and tally.measures[tally.kinds[0]].count < tally.filled:
            tally.kinds, tally.edged = all_, True
            odd.append(tally)
    pace.expect(len(odd))
    for batch in _batches(odd, size):  # not all are what the sample was
        _count(connection, table, batch, exact)
        pace.add(len(batch))
    return rows


def _sample(connection: duckdb.DuckDBPyConnection, table: str, tallies: Sequence[Tally]) -> None:
    """Keep the kinds that at least half of the first rows' values are of; all when there are no values."""
    textual = [tally for tally in tallies if tally.declared in (None, "text")]
    for batch in _batches(textual, 24):
        names = [f"v{tally.index}" for tally in batch]
        given = ", ".join(f"{tally.value} AS {name}, c{tally.index}" for tally, name in zip(batch, names, strict=True))
        asked = ", ".join(
            f"count({name}), count(*) FILTER ({_ENDS.replace('{c}', f'c{tally.index}')}),"
            + ", ".join(f"count({_present(tally, kind, name)})" for kind in KINDS)
            for tally, name in zip(batch, names, strict=True)
        )
        counts = iter(_one(connection, f"SELECT {asked} FROM (SELECT {given} FROM {table} LIMIT {SAMPLE_ROWS})"))
        for tally in batch:
            filled, tally.edged = next(counts), next(counts) > 0
            of = {kind: next(counts) for kind in KINDS}
            kept = [kind for kind, count in of.items() if count * 2 >= filled]
            tally.kinds = tuple(kind for kind in kept if kind in TYPED)
            tally.sure = bool(tally.kinds) and filled > 0 and of[tally.kinds[0]] == filled
            tally.areas = tuple(kind for kind in kept if kind not in TYPED) if filled else ()


def _present(tally: Tally, kind: str, value: str = "") -> str:
    expression = tally.expression(kind, value)
    return f"nullif({expression}, '')" if kind.startswith("area") else expression


def _count(connection: duckdb.DuckDBPyConnection, table: str, batch: Sequence[Tally], exact: bool) -> int:
    distinct = "count(DISTINCT {})" if exact else "approx_count_distinct({})"
    given: list[str] = []  # each value is read once, whatever is then asked of it
    asked: list[str] = []
    for tally in batch:
        name = f"v{tally.index}"
        given.append(f"{tally.value} AS {name}")
        asked += [f"count({name})", distinct.format(name)]
        for number, kind in enumerate(tally.kinds):
            given.append(f"{tally.expression(kind, name)} AS {name}_{number}")
            asked += _measures(kind, f"{name}_{number}")
    query = f"SELECT count(*), {', '.join(asked)} FROM (SELECT {', '.join(given)} FROM {table})"
    rows, *told = _one(connection, query)
    answers = iter(told)
    for tally in batch:
        tally.filled, tally.distinct = next(answers), next(answers)
        for kind in tally.kinds:
            count, low, high, far = (next(answers) for _ in range(4))
            tally.measures[kind] = Measure(count, low, high, far or 0)
    return int(rows)


def _measures(kind: str, name: str) -> tuple[str, ...]:
    if kind in DATED:
        near = f"FILTER (year({name}) {_YEARS})"
        high = f"max({name}) {near}"
        high = f"last_day({high})" if kind == "month" else high
        return f"count({name})", f"min({name}) {near}", high, f"count(*) FILTER (year({name}) NOT {_YEARS})"
    if kind.endswith(("integer", "decimal")):
        return f"count({name})", f"min({name})", f"max({name})", "0"
    return f"count({name})", "NULL", "NULL", "0"


def groups(connection: duckdb.DuckDBPyConnection, table: str, tally: Tally, kind: str) -> dict[str, int]:
    """How often each area code, or each province's name, occurs in a column."""
    query = f"SELECT {_present(tally, kind)} AS area, count(*) FROM {table} GROUP BY area HAVING area IS NOT NULL"
    return {str(area): int(count) for area, count in connection.execute(query).fetchall()}


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return tuple(row)


def _batches(tallies: Sequence[Tally], size: int) -> Iterator[Sequence[Tally]]:
    for start in range(0, len(tallies), size):
        yield tallies[start : start + size]
