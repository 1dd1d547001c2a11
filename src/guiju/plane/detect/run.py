"""Asks every column of a loaded table what it holds: a sample, then all rows in batches of bounded size.

Of a large file the batches go on to whoever counts it, for to read it costs more than to look at it.

This is the one module here that knows DuckDB: another engine hands the same batches to the same columns.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from guiju.plane.compiled import MANY, loops
from guiju.plane.detect.cells import Batch, again, look
from guiju.plane.detect.counts import Counts
from guiju.plane.detect.decide import decide
from guiju.plane.detect.headers import Said, read
from guiju.plane.detect.shapes import inside, whole
from guiju.plane.infotypes import info_types
from guiju.plane.plan import SAMPLE_ROWS, Question, first, missed, then, wider
from guiju.plane.profile import BLANKS, TOGETHER, Tally, batches
from guiju.plane.report import Holding
from guiju.plane.texts import Texts, blank_at_an_end
from guiju.plane.watch import DETECT, Pace

if TYPE_CHECKING:
    import duckdb

_BATCH = 32_768  # rows: what is computed of them stays near the processor
_BYTES = 16 << 20  # from which on fewer rows will do
_ALONE = 4096  # cells from which on a second thread pays
_FEW = 256  # cells of each batch that are asked everything,
_GATHERED = 1 << 18  # together once they have so many bytes
_ASKED = frozenset(("text", "integer", "decimal", "date", "datetime"))


@dataclass(slots=True)
class _Column:
    """What is gathered of one column on the way. `guard`: of some cells of each batch, what the plan left out; they are
    asked many together.
    """

    said: Said
    asked: Question
    on: date
    rows: int = 0
    bytes: int = 0
    counts: Counts = field(init=False)
    guard: Counts = field(default_factory=Counts)
    left: Question | None = field(init=False)
    some: list[Texts] = field(default_factory=list)
    kept: list[Batch] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.counts = Counts().expecting(self.said.types, self.on)
        self.left = missed(self.asked)

    def look(self, values: Any, keep: bool) -> None:
        """One more batch."""
        batch = look(values, self.asked)
        self.rows += batch.rows
        self.bytes += int(batch.texts.sizes.sum()) + batch.rows  # with what separates them
        self.counts.add(batch)
        if keep:
            self.kept.append(batch)
        if self.left is not None and len(batch.texts):
            # as far from each other as can be, and nothing of the others is kept
            far = np.arange(0, len(batch.texts), 1 + len(batch.texts) // _FEW)
            self.some.append(Texts.joined([batch.texts.take(far)]))
            if sum(len(some.data) for some in self.some) > _GATHERED:
                self._guarded()

    def _guarded(self) -> None:
        if self.left is not None and self.some:
            some = again(Texts.joined(self.some), self.left)
            self.guard.filled += len(some.texts)
            self.guard.note(some)
            self.some = []

    def narrowed(self) -> _Column:
        """To begin anew, and ask only what the sample could be."""
        return _Column(self.said, then(self.asked, self.counts.filled, self.counts.types, self.said.types), self.on)

    def surprised(self) -> _Column | None:
        """To begin anew, and ask also what the plan had left out; none, if nothing of it came up."""
        self._guarded()
        more = wider(self.asked, self.guard.filled, self.guard.types)
        return _Column(self.said, more, self.on) if more else None


@dataclass(slots=True)
class Detection:
    """What the columns of a table hold, as far as it is known. `sample`: look at some rows only, from all over the
    table; `cells`: keep what each cell holds; `on`: the day for ages.
    """

    connection: duckdb.DuckDBPyConnection
    workers: ThreadPoolExecutor
    pace: Pace
    on: date
    sample: bool = False
    cells: bool = False
    columns: dict[int, _Column] = field(default_factory=dict)

    @contextmanager
    def beside(self, tallies: Sequence[Tally], size: int) -> Iterator[pa.RecordBatchReader]:
        """All rows of these columns, which are text, for somebody else to count, and for each of their values whether
        there may be blanks around it: they are looked at on the way. `size`: bytes of the file, from which one knows
        about how many rows there are.
        """
        columns = self._sampled(tallies)
        some = columns[0].rows
        rows = size * some // max(1, sum(column.bytes for column in columns)) if some == SAMPLE_ROWS else 0
        columns = [column.narrowed() for column in columns] if rows else columns
        self.pace.enter(DETECT, len(tallies) * (some + rows))
        self.pace.add(len(tallies) * some)
        trouble: list[BaseException] = []
        with self._batches(_texts(tallies)) as (schema, parts):
            for tally in tallies:
                schema = schema.append(pa.field(tally.odd, pa.bool_()))

            def shown() -> Iterator[Any]:
                try:
                    for part in self._looked(columns, parts) if rows else parts:
                        odd = self.workers.map(blank_at_an_end, part.columns, repeat(BLANKS))
                        yield pa.RecordBatch.from_arrays([*part.columns, *odd], schema=schema)
                except (Exception, KeyboardInterrupt) as error:
                    trouble.append(error)
                    raise

            try:
                yield pa.RecordBatchReader.from_batches(schema, shown())
            except Exception:
                if trouble:  # the engine says it in words of its own
                    raise trouble[0] from None
                raise
        self._keep(tallies, columns)

    def holdings(self, tallies: Sequence[Tally], rows: int) -> dict[int, Holding]:
        """Column -> what it holds; what was not looked at on the way is looked at now."""
        asked = [tally for tally in tallies if tally.declared is None or tally.declared in _ASKED]
        if left := sum(tally.index not in self.columns for tally in asked):
            more = rows if rows > SAMPLE_ROWS and not self.sample else 0
            self.pace.enter(DETECT, left * (min(rows, SAMPLE_ROWS) + more))
        found: dict[int, Holding] = {}
        for together in batches(asked, TOGETHER):
            if together[0].index not in self.columns:
                self._keep(together, self._all(together, rows))
            self._again(together, rows)
            found |= {tally.index: self._holding(tally) for tally in together}
        return found

    def _keep(self, tallies: Sequence[Tally], columns: Sequence[_Column]) -> None:
        self.columns |= {tally.index: column for tally, column in zip(tallies, columns, strict=True)}

    def _all(self, tallies: Sequence[Tally], rows: int) -> Sequence[_Column]:
        """A table that is no longer than a sample is read once."""
        if self.sample and rows > SAMPLE_ROWS:
            return self._asked(_begun(tallies, self.on), _spread(tallies, rows))
        columns = self._sampled(tallies)
        if rows > SAMPLE_ROWS:
            columns = self._asked([column.narrowed() for column in columns], _texts(tallies))
        return columns

    def _sampled(self, tallies: Sequence[Tally]) -> Sequence[_Column]:
        return self._asked(_begun(tallies, self.on), f"{_texts(tallies)} LIMIT {SAMPLE_ROWS}")

    def _again(self, tallies: Sequence[Tally], rows: int) -> None:
        """Those are read again in which something came up that they had not been asked for."""
        other = {tally.index: more for tally in tallies if (more := self.columns[tally.index].surprised()) is not None}
        if other:
            self.pace.expect(len(other) * rows)
            self._asked([*other.values()], _texts([tally for tally in tallies if tally.index in other]))
            self.columns |= other

    def _asked(self, columns: Sequence[_Column], query: str) -> Sequence[_Column]:
        with self._batches(query) as (_, parts):
            for _ in self._looked(columns, parts):
                pass
        return columns

    @contextmanager
    def _batches(self, query: str) -> Iterator[tuple[pa.Schema, Iterator[Any]]]:
        """Of which columns, and batches of rows; the next one is read while somebody is busy with the last one."""
        # a connection of its own: the given one may have other answers
        with self.connection.cursor() as own, self.pace.over(own), ThreadPoolExecutor(1) as ahead:
            reader = own.sql(query).to_arrow_reader(_BATCH)

            def parts() -> Iterator[Any]:
                batch = ahead.submit(_next, reader)
                while (part := batch.result()) is not None:
                    batch = ahead.submit(_next, reader)
                    yield part

            yield reader.schema, parts()

    def _looked(self, columns: Sequence[_Column], parts: Iterator[Any]) -> Iterator[Any]:
        """The same batches, once they were looked at."""
        for part in parts:
            over = self.workers.map if len(part) * len(columns) > _ALONE else map
            # the longest first, lest the others wait for them
            long = sorted(zip(columns, part.columns, strict=True), key=lambda pair: -pair[0].bytes)
            for _ in over(_Column.look, *zip(*long, strict=True), repeat(self.cells)):
                pass
            self.pace.add(len(part) * len(columns))
            yield part

    def _holding(self, tally: Tally) -> Holding:
        column = self.columns[tally.index]
        holding = decide(column.said, column.counts, tally.distinct)
        told = tuple(answer for batch in column.kept for answer in _cells(batch, holding)) if self.cells else None
        return replace(holding, cells=told)


@contextmanager
def detection(connection: duckdb.DuckDBPyConnection, pace: Pace, **asked: Any) -> Iterator[Detection]:
    """To ask the columns of a table; what is `asked` is told by the class."""
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as workers:
        yield Detection(connection, workers, pace, **asked)


def _next(reader: Iterable[Any]) -> Any:
    """A batch that is worth the steps taken for all of it, of few large rows; none when nothing is left."""
    some: list[Any] = []
    for part in reader:
        some.append(part)
        if sum(map(len, some)) >= _BATCH or sum(part.nbytes for part in some) >= _BYTES:
            break
    return pa.concat_batches(some) if some else None


def ahead() -> None:
    """Load and make what a large table needs."""
    loops(MANY)
    for shapes in (whole(), inside()):
        shapes.ask(Texts.from_strings(()))


def _begun(tallies: Sequence[Tally], on: date) -> list[_Column]:
    heads = [read(tally.name) for tally in tallies]
    return [_Column(said, first(said.types), on) for said in heads]


def _texts(tallies: Sequence[Tally]) -> str:
    columns = ", ".join(f"c{tally.index}::VARCHAR AS c{tally.index}" for tally in tallies)
    return f"SELECT {columns} FROM {tallies[0].table}"


def _spread(tallies: Sequence[Tally], rows: int) -> str:
    """Rows as far from each other as can be."""
    names = ", ".join(f"c{tally.index}" for tally in tallies)
    numbered = f"(SELECT {names}, row_number() OVER () AS number FROM {tallies[0].table})"
    here, before = (f"{number} * {SAMPLE_ROWS} // {rows}" for number in ("number", "(number - 1)"))
    return f"{_texts(tallies).rpartition(' FROM ')[0]} FROM {numbered} WHERE {here} > {before}"


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
