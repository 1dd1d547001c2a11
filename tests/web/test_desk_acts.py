"""Acts through their pages: what is asked, what is told, and that nothing typed is lost or done twice."""

from __future__ import annotations

from typing import Any

from tests.web import desk
from tests.web.desk import Page, Person, waiting_for

office = desk.office


def state(number: str) -> str:
    from guiju.store import queries

    return queries.load(number).state


def shown(person: Person, number: str, verb: str) -> tuple[Page, Any]:
    page = person.get(f"cases/{number}/acts/{verb}/")
    return page, page.form(f"/acts/{verb}/")


def test_an_act_is_done_once_however_often_it_is_sent(office: Any) -> None:
    number, acceptor = waiting_for("acceptor"), Person("acceptor")
    page, form = shown(acceptor, number, "accept")
    assert "Afterwards the case stands at: under formal review" in page.text
    assert "Acceptance date: 20 November 2025." in page.text, "the letter is shown before it goes out"
    first, second = acceptor.send(form), acceptor.send(form)
    assert first.status == second.status == 302 and first.where == second.where and "/receipts/" in first.where
    assert state(number) == "reviewing"
    receipt = acceptor.follow(first)
    assert receipt.status == 200 and number in receipt.text and "time for the formal review" in receipt.text
    assert Person("bureau").get(first.where).status == 200
    assert Person("park").get(first.where).status == 404 and Person().get(first.where).status == 401


def test_a_key_that_was_used_for_something_else(office: Any) -> None:
    number, acceptor = waiting_for("acceptor"), Person("acceptor")
    _, form = shown(acceptor, number, "return")
    form["stated-field"], form["stated-text"] = ["data_name", "", ""], ["write it in full", "", ""]
    done = acceptor.send(form)
    form["stated-text"] = ["something else", "", ""]
    again = acceptor.send(form)
    assert done.status == 302 and again.status == 409 and done.where in again.links
    assert "something else" in again.html and again.form("/acts/return/")["key"] != form["key"]


def test_two_tabs_the_slower_one_is_told_who_was_faster(office: Any) -> None:
    number, one, two = waiting_for("acceptor"), Person("acceptor"), Person("acceptor")
    _, accept = shown(one, number, "accept")
    _, decline = shown(two, number, "decline")
    assert one.send(accept).status == 302
    decline["ground"] = "a long reason that took an hour"
    slow = two.send(decline)
    assert slow.status == 409 and "示例省公共数据登记中心 did accept" in slow.text
    assert "a long reason that took an hour" in slow.html and state(number) == "reviewing"


def test_a_no_keeps_everything_typed(office: Any) -> None:
    number, acceptor = waiting_for("acceptor"), Person("acceptor")
    _, form = shown(acceptor, number, "decline")
    empty = acceptor.send(form)
    assert empty.status == 422 and "a ground must be given" in empty.text and state(number) == "submitted"
    form = empty.form("/acts/decline/")
    form["ground"] = "out of scope"
    preview = acceptor.send(form, do="preview")
    assert preview.status == 200 and preview.text.count("out of scope") >= 2, "in its field and in the letter"
    assert state(number) == "submitted", "looking does nothing"
    assert acceptor.send(preview.form("/acts/decline/")).status == 302 and state(number) == "declined"


def test_the_notice_and_the_answer_to_it(office: Any) -> None:
    number, acceptor, owner = waiting_for("acceptor"), Person("acceptor"), Person("bureau")
    page, form = shown(acceptor, number, "return")
    assert "Nothing is missing" in page.text
    more = acceptor.send(form, do="rows").form("/acts/return/")
    assert len(more.values["stated-field"]) > len(form.values["stated-field"])
    form["stated-field"], form["stated-text"] = ["data_name", "", ""], ["请写全称 in full", "", ""]
    preview = acceptor.send(form, do="preview")
    assert "name of the data 请写全称 in full" in preview.text, "the letter lists the field and what to do about it"
    receipt = acceptor.follow(acceptor.send(form))
    assert "请写全称 in full" in receipt.text
    waits = owner.get("inbox/")
    assert number in waits.text and any(link.endswith(f"{number}/acts/resubmit/") for link in waits.links)
    page, form = shown(owner, number, "resubmit")
    assert "What the office asked for" in page.text and "请写全称 in full" in page.text
    assert form["field-data_name"] == "示例市养老服务设施" and form["field-source_proof"] == "", "secrets stay hidden"
    form["field-data_name"], form["field-rows"] = "示例市养老服务设施名录", "many"
    wrong = owner.send(form)
    assert wrong.status == 422 and "many" in wrong.html and "示例市养老服务设施名录" in wrong.html
    assert any(link == "#field-rows" for link in wrong.links) and 'aria-invalid="true"' in wrong.html
    form["field-rows"] = "39"
    assert owner.send(form).status == 302 and state(number) == "submitted"
    from guiju.store import queries

    record = queries.load(number)
    assert record.facts["data_name"] == "示例市养老服务设施名录" and record.facts["source_proof"] == "来源说明.pdf"
    assert "rows" in record.found, "what the machine found and nobody changed is still the machine's"


def test_acts_that_are_not_open_say_why(office: Any) -> None:
    number = waiting_for("acceptor")
    early = Person("reviewer").get(f"cases/{number}/acts/publicise/")
    assert (
        early.status == 409 and "it is now filed" in early.text and not [f for f in early.forms if "/acts/" in f.action]
    )
    other = Person("reviewer").get(f"cases/{number}/acts/accept/")
    assert other.status == 403 and "acceptor" in other.text
    assert Person("bureau").get(f"cases/{number}/acts/accept/").status == 403
    assert Person("acceptor").get(f"cases/{number}/acts/dance/").status == 404
    closed = Person("acceptor").get(f"cases/{number}/acts/publicise/")
    assert any(link.endswith("/acts/accept/") for link in closed.links), "what is open instead"


def test_an_expired_sign_in_loses_nothing(office: Any) -> None:
    number, acceptor = waiting_for("acceptor"), Person("acceptor")
    _, form = shown(acceptor, number, "decline")
    form["ground"] = "typed for an hour"
    acceptor.client.logout()
    out = acceptor.send(form)
    assert out.status == 401 and state(number) == "submitted"
    back = acceptor.send(out.form("/sign-in/"), **{"as": "acceptor"})
    again = acceptor.follow(back)
    kept = again.form("/acts/decline/")
    assert kept["ground"] == "typed for an hour" and kept["key"] == form["key"] and state(number) == "submitted"
    assert acceptor.send(kept).status == 302 and state(number) == "declined"


def test_forms_from_elsewhere_do_nothing(office: Any) -> None:
    number = waiting_for("acceptor")
    _, form = shown(Person("acceptor"), number, "accept")
    strict = Person("acceptor")
    strict.client.handler.enforce_csrf_checks = True
    assert strict.send(form).status == 403
    keyless = Person("acceptor")
    del form.values["key"]
    assert keyless.send(form).status == 422 and state(number) == "submitted"


def test_only_the_right_to_record_late_brings_another_day(office: Any) -> None:
    number = waiting_for("acceptor")
    _, form = shown(Person("acceptor"), number, "accept")
    assert "on" not in form.values
    sneaky = Person("acceptor")
    form["on"] = "2025-11-19"
    sneaky.send(form)
    from guiju.store import queries

    assert queries.load(number).last.on.isoformat() == "2025-11-20"  # type: ignore[union-attr]


def test_an_earlier_day_for_those_who_may(office: Any) -> None:
    number = waiting_for("acceptor")
    party = office.party_named("示例省公共数据登记中心")
    office.add_member("acceptor", party, "registrar", ("acceptor",), may_record_late=True)
    acceptor = Person("acceptor")
    _, form = shown(acceptor, number, "accept")
    assert form["on"] == "2025-11-20"
    form["on"] = "soon"
    wrong = acceptor.send(form)
    assert wrong.status == 422 and "soon" in wrong.html and state(number) == "submitted"
    form["on"] = "2025-11-19"
    receipt = acceptor.follow(acceptor.send(form))
    assert "19 November 2025" in receipt.text and "recorded 20 November 2025" in receipt.text


def test_the_next_case_stands_on_the_receipt(office: Any) -> None:
    reviewer = Person("reviewer")
    link = next(link for link in reviewer.get("inbox/").links if link.endswith("/acts/complete_review/"))
    page = reviewer.follow(reviewer.send(reviewer.get(link).form("/complete_review/")))
    number = link.split("/cases/")[1].split("/")[0]
    assert "Next in the inbox" in page.text
    following = [link for link in page.links if "/cases/2" not in link and "/cases/3" in link and number not in link]
    assert following and reviewer.get(following[0]).status == 200
