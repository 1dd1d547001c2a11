"""Each article's hash in a rulebook is that of the official text, wherever somebody has it at hand."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path

import pytest

from guiju.shelf.shelf import BUILT_IN, Shelf

HERE = Path(__file__).parent
SPEC = importlib.util.spec_from_file_location("articles", HERE / "articles.py")
assert SPEC is not None and SPEC.loader is not None
cut = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(cut)

TEXTS = {
    "CN/public-data-registration": (24, set()),
    "CN-FJ/public-data-registration": (29, {"a6"}),
    "CN-GZ/public-data-registration": (31, set()),
    "CN-HB/public-data-registration": (29, set()),
    "CN-TJ/public-data-registration": (29, {f"a{n}" for n in (1, 4, 5, 8, 12, 13, 14, 15, 16, 18, 21, 23, 29)}),
}
"""Rulebook -> its number of articles, and those that the copy breaks across a page or cuts at the end of a line."""


@pytest.mark.parametrize("id", TEXTS)
def test_articles_are_those_of_the_text(texts: Path, id: str) -> None:
    found = cut.articles((texts / "corpus" / f"{id.replace('/', '-')}-2025.md").read_text("utf-8"))
    count, broken = TEXTS[id]
    assert list(found) == [f"a{number}" for number in range(1, count + 1)]
    provisions = Shelf(BUILT_IN).rulebook(id, date(2025, 7, 1)).provisions
    mine = {key.partition("#")[2]: item for key, item in provisions.items() if key.startswith(f"{id}#")}
    assert mine.keys() == found.keys()
    assert {key for key, item in mine.items() if item.text_sha256 is None} == broken
    wrong = [key for key, item in mine.items() if key not in broken and item.text_sha256 != cut.digest(found[key])]
    assert not wrong, f"these articles differ from the text: {wrong}"
