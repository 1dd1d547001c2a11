"""Several records: an act, what fell due before it, and what it does to others happen together or not at all."""

from __future__ import annotations

from guiju.kernel.docket import Docket, expire
from guiju.kernel.refusals import Reason
from guiju.kernel.rulebook import Bar, Clock, Code, Open, Procedure, Release, Set, SetMark, Tell
from guiju.kernel.values import Term
from tests.laws.builders import case, facts, go, june, law, no, rule, states, stuck, walk, when

BOOK = law(
    {
        "file": rule(to="open"),
        "wait": rule("open", to="waiting"),
        "done": rule("waiting open", to="end", effects=(Open(case="entry", in_="valid", about="me", set={"n": "1"}),)),
        "stop": rule("waiting", to="end", by="case:objection", effects=(SetMark(name="stopped"),)),
        "marked": rule("open waiting", by="case:objection", effects=(SetMark(name="contested"),)),
        "coded": rule("open waiting", by="case:objection", effects=(Code(fact="code", scheme="s"),)),
        "lapse": rule("waiting", to="open", by="clock"),
    },
    states(open="", waiting="publicity", end=""),
    facts=facts(n="integer", code="text", sure="boolean"),
    clocks={
        "publicity": Clock(length=Term.parse("5nd"), at_end="lapse"),
        "validity": Clock(length=Term.parse("10nd"), count="same_day", at_end="expire"),
        "silence": Clock(length=Term.parse("3nd"), at_end="spread"),
    },
    procedures={
        "objection": Procedure(
            about=("case",),
            states=states(standing="", silent="silence", upheld="", rejected=""),
            acts={
                "object": rule(to="standing", within="subject.publicity", effects=(Bar(acts=("done",)),)),
                "still": rule(to="silent"),
                "uphold": rule(
                    "standing",
                    to="upheld",
                    effects=(Release(), Tell(act="stop", in_=("waiting",)), SetMark(name="won")),
                ),
                "mark": rule("standing", effects=(Tell(act="marked"),)),
                "code": rule("standing", to="upheld", effects=(Release(), Tell(act="coded"))),
                "spread": rule("silent", to="upheld", by="clock", effects=(Tell(act="marked"), Tell(act="coded"))),
                "reject": rule("standing", to="rejected", effects=(Release(),)),
            },
        ),
        "entry": Procedure(
            about=("case",),
            states=states(valid="validity", expired=""),
            acts={
                "expire": rule("valid", to="expired", by="clock", effects=(Set(values={"n": "n + 1"}),)),
                "see": rule("valid expired"),
                "sure": rule("valid", when=when(sure="sure")),
            },
        ),
    },
)


def contested() -> Docket:
    docket: Docket = {"1": walk(BOOK, case(BOOK), ("file", june(9)), ("wait", june(9)))}
    for number in ("2", "3"):
        docket = go(
            BOOK, {**docket, number: case(BOOK, number, "objection", subject="1")}, number, "object", june(11)
        ).docket
    return docket


def test_an_objection_bars_what_it_names() -> None:
    docket = contested()
    answer = stuck(BOOK, docket, "1", "done", june(12))
    assert (answer.reason, answer.detail is not None and "2" in answer.detail.en) == (Reason.HELD, True)
    one = go(BOOK, docket, "2", "reject", june(12)).docket
    assert stuck(BOOK, one, "1", "done", june(12)).reason is Reason.HELD  # one hold lifted leaves the other
    both = go(BOOK, one, "3", "reject", june(12)).docket
    assert go(BOOK, both, "1", "done", june(12)).docket["1"].state == "end"


def test_a_told_act_is_an_act_with_its_guards() -> None:
    done = go(BOOK, contested(), "2", "uphold", june(12))
    assert [(step.act.verb, step.act.role, step.record.number) for step in done.steps] == [
        ("uphold", "a", "2"),
        ("stop", "case:objection", "1"),
    ]
    assert (done.docket["1"].state, done.docket["1"].marks, done.docket["2"].marks) == ("end", ("stopped",), ("won",))
    assert set(done.changed) == {"1", "2"}
    # the case is no longer where it could be told: that is skipped, the rest happens
    assert go(BOOK, done.docket, "3", "uphold", june(13)).docket["3"].state == "upheld"


TOLD = law(
    {"file": rule(to="open"), "renamed": rule("open", by="case:change")},
    states(open="", end=""),
    facts=facts(name="text", other="text", until="date", sure="boolean"),
    procedures={
        "change": Procedure(
            about=("case",),
            states=states(standing="", end=""),
            acts={
                "ask": rule(to="standing", effects=(Bar(acts=("file",), mark="contested", ends="with_case"),)),
                "see": rule("standing", when=when(sure="sure")),
                "grant": rule(
                    "standing", to="end", effects=(Tell(act="renamed", with_={"name": "name", "other": "'x' + other"}),)
                ),
                "fail": rule("standing", to="end"),
            },
        ),
    },
)


def told(name: str | None = None) -> Docket:
    subject = walk(TOLD, case(TOLD), ("file", june(9)))._replace(facts={"name": "old", "other": "y", "sure": True})
    change = case(TOLD, "2", "change", subject="1")._replace(facts={"name": name} if name else {})
    return go(TOLD, {"1": subject, "2": change}, "2", "ask", june(10)).docket


def test_a_told_act_carries_facts_and_what_is_left_open_stands() -> None:
    assert go(TOLD, told("new"), "2", "grant", june(11)).docket["1"].facts["name"] == "new"
    kept = go(TOLD, told(), "2", "grant", june(11)).docket["1"]
    assert dict(kept.facts) == {"name": "old", "other": "xy", "sure": True}
    lost = told()
    lost = {**lost, "1": lost["1"]._replace(facts={})}
    answer = stuck(TOLD, lost, "2", "grant", june(11))
    assert (answer.reason, answer.missing) == (Reason.NOT_DETERMINED, ("name",))


def test_conditions_see_the_facts_of_the_subject_and_of_what_it_is_about() -> None:
    docket = told()
    go(TOLD, docket, "2", "see", june(11))
    further = {"0": case(TOLD, "0")._replace(facts={"sure": False, "other": "z"}), **docket}
    further["1"] = further["1"]._replace(facts={"name": "old"}, subject="0")
    assert stuck(TOLD, further, "2", "see", june(11)).reason is Reason.CONDITION_FAILED
    assert go(TOLD, further, "2", "grant", june(11)).docket["1"].facts["other"] == "xz"


def test_a_mark_and_a_hold_that_end_with_their_case() -> None:
    docket = {**told(), "3": case(TOLD, "3", "change", subject="1")}
    docket = go(TOLD, docket, "3", "ask", june(11)).docket
    assert docket["1"].marks == ("contested",)
    one = go(TOLD, docket, "2", "fail", june(12)).docket
    assert (one["1"].marks, [hold.lifted for hold in one["1"].holds]) == (("contested",), [june(12), None])
    both = go(TOLD, one, "3", "grant", june(12)).docket
    assert (both["1"].marks, [hold.lifted for hold in both["1"].holds]) == ((), [june(12), june(12)])


def test_another_case_is_no_party() -> None:
    docket = go(BOOK, contested(), "2", "mark", june(12)).docket
    docket = go(BOOK, docket, "3", "mark", june(12)).docket
    assert docket["1"].done["marked"] == (june(12), june(12))
    assert docket["1"].parties == {}


def test_a_refusal_below_refuses_the_whole() -> None:
    docket = contested()
    answer = stuck(BOOK, docket, "2", "code", june(12))
    assert answer.reason is Reason.EFFECT_IMPOSSIBLE
    assert answer.detail is not None and "1 refused coded" in answer.detail.en
    assert docket == contested()


def test_an_end_that_fails_halfway_leaves_nothing() -> None:
    still = walk(BOOK, case(BOOK, "2", "objection", subject="1"), ("still", june(9)))
    docket = {"1": walk(BOOK, case(BOOK), ("file", june(9))), "2": still}
    seen = expire(lambda _: BOOK, docket, june(30))
    assert (seen.steps, seen.changed, seen.docket) == ((), (), docket)


def test_about_nothing() -> None:
    lonely = case(BOOK, "2", "objection")
    assert stuck(BOOK, {"2": lonely}, "2", "object", june(11)).reason is Reason.OUTSIDE_WINDOW
    standing = lonely._replace(state="standing")
    for verb in ("mark", "reject"):
        assert stuck(BOOK, {"2": standing}, "2", verb, june(11)).reason is Reason.EFFECT_IMPOSSIBLE


def test_an_opened_record_stands_with_its_clocks() -> None:
    docket = go(BOOK, {"1": walk(BOOK, case(BOOK), ("file", june(9)))}, "1", "done", june(10)).docket
    entry = docket["1-1"]
    assert (entry.procedure, entry.state, entry.subject, entry.opened) == ("entry", "valid", "1", june(10))
    assert [(run.clock, run.began) for run in entry.runs] == [("validity", june(10))]
    assert go(BOOK, docket, "1-1", "see", june(19)).docket["1-1"].state == "valid"
    late = go(BOOK, docket, "1-1", "see", june(20))
    assert [(step.act.verb, step.on) for step in late.steps] == [("expire", june(20)), ("see", june(20))]
    assert (late.docket["1-1"].state, late.docket["1-1"].facts["n"]) == ("expired", 2)


def test_what_fell_due_on_the_contested_case_comes_first() -> None:
    docket: Docket = {"1": walk(BOOK, case(BOOK), ("file", june(9)), ("wait", june(9)))}
    late = {**docket, "2": case(BOOK, "2", "objection", subject="1")}
    answer = stuck(BOOK, late, "2", "object", june(15))  # publicity ended with the 14th: the case lapsed
    assert answer.reason is Reason.OUTSIDE_WINDOW
    assert docket == {"1": docket["1"]}


def test_an_act_of_the_clock_belongs_to_no_one_else() -> None:
    record = walk(BOOK, case(BOOK), ("file", june(9)), ("wait", june(9)))
    assert no(BOOK, record, "lapse", june(20)).reason is Reason.NOT_YOUR_ROLE


def test_told_acts_may_not_go_in_a_circle() -> None:
    ring = law(
        {"call": rule("start open", to="open", by="a case:other", effects=(Tell(act="answer"),))},
        procedures={
            "other": Procedure(
                states=states(open=""),
                acts={"answer": rule("start open", to="open", by="case:case", effects=(Tell(act="call"),))},
            )
        },
    )
    docket = {"1": case(ring, "1", subject="2"), "2": case(ring, "2", "other", subject="1")}
    assert stuck(ring, docket, "1", "call", june(9)).reason is Reason.EFFECT_IMPOSSIBLE


def test_a_told_act_hands_a_role_on() -> None:
    """Whoever holds the role in the case that tells holds it in the subject; one whom it does not know changes none."""
    book = law(
        {"file": rule(to="open"), "change": rule("open", by="case:move")},
        states(open="", end=""),
        procedures={
            "move": Procedure(
                about=("case",),
                acts={"go": rule(to="end", by="a b", effects=(Tell(act="change", hands=("a",)),))},
                states=states(end=""),
            )
        },
    )
    subject = go(book, {"1": case(book)}, "1", "file", june(9), party="old").docket["1"]
    for role, holder in (("a", "new"), ("b", "old")):
        docket = {"1": subject, "2": case(book, "2", "move", subject="1")}
        done = go(book, docket, "2", "go", june(10), role=role, party="new")
        assert done.docket["1"].parties == {"a": holder}
