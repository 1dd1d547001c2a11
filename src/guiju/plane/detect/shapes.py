"""The patterns of all information types, made ready: two automata, and those few patterns that are left to RE2."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from guiju.plane.detect.automaton import Automaton
from guiju.plane.detect.patterns import Graph
from guiju.plane.infotypes import info_types
from guiju.plane.infotypes.arrays import Bools, buffers
from guiju.plane.plan import leaves_open

Key = tuple[str, str]  # type and part: whole, named or masked; `inside` for what stands in text
NOTHING: Key = ("", "nothing")
# Words that people write where there is nothing.
_NOTHING = (
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


@dataclass(frozen=True, slots=True)
class Fits:
    """What the texts of an array fit: an answer for each, and the texts that were asked apart."""

    answers: Any
    table: Bools
    keys: Mapping[Key, int]
    apart: Mapping[Key, Any] = field(default_factory=dict)

    def held(self) -> list[Key]:
        """The patterns that any text fits."""
        given = np.flatnonzero(np.bincount(self.answers, minlength=len(self.table)))
        seen = np.logical_or.reduce(self.table[given], axis=0)
        return [key for key, number in self.keys.items() if bool(seen[number]) or key in self.apart]

    def of(self, key: Key) -> Bools:
        """The texts that fit a pattern."""
        found: Bools = self.table[:, self.keys[key]].take(self.answers)
        if key in self.apart:
            found[self.apart[key]] = True
        return found


@dataclass(slots=True)
class Shapes:
    """An automaton, which pattern is which, and each of them for RE2."""

    automaton: Automaton
    keys: dict[Key, int]
    patterns: dict[Key, str]

    def ask(self, values: Any) -> Fits:
        """Every pattern, of every text of an Arrow array of large strings."""
        data, offsets = buffers(values)
        answers, left = self.automaton.run(data, offsets[:-1], np.diff(offsets))
        apart = {}
        if len(left):
            texts = values.take(pa.array(left))
            for key, pattern in self.patterns.items():
                if (hits := matched(texts, pattern)).any():
                    apart[key] = left[hits]
        return Fits(answers, self.automaton.table(), self.keys, apart)


def matched(values: Any, pattern: str) -> Bools:
    """Which texts fit a pattern of RE2."""
    found: Bools = pc.match_substring_regex(values, pattern).to_numpy(zero_copy_only=False)
    return found


def beside(id_: str) -> str:
    """A type inside text, as RE2 looks for it: neighbours are matched too, for it can't look around."""
    shape = info_types()[id_].shape
    return f"(?:^|[^{shape.fence}])(?P<it>{shape.inside})(?:[^{shape.fence}]|$)"


@cache
def left_to_re2() -> Mapping[Key, str]:
    """Patterns with a dot. Those of whole cells all want a Chinese character."""
    return {key: pattern for key, pattern in _parts().items() if leaves_open(pattern)}


def _parts() -> dict[Key, str]:
    shapes = ((id_, type_.shape) for id_, type_ in info_types().items())
    parts = {(id_, part): getattr(shape, part) for id_, shape in shapes for part in ("whole", "named", "masked")}
    return {key: pattern for key, pattern in parts.items() if pattern} | {NOTHING: _nothing()}


def _nothing() -> str:
    either = (
        "".join(f"[{sign}{sign.upper()}]" if sign.isascii() and sign.isalpha() else re.escape(sign) for sign in word)
        for word in _NOTHING
    )
    return "|".join(either)


@cache
def whole() -> Shapes:
    """For whole cells."""
    return _shapes(*_whole())


@cache
def inside() -> Shapes:
    """For what stands in text."""
    return _shapes(*_inside())


def _whole() -> tuple[Graph, dict[Key, str]]:
    patterns = {key: pattern for key, pattern in _parts().items() if key not in left_to_re2()}
    graph = Graph()
    for number, pattern in enumerate(patterns.values()):
        graph.add(pattern, 1 << number)
    return graph, {key: f"^(?:{pattern})$" for key, pattern in patterns.items()}


def _inside() -> tuple[Graph, dict[Key, str]]:
    graph = Graph()
    types = {id_: type_.shape for id_, type_ in info_types().items() if type_.shape.inside}
    for number, shape in enumerate(types.values()):
        graph.search(shape.inside, shape.fence, 1 << number)
    return graph, {(id_, "inside"): beside(id_) for id_ in types}


def _shapes(graph: Graph, patterns: dict[Key, str]) -> Shapes:
    return Shapes(Automaton(graph, len(patterns)), {key: number for number, key in enumerate(patterns)}, patterns)
