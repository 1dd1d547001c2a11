"""`scan(path)`: what a data file is, how much it holds, which time and place it covers. All stays on the machine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from guiju.kernel.values import Text
from guiju.plane import areas
from guiju.plane.profile import DATED, Measure, Tally, engine, groups, rows_of
from guiju.plane.report import Bound, Column, Coverage, Region, Scan, share
from guiju.plane.source import Source, examine, reading
from guiju.plane.table import Layout, bad_line, layout, place, tidy_names
from guiju.plane.trouble import ScanError, warn
from guiju.shelf.areas import areas as area_names

if TYPE_CHECKING:
    import duckdb

EXACT_BYTES = 64 << 20  # above it, distinct values are estimated
_MOSTLY = 95, 100
_BIRTH = re.compile(r"出生|生日|birth|dob", re.IGNORECASE)
_WHEN = re.compile(r"日期|时间|年|月|期|date|day|time|year|month|period|valid|since|until", re.IGNORECASE)
_PARQUET = (
    (re.compile(r'"NULL"'), "empty", None),
    (re.compile(r"BOOLEAN"), "boolean", None),
    (re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?"), "integer", "native_integer"),
    (re.compile(r"(DECIMAL.*|DOUBLE|FLOAT)"), "decimal", "native_decimal"),
    (re.compile(r"DATE"), "date", "native_day"),
    (re.compile(r"TIMESTAMP.*"), "datetime", "native_instant"),
    (re.compile(r"VARCHAR|TIME.*|UUID|ENUM.*|BLOB|INTERVAL"), "text", None),
)


def scan(path: str | PathLike[str], *, zone: str = "Asia/Shanghai") -> Scan:
    """Look at one CSV or Parquet file; `zone` says on which day a moment with an offset falls. Raises ScanError."""
    source = examine(Path(path))
    with reading(source.name), TemporaryDirectory(prefix="guiju-scan-") as name:
        folder = Path(name)
        shape = layout(source) if source.format == "CSV" else None
        target = place(source, folder)
        with engine(folder, zone) as connection:
            return _report(connection, source, shape, target)


def _report(connection: duckdb.DuckDBPyConnection, source: Source, shape: Layout | None, target: Path) -> Scan:
    import duckdb

    exact = source.bytes <= EXACT_BYTES
    warnings = list(source.warnings)
    try:
        tallies = _csv(connection, target, shape) if shape else _parquet(connection, target, warnings)
        try:
            rows = rows_of(connection, "data", tallies, exact)
        except duckdb.OutOfMemoryException:
            exact = False
            rows = rows_of(connection, "data", tallies, exact)
        region = _region(connection, tallies, warnings)
    except duckdb.OutOfMemoryException:
        raise ScanError("memory", source.name) from None
    except duckdb.Error:
        if shape is None:
            raise ScanError("damaged_parquet", source.name) from None
        raise bad_line(source, shape) from None
    warnings += [*(shape.warnings if shape else ()), *([] if exact else [warn("approximate")])]
    warnings += [warn("no_rows")] if not rows else []
    columns = tuple(_column(tally, rows, exact, warnings) for tally in tallies)
    return Scan(
        name=source.name, format=source.format, encoding=source.encoding, bytes=source.bytes, digest=source.digest,
        rows=rows, columns=columns, time_coverage=_coverage(tallies), region=region, warnings=tuple(warnings),
    )  # fmt: skip


def _csv(connection: duckdb.DuckDBPyConnection, target: Path, shape: Layout) -> list[Tally]:
    columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(len(shape.names)))
    blank = "WHERE c0 IS NOT NULL" if len(shape.names) == 1 else ""  # in a single column a blank line is no row
    connection.execute(
        f"CREATE TABLE data AS SELECT * FROM read_csv('{_quoted(target)}', auto_detect = false, header = true,"
        f" skip = {shape.skip}, delim = '{shape.delimiter}', quote = '\"', escape = '\"', strict_mode = true,"
        f" compression = 'none', columns = {{{columns}}}) {blank}"
    )
    return [Tally(number, name) for number, name in enumerate(shape.names)]


def _parquet(connection: duckdb.DuckDBPyConnection, target: Path, warnings: list[Text]) -> list[Tally]:
    found = connection.execute(f"DESCRIBE SELECT * FROM read_parquet('{_quoted(target)}')").fetchall()
    names, told = tidy_names([str(row[0]) for row in found])
    warnings += told
    aliases = ", ".join(f"c{number}" for number in range(len(names)))
    query = f"SELECT * FROM read_parquet('{_quoted(target)}', hive_partitioning = false) AS file({aliases})"
    connection.execute(f"CREATE VIEW data AS {query}")
    tallies = []
    for number, (name, row) in enumerate(zip(names, found, strict=True)):
        declared, kind = next(
            ((ours, kind) for form, ours, kind in _PARQUET if form.fullmatch(row[1])), ("nested", None)
        )
        if row[1] != "VARCHAR" and declared == "text":
            declared = "opaque"
        elif declared == "nested":
            warnings.append(warn("nested", name=name))
        tallies.append(Tally(number, name, declared, (kind,) if kind else ()))
    return tallies


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _column(tally: Tally, rows: int, exact: bool, warnings: list[Text]) -> Column:
    kind = next((kind for kind in tally.kinds if tally.measures[kind].count == tally.filled), None)
    type_ = _type(tally, kind)
    dated = _dated(tally)
    if dated is not None:
        if odd := tally.filled - dated.count:
            warnings.append(warn("odd_dates", name=tally.name, n=odd))
        if dated.far:
            warnings.append(warn("far_dates", name=tally.name, n=dated.far))
    low, high = _bounds(tally, tally.measures[kind], type_) if kind and type_ != "text" else (None, None)
    return Column(
        name=tally.name, type=type_, nulls=rows - tally.filled, distinct=min(tally.distinct, tally.filled),
        distinct_exact=exact, min=low, max=high,
    )  # fmt: skip


def _type(tally: Tally, kind: str | None) -> str:
    if tally.filled == 0:
        return "empty" if tally.declared is None else _declared(tally.declared)
    if tally.declared is not None:
        return _declared(tally.declared)
    if kind is None or "area_code" in tally.areas:
        return "text"
    if kind == "integer":
        short, long = tally.measures[kind].digits
        return "text" if short == long >= 11 else "integer"  # telephone, identity and card numbers: all of one length
    if kind == "instant":
        return "datetime"
    return "date" if kind in DATED else kind


def _declared(word: str) -> str:
    return "text" if word in ("nested", "opaque") else word


def _bounds(tally: Tally, measure: Measure, type_: str) -> tuple[Bound | None, Bound | None]:
    """Least and greatest value, unless they are somebody's: a birthday, or a number that names one row."""
    low, high = measure.low, measure.high
    if type_ in ("date", "datetime"):
        return (None, None) if _BIRTH.search(tally.name) else (low, high)
    if type_ == "integer":
        short, long = measure.digits
        key = long >= 5 and tally.distinct * 100 >= tally.filled * 95
        if key or long > 10 or (short == long >= 7):
            return None, None
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        return _plain(low), _plain(high)
    return low, high


def _plain(value: Decimal) -> Decimal:
    """Without the zeros that the engine's fixed scale adds."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _dated(tally: Tally) -> Measure | None:
    """The column's dates, when nearly all of its values are dates."""
    found = [tally.measures[kind] for kind in tally.kinds if kind in DATED]
    best = max(found, key=lambda measure: measure.count, default=None)
    if best is None or best.low is None or best.count * _MOSTLY[1] < tally.filled * _MOSTLY[0]:
        return None
    return best


def _coverage(tallies: Sequence[Tally]) -> Coverage | None:
    """From a column whose name speaks of time, then the one with most dates, then the first; never from birthdays."""
    found: list[tuple[tuple[bool, int], Coverage]] = []
    for tally in tallies:
        span = _span(tally)
        if span is not None and not _BIRTH.search(tally.name):
            first, last, count = span
            merit = bool(_WHEN.search(tally.name)), count
            found.append((merit, Coverage(first=first, last=last, column=tally.name, share=share(count, tally.filled))))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _span(tally: Tally) -> tuple[date, date, int] | None:
    dated = _dated(tally)
    if dated is not None:
        return _day(dated.low), _day(dated.high), dated.count
    years = tally.measures.get("integer") or tally.measures.get("native_integer")
    if years is None or not _WHEN.search(tally.name) or years.digits != (4, 4) or years.count < tally.filled:
        return None
    first, last = int(str(years.low)), int(str(years.high))
    return (date(first, 1, 1), date(last, 12, 31), years.count) if 1850 <= first <= last <= 2100 else None


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value.date() if isinstance(value, datetime) else value


def _region(connection: duckdb.DuckDBPyConnection, tallies: Sequence[Tally], warnings: list[Text]) -> Region | None:
    """The best agreement wins; between equals, codes before names and the first column before the next."""
    found: list[Region] = []
    many: list[Text] = []
    for kind in ("area_code", "area_name"):
        for tally in tallies:
            if kind in tally.areas:
                found += _areas_of(connection, tally, kind, many)
    if found:
        return max(found, key=lambda region: region.share)
    warnings += many[:1]
    return None


def _areas_of(connection: duckdb.DuckDBPyConnection, tally: Tally, kind: str, many: list[Text]) -> list[Region]:
    counts = groups(connection, "data", tally, kind)
    counts = areas.known(counts) if kind == "area_code" else areas.by_names(counts)
    if sum(counts.values()) * 2 < tally.filled:
        tally.areas = tuple(other for other in tally.areas if other != kind)  # six digits, but no area codes
        return []
    best = areas.smallest(counts, tally.filled)
    if best is None:
        many.append(warn("many_areas", name=tally.name, n=areas.provinces_in(counts)))
        return []
    code, count = best
    return [Region(code=code, name=area_names()[code], column=tally.name, share=share(count, tally.filled))]
