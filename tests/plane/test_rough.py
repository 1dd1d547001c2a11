"""Bad input of all kinds: a clear word or what could be read, in bounded memory; nothing run, asked or left behind."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import duckdb
import pytest

from guiju.plane import ScanError, scan
from guiju.plane.intake import Detect, Judge
from guiju.plane.profile import engine
from guiju.plane.source import examine
from guiju.plane.table import layout, tidy_names
from tests.plane.rough import HEAVY, Rough, light

NOWHERE = "http://example.invalid"
MEGABYTES = {".xlsx": 3200}  # what reads workbooks is a process of its own, with a limit of its own


@pytest.fixture
def spare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary files go; none may be left."""
    folder = tmp_path / "spare"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def judged(one: Rough, kind: str | None, rows: int | None) -> None:
    """What was told is what may be told."""
    assert (kind in one.kinds) if kind is not None else (one.rows is not None and rows == one.rows), (kind, rows)


@pytest.mark.parametrize("one", light(NOWHERE), ids=lambda one: one.id)
def test_small_bad_input(one: Rough, tmp_path: Path, spare: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    path = one.at(folder)
    before = path.read_bytes()
    try:
        found = scan(path, detect=Detect())
        judged(one, None, found.rows)
        assert found.name.isprintable() and all(column.name.isprintable() for column in found.columns)
    except ScanError as error:
        judged(one, error.kind, None)
        assert error.remedy.zh not in error.text.zh and error.remedy.zh and error.remedy.en
    assert [*folder.iterdir()] == [path] and path.read_bytes() == before


class Trap(BaseHTTPRequestHandler):
    """Whoever comes is written down."""

    came: list[str]

    def log_message(self, format: str, *arguments: object) -> None:
        """Silent."""

    def handle(self) -> None:
        self.came.append("somebody")


# What the system counts for a child begins with its parent's memory, so the child looks itself up.
_CHILD = """
import sys
from guiju.faces.cli import main
try:
    code = main(sys.argv[2:])
finally:
    open(sys.argv[1], "w").write(open("/proc/self/status").read())
sys.exit(code)
"""


@contextmanager
def trap() -> Iterator[tuple[str, list[str]]]:
    came: list[str] = []
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (Trap,), {"came": came})) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", came
        server.shutdown()


def alone(path: str | Path, spare: Path, far: str = NOWHERE) -> tuple[Any, int]:
    """A process of its own that scans; what it printed, and the most memory it took, in megabytes."""
    named = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "AWS_ENDPOINT_URL")
    command = [sys.executable, "-c", _CHILD, str(spare.parent / "status"), "scan", str(path), "--json"]
    places = os.pathsep.join(path for path in sys.path if path)
    env = {**os.environ, **dict.fromkeys(named, far), "TMPDIR": str(spare), "PYTHONPATH": places}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        printed = child.stdout.read()
    assert child.returncode in (0, 1), child.returncode
    told = re.search(r"VmHWM:\s+(\d+) kB", (spare.parent / "status").read_text("utf-8"))
    assert told is not None
    return json.loads(printed), int(told[1]) >> 10


def test_all_of_them_in_a_folder(tmp_path: Path, spare: Path) -> None:
    """An address in a file is text: nobody is asked, whatever reads the file. What is bad keeps nothing else back."""
    with trap() as (far, came):
        lot = {f"{number:02}": one for number, one in enumerate(light(far))}
        for place, one in lot.items():
            (tmp_path / "in" / place).mkdir(parents=True)
            one.at(tmp_path / "in" / place)
        told, most = alone(tmp_path / "in", spare, far)
        refused, _ = alone(f"{far}/a.csv", spare, far)
    assert came == [] and refused["refused"]["kind"] == "scan.not_found"
    assert most < 500
    unread = {one["file"][:2]: one["kind"] for one in told["unread"]}
    rows: dict[str, int] = {}
    for table in told["tables"]:
        rows.setdefault(table["file"][:2], table["rows"])
    assert unread.keys() | rows.keys() == lot.keys()
    for place, one in lot.items():
        judged(one, unread.get(place), rows.get(place))


@pytest.mark.trial
@pytest.mark.parametrize("one", HEAVY, ids=lambda one: one.id)
def test_large_bad_input(one: Rough, tmp_path: Path, spare: Path) -> None:
    told, most = alone(one.at(tmp_path), spare)
    refused = told.get("refused")
    judged(one, refused["kind"].removeprefix("scan.") if refused else None, told.get("rows"))
    assert most < MEGABYTES.get(Path(one.name).suffix, 1000)


def test_the_engine_opens_what_it_is_given(tmp_path: Path) -> None:
    """No address, no other file, no extension, and nothing can change that."""
    given, other, folder = tmp_path / "given.csv", tmp_path / "other.csv", tmp_path / "spare"
    folder.mkdir()
    for path in (given, other):
        path.write_text("a\n1\n", "utf-8")
    with trap() as (far, came), engine(folder, "Asia/Shanghai", given) as connection:
        assert connection.execute(f"SELECT count(*) FROM read_csv('{given}')").fetchone() == (1,)
        for refused in (
            f"SELECT * FROM read_csv('{other}')", f"SELECT * FROM read_csv('{folder}/../other.csv')",
            f"SELECT * FROM read_csv('{far}/a.csv')", "SELECT * FROM read_parquet('s3://bucket/key.parquet')",
            "INSTALL httpfs", "LOAD httpfs", f"ATTACH '{tmp_path}/new.db'", f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
            "SET enable_external_access = true", f"SET allowed_directories = ['{tmp_path}']",
        ):  # fmt: skip
            with pytest.raises(duckdb.Error):
                connection.execute(refused).fetchall()
    assert came == [] and not (tmp_path / "new.db").exists() and not (tmp_path / "out.csv").exists()


def test_many_equal_names_take_no_longer() -> None:
    """Each gets a number, and the search for a free one does not begin anew."""
    names, told = tidy_names(["a"] * 16_000 + ["a_5"] * 4000)
    assert len(set(names)) == len(names) == 20_000 and len(told) >= 19_000


def test_a_wide_table_is_told_as_a_narrow_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut into parts or whole: the same columns, in the file's order."""
    names = [f"n{number}" for number in range(150)]
    values = ("{}", "{}.5", "2024-01-0{}", "甲{}", "1380013800{}", "11010{}", "", "{} ", "福建省福州市{}号", "是")
    rows = [",".join(values[place % 10].format(1 + (row + place) % 9) for place in range(150)) for row in range(60)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(("", ",".join(names), *rows, "")), "utf-8")
    whole = scan(path, detect=Detect(), judge=Judge())
    monkeypatch.setattr("guiju.plane.load.MANY", 100)
    monkeypatch.setattr("guiju.plane.load.PART", 64)
    monkeypatch.setattr("guiju.plane.wide.PART", 64)
    assert scan(path, detect=Detect(), judge=Judge()) == whole
    monkeypatch.setattr("guiju.plane.profile._WIDE", 10_000)
    monkeypatch.setattr("guiju.plane.profile._FEW", 10_000)
    assert scan(path, detect=Detect(), judge=Judge()) == whole


def test_a_table_of_one_line_has_too_many_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join("1" * 20_001) + "\n", "utf-8")
    with pytest.raises(ScanError) as caught:
        scan(path)
    assert caught.value.kind == "wide"
    path.write_text(",".join(f"{'n' * 50}{number}" for number in range(20_000)) + "\n", "utf-8")
    assert len(layout(examine(path)).names) == 20_000
