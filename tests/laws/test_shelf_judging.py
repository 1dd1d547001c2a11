"""What the shelf says of scales, of tables that judge a form, and of acts that keep what they answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from guiju.shelf.flaws import ShelfError
from tests.laws.shelf_kit import DAY, broken, shelf, unpin

SHEET = """\
rulebook: XX/sheet
title: {zh: 评估, en: assessment}
version: {number: '1', status: in_force, effective: 2025-03-01}
facts:
  level: {type: text, label: {zh: 级别, en: level}}
  made: {type: list, label: {zh: 发现, en: findings}}
roles: {holder: {label: {zh: 主体, en: holder}}}
scales:
  met: {"yes": {zh: 是, en: met}, "no": {zh: 否, en: unmet}}
forms:
  areas:
    blocks: {house: {label: {zh: 房屋, en: house}, cite: a1}, owner: {label: {zh: 主人, en: owner}, cite: a1}}
    fields:
      kind: {block: owner, type: boolean, label: {zh: 类别, en: kind}}
      locks: {block: house, type: choice, scale: met, required: true, label: {zh: 门锁, en: locks}, cite: a1}
      keys: {block: house, type: choice, scale: met, label: {zh: 钥匙, en: keys}}
tables:
  found:
    hit: all
    judges: areas
    gives: {high: {zh: 高, en: high}, none: {zh: 无, en: none}}
    rows:
      unlocked: {rank: 1, when: "locks == 'no' || keys == 'no'", gives: high, label: {zh: 未锁, en: unlocked},
        remedy: {zh: 上锁, en: lock it}, cite: a1}
procedures:
  check:
    label: {zh: 评估, en: assessment}
    states: {signed: {final: true, label: {zh: 已签, en: signed}}}
    acts:
      sign: {from: start, to: signed, by: holder, form: areas, whole: areas, label: {zh: 签, en: sign}, cite: a1,
        effects: [{judge: {table: found, gives: level, rows: made, else: none}}]}
provisions: {a1: {says: {zh: 一, en: one}}}
"""
MISTAKES = {
    "no such scale": (
        "locks: {block: house, type: choice, scale: met",
        "locks: {block: house, type: choice, scale: ‸mett",
        "no such scale: mett",
        "did you mean met?",
    ),
    "scale and choice": (
        "keys: {block: house, type: choice, scale: met",
        "keys: {block: house, type: choice, one_of: {a: {zh: 甲, en: a}}, scale: ‸met",
        "the answers are those of the scale",
        "scale, or one_of",
    ),
    "no such form": (
        "judges: areas",
        "judges: ‸area",
        "no such form: area",
        "did you mean areas?",
    ),
    "not every row": (
        "hit: all",
        "hit: ‸first",
        "takes every row",
        "hit: all",
    ),
    "no remedy": (
        "remedy: {zh: 上锁, en: lock it}, ",
        "",
        "unlocked has no remedy",
        "",
    ),
    "no words": (
        "label: {zh: 未锁, en: unlocked},",
        "",
        "unlocked has no label",
        "",
    ),
    "of no part": (
        "\"locks == 'no' || keys == 'no'\"",
        "level == 'x'",
        "names no question of the form",
        "block",
    ),
    "no such part": (
        "gives: high, label",
        "gives: high, block: ‸hous, label",
        "no such block: hous",
        "did you mean house?",
    ),
    "in vain": (
        " || keys == 'no'",
        "",
        "no row judges this question: keys",
        "",
    ),
    "no such table": (
        "judge: {table: found",
        "judge: {table: ‸fond",
        "no such table: fond",
        "did you mean found?",
    ),
    "no such fact": (
        "gives: level, rows",
        "gives: ‸lovel, rows",
        "no such fact: lovel",
        "did you mean level?",
    ),
    "not a list": (
        "rows: made",
        "rows: ‸level",
        "level has to be of type list",
        "",
    ),
    "no such answer": (
        "else: none",
        "else: ‸nothing",
        "no such answer: nothing",
        "",
    ),
    "no such whole": (
        "whole: areas",
        "whole: ‸area",
        "no such form: area",
        "did you mean areas?",
    ),
}


def test_a_sheet_without_mistakes_is_clean(tmp_path: Path) -> None:
    made = shelf(tmp_path, SHEET)
    assert [list(flaws) for flaws in (made.check_version(entry) for entry in made.list())] == [[]]
    fields = made.rulebook("XX/sheet", DAY).forms["areas"].fields
    assert list(fields["locks"].one_of) == ["yes", "no"] and fields["locks"].one_of == fields["keys"].one_of


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_told(name: str, tmp_path: Path) -> None:
    old, new, message, hint = MISTAKES[name]
    text = broken(SHEET, old, new)
    where = None
    if "‸" in text:
        text, where = unpin(text, tmp_path / "XX/sheet/1.yaml")
    made = shelf(tmp_path, text)
    try:
        flaws = made.check_version(made.list()[0])
    except ShelfError as error:
        flaws = tuple(error.flaws)
    told = [flaw for flaw in flaws if message in flaw.text.en]
    assert told, [flaw.text.en for flaw in flaws]
    assert where is None or told[0].where == where
    assert hint in (told[0].hint.en if told[0].hint else "")
