"""Regional calendars: both sides of each regional day, years that nobody has told about, and what is shown of both."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guiju.kernel.calendar import Calendar, due, left
from guiju.kernel.values import Term
from guiju.kit.reckon import reckoned
from guiju.plane.dates import due_many, provisional_many
from guiju.shelf.flaws import ShelfError
from guiju.shelf.shelf import BUILT_IN, Shelf

SHELF = Shelf(BUILT_IN)
NATION = SHELF.calendar("CN")
# Calendar, festival, the days as the notices have them: first and last.
FESTIVALS = [
    ("CN-GX", "2024-04-11", "2024-04-12"),
    ("CN-GX", "2026-04-17", "2026-04-20"),
    ("CN-XJ", "2023-04-21", "2023-04-21"),
    ("CN-XJ", "2023-06-28", "2023-06-30"),
    ("CN-XJ", "2024-04-10", "2024-04-10"),
    ("CN-XJ", "2024-06-17", "2024-06-19"),
    ("CN-XJ", "2025-03-29", "2025-03-31"),
    ("CN-XJ", "2025-06-06", "2025-06-10"),
    ("CN-XJ", "2026-03-20", "2026-03-22"),
    ("CN-XJ", "2026-05-27", "2026-05-31"),
    ("CN-NX", "2023-06-29", "2023-06-30"),
    ("CN-NX", "2024-04-10", "2024-04-11"),
    ("CN-NX", "2024-06-17", "2024-06-18"),
    ("CN-NX", "2025-03-31", "2025-04-01"),
    ("CN-NX", "2025-06-06", "2025-06-06"),
    ("CN-NX", "2026-05-27", "2026-05-28"),
]
REGIONS = sorted({name for name, *_ in FESTIVALS})


def day(text: str) -> date:
    return date.fromisoformat(text)


def span(first: str, last: str) -> list[date]:
    return [day(first) + timedelta(n) for n in range((day(last) - day(first)).days + 1)]


@pytest.mark.parametrize(("name", "first", "last"), FESTIVALS)
def test_the_office_is_closed_on_its_days_and_open_on_both_sides(name: str, first: str, last: str) -> None:
    here = SHELF.calendar(name)
    for closed in span(first, last):
        assert not here.is_working(closed)
        assert "放假" in here.why(closed).zh and here.named[closed].festival not in NATION.festivals
    assert any(NATION.is_working(closed) for closed in span(first, last)), "the nation works on one of them"
    before, after = day(first) - timedelta(1), day(last) + timedelta(1)
    assert (here.is_working(before), here.is_working(after)) == (NATION.is_working(before), NATION.is_working(after))
    lost = sum(NATION.is_working(closed) for closed in span(first, last))
    assert due(before, "1wd", here).on == NATION.nth(NATION.count(before.toordinal()) + 1 + lost)
    assert due(before - timedelta(30), "1wd", here).on == due(before - timedelta(30), "1wd", NATION).on


@pytest.mark.parametrize("name", REGIONS)
def test_no_other_day_differs_from_the_nation(name: str) -> None:
    here = SHELF.calendar(name)
    taken = {closed for other, first, last in FESTIVALS if other == name for closed in span(first, last)}
    for ordinal in range(NATION.first_ordinal, NATION.last_ordinal + 1):
        each = date.fromordinal(ordinal)
        assert here.is_working(each) == (NATION.is_working(each) and each not in taken), each


@pytest.mark.parametrize(
    ("name", "first", "horizon", "gaps"),
    [
        ("CN-GX", "2024-01-01", "2026-12-31", {2025}),
        ("CN-XJ", "2023-01-01", "2026-12-31", set()),
        ("CN-NX", "2024-01-01", "2025-12-31", set()),
    ],
)
def test_each_region_has_a_horizon_of_its_own(name: str, first: str, horizon: str, gaps: set[int]) -> None:
    here = SHELF.calendar(name)
    assert (here.first, here.horizon) == (day(first), day(horizon))
    covered = {year for year in range(2019, 2028) if here.covers(date(year, 7, 1))}
    assert covered == set(range(here.first.year, here.horizon.year + 1)) - gaps


@pytest.mark.parametrize(
    ("name", "start", "term", "provisional"),
    [
        ("CN-XJ", "2022-12-29", "1wd", True),  # before anything is known
        ("CN-XJ", "2022-12-31", "1wd", False),  # counted from the first day that is
        ("CN-GX", "2024-12-30", "1wd", False),
        ("CN-GX", "2024-12-30", "2wd", True),  # into the year of which nothing is known
        ("CN-GX", "2025-12-30", "1wd", True),
        ("CN-GX", "2025-12-31", "1wd", False),
        ("CN-GX", "2024-12-20", "1y", True),  # a term in years needs the calendar at its end only
        ("CN-GX", "2024-12-20", "2y", False),
        ("CN-NX", "2025-12-30", "1wd", False),
        ("CN-NX", "2025-12-30", "2wd", True),  # the nation knows 2026, the region does not
        ("CN-XJ", "2026-12-30", "1wd", False),
        ("CN-XJ", "2026-12-30", "2wd", True),
    ],
)
def test_beyond_what_is_known_a_date_is_provisional(name: str, start: str, term: str, provisional: bool) -> None:
    here = SHELF.calendar(name)
    answer = due(day(start), term, here)
    assert answer.provisional is provisional
    assert due(day(start), term, here, stops=[(day("2019-01-01"), day("2019-01-02"))]).provisional is provisional
    assert provisional_many([np.datetime64(start)], term, here).tolist() == [provisional]
    assert provisional or not due(day(start), term, NATION).provisional


@given(
    st.sampled_from(REGIONS),
    st.dates(date(2019, 1, 1), date(2027, 6, 1)),
    st.sampled_from(["1wd", "7wd", "30wd", "10nd", "2m"]),
)
def test_columns_agree_with_single_dates(name: str, start: date, term: str) -> None:
    here = SHELF.calendar(name)
    answer = due(start, term, here)
    assert due_many([np.datetime64(start)], term, here).tolist() == [answer.on]
    assert provisional_many([np.datetime64(start)], term, here).tolist() == [answer.provisional]
    walked = answer.derivation(here)
    assert walked[-1].day == answer.on and answer.on is not None
    assert left(start, answer, here) == (Term.parse(term).count if term.endswith("wd") else (answer.on - start).days)


def test_both_dates_are_shown_where_they_differ() -> None:
    apart = reckoned(SHELF, day("2026-04-16"), Term.parse("2wd"), "CN-GX")
    other = apart.elsewhere
    assert str(apart.on) == "2026-04-22" and other is not None
    assert (other["due"], other["calendar"], other["mark"]) == ("2026-04-20", NATION.label, "interp")
    assert "2026-04-20" in str(other["said"]) and apart.calendar.reading is not None
    assert reckoned(SHELF, day("2026-04-20"), Term.parse("2wd"), "CN-GX").elsewhere is None
    assert reckoned(SHELF, day("2026-04-16"), Term.parse("2wd"), "CN").elsewhere is None


def tree(name: str) -> dict[str, Any]:
    content = SHELF.calendar_tree(name)
    assert isinstance(content, dict)
    return deepcopy(content)


def test_a_newer_edition_of_the_nation_is_one_of_the_region() -> None:
    content = tree("CN-GX")
    assert Calendar.from_tree(content).label == "CN-GX@2026-11-22"
    content["base"]["edition"] = "2026-12-01"
    assert Calendar.from_tree(content).label == "CN-GX@2026-12-01"
    content["edition"] = "2026-12-05"
    assert Calendar.from_tree(content).label == "CN-GX@2026-12-05"


def test_a_region_can_be_asked_as_it_was_known() -> None:
    early = SHELF.calendar("CN-NX").as_of(day("2024-12-31"))
    assert early.horizon == day("2024-12-31") and early.base is not None
    assert early.base.label == "CN@2024-12-31"
    assert early.is_working(day("2025-06-06")) and not early.is_working(day("2025-05-01"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.pop("reading"), "'reading' is missing"),
        (lambda t: t.update(zone="Asia/Urumqi"), "unknown key 'zone'"),
        (lambda t: t["years"]["2024"]["off"].update(moon="2024-09-01"), "'moon' is not among the festivals"),
        (lambda t: t["base"]["years"].pop("2022"), "year 2022 is missing"),
        (lambda t: t.update(years={}), "no year names every festival"),
    ],
)
def test_a_flaw_in_a_region_names_its_place(change: Any, message: str) -> None:
    content = tree("CN-NX")
    change(content)
    with pytest.raises(ValueError, match=message):
        Calendar.from_tree(content)


def test_a_calendar_stands_on_another_that_exists(tmp_path: Any) -> None:
    (tmp_path / "_calendar").mkdir()
    for base, told in (("XX", "does not|no such file"), ("YY", "cannot stand on itself")):
        (tmp_path / "_calendar" / "YY.yaml").write_text(f"calendar: YY\nextends: {base}\n", "utf-8")
        with pytest.raises(ShelfError, match=told):
            Shelf(BUILT_IN, tmp_path).calendar("YY")
