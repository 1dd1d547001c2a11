"""A check over a column, for all texts of one length together.

Whatever a check asks begins with a sum of what the bytes at some places are worth: a weighted sum, a prefix or a day
written as one number.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from guiju.plane.compiled import loops
from guiju.plane.infotypes.checks import (
    DIGITS,
    LETTERS,
    AllOf,
    Check,
    Day,
    Length,
    Luhn,
    Mod97,
    Not,
    OneOf,
    Starts,
    Weighted,
)
from guiju.plane.texts import Bools, Bytes, Ints, Texts

Worth = npt.NDArray[np.int64]  # a row for each place, a column for each byte
_NEVER = -(1 << 56)  # what a byte that must not stand there adds: the sum is then below nothing
_LONGEST = 64  # no identifier is longer
_LAST_DAY = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, *[0] * 87])  # by month, as two digits write it
_UPPER = np.frombuffer(bytes(range(256)).upper(), np.uint8)


@dataclass(frozen=True, slots=True)
class _Alike:
    """Texts of one length, of ASCII; `upper`: they count as if they were written in capitals."""

    data: Bytes
    starts: Ints
    length: int
    upper: bool

    def __len__(self) -> int:
        return len(self.starts)

    def place(self, at: int) -> Bytes:
        """The byte that each has there."""
        found = self.data[self.starts + at]
        return _UPPER[found] if self.upper else found

    def take(self, which: Any) -> _Alike:
        """Some of them."""
        return _Alike(self.data, self.starts[which], self.length, self.upper)

    def sums(self, start: int, worth: Worth) -> Ints:
        """What the places from `start` are worth together."""
        found = np.zeros(len(self), np.int64)
        fast = loops(len(self))
        if fast is not None:
            fast.sums(self.data, self.starts + start, worth.take(_UPPER, 1) if self.upper else worth, found)
            return found
        for at, row in enumerate(worth, start):
            found += row[self.place(at)]
        return found


def written(data: Bytes, starts: Ints, width: int) -> Ints:
    """The numbers that stand at some places, of so many digits each; below nothing where other signs stand there."""
    return _Alike(data, starts, width, False).sums(0, _WRITTEN[-width:])


def holds(check: Check, texts: Texts, *, upper: bool = False) -> Bools:
    """For each text (without separators), whether the check holds; `upper`: of the text in capitals."""
    found, sizes, other = np.zeros(len(texts), bool), texts.sizes, bool((texts.data >= 0x80).any())
    for length in np.flatnonzero(np.bincount(np.minimum(sizes, _LONGEST + 1))[: _LONGEST + 1]).tolist():
        where = np.flatnonzero(sizes == length)
        alike = _Alike(texts.data, texts.starts[where], length, upper)
        if other:
            plain = alike.sums(0, np.tile(np.where(np.arange(256) < 0x80, 0, _NEVER), (length, 1))) == 0
            where, alike = where[plain], alike.take(plain)
        found[where] = _of(check, alike)
    return found


def _of(check: Check, texts: _Alike) -> Bools:
    match check:
        case AllOf(parts):
            left = np.arange(len(texts))
            for part in parts:  # what one part refuses is not shown to the next
                left = left[_of(part, texts if len(left) == len(texts) else texts.take(left))]
            found = np.zeros(len(texts), bool)
            found[left] = True
            return found
        case OneOf(parts):
            return np.asarray(np.logical_or.reduce([_of(part, texts) for part in parts]), bool)
        case Not(part):
            return ~_of(part, texts)
        case Length(short=short, long=long) | Luhn(short=short, long=long) | Mod97(short=short, long=long):
            if not short <= texts.length <= long:
                return np.zeros(len(texts), bool)
            if isinstance(check, Luhn):
                return _ends(texts.sums(0, _doubled(texts.length)))
            return _mod97(texts) if isinstance(check, Mod97) else np.ones(len(texts), bool)
        case Starts():
            return _starts(check, texts) if texts.length >= check.start + check.width else np.zeros(len(texts), bool)
        case Weighted():
            return _weighted(check, texts) if texts.length == len(check.weights) + 1 else np.zeros(len(texts), bool)
        case Day():
            end = check.start + (6 if check.short else 8)
            return _day(check, texts) if texts.length >= end else np.zeros(len(texts), bool)


def _worth(values: dict[str, int], weights: tuple[int, ...]) -> Worth:
    """Each place is worth the value of its letter, times its weight."""
    made = np.full((len(weights), 256), _NEVER, np.int64)
    for letter, value in values.items():
        made[:, ord(letter)] = np.multiply(weights, value)
    return made


_DIGITS = {letter: value for value, letter in enumerate(DIGITS)}
_ALPHABET = {letter: value for value, letter in enumerate(DIGITS + LETTERS)}
_TWICE = {letter: value * 2 - 9 * (value > 4) for letter, value in _DIGITS.items()}


@cache
def _weights(check: Weighted) -> Worth:
    return _worth(check.values(), check.weights)


def _weighted(check: Weighted, texts: _Alike) -> Bools:
    whole = texts.sums(0, _weights(check))
    wanted = np.frombuffer(check.check.encode(), np.uint8)[(check.base - whole % check.modulus) % check.fold]
    good: Bools = (whole >= 0) & (wanted == texts.place(texts.length - 1))
    return good


@cache
def _doubled(length: int) -> Worth:
    """Every second place from the right counts twice, digit by digit."""
    kinds = _worth(_DIGITS, (1,)), _worth(_TWICE, (1,))
    return np.concatenate([kinds[at % 2] for at in range(length)][::-1])


def _ends(whole: Ints) -> Bools:
    good: Bools = (whole >= 0) & (whole % 10 == 0)
    return good


@cache
def _letters(upper: bool) -> Ints:
    made: Ints = _worth(_ALPHABET, (1,))[0]
    return made.take(_UPPER) if upper else made


def _mod97(texts: _Alike) -> Bools:
    good, left = np.ones(len(texts), bool), np.zeros(len(texts), np.int64)
    for at in (*range(4, texts.length), *range(4)):
        place = _letters(texts.upper)[texts.place(at)]
        good &= place >= 0
        left = (left * np.where(place > 9, 100, 10) + place) % 97
    one: Bools = left == 1
    return good & one


@cache
def _prefixes(words: frozenset[str]) -> tuple[Worth, Bools]:
    """Words as numbers, in the letters that they are written in; and which numbers are among them."""
    letters = {letter: value for value, letter in enumerate(sorted(set().union(*words)))}
    width = len(next(iter(words)))
    weights = tuple(len(letters) ** at for at in range(width - 1, -1, -1))
    known = np.zeros(len(letters) ** width, bool)
    for word in words:
        known[sum(letters[letter] * weight for letter, weight in zip(word, weights, strict=True))] = True
    return _worth(letters, weights), known


def _starts(check: Starts, texts: _Alike) -> Bools:
    worth, known = _prefixes(check.words)
    whole = texts.sums(check.start, worth)
    found: Bools = known[np.maximum(whole, 0)] & (whole >= 0)
    return found


_WRITTEN = _worth(_DIGITS, tuple(10**at for at in range(7, -1, -1)))


def _day(check: Day, texts: _Alike) -> Bools:
    whole = written(texts.data, texts.starts + check.start, 6 if check.short else 8)
    good = whole >= 0
    year, rest = np.divmod(np.where(good, whole, 0), 10_000)
    month, day = np.divmod(rest, 100)
    year = year + 1900 if check.short else year
    leap = (month == 2) & (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    real: Bools = (check.first <= year) & (year <= check.last) & (day >= 1) & (day <= _LAST_DAY[month] + leap)
    return good & real
