"""Pages that every wing shares, and the small helpers that fill their parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from guiju.kit.web.caller import Caller

Cell = Mapping[str, object]
Column = Mapping[str, object]


def places(caller: Caller) -> list[dict[str, object]]:
    """Where the main navigation leads: address, word, and the pages in which it is the current place."""
    return []


def table(columns: Sequence[Column], rows: Iterable[Sequence[Cell | object]]) -> dict[str, object]:
    """Columns and rows as `kit/part/table.html` takes them.

    Each cell bears its column's label, for on a phone a row is a card.
    """
    return {"columns": columns, "rows": [{"cells": list(_cells(columns, row))} for row in rows]}


def _cells(columns: Sequence[Column], row: Sequence[Cell | object]) -> Iterable[Cell]:
    for column, value in zip(columns, row, strict=True):
        cell = value if isinstance(value, Mapping) and not ("zh" in value and "en" in value) else {"text": value}
        yield {**cell, "label": column["label"], "number": column.get("number", False)}
