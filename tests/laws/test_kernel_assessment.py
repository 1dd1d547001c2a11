"""A form judged by a table: findings part by part, what is open, what a signature keeps."""

from __future__ import annotations

from typing import Any

import pytest

from guiju.kernel.assessment import Standing, answer, assess, gravest
from guiju.kernel.expression import ExpressionError, Unknown
from guiju.kernel.record import Taken
from guiju.kernel.refusals import Reason
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import Block, Field, Form, Judge, Row, SendLetter, Table
from guiju.kernel.values import Mark, Text
from tests.laws.builders import NAME, case, facts, june, language, law, letter, no, rule, states, yes

LEVELS = {"grave": Text("重", "grave"), "light": Text("轻", "light"), "none": Text("无", "none")}
ANSWERS = {"yes": NAME, "no": NAME}
REMEDY = Text("整改", "mend it")


def asked(block: str, **more: Any) -> Field:
    return Field(**{"block": block, "type": "choice", "one_of": ANSWERS, "required": True, **more})


def sheet() -> Form:
    fields = {
        "locks": asked("house"),
        "keys": asked("house", required=False),
        "has_people": Field(block="people", type="boolean", required=True),
        "consent": asked("people", required="has_people"),
        "told": Field(block="people", required="consent == 'no'"),
    }
    return Form(blocks={"house": Block(cite="XX#a1"), "people": Block(mark=Mark.AS_TOLD)}, fields=fields)


def finding(rank: int, when: str, gives: str, **more: Any) -> Row:
    return Row(**{"rank": rank, "when": when, "gives": gives, "label": NAME, "remedy": REMEDY, "cite": "XX#a2", **more})


def house(judge: Judge | None = None, **acts: Any) -> Resolved:
    rows = {
        "unlocked": finding(10, "locks == 'no'", "light"),
        "lost": finding(20, "keys == 'no'", "grave", mark=Mark.INTERP),
        "unasked": finding(30, "has_people && consent == 'no'", "grave"),
        "both": finding(40, "locks == 'no' && has_people", "light", block="people"),
    }
    kept = judge or Judge(table="found", gives="level", rows="rows", open="left", else_="none")
    return law(
        {
            "fill": rule(to="open", form="sheet"),
            "go_on": rule("open", form="sheet"),
            "sign": rule("open", to="end", effects=(kept, SendLetter(letter="report")), **{"whole": "sheet", **acts}),
        },
        states(open="", end=""),
        forms={"sheet": sheet()},
        tables={"found": Table(hit="all", judges="sheet", gives=LEVELS, rows=rows)},
        facts=facts(level="text", rows="list", left="list"),
        letters={"report": letter(lists="findings")},
    )


def standing(book: Resolved, **answers: Any) -> dict[str, Standing]:
    return {part.block: part.standing for part in assess(book, "sheet", answers, june(9)).parts}


def test_a_part_is_open_until_each_question_that_is_due_or_looked_at_is_answered() -> None:
    book = house()
    empty = assess(book, "sheet", {}, june(9))
    assert empty.open == ("locks", "keys", "has_people")  # `consent` waits for `has_people`
    assert (empty.asked, empty.answered, empty.level) == (3, 0, None)
    half = assess(book, "sheet", {"locks": "no"}, june(9))
    assert standing(book, locks="no") == {"house": Standing.OPEN, "people": Standing.OPEN}
    assert [found.row for found in half.findings] == ["unlocked"] and half.level == "light"
    assert standing(book, locks="no", keys="yes")["house"] is Standing.FOUND
    assert standing(book, locks="yes", keys="yes")["house"] is Standing.CLEAR


def test_a_part_whose_questions_do_not_apply_is_not_asked() -> None:
    assert standing(house(), has_people=False)["people"] is Standing.NOT_ASKED
    assert standing(house(), has_people=True)["people"] is Standing.OPEN
    assert standing(house(), has_people=True, consent="yes", locks="yes")["people"] is Standing.CLEAR


def test_findings_stand_gravest_first_and_in_their_part() -> None:
    whole = {"locks": "no", "keys": "no", "has_people": True, "consent": "no"}
    found = assess(house(), "sheet", whole, june(9))
    assert [(one.row, one.level, one.block) for one in found.findings] == [
        ("lost", "grave", "house"),
        ("unasked", "grave", "people"),
        ("unlocked", "light", "house"),
        ("both", "light", "people"),
    ]
    assert found.level == "grave" and [part.level for part in found.parts] == ["grave", "grave"]
    assert {part.block: part.mark for part in found.parts} == {"house": Mark.INTERP, "people": Mark.AS_TOLD}
    assert found.findings[0].remedy == REMEDY and found.findings[0].cites == ("XX#a2",)
    assert found.open == ("told",)


def test_a_signature_needs_the_whole_form_and_names_what_is_missing() -> None:
    book = house()
    record = yes(book, case(book), "fill", june(9), facts={"locks": "yes"}).record
    refused = no(book, record, "sign", june(10))
    assert refused.reason is Reason.FORM_FAULTS
    assert [fault.field for fault in refused.faults] == ["has_people"]
    more = yes(book, record, "go_on", june(10), facts={"has_people": "true"}).record
    assert [fault.field for fault in no(book, more, "sign", june(10)).faults] == ["consent"]


def signed(book: Resolved, **answers: str) -> Taken:
    return yes(book, yes(book, case(book), "fill", june(9), facts=answers).record, "sign", june(10))


def test_a_signature_keeps_what_the_table_answers_and_the_letter_lists_it() -> None:
    taken = signed(house(), locks="no", keys="no", has_people="false")
    assert {name: taken.record.facts[name] for name in ("level", "rows", "left")} == {
        "level": "grave",
        "rows": ("unlocked", "lost"),
        "left": (),
    }
    judged, sent = taken.effects
    assert (judged.kind, judged.name) == ("judge", "found")
    assert judged.values == {"verdict": "applies", "rows": {"unlocked": "light", "lost": "grave"}, "open": ()}
    assert sent.values["lists"] == ("found.unlocked", "found.lost")


def test_nothing_found_is_kept_as_the_rulebook_calls_it() -> None:
    assert signed(house(), locks="yes", keys="yes", has_people="false").record.facts["level"] == "none"
    bare = signed(house(Judge(table="found", gives="level")), locks="yes", keys="yes", has_people="false")
    assert "level" not in bare.record.facts


def test_what_is_open_is_kept_where_there_is_a_place_for_it_and_refused_where_not() -> None:
    answers = {"locks": "yes", "has_people": "false"}  # nobody must say whether there are keys, but a row looks at it
    assert signed(house(), **answers).record.facts["left"] == ("keys",)
    book = house(Judge(table="found", gives="level"))
    record = yes(book, case(book), "fill", june(9), facts=answers).record
    refused = no(book, record, "sign", june(10))
    assert refused.reason is Reason.NOT_DETERMINED and refused.missing == ("keys",)


def test_what_a_kept_table_looks_at_cannot_be_left_out_when_a_case_is_told_again() -> None:
    assert {"locks", "keys", "has_people", "consent"} <= house().steering


def test_of_several_answers_the_first_in_the_list_is_the_gravest() -> None:
    table = Table(gives=LEVELS)
    assert gravest(table, ("light", "grave")) == "grave"
    assert gravest(table, ("strange", "light")) == "light"
    assert gravest(table, ()) is None


@pytest.mark.parametrize(
    ("source", "known", "is_"),
    [
        ("given(p)", {"p": False}, True),
        ("given(p)", {}, False),
        ("!given(p)", {}, True),
        ("given( p ) || q", {}, Unknown(("q",))),
        ("given(p) && p", {}, False),
        ("!given(p) && q", {"q": True}, True),
        ("given(p) || p", {"q": True}, Unknown(("p",))),
        ("word == 'given(p)'", {"word": "given(p)"}, True),
    ],
)
def test_whether_a_question_is_answered_is_never_unknown(source: str, known: dict[str, Any], is_: object) -> None:
    spoken = language(p="boolean", q="boolean", word="text").compile(source, kind="boolean")
    assert spoken(known) == is_
    assert spoken(known) == is_  # also from what was kept


def test_only_a_fact_can_be_given() -> None:
    for source in ("given(x)", "given(p, q)", "given('p')", "given"):
        with pytest.raises(ExpressionError):
            language(p="boolean", q="boolean").compile(source)


def test_an_open_row_that_would_answer_the_same_leaves_nothing_open() -> None:
    rows = {
        "worst": Row(rank=1, when="a", gives="high"),
        "same": Row(rank=2, when="b", gives="low"),
        "sure": Row(rank=3, when="c", gives="low"),
    }
    book = law(
        {"go": rule(to="open")},
        states(open=""),
        tables={"t": Table(hit="highest", rows=rows)},
        facts=facts(a="boolean", b="boolean", c="boolean"),
    )
    settled = answer(book, "t", {"a": False, "c": True}, june(1))
    assert (settled.gives, settled.at_least, settled.missing) == (("low",), False, ())
    asking = answer(book, "t", {"c": True}, june(1))
    assert (asking.gives, asking.at_least, asking.missing) == (("low",), True, ("a",))
