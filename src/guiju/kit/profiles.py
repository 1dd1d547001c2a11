"""What a scan saw of a data set, without any value of it: kept, to be held against a form or a later scan."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from guiju.kernel.values import Cite, Fact, Mark, Text, plain
from guiju.kit.graded import UNDETERMINED, standing
from guiju.kit.grading import Graded
from guiju.kit.says import both
from guiju.plane.fill import findings
from guiju.plane.report import Column, Scan

_DAYS = ("first_day", "last_day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One column. `info`: the types of information found in it; `possible`: those that may be there."""

    name: str
    type: str
    info: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A kind of information that the data hold: in which columns, by which provisions, and how sure that reading is."""

    label: Text
    columns: tuple[str, ...]
    cites: tuple[Cite, ...]
    mark: Mark | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A data set as it was on a day. `found`: the scanner's words; `levels`: those of the scheme, the gravest first."""

    on: date
    found: Mapping[str, Fact]
    columns: tuple[Seen, ...]
    kinds: Mapping[str, Held] = field(default_factory=dict)
    scheme: str = ""
    grade: str | None = None
    grading: str = UNDETERMINED
    levels: Mapping[str, Text] = field(default_factory=dict)
    quality: Mapping[str, Decimal] = field(default_factory=dict)
    sampled: int | None = None

    @property
    def digest(self) -> str:
        return str(self.found["digest"])

    @property
    def rows(self) -> int:
        return int(str(self.found["rows"]))

    def day(self, word: str) -> date | None:
        """The first or the last day that the data cover."""
        value = self.found.get(word)
        return value if isinstance(value, date) else None


def profile(scan: Scan, graded: Graded, on: date) -> Profile:
    """What is kept of a scan."""
    indicators = scan.quality.indicators if scan.quality is not None else ()
    return Profile(
        on=on,
        found=findings(scan),
        columns=tuple(_seen(column) for column in scan.columns),
        kinds=_kinds(graded),
        scheme=graded.scheme,
        grade=graded.whole.stands,
        grading=standing(graded.whole),
        levels=graded.levels,
        quality={one.id: one.x for one in indicators if one.x is not None},
        sampled=scan.sampled,
    )


def _seen(column: Column) -> Seen:
    held = column.holds
    if held is None:
        return Seen(name=column.name, type=column.type)
    own = (held.info_type,) if held.info_type is not None else ()
    return Seen(name=column.name, type=column.type, info=(*own, *held.contains), possible=held.possible)


def _kinds(graded: Graded) -> dict[str, Held]:
    """The kinds that are found for certain; of several readings of one kind the strongest counts."""
    rules = [
        (one.column, rule)
        for column in graded.columns
        for one in column.evidence
        if one.sure
        for rule in one.kinds
    ]  # fmt: skip
    kinds: dict[str, Held] = {}
    for kind in dict.fromkeys(rule.gives for _, rule in rules):
        mine = [(name, rule) for name, rule in rules if rule.gives == kind]
        kinds[kind] = Held(
            label=mine[0][1].gives_label,
            columns=_once(name for name, _ in mine),
            cites=_once(cite for _, rule in mine for cite in rule.cites),
            mark=min((rule.mark for _, rule in mine), key=lambda mark: list(Mark).index(mark) if mark else -1),
        )
    return kinds


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def written(kept: Profile) -> str:
    """As text, to be kept."""
    told = {
        "on": kept.on,
        "found": kept.found,
        "columns": [
            {"name": one.name, "type": one.type, "info": one.info, "possible": one.possible} for one in kept.columns
        ],
        "kinds": {
            kind: {"label": both(held.label), "columns": held.columns, "cites": held.cites, "mark": held.mark}
            for kind, held in kept.kinds.items()
        },
        "scheme": kept.scheme,
        "grade": kept.grade,
        "grading": kept.grading,
        "levels": {level: both(label) for level, label in kept.levels.items()},
        "quality": kept.quality,
        "sampled": kept.sampled,
    }
    return json.dumps(plain(told), ensure_ascii=False)


def read(body: str) -> Profile:
    """What `written` gave."""
    told: Mapping[str, Any] = json.loads(body)
    found = {word: date.fromisoformat(value) if word in _DAYS else value for word, value in told["found"].items()}
    return Profile(
        on=date.fromisoformat(told["on"]),
        found=found,
        columns=tuple(
            Seen(name=one["name"], type=one["type"], info=tuple(one["info"]), possible=tuple(one["possible"]))
            for one in told["columns"]
        ),
        kinds={
            kind: Held(
                label=Text(**held["label"]),
                columns=tuple(held["columns"]),
                cites=tuple(held["cites"]),
                mark=Mark(held["mark"]) if held["mark"] else None,
            )
            for kind, held in told["kinds"].items()
        },
        scheme=told["scheme"],
        grade=told["grade"],
        grading=told["grading"],
        levels={level: Text(**label) for level, label in told["levels"].items()},
        quality={word: Decimal(value) for word, value in told["quality"].items()},
        sampled=told["sampled"],
    )
