"""The trace of demands: its page is current, its titles are short, and what it links to exists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from guiju.faces.cli.pages import PAGE, PLANNED, TRACE, rows, trace_page
from guiju.shelf.cases import read_folder
from guiju.shelf.shelf import BUILT_IN, Shelf
from tests.tidy.house import ROOT
from tests.tidy.test_papers import TARGETS, all_tests
from tests.tidy.test_rulebooks import provisions, rulebook_files, stands

TITLE_WORDS = 4


def traced() -> dict[str, Mapping[str, Any]]:
    return dict(rows((ROOT / TRACE).read_text("utf-8")))


def linked() -> dict[str, Mapping[str, Any]]:
    """The rows that run."""
    return {row: item for row, item in traced().items() if item.get("status") != PLANNED}


def test_the_trace_page_is_current() -> None:
    assert (ROOT / PAGE).read_text("utf-8") == trace_page((ROOT / TRACE).read_text("utf-8")), "run make docs"


def test_titles_have_four_words() -> None:
    assert {
        row: item["title"] for row, item in traced().items() if len(str(item["title"]).split()) != TITLE_WORDS
    } == {}


def test_what_the_trace_links_to_exists() -> None:
    shelf = Shelf(BUILT_IN)
    cases = {f"{entry.id}:{name}" for entry in shelf.list() for name in read_folder(shelf, entry).cases}
    tests = {f"{path}::{name}" for path, name in all_tests()}
    known = provisions(rulebook_files())
    assert set(linked()) >= {"A05.1", "A05.2", "A05.3", "A05.4"}
    for row, item in linked().items():
        assert set(item["tests"]) <= cases | tests, row
        assert set(item["tests"]) & cases, f"{row} links to no case"
        for cite in item["provisions"]:
            instrument, _, path = cite.partition("#")
            assert stands(path, known.get(instrument, set())), cite
        tool, verb = re.match(r"(guiju|make) (\w+)", item["command"]).groups()  # type: ignore[union-attr]
        assert tool == "guiju" or verb in TARGETS
