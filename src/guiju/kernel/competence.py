"""Who is competent: a table picks the level, a fact names the area, the office's own layer says which are its own.

What is not known stops nobody, and is said; what is known to be another's is not taken up, and points there.
"""

from __future__ import annotations

from datetime import date

from guiju.kernel.assessment import Verdict, answer
from guiju.kernel.record import Act, Record
from guiju.kernel.refusals import Reason, Refused
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import Serves
from guiju.kernel.steps import Step
from guiju.kernel.values import Facts, Text


def foreign(resolved: Resolved, record: Record, step: Step, act: Act, on: date, facts: Facts) -> Refused | str | None:
    """A refusal where another is competent; the name of the table where that is not known; None where nothing bars."""
    role = resolved.rulebook.roles.get(act.role)
    if role is None or role.picked_by is None or role.serves is None or act.role in record.parties:
        return None
    state = resolved.stages.get((record.procedure, step.rule.to or record.state))
    if state is not None and state.state.final:
        return None  # whoever is not competent says so, and that ends it
    picked = answer(resolved, role.picked_by, facts, on)
    if picked.verdict is not Verdict.APPLIES:
        return role.picked_by
    (level,) = picked.gives[:1]
    area = facts.get(role.within or "")
    if level == role.serves.level and (not isinstance(area, str) or lies_in(area, role.serves)):
        return None
    named = resolved.rulebook.tables[role.picked_by].gives.get(level) or Text(level, level)
    where = f"({area})" if isinstance(area, str) else ""
    detail = Text(f"应由{named.zh}{where}办理", f"it belongs to {named.en} {where}".strip())
    return Refused(reason=Reason.NOT_YOUR_ROLE, detail=detail, cite=next(iter(picked.cites), None), mark=picked.mark)


def lies_in(area: str, serves: Serves) -> bool:
    """Whether an area lies in a territory: codes of areas begin with those of what they lie in."""
    return area.startswith(serves.territory.rstrip("0") or "")
