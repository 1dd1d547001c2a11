"""An assessment at the pages: begun with a file, filled in part by part, signed, read as a report."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pypdf

from tests.web import desk
from tests.web.desk import Form, Page, Person
from tests.web.test_desk_apply import begun as draft
from tests.web.test_desk_apply import filled, table

office = desk.office
BEGIN = "assess/new/CN/security-risk-assessment/assessment/begin_assessment/"


def beginning(page: Page) -> Form:
    return next(form for form in page.forms if "field-data_name" in form.values)


def begun(person: Person, name: str = "示例名录") -> str:
    """The number of a new assessment of the registrant's own, with the digest of a real file."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = table()
    page = person.get(BEGIN)
    page = person.send(beginning(page), do="read", file=SimpleUploadedFile(file.name, file.read_bytes()))
    assert f"{file.name} was read" in page.text
    form = beginning(page)
    assert len(form["field-data_digest"]) == 64 and form["field-registrant_name"] == "示例省民政数据局"
    form["field-data_name"] = name
    form["field-assessor_kind"] = "own"
    return person.send(form).where.split("/cases/")[1].split("/")[0]


def part(person: Person, number: str, block: str, do: str = "next", **answers: str) -> Page:
    form = person.get(f"cases/{number}/assess/{block}/").form(f"/assess/{block}/")
    for name, value in answers.items():
        form[f"field-{name}"] = value
    return person.send(form, do=do)


def whole(person: Person, number: str, **other: str) -> None:
    """Every part answered with what is good, and what is said here."""
    from guiju.kit.assessing import sheet_of
    from guiju.kit.looks import look
    from guiju.store.office import current

    def sheet() -> Any:
        found = sheet_of(look(current(), number))
        assert found is not None
        return found

    for one in sheet().found.parts:
        answers = {}
        for name in sheet().names(one.block):
            field = sheet().questions.asked[name].field
            good = {"choice": "yes", "boolean": "false", "paper": "清单.pdf"}.get(field.type)
            if good is not None and (field.required is True or name in other):
                answers[name] = other.get(name, good)
        assert part(person, number, one.block, "save", **answers).status == 302


def test_nothing_yet_and_where_to_begin(office: Any) -> None:
    page = Person("water").get("assess/")
    assert "No assessment has been begun yet." in page.text
    assert any(link.endswith("/assessment/begin_assessment/") for link in page.links)
    assert any(link.endswith("/assessment/record_report/") for link in page.links)
    assert not any("/assess/new/" in link for link in Person("acceptor").get("assess/").links)
    assert Person("acceptor").get(BEGIN).status >= 400


def test_a_part_at_a_time(office: Any) -> None:
    bureau = Person("bureau")
    number = begun(bureau)
    page = bureau.get(f"cases/{number}/assess/")
    assert "0 of 2" in page.text and "Nothing has been found" in page.text
    saved = bureau.follow(part(bureau, number, "system", "save", system_level="no", system_access="yes"))
    assert "Saved." in saved.text and "the systems lack the protection" in saved.text and "high" in saved.text
    assert [link for link in saved.links if link.startswith("#field-")] == [
        "#field-system_backup",
        "#field-system_logs",
        "#field-system_evidence",
    ]
    onward = part(bureau, number, "system", system_backup="yes", system_logs="yes", system_evidence="清单.pdf")
    assert onward.where.endswith("/assess/data/")
    again = bureau.get(f"cases/{number}/assess/system/")
    assert "清单.pdf" not in again.html and "Kept already" in again.text
    assert number in bureau.get("assess/").text
    bureau.follow(part(bureau, number, "personal", holds_personal="false"))
    assert "does not apply" in bureau.get(f"cases/{number}/assess/").text


def test_a_wrong_answer_loses_nothing(office: Any) -> None:
    bureau = Person("bureau")
    number = begun(bureau)
    page = part(bureau, number, "system", system_level="perhaps", system_access="no")
    assert page.status == 422 and "Nothing was changed." in page.text
    assert page.form("/assess/system/")["field-system_access"] == "no"


def test_signed_and_read(office: Any) -> None:
    bureau = Person("bureau")
    number = begun(bureau)
    early = bureau.get(f"cases/{number}/acts/sign_own/")
    assert bureau.send(early.form("/sign_own/")).status == 422
    whole(bureau, number, tech_labels="no")
    draft = bureau.get(f"cases/{number}/report/")
    assert "Not signed: a draft" in draft.text and "data cannot be traced" in draft.text
    signing = bureau.get(f"cases/{number}/acts/sign_own/")
    assert bureau.send(signing.form("/sign_own/")).status == 302
    report = bureau.get(f"cases/{number}/report/")
    assert "Not signed" not in report.text and "label or watermark the data" in report.text
    assert "示例省民政数据局" in report.text and "清单.pdf" not in report.html
    paper = bureau.client.get(f"/en/cases/{number}/report.pdf")
    assert paper.headers["Content-Type"] == "application/pdf"
    read = pypdf.PdfReader(io.BytesIO(paper.content))
    words = "".join(sheet.extract_text() for sheet in read.pages)
    assert "数据不能追溯" in words and "未签署" not in words and "清单" not in words
    assert list(read.attachments) == ["certificate.json"]


def test_not_for_strangers(office: Any) -> None:
    number = begun(Person("bureau"))
    for path in ("assess/", "assess/system/", "report/", "report.pdf"):
        assert Person("transport").get(f"cases/{number}/{path}").status == 404, path
    assert Person().get(f"cases/{number}/assess/").status in (302, 401)
    assert Person("bureau").get(f"cases/{number}/assess/nonsense/").status == 404


def test_a_report_made_elsewhere(office: Any) -> None:
    bureau = Person("bureau")
    page = bureau.get(BEGIN.replace("/begin_assessment/", "/record_report/"))
    form = next(form for form in page.forms if "field-report_date" in form.values)
    for name, value in {
        "data_name": "示例名录",
        "data_digest": "a" * 64,
        "assessor_kind": "own",
        "report_paper": "报告.pdf",
        "report_date": date(2025, 6, 2).isoformat(),
        "report_signer": "示例甲",
        "holds_important": "false",
        "risk_level": "low",
    }.items():
        form[f"field-{name}"] = value
    form["field-areas_covered"] = ["system", "data", "techniques", "processing", "personal", "emergency"]
    done = bureau.send(form)
    assert "/receipts/" in done.where, done.text[:500]
    number = next(link for link in bureau.follow(done).links if "/cases/" in link).split("/cases/")[1].split("/")[0]
    assert bureau.get(f"cases/{number}/assess/").status == 404
    assert number in bureau.get("assess/").text


def drafted(person: Person, **more: str) -> Form:
    """An application for the table that the assessment is of, with everything but the risk assessment."""
    form = filled(draft(person, file=table()), **more)
    form["field-risk_assessment"] = ""
    return form


def test_a_filing_without_it_is_refused_and_one_that_names_it_is_taken(office: Any) -> None:
    bureau = Person("bureau")
    form = drafted(bureau)
    checked = bureau.send(form, do="check")
    for page in (checked, bureau.send(form, do="submit")):
        assert "make the assessment of six areas and give its number" in page.text
        assert any(link.endswith("/assessment/begin_assessment/") for link in page.links), page.links
    assert "Nothing keeps it" not in checked.text and "Something else must stand" in checked.text
    number = begun(bureau)
    form["field-risk_report"] = number
    assert "make the assessment and sign it" in bureau.send(form, do="submit").text
    assert any(link.endswith(f"/cases/{number}/") for link in bureau.send(form, do="submit").links)
    whole(bureau, number)
    assert bureau.send(bureau.get(f"cases/{number}/acts/sign_own/").form("/sign_own/")).status == 302
    receipt = bureau.send(form, do="submit")
    assert "/receipts/" in receipt.where, receipt.text[:800]


def test_an_assessment_of_other_data_does_not_serve(office: Any) -> None:
    bureau = Person("bureau")
    number = begun(bureau)
    whole(bureau, number)
    bureau.send(bureau.get(f"cases/{number}/acts/sign_own/").form("/sign_own/"))
    form = drafted(bureau, evidence_digest="a" * 64)
    form["field-risk_report"] = number
    assert "the assessment is of the same data" in bureau.send(form, do="submit").text


def third_party(office: Any, code: str) -> Person:
    """A firm with a user who may assess."""
    party = office.add_party("示例测评公司", code, "operator", demo=True)
    office.add_user("assessor", "示例壬")
    office.add_member("assessor", party, "assessor")
    return Person("assessor")


def test_a_third_party_signs_and_the_registrant_receives(office: Any) -> None:
    from guiju.wings.registry.demo.cast import credit_code

    code = credit_code(41, "91")
    firm, bureau = third_party(office, code), Person("bureau")
    form = beginning(bureau.get(BEGIN))
    for name, value in {
        "data_name": "示例名录",
        "data_digest": "a" * 64,
        "assessor_kind": "third_party",
        "assessor_name": "示例测评公司",
        "assessor_uscc": code,
    }.items():
        form[f"field-{name}"] = value
    number = bureau.send(form).where.split("/cases/")[1].split("/")[0]
    own = begun(bureau)
    assert number in firm.get("assess/").text and own not in firm.get("assess/").text
    assert firm.get(f"cases/{own}/assess/").status == 404
    whole(firm, number)
    assert "the registrant assesses" in bureau.get(f"cases/{number}/acts/sign_own/").text
    assert firm.send(firm.get(f"cases/{number}/acts/sign_third/").form("/sign_third/")).status == 302
    assert bureau.send(bureau.get(f"cases/{number}/acts/receive_report/").form("/receive_report/")).status == 302
    report = bureau.get(f"cases/{number}/report/").text
    assert "示例测评公司" in report and "receive the report" in report
    assert Person("transport").get(f"cases/{number}/").status == 404
    from guiju.store.fsck import fsck

    assert fsck(office) == []
