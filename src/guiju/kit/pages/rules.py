"""The rulebooks for everybody: which there are, and what one of them says on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from guiju.kernel.resolved import Resolved, resolve
from guiju.kernel.values import Text
from guiju.kit.chapters import chapters
from guiju.kit.reckon import read_day
from guiju.kit.says import Trouble, trouble
from guiju.kit.templatetags.guiju import language
from guiju.kit.trust import MEANINGS, STATUSES, TONES
from guiju.kit.web.caller import office
from guiju.shelf.kinds import KINDS
from guiju.shelf.shelf import ACTS, Entry, Shelf

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_compiled: dict[tuple[str, str], Resolved] = {}  # by digest of the tree and edition of the calendar: few, and each dear


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """All texts of the shelf, each with its versions."""
    shelf, today = office().shelf, office().today()
    texts: dict[str, list[dict[str, object]]] = {}
    for entry in shelf.list():
        texts.setdefault(entry.id, []).append(_version(entry, today))
    shown = [
        {
            "id": name,
            "place": name.partition("/")[0],
            "title": versions[-1]["title"],
            "versions": versions,
        }
        for name, versions in texts.items()
    ]
    return render(request, "kit/rules.html", {"texts": shown})


def _version(entry: Entry, today: date, shown: Entry | None = None) -> dict[str, object]:
    """A version with the day on which to look at it: today while it stands, else its first day."""
    title = entry.tree.items["title"].items
    on = today if entry.stands(today) else entry.effective
    return {
        "number": entry.number,
        "title": {language: title[language].text for language in ("zh", "en")},
        "status": STATUSES[entry.status],
        "tone": TONES[entry.status] if entry.stands(today) else "neutral",
        "stands": entry.stands(today),
        "yet": entry.effective > today,
        "effective": entry.effective.isoformat(),
        "expires": entry.expires.isoformat() if entry.expires else None,
        "on": on.isoformat(),
        "simulated": entry.status not in ACTS,
        "replaced": entry.replaced is not None,
        "current": entry is shown,
    }


@require_safe
def rulebook(request: HttpRequest, id: str) -> HttpResponse:
    """One text as it stands on a day; `draft=1` shows a draft that stands beside a text in force."""
    shelf, today = office().shelf, office().today()
    versions = [entry for entry in shelf.list() if entry.id == id]
    if not versions:
        raise trouble("unknown", f"没有这部规则：{id}", f"there is no rulebook {id}")
    on = asked_day(request) or today
    simulate = request.GET.get("draft") == "1"
    entry = shelf.pick(id, on, simulate) or shelf.pick(id, on, simulate=True)
    if entry is None:
        absent = {"id": id, "on": on.isoformat(), "versions": [_version(one, today) for one in versions]}
        return render(request, "kit/rulebook_absent.html", absent, status=404)
    resolved = _resolved(shelf, entry, on)
    book = resolved.rulebook
    context: dict[str, object] = {
        "id": id,
        "book": book,
        "on": on.isoformat(),
        "status": STATUSES[entry.status],
        "tone": TONES[entry.status],
        "meaning": MEANINGS[entry.status],
        "tree": resolved.pin.tree,
        "lineage": [_above(shelf, name, on) for name in book.lineage[1:]],
        "versions": [_version(one, today, entry) for one in versions],
        "page_class": "page--aside",
        "chosen": f"{id}@{entry.number}",
        "chapters": chapters(resolved, language()),
    }
    return render(request, "kit/rulebook.html", context)


def asked_day(request: HttpRequest) -> date | None:
    """The day in the address, if one is written there."""
    text = request.GET.get("on", "").strip()
    try:
        return read_day(text) if text else None
    except Trouble as no:
        problem = no.problem
        raise trouble(problem.kind, problem.text.zh, problem.text.en, remedy=problem.remedy) from None


def _above(shelf: Shelf, name: str, on: date) -> dict[str, object]:
    """A text that this one stands under."""
    entry = shelf.pick(name, on) or shelf.pick(name, on, simulate=True)
    items = entry.tree.items["title"].items if entry else {}
    title = {language: items[language].text for language in items} if items else Text(name, name)
    return {"id": name, "title": title, "number": entry.number if entry else ""}


def _resolved(shelf: Shelf, entry: Entry, on: date) -> Resolved:
    """The text compiled, once for every stretch of days on which it says the same."""
    simulate = entry.status not in ACTS
    book = shelf.rulebook(entry.id, on, simulate)
    _, digest = shelf.tree(entry.id, on, simulate)
    calendar = shelf.calendar(shelf.calendar_of(book))
    key = (digest, calendar.label)
    if key not in _compiled:
        _compiled[key] = resolve(book, calendar, digest, KINDS)
    return _compiled[key]
