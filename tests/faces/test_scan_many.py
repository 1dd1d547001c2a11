"""`guiju scan` of folders, patterns, archives and object stores: each table told, each flaw told, nothing followed."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.faces.shop import BUCKET, shop
from tests.faces.stall import Stall

PEOPLE = "姓名,手机号\n" + "".join(f"张{'三四五六'[n % 4]},138{n:08}\n" for n in range(7, 4000, 97))
PLAIN = '{"a": 1, "b": "x"}\n{"a": 2, "b": "y"}\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Data, data in a folder below, and all that may lie about beside them."""
    root = tmp_path / "data"
    (root / "2025").mkdir(parents=True)
    (root / "people.csv").write_text(PEOPLE, "utf-8")
    (root / "2025" / "plain.ndjson").write_text(PLAIN, "utf-8")
    (root / "2025" / "empty.csv").touch()
    (root / ".hidden.csv").write_text(PEOPLE, "utf-8")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text(PEOPLE, "utf-8")
    (root / "2025" / "link.csv").symlink_to(outside / "secret.csv")
    (root / "linked").symlink_to(outside)
    os.mkfifo(root / "pipe.csv")
    return root


def read(told: Any) -> list[tuple[str, int]]:
    return [(table["file"], table["rows"]) for table in told["tables"]]


def unread(told: Any) -> dict[str, str]:
    return {one["file"]: one["kind"] for one in told["unread"]}


def test_a_folder_is_told_table_by_table(stall: Stall, folder: Path) -> None:
    told = stall.json("scan", str(folder))
    assert read(told) == [("people.csv", 42), ("2025/plain.ndjson", 2)]
    assert unread(told) == {
        "2025/empty.csv": "empty", "2025/link.csv": "link", "linked": "link", "pipe.csv": "not_regular",
    }  # fmt: skip
    assert told["rows"] == 44 and told["summary"]["info_types"] == {"person_name": 1, "mobile": 1}
    assert (told["summary"]["files"], told["summary"]["tables"], told["summary"]["unread"]) == (2, 2, 4)
    assert sum(one["tables"] for one in told["summary"]["grades"]) == 2
    assert stall.json("scan", str(folder / "people.csv"))["columns"] == told["tables"][0]["columns"]


@pytest.mark.parametrize(
    ("pattern", "files"),
    [
        ("*.csv", ["people.csv"]),
        ("*/*.ndjson", ["plain.ndjson"]),
        ("**/*[nv]", ["people.csv", "plain.ndjson"]),
        ("20??/plain.*", ["plain.ndjson"]),
        ("**", ["people.csv", "plain.ndjson"]),
    ],
)
def test_a_pattern_is_the_files_that_match(stall: Stall, folder: Path, pattern: str, files: list[str]) -> None:
    told = stall.json("scan", str(folder / pattern))
    assert [Path(file).name for file, _ in read(told)] == files
    assert "secret.csv" not in json.dumps(told)


def test_answers_that_cannot_be_read_end_it_as_one_json(stall: Stall, folder: Path, tmp_path: Path) -> None:
    """Of the second table: the first one is told, and why it ends there."""
    facts = tmp_path / "facts.yaml"
    facts.write_text("tables: {2025/plain.ndjson: {persons: many}}", "utf-8")
    answer = stall("scan", str(folder), "--json", "--facts", str(facts))
    assert answer.code == 2 and read(answer.json) == [("people.csv", 42)] and answer.json["error"]["faults"]
    assert stall("scan", str(folder), "--facts", str(facts)).code == 2


def test_a_pattern_that_nothing_matches(stall: Stall, folder: Path) -> None:
    answer = stall("scan", str(folder / "*.xls"), "--json")
    assert answer.code == 1 and answer.json["refused"]["kind"] == "scan.no_match"
    answer = stall("scan", str(folder / "nowhere" / "*.csv"), "--json")
    assert answer.code == 1 and answer.json["refused"]["kind"] == "scan.no_match"


def test_a_file_that_is_called_like_a_pattern(stall: Stall, tmp_path: Path) -> None:
    (tmp_path / "a[1]*.csv").write_text("a\n1\n", "utf-8")
    (tmp_path / "a1x.csv").write_text("a\n1\n2\n", "utf-8")
    assert stall.json("scan", str(tmp_path / "a[1]*.csv"))["rows"] == 1


def test_all_sheets_and_what_is_packed(stall: Stall, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title in ("一", "二"):
        book.create_sheet(title).append([title])
        book[title].append([1])
    book.save(tmp_path / "book.xlsx")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(tmp_path / "book.xlsx", "in/book.xlsx")
        archive.writestr("../out.csv", PEOPLE)
    (tmp_path / "book.xlsx").unlink()
    told = stall.json("scan", str(tmp_path / "all.zip"))
    assert [(table["file"], table["table"]) for table in told["tables"]] == [
        ("in/book.xlsx", "一"),
        ("in/book.xlsx", "二"),
    ]
    assert unread(told) == {"out.csv": "outside"}


def test_nothing_to_read_is_a_no(stall: Stall, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "a.csv").touch()
    answer = stall("scan", str(tmp_path / "empty"))
    assert answer.code == 1 and "a.csv" in answer.out and "0 tables" in answer.out
    answer = stall("scan", str(tmp_path), "--table", "x", "--json")
    assert answer.code == 2 and answer.json["error"]["kind"] == "one_file"


def test_for_people_each_table_has_a_line(stall: Stall, folder: Path) -> None:
    said = stall("scan", str(folder)).out
    assert "people.csv  CSV  42 rows, 2 columns" in said and "mobile number 1" in said
    assert "2 files, 2 tables, 44 rows; 4 not read" in said and "link to another place" in said


def test_an_object_store_is_asked_when_it_is_named(
    stall: Stall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spare = tmp_path / "spare"
    spare.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spare))
    for name, value in {
        "ACCESS_KEY_ID": "example",
        "SECRET_ACCESS_KEY": "example",
        "EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    objects = {"in/people.csv": PEOPLE.encode(), "in/2025/plain.ndjson": PLAIN.encode(), "in/2025/empty.csv": b""}
    with shop(objects) as options:
        told = stall.json("scan", f"s3://{BUCKET}/in{options}")
        assert read(told) == [("2025/plain.ndjson", 2), ("people.csv", 42)] and unread(told) == {
            "2025/empty.csv": "empty"
        }
        assert read(stall.json("scan", f"s3://{BUCKET}/in/*.csv{options}")) == [("people.csv", 42)]
        assert read(stall.json("scan", f"s3://{BUCKET}/in/people.csv{options}")) == [("people.csv", 42)]
        for wrong, kind in {"in/none.csv": "not_found", "in/*.xls": "no_match"}.items():
            answer = stall("scan", f"s3://{BUCKET}/{wrong}{options}", "--json")
            assert answer.json["refused"]["kind"] == f"scan.{kind}"
    answer = stall("scan", f"s3://{BUCKET}/in?nonsense=1", "--json")
    assert answer.json["refused"]["kind"] == "scan.remote"
    assert list(spare.iterdir()) == []
