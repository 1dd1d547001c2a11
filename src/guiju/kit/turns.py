"""Whose turn it is: which acts of a case are open to a caller on a day, and why the others are not.

An act is tried on the record without being done. What the trial says is what the office would say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from guiju.kernel import derive
from guiju.kernel.derive import NextAct
from guiju.kernel.docket import backed
from guiju.kernel.procedure import decide
from guiju.kernel.record import Act, Record, Taken
from guiju.kernel.refusals import Fault, Reason, Refused
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import Code
from guiju.kernel.steps import Step
from guiju.store import queries
from guiju.store.beside import finder
from guiju.store.office import current
from guiju.store.people import OFFICER, Actor
from guiju.store.perform import with_names

CLOSED = frozenset(
    (
        Reason.NOT_IN_FORCE,
        Reason.NO_SUCH_ACT,
        Reason.WRONG_STATE,
        Reason.NOT_YOUR_ROLE,
        Reason.WRONG_DAY,
        Reason.HELD,
        Reason.OUTSIDE_WINDOW,
        Reason.AT_MOST,
    )
)
"""What no answer on a form can mend."""
_TO_COME = "……"  # stands for a code that the office gives when the act is done


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An act that the state allows. `mine`: the caller holds the role and the post that it takes."""

    act: NextAct
    refused: Refused | None  # why it cannot be done today by this caller
    mine: bool

    @property
    def open(self) -> bool:
        return self.mine and self.refused is None


def role_of(record: Record, step: Step, actor: Actor) -> str:
    """In which role this actor would do the act, as `perform` deduces it; empty where none fits."""
    fit = [role for role in (*step.rule.by, *step.agents) if role in actor.roles]
    mine = [role for role in fit if record.parties.get(role) == actor.signs_as]
    return next(iter(mine or fit), "")


def act_of(resolved: Resolved, record: Record, verb: str, actor: Actor, today: date) -> Act:
    """The act with nothing said yet, as this actor would do it."""
    step = resolved.steps.get((record.procedure, verb))
    role = role_of(record, step, actor) if step is not None else ""
    party = queries.party(actor.party) if actor.party and step is not None and resolved.needs(step, role) else None
    coded = [effect.fact for effect, *_ in step.effects if isinstance(effect, Code)] if step is not None else []
    return Act(
        verb=verb,
        role=role,
        party=actor.signs_as,
        uscc=party.uscc if party is not None else "",
        desks=actor.desks if role == OFFICER else frozenset(),
        recorded=today,
        may_record_late=actor.may_record_late,
        given=dict.fromkeys(coded, _TO_COME),
    )


def tried(
    resolved: Resolved,
    record: Record,
    act: Act,
    on: date,
    *,
    facts: dict[str, object] | None = None,
    grounds: Sequence[str] = (),
    stated: Sequence[Fault] = (),
    mandate: str | None = None,
) -> Taken | Refused:
    """What would come of it. Nothing happens."""
    given: dict[str, object] = facts or {}
    said = replace(act, facts=given, grounds=tuple(grounds), stated=tuple(stated), mandate=mandate)  # type: ignore[arg-type]
    subject = backed(record, queries.load)
    outcome = decide(resolved, record, said, on, subject, finder(current().books, on))
    return with_names(outcome) if isinstance(outcome, Refused) else outcome


def turns(resolved: Resolved, record: Record, actor: Actor, on: date) -> tuple[Turn, ...]:
    """What is next in a case, as it stands to this caller: what they can do now comes first."""
    seen = [_turn(resolved, record, act, actor, on) for act in derive.next_acts(resolved, record, on)]
    return tuple(sorted(seen, key=lambda turn: (not turn.open, not turn.mine)))


def _turn(resolved: Resolved, record: Record, act: NextAct, actor: Actor, on: date) -> Turn:
    outcome = tried(resolved, record, act_of(resolved, record, act.act, actor, on), on)
    # what a form asks may still name the case that is needed; without a form nothing more is said
    bare = resolved.steps[record.procedure, act.act].questions is None
    closed = CLOSED | {Reason.NEEDS} if bare else CLOSED
    refused = outcome if isinstance(outcome, Refused) and outcome.reason in closed else None
    return Turn(act=act, refused=refused, mine=refused is None or refused.reason is not Reason.NOT_YOUR_ROLE)
