"""What a rulebook asks of another is held against the other; what must be unique, against its own facts and states."""

from __future__ import annotations

from pathlib import Path

import pytest

from guiju.faces.cli.shelves import _expression_checker as checker
from guiju.kernel.rulebook import Unique
from guiju.shelf.flaws import Flaw
from tests.laws.shelf_kit import DAY, broken, overlay, put, shelf, unpin
from tests.walks.papers import LAW, PAPERS

NEED = "firm: {case: XX/papers#firm, key: {uscc: report.firm}, not_in: barred"
# What is replaced, by what (the pin ‸ marks where the flaw is expected), the message, the hint.
WRONG = {
    "no such rulebook": (NEED, NEED.replace("XX/papers", "‸XX/paper"), "no such rulebook: XX/paper", "XX/papers"),
    "no such procedure": (NEED, NEED.replace("XX/papers#firm", "‸XX/papers#form"), "no such procedure: form", "firm"),
    "no such state": (NEED, NEED.replace("barred", "‸barrd"), "no such state: barrd", "did you mean barred?"),
    "no such fact": (NEED, NEED.replace("{uscc:", "{usc: ‸report.firm, uscc:"), "no such fact: usc", "uscc"),
    "not to be found": (
        NEED,
        NEED.replace("key: {uscc: report.firm}", "‸key: {until: on}"),
        "no case can be found",
        "",
    ),
    "not as it stands": (NEED, NEED.replace(", not_in: barred", "").replace("firm: {", "‸firm: {"), "must stand", "in"),
    "a secret fact": (
        "effects: [{set: {seen: report.firm}}]",
        "effects: [{set: {seen: ‸report.writer}}]",
        "no fact is called 'report.writer'",
        "",
    ),
    "a fact of nobody": (
        "effects: [{set: {seen: report.firm}}]",
        "effects: [{set: {seen: ‸paper2.firm}}]",
        "no fact is called 'paper2.firm'",
        "",
    ),
    "a type that does not fit": (
        "effects: [{set: {seen: report.firm}}]",
        'effects: [{set: {seen: ‸"report.firm + 1"}}]',
        "the expression is wrong",
        "",
    ),
    "a need that comes later": (
        "key: {number: paper}, in: signed, cite: a1,\n            remedy: {zh: 先签署报告, en: sign a report first}},"
        "\n",
        "key: {number: ‸firm.uscc}, in: signed, cite: a1,\n            remedy: {zh: 先, en: first}},\n",
        "no such need: firm",
        "",
    ),
    "no remedy": (
        "not_in: barred, cite: a1,\n            remedy: {zh: 换一家机构, en: choose another firm}}",
        "not_in: barred, cite: a1}",
        "does not say what is to be done",
        "remedy",
    ),
    "a name that is taken": (
        "          firm: {case",
        "          ‸paper: {case",
        "means something else already: paper",
        "",
    ),
    "nobody does it": (
        "close: {from: open, to: done, by: registrar",
        "close: {from: open, to: done, by: clock",
        "an act that nobody does asks for no other case",
        "",
    ),
}


def _told(folder: Path, name: str = "XX/filing") -> tuple[Flaw, ...]:
    return shelf(folder).check(name, DAY, checker())


def test_both_are_clean(tmp_path: Path) -> None:
    put(tmp_path, PAPERS)
    put(tmp_path, LAW)
    assert _told(tmp_path) == () and _told(tmp_path, "XX/papers") == ()


@pytest.mark.parametrize(("old", "new", "says", "hint"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_told_where_it_stands(tmp_path: Path, old: str, new: str, says: str, hint: str) -> None:
    put(tmp_path, PAPERS)
    text, path = broken(LAW, old, new), put(tmp_path, LAW)
    where = None
    if "‸" in text:
        text, where = unpin(text, path)
    put(tmp_path, text)
    found = [flaw for flaw in _told(tmp_path) if says in flaw.text.en]
    assert found, [flaw.say() for flaw in _told(tmp_path)]
    assert where is None or [flaw.where for flaw in found] == [where]
    assert hint in (found[0].hint.en if found[0].hint else "")
    assert all(flaw.text.zh for flaw in found)


UNIQUE = "unique: {key: uscc, except_in: barred, label"
DOUBLED = {
    "fact": (UNIQUE, UNIQUE.replace("key: uscc", "key: ‸ucss"), "no such fact: ucss"),
    "state": (UNIQUE, UNIQUE.replace("barred", "‸bared"), "no such state: bared"),
    "state of another": (UNIQUE, UNIQUE.replace("barred", "‸report.lapsed"), "no such state: report.lapsed"),
    "missing": (UNIQUE, UNIQUE.replace("except_in", "or_none: ‸name, except_in"), "no such fact: name"),
    "all missing": (UNIQUE, UNIQUE.replace("except_in", "or_none: ‸uscc, except_in"), "some fact of the key"),
    "word": (UNIQUE, UNIQUE.replace("except_in", "else: ‸tell, except_in"), "cannot be tell"),
}


@pytest.mark.parametrize(("old", "new", "says"), DOUBLED.values(), ids=DOUBLED)
def test_a_slip_in_what_must_be_unique(tmp_path: Path, old: str, new: str, says: str) -> None:
    text, where = unpin(broken(PAPERS, old, new), put(tmp_path, PAPERS))
    put(tmp_path, text)
    found = [flaw for flaw in _told(tmp_path, "XX/papers") if says in flaw.text.en]
    assert [flaw.where for flaw in found] == [where], [flaw.say() for flaw in _told(tmp_path, "XX/papers")]


def test_a_single_rule_needs_no_name_and_several_have_theirs(tmp_path: Path) -> None:
    put(tmp_path, PAPERS)
    assert shelf(tmp_path).rulebook("XX/papers", DAY).procedures["firm"].unique.keys() == {"unique"}
    named = broken(
        PAPERS, UNIQUE, "unique: {one: {key: uscc, label: {zh: 一, en: one}, cite: a1}, two: {key: uscc, label"
    )
    put(tmp_path, broken(named, "en: listed already}, cite: a1}", "en: listed already}, cite: a1}}"))
    rules = shelf(tmp_path).rulebook("XX/papers", DAY).procedures["firm"].unique
    assert list(rules) == ["one", "two"] and all(isinstance(rule, Unique) for rule in rules.values())


def test_a_province_may_take_a_need_away(tmp_path: Path) -> None:
    put(tmp_path, PAPERS)
    put(tmp_path, LAW)
    less = {"filing": {"acts": {"file": {"needs": {"firm": None}}}}}
    text = overlay(procedures=less).replace("XX-P/reg", "XX-P/filing").replace("XX/reg", "XX/filing")
    put(tmp_path, text)
    acts = shelf(tmp_path).rulebook("XX-P/filing", DAY).procedures["filing"].acts
    assert list(acts["file"].needs) == ["report"]
