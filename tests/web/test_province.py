"""A place is a folder of rules: named in GUIJU_SHELF, it has its page of rules, its form to apply, its cases and its
schema for programs, and nobody has written a line of code for it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.walks.provinces import CHOICES, Extra, Province
from tests.web import desk
from tests.web.desk import Form, Page, Person

office = desk.office
PLACE = "CN-XX"
BOOK = f"{PLACE}/public-data-registration"
EXTRAS = (
    Extra("extra_a", "text", True, True),
    Extra("extra_b", "choice", True, False),
    Extra("extra_c", "boolean", "in_scope", False),
    Extra("extra_d", "date", False, True),
    Extra("extra_e", "integer", False, False),
)
DRAWN = Province("7wd", "15wd", "4wd", None, "reviewed", "10wd", EXTRAS, 3, True)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Any:
    """The demo's office with one folder more on its shelf."""
    DRAWN.write(tmp_path / "shelf", BOOK)
    monkeypatch.setenv("GUIJU_SHELF", str(tmp_path / "shelf"))
    return request.getfixturevalue("office")


def licence(today: date) -> date:
    return today + timedelta(days=500)


def begun(person: Person) -> Page:
    return person.follow(person.send(person.get("apply/").form("/apply/"), way=f"{PLACE}:first"))


def sheet(page: Page) -> Form:
    return next(form for form in page.forms if "/drafts/" in form.action)


def acted(person: Person, case: str, verb: str) -> Page:
    page = person.get(f"cases/{case}/acts/{verb}/")
    return person.follow(person.send(page.form(f"/acts/{verb}/")))


def test_without_its_folder_there_is_no_such_place(office: Any) -> None:
    assert f"{PLACE}:first" not in Person("bureau").get("apply/").html
    assert Person().get(f"rules/{BOOK}/").status == 404


def test_it_has_its_page_of_rules(place: Any) -> None:
    assert f"/en/rules/{BOOK}/" in Person().get("rules/").links
    page = Person().get(f"rules/{BOOK}/")
    assert page.status == 200
    for word in ("a province drawn by chance", "time to supplement", "time is up", *(one.name for one in EXTRAS)):
        assert word in page.text, word


def test_it_has_its_form_and_its_cases_to_the_record(place: Any) -> None:
    today, bureau, officer = place.today(), Person("bureau"), Person("acceptor")
    form = sheet(begun(bureau))
    for name, answer in DRAWN.answers(today, licence(today)).items():
        if not name.startswith("registrant_"):  # known from whoever files
            form[f"field-{name}"] = str(answer).lower() if isinstance(answer, bool) else str(answer)
    lacking = sheet(begun(bureau))
    assert {f"field-{extra.name}" for extra in EXTRAS} <= {*form.values, "field-extra_c"}  # nothing is chosen there yet
    noticed = bureau.send(lacking, do="check").text
    assert all(name in noticed for name in ("extra_a", "extra_b", "licence_end"))
    receipt = bureau.follow(bureau.send(form, do="submit"))
    case = next(link for link in receipt.links if "/cases/3" in link).strip("/").rpartition("/")[2]
    page = bureau.get(f"cases/{case}/")
    assert page.status == 200
    assert all(word in page.text for word in ("a province drawn by chance", CHOICES["x"]["en"], "7 working days"))
    for verb in ("accept", "complete_review", "publicise"):
        acted(officer, case, verb)
    board = Person().get(f"records/{case}/").text
    assert "extra_a" in board and "extra_d" in board and "extra_b" not in board
    place.set_clock(DRAWN.last("publicity", today) + timedelta(days=1))
    acted(officer, case, "assign_code")
    entry = Person().get(f"records/{case}-1/").text
    until = DRAWN.valid_to(place.today(), licence(today))
    assert f"{until.day} {until:%B %Y}" in entry


def test_programs_get_its_schema(place: Any) -> None:
    told = Person().client.get(f"/api/v1/rulebooks/{BOOK}").json()
    assert all(extra.name in str(told["forms"]) for extra in EXTRAS)
    described = Person().client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    opening = [schema for name, schema in described.items() if name.startswith(PLACE) and name.endswith("first.submit")]
    assert len(opening) == 1
    assert all(extra.name in str(opening[0]) for extra in EXTRAS)
