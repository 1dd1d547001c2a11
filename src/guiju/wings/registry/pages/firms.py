"""The public list of firms that serve a registration: what each offers, and whether it may."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guiju.kit.shown import listed, names_of_fields
from guiju.kit.tables import table
from guiju.kit.view import Json
from guiju.kit.web.caller import office
from guiju.store.writing import DIRECTORY
from guiju.wings.registry import SERVICE_FIRMS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def firms(request: HttpRequest) -> HttpResponse:
    """Whoever wants a deposit, an audit or an assessment sees here whom to ask, and who is barred."""
    office().bind()
    rows, more = listed(office(), DIRECTORY, after=request.GET.get("after") or None, instrument=SERVICE_FIRMS)
    names = names_of_fields(rows)
    columns: list[Json] = [{"label": label} for label in (_("Number"), *names.values(), _("State"))]
    context = {
        "list": table(columns, [_cells(row, tuple(names)) for row in rows]),
        "later": f"{reverse('service_firms')}?{urlencode({'after': more})}" if more else None,
        "crumbs": [{"label": _("Service firms")}],
    }
    return render(request, "registry/firms.html", context)


def _cells(row: Json, names: tuple[str, ...]) -> list[object]:
    fields = row["fields"]
    assert isinstance(fields, list)
    known = {field["field"]: field["text"] for field in fields}
    return [
        {"text": row["record"], "url": reverse("record", args=[row["record"]])},
        *(known.get(name, "") for name in names),
        {"text": row["state_label"], "tone": row["tone"]},
    ]
