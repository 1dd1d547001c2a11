"""What a table is asked: a sample of it first, then the whole only what a column may hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from guiju.plane.infotypes import info_types

SAMPLE_ROWS = 4096
_SOME = 2, 100  # a type that so many of a sample's values could be is asked for in all of them
OWN, SHARED = 2, 1  # a header names this type; it names this type and others
# Types that are told by how a column's values are spread, not by any one of them.
SPREAD = ("enumeration", "free_text")
_MANY = 50  # cells of a sample with a type's shape that show whether its check says anything
_DOT = re.compile(r"\\.|\[[^\]]*\]|(\.)")


@dataclass(slots=True)
class Count:
    """Cells of one type: those that hold it, that have its shape, that hide part of it, that hold it beside text."""

    valid: int = 0
    shaped: int = 0
    masked: int = 0
    inside: int = 0

    @property
    def wrong(self) -> int:
        """Cells of that shape whose check fails."""
        return self.shaped - self.valid


@dataclass(frozen=True, slots=True)
class Question:
    """What one column is asked: each type, in its wider shape or not; and which of the types that cost more, `words`.

    All that the automaton knows is asked of every cell at once, so that nothing is a surprise. Words cost time, and so
    do checks: those of the `failing` types are not computed, and none of their cells is valid. `idle`: words that come
    up and decide nothing, as the column is of the type that its header names.
    """

    whole: Mapping[str, bool]
    words: frozenset[str]
    failing: frozenset[str] = frozenset()
    idle: frozenset[str] = frozenset()


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


def then(asked: Question, filled: int, types: Mapping[str, Count], named: Mapping[str, int]) -> Question:
    """What the rest is asked: of the words those that the header names, and, unless the sample bears it out, those that
    some of the sample could be; and no check that hardly any of them passed, for that many pass by chance.
    """
    told = any(_share(types.get(id_), filled) >= info_types()[id_].enough_named for id_ in named)
    seen = some(filled, shaped(types)) & asked.words - named.keys()
    idle = seen if told else frozenset()
    failing = {id_ for id_, one in types.items() if one.shaped >= _MANY and not _passed(one)}
    kept = asked.words & named.keys() | seen - idle
    return Question(asked.whole, kept, frozenset(failing) - named.keys(), idle)


def _share(count: Count | None, filled: int) -> int:
    """Hundredths of the cells that are of a type."""
    return (count.valid + count.masked) * 100 // filled if count and filled else 0


def _passed(count: Count) -> bool:
    return count.valid * 4 >= count.shaped


def shaped(types: Mapping[str, Count]) -> dict[str, int]:
    """How many cells look like each type, whatever its check says."""
    return {id_: one.shaped + one.masked for id_, one in types.items()}


def some(filled: int, shaped: Mapping[str, int]) -> frozenset[str]:
    """Types that enough of a sample's values could be."""
    return frozenset(id_ for id_, count in shaped.items() if count * _SOME[1] >= filled * _SOME[0] > 0)


def missed(asked: Question) -> Question | None:
    """Types and checks that are left out; none, if none are."""
    left = words() - asked.words - asked.idle
    if not left and not asked.failing:
        return None
    return Question({id_: asked.whole[id_] for id_ in left | asked.failing}, left)


def wider(asked: Question, filled: int, seen: Mapping[str, Count]) -> Question | None:
    """With what was left out and yet came up among those that were asked for it; none, if nothing did."""
    more = some(filled, shaped(seen)) & (words() - asked.words - asked.idle)
    passing = {id_ for id_ in asked.failing if id_ in seen and seen[id_].valid and _passed(seen[id_])}
    if not more and not passing:
        return None
    return replace(asked, words=asked.words | more, failing=asked.failing - passing)
