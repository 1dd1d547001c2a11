"""What stands around every page: who is signed in, where one can go, the other language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import translate_url

from guiju import __version__
from guiju.faces.house import WINGS
from guiju.kit import pages
from guiju.kit.templatetags.guiju import language
from guiju.kit.web.caller import NOBODY, office

if TYPE_CHECKING:
    from django.http import HttpRequest

TAGS = {"zh": "zh-Hans-CN", "en": "en"}


def frame(request: HttpRequest) -> dict[str, object]:
    """For every template."""
    caller = getattr(request, "caller", NOBODY)
    match = request.resolver_match
    here = match.url_name if match else None
    other, tag = ("en", "en") if language() == "zh" else ("zh-hans", TAGS["zh"])
    return {
        "caller": caller,
        "office": office(),
        "demo": office().demo,
        "today": office().today(),
        "lang": TAGS[language()],
        "other_language": {"url": translate_url(request.get_full_path(), other), "lang": tag, "code": other},
        "nav": [
            {**place, "current": here in place["names"]} for room in (*WINGS, pages) for place in room.places(caller)
        ],
        "version": __version__,
    }
