"""Routers that declare what may go wrong, so that no answer comes as a surprise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ninja import Router

from guiju.kit.api.answers import JSON, PROBLEM, TITLES

PROBLEM_REF = "#/components/schemas/ProblemShape"
READS = (404, 422, 429)
"""What reading may meet beside success, whoever asks: nothing there, a query that does not fit, a wrong token."""
KNOWN = (401, 403)
WRITES = (400, 409, 413, 415)


WAITS = {"Retry-After": {"description": "seconds after which to try again", "schema": {"type": "string"}}}


def problems(*statuses: int) -> dict[int, Any]:
    """Responses of an operation that are problem documents, for `openapi_extra`."""
    content = {PROBLEM: {"schema": {"$ref": PROBLEM_REF}}}
    return {
        status: {"description": TITLES[status].en, "content": content, **({"headers": WAITS} if status == 429 else {})}
        for status in sorted({*statuses, 500})
    }


def told(
    *statuses: int, ok: int = 200, headers: tuple[str, ...] = (), more: Mapping[int, Any] | None = None
) -> dict[str, Any]:
    """What an operation says of its answers; `headers` are those of its success."""
    named = {name: {"description": HEADERS[name], "schema": {"type": "string"}} for name in headers}
    responses: dict[int, Any] = problems(*statuses)
    if named:
        responses[ok] = {"headers": named}
    return {"responses": responses | dict(more or {})}


HEADERS = {
    "Link": 'where the list goes on, rel="next"; absent on the last page',
    "ETag": "name of this content; sent back in If-None-Match, 304 says that nothing changed",
    "Location": "where what was made is read",
    "Retry-After": "seconds after which it is worth asking again; absent once it is over",
}
UNCHANGED = {304: {"description": "what you have is still so"}}
LINES = {200: {"description": "one record a line", "content": {"application/x-ndjson": {"schema": {"type": "string"}}}}}
__all__ = ["JSON", "KNOWN", "LINES", "PROBLEM_REF", "READS", "UNCHANGED", "WRITES", "Router", "problems", "told"]
