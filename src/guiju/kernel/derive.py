"""What follows from a record on a day: running terms, breaches, what can be done next. Derived, never stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from guiju.kernel import recurring
from guiju.kernel.calendar import Due, left
from guiju.kernel.expression import Unknown
from guiju.kernel.needs import CasesOf, Needed, judged
from guiju.kernel.periods import next_day
from guiju.kernel.record import Act, Breach, Record, Run
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import Clock, Duty
from guiju.kernel.steps import Step
from guiju.kernel.values import Cite, Mark, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TermView:
    """A clock as seen on a day. `left` counts whole units to the last day, 0 on it; negative once it is late."""

    id: str
    label: Text
    start: date | None
    due: date | None
    left: int | None
    unit: str | None
    binds: str | None
    cite: Cite | None
    also: Cite | None
    mark: Mark | None
    provisional: bool
    late: bool
    ended: date | None
    reckoned: Due | None  # prints its derivation


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedView:
    """What an act still needs and does not find. `case`: the other case that stands in the way, if there is one."""

    need: str
    label: Text
    remedy: Text
    case: str | None
    cite: Cite | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAct:
    """An act that the present state allows. `opens`: first day after its period; `barred`: the cases that hold it;
    `needs`: what it lacks, as far as the facts of the case tell; `signed`: who has signed what several do together,
    and is no longer among `by`.
    """

    act: str
    label: Text
    by: tuple[str, ...]
    desk: str | None
    cite: Cite | None
    also: Cite | None
    opens: date | None = None
    barred: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    needs: tuple[NeedView, ...] = ()
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyView:
    """A duty as it bears on one record; `applies` is None where a fact is missing. `period`: which one of a duty that
    comes again.
    """

    id: str
    label: Text
    binds: str
    force: str
    applies: bool | None
    missing: tuple[str, ...]
    arose: date | None
    due: date | None
    met: date | None
    late: bool
    cite: Cite | None
    also: Cite | None
    mark: Mark | None
    provisional: bool
    reckoned: Due | None
    period: str | None = None


def _hearsay(mark: Mark | None) -> bool:
    return mark is not None and not mark.binds


def _left(resolved: Resolved, reckoned: Due | None, last: date | None, on: date) -> int | None:
    if reckoned is not None:
        return left(on, reckoned, resolved.calendar)
    return (last - on).days if last is not None else None


def _seen(resolved: Resolved, record: Record, run: Run, on: date) -> TermView:
    clock: Clock = resolved.clock(run.clock)
    answer = resolved.due(record, run)
    reckoned = answer if isinstance(answer, Due) else None
    last = reckoned.on if reckoned is not None else answer if isinstance(answer, date) else None
    unit = reckoned.term.unit.value if reckoned is not None else "nd" if last is not None else None
    return TermView(
        id=run.clock,
        label=clock.label or Text(run.clock, run.clock),
        start=reckoned.start if reckoned is not None else run.began,
        due=last,
        left=_left(resolved, reckoned, last, run.ended or on),
        unit=unit,
        binds=clock.binds,
        cite=clock.cite,
        also=clock.also,
        mark=clock.mark,
        provisional=reckoned is not None and reckoned.provisional,
        late=clock.binds is not None and last is not None and (run.ended or on) > last,
        ended=run.ended,
        reckoned=reckoned,
    )


def terms(resolved: Resolved, record: Record, on: date, *, ended: bool = False) -> tuple[TermView, ...]:
    """The clocks that run, and with `ended` those that have run."""
    return tuple(_seen(resolved, record, run, on) for run in resolved.timed(record) if ended or run.ended is None)


def breaches(resolved: Resolved, record: Record, on: date) -> tuple[Breach, ...]:
    """Every missed term, from the day after its last day, whoever looks and whenever."""
    clocks = (_breach(seen, seen.ended) for seen in terms(resolved, record, on, ended=True) if seen.late)
    owed = (_breach(duty, duty.met) for duty in duties(resolved, record, on) if duty.late and duty.force == "must")
    return tuple(sorted((*clocks, *owed), key=lambda breach: breach.since))


def _breach(missed: TermView | DutyView, met: date | None) -> Breach:
    """A late term of the office, or a late duty, as the breach that it is."""
    assert missed.due is not None  # nothing without a last day is late
    return Breach(
        term=missed.id,
        binds=missed.binds or "",
        due=missed.due,
        since=missed.due + timedelta(days=1),
        cite=missed.cite,
        also=missed.also,
        met=met,
        provisional=missed.provisional,
        possible=_hearsay(missed.mark),
        period=missed.period if isinstance(missed, DutyView) else None,
    )


def next_acts(resolved: Resolved, record: Record, on: date, cases: CasesOf | None = None) -> tuple[NextAct, ...]:
    """What the present state allows, urgent first: a late office's next step is the letter that explains."""
    late = {resolved.clock(term.id).late for term in terms(resolved, record, on) if term.late}
    offered = [
        _offered(resolved, record, step, step.verb in late, _lacking(record, step, on, cases) if cases else ())
        for (procedure, _), step in resolved.steps.items()
        if procedure == record.procedure and record.state in step.states
    ]
    return tuple(sorted(offered, key=lambda act: not act.urgent))


def _lacking(record: Record, step: Step, on: date, cases: CasesOf) -> tuple[NeedView, ...]:
    """What the act needs whoever does it; what its form asks for anew is not known yet."""
    asked = step.questions.asked.keys() if step.questions is not None else ()
    known = [rule for rule in step.needs if rule.names.isdisjoint(asked)]
    needed = judged(known, step.named, Act(verb=step.verb, role=""), record.facts, on, cases) if known else Needed()
    return tuple(
        NeedView(need=one.field, label=one.label or one.remedy, remedy=one.remedy, case=one.case, cite=one.cite)
        for one in needed.faults
    )


def _offered(resolved: Resolved, record: Record, step: Step, urgent: bool, needs: tuple[NeedView, ...]) -> NextAct:
    rule, signed = step.rule, record.signed.get(step.verb, ())
    return NextAct(
        act=step.verb,
        label=rule.label or Text(step.verb, step.verb),
        by=tuple(role for role in rule.by if role not in signed),
        signed=signed,
        desk=rule.desk,
        cite=rule.cite,
        also=rule.also,
        opens=_opens(resolved, record, step),
        barred=tuple(hold.by for hold in record.holds if hold.lifted is None and step.verb in hold.acts),
        needs=needs,
        urgent=urgent,
    )


def _opens(resolved: Resolved, record: Record, step: Step) -> date | None:
    runs = [run for run in record.runs if run.clock == step.rule.after]
    last = resolved.last_day(record, runs[-1]) if runs else None
    return last + timedelta(days=1) if last is not None else None


def unresolved(resolved: Resolved, record: Record, on: date) -> tuple[str, ...]:
    """Cases that still hold back an act although the period it waits for has passed."""
    return tuple(
        dict.fromkeys(
            number
            for act in next_acts(resolved, record, on)
            if act.opens is not None and on >= act.opens
            for number in act.barred
        )
    )


def duties(resolved: Resolved, record: Record, on: date) -> tuple[DutyView, ...]:
    """The duties that the record's acts would meet, under its facts; one that comes again, once for each period."""
    found: list[DutyView] = []
    for name, duty in resolved.rulebook.duties.items():
        if duty.met_by.partition(".")[0] != record.procedure:
            continue
        if duty.every is None:
            found.append(_duty(resolved, record, name, duty, on))
        else:
            found += _instances(resolved, record, name, duty, on)
    return tuple(found)


def owed_terms(resolved: Resolved, record: Record, on: date) -> tuple[TermView, ...]:
    """What is owed for periods that are over, and not yet done, as the terms that they are."""
    seen = (duty for duty in duties(resolved, record, on) if duty.period and duty.applies and duty.met is None)
    return tuple(
        TermView(
            id=duty.id,
            label=Text(f"{duty.label.zh} · {duty.period}", f"{duty.label.en} · {duty.period}"),
            start=duty.arose,
            due=duty.due,
            left=_left(resolved, duty.reckoned, duty.due, on),
            unit=duty.reckoned.term.unit.value if duty.reckoned is not None else "nd" if duty.due else None,
            binds=duty.binds,
            cite=duty.cite,
            also=duty.also,
            mark=duty.mark,
            provisional=duty.provisional,
            late=duty.late,
            ended=None,
            reckoned=duty.reckoned,
        )
        for duty in seen
    )


def _instances(resolved: Resolved, record: Record, name: str, duty: Duty, on: date) -> Iterator[DutyView]:
    """A periodic duty, period by period. It is counted from the last day of its period and arises on the day after."""
    if recurring.began(resolved, record, duty) is None:
        yield _view(name, duty, None, duty.arises)
    condition = resolved.duty_conditions.get(name)
    for period in recurring.owed(resolved, record, name, on):
        arose = period.last + timedelta(days=1)
        answer = condition(record.facts, arose) if condition is not None else True
        if isinstance(answer, Unknown):
            yield _view(name, duty, None, answer.missing, period=period.label)
        elif answer is True:
            days = record.done.get(recurring.done_key(duty.met_by.partition(".")[2], period.label), ())
            reckoned, last = None, next_day(duty.by, period.last) if duty.by is not None else None
            if duty.by is None:
                reckoned = resolved.reckoned(duty.clock, period.last, record, Run(name, arose))
                last = reckoned.on if reckoned is not None else None
            met = days[0] if days else None
            yield replace(
                _view(name, duty, True, (), period=period.label),
                arose=arose,
                due=last,
                met=met,
                late=last is not None and (met or on) > last,
                provisional=reckoned is not None and reckoned.provisional,
                reckoned=reckoned,
            )


def _duty(resolved: Resolved, record: Record, name: str, duty: Duty, on: date) -> DutyView:
    condition = resolved.duty_conditions.get(name)
    answer = condition(record.facts, on) if condition is not None else True
    arose = min(recurring.arisings(resolved, record, duty), default=None)
    missing = answer.missing if isinstance(answer, Unknown) else ()
    if arose is None and answer is not False:
        missing = (*missing, *duty.arises)
    applies = None if missing else answer is True
    reckoned = resolved.reckoned(duty.clock, arose, record, Run(name, arose)) if applies and arose is not None else None
    undone = record.state in duty.undone_by
    days = record.done.get(duty.met_by.partition(".")[2], ())
    met = days[0] if days and not undone else None
    last = reckoned.on if reckoned is not None else record.facts.get(duty.clock.until or "") if applies else None
    last = last if isinstance(last, date) else None
    return replace(
        _view(name, duty, applies, missing),
        arose=arose,
        due=last,
        met=met,
        late=last is not None and (met or on) > last,
        provisional=reckoned is not None and reckoned.provisional,
        reckoned=reckoned,
    )


def _view(
    name: str, duty: Duty, applies: bool | None, missing: tuple[str, ...], *, period: str | None = None
) -> DutyView:
    """A duty of which no day is known yet."""
    return DutyView(
        id=name,
        label=duty.label or Text(name, name),
        binds=duty.binds,
        force=duty.force,
        applies=applies,
        missing=missing,
        arose=None,
        due=None,
        met=None,
        late=False,
        cite=duty.cite,
        also=duty.also,
        mark=duty.mark or duty.clock.mark,
        provisional=False,
        reckoned=None,
        period=period,
    )
