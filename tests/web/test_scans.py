"""Data scan: a file is handed in, a worker looks at it, and the report is read, answered and handed on."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guiju.kit.scan_jobs import WORKS, Wish, hand_in
from guiju.store import jobs_run
from guiju.store.people import find_actor
from tests.kit.test_scan_report import PERSONS, checker, number
from tests.web import desk
from tests.web.desk import Form, Page, Person

office = desk.office


def handed_in(person: Person, content: str = PERSONS, name: str = "名单.csv", **how: str) -> str:
    """The address of a scan that waits."""
    form = person.get("scans/").form("/scans/")
    page = person.send(form, file=SimpleUploadedFile(name, content.encode()), **how)
    assert page.status == 302, page.text[:600]
    return page.where


def work(office: Any) -> None:
    """What a worker does."""
    while jobs_run.work(office, WORKS):
        pass


def scanned(office: Any, person: Person, content: str = PERSONS, **how: str) -> tuple[str, Page]:
    """The address of a scan that is done, and its page."""
    where = handed_in(person, content, **how)
    work(office)
    return where, person.get(where)


def questions(page: Page) -> Form:
    return next(form for form in page.forms if "turn" in form.values)


def test_from_a_file_to_a_report(office: Any) -> None:
    bureau = Person("bureau")
    page = bureau.get("scans/")
    assert "up to 200 MB" in page.text and all(f"{ending}," in page.html for ending in (".csv", ".xlsx", ".db3"))
    where = handed_in(bureau)
    page = bureau.get(where)
    assert page.status == 200 and "waiting" in page.text and "Stop the scan" in page.text
    assert '<noscript><meta http-equiv="refresh"' in page.html and 'hx-trigger="every 1s"' in page.html
    work(office)
    page = bureau.get(where)
    assert page.status == 200 and "70 rows, 8 columns" in page.text and "at least general data" in page.text
    first, rest = page.text.split("Questions that no machine can answer")
    assert "resident identity number" in first and "9 were under 14" in first
    assert "Must dedicated rules for persons under 14 handler of personal information" in first
    assert "110************010" in rest and 'id="column-3"' in page.html
    assert number(1, 1950) not in page.html and "13800000001" not in page.html
    assert "名单.csv done" in bureau.get("scans/").text


def test_it_is_handed_on_as_json_and_markdown(office: Any) -> None:
    bureau = Person("bureau")
    where, page = scanned(office, bureau)
    told, text = bureau.get(f"{where}report.json"), bureau.get(f"{where}report.md")
    checker().validate(json.loads(told.html))
    assert text.html.startswith("# Report of a scan: 名单.csv") and "attachment" in text.headers["Content-Disposition"]
    assert bureau.get(where.replace("/en/", "/") + "report.md").html.startswith("# 数据扫描报告：名单.csv")
    assert f"{where}report.json" in page.links and f"{where}report.md" in page.links


def test_answers_change_the_grade_and_stay(office: Any) -> None:
    bureau = Person("bureau")
    where, page = scanned(office, bureau)
    form = questions(page)
    assert form["field-harm_public"] == ""
    form["field-harm_security"], form["field-abroad"] = "serious", "true"
    done = bureau.follow(bureau.send(form, do="answers"))
    assert "Graded with these answers." in done.text and "core data" in done.text.split("What has to be done")[0]
    again = questions(bureau.get(where))
    assert again["field-harm_security"] == "serious" and again["field-abroad"] == "true"
    told = json.loads(bureau.get(f"{where}report.json").html)
    checker().validate(told)
    assert told["grade"]["grade"] == "core" and "abroad" not in [ask["fact"] for ask in told["questions"]]
    again["field-harm_security"] = ""
    assert "at least general data" in bureau.follow(bureau.send(again, do="answers")).text


def test_the_list_says_each_grade_and_asks_no_more_for_it(office: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    bureau = Person("bureau")
    where, page = scanned(office, bureau)
    with CaptureQueriesContext(connection) as once:
        assert "名单.csv done Attention: at least general data" in bureau.get("scans/").text
    form = questions(page)
    form["overrule-grade"], form["overrule-reason"] = "important", "示例理由"
    assert bureau.send(form, do="answers").status == 302
    blank = handed_in(bureau, "甲,乙\n,\n,\n", "空白.csv")
    handed_in(bureau, table="没有的表", name="没有.csv")
    work(office)
    handed_in(bureau, name="等待.csv")
    with CaptureQueriesContext(connection) as often:
        told = bureau.get("scans/").text
    assert len(often) == len(once) and not any("result" in query["sql"] for query in often)
    assert "名单.csv done important data 示例甲" in told and "空白.csv done Attention: not determined 示例甲" in told
    assert "没有.csv Late: failed — 示例甲" in told and "等待.csv waiting — 示例甲" in told
    assert "未判定 示例甲" in bureau.get("/scans/").text.split("空白.csv 已完成")[1].split("名单.csv")[0]
    job = json.loads(bureau.get(f"/api/v1/jobs/{where.split('/')[-2]}").html)
    assert job["brief"] == {
        "grade": "important",
        "standing": "determined",
        "label": {"zh": "重要数据", "en": "important data"},
    }
    assert json.loads(bureau.get(f"{blank}report.json").html)["grade"]["grade"] is None


def test_what_the_grade_asks_for_stands_under_what_has_to_be_done(office: Any) -> None:
    """Of a scheme that says so, in both languages, with the provision."""
    bureau, wish = Person("bureau"), Wish(scheme="CN/data-grading-bank", facts={"catalogue": "core", "graded_rows": 10})
    job, _fresh = hand_in(office, find_actor("bureau"), [PERSONS.encode()], "名单.csv", wish)
    work(office)
    told = bureau.get(f"/en/scans/{job.id}/").text
    now = told.split("What has to be done")[1].split("Personal information")[0]
    assert "What the scheme asks for data of this grade" in now and "Has to be graded again" in now
    asked = "listed in the directory with its grade, which is kept up to date data of every grade"
    assert f"{asked} CN/data-grading-bank rule 4 as told, binds nobody" in now
    told = bureau.get(f"/scans/{job.id}/").text
    assert "对该级数据的措施 列入数据目录，写明级别，动态维护" in told.split("现在要做什么")[1] and "须重新定级" in told
    _where, plain = scanned(office, bureau)
    assert "What the scheme asks" not in plain.text


def test_a_wrong_answer_comes_back_at_its_question(office: Any) -> None:
    bureau = Person("bureau")
    where, page = scanned(office, bureau)
    form = questions(page)
    form["field-persons"], form["field-abroad"] = "many", "true"
    no = bureau.send(form, do="answers")
    assert no.status == 422 and 'value="many"' in no.html and "Nothing was changed" in no.text
    assert questions(bureau.get(where)).values.get("field-abroad") is None


def test_two_who_answer_at_once(office: Any) -> None:
    bureau = Person("bureau")
    where, page = scanned(office, bureau)
    first, second = questions(page), questions(bureau.get(where))
    first["field-abroad"] = "true"
    second["field-published"] = "true"
    assert bureau.send(first, do="answers").status == 302
    late = bureau.send(second, do="answers")
    assert late.status == 409 and "somebody else has answered" in late.text
    form = questions(late)
    assert form["field-published"] == "true" and form["field-abroad"] == "true", "the other's answer stands beside"
    assert bureau.send(form, do="answers").status == 302


def test_two_who_answer_in_the_same_moment(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have looked before either writes: while the one is graded, the other is kept."""
    from guiju.kit import scan_answered  # which needs the settings of the pages

    bureau, real = Person("bureau"), scan_answered.graded_anew
    where, page = scanned(office, bureau)
    first, second = questions(page), questions(bureau.get(where))
    first["field-abroad"], second["field-published"] = "true", "true"
    first["overrule-grade"], first["overrule-reason"] = "important", "示例理由"

    def overtaken(*given: Any) -> dict[str, Any]:
        monkeypatch.setattr(scan_answered, "graded_anew", real)
        assert Person("bureau").send(first, do="answers").status == 302
        return real(*given)

    monkeypatch.setattr(scan_answered, "graded_anew", overtaken)
    late = bureau.send(second, do="answers")
    assert late.status == 409 and "somebody else has answered" in late.text
    kept = questions(bureau.get(where))
    assert kept["field-abroad"] == "true" and kept.values.get("field-published") is None
    again = questions(late)
    assert again["field-published"] == "true" and again["turn"] == kept["turn"]
    assert bureau.send(again, do="answers").status == 302
    both = questions(bureau.get(where))
    assert both["field-published"] == both["field-abroad"] == "true" and both["overrule-reason"] == "示例理由"


def test_a_person_decides_the_grade_with_a_reason(office: Any) -> None:
    bureau = Person("bureau")
    _where, page = scanned(office, bureau)
    form = questions(page)
    form["overrule-grade"] = "important"
    no = bureau.send(form, do="answers")
    assert no.status == 422 and 'id="overrule-told"' in no.html and "say the reason" in no.text
    form["overrule-reason"], form["overrule-grade"] = "示例理由", ""
    none = bureau.send(form, do="answers")
    assert none.status == 422 and "choose the grade" in none.text and "示例理由" in none.html, "no reason is lost"
    form["overrule-grade"] = "important"
    done = bureau.follow(bureau.send(form, do="answers"))
    assert "Decided by 示例甲 on 20 November 2025; computed: at least general data. 示例理由" in done.text
    form = questions(done)
    assert form["overrule-grade"] == "important" and form["overrule-reason"] == "示例理由"
    form["overrule-grade"] = ""
    assert "示例理由" not in bureau.follow(bureau.send(form, do="answers")).text


def test_a_scan_is_stopped(office: Any) -> None:
    bureau = Person("bureau")
    where = handed_in(bureau)
    assert any(("do", "stop") in form.buttons for form in bureau.get(where).forms)
    bureau.send(Form(where), do="stop")
    work(office)
    assert "stopped" in bureau.get(where).text and bureau.get(f"{where}report.json").status == 409
    told = bureau.client.get(where, headers={"HX-Request": "true"})
    assert told.headers["HX-Refresh"] == "true" and not told.content


def test_a_scan_is_deleted_before_its_time(office: Any) -> None:
    """Only when it is over; report and file are gone, for one's own organisation alone to do."""
    bureau, folder = Person("bureau"), office.path / "uploads"
    before = len([*folder.glob("*")])
    where = handed_in(bureau)
    early = bureau.send(Form(where), do="delete", sure="yes")
    assert early.status == 409 and "stop it first" in early.text
    work(office)
    assert any(("do", "delete") in form.buttons for form in bureau.get(where).forms)
    assert Person("park").send(Form(where), do="delete", sure="yes").status == 404
    assert bureau.get(where).status == 200 and len([*folder.glob("*")]) == before + 1
    gone = bureau.send(Form(where), do="delete", sure="yes")
    assert gone.status == 302 and gone.where.endswith("/scans/")
    assert bureau.get(where).status == 404 and len([*folder.glob("*")]) == before


def test_what_cannot_be_scanned_says_why_and_what_to_do(office: Any) -> None:
    bureau = Person("bureau")
    where = handed_in(bureau, table="没有的表")
    work(office)
    page = bureau.get(where)
    assert page.status == 200 and "could not be scanned" in page.text and "What to do:" in page.text
    assert "failed" in bureau.get("scans/").text
    form = bureau.get("scans/").form("/scans/")
    none = bureau.send(form)
    assert none.status == 422 and "choose a file" in none.text
    empty = bureau.send(form, file=SimpleUploadedFile("空.csv", b""))
    said = "空.csv: the file is empty. Export or transfer the file again."
    assert empty.status == 422 and empty.text.count(said) == empty.text.count("again") == 1, "each is said once"


def test_sent_twice_it_is_scanned_once(office: Any) -> None:
    bureau = Person("bureau")
    form = bureau.get("scans/").form("/scans/")
    first, second = (bureau.send(form, file=SimpleUploadedFile("名单.csv", PERSONS.encode())) for _ in range(2))
    assert first.where == second.where
    assert len([link for link in bureau.get("scans/").links if "/scans/0" in link]) == 1


def test_while_too_many_wait_no_more_are_taken_in(office: Any) -> None:
    from django.test import override_settings

    bureau = Person("bureau")
    with override_settings(SCANS_WAITING=1):
        where = handed_in(bureau)
        form = bureau.get("scans/").form("/scans/")
        file = SimpleUploadedFile("名单.csv", PERSONS.encode())
        full = bureau.send(form, file=file)
        assert full.status == 429 and "as many scans as it may at once (1). Wait until one is done" in full.text
        chinese = bureau.get("/scans/").form("/scans/")
        full = bureau.send(chinese, file=SimpleUploadedFile("名单.csv", PERSONS.encode()))
        assert full.status == 429 and "本单位已有 1 次扫描未完成。等其中一次完成，或取消一次，再提交。" in full.text
        bureau.send(Form(where), do="stop")
        handed_in(bureau)


def test_a_wide_table_has_pages_of_columns(office: Any) -> None:
    bureau = Person("bureau")
    wide = ",".join(f"列{n}" for n in range(230)) + "\n" + ",".join("1" * 230) + "\n"
    where, page = scanned(office, bureau, wide)
    assert "1 to 100 of 230" in page.text and 'id="column-101"' not in page.html
    assert 'id="column-230"' in bureau.get(f"{where}?start=200").html


def test_the_registration_is_filled_from_the_report(office: Any) -> None:
    """Also what grading knows, where a field of the rulebook asks for it; and the data are known without the file."""
    bureau = Person("bureau")
    health = "编号,姓名,宗教信仰,登记日期,区划代码\n" + "".join(
        f"{n},示例{'甲乙丙丁'[n % 4]},{'佛教 道教 伊斯兰教'.split()[n % 3]},2024-{n % 12 + 1:02d}-05,350102\n"
        for n in range(60)
    )
    where, page = scanned(office, bureau, health)
    link = next(link for link in page.links if "/apply/?scan=" in link)
    begin = bureau.get(link)
    assert "名单.csv" in begin.text and 'type="file"' not in begin.html
    form = begin.form("/apply/")
    form["way"] = "CN-FJ.demo:first"
    begun = bureau.send(form)
    draft = bureau.follow(begun)
    filled = next(form for form in draft.forms if "field-data_name" in form.values)
    assert filled["field-rows"] == "60" and filled["field-first_day"] == "2024-01-05"
    assert filled["field-contains_sensitive"] == "true"
    other = Person("park").get(link)
    assert other.status == 404
    bureau.send(Form(where), do="delete", sure="yes")
    left = next(form for form in bureau.follow(begun).forms if "field-data_name" in form.values)
    assert left["field-rows"] == "60", "a draft does not need the scan that began it"


def test_a_header_without_rows_is_not_said_to_be_at_its_best(office: Any) -> None:
    """None of the indicators was measured, which is no praise."""
    _where, page = scanned(office, Person("bureau"), "姓名,手机号\n", quality="yes")
    assert "Nothing could be measured" in page.text and "at its best" not in page.text
