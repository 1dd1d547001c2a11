"""A table of twenty columns and any number of rows, for measurements of speed: about 339 bytes a row as CSV.

Made in parts of 100 000 rows, each with chance of its own, so that memory stays the same whatever the size, and the
first rows of a large table are those of a small one.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.cn_tabular_pi.dice import Dice
from bench.cn_tabular_pi.dirt import dirtied, holed
from bench.cn_tabular_pi.kind import Kind
from bench.cn_tabular_pi.rows import Rows
from bench.cn_tabular_pi.strings import plain
from bench.cn_tabular_pi.table import KINDS
from bench.cn_tabular_pi.texts import remark_big

PART = 100_000
SEED = "cn-tabular-pi/1/big"
# header -> kind, and how many of a thousand cells are empty
COLUMNS = {
    "id": ("serial", 0),
    "姓名": ("person_name", 0),
    "身份证号": ("resident_id", 0),
    "手机号": ("mobile", 0),
    "固定电话": ("landline", 80),
    "邮箱": ("email", 80),
    "银行卡号": ("bank_card", 0),
    "统一社会信用代码": ("uscc", 80),
    "单位名称": ("org_name", 0),
    "车牌号": ("plate_new", 80),
    "护照号": ("passport", 80),
    "家庭住址": ("address_short", 0),
    "登录IP": ("ip", 80),
    "出生日期": ("birth_date", 0),
    "订单号": ("order_luhn", 0),
    "设备编号": ("device_18", 0),
    "交易金额": ("amount", 0),
    "登记日期": ("date", 0),
    "办理状态": ("state", 0),
    "备注": ("remark_big", 0),
}
_KINDS = {**KINDS, "remark_big": Kind("remark_big", "free_text", "shape", remark_big)}


def part(number: int, count: int = PART) -> tuple[pa.Table, pa.Table]:
    """The first rows of that part of the table, and what their cells hold."""
    dice = Dice(SEED)
    rows = Rows(dice.of(number), PART, "bank")
    object.__setattr__(rows, "style", dice.of("style"))  # one way of writing for all parts
    columns, cells = {}, {}
    for header, (name, empty) in COLUMNS.items():
        kind, own = _KINDS[name], dice.of(number).of(header)
        # how often what goes wrong is the table's, where it does is the part's
        made = dirtied(own.of("dirt"), kind, kind.of(own.of("values"), rows), clean=False, plan=dice.of(header))
        made = holed(own.of("holes"), made, empty)
        columns[header], cells[header] = made.values, made.cells
    columns["id"] = plain(np.arange(1, PART + 1) + number * PART)
    return pa.table(columns).slice(0, count), pa.table(cells).slice(0, count)


def parts(rows: int) -> Iterator[tuple[pa.Table, pa.Table]]:
    """All of the table; the last part is cut."""
    for number in range((rows + PART - 1) // PART):
        yield part(number, min(PART, rows - number * PART))


def held(rows: int) -> dict[str, Counter[str]]:
    """For each column, how many cells hold what."""
    counts: dict[str, Counter[str]] = {header: Counter() for header in COLUMNS}
    for _, cells in parts(rows):
        for header, counter in counts.items():
            told = cells[header].value_counts().to_pylist()
            counter.update({one["values"]: one["counts"] for one in told if one["values"]})
    return counts


def write(path: Path, rows: int) -> int:
    """The table as CSV or, by its name, Parquet; returns how many bytes it has."""
    if path.suffix == ".parquet":
        names = pa.schema([(header, pa.string()) for header in COLUMNS])
        with pq.ParquetWriter(path, names, compression="zstd") as parquet:
            for data, _ in parts(rows):
                parquet.write_table(data)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(COLUMNS)
            for data, _ in parts(rows):
                out.writerows(zip(*(column.to_pylist() for column in data.columns), strict=True))
    return path.stat().st_size


def digest(rows: int) -> str:
    """SHA-256 of the values, whatever the writer would make of them."""
    over = hashlib.sha256()
    for data, _ in parts(rows):
        for column in data.columns:
            over.update("\x1f".join(column.to_pylist()).encode())
    return over.hexdigest()
