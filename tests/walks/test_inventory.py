"""What lies in a folder, an archive or a database, table by table; and archives that were made to harm."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pytest

from guiju.kit.inventory import Listing, lines_of, read, resources, worded, write
from guiju.plane import ScanError
from guiju.plane.archive import Limits
from guiju.plane.inventory import DEFAULT, Item, items, numbered
from guiju.plane.series import columns, merged, same_columns, series, series_name
from tests.walks.stocked import KINDS, as_sqlite, as_xlsx, broken, text


@pytest.fixture(autouse=True)
def _nothing_stays_behind(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> object:
    spare = tmp_path_factory.mktemp("spare")
    monkeypatch.setattr(tempfile, "tempdir", str(spare))
    yield
    assert list(spare.iterdir()) == []


def told(path: Path, limits: Limits = DEFAULT) -> dict[str, str]:
    """File (and table) -> what is wrong, or the kind of file."""
    return {
        item.file + (f"#{item.table}" if item.table else ""): item.trouble.kind
        if item.trouble
        else item.found["format"]
        for item in items(path, limits)
    }


def zipped(path: Path, **members: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_every_kind_in_a_folder_and_in_archives(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for place, (ending, make) in enumerate(KINDS.items()):
        make(folder / f"{place}.{ending}", place)
    for junk in (".DS_Store", "Thumbs.db", "~$book.xlsx"):
        (folder / junk).write_bytes(b"junk")
    (folder / "link.csv").symlink_to(folder / "0.csv")
    wrong = broken(folder)
    plain = told(folder)
    formats = ("CSV", "CSV", "Parquet", "JSON", "NDJSON", "SQLite", "XLSX", "ODS")
    sound = {f"{place}.{ending}": kind for (place, ending), kind in zip(enumerate(KINDS), formats, strict=True)}
    assert plain == {**sound, **wrong, "link.csv": "link"}
    (folder / "link.csv").unlink()
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in folder.iterdir():
            archive.write(path, f"内/{path.name}")
    with tarfile.open(tmp_path / "all.tar.gz", "w:gz") as packed:
        packed.add(folder, "内")
    expected = {f"内/{name}": kind for name, kind in {**sound, **wrong}.items()}
    assert told(tmp_path / "all.zip") == told(tmp_path / "all.tar.gz") == expected


def test_tables_of_databases_and_workbooks(tmp_path: Path) -> None:
    as_sqlite(tmp_path / "a.db", 1, "甲", "乙", "丙")
    as_xlsx(tmp_path / "b.xlsx", 1, "一", "空", "二")
    (tmp_path / "c.json").write_text('{"x": [{"a": 1}], "y": [{"b": 1}, {"b": 2}]}', "utf-8")
    found = [*items(tmp_path)]
    assert {(item.file, item.table): item.found["rows"] for item in found} == {
        ("a.db", "丙"): "7",
        ("a.db", "甲"): "5",
        ("a.db", "乙"): "6",
        ("b.xlsx", "一"): "5",
        ("b.xlsx", "二"): "5",
        ("c.json", "y"): "2",
        ("c.json", "x"): "1",
    }, "an empty sheet is left out"
    assert found[0].found["name"] == "a.db · 丙" and not any(item.warnings for item in found)
    assert len({item.id for item in found}) == 7
    assert all(resource.problem is None for resource in resources(Listing(id="x", lines=lines_of(found))))
    assert "too_many" in told(tmp_path / "a.db", Limits(tables=1)).values()


def test_a_file_alone_and_one_that_gzip_packed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text(1), "utf-8")
    with gzip.open(tmp_path / "a.csv.gz", "wb") as packed:
        packed.write(text(1).encode())
    alone, packed_ = [*items(tmp_path / "a.csv")], [*items(tmp_path / "a.csv.gz")]
    assert alone == packed_ and alone[0].file == "a.csv"


def test_members_that_lead_outside(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", **{"../../up.csv": text(1), "/root.csv": text(2), "C:\\x\\y.csv": text(3)})
    assert set(told(path).values()) == {"outside"} and not (tmp_path.parent / "up.csv").exists()
    with tarfile.open(tmp_path / "b.tar", "w") as packed:
        for name, kind in (
            ("link.csv", tarfile.SYMTYPE),
            ("hard.csv", tarfile.LNKTYPE),
            ("pipe.csv", tarfile.FIFOTYPE),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            packed.addfile(member)
        member = tarfile.TarInfo("../out.csv")
        member.size = len(text(1).encode())
        packed.addfile(member, io.BytesIO(text(1).encode()))
    assert told(tmp_path / "b.tar") == {
        "hard.csv": "not_regular", "link.csv": "not_regular", "out.csv": "outside", "pipe.csv": "not_regular",
    }  # fmt: skip


def test_bombs(tmp_path: Path) -> None:
    """What claims too much is not unpacked, what hides it is stopped at its limit, and the rest is still read."""
    zeros = b"0," * (6 << 20)
    path = zipped(tmp_path / "a.zip", **{"bomb.csv": zeros, "good.csv": text(1)})
    assert told(path) == {"bomb.csv": "swollen", "good.csv": "CSV"}
    assert told(path, Limits(bytes=64, ratio=10**9)) == {"bomb.csv": "swollen", "good.csv": "swollen"}
    with pytest.raises(ScanError) as caught:
        told(path, Limits(total=1000, bytes=1 << 30, ratio=10**9))
    assert caught.value.kind == "swollen"
    with gzip.open(tmp_path / "b.csv.gz", "wb") as packed:
        packed.write(zeros)
    with pytest.raises(ScanError) as caught:
        told(tmp_path / "b.csv.gz", Limits(ratio=2))
    assert caught.value.kind == "swollen"
    many = zipped(tmp_path / "c.zip", **{f"{n}.csv": text(n) for n in range(5)})
    assert [*told(many, Limits(files=3)).values()] == ["CSV", "CSV", "CSV", "too_many"]
    liar = bytearray(path.read_bytes())
    at = liar.rfind(b"PK\x01\x02", 0, liar.rfind(b"PK\x01\x02"))  # the first entry: it says it is small
    liar[at + 24 : at + 28] = (100).to_bytes(4, "little")
    (tmp_path / "d.zip").write_bytes(bytes(liar))
    assert told(tmp_path / "d.zip")["bomb.csv"] in ("swollen", "damaged_archive")


def test_headers_that_fill_the_memory(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as packed:
        member = tarfile.TarInfo("pax")
        member.type, member.size = tarfile.XHDTYPE, 64 << 20
        packed.addfile(member, io.BytesIO(bytes(64 << 20)))
    with pytest.raises(ScanError) as caught:
        told(tmp_path / "a.tar")
    assert caught.value.kind == "damaged_archive"
    path = zipped(tmp_path / "b.zip", **{"a.csv": text(1)})
    whole = bytearray(path.read_bytes())
    end = whole.rfind(b"PK\x05\x06")
    whole[end + 12 : end + 16] = (1 << 30).to_bytes(4, "little")
    path.write_bytes(bytes(whole))
    with pytest.raises(ScanError):
        told(path)


def test_broken_archives(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", **{"a.csv": text(1), "b.csv": text(2) * 50})
    whole = path.read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    spoilt = bytearray(whole)
    at = whole.index(b"b.csv") + 10
    spoilt[at : at + 8] = b"\xff" * 8
    (tmp_path / "spoilt.zip").write_bytes(bytes(spoilt))
    assert told(tmp_path / "spoilt.zip") == {"a.csv": "CSV", "b.csv": "damaged_archive"}
    locked = bytearray(whole)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + offset] |= 1
    (tmp_path / "locked.zip").write_bytes(bytes(locked))
    assert told(tmp_path / "locked.zip") == {"a.csv": "locked", "b.csv": "CSV"}
    with gzip.open(tmp_path / "x.gz", "wb") as packed:
        packed.write(os.urandom(5000))
    (tmp_path / "cut.tar.gz").write_bytes((tmp_path / "x.gz").read_bytes()[:3000])
    for name in ("cut.zip", "cut.tar.gz"):
        with pytest.raises(ScanError) as caught:
            told(tmp_path / name)
        assert caught.value.kind == "damaged_archive" and name in caught.value.text.zh


def test_names_in_an_older_encoding(tmp_path: Path) -> None:
    """Programs for Chinese Windows write GB18030 and say nothing about it."""
    path = zipped(tmp_path / "a.zip", **{"XXXX.csv": text(1)})
    path.write_bytes(path.read_bytes().replace(b"XXXX", "月报".encode("gb18030")))
    assert [*told(path)] == ["月报.csv"]


def test_the_same_path_twice_has_two_ids(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive, pytest.warns(UserWarning):
        archive.writestr("a.csv", text(1))
        archive.writestr("a.csv", text(1))
    found = numbered([*items(tmp_path / "a.zip")])
    assert len(found) == len({item.id for item in found}) == 2


def _item(file: str, structure: str, **found: str) -> Item:
    words = {"name": file, "structure": structure, "rows": "2", "bytes": "600", "format": "CSV", "encoding": "UTF-8"}
    return Item(id=file, file=file, found={**words, "columns": "2", "digest": file.ljust(64, "0"), **found})


def test_series_and_what_they_are_together() -> None:
    a = _item(
        "d/月报-2023-01.csv",
        "日: date; 数; 量: integer",
        first_day="2023-01-01",
        last_day="2023-01-31",
        region="350100",
    )
    b = _item(
        "d/月报-2023-12.csv",
        "日: datetime; 数; 量: decimal",
        first_day="2023-12-01",
        last_day="2023-12-31",
        region="350200",
    )
    c = _item("e/月报-2024-01.csv", "日: date; 数; 量: integer")
    d = _item("d/月报-2024-01.csv", "日: date; 值: integer")
    listed = [(item.file, item.table, item.found) for item in (a, b, c, d)]
    assert series(listed) == [[0, 1]] and series_name([a.file, b.file]) == "月报"
    assert columns(a.found) == (("日", "date"), ("数; 量", "integer"))
    assert same_columns(a.found, c.found) and not same_columns(a.found, d.found)
    whole = merged([a.found, b.found], "月报")
    assert (whole["rows"], whole["bytes"], whole["size_text"]) == ("4", "1200", "1.1 KB")
    assert whole["coverage"] == "2023-01-01/2023-12-31" and whole["structure"] == "日: datetime; 数; 量: decimal"
    assert (whole["region"], whole["region_name"]) == ("350000", "福建省")
    assert whole["digest"] == merged([b.found, a.found], "月报")["digest"] != a.found["digest"]
    assert "first_day" not in merged([a.found, c.found], "x") and "region" not in merged([a.found, c.found], "x")


def test_braces_that_name_nothing_stay() -> None:
    words = {"stem": "月报", "rows": "3"}
    given = {"a": "{stem}（{rows} 行）{nothing} {", "b": ["{stem}"], "c": 5}
    assert worded(given, words) == {"a": "月报（3 行）{nothing} {", "b": ["月报"], "c": 5}


@pytest.mark.parametrize("ending", [".yaml", ".json", ".csv"])
def test_a_list_comes_back_as_it_was_written(tmp_path: Path, ending: str) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    as_sqlite(folder / "a.db", 1, "甲", "=乙")
    for n in (1, 2):
        KINDS["csv"](folder / f"s{n}.csv", n)
    (folder / "empty.csv").write_bytes(b"")
    listing = Listing(id="abc", lines=lines_of(items(folder), merge=True))
    path = tmp_path / f"list{ending}"
    with path.open("w", encoding="utf-8", newline="") as file:
        write(listing, file, ending)
    assert read(path) == listing and len(resources(listing)) == 4
