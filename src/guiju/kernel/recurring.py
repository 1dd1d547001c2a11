"""Duties that come again each period: which periods a record owes, and for which of them the act has been done.

A duty with `while` leaves a run on the record, as a clock does, under the duty's own name: so the days on which it
stood are known, and stay known after it has ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from guiju.kernel.periods import EXAMPLES, PERIOD, Every, Period, ended, named
from guiju.kernel.record import Record
from guiju.kernel.refusals import Fault, Reason, Refused
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import Duty
from guiju.kernel.steps import Step
from guiju.kernel.values import Facts, Text

IN_FORCE = "in_force"


def arisings(resolved: Resolved, record: Record, duty: Duty) -> Iterator[date]:
    """The days of the events that a duty arises with, as far as they are known."""
    for event in duty.arises:
        day = resolved.rulebook.version.effective if event == IN_FORCE else record.facts.get(event)
        if isinstance(day, date):
            yield day


def began(resolved: Resolved, record: Record, duty: Duty) -> date | None:
    """The day from which a periodic duty can be owed: never before its text takes effect. None: not known."""
    effective = resolved.rulebook.version.effective
    if not duty.arises:
        return effective
    first = min(arisings(resolved, record, duty), default=None)
    return max(first, effective) if first is not None else None


def _spans(resolved: Resolved, record: Record, name: str, duty: Duty) -> Iterator[tuple[date, date | None]]:
    """From when to when the duty stood; the day on which it ended is no day of it."""
    if duty.while_:
        yield from ((run.began, run.ended) for run in record.runs if run.clock == name)
        return
    stage = resolved.stages.get((record.procedure, record.state))
    over = record.last.on if stage is not None and stage.state.final and record.last is not None else None
    yield record.opened or date.min, over


def stands(resolved: Resolved, record: Record, name: str) -> bool:
    """Whether the duty goes on: the record is where it comes again."""
    return any(over is None for _, over in _spans(resolved, record, name, resolved.rulebook.duties[name]))


def owed(resolved: Resolved, record: Record, name: str, on: date) -> tuple[Period, ...]:
    """The periods that have ended before a day and on whose last day the duty stood, in order."""
    duty = resolved.rulebook.duties[name]
    since = began(resolved, record, duty)
    if since is None or duty.every is None:
        return ()
    found: dict[str, Period] = {}
    for first, over in _spans(resolved, record, name, duty):
        until = on if over is None else min(on, over)
        found.update((period.label, period) for period in ended(duty.every, max(first, since), until))
    return tuple(sorted(found.values(), key=lambda period: period.first))


def done_key(verb: str, label: object) -> str:
    """Under what a record keeps the days of an act that was done for a period."""
    return f"{verb}@{label}"


def guard(resolved: Resolved, record: Record, step: Step, facts: Facts, on: date) -> Refused | None:
    """An act that meets a periodic duty names a period that has ended and is owed, and each is met once."""
    said = facts.get(PERIOD)
    if said is None:
        wanted = resolved.words.facts((PERIOD,))
        detail = Text(f"请补充{wanted.zh}", f"supply {wanted.en}")
        return Refused(reason=Reason.NOT_DETERMINED, missing=(PERIOD,), detail=detail)
    label = str(said)
    for name in step.periodic:
        duty = resolved.rulebook.duties[name]
        assert duty.every is not None  # `Step.periodic` names no others
        period = named(duty.every, label)
        if period is None:
            return _unreadable(duty.every, label, duty)
        if days := record.done.get(done_key(step.verb, label)):
            detail = Text(f"{label} 已于 {days[0]} 办理", f"{label} was done on {days[0]}")
            return Refused(reason=Reason.AT_MOST, detail=detail, cite=duty.cite)
        if period.last >= on:
            opens = period.last + timedelta(days=1)
            detail = Text(
                f"{label} 至 {period.last} 止，{opens} 起方可办理", f"{label} ends on {period.last}; from {opens}"
            )
            return Refused(reason=Reason.OUTSIDE_WINDOW, detail=detail, cite=duty.cite)
        open_ = [item.label for item in owed(resolved, record, name, on)]
        if label not in open_:
            listed = "、".join(open_) or "—"
            detail = Text(f"{label} 没有此义务；已产生的：{listed}", f"nothing is owed for {label}; only for {listed}")
            return Refused(reason=Reason.OUTSIDE_WINDOW, detail=detail, cite=duty.cite)
    return None


def _unreadable(every: Every, label: str, duty: Duty) -> Refused:
    example = EXAMPLES[every]
    remedy = Text(f"期间写作 {example}", f"write the period as {example}")
    fault = Fault(field=PERIOD, kind="type", remedy=remedy, cite=duty.cite)
    detail = Text(f"{label} 不是所要求的期间：{remedy.zh}", f"{label} is no such period: {remedy.en}")
    return Refused(reason=Reason.FORM_FAULTS, faults=(fault,), detail=detail, cite=duty.cite)
