"""Counts a table with DuckDB: a sample first, then the whole file is asked only what a column may hold.

The engine gets a memory limit, may load no extension, and sees values; only counts and bounds come back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guiju.plane.areas import province_pattern
from guiju.plane.watch import Pace

if TYPE_CHECKING:
    import duckdb

MEMORY_LIMIT = "512MB"
SAMPLE_ROWS = 4096
_WIDE = 100  # columns, from which on it takes longer to plan a query for each of them than to answer it
_FEW = 8  # columns of areas; so many are asked one by one
TOGETHER = 64  # columns of a large file that are read together
_TURNED = 96  # columns that are turned on their side together
_YEARS = "BETWEEN 1850 AND 2100"  # beyond it a date stands for "for ever" or "unknown"
_DAY = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_CLOCK = r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)?"
_HEAD = r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"

_YMD = r"\1-\2-\3"
# Most days are written so, and need no expression: three times as fast.
_ISO_DAY = "CASE WHEN {v} LIKE '____-__-__' AND {v} BETWEEN '0' AND ':' THEN TRY_CAST({v} AS DATE) END"

# Per kind: an expression over the trimmed text {v} that is NULL for what is not of that kind; preferred first.
KINDS: dict[str, str] = {
    "boolean": "CASE WHEN lower({v}) IN ('true', 'false', 'yes', 'no', '是', '否') THEN 1 END",
    "day": f"coalesce({_ISO_DAY}, CASE WHEN regexp_full_match({{v}}, '{_DAY}')"
    f" THEN TRY_CAST(regexp_replace({{v}}, '{_HEAD}', '{_YMD}') AS DATE) END)",
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
BLANKS = " \t　"  # what may stand around a value
_TRIMMED = f"CASE WHEN {{odd}} THEN nullif(trim({{c}}, '{BLANKS}'), '') ELSE {{c}} END"
TYPED = tuple(kind for kind in KINDS if not kind.startswith("area"))
NATIVE: dict[str, str] = {
    "native_day": "{c}",
    "native_instant": "{c}::TIMESTAMP",
    "native_integer": "TRY_CAST({c} AS BIGINT)",
    "native_decimal": "TRY_CAST({c} AS DECIMAL(38, 9))",
}


Beside = Callable[[Sequence["Tally"]], AbstractContextManager[Any]]  # gives a reader of Arrow batches


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
    table: str = "data"  # where the engine finds it: a very wide table lies in several parts

    @property
    def textual(self) -> bool:
        return self.declared in (None, "text")

    @property
    def value(self) -> str:
        if self.textual:
            return self.trimmed(f"{_BEGINS} OR {_ENDS}" if self.edged else _BEGINS)
        return f"c{self.index}" if self.declared != "nested" else f"c{self.index}::VARCHAR"

    @property
    def odd(self) -> str:
        """The name of a column that tells where there may be blanks around its values."""
        return f"odd{self.index}"

    def trimmed(self, odd: str) -> str:
        """Without the blanks around it, where it is `odd`."""
        return _TRIMMED.replace("{odd}", odd).replace("{c}", f"c{self.index}")

    def expression(self, kind: str, value: str = "") -> str:
        """`value`: the name of the trimmed value, where it has one."""
        return _expression(kind, f"c{self.index}", value or self.value)

    def take(self, told: Iterator[Any]) -> None:
        """What was counted, in the order in which it was asked."""
        self.filled, self.distinct = next(told), next(told)
        for kind in self.kinds:
            count, low, high, far = (next(told) for _ in range(4))
            self.measures[kind] = Measure(count, low, high, far or 0)


def _expression(kind: str, column: str, value: str) -> str:
    template = NATIVE.get(kind) or KINDS[kind]  # not str.format: patterns have braces of their own
    if "{provinces}" in template:
        template = template.replace("{provinces}", province_pattern())
    return template.replace("{v}", value).replace("{c}", column)


def _present(kind: str, column: str, value: str) -> str:
    asked = _expression(kind, column, value)
    return f"nullif({asked}, '')" if kind.startswith("area") else asked


@contextmanager
def engine(folder: Path, zone: str, *files: Path, ordered: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """It opens what lies in `folder`, and these files; no other file and no address, whatever stands in the data.
    `ordered`: rows come back in the file's order, so that what is found first is the same each time.
    """
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
        connection.execute("SET allowed_directories = ?", [[str(folder.resolve())]])
        connection.execute("SET allowed_paths = ?", [[str(path.resolve()) for path in files]])
        connection.execute("SET enable_external_access = false")
        yield connection
    finally:
        connection.close()


def rows_of(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    tallies: Sequence[Tally],
    exact: bool,
    pace: Pace,
    beside: Beside | None = None,
    *,
    partly: bool = True,
) -> int:
    """Fill the tallies; returns the number of rows. A batch of columns a query keeps memory bounded.

    `beside`: somebody else who wants to see all rows of a large file, and hands them on; `partly`: somebody wants to
    know how many numbers stand in a column that holds other things too.
    """
    _sample(connection, tallies, partly)
    rows = int(_one(connection, f"SELECT count(*) FROM {table}")[0]) if exact or len(tallies) > _WIDE else 0
    kinds = [tally.kinds for tally in tallies]
    for tally in tallies:
        tally.kinds = tally.kinds[: 1 if tally.sure else None]
        tally.edged |= exact  # else distinct values are estimated, and a blank behind some of them is nothing to that
    if beside is None or exact or len(tallies) > _WIDE or not all(tally.textual for tally in tallies):
        rows = _counted(connection, tallies, rows, exact, pace)
    else:
        for batch in batches(tallies, TOGETHER):
            with beside(batch) as reader:
                rows = _count(connection, batch, exact, reader)
    odd = []
    for tally, all_ in zip(tallies, kinds, strict=True):
        if tally.sure and tally.measures[tally.kinds[0]].count < tally.filled:
            tally.kinds, tally.edged = all_, True
            odd.append(tally)
    pace.expect(len(odd))
    _counted(connection, odd, rows, exact, pace)  # not all are what the sample was
    return rows


def _counted(
    connection: duckdb.DuckDBPyConnection, tallies: Sequence[Tally], rows: int, exact: bool, pace: Pace
) -> int:
    """Few rows of many columns are turned on their side: what columns of the same kinds are asked is planned once."""
    turned = [tally for tally in tallies if tally.textual] if len(tallies) > _WIDE and rows <= SAMPLE_ROWS else []
    for kinds in dict.fromkeys(tally.kinds for tally in turned):
        for batch in batches([tally for tally in turned if tally.kinds == kinds], _TURNED):
            _count_turned(connection, batch, exact)
            pace.add(len(batch))
    met = {tally.index for tally in turned}
    rest = [tally for tally in tallies if tally.index not in met]
    for batch in batches(rest, 24 if rows <= SAMPLE_ROWS else 8):
        rows = _count(connection, batch, exact)
        pace.add(len(batch))
    return rows


def _sample(connection: duckdb.DuckDBPyConnection, tallies: Sequence[Tally], partly: bool) -> None:
    """Keep the kinds that at least half of the first rows' values are of; all when there are no values. Unless `partly`
    kinds other than dates must be of all those values, since only then they can be the column's.
    """
    asked = ", ".join(f"count({_present(kind, 'v', 'v')})" for kind in KINDS)
    edged = f"count(*) FILTER ({_ENDS.replace('{c}', 'value')})"
    for batch in batches([tally for tally in tallies if tally.textual], _TURNED):
        given = _turned(batch, f"LIMIT {SAMPLE_ROWS}")
        query = f"SELECT name, count(v), {edged}, {asked} FROM ({given}) GROUP BY name"
        counts = {name: told for name, *told in connection.execute(query).fetchall()}
        for tally in batch:
            filled, edges, *told = counts.get(f"c{tally.index}", [0] * (2 + len(KINDS)))
            of = dict(zip(KINDS, told, strict=True))
            kept = [kind for kind, count in of.items() if count * 2 >= filled]
            tally.edged = edges > 0
            may = {kind for kind in kept if partly or kind in DATED or of[kind] == filled}
            tally.kinds = tuple(kind for kind in kept if kind in TYPED and kind in may)
            tally.sure = bool(tally.kinds) and filled > 0 and of[tally.kinds[0]] == filled
            tally.areas = tuple(kind for kind in kept if kind not in TYPED) if filled else ()


def _turned(batch: Sequence[Tally], rows: str = "") -> str:
    """Columns of text one below the other: the name of each with each of its values, also trimmed; without nulls."""
    names = ", ".join(f"c{tally.index}" for tally in batch)
    given = f"SELECT {names} FROM {batch[0].table} {rows}"
    value = _TRIMMED.replace("{odd}", f"{_BEGINS} OR {_ENDS}").replace("{c}", "value")
    return f"SELECT name, value, {value} AS v FROM (UNPIVOT ({given}) ON {names} INTO NAME name VALUE value)"


def _distinct(name: str, exact: bool) -> str:
    return f"count(DISTINCT {name})" if exact else f"approx_count_distinct({name})"


def _count_turned(connection: duckdb.DuckDBPyConnection, batch: Sequence[Tally], exact: bool) -> None:
    kinds = batch[0].kinds
    given = ", ".join(["name", "v", *(f"{_expression(kind, 'v', 'v')} AS v_{n}" for n, kind in enumerate(kinds))])
    asked = ["count(v)", _distinct("v", exact)]
    for number, kind in enumerate(kinds):
        asked += _measures(kind, f"v_{number}")
    query = f"SELECT name, {', '.join(asked)} FROM (SELECT {given} FROM ({_turned(batch)})) GROUP BY name"
    counts = {name: told for name, *told in connection.execute(query).fetchall()}
    nothing = [0, 0, *([0, None, None, 0] * len(kinds))]
    for tally in batch:
        tally.take(iter(counts.get(f"c{tally.index}", nothing)))


def _count(connection: duckdb.DuckDBPyConnection, batch: Sequence[Tally], exact: bool, reader: Any = None) -> int:
    """`reader`: where the rows come from, and where there may be blanks around them; the table, if left out."""
    given: list[str] = []  # each value is read once, whatever is then asked of it
    asked: list[str] = []
    for tally in batch:
        name = f"v{tally.index}"
        given.append(f"{tally.value if reader is None else tally.trimmed(tally.odd)} AS {name}")
        asked += [f"count({name})", _distinct(name, exact)]
        for number, kind in enumerate(tally.kinds):
            given.append(f"{tally.expression(kind, name)} AS {name}_{number}")
            asked += _measures(kind, f"{name}_{number}")
    table = batch[0].table if reader is None else "handed"
    query = f"SELECT count(*), {', '.join(asked)} FROM (SELECT {', '.join(given)} FROM {table})"
    with _handed(connection, table, reader):
        rows, *told = _one(connection, query)
    answers = iter(told)
    for tally in batch:
        tally.take(answers)
    return int(rows)


@contextmanager
def _handed(connection: duckdb.DuckDBPyConnection, name: str, reader: Any) -> Iterator[None]:
    """Rows from elsewhere, if there are any, stand under a name until the block ends."""
    if reader is None:
        yield
        return
    connection.register(name, reader)
    try:
        yield
    finally:
        connection.unregister(name)


def _measures(kind: str, name: str) -> tuple[str, ...]:
    if kind in DATED:
        near = f"FILTER (year({name}) {_YEARS})"
        high = f"max({name}) {near}"
        high = f"last_day({high})" if kind == "month" else high
        return f"count({name})", f"min({name}) {near}", high, f"count(*) FILTER (year({name}) NOT {_YEARS})"
    if kind.endswith(("integer", "decimal")):
        return f"count({name})", f"min({name})", f"max({name})", "0"
    return f"count({name})", "NULL", "NULL", "0"


def groups(
    connection: duckdb.DuckDBPyConnection, tallies: Sequence[Tally], kind: str
) -> Iterator[tuple[Tally, dict[str, int]]]:
    """How often each area code, or each province's name, occurs in these columns of text."""
    for batch in batches(tallies, _TURNED if len(tallies) > _FEW else 1):
        one = batch[0]
        given = (
            f"SELECT 'c{one.index}' AS name, {one.value} AS v FROM {one.table}" if len(batch) == 1 else _turned(batch)
        )
        asked = f"SELECT name, {_present(kind, 'v', 'v')} AS area FROM ({given})"
        query = f"SELECT name, area, count(*) FROM ({asked}) WHERE area IS NOT NULL GROUP BY name, area"
        found: dict[str, dict[str, int]] = {}
        for name, area, count in connection.execute(query).fetchall():
            found.setdefault(name, {})[str(area)] = int(count)
        yield from ((tally, found.get(f"c{tally.index}", {})) for tally in batch)


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    (row,) = connection.execute(query).fetchall()
    return tuple(row)


def batches(tallies: Sequence[Tally], size: int) -> Iterator[Sequence[Tally]]:
    """Columns that lie together are asked together."""
    for _, part in groupby(tallies, key=lambda tally: tally.table):
        together = [*part]
        for start in range(0, len(together), size):
            yield together[start : start + size]
