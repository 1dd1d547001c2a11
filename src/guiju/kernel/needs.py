"""Needs: other cases that an act stands on. Which cases there are the caller says; how they bear on the act, this does.

All that can be asked at once is asked at once. A need whose key names a fact of an earlier one waits for its answer.
What was found is visible to the later needs, conditions and effects of the act as `<need>.<fact>`.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from guiju.kernel.expression import Expression, Language, Unknown, facts_named
from guiju.kernel.items import Need
from guiju.kernel.record import Act, Alike, Met, Pin, Record
from guiju.kernel.refusals import Fault, Reason, Refused
from guiju.kernel.rulebook import ActRule, Open, Rulebook, Set, Tell
from guiju.kernel.values import ERASED, Fact, Facts, Text, canonical, plain
from guiju.kernel.words import listed

ACTOR = {"actor": "text", "actor_uscc": "text"}
"""What a need knows of whoever does the act."""
NUMBER, STATE, SUBJECT = "number", "state", "subject"
OWN = (NUMBER, STATE)
"""What a need may ask of any case, beside its facts."""


class Lookup(NamedTuple):
    """Which cases are meant: of this procedure, in this rulebook or one that extends it, with these facts."""

    need: str
    rulebook: str
    procedure: str
    key: tuple[tuple[str, Fact | None], ...]
    alike: bool = False  # the key is compared as a whole, spelling apart: is it filed already?

    def fits(self, record: Record, lineage: Iterable[str]) -> bool:
        """Is this one of them? `lineage`: its rulebook and what that extends."""
        if record.procedure != self.procedure or self.rulebook not in lineage:
            return False
        own = {NUMBER: record.number, SUBJECT: record.subject}
        pairs = ((own.get(name, record.facts.get(name)), value) for name, value in self.key)
        return all(plainly(is_so) == plainly(value) if self.alike else is_so == value for is_so, value in pairs)

    @property
    def stamp(self) -> str:
        """One word for the whole key, by which cases that are alike find each other."""
        said = [self.rulebook, self.procedure, self.need, *([name, plainly(value)] for name, value in self.key)]
        return hashlib.sha256(canonical(said)).hexdigest()


def plainly(value: Fact | None) -> object:
    """A value without its spelling: width, case and white space do not make another one."""
    if not isinstance(value, str):
        return plain(value)
    return "".join(unicodedata.normalize("NFKC", value).casefold().split())


CasesOf = Callable[[Sequence[Lookup]], Mapping[Lookup, Sequence[Record]]]
"""Finds the cases that are meant, of several lookups at once, the oldest first."""


def no_cases(lookups: Sequence[Lookup]) -> Mapping[Lookup, Sequence[Record]]:
    """Where there are no others."""
    return {}


@dataclass(frozen=True, slots=True)
class Rule:
    """A need, compiled. `after`: the needs of the same act that its expressions name."""

    name: str
    need: Need
    rulebook: str
    procedure: str
    key: tuple[tuple[str, Expression], ...]
    when: Expression | None
    after: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        asked = (*(value for _, value in self.key), *((self.when,) if self.when is not None else ()))
        return frozenset(name for expression in asked for name in expression.names)

    @property
    def binds(self) -> bool:
        return self.need.mark is None or self.need.mark.binds


@dataclass(slots=True)
class Needed:
    """How the needs of an act stand. `facts`: what was found, as `<need>.<fact>`; `doubts`: hearsay that is not met."""

    faults: list[Fault] = field(default_factory=list)
    missing: dict[str, None] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    met: list[Met] = field(default_factory=list)
    facts: dict[str, Fact] = field(default_factory=dict)
    alike: tuple[Alike, ...] = ()

    def refusal(self) -> Refused | None:
        missing = tuple(self.missing)
        if self.faults:
            named = listed(fault.label or Text(fault.field, fault.field) for fault in self.faults)
            faults = tuple(self.faults)
            return Refused(reason=Reason.NEEDS, detail=named, faults=faults, missing=missing, cite=faults[0].cite)
        return Refused(reason=Reason.NOT_DETERMINED, missing=missing) if missing else None


def compile_needs(
    needs: Mapping[str, Need], language: Language, own: str, also: Iterable[str] = ()
) -> tuple[Rule, ...]:
    """`own`: the rulebook that a bare procedure is meant of; `also`: needs of the role, which come first."""
    known = {*also, *needs}
    rules: list[Rule] = []
    for name, need in needs.items():
        rulebook, _, procedure = need.case.rpartition("#")
        key = tuple((fact, language.compile(source)) for fact, source in need.key.items())
        when = language.compile(need.when, kind="boolean") if need.when else None
        rule = Rule(name, need, rulebook or own, procedure, key, when, frozenset())
        after = {said.partition(".")[0] for said in rule.names if "." in said} & (known - {name})
        rules.append(Rule(name, need, rulebook or own, procedure, key, when, frozenset(after)))
    return tuple(rules)


def foreign(rulebook: Rulebook) -> dict[str, str]:
    """What expressions name of other cases, and of whoever acts. Of which type it is, the other rulebook knows."""
    acts = [act for procedure in rulebook.procedures.values() for act in procedure.acts.values()]
    owners = (*(role.needs for role in rulebook.roles.values()), *(act.needs for act in acts))
    needs = [need for owner in owners for need in owner.items()]
    if not needs:
        return {}
    prefixes = tuple(f"{name}." for name, _ in needs)
    said = {source for _, need in needs for source in (*need.key.values(), need.when or "")}
    said |= {source for act in acts for source in _said(act)}
    return {**ACTOR, **{name: "any" for source in said for name in facts_named(source) if name.startswith(prefixes)}}


def _said(act: ActRule) -> Iterator[str]:
    """The expressions of an act that may look at what its needs have found."""
    yield from (condition.is_ for condition in act.when.values())
    for effect in act.effects:
        match effect:
            case Set(values=assigned) | Tell(with_=assigned):
                yield from assigned.values()
            case Open(set=assigned, if_=condition):
                yield from (*assigned.values(), condition or "")


def judged(rules: Sequence[Rule], named: frozenset[str], act: Act, facts: Facts, on: date, cases: CasesOf) -> Needed:
    """Ask for the cases, one question for all that can be asked together, and say which needs they meet.

    `named`: those `<need>.<fact>` that some expression of the act names.
    """
    seen: dict[str, Fact] = {**facts, "actor": act.party, "actor_uscc": act.uscc}
    answer = Needed()
    waiting = list(rules)
    while waiting:
        open_ = {rule.name for rule in waiting}
        turn = [rule for rule in waiting if not rule.after & open_]
        if not turn:
            break  # they wait for each other: the shelf has refused that
        asked = {rule.name: lookup for rule in turn if (lookup := _asked(rule, answer, seen, on)) is not None}
        found = cases(tuple(asked.values())) if asked else {}
        for rule in turn:
            if rule.name in asked:
                _settle(rule, found.get(asked[rule.name], ()), named, answer, seen)
        waiting = [rule for rule in waiting if rule not in turn]
    return answer


def _asked(rule: Rule, answer: Needed, seen: Facts, on: date) -> Lookup | None:
    """The question that a need asks; None where it does not apply, or cannot be asked, and the answer says why."""
    holds = rule.when(seen, on) if rule.when is not None else True
    if holds is False:
        return None
    values = [(name, value(seen, on)) for name, value in rule.key]
    unknown = [holds] if isinstance(holds, Unknown) else [one for _, one in values if isinstance(one, Unknown)]
    if not unknown:
        return Lookup(rule.name, rule.rulebook, rule.procedure, tuple(values))  # type: ignore[arg-type]
    missing = [name for value in unknown for name in value.missing]
    theirs = {name.partition(".")[0] for name in missing if "." in name}
    if theirs - {met.need for met in answer.met}:
        return None  # the earlier need is not met, and that is told
    if isinstance(holds, Unknown) or not rule.need.in_:
        answer.missing.update(dict.fromkeys(missing) if rule.binds else {})
    else:
        _failed(rule, answer, None)
        answer.missing.update(dict.fromkeys(missing) if rule.binds else {})
    return None


def _settle(rule: Rule, found: Sequence[Record], named: frozenset[str], answer: Needed, seen: dict[str, Fact]) -> None:
    need = rule.need
    barred = [record for record in found if record.state in need.not_in]
    fit = [record for record in found if record.state in need.in_] if need.in_ else list(found)
    if barred or (need.in_ and not fit):
        _failed(rule, answer, next(reversed(barred or found), None))
        return
    if not fit:
        return  # there is none, and none need be
    case = fit[-1]
    told: dict[str, Fact] = {}
    for name in sorted(named):
        whose, _, fact = name.partition(".")
        value = {NUMBER: case.number, STATE: case.state}.get(fact, case.facts.get(fact))
        if whose == rule.name and value is not None and value is not ERASED:
            told[fact] = value
    answer.met.append(Met(rule.name, case.number, case.state, told))
    answer.facts.update((f"{rule.name}.{fact}", value) for fact, value in told.items())
    seen.update(answer.facts)


def _failed(rule: Rule, answer: Needed, case: Record | None) -> None:
    if not rule.binds:
        answer.doubts.append(rule.name)
        return
    need = rule.need
    label = need.label or Text(rule.name, rule.name)
    remedy = need.remedy or label
    number = case.number if case is not None else None
    if number is not None:
        remedy = Text(f"{number} 不合要求。{remedy.zh}", f"{number} does not serve. {remedy.en}")
    answer.faults.append(
        Fault(field=rule.name, kind="need", remedy=remedy, cite=need.also or need.cite, label=label, case=number)
    )


def recalled(met: Sequence[Met]) -> CasesOf:
    """The same answers as were once given: what an act stood on is told with it, and not asked again."""
    known: dict[str, list[Met]] = {}
    for one in met:
        known.setdefault(one.need, []).append(one)

    def cases(lookups: Sequence[Lookup]) -> Mapping[Lookup, Sequence[Record]]:
        return {lookup: tuple(_as_met(lookup, one) for one in known.get(lookup.need, ())) for lookup in lookups}

    return cases


def _as_met(lookup: Lookup, met: Met) -> Record:
    pin = Pin(rulebook=lookup.rulebook, version="", revision=0, tree="", calendar="")
    return Record(met.number, lookup.procedure, pin, met.state, facts=met.facts)
