"""Plays the steps of a case through the kernel, on a docket of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from guiju.kernel.docket import Docket, expire, proceed
from guiju.kernel.procedure import open_case
from guiju.kernel.record import Act, Record, Taken
from guiju.kernel.refusals import Fault, Refused
from guiju.kernel.resolved import START, Resolved
from guiju.kernel.rulebook import Code
from guiju.kernel.values import Text
from guiju.shelf.beside import Beside, NotPlayable, found_among
from guiju.shelf.case import Step

Filings = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Play:
    """How far a case got: its records by name, the acts of the last step, or its refusal. `beside`: other cases."""

    docket: Docket
    on: date
    taken: tuple[Taken, ...] = ()
    refused: Refused | None = None
    beside: tuple[Beside, ...] = ()


def day_of(text: str, resolved: Resolved) -> date:
    """A day, or the office's day at an instant, in the zone of the rulebook."""
    if "T" not in text:
        return date.fromisoformat(text)
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise NotPlayable(f"{text} names no zone; write it as {text}+08:00")
    return instant.astimezone(ZoneInfo(resolved.rulebook.zone or "UTC")).date()


def play(
    resolved: Resolved, steps: Sequence[Step], filings: Filings, start: date, beside: tuple[Beside, ...] = ()
) -> Play:
    """Take the steps in order. Only the last may be refused."""
    now = Play({}, start, beside=beside)
    for step in steps:
        if now.refused is not None:
            raise NotPlayable(
                f"a step before the one on {step.on} was refused: {now.refused.text.en} {_faults(now.refused)}"
            )
        on = day_of(step.on, resolved)
        if step.act is None:
            looked = expire(lambda _: resolved, now.docket, on)
            now = Play(looked.docket, on, looked.steps, beside=beside)
        else:
            now = _act(resolved, now, step, step.act, on, filings)
    return now


def _faults(refused: Refused) -> str:
    return ", ".join(f"{fault.field} ({fault.kind})" for fault in refused.faults)


def _act(resolved: Resolved, now: Play, step: Step, name: str, on: date, filings: Filings) -> Play:
    docket = now.docket
    procedure, _, verb = name.rpartition(".")
    number = step.case or procedure
    docket = with_case(resolved, docket, number, procedure, step.about)
    number = named(docket, number).number
    act = Act(
        verb=verb,
        role=step.by,
        party=step.party or step.by,
        uscc=step.uscc,
        facts=_facts(step, filings),
        stated=tuple(Fault(field=field, kind="stated", remedy=Text(said, said)) for field, said in step.faults.items()),
        grounds=step.grounds,
        desks=None if step.desk is None else frozenset(step.desk),
        mandate=step.mandate,
        recorded=day_of(step.recorded, resolved) if step.recorded else None,
        may_record_late=step.late,
        given=codes(resolved, procedure, verb, number),
    )
    cases = found_among(now.beside, docket, resolved)
    answer = proceed(lambda _: resolved, docket, number, act, on, cases)
    if isinstance(answer, Refused):
        return Play(docket, on, refused=answer, beside=now.beside)
    return Play(answer.docket, on, answer.steps, beside=now.beside)


def with_case(resolved: Resolved, docket: Docket, number: str, procedure: str, about: str | None) -> Docket:
    """The docket with a case of that name; it is about the first of its kinds unless the step says otherwise."""
    if any(number in (record.number, record.procedure) for record in docket.values()):
        return docket
    known = resolved.rulebook.procedures.get(procedure)
    if known is None or known.abstract:
        raise NotPlayable(f"{procedure} is not a procedure of {resolved.rulebook.rulebook}")
    subject = named(docket, about).number if about else _first_of(known.about, docket)
    return {**docket, number: open_case(resolved, number, procedure, subject=subject)}


def _first_of(kinds: Sequence[str], docket: Docket) -> str | None:
    """The first case of the kinds that a procedure may be about, in the procedure's order."""
    found = (record.number for kind in kinds for record in docket.values() if record.procedure == kind)
    return next(found, None)


def named(docket: Docket, name: str) -> Record:
    """A record by its name, or the only one of a procedure."""
    if name in docket:
        return docket[name]
    found = [record for record in docket.values() if record.procedure == name]
    if len(found) != 1:
        raise NotPlayable(f"there are {len(found)} cases called {name}; there are {', '.join(docket) or 'none at all'}")
    return found[0]


def codes(resolved: Resolved, procedure: str, verb: str, number: str) -> dict[str, str]:
    """What the office's machinery would supply: one code for each that the act assigns."""
    step = resolved.steps.get((procedure, verb))
    effects = step.rule.effects if step is not None else ()
    return {effect.fact: f"{effect.scheme} of {number}" for effect in effects if isinstance(effect, Code)}


def _facts(step: Step, filings: Filings) -> dict[str, str]:
    if step.form is not None and step.form not in filings:
        raise NotPlayable(f"there is no filing called {step.form}; there are {', '.join(filings)}")
    filed = {**filings.get(step.form or "", {}), **step.with_}
    return {name: value for name, value in filed.items() if name not in step.without}


def stands(record: Record) -> bool:
    """Whether anything has happened to it."""
    return record.state != START
