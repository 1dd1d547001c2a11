"""Expressions: three values, facts that are missing are named, and nothing outside the language is ever evaluated."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guiju.kernel.expression import ExpressionError, Unknown, facts_named
from tests.laws.builders import language

LOGIC = language(p="boolean", q="boolean", n="integer", m="integer", s="text", d="date", many="list", c="choice")
UNKNOWN = Unknown(("q",))


@pytest.mark.parametrize(
    ("source", "p", "is_"),
    [
        ("p && q", False, False),
        ("p && q", True, UNKNOWN),
        ("q && p", False, False),
        ("p || q", True, True),
        ("p || q", False, UNKNOWN),
        ("q || p", True, True),
        ("!q", True, UNKNOWN),
        ("p ? q : p", False, False),
        ("p ? q : p", True, UNKNOWN),
    ],
)
def test_logic_has_three_values(source: str, p: bool, is_: object) -> None:
    assert LOGIC.compile(source, kind="boolean")({"p": p}) == is_


def test_an_unknown_names_every_fact_that_is_missing() -> None:
    assert LOGIC.compile("p && n > 3 && s == 'x'")({"n": 4}) == Unknown(("p", "s"))
    assert LOGIC.compile("c == 'x' || q")({}) == Unknown(("c", "q"))


def test_the_day_of_the_act_is_a_fact() -> None:
    assert LOGIC.compile("d <= on")({"d": date(2025, 1, 1)}, date(2025, 1, 1)) is True
    assert LOGIC.compile("d <= on")({"d": date(2025, 1, 2)}, date(2025, 1, 1)) is False


@pytest.mark.parametrize("source", ["n > 1.5", "n == 1e3", "1.0 == 1.0", ".5 == .5", "n > .5", "n > 2."])
def test_real_numbers_are_refused(source: str) -> None:
    with pytest.raises(ExpressionError):
        LOGIC.compile(source)


@pytest.mark.parametrize(
    "source",
    ["double(n) > n", "timestamp('x') < on", "has(s)", "s.upperAscii() == 'X'", "many.exists(x, x == 's')", "eval(s)"],
)
def test_functions_from_elsewhere_are_refused(source: str) -> None:
    with pytest.raises(ExpressionError, match="not in the language"):
        LOGIC.compile(source)


@pytest.mark.parametrize("source", ["stranger == 's'", "n == 's'", "n >", "s + n", "'open", "while", "", "n == 1 || "])
def test_what_does_not_fit_is_refused_where_it_stands(source: str) -> None:
    with pytest.raises(ExpressionError):
        LOGIC.compile(source)


def test_the_message_names_what_may_have_been_meant() -> None:
    with pytest.raises(ExpressionError, match="near it: stated"):
        language(stated="text").compile("statd == 'x'")


def test_a_place_asks_for_a_kind() -> None:
    with pytest.raises(ExpressionError, match="boolean is needed"):
        LOGIC.compile("n + 1", kind="boolean")


@pytest.mark.parametrize(
    ("source", "facts"),
    [
        ("n / m == 1", {"n": 1, "m": 0}),
        ("mul_div(n, m, 0, 'down') == 1", {"n": 1, "m": 1}),
        ("mul_div(n, m, 1, 'sideways') == 1", {"n": 1, "m": 1}),
        ("date(s) <= on", {"s": "the first of May"}),
        ("date(s) <= on", {"s": "UNKNOWN: of course"}),
        ("add(on, n, 'wd') > on", {"n": 0}),
        ("add(on, n, 'y') > on", {"n": 9000}),
        ("term(on, s) > on", {"s": "soon"}),
        ("n + m > 0", {"n": 2**63 - 1, "m": 2**63 - 1}),
        ("n > 0", {"n": 2**80}),
        ("s == 'x'", {"s": "\ud800"}),
        ("n > 0", {"n": "text"}),
    ],
)
def test_a_fault_is_a_fault_and_never_a_text(source: str, facts: dict[str, int | str]) -> None:
    with pytest.raises(ExpressionError):
        LOGIC.compile(source)(facts, date(2025, 1, 1))


def test_a_text_that_looks_like_a_fault_is_a_text() -> None:
    assert LOGIC.compile("s")({"s": "UNKNOWN: nothing"}) == "UNKNOWN: nothing"
    assert LOGIC.compile("s")({"s": "ERROR: division by zero"}) == "ERROR: division by zero"


def test_a_fault_that_logic_does_not_need_is_no_fault() -> None:
    assert LOGIC.compile("p || n / m == 1")({"p": True, "n": 1, "m": 0}) is True
    assert LOGIC.compile("p && n / m == 1")({"p": False, "n": 1, "m": 0}) is False


def test_days() -> None:
    on = date(2025, 10, 16)
    assert LOGIC.compile("term(on, '3y')")({}, on) == date(2028, 10, 15)
    assert LOGIC.compile("add(on, 3, 'wd')")({}, date(2025, 9, 30)) == date(2025, 10, 11)
    assert LOGIC.compile("earliest(d, on)")({"d": date(2025, 1, 1)}, on) == date(2025, 1, 1)
    assert LOGIC.compile("latest(d, on)")({"d": date(2025, 1, 1)}, on) == on
    assert LOGIC.compile("date('2025-01-01')")({}) == date(2025, 1, 1)


def test_lists_and_choices() -> None:
    assert LOGIC.compile("c in ['x', 'y']")({"c": "y"}) is True
    assert LOGIC.compile("'x' in many")({"many": ("x", "z")}) is True
    assert LOGIC.compile("many")({"many": ("x", "z")}) == ("x", "z")
    assert language(price="decimal").compile("price == '1.50'")({"price": Decimal("1.50")}) is True


@given(st.integers(-(10**9), 10**9), st.integers(-(10**6), 10**6), st.integers(-(10**4), 10**4).filter(bool))
def test_mul_div_rounds_as_it_is_told(a: int, b: int, c: int) -> None:
    exact = Fraction(a * b, c)
    sign = -1 if exact < 0 else 1
    wanted = {"down": floor(abs(exact)), "up": ceil(abs(exact)), "half_up": floor(abs(exact) + Fraction(1, 2))}
    for rounding, size in wanted.items():
        got = LOGIC.compile(f"mul_div(n, m, {c}, '{rounding}')")({"n": a, "m": b})
        assert got == sign * size, (a, b, c, rounding)


@given(st.text(max_size=40))
def test_any_text_compiles_or_is_refused(source: str) -> None:
    try:
        LOGIC.compile(source)
    except ExpressionError:
        return
    assert set(facts_named(source)) <= LOGIC.types.keys()


@given(
    st.sampled_from(("==", "!=", "<=", ">=", "<", ">")),
    st.sampled_from((("n", "m"), ("d", "on"), ("s", "t"))),
    st.data(),
)
def test_two_facts_compare_as_the_engine_compares_them(sign: str, names: tuple[str, str], data: st.DataObject) -> None:
    """A bare comparison takes a short way; in brackets it takes the long one."""
    kinds = {"n": st.integers(-5, 5), "m": st.integers(-5, 5), "s": TEXTS, "t": TEXTS}
    logic = language(n="integer", m="integer", s="text", t="text", d="date")
    known = {
        name: data.draw(st.none() | kinds.get(name, st.dates(date(2025, 1, 1), date(2025, 1, 3)))) for name in names
    }
    facts = {name: value for name, value in known.items() if value is not None}
    short, long = f"{names[0]} {sign} {names[1]}", f"({names[0]}) {sign} {names[1]}"
    assert logic.compile(short)(facts) == logic.compile(long)(facts)


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=3)  # no form takes a NUL
PAIRS = language(a="date", b="date", i="integer", j="integer", x="text", y="text")
SIGNS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])


@given(SIGNS, st.dates(date(1, 1, 2), date(9999, 12, 30)), st.dates(date(1, 1, 2), date(9999, 12, 30)))
def test_two_days_compare_as_cel_compares_them(sign: str, a: date, b: date) -> None:
    facts = {"a": a, "b": b}
    assert PAIRS.compile(f"a {sign} b")(facts) == PAIRS.compile(f"(a) {sign} b")(facts)


@given(SIGNS, st.integers(-(2**53), 2**53), st.integers(-3, 3))
def test_two_numbers_compare_as_cel_compares_them(sign: str, i: int, apart: int) -> None:
    facts = {"i": i, "j": i + apart}
    assert PAIRS.compile(f"i {sign} j")(facts) == PAIRS.compile(f"(i) {sign} j")(facts)


@given(st.sampled_from(["==", "!="]), TEXTS, TEXTS)
def test_two_texts_compare_as_cel_compares_them(sign: str, x: str, y: str) -> None:
    facts = {"x": x, "y": y}
    assert PAIRS.compile(f"x {sign} y")(facts) == PAIRS.compile(f"(x) {sign} y")(facts)


@pytest.mark.parametrize("facts", [{}, {"a": date(2025, 6, 1)}, {"b": date(2025, 6, 1)}])
def test_a_missing_day_is_named_as_cel_names_it(facts: dict[str, date]) -> None:
    assert PAIRS.compile("a <= b")(facts) == PAIRS.compile("(a) <= b")(facts)
