"""Where everybody begins: what one can do here, by who one is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from guiju.kit.shown import listed
from guiju.kit.waiting import LATE, TODAY, WEEK, waiting
from guiju.kit.web.caller import Caller, office
from guiju.store import lists
from guiju.store.people import Actor
from guiju.store.writing import BOARD, REGISTER
from guiju.wings.registry.pages.register import entries_table

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LATEST = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The way in: search, what is latest, and what waits for whoever asks."""
    office().bind()
    caller: Caller = request.caller  # type: ignore[attr-defined]
    context: dict[str, object] = {
        "latest": entries_table(listed(office(), REGISTER, limit=LATEST)[0]),
        "board": lists.public(BOARD, limit=LATEST).rows,
    }
    if caller.actor is not None:
        context["mine"] = _mine(caller.actor)
    return render(request, "registry/home.html", context)


def _mine(actor: Actor) -> dict[str, object]:
    """What waits for the caller, by how much it presses."""
    found, more = waiting(actor, office().today())
    count = Counter(item.group for item in found)
    return {
        "waiting": len(found),
        "late": count[LATE],
        "soon": count[TODAY] + count[WEEK],
        "more": more,
        "any": bool(found) or bool(lists.cases(seen_by=actor.signs_as, limit=1).records),
    }
