"""Small tables that several engines are asked about."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import psycopg
import pyarrow as pa

from guiju.plane.engines.postgres import quoted

MOBILES = [f"138{number:08}" for number in (*range(17, 9000, 731), 4213, 77, 90210)]


def texts(rows: int = 40) -> pa.Table:
    """Text of several kinds: days, months, moments, numbers, areas, names of provinces, blanks around."""
    every = range(rows)
    return pa.table({
        "手机号": [MOBILES[at * 7 % len(MOBILES)] for at in every],
        "登记日期": [f"2024-0{at % 9 + 1}-1{at % 9}" for at in every],
        "出生日期": [f"{1980 + at}0{at % 9 + 1}11" for at in every],
        "月份": [f"2024年{at % 12 + 1}月" for at in every],
        "时刻": [f"2024-02-29 1{at % 9}:05:00{('', 'Z', '+09:00')[at % 3]}" for at in every],
        "数量": [f"  {at - 3}" for at in every],
        "金额": [f"{at}.5" if at % 3 else None for at in every],
        "区划": [("350100", "350102", "350104")[at % 3] for at in every],
        "省份": [("福建省", "福建")[at % 2] for at in every],
        "编号": [str(1_000_100 + at) for at in every],
        "空": ["  " for _ in every],
        "备注": [f"第{at}位\n电话13800138000" if at % 10 == 0 else f"无误 {at}" for at in every],
        "日期": ["2024-02-30" if at == 3 else "9999-12-31" if at == 4 else "2024-02-29" for at in every],
    })  # fmt: skip


def typed(rows: int = 40) -> pa.Table:
    """Columns with types of their own."""
    every = range(rows)
    return pa.table({
        "whole": pa.array([at * 3 for at in every], pa.int64()),
        "money": pa.array([Decimal(at) / 4 for at in every], pa.decimal128(12, 2)),
        "real": pa.array([at / 8 + 1 for at in every], pa.float64()),
        "yes": pa.array([at % 3 == 0 for at in every], pa.bool_()),
        "day": pa.array([date(2020 + at % 4, 2, 28) for at in every], pa.date32()),
        "moment": pa.array([datetime.fromisoformat(f"2021-03-04T{at % 24:02}:05") for at in every], pa.timestamp("us")),
        "phone": pa.array([int(MOBILES[at % len(MOBILES)]) for at in every], pa.int64()),
        "text": pa.array([f"a{at}@b.cn" for at in every], pa.string()),
    })  # fmt: skip


TYPES = "bigint,numeric(12,2),double precision,boolean,date,timestamp,bigint,text"


def load(database: psycopg.Connection, table: pa.Table, name: str, types: str = "") -> None:
    """A table of text, or of these types (parted by commas that no bracket holds)."""
    given = types.replace("(12,2)", "(12;2)").split(",") if types else ["text"] * table.num_columns
    columns = ", ".join(
        f"{quoted(one)} {type_.replace(';', ',')}" for one, type_ in zip(table.column_names, given, strict=True)
    )
    database.execute(f"CREATE TABLE {name} ({columns})".encode())
    with database.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN".encode()) as copy:
        for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
            copy.write_row(row)
