"""The small values that everything else is made of: labels, marks, terms, facts.

Nothing here can be wrong once it exists: each constructor refuses what it does not understand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

import rfc8785


class Erased(str):
    """Stands where an answer was, after a person's data were erased. No form reads it from outside."""

    __slots__ = ()


ERASED = Erased("〔已删除 · erased〕")
FACT_TYPES = ("text", "integer", "decimal", "boolean", "date", "list")
# A fact is absent when it is unknown; there is no null.
Fact = str | int | bool | date | Decimal | tuple[str, ...]
Facts = Mapping[str, Fact]
# `XX/rules#a…(…)`: rulebook id, then any provision path.
Cite = str


@dataclass(frozen=True, slots=True)
class Text:
    """One label in the two languages of the house."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh or not self.en:
            raise ValueError("a label needs both zh and en")

    def __getitem__(self, language: str) -> str:
        return self.en if language == "en" else self.zh

    def fill(self, **blanks: object) -> Text:
        return Text(self.zh.format(**blanks), self.en.format(**blanks))


class Mark(StrEnum):
    """How far an item may be trusted; ordered from the strongest to the weakest."""

    PROXY = "proxy"
    INTERP = "interp"
    AS_TOLD = "as_told"
    UNVERIFIED = "unverified"

    @property
    def binds(self) -> bool:
        """Nobody is refused, and no breach is recorded, on hearsay."""
        return self in (Mark.PROXY, Mark.INTERP)


MARKS_BY_STRENGTH = tuple(Mark)


def weakest(*marks: Mark | None) -> Mark | None:
    """An answer has the weakest mark of what it used."""
    named = [mark for mark in marks if mark is not None]
    return max(named, key=MARKS_BY_STRENGTH.index) if named else None


class Unit(StrEnum):
    HOUR = "h"
    WORKING_DAY = "wd"
    NATURAL_DAY = "nd"
    MONTH = "m"
    YEAR = "y"


_TERM = re.compile(r"(\d{1,5})(h|wd|nd|m|y)")


@dataclass(frozen=True, slots=True)
class Term:
    """A length in one unit: `30wd`, `3y`. Different units never mix in one sum."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError("a term is at least 1 long")

    @classmethod
    def parse(cls, text: str) -> Term:
        match = _TERM.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is not a term: write a number and h, wd, nd, m or y, as in 20wd")
        return cls(int(match[1]), Unit(match[2]))

    def __str__(self) -> str:
        return f"{self.count}{self.unit.value}"


def plain(value: object) -> object:
    """A value as JSON can hold it: dates in ISO form, decimals as text, tuples as lists."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def canonical(value: object) -> bytes:
    """RFC 8785 bytes: the one form of a value that is hashed."""
    encoded: bytes = rfc8785.dumps(plain(value))  # type: ignore[arg-type]
    return encoded
