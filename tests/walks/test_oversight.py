"""The year of a registrar, counted by the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from guiju.kernel import derive
from guiju.store import oversight, queries
from guiju.store.oversight import Span
from tests.walks.crowd import BOOK, fill
from tests.walks.little import Little, close, little

YEAR = Span(first=date(2025, 1, 1), last=date(2025, 12, 31), on=date(2026, 1, 5))


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Little]:
    yield little(tmp_path)
    close()


def test_a_year_of_100_000_cases_is_counted(at: Little) -> None:
    parties = tuple(f"party-{n}" for n in range(12))
    late = fill(100_000, parties)
    steps, outcomes = oversight.steps(YEAR), oversight.outcomes(YEAR)
    assert sum(row.count for row in outcomes) == 100_000 and len(steps) == 48
    assert {party: sum(row.late for row in steps if row.party == party) for party in parties} == late


def test_every_number_opens_the_rows_behind_it(at: Little) -> None:
    fill(900, ("a", "b"))
    for row in oversight.steps(YEAR):
        for is_late, wanted in ((False, row.count), (True, row.late)):
            found, after = [], None
            while True:
                part, after = oversight.terms(
                    YEAR, row.party, BOOK, row.procedure, row.term, late=is_late, after=after, limit=100
                )
                found += part
                if after is None:
                    break
            assert len(found) == wanted and len({(one.number, one.place) for one in found}) == wanted
            assert all(one.late for one in found) or not is_late
    for group in oversight.outcomes(YEAR):
        listed, more = oversight.cases(YEAR, group.party, BOOK, group.procedure, group.state, limit=500)
        assert len(listed) == group.count and more is None


def test_real_cases_are_counted_as_the_kernel_judges_them(at: Little) -> None:
    first, second = at.file(key="a").number, at.file(key="b").number
    at.office.set_clock(date(2025, 6, 5))
    at.do("accept", at.chen, first, key="c")
    on = date(2025, 6, 20)
    span = Span(first=date(2025, 6, 1), last=date(2025, 6, 30), on=on)
    late = 0
    for number in (first, second):
        record = queries.load(number)
        late += len(derive.breaches(queries.resolved(record), record, on))
    counted = oversight.steps(span)
    assert sum(row.late for row in counted) == late == 1
    (open_,) = [row for row in counted if row.party == ""]  # nobody has taken it up
    assert (open_.term, open_.count, open_.ended, open_.late) == ("accept", 1, 0, 1)
    outcomes = {(row.party != "", row.state): row.count for row in oversight.outcomes(span)}
    assert sum(outcomes.values()) == 2 and oversight.outcomes(span, "nobody") == []
    earlier = Span(first=date(2025, 1, 1), last=date(2025, 5, 31), on=on)
    assert oversight.steps(earlier) == [] and oversight.outcomes(earlier) == []
