"""A folder of mixed files, as offices have them: sound ones of every kind, series, copies, and broken ones."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pyarrow
from pyarrow import parquet

NAMES = ("编号", "区划代码", "统计日期")
Row = tuple[str, str, date]


def rows(seed: int, count: int = 5) -> list[Row]:
    start = date(2024, 1, 1) + timedelta(days=seed % 300)
    return [(f"N{seed:04}{n}", f"3501{2 + n % 3:02}", start + timedelta(days=n)) for n in range(count)]


def text(seed: int, names: tuple[str, ...] = NAMES) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows(seed))
    return out.getvalue()


def plain(seed: int) -> list[dict[str, str]]:
    return [dict(zip(NAMES, map(str, row), strict=True)) for row in rows(seed)]


def as_parquet(path: Path, seed: int) -> None:
    parquet.write_table(pyarrow.table(dict(zip(NAMES, map(list, zip(*rows(seed), strict=True)), strict=True))), path)


def as_xlsx(path: Path, seed: int, *sheets: str) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for place, name in enumerate(sheets or ("Sheet1",)):
        sheet = book.create_sheet(name)
        for row in (NAMES, *rows(seed + place)) if name != "空" else ():
            sheet.append(row)
    book.save(path)


def as_ods(path: Path, seed: int) -> None:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in (NAMES, *rows(seed))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="一">{lines}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml", '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )


def as_sqlite(path: Path, seed: int, *tables: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for place, table in enumerate(tables or ("数据",)):
            connection.execute(f'CREATE TABLE "{table}" ({", ".join(NAMES)})')
            cells = [tuple(map(str, row)) for row in rows(seed + place, 5 + place)]
            connection.executemany(f'INSERT INTO "{table}" VALUES (?, ?, ?)', cells)


def encrypted() -> bytes:
    """As much of an encrypted workbook as tells that it is one: a little file system with that entry in it."""
    entry = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 34) + bytes(62)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + entry


KINDS: dict[str, Callable[[Path, int], object]] = {
    "csv": lambda path, seed: path.write_text(text(seed), "utf-8"),
    "gb.csv": lambda path, seed: path.write_text(text(seed), "gb18030"),
    "parquet": as_parquet,
    "json": lambda path, seed: path.write_text(json.dumps(plain(seed), ensure_ascii=False), "utf-8"),
    "ndjson": lambda path, seed: path.write_text("".join(json.dumps(row) + "\n" for row in plain(seed)), "utf-8"),
    "sqlite": as_sqlite,
    "xlsx": as_xlsx,
    "ods": as_ods,
}


def broken(folder: Path) -> dict[str, str]:
    """Files that cannot be read, each with the word for what is wrong with it."""
    as_parquet(folder / "whole.parquet", 1)
    as_xlsx(folder / "whole.xlsx", 1)
    half = {name: (folder / name).read_bytes() for name in ("whole.parquet", "whole.xlsx")}
    contents: dict[str, tuple[str, bytes]] = {
        "截断.parquet": ("truncated_parquet", half["whole.parquet"][:-40]),
        "截断.xlsx": ("damaged_workbook", half["whole.xlsx"][:-200]),
        "图片.csv": ("mislabelled", b"\x89PNG\r\n\x1a\n" + bytes(200)),
        "说明.csv": ("mislabelled", b"%PDF-1.7\n" + b"1 0 obj\n" * 20),
        "空.csv": ("empty", b""),
        "空白.csv": ("empty", b"\n\n   \n"),
        "参差.csv": ("ragged", b"a,b,c\n1,2,3\n1,2\n"),
        "引号.csv": ("quote", b'a,b\n1,"2\n'),
        "加密.xlsx": ("encrypted_workbook", encrypted()),
        "二进制.csv": ("nul", b"a,b\n1,\x002\n" + b"x,y\n" * 50),
        "坏.json": ("bad_json", b'[{"a": 1}, {"a": '),
        "坏.ndjson": ("bad_json", b'{"a": 1}\n{"a": 2}\n{"a": \n{"a": 4}\n'),
        "坏.sqlite": ("damaged_sqlite", b"SQLite format 3\0" + b"\x01" * 4000),
        "列表.json": ("json_shape", b'["a", "b"]'),
        "乱码.csv": ("undecodable", "名称,数\n".encode() * 20 + b"\xff\xfe\xff,1\n"),
    }
    for name in half:
        (folder / name).unlink()
    for name, (_, content) in contents.items():
        (folder / name).write_bytes(content)
    return {name: kind for name, (kind, _) in contents.items()}


def mixed(folder: Path, count: int = 200) -> dict[str, str]:
    """`count` files in three folders; returns what is wrong with the bad ones."""
    folder.mkdir(parents=True)
    wrong = broken(folder)
    weights = (
        ["csv"] * 10 + ["gb.csv"] * 4 + ["parquet"] * 3 + ["json", "ndjson"] * 2 + ["sqlite"] * 2 + ["xlsx", "ods"]
    )
    for seed in range(count - len(wrong)):
        ending = weights[seed % len(weights)]
        place = folder / ("甲", "乙", "丙")[seed % 3]
        place.mkdir(exist_ok=True)
        KINDS[ending](place / f"资料{seed:03}.{ending}", 10 * seed)
    return wrong
