"""One record as everybody may see it: the published fields, what it stands on, and how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from guiju.kit.says import trouble
from guiju.kit.shown import period, periods, public_records, tone
from guiju.kit.titles import title_in
from guiju.kit.trust import STATUSES, TONES
from guiju.kit.view import Json, Looked, record_view
from guiju.kit.web.caller import Caller, office
from guiju.store import lists

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def record(request: HttpRequest, name: str) -> HttpResponse:
    """By number or by code. What is not public is not there, whoever asks."""
    records = public_records(office(), name)
    if not records:
        raise trouble("no_record", f"没有登记结果 {name}", f"there is no record {name}")
    caller: Caller = request.caller  # type: ignore[attr-defined]
    context = {"name": name, "records": [_shown(looked, caller) for looked in records]}
    return render(request, "registry/record.html", context)


def _shown(looked: Looked, caller: Caller) -> Json:
    resolved, found = looked.resolved, looked.record
    rulebook = resolved.rulebook
    procedure = rulebook.procedures[found.procedure]
    state = procedure.states.get(found.state)
    items = [procedure, *((state,) if state else ()), *(rulebook.views[name] for name in found.published)]
    cites = dict.fromkeys(cite for item in items for cite in item.cites)
    running = periods(resolved, found, looked.on)
    return {
        **record_view(looked),
        "procedure": procedure.label,
        "certified": found.procedure in resolved.entries,
        "marked": [resolved.words.mark(name) for name in found.marks],
        "tone": tone(resolved, found.procedure, found.state),
        "cites": list(cites),
        "opened": found.opened.isoformat() if found.opened else None,
        "title": title_in(resolved, resolved.public(found)),
        "periods": [period(term) for term in running],
        "status": STATUSES[rulebook.version.status],
        "status_tone": TONES[rulebook.version.status],
        "case": found.number if _may_open(found.number, caller) else None,
        "from_case": found.subject if found.subject and _may_open(found.subject, caller) else None,
    }


def _may_open(number: str, caller: Caller) -> bool:
    """The case behind the record is for its parties and for the office."""
    if caller.officer:
        return True
    return caller.signs_as is not None and lists.may_see(number, caller.signs_as)
