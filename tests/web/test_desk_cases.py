"""Who sees which case, and what its page says to whom."""

from __future__ import annotations

from typing import Any

from tests.web import desk
from tests.web.desk import Person, waiting_for

office = desk.office


def test_a_case_is_its_parties_and_the_offices(office: Any) -> None:
    number = waiting_for("acceptor")
    owner, stranger, nobody = Person("bureau"), Person("park"), Person()
    assert owner.get(f"cases/{number}/").status == 200
    assert Person("reviewer").get(f"cases/{number}/").status == 200
    for path in (f"cases/{number}/", f"cases/{number}/acts/accept/", f"cases/{number}.ics"):
        hidden = stranger.get(path)
        assert hidden.status == 404 and "示例省民政数据局" not in hidden.text
        assert hidden.text == stranger.get(path.replace(number, "350000-2025-999999")).text.replace(
            "350000-2025-999999", number
        ), "a case of others looks like none at all"
        asked = nobody.get(path)
        assert asked.status == 401 and any("/en/sign-in/?next=" in link for link in asked.links)
    assert number in owner.get("cases/").text and number not in stranger.get("cases/").text


def test_the_page_of_a_case_puts_the_callers_acts_first(office: Any) -> None:
    number = waiting_for("acceptor")
    acceptor = Person("acceptor").get(f"cases/{number}/")
    offered = [link for link in acceptor.links if "/acts/" in link]
    assert [link.split("/")[-2] for link in offered] == ["accept", "return", "decline"]
    for name in ("reviewer", "bureau"):
        page = Person(name).get(f"cases/{number}/")
        assert not [link for link in page.links if "/acts/" in link], name
        assert "Nothing here is for you to do now." in page.text and "return with one complete notice" in page.text


def test_the_page_of_a_case_tells_all_of_it(office: Any) -> None:
    number = next(
        link.split("/")[-2]
        for link in Person("objector").get("cases/").links
        if link.count("/") == 4 and "2025" in link
    )
    page = Person("objector").get(f"cases/{number}/")
    assert page.status == 200 and "CN-FJ art. 20" in page.text and "<svg" in page.html
    registered = next(link for link in Person("bureau").get("cases/", state="registered").links if "2025" in link)
    whole = Person("bureau").get(registered)
    for word in (
        "publicity period",
        "Deadlines that have ended",
        "Letters",
        "assign the code",
        "digest of the deposited",
    ):
        assert word in whole.text, word
    assert "来源说明.pdf" not in whole.text and "kept secret" in whole.text
    assert '"state final visited present"' in whole.html or "present" in whole.html.split("<svg")[-1]


def test_the_list_is_narrowed_and_paged(office: Any) -> None:
    officer = Person("acceptor")
    everything = officer.get("cases/")
    form = everything.form("/cases/")
    assert {"state", "waits", "procedure"} <= form.values.keys()
    waiting = officer.get("cases/", waits="registrar")
    assert 0 < waiting.text.count("350000-2025-") < everything.text.count("350000-2025-")
    assert "No case fits." in officer.get("cases/", state="registered", waits="registrar").text
    later = officer.get("cases/", after="350000-2025-000005")
    assert "350000-2025-000004" in later.text and "350000-2025-000005-1" not in later.text


def test_deadlines_of_a_case_go_into_a_calendar(office: Any) -> None:
    number = waiting_for("acceptor")
    page = Person("bureau").get(f"cases/{number}.ics")
    assert page.status == 200 and page.headers["Content-Type"].startswith("text/calendar")
    assert page.html.startswith("BEGIN:VCALENDAR") and "DTSTART;VALUE=DATE:20251121" in page.html
    chinese = Person("bureau").get(f"/cases/{number}.ics")
    assert "受理期限" in chinese.html


def test_both_languages(office: Any) -> None:
    number = waiting_for("acceptor")
    for path in ("inbox/", "cases/", f"cases/{number}/", f"cases/{number}/acts/return/", "account/"):
        page = Person("acceptor").get(f"/{path}")
        assert page.status == 200 and 'lang="zh-Hans-CN"' in page.html
