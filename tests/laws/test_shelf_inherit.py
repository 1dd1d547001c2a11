"""What a child takes over, edits, adds and removes; and what an office may not touch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from guiju.kernel.rulebook import Rulebook
from guiju.shelf.flaws import ShelfError
from tests.laws.shelf_kit import DAY, NATION, OFFICE, PROVINCE, broken, overlay, put, shelf, unpin

Says = Callable[[Rulebook], object]

# What a province writes, and what it then has.
SEMANTICS: dict[str, tuple[dict[str, object], Says, object]] = {
    "a scalar replaces": ({"zone": "Asia/Tokyo"}, lambda r: r.zone, "Asia/Tokyo"),
    "what is not said stays": ({}, lambda r: (r.zone, r.calendar), ("Asia/Shanghai", "CN")),
    "maps merge key by key": (
        {"clocks": {"publicity": {"length": "5wd"}}},
        lambda r: (str(r.clocks["publicity"].length), r.clocks["publicity"].cite),
        ("5wd", "XX/reg#a12"),
    ),
    "its own cite stands in the parent's place": (
        {"clocks": {"publicity": {"cite": "a3"}}, "provisions": {"a3": {}}},
        lambda r: r.clocks["publicity"].cites,
        ("XX-P/reg#a3",),
    ),
    "a full cite is kept": (
        {"clocks": {"publicity": {"cite": "XX/reg#a13"}}},
        lambda r: r.clocks["publicity"].cite,
        "XX/reg#a13",
    ),
    "a list replaces": (
        {"views": {"publicity": {"fields": ["kind"]}}},
        lambda r: r.views["publicity"].fields,
        ("kind",),
    ),
    "add and drop edit a list": (
        {"views": {"publicity": {"fields": {"add": ["end"], "drop": ["name"]}}}},
        lambda r: r.views["publicity"].fields,
        ("kind", "end"),
    ),
    "a single value is a list of one": (
        {"procedures": {"five_steps": {"acts": {"return": {"by": {"add": ["party"]}}}}}},
        lambda r: r.procedures["first"].acts["return"].by,
        ("registrar", "party"),
    ),
    "effects are edited whole": (
        {"procedures": {"five_steps": {"acts": {"accept": {"effects": {"drop": [{"letter": "acceptance"}]}}}}}},
        lambda r: len(r.procedures["first"].acts["accept"].effects),
        1,
    ),
    "a new key adds": (
        {"roles": {"agent": {"label": {"zh": "代理", "en": "agent"}}}},
        lambda r: list(r.roles),
        ["registrant", "registrar", "party", "agent"],
    ),
    "null removes": ({"views": {"publicity": {"cite": None}}}, lambda r: r.views["publicity"].cite, None),
    "null removes an item": ({"tables": {"must_register": None}}, lambda r: dict(r.tables), {}),
    "a changed pattern changes what is like it": (
        {"procedures": {"five_steps": {"acts": {"accept": {"to": "returned"}}}}},
        lambda r: r.procedures["first"].acts["accept"].to,
        "returned",
    ),
    "what is like a pattern may differ": (
        {"procedures": {"first": {"acts": {"accept": {"to": "returned"}}}}},
        lambda r: (r.procedures["first"].acts["accept"].to, r.procedures["five_steps"].acts["accept"].to),
        ("returned", "public"),
    ),
    "a pattern may be left": (
        {"procedures": {"first": {"like": None, "states": {"submitted": {"final": "yes"}}}}},
        lambda r: list(r.procedures["first"].acts),
        ["submit"],
    ),
    "the pattern's name and abstractness stay with it": (
        {},
        lambda r: (r.procedures["first"].abstract, r.procedures["five_steps"].abstract, r.procedures["first"].label.en),  # type: ignore[union-attr]
        (False, True, "first registration"),
    ),
    "a removed state leaves the from lists": (
        {"procedures": {"five_steps": {"states": {"returned": None}, "acts": {"return": None, "resubmit": None}}}},
        lambda r: r.procedures["first"].acts["decline"].from_,
        ("submitted",),
    ),
    "a removed state may come by like": (
        {"procedures": {"first": {"states": {"returned": None}, "acts": {"return": None, "resubmit": None}}}},
        lambda r: (r.procedures["first"].acts["decline"].from_, r.procedures["five_steps"].acts["decline"].from_),
        (("submitted",), ("submitted", "returned")),
    ),
    "cites restate a clock": (
        {"cites": {"publicity": "a16"}, "provisions": {"a16": {}}},
        lambda r: r.clocks["publicity"].cites,
        ("XX-P/reg#a16", "XX/reg#a12"),
    ),
    "cites restate an act of a pattern": (
        {"cites": {"five_steps.accept": "a16"}},
        lambda r: r.procedures["first"].acts["accept"].also,
        "XX-P/reg#a16",
    ),
    "cites restate an act that came by like": (
        {"cites": {"first.accept": "a16"}},
        lambda r: (r.procedures["first"].acts["accept"].also, r.procedures["five_steps"].acts["accept"].also),
        ("XX-P/reg#a16", None),
    ),
    "cites restate any item by its path": (
        {"cites": {"forms.first.fields.name": "a16"}},
        lambda r: r.forms["first"].fields["name"].also,
        "XX-P/reg#a16",
    ),
    "the other side of a conflict cites its own text": (
        {"cites": {}},
        lambda r: (r.conflicts["products"].theirs.cite, r.conflicts["products"].ours.cite),
        ("XX/other#a16", "XX/reg#a5"),
    ),
    "provisions of both stand side by side": (
        {"provisions": {"a5": {}}},
        lambda r: [cite for cite in r.provisions if cite.endswith("#a5")],
        ["XX/reg#a5", "XX-P/reg#a5"],
    ),
    "it says who it is": (
        {},
        lambda r: (r.rulebook, r.title.en, r.lineage),
        ("XX-P/reg", "province", ("XX-P/reg", "XX/reg")),
    ),
    "a dated value adds a day": (
        {"clocks": {"accept": {"length": {"2025-05-01": "9wd"}}}},
        lambda r: (str(r.clocks["accept"].length), r.clocks["accept"].cite),
        ("9wd", None),
    ),
    "a dated value leaves the plain one before its day": (
        {"clocks": {"publicity": {"length": {"2025-07-01": "9wd"}}}},
        lambda r: str(r.clocks["publicity"].length),
        "10wd",
    ),
    "a plain map replaces a dated one": (
        {"clocks": {"accept": {"length": "4wd", "cite": "XX/reg#a10"}}},
        lambda r: str(r.clocks["accept"].length),
        "4wd",
    ),
}


@pytest.mark.parametrize(("says", "look", "expected"), SEMANTICS.values(), ids=SEMANTICS)
def test_what_a_child_has(tmp_path: Path, says: dict[str, object], look: Says, expected: object) -> None:
    assert look(shelf(tmp_path, NATION, overlay(**says)).rulebook("XX-P/reg", DAY)) == expected


REFUSED: dict[str, tuple[dict[str, object], str, str]] = {
    "null of nothing": ({"views": {"publisity": None}}, "nothing is inherited here", "did you mean publicity?"),
    "null of nothing by like": (
        {"procedures": {"first": {"acts": {"acept": None}}}},
        "nothing is inherited here",
        "did you mean accept?",
    ),
    "drop of nothing": (
        {"views": {"publicity": {"fields": {"drop": ["kint"]}}}},
        "no such member",
        "did you mean kind?",
    ),
    "add to a map": ({"views": {"add": ["x"]}}, "there is none", ""),
    "an act without from": (
        {"procedures": {"five_steps": {"states": {"returned": None}, "acts": {"return": None}}}},
        "resubmit has no state left to start from",
        "remove the act too",
    ),
    "an act whose to is gone": (
        {"procedures": {"five_steps": {"states": {"returned": None}, "acts": {"resubmit": None}}}},
        "return leads to returned, which is removed",
        "change `to`",
    ),
    "a clock that a state names": ({"clocks": {"accept": None}}, "the state names it", ""),
    "cites of nothing": ({"cites": {"acept": "a16"}}, "names nothing that exists: acept", "did you mean accept?"),
    "cites of no act": ({"cites": {"first.acept": "a16"}}, "names nothing", "did you mean first.accept?"),
    "cites of a value": ({"cites": {"clocks.publicity.length": "a16"}}, "a value, not an item", ""),
    "a parent that is not there": ({"extends": "XX/rag"}, "the parent XX/rag does not stand", "did you mean XX/reg?"),
    "a parent that is itself": ({"extends": "XX-P/reg"}, "the parent XX-P/reg does not stand", ""),
}


@pytest.mark.parametrize(("says", "message", "hint"), REFUSED.values(), ids=REFUSED)
def test_what_a_child_may_not_say(tmp_path: Path, says: dict[str, object], message: str, hint: str) -> None:
    folder = shelf(tmp_path, NATION, overlay(**says))
    with pytest.raises(ShelfError, match=message) as caught:
        folder.rulebook("XX-P/reg", DAY)
    assert hint in str(caught.value)


def test_a_bad_overlay_is_told_where_it_stands(tmp_path: Path) -> None:
    text, where = unpin(PROVINCE.replace("publicity: a16", "‸publisity: a16"), put(tmp_path, PROVINCE))
    folder = shelf(tmp_path, NATION, text)
    with pytest.raises(ShelfError) as caught:
        folder.rulebook("XX-P/reg", DAY)
    assert [flaw.where for flaw in caught.value.flaws] == [where]


def test_three_layers(tmp_path: Path) -> None:
    folder = shelf(tmp_path, NATION, PROVINCE, OFFICE)
    office = folder.rulebook("XX-P.demo/reg", DAY)
    assert office.lineage == ("XX-P.demo/reg", "XX-P/reg", "XX/reg")
    assert list(office.forms["first"].fields) == ["name", "kind", "end", "proof", "phone"]
    accept = office.procedures["first"].acts["accept"]
    assert (accept.desk, accept.cites) == ("acceptor", ("XX-P/reg#a17", "XX/reg#a10"))
    assert str(office.clocks["accept"].length) == "5wd"
    assert folder.check("XX-P.demo/reg", DAY) == ()


OFFICE_MAY_NOT = {
    "a length": ("desks:", "clocks: {accept: {‸length: 9wd}}\ndesks:"),
    "a new clock": ("desks:", "clocks: {‸mine: {length: 9wd}}\ndesks:"),
    "a state": ("{first: {acts", "{first: {states: {public: {‸clocks: []}}, acts"),
    "a removal": ("{first: {acts", "{first: {states: {‸public: null}, acts"),
    "who acts": ("{desk: acceptor}", "{desk: acceptor, ‸by: party}"),
    "a new procedure": ("procedures: {", "procedures: {‸mine: {label: {zh: 我, en: mine}}, "),
    "a question of the law": ("{phone:", "{name: {‸required: no}, phone:"),
    "what is published": ("desks:", "views: {publicity: {‸fields: [name]}}\ndesks:"),
    "the time zone": ("desks:", "‸zone: Asia/Tokyo\ndesks:"),
}


@pytest.mark.parametrize(("old", "new"), OFFICE_MAY_NOT.values(), ids=OFFICE_MAY_NOT)
def test_an_office_rule_is_never_law(tmp_path: Path, old: str, new: str) -> None:
    text, where = unpin(broken(OFFICE, old, new), put(tmp_path, OFFICE))
    folder = shelf(tmp_path, NATION, PROVINCE, text)
    with pytest.raises(ShelfError, match="required by this office, never by law") as caught:
        folder.rulebook("XX-P.demo/reg", DAY)
    assert [flaw.where for flaw in caught.value.flaws] == [where]
