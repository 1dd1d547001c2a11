"""Assessments: how far one has got, what was found, the report. They are begun and filled in by acts, as any case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from pydantic import Field

from guiju.kit.api.answers import NEVER, answer
from guiju.kit.api.callers import READ, caller_in, signed
from guiju.kit.api.cases import own
from guiju.kit.api.routes import KNOWN, READS, Router, told
from guiju.kit.api.shapes import Label, Open, RulebookRef
from guiju.kit.assessing import Sheet, assessment_view, sheet_of
from guiju.kit.looks import look
from guiju.kit.report import report_paper
from guiju.kit.says import trouble
from guiju.kit.view import Looked
from guiju.kit.web.caller import office

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["assessments"])
PDF = {
    200: {
        "description": "the report",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class PartShape(Open):
    """One part of the form."""

    block: str
    label: Label
    standing: str = Field(description="found, clear, open or not_asked")
    level: str | None = Field(description="the gravest; while questions are open, at least that")
    questions: int
    answered: int
    open: list[dict[str, Any]]


class FindingShape(Open):
    """Something that was found, with what to do about it."""

    row: str
    block: str
    level: str
    label: Label
    remedy: Label | None
    cites: list[str]
    mark: str | None


class AssessmentShape(Open):
    """What the answers come to so far. `act` fills the form in; `signature`: None while nobody has signed."""

    case: str
    state: str
    rulebook: RulebookRef
    form: str
    act: str
    level: str | None
    questions: int
    answered: int
    open: list[dict[str, Any]]
    parts: list[PartShape]
    findings: list[FindingShape]
    signature: dict[str, Any] | None


def _sheet(request: HttpRequest, number: str) -> tuple[Looked, Sheet]:
    own(caller_in(request), number)
    looked = look(office(), number)
    sheet = sheet_of(looked)
    if sheet is None:
        raise trouble("no_assessment", f"{number} 没有在此填写的评估", f"{number} holds no assessment made here")
    return looked, sheet


@router.get(
    "/cases/{number}/assessment",
    response=AssessmentShape,
    auth=signed(READ),
    operation_id="get_assessment",
    openapi_extra=told(*READS, *KNOWN),
)
def get_assessment(request: HttpRequest, number: str) -> HttpResponse:
    """Part by part: what was answered, what is open, what was found, and who signed it."""
    return answer(assessment_view(*_sheet(request, number)))


@router.get(
    "/cases/{number}/report.pdf",
    auth=signed(READ),
    operation_id="get_report",
    openapi_extra=told(*READS, *KNOWN, more=PDF),
)
def get_report(request: HttpRequest, number: str) -> HttpResponse:
    """The report on paper, with the certificate of its signature attached. A draft says that it is one."""
    data = report_paper(office(), *_sheet(request, number))
    return HttpResponse(data, content_type="application/pdf", headers={"Cache-Control": NEVER})
