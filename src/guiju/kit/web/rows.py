"""The body of a table as HTML. A page may have hundreds of cells: a template that asks of each what it is costs more
than everything else on the page, so the cells are written here, and only here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from guiju.kit.templatetags.guiju import day, said

Cell = Mapping[str, object]
EMPTY = '<span class="quiet">—</span>'


def body(rows: Iterable[Mapping[str, Iterable[Cell]]]) -> SafeString:
    """The rows as `<tr>`; the first cell of each names it. Everything that is data is escaped."""
    badges: dict[tuple[str, object], str] = {}
    labels: dict[int, str] = {}
    written = "".join(f"<tr>{''.join(_cells(row['cells'], badges, labels))}</tr>" for row in rows)
    return mark_safe(written)


def _cells(cells: Iterable[Cell], badges: dict[tuple[str, object], str], labels: dict[int, str]) -> Iterable[str]:
    for place, cell in enumerate(cells):
        if place not in labels:  # a column has one label
            labels[place] = escape(said(cell.get("label")))
        tag, scope = ("th", ' scope="row"') if place == 0 else ("td", "")
        number = ' class="is-number"' if cell.get("number") else ""
        yield f'<{tag}{scope} data-label="{labels[place]}"{number}><span>{_content(cell, badges)}</span></{tag}>'


def _content(cell: Cell, badges: dict[tuple[str, object], str]) -> str:
    text, when, url, sub = said(cell.get("text")), cell.get("day"), cell.get("url"), cell.get("sub")
    if cell.get("tone"):
        inner = _badge(text, cell["tone"], badges)
    elif isinstance(when, str) and when:
        inner = f'<time datetime="{escape(when)}">{escape(day(when))}</time>'
    else:
        inner = str(escape(text)) if text else EMPTY
    if url:
        inner = f'<a href="{escape(str(url))}">{inner}</a>'
    return f'{inner}<span class="sub">{escape(said(sub))}</span>' if sub else inner


def _badge(text: str, tone: object, badges: dict[tuple[str, object], str]) -> str:
    """A page has few kinds of badges and many of each."""
    if (text, tone) not in badges:
        badges[text, tone] = render_to_string("kit/part/badge.html", {"text": text, "tone": tone})
    return badges[text, tone]
