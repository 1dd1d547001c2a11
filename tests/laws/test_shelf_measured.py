"""What a field states of the data: a word that a scan answers, in a field that can state it."""

from __future__ import annotations

from pathlib import Path

import pytest

from guiju.plane.fill import FINDINGS
from guiju.plane.quality.standard import STANDARD
from guiju.shelf.measured import OFTEN, QUALITY, measured
from guiju.shelf.scanned import FOUND
from guiju.shelf.shelf import open_shelf
from tests.laws.builders import form
from tests.laws.shelf_kit import DAY, NATION, broken, put, shelf, unpin

NAME = "name: {block: subject, required: yes,"
KIND = "kind: {block: subject, type: choice, one_of: {data:"
MISTAKES = {
    "no such word": (NAME, f"{NAME} measures: ‸row,", "measures cannot be row", "did you mean rows?"),
    "no such kind of word": (NAME, f"{NAME} measures: ‸sort.personal,", "measures cannot be sort.personal", ""),
    "kind of nothing": (NAME, f"{NAME} measures: ‸kind,", "measures cannot be kind", ""),
    "update of something": (NAME, f"{NAME} measures: ‸update.daily,", "measures cannot be update.daily", ""),
    "not of this type": (NAME, f"{NAME} measures: ‸update,", "a field of type text cannot state update", "choice"),
    "no such frequency": (
        KIND,
        KIND.replace("one_of", "measures: ‸update, one_of"),
        "no such frequency: data",
        "daily",
    ),
    "no option of the kind": (
        KIND,
        KIND.replace("choice, one_of", "choices, measures: ‸kind.personal, one_of"),
        "there is no option personal",
        "is called as the kind",
    ),
    "scanner finds no such thing": (
        "filled_by: scanner.digest",
        "filled_by: ‸scanner.digist",
        "the scanner finds no digist",
        "did you mean digest?",
    ),
    "holds nothing": (NAME, f"{NAME} filled_by: ‸scanner.holds,", "the scanner finds no holds", "holds.K?"),
    "holds no kind": (NAME, f"{NAME} filled_by: ‸scanner.holds.,", "the scanner finds no holds.", "holds.K?"),
    "holds in a text": (NAME, f"{NAME} filled_by: ‸scanner.holds.personal,", "holds.personal is yes or no", "boolean"),
}


@pytest.mark.parametrize(("old", "new", "says", "hint"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_where_it_stands(tmp_path: Path, old: str, new: str, says: str, hint: str) -> None:
    path = put(tmp_path, NATION)
    text, where = unpin(broken(NATION, old, new), path)
    path.write_text(text, "utf-8")
    (flaw,) = shelf(tmp_path).check("XX/reg", DAY)
    assert says in flaw.text.en and flaw.where == where
    assert hint in (flaw.hint.en if flaw.hint else "")


def test_a_field_is_answered_by_a_kind_that_the_data_hold(tmp_path: Path) -> None:
    field = "held: {block: subject, type: boolean, filled_by: scanner.holds.personal, label: {zh: 含, en: holds}}"
    at = shelf(tmp_path, broken(NATION, NAME, f"{field}\n      {NAME}"))
    assert at.check("XX/reg", DAY) == ()
    assert measured(at.rulebook("XX/reg", DAY).forms["first"].fields["held"]) == ("kind.personal",)


def test_all_that_the_scanner_answers_can_be_stated() -> None:
    assert set(FOUND) == FINDINGS.keys(), "the two lists are one"


def test_what_a_field_states_is_what_it_measures_or_what_the_machine_fills_in() -> None:
    fields = form(
        a={"filled_by": "scanner.rows"}, b={"measures": ("update",)}, c={"filled_by": "identity"}, d={}
    ).fields
    assert {name: measured(field) for name, field in fields.items()} == {
        "a": ("rows",),
        "b": ("update",),
        "c": (),
        "d": (),
    }


def test_the_built_in_shelf_states_what_is_known_elsewhere() -> None:
    """Kinds are those of the rulebook of kinds, indicators those of the standard, frequencies have a length."""
    books = open_shelf()
    kinds = books.rulebook(books.grading()["duties"], DAY).tables["kinds"].gives
    words = {
        word
        for entry in books.list()
        for form_ in books.rulebook(entry.id, max(DAY, entry.effective)).forms.values()
        for field in form_.fields.values()
        for word in (*field.measures, *measured(field))
    }
    assert {word.partition(".")[2] for word in words if word.startswith("kind.")} <= set(kinds)
    assert {word.partition(".")[2] for word in words if word.startswith(QUALITY)} <= STANDARD.keys()
    assert {"kind.personal", "kind.sensitive", "update", "drift.told"} <= words
    assert OFTEN["once"] is None and str(OFTEN["quarterly"]) == "3m"
