"""The stage of the demo: an office of its own, a clock that moves forward, and the acts of the players.

A plot is a generator that yields the day on which it goes on. The stage always wakes the plot whose day is next: all
cases run side by side in one office, as they would in life, and the clock never goes back.
"""

from __future__ import annotations

import heapq
import shutil
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from guiju.kernel.journal import Receipt
from guiju.kernel.refusals import Refused
from guiju.kernel.rulebook import Status
from guiju.kernel.values import Text
from guiju.kit.entrances import entrances, entrances_about
from guiju.kit.looks import Applicant, badged, look
from guiju.kit.view import Json, case_view
from guiju.plane import scan
from guiju.shelf.shelf import Shelf
from guiju.store.office import Office, open_office
from guiju.store.perform import Opening, perform
from guiju.wings.registry import INSTRUMENT
from guiju.wings.registry.demo.cast import ORGANISATIONS, PEOPLE
from guiju.wings.registry.filing import draft

Plot = Generator[date, None, None]


class DemoError(Exception):
    """The demo met a No that its plot does not expect: the shelf says something else than the plot was written for."""


@dataclass(slots=True)
class Scene:
    """One case of the story with the cases that it brings forth, and what was refused on the way."""

    title: Text
    cases: list[str] = field(default_factory=list)
    refusals: list[tuple[date, str, Refused]] = field(default_factory=list)

    @property
    def main(self) -> str:
        return self.cases[0]


class Stage:
    """Everything that a plot may do."""

    def __init__(self, folder: Path) -> None:
        clear(folder)
        self.office: Office = open_office(folder, demo=True)
        parties = {
            key: self.office.add_party(body.name, body.code, body.kind, demo=True)
            for key, body in ORGANISATIONS.items()
        }
        for person in PEOPLE:
            self.office.add_user(person.user, person.label)
            self.office.add_member(person.user, parties[person.party], person.role, person.desks)

    def file(
        self, scene: Scene, user: str, table: Path, answers: Mapping[str, object], *, refused: bool = False
    ) -> Receipt | Refused:
        """File an application with a data file, as `guiju register` does."""
        body = ORGANISATIONS[next(person.party for person in PEOPLE if person.user == user)]
        drawn = draft(
            self.office.shelf,
            office_place(self.office.shelf),
            self.office.today(),
            scan=scan(table),
            answers=answers,
            applicant=Applicant(name=body.name, uscc=body.code, kind=body.kind),
        )
        if isinstance(drawn, Refused):
            raise DemoError(drawn.text.en)
        answer = perform(
            self.office,
            drawn.verb,
            self.office.actor(user),
            opens=Opening(drawn.entry.id, drawn.procedure),
            facts=drawn.answers,
            found=drawn.found,
        )
        if isinstance(answer, Refused):
            scene.refusals.append((self.office.today(), badged(body.name, demo=True), answer))
        else:
            scene.cases.append(answer.number)
        return _expected(answer, refused)

    def act(self, number: str, verb: str, user: str, **more: Any) -> None:
        _expected(perform(self.office, verb, self.office.actor(user), case=number, **more), False)

    def contest(self, scene: Scene, user: str, facts: Mapping[str, object]) -> str:
        """Open the one case that can be opened about the scene's case."""
        record = look(self.office, scene.main)
        name, verb = entrances_about(record.resolved, record.record.procedure)[0]
        return self._open(scene, user, verb, Opening(record.resolved.rulebook.rulebook, name, scene.main), facts)

    def begin(self, scene: Scene, user: str, instrument: str, procedure: str, facts: Mapping[str, object]) -> str:
        """Open a case of another instrument that is in force here, by the first way in; its number."""
        shelf, today = self.office.shelf, self.office.today()
        entry = shelf.applicable(office_place(shelf), instrument, today)
        resolved = self.office.books.opening(entry.id, today) if entry else None
        if entry is None or resolved is None:
            raise DemoError(f"no rulebook {instrument} is in force here")
        verb = next(verb for name, verb in entrances(resolved) if name == procedure)
        return self._open(scene, user, verb, Opening(entry.id, procedure), facts)

    def _open(self, scene: Scene, user: str, verb: str, opens: Opening, facts: Mapping[str, object]) -> str:
        answer = _expected(perform(self.office, verb, self.office.actor(user), opens=opens, facts=facts), False)
        assert isinstance(answer, Receipt)
        scene.cases.append(answer.number)
        return answer.number

    def view(self, number: str) -> Json:
        return case_view(look(self.office, number))

    def due(self, number: str, term: str) -> date:
        """The last day of a running term of that case, as the case itself says."""
        terms: Any = self.view(number)["terms"]
        return date.fromisoformat(next(item["due"] for item in terms if item["id"] == term))

    def opens(self, number: str, act: str) -> date:
        """The first day on which an act is open."""
        acts: Any = self.view(number)["next"]
        day = next(item["opens"] for item in acts if item["act"] == act)
        return date.fromisoformat(day) if day else self.office.today()

    def working_day(self, after: date, days: int = 1) -> date:
        """So many working days later."""
        calendar = self.office.shelf.calendar("CN")
        return calendar.nth(calendar.count(after.toordinal()) + days)

    def run(self, plots: Iterable[tuple[Scene, Callable[[Scene], Plot]]]) -> list[Scene]:
        """Play all plots side by side, day by day."""
        scenes: list[Scene] = []
        waiting: list[tuple[date, int, Plot]] = []
        for order, (scene, begin) in enumerate(plots):
            scenes.append(scene)
            plot = begin(scene)
            waiting.append((next(plot), order, plot))
        heapq.heapify(waiting)
        while waiting:
            day, order, plot = heapq.heappop(waiting)
            self.office.set_clock(day)
            following = next(plot, None)
            if following is not None:
                heapq.heappush(waiting, (max(following, day), order, plot))
        self.office.set_clock(day + timedelta(days=1))
        for scene in scenes:
            self._follow(scene)
        return scenes

    def _follow(self, scene: Scene) -> None:
        """Add the cases that the acts of this scene opened, such as the entry in the register."""
        for number in scene.cases:
            history: Any = self.view(number)["history"]
            for act in history:
                opened = [effect["values"]["number"] for effect in act["effects"] if effect["kind"] == "open"]
                scene.cases += [found for found in opened if found not in scene.cases]


def office_place(shelf: Shelf) -> str:
    """The place of the story: the office on the shelf that states rules of its own."""
    offices = [entry for entry in shelf.list() if entry.status is Status.OFFICE_RULE]
    found = next((entry for entry in offices if entry.id.partition("/")[2] == INSTRUMENT), None)
    if found is None:
        raise DemoError("no office on the shelf states rules of its own")
    return found.id.partition("/")[0]


def clear(folder: Path) -> None:
    """Wipe an earlier demo, and nothing else: a folder that is not a demo's is left alone."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise DemoError(f"{folder} is not empty and was not made by the demo")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).write_text("Made by `guiju demo`; the next demo wipes this folder.\n", "utf-8")


MARK = "DEMO"
OVERSIGHT = "registrar-oversight"
"""The second half of the name of the rulebooks by which a registrar is named and watched over."""


def _expected(answer: Receipt | Refused, refused: bool) -> Receipt | Refused:
    if isinstance(answer, Refused) and not refused:
        raise DemoError("; ".join((answer.text.en, *(fault.remedy.en for fault in answer.faults))))
    if isinstance(answer, Receipt) and refused:
        raise DemoError(f"{answer.verb} was taken")
    return answer
