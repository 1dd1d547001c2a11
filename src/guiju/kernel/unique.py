"""Is it filed already? Other cases of the same kind with the same key, those left out that no longer count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from guiju.kernel.items import Unique
from guiju.kernel.needs import SUBJECT, CasesOf, Lookup
from guiju.kernel.record import Alike, Met, Record
from guiju.kernel.refusals import Fault, Reason, Refused
from guiju.kernel.values import ERASED, Facts, Text

REFUSE, WARN = "refuse", "warn"
SAME, ABOUT = "same:", "about:"
"""Begin the names under which is asked, apart from those of needs."""


@dataclass(frozen=True, slots=True)
class Same:
    """One rule of a procedure; `rulebook`: the farthest parent, so that all that extend it are compared."""

    name: str
    rule: Unique
    rulebook: str
    procedure: str

    def lookup(self, facts: Facts) -> Lookup | None:
        """The question; None where a fact of the key is not known."""
        key = [(name, facts.get(name)) for name in self.rule.key]
        if any(value is ERASED or (value is None and name not in self.rule.or_none) for name, value in key):
            return None
        return Lookup(SAME + self.name, self.rulebook, self.procedure, tuple(key), alike=True)

    @property
    def refuses(self) -> bool:
        mark = self.rule.mark
        return self.rule.else_ == REFUSE and (mark is None or mark.binds)


def compile_unique(rules: Mapping[str, Unique], rulebook: str, procedure: str) -> tuple[Same, ...]:
    return tuple(Same(name, rule, rulebook, procedure) for name, rule in rules.items())


def judged(
    rules: Sequence[Same], record: Record, facts: Facts, on: date, cases: CasesOf
) -> tuple[tuple[Alike, ...], tuple[Met, ...]] | Refused:
    """The cases that look the same, each by its rule; or the refusal, where a rule says so."""
    asked = {same.name: lookup for same in rules if (lookup := same.lookup(facts)) is not None}
    found = cases(tuple(asked.values())) if asked else {}
    others = {
        name: [one for one in found.get(lookup, ()) if one.number != record.number] for name, lookup in asked.items()
    }
    if not any(others.values()):
        return (), ()
    over = _over(rules, others, cases)
    standing = {same: [one for one in others.get(same.name, ()) if not _left_out(same, one, over)] for same in rules}
    faults = tuple(_fault(same, ones[0]) for same, ones in standing.items() if ones and same.refuses)
    if faults:
        return Refused(reason=Reason.DUPLICATE, faults=faults, cite=faults[0].cite, detail=faults[0].label)
    alike = [(same, one) for same, ones in standing.items() for one in ones]
    return (
        tuple(Alike(same.name, one.number, on) for same, one in alike),
        tuple(Met(SAME + same.name, one.number, one.state) for same, one in alike),
    )


def _left_out(same: Same, other: Record, over: Mapping[str, set[str]]) -> bool:
    """A case that was declined does not count; nor one whose entry, a case about it, was cancelled."""
    return bool({other.state, *over.get(other.number, ())} & set(same.rule.except_in))


def _over(rules: Sequence[Same], others: Mapping[str, Sequence[Record]], cases: CasesOf) -> dict[str, set[str]]:
    """How the cases about those others stand, as `entry.cancelled`, where a rule asks for it."""
    lookups: dict[Lookup, str] = {}
    for same in rules:
        for kind in sorted({state.partition(".")[0] for state in same.rule.except_in if "." in state}):
            for one in others.get(same.name, ()):
                lookups[Lookup(ABOUT + kind, same.rulebook, kind, ((SUBJECT, one.number),))] = one.number
    found = cases(tuple(lookups)) if lookups else {}
    over: dict[str, set[str]] = {}
    for lookup, number in lookups.items():
        over.setdefault(number, set()).update(f"{one.procedure}.{one.state}" for one in found.get(lookup, ()))
    return over


def _fault(same: Same, other: Record) -> Fault:
    label = same.rule.label or Text(same.name, same.name)
    remedy = same.rule.remedy or Text(
        "请就原登记办理变更，勿重复申请", "change what is registered, and do not file it again"
    )
    told = Text(f"{label.zh}：{other.number}。{remedy.zh}", f"{label.en}: {other.number}. {remedy.en}")
    cite = same.rule.also or same.rule.cite
    return Fault(field=same.name, kind="duplicate", remedy=told, cite=cite, label=label, case=other.number)
