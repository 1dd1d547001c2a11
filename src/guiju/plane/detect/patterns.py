"""Patterns in the language of RE2 as a graph over bytes of UTF-8, from which one automaton for all of them is made.

Each place of a pattern that takes a byte is a number; `follow` says which places may come next (Glushkov's way).
A dot is any character but the end of a line; with counts beside it there is much to remember, so that patterns of
several types that have one are not made into one automaton.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

EVERY = (1 << 256) - 1  # all bytes, a bit for each
_META = frozenset("\\[](){}|?*+^$")
_LAST = 0x10FFFF
_LONGEST = 64  # bytes; beyond it sizes are not told apart
_CLASSES = {"d": "0-9", "n": "\n", "t": "\t"}
_Ranges = list[tuple[int, int]]


class Unfit(ValueError):
    """A pattern that has something which is not taken here."""


@dataclass(slots=True)
class Piece:
    """Part of a pattern: whether it may be nothing, and the places that it may begin and end with, a bit for each."""

    empty: bool
    first: int
    last: int


@dataclass(slots=True)
class Graph:
    """Places of all patterns: the bytes that each takes, what may follow, which patterns may end there; all as bits."""

    takes: list[int] = field(default_factory=list)
    follow: list[int] = field(default_factory=list)
    ends: dict[int, int] = field(default_factory=dict)
    first: int = 0

    def add(self, pattern: str, mark: int) -> None:
        """A pattern for the whole of a text."""
        self.close(_Parser(pattern, self).whole(), mark)

    def search(self, pattern: str, fence: str, mark: int) -> None:
        """A pattern somewhere in a text, with nothing of `fence` (ASCII) beside it."""
        free = EVERY ^ bits(_ranges(fence))
        wherever = EVERY
        before = self.chain([self.many(self.leaf(wherever)), self.leaf(free)])
        after = self.chain([self.leaf(free), self.many(self.leaf(wherever))])
        before.empty = after.empty = True
        self.close(self.chain([before, _Parser(pattern, self).whole(), after]), mark)

    def close(self, piece: Piece, mark: int) -> None:
        """A pattern is complete."""
        self.first |= piece.first
        for place in members(piece.last):
            self.ends[place] = self.ends.get(place, 0) | mark

    def sizes(self, takes: int = EVERY) -> tuple[int, int | None] | None:
        """Bytes of the shortest text of such bytes that fits, and of the longest; none, if none fits."""
        allowed = sum(1 << place for place, own in enumerate(self.takes) if own & takes)
        ends = sum(1 << place for place in self.ends)
        found, now = [], self.first & allowed
        for size in range(1, _LONGEST + 1):
            if now & ends:
                found.append(size)
            after = 0
            for place in members(now):
                after |= self.follow[place]
            now = after & allowed
        if not found:
            return (1, None) if now else None
        return min(found), None if now else max(found)

    def fewest(self, takes: int) -> int:
        """The fewest places of a text that fits which take nothing but such bytes."""
        least = {place: int(not self.takes[place] & ~takes) for place in members(self.first)}
        open_ = list(least)
        while open_:
            place = open_.pop()
            for after in members(self.follow[place]):
                cost = least[place] + (not self.takes[after] & ~takes)
                if cost < least.get(after, len(self.takes) + 1):
                    least[after] = cost
                    open_.append(after)
        return min(cost for place, cost in least.items() if place in self.ends)

    def leaf(self, takes: int) -> Piece:
        """One byte."""
        place = 1 << len(self.takes)
        self.takes.append(takes)
        self.follow.append(0)
        return Piece(False, place, place)

    def chain(self, pieces: Sequence[Piece]) -> Piece:
        """One after the other."""
        whole = Piece(True, 0, 0)
        for piece in pieces:
            for place in members(whole.last):
                self.follow[place] |= piece.first
            first = whole.first | piece.first if whole.empty else whole.first
            last = whole.last | piece.last if piece.empty else piece.last
            whole = Piece(whole.empty and piece.empty, first, last)
        return whole

    def choice(self, pieces: Sequence[Piece]) -> Piece:
        """One of them."""
        whole = Piece(False, 0, 0)
        for piece in pieces:
            whole = Piece(whole.empty or piece.empty, whole.first | piece.first, whole.last | piece.last)
        return whole

    def many(self, piece: Piece) -> Piece:
        """Any number of times, or never."""
        for place in members(piece.last):
            self.follow[place] |= piece.first
        return Piece(True, piece.first, piece.last)

    def character(self, ranges: _Ranges) -> Piece:
        """One character of these ranges."""
        return self._bytes([part for low, high in ranges for part in _utf8(low, high)])

    def _bytes(self, ways: list[tuple[tuple[int, int], ...]]) -> Piece:
        """Ways of writing with a common beginning share it."""
        groups: dict[tuple[int, int], list[tuple[tuple[int, int], ...]]] = {}
        for way in ways:
            groups.setdefault(way[0] if len(way) > 1 else (-1, -1), []).append(way)
        pieces = []
        for start, some in groups.items():
            if start[0] < 0:
                pieces.append(self.leaf(bits([way[0] for way in some])))
            else:
                pieces.append(self.chain([self.leaf(bits([start])), self._bytes([way[1:] for way in some])]))
        return self.choice(pieces)


@cache
def graph_of(pattern: str) -> Graph:
    """Of one pattern for the whole of a text."""
    graph = Graph()
    graph.add(pattern, 1)
    return graph


def members(places: int) -> Iterator[int]:
    """The numbers of the bits that are set."""
    while places:
        lowest = places & -places
        yield lowest.bit_length() - 1
        places ^= lowest


def bits(ranges: Iterable[tuple[int, int]]) -> int:
    """A set of bytes."""
    made = 0
    for low, high in ranges:
        made |= (1 << (high + 1)) - (1 << low)
    return made


def one_of(signs: str) -> int:
    """The same, of signs that are a byte each."""
    return bits((ord(sign), ord(sign)) for sign in set(signs))


@cache
def _utf8(low: int, high: int) -> list[tuple[tuple[int, int], ...]]:
    """Sequences of ranges of bytes that together write these characters."""
    made = []
    for start, stop in ((0, 0x7F), (0x80, 0x7FF), (0x800, 0xFFFF), (0x10000, _LAST)):
        one, other = max(low, start), min(high, stop)
        if one <= other:
            made += _split(_encoded(one), _encoded(other))
    return made


def _encoded(point: int) -> bytes:
    return chr(point).encode("utf-8", "surrogatepass")


def _split(low: bytes, high: bytes) -> list[tuple[tuple[int, int], ...]]:
    if len(low) == 1:
        return [((low[0], high[0]),)]
    least, most = bytes([0x80] * (len(low) - 1)), bytes([0xBF] * (len(low) - 1))
    if low[0] == high[0]:
        return [((low[0], low[0]), *rest) for rest in _split(low[1:], high[1:])]
    made, start, stop = [], low[0], high[0]
    if low[1:] != least:
        made += [((start, start), *rest) for rest in _split(low[1:], most)]
        start += 1
    if high[1:] != most:
        made += [((stop, stop), *rest) for rest in _split(least, high[1:])]
        stop -= 1
    return made + ([((start, stop), *((0x80, 0xBF),) * len(least))] if start <= stop else [])


def _ranges(inner: str) -> _Ranges:
    """What stands between brackets."""
    made: _Ranges = []
    at = 0
    while at < len(inner):
        if inner[at] == "\\":
            if inner[at + 1] in _CLASSES:
                made += _ranges(_CLASSES[inner[at + 1]])
                at += 2
                continue
            at += 1
        low = high = ord(inner[at])
        if inner[at + 1 : at + 2] == "-" and at + 2 < len(inner):
            high = ord(inner[at + 2])
            at += 2
        made.append((low, high))
        at += 1
    return made


@dataclass(slots=True)
class _Parser:
    """Reads a pattern from left to right; a part that is counted is read again for each time that it may stand."""

    text: str
    graph: Graph
    at: int = 0

    def whole(self) -> Piece:
        piece = self._choice()
        if self.at < len(self.text):
            raise Unfit(self.text)
        return piece

    def _choice(self) -> Piece:
        pieces = [self._chain()]
        while self.text[self.at : self.at + 1] == "|":
            self.at += 1
            pieces.append(self._chain())
        return self.graph.choice(pieces)

    def _chain(self) -> Piece:
        pieces = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            pieces.append(self._counted())
        return self.graph.chain(pieces)

    def _counted(self) -> Piece:
        start = self.at
        piece = self._one()
        least, most = self._times()
        behind = self.at
        pieces = [piece]
        while len(pieces) < max(least, most or 0, 1):
            self.at = start
            pieces.append(self._one())
        self.at = behind
        if most is None:
            if least == 0:
                return self.graph.many(piece)
            empty = pieces[-1].empty
            pieces[-1] = self.graph.many(pieces[-1])
            pieces[-1].empty = empty
        else:
            for one in pieces[least:]:
                one.empty = True
        return self.graph.chain(pieces)

    def _times(self) -> tuple[int, int | None]:
        sign = self.text[self.at : self.at + 1]
        times: tuple[int, int | None] = (1, 1)
        if sign in ("?", "*", "+") and sign:
            times = {"?": (0, 1), "*": (0, None), "+": (1, None)}[sign]
            self.at += 1
        elif sign == "{":
            stop = self.text.index("}", self.at)
            low, comma, high = self.text[self.at + 1 : stop].partition(",")
            times = int(low), int(high) if high else None if comma else int(low)
            self.at = stop + 1
        if sign and sign in "?*+{" and self.text[self.at : self.at + 1] == "?":
            self.at += 1  # which of several ways is taken does not matter here
        return times

    def _one(self) -> Piece:
        sign = self.text[self.at]
        if sign == "(":
            self.at += 3 if self.text.startswith("(?:", self.at) else 1
            piece = self._choice()
            self.at += 1
            return piece
        if sign == "[":
            stop = self.at + 1
            while self.text[stop] != "]":
                stop += 2 if self.text[stop] == "\\" else 1
            inner = self.text[self.at + 1 : stop]
            self.at = stop + 1
            if inner.startswith("^"):
                raise Unfit(self.text)
            return self.graph.character(_ranges(inner))
        if sign == "\\":
            self.at += 2
            return self.graph.character(_ranges(self.text[self.at - 2 : self.at]))
        if sign in _META:
            raise Unfit(self.text)
        self.at += 1
        if sign == ".":
            return self.graph.character([(0, ord("\n") - 1), (ord("\n") + 1, _LAST)])
        return self.graph.character([(ord(sign), ord(sign))])
