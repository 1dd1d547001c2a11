"""Chance that is the same everywhere: integers only, drawn from the raw stream of a bit generator.

NumPy promises the raw stream of a bit generator for good, but not what its distributions make of it; so the few
distributions that are needed are made here, and a seed gives the same tables under any version.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Digits = npt.NDArray[np.uint8]  # one row a number, one column a digit
Thing = TypeVar("Thing")


class Dice:
    """A stream of chance that is named; the same name gives the same stream, whatever else was drawn."""

    def __init__(self, *names: object) -> None:
        self.name = "/".join(str(name) for name in names)
        self._bits = np.random.PCG64(int.from_bytes(hashlib.sha256(self.name.encode()).digest()[:16], "big"))

    def of(self, name: object) -> Dice:
        """Another stream, under this one's name."""
        return Dice(self.name, name)

    def below(self, limit: int, count: int) -> Ints:
        """Whole numbers from 0 up to `limit`, which stays out."""
        raw = self._bits.random_raw(count) >> np.uint64(32)
        return np.asarray((raw * np.uint64(limit)) >> np.uint64(32), np.int64)

    def between(self, least: int, most: int, count: int) -> Ints:
        """Whole numbers from `least` to `most`, both included."""
        return self.below(most - least + 1, count) + least

    def chance(self, per_mille: int, count: int) -> npt.NDArray[np.bool_]:
        """True for so many of a thousand, on the average."""
        return self.below(1000, count) < per_mille

    def weighted(self, weights: Sequence[int], count: int) -> Ints:
        """Positions, the heavier the oftener."""
        bounds = np.cumsum(np.asarray(weights, np.int64))
        return np.searchsorted(bounds, self.below(int(bounds[-1]), count), side="right")

    def digits(self, count: int, width: int, base: int = 10) -> Digits:
        """So many rows of so many digits."""
        cells = count * width
        raw = self._bits.random_raw((cells + 3) // 4).view(np.uint16)[:cells].astype(np.uint32)
        return ((raw * base) >> 16).astype(np.uint8).reshape(count, width)

    def one(self, limit: int) -> int:
        """A single whole number below `limit`."""
        return int(self.below(limit, 1)[0])

    def choose(self, things: Sequence[Thing]) -> Thing:
        """One of several things."""
        return things[self.one(len(things))]

    def several(self, things: Sequence[Thing], count: int) -> list[Thing]:
        """So many different ones of several things, in an order of chance."""
        order: Any = np.argsort(self.below(1 << 31, len(things)), kind="stable")
        return [things[at] for at in order[:count]]
