"""Where the store meets the views: a case with its rulebook, history and names, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from guiju.kernel import derive
from guiju.kernel.form import Questions
from guiju.kernel.record import Record
from guiju.kernel.resolved import Resolved
from guiju.kit.formview import IDENTITY
from guiju.kit.letters import roles_of
from guiju.kit.says import Trouble, both, trouble
from guiju.kit.view import Happened, Json, Looked, code_of, label
from guiju.store import letters, queries
from guiju.store.beside import finder
from guiju.store.office import Office
from guiju.store.people import Actor

BADGE = "[示例]"
"""Stands beside every party of a demo: it does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who files, as far as the office knows; `kind` is the kind of body that the tables ask for."""

    name: str | None = None
    uscc: str | None = None
    kind: str | None = None


def look(office: Office, number: str, on: date | None = None) -> Looked:
    """A case on a day; what fell due before has happened."""
    office.bind()
    try:
        record = queries.look(number, on)
    except KeyError:
        raise trouble("no_case", f"没有案件 {number}", f"there is no case {number}") from None
    if on is not None and record.opened is not None and on < record.opened:
        zh, en = f"{number} 立案于 {record.opened}", f"{number} was opened on {record.opened}"
        raise trouble("not_yet", zh, en)
    last = record.last
    if on is not None and last is not None and on < last.on:
        raise trouble(
            "earlier",
            f"{number} 在 {on} 之后还有行为，不能按那一天显示；可看 {last.on} 及以后",
            f"{number} has acts after {on} and cannot be shown as of then; ask for {last.on} or later",
        )
    return looked(office, record, on or office.today())


def look_as(office: Office, number: str, signs_as: str | None) -> Looked:
    """A case as a party to it sees it: of the letters, those that are addressed to it. None: the office itself."""
    found = look(office, number)
    return found if signs_as is None else replace(found, reads=roles_of(found.resolved, found.record, signs_as))


def looked(office: Office, record: Record, on: date) -> Looked:
    about = queries.cases(subject=record.number)
    kept = letters.of_case(record.number)
    return Looked(
        record=record,
        resolved=queries.resolved(record),
        on=on,
        history=tuple(_happened(row, office.demo, kept) for row in queries.history(record.number)),
        names=_names(office, set(record.parties.values())),
        cases=finder(office.books, on),
        about=tuple({"case": case.number, "procedure": case.procedure, "state": case.state} for case in about),
    )


def _names(office: Office, parties: set[str]) -> dict[str, str]:
    """What parties are called; in a demo with its badge, wherever the name is shown."""
    return {party: badged(name, office.demo) for party, name in queries.names_of(parties).items()}


def badged(name: str, demo: bool) -> str:
    return f"{name} {BADGE}" if demo and name else name


def _happened(row: queries.ActRow, demo: bool, kept: Mapping[tuple[str, int], letters.Kept]) -> Happened:
    return Happened(
        seq=row.seq,
        act=row.act,
        verb=row.verb,
        role=row.role,
        party=badged(row.party_name, demo) if row.party else "",
        on=row.on,
        recorded=row.recorded,
        state=row.receipt.state,
        effects=row.effects,
        cites=row.cites,
        receipt=row.receipt.act,
        cause=row.cause,
        letters={one.place: one.content for one in kept.values() if one.act == row.act},
    )


def known(office: Office, number: str) -> tuple[Resolved, str]:
    """The rulebook and the procedure of a case, to word what happens to it."""
    office.bind()
    try:
        record = queries.load(number)
    except KeyError:
        raise trouble("no_case", f"没有案件 {number}", f"there is no case {number}") from None
    return queries.resolved(record), record.procedure


def listed(office: Office, state: str | None = None) -> list[Json]:
    """All cases, each with the first of its running deadlines."""
    office.bind()
    return rowed(office, queries.cases(state=state))


def rowed(office: Office, records: Sequence[Record]) -> list[Json]:
    """Cases as rows of a list."""
    today = office.today()
    names = _names(office, {party for record in records for party in record.parties.values()})
    return [_row(record, today, names) for record in records]


def _row(record: Record, today: date, names: dict[str, str]) -> Json:
    resolved = queries.resolved(record)
    procedure = resolved.rulebook.procedures[record.procedure]
    deadlines = [term for term in derive.terms(resolved, record, today) if term.due is not None]
    first = min(deadlines, key=lambda term: (term.binds is None, term.due), default=None)
    party = next(
        (names.get(party, party) for role, party in record.parties.items() if not role.startswith("case:")), None
    )
    return {
        "case": record.number,
        "procedure": record.procedure,
        "procedure_label": label(procedure, record.procedure),
        "state": record.state,
        "state_label": label(procedure.states.get(record.state), record.state),
        "party": party,
        "opened": record.opened,
        "due": first.due.isoformat() if first and first.due else None,
        "term": both(first.label) if first else None,
        "late": any(term.late for term in deadlines),
        "code": code_of(resolved, record),
    }


def found(office: Office, name: str) -> list[Looked]:
    """Records by number or by code; of a case and the entry that it opened, the entry answers."""
    office.bind()
    by_code = queries.records_by_code(name)
    if not by_code:
        try:
            return [look(office, name)]
        except Trouble:
            raise trouble("no_record", f"没有登记结果 {name}", f"there is no record {name}") from None
    entries = [record for record in by_code if record.subject] or by_code
    return [look(office, record.number) for record in entries]


def applicant(office: Office, actor: Actor | None) -> Applicant | None:
    """What the office knows of the party that files."""
    if actor is None or actor.party is None:
        return None
    office.bind()
    row = queries.party(actor.party)
    return Applicant(name=row.name, uscc=row.uscc or None, kind=row.kind) if row else None


def identity_filled(questions: Questions, applicant: Applicant | None) -> dict[str, object]:
    """What the office knows of the applicant."""
    filled: dict[str, object] = {}
    for name, asked in questions.asked.items():
        if applicant is not None and asked.field.filled_by == IDENTITY:
            value = getattr(applicant, name.rpartition("_")[2], None)
            if value is not None:
                filled[name] = value
    return filled
