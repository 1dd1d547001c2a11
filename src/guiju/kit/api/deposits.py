"""Deposit of evidence: files put into the journal by their digest, what belongs to them, and the proof of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from django.http import HttpResponse
from ninja import File, Form, Query, Schema
from ninja.files import UploadedFile
from pydantic import Field

from guiju.kernel.journal import Receipt
from guiju.kit import deposits as kit
from guiju.kit.api import shapes
from guiju.kit.api.answers import JSON, NEVER, answer, following
from guiju.kit.api.callers import FILE, READ, caller_in, signed
from guiju.kit.api.cases import Key, key_of
from guiju.kit.api.records import After, Limit
from guiju.kit.api.routes import KNOWN, READS, WRITES, Router, told
from guiju.kit.api.shapes import Open
from guiju.kit.scans import LIMIT
from guiju.kit.web.caller import Caller, office
from guiju.store import deposited, deposits
from guiju.store.deposits import Given

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["deposits"])

Files = Annotated[list[UploadedFile], File([])]
Note = Annotated[str, Form("", max_length=deposits.LONGEST, description="what for; only you and the office see it")]
Keep = Annotated[bool, Form(False, description="keep the files themselves, too; otherwise only their digests")]


class EvidenceShape(Open):
    """One file. Of one that was erased only its block is left."""

    block: str
    erased: bool
    name: str | None = None
    sha256: str | None = None
    size: int | None = None
    type: str | None = Field(default=None, description=", ".join(deposited.TYPES))
    kept: bool | None = None


class PartShape(Open):
    """One act: the deposit itself, or files attached to it later."""

    part: int
    act: str
    verb: str
    on: str
    at: str = Field(description="the instant, UTC")
    depositor: str
    note: str
    files: list[EvidenceShape]


class DepositShape(Open):
    """A deposit with all that was attached to it."""

    number: str
    on: str
    parts: list[PartShape]


class DepositRow(Open):
    """A deposit in a list."""

    number: str
    on: str
    depositor: str
    note: str
    name: str
    files: int


class DepositPage(Schema):
    items: list[DepositRow]
    next: str | None


_ANSWERS = {201: DepositShape, 200: DepositShape}
_TOLD = told(*READS, *KNOWN, *WRITES, ok=201, headers=("Location",))


@router.post("/deposits", response=_ANSWERS, auth=signed(FILE), operation_id="deposit", openapi_extra=_TOLD)
def deposit(
    request: HttpRequest,
    data: Files,
    screenshot: Files,
    query_result: Files,
    log: Files,
    other: Files,
    note: Note,
    keep: Keep,
    key: Key = None,
) -> HttpResponse:
    """Deposit files, each under what it is. 200: this request had been done before, here is the deposit again."""
    caller = caller_in(request)
    named, before = key_of(caller, key)
    given = list(_given(data=data, screenshot=screenshot, query_result=query_result, log=log, other=other))
    made = deposits.deposit(office(), caller.known(), given, note=note, keep=keep, limit=LIMIT, key=named)
    return _answer(caller, kit.done(made), before)


@router.post(
    "/deposits/{number}/attachments",
    response=_ANSWERS,
    auth=signed(FILE),
    operation_id="attach",
    openapi_extra=_TOLD,
)
def attach(
    request: HttpRequest,
    number: str,
    data: Files,
    screenshot: Files,
    query_result: Files,
    log: Files,
    other: Files,
    note: Note,
    keep: Keep,
    key: Key = None,
) -> HttpResponse:
    """Add files to one's own deposit; the office may add to any. 200: this request had been done before."""
    caller = caller_in(request)
    kit.found(office(), number, caller.known())
    named, before = key_of(caller, key)
    given = list(_given(data=data, screenshot=screenshot, query_result=query_result, log=log, other=other))
    made = deposits.attach(office(), caller.known(), number, given, note=note, keep=keep, limit=LIMIT, key=named)
    return _answer(caller, kit.done(made, number), before)


def _given(**sent: list[UploadedFile]) -> Iterator[Given]:
    for kind, files in sent.items():
        yield from (Given(name=file.name or "", type=kind, chunks=file.chunks()) for file in files)


def _answer(caller: Caller, receipt: Receipt, before: bool) -> HttpResponse:
    found = kit.found(office(), receipt.number, caller.known())
    headers = {"Location": f"/api/v1/deposits/{receipt.number}"}
    return answer(kit.view(found), 200 if before else 201, headers)


@router.get(
    "/deposits",
    response=DepositPage,
    auth=signed(READ),
    operation_id="list_deposits",
    openapi_extra=told(*READS, *KNOWN, headers=("Link",)),
)
def list_deposits(request: HttpRequest, after: After = None, limit: Limit = deposited.PAGE) -> HttpResponse:
    """One's own deposits, the newest first; for the office all."""
    page = deposited.of(caller_in(request).known(), after=after, limit=limit)
    content = {"items": [kit.row(item) for item in page.items], "next": page.after}
    return answer(content, headers=following(request, page.after))


@router.get(
    "/deposits/{number}",
    response=DepositShape,
    auth=signed(READ),
    operation_id="get_deposit",
    openapi_extra=told(*READS, *KNOWN),
)
def get_deposit(request: HttpRequest, number: str) -> HttpResponse:
    """A deposit with all that was attached to it, for its depositor and the office."""
    return answer(kit.view(kit.found(office(), number, caller_in(request).known())))


@router.get(
    "/deposits/{number}/proof",
    response=shapes.CertificateShape,
    auth=signed(READ),
    operation_id="deposit_proof",
    openapi_extra=told(*READS, *KNOWN, 409),
)
def deposit_proof(request: HttpRequest, number: str, part: Annotated[int, Query(ge=1, le=10**6)] = 1) -> HttpResponse:
    """What proves it to anyone, by the office's public keys alone. `part`: 1 the deposit, 2 what was attached first…"""
    name, data = kit.proof(office(), kit.found(office(), number, caller_in(request).known()), part)
    headers = {"Cache-Control": NEVER, "Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=JSON, headers=headers)
