"""The loops over single bytes, for columns of many rows: compiled by Numba, where it is installed.

Without it, and for few rows, NumPy takes the same steps for all texts together; one law holds the two equal.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

import numpy as np

MANY = 16_384  # texts from which on it pays to load the compiler
_SOME = 64  # and to use it, once it is there
_LOADING = Lock()
_ONE = np.uint64(1)  # places without a sign: else each look at an array asks first whether it counts from the end


@dataclass(frozen=True, slots=True)
class Loops:
    """The functions of these names, made fast."""

    walk: Callable[..., None]
    signs: Callable[..., None]
    ends: Callable[..., None]
    mend: Callable[..., int]
    count: Callable[..., None]
    join: Callable[..., None]
    sums: Callable[..., None]


def loops(texts: int) -> Loops | None:
    """For so many texts; none, if they are too few, or there is no compiler."""
    if texts < (_SOME if _loops.cache_info().currsize else MANY):
        return None
    with _LOADING:
        return _loops()


@cache
def _loops() -> Loops | None:
    """Compiled once for a machine, then loaded; none, too, where nothing may be kept: each time anew costs too much."""
    if importlib.util.find_spec("numba") is None:
        return None
    from numba import njit, types

    def given(of: Any, *, kept: bool = True) -> Any:
        return types.Array(of, 1, "C", readonly=kept)  # what may be read only may be written too

    def made(loop: Callable[..., Any], *arrays: Any, gives: Any = types.void) -> Callable[..., Any]:
        compiled: Callable[..., Any] = njit(gives(*arrays), nogil=True, cache=True)(loop)
        return compiled

    data, places = given(types.uint8), given(types.int64)
    out = given(types.uint8, kept=False)
    at, states = given(types.int64, kept=False), given(types.uint32, kept=False)
    truths = given(types.bool_)
    try:
        return Loops(
            made(walk, data, at, places, data, given(types.uint32), states),
            made(signs, data, places, places, data, data, data, out),
            made(ends, data, places, places, truths, truths, given(types.bool_, kept=False)),
            made(mend, data, at, at, truths, given(types.uint32), truths, truths, out, gives=types.int64),
            made(count, data, places, places, truths, at),
            made(join, data, places, places, out),
            made(sums, data, places, types.Array(types.int64, 2, "C", readonly=True), at),
        )
    except RuntimeError:
        return None


def walk(data: Any, at: Any, ends: Any, kinds: Any, table: Any, states: Any) -> None:
    """Each text takes steps from its place until it ends, nothing fits any more (0), or the table does not know (1)."""
    for text in range(len(at)):
        place, end, state = np.uint64(at[text]), np.uint64(ends[text]), states[text]
        while place < end:
            after = table[np.uint64(state + kinds[data[place]])]
            if after <= _ONE:
                if after == 0:
                    state, place = after, end
                break
            state = after
            place += _ONE
        at[text], states[text] = place, state


def signs(data: Any, starts: Any, ends: Any, table: Any, first: Any, last: Any, found: Any) -> None:
    """What the bytes of each text stand for, put together; those at its ends also for what they are there."""
    for text in range(len(found)):
        place, end = np.uint64(starts[text]), np.uint64(ends[text])
        if place < end:
            seen = first[data[place]] | last[data[end - _ONE]]
            while place < end:
                seen |= table[data[place]]
                place += _ONE
            found[text] = seen


def ends(data: Any, starts: Any, ends: Any, first: Any, last: Any, found: Any) -> None:
    """Whether each text begins with one of the first, or ends with one of the last; or is empty."""
    for text in range(len(found)):
        start, end = np.uint64(starts[text]), np.uint64(ends[text])
        found[text] = start == end or first[data[start]] or last[data[end - _ONE]]


def mend(data: Any, starts: Any, ends: Any, wide: Any, edges: Any, first: Any, last: Any, out: Any) -> int:
    """Texts that hold a `wide` character are written to `out`, behind `data`, in half-width; from each the `edges`, as
    the bytes of characters that begin with one of the `first` and end with one of the `last`, are cut. Moves `starts`
    and `ends`; how much was written.
    """
    used = 0
    for text in range(len(starts)):
        start, end = starts[text], ends[text]
        found = False
        for place in range(start, end - 2):
            if data[place] & 0xF0 == 0xE0:
                code = (data[place] & 0xF) << 12 | (data[place + 1] & 0x3F) << 6 | (data[place + 2] & 0x3F)
                found = found or wide[code]
        if found:
            place, begun = start, used
            while place < end:
                code = 0
                if data[place] & 0xF0 == 0xE0 and place + 2 < end:
                    code = (data[place] & 0xF) << 12 | (data[place + 1] & 0x3F) << 6 | (data[place + 2] & 0x3F)
                if code == 0x3000 or 0xFF01 <= code <= 0xFF5E:
                    out[used] = 0x20 if code == 0x3000 else code - 0xFEE0
                    place += 3
                else:
                    out[used] = data[place]
                    place += 1
                used += 1
            start, end = begun, used
        given = out if found else data
        cut = True
        while cut and start < end and (first[given[start]] or last[given[end - 1]]):
            cut = False
            for edge in edges:
                width = 1 if edge < 1 << 8 else 2 if edge < 1 << 16 else 3
                if width <= end - start:
                    front = back = 0
                    for at in range(width):
                        front, back = front << 8 | given[start + at], back << 8 | given[end - width + at]
                    if front == edge:
                        start, cut = start + width, True
                    elif back == edge:
                        end, cut = end - width, True
        starts[text], ends[text] = (start + len(data), end + len(data)) if found else (start, end)
    return used


def count(data: Any, starts: Any, ends: Any, among: Any, found: Any) -> None:
    """How many of each text's bytes are among some."""
    for text in range(len(found)):
        place, end, many = np.uint64(starts[text]), np.uint64(ends[text]), 0
        while place < end:
            many += among[data[place]]
            place += _ONE
        found[text] = many


def join(data: Any, starts: Any, ends: Any, out: Any) -> None:
    """The bytes of all texts, one behind the other."""
    used = np.uint64(0)
    for text in range(len(starts)):
        place, end = np.uint64(starts[text]), np.uint64(ends[text])
        while place < end:
            out[used] = data[place]
            place += _ONE
            used += _ONE


def sums(data: Any, starts: Any, worth: Any, found: Any) -> None:
    """What the bytes from each start on are worth together, each at its own place."""
    for text in range(len(found)):
        start, whole = np.uint64(starts[text]), 0
        for at in range(np.uint64(len(worth))):
            whole += worth[at, data[start + at]]
        found[text] = whole
