"""The contract: embedded, in PostgreSQL and by Spark, one and the same report of the same rows.

More rows than a sample has; with GUIJU_THOROUGH=1 it is 100 000 of them, which takes ten minutes and more.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pyarrow.parquet as pq
import pytest

from bench.cn_tabular_pi.big import write
from guiju.kit.grading import grade, grading_shelf
from guiju.kit.grading_answers import Answers
from guiju.plane.engines.postgres import scan_table
from guiju.plane.intake import Detect, scan
from guiju.plane.report import Scan
from tests.engines.tables import load

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

DETECT = Detect(on=date(2026, 1, 1))
ROWS = 100_000 if os.environ.get("GUIJU_THOROUGH") else 6_000


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("big") / "big.parquet"
    write(path, ROWS)
    return path


@pytest.fixture(scope="module")
def embedded(big: Path) -> Scan:
    return scan(big, detect=DETECT)


def told(found: Scan) -> Scan:
    """What does not depend on where it lies."""
    return replace(found, name="", format="", encoding="", bytes=0, digest="")


@pytest.mark.trial
def test_postgresql_gives_the_same_report(server: str, database: psycopg.Connection, big: Path, embedded: Scan) -> None:
    load(database, pq.read_table(big), "public.big")
    found = scan_table(server, "public.big", detect=DETECT)
    assert found.columns == embedded.columns
    assert told(found) == told(embedded)
    shelf, scheme = grading_shelf(None)
    graded = [grade(shelf, scheme, told(one), Answers(), date(2026, 1, 1)) for one in (found, embedded)]
    assert graded[0] == graded[1]


@pytest.mark.trial
def test_spark_gives_the_same_report(spark: SparkSession, big: Path, embedded: Scan) -> None:
    from guiju.plane.engines.spark import scan_frame

    found = scan_frame(spark.read.parquet(str(big)), detect=DETECT)
    assert found.columns == embedded.columns
    assert told(found) == told(embedded)
