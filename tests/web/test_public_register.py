"""Home, the register and its entries: what everybody may see of a demo office, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web import desk
from tests.web.desk import Person

office = desk.office
CODE, ENTRY, APPLICATION = "3500002025000000017", "350000-2025-000001-1", "350000-2025-000001"
IN_REVIEW, ON_BOARD = "350000-2025-000009", "350000-2025-000007"


def test_home_says_what_one_can_do_by_who_one_is(office: Any) -> None:
    visitor, party, officer = Person().get(""), Person("park").get(""), Person("acceptor").get("")
    for place in ("/en/register/", "/en/board/", "/en/rules/", "/en/terms/"):
        assert place in visitor.links
    assert not any(link.startswith("/en/inbox") for link in visitor.links)
    assert CODE in visitor.text, "the latest entries"
    assert "/en/apply/" in party.links and "2 cases wait for you" in party.text
    assert "On the desk" in officer.text and "/en/inbox/" in officer.links and "/en/apply/" not in officer.links


def test_the_register_is_searched_word_by_word(office: Any) -> None:
    anyone = Person()
    whole, some = anyone.get("register/"), anyone.get("register/", q="示例市 水位")
    assert whole.text.count("valid") == 4 and CODE in whole.text
    assert "示例市水位观测" in some.text and "示例市公交站点" not in some.text
    for wild in ("%", "_", "没有的东西"):
        none = anyone.get("register/", q=wild)
        assert none.status == 200 and "Nothing is registered under" in none.text and "/en/register/" in none.links


def test_columns_are_the_published_fields_as_the_rulebook_calls_them(office: Any) -> None:
    from guiju.store import lists, queries

    row = lists.public("register", limit=1).rows[0]
    book = queries.resolved(queries.load(row.number)).rulebook
    labels = {name: asked.label for form in book.forms.values() for name, asked in form.fields.items()}
    fields = [labels[name] for view in book.views.values() for name in view.fields]
    page = Person().get("register/")
    assert fields and all(label is not None and label.en in page.text for label in fields)


def test_a_code_or_a_number_typed_exactly_leads_to_the_record(office: Any) -> None:
    anyone = Person()
    for name in (CODE, ENTRY, ON_BOARD):
        answer = anyone.get("register/", q=f" {name} ")
        assert answer.status == 302 and answer.where == f"/en/records/{name}/"
    assert anyone.get("register/", q=CODE[:-1]).status == 200
    assert anyone.get("register/", q=IN_REVIEW).status == 200, "a case that is not public is no hit"


def test_while_typing_the_reader_stays(office: Any) -> None:
    page = Person().client.get("/en/register/", {"q": CODE}, headers={"HX-Request": "true"})
    assert page.status_code == 200 and CODE in page.content.decode()


def test_a_long_register_goes_on_where_the_page_ended(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from guiju.store import lists

    listed = lists.public
    monkeypatch.setattr(lists, "public", lambda which, **asked: listed(which, **{**asked, "limit": 3}))
    anyone = Person()
    first = anyone.get("register/")
    later = next(link for link in first.links if link.startswith("/en/register/?after="))
    second = anyone.get(later)
    shown = [link for page in (first, second) for link in page.links if "/records/" in link]
    assert len(shown) == 4 == len(set(shown))
    assert (
        not any(link.startswith("/en/register/?after=") for link in second.links) and "To the beginning" in second.text
    )


@pytest.mark.parametrize("name", [CODE, ENTRY])
def test_a_record_by_code_and_by_number(office: Any, name: str) -> None:
    page = Person().get(f"records/{name}/")
    assert page.status == 200 and CODE in page.text and ENTRY in page.text
    assert "县级以上行政区划代码表" in page.text and "valid" in page.text
    assert "10 August 2028" in page.text, "how long it stands"
    assert any(link.startswith("/en/rules/CN-FJ.demo/") for link in page.links)


def test_a_record_shows_published_fields_only(office: Any) -> None:
    """Whoever asks, and whatever else the case knows."""
    from guiju.store import queries

    record = queries.load(ENTRY)
    resolved = queries.resolved(record)
    hidden = {str(fact) for name, fact in record.facts.items() if name not in resolved.viewed and len(str(fact)) > 5}
    hidden |= {str(fact) for fact in queries.load(APPLICATION).facts.values() if len(str(fact)) > 5}
    hidden -= {str(fact) for fact in resolved.public(record).values()}
    hidden = {fact for fact in hidden if not fact.startswith("20")}  # days: how long the entry stands is public
    assert len(hidden) > 10
    for person in (Person(), Person("transport"), Person("acceptor")):
        page = person.get(f"records/{ENTRY}/")
        assert [fact for fact in hidden if fact in page.html] == []


def test_what_is_not_public_is_not_there(office: Any) -> None:
    for person in (Person(), Person("acceptor")):
        for name in (IN_REVIEW, APPLICATION, "350000-2025-000011", "nothing", "../x"):
            page = person.get(f"records/{name}/")
            assert page.status == 404, name
    assert "示例市学校名录" not in Person().get(f"records/{IN_REVIEW}/").html


def test_the_case_behind_a_record_is_linked_for_its_parties_and_the_office(office: Any) -> None:
    def leads(name: str | None) -> bool:
        return f"/en/cases/{APPLICATION}/" in Person(name).get(f"records/{ENTRY}/").links

    assert [leads(name) for name in ("bureau", "acceptor", "transport", None)] == [True, True, False, False]


def test_a_validity_that_ran_out_is_not_shown_as_valid(office: Any) -> None:
    from datetime import date

    office.set_clock(date(2029, 1, 5))
    page = Person().get("register/")
    assert "expired, to be cancelled" in page.text and "valid" not in page.text.replace("invalid", "").split()
