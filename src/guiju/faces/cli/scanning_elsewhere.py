"""`guiju scan` of a table in PostgreSQL, or by Spark: the same report, asked for where the data lies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from guiju.faces.cli.paper import t, working
from guiju.kit.says import USAGE, trouble

if TYPE_CHECKING:
    from guiju.plane.intake import Detect, Judge
    from guiju.plane.report import Scan

SPARK = "spark"
_SCHEMES = ("postgresql://", "postgres://")


def elsewhere(path: str, engine: str | None) -> bool:
    """Whether another engine than the embedded one is meant."""
    if engine is not None and engine != SPARK:
        raise trouble("no_such_engine", "--engine 只能是 spark", "--engine can only be spark", code=USAGE)
    return engine is not None or path.startswith(_SCHEMES)


def scanned_elsewhere(path: str, table: str | None, detect: Detect, judge: Judge | None) -> Scan:
    """The table at an address, or files."""
    from guiju.plane.trouble import ScanError

    if judge is not None:
        raise ScanError("embedded_only", "guiju scan", option="--quality/--rules")
    if path.startswith(_SCHEMES):
        from guiju.plane.engines.postgres import scan_table

        with working(t("正在数据库中统计", "counting in the database")):
            return scan_table(path, table, detect=detect)
    if table is not None:
        raise ScanError("embedded_only", "guiju scan", option="--table")
    from guiju.plane.engines.spark import scan_files

    with working(t("正在用 Spark 统计", "counting with Spark")):
        return scan_files(Path(path), detect=detect)
