"""A form is drawn as the rulebook says it, and what is drawn reads back to the same facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guiju.kernel.form import LARGEST, Questions
from guiju.kernel.refusals import Fault
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import Block, Field, Form, View
from guiju.kernel.values import Fact, Mark, Text
from guiju.kit.conditions import say_condition
from guiju.kit.formview import PREFIX, FormView, answers_from, fault_summary, form_view
from guiju.kit.looks import Applicant
from guiju.shelf.shelf import open_shelf
from guiju.wings.registry.filing import Draft, draft
from tests.kit.books import ON, books, forms
from tests.laws.builders import law
from tests.place import PLACE

NAME = Text("例", "example")
OFFERED = {"x": Text("甲", "X"), "y": Text("乙", "Y"), "z": Text("丙", "Z")}
FORM = Form(
    label=NAME,
    blocks={"who": Block(label=Text("谁", "who")), "what": Block(label=Text("何", "what"))},
    fields={
        "size": Field(block="what", type="integer", required=True, at="draft"),
        "share": Field(block="what", type="decimal"),
        "name": Field(block="who", longest=20, filled_by="identity", required=True),
        "story": Field(block="what", longest=900, secret=True),
        "since": Field(block="what", type="date", check="since <= on"),
        "told": Field(block="who", type="boolean", label=Text("已告知", "told")),
        "one": Field(block="what", type="choice", one_of=OFFERED, label=Text("类别", "kind"), required="told"),
        "many": Field(block="what", type="choices", one_of=OFFERED, required="one in ['x', 'y'] && size > 3"),
        "proof": Field(block="who", type="paper", mark=Mark.AS_TOLD, required=True),
        "hash": Field(block="what", type="digest", filled_by="scanner.digest"),
    },
)


def small() -> tuple[Resolved, Questions]:
    known = law(forms={"f": FORM}, views={"board": View(label=Text("公示", "board"), fields=("name", "one"))})
    return known, known.forms["f"]


def posted(view: FormView) -> dict[str, list[str]]:
    """What a browser sends of a form that nobody has touched."""
    sent: dict[str, list[str]] = {"key": ["k"], "csrf": ["t"]}
    for field in view.fields:
        if field.widget in ("select", "radio", "checkboxes"):
            chosen = [option.value for option in field.options if option.chosen]
            if field.widget == "select":
                sent[field.input] = chosen or [""]
            elif chosen:
                sent[field.input] = chosen
        else:
            text = field.value if field.widget == "textarea" else field.value.replace("\n", "")
            sent[field.input] = [text.replace("\n", "\r\n")]
    return sent


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=20)
ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "size": st.integers(-LARGEST, LARGEST) | st.integers(-9, 9).map(str),
    "share": st.decimals(allow_nan=False, allow_infinity=False),
    "name": texts,
    "story": texts,
    "since": st.dates() | st.dates().map(str),
    "told": st.booleans() | st.sampled_from(("是", "no", "")),
    "one": st.sampled_from(("", *OFFERED)),
    "many": st.lists(st.sampled_from(sorted(OFFERED)), unique=True) | st.just("x, z"),
    "proof": texts,
    "hash": st.text("0123456789abcdef", min_size=64, max_size=64),
}


@given(answers=st.fixed_dictionaries({}, optional=ANSWERS))
def test_what_is_shown_reads_back_to_the_same_facts(answers: Mapping[str, object]) -> None:
    known, questions = small()
    facts, faults = questions.read(answers, {})
    assert faults == []
    for shown in (answers, facts):
        view = form_view(questions, known, answers=shown)
        again, faults = questions.read(answers_from(posted(view), questions), {})
        assert (again, faults) == ({**facts, **_in_order(facts)}, [])


def _in_order(facts: Mapping[str, object]) -> dict[str, object]:
    """Boxes are sent in the order of the form."""
    many = facts.get("many")
    return {"many": tuple(key for key in OFFERED if key in many)} if isinstance(many, tuple) else {}


@pytest.mark.parametrize(("name", "form"), tuple(forms()))
def test_each_form_of_the_shelf_is_drawn_whole(name: str, form: str) -> None:
    known = books()[name]
    written = known.rulebook.forms[form]
    view = form_view(known.forms[form], known, answers={}, on=ON)
    assert [block.name for block in view.blocks] == list(written.blocks)
    for block in view.blocks:
        own = [key for key, field in written.fields.items() if field.block == block.name]
        assert [field.name for field in block.fields] == own
    ids = [field.id for field in view.fields] + [option.id for field in view.fields for option in field.options]
    assert len(ids) == len(set(ids))
    assert all(field.origin for field in view.fields)
    assert {field.name for field in view.fields if field.public} == {
        key for key in written.fields for shown in known.rulebook.views.values() if key in shown.fields
    }


def test_the_office_asks_beyond_the_law() -> None:
    (known,) = [known for name, known in books().items() if name.startswith(f"{PLACE}/")]
    origins = {
        field.origin
        for name, questions in known.forms.items()
        for field in form_view(questions, known, answers={}).fields
        if field.name in known.rulebook.forms[name].fields
    }
    assert origins == {"law", "office"}
    asked = {key: field for form in known.rulebook.forms.values() for key, field in form.fields.items()}
    for questions in known.forms.values():
        for field in form_view(questions, known, answers={}).fields:
            own = (asked[field.name].cite or "").startswith(f"{known.rulebook.rulebook}#")
            assert (field.origin == "office") is own


def test_blocks_stand_as_written_and_fields_in_their_block() -> None:
    known, questions = small()
    view = form_view(questions, known, answers={}, found=("hash",))
    shown = {block.name: [field.name for field in block.fields] for block in view.blocks}
    assert shown == {
        "who": ["name", "told", "proof"],
        "what": ["size", "share", "story", "since", "one", "many", "hash"],
    }
    assert list(shown) == ["who", "what"]
    widgets = {field.name: field.widget for field in view.fields}
    assert widgets == {
        "size": "number",
        "share": "number",
        "name": "text",
        "story": "textarea",
        "since": "date",
        "told": "radio",
        "one": "select",
        "many": "checkboxes",
        "proof": "paper",
        "hash": "digest",
    }
    assert view.field("name").identity and view.field("name").found_by is None
    assert view.field("hash").found and view.field("hash").found_by == "scanner.digest"
    assert view.field("story").secret and not view.field("name").secret
    assert [text.en for text in view.field("one").published] == ["board"]
    assert (view.field("name").longest, view.field("size").longest, view.field("size").most) == (20, None, LARGEST)


def test_when_a_field_is_required() -> None:
    known, questions = small()
    view = form_view(questions, known, answers={"told": True, "one": "z"}, on=ON)
    assert (view.field("size").required, view.field("size").at_draft, view.field("size").due) == (True, True, True)
    assert (view.field("share").required, view.field("share").due) == (False, False)
    assert view.field("proof").required is False  # hearsay: asked for, never missed
    assert view.field("one").required == Text("“已告知”为是", "“told” is yes")
    assert (view.field("one").due, view.field("many").due) == (True, False)
    assert form_view(questions, known, answers={}).field("one").due is None


def test_a_wrong_answer_is_shown_as_it_was_written() -> None:
    known, questions = small()
    wrong = {"size": "many", "since": "yesterday", "told": "perhaps", "one": "w", "share": "1e", "story": 7}
    view = form_view(questions, known, answers=wrong)
    assert {name: view.field(name).value for name in wrong} == {**wrong, "story": "7"}
    assert not any(option.chosen for name in ("told", "one") for option in view.field(name).options)


def test_a_short_field_that_holds_lines_gets_an_area() -> None:
    known, questions = small()
    view = form_view(questions, known, answers={"name": "a\r\nb", "proof": "a\nb"})
    assert (view.field("name").widget, view.field("name").value) == ("textarea", "a\nb")
    assert view.field("proof").widget == "textarea"


def test_faults_stand_at_their_fields_and_in_the_order_of_the_form() -> None:
    known, questions = small()
    answers = {"since": "2999-01-01", "size": "x"}
    facts, faults = questions.read(answers, {})
    strange = Fault(field="gone", kind="unknown_field", remedy=NAME)
    placed = Fault(field="what", kind="stated", remedy=NAME, at="review", label=Text("材料", "papers"))
    faults = [strange, placed, *questions.judge(facts, ON, answered=frozenset(["size"])), *faults]
    view = form_view(questions, known, answers=answers, faults=faults)
    assert [fault.kind for fault in view.field("size").stops] == ["type"]
    assert [fault.kind for fault in view.field("since").noticed] == ["check"]
    assert view.others == (strange, placed)
    told = fault_summary(view)
    assert [(line.label.en, line.anchor) for line in told.stops] == [("size", f"{PREFIX}size"), ("gone", "")]
    assert [line.anchor for line in told.noticed] == [f"{PREFIX}name", f"{PREFIX}since", "block-what"]
    assert [line.block.en for line in told.noticed if line.block] == ["who", "what", "what"]
    assert told and not fault_summary(form_view(questions, known, answers={}))


def test_a_post_is_read_with_wide_digits_foreign_line_ends_and_without_strangers() -> None:
    _, questions = small()
    sent = {
        f"{PREFIX}size": ["１２"],
        f"{PREFIX}since": ["２０２５-06-01"],
        f"{PREFIX}name": [" 一 "],
        f"{PREFIX}story": ["一\r\n二\r三　"],
        f"{PREFIX}many": ["x", " ", "x", "z"],
        f"{PREFIX}told": ["", "true"],
        "size": ["9"],
        f"{PREFIX}other": ["1"],
    }
    answers = answers_from(sent, questions)
    assert answers == {
        "size": "12",
        "since": "2025-06-01",
        "name": "一",
        "story": "一\n二\n三",
        "many": ("x", "z"),
        "told": "true",
    }
    assert answers_from({}, questions) == {"many": ()}
    assert answers_from({}, questions, only=("name",)) == {}


def test_an_emptied_answer_takes_the_earlier_one_out() -> None:
    _, questions = small()
    before: dict[str, Fact] = {
        "size": 3,
        "many": ("x",),
        "name": "一",
        "share": Decimal("1.5"),
        "since": date(2025, 1, 2),
    }
    facts, faults = questions.read(answers_from({f"{PREFIX}name": [" "], f"{PREFIX}size": [""]}, questions), before)
    assert (facts, faults) == ({"share": Decimal("1.5"), "since": date(2025, 1, 2)}, [])


@pytest.mark.parametrize(
    ("source", "zh", "en"),
    [
        ("told", "“已告知”为是", "“told” is yes"),
        ("!told", "“已告知”为否", "“told” is no"),
        ("told == false", "“已告知”为否", "“told” is no"),
        ("one != 'x'", "“类别”不为“甲”", "“kind” is not “X”"),
        ("one in ['x', 'y']", "“类别”为“甲”或“乙”", "“kind” is “X” or “Y”"),
        ("since <= on", "“since”不晚于办理当日", "“since” is not after the day of filing"),
        ("size > 3", "“size”大于3", "“size” is more than 3"),
        ("name == ''", "“name”为空", "“name” is empty"),
        (
            "told && (one == 'x' || one == 'y')",
            "“已告知”为是，且（“类别”为“甲”，或“类别”为“乙”）",
            "“told” is yes and (“kind” is “X” or “kind” is “Y”)",
        ),
        ("told || told && size < 2", "“已告知”为是，或（“已告知”为是，且“size”小于2）", None),
        ("size + 1 > 3 || told", "视“size”、“已告知”而定", None),
        ("since < term(on, '1y')", "视“since”而定", "this depends on “since”"),
    ],
)
def test_conditions_are_said_in_words(source: str, zh: str, en: str | None) -> None:
    known, _ = small()
    known.language.compile(source, kind="boolean")
    said = say_condition(known, source)
    assert said.zh == zh
    assert en is None or said.en == en


def test_no_condition_of_the_shelf_is_beyond_words() -> None:
    conditions = {
        (name, question.required.source)
        for name, known in books().items()
        for questions in known.forms.values()
        for question in questions.asked.values()
        if not isinstance(question.required, bool)
    }
    assert len(conditions) > 5
    for name, source in conditions:
        assert not say_condition(books()[name], source).zh.startswith("视")


def test_a_draft_of_an_application_survives_its_page() -> None:
    """What was drawn up elsewhere is shown with its faults, sent back untouched, and found the same."""
    who = Applicant(name="示例数据中心", uscc="91350000DEM000000X")
    made = draft(open_shelf(), "CN-FJ.demo", ON, applicant=who, answers={"in_scope": "是", "rows": "many"})
    assert isinstance(made, Draft)
    questions = made.resolved.steps[made.procedure, made.verb].questions
    assert questions is not None
    view = form_view(questions, made.resolved, answers=made.answers, found=made.found, faults=made.faults, on=ON)
    assert not view.others
    told = fault_summary(view)
    assert len(told.stops) + len(told.noticed) == len(made.faults) > 3
    assert {field.name for field in view.fields if field.identity and field.value} == {
        name for name in made.answers if name.endswith(("_name", "_uscc"))
    }
    answers = answers_from(posted(view), questions)
    facts, faults = questions.read(answers, {})
    assert facts == made.facts
    assert {(fault.field, fault.kind) for fault in faults} == {
        (line.fault.field, line.fault.kind) for line in told.stops if line.fault.kind != "missing"
    }
