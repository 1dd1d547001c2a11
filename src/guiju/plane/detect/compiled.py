"""The loops over single bytes, for columns of many rows: compiled by Numba, where it is installed.

Without it, and for few rows, NumPy takes the same steps for all cells together; one law holds the two equal.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

MANY = 16_384  # texts from which on it pays to load the compiler


@dataclass(frozen=True, slots=True)
class Loops:
    """`walk` and `signs`, made fast."""

    walk: Callable[..., None]
    signs: Callable[..., None]


@cache
def loops() -> Loops | None:
    """Compiled once for a machine, then loaded; none, where there is no compiler."""
    if importlib.util.find_spec("numba") is None:
        return None
    import numba

    made = numba.njit(nogil=True, cache=True)
    return Loops(made(walk), made(signs))


def walk(data: Any, at: Any, ends: Any, kinds: Any, table: Any, states: Any) -> None:
    """Each text takes steps from its place until it ends, nothing fits any more (0), or the table does not know."""
    for text in range(len(at)):
        place, end, state = at[text], ends[text], states[text]
        while place < end:
            after = table[state + kinds[data[place]]]
            if after <= 0:
                if after == 0:
                    state, place = 0, end
                break
            state = after
            place += 1
        at[text], states[text] = place, state


def signs(data: Any, offsets: Any, table: Any, first: Any, last: Any, found: Any) -> None:
    """What the bytes of each text stand for, put together; those at its ends also for what they are there."""
    for text in range(len(found)):
        start, end = offsets[text], offsets[text + 1]
        if start < end:
            seen = first[data[start]] | last[data[end - 1]]
            for place in range(start, end):
                seen |= table[data[place]]
            found[text] = seen
