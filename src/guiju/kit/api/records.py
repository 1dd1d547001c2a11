"""Public records: the register and the board, page by page or all at once, for whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from django.http import StreamingHttpResponse
from ninja import Query

from guiju.kit.api import shapes
from guiju.kit.api.answers import BRIEFLY, Json, following, line, public
from guiju.kit.api.routes import LINES, READS, UNCHANGED, Router, told
from guiju.kit.looks import found
from guiju.kit.says import trouble
from guiju.kit.view import label, record_view
from guiju.kit.web.caller import office
from guiju.store import lists, queries
from guiju.store.writing import BOARD, REGISTER

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

router = Router(tags=["records"])

Search = Annotated[str, Query(max_length=200, description="every word must occur")]
After = Annotated[str | None, Query(max_length=60, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=lists.MOST)]
Name = Annotated[str | None, Query(max_length=200)]


def _shown(row: lists.Row) -> Json:
    """A row with the labels of the rulebook that it stands on."""
    resolved = office().books.pinned(row.pin)
    procedure = resolved.rulebook.procedures[row.procedure]
    return {
        "record": row.number,
        "code": row.code,
        "procedure": row.procedure,
        "procedure_label": label(procedure, row.procedure),
        "state": row.state,
        "state_label": label(procedure.states.get(row.state), row.state),
        "rulebook": row.rulebook,
        "fields": {name: value for name, value in row.fields.items() if name not in resolved.codes},
    }


def _page(
    request: HttpRequest, listed: str, q: str, after: str | None, limit: int, rulebook: str | None
) -> HttpResponseBase:
    queries.settle_lists(office())
    page = lists.public(listed, search=q, after=after, limit=limit, rulebook=rulebook)
    content = {"items": [_shown(row) for row in page.rows], "next": page.after}
    return public(request, content, following(request, page.after))


_LISTED = told(*READS, headers=("Link", "ETag"), more=UNCHANGED)


@router.get("/records", response=shapes.RecordPage, operation_id="list_records", openapi_extra=_LISTED)
def list_records(
    request: HttpRequest, q: Search = "", after: After = None, limit: Limit = lists.PAGE, rulebook: Name = None
) -> HttpResponseBase:
    """The register, newest first. Every record comes once, also while others are being added."""
    return _page(request, REGISTER, q, after, limit, rulebook)


@router.get("/board", response=shapes.RecordPage, operation_id="list_board", openapi_extra=_LISTED)
def list_board(
    request: HttpRequest, q: Search = "", after: After = None, limit: Limit = lists.PAGE, rulebook: Name = None
) -> HttpResponseBase:
    """What is public now and may be objected to."""
    return _page(request, BOARD, q, after, limit, rulebook)


@router.get("/records.ndjson", operation_id="all_records", openapi_extra=told(422, more=LINES))
def all_records(request: HttpRequest) -> StreamingHttpResponse:
    """The whole register, one JSON object a line, newest first. There is no limit."""
    queries.settle_lists(office())
    response = StreamingHttpResponse(_lines(), content_type="application/x-ndjson")
    response["Cache-Control"] = BRIEFLY
    return response


def _lines() -> Iterator[bytes]:
    after = None
    while True:
        page = lists.public(REGISTER, after=after, limit=lists.MOST)
        yield from (line(_shown(row)) for row in page.rows)
        after = page.after
        if after is None:
            return


@router.get(
    "/records/{name}",
    response=shapes.RecordShape,
    operation_id="get_record",
    openapi_extra=told(*READS, headers=("ETag",), more=UNCHANGED),
)
def get_record(request: HttpRequest, name: str) -> HttpResponseBase:
    """One public record by its number or its code: published fields only."""
    views = [looked for looked in found(office(), name) if lists.is_public(looked.record.number)]
    if not views:
        raise trouble("no_record", f"没有登记结果 {name}", f"there is no record {name}")
    return public(request, record_view(max(views, key=lambda looked: looked.record.number)))
