"""What a `then` looks at, and how it says that something is otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from guiju.kernel.record import Record
from guiju.kernel.resolved import Resolved
from guiju.kernel.values import Fact, plain
from guiju.shelf.case import Then
from guiju.shelf.casework import Play, named
from guiju.shelf.shelf import Shelf
from guiju.shelf.tree import Plain

NONE = "none"


@dataclass(frozen=True, slots=True)
class Looks:
    """Everything that a `then` may look at. `owner` is the text that the case was written for."""

    shelf: Shelf
    id: str
    owner: str
    resolved: Resolved
    tree: Plain
    play: Play
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """One look, on one day."""

    looks: Looks
    then: Then
    on: date

    @property
    def resolved(self) -> Resolved:
        return self.looks.resolved

    def of(self, path: str) -> tuple[Record, str]:
        name, _, thing = path.rpartition(".")
        return named(self.looks.play.docket, name), thing


def differ(what: str, is_so: object, wanted: object) -> Iterator[str]:
    if is_so != wanted:
        yield f"{what} is {say(is_so)}, not {say(wanted)}"


def say(value: object) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, (tuple, list)) else str(value)


def word(value: Fact | None) -> str:
    if value is None:
        return NONE
    shown = plain(value)
    return str(shown).lower() if isinstance(shown, bool) else str(shown)


def same_set(what: str, is_so: Iterable[str], wanted: Iterable[str]) -> Iterator[str]:
    yield from differ(what, sorted(is_so), sorted(wanted))
