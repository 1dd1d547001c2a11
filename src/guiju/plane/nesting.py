"""Walks over JSON as bytes, many at a time: how deep it goes, how many values stand in it, where its arrays lie.

It judges brackets outside of texts and nothing else; whether the whole is sound is for the engine to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Bools = npt.NDArray[np.bool_]

_CHUNK = 1 << 20
_QUOTE, _BACKSLASH, _NEWLINE = b'"\\\n'
_OPEN, _CLOSE, _ARRAY = b"[{", b"]}", b"["[0]


@dataclass(slots=True)
class Walk:
    """`tops`: values that hold others at the outermost level; `arrays`: start and end of those right inside the one."""

    deepest: int = 0
    tops: int = 0
    first: bytes = b""
    arrays: list[tuple[int, int]] = field(default_factory=list)
    depth: int = 0
    inside: bool = False  # a text is open
    escaped: bool = False  # the next byte belongs to a backslash
    starts: list[int] = field(default_factory=list)


def walk(path: Path, *, by_line: bool = False) -> Walk:
    """Over UTF-8 without a byte order mark. `by_line`: one value a line, where a broken line spoils no other."""
    import numpy as np

    state, at = Walk(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            data = np.frombuffer(chunk, dtype=np.uint8)
            if by_line:
                _lines(state, data)
            else:
                _step(state, data, at)
            at += len(chunk)
    return state


def _step(state: Walk, data: npt.NDArray[np.uint8], at: int) -> None:
    import numpy as np

    inside = (np.cumsum(_real_quotes(state, data), dtype=np.int64) + state.inside) % 2 == 1
    state.inside = bool(inside[-1])
    opens, closes = _brackets(data, inside)
    where = np.flatnonzero(opens | closes)
    if not len(where):
        return
    up = opens[where]
    after = state.depth + np.cumsum(np.where(up, 1, -1), dtype=np.int64)
    tops = where[up & (after == 1)]
    if len(tops) and not state.tops:
        state.first = bytes([data[tops[0]]])
    state.tops += len(tops)
    state.deepest, state.depth = max(state.deepest, int(after.max())), int(after[-1])
    if state.tops > 1:
        state.starts, state.arrays = [], []
    elif state.first == b"{":
        kinds = data[where]
        ends = where[~up & (after == 1) & (kinds == _CLOSE[0])]
        state.starts += [at + int(start) for start in where[up & (kinds == _ARRAY) & (after == 2)]]
        state.arrays += zip(state.starts, (at + int(end) + 1 for end in ends), strict=False)
        del state.starts[: len(ends)]


def _lines(state: Walk, data: npt.NDArray[np.uint8]) -> None:
    """Counting begins anew behind each line end: what was counted up to there is taken off again."""
    import numpy as np

    ends = np.flatnonzero(data == _NEWLINE)
    lengths = np.diff(np.concatenate(([-1], ends, [len(data) - 1])))
    quotes = np.cumsum(_real_quotes(state, data), dtype=np.int64) + state.inside
    inside = (quotes - np.repeat(np.concatenate(([0], quotes[ends])), lengths)) % 2 == 1
    opens, closes = _brackets(data, inside)
    depth = state.depth + np.cumsum(opens.astype(np.int64) - closes)
    depth -= np.repeat(np.concatenate(([0], depth[ends])), lengths)
    state.deepest = max(state.deepest, int(depth.max()))
    ended = data[-1] == _NEWLINE
    state.inside, state.depth = (False, 0) if ended else (bool(inside[-1]), int(depth[-1]))


def _brackets(data: npt.NDArray[np.uint8], inside: Bools) -> tuple[Bools, Bools]:
    opens: Bools = ((data == _OPEN[0]) | (data == _OPEN[1])) & ~inside
    closes: Bools = ((data == _CLOSE[0]) | (data == _CLOSE[1])) & ~inside
    return opens, closes


def _real_quotes(state: Walk, data: npt.NDArray[np.uint8]) -> Bools:
    """Quotes that open or close a text: those after an even number of backslashes."""
    import numpy as np

    quotes: Bools = data == _QUOTE
    slashes = data == _BACKSLASH
    if not slashes.any() and not state.escaped:
        return quotes
    place = np.arange(len(data), dtype=np.int64)
    plain_before = np.maximum.accumulate(np.where(slashes, -1, place))
    run = place - plain_before  # backslashes up to and with this one; a run that began in the last chunk goes on
    run[plain_before < 0] += int(state.escaped)
    run = np.where(slashes, run, 0)
    before = np.concatenate(([int(state.escaped)], run[:-1]))
    state.escaped = bool(run[-1] % 2)
    real: Bools = quotes & (before % 2 == 0)
    return real
