"""Acts that several do together: each signature is judged and kept, and the last one does the act.

Who signs, signs what then stands. Whoever changes an answer begins anew: the earlier signatures were under something
else. A move of the case ends what was begun.
"""

from __future__ import annotations

from datetime import date

from guiju.kernel.record import Act, Record, Signature, Taken
from guiju.kernel.refusals import Reason, Refused
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import All
from guiju.kernel.steps import Step
from guiju.kernel.values import Facts, Text
from guiju.kernel.words import listed


def lacking(record: Record, step: Step, facts: Facts, role: str) -> tuple[str, ...]:
    """Who has still to sign once this role has."""
    signed = () if changed(record, facts) else record.signed.get(step.verb, ())
    return tuple(one for one in step.rule.by if one != role and one not in signed)


def changed(record: Record, facts: Facts) -> bool:
    return dict(record.facts) != dict(facts)


def twice(resolved: Resolved, record: Record, step: Step, act: Act, facts: Facts) -> Refused | None:
    """Nobody signs the same twice."""
    if act.role not in record.signed.get(step.verb, ()) or changed(record, facts):
        return None
    others = listed(resolved.words.role(one) for one in lacking(record, step, facts, act.role))
    detail = Text(f"您已签署，待{others.zh}签署", f"you have signed; {others.en} has still to sign")
    return Refused(reason=Reason.AT_MOST, detail=detail, cite=step.cites[0] if step.cites else None)


def signature(record: Record, step: Step, act: Act, on: date, facts: Facts, met: Taken) -> Taken:
    """One more has signed; the act itself is not done. `met`: what judging it has brought to light."""
    before = () if changed(record, facts) else record.signed.get(step.verb, ())
    parties = record.parties if act.role in record.parties or not act.party else {**record.parties, act.role: act.party}
    after = record._replace(
        facts=facts,
        parties=parties,
        signed={**record.signed, step.verb: (*before, act.role)},
        last=Signature(step.verb, act.role, act.party, on, act.recorded or on),
    )
    return met._replace(record=after, effects=())


def is_joint(step: Step) -> bool:
    return isinstance(step.rule.by, All)
