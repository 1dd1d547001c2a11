"""Two rulebooks side by side for everybody: places, or the draft and the final text of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from guiju.kernel.values import Text
from guiju.kit.comparison import Compared, Edition, Pair, Told, compared, version_of
from guiju.kit.pages.rules import asked_day
from guiju.kit.tables import Column, table
from guiju.kit.trust import STATUSES, TONES
from guiju.kit.web.caller import office

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from guiju.shelf.shelf import Shelf

_EQUAL, _DIFFERS = Text("相同", "equal"), Text("不同", "differs")
_SAYS_NOTHING = Text("无", "nothing")


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Choose two texts; below, what they say under each heading, then all that is left."""
    shelf, today = office().shelf, office().today()
    on = asked_day(request)
    a, b = (request.GET.get(name, "").strip()[:300] for name in ("a", "b"))
    found = compared(shelf, a, b, on, today) if a and b else None
    context: dict[str, object] = {
        "choices": _choices(shelf),
        "a": _chosen(shelf, a, on or today),
        "b": _chosen(shelf, b, on or today),
        "on": on.isoformat() if on else "",
        "found": found and {"texts": [_text(found.a), _text(found.b)], **_tables(found)},
    }
    return render(request, "kit/compare.html", context)


def _choices(shelf: Shelf) -> list[dict[str, object]]:
    """Every version of every text."""
    return [
        {
            "value": f"{entry.id}@{entry.number}",
            "label": {language: node.text for language, node in entry.tree.deepest("title").items.items()},
            "number": entry.number,
            "place": entry.id.partition("/")[0],
            "status": STATUSES[entry.status],
        }
        for entry in shelf.list()
    ]


def _chosen(shelf: Shelf, named: str, on: date) -> str:
    """The choice that was made, by its full name, even if the address gave the text alone."""
    if not named:
        return ""
    id, _, number = named.partition("@")
    return f"{id}@{version_of(shelf, id, number, on).number}"


def _text(one: Edition) -> dict[str, object]:
    return {
        "id": one.id,
        "title": one.title,
        "number": one.number,
        "status": STATUSES[one.status],
        "tone": TONES[one.status],
        "on": one.on.isoformat(),
        "draft": not one.acts,
    }


def _tables(found: Compared) -> dict[str, object]:
    columns: list[Column] = [
        {"label": Text("事项", "what")},
        {"label": Text(found.a.number, found.a.number)},
        {"label": Text(found.b.number, found.b.number)},
        {"label": Text("比较", "compared")},
    ]
    groups = [
        {"id": group.key, "label": group.label, "equal": group.equal, "table": _table(columns, group.pairs)}
        for group in found.groups
    ]
    differing = found.shown(everything=False)
    equal = tuple(pair for pair in found.rest if pair.equal)
    return {
        "groups": groups,
        "differing": _table(columns, differing),
        "equal": _table(columns, equal),
        "equal_count": len(equal),
    }


def _table(columns: Sequence[Column], pairs: Iterable[Pair]) -> dict[str, object]:
    return table(columns, [[{"text": pair.label}, _side(pair.a), _side(pair.b), _verdict(pair)] for pair in pairs])


def _side(side: Told | None) -> dict[str, object]:
    return {"text": _SAYS_NOTHING} if side is None else {"text": side.text, "sub": side.grounds}


def _verdict(pair: Pair) -> dict[str, object]:
    return {"text": _EQUAL, "tone": "neutral"} if pair.equal else {"text": _DIFFERS, "tone": "warn"}
