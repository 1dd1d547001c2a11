"""Rows for the table of the pages: made from plain values, for a template cannot pair a cell with its column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Cell = Mapping[str, object]
Column = Mapping[str, object]


def table(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> dict[str, object]:
    """Columns and rows as `kit/part/table.html` takes them.

    A value is text, a label {zh, en}, or a cell with more to it: text, url, sub, tone, day. Each cell bears its
    column's label, for on a phone a row is a card.
    """
    heads = [{"label": column["label"], "number": column.get("number", False)} for column in columns]
    return {"columns": heads, "rows": [{"cells": list(map(_cell, heads, row))} for row in rows]}


def _cell(head: Cell, value: object) -> Cell:
    if isinstance(value, dict) and "zh" not in value:
        return {**value, **head}
    return {"text": value, **head}
