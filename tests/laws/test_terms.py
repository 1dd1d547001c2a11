"""The counting of terms: vectors from the facts, each rule about clocks, and a naive walk as a second opinion."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import guiju
from guiju.kernel.calendar import Calendar, Stop, due, due_hours, end_of, left, working_days_between
from guiju.kernel.values import Term
from tests.laws.oracle import oracle_due

SOURCE = Path(guiju.__file__).parent / "rulebooks" / "_calendar" / "CN.yaml"
CN = Calendar.from_tree(yaml.load(SOURCE.read_text(encoding="utf-8"), yaml.BaseLoader))  # scalars stay text


def day(text: str) -> date:
    return date.fromisoformat(text)


def on(start: str, term: str, **how: Any) -> str:
    return str(due(day(start), term, CN, **how).on)


# --- vectors


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        ("2025-03-01", "30wd", "2025-04-14"),
        ("2025-04-01", "30wd", "2025-05-16"),
        ("2025-04-07", "30wd", "2025-05-21"),
        ("2025-09-22", "20wd", "2025-10-24"),
        ("2025-09-25", "10wd", "2025-10-15"),
        ("2026-02-10", "10wd", "2026-03-02"),
        ("2025-04-23", "3wd", "2025-04-27"),  # a Sunday
        ("2025-06-01", "30wd", "2025-07-14"),
        ("2025-04-30", "3wd", "2025-05-08"),  # the acceptance term anew, from a re-filing
        ("2025-04-23", "1nd", "2025-04-24"),
        ("2025-10-01", "3nd", "2025-10-09"),  # a trigger on a holiday counts as that day; the end moves past it
        ("2025-09-30", "60nd", "2025-12-01"),  # Saturday 29 November moves to Monday
        ("2025-09-07", "20nd", "2025-09-28"),  # Saturday moves to a Sunday that is worked
        ("2025-01-31", "1m", "2025-02-28"),
        ("2024-01-31", "1m", "2024-02-29"),
        ("2024-02-29", "1y", "2025-02-28"),
        ("2025-01-15", "12m", "2026-01-15"),
        ("2025-09-04", "1m", "2025-10-09"),  # 4 October moves past the holiday
    ],
)
def test_deadlines(start: str, term: str, end: str) -> None:
    assert on(start, term) == end


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        ("2025-10-16", "3y", "2028-10-15"),  # a Sunday: a validity does not move
        ("2025-03-01", "1m", "2025-03-31"),
        ("2025-01-31", "1m", "2025-02-28"),
        ("2025-01-29", "1m", "2025-02-28"),
        ("2024-02-29", "3y", "2027-02-28"),
        ("2025-10-01", "7nd", "2025-10-07"),
        ("2025-10-01", "1wd", "2025-10-09"),
        ("2025-10-09", "1wd", "2025-10-09"),
    ],
)
def test_validities_count_their_first_day(start: str, term: str, end: str) -> None:
    assert on(start, term, count="same_day") == end


def test_a_waiting_period_does_not_move() -> None:
    assert on("2025-09-25", "7nd", roll=False) == "2025-10-02"
    assert on("2025-09-25", "7nd") == "2025-10-09"
    assert on("2025-10-16", "3y", count="same_day", roll=True) == "2028-10-16"


def test_hours_are_elapsed_time_through_summer_time() -> None:
    brussels = ZoneInfo("Europe/Brussels")
    begin = datetime(2025, 3, 28, 18, tzinfo=brussels)
    assert due_hours(begin, "48h") == datetime(2025, 3, 30, 19, tzinfo=brussels)
    assert str(due_hours(begin, 48)) == "2025-03-30 19:00:00+02:00"
    assert end_of(day("2025-03-29"), "Europe/Brussels").astimezone(UTC) == datetime(2025, 3, 29, 23, tzinfo=UTC)
    assert str(due_hours(end_of(day("2025-10-03"), "Asia/Shanghai"), 72)) == "2025-10-07 00:00:00+08:00"
    with pytest.raises(ValueError, match="zone"):
        due_hours(begin.replace(tzinfo=None), 48)
    with pytest.raises(ValueError, match="hours"):
        due_hours(begin, "2wd")


def test_stopped_hours_are_added_exactly_and_once() -> None:
    t0 = datetime(2025, 6, 1, 8, tzinfo=UTC)

    def at(hours: float) -> datetime:
        return t0 + timedelta(hours=hours)

    assert due_hours(t0, 10, stops=[(at(2), at(3.5))]) == at(11.5)
    assert due_hours(t0, 10, stops=[(at(2), at(4)), (at(3), at(5))]) == at(13)
    assert due_hours(t0, 10, stops=[(at(-5), at(1))]) == at(11)
    assert due_hours(t0, 10, stops=[(at(11), at(12))]) == at(10)
    assert due_hours(t0, 10, stops=[(at(9), None)]) is None


# --- the horizon


def test_beyond_the_horizon_a_date_is_provisional() -> None:
    inside, across = due(day("2026-12-01"), "22wd", CN), due(day("2026-12-01"), "23wd", CN)
    assert (str(inside.on), inside.provisional) == ("2026-12-31", False)
    assert (str(across.on), across.provisional) == ("2027-01-01", True)  # Monday to Friday, until the notice comes
    assert due(day("2027-03-01"), "60nd", CN).provisional
    assert not due(day("2027-03-01"), "3y", CN, count="same_day").provisional  # asks no calendar
    assert due(day("2018-12-27"), "1wd", CN).provisional
    assert not due(day("2018-12-28"), "1wd", CN).provisional
    assert str(due(day("2045-01-02"), "30wd", CN).on) == "2045-02-13"
    assert str(due(day("1999-01-01"), "30wd", CN).on) == "1999-02-12"


# --- stops and extensions (from Monday 2025-06-09, 10 working days end on Monday 2025-06-23)


@pytest.mark.parametrize(
    ("stops", "end"),
    [
        ([], "2025-06-23"),
        ([("2025-06-17", "2025-06-17")], "2025-06-24"),  # day 6 of 10: five remain from the day after lifting
        ([("2025-06-17", "2025-07-01")], "2025-07-08"),
        ([("2025-06-23", "2025-06-30")], "2025-07-01"),  # on the last day: one day remains
        ([("2025-06-24", "2025-06-30")], "2025-06-23"),  # after expiry: nothing changes
        ([("2025-06-14", "2025-06-15")], "2025-06-23"),  # a weekend
        ([("2025-06-17", "2025-06-19"), ("2025-06-18", "2025-06-20")], "2025-06-27"),  # four days, once
        (
            [("2025-06-17", "2025-06-18"), ("2025-06-25", "2025-06-25")],
            "2025-06-26",
        ),  # the second is reached through the first
        ([("2025-05-01", "2025-06-10")], "2025-06-24"),  # from before the event
        ([("2025-06-17", None)], "None"),
        ([("2025-06-24", None)], "2025-06-23"),
    ],
)
def test_stopped_days_do_not_count(stops: list[tuple[str, str | None]], end: str) -> None:
    held = [(day(a), b and day(b)) for a, b in stops]
    assert on("2025-06-09", "10wd", stops=held) == end


def test_months_and_years_grow_by_the_held_days() -> None:
    held = [(day("2025-02-01"), day("2025-02-10"))]
    assert on("2025-01-15", "3m", stops=held) == "2025-04-25"
    assert on("2025-10-16", "3y", count="same_day", stops=[(day("2026-01-01"), day("2026-01-31"))]) == "2028-11-15"


def test_a_stop_while_the_end_moves_keeps_one_day() -> None:
    # 60 natural days end on Saturday 29 November and move to Monday, which is stopped
    assert on("2025-09-30", "60nd", stops=[(day("2025-12-01"), day("2025-12-02"))]) == "2025-12-03"
    assert on("2025-09-30", "60nd", stops=[(day("2025-11-30"), None)]) == "None"


def test_an_extension_is_a_new_term_from_the_old_last_day() -> None:
    ten = Term.parse("10wd")
    assert on("2025-09-22", "20wd", extensions=[ten]) == on("2025-10-24", "10wd") == "2025-11-07"
    assert on("2025-09-22", "20wd", extensions=[Term.parse("15nd")]) == "2025-11-10"
    assert on("2025-03-01", "1m", count="same_day", extensions=[Term.parse("1m")]) == "2025-04-30"
    stopped = [(day("2025-10-27"), day("2025-10-28"))]  # after the old last day, within the new term
    assert on("2025-09-22", "20wd", extensions=[ten], stops=stopped) == "2025-11-11"


# --- derivations and what is left


def test_a_derivation_is_printed_day_by_day() -> None:
    term = due(day("2025-04-23"), "3wd", CN)
    assert [(str(s.day), s.number) for s in term.derivation(CN)] == [
        ("2025-04-23", None),
        ("2025-04-24", 1),
        ("2025-04-25", 2),
        ("2025-04-26", None),
        ("2025-04-27", 3),
    ]
    assert "劳动节" in term.derivation(CN)[-1].why.zh
    with pytest.raises(ValueError, match="CN@2026-11-22"):
        term.derivation(CN.as_of(day("2025-12-01")))


def test_a_derivation_shows_where_the_end_moves() -> None:
    steps = due(day("2025-09-30"), "4nd", CN).derivation(CN)
    assert [s.number for s in steps] == [None, 1, 2, 3, 4, None, None, None, None, None]
    assert (
        "moves on" in steps[4].why.en and "moves to this day" in steps[-1].why.en and steps[-1].day == day("2025-10-09")
    )


def test_what_is_left() -> None:
    term = due(day("2025-09-22"), "20wd", CN)
    assert left(day("2025-10-24"), term, CN) == 0
    assert left(day("2025-09-22"), term, CN) == 20
    assert left(day("2025-10-27"), term, CN) == -1
    assert left(day("2025-10-10"), due(day("2025-10-01"), "30nd", CN), CN) == 21
    assert left(day("2025-10-10"), due(day("2025-10-01"), "30wd", CN, stops=[(day("2025-10-09"), None)]), CN) is None
    assert working_days_between(day("2025-09-30"), day("2025-10-11"), CN) == 3
    assert working_days_between(day("2025-10-11"), day("2025-09-30"), CN) == -3


# --- against the walk

DAYS = st.dates(day("2018-06-01"), day("2027-08-01"))
TERMS = st.one_of(
    st.integers(1, 90).map(lambda n: f"{n}wd"),
    st.integers(1, 120).map(lambda n: f"{n}nd"),
    st.integers(1, 14).map(lambda n: f"{n}m"),
    st.integers(1, 2).map(lambda n: f"{n}y"),
)
HOW = st.fixed_dictionaries(
    {"count": st.sampled_from(["next_day", "same_day"]), "roll": st.sampled_from([None, True, False])}
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[date, str, list[Stop], list[str]]:
    start = draw(DAYS)
    stops: list[Stop] = []
    for _ in range(draw(st.integers(0, 3))):
        since = start + timedelta(days=draw(st.integers(-10, 90)))
        until = since + timedelta(days=draw(st.integers(0, 25)))
        stops.append((since, None if draw(st.integers(0, 5)) == 0 else until))
    return start, draw(TERMS), stops, draw(st.lists(TERMS, max_size=2))


@settings(max_examples=300, deadline=None)
@given(cases(), HOW)
def test_due_agrees_with_a_naive_walk_and_with_its_own_derivation(
    case: tuple[date, str, list[Stop], list[str]], how: dict[str, Any]
) -> None:
    start, term, stops, extensions = case
    got = due(start, term, CN, stops=stops, extensions=[Term.parse(e) for e in extensions], **how)
    assert got.on == oracle_due(start, term, stops=stops, extensions=extensions, **how)
    steps = got.derivation(CN)
    if got.on is not None:
        assert steps[-1].day == got.on
        assert not any(s.number for s in steps if any(a <= s.day <= (b or date.max) for a, b in stops))
    assert all(b.day - a.day == timedelta(days=1) for a, b in pairwise(steps))


@given(DAYS, st.integers(1, 200), st.integers(1, 200))
def test_working_days_add_up(start: date, first: int, second: int) -> None:
    middle = due(start, Term.parse(f"{first}wd"), CN).on
    assert middle is not None and working_days_between(start, middle, CN) == first
    assert due(middle, f"{second}wd", CN).on == due(start, f"{first + second}wd", CN).on


def test_every_start_of_the_covered_years() -> None:
    random = Random(7)
    for start in (date.fromordinal(n) for n in range(day("2018-12-01").toordinal(), day("2027-01-01").toordinal())):
        term = f"{random.randint(1, 40)}{random.choice(['wd', 'nd', 'm'])}"
        assert due(start, term, CN).on == oracle_due(start, term), (start, term)


# --- what is refused


def test_what_due_does_not_understand_it_refuses() -> None:
    with pytest.raises(ValueError, match="not a term"):
        due(day("2025-01-01"), "promptly", CN)
    with pytest.raises(ValueError, match="due_hours"):
        due(day("2025-01-01"), "48h", CN)
    with pytest.raises(ValueError, match="next_day or same_day"):
        due(day("2025-01-01"), "3wd", CN, count="day_zero")
    with pytest.raises(TypeError, match="instant"):
        due(datetime(2025, 1, 1, tzinfo=UTC), "3wd", CN)
    with pytest.raises(ValueError, match="lifted before"):
        due(day("2025-01-01"), "3wd", CN, stops=[(day("2025-01-05"), day("2025-01-02"))])
