"""What an old release wrote opens for ever: its office folds again, and says of each case what it said then."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from guiju.faces.house import open_office
from guiju.kernel.journal import Receipt
from guiju.shelf.cases import run_cases
from guiju.shelf.shelf import BUILT_IN, Shelf
from guiju.store.fsck import fsck
from guiju.store.office import Office
from guiju.store.perform import perform
from tests.fossils.keep import FOSSILS, numbers, seen

KEPT = sorted(path for path in FOSSILS.iterdir() if (path / "guiju.sqlite3").is_file())


def opened(fossil: Path, folder: Path, shelf: Path) -> Office:
    shutil.copytree(fossil, folder / "office")
    return open_office(folder / "office", Shelf(shelf), demo=True)


def test_there_is_a_fossil() -> None:
    assert KEPT


@pytest.mark.parametrize("fossil", KEPT, ids=lambda path: path.name)
@pytest.mark.parametrize("own_shelf", [True, False], ids=["its own shelf", "today's shelf"])
def test_an_old_office_says_what_it_said(fossil: Path, own_shelf: bool, tmp_path: Path) -> None:
    office = opened(fossil, tmp_path, fossil / "shelf" if own_shelf else BUILT_IN)
    told = json.loads((fossil / "cases.json").read_text(encoding="utf-8"))
    assert fsck(office) == []
    assert list(numbers(office)) == sorted(told)
    for number, then in told.items():
        assert seen(office, number) == then


@pytest.mark.parametrize("fossil", KEPT, ids=lambda path: path.name)
def test_an_old_shelf_passes_its_own_cases(fossil: Path) -> None:
    results = run_cases(Shelf(fossil / "shelf"))
    assert results
    assert [result for result in results if not result.passed] == []


@pytest.mark.parametrize("fossil", KEPT, ids=lambda path: path.name)
def test_an_old_case_goes_on(fossil: Path, tmp_path: Path) -> None:
    """A case that waits for its registrant is filed again, under the rulebook it is pinned to."""
    office = opened(fossil, tmp_path, BUILT_IN)
    told = json.loads((fossil / "cases.json").read_text(encoding="utf-8"))
    number, then = next((number, then) for number, then in told.items() if then["state"] == "returned")
    party = then["parties"]["registrant"]["id"]
    names = (str(user["user"]) for user in office.users())
    actor = next(actor for actor in map(office.actor, names) if actor.party == party)
    answer = perform(office, "resubmit", actor, case=number)
    assert isinstance(answer, Receipt), answer
    assert answer.pin.tree == then["rulebook"]["tree"]
