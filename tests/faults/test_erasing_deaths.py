"""Erasing, killed at every step or done by two at once: all of it or none of it, and nothing half gone stays behind."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from guiju.kernel.journal import Receipt
from guiju.kernel.refusals import Refused
from guiju.store import log, restoring
from guiju.store.database import rows
from guiju.store.erasing import Wish, erase
from guiju.store.fsck import fsck
from tests.faults import doom
from tests.faults.test_two_at_once import at_once
from tests.walks.little import close
from tests.walks.persons import TRACES, USER, Town, again, found, town

pytestmark = pytest.mark.trial
STRIDE = 3  # a death at every so many operations


def wish(here: Town) -> Wish:
    return Wish(case=here.objection, blocks=("objector", "matter"), user=USER)


def work(here: Town) -> object:
    return erase(here.office, here.officer, wish(here), "drill")


def unseen(*_: str) -> None:
    """Nobody watches checkpoints here."""


def test_a_death_leaves_all_of_the_person_or_nothing(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    steps, _ = doom.length(partial(work, town(tmp_path / "whole")), tmp_path / "length")
    assert steps > 60
    states = set()
    for at in range(0, steps, STRIDE):
        (tmp_path / str(at)).mkdir()
        here = town(tmp_path / str(at))
        assert doom.killed_at(partial(work, here), unseen, at)
        here = again(here)
        hits = {trace for _, trace in found(here.office.path)}
        assert hits in (set(), set(TRACES)), (at, hits)
        states.add(bool(hits))
        log.sequence(here.office)
        assert fsck(here.office) == []
        if hits:
            assert isinstance(work(here), Receipt)
            assert found(here.office.path) == []
        close()
    assert states == {True, False}


def test_a_death_while_it_is_erased_again(tmp_path: Path) -> None:
    """Whoever opens a restored office and dies leaves it to the next one to open it."""
    (tmp_path / "first").mkdir()
    here = town(tmp_path / "first")
    copy = tmp_path / "copy.tar.gz"
    restoring.make_copy(here.office, copy)
    assert isinstance(work(here), Receipt)
    log.sequence(here.office)

    def restored() -> None:
        close()
        restoring.restore(copy, here.office.path)

    restored()
    steps, _ = doom.length(partial(restoring.notice, here.office), tmp_path / "length")
    for at in range(0, steps, 2 * STRIDE):
        restored()
        assert doom.killed_at(partial(restoring.notice, here.office), unseen, at)
        here = again(here)
        assert {trace for file, trace in found(here.office.path) if not file.startswith("before-")} == set(), at
        assert restoring.missing(here.office) == 1
    restoring.acknowledge(here.office, "drill")
    log.sequence(here.office)
    assert fsck(here.office) == []


def test_two_erase_the_same_person_at_once(tmp_path: Path) -> None:
    here = town(tmp_path)
    close()
    answers = at_once(here, lambda there, _: work(there))  # type: ignore[arg-type, return-value]
    assert {type(answer) for answer in answers} == {Receipt, Refused}, answers
    here = again(here)
    assert found(here.office.path) == []
    assert len(rows("SELECT 1 FROM act WHERE verb = 'erase'")) == 1
    log.sequence(here.office)
    assert fsck(here.office) == []
