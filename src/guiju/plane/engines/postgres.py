"""A table of PostgreSQL, asked in place: one transaction that may only read, and a time that no question exceeds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from guiju.plane.engines.dialect import PostgreSQL
from guiju.plane.engines.scan import Subject, scan_in
from guiju.plane.engines.warehouse import BATCH, Some, Warehouse
from guiju.plane.intake import Detect
from guiju.plane.plan import SAMPLE_ROWS
from guiju.plane.profile import Tally
from guiju.plane.report import Scan
from guiju.plane.table import tidy_names
from guiju.plane.trouble import ScanError, listed, warn

if TYPE_CHECKING:
    import psycopg

_MINUTES = 30  # for one question
# What the server calls a type -> what a file of declared types would say, and the kind to measure.
_TYPES = (
    (re.compile(r"boolean"), "boolean", None),
    (re.compile(r"smallint|integer|bigint"), "integer", "native_integer"),
    (re.compile(r"numeric.*|real|double precision"), "decimal", "native_decimal"),
    (re.compile(r"date"), "date", "native_day"),
    (re.compile(r"timestamp.*"), "datetime", "native_instant"),
    (re.compile(r"text|character.*|name|.*citext|inet|cidr|macaddr8?"), "text", None),
    (re.compile(r"uuid|bytea|bit.*|interval.*|time.*|money|oid|xml"), "opaque", None),
)
_SETTINGS = {
    "search_path": "pg_catalog",  # nobody's functions in place of the server's own
    "row_security": "off",  # an error, where some rows would be left out of every count
    "statement_timeout": f"{_MINUTES}min",
    "lock_timeout": "10s",
    "synchronize_seqscans": "off",
    "jit": "off",  # to compile long questions takes longer than to answer them
    "DateStyle": "ISO",
}


class Table(Warehouse):
    """One table or view."""

    dialect = PostgreSQL()

    def __init__(self, connection: psycopg.Connection[Any], name: str, columns: Sequence[str]) -> None:
        self._connection = connection
        named = ", ".join(f"{quoted(column)} AS c{number}" for number, column in enumerate(columns))
        self.data = f"(SELECT {named} FROM {name}) AS data"

    def ask(self, query: str, *, ordered: bool = False) -> Sequence[tuple[Any, ...]]:
        if ordered:
            self._connection.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        rows = self._connection.execute(query.encode()).fetchall()
        if ordered:
            self._connection.execute("SET LOCAL max_parallel_workers_per_gather TO DEFAULT")
        return rows

    def few(self, some: Some) -> str:
        numbered = f"SELECT *, {self.dialect.row} AS i FROM {self.data}"  # numbers keep several from reading at once
        if some == "spread":
            return f"SELECT * FROM ({numbered}) AS numbered WHERE i % {self.spread()} = 0"
        return f"{numbered} LIMIT {BATCH if some == 'batch' else SAMPLE_ROWS}"


def scan_table(
    address: str, table: str | None = None, *, detect: Detect | None = None, zone: str = "Asia/Shanghai"
) -> Scan:
    """Look at one table, `schema.table`, of a database, `postgresql://user@host/database`. Raises ScanError."""
    try:
        import psycopg
    except ImportError:
        raise ScanError("no_client", "PostgreSQL", engine="PostgreSQL", extra="postgresql") from None
    name = _name(address)
    with _connected(address, name, zone) as connection, _told(name if table is None else table):
        schema, relation, kind = _relation(connection, name, table)
        full = f"{schema}.{relation}"
        try:
            return scan_in(*_described(connection, schema, relation, kind, full), detect, zone)
        except psycopg.errors.InsufficientPrivilege:
            raise ScanError("no_right", full) from None


def _name(address: str) -> str:
    """Where it is, and nothing by which one gets in."""
    import psycopg

    try:
        parts = psycopg.conninfo.conninfo_to_dict(address)
    except psycopg.Error:
        raise ScanError("no_server", "PostgreSQL") from None
    return f"{parts.get('host') or 'localhost'}/{parts.get('dbname') or ''}"


@contextmanager
def _connected(address: str, name: str, zone: str) -> Iterator[psycopg.Connection[Any]]:
    import psycopg

    try:
        connection = psycopg.connect(address, connect_timeout=10, client_encoding="utf8", application_name="guiju")
    except psycopg.OperationalError as error:
        # the client gives no code for what happened before it was let in
        kind = "no_login" if re.search(r"password|authentication|role|database|pg_hba", str(error)) else "no_server"
        raise ScanError(kind, name) from None
    with connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ  # all answers are of one moment
        connection.read_only = True
        connection.prepare_threshold = None
        for setting, value in {**_SETTINGS, "TimeZone": zone}.items():
            connection.execute("SELECT set_config(%s, %s, true)", (setting, value))
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise ScanError("server_encoding", name, encoding=encoding)
        yield connection
        connection.rollback()


@contextmanager
def _told(name: str) -> Iterator[None]:
    """What the server says is not passed on: it may quote a value."""
    import psycopg

    try:
        yield
    except (psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable):
        raise ScanError("too_slow", name) from None
    except psycopg.errors.InsufficientPrivilege:
        raise ScanError("no_right", name) from None
    except psycopg.Error as error:
        raise ScanError("engine_failed", name, engine="PostgreSQL", code=error.sqlstate or "-") from None


def quoted(name: str) -> str:
    """An identifier."""
    return '"' + name.replace('"', '""') + '"'


_TABLES = """
SELECT n.nspname, c.relname, c.oid::int8 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
ORDER BY 1, 2
"""


def _relation(connection: psycopg.Connection[Any], name: str, table: str | None) -> tuple[str, str, int]:
    """Schema, name and number of the table that is meant; `public` may be left out."""
    known = {(schema, relation): number for schema, relation, number in connection.execute(_TABLES).fetchall()}
    names = listed([f"{schema}.{relation}" for schema, relation in known])
    if table is None:
        raise ScanError("which_table", name, tables=names)
    schema, dot, relation = table.partition(".")
    for wanted in ((schema, relation) if dot else ("public", table), ("public", table)):
        if wanted in known:
            return *wanted, known[wanted]
    raise ScanError("no_such_table", name, table=table, tables=names)


_COLUMNS = """
SELECT attname, CASE WHEN y.typtype = 'e' THEN 'text' ELSE format_type(coalesce(nullif(y.typbasetype, 0), y.oid),
  CASE WHEN y.typbasetype = 0 THEN a.atttypmod END) END
FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_BYTES = """
SELECT coalesce(nullif((SELECT sum(pg_table_size(relid)) FROM pg_partition_tree(%s::oid::regclass)), 0),
  pg_table_size(%s::oid::regclass), 0)::int8
"""


def _described(
    connection: psycopg.Connection[Any], schema: str, relation: str, number: int, full: str
) -> tuple[Table, Subject]:
    found = connection.execute(_COLUMNS, (number,)).fetchall()
    if not found:
        raise ScanError("empty", full)
    names, told = tidy_names([str(column) for column, _ in found])
    warnings, tallies = [*told], []
    for place, (name, (_, type_)) in enumerate(zip(names, found, strict=True)):
        declared, kind = next(((ours, kind) for form, ours, kind in _TYPES if form.fullmatch(type_)), ("nested", None))
        warnings += [warn("nested", name=name)] if declared == "nested" else []
        tallies.append(Tally(place, name, declared, (kind,) if kind else ()))
    size = connection.execute(_BYTES, (number, number)).fetchall()[0][0]
    subject = Subject(
        name=full, format="PostgreSQL", encoding="UTF-8", bytes=int(size), tallies=tallies, warnings=tuple(warnings)
    )
    return Table(connection, f"{quoted(schema)}.{quoted(relation)}", [str(column) for column, _ in found]), subject
