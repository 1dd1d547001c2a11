"""From a file and a place to an application: which rulebook applies, what it demands, what could be filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from guiju.kernel.assessment import Answer, answer
from guiju.kernel.refusals import Fault, Reason, Refused
from guiju.kernel.resolved import Resolved, resolve
from guiju.kernel.values import Fact, Text
from guiju.kit.entrances import entrances
from guiju.kit.looks import Applicant, identity_filled
from guiju.kit.scans import machine_filled
from guiju.plane.report import Scan
from guiju.shelf.kinds import KINDS
from guiju.shelf.shelf import Entry, Shelf
from guiju.wings.registry import INSTRUMENT

IDENTITY = "identity"
"""Fields `filled_by: identity` take what is known of who files, by the ending of their name: `…_name`, `…_uscc`."""
DEPOSITED_ON = "deposited_on"
"""What the forms of this instrument call the day on which the data were deposited as evidence 存证."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An application before it is filed. `faults` are all that its form finds, whether they stop it or not."""

    entry: Entry
    resolved: Resolved
    procedure: str
    verb: str
    answers: Mapping[str, object]
    facts: Mapping[str, Fact]
    found: tuple[str, ...]
    faults: tuple[Fault, ...]
    tables: Mapping[str, Answer]

    @property
    def stopped(self) -> bool:
        return any(fault.at == "draft" for fault in self.faults)


def open_resolved(shelf: Shelf, id: str, on: date) -> Resolved:
    """The rulebook that stands on that day, compiled with its calendar."""
    rulebook = shelf.rulebook(id, on)
    _, digest = shelf.tree(id, on)
    return resolve(rulebook, shelf.calendar(shelf.calendar_of(rulebook)), digest, KINDS)


def draft(
    shelf: Shelf,
    place: str,
    on: date,
    *,
    scan: Scan | None = None,
    answers: Mapping[str, object] | None = None,
    applicant: Applicant | None = None,
    deposited: date | None = None,
    procedure: str | None = None,
) -> Draft | Refused:
    """Draw up an application, or say why none can be: no rulebook in force, or no such procedure.

    `deposited`: the day on which the applicant deposited this very file with the office, if so.
    """
    way = way_in(shelf, place, on, procedure)
    if isinstance(way, Refused):
        return way
    entry, resolved, entrance = way
    return drawn_up(entry, resolved, entrance, on, scan=scan, answers=answers, applicant=applicant, deposited=deposited)


def way_in(
    shelf: Shelf, place: str, on: date, procedure: str | None = None
) -> tuple[Entry, Resolved, tuple[str, str]] | Refused:
    """The rulebook that applies at a place, and the entrance to its procedure; or why there is none."""
    entry = shelf.applicable(place, INSTRUMENT, on)
    if entry is None:
        return Refused(reason=Reason.NOT_IN_FORCE, detail=Text(f"{place}，{on}", f"{place} on {on}"))
    resolved = open_resolved(shelf, entry.id, on)
    ways = [way for way in entrances(resolved) if procedure in (None, way[0])]
    if procedure is None:  # what another entrance needs is not what one comes for
        needed = {need.case.rpartition("#")[2] for way in ways for need in resolved.steps[way].rule.needs.values()}
        ways = [way for way in ways if way[0] not in needed]
    if len(ways) != 1:
        names = [name for name, _ in entrances(resolved)]
        detail = Text(f"请用 --procedure 指明：{'、'.join(names)}", f"name one with --procedure: {', '.join(names)}")
        return Refused(reason=Reason.NO_SUCH_ACT, detail=detail)
    return entry, resolved, ways[0]


def drawn_up(
    entry: Entry,
    resolved: Resolved,
    way: tuple[str, str],
    on: date,
    *,
    scan: Scan | None = None,
    known: Mapping[str, Fact] | None = None,
    answers: Mapping[str, object] | None = None,
    applicant: Applicant | None = None,
    deposited: date | None = None,
) -> Draft:
    """The application by one of the rulebook's entrances, with all that is known of its answers.

    `known`: findings of the scanner that were kept, in place of its report.
    """
    name, verb = way
    questions = resolved.steps[name, verb].questions
    assert questions is not None
    filled = machine_filled(questions, scan, known)
    if deposited is not None and deposited <= on and DEPOSITED_ON in questions.asked:
        filled[DEPOSITED_ON] = deposited
    given = {**filled, **identity_filled(questions, applicant), **(answers or {})}
    facts, faults = questions.read(given, {})
    judged = questions.judge(facts, on, answered=frozenset(fault.field for fault in faults))
    told = {**facts, **({"kind": applicant.kind} if applicant and applicant.kind else {})}
    return Draft(
        entry=entry,
        resolved=resolved,
        procedure=name,
        verb=verb,
        answers=given,
        facts=facts,
        found=tuple(field for field in filled if given.get(field) == filled[field]),
        faults=(*faults, *judged),
        tables={table: answer(resolved, table, told, on) for table in resolved.rulebook.tables},
    )
