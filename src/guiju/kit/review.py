"""Review of substance: what a filing says of its data, held against what a scan saw. Nothing is decided here.

Each difference is a point for the reviewer: what was said, what was found, how far apart, by which provision the field
is asked, how grave, and what to ask. Which field states what of the data, the rulebook says (`guiju.shelf.measured`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from guiju.kernel.form import Question
from guiju.kernel.values import Cite, Fact, Facts, Mark, Text, weakest
from guiju.kit import compared
from guiju.kit.compared import Apart, Grave
from guiju.kit.profiles import Profile
from guiju.shelf.measured import GRADE, KIND, QUALITY, UPDATE, measured


class Side(StrEnum):
    """What a reviewer looks at beyond the form."""

    LAWFUL = "lawfulness"
    ACCURATE = "accuracy"
    COMPLETE = "completeness"
    SAFE = "safety"
    PRIVATE = "privacy"


SIDES: Mapping[Side, Text] = MappingProxyType({
    Side.LAWFUL: Text("合法性", "lawfulness"),
    Side.ACCURATE: Text("准确性", "accuracy"),
    Side.COMPLETE: Text("完整性", "completeness"),
    Side.SAFE: Text("安全性", "safety"),
    Side.PRIVATE: Text("隐私保护", "privacy"),
})  # fmt: skip
GRAVITY: Mapping[Grave, Text] = MappingProxyType({
    Grave.DIFFERS: Text("不符", "differs"),
    Grave.DOUBT: Text("存疑", "in doubt"),
    Grave.NOTE: Text("提示", "to note"),
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One difference. `mark`: how far the finding itself may be trusted."""

    field: str
    label: Text
    measure: str
    side: Side
    grave: Grave
    said: Text
    found: Text
    apart: Text
    ask: Text
    cites: tuple[Cite, ...]
    mark: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The points, the gravest first; the fields that agree; and those of which the scan cannot tell."""

    points: tuple[Point, ...]
    same: tuple[str, ...]
    open: tuple[str, ...]


Compare = Callable[[Question, Fact | None, Profile, str, date], Apart | None]
_WORDS: Mapping[str, tuple[Side, Compare]] = MappingProxyType({
    "rows": (Side.ACCURATE, compared.number),
    "bytes": (Side.ACCURATE, compared.number),
    "columns": (Side.ACCURATE, compared.number),
    "format": (Side.ACCURATE, compared.word),
    "structure": (Side.ACCURATE, compared.structure),
    "digest": (Side.ACCURATE, compared.digest),
    "region": (Side.ACCURATE, compared.region),
    "first_day": (Side.COMPLETE, compared.day),
    "last_day": (Side.COMPLETE, compared.day),
    "coverage": (Side.COMPLETE, compared.span),
    UPDATE: (Side.COMPLETE, compared.update),
    GRADE: (Side.SAFE, compared.grade),
    QUALITY: (Side.ACCURATE, compared.quality),
    KIND: (Side.PRIVATE, compared.kind),
})  # fmt: skip


_SPAN, _ENDS = "coverage", {"first_day", "last_day"}  # where both ends are stated, what says both says nothing more


def review(asked: Mapping[str, Question], facts: Facts, profile: Profile, filed: date) -> Review:
    """Hold answers against a scan of the data. `filed`: the day on which they were given."""
    points: list[Point] = []
    same: list[str] = []
    open_: list[str] = []
    exact = {word for one in asked.values() for word in measured(one.field)} >= _ENDS
    for name, question in asked.items():
        words = [word for word in measured(question.field) if _family(word) in _WORDS]
        if not words or (name not in facts and _family(words[0]) != KIND) or (exact and _SPAN in words):
            continue
        told = [_point(question, facts.get(name), profile, word, filed) for word in words]
        if all(one is None for one in told):
            open_.append(name)
            continue
        here = [one for one in told if isinstance(one, Point)]
        points += here
        same += [] if here else [name]
    order = list(Grave)
    points.sort(key=lambda point: order.index(point.grave))
    return Review(points=tuple(points), same=tuple(same), open=tuple(open_))


def _family(word: str) -> str:
    return word.partition(".")[0]


def _point(question: Question, said: Fact | None, profile: Profile, word: str, filed: date) -> Point | bool | None:
    """A point; True where both agree; None where the scan cannot tell."""
    side, compare = _WORDS[_family(word)]
    apart = compare(question, said, profile, word, filed)
    if apart is None or apart.grave is None:
        return None if apart is None else True
    return Point(
        field=question.name,
        label=question.label,
        measure=word,
        side=Side.LAWFUL if _family(word) == KIND and question.field.type == "text" else side,
        grave=apart.grave,
        said=_shown(question, said),
        found=apart.found,
        apart=apart.apart,
        ask=apart.ask,
        cites=tuple(dict.fromkeys((*question.field.cites, *apart.cites))),
        mark=weakest(question.field.mark, apart.mark),
    )


_LONGEST = 80


def _shown(question: Question, said: Fact | None) -> Text:
    """What was said, as people say it; never what is secret, and of a long text its beginning."""
    if question.field.secret:
        return Text("●●●", "●●●")
    if said is None:
        return Text("未填", "nothing")
    if isinstance(said, bool):
        return Text("是", "yes") if said else Text("否", "no")
    if isinstance(said, tuple):
        chosen = [question.one_of.get(one, Text(one, one)) for one in said]
        return (
            Text("、".join(one.zh for one in chosen), ", ".join(one.en for one in chosen))
            if chosen
            else _shown(question, None)
        )
    if isinstance(said, str) and said in question.one_of:
        return question.one_of[said]
    shown = f"{said:f}" if isinstance(said, Decimal) else str(said)
    short = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
    return Text(short, short)
