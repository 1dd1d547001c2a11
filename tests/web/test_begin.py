"""Cases about a case that stands: begun from its page, from the register or from the board."""

from __future__ import annotations

from typing import Any

from tests.web import desk
from tests.web.desk import Person

office = desk.office
ENTRY = "350000-2025-000001-1"
OWNER, STRANGER, OFFICER = "bureau", "objector", "reviewer"


def begins(links: list[str]) -> set[str]:
    return {link.split("/begin/")[1].strip("/") for link in links if f"/{ENTRY}/begin/" in link}


def about(number: str) -> list[Any]:
    from guiju.store import queries

    return queries.cases(subject=number)


def test_each_sees_what_they_may_begin(office: Any) -> None:
    owner = Person(OWNER).get(f"cases/{ENTRY}/")
    assert begins(owner.links) >= {"change", "correction", "cancellation"}
    assert "revocation" not in begins(owner.links) and "renewal" not in begins(owner.links)
    assert "renewal" in owner.text.lower(), "it says why not yet"
    assert begins(Person(OFFICER).get(f"cases/{ENTRY}/").links) == {"revocation", "correction_asked", "contest"}
    assert Person(STRANGER).get(f"cases/{ENTRY}/").status == 404
    for anybody in (Person(), Person(STRANGER), Person(OWNER)):
        assert begins(anybody.get(f"records/{ENTRY}/").links) == {"correction_asked", "contest"}


def test_the_holder_files_a_change_once(office: Any) -> None:
    owner = Person(OWNER)
    form = owner.get(f"cases/{ENTRY}/begin/change/").form("/begin/change/")
    empty = owner.send(form)
    assert empty.status == 422 and about(ENTRY) == []
    form["field-changed"] = "resource"
    form["field-changed_on"] = office.today().isoformat()
    form["field-change_told"] = "示例：增加两个站点"
    form["field-abstract"] = "示例：站点与线路，已更新"
    form["field-change_proof"] = "示例变更证明"
    done = owner.send(form)
    assert done.status == 302 and "/receipts/" in done.where
    assert owner.send(form).where == done.where, "a double click does nothing twice"
    (case,) = about(ENTRY)
    assert case.procedure == "change" and case.facts["abstract"] == "示例：站点与线路，已更新"
    assert case.number in Person(OWNER).get(f"cases/{ENTRY}/").text


def test_nobody_files_in_anothers_name(office: Any) -> None:
    form = Person(OWNER).get(f"cases/{ENTRY}/begin/cancellation/").form("/begin/cancellation/")
    form["field-cause"] = "given_up"
    form["field-cause_proof"] = "示例"
    for other, status in ((Person(STRANGER), 403), (Person(OFFICER), 403), (Person(), 401)):
        assert other.send(form).status == status
    assert about(ENTRY) == []
    assert Person(OWNER).send(form).status == 302


def test_what_cannot_be_begun_is_said(office: Any) -> None:
    assert Person(OWNER).get(f"cases/{ENTRY}/begin/objection/").status == 404, "the entry is not on the board"
    assert Person(OWNER).get("cases/350000-2025-999999/begin/change/").status == 404
    early = Person(OWNER).get(f"cases/{ENTRY}/begin/renewal/")
    assert early.status == 409 and "Nothing was changed" in early.text


def test_an_officer_opens_the_verification_and_sees_the_case(office: Any) -> None:
    officer = Person(OFFICER)
    form = officer.get(f"cases/{ENTRY}/begin/revocation/").form("/begin/revocation/")
    form["field-suspected"] = "示例：材料不实"
    assert officer.send(form).status == 302
    assert [case.procedure for case in about(ENTRY)] == ["revocation"]
