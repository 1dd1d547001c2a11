"""The schemas of forms and acts hold what the kernel holds: both take what is sound, both refuse a wrong type."""

from __future__ import annotations

from datetime import date
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guiju.kernel.form import LARGEST, Question
from guiju.kernel.resolved import START
from guiju.kernel.rulebook import Ground
from guiju.kernel.values import Text, plain
from guiju.kit.formview import binds
from guiju.kit.schema import act_schema, form_schema
from tests.kit.books import books, drawn, forms
from tests.kit.test_formview import ANSWERS, small
from tests.laws.builders import law, rule, states
from tests.walks.provinces import EFFECTIVE, provinces

FORMS = tuple(forms())
ACTS = tuple((name, *step) for name, known in books().items() for step in known.steps)


def checker(schema: dict[str, Any]) -> jsonschema_rs.Validator:
    jsonschema_rs.meta.validate(schema)
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def sound(question: Question) -> st.SearchStrategy[Any]:
    """Answers that are of the right type, as programs send them."""
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(-LARGEST, LARGEST),
        "decimal": st.decimals(allow_nan=False, allow_infinity=False).map(str),
        "boolean": st.booleans(),
        "date": st.dates().map(str),
        "choice": st.sampled_from(sorted(question.one_of) or [""]),
        "choices": st.lists(st.sampled_from(sorted(question.one_of) or [""]), unique=True),
    }
    text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=min(question.longest, 30))
    return kinds.get(question.field.type, text)


fractions = st.integers(-(10**6), 10**6).map(lambda number: number + 0.5)
WRONG: dict[str, st.SearchStrategy[Any]] = {
    "integer": st.just(LARGEST + 1)
    | fractions
    | st.booleans()
    | st.text("abc.", min_size=1)
    | st.lists(st.integers())
    | st.just({}),
    "decimal": st.booleans() | st.sampled_from(("NaN", "Infinity", "x", "1,5")) | st.just([]),
    "boolean": st.integers() | st.text("abc", min_size=1) | st.lists(st.booleans()) | st.just({}),
    "date": st.integers() | st.booleans() | st.sampled_from(("2025-02-30", "1 June", "2025-6-1")) | st.just([]),
    "choice": st.integers() | st.text("#!", min_size=1) | st.booleans() | st.lists(st.just("x")) | st.just({}),
    "choices": st.integers() | st.booleans() | st.lists(st.text("#!", min_size=1), min_size=1) | st.just({}),
}
NO_TEXT: st.SearchStrategy[Any] = st.integers() | fractions | st.booleans() | st.lists(st.text()) | st.just({})


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_each_form_of_the_shelf_has_a_schema(name: str, form: str) -> None:
    known = books()[name]
    schema: dict[str, Any] = form_schema(known.forms[form], known)
    checker(schema)
    fields = known.rulebook.forms[form].fields
    assert list(schema["properties"]) == list(fields)
    assert schema["required"] == [
        key
        for key, asked in known.forms[form].asked.items()
        if asked.required is True and asked.field.at == "draft" and binds(asked)
    ]
    for key, field in fields.items():
        told = schema["properties"][key]
        assert (told["title"], told["x-en"]["title"]) == (field.label.zh, field.label.en) if field.label else True
        assert tuple(told["x-cite"]) == field.cites
        assert told.get("x-found-by") == field.filled_by
        asked = known.forms[form].asked[key]
        assert ("x-required" in told) is (field.required is not False and binds(asked))


@settings(max_examples=60)
@given(data=st.data(), at=st.sampled_from(FORMS))
def test_what_the_kernel_takes_the_schema_takes(data: st.DataObject, at: tuple[str, str]) -> None:
    known = books()[at[0]]
    questions = known.forms[at[1]]
    answers = data.draw(st.fixed_dictionaries({}, optional={n: sound(q) for n, q in questions.asked.items()}))
    facts, _ = questions.read(answers, {})
    again = checker(form_schema(questions, known, again=True))
    assert [error.message for error in again.iter_errors(plain(facts))] == []
    schema = form_schema(questions, known)
    lacking = {fault.field for fault in questions.judge(facts, date(2025, 7, 1)) if fault.at == "draft"}
    missing = set(schema["required"]) - set(facts)  # type: ignore[call-overload]
    assert checker(schema).is_valid(plain(facts)) is not bool(missing)
    assert missing <= lacking


@given(answers=st.fixed_dictionaries({}, optional=ANSWERS))
def test_facts_of_every_type_fit(answers: dict[str, object]) -> None:
    known, questions = small()
    facts, _ = questions.read({"size": 1, **answers}, {})
    assert [error.message for error in checker(form_schema(questions, known)).iter_errors(plain(facts))] == []


@given(data=st.data(), name=st.sampled_from(sorted(ANSWERS)))
def test_a_wrong_type_is_refused_by_both(data: st.DataObject, name: str) -> None:
    known, questions = small()
    wrong = data.draw(WRONG.get(questions.asked[name].field.type, NO_TEXT))
    _, faults = questions.read({name: wrong}, {})
    assert [fault.field for fault in faults] == [name]
    assert not checker(form_schema(questions, known, again=True)).is_valid({name: wrong})
    assert not checker(form_schema(questions, known)).is_valid({"size": 1, name: wrong})


def test_what_is_too_long_unknown_or_empty_is_refused() -> None:
    known, questions = small()
    first, again = checker(form_schema(questions, known)), checker(form_schema(questions, known, again=True))
    assert first.is_valid({"size": 1, "name": "一" * 20})
    assert not first.is_valid({"size": 1, "name": "一" * 21})
    assert not first.is_valid({"size": 1, "stranger": "x"})
    assert not first.is_valid({}) and again.is_valid({})
    assert first.is_valid({"size": 1, "many": ["x", "z"]}) and not first.is_valid({"size": 1, "many": ["x", "x"]})
    assert first.is_valid({"size": LARGEST}) and first.is_valid({"size": -LARGEST})
    assert not first.is_valid({"size": LARGEST + 1}) and not first.is_valid({"size": -LARGEST - 1})
    assert not first.is_valid({"size": None}) and again.is_valid(dict.fromkeys(ANSWERS))


@pytest.mark.parametrize(("name", "procedure", "verb"), ACTS)
def test_each_act_of_the_shelf_has_a_schema(name: str, procedure: str, verb: str) -> None:
    known = books()[name]
    step = known.steps[procedure, verb]
    schema: dict[str, Any] = act_schema(known, procedure, verb)
    check = checker(schema)
    properties = schema["properties"]
    assert set(properties) == {
        *(["facts"] if step.questions else []),
        *(["grounds"] if step.rule.grounds else []),
        *(["stated"] if step.notice else []),
    }
    assert check.is_valid({}) is not bool(schema["required"])
    if step.questions and START not in step.rule.from_:  # filed again: what was said stands
        grounds = properties["grounds"]["items"]["oneOf"][:1] if "grounds" in schema["required"] else None
        others = {"grounds": [grounds[0]["const"]]} if grounds else {}
        assert check.is_valid({"facts": dict.fromkeys(step.questions.asked), **others})
        assert "facts" not in schema["required"]
    assert not check.is_valid({"stranger": 1})


def test_grounds_are_a_choice_where_the_text_lists_them() -> None:
    offered = {"why": {"late": Ground(label=Text("逾期", "late")), "bad": Ground(label=Text("不符", "bad"))}}
    acts = {
        "go": rule(to="end", grounds="why"),
        "say": rule(to="end", grounds="free"),
        "do": rule(to="end"),
    }
    known = law(stands=states(end=""), acts=acts, grounds=offered)
    go, say = (checker(act_schema(known, "case", verb)) for verb in ("go", "say"))
    assert go.is_valid({"grounds": ["late"]}) and not go.is_valid({"grounds": ["since"]})
    assert not go.is_valid({}) and not go.is_valid({"grounds": []})
    assert say.is_valid({"grounds": ["since"]}) and not say.is_valid({"grounds": [" "]})
    assert checker(act_schema(known, "case", "do")).is_valid({})
    assert not checker(act_schema(known, "case", "do")).is_valid({"facts": {}})


def test_a_notice_takes_stated_faults_of_fields_that_were_filed() -> None:
    found = 0
    for name, procedure, verb in ACTS:
        known = books()[name]
        if not known.steps[procedure, verb].notice:
            continue
        found += 1
        check = checker(act_schema(known, procedure, verb))
        field = next(iter(known.filing[procedure].asked))
        assert check.is_valid({"stated": [{"field": field, "remedy": "请写明"}]}) and check.is_valid({})
        assert not check.is_valid({"stated": [{"field": "stranger", "remedy": "x"}]})
        assert not check.is_valid({"stated": [{"field": field, "remedy": " "}]})
    assert found


@settings(max_examples=15)
@given(province=provinces, filed=st.dates(EFFECTIVE, date(2026, 1, 1)))
def test_a_drawn_province_takes_its_own_filing(province: Any, filed: date) -> None:
    known = drawn(province)
    check = checker(act_schema(known, "first", "submit"))
    assert [e.message for e in check.iter_errors({"facts": province.answers(filed, date(2030, 1, 1))})] == []
