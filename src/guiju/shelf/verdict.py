"""Compares what a case says must be so with what is so, and tells each difference in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields

from guiju.kernel import derive
from guiju.kernel.assessment import Answer, answer
from guiju.kernel.procedure import decide
from guiju.kernel.record import Act, Breach, Done, Record
from guiju.kernel.refusals import Reason, Refused
from guiju.kernel.rulebook import ActRule
from guiju.shelf import double, judged
from guiju.shelf.beside import NotPlayable, found_among, typed
from guiju.shelf.case import Then
from guiju.shelf.casework import codes, day_of, named, with_case
from guiju.shelf.seen import NONE, Looks, Seen, differ, same_set, word

NEED, DUPLICATE = "need", "duplicate"


def differences(looks: Looks, then: Then) -> Iterator[str]:
    """Every difference, in the order in which `Then` lists its questions."""
    on = day_of(then.on, looks.resolved) if then.on else looks.play.on
    seen = Seen(looks, then, on)
    for item in fields(then):
        wanted = getattr(then, item.name)
        if wanted is not None and item.name in _QUESTIONS:
            yield from _QUESTIONS[item.name](seen, wanted)


def _state(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    for name, state in wanted.items():
        yield from differ(f"the state of {name}", named(seen.looks.play.docket, name).state, state)


def _about(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    for name, subject in wanted.items():
        yield from differ(f"what {name} is about", named(seen.looks.play.docket, name).subject or NONE, subject)


def _open(seen: Seen, wanted: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Iterator[str]:
    """Try every act with every role: what is listed passes the guards of state and role, nothing else does."""
    for name, acts in wanted.items():
        docket = with_case(seen.resolved, seen.looks.play.docket, name, name, None)
        record = named(docket, name)
        rules = seen.resolved.rulebook.procedures[record.procedure].acts
        for verb in sorted(acts.keys() - rules.keys()):
            yield f"{name} has no act {verb}"
        for verb, rule in rules.items():
            yield from _tried(seen, record, docket.get(record.subject or ""), verb, rule, acts.get(verb))


def _tried(
    seen: Seen, record: Record, subject: Record | None, verb: str, rule: ActRule, wanted: tuple[str, ...] | None
) -> Iterator[str]:
    agents = seen.resolved.steps[record.procedure, verb].agents
    roles = {*seen.resolved.rulebook.roles, *rule.by, *(wanted or ())} - agents.keys()
    given = codes(seen.resolved, record.procedure, verb, record.number)
    for role in sorted(roles):
        answer = decide(seen.resolved, record, Act(verb=verb, role=role, party=role, given=given), seen.on, subject)
        reason = answer.reason if isinstance(answer, Refused) else None
        early = (Reason.WRONG_STATE, Reason.NOT_YOUR_ROLE, Reason.NOT_IN_FORCE, Reason.NO_SUCH_ACT)
        expected = Reason.WRONG_STATE if wanted is None else None if role in wanted else Reason.NOT_YOUR_ROLE
        if (reason if reason in early else None) != expected:
            yield f"{record.procedure}.{verb} by {role} is {reason or 'taken'}, not {expected or 'open'}"


def _urgent(seen: Seen, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for name, acts in wanted.items():
        offered = derive.next_acts(seen.resolved, named(seen.looks.play.docket, name), seen.on)
        yield from same_set(f"urgent in {name}", (act.act for act in offered if act.urgent), acts)


def _offer(seen: Seen, path: str) -> derive.NextAct:
    record, verb = seen.of(path)
    cases = found_among(seen.looks.play.beside, seen.looks.play.docket, seen.resolved)
    for act in derive.next_acts(seen.resolved, record, seen.on, cases):
        if act.act == verb:
            return act
    raise NotPlayable(f"{path} is not among the next acts in {record.state}")


def _opens(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    for path, day in wanted.items():
        yield from differ(f"the first day of {path}", word(_offer(seen, path).opens), day)


def _barred(seen: Seen, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for path, numbers in wanted.items():
        yield from same_set(f"what bars {path}", _offer(seen, path).barred, numbers)


def _unresolved(seen: Seen, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for name, numbers in wanted.items():
        record = named(seen.looks.play.docket, name)
        yield from same_set(f"unresolved in {name}", derive.unresolved(seen.resolved, record, seen.on), numbers)


def _due(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    for path, day in wanted.items():
        record, clock = seen.of(path)
        found = [term for term in derive.terms(seen.resolved, record, seen.on, ended=True) if term.id == clock]
        yield from differ(f"the last day of {path}", word(found[-1].due) if found else "not running", day)


def _breaches(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    """All breaches of all cases, each with its first day."""
    found = {
        _named_breach(record, breach): breach.since.isoformat() + (" possible" if breach.possible else "")
        for record in seen.looks.play.docket.values()
        for breach in derive.breaches(seen.resolved, record, seen.on)
    }
    yield from differ("the breaches", found, dict(wanted))


def _named_breach(record: Record, breach: Breach) -> str:
    return f"{record.procedure}.{breach.term}" + (f"@{breach.period}" if breach.period else "")


def _duty(seen: Seen, path: str) -> derive.DutyView | None:
    """The duty of that name; None where it comes again and is not owed for that period."""
    record, name = seen.of(path)
    name, _, period = name.partition("@")
    found = [duty for duty in derive.duties(seen.resolved, record, seen.on) if duty.id == name]
    for duty in found:
        if period in ("", duty.period):
            return duty
    rule = seen.resolved.rulebook.duties.get(name)
    if rule is None or rule.every is None:
        raise NotPlayable(f"there is no duty {path}")
    return None


def _duties(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    for path, said in wanted.items():
        yield from differ(f"the duty {path}", _owed(_duty(seen, path)), said)


def _owed(duty: derive.DutyView | None) -> str:
    if duty is None:
        return "not_owed"
    if duty.applies is not True:
        return "not_determined" if duty.applies is None else "does_not_apply"
    return f"{duty.force} {word(duty.due)}{' late' if duty.late else ''}"


def _met(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    for path, day in wanted.items():
        duty = _duty(seen, path)
        yield from differ(f"the day {path} was met", word(duty.met) if duty else "not_owed", day)


def _facts(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    for path, value in wanted.items():
        record, name = seen.of(path)
        yield from differ(path, word(record.facts.get(name)), value)


def _published(seen: Seen, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for path, names in wanted.items():
        record, view = seen.of(path)
        yield from same_set(f"what {path} shows", record.published.get(view, {}), names)


def _marks(seen: Seen, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for name, marks in wanted.items():
        yield from same_set(f"the marks on {name}", named(seen.looks.play.docket, name).marks, marks)


def _parties(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    for path, party in wanted.items():
        record, role = seen.of(path)
        yield from differ(f"the {role} of {record.number}", record.parties.get(role, NONE), party)


def _sent(seen: Seen) -> list[Done]:
    """The letters of the last step, those of acts that it told to other cases included."""
    return [done for taken in seen.looks.play.taken for done in taken.effects if done.kind == "letter"]


def _letters(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    yield from differ("the letters", {done.name: str(done.values["to"]) for done in _sent(seen)}, dict(wanted))


def _notice(seen: Seen, wanted: tuple[str, ...]) -> Iterator[str]:
    lists = [items for done in _sent(seen) if isinstance(items := done.values["lists"], tuple)]
    yield from same_set("the notice", (str(getattr(item, "field", item)) for items in lists for item in items), wanted)


def _refused(seen: Seen, wanted: str) -> Iterator[str]:
    refused = seen.looks.play.refused
    yield from differ("the refusal", NONE if refused is None else refused.reason.value, wanted)


def _at_fault(at: str) -> Callable[[Seen, tuple[str, ...]], Iterator[str]]:
    def compare(seen: Seen, wanted: tuple[str, ...]) -> Iterator[str]:
        refused = seen.looks.play.refused
        faults = refused.faults if refused is not None else ()
        named = (fault.field for fault in faults if fault.at == at and fault.kind not in (NEED, DUPLICATE))
        yield from same_set(f"at fault ({at})", named, wanted)

    return compare


def _by_case(kind: str) -> Callable[[Seen, tuple[str, ...]], Iterator[str]]:
    """What refused because of other cases, each with the case in the way if there is one: `report`, or `report: R1`."""

    def compare(seen: Seen, wanted: tuple[str, ...]) -> Iterator[str]:
        refused = seen.looks.play.refused
        faults = [fault for fault in (refused.faults if refused is not None else ()) if fault.kind == kind]
        named = (f"{fault.field}: {fault.case}" if fault.case else fault.field for fault in faults)
        yield from same_set(f"what refused ({kind})", named, wanted)

    return compare


def _alike(seen: Seen, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for name, others in wanted.items():
        record = named(seen.looks.play.docket, name)
        yield from same_set(f"what looks like {name}", (f"{one.rule}: {one.number}" for one in record.alike), others)


def _advised(seen: Seen, wanted: tuple[str, ...]) -> Iterator[str]:
    taken = seen.looks.play.taken
    yield from same_set("what was advised", taken[0].advice if taken else (), wanted)


def _stands_on(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    met = {one.need: one.number for taken in seen.looks.play.taken for one in taken.met}
    yield from differ("what the act stands on", met, dict(wanted))


def _needs(seen: Seen, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for path, names in wanted.items():
        yield from same_set(f"what {path} waits for", (one.need for one in _offer(seen, path).needs), names)


def _missing(seen: Seen, wanted: tuple[str, ...]) -> Iterator[str]:
    refused = seen.looks.play.refused
    if refused is not None:
        yield from same_set("missing", refused.missing, wanted)
        return
    for table in seen.then.answers or ():
        yield from same_set(f"missing for {table}", _answer(seen, table).missing, wanted)


def _answer(seen: Seen, table: str) -> Answer:
    given = {name: typed(seen.resolved, name, said) for name, said in seen.looks.given.items()}
    return answer(seen.resolved, table, given, seen.on)


def _assessed(what: str) -> Callable[[Seen, Mapping[str, object]], Iterator[str]]:
    def compare(seen: Seen, wanted: Mapping[str, object]) -> Iterator[str]:
        for path, said in wanted.items():
            record, form = seen.of(path)
            yield from differ(f"{what} of {path}", judged.told(seen.resolved, record, form, seen.on)[what], said)

    return compare


def _answers(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    for table, said in wanted.items():
        given = _answer(seen, table)
        yield from differ(f"the answer of {table}", ", ".join(given.gives) or given.verdict.value, said)


def _by_rows(seen: Seen, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for table, rows in wanted.items():
        yield from differ(f"the rows of {table}", list(_answer(seen, table).rows), list(rows))


def _disputed(seen: Seen, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for table, conflicts in wanted.items():
        yield from same_set(f"disputed in {table}", _answer(seen, table).disputed, conflicts)


def _applicable(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    instrument = seen.looks.id.partition("/")[2]
    for place, id in wanted.items():
        entry = seen.looks.shelf.applicable(place, instrument, seen.on)
        yield from differ(f"what applies in {place}", NONE if entry is None else entry.id, id)


_QUESTIONS: Mapping[str, Callable[..., Iterator[str]]] = {
    "state": _state,
    "about": _about,
    "open": _open,
    "urgent": _urgent,
    "opens": _opens,
    "barred": _barred,
    "unresolved": _unresolved,
    "due": _due,
    "breaches": _breaches,
    "duties": _duties,
    "met": _met,
    "facts": _facts,
    "published": _published,
    "marks": _marks,
    "parties": _parties,
    "letters": _letters,
    "notice": _notice,
    "refused": _refused,
    "draft": _at_fault("draft"),
    "review": _at_fault("review"),
    "unmet": _by_case(NEED),
    "duplicate": _by_case(DUPLICATE),
    "alike": _alike,
    "missing": _missing,
    **{what: _assessed(what) for what in ("findings", "parts", "unanswered")},
    "advised": _advised,
    "stands_on": _stands_on,
    "needs": _needs,
    "answers": _answers,
    "by_rows": _by_rows,
    "disputed": _disputed,
    "applicable": _applicable,
    "rests_on": double.rests_on,
    "is_": double.is_so,
    "fields": double.asked,
    "encoded": double.encoded,
    "articles": double.articles,
}
