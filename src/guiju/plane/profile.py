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
SAMPLE_ROWS = 10_000
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
# To trim is dear, to look at both ends is not: what begins with a blank, or is empty, stands before "!" in order.
_TRIMMED = (
    "CASE WHEN {c} < '!' OR ({c} >= '　' AND {c} < '、') OR ends_with({c}, ' ') OR ends_with({c}, '\t')"
    " OR ends_with({c}, '　') THEN nullif(trim({c}, ' \t　'), '') ELSE {c} END"
)
TYPED = tuple(kind for kind in KINDS if not kind.startswith("area"))
NATIVE: dict[str, str] = {
    "native_day": "{c}",
    "native_instant": "{c}::TIMESTAMP",
    "native_integer": "TRY_CAST({c} AS BIGINT)",
    "native_decimal": "TRY_CAST({c} AS DECIMAL(38, 9))",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """How many values are of one kind; of dates, `far` lie outside the bounded years; of numbers, the digits."""

    count: int
    low: date | datetime | int | Decimal | None
    high: date | datetime | int | Decimal | None
    far: int = 0
    digits: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class Tally:
    """One column: what the file says it is (Parquet), what it may hold, and what was counted."""

    index: int
    name: str
    declared: str | None = None
    kinds: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    sure: bool = False  # all of a sample's values are of the first kind
    filled: int = 0
    distinct: int = 0
    measures: dict[str, Measure] = field(default_factory=dict)

    @property
    def value(self) -> str:
        if self.declared in (None, "text"):
            return _TRIMMED.replace("{c}", f"c{self.index}")
        return f"c{self.index}"

    def expression(self, kind: str) -> str:
        template = NATIVE.get(kind) or KINDS[kind]  # not str.format: patterns have braces of their own
        if "{provinces}" in template:
            template = template.replace("{provinces}", province_pattern())
        return template.replace("{v}", self.value).replace("{c}", f"c{self.index}")


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
    for batch in _batches(tallies, size):
        rows = _count(connection, table, batch, exact)
        pace.add(len(batch))
    odd = []
    for tally, all_ in zip(tallies, kinds, strict=True):
        if tally.kinds != all_ and tally.measures[tally.kinds[0]].count < tally.filled:
            tally.kinds = all_
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
        parts = [
            f"count({part})" for tally in batch for part in (tally.value, *(_present(tally, kind) for kind in KINDS))
        ]
        counts = iter(_one(connection, f"SELECT {', '.join(parts)} FROM (SELECT * FROM {table} LIMIT {SAMPLE_ROWS})"))
        for tally in batch:
            filled = next(counts)
            of = {kind: next(counts) for kind in KINDS}
            kept = [kind for kind, count in of.items() if count * 2 >= filled]
            tally.kinds = tuple(kind for kind in kept if kind in TYPED)
            tally.sure = bool(tally.kinds) and filled > 0 and of[tally.kinds[0]] == filled
            tally.areas = tuple(kind for kind in kept if kind not in TYPED) if filled else ()


def _present(tally: Tally, kind: str) -> str:
    return f"nullif({tally.expression(kind)}, '')" if kind.startswith("area") else tally.expression(kind)


def _count(connection: duckdb.DuckDBPyConnection, table: str, batch: Sequence[Tally], exact: bool) -> int:
    distinct = "count(DISTINCT {})" if exact else "approx_count_distinct({})"
    given: list[str] = []  # each value is read once, whatever is then asked of it
    asked: list[str] = []
    for tally in batch:
        name = f"v{tally.index}"
        given.append(f"{tally.value if tally.declared != 'nested' else f'c{tally.index}::VARCHAR'} AS {name}")
        asked += [f"count({name})", distinct.format(name)]
        for number, kind in enumerate(tally.kinds):
            given.append(f"{tally.expression(kind)} AS {name}_{number}")
            asked += _measures(kind, f"{name}_{number}")
    query = f"SELECT count(*), {', '.join(asked)} FROM (SELECT {', '.join(given)} FROM {table})"
    rows, *told = _one(connection, query)
    answers = iter(told)
    for tally in batch:
        tally.filled, tally.distinct = next(answers), next(answers)
        for kind in tally.kinds:
            count, low, high, far, short, long = (next(answers) for _ in range(6))
            tally.measures[kind] = Measure(count, low, high, far or 0, (short or 0, long or 0))
    return int(rows)


def _measures(kind: str, name: str) -> tuple[str, ...]:
    if kind in DATED:
        near = f"FILTER (year({name}) {_YEARS})"
        high = f"max({name}) {near}"
        high = f"last_day({high})" if kind == "month" else high
        return f"count({name})", f"min({name}) {near}", high, f"count(*) FILTER (year({name}) NOT {_YEARS})", "0", "0"
    if kind.endswith(("integer", "decimal")):
        digits = f"length(regexp_replace(trunc({name})::DECIMAL(38, 0)::VARCHAR, '^-', ''))"
        return f"count({name})", f"min({name})", f"max({name})", "0", f"min({digits})", f"max({digits})"
    return f"count({name})", "NULL", "NULL", "0", "0", "0"


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
