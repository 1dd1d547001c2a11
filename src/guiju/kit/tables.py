"""Rows for the table of the pages: made from plain values, for a template cannot pair a cell with its column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from guiju.kernel.values import Text

Cell = Mapping[str, object]
Column = Mapping[str, object]


def table(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> dict[str, object]:
    """Columns and rows as `kit/part/table.html` takes them.

    A value is text, a label {zh, en}, or a cell with more to it: text, url, sub, tone, day. Each cell bears its
    column's label, for on a phone a row is a card.
    """
    return {"columns": columns, "rows": [{"cells": list(_cells(columns, row))} for row in rows]}


def _cells(columns: Sequence[Column], row: Sequence[object]) -> Iterator[Cell]:
    for column, value in zip(columns, row, strict=True):
        label = isinstance(value, Text) or (isinstance(value, Mapping) and "zh" in value)
        cell = value if isinstance(value, Mapping) and not label else {"text": value}
        yield {**cell, "label": column["label"], "number": column.get("number", False)}
