"""`decide`: may this act be done on this record today, and what is the record then?

Pure and total: every record, act and day gives `Taken` or `Refused`. Guards stand in a fixed order; the first group
that fails answers, and within a group everything that fails is told at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from guiju.kernel import competence, guards, joint, notice, recurring, unique
from guiju.kernel.effects import Setting, carry_out
from guiju.kernel.expression import ExpressionError
from guiju.kernel.needs import CasesOf, Needed, judged, no_cases
from guiju.kernel.periods import PERIOD
from guiju.kernel.record import NOTHING, Act, Hold, Record, Run, Signature, Taken
from guiju.kernel.refusals import Fault, Reason, Refused
from guiju.kernel.resolved import CLOCK, PUBLIC, Resolved
from guiju.kernel.steps import Step
from guiju.kernel.values import Facts, Term, Text
from guiju.kernel.words import listed

# State, role and day say who may act when; holds and windows say what still bars it.
OPEN = (guards.state, guards.role, guards.day)
BARRED = (*OPEN, guards.holds, guards.windows)
NONE_NEEDED = Needed()


def open_case(
    resolved: Resolved,
    number: str,
    procedure: str,
    *,
    parties: Mapping[str, str] | None = None,
    subject: str | None = None,
) -> Record:
    """A case before its first act. Nothing has happened: it stands in `start`."""
    return Record(number=number, procedure=procedure, pin=resolved.pin, parties=dict(parties or {}), subject=subject)


def decide(
    resolved: Resolved,
    record: Record,
    act: Act,
    on: date,
    subject: Record | None = None,
    cases: CasesOf = no_cases,
) -> Taken | Refused:
    """Judge one act. `on` is the day it happened; `subject` is the record that this case is about; `cases` finds the
    other cases that the act needs.

    Order of guards: version, act, state, role, day, holds, windows, form, counts and periods, needs, conditions,
    grounds, notice.
    """
    try:
        return _judge(resolved, record, act, on, subject, cases)
    except ExpressionError as fault:  # facts that no arithmetic can take, as a day beyond the year 9999
        return Refused(
            reason=Reason.NOT_DETERMINED, detail=Text(f"无法计算 {fault}", f"this cannot be computed: {fault}")
        )


def _judge(
    resolved: Resolved, record: Record, act: Act, on: date, subject: Record | None, cases: CasesOf
) -> Taken | Refused:
    step = resolved.steps.get((record.procedure, act.verb))
    refused = guards.in_force(resolved, record, on)
    if refused is not None:
        return refused
    if step is None:
        verbs = tuple(verb for procedure, verb in resolved.steps if procedure == record.procedure)
        offered = listed(resolved.words.act(record.procedure, verb) for verb in verbs)
        detail = Text(f"{act.verb}；可用的行为：{offered.zh}", f"{act.verb}; it has {offered.en}")
        return Refused(reason=Reason.NO_SUCH_ACT, detail=detail, open_acts=verbs)
    for guard in BARRED if record.holds or step.bars else OPEN:
        refused = guard(resolved, record, step, act, on, subject)
        if refused is not None:
            return refused
    facts: Facts = record.facts
    if step.questions is not None or act.facts or act.given:
        answers, refused = guards.form(step, record, act, on, subject.facts if subject is not None else NOTHING)
        if refused is not None:
            return refused
        facts = _facts(record, step, act, answers)
    if step.whole is not None:
        refused = guards.whole(step, record, facts, on, subject.facts if subject is not None else NOTHING)
        if refused is not None:
            return refused
    seen = _seen(step, record, subject, facts)
    needed = NONE_NEEDED
    if step.asks:
        if step.periodic:
            refused = guards.counts(record, step) or recurring.guard(resolved, record, step, facts, on)
            if refused is not None:
                return refused
        asked = _asked(resolved, record, step, act, on, seen, cases)
        if isinstance(asked, Refused):
            return asked
        needed = asked
        seen = {**seen, **needed.facts} if needed.facts else seen
    told = _told(resolved, record, step, act, on, facts, subject) if step.notice else ()
    if isinstance(told, Refused):
        return told
    if joint.is_joint(step):
        signed = _signed(resolved, record, step, act, on, facts, needed)
        if signed is not None:
            return signed
    setting = Setting(resolved, record, step, act, on, told, record.marks, record.published, record.children)
    return _taken(setting, facts, seen, needed)


def _signed(
    resolved: Resolved, record: Record, step: Step, act: Act, on: date, facts: Facts, needed: Needed
) -> Taken | Refused | None:
    """One signature among several; None when it is the last, and the act is done."""
    refused = joint.twice(resolved, record, step, act, facts)
    if refused is not None or not joint.lacking(record, step, facts, act.role):
        return refused
    judged_ = Taken(act, on, record, (), step.cites, step.mark, tuple(needed.doubts), tuple(needed.met))
    return joint.signature(record, step, act, on, facts, judged_)


def _asked(
    resolved: Resolved, record: Record, step: Step, act: Act, on: date, seen: Facts, cases: CasesOf
) -> Needed | Refused:
    """The guards that look at counts, at other cases and at the facts."""
    refused = guards.counts(record, step)
    if refused is not None:
        return refused
    needed = NONE_NEEDED
    if not act.told:
        refused = guards.mandated(resolved, record, step, act, on, seen)
        picked = competence.foreign(resolved, record, step, act, on, seen) if refused is None else None
        if refused is not None or isinstance(picked, Refused):
            return refused or picked  # type: ignore[return-value]
        same = unique.judged(step.unique, record, seen, on, cases) if step.unique else ((), ())
        if isinstance(same, Refused):
            return same
        needed = judged(resolved.needs(step, act.role), step.named, act, seen, on, cases)
        needed.alike = same[0]
        needed.met += same[1]
        needed.doubts += [picked] if picked is not None else []
        seen = {**seen, **needed.facts} if needed.facts else seen
        refused = guards.needs(resolved, needed)
    return refused or guards.conditions(resolved, step, seen, on) or guards.grounds(step, act) or needed


def _told(
    resolved: Resolved, record: Record, step: Step, act: Act, on: date, facts: Facts, subject: Record | None
) -> tuple[Fault, ...] | Refused:
    """The faults of the one notice: the filing is judged as of the day it was filed."""
    filing = resolved.filing.get(record.procedure)
    behind = subject.facts if subject is not None else NOTHING
    found = filing.judge(facts, record.filed or on, behind=behind) if filing is not None else []
    return notice.compose(record, step, found, act.stated)


def _taken(setting: Setting, facts: Facts, seen: Facts, needed: Needed) -> Taken | Refused:
    """All guards passed: carry out the effects and move the record. An effect that cannot be done still refuses."""
    step, on = setting.step, setting.on
    done = carry_out(setting, seen) if step.effects else ()
    if isinstance(done, Refused):
        return done
    moved = _moved(setting, {**facts, **setting.facts} if setting.facts else facts)
    if setting.extensions:
        extended = _extended(setting.resolved, moved, setting.extensions, on)
        if isinstance(extended, Refused):
            return extended
        moved = extended
    if step.notice:
        moved = moved._replace(told=notice.told_after(setting.record, setting.told), fresh=())
    if step.unique:
        moved = moved._replace(alike=needed.alike)
    advice = guards.doubts(step, seen, on) if step.mark is not None else ()
    return Taken(setting.act, on, moved, done, step.cites, step.mark, (*needed.doubts, *advice), tuple(needed.met))


def _facts(record: Record, step: Step, act: Act, answers: Facts) -> Facts:
    """The facts after this act's answers: what its form asks stands as the form now says, the rest stays."""
    if step.questions is not None:
        asked = step.questions.asked
        kept = {name: fact for name, fact in record.facts.items() if name not in asked} if record.facts else {}
        return {**kept, **answers, **act.given}
    return {**record.facts, **act.given}


def _seen(step: Step, record: Record, subject: Record | None, facts: Facts) -> Facts:
    """What the act's expressions see: the facts of the case; where it has none of that name, those of what it is about;
    and the states of both where they are named.
    """
    if subject is not None and (step.conditions or step.effects):
        facts = {**subject.facts, **facts}
    if not step.looks_at_states:
        return facts
    around = {"subject_state": subject.state} if subject is not None else {}
    return {**facts, "state": record.state, **around}


def _moved(setting: Setting, facts: Facts) -> Record:
    """The record after the act. Every field stands here, in the order of `Record`, so that none can be forgotten."""
    resolved, record, step, act, on = setting.resolved, setting.record, setting.step, setting.act, setting.on
    target = step.rule.to or record.state
    filing = step.questions is not None and step.questions is resolved.filing.get(record.procedure)
    return Record(
        record.number,
        record.procedure,
        record.pin,
        target,
        record.subject,
        record.opened or on,
        on if filing else record.filed,
        facts,
        _found(record, act, facts) if act.facts else record.found,
        _parties(record, act),
        ticking(resolved, record, target, on),
        record.holds,
        setting.marks,
        _done(record, step, facts, on),
        record.told,
        notice.fresh_after(record, record.facts, facts) if filing else record.fresh,
        setting.published,
        setting.children,
        Signature(step.verb, act.role, act.party, on, act.recorded or on),
        record.alike,
        {verb: roles for verb, roles in record.signed.items() if verb != step.verb and target == record.state},
    )


def _done(record: Record, step: Step, facts: Facts, on: date) -> Mapping[str, tuple[date, ...]]:
    """The days of each act; of one that comes again each period, also the day on which it was done for that one."""
    done = {**record.done, step.verb: (*record.done.get(step.verb, ()), on)}
    return {**done, recurring.done_key(step.verb, facts[PERIOD]): (on,)} if step.periodic else done


def _found(record: Record, act: Act, answers: Facts) -> tuple[str, ...]:
    """The fields that the machine filled and nobody has answered since."""
    if not (act.found or record.found):
        return record.found
    before = record.found
    names = (name for name in answers if name in act.found or (name in before and name not in act.facts))
    return tuple(sorted(names))  # the order of the answers is not kept, so it may not show


def _parties(record: Record, act: Act) -> Mapping[str, str]:
    """Whoever first acts in a role is that party to the case."""
    if act.role in record.parties or not act.party or act.role in (CLOCK, PUBLIC) or act.role.startswith("case:"):
        return record.parties
    return {**record.parties, act.role: act.party}


def ticking(resolved: Resolved, record: Record, target: str, on: date) -> tuple[Run, ...]:
    """The clocks after a move: those that the new state does not name stop, those that only it names begin."""
    if target == record.state:
        return record.runs
    clocks = resolved.stages[record.procedure, target].clocks
    runs: list[Run] = []
    running: list[str] = []
    for run in record.runs:
        if run.ended is None:
            if run.clock in clocks:
                running.append(run.clock)
            else:
                run = _ended(run, on)
        runs.append(run)
    for clock in clocks:
        if clock not in running:
            _begin(resolved, runs, clock, on, record.holds)
    return tuple(runs)


def _ended(run: Run, on: date) -> Run:
    """A run that is over; a stop that stood then is over with it."""
    stops = run.stops
    if stops and stops[-1][1] is None:
        stops = (*stops[:-1], (stops[-1][0], on))
    return Run(run.clock, run.began, on, run.extensions, stops)


def _begin(resolved: Resolved, runs: list[Run], clock: str, on: date, holds: tuple[Hold, ...]) -> None:
    """A fresh run; or, for `again: resume`, the old one counting on, days between left out. What is held stands."""
    held = any(hold.lifted is None and clock in hold.clocks for hold in holds) if holds else False
    if resolved.clock(clock).again == "resume":
        for place, run in enumerate(runs):
            if run.clock == clock and run.ended is not None:
                runs[place] = run._replace(ended=None, stops=(*run.stops, (run.ended, None if held else on)))
                return
    runs.append(Run(clock, on, None, (), ((on, None),)) if held else Run(clock, on))


def _extended(resolved: Resolved, record: Record, by: Mapping[str, Term], on: date) -> Record | Refused:
    """The running clocks with their new terms. A clock that does not run, or has run out, cannot be extended:
    a breach that stands does not go away.
    """
    running = {run.clock: run for run in record.runs if run.ended is None and run.clock in by}
    lasts = {clock: resolved.last_day(record, run) for clock, run in running.items()}
    over = sorted((by.keys() - running.keys()) | {clock for clock, last in lasts.items() if last and last < on})
    if over:
        names = listed(resolved.words.clock(clock) for clock in over)
        detail = Text(f"{names.zh}未在进行或已届满，不能延长", f"{names.en} is not running or has run out")
        return Refused(reason=Reason.EFFECT_IMPOSSIBLE, detail=detail)
    runs = (
        run._replace(extensions=(*run.extensions, by[run.clock])) if running.get(run.clock) is run else run
        for run in record.runs
    )
    return record._replace(runs=tuple(runs))
