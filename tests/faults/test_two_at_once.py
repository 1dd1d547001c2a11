"""Two real processes write at the same time: no number twice, one winner, one act for one key."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import TypeVar

import pytest

from guiju.kernel.journal import Receipt
from guiju.kernel.refusals import Reason, Refused
from guiju.store import jobs, jobs_run, queries
from guiju.store.fsck import fsck
from guiju.store.perform import perform
from guiju.wings.registry.demo.cast import credit_code
from tests.walks.little import DAY, FACTS, PERMIT, Little, close, little
from tests.walks.papers import Bench

pytestmark = pytest.mark.trial
FORK = multiprocessing.get_context("fork")
EACH = 40
At, Answer = TypeVar("At"), TypeVar("Answer")


def at_once(at: At, job: Callable[[At, int], list[Answer]], processes: int = 2) -> list[list[Answer]]:
    """What each of several processes was answered when all began together."""
    close()  # a connection must not be carried over a fork
    start = FORK.Barrier(processes)
    answers = FORK.SimpleQueue()

    def run(place: int, start: Barrier) -> None:
        start.wait()
        answers.put((place, job(at, place)))
        close()

    children = [FORK.Process(target=run, args=(place, start)) for place in range(processes)]
    for child in children:
        child.start()
    found = dict(answers.get() for _ in children)
    for child in children:
        child.join(60)
        assert child.exitcode == 0
    return [found[place] for place in range(processes)]


def file_many(at: Little, place: int) -> list[Receipt | Refused]:
    who = at.bert if place else at.anna
    return [perform(at.office, "file", who, opens=PERMIT, facts=FACTS) for _ in range(EACH)]


def accept(at: Little, place: int) -> list[Receipt | Refused]:
    return [perform(at.office, "accept", at.chen, case=f"350000-2025-{n:06}") for n in range(1, 11)]


def file_once(at: Little, place: int) -> list[Receipt | Refused]:
    return [perform(at.office, "file", at.anna, opens=PERMIT, facts=FACTS, key=f"key {n}") for n in range(10)]


def test_no_two_cases_share_a_number(tmp_path: Path) -> None:
    at = little(tmp_path)
    answers = [answer for each in at_once(at, file_many) for answer in each]
    numbers = sorted(answer.number for answer in answers if isinstance(answer, Receipt))
    assert numbers == [f"350000-2025-{n:06}" for n in range(1, 2 * EACH + 1)]
    assert fsck(at.office) == []


def test_of_two_officers_one_wins_and_the_other_is_told(tmp_path: Path) -> None:
    at = little(tmp_path)
    for _ in range(10):
        at.file()
    first, second = at_once(at, accept)
    for one, other in zip(first, second, strict=True):
        won, lost = (one, other) if isinstance(one, Receipt) else (other, one)
        assert isinstance(won, Receipt)
        assert isinstance(lost, Refused)
        assert lost.reason is Reason.WRONG_STATE
        assert "示例登记中心" in lost.text.zh
        assert DAY.isoformat() in lost.text.zh
        assert [row.verb for row in queries.history(won.number)] == ["file", "accept"]
    assert fsck(at.office) == []


def test_one_key_from_two_processes_is_one_act(tmp_path: Path) -> None:
    at = little(tmp_path)
    first, second = at_once(at, file_once)
    assert first == second
    assert len(queries.receipts(at.office)) == 10
    assert fsck(at.office) == []


def test_what_must_be_unique_is_taken_once(tmp_path: Path) -> None:
    """Both ask at the same moment whether it is filed, and neither has filed it yet."""
    at = Bench(tmp_path)
    codes = [credit_code(n) for n in range(1, 13)]

    def list_all(at_: Bench, place: int) -> list[Receipt | Refused]:
        return [at_.opens("XX/papers", "firm", "list", at_.chen, uscc=code) for code in codes]

    for one, other in zip(*at_once(at, list_all), strict=True):
        taken = [answer for answer in (one, other) if isinstance(answer, Receipt)]
        refused = [answer for answer in (one, other) if isinstance(answer, Refused)]
        assert [answer.reason for answer in refused] == [Reason.DUPLICATE]
        assert [fault.case for answer in refused for fault in answer.faults] == [taken[0].number]
    assert fsck(at.office) == []


def test_what_is_needed_does_not_go_while_it_is_looked_at(tmp_path: Path) -> None:
    """One bars the firm while the other files on its report: whatever was filed, was filed before."""
    at = Bench(tmp_path)
    report, firm = at.report(), at.firm()

    def one_of_both(at_: Bench, place: int) -> list[Receipt | Refused]:
        return [perform(at_.office, "bar", at_.chen, case=firm)] if place else [at_.file(report) for _ in range(20)]

    filed, (barred,) = at_once(at, one_of_both)
    assert isinstance(barred, Receipt)
    order = [receipt.verb for receipt in queries.receipts(at.office)]
    assert "file" not in order[order.index("bar") :]
    assert [type(answer) for answer in filed] == sorted(
        (type(answer) for answer in filed), key=lambda kind: kind is Refused
    )
    assert fsck(at.office) == []


def test_a_report_that_two_amend_says_what_the_one_said_who_was_told_so(tmp_path: Path) -> None:
    at = little(tmp_path)
    for _ in range(EACH):
        jobs.ask(at.anna, "toy", {})
    while jobs_run.work(at.office, {"toy": lambda *_: {}}):
        pass
    seen = jobs.mine(at.anna)[0]

    def amend(at_: Little, place: int) -> list[bool]:
        at_.office.bind()
        return [jobs.amend(job, at_.anna, {"by": place}, {"by": place}) for job in seen]

    won = list(zip(*at_once(at, amend), strict=True))
    assert len(won) == EACH and all(sorted(pair) == [False, True] for pair in won)
    at.office.bind()
    assert [jobs.result(job.id, at.anna) for job in seen] == [{"by": pair.index(True)} for pair in won]
