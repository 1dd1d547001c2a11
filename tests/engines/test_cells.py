"""One law: of every cell, SQL says what the embedded engine says, for each type, in PostgreSQL and in Spark."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import psycopg
import pyarrow as pa
import pytest

from guiju.plane.detect.cells import look
from guiju.plane.detect.counts import Counts
from guiju.plane.engines import sql
from guiju.plane.engines.dialect import Dialect, PostgreSQL, Spark
from guiju.plane.infotypes import info_types
from guiju.plane.plan import OWN, first
from tests.engines.hostile import GIVEN, PIECES

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ON = date(2026, 1, 1)
Run = Callable[[str], Sequence[tuple[Any, ...]]]


def _cells() -> list[str]:
    """Those that are given, each with some signs changed, and heaps of pieces."""
    dice = random.Random("cells")
    made = list(GIVEN)
    for cell in GIVEN:
        places = list(cell)
        if places:
            places[dice.randrange(len(places))] = dice.choice(PIECES)
            made.append("".join(places))
    made += ["".join(dice.choices(PIECES, k=dice.randrange(1, 12))) for _ in range(150)]
    return [cell.replace("\x00", "") for cell in made]


CELLS = _cells()


def _embedded(wide: bool) -> tuple[list[set[tuple[str, str]] | None], Counts]:
    """Of each cell what is said of it, nothing of an empty one; and what is counted of all."""
    batch = look(pa.array(CELLS, pa.large_string()), first(dict.fromkeys(sql.types(), OWN) if wide else {}))
    told: list[set[tuple[str, str]] | None] = [None] * len(CELLS)
    places = batch.places.tolist()
    for place in places:
        told[place] = set()
    marks = [(id_, "valid", one.valid) for id_, one in batch.whole.items()]
    marks += [(id_, "masked", one.masked) for id_, one in batch.whole.items()]
    marks += [(id_, "inside", held) for id_, held in batch.inside.items()]
    for id_, kind, held in marks:
        for place, holds in zip(places, held.tolist(), strict=True):
            if holds:
                of = told[place]
                assert of is not None
                of.add((id_, kind))
    counts = Counts().expecting({"birth_date": OWN}, ON)
    counts.add(batch)
    return told, counts


def _in_sql(dialect: Dialect, run: Run, wide: bool) -> dict[int, tuple[int, list[tuple[str, str]]]]:
    every = dict.fromkeys(sql.types(), range(len(CELLS)))
    born = {id_: every[id_] for id_ in ("resident_id", "birth_date")}
    ask = sql.Ask(sql.types(), wide=every if wide else {}, words=every, born=born, on=ON)
    answers = run(sql.answers(dialect, "SELECT n, c FROM cells", ask))
    return {place: (long, [sql.marks()[sign] for sign in answer]) for place, long, answer in answers}


def _same(dialect: Dialect, run: Run) -> None:
    for wide in (False, True):
        told, counts = _embedded(wide)
        found = _in_sql(dialect, run, wide)
        assert {place for place, one in enumerate(told) if one is not None} == found.keys()
        for place, (_, marks) in found.items():
            said = {(id_, kind) for id_, kind in marks if kind in ("valid", "masked", "inside")}
            assert said == told[place], CELLS[place]
        every = [mark for _, marks in found.values() for mark in marks]
        for id_, count in counts.types.items():
            assert every.count((id_, "valid")) + every.count((id_, "wrong")) == count.shaped, id_
        for id_, born in counts.births.items():
            assert (born.known, born.under_14, born.under_18) == tuple(
                every.count((id_, kind)) for kind in ("known", "under_14", "under_18")
            )
        assert every.count(("", "han")) == counts.han and every.count(("", "three")) == counts.threes
        assert sum(long for long, _ in found.values()) == counts.characters


@pytest.mark.trial
def test_postgresql_says_the_same_of_every_cell(database: psycopg.Connection) -> None:
    database.execute("CREATE TABLE public.cells (n int, c text)")
    with database.cursor() as cursor:
        cursor.executemany("INSERT INTO public.cells VALUES (%s, %s)", list(enumerate(CELLS)))
    _same(PostgreSQL(), lambda query: database.execute(query.encode()).fetchall())


@pytest.mark.trial
def test_spark_says_the_same_of_every_cell(spark: SparkSession) -> None:
    from guiju.plane.engines.spark import asked

    spark.createDataFrame(list(enumerate(CELLS)), "n int, c string").coalesce(1).createOrReplaceTempView("cells")
    with asked(spark, "Asia/Shanghai"):
        _same(Spark(), lambda query: [tuple(row) for row in spark.sql(query).collect()])
    spark.catalog.dropTempView("cells")


def test_every_checked_type_leaves_out_what_bare_leaves_out() -> None:
    """One column without separators serves all checks."""
    assert {one.shape.drop for one in info_types().values() if one.check is not None} <= {"", "[ -]"}
