"""Texts that lie anywhere in some bytes: to leave out, trim or mend some of them copies none of the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from guiju.plane.compiled import loops

Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
_FEW_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Texts:
    """Some bytes of UTF-8, and where in them each text begins and ends."""

    data: Bytes
    starts: Ints
    ends: Ints

    @classmethod
    def of(cls, values: Any) -> Texts:
        """Those of an Arrow array of strings; a null is an empty text. Nothing is copied but small things."""
        short = pa.types.is_string(values.type)
        values = values if short else values.cast(pa.large_string())
        count, (there, places, data) = len(values), values.buffers()
        if not count or data is None or not data.size:
            none = np.zeros(count, np.int64)
            return cls(np.zeros(0, np.uint8), none, none)
        places = np.frombuffer(places, np.int32 if short else np.int64)[values.offset : values.offset + count + 1]
        places = places.astype(np.int64, copy=False)
        starts, ends = places[:-1], places[1:]
        if values.null_count:
            ends = np.where(_bits(there, values.offset, count), ends, starts)
        return cls(np.frombuffer(data, np.uint8), starts, ends)

    @classmethod
    def from_strings(cls, strings: Sequence[str]) -> Texts:
        """Those of a list."""
        written = [text.encode() for text in strings]
        sizes = np.array([len(text) for text in written], np.int64)
        ends = np.cumsum(sizes)
        return cls(np.frombuffer(b"".join(written), np.uint8), ends - sizes, ends)

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def sizes(self) -> Ints:
        """Bytes of each."""
        return self.ends - self.starts

    @classmethod
    def joined(cls, parts: Sequence[Texts]) -> Texts:
        """One behind the other: a copy, without anything that lies between them."""
        sizes = np.concatenate([part.sizes for part in parts])
        ends = np.cumsum(sizes)
        return cls(np.concatenate([part._bytes() for part in parts]), ends - sizes, ends)

    def _bytes(self) -> Bytes:
        """One behind the other."""
        fast, sizes = loops(len(self)), self.sizes
        found: Bytes = np.empty(int(sizes.sum()), np.uint8)
        if fast is not None:
            fast.join(self.data, self.starts, self.ends, found)
            return found
        if len(found) <= _FEW_BYTES:  # for a place in memory is eight times what lies there
            places = np.arange(len(found)) + np.repeat(self.starts - (np.cumsum(sizes) - sizes), sizes)
            return self.data.take(places, out=found)
        spans, data = zip(self.starts.tolist(), self.ends.tolist(), strict=True), self.data.data
        return np.frombuffer(b"".join([data[start:end] for start, end in spans]), np.uint8)

    def take(self, which: Any) -> Texts:
        """Those at some places, or those of which it is true."""
        return Texts(self.data, self.starts[which], self.ends[which])

    def put(self, places: Any, others: Texts) -> Texts:
        """With others in those places."""
        if not len(others):
            return self
        starts, ends, behind = self.starts.copy(), self.ends.copy(), len(self.data)
        starts[places], ends[places] = others.starts + behind, others.ends + behind
        return Texts(np.concatenate((self.data, others.data)), starts, ends)

    def arrow(self) -> Any:
        """As an Arrow array; the bytes are copied only if they do not lie one behind the other."""
        texts = self if (self.starts[1:] == self.ends[:-1]).all() else Texts.joined([self])
        places = np.append(texts.starts, texts.ends[-1:]) if len(self) else np.zeros(1, np.int64)
        return pa.LargeStringArray.from_buffers(len(self), pa.py_buffer(places), pa.py_buffer(texts.data))

    def count(self, among: Bools) -> Ints:
        """How many bytes of each are among some."""
        found = np.empty(len(self), np.int64)
        fast = loops(len(self))
        if fast is not None:
            fast.count(self.data, self.starts, self.ends, among, found)
            return found
        before = np.append(0, np.cumsum(among[self.data]))
        found[:] = before[self.ends] - before[self.starts]
        return found

    def strings(self) -> list[str]:
        """As text."""
        found: list[str] = self.arrow().to_pylist()
        return found

    def matching(self, pattern: str) -> Bools:
        """Which fit a pattern of RE2."""
        return flags(pc.match_substring_regex(self.arrow(), pattern))


def flags(values: Any) -> Bools:
    """An Arrow array of truths without nulls. Arrow's own way would load a library for tables first."""
    return _bits(values.buffers()[1], values.offset, len(values))


def _bits(buffer: Any, start: int, count: int) -> Bools:
    found: Bools = np.unpackbits(np.frombuffer(buffer, np.uint8), count=start + count, bitorder="little").view(bool)
    return found[start:]


def numbers(values: Any) -> Ints:
    """An Arrow array of whole numbers, or of texts that are, without nulls."""
    values = values.cast(pa.int64())
    return np.frombuffer(values.buffers()[1], np.int64)[values.offset : values.offset + len(values)]


def blank_at_an_end(values: Any, blanks: str) -> Any:
    """Which of an Arrow array of strings may begin or end with a blank, or hold nothing: few others are among them."""
    texts = Texts.of(values)
    data, (first, last) = texts.data, at_ends(blanks)
    found, fast = np.ones(len(texts), bool), loops(len(texts))
    if fast is not None:
        fast.ends(data, texts.starts, texts.ends, first, last, found)
    else:
        some = np.flatnonzero(texts.sizes > 0)
        found[some] = first[data[texts.starts[some]]] | last[data[texts.ends[some] - 1]]
    return pa.BooleanArray.from_buffers(
        pa.bool_(), len(texts), [None, pa.py_buffer(np.packbits(found, bitorder="little"))]
    )


@cache
def at_ends(signs: str) -> tuple[Bools, Bools]:
    """Bytes with which one of these characters begins, and those with which one ends."""
    written = [sign.encode() for sign in signs]
    return among(sign[0] for sign in written), among(sign[-1] for sign in written)


def among(codes: Iterable[int]) -> Bools:
    """Of each byte, whether it is one of these."""
    made = np.zeros(256, bool)
    made[list(codes)] = True
    return made
