"""The same file under every text on the shelf: the nation, its provinces, and the drafts that a province once had.

A province that is added as YAML is toured without another word here. An office's own layer asks more than its law and
is left out: what is compared is the law.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from guiju.kernel import derive
from guiju.kernel.rulebook import Status
from guiju.kernel.values import Text
from guiju.plane import scan
from guiju.shelf.shelf import Entry, Shelf
from guiju.store.database import start_django
from guiju.wings.registry import INSTRUMENT
from guiju.wings.registry.demo.findings import findings
from guiju.wings.registry.demo.papers import write_tables
from guiju.wings.registry.demo.stage import OVERSIGHT, clear
from guiju.wings.registry.demo.stands import Stand, stand_in
from guiju.wings.registry.demo.tour import Tour
from guiju.wings.registry.filing import open_resolved

QUARTER = timedelta(100)
BEGINS = date(2025, 7, 7)
"""The first day of every tour, if the text stands by then."""


@dataclass(frozen=True, slots=True)
class Toured:
    """One text, what its run shows under each heading, and the run."""

    entry: Entry
    stand: Stand
    found: Mapping[str, Text]

    @property
    def name(self) -> str:
        """The place; of a text under which nobody can file, with its number."""
        place = self.entry.id.partition("/")[0]
        return place if self.stand.real else f"{place} {self.entry.number}"

    @property
    def code(self) -> str:
        """What the main case ends with: the first code of the run."""
        codes = (str(done.values["code"]) for event in self.stand.log for done in event.effects if done.kind == "code")
        return next(codes)


def texts(shelf: Shelf) -> list[Entry]:
    """Those that stand or once were proposed; the nation first, a draft behind the text that it became."""
    found = [
        entry
        for entry in shelf.list()
        if entry.id.partition("/")[2] == INSTRUMENT and entry.status is not Status.OFFICE_RULE
    ]
    return sorted(
        found, key=lambda entry: (entry.id.count("-"), entry.id.partition("/")[0], -entry.effective.toordinal())
    )


def oversee(shelf: Shelf, stand: Stand) -> None:
    """What the registrar owes whoever watches over it, a quarter after it was named."""
    entry = shelf.applicable(stand.entry.id.partition("/")[0], OVERSIGHT, stand.day)
    if entry is None or not stand.real:
        return
    beside = stand.beside(entry, open_resolved(shelf, entry.id, stand.day))
    for procedure, verb, roles in beside.ways(None):
        number = Tour(beside, {}).begin(procedure, verb, roles[0])
        stand.owed += derive.duties(beside.resolved, beside.record(number), stand.day + QUARTER)


def everywhere(shelf: Shelf, folder: Path) -> Iterator[Toured]:
    """Tour text after text, each with an office of its own in the folder, which is wiped."""
    clear(folder)
    start_django()
    scans = {name: scan(table) for name, table in write_tables(folder / "tables").items()}
    for entry in texts(shelf):
        stand = stand_in(shelf, entry, BEGINS, folder / entry.id.partition("/")[0])
        oversee(shelf, stand)
        Tour(stand, scans).run()
        yield Toured(entry, stand, findings(stand))
