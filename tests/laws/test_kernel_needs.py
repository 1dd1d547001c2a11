"""Needs: another case must stand, or must not stand, before an act is taken; what was found is seen and told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from guiju.kernel import derive
from guiju.kernel.docket import expire, proceed
from guiju.kernel.needs import Lookup, no_cases, recalled
from guiju.kernel.record import Act, Met, Record, Taken
from guiju.kernel.refusals import Reason, Refused
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import Clock, Need, Procedure, Role, Set, State, Tell
from guiju.kernel.values import Mark, Term, Text
from tests.laws.builders import MONDAY, among, ask, case, facts, form, go, june, law, no, rule, states, when, yes

REMEDY = Text("先签署报告", "sign a report first")
REPORT = Need(case="report", key={"number": "paper"}, in_=("signed",), cite="XX/example#a9", remedy=REMEDY)
FIRM = Need(case="firm", key={"code": "report.firm"}, not_in=("barred",), cite="XX/example#a10", remedy=REMEDY)
PAPERS = {
    "report": Procedure(states=states(drafted="", signed="", withdrawn=""), acts={}),
    "firm": Procedure(states=states(listed="", barred=""), acts={}),
}


def _law(needs: Mapping[str, Need], **more: Any) -> Resolved:
    act = rule(to="open", form="f", needs=dict(needs), **more.pop("act", {}))
    return law(
        {"file": act, **more.pop("acts", {})},
        procedures=PAPERS,
        forms={"f": form(paper={}, own={"type": "boolean"})},
        facts=facts(firm="text", signed_on="date", code="text", seen="text", late="boolean"),
        **more,
    )


def _case(book: Resolved, number: str, procedure: str, state: str, **known: Any) -> Record:
    return case(book, number, procedure)._replace(state=state, facts=known)


BOTH = _law({"report": REPORT, "firm": FIRM}, act={"effects": (Set(values={"seen": "report.firm + report.number"}),)})


def test_a_case_that_stands_meets_the_need_and_is_seen_by_what_follows() -> None:
    cases = among(BOTH, _case(BOTH, "R", "report", "signed", firm="F1"), _case(BOTH, "1", "firm", "listed", code="F1"))
    taken = yes(BOTH, case(BOTH), "file", MONDAY, facts={"paper": "R"}, cases=cases)
    assert taken.record.facts["seen"] == "F1R"
    assert taken.met == (Met("report", "R", "signed", {"firm": "F1", "number": "R"}), Met("firm", "1", "listed", {}))


def test_without_it_the_act_is_refused_with_provision_and_remedy() -> None:
    refused = no(BOTH, case(BOTH), "file", MONDAY, facts={"paper": "R"})
    assert (refused.reason, refused.cite) == (Reason.NEEDS, "XX/example#a9")
    (fault,) = refused.faults  # of the firm nothing is said: it is not known which one is meant
    assert (fault.field, fault.kind, fault.case, fault.remedy) == ("report", "need", None, REMEDY)


def test_a_case_that_stands_otherwise_is_named() -> None:
    cases = among(BOTH, _case(BOTH, "R", "report", "withdrawn", firm="F1"))
    (fault,) = no(BOTH, case(BOTH), "file", MONDAY, facts={"paper": "R"}, cases=cases).faults
    assert fault.case == "R" and "R" in fault.remedy.zh and REMEDY.en in fault.remedy.en


def test_what_is_not_answered_needs_the_remedy_too() -> None:
    refused = no(BOTH, case(BOTH), "file", MONDAY)
    assert (refused.reason, refused.missing) == (Reason.NEEDS, ("paper",))
    assert [fault.field for fault in refused.faults] == ["report"]


def test_a_barred_one_refuses_though_another_of_its_kind_stands() -> None:
    report = _case(BOTH, "R", "report", "signed", firm="F1")
    firms = [_case(BOTH, "1", "firm", "barred", code="F1"), _case(BOTH, "2", "firm", "listed", code="F1")]
    refused = no(BOTH, case(BOTH), "file", MONDAY, facts={"paper": "R"}, cases=among(BOTH, report, *firms))
    assert [(fault.field, fault.case) for fault in refused.faults] == [("firm", "1")]


def test_what_must_not_stand_need_not_exist() -> None:
    cases = among(BOTH, _case(BOTH, "R", "report", "signed", firm="F1"))
    assert [one.need for one in yes(BOTH, case(BOTH), "file", MONDAY, facts={"paper": "R"}, cases=cases).met] == [
        "report"
    ]


def test_all_that_is_not_met_is_told_at_once() -> None:
    book = _law({"report": REPORT, "second": REPORT})
    assert [fault.field for fault in no(book, case(book), "file", MONDAY, facts={"paper": "R"}).faults] == [
        "report",
        "second",
    ]


def test_of_several_that_stand_the_newest_counts() -> None:
    any_ = Need(case="report", key={"firm": "paper"}, in_=("signed",), remedy=REMEDY)
    book = _law({"report": any_}, act={"effects": (Set(values={"seen": "report.number"}),)})
    cases = among(book, *(_case(book, number, "report", "signed", firm="F") for number in ("A", "B")))
    assert yes(book, case(book), "file", MONDAY, facts={"paper": "F"}, cases=cases).record.facts["seen"] == "B"


@pytest.mark.parametrize(("own", "reason"), [(True, None), (False, Reason.NEEDS), (None, Reason.NOT_DETERMINED)])
def test_a_need_may_have_its_own_condition(own: bool | None, reason: Reason | None) -> None:
    book = _law({"report": Need(case="report", key={"number": "paper"}, in_=("signed",), when="!own", remedy=REMEDY)})
    answer = ask(book, case(book), "file", MONDAY, facts={} if own is None else {"own": own})
    assert (answer.reason if isinstance(answer, Refused) else None) is reason
    if isinstance(answer, Refused) and reason is Reason.NOT_DETERMINED:
        assert answer.missing == ("own",) and answer.detail is not None


@pytest.mark.parametrize("mark", [Mark.UNVERIFIED, Mark.AS_TOLD])
def test_hearsay_only_advises(mark: Mark) -> None:
    heard = Need(case="report", key={"number": "paper"}, in_=("signed",), mark=mark, remedy=REMEDY)
    taken = yes(_law({"report": heard}), case(BOTH), "file", MONDAY, facts={"paper": "R"})
    assert taken.advice == ("report",) and taken.mark is mark and taken.met == ()
    assert yes(_law({"report": heard}), case(BOTH), "file", MONDAY).advice == ("report",)


def test_a_reading_binds() -> None:
    read = Need(case="report", key={"number": "paper"}, in_=("signed",), mark=Mark.INTERP, remedy=REMEDY)
    assert no(_law({"report": read}), case(BOTH), "file", MONDAY).reason is Reason.NEEDS


def test_conditions_see_what_was_found() -> None:
    book = _law({"report": REPORT}, act={"when": when(recent="report.signed_on >= date('2025-06-01')")})
    old, new = (_case(book, "R", "report", "signed", signed_on=day) for day in (june(1).replace(month=5), june(2)))
    filed = {"paper": "R"}
    assert no(book, case(book), "file", MONDAY, facts=filed, cases=among(book, old)).reason is Reason.CONDITION_FAILED
    assert yes(book, case(book), "file", MONDAY, facts=filed, cases=among(book, new)).met[0].number == "R"


ROLES = {"a": Role(needs={"firm": Need(case="firm", key={"code": "actor_uscc"}, not_in=("barred",), remedy=REMEDY)})}


def test_what_a_role_needs_holds_for_every_act_by_it() -> None:
    book = _law({}, roles={**ROLES, "b": Role()}, acts={"go": rule("open", by="a b")})
    cases = among(book, _case(book, "1", "firm", "barred", code="F1"))
    opened = yes(book, case(book), "file", MONDAY, uscc="F2", cases=cases).record
    assert no(book, case(book), "file", MONDAY, uscc="F1", cases=cases).reason is Reason.NEEDS
    assert no(book, opened, "go", MONDAY, uscc="F1", cases=cases).reason is Reason.NEEDS
    assert isinstance(ask(book, opened, "go", MONDAY, "b", uscc="F1", cases=cases), Taken)


def test_whose_code_is_not_known_is_nobody_who_is_barred() -> None:
    book = _law({}, roles=ROLES)
    cases = among(book, _case(book, "1", "firm", "barred", code="F1"))
    assert isinstance(ask(book, case(book), "file", MONDAY, cases=cases), Taken)


def test_one_question_for_all_that_can_be_asked_together() -> None:
    asked: list[tuple[str, ...]] = []
    known = among(BOTH, _case(BOTH, "R", "report", "signed", firm="F1"))

    def counting(lookups: Sequence[Lookup]) -> Mapping[Lookup, Sequence[Record]]:
        asked.append(tuple(one.need for one in lookups))
        return known(lookups)

    book = _law({"report": REPORT, "second": REPORT, "firm": FIRM})
    yes(book, case(book), "file", MONDAY, facts={"paper": "R"}, cases=counting)
    assert asked == [("report", "second"), ("firm",)]
    asked.clear()
    yes(_law({}), case(book), "file", MONDAY, cases=counting)
    assert asked == []


def test_the_calendar_and_other_cases_need_nothing() -> None:
    """What they do was judged where somebody set it going."""
    needs = {"report": REPORT}
    acts = {
        "file": rule(to="open"),
        "end": rule("open", to="end", by="clock", needs=needs),
        "shut": rule("open", to="end", by="case:other", needs=needs),
    }
    other = Procedure(
        about=("case",), states=states(told=""), acts={"tell": rule(to="told", effects=(Tell(act="shut"),))}
    )
    stands = {"open": State(clocks=("c",)), "end": State(final=True)}
    book = law(
        acts,
        stands,
        procedures={**PAPERS, "other": other},
        clocks={"c": Clock(length=Term.parse("2nd"), at_end="end")},
        facts=facts(paper="text"),
    )
    opened = yes(book, case(book), "file", MONDAY).record
    docket = {"1": opened, "2": case(book, "2", "other", subject="1")}
    assert go(book, docket, "2", "tell", MONDAY).docket["1"].state == "end"
    assert expire(lambda _: book, docket, june(20)).docket["1"].state == "end"


def test_what_stands_in_the_docket_counts_as_it_now_stands() -> None:
    """A report that this very transaction has changed is not judged by what is still stored."""
    book = _law({"report": REPORT})
    stored = _case(book, "R", "report", "signed")
    docket = {"1": case(book), "R": stored._replace(state="withdrawn")}
    act = Act(verb="file", role="a", facts={"paper": "R"})
    answer = proceed(lambda _: book, docket, "1", act, MONDAY, among(book, stored))
    assert isinstance(answer, Refused) and answer.reason is Reason.NEEDS


def test_told_again_it_stands_on_the_same_cases() -> None:
    cases = among(BOTH, _case(BOTH, "R", "report", "signed", firm="F1"))
    taken = yes(BOTH, case(BOTH), "file", MONDAY, facts={"paper": "R"}, cases=cases)
    again = yes(BOTH, case(BOTH), "file", MONDAY, facts={"paper": "R"}, cases=recalled(taken.met))
    assert again == taken
    assert isinstance(ask(BOTH, case(BOTH), "file", MONDAY, facts={"paper": "R"}, cases=recalled(())), Refused)


def test_a_lookup_means_a_rulebook_and_those_that_extend_it() -> None:
    lookup = Lookup("report", "XX/example", "report", (("firm", "F"),))
    record = _case(BOTH, "R", "report", "signed", firm="F")
    assert lookup.fits(record, ("XX-P/example", "XX/example"))
    assert not lookup.fits(record, ("YY/example",))
    assert not lookup.fits(record._replace(procedure="firm"), ("XX/example",))
    assert not lookup.fits(record._replace(facts={}), ("XX/example",))


def test_the_next_acts_say_what_is_lacking() -> None:
    acts = {"go": rule("open", needs={"report": REPORT}), "ask": rule("open", form="f", needs={"report": REPORT})}
    book = _law({}, acts=acts)
    record = yes(book, case(book), "file", MONDAY, facts={"paper": "R"}).record
    lacking = {act.act: [one.need for one in act.needs] for act in derive.next_acts(book, record, MONDAY, no_cases)}
    assert lacking == {"go": ["report"], "ask": []}  # the second one's form may yet name another
    met = derive.next_acts(book, record, MONDAY, among(book, _case(book, "R", "report", "signed")))
    assert all(not act.needs for act in met)
    assert all(not act.needs for act in derive.next_acts(book, record, MONDAY))
