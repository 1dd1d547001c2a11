"""A check over a column: Arrow's buffers become a matrix of bytes, one row a value, for NumPy to compute on."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from numpy.lib.stride_tricks import sliding_window_view

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

Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
_NONE = 255  # a byte that has no value
_LONGEST = 64  # no identifier is longer


def buffers(values: Any) -> tuple[Bytes, Ints]:
    """The bytes of an Arrow array of large strings, and where each text begins; the last ends at the last number."""
    if not len(values):
        return np.zeros(0, np.uint8), np.zeros(1, np.int64)
    start = values.offset
    offsets = np.frombuffer(values.buffers()[1], np.int64)[start : start + len(values) + 1]
    data = values.buffers()[2]
    return np.frombuffer(data, np.uint8) if data is not None and len(data) else np.zeros(0, np.uint8), offsets


def holds(check: Check, values: Any) -> Bools:
    """For each text of an Arrow array (no nulls, no separators), whether the check holds."""
    values = values.cast(pa.large_string()) if not pa.types.is_large_string(values.type) else values
    found = np.zeros(len(values), bool)
    data, offsets = buffers(values)
    lengths = np.diff(offsets)
    ascii_ = pc.string_is_ascii(values).to_numpy(zero_copy_only=False)
    for length in np.unique(lengths[(lengths <= _LONGEST) & ascii_]).tolist():
        where = np.flatnonzero((lengths == length) & ascii_)
        matrix = sliding_window_view(data, length)[offsets[where]] if length else np.zeros((len(where), 0), np.uint8)
        found[where] = _matrix(check, matrix)
    return found


def _matrix(check: Check, matrix: Bytes) -> Bools:
    rows, length = matrix.shape
    match check:
        case AllOf(parts):
            left = np.arange(rows)
            for part in parts:  # what one part refuses is not shown to the next
                left = left[_matrix(part, matrix if len(left) == rows else matrix[left])]
            found = np.zeros(rows, bool)
            found[left] = True
            return found
        case OneOf(parts):
            return np.asarray(np.logical_or.reduce([_matrix(part, matrix) for part in parts]), bool)
        case Not(part):
            return ~_matrix(part, matrix)
        case Length(short=short, long=long) | Luhn(short=short, long=long) | Mod97(short=short, long=long):
            if not short <= length <= long:
                return np.zeros(rows, bool)
            if isinstance(check, Luhn):
                return _luhn(matrix)
            return _mod97(matrix) if isinstance(check, Mod97) else np.ones(rows, bool)
        case Starts():
            return _starts(check, matrix)
        case Weighted():
            return _weighted(check, matrix) if length == len(check.weights) + 1 else np.zeros(rows, bool)
        case Day():
            return _day(check, matrix)


def _table(values: dict[str, int]) -> Bytes:
    table = np.full(256, _NONE, np.uint8)
    for letter, value in values.items():
        table[ord(letter)] = value
    return table


_DIGITS = _table({letter: value for value, letter in enumerate(DIGITS)})
_ALPHABET = _table({letter: value for value, letter in enumerate(DIGITS + LETTERS)})


def _weighted(check: Weighted, matrix: Bytes) -> Bools:
    whole = _sums(_floats(tuple(check.values().items())), matrix[:, :-1], np.asarray(check.weights, np.float32))
    good: Bools = whole >= 0
    whole = np.where(good, whole, 0).astype(np.int64)
    wanted = np.frombuffer(check.check.encode(), np.uint8)[(check.base - whole % check.modulus) % check.fold]
    last: Bools = wanted == matrix[:, -1]
    return good & last


def _luhn(matrix: Bytes) -> Bools:
    once, twice = matrix[:, ::-1][:, ::2], matrix[:, ::-1][:, 1::2]
    whole = _sums(_floats(_ONCE), once, np.ones(once.shape[1], np.float32))
    whole += _sums(_floats(_TWICE), twice, np.ones(twice.shape[1], np.float32))
    ends: Bools = whole % 10 == 0  # false for what is no number
    return ends


_ONCE = tuple((letter, value) for value, letter in enumerate(DIGITS))
_TWICE = tuple((letter, value * 2 - 9 * (value > 4)) for value, letter in enumerate(DIGITS))


@cache
def _floats(values: tuple[tuple[str, int], ...]) -> Floats:
    """What each byte counts; a byte that counts nothing makes every sum no number."""
    table = np.full(256, np.nan, np.float32)
    for letter, value in values:
        table[ord(letter)] = value
    return table


def _sums(table: Floats, matrix: Bytes, weights: Floats) -> Floats:
    """Sums with weights: small whole numbers, which floats of 32 bits hold exactly and multiply fast.

    Not by `@`, for which the library behind it starts threads that cost more than they help.
    """
    found: Floats = np.einsum("ij,j->i", table.take(matrix), weights)
    return found


def _mod97(matrix: Bytes) -> Bools:
    places = _ALPHABET[np.hstack([matrix[:, 4:], matrix[:, :4]])]
    good: Bools = (places != _NONE).all(axis=1)
    left = np.zeros(len(matrix), np.int64)
    for column in places.T.astype(np.int64):
        left = (left * np.where(column > 9, 100, 10) + column) % 97
    one: Bools = left == 1
    return good & one


def _starts(check: Starts, matrix: Bytes) -> Bools:
    stop = check.start + check.width
    if matrix.shape[1] < stop:
        return np.zeros(len(matrix), bool)
    part = np.ascontiguousarray(matrix[:, check.start : stop]).view(f"S{check.width}").ravel()
    known = _known(check.words)
    at = np.minimum(np.searchsorted(known, part), len(known) - 1)
    same: Bools = known[at] == part
    return same


@cache
def _known(words: frozenset[str]) -> npt.NDArray[np.bytes_]:
    return np.array(sorted(word.encode() for word in words))


def _number(places: Bytes) -> Ints:
    whole = np.zeros(len(places), np.int64)
    for column in places.T:
        whole = whole * 10 + column
    return whole


def _day(check: Day, matrix: Bytes) -> Bools:
    wide = 2 if check.short else 4
    if matrix.shape[1] < check.start + wide + 4:
        return np.zeros(len(matrix), bool)
    places = _DIGITS[matrix[:, check.start : check.start + wide + 4]]
    good: Bools = (places != _NONE).all(axis=1)
    year = _number(places[:, :wide]) + (1900 if check.short else 0)
    month, day = _number(places[:, wide : wide + 2]), _number(places[:, wide + 2 :])
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = np.where(month == 2, 28 + leap, np.where(np.isin(month, (4, 6, 9, 11)), 30, 31))
    real: Bools = (check.first <= year) & (year <= check.last) & (month >= 1) & (month <= 12)
    fits: Bools = (day >= 1) & (day <= last)
    return good & real & fits
