"""Records as wholes: how many are full, and how many come again.

A very wide table lies in parts, which are asked one by one: to plan a query costs the engine time and memory for every
column there is. What each part tells of a row is then put side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guiju.plane.profile import Tally, batches
from guiju.plane.quality.counting import TOGETHER
from guiju.plane.quality.values import alike, text

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Records:
    """`full`: without an empty cell; `alone`: that come once; `different`; `unlike`: different in more than writing."""

    full: int
    alone: int
    different: int
    unlike: int


def records(connection: duckdb.DuckDBPyConnection, tallies: Sequence[Tally], must: Sequence[Tally]) -> Records:
    """`must`: the columns that a full record has filled."""
    needed = {tally.index for tally in must}
    if len({tally.table for tally in tallies}) == 1:
        return _counted(connection, f"(SELECT {_told(tallies, needed)} FROM {tallies[0].table})")
    made: list[str] = []
    for batch in batches(tallies, TOGETHER):
        made.append(f"told{len(made)}")
        connection.execute(f"CREATE TABLE {made[-1]} AS SELECT {_told(batch, needed)} FROM {batch[0].table}")
    full = " AND ".join(f"{one}.is_full" for one in made)
    hashes = (f"hash({', '.join(f'{one}.{name}' for one in made)}) AS {name}" for name in ("same", "near"))
    given = f"SELECT {full} AS is_full, {', '.join(hashes)} FROM {' POSITIONAL JOIN '.join(made)}"
    connection.execute(f"CREATE TABLE told AS {given}")
    for one in made:
        connection.execute(f"DROP TABLE {one}")
    return _counted(connection, "told")


def _told(own: Sequence[Tally], needed: set[int]) -> str:
    """By hashes of 64 bits: of a hundred million rows, two unequal would be taken for one in 3 of 10 000 tables."""
    full = " AND ".join(f"{text(one)} IS NOT NULL" for one in own if one.index in needed) or "true"
    same, near = (", ".join(map(way, own)) for way in (_raw, alike))
    return f"{full} AS is_full, hash({same}) AS same, hash({near}) AS near"


def _counted(connection: duckdb.DuckDBPyConnection, told: str) -> Records:
    def grouped(by: str) -> tuple[int, int]:
        groups = f"SELECT count(*) AS n FROM {told} GROUP BY {by}"
        found = connection.execute(f"SELECT count(*) FILTER (n = 1), count(*) FROM ({groups})").fetchone()
        return found or (0, 0)

    (full,) = connection.execute(f"SELECT count(*) FILTER (is_full) FROM {told}").fetchone() or (0,)
    alone, different = grouped("same")
    return Records(full, alone, different, grouped("near")[1])


def _raw(tally: Tally) -> str:
    return tally.value if tally.declared in (None, "text") else f"c{tally.index}"
