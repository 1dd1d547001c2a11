"""Every case beside a rulebook passes, and there are enough of them."""

from __future__ import annotations

import pytest

from guiju.shelf.cases import read_folder, run_cases
from guiju.shelf.shelf import BUILT_IN, Shelf

SHELF = Shelf(BUILT_IN)
ENTRIES = {entry.id: entry for entry in SHELF.list()}


@pytest.mark.parametrize("id", ENTRIES)
def test_every_case_passes(id: str) -> None:
    results = run_cases(SHELF, id)
    assert results
    failed = [f"{result.case} ({result.cite}): {result.message}" for result in results if not result.passed]
    assert not failed, "\n".join(failed)


def test_there_are_at_least_sixty() -> None:
    told = {(case.owner, name) for entry in ENTRIES.values() for name, case in read_folder(SHELF, entry).cases.items()}
    assert len(told) >= 60


def test_a_child_runs_its_parents_cases() -> None:
    nation, fujian = (read_folder(SHELF, ENTRIES[f"{place}/public-data-registration"]) for place in ("CN", "CN-FJ"))
    assert nation.cases["filed"] is not fujian.cases["legacy_late"]
    assert fujian.cases["filed"].owner == "CN/public-data-registration"
    assert fujian.cases["legacy_late"].owner == "CN-FJ/public-data-registration"
    assert "product_filing_is_encouraged" not in fujian.cases
