"""Every page as four callers: nobody, another organisation, one without the role, and the right one.

The table is held against the addresses: a page without a row fails, and so does a row without a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guiju.kit.exchange import received
from guiju.kit.scan_jobs import WORKS
from guiju.kit.web.caller import office as current
from guiju.store import jobs_run
from tests.web.desk import Form, Page, Person, office, waiting_for

__all__ = ["office"]
Paths = Callable[[], str]
Say = Callable[[Person], Page]


@dataclass(frozen=True, slots=True)
class Row:
    """A page and what each caller is answered. `say` sends a form instead of reading."""

    path: Paths
    expected: tuple[int, int, int, int]
    say: Callable[[Person, str], Page] = lambda person, path: person.get(path)
    other: str = "park"
    wrong: str = "objector"
    right: str = "bureau"


def at(path: str) -> Paths:
    return lambda: path


def posts(**values: str) -> Callable[[Person, str], Page]:
    return lambda person, path: person.send(Form(f"/en/{path}", {name: [value] for name, value in values.items()}))


def case() -> str:
    """A case of the right caller that waits for the office."""
    return waiting_for("acceptor")


def draft() -> str:
    """A draft of the right caller, without a file."""
    person = Person("bureau")
    form = person.get("apply/").form("/apply/")
    form["way"] = way(person)
    return person.send(form).where.split("/drafts/")[1].strip("/")


def way(person: Person) -> str:
    """The first thing that somebody may apply for."""
    return person.get("apply/").html.partition('name="way"')[2].partition('value="')[2].partition('"')[0]


def applies(person: Person, path: str) -> Page:
    form = Form(f"/en/{path}")
    form["way"], form["key"] = way(Person("bureau")), str(uuid4())
    return person.send(form)


def inventory() -> str:
    """A list of the right caller: one small table."""
    person = Person("bureau")
    form = person.get("apply/many/").form("/apply/many/")
    return person.send(form, way=way(person), file=table()).where.split("/many/")[1].strip("/")


def lists(person: Person, path: str) -> Page:
    form = Form(f"/en/{path}")
    form["way"], form["key"] = way(Person("bureau")), str(uuid4())
    return person.send(form, file=table())


def deleted() -> str:
    name = draft()
    Person("bureau").send(Form(f"/en/drafts/{name}/delete/"))
    return name


def receipt() -> str:
    links = Person("bureau").get(f"cases/{case()}/").links
    return next(link for link in links if "/receipts/" in link).split("/receipts/")[1].strip("/")


def letter() -> str:
    """The acceptance of a case of the right caller."""
    links = Person("bureau").get("cases/350000-2025-000001/").links
    first = next(link for link in links if "/letters/" in link)
    return first.split("/letters/")[1].removesuffix("letter.pdf").strip("/")


def calendar() -> str:
    """The address of somebody's calendar is a secret of its own: whoever has it reads it."""
    person = Person("bureau")
    made = person.send(person.get("account/").form("/account/tokens/"))
    return made.html.partition("/en/calendar/")[2].partition(".ics")[0] + ".ics"


def deposit(keep: bool = False) -> str:
    """The number of a deposit of the right caller."""
    person = Person("bureau")
    form = person.get("deposits/new/").form("/deposits/new/")
    form["keep"] = "yes" if keep else ""
    return person.send(form, data=table()).where.split("/deposits/")[1].strip("/")


def deposits(person: Person, path: str) -> Page:
    form = Form(f"/en/{path}", {"key": [str(uuid4())]})
    return person.send(form, data=table())


def mirror() -> str:
    """A record of another office, which is this demo under other keys: whose, and its number."""
    from tests.contract.programs import Desk, Neighbour

    made = Neighbour.of(Desk(current()))
    mine = current()
    received(mine, made.parcel.splitlines(keepends=True))
    return f"neighbour/{made.number}"


def scan() -> str:
    """A scan of the right caller that is done."""
    person = Person("bureau")
    where = scans(person, "scans/").where
    while jobs_run.work(current(), WORKS):
        pass
    return where.split("/scans/")[1].strip("/")


def scans(person: Person, path: str) -> Page:
    form = Form(f"/en/{path}", {"key": [str(uuid4())]})
    return person.send(form, file=SimpleUploadedFile("表.csv", "编号,金额\n1,2\n".encode()))


def assessment() -> str:
    """An assessment of the right caller that is not signed yet."""
    links = Person("bureau").get("assess/").links
    return next(link for link in links if "/cases/350000" in link).split("/cases/")[1].split("/")[0]


def table() -> SimpleUploadedFile:
    return SimpleUploadedFile("表.csv", b"1,2")


BEGIN = "assess/new/CN/security-risk-assessment/assessment/begin_assessment/"
KEY = "018f0000-0000-7000-8000-000000000001"
ALL, SIGNED = (200, 200, 200, 200), (401, 200, 200, 200)
OWN = (401, 404, 404, 200)
OVERSEES = (401, 403, 403, 200)
ROWS = {
    "home": Row(at(""), ALL),
    "register": Row(at("register/"), ALL),
    "record": Row(at("records/350000-2025-000001-1/"), ALL),
    "board": Row(at("board/"), ALL),
    "begin": Row(lambda: f"cases/{on_the_board()}/begin/objection/", SIGNED),
    "apply": Row(at("apply/"), (401, 200, 403, 200), wrong="acceptor"),
    "inventory_new": Row(at("apply/many/"), (401, 200, 403, 200), wrong="acceptor"),
    "inventory": Row(lambda: f"apply/many/{inventory()}/", OWN),
    "drafts": Row(at("drafts/"), SIGNED),
    "draft": Row(lambda: f"drafts/{draft()}/", OWN),
    "draft_save": Row(lambda: f"drafts/{draft()}/save/", OWN, posts(turn="1")),
    "draft_delete": Row(lambda: f"drafts/{draft()}/delete/", (401, 404, 404, 302), posts()),
    "draft_restore": Row(lambda: f"drafts/{deleted()}/restore/", (401, 404, 404, 404), posts()),
    "sign_in": Row(at("sign-in/"), ALL),
    "sign_out": Row(at("sign-out/"), (302, 302, 302, 302), posts()),
    "act_for": Row(at("act-for/"), (401, 302, 302, 302), posts(party="nobody's")),
    "rules": Row(at("rules/"), ALL),
    "rulebook": Row(at("rules/CN-FJ/public-data-registration/"), ALL),
    "compare": Row(at("rules/compare/?a=CN/public-data-registration&b=CN-FJ/public-data-registration"), ALL),
    "terms": Row(at("terms/"), ALL),
    "inbox": Row(at("inbox/"), SIGNED),
    "cases": Row(at("cases/"), SIGNED),
    "case": Row(lambda: f"cases/{case()}/", OWN),
    "case_ics": Row(lambda: f"cases/{case()}.ics", OWN),
    "act": Row(lambda: f"cases/{case()}/acts/accept/", (401, 404, 403, 200), wrong="bureau", right="acceptor"),
    "receipt": Row(lambda: f"receipts/{receipt()}/", OWN),
    "act_proof": Row(lambda: f"receipts/{receipt()}/proof.json", OWN),
    "assessments": Row(at("assess/"), SIGNED),
    "assess_new": Row(at(BEGIN), (401, 200, 404, 200), wrong="acceptor"),
    "assess": Row(lambda: f"cases/{assessment()}/assess/", OWN),
    "assess_part": Row(lambda: f"cases/{assessment()}/assess/system/", OWN),
    "report": Row(lambda: f"cases/{assessment()}/report/", OWN),
    "report_pdf": Row(lambda: f"cases/{assessment()}/report.pdf", OWN),
    "service_firms": Row(at("service-firms/"), ALL),
    "letter": Row(lambda: f"letters/{letter()}/", OWN),
    "letter_pdf": Row(lambda: f"letters/{letter()}/letter.pdf", OWN),
    "letter_proof": Row(lambda: f"letters/{letter()}/proof.json", OWN),
    "certificate": Row(at("records/350000-2025-000001-1/certificate.json"), ALL),
    "log_file": Row(at("/log/checkpoint"), ALL),
    "log_key": Row(at("/log.pub"), ALL),
    "verify": Row(at("/verify/"), ALL),
    "deposits": Row(at("deposits/"), SIGNED),
    "deposit_new": Row(at("deposits/new/"), SIGNED),
    "deposit": Row(lambda: f"deposits/{deposit()}/", OWN),
    "deposit_proof": Row(lambda: f"deposits/{deposit()}/proof-1.json", OWN),
    "deposit_file": Row(lambda: f"deposits/{deposit(keep=True)}/files/1/", OWN),
    "scans": Row(at("scans/"), SIGNED),
    "scan": Row(lambda: f"scans/{scan()}/", OWN),
    "scan_json": Row(lambda: f"scans/{scan()}/report.json", OWN),
    "scan_markdown": Row(lambda: f"scans/{scan()}/report.md", OWN),
    "exchange": Row(at("exchange/"), (401, 403, 403, 200), right="reviewer"),
    "mirrored": Row(at("register/others/?q=x"), ALL),
    "mirror": Row(lambda: f"mirrors/{mirror()}/", ALL),
    "mirror_certificate": Row(lambda: f"mirrors/{mirror()}/certificate.json", ALL),
    "account": Row(at("account/"), SIGNED),
    "token_issue": Row(
        at("account/tokens/"), (401, 200, 200, 200), posts(label="示例", scope="read", days="7", key=KEY)
    ),
    "token_end": Row(at("account/tokens/end/"), (401, 302, 302, 302), posts(token="0" * 64)),
    "calendar_ics": Row(lambda: f"calendar/{calendar()}", ALL),
    "design": Row(at("design/"), ALL),
    "oversight": Row(at("oversight/"), OVERSEES, right="acceptor"),
    "oversight_registrar": Row(lambda: f"oversight/{registrar()}/", OVERSEES, right="acceptor"),
    "oversight_terms": Row(lambda: f"oversight/{registrar()}/terms/", OVERSEES, right="acceptor"),
    "oversight_cases": Row(lambda: f"oversight/{registrar()}/cases/", OVERSEES, right="acceptor"),
    "oversight_report": Row(
        lambda: f"oversight/{registrar()}/reports/2025-Q2/", (401, 403, 403, 404), right="acceptor"
    ),
    "announcements": Row(at("announcements/"), ALL),
    "announcements_atom": Row(at("announcements.atom"), ALL),
    "announcements_json": Row(at("announcements.json"), ALL),
    "registrars": Row(at("registrars/"), ALL),
    "healthz": Row(at("/healthz"), ALL),
}
SENT = {
    "begin": Row(lambda: f"cases/{on_the_board()}/begin/objection/", (401, 422, 422, 422), posts(key=KEY)),
    "act": Row(
        lambda: f"cases/{case()}/acts/accept/", (401, 404, 403, 302), posts(key=KEY), wrong="bureau", right="acceptor"
    ),
    "deposit_new": Row(at("deposits/new/"), (401, 302, 302, 302), deposits),
    "deposit": Row(lambda: f"deposits/{deposit()}/", (401, 404, 404, 302), deposits),
    "scans": Row(at("scans/"), (401, 302, 302, 302), scans),
    "scan": Row(lambda: f"scans/{scan()}/", (401, 404, 404, 302), posts(do="stop")),
    "apply": Row(at("apply/"), (401, 302, 403, 302), applies, wrong="acceptor"),
    "inventory_new": Row(at("apply/many/"), (401, 302, 403, 302), lists, wrong="acceptor"),
    "inventory": Row(lambda: f"apply/many/{inventory()}/", (401, 404, 404, 302), posts(do="file")),
    "assess_new": Row(at(BEGIN), (401, 422, 404, 422), posts(key=str(uuid4())), wrong="acceptor"),
    "assess_part": Row(
        lambda: f"cases/{assessment()}/assess/personal/",
        (401, 404, 404, 302),
        posts(**{"key": str(uuid4()), "do": "save", "field-holds_personal": "false"}),
    ),
}


def registrar() -> str:
    """The number of the organisation whose officers the right callers are."""
    from guiju.store.oversight import registrars

    return registrars()[0][0]


def on_the_board() -> str:
    links = Person("objector").get("board/").links
    return next(link for link in links if "/begin/" in link).split("/cases/")[1].split("/")[0]


def names() -> set[str]:
    """Every page that the addresses know. The API has a table of its own."""
    from django.urls import URLPattern, get_resolver

    def walk(patterns: Any, before: str) -> Iterator[str]:
        for one in patterns:
            if isinstance(one, URLPattern):
                yield from () if before.startswith("api") else (str(one.name),)
            else:
                yield from walk(one.url_patterns, before + str(one.pattern))

    return set(walk(get_resolver("guiju.faces.web.urls").url_patterns, ""))


def test_every_page_has_a_row() -> None:
    assert names() == set(ROWS)


@pytest.mark.parametrize("table", [ROWS, SENT], ids=["asked", "sent"])
def test_four_callers(office: Any, table: dict[str, Row]) -> None:
    """Each is answered as the table says; each has the page made anew, for a form may have changed it."""
    wrong: dict[str, tuple[int, ...]] = {}
    for name, row in table.items():
        callers = (None, row.other, row.wrong, row.right)
        got = tuple(row.say(Person(caller), row.path()).status for caller in callers)
        if got != row.expected:
            wrong[name] = got
    assert wrong == {}
