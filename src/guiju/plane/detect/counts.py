"""What was counted in one column, batch after batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from guiju.plane.detect.births import TYPES, Births
from guiju.plane.detect.cells import Batch
from guiju.plane.detect.plain import BREAK, characters
from guiju.plane.infotypes import info_types
from guiju.plane.plan import Count
from guiju.plane.texts import numbers

STEPS = 20  # pairs of neighbours that it takes to speak of a sequence
_ASKED = 8192  # cells that show whether there is one
SAMPLES = 3


@dataclass(slots=True)
class Counts:
    """One column: filled cells, characters, and the count of each type."""

    filled: int = 0
    characters: int = 0
    han: int = 0  # cells with a Chinese character
    threes: int = 0  # cells of three characters
    asked: int = 0  # cells of which neighbours were compared
    pairs: int = 0  # neighbours that are whole numbers
    rising: int = 0  # and grow
    types: dict[str, Count] = field(default_factory=dict)
    samples: dict[str, list[str]] = field(default_factory=dict)
    births: dict[str, Births] = field(default_factory=dict)  # by type; those that are to be counted

    def add(self, batch: Batch) -> None:
        """One more batch."""
        self.filled += len(batch.texts)
        if not len(batch.texts):
            return
        lengths = characters(batch.texts, batch.seen)
        self.characters += int(lengths.sum())
        self.threes += int((lengths == 3).sum())
        self.han += int(np.count_nonzero(batch.han))
        self._sequence(batch)
        self.note(batch)
        self._sample(batch)
        for id_, born in self.births.items():
            if id_ in batch.whole and batch.whole[id_].valid.any():
                places = np.flatnonzero(batch.whole[id_].valid)
                born.add(id_, batch.texts.take(places), (batch.seen[places] & BREAK) > 0)

    def note(self, batch: Batch) -> None:
        """The types of some more cells."""
        for id_, marks in batch.whole.items():
            count = self.types.setdefault(id_, Count())
            count.valid += int(np.count_nonzero(marks.valid))
            count.shaped += marks.shaped
            count.masked += int(np.count_nonzero(marks.masked))
        for id_, held in batch.inside.items():
            self.types.setdefault(id_, Count()).inside += int(np.count_nonzero(held))

    def expecting(self, named: Mapping[str, int], on: date) -> Counts:
        """Also count who is a child: by numbers that a check tells, and by days that the header calls days of birth."""
        self.births = {id_: Births(on) for id_ in TYPES if id_ in named or info_types()[id_].tells == "check"}
        return self

    def _sequence(self, batch: Batch) -> None:
        """Numbers that grow from row to row were given out one after the other: an order's, not a person's."""
        if self.asked > _ASKED:
            return
        first = batch.texts.take(slice(2048))
        self.asked += len(first)
        given = first.take(first.matching("^[0-9]{1,18}$")).arrow()
        if len(given) > STEPS:
            steps = np.diff(numbers(given))
            self.pairs += len(steps)
            self.rising += int((steps > 0).sum())

    @property
    def sequence(self) -> bool:
        """Whether the values are numbers in sequence."""
        return self.pairs >= STEPS and self.pairs * 4 > self.asked and self.rising * 100 >= self.pairs * 97

    def _sample(self, batch: Batch) -> None:
        for id_, marks in batch.whole.items():
            kept = self.samples.setdefault(id_, [])
            if len(kept) < SAMPLES and info_types()[id_].group != "general":
                some = batch.texts.take(np.flatnonzero(marks.valid)[: SAMPLES - len(kept)])
                kept += map(hidden, some.strings())


def hidden(value: str) -> str:
    """A value of which a third at the most is left to be seen, and never more than four characters on a side."""
    show = min(4, len(value) // 6)
    if len(value) <= 4:
        return value[:1] + "*" * (len(value) - 1)
    return value[:show] + "*" * (len(value) - 2 * show) + (value[-show:] if show else "")
