"""One law: the automaton over a column says of every text what each pattern by itself says of it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guiju.plane.detect import automaton, shapes
from guiju.plane.detect.patterns import Graph, Unfit
from guiju.plane.texts import Texts

SEEDS = (
    *("11010519491231002X", "13800138000", "+86 138-0013-8000", "138****1234", "闽AD12345", "0591-87654321转8"),
    *("zhang.san@example.com", "192.168.1.10", "00:1B:44:11:3A:B7", "DE89370400440532013000", "欧阳明月", "汉族"),
    *("2025年3月18日", "1,234.56元", "(26.08,119.30)", "军字第1234567号", "12345678Z", "wxid_a1b2c3d4e5f6g7"),
    *("NULL", "(null)", "无", "#N/A", "6222 0212 3456 7890 128", "电话13800138000,a@b.cn;卡6222021234567890128"),
)
SIGNS = st.sampled_from("0123456789XAaxz -*.:@()年月号,，é中🙂\n\\０（）　'\"\u200b\ufeff\xa0\U000c0000")


@st.composite
def near(draw: st.DrawFn) -> str:
    """A good value of some type, a few of its places changed, left out or doubled."""
    signs = list(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, max(0, len(signs) - 1)))
        signs[at : at + draw(st.integers(0, 2))] = draw(st.lists(SIGNS, max_size=2))
    return "".join(signs)


def _agree(texts: list[str], asked: shapes.Shapes, patterns: dict[shapes.Key, str]) -> None:
    fits = asked.ask(Texts.from_strings(texts))
    held = set(fits.held)
    for key, pattern in patterns.items():
        wanted = [re.search(pattern, text, re.ASCII) is not None for text in texts]
        assert (key in held) == any(wanted), key
        assert fits.of(key).tolist() == wanted, (key, texts)


@settings(max_examples=60, deadline=None)
@given(st.lists(near(), min_size=1, max_size=8))
def test_a_text_fits_what_it_fits(texts: list[str]) -> None:
    texts = [*texts, "", *SEEDS[:6]]
    whole = shapes.whole()
    _agree(texts, whole, {key: pattern[:-1] + r"\Z" for key, pattern in whole.patterns.items()})
    inside = shapes.inside()
    _agree(texts, inside, {key: pattern.replace("|$)", r"|\Z)") for key, pattern in inside.patterns.items()})


@settings(max_examples=60, deadline=None)
@given(st.lists(near(), min_size=1, max_size=8))
def test_a_cell_that_is_one_word_holds_what_it_is(texts: list[str]) -> None:
    """So that cells of one word need not be searched: what could stand in them fills them."""
    words = [re.sub("[^0-9A-Za-z]", "", text) for text in (*texts, *SEEDS)]
    values = Texts.from_strings(words)
    found, filled = shapes.inside().ask(values), shapes.whole().ask(values)
    for id_, part in found.held:
        assert not (found.of((id_, part)) & ~filled.of((id_, "whole"))).any(), id_


def test_states_are_forgotten_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automaton, "_MOST", 40)
    known = shapes.whole()
    small = shapes.Shapes(known.patterns, known.graph)
    texts = Texts.from_strings([*SEEDS, *SEEDS])
    for key in known.patterns:
        assert small.ask(texts).of(key).tolist() == known.ask(texts).of(key).tolist(), key


def test_a_very_long_text_is_asked_too() -> None:
    long = "a1B2" * 10_000
    texts = Texts.from_strings([long, f"{long} 13800138000", f"{long} 1380013800", "13800138000"])
    assert shapes.whole().ask(texts).of(("biometric", "whole")).tolist() == [True, False, False, False]
    assert shapes.inside().ask(texts).of(("mobile", "inside")).tolist() == [False, True, False, True]


@pytest.mark.parametrize("pattern", ["[^a]", "a)", "^a"])
def test_what_the_automaton_can_not_take_is_refused(pattern: str) -> None:
    with pytest.raises(Unfit):
        Graph().add(pattern, 1)
