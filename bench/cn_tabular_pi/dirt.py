"""What goes wrong in real tables: nulls of many kinds, full-width digits, separators, cuts, masks, wrong checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.cn_tabular_pi.contacts import none
from bench.cn_tabular_pi.dice import Dice
from bench.cn_tabular_pi.kind import CHECKED, Kind, Made
from bench.cn_tabular_pi.rows import words
from bench.cn_tabular_pi.strings import Text, edited

WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")
LONG = ("resident_id", "bank_card", "imei", "rrn")  # a spreadsheet writes 1.10105E+17 for them


def _wide(value: str) -> str:
    return value.translate(WIDE)


def _quoted(value: str) -> str:
    return f"'{value}"


def _spaces(value: str) -> str:
    return f" {value}  "


def _tabbed(value: str) -> str:
    return f"{value}\t"


def _three_four_four(value: str) -> str:
    return f"{value[:3]} {value[3:7]} {value[7:]}"


def _dashed(value: str) -> str:
    return f"{value[:3]}-{value[3:7]}-{value[7:]}"


def _fours(value: str) -> str:
    return " ".join(value[at : at + 4] for at in range(0, len(value), 4))


def _by_part(value: str) -> str:
    return f"{value[:6]} {value[6:14]} {value[14:]}"


def _imei(value: str) -> str:
    return f"{value[:2]}-{value[2:8]}-{value[8:14]}-{value[14:]}"


def _cut(value: str) -> str:
    return value[:-2]


def _scientific(value: str) -> str:
    return f"{value[0]}.{value[1:6]}E+{len(value) - 1}"


def _masked(value: str) -> str:
    third = max(1, len(value) // 3)
    return value[:third] + "*" * (len(value) - 2 * third) + value[len(value) - third :]


def _garbled(value: str) -> str:
    return value.encode("utf-8").decode("gbk", "replace")


# kinds whose values may be separated, and how
APART: Mapping[str, tuple[Callable[[str], str], ...]] = {
    "mobile": (_three_four_four, _dashed),
    "resident_id": (_by_part,),
    "bank_card": (_fours,),
    "imei": (_imei,),
}
LATIN = ("mobile", "landline", "resident_id", "bank_card", "imei", "rrn", "qq", "postcode", "birth_date")
HAN = ("person_name", "address", "address_short", "org_name", "diagnosis", "product")


def _wrong(value: str) -> str:
    """One digit in the middle is another: every check above finds a single wrong place."""
    at = next(at for at in range(len(value) // 2, len(value)) if value[at].isdigit())
    return value[:at] + str((int(value[at]) + 1) % 10) + value[at + 1 :]


def _changes(kind: Kind, dice: Dice) -> list[tuple[Callable[[str], str], int, str]]:
    """How, in how many of a thousand cells, and what the label becomes: `=` as it was, `~` may be said, `` nothing."""
    some, few = 10 + dice.one(30), 5 + dice.one(15)
    plan: list[tuple[Callable[[str], str], int, str]] = [(_spaces, few, "="), (_tabbed, few, "=")]
    if kind.info_type in LATIN and kind.name != "resident_id_masked":
        plan += [(_wide, some, "="), (_quoted, few, "=")]
    plan += [(way, some, "=") for way in APART.get(kind.name, ())]
    if kind.info_type in CHECKED and not kind.name.endswith(("masked", "_mixed", "_15", "_ages")):
        wrong = _last if kind.name == "rrn" else _wrong
        plan += [(wrong, some, ""), (_cut, few, "~" if kind.info_type == "bank_card" else ""), (_masked, some, "~")]
        plan += [(_scientific, few, "")] * (kind.info_type in LONG and kind.name != "bank_card_spaced")
    elif kind.name in ("mobile", "landline", "email", "passport"):
        plan += [(_cut, few, "~"), (_masked, some, "~")]
    if kind.name in HAN:
        plan += [(_garbled, few, "~")]
    return plan


def _last(value: str) -> str:
    """Another last digit; in the middle of a Korean number two digits may share a check."""
    return value[:-1] + str((int(value[-1]) + 1) % 10)


def dirtied(dice: Dice, kind: Kind, made: Made, clean: bool, plan: Dice | None = None) -> Made:
    """The column as a real one might be, every cell changed at most once; with its labels only, where it is clean.

    `plan` is the chance that says how often what goes wrong, where it is not the column's own.
    """
    count = len(made.values)
    values, label = made.values, made.cells
    if label is None:
        held = kind.info_type if kind.info_type not in (None, "date", "amount", "year", "enumeration") else ""
        label = pa.array([held]).take(pa.array(np.zeros(count, np.int64)))
    changes = [] if clean or kind.info_type == "free_text" else _changes(kind, plan or dice)
    free = np.ones(count, bool)
    for at, (change, share, told) in enumerate(changes):
        where = dice.of(f"{at}{change.__name__}").chance(share, count) & free
        free &= ~where
        values = edited(values, where, change)
        if told != "=":
            label = pc.if_else(pa.array(where), f"~{kind.info_type}" if told and kind.info_type else "", label)
    return Made(values, label, made.contains)


def holed(dice: Dice, made: Made, share: int) -> Made:
    """With so many of a thousand cells empty, or filled with one of the words for nothing."""
    if not share or made.cells is None:
        return made
    count = len(made.values)
    nothing = dice.chance(share, count)
    ways = ["", "", "", *dice.several(words()["nulls"], 1 + dice.one(3))]
    filler: Text = pa.array(ways).take(pa.array(dice.below(len(ways), count)))
    mask = pa.array(nothing)
    return Made(pc.if_else(mask, filler, made.values), pc.if_else(mask, none(count), made.cells), made.contains)
