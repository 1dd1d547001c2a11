"""What a kind of column is: how it is made, what it is labelled as, and what at the least it takes to know it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bench.cn_tabular_pi.dice import Dice
from bench.cn_tabular_pi.rows import Rows
from bench.cn_tabular_pi.strings import Text

# check: a check digit tells. shape: a format that nothing else has. words: a vocabulary, or the way such words are
# built. header: the values fit other things as well, and only the column's name tells.
KnownBy = Literal["check", "shape", "words", "header"]

CHECKED = ("resident_id", "bank_card", "uscc", "imei", "iban", "dni_nie", "rrn")
SHAPED = (
    *("mobile", "landline", "email", "passport", "hkmo_permit", "tw_permit", "officer_card", "plate", "ip", "mac"),
    *("geo_point", "social_security", "postcode", "wechat", "qq", "birth_date", "financial_account", "biometric"),
    *("person_name", "address", "org_name", "ethnic_group", "religion", "health"),
)
PERSONAL = (*CHECKED, *SHAPED)  # the types that are scored
STRUCTURAL = ("date", "amount", "year", "enumeration", "free_text")  # may be named or left open: neither is an error


@dataclass(frozen=True)
class Made:
    """A column's values, and for each cell what is in it.

    A label is `mobile`, or `mobile+email`; `~mobile` where it may be said and need not; or nothing.
    """

    values: Text
    cells: Text | None = None  # every cell holds the column's type
    contains: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of column; `info_type` is its label, and a trap has none."""

    name: str
    info_type: str | None
    known_by: KnownBy
    make: Callable[[Dice, Rows], Made | Text]
    trap: bool = False

    def of(self, dice: Dice, rows: Rows) -> Made:
        """The column for these rows."""
        made = self.make(dice, rows)
        return made if isinstance(made, Made) else Made(made)
