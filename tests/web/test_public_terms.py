"""The term calculator: the day, why, and what is wrong with a question."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.web import desk
from tests.web.desk import Person

office = desk.office


def test_a_term_is_counted_day_by_day(office: Any) -> None:
    page = Person().get("terms/", **{"from": "2025-09-25", "length": "20", "unit": "wd"})
    assert page.status == 200 and "29 October 2025" in page.text and "Wednesday" in page.text
    assert "20 working days from 25 September 2025, which does not count" in page.text
    assert "worked in exchange" in page.text and any("gov.cn" in link for link in page.links)
    assert "Provisional" not in page.text


@pytest.mark.parametrize(("length", "unit"), [("20wd", ""), ("3nd", ""), ("6m", ""), ("1", "y"), ("45", "nd")])
@pytest.mark.parametrize("count", ["next_day", "same_day"])
def test_the_page_counts_as_the_kernel_does(office: Any, length: str, unit: str, count: str) -> None:
    from guiju.kernel.calendar import due

    answer = due(date(2025, 9, 25), length + unit, office.shelf.calendar("CN"), count=count)
    query = {"from": "2025-09-25", "length": length, "unit": unit, "count": count, "calendar": "CN"}
    assert f'<time datetime="{answer.on}">' in Person().get("terms/", **query).html


def test_an_answer_beyond_the_notices_is_provisional(office: Any) -> None:
    page = Person().get("terms/", **{"from": "2031-01-10", "length": "30", "unit": "wd"})
    assert "Provisional" in page.text and "may move" in page.text


def test_a_regional_calendar_shows_the_nations_day_too(office: Any) -> None:
    query = {"from": "2026-04-16", "length": "2", "unit": "wd", "calendar": "CN-GX"}
    page = Person().get("terms/", **query)
    assert "22 April 2026" in page.text and "2026-04-20 (our reading" in page.text and "Sanyuesan" in page.text
    told = Person().get("/api/v1/due?start=2026-04-16&length=2wd&calendar=CN-GX").html
    assert '"2026-04-22"' in told and '"2026-04-20"' in told
    plain = Person().get("/api/v1/due?start=2026-04-16&length=2wd").html
    assert '"elsewhere":null' in plain.replace(": ", ":")


@pytest.mark.parametrize(
    ("query", "field", "zh", "en"),
    [
        ({"from": "", "length": "3"}, "from", "请填写起算日", "give the day of the event"),
        ({"from": "2025-13-01", "length": "3"}, "from", "不是日期", "is not a day"),
        ({"from": "2025-09-25", "length": ""}, "length", "请填写期限长度", "give the length"),
        ({"from": "2025-09-25", "length": "x"}, "length", "不是期限", "is not a term"),
        ({"from": "2025-09-25", "length": "72h"}, "length", "小时自时刻起算", "hours run from an instant"),
        ({"from": "9999-12-30", "length": "9", "unit": "y"}, "length", "届满日超出", "lies beyond"),
        ({"from": "2025-09-25", "length": "3", "calendar": "XX"}, "calendar", "没有日历", "there is no calendar"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_in_both_languages(
    office: Any, query: dict[str, str], field: str, zh: str, en: str
) -> None:
    for path, said in (("/terms/", zh), ("/en/terms/", en)):
        page = Person().get(path, **query)
        assert page.status == 422
        told = page.html.split(f'id="{field}-told"')[1].split("</div>")[0]
        assert said in told
        assert 'class="calc__answer"' not in page.html


def test_all_that_is_wrong_is_told_at_once(office: Any) -> None:
    page = Person().get("terms/", **{"from": "x", "length": "y"})
    assert page.html.count("field__stop") == 2


def test_a_long_term_is_not_listed(office: Any) -> None:
    page = Person().get("terms/", **{"from": "2025-09-25", "length": "9", "unit": "y"})
    assert page.status == 200 and "too long to list" in page.text and "25 September 2034" in page.text


def test_without_a_question_there_is_a_form(office: Any) -> None:
    page = Person().get("terms/")
    form = page.form("/terms/")
    assert page.status == 200 and form["from"] == "2025-11-20" and form["unit"] == "wd" and form["count"] == "next_day"
    assert "field__stop" not in page.html
