"""Changing any one value of a rulebook makes at least one of its cases fail."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from guiju.shelf.cases import Books, Folder, Told, read_folder, run_case
from guiju.shelf.flaws import ShelfError
from guiju.shelf.shelf import BUILT_IN, Shelf
from tests.cases.mutants import Mutant, mutants

VERSIONS = (path for path in BUILT_IN.glob("[!_]*/*/*.yaml") if path.name != "cases.yaml")
FILES = sorted(path.relative_to(BUILT_IN).as_posix() for path in VERSIONS)
PARTS = 6  # so that two workers share the work evenly
# Every so manieth mutant is tried on the way, and in the trial; all of them with GUIJU_THOROUGH=1, in half an hour.
SLICE, TRIAL_SLICE = 40, 1 if os.environ.get("GUIJU_THOROUGH") else 5


class Trial:
    """A copy of the shelf in which one file after another is changed, and the cases, the quickest first."""

    def __init__(self, folder: Path, file: str) -> None:
        shutil.copytree(BUILT_IN, folder, dirs_exist_ok=True)
        self.folder, self.file = folder, folder / file
        self.id = Path(file).parent.as_posix()
        shelf = Shelf(folder)
        self.cases: Folder = read_folder(shelf, next(entry for entry in shelf.list() if entry.id == self.id))
        self.calendars = shelf
        self.order: list[Told] = sorted(self.cases.cases.values(), key=lambda told: len(self.cases.steps(told.name)))

    def caught(self, mutant: Mutant) -> bool:
        """Whether a case fails, or the shelf refuses the file."""
        self.file.write_text(mutant.text, "utf-8")
        try:
            shelf = Shelf(self.folder)
            entry = next(entry for entry in shelf.list() if entry.id == self.id)
        except (ShelfError, StopIteration):
            return True
        books = Books(shelf)
        for told in self.order:
            if not run_case(books, entry, self.cases, told).passed:
                self.order.remove(told)
                self.order.insert(0, told)  # the next mutant is likely to be caught by the same case
                return True
        return False


def survivors(file: str, made: Sequence[Mutant], folder: Path) -> list[str]:
    assert made
    trial = Trial(folder / "rulebooks", file)
    survive = [f"{mutant.where}: {mutant.was} → {mutant.now}" for mutant in made if not trial.caught(mutant)]
    print(f"{file}: {len(made)} mutants, {len(survive)} survive")
    return survive


@pytest.mark.parametrize("file", FILES)
def test_a_slice_of_the_values_does_not_change_unnoticed(file: str, tmp_path: Path) -> None:
    made = list(mutants(BUILT_IN / file))[::SLICE]
    assert survivors(file, made, tmp_path) == []


@pytest.mark.trial
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("file", FILES)
def test_no_value_changes_unnoticed(file: str, part: int, tmp_path: Path) -> None:
    made = list(mutants(BUILT_IN / file))[::TRIAL_SLICE][part::PARTS]
    assert survivors(file, made, tmp_path) == []
