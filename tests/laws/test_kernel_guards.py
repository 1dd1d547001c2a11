"""The order of guards: an act with everything wrong is mended group by group, and each time the next group answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from guiju.kernel.record import Hold, Taken
from guiju.kernel.refusals import SAYS, Fault, Reason, Refused
from guiju.kernel.resolved import resolve
from guiju.kernel.rulebook import (
    Clock,
    Code,
    Condition,
    Extend,
    Ground,
    Need,
    Procedure,
    Role,
    SendLetter,
    Status,
    Through,
    Unique,
    Window,
)
from guiju.kernel.values import Mark, Term, Text
from tests.laws.builders import (
    CN,
    MONDAY,
    NAME,
    among,
    ask,
    case,
    facts,
    form,
    june,
    law,
    letter,
    no,
    rule,
    states,
    version,
    walk,
    when,
    yes,
)

DO = rule(
    "open",
    to="open",
    form="f",
    window=Window(from_=june(10), to=june(20)),
    at_most=1,
    needs={"other": Need(case="paper", key={"number": "'P'"}, in_=("signed",))},
    when=when(fit="fit", known="known"),
    grounds="why",
    effects=(SendLetter(letter="notice"), Code(fact="code", scheme="s")),
    cite="XX/example#a1",
)
WRONG: dict[str, Any] = {
    "status": Status.DRAFT,
    "verb": "fly",
    "state": "shut",
    "role": "b",
    "recorded": june(5),
    "held": True,
    "on": june(9),
    "name": "too long",
    "done": 1,
    "twin": "open",
    "paper": "drafted",
    "fit": False,
    "known": None,
    "grounds": ("whim",),
    "stated": (),
    "code": None,
}
FAULT = Fault(field="name", kind="stated", remedy=NAME)
# Each repair, and the reason that was given until it was made.
REPAIRS: list[tuple[Reason, dict[str, Any]]] = [
    (Reason.NOT_IN_FORCE, {"status": Status.IN_FORCE}),
    (Reason.NO_SUCH_ACT, {"verb": "do"}),
    (Reason.WRONG_STATE, {"state": "open"}),
    (Reason.NOT_YOUR_ROLE, {"role": "a"}),
    (Reason.WRONG_DAY, {"recorded": None}),
    (Reason.HELD, {"held": False}),
    (Reason.OUTSIDE_WINDOW, {"on": june(12)}),
    (Reason.FORM_FAULTS, {"name": "例"}),
    (Reason.AT_MOST, {"done": 0}),
    (Reason.DUPLICATE, {"twin": "shut"}),
    (Reason.NEEDS, {"paper": "signed"}),
    (Reason.CONDITION_FAILED, {"fit": True}),
    (Reason.NOT_DETERMINED, {"known": True}),
    (Reason.GROUND_NEEDED, {"grounds": ("late",)}),
    (Reason.NOTHING_NEW, {"stated": (FAULT,)}),
    (Reason.EFFECT_IMPOSSIBLE, {"code": "X1"}),
]


def _judged(now: Mapping[str, Any]) -> Taken | Refused:
    acts = {"file": rule(to="open", form="f"), "do": DO}
    once = {"once": Unique(key=("name",), except_in=("shut",))}
    book = law(
        procedures={"case": Procedure(states=states(open="", shut=""), acts=acts, unique=once)},
        version=version(now["status"]),
        forms={"f": form(name={"required": True, "at": "draft", "longest": 3})},
        facts=facts(fit="boolean", known="boolean", code="text"),
        letters={"notice": letter(lists="faults")},
        grounds={"why": {"late": Ground()}},
    )
    record = case(book)._replace(
        state=now["state"],
        facts={name: now[name] for name in ("fit", "known") if now[name] is not None},
        holds=(Hold("2", ("do",), (), june(1)),) if now["held"] else (),
        done={"do": (june(2),)} if now["done"] else {},
    )
    more = {key: now[key] for key in ("recorded", "grounds", "stated")}
    given = {"code": now["code"]} if now["code"] else {}
    twin = case(book, "9")._replace(state=now["twin"], facts={"name": "例"})
    cases = among(book, twin, case(book, "P", "paper")._replace(state=now["paper"]))
    more |= {"facts": {"name": now["name"]}, "given": given, "cases": cases}
    return ask(book, record, now["verb"], now["on"], now["role"], **more)


def test_the_groups_answer_in_their_order() -> None:
    now = dict(WRONG)
    for reason, repair in REPAIRS:
        answer = _judged(now)
        assert isinstance(answer, Refused)
        assert answer.reason is reason
        assert answer.text.zh and answer.text.en
        now |= repair
    assert isinstance(_judged(now), Taken)


def test_every_reason_stands_in_the_table_and_has_words() -> None:
    # the key of a request is judged by the store, before any of these
    assert [reason for reason, _ in REPAIRS] == [reason for reason in Reason if reason is not Reason.KEY_REUSED]
    assert SAYS.keys() == set(Reason)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.AS_TOLD, Status.REPEALED])
def test_only_law_in_force_acts(status: Status) -> None:
    book = law({"file": rule(to="open")}, version=version(status))
    assert no(book, case(book), "file", MONDAY).reason is Reason.NOT_IN_FORCE
    played = resolve(book.rulebook, CN, simulate=True)
    assert yes(played, case(played), "file", MONDAY).record.state == "open"


def test_expiry_ends_new_cases_and_no_running_ones() -> None:
    acts = {"file": rule(to="open"), "go": rule("open", to="end")}
    book = law(acts, states(open="", end=""), version=version(effective=june(2), expires=june(10)))
    assert no(book, case(book), "file", june(1)).reason is Reason.NOT_IN_FORCE
    assert no(book, case(book), "file", june(11)).reason is Reason.NOT_IN_FORCE
    yes(book, case(book), "file", june(2))
    record = yes(book, case(book), "file", june(10)).record
    assert yes(book, record, "go", june(30)).record.state == "end"
    yes(book, case(book, "2", subject="1"), "file", june(11), subject=record)  # as the case that it is about


def test_a_wrong_state_says_who_was_first_and_what_is_open() -> None:
    acts = {"file": rule(to="open"), "go": rule("open", to="end"), "stay": rule("* end", to="end")}
    book = law(acts, states(open="", end=""))
    record = yes(book, case(book), "file", MONDAY, party="示例甲").record
    answer = no(book, record, "file", MONDAY)
    assert answer.open_acts == ("go", "stay")
    assert answer.detail is not None and "示例甲" in answer.detail.zh and str(MONDAY) in answer.detail.en


def test_any_state_but_a_final_one() -> None:
    book = law({"file": rule(to="open"), "note": rule("*"), "go": rule("open", to="end")}, states(open="", end=""))
    record = walk(book, case(book), ("file", MONDAY), ("note", MONDAY))
    assert record.state == "open"
    assert no(book, walk(book, record, ("go", MONDAY)), "note", MONDAY).reason is Reason.WRONG_STATE


AGENTS = law(
    {"file": rule(to="open"), "go": rule("open", to="open", desk="counter")},
    roles={"a": Role(through={"agent": Through(paper="mandate", answers="agent"), "friend": Through()})},
    desks={"counter": Role()},
)


def test_an_agent_needs_the_paper_that_the_text_asks_for() -> None:
    refused = no(AGENTS, case(AGENTS), "file", MONDAY, "agent")
    assert refused.reason is Reason.NOT_YOUR_ROLE and refused.detail is not None and "mandate" in refused.detail.en
    assert yes(AGENTS, case(AGENTS), "file", MONDAY, "agent", mandate="paper 7").record.parties == {}
    yes(AGENTS, case(AGENTS), "file", MONDAY, "friend")


def test_who_acts_in_a_role_is_the_party_to_the_case() -> None:
    record = yes(AGENTS, case(AGENTS), "file", MONDAY, party="示例甲").record
    assert record.parties == {"a": "示例甲"}
    assert no(AGENTS, record, "go", MONDAY, party="示例乙").reason is Reason.NOT_YOUR_ROLE
    yes(AGENTS, record, "go", MONDAY, party="示例甲")


def test_a_desk_is_asked_for_only_where_desks_are_known() -> None:
    record = yes(AGENTS, case(AGENTS), "file", MONDAY).record
    yes(AGENTS, record, "go", MONDAY)
    yes(AGENTS, record, "go", MONDAY, desks=frozenset(("counter", "other")))
    for desks in (frozenset(("other",)), frozenset[str]()):
        assert no(AGENTS, record, "go", MONDAY, desks=desks).reason is Reason.NOT_YOUR_ROLE


def test_days() -> None:
    book = law({"file": rule(to="open"), "go": rule("open", to="open")})
    record = yes(book, case(book), "file", june(9)).record
    assert no(book, record, "go", june(8)).reason is Reason.WRONG_DAY  # before the last act
    assert no(book, record, "go", june(12), recorded=june(11)).reason is Reason.WRONG_DAY  # in the future
    assert no(book, record, "go", june(10), recorded=june(11)).reason is Reason.WRONG_DAY  # late, without the right
    late = yes(book, record, "go", june(10), recorded=june(11), may_record_late=True).record
    assert late.last is not None and (late.last.on, late.last.recorded) == (june(10), june(11))
    yes(book, record, "go", june(9))  # on the same day, and a day off will do
    yes(book, record, "go", june(14))


def test_within_a_group_all_is_told_at_once() -> None:
    acts = {
        "file": rule(to="open"),
        "go": rule(
            "open",
            when={
                **when(x="fit", y="!fit", z="known"),
                "tall": Condition(is_="fit && known", label=Text("够高", "tall")),
            },
            after="wait",
            within="race",
            window=Window(from_=june(20)),
        ),
        "say": rule("open", when=when(x="fit", y="!fit", z="known")),
    }
    book = law(
        acts,
        states(open="wait race"),
        facts=facts(fit="boolean", known="boolean"),
        clocks={"wait": Clock(length=Term.parse("9wd")), "race": Clock(length=Term.parse("1wd"))},
    )
    record = yes(book, case(book), "file", june(9)).record._replace(facts={"fit": False})
    answer = no(book, record, "say", june(9))
    assert (answer.reason, [fault.field for fault in answer.faults]) == (Reason.CONDITION_FAILED, ["x"])
    shut = no(book, record, "go", june(16)).detail
    assert shut is not None and shut.en.count(";") == 3  # three times shut, one of them in two halves
    both = no(book, record._replace(facts={}), "say", june(9))
    assert (both.reason, both.missing) == (Reason.NOT_DETERMINED, ("fit", "known"))


def test_grounds_come_from_the_list_or_are_free_where_there_is_none() -> None:
    acts = {"open": rule(grounds="why"), "free": rule(grounds="other")}
    book = law(acts, grounds={"why": {"late": Ground(), "fraud": Ground()}})
    assert no(book, case(book), "open", MONDAY, grounds=(" ",)).reason is Reason.GROUND_NEEDED
    answer = no(book, case(book), "open", MONDAY, grounds=("late", "whim"))
    assert answer.detail is not None and "fraud, late" in answer.detail.en
    yes(book, case(book), "open", MONDAY, grounds=("late", "fraud"))
    yes(book, case(book), "free", MONDAY, grounds=("in our own words",))
    assert no(book, case(book), "free", MONDAY).reason is Reason.GROUND_NEEDED


WINDOWS = law(
    {
        "file": rule(to="open"),
        "after": rule("open", after="wait"),
        "within": rule("open", within="wait"),
        "call": rule("open", window=Window(from_=june(10), to=june(12))),
        "renew": rule("open", window=Window(last=Term.parse("10nd"), before="end_on")),
        "never": rule("open", after="other"),
        "named": rule("open", after="named"),
    },
    states(open="wait named"),
    facts=facts(end_on="date"),
    clocks={
        "wait": Clock(length=Term.parse("2wd")),
        "other": Clock(length=Term.parse("1wd")),
        "named": Clock(until="end_on"),
    },
)


@pytest.mark.parametrize(
    ("verb", "open_", "shut"),
    [
        ("after", (12, 13, 30), (9, 10, 11)),  # wait runs from the 9th, its last day is the 11th
        ("within", (9, 10, 11), (12, 13)),
        ("call", (10, 12), (9, 13)),
        ("renew", (15, 25), (14, 26)),
        ("named", (26,), (24, 25)),
        ("never", (), (9, 30)),
    ],
)
def test_windows(verb: str, open_: tuple[int, ...], shut: tuple[int, ...]) -> None:
    record = yes(WINDOWS, case(WINDOWS), "file", june(9)).record._replace(facts={"end_on": june(25)})
    for day in open_:
        yes(WINDOWS, record, verb, june(day))
    for day in shut:
        assert no(WINDOWS, record, verb, june(day)).reason is Reason.OUTSIDE_WINDOW


def test_a_window_on_an_unknown_day_is_shut() -> None:
    record = yes(WINDOWS, case(WINDOWS), "file", june(9)).record
    for verb in ("renew", "named"):
        answer = no(WINDOWS, record, verb, june(20))
        assert answer.detail is not None and "not determined" in answer.detail.en


def test_within_a_clock_of_the_contested_case() -> None:
    acts = {"object": rule(within="subject.wait")}
    book = law(
        {"file": rule(to="open"), "go": rule("open", to="end")},
        states(open="wait", end=""),
        procedures={"objection": Procedure(about=("case",), acts=acts, states=states(end=""))},
        clocks={"wait": Clock(length=Term.parse("2wd"))},
    )
    subject = yes(book, case(book), "file", june(9)).record
    objection = case(book, "2", "objection", subject="1")
    yes(book, objection, "object", june(11), subject=subject)
    assert no(book, objection, "object", june(12), subject=subject).reason is Reason.OUTSIDE_WINDOW
    over = yes(book, subject, "go", june(10)).record
    assert no(book, objection, "object", june(11), subject=over).reason is Reason.OUTSIDE_WINDOW
    assert no(book, objection, "object", june(11)).reason is Reason.OUTSIDE_WINDOW


def test_after_a_clock_of_the_contested_case() -> None:
    book = law(
        {"file": rule(to="open"), "go": rule("open", to="end")},
        states(open="wait", end=""),
        procedures={"objection": Procedure(about=("case",), acts={"flag": rule(after="subject.wait")})},
        clocks={"wait": Clock(length=Term.parse("2wd"))},
    )
    subject = yes(book, case(book), "file", june(9)).record
    objection = case(book, "2", "objection", subject="1")
    assert no(book, objection, "flag", june(11), subject=subject).reason is Reason.OUTSIDE_WINDOW
    yes(book, objection, "flag", june(12), subject=subject)
    assert no(book, objection, "flag", june(12)).reason is Reason.OUTSIDE_WINDOW
    assert no(book, objection, "flag", june(12), subject=case(book)).reason is Reason.OUTSIDE_WINDOW


def test_hearsay_refuses_nobody() -> None:
    rumour = Condition(is_="fit", mark=Mark.UNVERIFIED)
    told = Clock(length=Term.parse("1wd"), mark=Mark.AS_TOLD)
    acts = {"file": rule(to="open"), "go": rule("open", when={"rumour": rumour}, after="told", within="told")}
    book = law(acts, states(open="told"), facts=facts(fit="boolean"), clocks={"told": told})
    record = yes(book, case(book), "file", june(9)).record
    for known in ({"fit": False}, {}, {"fit": True}):
        for day in (9, 10, 11):
            taken = yes(book, record._replace(facts=known), "go", june(day))
            assert taken.mark is Mark.UNVERIFIED
            assert taken.advice == (() if known.get("fit") else ("rumour",))
    interp = Condition(is_="fit", mark=Mark.INTERP)
    firm = law({"go": rule(when={"reading": interp})}, facts=facts(fit="boolean"))
    assert no(firm, case(firm)._replace(facts={"fit": False}), "go", MONDAY).reason is Reason.CONDITION_FAILED


def test_what_cannot_be_computed_is_not_determined() -> None:
    acts = {"go": rule(when=when(x="n / m == 1")), "set": rule(form="f")}
    book = law(
        acts, facts=facts(n="integer", m="integer"), forms={"f": form(n={"check": "date('x') < on", "at": "draft"})}
    )
    assert no(book, case(book)._replace(facts={"n": 1, "m": 0}), "go", MONDAY).reason is Reason.NOT_DETERMINED
    assert no(book, case(book), "set", MONDAY, facts={"n": "1"}).reason is Reason.NOT_DETERMINED


def test_only_a_running_clock_is_extended() -> None:
    more = Extend(clock="wait", by=Term.parse("1wd"))
    book = law({"go": rule(effects=(more,))}, clocks={"wait": Clock(length=Term.parse("1wd"))})
    assert no(book, case(book), "go", MONDAY).reason is Reason.EFFECT_IMPOSSIBLE


def test_a_hold_bars_what_it_names_until_it_is_lifted() -> None:
    book = law({"go": rule(), "stay": rule()})
    held = case(book)._replace(holds=(Hold("2", ("go",), (), june(1)), Hold("3", ("go",), (), june(1))))
    answer = no(book, held, "go", MONDAY)
    assert answer.detail is not None and "2" in answer.detail.en and "3" in answer.detail.en
    yes(book, held, "stay", MONDAY)
    one = held._replace(holds=(held.holds[0]._replace(lifted=june(2)), held.holds[1]))
    assert no(book, one, "go", MONDAY).reason is Reason.HELD
    yes(book, one, "go", MONDAY, party="3")  # an act that the holder tells passes
