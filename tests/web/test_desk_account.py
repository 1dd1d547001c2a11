"""The account: for whom one acts, and what programs may do in one's name."""

from __future__ import annotations

import re
from typing import Any

from tests.web import desk
from tests.web.desk import Person

office = desk.office


def test_a_token_is_shown_once_and_can_be_withdrawn(office: Any) -> None:
    from guiju.store import people

    bureau = Person("bureau")
    form = [one for one in bureau.get("account/").forms if one.action.endswith("/tokens/")][-1]
    form["label"], form["days"], form["scope"] = "示例程序", "30", ["read", "file"]
    made = bureau.send(form)
    token = re.search(r'class="digest">([^<]{40,})<', made.html)
    assert made.status == 200 and token
    holder = people.holder_of(token[1])
    assert holder is not None and holder.user == "bureau" and holder.scopes == {"read", "file"} and holder.party
    twice = bureau.send(form)
    assert "made already" in twice.text and len(people.tokens_of("bureau")) == 1
    page = bureau.get("account/")
    assert token[1] not in page.html and "示例程序" in page.text
    Person("park").send(page.form("/tokens/end/"))
    assert people.holder_of(token[1]) is not None, "nobody ends the token of another"
    bureau.send(page.form("/tokens/end/"))
    assert people.holder_of(token[1]) is None


def test_a_token_needs_a_name_a_permission_and_an_end(office: Any) -> None:
    from guiju.store import people

    bureau = Person("bureau")
    form = [one for one in bureau.get("account/").forms if one.action.endswith("/tokens/")][-1]
    for label, days, scope in (("", "30", ["read"]), ("x", "30", []), ("x", "9999", ["read"]), ("x", "no", ["root"])):
        form["label"], form["days"], form["scope"] = label, days, scope
        assert bureau.send(form).status == 422
    assert people.tokens_of("bureau") == [] and Person().get("account/").status == 401


def test_the_calendar_of_an_organisation(office: Any) -> None:
    bureau, program = Person("bureau"), Person()
    made = bureau.send(bureau.get("account/").form("/tokens/"))
    address = re.search(r"http://testserver(/en/calendar/[^<\"]+\.ics)", made.html)
    assert address
    feed = program.get(address[1])
    assert feed.status == 200 and feed.html.startswith("BEGIN:VCALENDAR") and "350000-2025-000012" in feed.html
    assert "350000-2025-000009" not in feed.html, "only its own"
    assert program.get(address[1].replace(".ics", "x.ics")).status == 404
    party = office.party_named("示例省民政数据局")
    office.end_member("bureau", party, "registrant")
    assert program.get(address[1]).status == 404, "who no longer acts for it reads nothing"


def test_a_token_for_something_else_is_no_calendar(office: Any) -> None:
    from django.contrib.auth.models import User

    from guiju.store import people

    office.bind()
    token = people.issue_token(User.objects.get(username="bureau"), scopes=["read"], label="x")
    own = people.issue_token(User.objects.get(username="bureau"))
    for one in (token, own):
        assert Person().get(f"calendar/{one}.ics").status == 404


def test_acting_for_another_organisation(office: Any) -> None:
    park = office.party_named("示例市园林中心")
    office.add_member("bureau", park, "registrant")
    bureau = Person("bureau")
    assert "示例市园林中心" in bureau.get("account/").text
    seen = {"350000-2025-000010": False, "350000-2025-000012": False}
    for _ in range(2):
        page = bureau.get("cases/")
        shown = [number for number in seen if number in page.text]
        assert len(shown) == 1, "one organisation at a time"
        seen[shown[0]] = True
        other = [form for form in bureau.get("account/").forms if form.action.endswith("/act-for/")][-1]
        assert bureau.send(other).status == 302
    assert all(seen.values())
