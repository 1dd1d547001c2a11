"""One record as everybody may see it: the published fields, what it stands on, and how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from guiju.kit.entrances import open_to_all
from guiju.kit.pages.reach import may_open
from guiju.kit.posted import announced
from guiju.kit.says import trouble
from guiju.kit.shown import period, periods, public_records, tone
from guiju.kit.titles import title_in
from guiju.kit.trust import STATUSES, TONES
from guiju.kit.view import Json, Looked, label, record_view
from guiju.kit.web.caller import Caller, office

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


def _ways(looked: Looked) -> list[Json]:
    """What anybody may begin about it, once signed in."""
    resolved, number = looked.resolved, looked.record.number
    known = resolved.rulebook.procedures
    return [
        {"label": label(known[name], name), "url": reverse("begin", args=[number, name])}
        for name, _verb in open_to_all(resolved, looked.record.procedure)
    ]


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
        "ways": _ways(looked),
        "announced": announced(found.number),
        "case": found.number if may_open(found.number, caller) else None,
        "from_case": found.subject if found.subject and may_open(found.subject, caller) else None,
    }
