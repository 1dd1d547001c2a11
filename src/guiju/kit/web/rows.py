"""The body of a table as HTML. A page may have hundreds of cells: a template that asks of each what it is costs more
than everything else on the page, so the cells are written here, and only here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from guiju.kernel.values import Text
from guiju.kit.templatetags.guiju import day, language

Cell = Mapping[str, object]
EMPTY = '<span class="quiet">—</span>'


class Writer:
    """Writes cells in one language."""

    def __init__(self) -> None:
        self.language = language()
        self.labels: dict[int, str] = {}

    def said(self, label: object) -> str:
        if isinstance(label, str):
            return escape(label)
        if isinstance(label, (dict, Text)):
            return escape(label[self.language])
        return "" if label is None else escape(str(label))

    def row(self, cells: Iterable[Cell]) -> str:
        return "".join(self.cell(place, cell) for place, cell in enumerate(cells))

    def cell(self, place: int, cell: Cell) -> str:
        label = self.labels.get(place)  # a column has one label
        if label is None:
            label = self.labels[place] = self.said(cell.get("label"))
        number = ' class="is-number"' if cell.get("number") else ""
        if place == 0:
            return f'<th scope="row" data-label="{label}"{number}><span>{self.content(cell)}</span></th>'
        return f'<td data-label="{label}"{number}><span>{self.content(cell)}</span></td>'

    def content(self, cell: Cell) -> str:
        when, url, sub, tone = cell.get("day"), cell.get("url"), cell.get("sub"), cell.get("tone")
        inner = self.said(cell.get("text")) or EMPTY
        if tone:
            inner = badge(inner, tone, self.language)
        elif isinstance(when, str) and when:
            inner = f'<time datetime="{escape(when)}">{escape(day(when))}</time>'
        if url:
            inner = f'<a href="{escape(str(url))}">{inner}</a>'
        return f'{inner}<span class="sub">{self.said(sub)}</span>' if sub else inner


@lru_cache(maxsize=1024)
def badge(text: str, tone: object, language: str) -> str:
    """There are few kinds of badges, and many of each. `text` is escaped already."""
    return render_to_string("kit/part/badge.html", {"text": mark_safe(text), "tone": tone})


def body(rows: Iterable[Mapping[str, Iterable[Cell]]]) -> SafeString:
    """The rows as `<tr>`; the first cell of each names it. Everything that is data is escaped."""
    writer = Writer()
    return mark_safe("".join(f"<tr>{writer.row(row['cells'])}</tr>" for row in rows))
