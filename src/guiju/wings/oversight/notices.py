"""What is announced to everybody, as a page, as Atom (RFC 4287) and as JSON Feed; and the list of registrars."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guiju.kit.api.answers import public
from guiju.kit.shown import listed, names_of_fields
from guiju.kit.tables import table
from guiju.kit.templatetags.guiju import language
from guiju.kit.web.caller import office
from guiju.store import queries
from guiju.store.writing import ANNOUNCED, DIRECTORY
from guiju.wings.oversight import INSTRUMENT

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

Json = dict[str, Any]
MOST = 50  # announcements in a feed


@require_safe
def announcements(request: HttpRequest) -> HttpResponse:
    """Everything that a text wants announced, the newest first."""
    office().bind()
    after = request.GET.get("after") or None
    rows, more = listed(office(), ANNOUNCED, after=after)
    context = {
        "list": _table(rows),
        "later": f"{reverse('announcements')}?{urlencode({'after': more})}" if more else None,
        "first": reverse("announcements") if after else None,
        "crumbs": [{"label": _("Announcements")}],
    }
    return render(request, "oversight/announcements.html", context)


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Who serves where, and who no longer does."""
    office().bind()
    after = request.GET.get("after") or None
    rows, more = listed(office(), DIRECTORY, after=after, instrument=INSTRUMENT)
    context = {
        "list": _table(rows),
        "later": f"{reverse('registrars')}?{urlencode({'after': more})}" if more else None,
        "crumbs": [{"label": _("Registrars")}],
    }
    return render(request, "oversight/registrars.html", context)


def _table(rows: list[Json]) -> Json:
    names = names_of_fields(rows)
    columns: list[Json] = [{"label": label} for label in (_("Number"), *names.values(), _("State"))]
    return table(columns, [_cells(row, tuple(names)) for row in rows])


def _cells(row: Json, names: tuple[str, ...]) -> list[object]:
    known = {field["field"]: field["text"] for field in row["fields"]}
    return [
        {"text": row["record"], "url": reverse("record", args=[row["record"]])},
        *(known.get(name, "") for name in names),
        {"text": row["state_label"], "tone": "neutral"},
    ]


def _entries(request: HttpRequest) -> list[Json]:
    """An announcement as feeds have it: what, when, where to read it."""
    office().bind()
    rows, _more = listed(office(), ANNOUNCED, limit=MOST)
    return [_entry(request, row) for row in rows]


def _entry(request: HttpRequest, row: Json) -> Json:
    lang = language()
    record = queries.load(row["record"])
    day = record.last.on if record.last is not None else record.opened
    said = [f"{field['label'][lang]}: {_said(field['text'], lang)}" for field in row["fields"]]
    return {
        "id": request.build_absolute_uri(reverse("record", args=[quote(row["record"])])),
        "title": f"{row['state_label'][lang]} · {row['record']}",
        "day": day.isoformat() if day else "",
        "lines": said,
    }


def _said(value: object, lang: str) -> str:
    return str(value[lang]) if isinstance(value, dict) else str(value)


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """The same for feed readers."""
    text = "\n".join(_atom(request, _entries(request)))
    answer = HttpResponse(text, content_type="application/atom+xml; charset=utf-8")
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer


def _atom(request: HttpRequest, entries: list[Json]) -> Iterator[str]:
    here = request.build_absolute_uri(request.path)
    updated = max((entry["day"] for entry in entries), default=office().today().isoformat())
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{"zh-Hans-CN" if language() == "zh" else "en"}">'
    yield f"<id>{escape(here)}</id><title>{escape(_('Announcements'))}</title><updated>{updated}T00:00:00Z</updated>"
    yield f'<link rel="self" href="{escape(here, {chr(34): "&quot;"})}"/><author><name>Guiju</name></author>'
    for entry in entries:
        link = escape(entry["id"], {'"': "&quot;"})
        yield (
            f"<entry><id>{escape(entry['id'])}</id><title>{escape(entry['title'])}</title>"
            f'<updated>{entry["day"]}T00:00:00Z</updated><link href="{link}"/>'
            f"<summary>{escape(chr(10).join(entry['lines']))}</summary></entry>"
        )
    yield "</feed>"


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """The same as JSON Feed 1.1."""
    items = [
        {
            "id": entry["id"],
            "url": entry["id"],
            "title": entry["title"],
            "content_text": "\n".join(entry["lines"]),
            "date_published": f"{entry['day']}T00:00:00Z",
        }
        for entry in _entries(request)
    ]
    head = {"version": "https://jsonfeed.org/version/1.1", "title": _("Announcements")}
    return public(request, {**head, "feed_url": request.build_absolute_uri(request.path), "items": items})
