"""The board, and objecting to what stands on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.web import desk
from tests.web.desk import Form, Person

office = desk.office
ON_BOARD, CONTESTED, IN_REVIEW = "350000-2025-000007", "350000-2025-000008", "350000-2025-000009"
OBJECT = f"cases/{ON_BOARD}/begin/objection/"


def filled(form: Form) -> Form:
    from guiju.wings.registry.demo.cast import ORGANISATIONS
    from guiju.wings.registry.demo.papers import objection

    body = ORGANISATIONS["objector"]
    for name, value in objection(body.name, body.code).items():
        form[f"field-{name}"] = str(value)
    return form


def objections(number: str) -> list[Any]:
    from guiju.store import queries

    return queries.cases(subject=number)


def test_the_board_counts_the_days_that_are_left(office: Any) -> None:
    page = Person().get("board/")
    assert "4 working days" in page.text and "3 working days" in page.text and "26 November 2025" in page.text
    assert "示例市公交线路站序" in page.text and f"/en/{OBJECT}" in page.links
    assert IN_REVIEW not in page.html
    office.set_clock(date(2025, 11, 26))
    assert "today is the last day" in Person().get("board/").text


def test_after_the_last_day_nobody_objects(office: Any) -> None:
    form = filled(Person("objector").get(OBJECT).form("/begin/objection/"))
    office.set_clock(date(2025, 11, 27))
    page = Person().get("board/")
    assert "The time to object is over" in page.text and f"/en/{OBJECT}" not in page.links
    late = Person("objector")
    assert late.get(OBJECT).forms[-1].action != f"/en/{OBJECT}", "no form any more"
    refused = late.send(form)
    assert refused.status == 409 and objections(ON_BOARD) == []


def test_an_empty_board_says_so(office: Any) -> None:
    from guiju.store.database import rows

    rows("UPDATE record SET listed = ''")
    assert "Nothing is publicised" in Person().get("board/").text


def test_objecting_takes_a_name(office: Any) -> None:
    page = Person().get(OBJECT)
    assert page.status == 401 and any("sign-in" in link for link in page.links)


def test_a_signed_in_person_objects_once(office: Any) -> None:
    objector = Person("objector")
    page = objector.get(OBJECT)
    assert page.status == 200 and "示例市公交线路站序" in page.text
    form = filled(page.form("/begin/objection/"))
    done = objector.send(form)
    assert done.status == 302 and "/receipts/" in done.where
    assert objector.send(form).where == done.where, "a double click does nothing twice"
    mine = objections(ON_BOARD)
    assert len(mine) == 1 and mine[0].pin.rulebook.startswith("CN-FJ.demo/")
    assert mine[0].number in objector.follow(done).text


def test_all_faults_are_told_at_once_at_their_fields(office: Any) -> None:
    objector = Person("objector")
    form = objector.get(OBJECT).form("/begin/objection/")
    form["field-objector_name"] = "示例地图有限公司"
    page = objector.send(form)
    assert page.status == 422 and objections(ON_BOARD) == []
    assert page.html.count('aria-invalid="true"') > 1 and page.html.count('href="#field-') > 1
    again = page.form("/begin/objection/")
    assert again["field-objector_name"] == "示例地图有限公司" and again["key"] == form["key"]
    assert objector.send(filled(again)).status == 302


def test_an_objection_survives_a_sign_in_that_ran_out(office: Any) -> None:
    objector = Person("objector")
    form = filled(objector.get(OBJECT).form("/begin/objection/"))
    objector.client.logout()
    page = objector.send(form)
    assert page.status == 401 and objections(ON_BOARD) == []
    sign_in = page.form("/sign-in/")
    back = objector.send(sign_in, **{"as": "objector"})
    kept = objector.follow(back).form("/begin/objection/")
    assert {name: kept[name] for name in form.values if name.startswith("field-")} == {
        name: form[name] for name in form.values if name.startswith("field-")
    }
    assert objector.send(kept).status == 302 and len(objections(ON_BOARD)) == 1


def test_what_is_not_on_the_board_cannot_be_objected_to(office: Any) -> None:
    objector = Person("objector")
    for number in (IN_REVIEW, "350000-2025-000001-1", "nothing"):
        assert objector.get(f"cases/{number}/begin/objection/").status == 404
