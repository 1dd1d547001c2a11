"""`/apply/many/`: an archive or a database becomes a list of applications; looked through, completed, and filed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guiju.kernel.values import Text
from guiju.kit.formview import answers_from, form_view
from guiju.kit.pages.account import sign_in_again
from guiju.kit.pages.reach import asking, new_key, sent_key
from guiju.kit.says import Problem, whole
from guiju.kit.scans import LIMIT, file_trouble
from guiju.kit.web import kept
from guiju.kit.web.caller import Caller, office
from guiju.plane.sniff import ENDINGS, JSON, SQLITE, WORKBOOKS
from guiju.plane.trouble import ScanError
from guiju.store import inventories
from guiju.store.inventories import Listed
from guiju.wings.registry.apply import Way, may_file, nobody, owner_of, ways
from guiju.wings.registry.listing import (
    FILED,
    GONE,
    LACKS,
    OPEN,
    READY,
    REFUSED,
    SECONDS,
    TROUBLE,
    TWIN,
    Desk,
)  # fmt: skip
from guiju.wings.registry.lists import desk_of, received, removed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_SEVERAL = (*WORKBOOKS, SQLITE, JSON)  # kinds of one file that may hold several tables
KINDS = ",".join((".zip,.tar,.tar.gz,.tgz,.gz", *(ending for kind in _SEVERAL for ending in ENDINGS[kind])))
MANY = 50  # rows on a page
_FEW = 3  # missing answers that are named in a row
_TONES = {READY: "good", LACKS: "warn", REFUSED: "late", FILED: "good", TROUBLE: "late"}


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose a place and an archive; below, the lists that there are already."""
    caller = asking(request)
    if request.method == "POST" and caller.user is None:
        return sign_in_again(request)
    caller.known()
    office().bind()
    offered = ways()
    mine = [way for way in offered if may_file(way, caller)]
    if not mine:
        raise nobody(offered)
    if request.method == "GET":
        before = kept.take(request) or {}
        lost = _("The file could not be kept while you signed in. Choose it again.") if before else ""
        return _new_page(request, caller, mine, chosen=(before.get("way") or [""])[-1], lost=lost)
    chosen = request.POST.get("way", "")
    way = next((way for way in mine if way.value == chosen), None)
    if way is None:
        return _new_page(request, caller, mine, missing=_("Choose where you apply, and for what."), status=422)
    key = sent_key(request.POST.get("key", ""))
    if inventories.load(owner_of(caller), key) is not None:  # sent twice
        return redirect("inventory", key)
    file = request.FILES.get("file")
    if file is None:
        wrong = Text("请选择一个文件", "choose a file")
        return _new_page(request, caller, mine, chosen=chosen, wrong=wrong, status=422)
    try:
        received(caller, way, key, file.chunks(), file.name or "")
    except ScanError as error:
        return _new_page(request, caller, mine, chosen=chosen, wrong=whole(file_trouble(error).problem), status=422)
    return redirect("inventory", key)


def _new_page(
    request: HttpRequest,
    caller: Caller,
    offered: list[Way],
    *,
    chosen: str = "",
    wrong: Text | None = None,
    missing: str = "",
    lost: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "ways": offered,
        "chosen": chosen or offered[0].value,
        "key": new_key(),
        "wrong": wrong,
        "missing": missing,
        "lost": lost,
        "kinds": KINDS,
        "limit": LIMIT >> 20,
        "lists": [
            {"list": one, "counts": inventories.counts(one.id), "open": bool(one.path)}
            for one in inventories.mine(owner_of(caller))
        ],
        "crumbs": [{"label": _("Apply"), "url": reverse("apply")}, {"label": _("Many at once")}],
    }
    return render(request, "registry/inventory_new.html", context, status=status)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, id: str) -> HttpResponse:
    """The list: while it is read, how far; then what was found, what is missing, and what became of it."""
    if request.method == "POST":
        if asking(request).user is None:
            return sign_in_again(request)
        return _done(request, desk_of(asking(request), id))
    kept.take(request)
    desk = desk_of(asking(request), id)
    finished = desk.go_on()
    return _page(request, desk_of(asking(request), id), finished=finished)


def _done(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What a button asks for. The ticks of the rows that were shown are kept first, whichever it is."""
    held, sent = desk.held, request.POST
    if "shown" in sent:
        inventories.tick(held.id, sent.getlist("shown"), sent.getlist("take"))
    do, _colon, word = sent.get("do", "").partition(":")
    problem = None
    if do == "all":
        inventories.tick_all(held.id, word == "yes")
    elif do == "answers":
        posted = {name: sent.getlist(name) for name in sent}
        typed = answers_from(posted, desk.questions, only=desk.common)
        plain = {name: list(value) if isinstance(value, tuple) else value for name, value in typed.items()}
        inventories.answer(held.id, {name: value for name, value in plain.items() if value not in ("", [])})
    elif do == "series":
        problem = desk.merge(inventories.of_series(held.id, word, OPEN))
    elif do == "merge":
        problem = desk.merge([row for row in _rows(desk, sent.getlist("take")) if row.state in OPEN])
    elif do == "part":
        for row in _rows(desk, [word]):
            desk.part(row)
    elif do == "file":
        desk.go_on()
        desk.file(SECONDS)
    elif do == "delete":
        removed(desk)
        return redirect("inventory_new")
    if problem is not None:
        return _page(request, desk_of(asking(request), held.id), finished=True, problem=problem, status=422)
    query = {name: sent.get(name, "") for name in ("state", "q")} | {"start": word if do == "go" else sent.get("start")}
    if do == "file":
        query["filing"] = "1"
    chosen = urlencode({name: value for name, value in query.items() if value})
    return redirect(reverse("inventory", args=[held.id]) + (f"?{chosen}" if chosen else ""))


def _rows(desk: Desk, ids: list[str]) -> list[Listed]:
    return [row for id in ids[:MANY] if (row := inventories.row(desk.held.id, id)) is not None]


def _page(
    request: HttpRequest, desk: Desk, *, finished: bool, problem: Problem | None = None, status: int = 200
) -> HttpResponse:
    held, state, search = desk.held, request.GET.get("state", ""), request.GET.get("q", "").strip()[:200]
    states = (state,) if state in words() else ()
    sent = request.GET.get("start", "")
    start = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 8 else 0
    rows = desk.fresh(inventories.page(held.id, states=states, search=search, start=start, most=MANY))
    parts = inventories.files_of(held.id, [row.id for row in rows])
    fits = inventories.count(held.id, states=states, search=search)
    counts = inventories.counts(held.id)
    ready = inventories.count_taken(held.id, (READY,))
    form = form_view(desk.questions, desk.way.resolved, answers=held.answers, on=desk.office.today())
    asked = set(desk.common)
    blocks = [{"block": block, "fields": [f for f in block.fields if f.name in asked]} for block in form.blocks]
    context = {
        "list": held,
        "way": desk.way.label,
        "finished": finished,
        "reading": bool(held.path),
        "problem": problem,
        "rows": [_line(row, parts.get(row.id, [])) for row in rows],
        "counts": [{"state": word, "label": label, "n": counts.get(word, 0)} for word, label in words().items()],
        "total": sum(counts.values()),
        "state": state if states else "",
        "search": search,
        "start": start,
        "from": start + 1 if rows else 0,
        "to": start + len(rows),
        "fits": fits,
        "earlier": str(max(0, start - MANY)) if start else None,
        "later": str(start + MANY) if start + MANY < fits else None,
        "ready": ready,
        "go_on": bool(ready and request.GET.get("filing")),
        "series": inventories.series(held.id, OPEN).items(),
        "blocks": [block for block in blocks if block["fields"]],
        "act_label": desk.way.resolved.steps[desk.way.procedure, desk.way.verb].rule.label,
        "crumbs": [
            {"label": _("Apply"), "url": reverse("apply")},
            {"label": _("Many at once"), "url": reverse("inventory_new")},
            {"label": held.name},
        ],
    }
    return render(request, "registry/inventory.html", context, status=status)


def words() -> dict[str, str]:
    """The states of a row, in the order in which they ask for attention."""
    return {
        READY: _("ready"),
        LACKS: _("answers missing"),
        REFUSED: _("refused"),
        FILED: _("filed"),
        TROUBLE: _("cannot be read"),
        TWIN: _("the same content twice"),
        GONE: _("draft deleted"),
    }


def _line(row: Listed, parts: list[str]) -> dict[str, object]:
    """A row as the page shows it."""
    told: Any = row.told
    stops = [stop["label"] for stop in told.get("stops", ())]
    return {
        "row": row,
        "parts": parts,
        "state": words().get(row.state, row.state),
        "tone": _TONES.get(row.state, "neutral"),
        "open": row.state in OPEN,
        "stops": stops[:_FEW],
        "more": max(0, len(stops) - _FEW),
        "asked": told.get("asked", 0) if row.state == READY else 0,
        "text": told.get("text"),
        "remedy": told.get("remedy") if row.state == REFUSED else None,
        "act": told.get("act"),
        "case": told.get("case"),
    }
