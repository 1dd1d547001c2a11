"""What stands around every page: who is signed in, where one can go, the other language."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from django.urls import translate_url

from guiju import __version__
from guiju.faces.house import WINGS
from guiju.kit import pages
from guiju.kit.looks import badged
from guiju.kit.templatetags.guiju import language
from guiju.kit.web.caller import NOBODY, Caller, office
from guiju.store import people

if TYPE_CHECKING:
    from django.http import HttpRequest

UNSAID: dict[str, object] = {"messages": (), "crumbs": (), "page_class": "", "imprint": "", "q": "", "roles": ()}
"""What a page may say and mostly does not: a template takes long to find out that a name is unknown."""
_kept: list[str] = []
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
        "office_name": _office_name(),
        "calendar": _calendar(),
        **UNSAID,
    }


def _office_name() -> str:
    """Kept once there is one; a new office gets its people later than its pages."""
    if not _kept:
        _kept.extend(name for name in (people.office_name(),) if name)
    return badged(_kept[0], demo=office().demo) if _kept else ""


@cache
def _calendar() -> str:
    shelf = office().shelf
    return shelf.calendar(shelf.calendars()[0]).label


def _other_language(request: HttpRequest) -> dict[str, str]:
    """The same page in the other language."""
    other, tag = ("en", "en") if language() == "zh" else ("zh-hans", TAGS["zh"])
    return {"url": translate_url(request.get_full_path(), other), "lang": tag}


def _nav(caller: Caller, here: str | None) -> list[dict[str, object]]:
    """Asked for by the template where it has none at hand."""
    found = (place for room in (*WINGS, pages) for place in room.places(caller))
    return [{**place, "current": here in place["names"]} for place in found]
