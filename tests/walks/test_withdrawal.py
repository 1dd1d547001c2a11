"""A text that lets an applicant withdraw is a few lines over the nation's, and they reach every kind of application."""

from __future__ import annotations

from pathlib import Path

from guiju.shelf.cases import run_cases
from guiju.shelf.shelf import open_shelf

FOLDER = Path(__file__).parent / "withdrawal"
NAME = "CN-XW/public-data-registration"
REPLACED = {"acts_on_a_valid_entry"}


def test_a_province_with_a_withdrawal() -> None:
    results = run_cases(open_shelf(FOLDER), NAME)
    own = {result.case for result in results if result.cite.startswith(NAME)}
    assert len(own) >= 9
    failed = [f"{result.case}: {result.message}" for result in results if not result.passed and result.case in own]
    assert not failed, "\n".join(failed)
