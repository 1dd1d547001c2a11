"""A demand that the trace calls met falls when its provision is taken out of the rulebook: links are not decoration."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from guiju.shelf.cases import run_cases
from guiju.shelf.kinds import KINDS
from guiju.shelf.shelf import BUILT_IN, Shelf
from tests.tidy.test_trace import linked

LINKED = {row: [test for test in item["tests"] if "::" not in test] for row, item in linked().items()}


def without(value: Any, cites: set[str], owner: str) -> Any:
    """A rulebook without the items that stand on these provisions, and without their restatements.

    The loader reads everything as text; `null`, which removes what the parent says, is written as it was.
    """
    if not isinstance(value, dict):
        return None if value == "null" else value
    kept = {}
    for key, item in value.items():
        cited = item.get("cite") if isinstance(item, dict) else item if key != "cite" else None
        named = cited if isinstance(cited, str) and "#" in cited else f"{owner}#{cited}"
        if named in cites:
            continue
        kept[key] = without(item, cites, owner)
    return kept


def copied(folder: Path, cites: set[str]) -> Shelf:
    """All rulebooks, with the provisions taken out."""
    shutil.copytree(BUILT_IN, folder)
    for path in folder.glob("[!_]*/*/*.yaml"):
        if path.name == "cases.yaml":
            continue
        tree = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
        owner = tree["rulebook"]
        tree = without(tree, cites, owner)
        for cite in cites:
            tree["provisions"].pop(cite.removeprefix(f"{owner}#"), None)
        path.write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), "utf-8")
    return Shelf(folder)


def outcome(shelf: Shelf, tests: list[str]) -> dict[str, bool]:
    wanted = {tuple(test.split(":")) for test in tests}
    found = {}
    for rulebook in {rulebook for rulebook, _ in wanted}:
        for result in run_cases(shelf, rulebook, KINDS):
            if (rulebook, result.case) in wanted:
                found[f"{rulebook}:{result.case}"] = result.passed
    return found


def test_the_linked_cases_pass_on_an_untouched_copy(tmp_path: Path) -> None:
    shelf = copied(tmp_path / "shelf", set())
    every = sorted({test for tests in LINKED.values() for test in tests})
    assert outcome(shelf, every) == dict.fromkeys(every, True)


@pytest.mark.parametrize("row", LINKED)
def test_a_linked_case_falls_with_its_provision(row: str, tmp_path: Path) -> None:
    cites = set(linked()[row]["provisions"])
    found = outcome(copied(tmp_path / "shelf", cites), LINKED[row])
    assert found.keys() == set(LINKED[row])
    assert not all(found.values()), f"{row}: nothing falls when {', '.join(sorted(cites))} are taken out"
