"""`/letters/<act>/<place>/`: a letter on its own, for its addressee and the office: to read, to print, to prove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from guiju.kit.pages.proof import handed
from guiju.kit.pages.reach import asking, seen
from guiju.kit.posted import letter_pdf_of, letter_proof_of, posted
from guiju.kit.templatetags.guiju import said
from guiju.kit.web.caller import office
from guiju.store import lists, queries

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from guiju.kit.letters import Json
    from guiju.kit.posted import Posted


@require_GET
def letter(request: HttpRequest, act: str, place: int) -> HttpResponse:
    """The letter as it went out."""
    found = _found(request, act, place)
    content, looked = found.content, found.looked
    party = looked.record.parties.get(str(content["to"]))
    kept, caller = found.kept, asking(request)
    mine = caller.officer or (caller.user is not None and lists.may_see(looked.record.number, caller.signs_as or ""))
    holder = queries.act(act) if kept is None or not kept.told_again else None
    context = {
        "letter": content,
        "act": act,
        "mine": mine,
        "place": place,
        "addressee": looked.names.get(party, "") if party else "",
        "kept": kept is not None,
        "told_again": kept is not None and kept.told_again,
        "erased_by": queries.erased(act).get(found.block) if kept is not None and kept.told_again else None,
        "digest": holder.receipt.blocks.get(found.block) if holder is not None else None,
        "crumbs": [*_way(looked.record.number, mine), {"label": said(content["title"])}],
    }
    return render(request, "kit/letter.html", context)


def _way(number: str, mine: bool) -> list[Json]:
    """To the case, for who may go there."""
    if not mine:
        return []
    return [
        {"label": _("Cases"), "url": reverse("cases")},
        {"label": number, "url": reverse("case", args=[number])},
    ]


@require_safe
def pdf(request: HttpRequest, act: str, place: int) -> HttpResponse:
    """The same on paper, in both languages, with its proof inside."""
    found = _found(request, act, place)
    return handed(letter_pdf_of(office(), found), "application/pdf", f"{found.file}.pdf", attach=False)


@require_safe
def proof(request: HttpRequest, act: str, place: int) -> HttpResponse:
    """The certificate that opens this letter, and nothing else."""
    found = _found(request, act, place)
    return handed(letter_proof_of(office(), found), "application/json", f"{found.file}.json")


def _found(request: HttpRequest, act: str, place: int) -> Posted:
    office().bind()
    return posted(office(), act, place, lambda number: seen(request, number))
