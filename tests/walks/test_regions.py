"""An office with a regional calendar: its own days decide, both dates are shown, a new national edition moves it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from guiju.kit.looks import look
from guiju.kit.view import case_view
from guiju.shelf.flaws import ShelfError
from guiju.shelf.shelf import BUILT_IN, Shelf
from guiju.store import queries
from guiju.store.fsck import fsck
from guiju.store.office import install_calendar, open_office
from tests.walks.little import BOOK, Little, _template, close, little_shelf

LAYER = """
rulebook: CN-XJ.office/public-data-registration
extends: CN/public-data-registration
title: {zh: 示例登记机构业务规则, en: Working rules of an example registrar}
version: {number: "1", status: office_rule, effective: 2025-04-01}
calendar: CN-XJ
"""


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Little]:
    """The small office, in Xinjiang."""
    home, _ = _template()
    shutil.copytree(home, tmp_path / "office")
    little_shelf(tmp_path / "shelf")
    book = tmp_path / "shelf" / BOOK / "1.yaml"
    book.write_text(book.read_text("utf-8").replace("calendar: CN\n", "calendar: CN-XJ\n"), "utf-8")
    office = open_office(tmp_path / "office", Shelf(BUILT_IN, tmp_path / "shelf"))
    yield Little(office, *(office.actor(name) for name in ("anna", "bert", "chen", "dora", "eve")))
    close()


def accept_of(at: Little, number: str) -> Any:
    terms: Any = case_view(look(at.office, number))["terms"]
    return terms[0]


def test_the_term_counts_by_the_offices_days_and_shows_the_nations(at: Little) -> None:
    """Filed on 3 June 2025; the Feast of Sacrifice takes 6 to 10 June there."""
    number = at.file().number
    term = accept_of(at, number)
    assert queries.load(number).pin.calendar == "CN-XJ@2026-11-22"
    assert (term["due"], term["elsewhere"]["due"], term["provisional"]) == ("2025-06-11", "2025-06-06", False)
    assert term["left_out"][0]["from"] == "2025-06-06"
    at.office.set_clock(date(2025, 6, 11))
    at.do("accept", at.chen, number)
    assert case_view(look(at.office, number))["breaches"] == []
    assert fsck(at.office) == []


def test_a_new_edition_of_the_nation_moves_the_region_too(at: Little) -> None:
    number = at.file().number
    edition: Any = at.office.shelf.calendar_tree("CN")
    year = edition["years"]["2025"]
    new = {
        **edition,
        "edition": "2026-12-01",
        "festivals": {**edition["festivals"], "extra": {"zh": "示例假日", "en": "Example day"}},
        "years": {**edition["years"], "2025": {**year, "off": {**year["off"], "extra": "2025-06-05"}}},
    }
    moved = install_calendar(at.office, new)
    assert moved == [{"case": number, "term": "accept", "was": "2025-06-11", "now": "2025-06-12"}]
    later = at.file().number
    assert {queries.load(each).pin.calendar for each in (number, later)} == {"CN-XJ@2026-12-01"}
    assert (accept_of(at, later)["due"], accept_of(at, later)["elsewhere"]["due"]) == ("2025-06-12", "2025-06-09")
    assert fsck(at.office) == []


def test_a_new_edition_of_the_region_stands_on_the_nation_as_it_is_here(at: Little) -> None:
    number = at.file().number
    region: Any = {**at.office.shelf.calendar_tree("CN-XJ"), "edition": "2026-12-02"}  # type: ignore[dict-item]
    del region["base"]
    year = region["years"]["2025"]
    region["years"] = {**region["years"], "2025": {**year, "off": {**year["off"], "eid_al_adha": "2025-06-06"}}}
    assert install_calendar(at.office, region) == [
        {"case": number, "term": "accept", "was": "2025-06-11", "now": "2025-06-09"}
    ]
    assert fsck(at.office) == []


def test_an_office_names_its_days_and_changes_no_length(tmp_path: Path) -> None:
    place = tmp_path / "CN-XJ.office" / "public-data-registration"
    place.mkdir(parents=True)
    (place / "1.yaml").write_text(LAYER, "utf-8")
    shelf = Shelf(BUILT_IN, tmp_path)
    book = shelf.rulebook("CN-XJ.office/public-data-registration", date(2025, 6, 1))
    assert shelf.calendar(shelf.calendar_of(book)).id == "CN-XJ"
    assert str(book.clocks["accept"].length) == "3wd"
    (place / "1.yaml").write_text(LAYER + "clocks: {accept: {length: 4wd}}\n", "utf-8")
    with pytest.raises(ShelfError, match=r"clocks\.accept\.length"):
        Shelf(BUILT_IN, tmp_path).rulebook("CN-XJ.office/public-data-registration", date(2025, 6, 1))
