"""The model check finds a rulebook that is wrong in each of the ways it looks for, and counts what is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from guiju.kernel.values import Mark
from guiju.shelf.flaws import Flaw, ShelfError
from guiju.shelf.shelf import BUILT_IN, Shelf
from tests.laws.shelf_kit import DAY, NATION, PROVINCE, broken, overlay, put, shelf, unpin

# What is replaced, by what (the pin ‸ marks where the flaw is expected), the message, the remedy.
WRONG = {
    "a state that nothing reaches": (
        "      upheld: {final: true, ",
        "      ‸lost: {waits_for: registrar, why: 未定, cite: a12, label: {zh: 遗, en: lost}}\n"
        "      upheld: {final: true, ",
        "no act leads to this state: lost",
        "",
    ),
    "a state without an exit": (
        "upheld: {final: true, ",
        "‸upheld: {why: 未定, cite: a12, ",
        "no act leads out of this state: upheld",
        "add an act",
    ),
    "round and round": (
        "      returned: {waits_for: registrant, why: 未定期限, cite: a10, label: {zh: 已退回, en: returned}}\n",
        "      returned: {waits_for: registrant, why: 未定期限, cite: a10, label: {zh: 已退回, en: returned}}\n"
        "      ‸east: {why: 未定, cite: a10, label: {zh: 东, en: east}}\n"
        "      west: {why: 未定, cite: a10, label: {zh: 西, en: west}}\n",
        "no way leads from this state to a final one: east",
        "add an act that leads to a final state",
    ),
    "no clock and no reason": (
        "returned: {waits_for: registrant, why: 未定期限, cite: a10, ",
        "‸returned: {waits_for: registrant, cite: a10, ",
        "a state with neither clock nor reason: returned",
        "why",
    ),
    "a reason that nobody gave": (
        "returned: {waits_for: registrant, why: 未定期限, cite: a10, ",
        "returned: {waits_for: registrant, why: ‸未定期限, ",
        "neither provision nor mark: returned",
        "mark it interp or unverified",
    ),
    "an act without a role": (
        "to: rejected, by: registrar, ",
        "to: rejected, ‸by: [], ",
        "an act without a role: reject",
        "say in `by` who does it",
    ),
    "an act that nobody tells": (
        "effects: [release, tell: {act: terminate, in: public}]",
        "effects: [release]",
        "no case tells terminate, so nobody ever does it",
        "add a `tell`",
    ),
    "a term without a provision": (
        "  publicity: {length: 10wd, label: {zh: 公示, en: publicity}, cite: a12}",
        "  ‸publicity: {length: 10wd, label: {zh: 公示, en: publicity}}",
        "publicity has no provision",
        "",
    ),
    "the text's own term without one": (
        "effective: 2025-03-01}",
        "effective: 2025-03-01, expires: ‸2030-02-28}",
        "how long the text itself stands has no provision",
        "entry into force",
    ),
    "the text's own term by an article that is not there": (
        "effective: 2025-03-01}",
        "effective: 2025-03-01, expires: 2030-02-28, cite: ‸a99}",
        "not among the provisions: XX/reg#a99",
        "",
    ),
}
ROUND = (
    "      accept: {from: submitted, to: public, by: registrar, effects",
    "      wander: {from: [submitted, west], to: east, by: registrar, label: {zh: 往, en: go}, cite: a10}\n"
    "      back: {from: east, to: west, by: registrar, label: {zh: 返, en: back}, cite: a10}\n"
    "      accept: {from: submitted, to: public, by: registrar, effects",
)


def told(folder: Path) -> tuple[Flaw, ...]:
    try:
        return shelf(folder).check("XX/reg", DAY)
    except ShelfError as error:
        return error.flaws


@pytest.mark.parametrize("name", WRONG)
def test_each_kind_of_wrong_model_is_found_where_it_stands(name: str, tmp_path: Path) -> None:
    old, new, says, remedy = WRONG[name]
    text = broken(NATION, old, new)
    if name == "round and round":
        text = broken(text, *ROUND)
    path = put(tmp_path, NATION)
    where = None
    if "‸" in text:
        text, where = unpin(text, path)
    put(tmp_path, text)
    found = [flaw for flaw in told(tmp_path) if says in flaw.text.en]
    assert found, [flaw.say() for flaw in told(tmp_path)]
    assert where is None or where in [flaw.where for flaw in found]
    assert remedy in (found[0].hint.en if found[0].hint else "")
    assert all(flaw.text.zh and flaw.where.line for flaw in found)


@pytest.mark.parametrize("mark", ["cite: a12", "mark: interp", "mark: unverified", "mark: as_told"])
def test_a_reason_stands_on_a_provision_or_says_whose_reading_it_is(mark: str, tmp_path: Path) -> None:
    text = broken(NATION, "why: 未定期限, mark: interp", f"why: 未定期限, {mark}")
    assert shelf(tmp_path, text).check("XX/reg", DAY) == ()
    proxy = broken(NATION, "why: 未定期限, mark: interp", "why: 未定期限, mark: proxy")
    assert len(shelf(tmp_path, proxy).check("XX/reg", DAY)) == 1


def test_the_counts_are_those_of_the_file(tmp_path: Path) -> None:
    folder = shelf(tmp_path, NATION, PROVINCE)
    nation, province = (folder.survey(entry) for entry in folder.list()[::-1])
    assert (nation.procedures, nation.states, nation.final, nation.timed) == (3, 10, 5, 3)
    assert [(one.procedure, one.state) for one in nation.dormant] == [("first", "returned"), ("objection", "reviewing")]
    assert (nation.dormant_by(None), nation.dormant_by(Mark.INTERP), nation.dormant_by(Mark.UNVERIFIED)) == (1, 1, 0)
    assert nation.states == nation.final + nation.timed + len(nation.dormant)
    assert province.terms == nation.terms + 1, "its own last day is a term"
    assert all(one.why and one.where.line for one in nation.dormant)


def test_a_province_that_takes_the_way_out_is_told(tmp_path: Path) -> None:
    """What is sound above can be caught below: there the objection is only ever put off."""
    acts = {
        "uphold": None,
        "reject": {"to": "more", "effects": None},
        "again": {"from": "more", "to": "reviewing", "by": "party", "label": {"zh": "再", "en": "a"}, "cite": "a1"},
    }
    states = {
        "upheld": None,
        "rejected": None,
        "more": {"why": "未定", "cite": "a1", "label": {"zh": "补", "en": "more"}},
    }
    put(tmp_path, NATION)
    put(tmp_path, overlay(procedures={"objection": {"states": states, "acts": acts}}, provisions={"a1": {}}))
    found = [flaw.text.en for flaw in shelf(tmp_path).check("XX-P/reg", DAY)]
    assert [text for text in found if "to a final one" in text] == [
        "no way leads from this state to a final one: reviewing",
        "no way leads from this state to a final one: more",
    ]
    assert "no case tells terminate, so nobody ever does it" in found


def test_a_draft_beside_a_final_text_is_checked_too(tmp_path: Path) -> None:
    put(tmp_path, NATION)
    draft = broken(broken(NATION, "number: '1', status: in_force", "number: d, status: draft"), "length: 10wd, ", "")
    put(tmp_path, draft, "draft.yaml")
    folder = shelf(tmp_path)
    found = {entry.number: [flaw.text.en for flaw in folder.check_version(entry)] for entry in folder.list()}
    assert found == {"1": [], "d": ["a clock without a length"]}


def test_every_procedure_of_the_shelf_is_sound_and_every_pause_explained() -> None:
    folder = Shelf(BUILT_IN)
    for entry in folder.list():
        assert folder.check_version(entry) == (), entry.id
        counted = folder.survey(entry)
        assert counted.states == counted.final + counted.timed + len(counted.dormant)
        assert all(one.why and (one.cites or one.mark) for one in counted.dormant)
    assert folder.heading_flaws() == ()
