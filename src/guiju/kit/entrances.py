"""How cases begin: the acts from `start`, and which of them are open to a caller about a case that stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guiju.kernel.record import Record
from guiju.kernel.refusals import Refused
from guiju.kernel.resolved import START, Resolved
from guiju.kit.turns import CLOSED, act_of, role_of, tried
from guiju.store.people import ANYONE, Actor
from guiju.store.perform import begun

NO_NUMBER = ""  # of a case that is only tried
Way = tuple[str, str]
"""(procedure, act from its start)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """A case that could be begun about another. `own`: the caller's role in that case, and nobody else's, takes it."""

    procedure: str
    verb: str
    own: bool
    refused: Refused | None  # why not today

    @property
    def open(self) -> bool:
        return self.refused is None


def entrances(resolved: Resolved) -> list[Way]:
    """By which a new case begins that is about no other: with a form."""
    procedures = resolved.rulebook.procedures
    return [
        (name, verb)
        for (name, verb), step in resolved.steps.items()
        if START in step.states and step.questions is not None and not procedures[name].about
    ]


def entrances_about(resolved: Resolved, procedure: str) -> list[Way]:
    """By which a case about a case of that procedure begins. What only another case may do is not among them."""
    procedures = resolved.rulebook.procedures
    return [
        (name, verb)
        for (name, verb), step in resolved.steps.items()
        if START in step.states and procedure in procedures[name].about
    ]


def chances(resolved: Resolved, subject: Record, actor: Actor, on: date) -> list[Chance]:
    """What this caller may begin about a case, and what is theirs to begin on another day: what is open comes first."""
    found = []
    for procedure, verb in entrances_about(resolved, subject.procedure):
        record = begun(resolved, NO_NUMBER, procedure, subject)
        role = role_of(record, resolved.steps[procedure, verb], actor)
        if not role or (role not in ANYONE and record.parties.get(role) not in (None, actor.signs_as)):
            continue
        outcome = tried(resolved, record, act_of(resolved, record, verb, actor, on), on)
        refused = outcome if isinstance(outcome, Refused) and outcome.reason in CLOSED else None
        if refused is None or role not in ANYONE:
            found.append(Chance(procedure=procedure, verb=verb, own=role not in ANYONE, refused=refused))
    return sorted(found, key=lambda chance: (not chance.open, not chance.own))


def open_to_all(resolved: Resolved, procedure: str) -> list[Way]:
    """By which anybody who signs in may begin a case about one of that procedure."""
    ways = entrances_about(resolved, procedure)
    return [way for way in ways if not ANYONE.isdisjoint(resolved.steps[way].rule.by)]
