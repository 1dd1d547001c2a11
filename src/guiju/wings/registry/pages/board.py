"""The board: what is being publicised, for how long still, and what anybody may begin about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from guiju.kernel.derive import TermView
from guiju.kernel.record import Record
from guiju.kernel.resolved import Resolved
from guiju.kit.entrances import open_to_all
from guiju.kit.shown import listed, period, running
from guiju.kit.view import Json, label
from guiju.kit.web.caller import office
from guiju.store.writing import BOARD

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_SUBJECT = "subject."


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Publications in progress, the newest first."""
    office().bind()
    after = request.GET.get("after") or None
    rows, more = listed(office(), BOARD, after=after)
    cards = [_card(row) for row in rows]
    later = f"{reverse('board')}?{urlencode({'after': more})}" if more else None
    context = {"cards": cards, "later": later, "first": reverse("board") if after else None}
    return render(request, "registry/board.html", context)


def _card(row: Json) -> Json:
    resolved, record, lasting = running(office(), row)
    return {
        **row,
        "periods": [period(term) for term in lasting],
        "ways": [
            {"label": label(resolved.steps[way].rule, way[1]), "url": reverse("begin", args=[record.number, way[0]])}
            for way in ways(resolved, record, lasting)
        ],
        "procedure_label": _called(resolved, record),
    }


def _called(resolved: Resolved, record: Record) -> dict[str, str]:
    return label(resolved.rulebook.procedures[record.procedure], record.procedure)


def ways(resolved: Resolved, record: Record, periods: Iterable[TermView]) -> list[tuple[str, str]]:
    """(procedure, act) by which anybody can begin a case about this one today."""
    lasting = {term.id for term in periods if term.left is None or term.left >= 0}
    found = []
    for procedure, verb in open_to_all(resolved, record.procedure):
        within = resolved.steps[procedure, verb].rule.within
        if not within or not within.startswith(_SUBJECT) or within.removeprefix(_SUBJECT) in lasting:
            found.append((procedure, verb))
    return found
