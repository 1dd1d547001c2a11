"""What an act does, in written order. If one effect cannot be done, the act is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from guiju.kernel.assessment import answer, gravest
from guiju.kernel.expression import Unknown
from guiju.kernel.record import Act, Done, Record
from guiju.kernel.refusals import Fault, Reason, Refused
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import (
    Bar,
    Code,
    Effect,
    Extend,
    Judge,
    Note,
    Open,
    Publish,
    Release,
    SendLetter,
    Set,
    SetMark,
    Tell,
    Unmark,
    Unpublish,
)
from guiju.kernel.steps import Assignment, Step
from guiju.kernel.values import ERASED, Fact, Facts, Term, Text


@dataclass(slots=True)
class Setting:
    """What every effect may look at, and what the effects change on the record itself."""

    resolved: Resolved
    record: Record
    step: Step
    act: Act
    on: date
    told: tuple[Fault, ...]
    marks: tuple[str, ...]
    published: Mapping[str, Facts]
    children: int
    facts: dict[str, Fact] = field(default_factory=dict)
    extensions: dict[str, Term] = field(default_factory=dict)
    findings: tuple[str, ...] = ()  # rows that this act's tables found, as `table.row`


def carry_out(setting: Setting, facts: Facts) -> tuple[Done, ...] | Refused:
    """Make the changes; and what happened, for those who act on other records, print or publish."""
    done: list[Done] = []
    for effect, assignment, condition in setting.step.effects:
        seen = {**facts, **setting.facts} if setting.facts else facts
        holds = condition is None or condition(seen, setting.on)
        if isinstance(holds, Unknown):
            return _asks(setting, holds)
        if holds is False:
            continue
        outcome = _one(setting, effect, assignment, seen)
        if isinstance(outcome, Refused):
            return outcome
        if outcome is not None:
            done.append(outcome)
    return tuple(done)


def _one(setting: Setting, effect: Effect, assignment: Assignment | None, facts: Facts) -> Done | Refused | None:
    match effect:
        case Set():
            assert assignment is not None
            values = _assigned(setting, assignment, facts)
            if isinstance(values, Refused):
                return values
            setting.facts.update(values)
            return Done("set", values=values)
        case SendLetter(letter=letter):
            return _letter(setting, letter, facts)
        case Open():
            return _opened(setting, effect, assignment, facts)
        case Publish() | Unpublish():
            return _published(setting, effect, facts)
        case Code(fact=fact, scheme=scheme):
            return _coded(setting, fact, scheme)
        case SetMark(name=name):
            setting.marks = tuple(dict.fromkeys((*setting.marks, name)))
            return Done("mark", name)
        case Unmark(name=name):
            setting.marks = tuple(mark for mark in setting.marks if mark != name)
            return Done("unmark", name)
        case Extend(clock=clock, by=by):
            setting.extensions[clock] = by
            return Done("extend", clock, {"by": str(by)})
        case Tell():
            return _telling(setting, effect, assignment, facts)
        case Bar(acts=acts, clocks=clocks):
            said = {"mark": effect.mark, "ends": effect.ends if effect.ends != "released" else None}
            more = {name: value for name, value in said.items() if value is not None}
            return Done("hold", values={"acts": acts, "clocks": clocks, **more})
        case Release():
            return Done("release")
        case Note(event=event):
            return Done("note", event)
        case Judge():
            return _judged(setting, effect, facts)


def _asks(setting: Setting, unknown: Unknown) -> Refused:
    wanted = setting.resolved.words.facts(unknown.missing)
    detail = Text(f"请补充{wanted.zh}", f"supply {wanted.en}")
    return Refused(reason=Reason.NOT_DETERMINED, missing=unknown.missing, detail=detail)


def _assigned(setting: Setting, assignment: Assignment, facts: Facts) -> dict[str, Fact] | Refused:
    values: dict[str, Fact] = {}
    for name, expression in assignment.values:
        fresh = values.keys().isdisjoint(expression.names)
        value = expression(facts if fresh else {**facts, **values}, setting.on)
        if isinstance(value, Unknown):
            return _asks(setting, value)
        values[name] = ERASED if isinstance(value, str) and ERASED in value else value  # what was made of it goes too
    return values


def _judged(setting: Setting, effect: Judge, facts: Facts) -> Done | Refused:
    """The table's answer with its rows, and what of it is kept as facts."""
    found = answer(setting.resolved, effect.table, facts, setting.on)
    if effect.open is None and (found.missing or found.disputed):
        return _asks(setting, Unknown(found.missing))
    table = setting.resolved.rulebook.tables[effect.table]
    given = gravest(table, found.gives) or effect.else_
    kept = ((effect.gives, given), (effect.rows, found.rows), (effect.open, found.missing))
    setting.facts.update((name, value) for name, value in kept if name is not None and value is not None)
    setting.findings += tuple(f"{effect.table}.{row}" for row in found.rows)
    rows = {row: table.rows[row].gives for row in found.rows}
    return Done("judge", effect.table, {"verdict": found.verdict.value, "rows": rows, "open": found.missing})


def _opened(setting: Setting, effect: Open, assignment: Assignment | None, facts: Facts) -> Done | Refused:
    assert assignment is not None
    values = _assigned(setting, assignment, facts)
    if isinstance(values, Refused):
        return values
    copied = {name: facts[name] for name in effect.copy if name in facts}
    setting.children += 1
    number = f"{setting.record.number}-{setting.children}"
    opened = {"number": number, "state": effect.in_, "facts": {**copied, **values}, "about": effect.about or ""}
    return Done("open", effect.case, opened)


def _telling(setting: Setting, effect: Tell, assignment: Assignment | None, facts: Facts) -> Done | Refused:
    assert assignment is not None
    values = _assigned(setting, assignment, facts)
    if isinstance(values, Refused):
        return values
    more = {"with": values, "hands": effect.hands}
    return Done("tell", effect.act, {"in": effect.in_, **{name: value for name, value in more.items() if value}})


def _coded(setting: Setting, fact: str, scheme: str) -> Done | Refused:
    code = setting.act.given.get(fact)
    if not isinstance(code, str):
        detail = Text(f"未取得编码 {scheme}", f"no code was supplied by the scheme {scheme}")
        return Refused(reason=Reason.EFFECT_IMPOSSIBLE, detail=detail)
    return Done("code", fact, {"scheme": scheme, "code": code})


def _published(setting: Setting, effect: Publish | Unpublish, facts: Facts) -> Done:
    if isinstance(effect, Unpublish):
        setting.published = {view: shown for view, shown in setting.published.items() if view != effect.view}
        return Done("unpublish", effect.view)
    fields = setting.resolved.rulebook.views[effect.view].fields
    shown = {name: facts[name] for name in fields if name in facts}
    setting.published = {**setting.published, effect.view: shown}
    return Done("publish", effect.view, {"to": effect.to, "fields": shown})


def _letter(setting: Setting, name: str, facts: Facts) -> Done:
    """The letter as it is kept: what it lists, and its blanks as the facts then stood."""
    letter = setting.resolved.rulebook.letters[name]
    lists: tuple[object, ...] = ()
    if letter.lists == "faults":
        lists = setting.told
    elif letter.lists == "grounds":
        lists = setting.act.grounds
    elif letter.lists == "findings":
        lists = setting.findings
    blanks = {blank: facts[blank] for blank in setting.resolved.blanks[name] if blank in facts}
    return Done("letter", name, {"to": letter.to, "lists": lists, "blanks": blanks})
