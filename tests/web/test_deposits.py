"""Deposits as people see them: from files to a proof, in a browser without JavaScript."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from guiju.kernel import certificate
from guiju.store import erasing
from guiju.store.signing import read_keys
from tests.web.desk import Form, Page, Person, office

__all__ = ["office"]
TABLE, SHOT = b"code,name\n350100,x\n", b"\x89PNG\r\n\x1a\n"


def file(content: bytes = TABLE, name: str = "区划.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def empty(person: Person) -> Form:
    return person.get("deposits/new/").form("/deposits/new/")


def made(person: Person, **more: Any) -> Page:
    """The page of a new deposit."""
    return person.follow(person.send(empty(person), **({"data": file()} | more)))


def test_from_an_empty_list_to_a_proof(office: Any) -> None:
    park = Person("park")
    first = park.get("deposits/")
    assert "Nothing has been deposited" in first.text and any("/deposits/new/" in link for link in first.links)
    page = made(park, note="首次发布", screenshot=[file(SHOT, "一.png"), file(SHOT + b"2", "二.png")])
    for word in ("区划.csv", "一.png", "二.png", "screenshot", "首次发布", "only its digest is kept", "19 B"):
        assert word in page.text, word
    link = next(link for link in page.links if link.endswith("/proof-1.json"))
    answer = park.client.get(link)
    assert answer["Content-Disposition"].startswith('attachment; filename="deposit-350000-2025-D')
    read = certificate.read(answer.content)
    keys = read_keys((Path(office.path) / "log.pub").read_text("utf-8"))
    assert certificate.check(read, keys).flaws == ()
    listed = park.get("deposits/")
    assert "区划.csv" in listed.text and "Nothing has been deposited" not in listed.text


def test_a_double_click_deposits_once(office: Any) -> None:
    bureau = Person("bureau")
    form = empty(bureau)
    first, second = (bureau.send(form, data=file()) for _ in range(2))
    assert first.where == second.where and first.status == second.status == 302
    other = bureau.send(form, data=file(b"other"))
    assert other.status == 409 and "Choose them again" in other.text


def test_more_is_attached_and_kept_files_come_back(office: Any) -> None:
    bureau = Person("bureau")
    page = made(bureau, keep="yes")
    where = next(form.action for form in page.forms if "/deposits/" in form.action)
    kept = bureau.client.get(next(link for link in page.links if "/files/" in link))
    assert b"".join(kept.streaming_content) == TABLE
    assert kept["Content-Type"] == "application/octet-stream" and kept["Content-Disposition"].startswith("attachment")
    form = page.form(where)
    sent = bureau.send(form, log=file(b"ok\n", "接收.log"), note="补充说明")
    assert sent.status == 302
    page = bureau.get(where)
    assert "Attached later" in page.text and "接收.log" in page.text and "补充说明" in page.text
    assert any(link.endswith("/proof-2.json") for link in page.links)
    assert bureau.get(where.removeprefix("/en/") + "files/2/").status == 404, "it was not kept"
    assert bureau.get(where.removeprefix("/en/") + "proof-3.json").status == 404


def test_a_form_without_a_file_comes_back_with_what_was_written(office: Any) -> None:
    bureau = Person("bureau")
    answer = bureau.send(empty(bureau), note="写好的说明", keep="yes")
    assert answer.status == 422 and "no file was chosen" in answer.text
    form = answer.form("/deposits/new/")
    assert form["note"] == "写好的说明" and form["keep"] == "yes"
    assert bureau.send(form, data=file()).status == 302
    assert bureau.send(Form("/en/deposits/new/"), data=file()).status == 422, "a form of ours has a key"


def test_the_form_survives_a_sign_in(office: Any) -> None:
    nobody = Person()
    answer = nobody.send(Form("/en/deposits/new/", {"key": ["x" * 8], "note": ["写好的说明"]}), data=file())
    assert answer.status == 401
    signed = answer.form("/sign-in/")
    page = nobody.follow(nobody.send(signed, **{"as": "bureau"}))
    assert page.form("/deposits/new/")["note"] == "写好的说明" and "Choose them again" in page.text


def test_names_of_files_are_data(office: Any) -> None:
    bureau = Person("bureau")
    page = made(bureau, data=file(TABLE, "<b>a$(x)'.csv"), note="<script>alert(1)</script>")
    assert "<script>alert" not in page.html and "<b>a" not in page.html
    assert "--file '<b>a$(x)'\"'\"'.csv'" in page.text, "whoever copies the command runs nothing else"


def test_what_was_erased_is_told_as_erased(office: Any) -> None:
    bureau = Person("bureau")
    page = made(bureau, screenshot=file(SHOT, "人脸.png"))
    number = page.html.partition("/en/deposits/350000")[2].partition("/")[0]
    wish = erasing.Wish(case=f"350000{number}", blocks=("@file/2", "@deposit"))
    erasing.erase(office, office.actor("acceptor"), wish, "当事人请求")
    page = bureau.get(f"deposits/350000{number}/")
    assert page.status == 200 and "人脸.png" not in page.html and "erased" in page.text and "区划.csv" in page.text
    assert bureau.get("deposits/").status == 200
    assert Person("acceptor").get("deposits/").text.count("区划.csv") == 1


def test_the_office_sees_all_and_chinese_is_whole(office: Any) -> None:
    made(Person("bureau"))
    officer = Person("acceptor")
    assert "Every deposit of this office" in officer.get("deposits/").text
    page = Person("bureau").get("/deposits/")
    assert "新建存证" in page.text and "New deposit" not in page.text


def test_an_application_begins_with_the_day_of_its_deposit(office: Any) -> None:
    from tests.web.test_desk_apply import begun, sheet, table

    bureau = Person("bureau")
    assert sheet(begun(bureau, file=table())).values.get("field-deposited_on", [""]) == [""]
    made(bureau, data=file(table().read_bytes(), "同一文件.csv"))
    page = begun(bureau, file=table())
    assert sheet(page)["field-deposited_on"] == office.today().isoformat()
