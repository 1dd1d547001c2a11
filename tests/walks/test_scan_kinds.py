"""Workbooks, JSON and databases are scanned as text files are, and what was passed over is told."""

from __future__ import annotations

import base64
import json
import sqlite3
import zipfile
import zlib
from contextlib import closing
from datetime import date, datetime
from datetime import time as clock
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from guiju.plane import Scan, scan
from tests.walks.kinds import KINDS, ROWS, TYPES, as_ndjson, as_sqlite, as_xlsx

# A workbook of the format before 2007, which nothing here can write: an empty row, names, two rows.
OLD = (
    "c-rk)O-NKx6#nj;H##%vI5Ulb2Gby9WeVyLMW9n*xthUj(GNjs4iUyELyKxrmQ9-"
    "of>uSF0b8`OpGAKb6hX8Ilv)Hqq)Dq*K|u@kb<UahYBU1}O0e$txaXex-TU2p-"
    "@AYBy|K~Yc<y%f1m>U>F3eb7loW7^g4am|K>3!%t`mDGSQ<+TUJngqi5ny3FH3n0dAuiJ;FkH6EbxKCe)J>Rmrg|&5!<8>U5fkAL"
    "RR4#F@97@uR>xEiCr%Crj&dnc8f3<#kNq{akUSl@nqd5dlv68Y9!AOuJ@j3-"
    "U`!%O1$7%eEO2gmvv)n=1AAkC6*B}%P<5Q(Dqb1mEm*+uEPiHB{U=w4Q*}X2-"
    "9E>;j0w|zBsG;NmTQT%PSE7Z8l%}8{R{MIG4X{n7{z6gR)4nC_}{L97Ap173!SAMw%0lU_z+Lq&iMTA13=##JoS1yYMl!>M*VQ*o"
    "MZY#%9Nf`FOXN-"
    "61e*cPN)tQ%1H272*eF?F6WMQ#U@pN_2O`4+t|LCqn+*Sk2vpg)^)mv0qr}DV;Pxoha6eJu9`Y6u(+*m~MdL+Kx)w*)b?(&Pi@9w"
    "G$J(j;|^3*OH(8wDW!>I~iX`{&4%m$?))-cn&pmj`fh9uR+wSdUf>*<3ZesmA%Kj6I=Dme&aC$atAJ0_TgB8X<A{-"
    "1%=3``01!0DZ_qNtTyIR8=~gt@mShtb+hbucb*xPW}RyuolA74t#gTPWEtzuKWAO55yD-roc6|_@IgaELqkJDLqp?#1HYRZ_B*&~"
    "e<<)<eyROmXPUx{{!Q}Fq7!{|9ixxR?MPFc!HJ^g&kDGeQ<qwx#`#~!*iEfx(2H*AM{m*dm%frz;r%RF82EEbsMz*ris|QHZvQ*)"
    "|Jm^"
)


def types(found: Scan) -> dict[str, str]:
    return {column.name: column.type for column in found.columns}


def warnings(found: Scan) -> str:
    return "\n".join(text.en for text in found.warnings)


@pytest.mark.parametrize("kind", KINDS)
def test_one_table_is_the_same_in_every_kind(tmp_path: Path, kind: str) -> None:
    form, writes = KINDS[kind]
    path = tmp_path / f"data.{kind}"
    writes(path)
    found = scan(path)
    assert (found.format, found.rows, found.bytes) == (form, len(ROWS), path.stat().st_size)
    assert types(found) == TYPES
    assert [(column.nulls, column.distinct) for column in found.columns] == [
        (0, 40), (0, 3), (5, 10), (0, 40), (0, 12), (0, 40), (0, 2),
    ]  # fmt: skip
    amount = found.columns[3]
    assert (amount.min, amount.max) == (Decimal("1.25"), Decimal("40.25"))
    span, region = found.time_coverage, found.region
    assert span and (span.first, span.last, span.column) == (date(2024, 1, 15), date(2024, 12, 15), "统计日期")
    assert region and (region.code, region.column, region.share) == ("350100", "区划代码", Decimal(1))
    assert found.warnings == ()


@pytest.mark.parametrize("kind", KINDS)
def test_the_name_is_not_believed(tmp_path: Path, kind: str) -> None:
    form, writes = KINDS[kind]
    plain = tmp_path / f"data.{kind}"
    writes(plain)
    named = tmp_path / ("data.csv" if form != "CSV" else "data.xlsx")
    named.write_bytes(plain.read_bytes())
    found, before = scan(named), scan(plain)
    assert (found.format, found.columns, found.digest) == (form, before.columns, before.digest)
    assert f"its content is {'JSON' if form == 'NDJSON' else form}" in warnings(found)


def test_a_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "0a1b2c"
    as_ndjson(path)
    assert scan(path, name="登记.ndjson").name == "登记.ndjson"


def sheet_of(book: openpyxl.Workbook, title: str, rows: list[list[object]]) -> Worksheet:
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    return sheet


def test_which_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet_of(book, "一月", [["a"], [1]])
    sheet_of(book, "二月", [["b", "c"], [1, 2], [3, 4]])
    book.create_chartsheet("图")
    path = tmp_path / "book.xlsx"
    book.save(path)
    first, second = scan(path), scan(path, table="二月")
    assert (first.table, first.rows, types(first)) == ("一月", 1, {"a": "integer"})
    assert "read table “一月”; 2 others were not read: Sheet, 二月" in warnings(first)
    assert (second.table, second.rows, list(types(second))) == ("二月", 2, ["b", "c"])


def test_titles_and_merged_names(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for place, value in {
        "B3": "人口统计表", "B5": "地区", "C5": "人口", "E5": "备注", "C6": "男", "D6": "女",
        "B7": "甲", "C7": 1, "D7": 2, "B8": "乙", "C8": 3, "D8": 4, "B10": "丙", "C10": 5, "D10": 6, "E10": "x",
    }.items():  # fmt: skip
        sheet[place] = value
    for area in ("B3:E3", "B5:B6", "C5:D5", "E5:E6", "C10:C11"):
        sheet.merge_cells(area)
    path = tmp_path / "book.xlsx"
    book.save(path)
    found = scan(path)
    assert types(found) == {"地区": "text", "人口/男": "integer", "人口/女": "integer", "备注": "text"}
    assert found.rows == 3
    told = warnings(found)
    assert "3 empty rows above" in told and "1 rows of title" in told
    assert "its 2 rows were joined" in told and "1 merged areas" in told


def test_cells_of_every_type(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    moment = datetime.fromisoformat("2024-02-03 00:00:00")
    rows: list[list[object]] = [
        ["整", "小数", "时刻", "钟点", "混", "身份证", "行"],
        [1, 0.1 + 0.2, moment.replace(hour=8), clock(3, 4), 1, 110105194912310021, "a\r\nb"],
        [2, 7, moment, clock(5, 6), "一", 110105194912310022, 'c,"d"'],
    ]
    for row in rows:
        sheet.append(row)
    path = tmp_path / "book.xlsx"
    book.save(path)
    found = scan(path)
    assert types(found) == {
        "整": "integer", "小数": "decimal", "时刻": "datetime", "钟点": "text", "混": "text", "身份证": "text",
        "行": "text",
    }  # fmt: skip
    assert found.columns[1].min == Decimal("0.3")
    assert warnings(found) == "column “混” mixes values of different types"
    assert "1101051949" not in repr(found)


def test_a_workbook_of_the_old_format(tmp_path: Path) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(zlib.decompress(base64.b85decode(OLD)))
    found = scan(path)
    assert (found.format, found.rows, found.table) == ("XLS", 2, "区划")
    assert types(found) == {"区划代码": "text", "人数": "decimal", "统计日期": "date"}
    assert found.region and found.region.code == "350100"


def test_an_open_document(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="{}" office:{}="{}"><text:p>{}</text:p></table:table-cell>'
    rows: list[tuple[object, ...]] = [
        ("区划", "人数", "日期"),
        ("350102", 1, "2024-01-02"),
        ("350103", 2, "2024-03-04"),
    ]
    body = ""
    for number, (area, count, day) in enumerate(rows):
        body += "<table:table-row>" + cell.format("string", "string-value", area, area)
        body += cell.format(*(("float", "value") if number else ("string", "string-value")), count, count)
        body += cell.format(*(("date", "date-value") if number else ("string", "string-value")), day, day)
        body += '<table:table-cell table:number-columns-repeated="16381"/></table:table-row>'
    body += '<table:table-row table:number-rows-repeated="1048573">'  # as office programs fill up a sheet
    body += '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    uses = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    path = tmp_path / "data.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {uses}><office:body><office:spreadsheet>'
            f'<table:table table:name="表">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    found = scan(path)
    assert (found.format, found.rows, found.table) == ("ODS", 2, "表")
    assert types(found) == {"区划": "text", "人数": "integer", "日期": "date"}


def test_json_of_several_arrays(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    path.write_text(
        json.dumps({"a": [{"x": 1}], 'b"[': [{"y": "]}"}, {"y": "2"}], "c": [1, 2], "d": {"e": [{"z": 1}]}})
    )
    found = scan(path)
    assert (found.table, found.rows, list(types(found))) == ('b"[', 2, ["y"])
    assert "1 others were not read: a" in warnings(found)
    named = scan(path, table="a")
    assert (named.table, named.rows, types(named)) == ("a", 1, {"x": "integer"})


def test_rows_of_json_may_differ(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    rows = [
        {"a": 1, "b": "x"},
        {"a": "一", "A": 2, "c": [1]},
        {"b": None, "c/~d'": True, "": 5},
        {},
        {"a": 1, "b": "y"},
    ]
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    found = scan(path)
    assert found.rows == 5
    columns = {column.name: (column.type, column.nulls) for column in found.columns}
    assert list(columns)[:2] == ["a", "b"] and columns == {
        "a": ("text", 2), "b": ("text", 3), "A": ("integer", 4), "c": ("text", 4), "c/~d'": ("boolean", 4),
        next(name for name in columns if name.startswith("column_")): ("integer", 4),
    }  # fmt: skip
    told = warnings(found)
    assert "column “a” mixes" in told and "column “c” is nested" in told


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("lines", [True, False])
def test_json_in_other_encodings(tmp_path: Path, encoding: str, lines: bool) -> None:
    rows = [json.dumps({"名称": f"示例{n}", "日期": f"2024-01-{n:02d}"}, ensure_ascii=False) for n in range(1, 20)]
    text = "\r\n".join(rows) if lines else f"[{','.join(rows)}]"
    path = tmp_path / "data.json"
    path.write_bytes(text.encode(encoding))
    found = scan(path)
    assert (found.format, found.rows) == ("NDJSON" if lines else "JSON", 19)
    assert types(found) == {"名称": "text", "日期": "date"}


def test_one_object_is_one_row_and_an_empty_array_none(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    path.write_text('{"a": 1, "b": {"c": [1]}}')
    assert (scan(path).rows, types(scan(path))) == (1, {"a": "integer", "b": "text"})
    path.write_text("[]")
    assert (scan(path).rows, scan(path).columns) == (0, ())
    assert "no data row" in warnings(scan(path))


def test_a_text_that_only_begins_like_json(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("[id],[name]\n1,x\n")
    assert (scan(path).format, list(types(scan(path)))) == ("CSV", ["[id]", "[name]"])


def test_which_table_of_a_database(tmp_path: Path) -> None:
    path = tmp_path / "it's 100%?.db"
    as_sqlite(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute('CREATE TABLE "a ""b" (x INTEGER PRIMARY KEY, y BLOB, z, w AS (x + 1))')
        connection.execute("INSERT INTO \"a \"\"b\" VALUES (1, x'00ff', 1), (2, x'00fe', NULL), (3, NULL, '一')")
        connection.execute("CREATE VIEW v AS SELECT 1")
    before = path.read_bytes(), sorted(tmp_path.iterdir())
    found = scan(path)
    assert (found.table, found.rows) == ("数据", 40) and '1 others were not read: a "b' in warnings(found)
    small = scan(path, table='a "b')
    assert types(small) == {"x": "integer", "y": "text", "z": "text", "w": "integer"}
    assert (small.columns[1].nulls, small.columns[1].distinct, small.columns[1].distinct_exact) == (1, 2, False)
    told = warnings(small)
    assert "column “y” holds binary" in told and "column “z” mixes" in told
    assert (path.read_bytes(), sorted(tmp_path.iterdir())) == before


def test_a_database_in_use_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript("CREATE TABLE t (a); INSERT INTO t VALUES (1); PRAGMA wal_checkpoint(TRUNCATE);")
        assert scan(path).rows == 1 and not scan(path).warnings
        connection.execute("INSERT INTO t VALUES (2)")
        connection.commit()
        assert scan(path).rows == 1 and "a journal (-wal) lies beside it" in warnings(scan(path))


def test_changes_that_lie_beside_a_database_are_told(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    as_sqlite(path)
    (tmp_path / "data.db-wal").write_bytes(b"x" * 64)
    assert "a journal (-wal) lies beside it" in warnings(scan(path))


def test_many_rows_are_counted_all(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE t (a INTEGER, b TEXT, c REAL)")
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
            " INSERT INTO t SELECT i, '名称' || (i % 1000), i + 0.5 FROM n"
        )
    found = scan(path)
    assert (found.rows, found.columns[1].distinct) == (300_000, 1000)
    lines = tmp_path / "data.ndjson"
    lines.write_text("".join(f'{{"a":{n},"b":"名称{n % 1000}"}}\n' for n in range(300_000)), encoding="utf-8")
    found = scan(lines)
    assert (found.rows, found.columns[1].distinct) == (300_000, 1000)


def test_a_scan_of_a_workbook_leaves_nothing_open(tmp_path: Path) -> None:
    path = tmp_path / "data.xlsx"
    as_xlsx(path)
    scan(path)
    path.unlink()
    assert list(tmp_path.iterdir()) == []
