"""What the columns of a warehouse hold: all cells are asked for everything but words, which a sample decides on.

The answers become the same counts as the embedded engine's, and the same code decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from guiju.plane.detect.counts import SAMPLES, STEPS, Counts
from guiju.plane.detect.decide import decide
from guiju.plane.detect.headers import Said, read
from guiju.plane.engines import sql
from guiju.plane.engines.sql import Ask
from guiju.plane.engines.warehouse import Some, Warehouse
from guiju.plane.infotypes import info_types
from guiju.plane.plan import OWN, SAMPLE_ROWS, Count, shaped, some, words
from guiju.plane.profile import Tally
from guiju.plane.report import Holding

_TOGETHER = 32  # columns of a sample in one query
_FEW = 12  # columns whose samples are fetched in one query
_PAIRS = 2048  # rows that tell whether numbers grow
ASKED = frozenset(("text", "integer", "decimal", "date", "datetime"))


@dataclass(slots=True)
class _Column:
    """`numbers`: cells that are whole numbers."""

    index: int
    distinct: int
    said: Said
    counts: Counts
    numbers: int = 0


def holdings(house: Warehouse, tallies: Sequence[Tally], *, on: date, sample: bool = False) -> dict[int, Holding]:
    """Column -> what it holds."""
    asked = [tally for tally in tallies if tally.declared is None or tally.declared in ASKED]
    found: dict[int, Holding] = {}
    for start in range(0, len(asked), _TOGETHER):
        found |= _together(house, asked[start : start + _TOGETHER], on, sample)
    return found


def _together(house: Warehouse, tallies: Sequence[Tally], on: date, sample: bool) -> dict[int, Holding]:
    columns = [_Column(one.index, one.distinct, read(one.name), Counts()) for one in tallies]
    ask = _everything(columns, on)
    part: Some = "spread" if sample else "all"
    few = house.rows <= SAMPLE_ROWS
    if not few and not sample:
        ask = _planned(house, columns, ask)
    size = house.dialect.together
    for start in range(0, len(columns), size):
        _count(house, "first" if few else part, columns[start : start + size], ask)
    _sequences(house, "spread" if sample else "batch", columns)
    held = {column.index: decide(column.said, column.counts, column.distinct) for column in columns}
    return _with_samples(house, "spread" if sample and not few else "first", columns, held, ask)


def _everything(columns: Sequence[_Column], on: date) -> Ask:
    every = tuple(column.index for column in columns)
    wide = {id_: tuple(c.index for c in columns if c.said.types.get(id_, 0) >= OWN) for id_ in sql.types()}
    born = {id_: tuple(c.index for c in columns if id_ in c.counts.expecting(c.said.types, on).births) for id_ in wide}
    return Ask(sql.types(), wide=wide, words=dict.fromkeys(words(), every), born=born, on=on)


def _planned(house: Warehouse, columns: Sequence[_Column], ask: Ask) -> Ask:
    """Which of the costly types are asked of all rows: those of the first rows, and of rows from all over."""
    asked = {column.index: set(column.said.types) for column in columns}
    some_: tuple[Some, ...] = ("first", "spread")
    for part in some_:
        _count(house, part, columns, replace(ask, types=tuple(sorted(words())), born={}, inside=False))
        for column in columns:
            asked[column.index] |= some(column.counts.filled, shaped(column.counts.types))
    return replace(ask, words={id_: [number for number, ids in asked.items() if id_ in ids] for id_ in words()})


def _count(house: Warehouse, part: Some, columns: Sequence[_Column], ask: Ask) -> None:
    """Ask, and fill the columns anew."""
    source = house.source([column.index for column in columns], part)
    by = {column.index: column for column in columns}
    for column in columns:
        column.counts, column.numbers = Counts().expecting(column.said.types, ask.on), 0
    for number, answer, cells, characters in house.ask(sql.counted(house.dialect, source, ask)):
        by[number].counts.filled += cells
        by[number].counts.characters += characters
        _add(by[number], answer, cells)
    for column in columns:
        held = column.counts.types
        column.counts.types = {id_: held[id_] for id_ in info_types() if id_ in held}


def _add(column: _Column, answer: str, cells: int) -> None:
    counts = column.counts
    for sign in answer:
        id_, kind = sql.marks()[sign]
        if kind in sql.BORN:
            born = counts.births[id_]
            setattr(born, kind, getattr(born, kind) + cells)
        elif id_:
            count = counts.types.setdefault(id_, Count())
            count.shaped += cells if kind in ("valid", "wrong") else 0
            count.valid += cells if kind == "valid" else 0
            count.masked += cells if kind == "masked" else 0
            count.inside += cells if kind == "inside" else 0
        else:
            counts.han += cells if kind == "han" else 0
            counts.threes += cells if kind == "three" else 0
            column.numbers += cells if kind == "number" else 0


def _sequences(house: Warehouse, part: Some, columns: Sequence[_Column]) -> None:
    """Pairs of neighbours that are whole numbers, and how many of them grow."""
    by = {column.index: column for column in columns if column.numbers > STEPS}
    if not by:
        return
    filled = sql.cells(house.dialect, house.source(by, part), "n, i")
    early = f"SELECT n, i, k, l, v, row_number() OVER (PARTITION BY n ORDER BY i) AS p FROM ({filled}) AS filled"
    whole = "CASE WHEN k = 1 AND l <= 18 THEN CAST(v AS BIGINT) END"
    numbers = f"SELECT n, i, {whole} AS x FROM ({early}) AS early WHERE p <= {_PAIRS}"
    steps = f"SELECT n, x, lag(x) OVER (PARTITION BY n ORDER BY i) AS y FROM ({numbers}) AS numbers WHERE x IS NOT NULL"
    grown = "sum(CASE WHEN x > y THEN 1 ELSE 0 END)"
    for number, pairs, rising in house.ask(f"SELECT n, count(y), {grown} FROM ({steps}) AS steps GROUP BY n"):
        if pairs >= STEPS:
            by[number].counts.pairs, by[number].counts.rising = pairs, rising


def _with_samples(
    house: Warehouse, part: Some, columns: Sequence[_Column], held: Mapping[int, Holding], ask: Ask
) -> dict[int, Holding]:
    """Each with three values of its type; they are covered before they leave the engine."""
    wanted = {
        number: one.info_type for number, one in held.items() if one.info_type and one.valid and _shown(one.info_type)
    }
    samples: dict[int, list[str]] = {number: [] for number in wanted}
    for start in range(0, len(wanted), _FEW):
        few = dict(list(wanted.items())[start : start + _FEW])
        for number, value in _covered(house, house.source(few, part), few, ask):
            samples[number].append(value)
    for number, id_ in wanted.items():
        if len(samples[number]) < SAMPLES and part == "first" and house.rows > SAMPLE_ROWS:
            samples[number] = [value for _, value in _covered(house, "", {number: id_}, ask)]
    return {number: replace(one, samples=tuple(samples.get(number, ()))) for number, one in held.items()}


def _shown(id_: str) -> bool:
    return info_types()[id_].group != "general"


def _covered(house: Warehouse, source: str, wanted: Mapping[int, str], ask: Ask) -> Sequence[tuple[Any, ...]]:
    """The first values of each column, from some rows or from all (`source` is empty)."""
    dialect = house.dialect
    cases = " ".join(f"WHEN {number} THEN {sql.valid(dialect, id_, ask)}" for number, id_ in wanted.items())
    asked = f"WHERE CASE n {cases} ELSE false END"
    if not source:
        filled = sql.cells(dialect, house.source(wanted))
        query = f"SELECT n, {sql.hidden('v')} AS h FROM ({filled}) AS filled {asked} LIMIT {SAMPLES}"
        return house.ask(query, ordered=True)
    held = f"SELECT n, i, {sql.hidden('v')} AS h FROM ({sql.cells(dialect, source, 'n, i')}) AS filled {asked}"
    early = f"SELECT n, h, row_number() OVER (PARTITION BY n ORDER BY i) AS k FROM ({held}) AS held"
    return house.ask(f"SELECT n, h FROM ({early}) AS early WHERE k <= {SAMPLES} ORDER BY n, k")
