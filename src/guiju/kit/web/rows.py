"""The body of a table as HTML. A page may have hundreds of cells: a template that asks of each what it is costs more
than everything else on the page, so the cells are written here, and only here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from guiju.kernel.values import Text
from guiju.kit.templatetags.guiju import day, language

EMPTY = '<span class="quiet">—</span>'


class Writer:
    """Writes rows in one language, each cell with the label of its column: on a phone a row is a card."""

    def __init__(self, columns: Sequence[Mapping[str, object]]) -> None:
        self.language = language()
        self.frames: list[tuple[str, str]] = []
        for place, column in enumerate(columns):
            tag, scope = ("th", ' scope="row"') if place == 0 else ("td", "")
            number = ' class="is-number"' if column["number"] else ""
            opens = f'<{tag}{scope} data-label="{self.said(column["label"])}"{number}><span>'
            self.frames.append((opens, f"</span></{tag}>"))

    def said(self, label: object) -> str:
        if isinstance(label, str):
            return escape(label)
        if isinstance(label, (dict, Text)):
            return escape(label[self.language])
        return "" if label is None else escape(str(label))

    def row(self, values: Sequence[object]) -> str:
        cells = [
            f"{opens}{self.content(value)}{closes}" for (opens, closes), value in zip(self.frames, values, strict=True)
        ]
        return f"<tr>{''.join(cells)}</tr>"

    def content(self, value: object) -> str:
        if not isinstance(value, dict) or "zh" in value:
            return self.said(value) or EMPTY
        when, url, sub, tone = value.get("day"), value.get("url"), value.get("sub"), value.get("tone")
        inner = self.said(value.get("text")) or EMPTY
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


def body(rows: Iterable[Sequence[object]], columns: Sequence[Mapping[str, object]]) -> SafeString:
    """The rows of `kit.tables.table` as `<tr>`. Everything that is data is escaped."""
    writer = Writer(columns)
    return mark_safe("".join(map(writer.row, rows)))
