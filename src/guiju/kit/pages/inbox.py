"""`/inbox/`: what waits for whoever asks, by the day on which it is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guiju.kit.looks import badged
from guiju.kit.pages.reach import asking
from guiju.kit.titles import title_of
from guiju.kit.view import label
from guiju.kit.waiting import LATE, LATER, PERIOD, TODAY, WEEK, Waiting, grouped, waiting
from guiju.kit.web.caller import Caller, office
from guiju.store import queries

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ALL = "all"  # the whole office's, not only one's own posts'


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The office's cases of one's own posts first; a party sees what waits for it."""
    caller = asking(request)
    actor = caller.known()
    office().bind()
    items, more = waiting(actor, office().today())
    mine = [item for item in items if item.mine]
    shown = items if caller.officer and (request.GET.get("of") == ALL or not mine) else mine
    names = _names(shown)
    titles = _titles()
    context = {
        "groups": [
            {"name": group, "title": titles[group], "rows": [_row(item, names) for item in held]}
            for group, held in grouped(shown)
        ],
        "mine": len(mine),
        "all": len(items),
        "of_all": shown is items and caller.officer,
        "more": more,
        "posts": posts(caller, items),
        "first": next((item for item in shown if item.ready), None),
        "crumbs": [{"label": _("Inbox")}],
    }
    return render(request, "kit/inbox.html", context)


def posts(caller: Caller, items: Sequence[Waiting]) -> list[dict[str, str]]:
    """The caller's posts in the words of the rulebooks that their cases stand on."""
    desks = caller.actor.desks if caller.actor else frozenset()
    known = {name: desk for item in items for name, desk in item.resolved.rulebook.desks.items()}
    return [label(known.get(desk), desk) for desk in sorted(desks)]


def _titles() -> Mapping[str, str]:
    return {
        LATE: _("Overdue"),
        TODAY: _("Due today"),
        WEEK: _("Due this week"),
        LATER: _("Due later"),
        PERIOD: _("A period must pass first"),
    }


def _names(items: Sequence[Waiting]) -> dict[str, str]:
    found = queries.names_of({party for item in items for party in item.record.parties.values()})
    return {party: badged(name, office().demo) for party, name in found.items()}


def _row(item: Waiting, names: Mapping[str, str]) -> dict[str, object]:
    record, term = item.record, item.term
    procedure = item.resolved.rulebook.procedures[record.procedure]
    state = procedure.states.get(record.state)
    who = next((names.get(party, party) for role, party in record.parties.items() if ":" not in role), "")
    acts = [
        {"label": turn.act.label, "url": reverse("act", args=[record.number, turn.act.act])}
        for turn in item.acts
        if turn.open
    ]
    return {
        "number": record.number,
        "url": reverse("case", args=[record.number]),
        "procedure": label(procedure, record.procedure),
        "title": title_of(item.resolved, record),
        "party": who,
        "state": label(state, record.state),
        "tone": "late" if item.group == LATE else "warn" if item.group == TODAY else "running",
        "term": term.label if term is not None else None,
        "due": item.due.isoformat() if item.due else None,
        "left": term.left if term is not None else None,
        "unit": term.unit if term is not None else None,
        "late": term is not None and term.late,
        "owed": [term.label for term in item.owed],
        "opens": item.opens.isoformat() if item.opens else None,
        "acts": acts,
    }
