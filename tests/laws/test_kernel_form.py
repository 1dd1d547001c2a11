"""Forms: everything that is wrong is said at once, and only what stops a draft stops it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guiju.kernel.form import Questions
from guiju.kernel.refusals import Reason
from guiju.kernel.values import Fact, Mark, Text
from tests.laws.builders import MONDAY, NAME, case, form, language, law, no, rule, yes

KIND = {"x": Text("甲", "x"), "y": Text("乙", "y")}
FIELDS = {
    "name": {"required": True, "at": "draft", "longest": 4},
    "kind": {"type": "choice", "required": True, "one_of": KIND},
    "rows": {"type": "integer", "check": "rows >= 1"},
    "price": {"type": "decimal"},
    "told": {"type": "boolean"},
    "since": {"type": "date", "required": "kind == 'y'", "check": "since <= on"},
    "tags": {"type": "choices", "one_of": KIND},
    "code": {"type": "code"},
    "rumour": {"required": True, "mark": Mark.UNVERIFIED},
}
BOOK = law({"file": rule(to="open", form="f")}, forms={"f": form(**FIELDS)}, kinds={"code": str.isdigit})
GOOD = {"name": "例", "kind": "x"}


def test_all_faults_are_told_at_once_and_in_order() -> None:
    given_ = {"kind": "z", "rows": "many", "told": "perhaps", "since": "May", "tags": ["x", "q"], "code": "k", "no": 1}
    answer = no(BOOK, case(BOOK), "file", MONDAY, facts=given_)
    assert answer.reason is Reason.FORM_FAULTS
    assert {(fault.field, fault.kind) for fault in answer.faults} == {
        ("name", "missing"),
        ("kind", "one_of"),
        ("rows", "type"),
        ("told", "type"),
        ("since", "type"),
        ("tags", "one_of"),
        ("code", "code"),
        ("no", "unknown_field"),
    }
    assert all(fault.remedy.zh and fault.remedy.en for fault in answer.faults)


def test_a_review_fault_is_filed_and_a_draft_fault_is_not() -> None:
    filed = yes(BOOK, case(BOOK), "file", MONDAY, facts={"name": "例", "rows": 0})
    assert filed.record.state == "open"
    found = BOOK.filing["case"].judge(filed.record.facts, MONDAY)
    assert [(fault.field, fault.kind, fault.at) for fault in found] == [
        ("kind", "missing", "review"),
        ("rows", "check", "review"),
    ]
    both = no(BOOK, case(BOOK), "file", MONDAY, facts={"name": "too long", "rows": 0})
    assert [(fault.field, fault.kind) for fault in both.faults] == [
        ("name", "longest"),
        ("kind", "missing"),
        ("rows", "check"),
    ]


def test_required_by_an_expression() -> None:
    questions = BOOK.forms["f"]
    assert [fault.field for fault in questions.judge({**GOOD, "kind": "y"}, MONDAY)] == ["since"]
    assert questions.judge(GOOD, MONDAY) == []
    # not known whether it is required: asked for, not missed
    assert questions.advice({"name": "例"}, MONDAY) == ("since",)
    assert [fault.field for fault in questions.judge({"name": "例"}, MONDAY)] == ["kind"]


def test_a_field_that_rests_on_hearsay_is_never_missed() -> None:
    assert "rumour" not in [fault.field for fault in BOOK.forms["f"].judge({}, MONDAY)]


def test_a_check_is_judged_on_the_day_of_filing() -> None:
    questions = BOOK.forms["f"]
    late = {**GOOD, "since": date(2025, 6, 10)}
    assert [fault.kind for fault in questions.judge(late, date(2025, 6, 9))] == ["check"]
    assert questions.judge(late, date(2025, 6, 10)) == []


def test_what_is_not_answered_again_stands_and_an_empty_answer_clears() -> None:
    book = law({"file": rule("start open", to="open", form="f")}, forms={"f": form(name={"required": True}, more={})})
    record = yes(book, case(book), "file", MONDAY, facts={"name": "a", "more": "b"}, found=("more",)).record
    assert dict(record.facts) == {"name": "a", "more": "b"}
    assert record.found == ("more",)
    again = yes(book, record, "file", MONDAY, facts={"name": "c"}).record
    assert dict(again.facts) == {"name": "c", "more": "b"}
    assert again.found == ("more",)
    cleared = yes(book, again, "file", MONDAY, facts={"name": "", "more": None}).record
    assert dict(cleared.facts) == {}
    assert cleared.found == ()


def test_an_act_without_a_form_takes_no_answers() -> None:
    book = law({"nod": rule(to="open")})
    answer = no(book, case(book), "nod", MONDAY, facts={"x": 1})
    assert (answer.reason, answer.faults[0].kind) == (Reason.FORM_FAULTS, "unknown_field")


@pytest.mark.parametrize(
    ("type_", "value", "read"),
    [
        ("integer", " -7 ", -7),
        ("integer", 7, 7),
        ("decimal", "1.50", Decimal("1.50")),
        ("decimal", 3, Decimal(3)),
        ("boolean", "是", True),
        ("boolean", "No", False),
        ("boolean", True, True),
        ("date", "2025-06-01", date(2025, 6, 1)),
        ("date", date(2025, 6, 1), date(2025, 6, 1)),
        ("choices", "x, y", ("x", "y")),
        ("choices", ["x"], ("x",)),
        ("text", "  例  ", "例"),
    ],
)
def test_answers_are_read_as_their_type(type_: str, value: object, read: Fact) -> None:
    assert _read(type_, value) == read


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        *(
            ("integer", value)
            for value in ("--5", "5.0", "٣", "", " ", True, 1.0, None, 2**53, "9" * 5000, "1_000", [])
        ),
        *(("decimal", value) for value in ("NaN", "Infinity", "1,5", 1.5, True, "x")),
        *(("boolean", value) for value in ("perhaps", 1, 0, [])),
        *(("date", value) for value in ("2025-02-30", "May", 20250101, True)),
        *(("choices", value) for value in (3, ["x", 3], {"x": 1}, ["\ud800"], ["a\0"])),
        *(("text", value) for value in (3, None, ["x"], "\ud83d", True)),
    ],
)
def test_what_cannot_be_read_is_a_fault_of_type(type_: str, value: object) -> None:
    assert _read(type_, value) in ("type", None)


@given(st.sampled_from(("text", "integer", "decimal", "boolean", "date", "choices", "choice", "paper")), st.data())
def test_any_answer_is_read_or_is_a_fault(type_: str, data: st.DataObject) -> None:
    one = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(),
        st.text("-0123456789.eE", max_size=9),
        st.dates(),
    )
    _read(type_, data.draw(st.one_of(one, st.lists(one, max_size=3))))


def _read(type_: str, value: object) -> object:
    """The fact that was read, the kind of the fault, or None for an empty answer."""
    questions = Questions(form(it={"type": type_, "label": NAME}), language(it=type_), {})
    facts, faults = questions.read({"it": value}, {})
    return faults[0].kind if faults else facts.get("it")
