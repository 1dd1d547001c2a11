"""For programs of a data authority: registrars, the year of each, the rows behind a number."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Query, Schema
from pydantic import Field

from guiju.kit.api.answers import answer, following
from guiju.kit.api.callers import READ, caller_in, signed
from guiju.kit.api.routes import KNOWN, READS, Router, told
from guiju.kit.api.shapes import Open
from guiju.kit.web.caller import office
from guiju.store import oversight
from guiju.store.oversight import PAGE
from guiju.wings.oversight import reach, year

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

router = Router(tags=["oversight"])
Year = Annotated[int | None, Query(ge=1, le=9999, description="by default this year")]
Day = Annotated[date | None, Query(description="instead of a year: the days, both included")]
Word = Annotated[str, Query(max_length=200)]
After = Annotated[str | None, Query(max_length=100, pattern=r"^[^\x00]*$")]
Limit = Annotated[int, Query(ge=1, le=500)]


class RegistrarRow(Open):
    """One registrar at a glance."""

    party: str
    name: str
    uscc: str
    standing: dict[str, Any] | None
    cases: int
    terms: int
    late: int
    objections: int
    upheld: int
    reports: dict[str, int]


class Registrars(Schema):
    items: list[RegistrarRow]
    unclaimed: int = Field(description="cases that no registrar has taken up; only a data authority is told")


class RegistrarYear(RegistrarRow):
    """Everything a year shows of one registrar."""

    span: dict[str, str]
    steps: list[dict[str, Any]]
    outcomes: list[dict[str, Any]]
    reports_owed: list[dict[str, Any]]
    satisfaction: list[dict[str, Any]]
    matters: list[dict[str, Any]]


class TermItem(Schema):
    case: str
    began: date
    due: date | None
    ended: date | None
    used: int | None
    length: int | None
    unit: str
    late: bool


class Terms(Schema):
    items: list[TermItem]
    next: str | None


class CaseNumbers(Schema):
    items: list[str]
    next: str | None


@router.get(
    "/oversight", response=Registrars, auth=signed(READ), operation_id="oversight", openapi_extra=told(*READS, *KNOWN)
)
def registrars(
    request: HttpRequest, year_: Annotated[int | None, Query(alias="year", ge=1, le=9999)] = None
) -> HttpResponse:
    """The registrars whose year one may see: a data authority all, a registrar itself."""
    only = reach.scope(caller_in(request))
    office().bind()
    span = year.span_of(office(), year_)
    unclaimed = year.waiting_for_nobody(span) if only is None else 0
    return answer({"items": year.overview(office(), span, only), "unclaimed": unclaimed})


@router.get(
    "/oversight/{party}",
    response=RegistrarYear,
    auth=signed(READ),
    operation_id="oversight_registrar",
    openapi_extra=told(*READS, *KNOWN),
)
def registrar(
    request: HttpRequest,
    party: str,
    year_: Annotated[int | None, Query(alias="year", ge=1, le=9999)] = None,
    first: Day = None,
    last: Day = None,
) -> HttpResponse:
    """The year of one registrar: speed, breaches with their provisions, outcomes, objections, evaluations, reports."""
    reach.allowed(caller_in(request), party)
    office().bind()
    return answer(year.registrar_year(office(), party, year.span_of(office(), year_, first, last)))


@router.get(
    "/oversight/{party}/terms",
    response=Terms,
    auth=signed(READ),
    operation_id="oversight_terms",
    openapi_extra=told(*READS, *KNOWN, headers=("Link",)),
)
def terms(
    request: HttpRequest,
    party: str,
    rulebook: Word,
    procedure: Word,
    term: Word,
    first: Day = None,
    last: Day = None,
    late: bool = False,
    after: After = None,
    limit: Limit = PAGE,
) -> HttpResponse:
    """The terms behind a number of a year."""
    reach.allowed(caller_in(request), party)
    office().bind()
    span = year.span_of(office(), None, first, last)
    found, more = oversight.terms(span, party, rulebook, procedure, term, late=late, after=after, limit=limit)
    items = [
        {"case": row.number, "began": row.began, "due": row.due, "ended": row.ended, "used": row.used}
        | {"length": row.length, "unit": row.unit, "late": row.late}
        for row in found
    ]
    return answer({"items": items, "next": more}, headers=following(request, more))


@router.get(
    "/oversight/{party}/cases",
    response=CaseNumbers,
    auth=signed(READ),
    operation_id="oversight_cases",
    openapi_extra=told(*READS, *KNOWN, headers=("Link",)),
)
def cases(
    request: HttpRequest,
    party: str,
    rulebook: Word,
    procedure: Word,
    state: Annotated[str | None, Query(max_length=100)] = None,
    first: Day = None,
    last: Day = None,
    after: After = None,
    limit: Limit = PAGE,
) -> HttpResponse:
    """The cases behind a number of a year."""
    reach.allowed(caller_in(request), party)
    office().bind()
    span = year.span_of(office(), None, first, last)
    found, more = oversight.cases(span, party, rulebook, procedure, state, after=after, limit=limit)
    return answer({"items": found, "next": more}, headers=following(request, more))
