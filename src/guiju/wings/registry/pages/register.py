"""The register: search, and what was found, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guiju.kit.pages.exchange import exactly, others
from guiju.kit.shown import listed, names_of_fields, public_records
from guiju.kit.tables import table
from guiju.kit.view import Json
from guiju.kit.web.caller import office
from guiju.store.writing import REGISTER

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONGEST = 200  # characters of a search


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every word of the search must occur; a code or a number typed exactly leads straight to its record."""
    office().bind()
    search = request.GET.get("q", "").strip()[:LONGEST]
    after = request.GET.get("after") or None
    typing = request.headers.get("HX-Request") == "true"  # only the list is exchanged: the reader stays here
    if search and after is None and not typing:
        exact = public_records(office(), search)
        if exact:
            return redirect("record", name=search)
        elsewhere = exactly(search)
        if elsewhere is not None:
            return redirect(elsewhere)
    rows, more = listed(office(), REGISTER, search=search, after=after)
    context = {
        "q": search,
        "after": after,
        "list": entries_table(rows),
        "count": len(rows),
        "others": others(search) if after is None else None,
        "first": _address(q=search) if after else None,
        "later": _address(q=search, after=more) if more else None,
    }
    return render(request, "registry/register.html", context)


def _address(**query: str) -> str:
    given = {name: value for name, value in query.items() if value}
    return f"{reverse('register')}{'?' if given else ''}{urlencode(given)}"


def entries_table(rows: list[Json]) -> dict[str, object]:
    """Entries as a table: code, the published fields as their rulebooks name them, state."""
    names = names_of_fields(rows)
    columns: list[Json] = [{"label": label} for label in (_("Code"), *names.values(), _("State"))]
    before, after = reverse("record", args=["*"]).split("*")  # one address serves for all rows
    return table(columns, [_cells(row, tuple(names), f"{before}{{}}{after}") for row in rows])


def _cells(row: Json, names: tuple[str, ...], address: str) -> list[object]:
    name = str(row["code"] or row["record"])
    fields = row["fields"]
    assert isinstance(fields, list)
    known = {field["field"]: field for field in fields}
    return [
        {"text": name, "url": address.format(quote(name))},
        *[known[field]["text"] if field in known else "" for field in names],
        {"text": row["state_label"], "tone": row["tone"]},
    ]
