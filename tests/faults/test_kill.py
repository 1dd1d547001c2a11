"""A hundred and more seeded `kill -9` inside `perform`: what was acknowledged is there, and nothing is half there.

Each child is forked from a warm parent, performs acts, and writes every receipt it was given to a file outside the
office, synced. At a chosen statement boundary of a chosen act it kills itself. The parent then opens the office again.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from guiju.kernel.journal import Receipt
from guiju.store import codec, queries
from guiju.store.database import rows
from guiju.store.fsck import fsck
from guiju.store.perform import perform
from tests.walks.little import FACTS, PERMIT, Little, close, little

pytestmark = pytest.mark.trial
FORK = multiprocessing.get_context("fork")
SEED = 20250603
AT_EACH_BOUNDARY = 6
BEFORE_COMMIT, AFTER_COMMIT = "before COMMIT", "after COMMIT"
AFTER_TIMES = 24
Boundary = int | str  # before the n-th statement of an act, or at its commit


@dataclass(frozen=True, slots=True)
class Plan:
    """Die in the `nth` act of the child, at this boundary."""

    boundary: Boundary
    nth: int
    name: str


class Death:
    """Counts the statements of the act that is to be the last."""

    def __init__(self, boundary: Boundary) -> None:
        self.boundary = boundary
        self.seen = 0

    def __enter__(self) -> None:
        connection.ensure_connection()
        connection.execute_wrappers.append(self.count)
        if isinstance(self.boundary, str):
            wrapper: Any = connections["default"]
            commit = wrapper._commit

            def last_commit() -> None:
                self.die(BEFORE_COMMIT)
                commit()
                self.die(AFTER_COMMIT)

            wrapper._commit = last_commit

    def __exit__(self, *gone: object) -> None:
        raise AssertionError(f"nobody died at {self.boundary}: the act has only {self.seen} statements")

    def count(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.die(self.seen)
        self.seen += 1
        return execute(sql, params, many, context)

    def die(self, boundary: Boundary) -> None:
        if boundary == self.boundary:
            os.kill(os.getpid(), signal.SIGKILL)


def acts(at: Little, name: str) -> list[Callable[[], Receipt]]:
    """Three acts on one case; the first two change and open, the last assigns a code. Each under its own key."""
    numbers: list[str] = []

    def file() -> Receipt:
        done = at.file(key=f"{name} file")
        numbers.append(done.number)
        return done

    return [
        file,
        lambda: at.do("accept", at.chen, numbers[0], key=f"{name} accept"),
        lambda: at.do("grant", at.dora, numbers[0], key=f"{name} grant"),
    ]


def live_and_die(at: Little, plan: Plan, acknowledged: Path) -> None:
    """The child: act, acknowledge, act, die."""
    with acknowledged.open("a", encoding="utf-8") as outside:
        for place, act in enumerate(acts(at, plan.name)):
            if place == plan.nth:
                with Death(plan.boundary):
                    act()
            outside.write(act().leaf().decode() + "\n")
            outside.flush()
            os.fsync(outside.fileno())


def kill(at: Little, plan: Plan, acknowledged: Path) -> None:
    close()
    child = FORK.Process(target=live_and_die, args=(at, plan, acknowledged))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL, (plan, child.exitcode)


def statements(act: Callable[[], Receipt]) -> int:
    """How many statements an act has, BEGIN among them."""
    seen: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    return len(seen)


def plans(counts: list[int]) -> list[Plan]:
    """Every statement boundary of some act six times, the commit's two sides most; in an order given by the seed."""
    chance = random.Random(SEED)
    where: list[Boundary] = [*range(max(counts))] * AT_EACH_BOUNDARY
    where += [BEFORE_COMMIT] * AT_EACH_BOUNDARY + [AFTER_COMMIT] * AFTER_TIMES
    where += list(range(min(counts))) * 3
    chance.shuffle(where)
    made = []
    for number, boundary in enumerate(where):
        fit = [nth for nth, count in enumerate(counts) if isinstance(boundary, str) or boundary < count]
        made.append(Plan(boundary, chance.choice(fit), f"plan {number}"))
    return made


def test_no_kill_loses_or_halves_an_act(tmp_path: Path) -> None:
    at = little(tmp_path)
    at.file()  # the first act of all also writes what it stands on; it has a test of its own
    todo = plans([statements(act) for act in acts(at, "measured")])
    assert len(todo) >= 100
    acknowledged = tmp_path / "acknowledged"
    for plan in todo:
        kill(at, plan, acknowledged)
        verb = ("file", "accept", "grant")[plan.nth]
        kept = rows("SELECT receipt FROM act WHERE request_key = %s", (f"{plan.name} {verb}",))
        assert len(kept) == (plan.boundary == AFTER_COMMIT), plan
        if plan.boundary == AFTER_COMMIT:
            again = resend(at, plan, verb)
            assert again == codec.receipt_from(str(kept[0][0])), plan
    told = [json.loads(line)["act"] for line in acknowledged.read_text("utf-8").splitlines()]
    kept_acts = {receipt.act for receipt in queries.receipts(at.office)}
    assert set(told) <= kept_acts
    assert len(told) == sum(plan.nth for plan in todo)
    assert len(kept_acts) == 4 + len(told) + AFTER_TIMES
    assert fsck(at.office) == []
    assert rows("PRAGMA integrity_check") == [("ok",)]


def test_a_kill_in_the_very_first_act_leaves_a_new_office(tmp_path: Path) -> None:
    """The first act pins the rulebook and the calendar too: they are written with it, or not at all."""
    count = statements(acts(little(tmp_path / "measured"), "first")[0])
    for boundary in range(count):
        at = little(tmp_path / str(boundary))
        kill(at, Plan(boundary, 0, "first"), tmp_path / "acknowledged")
        assert rows("SELECT count(*) FROM tree") == [(0,)]
        assert at.file(key="first file").number == "350000-2025-000001"
        assert fsck(at.office) == []


def resend(at: Little, plan: Plan, verb: str) -> Receipt:
    """The client heard nothing and asks again under the same key."""
    key = f"{plan.name} {verb}"
    if verb == "file":
        answer = perform(at.office, "file", at.anna, opens=PERMIT, facts=FACTS, key=key)
    else:
        case = str(rows("SELECT number FROM act WHERE request_key = %s", (f"{plan.name} file",))[0][0])
        answer = perform(at.office, verb, at.chen if verb == "accept" else at.dora, case=case, key=key)
    assert isinstance(answer, Receipt)
    return answer
