"""Every date of every walk: what the kernel says of terms and breaches, and what a clerk's diary says."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random

import pytest

from guiju.kernel.derive import breaches, terms
from guiju.kernel.docket import expire
from guiju.kernel.record import Record
from guiju.kernel.resolved import Resolved, resolve
from guiju.shelf.kinds import KINDS
from guiju.shelf.shelf import open_shelf
from tests.laws.oracle import HORIZON, ONE
from tests.walks.roads import BOUND, EFFECTIVE, Road, expiry, owed, whole

WALKS = 300  # in each place


@cache
def book_of(place: str) -> Resolved:
    shelf = open_shelf()
    kinds = {**KINDS, "uscc": lambda text: len(text) == 18}
    return resolve(
        shelf.rulebook(f"{place}/public-data-registration", EFFECTIVE[place]), shelf.calendar("CN"), "", kinds
    )


@cache
def roads(place: str) -> tuple[Road, ...]:
    return tuple(whole(place, book_of(place), Random(f"{place} {seed}")) for seed in range(WALKS))


@pytest.mark.parametrize("place", EFFECTIVE)
def test_every_term_is_the_one_in_the_diary(place: str) -> None:
    seen = 0
    for here in roads(place):
        told = terms(here.book, here.case, here.today, ended=True)
        diary = here.diary
        assert [(term.id, term.due, term.ended, term.provisional) for term in told] == [
            (entry.clock, entry.due, entry.ended, entry.provisional) for entry in diary
        ]
        running = terms(here.book, here.case, here.today)
        assert [term.id for term in running] == [entry.clock for entry in diary if entry.ended is None]
        seen += len(told)
    assert seen > 3 * WALKS


@pytest.mark.parametrize("place", EFFECTIVE)
def test_every_breach_is_the_one_in_the_diary_whoever_looks_and_when(place: str) -> None:
    kinds = set()
    for here in roads(place):
        looks = [here.today, here.today + timedelta(days=40), *(entry.due for entry in here.diary)]
        for on in [day for day in looks if day >= here.today]:
            missed = sorted(
                (entry.due + ONE, entry.clock, entry.ended, entry.provisional)
                for entry in here.diary
                if entry.clock in BOUND and (entry.ended or on) > entry.due
            )
            told = [breach for breach in breaches(here.book, here.case, on) if not breach.term.startswith("file_")]
            assert sorted((b.since, b.term, b.met, b.provisional) for b in told) == missed
            kinds |= {breach.term for breach in told}
            _duty(here, on)
    assert kinds == set(BOUND)


def _duty(here: Road, on: date) -> None:
    duty = owed(here)
    filed = here.case.done["submit"][0]
    undone = here.case.state in ("declined", "terminated")
    late = duty is not None and (on if undone else filed) > duty[1]
    told = [(b.term, b.due, b.met) for b in breaches(here.book, here.case, on) if b.term.startswith("file_")]
    assert told == ([(*duty, None if undone else filed)] if late and duty is not None else [])


@pytest.mark.parametrize("place", EFFECTIVE)
def test_every_result_lapses_on_the_day_after_its_last(place: str) -> None:
    lapsed = 0
    for here in roads(place):
        entries = [record for record in here.docket.values() if record.procedure == "entry"]
        assert len(entries) == (here.case.state == "registered")
        for entry in entries:
            last = expiry(here)
            (validity,) = terms(here.book, entry, here.today)
            assert (validity.start, validity.due, validity.late) == (here.today, last, False)
            assert _at(here, entry, last).state == "valid"
            after = _at(here, entry, last + ONE)
            assert (after.state, after.last and after.last.on) == ("expired", last + ONE)
            lapsed += 1
    assert lapsed > WALKS // 2


def _at(here: Road, entry: Record, on: date) -> Record:
    """The entry as whoever looks on that day finds it."""
    return expire(lambda _: here.book, {entry.number: entry}, on).docket[entry.number]


def test_the_walks_go_everywhere() -> None:
    """Past the horizon, over holidays, late and in time, into each end."""
    all_ = [here for place in EFFECTIVE for here in roads(place)]
    assert {here.case.state for here in all_} == {"registered", "terminated", "declined"}
    assert {entry.provisional for here in all_ for entry in here.diary} == {True, False}
    assert any(entry.start <= HORIZON < entry.due for here in all_ for entry in here.diary)
    assert any(here.today.weekday() >= 5 for here in all_)
    assert len(all_) >= 200
    verbs = {verb for here in all_ for verb in here.verbs}
    steps = {step for place in EFFECTIVE for step in book_of(place).steps}
    assert verbs == {
        f"{name}.{verb}" for name, verb in steps if name in ("first", "objection")
    }  # entries: in the cases
