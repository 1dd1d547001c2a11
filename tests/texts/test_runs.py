"""The table of differences that the tests carry is that of the page of facts, cell by cell."""

from __future__ import annotations

import re
from pathlib import Path

from tests.faces.matrix import COLUMNS, MATRIX, PLACES

PAGE = "data-registration-and-assets.md"


def test_the_table_is_that_of_the_facts(texts: Path) -> None:
    page = next(iter(sorted(texts.rglob(PAGE))), None)
    assert page is not None, f"no {PAGE} in {texts.name}"
    section = re.search(r"^### 4\.1 .*?\n(?P<table>(?:\|.*\n)+)", page.read_text("utf-8"), re.MULTILINE)
    assert section is not None
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section["table"].splitlines()]
    theirs = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}
    mine = {
        name: {COLUMNS[place]: cell for place, cell in zip(PLACES, cells, strict=True) if place in COLUMNS}
        for name, cells in MATRIX.values()
    }
    assert mine == theirs
