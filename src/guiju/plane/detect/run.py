"""Asks every column of a loaded table what it holds: a sample, then all rows in batches of bounded size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from guiju.plane.detect.cells import Batch, look
from guiju.plane.detect.counts import Counts
from guiju.plane.detect.decide import decide
from guiju.plane.detect.headers import Said, read
from guiju.plane.infotypes import info_types
from guiju.plane.plan import SAMPLE_ROWS, Question, first, then
from guiju.plane.profile import Tally
from guiju.plane.report import Holding

if TYPE_CHECKING:
    import duckdb

_TOGETHER = 64  # columns in one pass
_BATCH = 65_536  # rows
_ASKED = frozenset(("text", "integer", "decimal", "date", "datetime"))


def holdings(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    tallies: Sequence[Tally],
    *,
    sample: bool = False,
    cells: bool = False,
) -> dict[int, Holding]:
    """Column -> what it holds. `sample`: of its first rows only; `cells`: also what each cell holds."""
    asked = [tally for tally in tallies if tally.declared is None or tally.declared in _ASKED]
    found: dict[int, Holding] = {}
    for start in range(0, len(asked), _TOGETHER):
        together = asked[start : start + _TOGETHER]
        for tally, holding in zip(together, _some(connection, table, together, sample, cells), strict=True):
            found[tally.index] = holding
    return found


@dataclass(slots=True)
class _Column:
    """What is gathered of one column on the way."""

    said: Said
    asked: Question
    counts: Counts = field(default_factory=Counts)
    kept: list[Batch] = field(default_factory=list)

    def look(self, values: Any, keep: bool) -> None:
        batch = look(values, self.asked)
        self.counts.add(batch)
        if keep:
            self.kept.append(batch)

    def narrowed(self) -> _Column:
        """To begin anew, and ask only what the sample could be."""
        shaped = {id_: one.shaped + one.masked for id_, one in self.counts.types.items()}
        return _Column(self.said, then(self.asked, self.counts.filled, shaped, self.said.types))


def _some(
    connection: duckdb.DuckDBPyConnection, table: str, tallies: Sequence[Tally], sample: bool, cells: bool
) -> Iterator[Holding]:
    """A table that is no longer than a sample is read once."""
    query = f"SELECT {', '.join(f'c{tally.index}::VARCHAR' for tally in tallies)} FROM {table}"
    columns = [_Column(said, first(said.types)) for said in (read(tally.name) for tally in tallies)]
    rows = _ask(connection, f"{query} LIMIT {SAMPLE_ROWS}", columns, cells)
    if rows == SAMPLE_ROWS and not sample:
        columns = [column.narrowed() for column in columns]
        _ask(connection, query, columns, cells)
    for tally, column in zip(tallies, columns, strict=True):
        holding = decide(column.said, column.counts, tally.distinct)
        told = tuple(answer for batch in column.kept for answer in _cells(batch, holding)) if cells else None
        yield replace(holding, cells=told)


def _ask(connection: duckdb.DuckDBPyConnection, query: str, columns: Sequence[_Column], keep: bool) -> int:
    rows = 0
    for part in _batches(connection, query):
        rows += part.num_rows
        for column, values in zip(columns, part.columns, strict=True):
            column.look(values, keep)
    return rows


def _batches(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[Any]:
    with connection.cursor() as own:  # so that a batch may be read while the connection has other answers open
        yield from own.sql(query).to_arrow_reader(_BATCH) or ()


def _cells(batch: Batch, holding: Holding) -> list[str]:
    """For each row the types that it holds, joined by +."""
    answers: list[list[str]] = [[] for _ in range(len(batch.values))]
    for id_ in dict.fromkeys(filter(None, (holding.info_type, *holding.contains))):
        held = np.zeros(len(batch.values), bool)
        if id_ in batch.whole:
            held |= batch.whole[id_].valid | batch.whole[id_].masked
        if id_ in batch.inside and id_ in holding.contains:
            held |= batch.inside[id_]
        for at in np.flatnonzero(held).tolist():
            if info_types()[id_].group != "general":
                answers[at].append(id_)
    told = [""] * batch.rows
    for place, answer in zip(batch.places.tolist(), answers, strict=True):
        told[place] = "+".join(answer)
    return told
