"""`/deposits/`: evidence that was put into the journal; a new deposit; one deposit, with its proof."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote
from typing import TYPE_CHECKING

from django.http import FileResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guiju.kernel.values import Text
from guiju.kit import deposits as kit
from guiju.kit.pages.account import sign_in_again
from guiju.kit.pages.proof import handed
from guiju.kit.pages.reach import asking, new_key, sent_key
from guiju.kit.says import Problem, Trouble, trouble
from guiju.kit.scans import LIMIT
from guiju.kit.tables import table
from guiju.kit.web import kept
from guiju.kit.web.answer import status_of
from guiju.kit.web.caller import Caller, office
from guiju.plane.fill import size_text
from guiju.store import deposited, deposits
from guiju.store.deposited import Deposit, Evidence, Part
from guiju.store.deposits import Given

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

Row = dict[str, object]


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """One's own deposits, the newest first; for the office all."""
    caller = asking(request)
    actor = caller.known()
    office().bind()
    page = deposited.of(actor, after=request.GET.get("after") or None)
    rows = [kit.row(item) for item in page.items]
    columns: list[Row] = [
        {"label": _("Deposit")},
        {"label": _("Deposited by")},
        {"label": _("Day")},
        {"label": _("Files"), "number": True},
    ]
    cells: list[list[object]] = [
        [
            {"text": row["number"], "url": reverse("deposit", args=[row["number"]]), "sub": row["name"]},
            row["depositor"],
            {"text": row["on"], "day": row["on"]},
            str(row["files"]),
        ]
        for row in rows
    ]
    context = {
        "list": table(columns, cells),
        "all_of_office": caller.officer,
        "later": f"{reverse('deposits')}?after={page.after}" if page.after else None,
        "crumbs": [{"label": _("Deposits")}],
    }
    return render(request, "kit/deposits.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose files, say what each is, and deposit them."""
    caller = asking(request)
    if request.method == "POST" and caller.user is None:
        return sign_in_again(request)
    caller.known()
    office().bind()
    problem = None
    if request.method == "POST":
        try:
            return redirect("deposit", _sent(request, caller))
        except Trouble as no:
            problem = no.problem
    crumbs = [{"label": _("Deposits"), "url": reverse("deposits")}, {"label": _("New deposit")}]
    context = {**_form(request, problem), "crumbs": crumbs}
    return render(request, "kit/deposit_new.html", context, status=status_of(problem) if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, number: str) -> HttpResponse:
    """A deposit as its depositor and the office see it; more files are attached here."""
    caller = asking(request)
    if request.method == "POST" and caller.user is None:
        return sign_in_again(request)
    actor = caller.known()
    found = kit.found(office(), number, actor)
    problem = None
    if request.method == "POST":
        try:
            return redirect(f"{reverse('deposit', args=[_sent(request, caller, number)])}#attached")
        except Trouble as no:
            problem = no.problem
    parts = [_part(found, place, part) for place, part in enumerate(found.parts, 1)]
    first = found.parts[0]
    context = {
        **_form(request, problem),
        "number": number,
        "who": first.who,
        "parts": parts,
        "proof_name": kit.file_name(number, 1),
        "example": quote(next((file.name for file in found.files if file.name), "FILE")),
        "crumbs": [{"label": _("Deposits"), "url": reverse("deposits")}, {"label": number}],
    }
    return render(request, "kit/deposit.html", context, status=status_of(problem) if problem else 200)


@require_safe
def proof(request: HttpRequest, number: str, part: int) -> HttpResponse:
    """What proves one act of the deposit to anyone."""
    found = kit.found(office(), number, asking(request).known())
    name, data = kit.proof(office(), found, part)
    return handed(data, "application/json", name)


@require_safe
def file(request: HttpRequest, number: str, place: int) -> FileResponse:
    """A file that was kept, handed back as it came: never shown here, whatever it is."""
    found = kit.found(office(), number, asking(request).known())
    known = deposited.kept_file(office(), found, f"{deposited.FILE}{place}")
    if known is None or not known[1].is_file():
        raise trouble("no_deposit", "没有留存此文件", "this file was not kept")
    evidence, path = known
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=evidence.name, content_type="application/octet-stream"
    )


def _sent(request: HttpRequest, caller: Caller, number: str | None = None) -> str:
    """Do what the form asks; the number of the deposit. Sent twice, it is done once."""
    given, key = list(_given(request)), sent_key(request.POST.get("key", ""))
    note, keep = request.POST.get("note", "").replace("\r\n", "\n").strip(), request.POST.get("keep") == "yes"
    house, actor = office(), caller.known()
    if number is None:
        answer = deposits.deposit(house, actor, given, note=note, keep=keep, limit=LIMIT, key=key)
    else:
        answer = deposits.attach(house, actor, number, given, note=note, keep=keep, limit=LIMIT, key=key)
    return kit.done(answer, number or "").number


def _given(request: HttpRequest) -> Iterator[Given]:
    """What each file is, the field says in which it came."""
    for kind in kit.TYPES:
        for sent in request.FILES.getlist(kind):
            yield Given(name=sent.name or "", type=kind, chunks=sent.chunks())


def _form(request: HttpRequest, problem: Problem | None) -> Row:
    """The form empty, as it came back, or as it was before somebody had to sign in again: files are lost then."""
    before = (kept.take(request) or {}) if request.method != "POST" else {}
    typed = {name: (before.get(name) or [request.POST.get(name, "")])[-1] for name in ("note", "keep")}
    return {
        "kinds": [{"name": name, "label": Text(label.zh, label.en.capitalize())} for name, label in kit.TYPES.items()],
        "key": new_key(),
        "typed": typed,
        "lost": bool(before) or problem is not None,
        "problem": problem,
        "limit": LIMIT >> 20,
        "longest": deposits.LONGEST,
    }


def _part(found: Deposit, place: int, part: Part) -> Row:
    return {
        "act": part.act,
        "first": place == 1,
        "on": part.on.isoformat(),
        "at": part.at.astimezone(office().zone).replace(tzinfo=None),
        "who": part.who,
        "note": part.note,
        "proof": reverse("deposit_proof", args=[found.number, place]),
        "files": [_file(found, evidence) for evidence in part.files],
    }


def _file(found: Deposit, evidence: Evidence) -> Row:
    place = int(evidence.block.removeprefix(deposited.FILE))
    return {
        "place": place,
        "erased": evidence.erased,
        "name": evidence.name,
        "type": kit.TYPES.get(evidence.type),
        "size": size_text(evidence.size),
        "sha256": evidence.sha256,
        "url": reverse("deposit_file", args=[found.number, place]) if evidence.kept else None,
    }
