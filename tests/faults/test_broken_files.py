"""Broken, empty and mislabelled files: a clear error with place and remedy, and nothing left behind."""

from __future__ import annotations

import gzip
import os
import tempfile
import zipfile
from pathlib import Path

import pytest

from guiju.plane import ScanError, scan


@pytest.fixture(autouse=True)
def _nothing_stays_behind(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> object:
    spare = tmp_path_factory.mktemp("spare")
    monkeypatch.setattr(tempfile, "tempdir", str(spare))
    yield
    assert list(spare.iterdir()) == []


def refused(path: Path) -> ScanError:
    with pytest.raises(ScanError) as caught:
        scan(path)
    error = caught.value
    assert path.name in error.text.zh and error.remedy.zh not in error.text.zh, "each is said once"
    assert path.name in error.text.en and str(error) == error.text.en
    return error


def write(folder: Path, content: bytes, name: str = "data.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_what_is_not_a_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.csv").kind == "not_found"
    assert refused(tmp_path).kind == "directory"
    os.mkfifo(tmp_path / "pipe.csv")
    assert refused(tmp_path / "pipe.csv").kind == "not_regular"


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, b"a\n1\n")

    def shut(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", shut)
    assert refused(path).kind == "permission"


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n  \r\n", b"\xff\xfe"])
def test_empty(tmp_path: Path, content: bytes) -> None:
    assert refused(write(tmp_path, content)).kind == "empty"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "PNG"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0), "gzip"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64, ".xls"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b"MZ\x90\0", "program"),
        (b"PK\x03\x04broken", "ZIP"),
    ],
)
def test_mislabelled(tmp_path: Path, content: bytes, what: str) -> None:
    error = refused(write(tmp_path, content))
    assert error.kind == "mislabelled" and what in error.text.en


@pytest.mark.parametrize(
    ("part", "what"), [("word/document.xml", "Word"), ("xl/workbook.bin", ".xlsb"), ("a.csv", "ZIP")]
)
def test_packed_files_of_other_kinds(tmp_path: Path, part: str, what: str) -> None:
    path = tmp_path / "data.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "x")
    error = refused(path)
    assert error.kind == "mislabelled" and what in error.text.en


@pytest.mark.parametrize(
    ("content", "line", "offset"),
    [
        (b"a,b\n1,2\n1,2,3\n4,5\n", 3, 8),
        (b"a,b\n1,2\n3\n", 3, 8),
        (b'a,b\n1,"x\ny"\n1,2,3\n', 4, 12),
        (b"\xef\xbb\xbfa,b\r\n1,2\r\n3\r\n", 3, 13),
        ("名,值\n甲,1\n乙\n".encode("gb18030"), 3, 11),
    ],
)
def test_ragged_lines_are_named(tmp_path: Path, content: bytes, line: int, offset: int) -> None:
    error = refused(write(tmp_path, content))
    assert (error.kind, error.line, error.offset) == ("ragged", line, offset)
    assert f"line {line}" in error.text.en and f"第 {line} 行" in error.text.zh


def test_a_bad_line_far_down_is_named_without_its_content(tmp_path: Path) -> None:
    error = refused(write(tmp_path, b"a,b\n" + b"1,2\n" * 150_000 + b"13800001234,x,y\n"))
    assert (error.kind, error.line) == ("ragged", 150_002)
    assert "13800001234" not in str(error)


@pytest.mark.parametrize("content", [b'a,b\n1,2\n"x,3\n4,5\n', b'a,b\n1,2\n"x"y,3\n4,5\n'])
def test_a_quote_that_is_not_closed(tmp_path: Path, content: bytes) -> None:
    error = refused(write(tmp_path, content))
    assert (error.kind, error.line, error.offset) == ("quote", 3, 8)


@pytest.mark.parametrize("content", [b'"' + b"x" * 200_000, b'""\n""\n', b'a\n"'])
def test_odd_beginnings_end_in_an_answer(tmp_path: Path, content: bytes) -> None:
    try:
        assert scan(write(tmp_path, content)).rows <= 1
    except ScanError as error:
        assert error.kind == "quote"


def test_undecodable_bytes(tmp_path: Path) -> None:
    utf8 = "名称,值\n示例一,1\n".encode()
    error = refused(write(tmp_path, utf8 + b"\xff\xfe,2\n"))
    assert (error.kind, error.line, error.offset) == ("undecodable", 3, len(utf8))
    gb = "名称,值\n示例一,1\n".encode("gb18030")
    error = refused(write(tmp_path, gb + b"\xff,2\n"))
    assert (error.kind, error.line, error.offset) == ("undecodable", 3, len(gb))
    error = refused(write(tmp_path, utf8 + "一".encode()[:2]))
    assert (error.kind, error.offset) == ("undecodable", len(utf8))
    error = refused(write(tmp_path, "a,b\n1,2\n".encode("utf-16") + b"\x31"))
    assert (error.kind, error.offset) == ("undecodable", 18)


def test_undecodable_far_into_a_large_file(tmp_path: Path) -> None:
    good = "名称,值\n".encode() + "示例,1\n".encode() * 200_000
    error = refused(write(tmp_path, good + b"\x80,2\n"))
    assert (error.kind, error.line, error.offset) == ("undecodable", 200_002, len(good))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_nul_bytes(tmp_path: Path, encoding: str) -> None:
    content = "名,值\n1,2\n3,\0\n".encode(encoding)
    error = refused(write(tmp_path, content))
    assert (error.kind, error.line, error.offset) == ("nul", 3, content.index(b"\0"))


def test_damaged_parquet(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "data.parquet"
    parquet.write_table(pyarrow.table({"a": list(range(1000))}), path)
    whole = path.read_bytes()
    assert refused(write(tmp_path, whole[:-100], "data.parquet")).kind == "truncated_parquet"
    assert refused(write(tmp_path, b"PAR1", "data.parquet")).kind == "truncated_parquet"
    assert refused(write(tmp_path, whole[:200] + b"\xff" * (len(whole) - 208) + whole[-8:], "data.parquet")).kind == (
        "damaged_parquet"
    )
    assert refused(write(tmp_path, b"PARE" + whole[4:-4] + b"PARE", "data.parquet")).kind == "encrypted_parquet"


def test_text_named_parquet_is_read_and_said(tmp_path: Path) -> None:
    found = scan(write(tmp_path, b"a,b\n1,2\n", "data.parquet"))
    assert found.format == "CSV" and "read as CSV" in found.warnings[0].en


def test_a_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, b"a,b\n1,2\n")
    from guiju.plane import source

    identify = source._identify

    def slow(*arguments: object) -> object:
        found = identify(*arguments)  # type: ignore[arg-type]
        path.write_bytes(b"a,b\n1,2\n3,4\n")
        return found

    monkeypatch.setattr(source, "_identify", slow)
    assert refused(path).kind == "changed"
