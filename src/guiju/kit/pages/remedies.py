"""Ways on from a No: where what is needed can be begun, or the case that stands in the way can be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.urls import reverse

from guiju.kernel.refusals import Fault, Reason, Refused
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import Need
from guiju.kernel.values import Text
from guiju.kit.entrances import NO_NUMBER
from guiju.kit.pages.assess import url_of, ways
from guiju.kit.pages.reach import may_open
from guiju.kit.turns import act_of, tried
from guiju.kit.view import Json, label
from guiju.kit.web.caller import Caller, office
from guiju.store.perform import begun


def unmet(resolved: Resolved, way: tuple[str, str], facts: Mapping[str, object], caller: Caller) -> tuple[Fault, ...]:
    """What beside the form would keep a new case from being opened today: needs and conditions that do not stand."""
    today, actor = office().today(), caller.known()
    record = begun(resolved, NO_NUMBER, way[0])
    act = act_of(resolved, record, way[1], actor, today)
    outcome = tried(resolved, record, act, today, facts=dict(facts))
    kept = isinstance(outcome, Refused) and outcome.reason in (Reason.NEEDS, Reason.CONDITION_FAILED)
    return outcome.faults if isinstance(outcome, Refused) and kept else ()


def ways_on(resolved: Resolved, way: tuple[str, str], faults: Iterable[Fault], caller: Caller) -> list[Json]:
    """Links for the needs that an act, (procedure, verb), does not meet."""
    step = resolved.steps[way]
    roles = [resolved.rulebook.roles[role] for role in step.roles if role in resolved.rulebook.roles]
    needs = {name: need for held in (*(role.needs for role in roles), step.rule.needs) for name, need in held.items()}
    rows: dict[str, Json] = {}
    for fault in faults:
        need = needs.get(fault.field) if fault.kind == "need" else None
        for row in _links(need, fault, resolved, caller) if need is not None else ():
            rows.setdefault(str(row["url"]), row)
    return list(rows.values())


def _links(need: Need, fault: Fault, resolved: Resolved, caller: Caller) -> Iterator[Json]:
    if fault.case is not None and may_open(fault.case, caller):
        look = Text(f"打开 {fault.case}", f"open {fault.case}")
        yield {"label": look, "url": reverse("case", args=[fault.case])}
        return
    rulebook, _, procedure = need.case.rpartition("#")
    office().bind()
    for way in ways(caller):
        if (way.resolved.rulebook.rulebook, way.procedure) == (rulebook or resolved.rulebook.rulebook, procedure):
            rule = way.resolved.steps[way.procedure, way.verb].rule
            yield {"label": label(rule, way.verb), "url": url_of(way)}
