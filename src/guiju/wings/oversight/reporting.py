"""A report of a registrar before it is signed: the form of its rulebook, filled in with the numbers of the period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guiju.kernel import derive
from guiju.kernel.periods import Every, Period, named
from guiju.kernel.resolved import START, Resolved
from guiju.kernel.rulebook import Field
from guiju.kit.says import trouble
from guiju.store import queries
from guiju.store.office import Office
from guiju.wings.oversight import REPORT
from guiju.wings.oversight.year import numbers_for, standing_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be signed. `numbers`: what was counted, by field; `met`: the day on which it was filed, if it was."""

    rulebook: str
    procedure: str
    verb: str
    standing: str
    period: str
    label: Mapping[str, str]
    cite: str | None
    fields: Mapping[str, Field]
    numbers: Mapping[str, int]
    resolved: Resolved
    met: str | None


def draft(office: Office, party: str, period: str) -> Draft:
    standing = standing_of(office, party)
    if standing is None:
        raise trouble("unknown", "没有登记机构资格记录", "there is no standing on record", remedy=None)
    resolved = queries.resolved(standing)
    duties = [duty for duty in derive.duties(resolved, standing, office.today()) if duty.period == period]
    opening = next(
        (step for (name, _), step in resolved.steps.items() if name == REPORT and START in step.states), None
    )
    if not duties or opening is None or opening.questions is None:
        raise trouble("unknown", f"{period} 没有应报送的报告", f"no report is owed for {period}")
    duty = duties[0]
    span = _period(resolved, duty.id, period)
    form = resolved.rulebook.forms[str(opening.rule.form)]
    counted = numbers_for(office, party, span.first, span.last)
    return Draft(
        rulebook=resolved.rulebook.rulebook,
        procedure=REPORT,
        verb=opening.verb,
        standing=standing.number,
        period=period,
        label={"zh": duty.label.zh, "en": duty.label.en},
        cite=duty.also or duty.cite,
        fields={name: field for name, field in form.fields.items() if name != "period"},
        numbers={name: count for name, count in counted.items() if name in form.fields},
        resolved=resolved,
        met=duty.met.isoformat() if duty.met else None,
    )


def _period(resolved: Resolved, duty: str, label: str) -> Period:
    every = resolved.rulebook.duties[duty].every
    found = named(every, label) if isinstance(every, Every) else None
    assert found is not None  # a duty of that period is owed
    return found
