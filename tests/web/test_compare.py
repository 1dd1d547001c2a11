"""Two rulebooks side by side, as a page and for programs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.web import desk
from tests.web.desk import Person

office = desk.office
A, B = "CN/public-data-registration", "CN-FJ/public-data-registration"


def test_the_choice_names_every_version_and_the_rules_lead_here(office: Any) -> None:
    page = Person().get("rules/compare/")
    assert page.html.count("<select") == 2 and "Not under a heading" not in page.text
    for entry in office.shelf.list():
        assert page.html.count(f'value="{entry.id}@{entry.number}"') == 2
    rules = Person().get("rules/")
    assert "/en/rules/compare/" in rules.links
    rulebook = Person().get(f"rules/{B}/", on="2025-06-01")
    mine = [link for link in rulebook.links if "/rules/compare/?" in link]
    assert len(mine) == 2, "with the text above, and with any other"
    assert "Two places" in Person().get(mine[0].removeprefix("/en/")).text
    assert Person().get(mine[0].removeprefix("/en/")).html.count(" selected") == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_line_is_on_the_page_with_both_provisions(office: Any, language: str) -> None:
    from html import escape

    from guiju.kit.comparison import compared

    found = compared(office.shelf, A, B, None, office.today())
    prefix = "/en" if language == "en" else ""
    page = Person().get(f"{prefix}/rules/compare/?a={A}&b={B}")
    assert page.status == 200 and len(found.groups) == 16
    for group in found.groups:
        assert escape(group.label[language]) in page.html
    pairs = [pair for group in found.groups for pair in group.pairs] + list(found.rest)
    assert len(pairs) > 200
    for pair in pairs:
        assert escape(pair.label[language]) in page.html
        for side in (pair.a, pair.b):
            assert side is None or escape(side.text[language]) in page.html
            assert side is None or escape(side.grounds[language]) in page.html


def test_what_is_not_there_is_told(office: Any) -> None:
    anyone = Person()
    assert anyone.get("rules/compare/", a=A, b="XX/nothing").status == 404
    missing = anyone.get("rules/compare/", a=A, b=f"{B}@7")
    assert missing.status == 404 and "闽数据〔2025〕15号" in missing.text
    assert anyone.get("rules/compare/", a=A, b=B, on="yesterday").status == 422
    assert anyone.get("rules/compare/", a=A).status == 200, "half a choice is no mistake"
    assert anyone.get("rules/compare/", a=A, b=A, on="0001-01-01").status == 200, "then its first day"


def test_programs_read_the_same(office: Any) -> None:
    answer = Client().get("/api/v1/rulebooks/compare", {"a": A, "b": B, "on": "2025-06-01"})
    content = answer.json()
    assert answer.status_code == 200 and [content[side]["on"] for side in "ab"] == ["2025-06-01"] * 2
    lines = {line["path"]: line for heading in content["headings"] for line in heading["lines"]}
    product = lines["tables.must_register.rows.operator.gives"]
    assert (product["equal"], product["a"]["cites"], product["b"]["cites"]) == (False, [f"{A}#a5"], [f"{B}#a7"])
    assert product["b"]["text"] == {"zh": "应当登记", "en": "must be registered"}
    assert lines["letters.to_producer"]["a"] is None
    assert Client().get("/api/v1/rulebooks/compare", {"a": A}).status_code == 422
    unknown = Client().get("/api/v1/rulebooks/compare", {"a": A, "b": "XX/nothing"})
    assert unknown.status_code == 404 and unknown.json()["kind"] == "no_rulebook"
    kept = Client().get("/api/v1/rulebooks/compare", {"a": A, "b": A}, headers={"If-None-Match": answer["ETag"]})
    assert kept.status_code == 200


def test_a_draft_is_laid_beside_what_is_in_force(office: Any, tmp_path: Any) -> None:
    from guiju.kit.web import caller
    from guiju.shelf.shelf import BUILT_IN, Shelf
    from guiju.store.office import open_office

    text = (BUILT_IN / A / "2025-26.yaml").read_text("utf-8")
    for old, new in (
        ("status: in_force", "status: draft"),
        ("number: 发改数据规〔2025〕26号", "number: 示例草案"),
        ("length: 10wd, label: {zh: 公示期", "length: 7wd, label: {zh: 公示期"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    folder = tmp_path / "shelf" / A
    folder.mkdir(parents=True)
    (folder / "draft.yaml").write_text(text, "utf-8")
    open_office(office.path, Shelf(BUILT_IN, tmp_path / "shelf"))
    caller.office.cache_clear()
    page = Person().get("rules/compare/", a=f"{A}@示例草案", b=A)
    assert "7 working days" in page.text and "10 working days" in page.text and "draft" in page.text
    assert page.text.count("differs") == 3, "one heading with its one line, and the status of the text"
