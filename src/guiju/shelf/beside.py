"""The cases that stand beside the one that is played: given by a case file, found as an office finds them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from guiju.kernel.docket import Docket
from guiju.kernel.needs import CasesOf, Lookup
from guiju.kernel.record import Record
from guiju.kernel.resolved import Resolved
from guiju.kernel.values import Fact
from guiju.shelf.case import Neighbour

BookAt = Callable[[str], Resolved]
"""A rulebook by its name, as it stands on the first day of the case."""


class NotPlayable(ValueError):
    """The case itself is wrong, or a step that should be taken was refused."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A case of this or another rulebook, as it stands, with that rulebook."""

    record: Record
    book: Resolved


def neighbours(given: Mapping[str, Neighbour], book_at: BookAt, own: str) -> tuple[Beside, ...]:
    return tuple(_beside(name, one, book_at, own) for name, one in given.items())


def _beside(name: str, given: Neighbour, book_at: BookAt, own: str) -> Beside:
    rulebook, _, procedure = given.case.rpartition("#")
    book = book_at(rulebook or own)
    if (procedure, given.state) not in book.stages:
        raise NotPlayable(f"{name}: {given.case} has no state {given.state}")
    facts = {fact: typed(book, fact, said) for fact, said in given.facts.items()}
    record = Record(given.number or name, procedure, book.pin, given.state, subject=given.about, facts=facts)
    return Beside(record, book)


def typed(book: Resolved, name: str, said: str) -> Fact:
    """A fact as a case file writes it, in its own type."""
    kind = book.language.types.get(name)
    if kind is None:
        raise NotPlayable(f"no fact is called {name}")
    if kind == "date":
        return date.fromisoformat(said)
    if kind == "boolean":
        return said == "true"
    if kind == "integer":
        return int(said) if said.isdigit() else 0
    return tuple(said.split(",")) if kind in ("choices", "list") else said


def found_among(beside: Sequence[Beside], docket: Docket, resolved: Resolved) -> CasesOf:
    """What an office would find: the cases beside, and those that are played."""
    known = [*beside, *(Beside(record, resolved) for record in docket.values())]

    def cases(lookups: Sequence[Lookup]) -> Mapping[Lookup, Sequence[Record]]:
        return {
            lookup: [one.record for one in known if lookup.fits(one.record, one.book.lineage)] for lookup in lookups
        }

    return cases
