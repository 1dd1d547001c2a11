"""Asks every column of a loaded table what it holds: a sample, then all rows in batches of bounded size.

This is the one module here that knows DuckDB: another engine hands the same batches to the same columns.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from guiju.plane.detect.cells import Batch, look
from guiju.plane.detect.counts import Counts
from guiju.plane.detect.decide import decide
from guiju.plane.detect.headers import Said, read
from guiju.plane.infotypes import info_types
from guiju.plane.plan import SAMPLE_ROWS, Question, first, missed, then, wider
from guiju.plane.profile import Tally, batches
from guiju.plane.report import Holding
from guiju.plane.watch import DETECT, Pace

if TYPE_CHECKING:
    import duckdb

_TOGETHER = 64  # columns in one pass
_BATCH = 32_768  # rows: what is computed of them stays near the processor
_FEW = 256  # rows of each batch that are asked everything
_ALONE = 40_000  # rows from which on a second thread pays
_ASKED = frozenset(("text", "integer", "decimal", "date", "datetime"))


@dataclass(frozen=True, slots=True)
class _Table:
    """What is read, by whom, and how much of it."""

    connection: duckdb.DuckDBPyConnection
    rows: int
    sample: bool
    cells: bool
    on: date
    workers: ThreadPoolExecutor | None
    pace: Pace

    def batches(self, tallies: Sequence[Tally], rows: str = "") -> Iterator[Any]:
        """Batches of these columns as text; the next one is read while the last one is looked at."""
        columns = ", ".join(f"c{tally.index}::VARCHAR AS c{tally.index}" for tally in tallies)
        query = f"SELECT {columns} FROM {tallies[0].table} {rows}"
        if self.sample and self.rows > SAMPLE_ROWS:
            names = ", ".join(f"c{tally.index}" for tally in tallies)
            numbered = f"SELECT {names}, row_number() OVER () AS number FROM {tallies[0].table}"
            here, before = (f"{number} * {SAMPLE_ROWS} // {self.rows}" for number in ("number", "(number - 1)"))
            query = f"SELECT {columns} FROM ({numbered}) WHERE {here} > {before}"  # as far from each other as can be
        # a connection of its own: the given one may have other answers
        with self.connection.cursor() as own, self.pace.over(own), ThreadPoolExecutor(1) as ahead:
            reader = own.sql(query).to_arrow_reader(_BATCH)
            batch = ahead.submit(next, reader, None)
            while (part := batch.result()) is not None:
                batch = ahead.submit(next, reader, None)
                yield part
                self.pace.add(len(part) * len(tallies))


def holdings(
    connection: duckdb.DuckDBPyConnection,
    tallies: Sequence[Tally],
    rows: int,
    *,
    on: date,
    sample: bool = False,
    cells: bool = False,
    pace: Pace,
) -> dict[int, Holding]:
    """Column -> what it holds. `sample`: of some rows only, from all over the table; `cells`: also of each cell;
    `on`: the day for ages.
    """
    asked = [tally for tally in tallies if tally.declared is None or tally.declared in _ASKED]
    found: dict[int, Holding] = {}
    with _workers(rows) as workers:
        told = _Table(connection, rows, sample, cells, on, workers, pace)
        again = rows if rows > SAMPLE_ROWS and not sample else 0
        pace.enter(DETECT, len(asked) * (min(rows, SAMPLE_ROWS) + again))
        for together in batches(asked, _TOGETHER):
            for tally, holding in zip(together, _some(told, together), strict=True):
                found[tally.index] = holding
    return found


@contextmanager
def _workers(rows: int) -> Iterator[ThreadPoolExecutor | None]:
    many = min(4, os.cpu_count() or 1)
    if rows < _ALONE or many == 1:
        yield None
        return
    with ThreadPoolExecutor(many) as workers:
        yield workers


@dataclass(slots=True)
class _Column:
    """What is gathered of one column on the way. `guard`: of some rows of each batch, what the plan left out."""

    said: Said
    asked: Question
    on: date
    counts: Counts = field(init=False)
    guard: Counts = field(default_factory=Counts)
    kept: list[Batch] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.counts = Counts().expecting(self.said.types, self.on)

    def look(self, values: Any, keep: bool) -> None:
        """One more batch."""
        batch = look(values, self.asked)
        self.counts.add(batch)
        if keep:
            self.kept.append(batch)
        if (left := missed(self.asked)) is not None:
            self.guard.add(look(values.take(np.arange(0, len(values), 1 + len(values) // _FEW)), left))

    def narrowed(self) -> _Column:
        """To begin anew, and ask only what the sample could be."""
        return _Column(self.said, then(self.asked, self.counts.filled, self.counts.types, self.said.types), self.on)

    def surprised(self) -> _Column | None:
        """To begin anew, and ask also what the plan had left out; none, if nothing of it came up."""
        more = wider(self.asked, self.guard.filled, self.guard.types)
        return _Column(self.said, more, self.on) if more else None


def _some(table: _Table, tallies: Sequence[Tally]) -> Iterator[Holding]:
    """A table that is no longer than a sample is read once."""
    heads = [read(tally.name) for tally in tallies]
    columns = [_Column(said, first(said.types), table.on) for said in heads]
    _ask(table, tallies, columns, f"LIMIT {SAMPLE_ROWS}")
    if table.rows > SAMPLE_ROWS and not table.sample:
        columns = [column.narrowed() for column in columns]
        _ask(table, tallies, columns)
        again = {at: other for at, column in enumerate(columns) if (other := column.surprised()) is not None}
        if again:
            table.pace.expect(len(again) * table.rows)
            _ask(table, [tallies[at] for at in again], list(again.values()))
            columns = [again.get(at, column) for at, column in enumerate(columns)]
    for tally, column in zip(tallies, columns, strict=True):
        holding = decide(column.said, column.counts, tally.distinct)
        told = tuple(answer for batch in column.kept for answer in _cells(batch, holding)) if table.cells else None
        yield replace(holding, cells=told)


def _ask(table: _Table, tallies: Sequence[Tally], columns: Sequence[_Column], rows: str = "") -> None:
    over = table.workers.map if table.workers else map
    for part in table.batches(tallies, rows):
        for _ in over(_Column.look, columns, part.columns, repeat(table.cells)):
            pass


def _cells(batch: Batch, holding: Holding) -> list[str]:
    """For each row the types that it holds, joined by +."""
    answers: list[list[str]] = [[] for _ in range(len(batch.texts))]
    for id_ in dict.fromkeys(filter(None, (holding.info_type, *holding.contains))):
        held = np.zeros(len(batch.texts), bool)
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
