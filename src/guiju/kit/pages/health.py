"""Is the office open? For whoever watches over the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse

from guiju.kit.web.caller import office
from guiju.store.database import rows

if TYPE_CHECKING:
    from django.http import HttpRequest


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers; anything else is a defect."""
    rows("SELECT 1")
    return JsonResponse({"ok": True, "on": office().today().isoformat()})
