"""Where everybody begins: what one can do here, by who one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from guiju.kernel import derive
from guiju.kit.shown import listed
from guiju.kit.web.caller import Caller, office
from guiju.store import lists, queries
from guiju.store.people import OFFICER
from guiju.store.writing import BOARD, REGISTER
from guiju.wings.registry.pages.register import entries_table

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LATEST = 5
SOON = 2  # working days left from which a deadline asks for attention
MOST = 500  # cases looked through to count what is late


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for the office. `whole` is false where there was more than was looked through."""

    count: int
    late: int
    soon: int
    whole: bool


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The way in: search, what is latest, and what waits for whoever asks."""
    office().bind()
    caller: Caller = request.caller  # type: ignore[attr-defined]
    context: dict[str, object] = {
        "latest": entries_table(listed(office(), lists.public(REGISTER, limit=LATEST).rows)),
        "board": lists.public(BOARD, limit=LATEST).rows,
    }
    if caller.officer:
        context["waiting"] = waiting()
    elif caller.signs_as is not None:
        context["mine"] = _mine(caller, caller.signs_as)
    return render(request, "registry/home.html", context)


def waiting() -> Waiting:
    """Deadlines of the cases in which the office is to move."""
    today, late, soon, seen = office().today(), 0, 0, 0
    after: str | None = None
    while seen < MOST:
        page = lists.cases(seen_by=None, waits=OFFICER, after=after, limit=lists.MOST)
        for record in page.records:
            terms = derive.terms(queries.resolved(record), record, today)
            mine = [term for term in terms if term.binds == OFFICER and term.left is not None]
            late += any(term.late for term in mine)
            soon += any(term.left is not None and 0 <= term.left <= SOON for term in mine)
        seen += len(page.records)
        after = page.after
        if after is None:
            break
    return Waiting(count=lists.count_waiting(OFFICER), late=late, soon=soon, whole=after is None)


def _mine(caller: Caller, signs_as: str) -> dict[str, object]:
    """The caller's own cases: the latest, and how many wait for the caller."""
    waits = [page for role in caller.roles for page in [lists.cases(seen_by=signs_as, waits=role, limit=lists.MOST)]]
    return {
        "any": bool(lists.cases(seen_by=signs_as, limit=1).records),
        "waiting": sum(len(page.records) for page in waits),
        "more": any(page.after for page in waits),
    }
