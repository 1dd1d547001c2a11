"""A scan that is watched: it says how far it is, and stops when it should, in every phase, with nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from guiju.plane import scan
from guiju.plane.intake import Detect, Judge
from guiju.plane.watch import DETECT, PHASES, PROFILE, QUALITY, READ, Cancelled, Progress

ROWS = 5000
COMMAND = "import sys; from guiju.faces.cli import main; sys.exit(main(sys.argv[1:]))"


class Seen:
    """Keeps what it is told; stops as soon as `until` has come."""

    def __init__(self, until: Callable[[Progress], bool] = lambda _: False) -> None:
        self.until = until
        self.all: list[Progress] = []
        self.wanted = threading.Event()

    def told(self, progress: Progress) -> None:
        self.all.append(progress)
        if self.until(progress):
            self.wanted.set()

    def stopped(self) -> bool:
        return self.wanted.is_set()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "table.csv"
    lines = [f"{n},138{n:08},示例{n}" for n in range(ROWS)]
    file.write_text("\n".join(["id,phone,note", *lines]), "utf-8")
    return file


def test_it_goes_through_its_phases_and_counts_the_rows(table: Path) -> None:
    seen = Seen()
    scan(table, detect=Detect(), judge=Judge(), watch=seen)
    assert list(dict.fromkeys(one.phase for one in seen.all)) == list(PHASES)
    shares = [one.share for one in seen.all]
    assert shares == sorted(shares) and shares[0] == 0 and shares[-1] <= 1
    last = {one.phase: one for one in seen.all}
    assert (last[PROFILE].done, last[PROFILE].of) == (3, 3)
    assert 3 * ROWS <= last[DETECT].done <= last[DETECT].of


def test_watched_or_not_the_report_is_the_same(table: Path) -> None:
    assert scan(table, detect=Detect(), watch=Seen()) == scan(table, detect=Detect())


@pytest.mark.parametrize("phase", [READ, PROFILE, DETECT, QUALITY])
def test_it_stops_in_every_phase_and_leaves_nothing(table: Path, tmp_path: Path, phase: str) -> None:
    spare = tmp_path / "spare"
    spare.mkdir()
    seen = Seen(lambda progress: progress.phase == phase)
    with pytest.raises(Cancelled):
        scan(table, detect=Detect(), judge=Judge(), watch=seen, spare=spare)
    assert list(spare.iterdir()) == [] and seen.all[-1].phase == phase


def test_a_question_that_would_take_for_ever_is_broken_off(tmp_path: Path) -> None:
    import duckdb

    from guiju.plane.watch import Pace

    seen = Seen()
    with duckdb.connect() as connection, Pace(seen).over(connection):
        threading.Timer(0.1, seen.wanted.set).start()
        with pytest.raises(duckdb.InterruptException):
            connection.execute("SELECT count(DISTINCT a.range * b.range) FROM range(1000000) a, range(1000000) b")


def test_a_broken_file_is_told_as_such_while_nobody_stops_it(tmp_path: Path) -> None:
    from guiju.plane import ScanError

    file = tmp_path / "ragged.csv"
    file.write_text("a,b\n1,2\n3\n", "utf-8")
    with pytest.raises(ScanError):
        scan(file, watch=Seen())


def started(table: Path, spare: Path, *words: str) -> subprocess.Popen[bytes]:
    """`guiju scan` in a process of its own, once it has begun to scan."""
    env = {**os.environ, "TMPDIR": str(spare)}
    command = [sys.executable, "-c", COMMAND, "scan", str(table), "--quality", *words]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, env=env, stdout=pipe, stderr=pipe, start_new_session=True)
    while not list(spare.iterdir()):
        assert process.poll() is None, process.communicate()
    return process


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ctrl_c_ends_it_calmly(tmp_path: Path, number: int, code: int) -> None:
    table, spare = tmp_path / "large.csv", tmp_path / "spare"
    spare.mkdir()
    with table.open("w", encoding="utf-8") as file:
        file.write("a,b,c,d\n")
        file.writelines(f"{n},{n * 7},{n % 13},文字{n}\n" for n in range(300_000))
    process = started(table, spare)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.decode()) == (code, b"", "已取消，没有留下任何文件\n")
    assert list(spare.iterdir()) == []


@pytest.mark.parametrize("told", [0, 1])
def test_a_folder_that_is_broken_off_is_told_as_one_json(tmp_path: Path, told: int) -> None:
    """As soon as it has begun, and between two tables: what was looked at stands in it, and that it was cancelled."""
    folder, spare = tmp_path / "data", tmp_path / "spare"
    for one in (folder, spare):
        one.mkdir()
    (folder / "a.csv").write_text("a,b\n1,2\n" * 1000 if not told else "a,b\n1,2\n", "utf-8")
    with (folder / "b.csv").open("w", encoding="utf-8") as file:
        file.write("a,b,c,d\n")
        file.writelines(f"{n},{n * 7},{n % 13},文字{n}\n" for n in range(300_000))
    process = started(folder, spare, "--json")
    assert process.stdout is not None
    out = b""
    while told and b'"a.csv"' not in out:
        out += os.read(process.stdout.fileno(), 1 << 16)
    process.send_signal(signal.SIGINT)
    rest, err = process.communicate(timeout=60)
    report = json.loads(out + rest)
    assert (process.returncode, err) == (130, b"") and report["refused"]["kind"] == "stopped"
    assert list(spare.iterdir()) == []
    if told:
        assert [one["file"] for one in report["tables"]] == ["a.csv"] and report["summary"]["tables"] == 1
        assert report["rows"] == 1 and report["unread"] == []


def test_nothing_is_drawn_into_a_pipe(table: Path) -> None:
    command = [sys.executable, "-c", COMMAND, "scan", str(table), "--json"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stdout.startswith(b"{") and done.stderr == b""
