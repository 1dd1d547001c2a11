"""SQLite as a table: reads one of its tables without a chance to change the file, or to run what is written in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from guiju.kernel.values import Text
from guiju.plane.profile import Tally
from guiju.plane.source import Source
from guiju.plane.table import tidy_names
from guiju.plane.trouble import ScanError, listed, other_tables, warn

if TYPE_CHECKING:
    import duckdb

ROW_BYTES = 16 << 20  # of one value; as for a row of JSON
_BATCH_BYTES, _BATCH_ROWS = 16 << 20, 50_000  # what is held as Python values at a time
_GROUPS: dict[type, object] = {int: "number", float: "number"}


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Immutable: nothing is written, locked or recovered, not even beside the file."""
    uri = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, ROW_BYTES)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        for setting in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "query_only = ON"):
            connection.execute(f"PRAGMA {setting}")
        yield connection


def load_sqlite(
    engine: duckdb.DuckDBPyConnection, source: Source, table: str | None
) -> tuple[list[Tally], list[Text], str, tuple[str, ...]]:
    """Fill the table `data` from `table`, or from the one with most rows; returns its name and the others' last."""
    try:
        with _opened(source.path) as connection:
            chosen, others = _chosen(connection, source, table)
            told = other_tables(chosen, others)
            if connection.execute(f"PRAGMA quick_check({_quoted(chosen)})").fetchone() != ("ok",):
                raise ScanError("damaged_sqlite", source.name)
            tallies = _copy(engine, connection, source, chosen, told)
    except sqlite3.DataError:
        raise ScanError("long_row", source.name, most=f"{ROW_BYTES >> 20} MB") from None
    except sqlite3.Error as error:
        if "UTF-8" in str(error):
            raise ScanError("undecodable_cell", source.name, table=chosen) from None
        raise ScanError("damaged_sqlite", source.name) from None
    return tallies, [*_journals(source.path), *told], chosen, tuple(others)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _chosen(connection: sqlite3.Connection, source: Source, table: str | None) -> tuple[str, list[str]]:
    """Views are left out: they are programs, and show what stands in the tables."""
    query = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%'"
    names = sorted(str(name) for (name,) in connection.execute(query + " ESCAPE '\\'"))
    if not names:
        raise ScanError("no_tables", source.name)
    if table is None:
        rows = {name: connection.execute(f"SELECT count(*) FROM {_quoted(name)}").fetchone()[0] for name in names}
        table = max(names, key=lambda name: int(rows[name]))
    elif table not in names:
        raise ScanError("no_such_table", source.name, table=table, tables=listed(names))
    return table, [name for name in names if name != table]


def _journals(path: Path) -> list[Text]:
    """What another program has not yet written into the file itself."""
    return [
        warn("unwritten", ending=ending)
        for ending in ("-wal", "-journal")
        if (beside := path.with_name(path.name + ending)).is_file() and beside.stat().st_size
    ]


def _copy(
    engine: duckdb.DuckDBPyConnection, connection: sqlite3.Connection, source: Source, table: str, told: list[Text]
) -> list[Tally]:
    import pyarrow as pa

    info = connection.execute(f"PRAGMA table_xinfo({_quoted(table)})").fetchall()
    columns = [str(row[1]) for row in info if row[6] != 1]  # 1: hidden
    # Of binary content only its length and beginning are read: it may be large, and is only counted.
    asked = ", ".join(
        f"CASE typeof({name}) WHEN 'blob' THEN CAST(length({name}) || ' ' || hex(substr({name}, 1, 64)) AS BLOB)"
        f" ELSE {name} END"
        for name in map(_quoted, columns)
    )
    names, renamed = tidy_names(columns)
    told += renamed
    engine.execute(f"CREATE TABLE data ({', '.join(f'c{number} VARCHAR' for number in range(len(columns)))})")
    seen: list[set[type]] = [set() for _ in columns]
    (rows,) = connection.execute(f"SELECT count(*) FROM {_quoted(table)}").fetchone()
    size = max(1, min(_BATCH_ROWS, _BATCH_BYTES * int(rows) // source.bytes))
    cursor = connection.execute(f"SELECT {asked} FROM {_quoted(table)}")
    while batch := cursor.fetchmany(size):
        arrays = [
            pa.array(_texts(column, kinds), pa.string())
            for column, kinds in zip(zip(*batch, strict=True), seen, strict=True)
        ]
        engine.register("batch", pa.table(arrays, names=[f"c{number}" for number in range(len(columns))]))
        engine.execute("INSERT INTO data SELECT * FROM batch")
        engine.unregister("batch")
    return [_tally(number, name, kinds, told) for number, (name, kinds) in enumerate(zip(names, seen, strict=True))]


def _texts(column: Sequence[Any], kinds: set[type]) -> Sequence[str | None]:
    """As somebody would write it into a CSV; `kinds` learns the types met."""
    here = set(map(type, column))
    kinds |= here
    if here <= {str, type(None)}:
        return column
    return [
        value if value is None or value.__class__ is str
        else value.decode("ascii") if value.__class__ is bytes
        else repr(value)
        for value in column
    ]  # fmt: skip


def _tally(number: int, name: str, kinds: set[type], told: list[Text]) -> Tally:
    groups = {_GROUPS.get(kind, kind) for kind in kinds - {type(None)}}
    if len(groups) > 1:
        told.append(warn("mixed", name=name))
    if bytes in groups:
        told.append(warn("binary", name=name))
    return Tally(number, name, "binary" if groups == {bytes} else None)
