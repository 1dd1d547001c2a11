"""Compares what a case says must be so with what is so, and tells each difference in one sentence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date

from guiju.kernel import derive
from guiju.kernel.assessment import Answer, answer
from guiju.kernel.procedure import decide
from guiju.kernel.record import Act, Done, Record
from guiju.kernel.refusals import Reason, Refused
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import ActRule, Field
from guiju.kernel.values import Fact, plain
from guiju.shelf import judged
from guiju.shelf.case import Then
from guiju.shelf.casework import NotPlayable, Play, codes, day_of, named, with_case
from guiju.shelf.shelf import Shelf
from guiju.shelf.tree import Plain

NONE = "none"


@dataclass(frozen=True, slots=True)
class Looks:
    """Everything that a `then` may look at. `owner` is the text that the case was written for."""

    shelf: Shelf
    id: str
    owner: str
    resolved: Resolved
    tree: Plain
    play: Play
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """One look, on one day."""

    looks: Looks
    then: Then
    on: date

    @property
    def resolved(self) -> Resolved:
        return self.looks.resolved

    def of(self, path: str) -> tuple[Record, str]:
        name, _, thing = path.rpartition(".")
        return named(self.looks.play.docket, name), thing


def differences(looks: Looks, then: Then) -> Iterator[str]:
    """Every difference, in the order in which `Then` lists its questions."""
    on = day_of(then.on, looks.resolved) if then.on else looks.play.on
    seen = Seen(looks, then, on)
    for item in fields(then):
        wanted = getattr(then, item.name)
        if wanted is not None and item.name in _QUESTIONS:
            yield from _QUESTIONS[item.name](seen, wanted)


def _differ(what: str, is_so: object, wanted: object) -> Iterator[str]:
    if is_so != wanted:
        yield f"{what} is {_say(is_so)}, not {_say(wanted)}"


def _say(value: object) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, (tuple, list)) else str(value)


def _word(value: Fact | None) -> str:
    if value is None:
        return NONE
    shown = plain(value)
    return str(shown).lower() if isinstance(shown, bool) else str(shown)


def _same_set(what: str, is_so: Iterable[str], wanted: Iterable[str]) -> Iterator[str]:
    yield from _differ(what, sorted(is_so), sorted(wanted))


def _state(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    for name, state in wanted.items():
        yield from _differ(f"the state of {name}", named(seen.looks.play.docket, name).state, state)


def _about(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    for name, subject in wanted.items():
        yield from _differ(f"what {name} is about", named(seen.looks.play.docket, name).subject or NONE, subject)


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
        yield from _same_set(f"urgent in {name}", (act.act for act in offered if act.urgent), acts)


def _offer(seen: Seen, path: str) -> derive.NextAct:
    record, verb = seen.of(path)
    for act in derive.next_acts(seen.resolved, record, seen.on):
        if act.act == verb:
            return act
    raise NotPlayable(f"{path} is not among the next acts in {record.state}")


def _opens(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    for path, day in wanted.items():
        yield from _differ(f"the first day of {path}", _word(_offer(seen, path).opens), day)


def _barred(seen: Seen, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for path, numbers in wanted.items():
        yield from _same_set(f"what bars {path}", _offer(seen, path).barred, numbers)


def _unresolved(seen: Seen, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for name, numbers in wanted.items():
        record = named(seen.looks.play.docket, name)
        yield from _same_set(f"unresolved in {name}", derive.unresolved(seen.resolved, record, seen.on), numbers)


def _due(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    for path, day in wanted.items():
        record, clock = seen.of(path)
        found = [term for term in derive.terms(seen.resolved, record, seen.on, ended=True) if term.id == clock]
        yield from _differ(f"the last day of {path}", _word(found[-1].due) if found else "not running", day)


def _breaches(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    """All breaches of all cases, each with its first day."""
    found = {
        f"{record.procedure}.{breach.term}": breach.since.isoformat() + (" possible" if breach.possible else "")
        for record in seen.looks.play.docket.values()
        for breach in derive.breaches(seen.resolved, record, seen.on)
    }
    yield from _differ("the breaches", found, dict(wanted))


def _duty(seen: Seen, path: str) -> derive.DutyView:
    record, name = seen.of(path)
    for duty in derive.duties(seen.resolved, record, seen.on):
        if duty.id == name:
            return duty
    raise NotPlayable(f"there is no duty {path}")


def _duties(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    for path, said in wanted.items():
        duty = _duty(seen, path)
        unsure = {None: "not_determined", False: "does_not_apply"}
        late = " late" if duty.late else ""
        is_so = unsure[duty.applies] if duty.applies is not True else f"{duty.force} {_word(duty.due)}{late}"
        yield from _differ(f"the duty {path}", is_so, said)


def _met(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    for path, day in wanted.items():
        yield from _differ(f"the day {path} was met", _word(_duty(seen, path).met), day)


def _facts(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    for path, value in wanted.items():
        record, name = seen.of(path)
        yield from _differ(path, _word(record.facts.get(name)), value)


def _published(seen: Seen, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for path, names in wanted.items():
        record, view = seen.of(path)
        yield from _same_set(f"what {path} shows", record.published.get(view, {}), names)


def _marks(seen: Seen, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for name, marks in wanted.items():
        yield from _same_set(f"the marks on {name}", named(seen.looks.play.docket, name).marks, marks)


def _sent(seen: Seen) -> list[Done]:
    """The letters of the last step, those of acts that it told to other cases included."""
    return [done for taken in seen.looks.play.taken for done in taken.effects if done.kind == "letter"]


def _letters(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    yield from _differ("the letters", {done.name: str(done.values["to"]) for done in _sent(seen)}, dict(wanted))


def _notice(seen: Seen, wanted: tuple[str, ...]) -> Iterator[str]:
    lists = [items for done in _sent(seen) if isinstance(items := done.values["lists"], tuple)]
    yield from _same_set("the notice", (str(getattr(item, "field", item)) for items in lists for item in items), wanted)


def _refused(seen: Seen, wanted: str) -> Iterator[str]:
    refused = seen.looks.play.refused
    yield from _differ("the refusal", NONE if refused is None else refused.reason.value, wanted)


def _at_fault(at: str) -> Callable[[Seen, tuple[str, ...]], Iterator[str]]:
    def compare(seen: Seen, wanted: tuple[str, ...]) -> Iterator[str]:
        refused = seen.looks.play.refused
        faults = refused.faults if refused is not None else ()
        yield from _same_set(f"at fault ({at})", (fault.field for fault in faults if fault.at == at), wanted)

    return compare


def _missing(seen: Seen, wanted: tuple[str, ...]) -> Iterator[str]:
    refused = seen.looks.play.refused
    if refused is not None:
        yield from _same_set("missing", refused.missing, wanted)
        return
    for table in seen.then.answers or ():
        yield from _same_set(f"missing for {table}", _answer(seen, table).missing, wanted)


def _answer(seen: Seen, table: str) -> Answer:
    typed: dict[str, Fact] = {}
    for name, said in seen.looks.given.items():
        kind = seen.resolved.language.types.get(name)
        if kind is None:
            raise NotPlayable(f"no fact is called {name}")
        typed[name] = {"boolean": said == "true", "integer": int(said) if said.isdigit() else 0}.get(kind, said)
        if kind == "date":
            typed[name] = date.fromisoformat(said)
    return answer(seen.resolved, table, typed, seen.on)


def _assessed(what: str) -> Callable[[Seen, Mapping[str, object]], Iterator[str]]:
    def compare(seen: Seen, wanted: Mapping[str, object]) -> Iterator[str]:
        for path, said in wanted.items():
            record, form = seen.of(path)
            yield from _differ(f"{what} of {path}", judged.told(seen.resolved, record, form, seen.on)[what], said)

    return compare


def _answers(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    for table, said in wanted.items():
        given = _answer(seen, table)
        yield from _differ(f"the answer of {table}", ", ".join(given.gives) or given.verdict.value, said)


def _by_rows(seen: Seen, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for table, rows in wanted.items():
        yield from _differ(f"the rows of {table}", list(_answer(seen, table).rows), list(rows))


def _disputed(seen: Seen, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for table, conflicts in wanted.items():
        yield from _same_set(f"disputed in {table}", _answer(seen, table).disputed, conflicts)


def _applicable(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    instrument = seen.looks.id.partition("/")[2]
    for place, id in wanted.items():
        entry = seen.looks.shelf.applicable(place, instrument, seen.on)
        yield from _differ(f"what applies in {place}", NONE if entry is None else entry.id, id)


def _at(tree: Plain, path: str) -> Plain:
    """The part of the tree that a path names; provisions may be named short."""
    steps = path.split(".")
    acts = ["procedures", steps[0], "acts", *steps[1:]]
    for way in (steps, acts, ["procedures", *steps], ["clocks", *steps]):
        node: Plain = tree
        for step in way:
            if isinstance(node, list):  # effects go by their place, from 0
                node = node[int(step)] if step.isdigit() and int(step) < len(node) else None
            else:
                node = node.get(step) if isinstance(node, dict) else None
        if node is not None:
            return node
    raise NotPlayable(f"nothing in the rulebook is called {path}")


def _rests_on(seen: Seen, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for short, paths in wanted.items():
        cite = short if "#" in short else f"{seen.looks.owner}#{short}"
        for path in paths:
            item = _at(seen.looks.tree, path)
            rests = [item.get(key) for key in ("cite", "also")] if isinstance(item, dict) else []
            if cite not in rests:
                yield f"{path} rests on {_say([cite for cite in rests if cite])}, not on {cite}"


def _is(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    for path, value in wanted.items():
        is_so = _at(seen.looks.tree, path)
        yield from _differ(path, ", ".join(map(str, is_so)) if isinstance(is_so, list) else is_so, value)


def words(field: Field) -> list[str]:
    """What a field asks, in words that may stand in any order."""
    said = [field.block, field.type]
    if field.required is not False:
        said.append("required" if field.required is True else f"required if {field.required}")
    said += [word for word, so in (("public", field.public), ("secret", field.secret)) if so]
    valued = (("at", field.at), ("longest", field.longest), ("by", field.filled_by))
    said += [f"{word} {value}" for word, value in valued if value]
    said += [f"must {field.check}"] if field.check else []
    said += ["|".join(field.one_of)] if field.one_of else []
    return [*said, str(field.mark)] if field.mark else said


def _fields(seen: Seen, wanted: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Iterator[str]:
    for form, asked in wanted.items():
        known = seen.resolved.rulebook.forms[form].fields
        for name, said in asked.items():
            yield from _same_set(f"{form}.{name}", words(known[name]) if name in known else (), said)


def _own(seen: Seen) -> list[tuple[str, Mapping[str, Plain]]]:
    provisions = _at(seen.looks.tree, "provisions")
    assert isinstance(provisions, dict)
    own = f"{seen.looks.owner}#"
    mine = [(key.removeprefix(own), item) for key, item in provisions.items() if key.startswith(own)]
    return [(key, item) for key, item in mine if isinstance(item, dict)]


def _encoded(seen: Seen, wanted: tuple[str, ...]) -> Iterator[str]:
    encoded = (key for key, item in _own(seen) if item.get("effect", "encoded") == "encoded")
    yield from _same_set("encoded", encoded, wanted)


def _articles(seen: Seen, wanted: str) -> Iterator[str]:
    listed = "".join(f"{key} {item.get('text_sha256', NONE)}\n" for key, item in _own(seen))
    yield from _differ("the digest of all articles", hashlib.sha256(listed.encode()).hexdigest(), wanted)


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
    "letters": _letters,
    "notice": _notice,
    "refused": _refused,
    "draft": _at_fault("draft"),
    "review": _at_fault("review"),
    "missing": _missing,
    **{what: _assessed(what) for what in ("findings", "parts", "unanswered")},
    "answers": _answers,
    "by_rows": _by_rows,
    "disputed": _disputed,
    "applicable": _applicable,
    "rests_on": _rests_on,
    "is_": _is,
    "fields": _fields,
    "encoded": _encoded,
    "articles": _articles,
}
