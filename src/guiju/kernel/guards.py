"""The guards: each answers None, or why this act may not be done. `procedure.decide` gives their order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from guiju.kernel.expression import Unknown
from guiju.kernel.needs import Needed
from guiju.kernel.record import Act, Record, Run
from guiju.kernel.refusals import Fault, Reason, Refused
from guiju.kernel.resolved import CLOCK, START, Resolved
from guiju.kernel.steps import Step
from guiju.kernel.values import Fact, Facts, Text
from guiju.kernel.words import listed


def in_force(resolved: Resolved, record: Record, on: date) -> Refused | None:
    """New cases need a version that stands; what is about a running case goes on with it after the version's end."""
    version = resolved.rulebook.version
    if not resolved.acting:
        detail = Text(f"{version.number} 的状态为 {version.status}", f"{version.number} is {version.status}")
        return Refused(reason=Reason.NOT_IN_FORCE, detail=detail)
    if record.state != START:
        return None
    stands = version.expires is None or on <= version.expires or record.subject is not None
    if not (version.effective <= on and stands):
        until = version.expires or "…"
        detail = Text(
            f"{version.number} 有效期为 {version.effective} 至 {until}",
            f"{version.number} runs from {version.effective} to {until}",
        )
        return Refused(reason=Reason.NOT_IN_FORCE, detail=detail)
    return None


def open_verbs(resolved: Resolved, record: Record) -> tuple[str, ...]:
    """The acts that start from the present state, whoever may do them."""
    steps = resolved.steps.items()
    return tuple(
        verb for (procedure, verb), step in steps if procedure == record.procedure and record.state in step.states
    )


def state(resolved: Resolved, record: Record, step: Step, act: Act, on: date, subject: Record | None) -> Refused | None:
    if record.state in step.states:
        return None
    now, last = resolved.words.state(record.procedure, record.state), record.last
    detail = Text(f"现为{now.zh}", f"it is now {now.en}")
    if last is not None:
        did = resolved.words.act(record.procedure, last.verb)
        who = last.party or last.role
        detail = Text(
            f"现为{now.zh}：{who} 已于 {last.on} 办理{did.zh}", f"it is now {now.en}: {who} did {did.en} on {last.on}"
        )
    cite = step.cites[0] if step.cites else None
    return Refused(reason=Reason.WRONG_STATE, detail=detail, cite=cite, open_acts=open_verbs(resolved, record))


def _only(wanted: Iterable[Text]) -> Text:
    takes = listed(wanted)
    return Text(f"须由{takes.zh}办理", f"it takes {takes.en}")


def role(resolved: Resolved, record: Record, step: Step, act: Act, on: date, subject: Record | None) -> Refused | None:
    cite = step.cites[0] if step.cites else None
    if act.role not in step.roles:
        if act.role not in step.agents:
            return Refused(
                reason=Reason.NOT_YOUR_ROLE,
                detail=_only(resolved.words.role(role) for role in sorted(step.roles)),
                cite=cite,
            )
        paper = step.agents[act.role]
        if paper is not None and not act.mandate:
            return Refused(
                reason=Reason.NOT_YOUR_ROLE, detail=Text(f"代办须附 {paper}", f"an agent needs a {paper}"), cite=cite
            )
    known = record.parties.get(act.role)
    if known is not None:
        stranger = bool(act.party) and known != act.party
    elif not step.agents or record.state == START:
        stranger = False
    else:  # whoever opened the case, the holder of the role or an agent for it, leads it from then on
        stranger = act.role in step.agents or not step.agents.keys().isdisjoint(record.parties)
    if stranger:
        return Refused(
            reason=Reason.NOT_YOUR_ROLE, detail=Text("不是本案的当事人", "not a party to this case"), cite=cite
        )
    named = resolved.naming.get(act.role)
    if named is not None and act.uscc and record.facts.get(named) != act.uscc:
        detail = Text("不是本案指定的单位", "not the one that this case names")
        return Refused(reason=Reason.NOT_YOUR_ROLE, detail=detail, cite=cite)
    desk = step.rule.desk
    if desk is not None and act.desks is not None and desk not in act.desks:
        return Refused(reason=Reason.NOT_YOUR_ROLE, detail=_only((resolved.words.desk(desk),)), cite=cite)
    return None


def day(resolved: Resolved, record: Record, step: Step, act: Act, on: date, subject: Record | None) -> Refused | None:
    recorded = act.recorded or on
    last = record.last
    if last is not None and on < last.on:
        did = resolved.words.act(record.procedure, last.verb)
        detail = Text(f"{on} 早于上一行为{did.zh}的 {last.on}", f"{on} is before the last act, {did.en} on {last.on}")
    elif on > recorded:
        detail = Text(f"{on} 晚于今日 {recorded}", f"{on} lies after today, {recorded}")
    elif on < recorded and not act.may_record_late and act.role != CLOCK:
        detail = Text(f"补录 {on} 的行为须有补录权限", f"recording an act of {on} late needs the right to record late")
    else:
        return None
    return Refused(reason=Reason.WRONG_DAY, detail=detail)


def holds(resolved: Resolved, record: Record, step: Step, act: Act, on: date, subject: Record | None) -> Refused | None:
    barring = [hold for hold in record.holds if hold.lifted is None and step.verb in hold.acts and hold.by != act.party]
    if not barring:
        return None
    numbers = "、".join(hold.by for hold in barring)
    detail = Text(f"待 {numbers} 办结后再办", f"wait until {numbers} is settled")
    return Refused(reason=Reason.HELD, detail=detail, cite=step.cites[0] if step.cites else None)


def _binds(resolved: Resolved, clock: str | None) -> bool:
    """Nobody is turned away by a term that only hearsay gives. A clock of another rulebook is taken at its word."""
    known = resolved.rulebook.clocks.get((clock or "").rpartition(".")[2])
    return known is None or known.mark is None or known.mark.binds


def _run_of(resolved: Resolved, record: Record, clock: str) -> tuple[Run | None, date | None]:
    for run in reversed(record.runs):
        if run.clock == clock:
            return run, resolved.last_day(record, run)
    return None, None


def windows(
    resolved: Resolved, record: Record, step: Step, act: Act, on: date, subject: Record | None
) -> Refused | None:
    clocks = (_after(resolved, record, step, on, subject), _within(resolved, record, step, on, subject))
    shut = [
        said
        for clock, said in zip((step.rule.after, step.rule.within), clocks, strict=True)
        if said and _binds(resolved, clock)
    ]
    shut += _span(resolved, record, step, on, subject)
    if not shut:
        return None
    detail = Text(";".join(said.zh for said in shut), "; ".join(said.en for said in shut))
    return Refused(reason=Reason.OUTSIDE_WINDOW, detail=detail, cite=step.cites[0] if step.cites else None)


def _named_run(
    resolved: Resolved, record: Record, subject: Record | None, clock: str
) -> tuple[Run | None, date | None, Text]:
    """The last run of a clock, of the contested case's for `subject.publicity`, its last day and its name."""
    whose, _, name = clock.rpartition(".")
    holder = subject if whose == "subject" else record
    run, last = _run_of(resolved, holder, name) if holder is not None else (None, None)
    return run, last, resolved.words.clock(name)


def _after(resolved: Resolved, record: Record, step: Step, on: date, subject: Record | None) -> Text | None:
    if step.rule.after is None:
        return None
    run, last, name = _named_run(resolved, record, subject, step.rule.after)
    if run is None:
        return Text(f"{name.zh}尚未开始", f"{name.en} has not begun")
    if last is None:
        return Text(f"{name.zh}的届满日尚未确定", f"the end of {name.en} is not determined")
    if on > last:
        return None
    return Text(f"{name.zh}至 {last} 届满，次日起方可办理", f"{name.en} runs to {last}; the act opens on the day after")


def _within(resolved: Resolved, record: Record, step: Step, on: date, subject: Record | None) -> Text | None:
    if step.rule.within is None:
        return None
    run, last, name = _named_run(resolved, record, subject, step.rule.within)
    if run is None or (run.ended is not None and run.ended < on):
        return Text(f"{name.zh}未在进行", f"{name.en} is not running")
    return None if last is None or on <= last else Text(f"{name.zh}已于 {last} 届满", f"{name.en} ended on {last}")


def _span(resolved: Resolved, record: Record, step: Step, on: date, subject: Record | None) -> list[Text]:
    window = step.rule.window
    if window is None:
        return []
    opens, closes = window.from_, window.to
    if window.last is not None and window.before is not None:
        end = record.facts.get(window.before, subject.facts.get(window.before) if subject is not None else None)
        if not isinstance(end, date):
            until = resolved.words.facts((window.before,))
            return [Text(f"{until.zh}尚未确定", f"{until.en} is not determined")]
        opens, closes = end - timedelta(days=window.last.count), end
    if (opens is None or opens <= on) and (closes is None or on <= closes):
        return []
    return [Text(f"窗口为 {opens or '…'} 至 {closes or '…'}", f"the window is {opens or '…'} to {closes or '…'}")]


def form(step: Step, record: Record, act: Act, on: date, behind: Facts) -> tuple[dict[str, Fact], Refused | None]:
    cite = step.cites[0] if step.cites else None
    if step.questions is None:
        if not act.facts:
            return {}, None
        remedy = Text("此行为没有表单，请删除所附字段", "this act has no form; remove these fields")
        strangers = tuple(Fault(field=name, kind="unknown_field", remedy=remedy) for name in act.facts)
        return {}, Refused(reason=Reason.FORM_FAULTS, faults=strangers, cite=cite)
    facts, faults = step.questions.read(act.facts, record.facts)
    judged = step.questions.judge(facts, on, answered=frozenset([fault.field for fault in faults]), behind=behind)
    if not faults and not judged:
        return facts, None
    stopping = faults + [fault for fault in judged if fault.at == "draft"]
    if stopping:
        return facts, Refused(
            reason=Reason.FORM_FAULTS, faults=(*stopping, *(f for f in judged if f.at != "draft")), cite=cite
        )
    return facts, None


def whole(step: Step, record: Record, facts: Facts, on: date, behind: Facts) -> Refused | None:
    """A form that must be complete when this act is done: all that is missing or wrong in it is told at once."""
    faults = step.whole.judge(facts, on, behind=behind) if step.whole is not None else []
    cite = step.cites[0] if step.cites else None
    return Refused(reason=Reason.FORM_FAULTS, faults=tuple(faults), cite=cite) if faults else None


def mandated(resolved: Resolved, record: Record, step: Step, act: Act, on: date, seen: Facts) -> Refused | None:
    """An agent acts while the mandate stands, and for what it covers; what it says of that stands in the filing."""
    if act.role in step.roles or act.role not in step.agents:
        return None
    through = next(
        (
            role.through[act.role]
            for name, role in resolved.rulebook.roles.items()
            if name in step.roles and act.role in role.through
        ),
        None,
    )
    if through is None:
        return None
    until, scope = seen.get(through.until or ""), seen.get(through.scope or "")
    if isinstance(until, date) and on > until:
        detail = Text(f"委托已于 {until} 届满", f"the mandate ended on {until}")
    elif isinstance(scope, tuple) and record.procedure not in scope:
        detail = Text("此事项不在委托范围内", "the mandate does not cover this")
    else:
        return None
    return Refused(reason=Reason.NOT_YOUR_ROLE, detail=detail, cite=through.also or through.cite)


def counts(record: Record, step: Step) -> Refused | None:
    most = step.rule.at_most
    if most is None or len(record.done.get(step.verb, ())) < most:
        return None
    detail = Text(f"最多 {most} 次", f"at most {most} times")
    return Refused(reason=Reason.AT_MOST, detail=detail, cite=step.cites[0] if step.cites else None)


def needs(resolved: Resolved, needed: Needed) -> Refused | None:
    refused = needed.refusal()
    if refused is None or refused.detail is not None:
        return refused
    wanted = resolved.words.facts(refused.missing)
    return replace(refused, detail=Text(f"请补充{wanted.zh}", f"supply {wanted.en}"))


def conditions(resolved: Resolved, step: Step, facts: Facts, on: date) -> Refused | None:
    failed: list[Fault] = []
    missing: dict[str, None] = {}
    for name, condition, expression in step.conditions:
        if condition.mark is not None and not condition.mark.binds:
            continue
        answer = expression(facts, on)
        if isinstance(answer, Unknown):
            missing.update(dict.fromkeys(answer.missing))
        elif answer is False:
            label = condition.label or Text(name, name)
            failed.append(Fault(field=name, kind="condition", remedy=label, cite=condition.cite, label=label))
    if failed:
        return Refused(reason=Reason.CONDITION_FAILED, faults=tuple(failed), cite=failed[0].cite)
    if missing:
        names = tuple(missing)
        wanted = resolved.words.facts(names)
        detail = Text(f"请补充{wanted.zh}", f"supply {wanted.en}")
        return Refused(reason=Reason.NOT_DETERMINED, missing=names, detail=detail)
    return None


def doubts(step: Step, facts: Facts, on: date) -> tuple[str, ...]:
    """Conditions known from hearsay only that this act may not meet: said to the caller, no reason to refuse."""
    hearsay = ((name, met) for name, guard, met in step.conditions if guard.mark is not None and not guard.mark.binds)
    return tuple(name for name, met in hearsay if met(facts, on) is not True)


def grounds(step: Step, act: Act) -> Refused | None:
    if step.rule.grounds is None:
        return None
    stated = [ground for ground in act.grounds if ground.strip()]
    cite = step.cites[0] if step.cites else None
    if not stated:
        return Refused(reason=Reason.GROUND_NEEDED, cite=cite)
    strangers = [ground for ground in stated if step.grounds is not None and ground not in step.grounds]
    if strangers:
        offered = ", ".join(sorted(step.grounds or ()))
        detail = Text(f"法定理由只有：{offered}", f"the text has only these: {offered}")
        return Refused(reason=Reason.GROUND_NEEDED, detail=detail, cite=cite)
    return None
