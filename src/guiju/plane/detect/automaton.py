"""One automaton for all patterns, run over a whole column at once, byte after byte.

States are made when a value first leads there, and a state knows which patterns fit a text that ends in it. A compiled
loop goes through one text after the other; without it all texts take a step together, in the order of their lengths,
so that those that go on stand together.
"""

from __future__ import annotations

from threading import RLock

import numpy as np
import numpy.typing as npt

from guiju.plane.compiled import Loops, loops
from guiju.plane.detect.patterns import EVERY, Graph, members
from guiju.plane.texts import Bools, Ints, Texts

States = npt.NDArray[np.uint32]  # each the place in the table where what follows upon it begins
_NOWHERE, _UNKNOWN = 0, 1  # nothing fits any more; not learnt yet
_MOST = 20_000  # states; more are forgotten, so that no data can fill the memory
_FEW, _LONG = 64, 256  # when so few cells are left, and are so long, it does not pay to take steps together
_LONGEST = 16_384
_NONE: Ints = np.zeros(0, np.int64)


class _Full(Exception):
    """There are too many states."""


class _Known:
    """The states that were made so far. Where they lead is only ever added, so that a second thread may read on."""

    def __init__(self, graph: Graph, width: int) -> None:
        self.table: States = np.full(width * 512, _UNKNOWN, np.uint32)
        self.answer: Ints = np.zeros(512, np.int64)
        self.after: list[int] = [0, graph.first]  # 0: nothing fits any more; 1: the beginning
        self.numbers: dict[int, int] = {0: 0}
        self.table[:width] = _NOWHERE


class Automaton:
    """Which of the patterns a text fits is its *answer*; `table()` tells of each answer what it means.

    Several threads may ask at once; one at a time learns.
    """

    def __init__(self, graph: Graph, patterns: int) -> None:
        self._graph, self._patterns = graph, patterns
        self._kinds, self._taking = _kinds(graph.takes)
        self._width = len(self._taking)
        self._ends = sum(1 << place for place in graph.ends)
        self._answers: dict[int, int] = {0: 0}
        self._told = np.zeros((0, patterns), bool)
        self._known = _Known(graph, self._width)
        self._learning = RLock()

    def table(self) -> Bools:
        """A row for each answer, a column for each pattern."""
        with self._learning:
            if len(self._told) < len(self._answers):
                rows = [[bool(mark >> one & 1) for one in range(self._patterns)] for mark in self._answers]
                self._told = np.array(rows, bool)
            return self._told

    def run(self, texts: Texts) -> tuple[Ints, Ints]:
        """Each text's answer; and which texts were too long and too few to be asked, and are to be asked apart."""
        known, fast = self._known, loops(len(texts))
        try:
            return self._together(known, texts) if fast is None else (self._one_by_one(fast, known, texts), _NONE)
        except _Full:
            with self._learning:
                if self._known is known:
                    self._known = _Known(self._graph, self._width)
        half = len(texts) // 2
        if not half:
            return np.zeros(1, np.int64), np.zeros(1, np.int64)
        one, left = self.run(texts.take(slice(half)))
        other, more = self.run(texts.take(slice(half, None)))
        return np.concatenate((one, other)), np.concatenate((left, more + half))

    def _one_by_one(self, fast: Loops, known: _Known, texts: Texts) -> Ints:
        """Text after text, as far as the states are known; then what is missing is learnt, and those go on."""
        at, ends, found = texts.starts.copy(), texts.ends, np.full(len(texts), self._width, np.uint32)
        rows, states = np.arange(len(texts)), found
        while True:
            fast.walk(texts.data, at, ends, self._kinds, known.table, states)
            if states is not found:
                found[rows] = states
            left = np.flatnonzero(at < ends)
            if not len(left):
                return known.answer.take(found // self._width)
            rows, at, ends, states = rows[left], at[left], ends[left], states[left]
            for edge in np.unique(states + self._kinds[texts.data[at]]).tolist():
                self._learn(known, edge)

    def _together(self, known: _Known, texts: Texts) -> tuple[Ints, Ints]:
        low, high = int(texts.starts.min(initial=0)), int(texts.ends.max(initial=0))
        kinds = self._kinds.take(texts.data[low:high])
        rows = np.argsort(65535 - np.minimum(texts.sizes, 65535).astype(np.uint16), kind="stable")  # 16 bits sort fast
        sizes, at = -texts.sizes[rows], texts.starts[rows] - low
        states = np.full(len(rows), self._width, np.uint32)
        found, edges = np.zeros_like(states), np.empty(len(rows), np.int64)
        left, step = rows[:0], 0
        while live := int(np.searchsorted(sizes, -step)):
            if (live < _FEW and step >= _LONG) or step > _LONGEST:
                left, states[:live] = rows[:live], _NOWHERE
                break
            np.add(states[:live], kinds.take(at[:live]), out=edges[:live])
            self._step(known, edges[:live], states[:live])
            at[:live] += 1
            step += 1
            if step % 4 == 0 and 2 * np.count_nonzero(states[:live]) < live:
                found[rows] = states
                going = np.flatnonzero(states)
                rows, sizes, at, states = rows[going], sizes[going], at[going], states[going]
        found[rows] = states
        return known.answer.take(found // self._width), left

    def _step(self, known: _Known, edges: Ints, states: States) -> None:
        known.table.take(edges, out=states, mode="clip")
        if len(new := edges[states == _UNKNOWN]):
            for edge in np.unique(new).tolist():
                self._learn(known, edge)
            known.table.take(edges, out=states, mode="clip")

    def _learn(self, known: _Known, edge: int) -> None:
        with self._learning:
            if known.table[edge] != _UNKNOWN:
                return  # another thread was faster
            state, kind = divmod(edge, self._width)
            places = known.after[state] & self._taking[kind]
            number = known.numbers.get(places)
            known.table[edge] = (self._state(known, places) if number is None else number) * self._width

    def _state(self, known: _Known, places: int) -> int:
        """A new one: the places that texts have come to."""
        number = len(known.after)
        if number >= _MOST:
            raise _Full
        if number == len(known.answer):
            known.table = np.concatenate((known.table, np.full(len(known.table), _UNKNOWN, np.uint32)))
            known.answer = np.concatenate((known.answer, np.zeros_like(known.answer)))
        after = mark = 0
        for place in members(places):
            after |= self._graph.follow[place]
        for place in members(places & self._ends):
            mark |= self._graph.ends[place]
        known.answer[number] = self._answers.setdefault(mark, len(self._answers))
        known.numbers[places] = number
        known.after.append(after)
        return number


def _kinds(takes: list[int]) -> tuple[npt.NDArray[np.uint8], list[int]]:
    """Bytes that no pattern tells apart are of one kind; and the places that take each kind, a bit for each."""
    parts = [EVERY]
    alike = dict.fromkeys(takes, 0)
    for one in alike:
        parts = [part for whole in parts for part in (whole & one, whole & ~one) if part]
    kinds = np.zeros(256, np.uint8)
    for number, part in enumerate(parts):
        kinds[list(members(part))] = number
    for place, one in enumerate(takes):
        alike[one] |= 1 << place
    taking = [sum(places for one, places in alike.items() if one & part) for part in parts]
    return kinds, taking
