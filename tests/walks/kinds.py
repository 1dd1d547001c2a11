"""One small table, written as every kind of file that can be read."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow
from pyarrow import parquet

NAMES = ("编号", "区划代码", "名称", "金额", "统计日期", "更新时间", "在用")
ROWS: list[tuple[Any, ...]] = [
    (
        n,
        f"3501{2 + n % 3:02d}",
        f"示例{n % 5}，“{n % 2}”" if n % 7 else None,
        Decimal(n) + Decimal("0.25"),
        date(2024, n % 12 + 1, 15),
        datetime.fromisoformat(f"2024-03-01 08:{n % 60:02d}:30"),
        bool(n % 2),
    )
    for n in range(1, 41)
]
TYPES = dict(zip(NAMES, ("integer", "text", "text", "decimal", "date", "datetime", "boolean"), strict=True))


def texts(row: tuple[Any, ...]) -> list[str]:
    """As a person would write them into a text file."""
    return ["" if value is None else str(value).lower() if isinstance(value, bool) else str(value) for value in row]


def as_csv(path: Path, encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(NAMES)
        writer.writerows(map(texts, ROWS))


def as_parquet(path: Path) -> None:
    columns = dict(zip(NAMES, map(list, zip(*ROWS, strict=True)), strict=True))
    parquet.write_table(pyarrow.table(columns), path)


def as_xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(NAMES)
    for row in ROWS:
        sheet.append(row)
    book.save(path)


def plain(row: tuple[Any, ...]) -> dict[str, object]:
    """As JSON can say it: days and moments as text, decimals as numbers."""
    number, area, name, amount, day, moment, used = row
    return dict(zip(NAMES, (number, area, name, float(amount), str(day), str(moment), used), strict=True))


def as_json(path: Path) -> None:
    path.write_text(json.dumps([plain(row) for row in ROWS], ensure_ascii=False, indent=1), encoding="utf-8")


def as_wrapped(path: Path) -> None:
    whole = {"code": 0, "tags": ["a"], "data": [plain(row) for row in ROWS], "page": {"of": [1]}}
    path.write_text(json.dumps(whole), encoding="utf-8")


def as_ndjson(path: Path) -> None:
    lines = [json.dumps(plain(row), ensure_ascii=False) for row in ROWS]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def as_sqlite(path: Path) -> None:
    """SQLite has no truth and no days: both are written as text, as most programs do."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE 数据 ({', '.join(NAMES)})")
        for number, area, name, amount, *rest in ROWS:
            cells = (number, area, name, float(amount), *texts(tuple(rest)))
            connection.execute("INSERT INTO 数据 VALUES (?, ?, ?, ?, ?, ?, ?)", cells)


KINDS: Mapping[str, tuple[str, Callable[[Path], None]]] = {
    "csv": ("CSV", as_csv),
    "gb.csv": ("CSV", lambda path: as_csv(path, "gb18030")),
    "parquet": ("Parquet", as_parquet),
    "xlsx": ("XLSX", as_xlsx),
    "json": ("JSON", as_json),
    "wrapped.json": ("JSON", as_wrapped),
    "ndjson": ("NDJSON", as_ndjson),
    "sqlite": ("SQLite", as_sqlite),
}
