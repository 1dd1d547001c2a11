"""Records of other offices: for everybody as a list and one by one, always with whose they are; for officers the peers,
what came from whom, and what was refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guiju.kernel.certificate import check
from guiju.kit import exchange as kit
from guiju.kit.pages.proof import handed
from guiju.kit.pages.reach import asking
from guiju.kit.says import Trouble
from guiju.kit.tables import table
from guiju.kit.view import Json
from guiju.kit.web.answer import FORBIDDEN
from guiju.kit.web.caller import office
from guiju.store import mirrors, peers
from guiju.store.mirrors import Mirror

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONGEST = 200  # characters of a search
FEW = 10  # rows on the page of our own register


@require_safe
def exchange(request: HttpRequest) -> HttpResponse:
    """For officers: who is known, by which keys, what came from whom, and what was not taken in."""
    caller = asking(request)
    caller.known()
    if not caller.officer:
        raise Trouble(FORBIDDEN)
    office().bind()
    refused = kit.refusals()
    context = {
        "peers": [
            {**one, "list": f"{reverse('mirrored')}?{urlencode({'from': str(one['name'])})}"}
            for one in kit.peers_json()
        ],
        "refused": _refused_table([one for one in refused if not one["settled"]]),
        "settled": _refused_table([one for one in refused if one["settled"]]),
        "forks": [
            {**one, "shown": kit.evidence_text(one)} for one in refused if one["evidence"] and one["reason"] == "fork"
        ],
        "crumbs": [{"label": _("Exchange")}],
    }
    return render(request, "kit/exchange.html", context)


def _refused_table(found: list[Json]) -> dict[str, object]:
    columns: list[Json] = [{"label": word} for word in (_("Record"), _("From"), _("Why"), _("When"))]
    return table(columns, [_refused_cells(one) for one in found])


def _refused_cells(one: Json) -> list[object]:
    times = int(str(one["times"]))
    return [
        {"text": one["number"] or _("the whole parcel"), "sub": f"× {times}" if times > 1 else None},
        {"text": one["peer"] or _("not known here"), "sub": one["origin"]},
        {"text": one["text"], "sub": one["remedy"]},
        {"text": str(one["at"])[:10], "day": str(one["at"])[:10]},
    ]


@require_safe
def mirrored(request: HttpRequest) -> HttpResponse:
    """What other offices have registered. Every word of the search must occur."""
    office().bind()
    search, peer = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("from", "")[:60]
    page = mirrors.listed(search=search, peer=peer, after=request.GET.get("after") or None)
    context = {
        "q": search,
        "from_peer": peer,
        "names": [one.name for one in peers.every_peer()],
        "list": mirrored_table(page.rows),
        "later": _address(q=search, **{"from": peer}, after=page.after) if page.after else None,
        "crumbs": [{"label": _("Register"), "url": reverse("register")}, {"label": _("From other offices")}],
    }
    return render(request, "kit/mirrored.html", context)


def others(search: str) -> dict[str, object] | None:
    """The first records of other offices that fit a search of our register; None where there are none."""
    page = mirrors.listed(search=search, limit=FEW)
    if not page.rows:
        return None
    return {"list": mirrored_table(page.rows), "url": _address(q=search) if page.after else None}


def exactly(name: str) -> str | None:
    """The page of the only record of other offices that bears this number or code."""
    found = mirrors.under(name)
    return reverse("mirror", args=[found[0].peer, found[0].number]) if len(found) == 1 else None


def _address(**query: str | None) -> str:
    given = {name: value for name, value in query.items() if value}
    return f"{reverse('mirrored')}{'?' if given else ''}{urlencode(given)}"


def mirrored_table(found: tuple[Mirror, ...]) -> dict[str, object]:
    """Code, whose it is, the fields as that office names them, state."""
    rows = [kit.mirror_json(one) for one in found]
    names: dict[str, object] = {}
    for row in rows:
        names |= {str(one["id"]): one["label"] for one in _fields(row) if one["id"] not in names}
    columns: list[Json] = [{"label": word} for word in (_("Code"), _("Registered by"), *names.values(), _("State"))]
    return table(columns, [_cells(row, tuple(names)) for row in rows])


def _fields(row: Json) -> list[Json]:
    """The published fields but for the code, which stands first."""
    fields = row["fields"]
    assert isinstance(fields, list)
    return [one for one in fields if one["text"]["zh"] != row["code"]]


def _cells(row: Json, names: tuple[str, ...]) -> list[object]:
    known = {one["id"]: one["text"] for one in _fields(row)}
    url = reverse("mirror", args=[row["peer"], row["record"]])
    return [
        {"text": row["code"] or row["record"], "url": url},
        {"text": row["office"], "sub": row["peer"]},
        *[known.get(name, "") for name in names],
        {"text": row["state"], "tone": "good" if row["standing"] else "neutral"},
    ]


@require_safe
def mirror(request: HttpRequest, peer: str, name: str) -> HttpResponse:
    """One record of another office: whose it is, what it says, what proves it, and where it is at home."""
    office().bind()
    one = kit.mirror(peer, name)
    shown = kit.mirror_json(one)
    known = peers.named(one.peer)
    signers = check(one.held, known.keys, known.witnesses).signers if known.keys else ()
    context = {
        "record": shown,
        "fields": [{"label": field["label"], "text": field["text"]} for field in _fields(shown)],
        "home": kit.link(one),
        "signers": [{"name": signer.name, "id": signer.id.hex(), "kind": signer.kind} for signer in signers],
        "ended": not known.keys,
        "forked": one.forked,
        "size": known.seen.size if known.seen else one.size,
        "crumbs": [
            {"label": _("Register"), "url": reverse("register")},
            {"label": _("From other offices"), "url": reverse("mirrored")},
            {"label": one.number},
        ],
    }
    return render(request, "kit/mirror.html", context)


@require_safe
def mirror_certificate(request: HttpRequest, peer: str, name: str) -> HttpResponse:
    """The other office's certificate, to be checked with its keys."""
    office().bind()
    one = kit.mirror(peer, name)
    return handed(kit.certificate(one), "application/json", f"certificate-{one.peer}-{one.number}.json")
