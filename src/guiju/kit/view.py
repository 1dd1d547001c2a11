"""A case and a register entry as plain data: what `guiju case show --json` prints, and what every face draws from.

Everything is derived on the day asked for; nothing here knows a state, an act or a term by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from guiju.kernel import derive
from guiju.kernel.calendar import Due
from guiju.kernel.needs import CasesOf, no_cases
from guiju.kernel.record import Breach, Done, Record
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import Item
from guiju.kernel.values import Cite, Fact, Text, plain
from guiju.kit.letters import letter_json, retold, secret_fields
from guiju.kit.reckon import elsewhere
from guiju.kit.says import act_labels, both

Json = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One act of the case's history, as the store keeps it."""

    seq: int
    act: str
    verb: str
    role: str
    party: str
    on: date
    recorded: date
    state: str | None = None
    effects: tuple[Done, ...] = ()
    cites: tuple[Cite, ...] = ()
    receipt: str | None = None
    cause: str | None = None
    letters: Mapping[int, Mapping[str, object]] = field(default_factory=dict)  # as kept, by place; absent in old acts


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A record with all that a view needs: its rulebook, its past, and the names of the parties."""

    record: Record
    resolved: Resolved
    on: date
    history: tuple[Happened, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    cases: CasesOf = no_cases
    about: tuple[Mapping[str, object], ...] = ()  # cases about this one: number, procedure, state
    reads: frozenset[str] | None = None  # the roles whose letters may be shown; None: all


def case_view(looked: Looked) -> Json:
    """The whole case on a day."""
    record, resolved, on = looked.record, looked.resolved, looked.on
    terms, facts = _terms(resolved, record, on), shown_facts(resolved, record)
    procedure = resolved.rulebook.procedures[record.procedure]
    state = procedure.states.get(record.state)
    code = code_of(resolved, record)
    return {
        "case": record.number,
        "procedure": record.procedure,
        "procedure_label": label(procedure, record.procedure),
        "rulebook": _rulebook(resolved, record),
        "state": record.state,
        "state_label": label(state, record.state),
        "final": state.final if state else False,
        "waits_for": state.waits_for if state else None,
        "on": on.isoformat(),
        "opened": _day(record.opened),
        "subject": record.subject,
        "about": [dict(item) for item in looked.about],
        "next": [_next(resolved, act) for act in derive.next_acts(resolved, record, on, looked.cases)],
        "terms": [term for term in terms if term["ended"] is None],
        "past": [term for term in terms if term["ended"] is not None],
        "breaches": [_breach(resolved, breach) for breach in derive.breaches(resolved, record, on)],
        "unresolved": list(derive.unresolved(resolved, record, on)),
        "holds": [
            {
                "by": hold.by,
                "acts": _act_labels(resolved, hold.acts),
                "clocks": list(hold.clocks),
                "since": _day(hold.since),
                "lifted": _day(hold.lifted),
            }
            for hold in record.holds
        ],
        "marks": list(record.marks),
        "alike": _alike(resolved, record),
        "duties": [_duty(resolved, duty) for duty in derive.duties(resolved, record, on)],
        "parties": {role: _party(looked, role) for role in record.parties},
        "facts": facts,
        "found": list(record.found),
        "filled": [worded(resolved, name, facts[name]) for name in record.found if name in facts],
        **({"code": code} if code is not None else {}),
        "published": plain(record.published),
        "calendar": record.pin.calendar,
        "history": [_happened(looked, act) for act in looked.history],
    }


def code_of(resolved: Resolved, record: Record) -> Fact | None:
    """The identifier that an act assigned to this record, or to the case that opened it."""
    return next((record.facts[name] for name in resolved.codes if name in record.facts), None)


def _party(looked: Looked, role: str) -> Json:
    party = looked.record.parties[role]
    return {"id": party, "name": looked.names.get(party, party), "label": _role(looked.resolved, role)}


def shown_facts(resolved: Resolved, record: Record) -> Json:
    """All facts but the secret ones, of which only the existence is told."""
    secret = secret_fields(resolved)
    return {name: "●●●" if name in secret else plain(fact) for name, fact in record.facts.items()}


def record_view(looked: Looked) -> Json:
    """What anyone may see: the published fields, the code, how long it stands, and in which state."""
    record, resolved = looked.record, looked.resolved
    state = resolved.rulebook.procedures[record.procedure].states.get(record.state)
    shown = {name: fact for name, fact in resolved.public(record).items() if name not in resolved.codes}
    running = _terms(resolved, record, looked.on)
    return {
        "record": record.number,
        "code": code_of(resolved, record),
        "state": record.state,
        "state_label": label(state, record.state),
        "on": looked.on.isoformat(),
        "rulebook": _rulebook(resolved, record),
        "fields": plain(shown),
        "shown": [worded(resolved, name, value) for name, value in shown.items()],
        "validity": [
            {"id": term["id"], "label": term["label"], "from": term["start"], "to": term["due"], "cite": term["cite"]}
            for term in running
            if term["binds"] is None
        ],
        "marks": list(record.marks),
    }


def _rulebook(resolved: Resolved, record: Record) -> Json:
    book, pin = resolved.rulebook, record.pin
    return {
        "id": pin.rulebook,
        "version": pin.version,
        "revision": pin.revision,
        "tree": pin.tree,
        "title": both(book.title),
        "status": book.version.status.value,
        "lineage": list(book.lineage),
    }


def _terms(resolved: Resolved, record: Record, on: date) -> list[Json]:
    """Terms in the order in which they began; `terms` walks the runs in theirs, so the two pair up."""
    seen, runs = derive.terms(resolved, record, on, ended=True), resolved.timed(record)
    return [{**_term(resolved, term), "began": _day(run.began)} for term, run in zip(seen, runs, strict=True)]


def _term(resolved: Resolved, term: derive.TermView) -> Json:
    reckoned = term.reckoned
    return {
        "id": term.id,
        "label": both(term.label),
        "start": _day(term.start),
        "due": _day(term.due),
        "length": str(reckoned.term) if reckoned else None,
        "left": term.left,
        "unit": term.unit,
        "binds": term.binds,
        "cite": term.cite,
        "also": term.also,
        "mark": term.mark.value if term.mark else None,
        "provisional": term.provisional,
        "late": term.late,
        "ended": _day(term.ended),
        "left_out": left_out(resolved, reckoned),
        "elsewhere": elsewhere(reckoned, resolved.calendar) if reckoned else None,
    }


def left_out(resolved: Resolved, reckoned: Due | None) -> list[Json]:
    """Why a date is not simply later by the number: the days that did not count, as stretches with their reason.

    Ordinary weekends say nothing new and are left to `guiju due --explain`.
    """
    if reckoned is None or reckoned.on is None or (reckoned.on - reckoned.start).days > 400:
        return []
    skipped = [
        step
        for step in reckoned.derivation(resolved.calendar)
        if step.number is None and step.day != reckoned.start and step.day in resolved.calendar.named
    ]
    stretches: list[Json] = []
    for why, steps in groupby(skipped, key=lambda step: step.why):
        days = [step.day for step in steps]
        stretches.append({"from": _day(days[0]), "to": _day(days[-1]), "why": both(why)})
    return stretches


def _next(resolved: Resolved, act: derive.NextAct) -> Json:
    return {
        "act": act.act,
        "label": both(act.label),
        "by": list(act.by),
        "by_labels": [_role(resolved, role) for role in act.by],
        "desk": act.desk,
        "cite": act.cite,
        "also": act.also,
        "opens": _day(act.opens),
        "barred": list(act.barred),
        "signed": list(act.signed),
        "signed_labels": [_role(resolved, role) for role in act.signed],
        "needs": [
            {
                "need": one.need,
                "label": both(one.label),
                "remedy": both(one.remedy),
                "case": one.case,
                "cite": one.cite,
            }
            for one in act.needs
        ],
        "urgent": act.urgent,
    }


def _alike(resolved: Resolved, record: Record) -> list[Json]:
    """Other cases that look the same, each by the rule that says so."""
    rules = {one.name: one.rule for one in resolved.uniques[record.procedure]}
    return [
        {
            "rule": one.rule,
            "label": label(rules.get(one.rule), one.rule),
            "case": one.number,
            "theirs": one.number.partition(":")[::2] if ":" in one.number else None,
            "since": _day(one.since),
            "cite": rules[one.rule].cite if one.rule in rules else None,
            "mark": mark.value if (mark := rules[one.rule].mark if one.rule in rules else None) else None,
        }
        for one in record.alike
    ]


def _breach(resolved: Resolved, breach: Breach) -> Json:
    book = resolved.rulebook
    item = book.clocks.get(breach.term) or book.duties.get(breach.term)
    return {
        "term": breach.term,
        "label": _for(label(item, breach.term), breach.period),
        "period": breach.period,
        "binds": breach.binds,
        "binds_label": _role(resolved, breach.binds),
        "due": _day(breach.due),
        "since": _day(breach.since),
        "met": _day(breach.met),
        "cite": breach.cite,
        "also": breach.also,
        "provisional": breach.provisional,
        "possible": breach.possible,
    }


def _for(named: dict[str, str], period: str | None) -> dict[str, str]:
    """What is owed, and for which period."""
    return {lang: f"{said} · {period}" for lang, said in named.items()} if period else named


def _role(resolved: Resolved, role: str | None) -> dict[str, str]:
    """A role by its label; a case that acts on another, by the label of its procedure."""
    if role and role.startswith("case:"):
        return label(resolved.rulebook.procedures.get(role.removeprefix("case:")), role)
    return label(resolved.rulebook.roles.get(role or ""), role or "")


def _duty(resolved: Resolved, duty: derive.DutyView) -> Json:
    return {
        "id": duty.id,
        "label": _for(both(duty.label), duty.period),
        "period": duty.period,
        "binds": duty.binds,
        "force": duty.force,
        "applies": duty.applies,
        "missing": list(duty.missing),
        "arose": _day(duty.arose),
        "due": _day(duty.due),
        "length": str(duty.reckoned.term) if duty.reckoned else None,
        "met": _day(duty.met),
        "late": duty.late,
        "cite": duty.cite,
        "also": duty.also,
        "mark": duty.mark.value if duty.mark else None,
        "provisional": duty.provisional,
        "left_out": left_out(resolved, duty.reckoned),
        "elsewhere": elsewhere(duty.reckoned, resolved.calendar) if duty.reckoned else None,
    }


def _happened(looked: Looked, act: Happened) -> Json:
    resolved, record = looked.resolved, looked.record
    rule = resolved.rulebook.procedures[record.procedure].acts.get(act.verb)
    role = resolved.rulebook.roles.get(act.role)
    return {
        "seq": act.seq,
        "act": act.verb,
        "label": label(rule, act.verb),
        "by": act.role,
        "by_label": label(role, act.role),
        "party": looked.names.get(act.party, act.party),
        "on": _day(act.on),
        "recorded": _day(act.recorded),
        "state": act.state,
        "late_record": act.recorded > act.on and act.role != "clock",
        "cites": list(act.cites),
        "effects": list(_effects(looked, act)),
        "receipt": act.receipt,
        "cause": act.cause,
        "id": act.act,
    }


def _effects(looked: Looked, act: Happened) -> Iterator[Json]:
    """What an act did; a letter only for whom it is addressed to."""
    place = 0
    for effect in act.effects:
        if effect.kind != "letter":
            yield _effect(looked, effect)
            continue
        place += 1
        if looked.reads is None or str(effect.values.get("to")) in looked.reads:
            yield _letter(looked, act, place, effect)


def _letter(looked: Looked, act: Happened, place: int, effect: Done) -> Json:
    kept = act.letters.get(place)
    if kept is None:
        kept = retold(looked.resolved, looked.record, act.on, effect, act.party)
    return {"kind": effect.kind, "name": effect.name, "act": act.act, "place": place, **letter_json(kept)}


def _effect(looked: Looked, effect: Done) -> Json:
    """An effect as it was kept; published fields and barred acts with their labels."""
    resolved, shown = looked.resolved, {"kind": effect.kind, "name": effect.name}
    fields, acts = effect.values.get("fields"), effect.values.get("acts")
    said: Json = {}
    if isinstance(fields, Mapping):
        view = resolved.rulebook.views.get(effect.name)
        said["fields"] = [
            worded(resolved, name, fields[name]) for name in (view.fields if view else fields) if name in fields
        ]
    if isinstance(acts, (tuple, list)):
        said["acts"] = _act_labels(resolved, acts)
    return {**shown, "values": plain(effect.values), **said}


def _act_labels(resolved: Resolved, acts: Iterable[object]) -> list[Json]:
    labels = act_labels(resolved)
    return [{"act": act, "label": both(labels.get(str(act)) or Text(str(act), str(act)))} for act in acts]


def worded(resolved: Resolved, name: str, value: object) -> Json:
    """A field with its label, and its value in words where it was chosen from a list."""
    field = resolved.fields.get(name)
    return {
        "field": name,
        "label": label(field or resolved.rulebook.facts.get(name), name),
        "value": value if isinstance(value, str) else plain(value),
        "text": both(resolved.said(name, value)),
    }


def label(item: Item | None, name: str) -> dict[str, str]:
    """What an item is called in both languages; its name when the rulebook gives no label."""
    return both(item.label if item is not None and item.label is not None else Text(name, name))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
