"""Values with days, versions with days, and which rulebook applies where and when."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from guiju.shelf.flaws import ShelfError
from guiju.shelf.shelf import BUILT_IN, Shelf, open_shelf
from tests.laws.shelf_kit import DAY, NATION, OFFICE, PROVINCE, broken, overlay, put, shelf


@pytest.mark.parametrize(
    ("on", "length", "cite"),
    [
        (date(2025, 3, 1), "3wd", "XX/reg#a10"),
        (date(2025, 12, 31), "3wd", "XX/reg#a10"),
        (date(2026, 1, 1), "2wd", "XX/reg#a11"),
        (date(2099, 1, 1), "2wd", "XX/reg#a11"),
    ],
)
def test_the_last_day_reached_gives_the_value_and_its_cite(tmp_path: Path, on: date, length: str, cite: str) -> None:
    clock = shelf(tmp_path, NATION).rulebook("XX/reg", on).clocks["accept"]
    assert (str(clock.length), clock.cite) == (length, cite)


def test_before_its_first_day_a_value_is_not_there(tmp_path: Path) -> None:
    folder = shelf(tmp_path, broken(NATION, "publicity: {length: 10wd,", "publicity: {length: {2025-07-01: 10wd},"))
    assert folder.rulebook("XX/reg", date(2025, 6, 30)).clocks["publicity"].length is None
    assert str(folder.rulebook("XX/reg", date(2025, 7, 1)).clocks["publicity"].length) == "10wd"


def test_a_dated_value_may_bring_its_mark(tmp_path: Path) -> None:
    text = broken(NATION, "2026-01-01: {is: 2wd, cite: a11}", "2026-01-01: {is: 2wd, cite: a11, mark: interp}")
    clock = shelf(tmp_path, text).rulebook("XX/reg", date(2026, 1, 1)).clocks["accept"]
    assert (clock.mark, clock.cite) == ("interp", "XX/reg#a11")


def test_whole_items_lists_and_guards_may_be_dated(tmp_path: Path) -> None:
    text = broken(
        NATION, "{fields: [name, kind], cite: a12}", "{fields: {2025-03-01: [name], 2025-06-01: [kind]}, cite: a12}"
    )
    text = broken(
        text,
        "{is: delivered <= on, cite: a9}",
        "{2025-03-01: {is: 'true', cite: a9}, 2025-06-01: {is: 'false', cite: a5}}",
    )
    early, late = (shelf(tmp_path, text).rulebook("XX/reg", on) for on in (date(2025, 5, 31), DAY))
    assert (early.views["publicity"].fields, late.views["publicity"].fields) == (("name",), ("kind",))
    guards = [book.procedures["first"].acts["submit"].when["before"] for book in (early, late)]
    assert [(guard.is_, guard.cite) for guard in guards] == [("true", "XX/reg#a9"), ("false", "XX/reg#a5")]


@pytest.mark.parametrize(
    ("on", "there"),
    [(date(2025, 4, 30), False), (date(2025, 5, 1), True), (date(2025, 5, 9), True), (date(2025, 5, 10), False)],
)
def test_an_item_stands_from_since_to_ended(tmp_path: Path, on: date, there: bool) -> None:
    text = broken(NATION, "end: {block: subject,", "end: {since: 2025-05-01, ended: 2025-05-09, block: subject,")
    assert ("end" in shelf(tmp_path, text).rulebook("XX/reg", on).forms["first"].fields) is there


def test_a_state_that_ended_leaves_the_from_lists(tmp_path: Path) -> None:
    text = broken(NATION, "returned: {waits_for", "returned: {ended: 2025-05-31, waits_for")
    for verb in ("return: {from", "resubmit: {from"):
        text = broken(text, verb, verb.replace("{from", "{ended: 2025-05-31, from"))
    folder = shelf(tmp_path, text)
    before, after = (folder.rulebook("XX/reg", on).procedures["first"] for on in (date(2025, 5, 31), DAY))
    assert (before.acts["decline"].from_, after.acts["decline"].from_) == (("submitted", "returned"), ("submitted",))
    assert "resubmit" not in after.acts


def test_a_rulebook_is_built_once_for_a_stretch_of_days(tmp_path: Path) -> None:
    folder = shelf(tmp_path, NATION)
    june, july, next_year = (folder.rulebook("XX/reg", on) for on in (DAY, date(2025, 7, 1), date(2026, 1, 1)))
    assert june is july
    assert june is not next_year


def version(text: str, number: str, effective: str, status: str = "in_force", expires: str = "") -> str:
    lines = text.splitlines()
    index = next(index for index, line in enumerate(lines) if line.startswith("version:"))
    end = f", expires: {expires}" if expires else ""
    lines[index] = f"version: {{number: '{number}', status: {status}, effective: {effective}{end}}}"
    return "\n".join(lines)


def test_a_day_picks_the_version(tmp_path: Path) -> None:
    put(tmp_path, version(NATION, "old", "2020-01-01", expires="2024-12-31"), "old.yaml")
    put(tmp_path, version(NATION, "new", "2025-03-01"), "new.yaml")
    put(tmp_path, version(NATION, "newer", "2026-03-01"), "newer.yaml")
    put(tmp_path, version(NATION, "draft", "2025-06-01", "draft"), "draft.yaml")
    folder = Shelf(tmp_path)

    def number(on: date, simulate: bool = False) -> str | None:
        entry = folder.pick("XX/reg", on, simulate)
        return entry.number if entry else None

    assert [entry.number for entry in folder.list()] == ["old", "new", "draft", "newer"]
    assert [number(date(year, 2, 1)) for year in (2019, 2024, 2025, 2026, 2027)] == [None, "old", None, "new", "newer"]
    assert [number(date(2024, 12, 31)), number(date(2025, 1, 1)), number(date(2025, 3, 1))] == ["old", None, "new"]
    assert [number(DAY), number(DAY, simulate=True)] == ["new", "draft"]
    with pytest.raises(
        ShelfError, match=r"XX/reg has no version in force on 2025-02-01; .*old \(2020-01-01 – 2024-12-31"
    ):
        folder.rulebook("XX/reg", date(2025, 2, 1))
    with pytest.raises(ShelfError, match=r"no such rulebook: XX/rag; did you mean XX/reg\?"):
        folder.rulebook("XX/rag", DAY)


def test_what_applies_falls_to_the_nearest_text_that_stands(tmp_path: Path) -> None:
    folder = shelf(tmp_path, NATION, PROVINCE, OFFICE)

    def applies(place: str, on: date) -> str | None:
        entry = folder.applicable(place, "reg", on)
        return entry.id if entry else None

    assert applies("XX-P.demo", DAY) == "XX-P.demo/reg"
    assert applies("XX-P", DAY) == "XX-P/reg"
    assert applies("XX-P", date(2025, 3, 31)) == "XX/reg"
    assert applies("XX-P", date(2027, 3, 31)) == "XX-P/reg"
    assert applies("XX-P", date(2027, 4, 1)) == "XX/reg"
    assert applies("XX-P.demo", date(2027, 4, 1)) == "XX/reg"  # the office's layer stands on nothing then
    assert applies("XX-P.other", DAY) == "XX-P/reg"
    assert applies("XX-Q", DAY) == "XX/reg"
    assert applies("XX", date(2025, 2, 28)) is None
    assert applies("YY", DAY) is None


def test_the_parent_is_the_version_of_the_day(tmp_path: Path) -> None:
    put(tmp_path, version(NATION, "1", "2025-03-01"))
    put(tmp_path, version(broken(NATION, "length: 10wd", "length: 7wd"), "2", "2026-01-01"), "2.yaml")
    put(tmp_path, PROVINCE)
    folder = Shelf(tmp_path)
    lengths = [str(folder.rulebook("XX-P/reg", on).clocks["publicity"].length) for on in (DAY, date(2026, 1, 1))]
    assert lengths == ["10wd", "7wd"]


def test_outside_replaces_the_same_version_and_says_so(tmp_path: Path) -> None:
    inner, outer = tmp_path / "inner", tmp_path / "outer"
    first = put(inner, NATION)
    put(inner, PROVINCE)
    put(outer, broken(NATION, "length: 10wd", "length: 4wd"), "other-name.yaml")
    folder = Shelf(inner, outer)
    assert [(entry.id, entry.replaced) for entry in folder.list()] == [("XX-P/reg", None), ("XX/reg", first)]
    assert str(folder.rulebook("XX-P/reg", DAY).clocks["publicity"].length) == "4wd"


def test_the_same_version_twice_in_one_folder(tmp_path: Path) -> None:
    put(tmp_path, NATION, "a.yaml")
    put(tmp_path, NATION, "b.yaml")
    with pytest.raises(ShelfError, match=r"b\.yaml:4:19: the same version as .*a\.yaml"):
        Shelf(tmp_path).list()


def test_the_environment_adds_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "one", NATION)
    put(tmp_path / "two", PROVINCE)
    put(tmp_path / "three", OFFICE)
    monkeypatch.setenv("GUIJU_SHELF", os.pathsep.join(str(tmp_path / name) for name in ("one", "two")))
    found = open_shelf(tmp_path / "three")
    assert found.folders[0] == BUILT_IN
    assert {"XX/reg", "XX-P/reg", "XX-P.demo/reg"} <= {entry.id for entry in found.list()}
    assert found.applicable("XX-P.demo", "reg", DAY) is not None


def test_calendars_and_glossary_may_be_replaced(tmp_path: Path) -> None:
    assert Shelf(BUILT_IN).calendar("CN").edition
    other = tmp_path / "_glossary.yaml"
    other.write_text("登记机构: {en: registrar}\n", "utf-8")
    assert Shelf(BUILT_IN, tmp_path).glossary() == {"登记机构": {"en": "registrar"}}
    with pytest.raises(ShelfError, match="no such calendar: CN"):
        Shelf(tmp_path).calendar("CN")


def test_a_draft_child_may_stand_on_a_draft_parent(tmp_path: Path) -> None:
    put(tmp_path, version(NATION, "1", "2025-03-01", "draft"))
    put(tmp_path, overlay(version={"number": "P", "status": "as_told", "effective": "2025-04-01"}))
    folder = Shelf(tmp_path)
    assert folder.pick("XX-P/reg", DAY) is None
    assert folder.rulebook("XX-P/reg", DAY, simulate=True).lineage == ("XX-P/reg", "XX/reg")
