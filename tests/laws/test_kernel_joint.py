"""Acts of several, agents with a mandate that has an end and a scope, and who is competent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from guiju.kernel import derive
from guiju.kernel.record import Record
from guiju.kernel.refusals import Reason, Refused
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import All, Need, Role, Row, Serves, Set, Table, Through
from guiju.kernel.values import Text
from tests.laws.builders import MONDAY, NAME, among, ask, case, facts, form, june, law, no, rule, states, when, yes

REMEDY = Text("先", "first")


def _law(**more: Any) -> Resolved:
    sign = rule("drafted", to="agreed", **more)
    acts = {"draft": rule(to="drafted"), "sign": sign, "drop": rule("drafted", to="end", by="a b")}
    return law(
        acts,
        states(drafted="", agreed="", end=""),
        facts=facts(day="date", fit="boolean"),
        forms={"f": form(price={})},
    )


def _joint(**more: Any) -> Resolved:
    book = _law(**more).rulebook
    one = book.procedures["case"]
    acts = {**one.acts, "sign": replace(one.acts["sign"], by=All(("a", "b")))}
    return law(
        procedures={"case": replace(one, acts=acts), **{k: v for k, v in book.procedures.items() if k != "case"}},
        facts=book.facts,
        forms=book.forms,
    )


BOOK = _joint(effects=(Set(values={"day": "on"}),))


def _drafted(book: Resolved) -> Record:
    return yes(book, case(book), "draft", MONDAY).record


def test_it_is_done_on_the_day_of_the_last_signature() -> None:
    first = yes(BOOK, _drafted(BOOK), "sign", june(10), party="A")
    assert (first.record.state, first.record.done.get("sign"), first.effects) == ("drafted", None, ())
    assert first.record.signed == {"sign": ("a",)} and first.record.parties["a"] == "A"
    last = yes(BOOK, first.record, "sign", june(12), "b", party="B").record
    assert (last.state, last.done["sign"], last.facts["day"]) == ("agreed", (june(12),), june(12))
    assert last.signed == {}


def test_the_order_of_signatures_is_no_matter_and_one_is_never_two() -> None:
    first = yes(BOOK, _drafted(BOOK), "sign", june(10), "b").record
    assert no(BOOK, first, "sign", june(11), "b").reason is Reason.AT_MOST
    assert yes(BOOK, first, "sign", june(11)).record.state == "agreed"


def test_who_is_not_asked_does_not_sign() -> None:
    assert no(BOOK, _drafted(BOOK), "sign", june(10), "c").reason is Reason.NOT_YOUR_ROLE


def test_guards_are_judged_at_each_signature_and_again_at_the_last() -> None:
    book = _joint(when=when(in_time="on <= date('2025-06-11')"))
    first = yes(book, _drafted(book), "sign", june(10)).record
    assert no(book, first, "sign", june(12), "b").reason is Reason.CONDITION_FAILED
    paper = Need(case="case", key={"number": "'P'"}, in_=("agreed",), remedy=REMEDY)
    needs = _joint(needs={"paper": paper})
    signed = yes(
        needs, _drafted(needs), "sign", june(10), cases=among(needs, case(needs, "P")._replace(state="agreed"))
    )
    assert [one.number for one in signed.met] == ["P"]
    assert no(needs, signed.record, "sign", june(11), "b").reason is Reason.NEEDS


def test_whoever_changes_an_answer_begins_anew() -> None:
    book = _joint(form="f")
    first = yes(book, _drafted(book), "sign", june(10), facts={"price": "1"}).record
    other = yes(book, first, "sign", june(11), "b", facts={"price": "2"}).record
    assert (other.state, other.signed) == ("drafted", {"sign": ("b",)})
    assert yes(book, other, "sign", june(12)).record.state == "agreed"
    assert yes(book, first, "sign", june(11), "b").record.state == "agreed"


def test_a_move_of_the_case_ends_what_was_begun() -> None:
    first = yes(BOOK, _drafted(BOOK), "sign", june(10)).record
    assert yes(BOOK, first, "drop", june(11)).record.signed == {}


def test_the_next_acts_say_who_has_signed_and_who_has_not() -> None:
    first = yes(BOOK, _drafted(BOOK), "sign", june(10)).record
    (sign,) = [act for act in derive.next_acts(BOOK, first, june(11)) if act.act == "sign"]
    assert (sign.by, sign.signed) == (("b",), ("a",))


# ---- agents ----

AGENT = Role(through={"agent": Through(paper="mandate", until="until", scope="scope", cite="XX/example#a1")})
AGENTS = law(
    {"file": rule(to="open", form="f"), "more": rule("open")},
    forms={"f": form(until={"type": "date"}, scope={"type": "choices"})},
    roles={"a": AGENT, "agent": Role()},
)


@pytest.mark.parametrize(
    ("filed", "open_"),
    [
        ({}, True),
        ({"until": "2025-06-09"}, True),
        ({"until": "2025-06-08"}, False),
        ({"scope": ["case"]}, True),
        ({"scope": ["other"]}, False),
    ],
)
def test_a_mandate_has_an_end_and_a_scope(filed: dict[str, Any], open_: bool) -> None:
    answer = ask(AGENTS, case(AGENTS), "file", MONDAY, "agent", facts=filed, mandate="M")
    assert isinstance(answer, Refused) is not open_
    assert open_ or (isinstance(answer, Refused) and answer.reason is Reason.NOT_YOUR_ROLE and answer.cite)
    yes(AGENTS, case(AGENTS), "file", MONDAY, facts=filed)  # who acts for themselves needs none


def test_a_mandate_that_ends_on_the_way_serves_no_longer() -> None:
    filed = yes(
        AGENTS, case(AGENTS), "file", MONDAY, "agent", facts={"until": "2025-06-10"}, mandate="M", party="G"
    ).record
    yes(AGENTS, filed, "more", june(10), "agent", mandate="M", party="G")
    assert no(AGENTS, filed, "more", june(11), "agent", mandate="M", party="G").reason is Reason.NOT_YOUR_ROLE


# ---- who is competent ----


def _competent(territory: str = "350000", level: str = "province", **row: Any) -> Resolved:
    rows = {
        "p": Row(rank=10, when="rank == 'province'", gives="province", cite="XX/example#a6", **row),
        "c": Row(rank=20, when="rank == 'city'", gives="city", cite="XX/example#a6"),
    }
    tables = {"who": Table(gives={"province": NAME, "city": NAME}, rows=rows)}
    office = Role(picked_by="who", within="area", serves=Serves(level=level, territory=territory))
    acts = {
        "file": rule(to="open", by="b"),
        "take": rule("open", to="taken"),
        "refuse": rule("open", to="end"),
        "go": rule("taken", to="end"),
    }
    return law(
        acts,
        states(open="", taken="", end=""),
        tables=tables,
        roles={"a": office, "b": Role()},
        facts=facts(rank="text", area="text"),
    )


def _open(book: Resolved, **known: Any) -> Record:
    return yes(book, case(book), "file", MONDAY, "b").record._replace(facts=known)


@pytest.mark.parametrize(
    ("territory", "level", "known", "taken"),
    [
        ("350000", "province", {"rank": "province", "area": "350000"}, True),
        ("350000", "province", {"rank": "province", "area": "350100"}, True),
        ("350000", "province", {"rank": "province", "area": "420000"}, False),
        ("350000", "province", {"rank": "province"}, True),
        ("350000", "province", {"rank": "city", "area": "350100"}, False),
        ("350100", "city", {"rank": "city", "area": "350100"}, True),
        ("350100", "city", {"rank": "city", "area": "350200"}, False),
    ],
)
def test_who_is_not_competent_takes_nothing_up(territory: str, level: str, known: dict[str, str], taken: bool) -> None:
    book = _competent(territory, level)
    answer = ask(book, _open(book, **known), "take", MONDAY, party="O")
    assert isinstance(answer, Refused) is not taken
    if isinstance(answer, Refused):
        assert (answer.reason, answer.cite) == (Reason.NOT_YOUR_ROLE, "XX/example#a6")
        assert known["area"] in answer.text.zh and NAME.en in answer.text.en
        yes(book, _open(book, **known), "refuse", MONDAY, party="O")  # and says so


def test_what_is_not_known_stops_nobody_and_is_said() -> None:
    book = _competent()
    assert yes(book, _open(book), "take", MONDAY, party="O").advice == ("who",)
    assert yes(book, _open(book, rank="county"), "take", MONDAY, party="O").advice == ("who",)


def test_a_case_that_was_taken_up_is_finished_by_whoever_took_it() -> None:
    book = _competent()
    taken = yes(book, _open(book, rank="province"), "take", MONDAY, party="O").record
    yes(book, taken._replace(facts={"rank": "city"}), "go", MONDAY, party="O")


def test_an_office_that_says_not_whom_it_serves_is_not_asked() -> None:
    book = _competent()
    roles = {**book.rulebook.roles, "a": replace(book.rulebook.roles["a"], serves=None)}
    bare = law(
        procedures=dict(book.rulebook.procedures),
        tables=dict(book.rulebook.tables),
        roles=roles,
        facts=book.rulebook.facts,
    )
    assert yes(bare, _open(bare, rank="city"), "take", MONDAY).advice == ()
