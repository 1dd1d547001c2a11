"""A check over one text, in plain Python: for values inside free text, and to hold the other compilers to."""

from __future__ import annotations

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

_SHORT = (4, 6, 9, 11)


def holds(check: Check, text: str) -> bool:
    """Whether the check holds for this text, which has no separators left."""
    match check:
        case AllOf(parts):
            return all(holds(part, text) for part in parts)
        case OneOf(parts):
            return any(holds(part, text) for part in parts)
        case Not(part):
            return not holds(part, text)
        case Length(short=short, long=long):
            return short <= len(text) <= long
        case Starts(start=start, words=words):
            return text[start : start + check.width] in words
        case Weighted():
            return _weighted(check, text)
        case Luhn(short=short, long=long):
            return short <= len(text) <= long and _digits(text) and _luhn(text)
        case Mod97(short=short, long=long):
            return short <= len(text) <= long and _mod97(text)
        case Day():
            return _day(check, text)


def _digits(text: str) -> bool:
    return all(letter in DIGITS for letter in text)


def _weighted(check: Weighted, text: str) -> bool:
    if len(text) != len(check.weights) + 1:
        return False
    values = check.values()
    if any(letter not in values for letter in text[:-1]):
        return False
    whole = sum(weight * values[letter] for weight, letter in zip(check.weights, text[:-1], strict=True))
    return check.check[(check.base - whole % check.modulus) % check.fold] == text[-1]


def _luhn(text: str) -> bool:
    whole = 0
    for place, letter in enumerate(reversed(text)):
        twice = int(letter) * (1 + place % 2)
        whole += twice - 9 if twice > 9 else twice
    return whole % 10 == 0


def _mod97(text: str) -> bool:
    left = 0
    for letter in text[4:] + text[:4]:
        value = (DIGITS + LETTERS).find(letter)
        if value < 0:
            return False
        left = (left * (100 if value > 9 else 10) + value) % 97
    return left == 1


def _day(check: Day, text: str) -> bool:
    wide = 2 if check.short else 4
    part = text[check.start : check.start + wide + 4]
    if len(part) != wide + 4 or not _digits(part):
        return False
    year = int(part[:wide]) + (1900 if check.short else 0)
    month, day = int(part[wide : wide + 2]), int(part[wide + 2 :])
    if not (check.first <= year <= check.last and 1 <= month <= 12):
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= day <= (28 + leap if month == 2 else 30 if month in _SHORT else 31)
