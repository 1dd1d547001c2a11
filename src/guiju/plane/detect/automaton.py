"""One automaton for all patterns, run over a whole column at once: byte after byte, every cell takes a step.

States are made when a value first leads there, and a state knows which patterns fit a text that ends in it. Texts are
kept in the order of their lengths, so that those that go on stand together.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from guiju.plane.detect.patterns import Graph

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_MOST = 20_000  # states; more are forgotten, so that no data can fill the memory
_FEW, _LONG = 64, 256  # when so few cells are left, and are so long, it does not pay to take steps together
_LONGEST = 16_384


class _Full(Exception):
    """There are too many states."""


class Automaton:
    """Which of the patterns a text fits is its *answer*; `table()` tells of each answer what it means.

    Not for two threads at once.
    """

    def __init__(self, graph: Graph, patterns: int) -> None:
        self._graph, self._patterns = graph, patterns
        self._kinds, self._members = _kinds(graph.takes)
        self._width = len(self._members)
        self._answers: dict[int, int] = {0: 0}
        self._told = np.zeros((0, patterns), bool)
        self._clear()

    def _clear(self) -> None:
        self._table: Ints = np.full(self._width * 512, -1, np.int32)
        self._places: list[frozenset[int]] = []
        self._next: list[tuple[int, ...] | None] = []
        self._known: dict[frozenset[int], int] = {}
        self._answer: Ints = np.zeros(512, np.int32)
        self._state(frozenset())  # 0: nothing fits any more
        self._table[: self._width] = 0
        self._state(frozenset((-1,)))  # 1: the beginning
        self._next[1] = tuple(self._graph.first)

    def table(self) -> Bools:
        """A row for each answer, a column for each pattern."""
        if len(self._told) < len(self._answers):
            rows = [[bool(mark >> one & 1) for one in range(self._patterns)] for mark in self._answers]
            self._told = np.array(rows, bool)
        return self._told

    def run(self, data: npt.NDArray[np.uint8], starts: Longs, lengths: Longs) -> tuple[Ints, Longs]:
        """Each text's answer; and which texts were too long and too few to be asked, and are to be asked apart."""
        try:
            return self._run(data, starts, lengths)
        except _Full:
            self._clear()
        half = len(starts) // 2
        if not half:
            return np.zeros(1, np.int32), np.zeros(1, np.int64)
        one, left = self.run(data, starts[:half], lengths[:half])
        other, more = self.run(data, starts[half:], lengths[half:])
        return np.concatenate((one, other)), np.concatenate((left, more + half))

    def _run(self, data: npt.NDArray[np.uint8], starts: Longs, lengths: Longs) -> tuple[Ints, Longs]:
        low, high = int(starts.min(initial=0)), int((starts + lengths).max(initial=0))
        kinds = self._kinds.take(data[low:high])
        rows = np.argsort(65535 - np.minimum(lengths, 65535).astype(np.uint16), kind="stable")  # 16 bits sort fast
        sizes, at = -lengths.take(rows), starts.take(rows) - low
        states = np.full(len(rows), self._width, np.int32)
        found, edges = np.zeros_like(states), np.empty(len(rows), np.int64)
        left, step = rows[:0], 0
        while live := int(np.searchsorted(sizes, -step)):
            if (live < _FEW and step >= _LONG) or step > _LONGEST:
                left, states[:live] = rows[:live], 0
                break
            np.add(states[:live], kinds.take(at[:live]), out=edges[:live])
            self._step(edges[:live], states[:live])
            at[:live] += 1
            step += 1
            if step % 4 == 0 and 2 * np.count_nonzero(states[:live]) < live:
                found[rows] = states
                going = np.flatnonzero(states)
                rows, sizes, at, states = rows[going], sizes[going], at[going], states[going]
        found[rows] = states
        return self._answer.take(found // self._width), left

    def _step(self, edges: Longs, states: Ints) -> None:
        self._table.take(edges, out=states, mode="clip")
        if states.min() < 0:
            for edge in np.unique(edges[states < 0]).tolist():
                self._learn(edge)
            self._table.take(edges, out=states, mode="clip")

    def _learn(self, edge: int) -> None:
        state, kind = divmod(edge, self._width)
        byte, takes = self._members[kind], self._graph.takes
        after = self._next[state]
        if after is None:
            after = tuple(set().union(*(self._graph.follow[place] for place in self._places[state])))
            self._next[state] = after
        self._table[edge] = self._state(frozenset(place for place in after if takes[place] >> byte & 1)) * self._width

    def _state(self, places: frozenset[int]) -> int:
        known = self._known.get(places)
        if known is not None:
            return known
        if len(self._places) >= _MOST:
            raise _Full
        number = self._known[places] = len(self._places)
        self._places.append(places)
        self._next.append(None)
        if number == len(self._answer):
            self._table = np.concatenate((self._table, np.full(len(self._table), -1, np.int32)))
            self._answer = np.concatenate((self._answer, np.zeros_like(self._answer)))
        mark = 0
        for place in places:
            mark |= self._graph.ends.get(place, 0)
        self._answer[number] = self._answers.setdefault(mark, len(self._answers))
        return number


def _kinds(takes: list[int]) -> tuple[npt.NDArray[np.uint8], list[int]]:
    """Bytes that no pattern tells apart are of one kind; and one byte of each kind."""
    parts = [(1 << 256) - 1]
    for one in dict.fromkeys(takes):
        parts = [part for whole in parts for part in (whole & one, whole & ~one) if part]
    kinds = np.zeros(256, np.uint8)
    for number, part in enumerate(parts):
        for byte in range(256):
            if part >> byte & 1:
                kinds[byte] = number
    return kinds, [part.bit_length() - 1 for part in parts]
