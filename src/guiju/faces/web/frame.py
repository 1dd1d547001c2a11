"""What stands around every page: who is signed in, where one can go, the other language."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.urls import translate_url

from guiju import __version__
from guiju.faces.house import WINGS
from guiju.kit import pages
from guiju.kit.templatetags.guiju import language
from guiju.kit.web.caller import NOBODY, Caller, office

if TYPE_CHECKING:
    from django.http import HttpRequest

TAGS = {"zh": "zh-Hans-CN", "en": "en"}


def frame(request: HttpRequest) -> dict[str, object]:
    """For every template."""
    caller = getattr(request, "caller", NOBODY)
    match = request.resolver_match
    here = match.url_name if match else None
    return {
        "caller": caller,
        "office": office(),
        "demo": office().demo,
        "today": office().today(),
        "lang": TAGS[language()],
        "other_language": partial(_other_language, request),
        "here": here,
        "nav": partial(_nav, caller, here),
        "version": __version__,
    }


def _other_language(request: HttpRequest) -> dict[str, str]:
    """The same page in the other language."""
    other, tag = ("en", "en") if language() == "zh" else ("zh-hans", TAGS["zh"])
    return {"url": translate_url(request.get_full_path(), other), "lang": tag}


def _nav(caller: Caller, here: str | None) -> list[dict[str, object]]:
    """Asked for by the template where it has none at hand."""
    found = (place for room in (*WINGS, pages) for place in room.places(caller))
    return [{**place, "current": here in place["names"]} for place in found]
