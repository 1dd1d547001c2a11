"""The rulebooks that the tests of the kit go through: those of the shelf, the sample place, and drawn provinces."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from guiju.kernel.resolved import Resolved, resolve
from guiju.shelf.kinds import KINDS
from guiju.shelf.shelf import Shelf, open_shelf
from tests.walks.provinces import EFFECTIVE, Province

SAMPLE = Path(__file__).parents[1] / "walks" / "sample"
ON = date(2025, 7, 1)
DRAWN = "CN-XX/public-data-registration"


def book(shelf: Shelf, name: str, on: date = ON) -> Resolved:
    return resolve(shelf.rulebook(name, on), shelf.calendar("CN"), "", KINDS)


@cache
def books() -> dict[str, Resolved]:
    """Every rulebook of the shelf that stands on that day, and the sample."""
    shelf = open_shelf(SAMPLE)
    return {entry.id: book(shelf, entry.id) for entry in shelf.list() if entry.stands(ON)}


def forms() -> Iterator[tuple[str, str]]:
    return ((name, form) for name, known in books().items() for form in known.forms)


def procedures() -> Iterator[tuple[str, str]]:
    return (
        (name, procedure)
        for name, known in books().items()
        for procedure, text in known.rulebook.procedures.items()
        if not text.abstract
    )


def drawn(province: Province) -> Resolved:
    with TemporaryDirectory() as folder:
        province.write(Path(folder), DRAWN)
        return book(open_shelf(Path(folder)), DRAWN, EFFECTIVE)
