"""What a table is asked: a sample of it first, then the whole only what a column may hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from guiju.plane.infotypes import info_types

SAMPLE_ROWS = 4096
_SOME = 2, 100  # a type that so many of a sample's values could be is asked for in all of them
OWN, SHARED = 2, 1  # a header names this type; it names this type and others
# Types that are told by how a column's values are spread, not by any one of them.
SPREAD = ("enumeration", "free_text")
_DOT = re.compile(r"\\.|\[[^\]]*\]|(\.)")


@dataclass(frozen=True, slots=True)
class Question:
    """What one column is asked: each type, in its wider shape or not; and which of the types that cost more, `words`.

    All that the automaton knows is asked of every cell at once, so that nothing is a surprise. Words cost time.
    """

    whole: Mapping[str, bool]
    words: frozenset[str]


def leaves_open(pattern: str) -> bool:
    """Whether a pattern has a dot: with counts beside it an automaton would have to remember too much."""
    return any(match[1] for match in _DOT.finditer(pattern))


@cache
def words() -> frozenset[str]:
    """Types that are asked one by one."""
    shapes = ((id_, type_.shape) for id_, type_ in info_types().items())
    return frozenset(id_ for id_, shape in shapes if any(map(leaves_open, (shape.whole, shape.named, shape.masked))))


def first(named: Mapping[str, int]) -> Question:
    """What a sample is asked: everything, and the wider shape of what the header names."""
    whole = {id_: named.get(id_, 0) >= OWN for id_ in info_types() if id_ not in SPREAD}
    return Question(whole, words())


def then(asked: Question, filled: int, shaped: Mapping[str, int], named: Mapping[str, int]) -> Question:
    """What the rest is asked: of the words those that some of the sample could be, or that the header names."""
    return Question(asked.whole, asked.words & (some(filled, shaped) | named.keys()))


def some(filled: int, shaped: Mapping[str, int]) -> frozenset[str]:
    """Types that enough of a sample's values could be."""
    return frozenset(id_ for id_, count in shaped.items() if count * _SOME[1] >= filled * _SOME[0] > 0)


def missed(asked: Question) -> Question | None:
    """Types that are left out; none, if none are."""
    left = words() - asked.words
    return Question({id_: asked.whole[id_] for id_ in left}, left) if left else None
