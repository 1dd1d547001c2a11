"""JSON and NDJSON as a table: finds the array of objects, names the columns, and the place of what is broken."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from guiju.kernel.values import Text
from guiju.plane.nesting import Walk, walk
from guiju.plane.profile import Tally
from guiju.plane.sniff import JSON, NDJSON
from guiju.plane.source import Source, reading
from guiju.plane.table import tidy_names
from guiju.plane.trouble import ScanError, listed, other_tables, warn

if TYPE_CHECKING:
    import duckdb

DEEPEST = 64  # a table is flat; what is nested is only counted, and readers of JSON call themselves once a level
COLUMNS = 2000  # as many as SQLite gives a table; beyond it, values were written as names
ROW_BYTES = 16 << 20  # the engine holds some rows at a time, and lives within a fixed memory
_SAMPLE = 1 << 18
_SAMPLE_LINES = 20
_LOCATED_BYTES = 64 << 20  # a larger broken file is not read a second time to find the place
_KEY = re.compile(rb'("(?:[^"\\]|\\.)*")\s*:\s*$')
_KEY_BYTES = 4096
_TYPES = {"UBIGINT": "number", "BIGINT": "number", "DOUBLE": "number", "OBJECT": "nested", "ARRAY": "nested"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Where the rows lie: one value a line, or one array; `lines` says which. `table` is the array's key, if any."""

    path: Path
    lines: bool
    table: str | None = None
    others: tuple[str, ...] = ()
    warnings: tuple[Text, ...] = ()

    @property
    def format(self) -> str:
        return NDJSON if self.lines else JSON


def rows_in(source: Source, path: Path, folder: Path, table: str | None) -> Rows:
    """`path` holds the source as plain UTF-8."""
    if _by_lines(path):
        _shallow(walk(path, by_line=True), source)
        return _only(Rows(path=path, lines=True), source, table)
    found = walk(path)
    _shallow(found, source)
    if found.tops > 1:
        return _only(Rows(path=path, lines=True), source, table)
    if found.first == b"[":
        return _only(Rows(path=path, lines=False), source, table)
    if found.depth or found.inside:
        raise _broken(source, path)
    return _wrapped(source, path, folder, found, table)


def _only(rows: Rows, source: Source, table: str | None) -> Rows:
    if table is not None:
        raise ScanError("one_table", source.name, format=rows.format)
    return rows


def _shallow(found: Walk, source: Source) -> None:
    if found.deepest > DEEPEST:
        raise ScanError("deep", source.name, most=DEEPEST)


def _by_lines(path: Path) -> bool:
    """At least half of the first lines are whole objects, so that one broken line does not hide the others."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
        whole = not file.read(1)
    lines = [line for line in sample.splitlines() if line.strip()][: _SAMPLE_LINES + 1]
    if not whole and len(lines) <= _SAMPLE_LINES:
        lines = lines[:-1]
    sound = sum(1 for line in lines[:_SAMPLE_LINES] if line.lstrip().startswith(b"{") and _sound(line) is None)
    return len(lines) > 1 and sound * 2 >= min(len(lines), _SAMPLE_LINES)


def _sound(text: bytes | str) -> int | None:
    """None, or where it stops being JSON."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.pos
    except (ValueError, RecursionError):
        return 0
    return None


def _wrapped(source: Source, path: Path, folder: Path, found: Walk, table: str | None) -> Rows:
    """An object that holds the array; without one, the object itself is the only row."""
    arrays = {_key(path, start): (start, end) for start, end in found.arrays if _holds_objects(path, start)}
    if table is not None and table not in arrays:
        raise ScanError("no_such_table", source.name, table=table, tables=listed(list(arrays)))
    if not arrays:
        flat = folder / "row.json"
        with reading(source.name):
            flat.write_bytes(b"[" + path.read_bytes() + b"]")
        return Rows(path=flat, lines=False)
    chosen = table if table is not None else max(arrays, key=lambda key: arrays[key][1] - arrays[key][0])
    start, end = arrays[chosen]
    target = folder / "array.json"
    with path.open("rb") as whole, target.open("wb") as copy:
        whole.seek(start)
        while start < end and (chunk := whole.read(min(1 << 20, end - start))):
            copy.write(chunk)
            start += len(chunk)
    others = tuple(key for key in arrays if key != chosen)
    told = tuple(other_tables(chosen, others))
    return Rows(path=target, lines=False, table=chosen, others=others, warnings=told)


def _key(path: Path, start: int) -> str:
    with path.open("rb") as file:
        file.seek(max(0, start - _KEY_BYTES))
        before = file.read(min(start, _KEY_BYTES))
    found = _KEY.search(before)
    try:
        return str(json.loads(found[1])) if found else f"@{start}"
    except ValueError:
        return f"@{start}"


def _holds_objects(path: Path, start: int) -> bool:
    with path.open("rb") as file:
        file.seek(start + 1)
        return file.read(_KEY_BYTES).lstrip().startswith(b"{")


def load_objects(connection: duckdb.DuckDBPyConnection, source: Source, rows: Rows) -> tuple[list[Tally], list[Text]]:
    """Fill the table `data`, all values as text; numbers and dates are then found in it as in a CSV."""
    import duckdb

    reader = "read_ndjson_objects" if rows.lines else "read_json_objects"
    shape = "" if rows.lines else ", format = 'array'"
    path = str(rows.path).replace("'", "''")
    read = f"{reader}('{path}', maximum_object_size = {ROW_BYTES}, compression = 'uncompressed'{shape})"
    try:
        keys = _keys(connection, read, source, rows)
        names, told = tidy_names(keys)
        pointers = [f"'/{_pointer(key)}'" for key in keys] or ["'/'"]
        columns = ", ".join(f"texts[{number}] AS c{number - 1}" for number in range(1, max(1, len(keys)) + 1))
        wanted = f"[{', '.join(pointers)}]"
        connection.execute(
            f"CREATE TABLE data AS SELECT {columns}, types FROM (SELECT json_extract_string(json, {wanted}) AS texts,"
            f" json_type(json, {wanted}) AS types FROM {read})"
        )
        seen = [row[0] for row in connection.execute("SELECT DISTINCT types FROM data").fetchall()]
    except (duckdb.OutOfMemoryException, ScanError):
        raise
    except duckdb.Error as error:
        if "maximum_object_size" in str(error):
            raise ScanError("long_row", source.name, most=f"{ROW_BYTES >> 20} MB") from None
        raise _broken_rows(source, rows) from None
    return _tallies(names, seen, list(told))


def _keys(connection: duckdb.DuckDBPyConnection, read: str, source: Source, rows: Rows) -> list[str]:
    """All keys: those of the commonest row first, in its order, then what rarer rows add."""
    query = f"SELECT json_type(json), json_keys(json) AS keys, count(*) FROM {read} GROUP BY ALL ORDER BY 3 DESC, keys"
    found: dict[str, None] = {}
    for kind, keys, _ in connection.execute(query).fetchall():
        if kind != "OBJECT":
            raise _odd_row(source, rows)
        found.update(dict.fromkeys(keys))
        if len(found) > COLUMNS:
            raise ScanError("wide", source.name, most=COLUMNS)
    return list(found)


def _pointer(key: str) -> str:
    """A key within a JSON Pointer (RFC 6901), within a text of the engine's language."""
    return key.replace("~", "~0").replace("/", "~1").replace("'", "''")


def _tallies(names: tuple[str, ...], seen: list[list[str | None]], told: list[Text]) -> tuple[list[Tally], list[Text]]:
    tallies = []
    for number, name in enumerate(names):
        kinds = {_TYPES.get(kind, kind) for types in seen if (kind := types[number]) not in (None, "NULL")}
        declared = "nested" if kinds == {"nested"} else None
        if len(kinds) > 1:
            told.append(warn("mixed", name=name))
        elif declared:
            told.append(warn("nested", name=name))
        tallies.append(Tally(number, name, declared))
    return tallies, told


def _lines(path: Path) -> Iterator[tuple[int, int, str]]:
    """Number, offset and text of each line that is not blank."""
    at = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, at, line.decode("utf-8", "replace")
            at += len(line)


def _broken_rows(source: Source, rows: Rows) -> ScanError:
    if not rows.lines:
        return _broken(source, rows.path)
    for number, _, line in _lines(rows.path):
        if _sound(line) is not None:
            return ScanError("bad_json", source.name, line=number)
    return ScanError("bad_json", source.name)


def _broken(source: Source, path: Path) -> ScanError:
    """The line is that of the file, unless only a part of it was given to the engine."""
    if path.stat().st_size > _LOCATED_BYTES or path.name in ("array.json", "row.json"):
        return ScanError("bad_json", source.name)
    text = path.read_text("utf-8", "replace")
    at = _sound(text)
    return ScanError("bad_json", source.name, line=None if at is None else text.count("\n", 0, at) + 1)


def _odd_row(source: Source, rows: Rows) -> ScanError:
    """Some row is no object."""
    if rows.lines:
        for number, _, line in _lines(rows.path):
            if not line.lstrip().startswith("{"):
                return ScanError("json_row", source.name, line=number)
    return ScanError("json_shape", source.name)
