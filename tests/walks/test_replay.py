"""Random walks through the store, then every stored act folded again: the records are what their acts make of them."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest

from guiju.kernel.derive import next_acts
from guiju.kernel.journal import Receipt
from guiju.kernel.record import Record
from guiju.store import queries
from guiju.store.database import rows
from guiju.store.fsck import fsck
from guiju.store.people import Actor
from guiju.store.perform import Opening, perform
from tests.walks.little import BOOK, DAY, FACTS, PERMIT, Little, close, little

STEPS = 60


def wander(at: Little, chance: random.Random) -> int:
    """People do what the state allows, sometimes what it does not; days pass. Returns how many acts were taken."""
    day, numbers, taken = DAY, list[str](), 0
    everybody = (at.anna, at.bert, at.chen, at.dora, at.eve)
    for _ in range(STEPS):
        if chance.random() < 0.3:
            day += timedelta(days=chance.choice((1, 1, 2, 7, 12, 35)))
            at.office.set_clock(day)
        if not numbers or chance.random() < 0.15:
            facts = {**FACTS, "pieces": chance.randrange(3)}
            done = perform(at.office, "file", chance.choice(everybody[:2]), opens=PERMIT, facts=facts)
        elif chance.random() < 0.1:
            done = perform(at.office, "protest", at.eve, opens=Opening(BOOK, "protest", chance.choice(numbers)))
        else:
            number = chance.choice(numbers)
            record = queries.look(number) if chance.random() < 0.3 else queries.load(number)
            verb = chance.choice([act.act for act in next_acts(queries.resolved(record), record, day)] or ["accept"])
            facts = {"pieces": 2} if verb == "refile" else {}
            late = day - timedelta(days=1) if chance.random() < 0.1 else None
            done = perform(
                at.office,
                verb,
                fitting(at, record, verb) if chance.random() < 0.8 else chance.choice(everybody),
                case=number,
                facts=facts,
                grounds=("unlawful",) if verb == "refuse" else (),
                on=late,
            )
        if isinstance(done, Receipt):
            taken += 1
            if done.number not in numbers:
                numbers.append(done.number)
    at.office.set_clock(day + timedelta(days=400))
    for number in numbers:
        queries.look(number)
    return taken


def fitting(at: Little, record: Record, verb: str) -> Actor:
    """Who may do it, as far as the small office goes."""
    if verb == "refile":
        return at.anna if record.parties["registrant"] == at.anna.party else at.bert
    return at.chen if verb in ("accept", "return") else at.dora


@pytest.mark.parametrize("seed", range(8))
def test_replay_gives_the_records(tmp_path: Path, seed: int) -> None:
    at = little(tmp_path)
    assert wander(at, random.Random(seed)) >= 10
    assert fsck(at.office) == []
    close()


def test_the_walks_meet_everything(tmp_path: Path) -> None:
    """Each act of the small rulebook is taken in some walk, the clock's and the told ones too."""
    met: set[str] = set()
    for seed in range(8):
        at = little(tmp_path / str(seed))
        wander(at, random.Random(seed))
        met |= {str(verb) for (verb,) in rows("SELECT DISTINCT verb FROM act")}
    close()
    book = at.office.shelf.rulebook(BOOK, DAY)
    assert met == {verb for procedure in book.procedures.values() for verb in procedure.acts}
