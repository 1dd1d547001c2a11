"""Puts a file of any kind before the engine as one table `data`, whose columns are c0, c1 and so on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from guiju.kernel.values import Text
from guiju.plane.objects import Rows, load_objects, rows_in
from guiju.plane.profile import Tally
from guiju.plane.sniff import CSV, JSON, SQLITE, WORKBOOKS
from guiju.plane.source import Source
from guiju.plane.sqlite import load_sqlite
from guiju.plane.table import Layout, bad_line, layout, place, tidy_names
from guiju.plane.trouble import ScanError, warn
from guiju.plane.watch import Pace
from guiju.plane.wide import MANY, PART, split
from guiju.plane.workbook import sheet_of

if TYPE_CHECKING:
    import duckdb

_PARQUET = (
    (re.compile(r'"NULL"'), "empty", None),
    (re.compile(r"BOOLEAN"), "boolean", None),
    (re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?"), "integer", "native_integer"),
    (re.compile(r"(DECIMAL.*|DOUBLE|FLOAT)"), "decimal", "native_decimal"),
    (re.compile(r"DATE"), "date", "native_day"),
    (re.compile(r"TIMESTAMP.*"), "datetime", "native_instant"),
    (re.compile(r"VARCHAR|TIME.*|UUID|ENUM.*|BLOB|INTERVAL"), "text", None),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What the engine will read: a path, and how its lines are cut or where its rows lie. `table`: the one asked for
    or chosen.
    """

    path: Path
    shape: Layout | None = None
    rows: Rows | None = None
    table: str | None = None
    others: tuple[str, ...] = ()

    def broken(self, source: Source) -> ScanError:
        """What the engine stumbled over."""
        if source.format == CSV and self.shape:
            return bad_line(source, self.shape)
        if source.format in WORKBOOKS:
            return ScanError("damaged_workbook", source.name)
        return ScanError("damaged_parquet" if self.rows is None else "bad_json", source.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The table's columns, and what was noticed on the way."""

    tallies: list[Tally]
    warnings: list[Text]
    format: str
    table: str | None = None
    others: tuple[str, ...] = ()


def prepare(source: Source, folder: Path, table: str | None, pace: Pace) -> Prepared:
    """All that can be done before the engine starts, so that the two do not need memory at the same time."""
    if source.format in WORKBOOKS:
        sheet = sheet_of(source, folder, table, pace)
        return Prepared(path=sheet.path, shape=sheet.layout, table=sheet.table, others=sheet.others)
    if source.format == SQLITE:
        return Prepared(path=source.path, table=table)
    if source.format == JSON:
        path = place(source, folder)
        rows = rows_in(source, path, folder, table)
        return Prepared(path=path, rows=rows, table=rows.table, others=rows.others)
    if table is not None:
        raise ScanError("one_table", source.name, format=source.format)
    shape = layout(source) if source.format == CSV else None
    return Prepared(path=place(source, folder), shape=shape)


def load(connection: duckdb.DuckDBPyConnection, source: Source, prepared: Prepared, *, large: bool = False) -> Loaded:
    """`large`: lines are read as often as they are asked for, which costs less than to store them once."""
    others = prepared.others
    if prepared.shape and len(prepared.shape.names) > MANY:
        tallies, warnings = _wide(connection, source, prepared.path, prepared.shape), [*prepared.shape.warnings]
    elif prepared.shape:
        tallies, warnings = _csv(connection, prepared.path, prepared.shape, large), [*prepared.shape.warnings]
    elif prepared.rows:
        tallies, told = load_objects(connection, source, prepared.rows)
        warnings = [*prepared.rows.warnings, *told]
        form = prepared.rows.format
        return Loaded(tallies=tallies, warnings=warnings, format=form, table=prepared.table, others=others)
    elif source.format == SQLITE:
        tallies, warnings, table, others = load_sqlite(connection, source, prepared.table)
        return Loaded(tallies=tallies, warnings=warnings, format=SQLITE, table=table, others=others)
    else:
        warnings = []
        tallies = _parquet(connection, prepared.path, warnings)
    return Loaded(tallies=tallies, warnings=warnings, format=source.format, table=prepared.table, others=others)


def _csv(connection: duckdb.DuckDBPyConnection, target: Path, shape: Layout, large: bool) -> list[Tally]:
    blank = "WHERE c0 IS NOT NULL" if len(shape.names) == 1 else ""  # in a single column a blank line is no row
    read = _lines(target, range(len(shape.names)), shape.delimiter, f"header = true, skip = {shape.skip}")
    connection.execute(f"CREATE {'VIEW' if large else 'TABLE'} data AS SELECT * FROM {read} {blank}")
    return [Tally(number, name) for number, name in enumerate(shape.names)]


def _lines(target: Path, columns: Iterable[int], delimiter: str, header: str) -> str:
    types = ", ".join(f"'c{number}': 'VARCHAR'" for number in columns)
    return (
        f"read_csv('{_quoted(target)}', auto_detect = false, {header}, delim = '{delimiter}', quote = '\"',"
        f" escape = '\"', strict_mode = true, compression = 'none', columns = {{{types}}})"
    )


def _wide(connection: duckdb.DuckDBPyConnection, source: Source, target: Path, shape: Layout) -> list[Tally]:
    """Each part as Parquet, of which the engine reads only the columns asked for; `data` puts them side by side."""
    connection.execute("SET preserve_insertion_order = true")  # else their rows would be those of different lines
    numbers = range(len(shape.names))
    tallies = [Tally(number, name, table=f"part{number // PART}") for number, name in enumerate(shape.names)]
    for n, part in enumerate(split(source, target, shape)):
        read = _lines(part, numbers[n * PART : (n + 1) * PART], ",", "header = false")
        kept = part.with_suffix(".parquet")
        connection.execute(f"COPY (SELECT * FROM {read}) TO '{_quoted(kept)}' (FORMAT parquet, ROW_GROUP_SIZE 8192)")
        part.unlink()
        connection.execute(f"CREATE VIEW part{n} AS SELECT * FROM read_parquet('{_quoted(kept)}')")
    parts = dict.fromkeys(tally.table for tally in tallies)
    connection.execute(f"CREATE VIEW data AS SELECT * FROM {' POSITIONAL JOIN '.join(parts)}")
    return tallies


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
