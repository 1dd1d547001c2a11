"""Broken and harmful workbooks, JSON and databases: a clear error, bounded memory, and nothing left behind."""

from __future__ import annotations

import json
import sqlite3
import struct
import tempfile
import time
import zipfile
import zlib
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from guiju.plane import ScanError, scan
from tests.walks.kinds import as_json, as_ndjson, as_sqlite, as_xlsx

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.fixture(autouse=True)
def _nothing_stays_behind(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> object:
    spare = tmp_path_factory.mktemp("spare")
    monkeypatch.setattr(tempfile, "tempdir", str(spare))
    yield
    assert list(spare.iterdir()) == []


def refused(path: Path, table: str | None = None) -> ScanError:
    with pytest.raises(ScanError) as caught:
        scan(path, table=table)
    error = caught.value
    assert path.name in error.text.zh and error.remedy.zh not in error.text.zh, "each is said once"
    assert path.name in error.text.en and str(error) == error.text.en
    assert "{" not in error.text.en.replace("({…})", "") and "{" not in error.text.zh.replace("（{…}）", "")
    return error


def write(folder: Path, content: bytes | str, name: str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def with_sheet(path: Path, sheet: str) -> Path:
    """A sound workbook whose one sheet has this XML."""
    sound = path.with_name("sound.xlsx")
    as_xlsx(sound)
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part, sheet if part.filename == "xl/worksheets/sheet1.xml" else old.read(part))
    return path


def test_cut_off_and_damaged_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "data.xlsx"
    as_xlsx(path)
    whole = path.read_bytes()
    assert refused(write(tmp_path, whole[: len(whole) // 2], "cut.xlsx")).kind == "damaged_workbook"
    assert refused(with_sheet(tmp_path / "bad.xlsx", "<worksheet><sheetData><row><c")).kind == "damaged_workbook"
    with zipfile.ZipFile(tmp_path / "hollow.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert refused(tmp_path / "hollow.xlsx").kind in ("damaged_workbook", "empty_workbook")
    spoilt = bytearray(whole)
    at = whole.index(b"xl/worksheets/sheet1.xml") + 60
    spoilt[at : at + 40] = b"\xff" * 40
    assert refused(write(tmp_path, bytes(spoilt), "spoilt.xlsx")).kind == "damaged_workbook"


def ole(*names: str) -> bytes:
    """An old Office file as far as its directory."""
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names)
    return (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entries).ljust(2048, b"\0")


def test_old_office_files(tmp_path: Path) -> None:
    assert refused(write(tmp_path, ole("Root Entry", "EncryptedPackage"), "a.xlsx")).kind == "encrypted_workbook"
    assert refused(write(tmp_path, ole("Root Entry", "Workbook"), "a.xls")).kind == "damaged_workbook"
    error = refused(write(tmp_path, ole("Root Entry", "WordDocument"), "a.xls"))
    assert error.kind == "mislabelled" and ".doc" in error.text.en
    assert ".xls" in refused(write(tmp_path, ole("Root Entry"), "a.doc")).text.en


def test_empty_workbooks_and_sheets_that_are_not_there(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("空")
    path = tmp_path / "data.xlsx"
    book.save(path)
    assert refused(path).kind == "empty_workbook"
    error = refused(path, "无")
    assert error.kind == "no_such_table" and "“无”" in error.text.en and "空" in error.text.en
    assert refused(path, "空").kind == "empty_workbook"


def test_a_workbook_that_would_unpack_to_gigabytes(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(8)) + packer.flush()
        archive.writestr("xl/sharedStrings.xml", packed)
    raw = path.read_bytes()
    at = raw.rindex(b"PK\x01\x02")
    lied = raw[: at + 24] + struct.pack("<I", 3 << 30) + raw[at + 28 :]
    assert refused(write(tmp_path, lied, "bomb.xlsx")).kind == "bomb"


def test_a_workbook_of_very_many_parts(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for number in range(10_001):
            archive.writestr(f"p{number}", "")
    assert refused(path).kind == "bomb"


def test_one_cell_in_the_far_corner(tmp_path: Path) -> None:
    """The reader would ask for half a terabyte; only the process that reads ends."""
    cells = '<c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c>'
    path = tmp_path / "far.xlsx"
    started = time.monotonic()
    sheet = f'<worksheet {SPACE}><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    assert refused(with_sheet(path, sheet)).kind == "heavy_workbook"
    assert time.monotonic() - started < 30


def test_a_cell_that_is_repeated_without_end(tmp_path: Path) -> None:
    uses = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table"))
    path = tmp_path / "data.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {uses}><office:body><office:spreadsheet>'
            '<table:table table:name="t"><table:table-row table:number-rows-repeated="1048576">'
            '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
            "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
        )
    assert refused(path).kind == "heavy_workbook"


def test_nothing_beside_the_file_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "data.xlsx"
    as_xlsx(path)
    (tmp_path / "csv.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    assert scan(path).rows == 40


def test_a_workbook_that_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "data.xlsx"
    as_xlsx(path)
    monkeypatch.setattr("guiju.plane.workbook.SECONDS", 0)
    assert refused(path).kind == "heavy_workbook"


def test_a_bad_line_of_ndjson_is_named_without_its_content(tmp_path: Path) -> None:
    path = tmp_path / "data.ndjson"
    as_ndjson(path)
    lines = path.read_text("utf-8").splitlines()
    for number in (1, 2, 17, 40):
        for bad in ('{"a": 13800001234', '{"a": 1} {"b": 2}', "13800001234", '{"a": 1},', '["a"]', "x" * 9):
            if number == 1 and bad[0] not in "{[":
                continue  # then nothing says that it is JSON
            broken = [*lines[: number - 1], bad, *lines[number:]]
            error = refused(write(tmp_path, "\n".join(broken), "bad.ndjson"))
            assert error.kind in ("bad_json", "json_row") and error.line == number, (number, bad)
            assert "13800001234" not in str(error)


def test_broken_json(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    as_json(path)
    whole = path.read_text("utf-8")
    error = refused(write(tmp_path, whole[: len(whole) // 2], "cut.json"))
    assert (error.kind, error.line) == ("bad_json", whole[: len(whole) // 2].count("\n") + 1)
    for content in (
        '[{"a": 1} {"a": 2}]',
        '[{"a": 1},]',
        '[{"a": 1}] x',
        '{"a": [{"b": 1}',
        '{"a": [{"b" 1}]}',
        '[{"a',
    ):
        assert refused(write(tmp_path, content, "bad.json")).kind == "bad_json", content


@pytest.mark.parametrize("content", ["[[1, 2], [3, 4]]", '["a", "b"]', '[{"a": 1}, 5]', '{"a":1}\n[2]\n'])
def test_json_that_is_no_table(tmp_path: Path, content: str) -> None:
    assert refused(write(tmp_path, content, "data.json")).kind in ("json_shape", "json_row")


@pytest.mark.parametrize(
    "content",
    [
        '[{"a":' + "[" * 200_000 + "]" * 200_000 + "}]",
        '{"a":' * 100_000,
        "[" * 1_000_000,
        '{"a": 1}\n' * 30 + '{"b":' + '{"c":' * 70 + "1" + "}" * 71 + "\n",
    ],
)
def test_deep_nesting(tmp_path: Path, content: str) -> None:
    assert refused(write(tmp_path, content, "data.json")).kind == "deep"


def test_brackets_within_texts_are_no_nesting(tmp_path: Path) -> None:
    rows = [{"a": "[{" * 600_000, "b": '\\"[' * n} for n in range(4)]
    assert scan(write(tmp_path, json.dumps(rows), "data.json")).rows == 4
    assert scan(write(tmp_path, "\n".join(map(json.dumps, rows)), "data.json")).rows == 4


def test_too_wide_and_too_long(tmp_path: Path) -> None:
    wide = json.dumps([{f"k{n}": 1 for n in range(2001)}])
    assert refused(write(tmp_path, wide, "data.json")).kind == "wide"
    long = json.dumps([{"a": "x" * (40 << 20)}, {"a": "y"}])
    assert refused(write(tmp_path, long, "data.json")).kind == "long_row"


def test_a_file_of_one_table_has_no_other(tmp_path: Path) -> None:
    path = tmp_path / "data.ndjson"
    as_ndjson(path)
    assert refused(path, "x").kind == "one_table"
    assert refused(write(tmp_path, "a,b\n1,2\n", "data.csv"), "x").kind == "one_table"
    error = refused(write(tmp_path, '{"a": [{"b": 1}]}', "data.json"), "x")
    assert error.kind == "no_such_table" and "there are: a" in error.text.en


def test_databases_without_a_table(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE VIEW v AS SELECT 1")
    assert refused(path).kind == "no_tables"
    as_sqlite(tmp_path / "other.db")
    error = refused(tmp_path / "other.db", "v")
    assert error.kind == "no_such_table" and "数据" in error.text.en


def test_damaged_databases(tmp_path: Path) -> None:
    assert refused(write(tmp_path, b"SQLite format 3\0", "data.csv")).kind == "damaged_sqlite"
    path = tmp_path / "data.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE t (a, b)")
        connection.executemany("INSERT INTO t VALUES (?, ?)", [(n, "x" * 50) for n in range(2000)])
    whole = path.read_bytes()
    assert refused(write(tmp_path, whole[: len(whole) // 2], "cut.db")).kind == "damaged_sqlite"
    for page in range(1, len(whole) // 4096):
        spoilt = whole[: page * 4096] + b"\xff" * 512 + whole[page * 4096 + 512 :]
        assert refused(write(tmp_path, spoilt, "spoilt.db")).kind == "damaged_sqlite", page


def test_text_in_a_database_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE t (a)")
        connection.execute("INSERT INTO t VALUES (CAST(x'd6d0b9fa' AS TEXT))")
    error = refused(path)
    assert error.kind == "undecodable_cell" and "“t”" in error.text.en


def test_a_huge_value_in_a_database(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE t (a)")
        connection.execute("INSERT INTO t VALUES (CAST(zeroblob(40000000) AS TEXT))")
    assert refused(path).kind == "long_row"
