"""The inbox: what waits, in the order in which it is due, and nothing that waits for somebody else."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from tests.place import PLACE
from tests.web import desk
from tests.web.desk import Page, Person

office = desk.office


def groups(page: Page) -> list[str]:
    return re.findall(r'group group--(\w+)"', page.html)


def numbers(page: Page) -> list[str]:
    return list(dict.fromkeys(re.findall(r"/cases/([-\d]+)/\"", page.html.split("<tbody", 1)[-1])))


def test_the_office_sees_its_posts_and_can_see_all(office: Any) -> None:
    acceptor, reviewer = Person("acceptor").get("inbox/"), Person("reviewer").get("inbox/")
    assert not set(numbers(acceptor)) & set(numbers(reviewer)) and numbers(acceptor) and numbers(reviewer)
    everything = Person("acceptor").get("inbox/", of="all")
    assert set(numbers(acceptor)) | set(numbers(reviewer)) == set(numbers(everything))
    assert f"Inbox {len(numbers(everything))}" in everything.text, "the navigation counts them"
    assert "data-nav" in everything.html


def test_late_comes_first_and_what_must_wait_comes_last(office: Any) -> None:
    assert groups(Person("acceptor").get("inbox/")) == ["week"]
    office.set_clock(date(2025, 11, 21))
    assert groups(Person("acceptor").get("inbox/")) == ["today"]
    office.set_clock(date(2025, 11, 24))
    late = Person("acceptor").get("inbox/", of="all")
    assert groups(late)[0] == "late" and "1 working day late" in late.text
    assert groups(late) == sorted(groups(late), key=["late", "today", "week", "later", "period"].index)
    assert "A period must pass first" in late.text and "opens then" in late.text
    case = numbers(late)[0]
    assert numbers(Person("acceptor").get("inbox/"))[0] == case


def test_a_party_sees_what_waits_for_it(office: Any) -> None:
    assert numbers(Person("park").get("inbox/")) and "file again" in Person("park").get("inbox/").text
    nothing = Person("transport").get("inbox/")
    assert nothing.status == 200 and "Nothing waits for you." in nothing.text
    assert Person().get("inbox/").status == 401


def test_forty_applications(office: Any) -> None:
    """The next one stands on top, and the page stays quick."""
    from guiju.kit.looks import applicant
    from guiju.store.perform import Opening, perform
    from guiju.wings.registry.demo.papers import answers
    from guiju.wings.registry.filing import draft

    actor = office.actor("bureau")
    for day, count in ((date(2025, 11, 20), 20), (date(2025, 11, 21), 20)):
        office.set_clock(day)
        given = answers("示例名录", "示例", "示例省民政数据局", day)
        drawn: Any = draft(office.shelf, PLACE, day, answers=given, applicant=applicant(office, actor))
        for _ in range(count):
            answer = perform(
                office, drawn.verb, actor, opens=Opening(drawn.entry.id, drawn.procedure), facts=drawn.answers
            )
            assert hasattr(answer, "number"), answer
    page = Person("acceptor").get("inbox/")
    found = numbers(page)
    assert len(found) == 41 and found[0] == "350000-2025-000012", "the one that is due first"
    acceptor = Person("acceptor")
    form = acceptor.get(f"cases/{found[0]}/acts/accept/").form("/accept/")
    receipt = acceptor.follow(acceptor.send(form))
    assert any(link.endswith(f"/cases/{found[1]}/") for link in receipt.links), "and the receipt leads to the next"
