"""`/receipts/<act>/`: what was done, when, and what follows from it. For the parties and the office; to be printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guiju.kit.pages.cases import labelled_blocks
from guiju.kit.pages.reach import asking, seen
from guiju.kit.says import trouble
from guiju.kit.view import Json, case_view
from guiju.kit.waiting import Waiting, waiting
from guiju.kit.web.caller import Caller, office
from guiju.store import queries

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def receipt(request: HttpRequest, id: str) -> HttpResponse:
    """The receipt of one act, with the letters that it sent, the terms that now run, and the way on."""
    caller = asking(request)
    caller.known()
    office().bind()
    act = queries.act(id)
    if act is None:
        raise trouble("no_record", f"没有回执 {id}", f"there is no receipt {id}")
    looked = seen(request, act.number)
    view = case_view(looked)
    history = view["history"]
    assert isinstance(history, list)
    done: Json = next(item for item in history if item["id"] == id)
    states = looked.resolved.rulebook.procedures[looked.record.procedure].states
    state = states.get(act.receipt.state)
    told = act.receipt.as_json()
    following = _following(caller, act.number) if caller.officer else None
    context = {
        "case": view,
        "done": done,
        "receipt": told,
        "blocks": labelled_blocks(looked, act),
        "state": state.label if state is not None else act.receipt.state,
        "current": act.act == history[-1]["id"],
        "letters": [effect for effect in done["effects"] if effect["kind"] == "letter"],  # type: ignore[attr-defined]
        "following": following,
        "crumbs": [
            {"label": _("Cases"), "url": reverse("cases")},
            {"label": act.number, "url": reverse("case", args=[act.number])},
            {"label": _("Receipt")},
        ],
    }
    return render(request, "kit/receipt.html", context)


def _following(caller: Caller, number: str) -> Waiting | None:
    """The next case that this person can do something about, so that the pile gets smaller without searching."""
    items, _more = waiting(caller.known(), office().today())
    return next((item for item in items if item.ready and item.record.number != number), None)
