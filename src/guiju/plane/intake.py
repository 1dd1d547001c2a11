"""`scan(path)`: what a data file is, how much it holds, which time and place it covers. All stays on the machine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from guiju.kernel.values import Text
from guiju.plane import areas
from guiju.plane.load import Prepared, load, prepare
from guiju.plane.plan import SAMPLE_ROWS
from guiju.plane.profile import DATED, Measure, Tally, engine, groups, rows_of
from guiju.plane.report import Bound, Column, Coverage, Minors, Region, Scan, share
from guiju.plane.source import Source, examine, reading
from guiju.plane.trouble import ScanError, warn
from guiju.plane.watch import DETECT, PROFILE, QUALITY, READ, Cancelled, Pace, Watch, stopping
from guiju.shelf.areas import areas as area_names

if TYPE_CHECKING:
    import duckdb

    from guiju.plane.detect.run import Detection
    from guiju.plane.quality.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Detect:
    """How to look for information types: in some rows only, from all over the file (`sample`); also in each cell, and
    telling it (`cells`). `on`: the day for ages, today if left out.
    """

    sample: bool = False
    cells: bool = False
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """How to judge the quality of the data: by the user's `rules`, if any, and as of a day, `on`, or today."""

    rules: tuple[Rule, ...] = ()
    on: date | None = None


Groups = Callable[[Sequence[Tally], str], Iterable[tuple[Tally, Mapping[str, int]]]]  # how often an area occurs in each
EXACT_BYTES = 64 << 20  # above it, distinct values are estimated
_MOSTLY = 95, 100
_BIRTH = re.compile(r"出生|生日|诞|生辰|birth|dob|born|bday|bdate|chusheng|shengri|csrq", re.IGNORECASE)
_WHEN = re.compile(r"日期|时间|年|月|期|date|day|time|year|month|period|valid|since|until", re.IGNORECASE)


def scan(
    path: str | PathLike[str],
    *,
    table: str | None = None,
    name: str | None = None,
    zone: str = "Asia/Shanghai",
    detect: Detect | None = None,
    judge: Judge | None = None,
    watch: Watch | None = None,
    spare: Path | None = None,
) -> Scan:
    """Look at one data file, or at one `table` (or sheet) of it. Raises ScanError.

    `name`: what the file is called, when that is not its name on the disk; `zone`: on which day a moment falls;
    `detect`: also find out which information the columns hold; `judge`: also count the indicators of quality;
    `watch`: is told how far it is, and may stop it (Cancelled); `spare`: the folder for what is gone in the end.
    """
    pace = Pace(watch, (READ, PROFILE, *((DETECT,) if detect else ()), *((QUALITY,) if judge else ())))
    with stopping(watch):
        pace.enter(READ)
        if detect is not None:
            _loading(Path(path))
        source = examine(Path(path), name)
        with reading(source.name), TemporaryDirectory(prefix="guiju-scan-", dir=spare) as made:
            folder = Path(made)
            prepared = prepare(source, folder, table, pace)
            lists = _lists(judge, folder, zone, pace)
            with engine(folder, zone, source.path, ordered=detect is not None) as connection, pace.over(connection):
                found, tallies = _report(connection, source, prepared, detect, zone, pace, partly=judge is not None)
                if judge is not None:
                    pace.enter(QUALITY)
                    found = _judged(connection, found, tallies, judge, lists, zone)
        pace.add(0)
        return found


def _loading(path: Path) -> None:
    """What looks at a large file takes a second to load: that is done beside the first reading of it."""
    with suppress(OSError):  # who reads it says what is wrong
        if path.stat().st_size > EXACT_BYTES:
            Thread(target=_loaded).start()


def _loaded() -> None:
    with suppress(ImportError):  # who needs it says so
        from guiju.plane.detect.run import ahead

        ahead()


def _lists(judge: Judge | None, folder: Path, zone: str, pace: Pace) -> Mapping[Rule, Path]:
    """The lists that the rules refer to; they are read before the table is."""
    if judge is None:
        return {}
    from guiju.plane.quality.references import references

    return references(judge.rules, folder, zone, pace)


def _judged(
    connection: duckdb.DuckDBPyConnection,
    found: Scan,
    tallies: Sequence[Tally],
    judge: Judge,
    lists: Mapping[Rule, Path],
    zone: str,
) -> Scan:
    import duckdb

    from guiju.plane.quality.measure import Subject, measure

    on = judge.on or datetime.now(ZoneInfo(zone)).date()
    subject = Subject(connection, tallies, found.columns, found.rows, on, found.sampled)
    try:
        return replace(found, quality=measure(subject, judge.rules, lists))
    except duckdb.OutOfMemoryException:
        raise ScanError("memory", found.name) from None


def _report(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    prepared: Prepared,
    detect: Detect | None,
    zone: str,
    pace: Pace,
    *,
    partly: bool,
) -> tuple[Scan, list[Tally]]:
    import duckdb

    exact = source.bytes <= EXACT_BYTES
    try:
        loaded = load(connection, source, prepared, large=not exact)
        tallies, warnings = loaded.tallies, [*source.warnings, *loaded.warnings]
        pace.enter(PROFILE, len(tallies))
        with _detection(connection, detect, zone, pace) as held:
            beside = None if held is None or held.sample else partial(held.beside, size=source.bytes)
            try:
                rows = rows_of(connection, "data", tallies, exact, pace, beside, partly=partly)
            except duckdb.OutOfMemoryException:
                exact = False
                pace.expect(len(tallies))
                rows = rows_of(connection, "data", tallies, exact, pace, beside, partly=partly)
            region = region_of(partial(groups, connection), tallies, warnings)
            holds = held.holdings(tallies, rows) if held else {}
    except duckdb.OutOfMemoryException:
        raise ScanError("memory", source.name) from None
    except duckdb.InterruptException:
        raise Cancelled from None
    except duckdb.Error:
        raise prepared.broken(source) from None
    warnings += [] if exact else [warn("approximate")]
    warnings += [warn("no_rows")] if not rows else []
    columns = tuple(replace(column_of(tally, rows, exact, warnings), holds=holds.get(tally.index)) for tally in tallies)
    sampled = SAMPLE_ROWS if detect and detect.sample and rows > SAMPLE_ROWS else None
    found = Scan(
        name=source.name, format=loaded.format, encoding=source.encoding, bytes=source.bytes, digest=source.digest,
        rows=rows, columns=columns, table=loaded.table, time_coverage=coverage_of(tallies), region=region,
        warnings=tuple(warnings), others=loaded.others, sampled=sampled, minors=minors_of(columns),
    )  # fmt: skip
    return found, tallies


def minors_of(columns: Sequence[Column]) -> Minors | None:
    """Of the column that tells most children."""
    told = [column.holds.minors for column in columns if column.holds and column.holds.minors]
    return max(told, key=lambda one: (one.under_18, one.known), default=None)


@contextmanager
def _detection(
    connection: duckdb.DuckDBPyConnection, detect: Detect | None, zone: str, pace: Pace
) -> Iterator[Detection | None]:
    if detect is None:
        yield None
        return
    from guiju.plane.detect.run import detection  # late: NumPy and Arrow are only for those who ask

    on = detect.on or datetime.now(ZoneInfo(zone)).date()
    with detection(connection, pace, on=on, sample=detect.sample, cells=detect.cells) as held:
        yield held


def column_of(tally: Tally, rows: int, exact: bool, warnings: list[Text]) -> Column:
    """What was counted of a column, without what it holds."""
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
        distinct_exact=exact and tally.declared != "binary", min=low, max=high,
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
    return "text" if word in ("nested", "opaque", "binary") else word


def _bounds(tally: Tally, measure: Measure, type_: str) -> tuple[Bound | None, Bound | None]:
    """Least and greatest value, unless they are somebody's: what may be a birthday, or a number that names one row."""
    low, high = measure.low, measure.high
    if type_ in ("date", "datetime"):
        return (low, high) if tells_when(tally.name) else (None, None)
    if type_ == "integer":
        short, long = measure.digits
        key = long >= 5 and tally.distinct * 100 >= tally.filled * 95
        if key or long > 10 or (short == long >= 7):
            return None, None
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        return _plain(low), _plain(high)
    return low, high


def tells_when(name: str) -> bool:
    """Whether a column's name speaks of a time. The days of others may be birthdays, and two of them would be told."""
    return _WHEN.search(name) is not None and _BIRTH.search(name) is None


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


def coverage_of(tallies: Sequence[Tally]) -> Coverage | None:
    """From the columns whose names speak of time the one with most dates, or the first of those."""
    found: list[tuple[int, Coverage]] = []
    for tally in tallies:
        span = _span(tally)
        if span is not None and tells_when(tally.name):
            first, last, count = span
            found.append((count, Coverage(first=first, last=last, column=tally.name, share=share(count, tally.filled))))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _span(tally: Tally) -> tuple[date, date, int] | None:
    dated = _dated(tally)
    if dated is not None:
        return _day(dated.low), _day(dated.high), dated.count
    years = tally.measures.get("integer") or tally.measures.get("native_integer")
    if years is None or years.digits != (4, 4) or years.count < tally.filled:
        return None
    first, last = int(str(years.low)), int(str(years.high))
    return (date(first, 1, 1), date(last, 12, 31), years.count) if 1850 <= first <= last <= 2100 else None


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value.date() if isinstance(value, datetime) else value


def region_of(counted: Groups, tallies: Sequence[Tally], warnings: list[Text]) -> Region | None:
    """The best agreement wins; between equals, codes before names and the first column before the next."""
    found: list[Region] = []
    many: list[Text] = []
    for kind in ("area_code", "area_name"):
        for tally, counts in counted([tally for tally in tallies if kind in tally.areas], kind):
            found += _areas_of(tally, counts, kind, many)
    if found:
        return max(found, key=lambda region: region.share)
    warnings += many[:1]
    return None


def _areas_of(tally: Tally, counts: Mapping[str, int], kind: str, many: list[Text]) -> list[Region]:
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
