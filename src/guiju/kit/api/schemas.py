"""Schemas that are published for programs: what the report of a scan is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guiju.kit.api.answers import public
from guiju.kit.api.routes import UNCHANGED, Router, told
from guiju.kit.scan_schema import scan_schema

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

router = Router(tags=["schemas"])


@router.get(
    "/schemas/scan-report",
    response=dict[str, Any],
    operation_id="scan_report_schema",
    openapi_extra=told(headers=("ETag",), more=UNCHANGED),
)
def scan_report_schema(request: HttpRequest) -> HttpResponseBase:
    """The report of a scan as JSON Schema 2020-12: what `guiju scan --json` prints, and what a scan here answers."""
    return public(request, scan_schema())
