"""What an information type is: its names in headers, its shape, its check as data, and how far each of them tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from guiju.kernel.values import Text
from guiju.plane.infotypes.checks import Check

Group = Literal["personal", "sensitive", "organisation", "general"]
# check: a check digit tells. shape: a format that hardly anything else has. words: a vocabulary, or how such words are
# built. header: other things look the same, so that only the column's name tells.
Tells = Literal["check", "shape", "words", "header"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Words that end a column's name when the column holds the type; several are parted by spaces (`en`: by bars).
    A tail (号, `id`) may be left out, unless only the header tells the type: 住院号 is a number, 住院 may count days.

    `initials` are those of the pinyin, or shortened English. `alone`: English words that say it only when they are the
    whole name, or stand behind a person; one with a `?` may as well be said of things. `shared`: words of any language
    that name other types as well.
    """

    zh: str = ""
    pinyin: str = ""
    initials: str = ""
    en: str = ""
    alone: str = ""
    shared: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Patterns in the language of RE2, over half-width text.

    `whole` fills a cell. `inside` is looked for in text and may not touch one of the characters in `fence`. `masked` is
    a value of which a part was hidden. What `drop` matches is left out before the check; `upper`: case does not matter.
    """

    whole: str
    inside: str = ""
    masked: str = ""
    fence: str = "0-9A-Za-z"
    drop: str = ""
    upper: bool = False
    named: str = ""  # a wider shape, which is good enough beside a header that tells


@dataclass(frozen=True, slots=True, kw_only=True)
class InfoType:
    """One type of information. `score`: how sure a find is without a telling header, in hundredths.

    `enough`, `enough_named`: which part of a column's values must fit, in hundredths, without and with such a header.
    """

    id: str
    label: Text
    group: Group
    tells: Tells
    shape: Shape
    explain: Text
    reference: str
    header: Header = field(default_factory=Header)
    check: Check | None = None
    score: int = 90
    enough: int = 60
    enough_named: int = 30
    numbers_of: str | None = None  # another type, whose numbers these are as well: then the column's name decides
