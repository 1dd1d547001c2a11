"""What every answer carries, and what every view may count on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.functional import SimpleLazyObject

from guiju.kit.web.caller import caller_of, office
from guiju.kit.web.receiving import drop

if TYPE_CHECKING:
    from django.http import HttpRequest

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
Handler = Callable[["HttpRequest"], HttpResponse]


def guarded(handle: Handler) -> Handler:
    """Says who asks; nothing inline, nothing evaluated, nothing from elsewhere; what a person sees is not cached."""

    def answer(request: HttpRequest) -> HttpResponse:
        office().bind()
        request.caller = SimpleLazyObject(lambda: caller_of(request))  # type: ignore[attr-defined]
        response = handle(request)
        drop(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return answer
