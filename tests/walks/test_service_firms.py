"""Service firms in an office: listed in public, mandated by two signatures, barred."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from guiju.kernel.journal import Receipt
from guiju.kernel.refusals import Reason, Refused
from guiju.kit.shown import listed
from guiju.store import queries
from guiju.store.fsck import fsck
from guiju.store.office import Actor, Office, open_office
from guiju.store.perform import Opening, perform
from guiju.store.writing import BOARD, DIRECTORY
from guiju.wings.registry import SERVICE_FIRMS
from guiju.wings.registry.demo.cast import credit_code
from tests.walks.little import close

BOOK = f"CN/{SERVICE_FIRMS}"
FIRM, BODY = credit_code(7, "91"), credit_code(2)
ABOUT = {
    "firm_name": "示例测评有限公司",
    "uscc": FIRM,
    "services": ["assessment"],
    "ability": "示例",
    "independent": True,
}


class Bench:
    def __init__(self, folder: Path) -> None:
        self.office: Office = open_office(folder / "office", demo=True)
        self.office.set_clock(date(2025, 6, 3))
        self.people: dict[str, Actor] = {}
        for name, role, code in (
            ("firm", "service_firm", FIRM),
            ("body", "registrant", BODY),
            ("authority", "data_authority", credit_code(9)),
        ):
            party = self.office.add_party(f"示例{name}", code, "organ")
            self.office.add_user(name, name)
            self.office.add_member(name, party, role)
            self.people[name] = self.office.actor(name)

    def do(self, verb: str, who: str, case: str | None = None, **more: object) -> Receipt | Refused:
        opens = None if case else Opening(BOOK, str(more.pop("procedure")))
        grounds = tuple(more.pop("grounds", ()))  # type: ignore[call-overload]
        return perform(self.office, verb, self.people[who], case=case, opens=opens, facts=more, grounds=grounds)

    def done(self, verb: str, who: str, case: str | None = None, **more: object) -> str:
        answer = self.do(verb, who, case, **more)
        assert isinstance(answer, Receipt), answer
        return answer.number

    def listed(self) -> str:
        number = self.done("ask", "firm", procedure="standing", **ABOUT)
        return self.done("enlist", "authority", number)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Bench]:
    yield Bench(tmp_path)
    close()


def _shown(at: Bench) -> list[tuple[object, object]]:
    rows, _ = listed(at.office, DIRECTORY, instrument=SERVICE_FIRMS)
    return [(row["record"], row["state"]) for row in rows]


def test_the_public_list_says_who_may_and_who_may_not(at: Bench) -> None:
    number = at.done("ask", "firm", procedure="standing", **ABOUT)
    assert _shown(at) == []
    at.done("enlist", "authority", number)
    assert _shown(at) == [(number, "listed")]
    at.done("bar", "authority", number, found="报告与实测不符", grounds=("false_record",))
    assert _shown(at) == [(number, "debarred")]
    assert listed(at.office, BOARD)[0] == []  # it is no publicity that anybody may object to
    assert fsck(at.office) == []


def test_only_the_authority_lists_and_bars(at: Bench) -> None:
    number = at.listed()
    for verb, who in (("bar", "firm"), ("bar", "body"), ("leave", "authority")):
        answer = at.do(verb, who, number)
        assert isinstance(answer, Refused) and answer.reason is Reason.NOT_YOUR_ROLE


def test_a_mandate_takes_both_and_a_firm_that_is_listed(at: Bench) -> None:
    about = {"registrant_uscc": BODY, "firm_uscc": FIRM, "scope": ["assessment"], "liability": "各自负责"}
    mandate = at.done("draw_up", "body", procedure="mandate", valid_to="2025-06-30", **about)
    no = at.do("sign", "body", mandate)
    assert isinstance(no, Refused) and no.reason is Reason.NEEDS
    firm = at.listed()
    at.done("sign", "body", mandate)
    assert queries.load(mandate).state == "drafted" and queries.load(mandate).signed == {"sign": ("registrant",)}
    at.office.set_clock(date(2025, 6, 5))
    at.done("sign", "firm", mandate)
    record = queries.load(mandate)
    assert (record.state, record.facts["agreed_on"], record.signed) == ("in_force", date(2025, 6, 5), {})
    assert record.parties == {"registrant": at.people["body"].party, "service_firm": at.people["firm"].party}
    assert [row.verb for row in queries.history(mandate)] == ["draw_up", "sign", "sign"]
    at.office.set_clock(date(2025, 7, 1))
    assert queries.look(mandate).state == "mandate_over"
    at.done("leave", "firm", firm)
    assert fsck(at.office) == []
