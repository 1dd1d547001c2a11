"""Every case beside a rulebook passes, and there are enough of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from guiju.shelf.cases import read_folder, run_cases
from guiju.shelf.shelf import ACTS, BUILT_IN, Shelf
from tests.laws.shelf_kit import NATION, PROVINCE, broken, put

SHELF = Shelf(BUILT_IN)
ENTRIES = {entry.id: entry for entry in SHELF.list()}


@pytest.mark.parametrize("id", ENTRIES)
def test_every_case_passes(id: str) -> None:
    results = run_cases(SHELF, id)
    assert results
    failed = [f"{result.case} ({result.cite}): {result.message}" for result in results if not result.passed]
    assert not failed, "\n".join(failed)


def test_there_are_enough() -> None:
    told = {(case.owner, name) for entry in ENTRIES.values() for name, case in read_folder(SHELF, entry).cases.items()}
    assert len(told) >= 180
    own = Counter(owner for owner, _ in told)
    assert min(own[f"{place}/public-data-registration"] for place in ("CN-HB", "CN-TJ")) >= 45


def test_each_draft_is_played_and_none_is_in_force() -> None:
    drafts = {(entry.id, entry.number) for entry in SHELF.list() if entry.status not in ACTS}
    played = {
        (case.owner, case.case.given.version)
        for entry in ENTRIES.values()
        for case in read_folder(SHELF, entry).cases.values()
        if case.case.given.version
    }
    assert drafts and played == drafts


PLAYED = """
cases:
  told:
    cite: a1
    says: {zh: 推演, en: played}
    given: {version: N}
    when: [{on: 2025-06-02, act: first.submit, by: registrant, with: {name: 甲}}]
    then: [{refused: not_determined}]
"""
"""The supply is not stated, and so the text was asked: a text that is not in force refuses before it is."""


@pytest.mark.parametrize(("number", "message"), [("D", ""), ("1", ""), ("D1", "has no version D1")])
def test_a_case_names_the_version_it_is_played_on(tmp_path: Path, number: str, message: str) -> None:
    """A draft is played as if in force; a child of the text has other versions and is not asked."""
    put(tmp_path, NATION)
    put(tmp_path, broken(NATION, "number: '1', status: in_force", "number: D, status: draft"), "draft.yaml")
    put(tmp_path, PROVINCE)
    (tmp_path / "XX/reg/cases.yaml").write_text(PLAYED.replace("version: N", f"version: '{number}'"), "utf-8")
    folder = Shelf(BUILT_IN, tmp_path)
    (result,) = run_cases(folder, "XX/reg")
    assert message in result.message and result.passed is not bool(message)
    assert run_cases(folder, "XX-P/reg") == []


def test_a_child_runs_its_parents_cases() -> None:
    nation, fujian = (read_folder(SHELF, ENTRIES[f"{place}/public-data-registration"]) for place in ("CN", "CN-FJ"))
    assert nation.cases["filed"] is not fujian.cases["legacy_late"]
    assert fujian.cases["filed"].owner == "CN/public-data-registration"
    assert fujian.cases["legacy_late"].owner == "CN-FJ/public-data-registration"
    assert "product_filing_is_encouraged" not in fujian.cases
