"""Duties that come again each period, against an oracle that walks day by day and knows nothing of periods."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guiju.kernel import recurring
from guiju.kernel.derive import breaches, duties, terms
from guiju.kernel.docket import proceed
from guiju.kernel.periods import DayOfYear, Every, ended, named, next_day, period_of
from guiju.kernel.procedure import open_case
from guiju.kernel.record import Act, Record
from guiju.kernel.refusals import Reason, Refused
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import Clock, Duty, Procedure, State, Tell
from guiju.kernel.values import Mark, Term
from tests.laws.builders import case, facts, form, law, no, rule, version, yes
from tests.laws.oracle import oracle_due

EFFECTIVE = date(2024, 11, 20)
STOP = date(2026, 5, 4)
DAY = timedelta(days=1)
LENGTH = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}
SAYS = form(period={"type": "text"})


def stands(every: Every = Every.QUARTER, **more: object) -> Resolved:
    """A standing that can be suspended, taken up again and lost; each period it is reported on."""
    given = {"every": every, "while_": ("valid",), "binds": "a", "met_by": "case.report", "clock": ten(), **more}
    return law(
        {
            "begin": rule(to="valid"),
            "suspend": rule("valid", to="rests"),
            "resume": rule("rests", to="valid"),
            "lose": rule("valid rests", to="end"),
            "report": rule("valid rests", form="report"),
        },
        {"valid": State(), "rests": State(), "end": State(final=True)},
        forms={"report": SAYS},
        facts=facts(named_on="date", counted="boolean"),
        duties={"report": Duty(**given)},  # type: ignore[arg-type]
        version=version(effective=EFFECTIVE),
    )


def ten() -> Clock:
    return Clock(length=Term.parse("10wd"), binds="a")


# ---- the oracle: each morning it looks whether yesterday was the last day of a period, by the calendar on the wall


def walked(every: Every, moves: list[tuple[date, str]], until: date) -> list[date]:
    """The days on which the duty arises, found by living through them."""
    standing = begun = False
    arises = []
    day = min([EFFECTIVE, *(on for on, _ in moves)])
    while day < until:
        for on, verb in moves:
            if on == day:
                standing = verb in ("begin", "resume")
        begun = begun or day >= EFFECTIVE
        morning = day + DAY
        turns = morning.day == 1 and (morning.month - 1) % LENGTH[every] == 0
        if turns and standing and begun:
            arises.append(morning)
        day = morning
    return arises


@st.composite
def lives(draw: st.DrawFn) -> list[tuple[date, str]]:
    """Moves in order, several perhaps on one day."""
    day = date(2024, 10, 1) + timedelta(days=draw(st.integers(0, 200)))
    moves = [(day, "begin")]
    for _ in range(draw(st.integers(0, 5))):
        day += timedelta(days=draw(st.one_of(st.just(0), st.integers(0, 200))))
        moves.append((day, "resume" if moves[-1][1] == "suspend" else "suspend"))
    if draw(st.booleans()):
        moves.append((day + timedelta(days=draw(st.integers(0, 120))), "lose"))
    return moves


def lived(book: Resolved, moves: list[tuple[date, str]]) -> Record:
    """The record after its moves, its beginning put in by hand: the text may be younger than the standing."""
    (began, _), *rest = moves
    record = yes(book, case(book), "begin", max(began, EFFECTIVE)).record
    runs = tuple(run._replace(began=began) for run in record.runs)
    record = record._replace(runs=runs, opened=began, last=None)
    for on, verb in rest:
        record = yes(book, record, verb, on).record
    return record


@settings(max_examples=150)
@given(lives(), st.sampled_from(list(Every)), st.dates(date(2024, 12, 1), STOP))
def test_what_is_owed_is_what_a_walk_finds(moves: list[tuple[date, str]], every: Every, on: date) -> None:
    book = stands(every)
    moves = [move for move in moves if move[0] <= on] or moves[:1]
    seen = duties(book, lived(book, moves), on)
    found = walked(every, moves, on)
    assert [duty.arose for duty in seen] == found
    lasts = [oracle_due(day - DAY, "10wd") for day in found]
    assert [duty.due for duty in seen] == lasts
    assert [duty.late for duty in seen] == [last is not None and on > last for last in lasts]
    owed = [named(every, str(duty.period)) for duty in seen]
    assert [period and period.last + DAY for period in owed] == found


@given(st.dates(date(1, 1, 1), date(9999, 12, 30)), st.sampled_from(list(Every)))
def test_a_day_lies_in_one_period_and_its_name_names_it(day: date, every: Every) -> None:
    period = period_of(every, day)
    assert period.first <= day <= period.last
    assert named(every, period.label) == period
    assert (period.first.month - 1) % LENGTH[every] == 0 and period.first.day == 1
    after = period_of(every, period.last + DAY) if period.last < date.max else None
    assert after is None or after.first == period.last + DAY
    assert period.last not in [other.last for other in ended(every, day, period.last)]


@pytest.mark.parametrize("label", ["2025Q2", "2025-Q5", "2025-Q0", "25-Q2", "0000-Q1", "2025-q2", "2025-Q2 ", "2025-2"])
def test_what_is_no_quarter(label: str) -> None:
    assert named(Every.QUARTER, label) is None
    assert named(Every.QUARTER, "2025-Q2") == ("2025-Q2", date(2025, 4, 1), date(2025, 6, 30))


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 31), st.none() | st.integers(1, 12))
def test_a_named_day_is_the_next_of_its_kind(after: date, day: int, month: int | None) -> None:
    found = next_day(DayOfYear(month=month, day=day), after)
    wanted = after + DAY
    if month is None:  # of the month that follows
        while wanted.month == after.month:
            wanted += DAY
        follows = wanted.month
        while wanted.day != day and (wanted + DAY).month == follows:
            wanted += DAY
    else:
        while not (
            wanted.month == month and (wanted.day == day or ((wanted + DAY).month != month and wanted.day < day))
        ):
            wanted += DAY
    assert found == wanted


def test_the_last_day_may_be_named() -> None:
    yearly = stands(Every.YEAR, by=DayOfYear(month=3, day=31), clock=Clock())
    record = yes(yearly, case(yearly), "begin", date(2025, 2, 3)).record
    (duty,) = duties(yearly, record, date(2026, 3, 31))
    assert (duty.period, duty.arose, duty.due, duty.late) == ("2025", date(2026, 1, 1), date(2026, 3, 31), False)
    (duty,) = duties(yearly, record, date(2026, 4, 1))
    (breach,) = breaches(yearly, record, date(2026, 4, 1))
    assert duty.late and (breach.term, breach.period, breach.since) == ("report", "2025", date(2026, 4, 1))
    assert next_day(DayOfYear(day=10), date(9999, 12, 30)) is None


def test_promptly_is_owed_and_never_late() -> None:
    book = stands(clock=Clock(length="promptly"))
    record = yes(book, case(book), "begin", date(2025, 2, 3)).record
    seen = duties(book, record, date(2026, 2, 3))
    assert [duty.period for duty in seen] == ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]
    assert not any(duty.late or duty.due for duty in seen) and not breaches(book, record, date(2026, 2, 3))


def test_the_same_act_for_one_period_is_one_act() -> None:
    book = stands()
    record = yes(book, case(book), "begin", date(2025, 2, 3)).record
    on = date(2025, 7, 10)
    record = yes(book, record, "report", on, facts={"period": "2025-Q1"}).record
    again = no(book, record, "report", on, facts={"period": "2025-Q1"})
    assert again.reason is Reason.AT_MOST and again.detail is not None and "2025-07-10" in again.detail.en
    record = yes(book, record, "report", on, facts={"period": "2025-Q2"}).record
    first, second = duties(book, record, on)
    assert (first.met, first.late, second.met, second.late) == (on, True, on, False)
    (breach,) = breaches(book, record, date(2025, 12, 1))[:1]
    assert (breach.period, breach.met) == ("2025-Q1", on)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({}, Reason.NOT_DETERMINED),
        ({"period": "spring"}, Reason.FORM_FAULTS),
        ({"period": "2025-Q2"}, Reason.OUTSIDE_WINDOW),  # its last day is not over
        ({"period": "2024-Q4"}, Reason.OUTSIDE_WINDOW),  # the standing began later
    ],
)
def test_only_a_period_that_is_owed_can_be_reported(said: dict[str, str], reason: Reason) -> None:
    book = stands()
    record = yes(book, case(book), "begin", date(2025, 2, 3)).record
    assert no(book, record, "report", date(2025, 6, 30), facts=said).reason is reason


def test_what_arose_stays_owed_after_the_standing_has_gone() -> None:
    book = stands()
    record = yes(book, case(book), "begin", date(2025, 2, 3)).record
    record = yes(book, record, "suspend", date(2025, 4, 1)).record
    assert [duty.period for duty in duties(book, record, date(2026, 1, 1))] == ["2025-Q1"]
    assert yes(book, record, "report", date(2025, 9, 1), facts={"period": "2025-Q1"})
    gone = yes(book, record, "lose", date(2025, 4, 2)).record
    assert [duty.period for duty in duties(book, gone, date(2026, 1, 1))] == ["2025-Q1"]
    on_the_last_day = yes(book, yes(book, case(book), "begin", date(2025, 2, 3)).record, "lose", date(2025, 3, 31))
    assert duties(book, on_the_last_day.record, date(2026, 1, 1)) == ()


def test_without_while_it_goes_on_to_the_end_of_the_record() -> None:
    book = stands(while_=())
    record = yes(book, case(book), "begin", date(2025, 2, 3)).record
    record = yes(book, record, "suspend", date(2025, 4, 1)).record
    assert [duty.period for duty in duties(book, record, date(2025, 10, 1))] == ["2025-Q1", "2025-Q2", "2025-Q3"]
    gone = yes(book, record, "lose", date(2025, 8, 9)).record
    assert [duty.period for duty in duties(book, gone, date(2026, 1, 1))] == ["2025-Q1", "2025-Q2"]


def test_it_may_begin_with_an_event_and_ask_for_it() -> None:
    book = stands(arises=("named_on",))
    record = yes(book, case(book), "begin", date(2025, 2, 3)).record
    (asking,) = duties(book, record, date(2026, 1, 1))
    assert (asking.applies, asking.missing, asking.period) == (None, ("named_on",), None)
    known = record._replace(facts={"named_on": date(2025, 7, 1)})
    assert [duty.period for duty in duties(book, known, date(2026, 1, 1))] == ["2025-Q3", "2025-Q4"]
    early = record._replace(facts={"named_on": date(1999, 7, 1)})
    assert duties(book, early, date(2025, 4, 1))[0].period == "2025-Q1"


def test_a_condition_is_asked_for_each_period() -> None:
    book = stands(when="on < date('2025-07-01') || counted")
    record = yes(book, case(book), "begin", date(2025, 2, 3)).record
    first, second = duties(book, record, date(2025, 7, 2))
    assert (first.applies, second.applies, second.missing) == (True, None, ("counted",))
    left_out = record._replace(facts={"counted": False})
    assert [duty.period for duty in duties(book, left_out, date(2025, 10, 2))] == ["2025-Q1"]


def test_a_report_that_is_a_case_of_its_own_meets_the_duty_of_what_it_is_about() -> None:
    acts = {"file": rule(to="end", form="report", effects=(Tell(act="reported", with_={"period": "period"}),))}
    book = law(
        {"begin": rule(to="valid"), "reported": rule("valid", by="case:report")},
        {"valid": State(), "end": State(final=True)},
        procedures={"report": Procedure(about=("case",), states={"end": State(final=True)}, acts=acts)},
        forms={"report": SAYS},
        duties={"r": Duty(every=Every.QUARTER, while_=("valid",), binds="a", met_by="case.reported", clock=ten())},
    )
    standing = yes(book, case(book), "begin", date(2025, 2, 3)).record
    docket = {"1": standing}

    def file(number: str, label: str) -> object:
        report = open_case(book, number, "report", subject="1")
        act = Act(verb="file", role="a", facts={"period": label})
        return proceed(lambda _: book, {**docket, number: report}, number, act, date(2025, 7, 3))

    answer = file("2", "2025-Q2")
    assert not isinstance(answer, Refused)
    docket = dict(answer.docket)  # type: ignore[attr-defined]
    assert [duty.met for duty in duties(book, docket["1"], date(2025, 7, 3))] == [None, date(2025, 7, 3)]
    twice = file("3", "2025-Q2")
    assert isinstance(twice, Refused) and twice.reason is Reason.EFFECT_IMPOSSIBLE and "2025-Q2" in twice.text.en


def test_hearsay_is_possible_and_a_standing_is_no_term() -> None:
    book = stands(mark=Mark.AS_TOLD)
    record = yes(book, case(book), "begin", date(2025, 2, 3)).record
    assert [breach.possible for breach in breaches(book, record, date(2025, 6, 1))] == [True]
    assert terms(book, record, date(2025, 6, 1), ended=True) == () and len(record.runs) == 1
    assert recurring.owed(book, record, "report", date(2025, 3, 31)) == ()
