"""The sixteen headings differ where a table made by a reader of the texts says that they do, text by text."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from guiju.shelf.compare import compare
from guiju.shelf.shelf import BUILT_IN, Shelf

ID = "{}/public-data-registration"
PLACES = {"N26": "CN", "FJ": "CN-FJ", "HB": "CN-HB", "TJ": "CN-TJ"}
SHELF = Shelf(BUILT_IN)


def matrix(texts: Path) -> list[dict[str, str]]:
    """The rows of the table of parameters, by column; what is said to be the same as the first column is that."""
    lines = iter((texts / "facts" / "data-registration-and-assets.md").read_text("utf-8").splitlines())
    heads = next([cell.strip() for cell in line.split("|")] for line in lines if line.startswith("| parameter | N26"))
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        cells = [cell.strip() for cell in line.split("|")]
        row = {head: cell for head, cell in zip(heads, cells, strict=True) if head in PLACES}
        rows.append({place: row["N26"] if cell == "same" else cell for place, cell in row.items()})
    return rows[1:]


@pytest.mark.parametrize(("a", "b"), list(combinations(PLACES, 2)))
def test_the_headings_differ_where_the_table_does(texts: Path, a: str, b: str) -> None:
    rows = matrix(texts)
    left, right = (SHELF.rulebook(ID.format(PLACES[place]), date(2025, 6, 1)) for place in (a, b))
    sections = compare(left, right, SHELF.headings(ID.format("CN"))).sections
    assert len(sections) == len(rows) == 16
    wrong = [
        f"{section.key}: {'equal' if section.equal else 'differs'}, but {row[a]} and {row[b]}"
        for section, row in zip(sections, rows, strict=True)
        if section.equal != (row[a] == row[b])
    ]
    assert not wrong, "\n".join(wrong)
