"""What a table is asked: a sample of it first, then the whole only what a column may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guiju.plane.infotypes import info_types
from guiju.plane.infotypes.model import InfoType

SAMPLE_ROWS = 4096
_SOME = 2, 100  # a type that so many of a sample's values could be is asked for in all of them
OWN, SHARED = 2, 1  # a header names this type; it names this type and others
# Types that are told by how a column's values are spread, not by any one of them.
SPREAD = ("enumeration", "free_text")


@dataclass(frozen=True, slots=True)
class Question:
    """What one column is asked: types of whole cells, each in its wider shape or not, and types inside text."""

    whole: Mapping[str, bool]
    inside: tuple[str, ...]


def first(named: Mapping[str, int]) -> Question:
    """What a sample is asked: everything, and the wider shape of what the header names."""
    whole = {id_: named.get(id_, 0) >= OWN for id_ in info_types() if id_ not in SPREAD}
    return Question(whole, tuple(id_ for id_, type_ in info_types().items() if type_.shape.inside))


def then(asked: Question, filled: int, shaped: Mapping[str, int], named: Mapping[str, int]) -> Question:
    """What the rest is asked: what some of the sample could be, and what the header names.

    Types inside text stay: one find in a million rows is a find.
    """
    kept = {
        id_: wide
        for id_, wide in asked.whole.items()
        if id_ in named or shaped.get(id_, 0) * _SOME[1] >= filled * _SOME[0]
    }
    return Question(kept, asked.inside)


def shape_of(type_: InfoType, wide: bool) -> str:
    """The pattern of a whole cell; beside a header that tells, a wider one will do."""
    shape = type_.shape
    return f"{shape.whole}|{shape.named}" if wide and shape.named else shape.whole
