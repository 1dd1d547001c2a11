"""What the columns of a table are called: Chinese, pinyin, its initials or English, with the habits of one office."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import yaml

from bench.cn_tabular_pi.dice import Dice
from bench.cn_tabular_pi.kind import Kind
from bench.cn_tabular_pi.rows import HERE

TONGUES = ("zh", "pinyin", "initials", "en")
STYLES = (*TONGUES, "mixed")
# kinds that are called as another is
LIKE = {
    **dict.fromkeys(("resident_id_15", "resident_id_ages", "resident_id_masked"), "resident_id"),
    **dict.fromkeys(("mobile_abroad", "mobile_masked", "phone_mixed"), "mobile"),
    **dict.fromkeys(("bank_card_spaced", "bank_card_masked"), "bank_card"),
    **dict.fromkeys(("wechat_given", "wechat_own"), "wechat"),
    "plate_new": "plate",
    "ip_six": "ip",
    "address_short": "address",
    "org_public": "org_name",
    "ethnic_short": "ethnic_group",
    "remark_quiet": "remark",
}
OF_PERSONS = (
    "resident_id",
    "mobile",
    "email",
    "bank_card",
    "passport",
    "address",
    "birth_date",
    "wechat",
    "qq",
    "person_name",
)


@cache
def headers() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Name -> the four lists."""
    read = yaml.safe_load((HERE / "headers.yaml").read_text("utf-8"))
    return MappingProxyType(
        {name: tuple(tuple(part.split()) for part in line.split("|")) for name, line in read.items()}
    )


def header(dice: Dice, kind: Kind, style: str) -> tuple[str, bool]:
    """A name for a column, and whether it is one that tells nothing."""
    tongue = dice.one(4) if style == "mixed" else TONGUES.index(style)
    opaque = kind.info_type is not None and not kind.trap and dice.one(100) < (2 if kind.known_by == "header" else 7)
    name = LIKE.get(kind.name, kind.name)
    word = dice.choose(headers()["opaque" if opaque else name][tongue])
    if not opaque and name in OF_PERSONS and dice.one(100) < 35:
        role = headers()["roles"][tongue][dice.one(10)]
        word = word.replace(role, "")
        word = f"{role}{'_' if tongue == 3 and dice.one(2) == 0 else ''}{word or headers()[name][tongue][0]}"
    return _habit(dice, word, tongue), opaque


def _habit(dice: Dice, word: str, tongue: int) -> str:
    """Capitals, stars of required fields, spaces."""
    way = dice.one(20)
    if tongue == 0:
        return {0: f"{word}(必填)", 1: f"*{word}", 2: f"{word} ", 3: f"{word}*"}.get(way, word)
    if tongue == 3 and way < 6:
        first, *rest = word.split("_")
        return {0: word.upper(), 1: first + "".join(map(str.capitalize, rest))}.get(
            way % 3, word.title().replace("_", "")
        )
    return word.upper() if way == 7 else f"t_{word}" if way == 8 else word
