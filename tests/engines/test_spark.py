"""Spark: the report of the same file, and nothing left behind in somebody's session."""

from __future__ import annotations

import json
import traceback
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from guiju.faces.cli import main
from guiju.plane.engines import spark as engine
from guiju.plane.intake import Detect, scan
from guiju.plane.trouble import ScanError
from tests.engines.tables import texts, typed

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

DETECT = Detect(on=date(2026, 1, 1))

pytestmark = pytest.mark.trial


def _all(folder: Path) -> dict[str, Path]:
    """The same rows as lines of text, and in columns with types."""
    together = texts()
    for name in typed().column_names:
        together = together.append_column(name, typed()[name])
    paths = {"csv": folder / "some.csv", "parquet": folder / "some.parquet"}
    pa_csv.write_csv(texts(), paths["csv"])
    pq.write_table(together, paths["parquet"])
    return paths


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_report_is_that_of_the_embedded_engine(spark: SparkSession, tmp_path: Path, kind: str) -> None:
    path = _all(tmp_path)[kind]
    found, expected = engine.scan_files(path, detect=DETECT), scan(path, detect=DETECT)
    assert found.columns == expected.columns
    assert found == expected


def test_a_frame_is_scanned_and_its_session_is_as_before(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[str] = []
    ask = engine.Frame.ask

    def watched(self: engine.Frame, query: str, *, ordered: bool = False) -> Sequence[tuple[Any, ...]]:
        rows = ask(self, query, ordered=ordered)
        fetched.extend(str(value) for row in rows for value in row)
        return rows

    monkeypatch.setattr(engine.Frame, "ask", watched)
    phones = [f"139{number:08}" for number in range(1000, 1060, 3)]
    frame = spark.createDataFrame([(phone, 1) for phone in phones], ["${env:HOME}`; 手机号", "手机号 "])
    before = {key: spark.conf.get(key, None) for key in engine._WHILE}
    found = engine.scan_frame(frame, detect=DETECT)
    held = found.columns[0].holds
    assert held is not None and held.info_type == "mobile" and held.valid == 20 and found.format == "Spark"
    assert found.columns[1].type == "integer" and not set(phones) & set(fetched)
    assert {key: spark.conf.get(key, None) for key in engine._WHILE} == before
    assert not spark.catalog.listTables()


def test_a_folder_is_one_table(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("手机号,x\n13800138000,1\n", "utf-8")
    (tmp_path / "b.csv").write_text("手机号,x\n13900139000,2\n", "utf-8")
    found = engine.scan_files(tmp_path, detect=DETECT)
    assert found.rows == 2 and found.bytes == sum(one.stat().st_size for one in tmp_path.iterdir())
    (tmp_path / "b.csv").write_text("x,手机号\n2,13900139000\n", "utf-8")
    with pytest.raises(ScanError) as caught:
        engine.scan_files(tmp_path)
    assert caught.value.kind == "different_files"


def test_what_spark_does_not_read_is_said(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"a": 1}]')
    with pytest.raises(ScanError) as caught:
        engine.scan_files(tmp_path / "a.json")
    assert caught.value.kind == "not_for_spark"
    (tmp_path / "ragged.csv").write_text("a,b\n1,2\n13800138000\n")
    with pytest.raises(ScanError) as caught:
        engine.scan_files(tmp_path / "ragged.csv")
    assert caught.value.kind == "ragged" and caught.value.line == 3
    frame = spark.read.csv(str(tmp_path / "ragged.csv"), "a STRING, b STRING", header=True, mode="FAILFAST")
    with pytest.raises(ScanError) as caught:
        engine.scan_frame(frame)
    assert caught.value.kind == "engine_failed"
    assert "13800138000" not in "".join(traceback.format_exception(caught.value))


def test_the_command_takes_the_engine(spark: SparkSession, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("手机号\n13800138000\n13900139000\n", "utf-8")
    assert main(["scan", str(path), "--engine", "spark", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["columns"][0]["info_type"] == "mobile"
    assert main(["scan", str(path), "--engine", "flink"]) != 0
    assert main(["scan", str(path), "--engine", "spark", "--cells"]) != 0


def test_long_cells_are_cut_and_counted(spark: SparkSession) -> None:
    """A cell of a million signs is read without end or overflow."""
    frame = spark.createDataFrame([("a." * 500_000,), ("1.5," * 250_000,), ("x" * 9 + " 13800138000",)], ["备注"])
    held = engine.scan_frame(frame, detect=DETECT).columns[0].holds
    assert held is not None and held.filled == 3 and "mobile" in held.contains
    assert replace(held, samples=()).wrong == 0
