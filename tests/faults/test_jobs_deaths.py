"""Workers as processes: two never do one job twice, one that is killed loses it to another, one that is ended hands it
back; and nothing of a data file is left lying about."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from guiju.kit.scan_jobs import Wish, hand_in
from guiju.store import jobs, jobs_run
from guiju.store.database import rows
from guiju.store.jobs import DONE, FAILED, MOST, RUNNING, WAITING, Job, Json
from guiju.store.jobs_run import Held
from guiju.store.office import Office
from tests.walks.little import Little, close, little

pytestmark = pytest.mark.trial
FORK = multiprocessing.get_context("fork")
COMMAND = "import sys; from guiju.faces.cli import main; sys.exit(main(sys.argv[1:]))"
MANY = 60


def one_line(office: Office, held: Held) -> Json:
    """Leaves a line outside of the office for each time that it is done."""
    with (office.path.parent / "done").open("a") as file:
        file.write(f"{held.job.params['number']}\n")
    return {"by": os.getpid()}


def test_two_workers_never_do_the_same_job(tmp_path: Path) -> None:
    at = little(tmp_path)
    made = [jobs.ask(at.anna, "toy", {"number": number})[0] for number in range(MANY)]
    close()
    start = FORK.Barrier(2)

    def run() -> None:
        start.wait()
        left = time.monotonic() + 60
        while time.monotonic() < left and rows("SELECT 1 FROM job WHERE state IN ('waiting', 'running')"):
            jobs_run.work(at.office, {"toy": one_line})
        close()

    children = [FORK.Process(target=run) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join(120)
        assert child.exitcode == 0
    assert sorted(map(int, (tmp_path / "done").read_text().split())) == list(range(MANY))
    results = [jobs.result(job.id, at.anna) for job in made]
    assert len({one["by"] for one in results if one}) == 2 and None not in results


@pytest.fixture
def at(tmp_path: Path) -> Little:
    return little(tmp_path)


def large(at: Little) -> Job:
    """A scan that takes some seconds."""
    lines = (f"{n},138{n:08},{n * 7 % 1000},文字{n}\n".encode() for n in range(400_000))
    job, _ = hand_in(at.office, at.anna, (b"id,phone,n,note\n", b"".join(lines)), "large.csv", Wish(quality=True))
    return job


def worker(at: Little, *words: str) -> subprocess.Popen[bytes]:
    close()
    env = {**os.environ, "GUIJU_HOME": str(at.office.path), "TMPDIR": str(spare(at))}
    command = [sys.executable, "-c", COMMAND, "worker", *words]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def spare(at: Little) -> Path:
    folder = at.office.path.parent / "spare"
    folder.mkdir(exist_ok=True)
    return folder


def until(at: Little, job: Job, state: str, seconds: float = 90) -> Job:
    left = time.monotonic() + seconds
    while time.monotonic() < left:
        found = jobs.find(job.id, at.anna)
        assert found is not None
        if found.state == state:
            return found
        time.sleep(0.05)
    raise AssertionError(f"never {state}: {found}")


def at_work(at: Little, job: Job, attempt: int = 1) -> Path:
    """Where its worker keeps what is half done, once there is something of the file in it."""
    while (found := until(at, job, RUNNING)).attempts < attempt:
        time.sleep(0.02)
    folder = at.office.path / jobs_run.FOLDER / str(found.worker)
    while not list(folder.glob("*/*")):
        time.sleep(0.02)
    return folder


def overdue(job: Job) -> None:
    past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat(timespec="microseconds")
    assert rows("UPDATE job SET lease = %s WHERE id = %s AND state = 'running' RETURNING id", (past, job.id))


def nothing_left(at: Little) -> None:
    assert list((at.office.path / jobs_run.FOLDER).iterdir()) == [] and list(spare(at).iterdir()) == []


def test_killed_at_work_it_is_done_by_the_next(at: Little) -> None:
    job = large(at)
    first = worker(at)
    folder = at_work(at, job)
    first.kill()
    first.communicate()
    assert folder.exists() and until(at, job, RUNNING).attempts == 1
    idle = worker(at, "--once")
    idle.communicate(timeout=120)
    assert until(at, job, RUNNING).attempts == 1, "its lease has not run out yet"
    overdue(job)
    second = worker(at, "--once")
    out, err = second.communicate(timeout=120)
    assert second.returncode == 0, (out, err)
    found = until(at, job, DONE)
    report = jobs.result(job.id, at.anna)
    assert found.attempts == 2 and report is not None and report["rows"] == 400_000
    nothing_left(at)


def test_what_kills_every_worker_fails_with_a_reason(at: Little) -> None:
    job = large(at)
    for attempt in range(MOST):
        one = worker(at)
        at_work(at, job, attempt + 1)
        one.kill()
        one.communicate()
        overdue(job)
    worker(at, "--once").communicate(timeout=120)
    found = until(at, job, FAILED)
    assert found.error is not None and found.error["kind"] == "lost"
    nothing_left(at)


def test_ended_at_work_it_hands_the_job_back(at: Little) -> None:
    job = large(at)
    one = worker(at)
    at_work(at, job)
    one.send_signal(signal.SIGTERM)
    out, err = one.communicate(timeout=60)
    assert one.returncode == 0, (out, err)
    assert until(at, job, WAITING).attempts == 0
    nothing_left(at)


def test_cancelled_at_work_it_stops_within_seconds(at: Little) -> None:
    job = large(at)
    one = worker(at)
    folder = at_work(at, job)
    seen = until(at, job, RUNNING)
    assert jobs.cancel(job.id, at.anna) is not None
    left = time.monotonic() + 20
    while folder.exists():
        assert time.monotonic() < left, "it goes on although nobody wants it"
        time.sleep(0.05)
    after, _ = hand_in(at.office, at.anna, (b"a\n1\n",), "small.csv", Wish())
    assert until(at, after, DONE).attempts == 1 and seen.attempts == 1
    one.send_signal(signal.SIGINT)
    one.communicate(timeout=60)
    assert one.returncode == 0 and jobs.result(job.id, at.anna) is None
    nothing_left(at)


def test_progress_is_seen_from_outside(at: Little) -> None:
    job = large(at)
    one = worker(at)
    phases: list[str] = []
    while (found := jobs.find(job.id, at.anna)) is not None and not found.over:
        if found.progress and found.progress["phase"] not in phases:
            phases.append(found.progress["phase"])
            assert 0 <= found.progress["share"] <= 1
        time.sleep(0.05)
    one.send_signal(signal.SIGTERM)
    one.communicate(timeout=60)
    assert found is not None and found.state == DONE and len(phases) >= 2
