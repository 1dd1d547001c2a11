"""Duties, decision tables and periods on a record: what somebody owes, since when, and what is not determined."""

from __future__ import annotations

from datetime import date

import pytest

from guiju.kernel.assessment import Verdict, answer
from guiju.kernel.derive import DutyView, breaches, duties, next_acts, unresolved
from guiju.kernel.record import Hold, Record
from guiju.kernel.rulebook import Clock, Duty, Row, Table
from guiju.kernel.values import Fact, Mark, Term
from tests.laws.builders import CN, case, facts, june, law, rule, states, version, yes

FIVE = Clock(length=Term.parse("5wd"), binds="a")


def view(record_facts: dict[str, Fact], *, state: str = "start", filed: int | None = None, **more: object) -> DutyView:
    given = {"arises": ("came",), "binds": "a", "met_by": "case.file", "undone_by": ("no",), "clock": FIVE, **more}
    book = law(
        {"file": rule(to="open"), "drop": rule("open", to="no")},
        states(open="", no=""),
        facts=facts(came="date", also="date", due_now="boolean"),
        duties={"d": Duty(**given)},  # type: ignore[arg-type]
        version=version(effective=june(2)),
    )
    done = {} if filed is None else {"file": (june(filed),)}
    record = case(book)._replace(facts=record_facts, state=state, done=done)
    (seen,) = duties(book, record, june(20))
    missed = breaches(book, record, june(20))
    assert [breach.term for breach in missed] == (["d"] if seen.late and seen.force == "must" else [])
    return seen


def test_a_duty_arises_and_is_met() -> None:
    owed = view({"came": june(9)})
    assert (owed.applies, owed.arose, owed.due, owed.met, owed.late) == (True, june(9), june(16), None, True)
    met = view({"came": june(9)}, filed=16)
    assert (met.met, met.late) == (june(16), False)
    late = view({"came": june(9)}, filed=17)
    assert (late.met, late.late) == (june(17), True)


def test_a_duty_until_a_day_that_a_fact_names() -> None:
    until = Clock(until="also", binds="a")
    owed = view({"came": june(2), "also": june(9)}, clock=until)
    assert (owed.due, owed.late) == (june(9), True)
    assert view({"came": june(2), "also": june(9)}, clock=until, filed=9).late is False
    assert (view({"came": june(2)}, clock=until).due, view({"also": june(9)}, clock=until).due) == (None, None)


def test_what_came_to_nothing_revives_the_duty_with_its_old_last_day() -> None:
    undone = view({"came": june(9)}, state="no", filed=10)
    assert (undone.met, undone.due, undone.late) == (None, june(16), True)


def test_an_unknown_duty_asks() -> None:
    assert (view({}).applies, view({}).missing) == (None, ("came",))
    asking = view({"came": june(9)}, when="due_now")
    assert (asking.applies, asking.missing, asking.due, asking.late) == (None, ("due_now",), None, False)
    assert view({"came": june(9), "due_now": True}, when="due_now").applies is True
    assert view({"due_now": False}, when="due_now").applies is False


@pytest.mark.parametrize("force", ["encouraged", "may"])
def test_only_what_must_be_done_can_be_breached(force: str) -> None:
    assert view({"came": june(9)}, force=force).due == june(16)  # `view` looks at the breaches


def test_whichever_comes_first() -> None:
    arises = ("came", "also")
    assert view({"came": june(11), "also": june(10)}, arises=arises).arose == june(10)
    assert view({"also": june(12)}, arises=arises).arose == june(12)
    assert view({}, arises=("in_force",)).arose == june(2)


def test_hearsay_makes_no_breach() -> None:
    book = law(
        {"file": rule()},
        facts=facts(came="date"),
        duties={"d": Duty(arises=("came",), binds="a", met_by="case.file", clock=FIVE, mark=Mark.AS_TOLD)},
    )
    (breach,) = breaches(book, case(book)._replace(facts={"came": june(2)}), june(30))
    assert breach.possible


def test_duties_of_other_procedures_are_not_this_record_s() -> None:
    book = law({}, duties={"d": Duty(arises=("in_force",), binds="a", met_by="other.file", clock=FIVE)})
    assert duties(book, case(book), june(9)) == ()


def table(hit: str, facts_: dict[str, Fact]) -> tuple[str, tuple[str, ...], tuple[str, ...], bool]:
    """Rows p (rank 1) gives x, q (rank 2) gives x, r (rank 3) gives y."""
    rows = {
        "third": Row(rank=3, when="r", gives="y"),
        "first": Row(rank=1, when="p", gives="x", mark=Mark.INTERP),
        "second": Row(rank=2, when="q", gives="x"),
    }
    book = law({}, facts=facts(p="boolean", q="boolean", r="boolean"), tables={"t": Table(hit=hit, rows=rows)})
    given = answer(book, "t", facts_, june(9))
    return given.verdict.value, given.gives, given.missing, given.at_least


YES, NO_, OPEN = Verdict.APPLIES.value, Verdict.DOES_NOT_APPLY.value, Verdict.NOT_DETERMINED.value
NONE: dict[str, Fact] = {"p": False, "q": False, "r": False}


@pytest.mark.parametrize(
    ("hit", "known", "wanted"),
    [
        ("first", {"p": True, "q": True, "r": True}, (YES, ("x",), (), False)),
        ("first", {"p": False, "q": False, "r": True}, (YES, ("y",), (), False)),
        ("first", {"q": True}, (YES, ("x",), (), False)),  # unknown before it, but both give the same
        ("first", {"r": True}, (OPEN, (), ("p", "q"), False)),
        ("first", {"p": False, "q": False}, (OPEN, (), ("r",), False)),
        ("first", NONE, (NO_, (), (), False)),
        ("first", {"p": True}, (YES, ("x",), (), False)),  # what stands behind does not matter
        ("all", {"p": True, "q": False, "r": True}, (YES, ("x", "y"), (), False)),
        ("all", {"p": True}, (YES, ("x",), ("q", "r"), False)),
        ("all", {}, (OPEN, (), ("p", "q", "r"), False)),
        ("all", NONE, (NO_, (), (), False)),
        ("highest", {"r": True}, (YES, ("y",), ("p", "q"), True)),  # at least y
        ("highest", {"p": True}, (YES, ("x",), (), False)),
        ("highest", {"p": False, "q": False, "r": True}, (YES, ("y",), (), False)),
        ("highest", {"p": False, "q": False}, (OPEN, (), ("r",), False)),
        ("highest", NONE, (NO_, (), (), False)),
    ],
)
def test_tables(hit: str, known: dict[str, Fact], wanted: object) -> None:
    assert table(hit, known) == wanted


def test_an_answer_has_the_weakest_mark_of_its_rows() -> None:
    rows = {"a": Row(rank=1, gives="x", mark=Mark.INTERP), "b": Row(rank=2, gives="y", mark=Mark.AS_TOLD)}
    book = law({}, tables={"t": Table(hit="all", rows=rows), "u": Table(rows=rows)})
    assert answer(book, "t", {}, june(9)).mark is Mark.AS_TOLD
    assert answer(book, "u", {}, june(9)).mark is Mark.INTERP


def test_what_holds_a_case_back_after_its_period_is_shown() -> None:
    book = law(
        {"file": rule(to="open"), "go": rule("open", after="wait")},
        states(open="wait"),
        clocks={"wait": Clock(length=Term.parse("2wd"))},
    )
    filed: Record = yes(book, case(book), "file", june(9)).record
    held = filed._replace(holds=(Hold("7", ("go",), (), june(10)),))
    (offer,) = next_acts(book, held, june(10))
    assert (offer.act, offer.opens, offer.barred) == ("go", june(12), ("7",))
    assert unresolved(book, held, june(11)) == ()
    assert unresolved(book, held, june(12)) == ("7",)
    assert unresolved(book, filed, june(12)) == ()


def test_a_duty_past_the_horizon_is_provisional() -> None:
    book = law(
        {"file": rule()},
        facts=facts(came="date"),
        duties={"d": Duty(arises=("came",), binds="a", met_by="case.file", clock=FIVE)},
    )
    (seen,) = duties(book, case(book)._replace(facts={"came": date(2026, 12, 30)}), CN.horizon)
    assert seen.provisional
