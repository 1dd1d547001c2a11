"""Checks of an identifier as data: sums with weights, Luhn, ISO 7064 MOD 97-10, real days, given prefixes.

A check says nothing of how it is computed; `scalar`, `arrays` and `sql` each compile it, and one test holds them equal.
"""

from __future__ import annotations

from dataclasses import dataclass

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighted:
    """The place after the weighted ones is `check[(base - sum % modulus) % fold]`; a place counts as its index in
    `letters`, or as `also` says. It is as long as the weights and one more.
    """

    weights: tuple[int, ...]
    modulus: int
    base: int
    fold: int
    letters: str = DIGITS
    check: str = DIGITS
    also: tuple[tuple[str, int], ...] = ()

    def values(self) -> dict[str, int]:
        """Character -> value of a weighted place."""
        return {letter: value for value, letter in enumerate(self.letters)} | dict(self.also)


@dataclass(frozen=True, slots=True, kw_only=True)
class Luhn:
    """Digits only; every second one from the right is doubled, and the sum ends in 0 (ISO/IEC 7812-1, annex B)."""

    short: int
    long: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mod97:
    """ISO 13616: the first four places behind the others, letters as two digits, leaves 1 when divided by 97."""

    short: int = 15
    long: int = 34


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of the calendar that begins at `start`: four digits of the year between `first` and `last`, or two of them
    (`short`), in the 1900s.
    """

    start: int
    first: int = 1850
    last: int = 2100
    short: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts:
    """The places from `start` are one of `words`, all of one length."""

    start: int
    words: frozenset[str]

    @property
    def width(self) -> int:
        """How long each word is."""
        return len(next(iter(self.words)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """So many places."""

    short: int
    long: int


@dataclass(frozen=True, slots=True)
class AllOf:
    """Each of them holds."""

    parts: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """At least one of them holds."""

    parts: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """It does not hold."""

    part: Check


Check = Weighted | Luhn | Mod97 | Day | Starts | Length | AllOf | OneOf | Not


def all_of(*parts: Check) -> AllOf:
    """For short."""
    return AllOf(parts)


def one_of(*parts: Check) -> OneOf:
    """For short."""
    return OneOf(parts)
