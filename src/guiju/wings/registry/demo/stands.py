"""A registrar under one text, with everybody whom the text knows: a real office, or one on paper for a draft.

No real record stands on a draft or on what only hearsay tells, so such a text is played by the kernel alone; what can
be seen of it is the same. Every act leaves an event: what it did, which terms run after it, and what is open next.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import connection

from guiju.kernel import derive
from guiju.kernel.docket import Docket, expire, proceed
from guiju.kernel.procedure import open_case
from guiju.kernel.record import Act, Done, Record
from guiju.kernel.refusals import Refused
from guiju.kernel.resolved import START, Resolved, resolve
from guiju.kernel.rulebook import Code
from guiju.kernel.values import Fact
from guiju.shelf.areas import areas, level
from guiju.shelf.kinds import KINDS
from guiju.shelf.shelf import ACTS, Entry, Shelf
from guiju.store import queries
from guiju.store.office import Office, open_office
from guiju.store.perform import Opening, perform
from guiju.wings.registry.demo.cast import ORGANISATIONS, Organisation, credit_code
from guiju.wings.registry.demo.stage import DemoError

BLANK = "blank"
COUNTRY = "100000"  # GB/T 2260
REGISTRANT, REGISTRAR, INTERESTED = "registrant", "registrar", "interested_party"
_KNOWN = {REGISTRANT: "bureau", REGISTRAR: "registrar", INTERESTED: "objector"}


@dataclass(frozen=True, slots=True)
class Offer:
    """An act that is open. `grounds`: the only ones that will do, where the text lists them."""

    act: str
    by: tuple[str, ...]
    grounds: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One act of the run, and the case as it stands after it."""

    day: date
    case: str
    procedure: str
    act: str
    by: str
    effects: tuple[Done, ...]
    record: Record
    marks: frozenset[str]  # on this case and on what it is about
    terms: tuple[derive.TermView, ...]
    duties: tuple[derive.DutyView, ...]
    offers: tuple[Offer, ...]


@dataclass(slots=True)
class Stand:
    """What a tour may do. `log` is the run."""

    entry: Entry
    resolved: Resolved
    day: date
    log: list[Event] = field(default_factory=list)
    owed: tuple[derive.DutyView, ...] = ()  # by the registrar itself, under the text that oversees it

    def beside(self, entry: Entry, resolved: Resolved) -> Stand:
        """The same registrar under another text of its place."""
        other = copy(self)
        other.entry, other.resolved, other.log = entry, resolved, []
        return other

    @property
    def real(self) -> bool:
        return self.entry.status in ACTS

    def party(self, role: str) -> Organisation:
        """Who plays a role: the cast of the demo, or somebody made up for a role that only this text knows."""
        if role in _KNOWN:
            return ORGANISATIONS[_KNOWN[role]]
        roles = self.resolved.rulebook.roles
        label = roles[role].label if role in roles else None
        return Organisation(
            f"示例{label.zh if label else role}", credit_code(50 + sum(map(ord, role)) % 900, "91"), "operator"
        )

    def open(
        self,
        procedure: str,
        verb: str,
        role: str,
        facts: Mapping[str, object],
        *,
        subject: str | None = None,
        found: tuple[str, ...] = (),
        mandate: str | None = None,
    ) -> str:
        raise NotImplementedError

    def act(
        self,
        number: str,
        verb: str,
        role: str = REGISTRAR,
        *,
        facts: Mapping[str, object] | None = None,
        grounds: tuple[str, ...] = (),
    ) -> Refused | None:
        raise NotImplementedError

    def record(self, number: str) -> Record:
        raise NotImplementedError

    def later(self, day: date) -> None:
        """The clock never goes back."""
        self.day = max(self.day, day)

    def working_day(self, days: int = 1) -> None:
        calendar = self.resolved.calendar
        self.later(calendar.nth(calendar.count(self.day.toordinal()) + days))

    def due(self, number: str, term: str) -> date:
        """The last day of a running term."""
        terms = derive.terms(self.resolved, self.record(number), self.day)
        last = next(found.due for found in terms if found.id == term)
        assert last is not None, f"{term} stands still"
        return last

    def terms(self, number: str) -> tuple[derive.TermView, ...]:
        """The terms that run, or ran, in a case as it now stands."""
        return derive.terms(self.resolved, self.record(number), self.day, ended=True)

    def offers(self, number: str) -> tuple[Offer, ...]:
        record = self.record(number)
        rules = self.resolved.rulebook.procedures[record.procedure].acts
        return tuple(
            Offer(act.act, act.by, self.grounds(rules[act.act].grounds))
            for act in derive.next_acts(self.resolved, record, self.day)
        )

    def grounds(self, key: str | None) -> tuple[str, ...] | None:
        listed = self.resolved.rulebook.grounds.get(key or "")
        return tuple(listed) if listed else None

    def offered(self, number: str, verb: str) -> bool:
        return any(offer.act == verb for offer in self.offers(number))

    def ways(self, about: str | None) -> list[tuple[str, str, tuple[str, ...]]]:
        """(procedure, act, roles) by which a case begins: one about a case of that procedure, or about none."""
        procedures = self.resolved.rulebook.procedures
        return [
            (name, verb, step.rule.by)
            for (name, verb), step in self.resolved.steps.items()
            if START in step.states and (about in procedures[name].about if about else not procedures[name].about)
        ]

    def happened(self, number: str, verb: str, by: str, effects: tuple[Done, ...]) -> None:
        record = self.record(number)
        above = self.record(record.subject) if record.subject else None
        self.log.append(
            Event(
                day=self.day,
                case=number,
                procedure=record.procedure,
                act=verb,
                by=by,
                effects=effects,
                record=record,
                marks=frozenset((*record.marks, *(above.marks if above else ()))),
                terms=derive.terms(self.resolved, record, self.day),
                duties=derive.duties(self.resolved, record, self.day),
                offers=self.offers(number),
            )
        )


class OfficeStand(Stand):
    """A real office in a folder of its own: its store takes the acts."""

    def __init__(self, shelf: Shelf, entry: Entry, resolved: Resolved, day: date, folder: Path) -> None:
        super().__init__(entry, resolved, day)
        self.office: Office = _opened(shelf, folder).set_region(region_of(resolved.rulebook.title.zh))
        self._members: set[str] = set()

    def open(
        self,
        procedure: str,
        verb: str,
        role: str,
        facts: Mapping[str, object],
        *,
        subject: str | None = None,
        found: tuple[str, ...] = (),
        mandate: str | None = None,
    ) -> str:
        self._come(role)
        opens = Opening(self.entry.id, procedure, subject)
        actor = self.office.actor(role)
        answer = perform(self.office, verb, actor, opens=opens, facts=facts, found=found, role=role, mandate=mandate)
        if isinstance(answer, Refused):
            raise TourError(self.entry, procedure, verb, answer)
        self.happened(answer.number, verb, role, queries.history(answer.number)[-1].effects)
        return answer.number

    def act(
        self,
        number: str,
        verb: str,
        role: str = REGISTRAR,
        *,
        facts: Mapping[str, object] | None = None,
        grounds: tuple[str, ...] = (),
    ) -> Refused | None:
        self._come(role)
        actor = self.office.actor(role)
        answer = perform(self.office, verb, actor, case=number, facts=facts or {}, grounds=grounds, role=role)
        if isinstance(answer, Refused):
            return answer
        self.happened(number, verb, role, queries.history(number)[-1].effects)
        return None

    def record(self, number: str) -> Record:
        return queries.look(number)

    def _come(self, role: str) -> None:
        """Whoever plays the role is here, and it is the day."""
        self.office.set_clock(self.day)
        if role not in self._members:
            body = self.party(role)
            party = self.office.add_party(body.name, body.code, body.kind, demo=True)
            self.office.add_user(role, body.name)
            self.office.add_member(role, party, role, tuple(self.resolved.rulebook.desks))
            self._members.add(role)


class PaperStand(Stand):
    """A text under which no real record may stand: played, and kept nowhere."""

    def __init__(self, entry: Entry, resolved: Resolved, day: date) -> None:
        super().__init__(entry, resolved, day)
        self._docket: Docket = {}

    def open(
        self,
        procedure: str,
        verb: str,
        role: str,
        facts: Mapping[str, object],
        *,
        subject: str | None = None,
        found: tuple[str, ...] = (),
        mandate: str | None = None,
    ) -> str:
        number = f"{procedure} {len(self._docket) + 1}"
        before = self._docket
        self._docket = {**before, number: open_case(self.resolved, number, procedure, subject=subject)}
        refused = self._take(number, verb, role, facts, (), mandate)
        if refused is not None:
            self._docket = before
            raise TourError(self.entry, procedure, verb, refused)
        return number

    def act(
        self,
        number: str,
        verb: str,
        role: str = REGISTRAR,
        *,
        facts: Mapping[str, object] | None = None,
        grounds: tuple[str, ...] = (),
    ) -> Refused | None:
        return self._take(number, verb, role, facts or {}, grounds, None)

    def record(self, number: str) -> Record:
        return expire(lambda _: self.resolved, self._docket, self.day).docket[number]

    def _take(
        self,
        number: str,
        verb: str,
        role: str,
        facts: Mapping[str, object],
        grounds: tuple[str, ...],
        mandate: str | None,
    ) -> Refused | None:
        rule = self.resolved.rulebook.procedures[self._docket[number].procedure].acts.get(verb)
        codes: dict[str, Fact] = {
            effect.fact: f"{effect.scheme} {number}"
            for effect in (rule.effects if rule else ())
            if isinstance(effect, Code)
        }
        body = self.party(role).name
        act = Act(verb=verb, role=role, party=body, facts=facts, grounds=grounds, mandate=mandate, given=codes)  # type: ignore[arg-type]
        answer = proceed(lambda _: self.resolved, self._docket, number, act, self.day)
        if isinstance(answer, Refused):
            return answer
        self._docket = answer.docket
        effects = next(step.effects for step in answer.steps if step.act is act)
        self.happened(number, verb, role, effects)
        return None


class TourError(DemoError):
    """The tour met a No where every text so far has said Yes."""

    def __init__(self, entry: Entry, procedure: str, verb: str, refused: Refused) -> None:
        faults = "; ".join(f"{fault.field}: {fault.remedy.en}" for fault in refused.faults)
        super().__init__(f"{entry.id} {entry.number}, {procedure}.{verb}: {refused.text.en} {faults}")
        self.refused = refused


def _opened(shelf: Shelf, folder: Path) -> Office:
    """A new office; the first one serves as a blank for the others, since to make a database takes long."""
    blank = folder.parent / BLANK
    if not blank.is_dir():
        open_office(blank, shelf, demo=True)
        connection.close()
    shutil.copytree(blank, folder)
    return open_office(folder, shelf, demo=True)


def region_of(title: str) -> str:
    """The area that a text names in its title, else the whole country."""
    return next(
        (code for code, name in areas().items() if level(code) == "province" and title.startswith(name)), COUNTRY
    )


def stand_in(shelf: Shelf, entry: Entry, day: date, folder: Path) -> Stand:
    """An office under that text, or one on paper; on the first day on which it and its parents stand."""
    day = max(day, entry.effective)
    rulebook = shelf.version(entry, day)
    calendar = shelf.calendar(shelf.calendar_of(rulebook))
    if entry.status in ACTS:
        _, digest = shelf.tree(entry.id, day)
        return OfficeStand(shelf, entry, resolve(rulebook, calendar, digest, KINDS), day, folder)
    return PaperStand(entry, resolve(rulebook, calendar, "", KINDS, simulate=True), day)
