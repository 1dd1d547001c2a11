"""Asks the engine for counts: many conditions in one pass over the table, groups one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guiju.kernel.values import Text
from guiju.plane.profile import Tally
from guiju.plane.quality.conditions import Ask
from guiju.plane.quality.values import TABLE, text

if TYPE_CHECKING:
    import duckdb

TOGETHER = 64  # conditions, or columns, in one pass
_SAMPLES = 3
_ONE = "*"


@dataclass(frozen=True, slots=True)
class Part:
    """`a` of `b`, and in words what they are; an indicator may have several."""

    indicator: str
    a: int
    b: int
    words: Text


def count(connection: duckdb.DuckDBPyConnection, asks: Sequence[Ask], table: str = TABLE) -> list[tuple[int, int]]:
    """For each condition the rows that meet it, and those it speaks of."""
    found: list[tuple[int, int]] = []
    for start in range(0, len(asks), TOGETHER):
        batch = asks[start : start + TOGETHER]
        given = ", ".join(f"{one.counted} AS b{n}, {one.meets} AS m{n}" for n, one in enumerate(batch))
        asked = ", ".join(f"count(*) FILTER (b{n} AND m{n}), count(*) FILTER (b{n})" for n in range(len(batch)))
        told = connection.execute(f"SELECT {asked} FROM (SELECT {given} FROM {table})").fetchone() or ()
        found += zip(told[::2], told[1::2], strict=True)
    return found


def grouped(connection: duckdb.DuckDBPyConnection, by: str, where: str = "true") -> tuple[int, int]:
    """Of the rows grouped by an expression: groups, and those of one row."""
    groups = f"SELECT count(*) AS n FROM {TABLE} WHERE {where} GROUP BY {by}"
    alone, all_ = connection.execute(f"SELECT count(*) FILTER (n = 1), count(*) FROM ({groups})").fetchone() or (0, 0)
    return int(alone), int(all_)


def samples(connection: duckdb.DuckDBPyConnection, own: Sequence[Tally], where: str) -> tuple[str, ...]:
    """Some values of the rows that are not as they should be, each of them masked."""
    values = ", ".join(f"{text(one)} AS v{n}" for n, one in enumerate(own))
    names = ", ".join(f"v{n}" for n in range(len(own)))
    query = f"SELECT {names} FROM (SELECT {values}, {where} AS odd FROM {TABLE}) WHERE odd AND v0 IS NOT NULL"
    return _masked(connection, f"{query} GROUP BY {names} ORDER BY {names} LIMIT {_SAMPLES}")


def repeated(connection: duckdb.DuckDBPyConnection, own: Sequence[Tally]) -> tuple[str, ...]:
    """Some values that come more than once, each of them masked."""
    names = ", ".join(text(one) for one in own)
    filled = " AND ".join(f"{text(one)} IS NOT NULL" for one in own)
    query = f"SELECT {names} FROM {TABLE} WHERE {filled} GROUP BY {names} HAVING count(*) > 1"
    return _masked(connection, f"{query} ORDER BY {names} LIMIT {_SAMPLES}")


def _masked(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[str, ...]:
    from guiju.plane.detect.counts import hidden  # late: it brings NumPy and Arrow

    def mask(value: str | None) -> str:
        return hidden(value) if value and len(value) > 1 else _ONE if value else ""

    rows = connection.execute(query).fetchall()
    return tuple(dict.fromkeys(" / ".join(mask(value) for value in row) for row in rows))
