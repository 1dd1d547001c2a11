"""From a place and a file to a receipt; drafts that nobody loses and nobody else sees."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from tests.web import desk
from tests.web.desk import Form, Page, Person, told

office = desk.office
WAY = "CN-FJ.demo:first"


def table() -> Path:
    return sorted((told() / "tables").glob("*.csv"))[0]


def begun(person: Person, *, file: Path | None = None) -> Page:
    """A draft, with or without a file."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    form = person.get("apply/").form("/apply/")
    more = {"file": SimpleUploadedFile(file.name, file.read_bytes())} if file else {}
    return person.follow(person.send(form, way=WAY, **more))


def sheet(page: Page) -> Form:
    return next(form for form in page.forms if "/drafts/" in form.action)


def filled(page: Page, **more: str) -> Form:
    from guiju.wings.registry.demo.papers import answers

    form = sheet(page)
    for name, value in answers("示例名录", "示例的名称和地址", "示例省民政数据局", date(2025, 11, 20), **more).items():
        form[f"field-{name}"] = str(value)
    return form


def test_from_a_file_to_a_receipt(office: Any) -> None:
    bureau = Person("bureau")
    page = begun(bureau, file=table())
    for word in ("Working rules of an example registrar", "Interim Measures", "filled in by machine"):
        assert word in page.text, word
    form = sheet(page)
    assert form["field-registrant_name"] == "示例省民政数据局" and int(form["field-rows"]) > 0
    form = filled(page)
    checked = bureau.send(form, do="check")
    assert checked.status == 200 and "Nothing keeps it from being filed." in checked.text
    form = sheet(checked)
    assert form["field-data_name"] == "示例名录" and form["turn"] != "1"
    first, second = bureau.send(form, do="submit"), bureau.send(form, do="submit")
    assert first.status == second.status == 302 and first.where == second.where, "a double click files once"
    receipt = bureau.follow(first)
    assert "time to accept" in receipt.text and "25 November 2025" in receipt.text
    assert "No draft." in bureau.get("drafts/").text
    number = next(link for link in receipt.links if "/cases/3" in link)
    case = bureau.get(number)
    assert "示例名录" in case.text and "filled in by machine" in case.text
    assert not list((office.path / "uploads").iterdir()), "a file is read, not kept"


def test_all_faults_at_once_and_everything_stays_as_typed(office: Any) -> None:
    bureau = Person("bureau")
    form = filled(begun(bureau), rows="forty", registration_type="", lawful_source="")
    form["field-rows"] = "forty"
    refused = bureau.send(form, do="submit")
    assert refused.status == 422 and "forty" in refused.html
    assert {"#field-rows", "#field-registration_type", "#field-lawful_source"} <= set(refused.links)
    assert "These do not stop the filing" in refused.text
    again = bureau.get(form.action)
    assert sheet(again)["field-rows"] == "forty" and sheet(again)["field-data_name"] == "示例名录"
    assert again.status == 200 and "#field-rows" not in again.links, "a page that is only opened blames nobody"


def test_a_page_saves_by_itself_and_files_what_was_saved_last(office: Any) -> None:
    bureau = Person("bureau")
    form = filled(begun(bureau))
    saved = bureau.send(Form(f"{form.action}save/", form.values))
    assert saved.status == 200 and 'name="turn" value="2"' in saved.html and "Saved at" in saved.text
    form["field-data_name"] = "示例名录二"
    late = bureau.send(form, do="save")
    assert late.status == 200, "the same tab, faster than its own saving"
    assert sheet(bureau.get(form.action))["field-data_name"] == "示例名录二"


def test_two_tabs(office: Any) -> None:
    bureau = Person("bureau")
    page = begun(bureau)
    one, two = sheet(page), sheet(bureau.get(sheet(page).action))
    one["field-data_name"], two["field-data_name"] = "from the first tab", "from the second tab"
    assert bureau.send(one, do="save").status == 200
    quiet = bureau.send(Form(f"{two.action}save/", two.values))
    assert quiet.status == 409
    clash = bureau.send(two, do="submit")
    assert clash.status == 409 and "from the first tab" in clash.text and "from the second tab" in clash.text
    assert sheet(bureau.get(two.action))["field-data_name"] == "from the first tab", "nothing was overwritten"
    mine = sheet(clash)
    assert mine["field-data_name"] == "from the second tab"
    assert bureau.send(mine, do="save").status == 200
    assert sheet(bureau.get(two.action))["field-data_name"] == "from the second tab"


def test_a_draft_is_its_persons(office: Any) -> None:
    bureau = Person("bureau")
    form = sheet(begun(bureau))
    for other in (Person("park"), Person("acceptor")):
        assert other.get(form.action).status == 404
        assert other.send(form, do="submit").status == 404
        assert other.send(Form(f"{form.action}save/", form.values)).status == 404
        assert other.send(Form(f"{form.action}delete/")).status == 404
    assert Person().get(form.action).status == 401 and bureau.get(form.action).status == 200


def test_delete_and_undo(office: Any) -> None:
    bureau = Person("bureau")
    form = sheet(begun(bureau))
    form["field-data_name"] = "to be kept"
    bureau.send(form, do="save")
    gone = bureau.follow(bureau.send(bureau.get("drafts/").form("/delete/")))
    assert bureau.get(form.action).status == 404
    back = bureau.follow(bureau.send(gone.form("/restore/")))
    assert "to be kept" in back.text and sheet(bureau.get(form.action))["field-data_name"] == "to be kept"
    assert bureau.send(gone.form("/restore/")).status == 404


def test_a_file_that_cannot_be_read(office: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    bureau = Person("bureau")
    form = bureau.get("apply/").form("/apply/")
    for name, content in (("empty.csv", b""), ("picture.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 200)):
        page = bureau.send(form, way=WAY, file=SimpleUploadedFile(name, content))
        assert page.status == 422 and name in page.text and 'aria-invalid="true"' in page.html
        assert f'value="{WAY}" selected' in page.html, "the place stays chosen"
    nowhere = bureau.send(form, way="CN-XX:first")
    assert nowhere.status == 422 and "Choose where you apply" in nowhere.text
    assert "No draft." in bureau.get("drafts/").text


def test_who_cannot_apply_is_told(office: Any) -> None:
    assert Person().get("apply/").status == 401
    officer = Person("acceptor").get("apply/")
    assert officer.status == 403 and "registrant" in officer.text


def test_an_application_begun_twice_is_one_draft(office: Any) -> None:
    bureau = Person("bureau")
    form = bureau.get("apply/").form("/apply/")
    assert bureau.send(form, way=WAY).where == bureau.send(form, way=WAY).where


def test_an_expired_sign_in_keeps_the_draft_as_typed(office: Any) -> None:
    bureau = Person("bureau")
    form = filled(begun(bureau))
    form["field-abstract"] = "an hour of writing"
    bureau.client.logout()
    assert bureau.send(Form(f"{form.action}save/", form.values)).status == 401
    out = bureau.send(form, do="submit")
    assert out.status == 401
    again = bureau.follow(bureau.send(out.form("/sign-in/"), **{"as": "bureau"}))
    kept = sheet(again)
    assert kept["field-abstract"] == "an hour of writing" and kept["field-data_name"] == "示例名录"
    assert bureau.send(kept, do="submit").status == 302
