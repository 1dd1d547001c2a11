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
    Bytes = npt.NDArray[np.uint8]
    Places = npt.NDArray[np.int64]

_CHUNK = 1 << 20
_QUOTE, _BACKSLASH, _NEWLINE = b'"\\\n'
_OPEN, _CLOSE, _ARRAY = b"[{", b"]}", b"["[0]
_TELLING = b'"\\\n[]{}'  # the other bytes change nothing


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
    telling = np.zeros(256, dtype=np.bool_)
    telling[[*_TELLING]] = True
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            data = np.frombuffer(chunk, dtype=np.uint8)
            where = np.flatnonzero(telling[data])
            kinds = data[where]
            quotes = _real_quotes(state, where, kinds, len(chunk))
            if by_line:
                _lines(state, kinds, quotes)
            else:
                _step(state, at + where, kinds, quotes)
            at += len(chunk)
    return state


def _step(state: Walk, where: Places, kinds: Bytes, quotes: Bools) -> None:
    import numpy as np

    texts = state.inside + np.cumsum(quotes, dtype=np.int64)
    state.inside = bool(texts[-1] % 2) if len(texts) else state.inside
    opens, closes = _brackets(kinds, texts % 2 == 1)
    kept = opens | closes
    where, kinds, up = where[kept], kinds[kept], opens[kept]
    if not len(where):
        return
    after = state.depth + np.cumsum(np.where(up, 1, -1), dtype=np.int64)
    tops = kinds[up & (after == 1)]
    if len(tops) and not state.tops:
        state.first = bytes([tops[0]])
    state.tops += len(tops)
    state.deepest, state.depth = max(state.deepest, int(after.max())), int(after[-1])
    if state.tops > 1:
        state.starts, state.arrays = [], []
    elif state.first == b"{":
        ends = where[~up & (after == 1) & (kinds == _CLOSE[0])]
        state.starts += where[up & (kinds == _ARRAY) & (after == 2)].tolist()
        state.arrays += zip(state.starts, (ends + 1).tolist(), strict=False)
        del state.starts[: len(ends)]


def _lines(state: Walk, kinds: Bytes, quotes: Bools) -> None:
    """Counting begins anew behind each line end: what was counted up to there is taken off again."""
    import numpy as np

    if not len(kinds):
        return
    ends = np.flatnonzero(kinds == _NEWLINE)
    lengths = np.diff(np.concatenate(([-1], ends, [len(kinds) - 1])))
    texts = state.inside + np.cumsum(quotes, dtype=np.int64)
    inside = (texts - np.repeat(np.concatenate(([0], texts[ends])), lengths)) % 2 == 1
    opens, closes = _brackets(kinds, inside)
    depth = state.depth + np.cumsum(opens.astype(np.int64) - closes)
    depth -= np.repeat(np.concatenate(([0], depth[ends])), lengths)
    state.deepest = max(state.deepest, int(depth.max()))
    ended = kinds[-1] == _NEWLINE
    state.inside, state.depth = (False, 0) if ended else (bool(inside[-1]), int(depth[-1]))


def _brackets(kinds: Bytes, inside: Bools) -> tuple[Bools, Bools]:
    opens: Bools = ((kinds == _OPEN[0]) | (kinds == _OPEN[1])) & ~inside
    closes: Bools = ((kinds == _CLOSE[0]) | (kinds == _CLOSE[1])) & ~inside
    return opens, closes


def _real_quotes(state: Walk, where: Places, kinds: Bytes, size: int) -> Bools:
    """Quotes that open or close a text: those after an even number of backslashes. `size`: bytes of the chunk."""
    import numpy as np

    before = int(state.escaped)  # an odd run at the end of the last chunk is as good as one backslash
    if before:
        where, kinds = np.concatenate(([-1], where)), np.concatenate(([np.uint8(_BACKSLASH)], kinds))
    slashes = kinds == _BACKSLASH
    quotes: Bools = kinds == _QUOTE
    if not slashes.any():
        return quotes
    order = np.arange(len(where))
    beside = np.concatenate(([False], np.diff(where) == 1))
    begins = slashes & ~(beside & np.roll(slashes, 1))
    run = np.where(slashes, order - np.maximum.accumulate(np.where(begins, order, 0)) + 1, 0)
    quotes &= ~(beside & (np.roll(run, 1) % 2 == 1))
    state.escaped = bool(run[-1] % 2) and int(where[-1]) == size - 1
    return quotes[before:]
