"""Letters: those of a case, and one with its proof or on paper, for whom it is addressed to and for the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpResponse
from ninja import Path, Schema

from guiju.kit.api import shapes
from guiju.kit.api.answers import JSON, NEVER, answer
from guiju.kit.api.callers import READ, caller_in, signed
from guiju.kit.api.cases import own, seer
from guiju.kit.api.routes import KNOWN, READS, Router, told
from guiju.kit.api.shapes import Label, Open
from guiju.kit.looks import look_as
from guiju.kit.posted import Posted, letter_pdf_of, letter_proof_of, of_case, posted
from guiju.kit.web.caller import office

if TYPE_CHECKING:
    from django.http import HttpRequest

    from guiju.kit.view import Looked

router = Router(tags=["letters"])

PDF = "application/pdf"
Place = Annotated[int, Path(ge=1, le=1_000, description="which letter of that act, from 1")]
_PAPER = {200: {"description": "the letter in both languages", "content": {PDF: {"schema": {"type": "string"}}}}}


class LetterShape(Open):
    """A letter as it was kept: its parts and its text in both languages, and each thing that it lists."""

    act: str
    place: int
    letter: str
    to: str
    to_label: Label
    title: Label
    number: str | None
    case: str
    office: str
    on: str
    cites: list[str]
    text: Label
    parts: dict[str, list[dict[str, Any]]]
    lists: list[dict[str, Any]]


class Letters(Schema):
    """In the order in which they went out."""

    items: list[LetterShape]


@router.get(
    "/cases/{number}/letters",
    response=Letters,
    auth=signed(READ),
    operation_id="list_letters",
    openapi_extra=told(*READS, *KNOWN),
)
def list_letters(request: HttpRequest, number: str) -> HttpResponse:
    """The letters of a case that are addressed to you; for the office all."""
    return answer({"items": of_case(_look(request, number))})


@router.get(
    "/letters/{act}/{place}",
    response=LetterShape,
    auth=signed(READ),
    operation_id="get_letter",
    openapi_extra=told(*READS, *KNOWN),
)
def get_letter(request: HttpRequest, act: str, place: Place) -> HttpResponse:
    """One letter, by the act that sent it."""
    return answer(_found(request, act, place).content)


@router.get(
    "/letters/{act}/{place}/proof",
    response=shapes.CertificateShape,
    auth=signed(READ),
    operation_id="letter_proof",
    openapi_extra=told(*READS, *KNOWN, 409),
)
def letter_proof(request: HttpRequest, act: str, place: Place) -> HttpResponse:
    """The certificate that opens this letter and nothing else. It can be checked offline."""
    data = letter_proof_of(office(), _found(request, act, place))
    return HttpResponse(data, content_type=JSON, headers={"Cache-Control": NEVER})


@router.get(
    "/letters/{act}/{place}/pdf",
    auth=signed(READ),
    operation_id="letter_pdf",
    openapi_extra=told(*READS, *KNOWN, 409, more=_PAPER),
)
def letter_pdf(request: HttpRequest, act: str, place: Place) -> HttpResponse:
    """The letter on paper, its certificate attached: `guiju verify` takes it as it comes."""
    data = letter_pdf_of(office(), _found(request, act, place))
    return HttpResponse(data, content_type=PDF, headers={"Cache-Control": NEVER})


def _found(request: HttpRequest, act: str, place: int) -> Posted:
    return posted(office(), act, place, lambda number: _look(request, number))


def _look(request: HttpRequest, number: str) -> Looked:
    """The case as the caller sees it; somebody else's does not exist."""
    caller = caller_in(request)
    own(caller, number)
    return look_as(office(), number, seer(caller))
