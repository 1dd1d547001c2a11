"""Proof for everybody: the log as files, the certificate of an entry, the proof of an act for the party that did it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from guiju.kit.letters import secret_fields
from guiju.kit.pages.reach import seen
from guiju.kit.proofs import certificate_of, page_of, proof_of
from guiju.kit.says import trouble
from guiju.kit.verify import verify_page, verify_policy
from guiju.kit.web.caller import office
from guiju.store import log, queries
from guiju.store.signing import LOG_PUBLIC

if TYPE_CHECKING:
    from django.http import HttpRequest

FOR_EVER = "public, max-age=31536000, immutable"  # a tile never changes
BRIEFLY = "public, max-age=2"
_TILE = re.compile(r"tile/(?:\d{1,2}|entries)(?:/x\d{3})*/\d{3}(?:\.p/\d{1,3})?")


@require_safe
def log_file(request: HttpRequest, path: str) -> HttpResponse:
    """The checkpoint, or a tile (c2sp.org/tlog-tiles). Any web server may serve the folder instead."""
    checkpoint = path == log.CHECKPOINT
    file = log.folder_of(office()) / path
    if not (checkpoint or _TILE.fullmatch(path)) or not file.is_file():
        raise trouble("not_found", "日志中没有此文件", "the log has no such file")
    kind = "text/plain; charset=utf-8" if checkpoint else "application/octet-stream"
    headers = {"Cache-Control": BRIEFLY if checkpoint else FOR_EVER, "Access-Control-Allow-Origin": "*"}
    return HttpResponse(file.read_bytes(), content_type=kind, headers=headers)


@require_safe
def log_key(request: HttpRequest) -> HttpResponse:
    """The keys that sign the log. Whoever checks a certificate should have them from elsewhere, too."""
    file = office().path / LOG_PUBLIC
    if not file.is_file():
        raise trouble("no_key", "尚未建立日志密钥", "there is no key of the log yet")
    return HttpResponse(file.read_bytes(), content_type="text/plain; charset=utf-8", headers={"Cache-Control": BRIEFLY})


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Anyone's own check of a certificate: it happens in the browser, and nothing is sent here."""
    saved = request.GET.get("save") == "1"
    page = verify_page(served=not saved)
    if saved:
        return handed(page.encode(), "text/html; charset=utf-8", "verify.html")
    return HttpResponse(page, headers={"Content-Security-Policy": verify_policy()})


@require_safe
def certificate(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """Of the register entry of that number or code, as it stands today: JSON, or a page that carries it."""
    data = certificate_of(office(), name)
    if form == "pdf":
        return handed(page_of(data), "application/pdf", f"certificate-{name}.pdf", attach=False)
    return handed(data, "application/json", f"certificate-{name}.json")


@require_safe
def act_proof(request: HttpRequest, id: str) -> HttpResponse:
    """For who may see the case; blocks that hold a secret field stay closed."""
    office().bind()
    act = queries.act(id)
    if act is None:
        raise trouble("no_record", f"没有回执 {id}", f"there is no receipt {id}")
    looked = seen(request, act.number)
    data = proof_of(office(), id, frozenset(secret_fields(looked.resolved)))
    return handed(data, "application/json", f"receipt-{act.number}-{act.verb}.json")


def handed(data: bytes, kind: str, name: str, *, attach: bool = True) -> HttpResponse:
    plain = re.sub(r"[^0-9A-Za-z._-]", "_", name)
    way = "attachment" if attach else "inline"
    return HttpResponse(
        data,
        content_type=kind,
        headers={"Content-Disposition": f'{way}; filename="{plain}"', "Cache-Control": "no-store"},
    )
