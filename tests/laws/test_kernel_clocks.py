"""Clocks: they run while the case stands in a state that names them, and what they bring about happens on its day."""

from __future__ import annotations

from datetime import date

import pytest

from guiju.kernel.derive import breaches, next_acts, terms
from guiju.kernel.docket import expire
from guiju.kernel.record import Hold, Record
from guiju.kernel.refusals import Reason
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import Bar, Clock, Extend, Procedure, Release
from guiju.kernel.values import Mark, Term
from tests.laws.builders import case, facts, go, june, law, no, rule, states, walk, when, yes


def length(text: str) -> Term:
    return Term.parse(text)


def law_of(clock: Clock, **more: Clock) -> Resolved:
    """wait and more name clock `t`; rest does not; the acts are called after the states they lead to."""
    everywhere = "start wait more rest"
    acts = {name: rule(everywhere, to=name) for name in ("wait", "more", "rest", "end")}
    acts["longer"] = rule("wait", effects=(Extend(clock="t", by=Term.parse("2wd")),))
    stands = states(wait="t " + " ".join(more), more="t", rest="", end="")
    kinds = facts(day="date", until="date", sort="text", aware="date")
    return law(acts, stands, facts=kinds, clocks={"t": clock, **more})


def last(book: Resolved, record: Record, clock: str = "t") -> date | None:
    """The last day of the run that began last."""
    return [term.due for term in terms(book, record, june(9), ended=True) if term.id == clock][-1]


FIVE = law_of(Clock(binds="a", length=length("5wd")))


def test_the_day_after_the_entry_is_day_one() -> None:
    assert last(FIVE, walk(FIVE, case(FIVE), ("wait", june(9)))) == june(16)
    assert last(FIVE, walk(FIVE, case(FIVE), ("wait", june(14)))) == june(20)  # a Saturday is a day to file


def test_it_goes_on_between_two_states_that_both_name_it() -> None:
    record = walk(FIVE, case(FIVE), ("wait", june(9)), ("more", june(12)))
    assert [(run.began, run.ended) for run in record.runs] == [(june(9), None)]


def test_it_stops_where_no_state_names_it_and_begins_afresh() -> None:
    record = walk(FIVE, case(FIVE), ("wait", june(9)), ("rest", june(12)), ("more", june(16)))
    assert [(run.began, run.ended) for run in record.runs] == [(june(9), june(12)), (june(16), None)]
    assert last(FIVE, record) == june(23)
    assert [term.id for term in terms(FIVE, walk(FIVE, record, ("end", june(17))), june(17))] == []


def test_again_resume_counts_on() -> None:
    book = law_of(Clock(binds="a", length=length("5wd"), again="resume"))
    # two days are spent (10, 11); the 12th to the 16th are left out, both included; three days remain
    record = walk(book, case(book), ("wait", june(9)), ("rest", june(12)), ("more", june(16)))
    assert len(record.runs) == 1
    assert last(book, record) == june(19)


def test_a_term_that_ran_out_is_not_extended() -> None:
    record = walk(FIVE, case(FIVE), ("wait", june(9)))
    yes(FIVE, record, "longer", june(16))  # the last day
    assert no(FIVE, record, "longer", june(17)).reason is Reason.EFFECT_IMPOSSIBLE


def test_an_extension_counts_on_from_the_old_last_day() -> None:
    record = walk(FIVE, case(FIVE), ("wait", june(9)), ("longer", june(10)))
    assert last(FIVE, record) == june(18)
    assert last(FIVE, walk(FIVE, record, ("longer", june(11)))) == june(20)


def test_left_counts_units() -> None:
    record = walk(FIVE, case(FIVE), ("wait", june(9)))
    assert [terms(FIVE, record, june(day))[0].left for day in (9, 13, 14, 16, 17)] == [5, 1, 1, 0, -1]


@pytest.mark.parametrize(
    ("clock", "day"),
    [
        (Clock(binds="a", length=length("5nd")), june(16)),  # the 14th is a Saturday: a deadline moves on
        (Clock(length=length("5nd")), june(14)),  # a period that must pass does not
        (Clock(binds="a", length=length("5nd"), roll=False), june(14)),
        (Clock(length=length("1m"), count="same_day"), date(2025, 7, 8)),
        (Clock(binds="a", length=length("72h")), june(12)),
        (Clock(binds="a", length=length("100h")), june(14)),  # hours never roll
        (Clock(until="until"), june(21)),
        (Clock(binds="a", from_="day", length=length("1wd")), june(23)),
        (Clock(binds="a", pick="sort", lengths={"x": length("1wd"), "y": length("2wd")}), june(11)),
        (Clock(binds="a", pick="sort", lengths={"x": length("1wd")}), None),
        (Clock(binds="a", length="promptly"), None),
        (Clock(binds="a", from_="aware", length=length("1wd")), None),
    ],
)
def test_where_a_clock_ends(clock: Clock, day: date | None) -> None:
    book = law_of(clock)
    known = {"until": june(21), "day": june(20), "sort": "y"}
    record = walk(book, case(book), ("wait", june(9)))._replace(facts=known)
    assert last(book, record) == day


def test_a_breach_is_on_record_once_from_the_day_after() -> None:
    record = walk(FIVE, case(FIVE), ("wait", june(9)))
    assert breaches(FIVE, record, june(16)) == ()
    (first,) = breaches(FIVE, record, june(17))
    assert (first.term, first.due, first.since, first.met, first.possible) == ("t", june(16), june(17), None, False)
    assert breaches(FIVE, record, june(30)) == (first,)
    done = walk(FIVE, record, ("rest", june(20)))  # the late act is taken
    (kept,) = breaches(FIVE, done, june(30))
    assert (kept.since, kept.met) == (june(17), june(20))
    in_time = walk(FIVE, record, ("rest", june(16)))
    assert breaches(FIVE, in_time, june(30)) == ()


def test_promptly_is_never_late() -> None:
    book = law_of(Clock(binds="a", length="promptly"))
    record = walk(book, case(book), ("wait", june(9)))
    assert [term.late for term in terms(book, record, date(2030, 1, 1))] == [False]
    assert breaches(book, record, date(2030, 1, 1)) == ()


def test_a_period_that_must_pass_is_never_late() -> None:
    book = law_of(Clock(length=length("1wd")))
    assert breaches(book, walk(book, case(book), ("wait", june(9))), june(30)) == ()


@pytest.mark.parametrize(("mark", "possible"), [(Mark.UNVERIFIED, True), (Mark.AS_TOLD, True), (Mark.INTERP, False)])
def test_hearsay_makes_a_breach_only_possible(mark: Mark, possible: bool) -> None:
    book = law_of(Clock(binds="a", length=length("1wd"), mark=mark))
    (found,) = breaches(book, walk(book, case(book), ("wait", june(9))), june(30))
    assert found.possible is possible


def test_when_late_the_next_step_is_the_letter_that_explains() -> None:
    book = law_of(Clock(binds="a", length=length("5wd"), late="longer"))
    record = walk(book, case(book), ("wait", june(9)))
    assert [act.urgent for act in next_acts(book, record, june(16))] == [False] * 5
    urgent = next_acts(book, record, june(17))[0]
    assert (urgent.act, urgent.urgent) == ("longer", True)


STOPS = law(
    {"file": rule(to="wait"), "rest": rule("wait", to="rest"), "wait": rule("rest", to="wait")},
    states(wait="t", rest=""),
    procedures={
        "order": Procedure(
            about=("case",),
            states=states(on="", end=""),
            acts={
                "stop": rule(to="on", effects=(Bar(acts=("rest",), clocks=("t",)),)),
                "lift": rule("on", to="end", effects=(Release(),)),
            },
        )
    },
    clocks={"t": Clock(binds="a", length=length("10wd"))},
)


def _stopped(*steps: tuple[str, str, int]) -> Record:
    """Orders that stop and lift, on a case filed on the 9th whose clock would end on the 23rd."""
    docket = {"1": walk(STOPS, case(STOPS), ("file", june(9)))}
    for number, verb, day in steps:
        docket.setdefault(number, case(STOPS, number, "order", subject="1"))
        docket = dict(go(STOPS, docket, number, verb, june(day)).docket)
    return docket["1"]


def test_no_day_touched_by_a_stop_counts() -> None:
    assert last(STOPS, _stopped()) == june(23)
    # stopped on day 6 of 10, so five are spent: five remain from the day after the lift
    assert last(STOPS, _stopped(("2", "stop", 17), ("2", "lift", 18))) == june(25)
    # stopped on the last day: one remains
    assert last(STOPS, _stopped(("2", "stop", 23), ("2", "lift", 25))) == june(26)
    # over before the stop
    assert last(STOPS, _stopped(("2", "stop", 24), ("2", "lift", 25))) == june(23)
    assert last(STOPS, _stopped(("2", "stop", 17))) is None


def test_with_several_stops_the_last_lift_counts_and_each_day_once() -> None:
    two = _stopped(("2", "stop", 17), ("3", "stop", 18), ("2", "lift", 19))
    assert last(STOPS, two) is None
    assert last(STOPS, _stopped(("2", "stop", 17), ("3", "stop", 18), ("2", "lift", 19), ("3", "lift", 20))) == june(27)


def test_a_clock_that_begins_under_a_hold_begins_to_run_with_the_lift() -> None:
    held = walk(STOPS, case(STOPS), ("file", june(9)))._replace(holds=(Hold("9", (), ("t",), june(9)),))
    rested = walk(STOPS, held, ("rest", june(10)), ("wait", june(11)))
    assert last(STOPS, rested) is None
    docket = {"1": rested, "9": case(STOPS, "9", "order", subject="1")._replace(state="on")}
    lifted = go(STOPS, docket, "9", "lift", june(13)).docket["1"]
    assert last(STOPS, lifted) == june(27)
    assert last(STOPS, _stopped(("2", "stop", 10), ("2", "lift", 17))) == date(2025, 7, 1)  # none was spent


def test_a_stopped_clock_that_is_left_stands_no_longer() -> None:
    held = _stopped(("2", "stop", 17))
    left = yes(STOPS, held._replace(holds=()), "rest", june(19)).record
    assert left.runs[0].stops == ((june(17), june(19)),)


ENDS = law(
    {
        "file": rule(to="wait"),
        "expire": rule("wait", to="end", by="clock"),
        "remind": rule("wait", by="clock"),
        "doubt": rule("wait", to="end", by="clock", when=when(sure="sure")),
        "note": rule("wait"),
    },
    states(wait="second first unsure", end=""),
    facts=facts(sure="boolean"),
    clocks={
        "first": Clock(length=length("2wd"), at_end="remind"),
        "second": Clock(length=length("4wd"), at_end="expire"),
        "unsure": Clock(length=length("1wd"), at_end="doubt"),
    },
)


def test_what_happens_at_an_end_happens_on_the_day_after_in_order() -> None:
    docket = {"1": walk(ENDS, case(ENDS), ("file", june(9)))}
    assert expire(lambda _: ENDS, docket, june(11)).changed == ()
    done = expire(lambda _: ENDS, docket, june(30))
    assert [(step.act.verb, step.on) for step in done.steps] == [("remind", june(12)), ("expire", june(14))]
    assert done.docket["1"].state == "end"
    assert done.docket["1"].last is not None and done.docket["1"].last.recorded == june(30)


def test_looking_twice_changes_nothing() -> None:
    once = expire(lambda _: ENDS, {"1": walk(ENDS, case(ENDS), ("file", june(9)))}, june(13))
    assert [step.act.verb for step in once.steps] == ["remind"]
    again = expire(lambda _: ENDS, once.docket, june(13))
    assert (again.steps, again.changed, again.docket) == ((), (), once.docket)


def test_an_end_that_is_not_determined_leaves_the_case_to_a_person() -> None:
    docket = {"1": walk(ENDS, case(ENDS), ("file", june(9)))._replace(facts={"sure": True})}
    assert expire(lambda _: ENDS, docket, june(30)).docket["1"].done.keys() == {"file", "doubt"}


def test_ends_come_before_the_act_of_the_day() -> None:
    docket = {"1": walk(ENDS, case(ENDS), ("file", june(9)))}
    done = go(ENDS, docket, "1", "note", june(13))
    assert [step.act.verb for step in done.steps] == ["remind", "note"]
    late = no(ENDS, done.docket["1"], "note", june(11), recorded=june(13), may_record_late=True)
    assert late.reason is Reason.WRONG_DAY  # an end was already performed


def test_on_the_same_day_the_order_of_the_state_counts() -> None:
    acts = {
        "file": rule(to="wait"),
        "a": rule("wait", to="x", by="clock"),
        "b": rule("wait", to="y", by="clock"),
    }
    clocks = {"p": Clock(length=length("2nd"), at_end="a"), "q": Clock(length=length("2nd"), at_end="b")}
    for order, state in (("p q", "x"), ("q p", "y")):
        book = law(acts, states(wait=order, x="", y=""), clocks=clocks)
        done = expire(lambda _, book=book: book, {"1": walk(book, case(book), ("file", june(9)))}, june(30))
        assert [record.state for record in done.docket.values()] == [state]
