"""What stands in a table of the pages: columns, and rows of plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Column = Mapping[str, object]


def table(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> dict[str, object]:
    """Columns and rows as `kit/part/table.html` takes them.

    A value is text, a label {zh, en}, or a cell with more to it: text, url, sub, tone, day. The first one of a row
    names it.
    """
    heads = [{"label": column["label"], "number": column.get("number", False)} for column in columns]
    return {"columns": heads, "rows": [list(row) for row in rows]}
