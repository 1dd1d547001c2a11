"""Many at once: an archive becomes a list, the list is completed, and what is complete is filed once."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.walks.stocked import KINDS, as_sqlite, broken
from tests.web import desk
from tests.web.desk import Form, Page, Person

office = desk.office
WAY = "CN-FJ.demo:first"


@pytest.fixture
def archive(tmp_path: Path) -> bytes:
    """A series of three, a copy, a file of its own, and fifteen broken ones."""
    folder = tmp_path / "files"
    folder.mkdir()
    broken(folder)
    for month in (1, 2, 3):
        KINDS["csv"](folder / f"月报-2024-{month:02}.csv", 40 * month)
    (folder / "copy.csv").write_bytes((folder / "月报-2024-01.csv").read_bytes())
    KINDS["json"](folder / "other.json", 7)
    return zipped(folder)


def zipped(folder: Path) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.iterdir()):
            packed.write(path, path.name)
    return out.getvalue()


def begun(person: Person, content: bytes, name: str = "files.zip") -> Page:
    """The list, read to its end."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    form = person.get("apply/many/").form("/apply/many/")
    page = person.follow(person.send(form, way=WAY, file=SimpleUploadedFile(name, content)))
    for _ in range(200):
        if 'http-equiv="refresh"' not in page.html:
            return page
        page = person.get(address(page))
    raise AssertionError("it never ends")


def address(page: Page) -> str:
    return next(link for link in page.links if "/apply/many/" in link and len(link.split("/")) == 6 and "?" not in link)


def listed(page: Page) -> Form:
    return next(form for form in page.forms if "start" in form.values)


def answered(person: Person, page: Page) -> Page:
    from guiju.wings.registry.demo.papers import answers

    form = next(form for form in page.forms if "field-data_name" in form.values)
    for name, value in answers("{stem}", "{stem}，{rows} 行", "示例单位", date(2025, 11, 20)).items():
        if f"field-{name}" in form.values or name == "registration_type":
            form[f"field-{name}"] = str(value)
    for name in ("internal_review", "in_scope", "by_agent", "operating_before", "contains_sensitive"):
        form[f"field-{name}"] = "false" if name in ("by_agent", "operating_before", "contains_sensitive") else "true"
    return person.follow(person.send(form, do="answers"))


def uploads(office: Any) -> list[Path]:
    return list((office.path / "uploads").iterdir())


def test_from_an_archive_to_receipts(office: Any, archive: bytes) -> None:
    bureau = Person("bureau")
    page = begun(bureau, archive)
    assert page.status == 200 and not uploads(office), "an archive is read, not kept"
    assert "cannot be read 15" in page.text and "answers missing 4" in page.text
    assert "the same content as copy.csv" in page.text and "加密.xlsx" in page.text and "encrypted" in page.text
    assert "2024-02-10 – 2024-02-14" in page.text and "福州市" in page.text and "5 rows, 3 columns" in page.text
    page = answered(bureau, page)
    assert "ready 4" in page.text, page.text[:3000]
    form = listed(page)
    first, second = bureau.send(form, do="file"), bureau.send(form, do="file")
    assert first.status == second.status == 302
    done = bureau.follow(first)
    assert "filed 4" in done.text and done.text.count("Receipt 350000-2025-") == 4
    receipt = bureau.get(next(link for link in done.links if "/receipts/" in link))
    assert receipt.status == 200 and "time to accept" in receipt.text
    names = bureau.get("cases/").text.split()
    assert {"copy", "other", "月报-2024-02", "月报-2024-03"} <= {*names}
    assert "No draft." in bureau.get("drafts/").text


def test_a_series_is_merged_and_taken_apart(office: Any, archive: bytes) -> None:
    bureau = Person("bureau")
    page = begun(bureau, archive)
    ((name, value),) = [button for button in listed(page).buttons if button[1].startswith("series:")]
    page = bureau.follow(bureau.send(listed(page), **{name: value}))
    assert "answers missing 3" in page.text and "2 files" in page.text and "10 rows, 3 columns" in page.text
    ((name, value),) = [button for button in listed(page).buttons if button[1].startswith("part:")]
    page = bureau.follow(bureau.send(listed(page), **{name: value}))
    assert "answers missing 4" in page.text
    no = bureau.send(listed(page), do="merge", take=[])
    assert no.status == 422 and "two at least" in no.text
    form = listed(page)
    page = bureau.follow(bureau.send(form, do="merge"))
    assert "answers missing 1" in page.text, "four files with the same columns"


def test_ticks_and_filters(office: Any, archive: bytes) -> None:
    bureau = Person("bureau")
    page = answered(bureau, begun(bureau, archive))
    form = listed(page)
    some = form.values["take"][:1]
    page = bureau.follow(bureau.send(form, do="file", take=some))
    assert "filed 1" in page.text and "ready 3" in page.text
    here = address(page)
    assert "月报" not in bureau.get(here, q="other").text.split("Resource", 1)[1]
    assert "other.json" in bureau.get(here, state="ready", q="OTHER").text or "filed 1" in page.text
    bad = bureau.get(here, state="trouble")
    assert "15 of 15" in bad.text
    assert "Nothing here." in bureau.get(here, q="%").text
    page = bureau.follow(bureau.send(listed(bureau.get(here)), do="all:no"))
    assert "0 are ticked and ready" in page.text


def test_a_row_is_a_draft_that_is_finished_by_hand(office: Any, archive: bytes) -> None:
    bureau = Person("bureau")
    page = answered(bureau, begun(bureau, archive))
    here = address(page)
    link = next(link for link in page.links if "/drafts/" in link and link.count("/") == 4)
    draft = bureau.get(link)
    form = next(form for form in draft.forms if form.action == link)
    form["field-abstract"] = "写在这一项里的"
    assert bureau.send(form, do="save").status == 200
    page = answered(bureau, bureau.get(here))
    form = next(form for form in bureau.get(link).forms if form.action == link)
    assert form["field-abstract"] == "写在这一项里的", "what somebody wrote is not overwritten"
    filed = bureau.send(form, do="submit")
    assert filed.status == 302
    page = bureau.follow(bureau.send(listed(bureau.get(here)), do="file"))
    assert "filed 4" in page.text
    assert filed.where.rsplit("/", 2)[1] in "".join(page.links), "the receipt of the one filed by hand"


def test_a_database_and_a_workbook(office: Any, tmp_path: Path) -> None:
    bureau = Person("bureau")
    as_sqlite(tmp_path / "two.db", 1, "甲", "乙")
    page = begun(bureau, (tmp_path / "two.db").read_bytes(), "two.db")
    assert "answers missing 2" in page.text and "甲" in page.text and "乙" in page.text


def test_what_is_no_archive(office: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    bureau = Person("bureau")
    form = bureau.get("apply/many/").form("/apply/many/")
    broken = bureau.send(form, way=WAY, file=SimpleUploadedFile("a.zip", b"PK\x03\x04" + bytes(100)))
    assert broken.status == 422 and "a.zip: the archive is damaged" in broken.text
    assert bureau.send(form, way=WAY).status == 422 and bureau.send(form, way="x").status == 422
    out = io.BytesIO()
    zipfile.ZipFile(out, "w").close()
    assert bureau.send(form, way=WAY, file=SimpleUploadedFile("a.zip", out.getvalue())).status == 422
    assert not uploads(office)


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("park", 404), ("acceptor", 404)])
def test_a_list_is_its_persons(office: Any, archive: bytes, who: str | None, status: int) -> None:
    page = begun(Person("bureau"), archive)
    other = Person(who)
    assert other.get(address(page)).status == status
    sent = other.send(Form(listed(page).action, listed(page).values), do="delete")
    assert sent.status == (401 if who is None else 404)
    assert other.get("apply/many/").status == {None: 401, "park": 200, "acceptor": 403}[who]
    bureau = Person("bureau")
    assert bureau.get(address(page)).status == 200
    assert bureau.follow(bureau.send(listed(page), do="delete")).status == 200
    assert bureau.get(address(page)).status == 404


@pytest.mark.trial
def test_ten_thousand_files_are_a_list_of_pages(office: Any, archive: bytes) -> None:
    """No page grows with the list: fifty rows at a time, of the drafts as well."""
    import time
    from dataclasses import replace

    from django.db import transaction

    from guiju.store import drafts, inventories
    from guiju.store.drafts import Owner

    bureau = Person("bureau")
    page = begun(bureau, archive)
    here = address(page)
    id = here.rstrip("/").rsplit("/", 1)[1]
    first = inventories.page(id, states=("lacks",), most=1)[0]
    actor = office.actor("bureau")
    owner = Owner(actor.user, actor.party)
    draft = drafts.load(owner, first.id)
    assert draft is not None
    begin = {"place": draft.place, "rulebook": draft.rulebook, "procedure": draft.procedure}
    with transaction.atomic():
        for n in range(10_000):
            row = replace(first, id=f"row-{n:05}", rank=10**6 + n, file=f"f{n:05}.csv", digest=f"{n:064}", series="")
            inventories.put(id, row)
            drafts.begin(owner, **begin, answers=draft.answers, found=draft.found, id=row.id)
    for path, query in ((here, {}), (here, {"start": "9950"}), (here, {"q": "f09"}), ("/en/drafts/", {})):
        start = time.monotonic()
        seen = bureau.get(path, **query)
        assert seen.status == 200 and seen.html.count("<tr>") <= 51 and time.monotonic() - start < 8
        assert len(seen.html) < 400_000
    page = bureau.get(here)
    assert "1 to 50 of 10020" in page.text and "answers missing 10004" in page.text
    page = bureau.follow(bureau.send(listed(page), do="go:50", take=[]))
    assert "51 to 100 of 10020" in page.text and "9954 are ticked" not in page.text
    next(form for form in page.forms if "field-data_name" in form.values)
    for _ in range(200):
        page = answered(bureau, page) if "answers missing 10004" in page.text else bureau.get(here)
        if 'http-equiv="refresh"' not in page.html:
            break
    counts = inventories.counts(id)
    assert counts.get("lacks", 0) + counts["ready"] == 10_004 and counts["ready"] >= 10_000
    start = time.monotonic()
    page = bureau.follow(bureau.send(listed(bureau.get(here)), do="file"))
    assert time.monotonic() - start < 20 and "still to be filed" in page.text
