"""The rulebooks as pages: complete, on any day, and with their doubts in sight."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.web import desk
from tests.web.desk import Person

office = desk.office
OFFICE_RULE = "CN-FJ.demo/public-data-registration"


def test_every_text_of_the_shelf_is_listed_with_its_status(office: Any) -> None:
    page = Person().get("rules/")
    for entry in office.shelf.list():
        assert entry.number in page.text and f"/en/rules/{entry.id}/" in page.links
    assert "office rule" in page.text and "in force" in page.text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_rulebook_shows_all_that_it_says(office: Any, language: str) -> None:
    book = office.shelf.rulebook(OFFICE_RULE, date(2025, 11, 20))
    html = Person().get(f"{'/en' if language == 'en' else ''}/rules/{OFFICE_RULE}/").html
    named = [
        *(procedure.label for procedure in book.procedures.values() if not procedure.abstract),
        *(clock.label for clock in book.clocks.values()),
        *(duty.label for duty in book.duties.values()),
        *(field.label for form in book.forms.values() for field in form.fields.values()),
        *(conflict.why for conflict in book.conflicts.values()),
        *(provision.says for provision in book.provisions.values()),
        *(act.label for one in book.procedures.values() if not one.abstract for act in one.acts.values()),
    ]
    from django.utils.html import escape

    assert len(named) > 100
    assert [label for label in named if label is not None and escape(label[language]) not in html] == []
    assert html.count("<svg") >= sum(not one.abstract for one in book.procedures.values())


def test_an_office_rule_says_what_it_is_and_marks_what_it_asks(office: Any) -> None:
    page = Person().get(f"rules/{OFFICE_RULE}/")
    assert "required by this office" in page.text and "our reading" in page.text
    nation = Person().get("rules/CN/public-data-registration/")
    assert nation.text.count("required by this office") == 0


def test_a_rulebook_on_a_day(office: Any) -> None:
    anyone = Person()
    assert anyone.get(f"rules/{OFFICE_RULE}/", on="2026-01-01").status == 200
    absent = anyone.get(f"rules/{OFFICE_RULE}/", on="2020-01-01")
    assert absent.status == 404 and "示例规〔2025〕1号" in absent.text, "its versions are named"
    assert anyone.get(f"rules/{OFFICE_RULE}/", on="yesterday").status == 422
    assert anyone.get("rules/XX/nothing/").status == 404


def test_a_draft_is_shown_as_a_draft(office: Any, tmp_path: Any) -> None:
    from guiju.kit.web import caller
    from guiju.shelf.shelf import BUILT_IN, Shelf
    from guiju.store.office import open_office

    text = (BUILT_IN / "CN/public-data-registration/2025-26.yaml").read_text("utf-8")
    assert "status: in_force" in text
    folder = tmp_path / "shelf/CN/public-data-registration"
    folder.mkdir(parents=True)
    draft = text.replace("status: in_force", "status: draft").replace(
        "number: 发改数据规〔2025〕26号", "number: 示例草案"
    )
    (folder / "draft.yaml").write_text(draft.replace("effective: 2025-03-01", "effective: 2025-11-01"), "utf-8")
    open_office(office.path, Shelf(BUILT_IN, tmp_path / "shelf"))
    caller.office.cache_clear()
    anyone = Person()
    listed = anyone.get("rules/")
    assert "示例草案" in listed.text and "draft" in listed.text
    link = next(link for link in listed.links if "CN/public" in link and "draft=1" in link)
    shown, plain = anyone.get(link), anyone.get("rules/CN/public-data-registration/")
    assert "no case is handled under it" in shown.text
    assert "no case is handled under it" not in plain.text, "what is in force comes first"
