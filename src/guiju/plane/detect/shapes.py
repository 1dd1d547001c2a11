"""The patterns of all information types, made ready: two automata for all, and one for each type that words tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np

from guiju.plane.compiled import loops
from guiju.plane.detect.automaton import Automaton
from guiju.plane.detect.patterns import Graph
from guiju.plane.infotypes import info_types
from guiju.plane.plan import leaves_open
from guiju.plane.texts import Bools, Ints, Texts

Key = tuple[str, str]  # type and part: whole, named or masked; `inside` for what stands in text
NOTHING: Key = ("", "nothing")
# Words that people write where there is nothing.
NOTHINGS = (
    *("null", "none", "nan", "nil", "n/a", "na", "-", "--", "---", "/", "\\", "\\n", "*", "**", "***", "?", "#n/a"),
    *(
        "无",
        "不详",
        "未知",
        "暂无",
        "空",
        "没有",
        "未填",
        "未填写",
        "待定",
        "不明",
        "0",
        "(null)",
        "<null>",
        "undefined",
    ),
)


@dataclass(frozen=True)
class Fits:
    """What the texts of an array fit: an answer for each, and the texts that were asked apart."""

    answers: Ints
    table: Bools
    keys: Mapping[Key, int]
    apart: Mapping[Key, Ints] = field(default_factory=dict)

    @cached_property
    def held(self) -> list[Key]:
        """The patterns that any text fits."""
        given = np.bincount(self.answers, minlength=len(self.table)) > 0
        seen: Bools = np.logical_or.reduce(self.table[given], axis=0)
        return [key for key, number in self.keys.items() if seen[number] or key in self.apart]

    def take(self, places: Ints) -> Fits:
        """Those of the texts at some places only, which are in order."""
        apart = {}
        for key, hits in self.apart.items():
            at = np.minimum(np.searchsorted(places, hits), len(places) - 1)
            apart[key] = at[places[at] == hits] if len(places) else hits[:0]
        return Fits(self.answers[places], self.table, self.keys, apart)

    def of(self, key: Key) -> Bools:
        """The texts that fit a pattern."""
        found: Bools = self.table[:, self.keys[key]].take(self.answers)
        if key in self.apart:
            found[self.apart[key]] = True
        return found


@dataclass
class Shapes:
    """Patterns, the automaton of all of them, and which is which. `early`: it pays for few texts too; else these are
    asked by RE2, which costs less to begin with.
    """

    patterns: dict[Key, str]
    graph: Callable[[], Graph]
    early: bool = True

    @cached_property
    def automaton(self) -> Automaton:
        """Made when it is needed."""
        return Automaton(self.graph(), len(self.patterns))

    @cached_property
    def keys(self) -> dict[Key, int]:
        """Where each stands in an answer of the automaton."""
        return {key: number for number, key in enumerate(self.patterns)}

    def ask(self, texts: Texts) -> Fits:
        """Every pattern, of every text."""
        if self.early or loops(len(texts)) is not None:
            answers, left = self.automaton.run(texts)
            table = self.automaton.table()
        else:
            answers, left = np.zeros(len(texts), np.int64), np.arange(len(texts))
            table = np.zeros((1, len(self.keys)), bool)
        some, apart = texts.take(left), {}
        for key, pattern in self.patterns.items() if len(left) else ():
            if (hits := some.matching(pattern)).any():
                apart[key] = left[hits]
        return Fits(answers, table, self.keys, apart)


def beside(id_: str) -> str:
    """A type inside text, as RE2 looks for it: neighbours are matched too, for it can't look around."""
    shape = info_types()[id_].shape
    return f"(?:^|[^{shape.fence}])(?P<it>{shape.inside})(?:[^{shape.fence}]|$)"


def _parts() -> dict[Key, str]:
    shapes = ((id_, type_.shape) for id_, type_ in info_types().items())
    parts = {(id_, part): getattr(shape, part) for id_, shape in shapes for part in ("whole", "named", "masked")}
    return {key: pattern for key, pattern in parts.items() if pattern} | {NOTHING: _nothing()}


def _nothing() -> str:
    either = (
        "".join(f"[{sign}{sign.upper()}]" if sign.isascii() and sign.isalpha() else re.escape(sign) for sign in word)
        for word in NOTHINGS
    )
    return "|".join(either)


@cache
def whole() -> Shapes:
    """For whole cells."""
    return _of({key: pattern for key, pattern in _parts().items() if not leaves_open(pattern)})


@cache
def words(id_: str) -> Shapes:
    """For whole cells too: what a type has with a dot. Without `named`, all that fit have a Chinese character."""
    parts = {key: pattern for key, pattern in _parts().items() if key[0] == id_ and leaves_open(pattern)}
    return _of(parts, early=False)


def _of(parts: Mapping[Key, str], *, early: bool = True) -> Shapes:
    def graph() -> Graph:
        made = Graph()
        for number, pattern in enumerate(parts.values()):
            made.add(pattern, 1 << number)
        return made

    return Shapes({key: f"^(?:{pattern})$" for key, pattern in parts.items()}, graph, early)


@cache
def inside() -> Shapes:
    """For what stands in text."""
    types = {id_: type_.shape for id_, type_ in info_types().items() if type_.shape.inside}

    def graph() -> Graph:
        made = Graph()
        for number, shape in enumerate(types.values()):
            made.search(shape.inside, shape.fence, 1 << number)
        return made

    return Shapes({(id_, "inside"): beside(id_) for id_ in types}, graph)
