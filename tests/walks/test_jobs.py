"""The table of jobs: each is done by one, kept once, taken up again when its worker died, and gone after a while."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from guiju.plane.watch import Cancelled
from guiju.store import accounts, drafts, jobs, jobs_run, uploads
from guiju.store.database import rows
from guiju.store.jobs import CANCELLED, DONE, FAILED, KEPT, MOST, RUNNING, WAITING, Job, Json
from guiju.store.jobs_run import Failure, Held
from guiju.store.office import Office
from guiju.store.tracing import where
from tests.walks.little import Little, close, little, reopened


@pytest.fixture
def at(tmp_path: Path) -> Little:
    return little(tmp_path)


def asked(at: Little, **params: object) -> Job:
    return jobs.ask(at.anna, "toy", params)[0]


def state(at: Little, job: Job) -> Job:
    found = jobs.find(job.id, at.anna)
    assert found is not None
    return found


def overdue(job: Job) -> None:
    """As if its worker had been silent for longer than a lease lasts."""
    past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat(timespec="microseconds")
    assert rows("UPDATE job SET lease = %s WHERE id = %s AND state = 'running' RETURNING id", (past, job.id))


def aged(job: Job, more: timedelta = timedelta(minutes=1)) -> None:
    """As if it had ended so long ago."""
    past = (datetime.now(UTC) - KEPT - more).isoformat(timespec="microseconds")
    rows("UPDATE job SET ended = %s WHERE id = %s", (past, job.id))


def work(at: Little, do: Callable[[Office, Held], Json], ended: threading.Event = jobs_run.NEVER) -> bool:
    return jobs_run.work(at.office, {"toy": do}, ended)


def test_jobs_are_done_in_their_order_and_results_are_kept(at: Little) -> None:
    made = [asked(at, number=number) for number in range(3)]
    done: list[object] = []

    def do(office: Office, held: Held) -> Json:
        done.append(held.job.params["number"])
        assert held.folder.is_dir() and state(at, held.job).state == RUNNING
        return {"twice": int(str(held.job.params["number"])) * 2}

    while work(at, do):
        pass
    assert done == [0, 1, 2]
    assert [jobs.result(job.id, at.anna) for job in made] == [{"twice": 0}, {"twice": 2}, {"twice": 4}]
    last = state(at, made[-1])
    assert last.state == DONE and last.attempts == 1 and last.worker is None
    assert last.ended is not None and last.kept_until == last.ended + KEPT
    assert list((at.office.path / jobs_run.FOLDER).iterdir()) == []


def test_a_job_of_an_unknown_kind_is_left_for_who_knows_it(at: Little) -> None:
    job = asked(at)
    assert not jobs_run.work(at.office, {"other": lambda *_: {}}) and state(at, job).state == WAITING


def test_jobs_survive_a_restart(at: Little, tmp_path: Path) -> None:
    job = asked(at, number=1)
    close()
    again = reopened(tmp_path)
    assert work(again, lambda *_: {"done": True})
    assert jobs.result(job.id, again.anna) == {"done": True}


def test_whose_worker_died_is_taken_up_by_another_and_ended_once(at: Little) -> None:
    asked(at)
    first = jobs.claim("first", ["toy"])
    assert first is not None and jobs.claim("second", ["toy"]) is None
    overdue(first)
    second = jobs.claim("second", ["toy"])
    assert second is not None and (second.id, second.attempts) == (first.id, 2)
    assert not jobs.renew(first, None) and not jobs.finish(first, {"by": "first"})
    assert not jobs.fail(first, {}) and not jobs.hand_back(first)
    assert jobs.renew(second, {"phase": "read"}) and state(at, second).progress == {"phase": "read"}
    assert jobs.finish(second, {"by": "second"}) and not jobs.finish(second, {"by": "second again"})
    assert jobs.result(first.id, at.anna) == {"by": "second"}


def test_what_ends_every_worker_is_given_up(at: Little) -> None:
    job = asked(at)
    for number in range(MOST):
        taken = jobs.claim(str(number), ["toy"])
        assert taken is not None and taken.attempts == number + 1
        overdue(taken)
    assert not work(at, lambda *_: {})
    found = state(at, job)
    assert found.state == FAILED and found.error is not None and found.error["kind"] == "lost"


def test_a_worker_that_ends_hands_its_job_back(at: Little) -> None:
    job, ended = asked(at), threading.Event()

    def stopped(office: Office, held: Held) -> Json:
        ended.set()
        assert held.stopped()
        raise Cancelled

    assert work(at, stopped, ended)
    found = state(at, job)
    assert (found.state, found.attempts, found.worker) == (WAITING, 0, None)


def test_a_job_that_is_cancelled_stops_and_leaves_nothing(at: Little, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_run, "BEAT", 0.01)
    waits, runs = asked(at), asked(at)
    gone = jobs.cancel(waits.id, at.anna)
    assert gone is not None and gone.state == CANCELLED

    def do(office: Office, held: Held) -> Json:
        jobs.cancel(held.job.id, at.anna)
        while not held.stopped():
            pass
        raise Cancelled

    assert work(at, do) and not work(at, do)
    assert state(at, runs).state == CANCELLED and jobs.result(runs.id, at.anna) is None
    assert jobs.cancel(runs.id, at.anna) == state(at, runs)
    assert list((at.office.path / jobs_run.FOLDER).iterdir()) == []


def test_what_comes_after_it_was_cancelled_is_not_kept(at: Little) -> None:
    job = asked(at)

    def deaf(office: Office, held: Held) -> Json:
        jobs.cancel(held.job.id, at.anna)
        return {"too": "late"}

    assert work(at, deaf)
    assert state(at, job).state == CANCELLED and jobs.result(job.id, at.anna) is None


def test_failures_are_told_and_defects_only_by_their_kind(at: Little, caplog: pytest.LogCaptureFixture) -> None:
    told = {"kind": "bad", "text": {"zh": "坏", "en": "bad"}, "remedy": None}
    failed, broken = asked(at), asked(at)

    def fail(office: Office, held: Held) -> Json:
        raise Failure(told)

    def stumble(office: Office, held: Held) -> Json:
        raise ValueError("13800138000")

    assert work(at, fail) and work(at, stumble)
    assert state(at, failed).error == told
    found = state(at, broken)
    assert found.state == FAILED and found.error is not None and found.error["kind"] == "defect"
    assert "13800138000" not in str(found.error) + caplog.text and "ValueError" in caplog.text


def test_only_ones_own_organisation_sees_a_job(at: Little) -> None:
    ours = jobs.ask(at.chen, "toy", {})[0]
    alone = jobs.ask(at.eve, "toy", {})[0]
    assert jobs.find(ours.id, at.dora) is not None, "a colleague"
    for stranger in (at.anna, at.eve):
        assert jobs.find(ours.id, stranger) is None and jobs.cancel(ours.id, stranger) is None
        assert jobs.result(ours.id, stranger) is None and ours not in jobs.mine(stranger)[0]
    assert jobs.find(alone.id, at.eve) is not None and jobs.find(alone.id, at.anna) is None
    assert [job.id for job in jobs.mine(at.dora)[0]] == [ours.id]


def test_a_result_is_amended_by_who_saw_it_as_it_stands(at: Little) -> None:
    asked(at, facts={"地区": "示例", "share": 0.1, "days": [date(2025, 1, 1)], "sum": Decimal("3.10")})
    waits = jobs.mine(at.anna)[0][0]
    assert not jobs.amend(waits, at.anna, {}, {}), "there is nothing yet to amend"

    def graded(office: Office, held: Held) -> Json:
        held.brief = {"grade": 1}
        return {"grade": 1, "more": 1}

    assert work(at, graded)
    seen = state(at, waits)
    assert seen.brief == {"grade": 1}
    assert not jobs.amend(seen, at.bert, {}, {}), "a stranger's"
    assert jobs.amend(seen, at.anna, {"facts": {"by": "first"}}, {"grade": 2}, {"grade": 2})
    assert not jobs.amend(seen, at.anna, {"facts": {"by": "second"}}, {"grade": 3})
    after = state(at, waits)
    assert after.params == {"facts": {"by": "first"}} and after.brief == {"grade": 2}
    assert jobs.result(waits.id, at.anna) == {"grade": 2}
    assert jobs.amend(after, at.anna, {"facts": {"by": "second"}}, {"grade": 3})
    assert jobs.result(waits.id, at.anna) == {"grade": 3}


def test_a_list_of_jobs_goes_on_to_its_end(at: Little) -> None:
    made = [asked(at).id for _ in range(5)]
    first, after = jobs.mine(at.anna, limit=3)
    rest, end = jobs.mine(at.anna, after=after, limit=3)
    assert [job.id for job in (*first, *rest)] == sorted(made, reverse=True) and end is None


def test_a_key_is_one_job(at: Little) -> None:
    first, fresh = jobs.ask(at.anna, "toy", {"n": 1}, key="k", about="a")
    assert jobs.ask(at.anna, "toy", {"n": 1}, key="k", about="a") == (first, False) and fresh
    for params, about in (({"n": 2}, "a"), ({"n": 1}, "b")):
        with pytest.raises(jobs.KeyReusedError):
            jobs.ask(at.anna, "toy", params, key="k", about=about)
    assert jobs.ask(at.bert, "toy", {"n": 1}, key="k", about="a")[1], "a key is one's own"


def test_of_one_organisation_only_so_many_wait(at: Little) -> None:
    """Those that are over do not count, nor others' or other kinds; a key that was sent before is no new one."""
    first = jobs.ask(at.chen, "toy", {}, key="k", most=2)[0]
    jobs.ask(at.dora, "toy", {}, most=2)
    for colleague in (at.chen, at.dora):
        with pytest.raises(jobs.CrowdedError):
            jobs.ask(colleague, "toy", {}, key="other", most=2)
    assert jobs.ask(at.chen, "toy", {}, key="k", most=2) == (first, False)
    for other in (at.anna, at.bert, at.eve):
        assert jobs.ask(other, "toy", {}, most=1)[1]
    assert jobs.ask(at.chen, "other", {}, most=1)[1] and jobs.ask(at.chen, "toy", {})[1]
    jobs.cancel(first.id, at.chen)
    with pytest.raises(jobs.CrowdedError):
        jobs.ask(at.chen, "toy", {}, most=2)
    while work(at, lambda *_: {}):
        pass
    assert jobs.ask(at.chen, "toy", {}, most=2)[1]


def handed_in(at: Little, name: str = "表.csv", scan: str = "") -> str:
    path = at.office.path / uploads.FOLDER / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"a\n1\n")
    upload = uploads.Upload(name=name, kind="CSV", size=4, sha256="a" * 64, path=f"{uploads.FOLDER}/{name}", scan=scan)
    return uploads.add(at.anna, upload)


def test_what_was_kept_long_enough_goes_with_its_file(at: Little) -> None:
    old, drafted, shared, fresh = (handed_in(at, f"{name}.csv") for name in ("old", "drafted", "shared", "fresh"))
    made = {name: jobs.ask(at.anna, "toy", {}, upload=name)[0] for name in (old, drafted, shared, fresh)}
    younger = jobs.ask(at.anna, "toy", {}, upload=shared)[0]
    owner = drafts.Owner(user=at.anna.user, party=at.anna.party or "")
    words = {"place": "XX", "rulebook": "XX/permit", "procedure": "permit"}
    drafts.begin(owner, **words, answers={}, found={}, upload=drafted)
    while work(at, lambda *_: {}):
        pass
    for name in (old, drafted, shared):
        aged(made[name])
    aged(made[fresh], -timedelta(hours=1))
    jobs_run.clean(at.office)
    assert {job.id for job in jobs.mine(at.anna)[0]} == {made[fresh].id, younger.id}
    left = {path.name for path in (at.office.path / uploads.FOLDER).iterdir()}
    assert left == {"drafted.csv", "shared.csv", "fresh.csv"}
    assert uploads.find(old, at.anna) is None and uploads.find(drafted, at.anna) is not None


def test_what_a_dead_worker_left_lying_is_cleared_away(at: Little) -> None:
    asked(at)
    alive = jobs.claim("alive", ["toy"])
    assert alive is not None
    for name in ("alive", "dead"):
        (at.office.path / jobs_run.FOLDER / name).mkdir(parents=True)
        (at.office.path / jobs_run.FOLDER / name / "table").write_bytes(b"13800138000")
    jobs_run.clean(at.office)
    assert [path.name for path in (at.office.path / jobs_run.FOLDER).iterdir()] == ["alive"]


def test_what_is_erased_takes_its_jobs_along(at: Little) -> None:
    upload = handed_in(at, "其人.csv", scan="{}")
    jobs.ask(at.anna, "toy", {"about": "示例某人"}, upload=upload)
    assert [place.number for place in where(at.office, at.chen, "示例某人")] == [upload]
    gone = accounts.delete_drafts((), (upload,))
    assert gone.marks == [f"upload/{upload}"] and jobs.mine(at.anna)[0] == []
    jobs.ask(at.anna, "toy", {}, upload=handed_in(at))
    jobs.ask(at.bert, "toy", {})
    accounts.retire("anna", "erased-1", at.office.today())
    assert rows("SELECT count(*) FROM job") == [(1,)] and rows("SELECT count(*) FROM upload") == [(0,)]
