"""What lies in the office before people come to it, put there without a page; and what the store holds afterwards."""

from __future__ import annotations

from pathlib import Path

from guiju.faces.house import open_office
from guiju.kernel.journal import Receipt
from guiju.kernel.refusals import Refused
from guiju.kernel.values import plain
from guiju.kit.looks import Applicant
from guiju.plane import scan
from guiju.store.office import Office
from guiju.wings.registry.demo.cast import ORGANISATIONS
from guiju.wings.registry.demo.papers import answers
from guiju.wings.registry.filing import Draft, draft
from tests.browser.desk import Served
from tests.place import PLACE

USER = "bureau"


def _delivery(served: Served) -> Path:
    """Another delivery of the table of stops, a row shorter than the last: nobody files the same data twice."""
    tables = served.home / "tables"
    rows = (tables / "bus-stops.csv").read_text("utf-8").splitlines(keepends=True)
    made = len(list(tables.glob("stops-*.csv"))) + 1
    path = tables / f"stops-{made}.csv"
    path.write_text("".join(rows[:-made]), "utf-8")
    return path


def _drawn(office: Office, served: Served, name: str) -> Draft:
    body, today = ORGANISATIONS[USER], office.today()
    drawn = draft(
        office.shelf,
        PLACE,
        today,
        scan=scan(_delivery(served)),
        answers=answers(name, "站点编号、名称、区划和启用日期", body.name, today),
        applicant=Applicant(name=body.name, uscc=body.code, kind=body.kind),
    )
    assert not isinstance(drawn, Refused)
    return drawn


def filed(served: Served, name: str) -> str:
    """An application that waits to be accepted; its number."""
    from guiju.store.perform import Opening, perform

    office = open_office(served.home)
    drawn = _drawn(office, served, name)
    opens = Opening(drawn.entry.id, drawn.procedure)
    done = perform(office, drawn.verb, office.actor(USER), opens=opens, facts=drawn.answers, found=drawn.found)
    assert isinstance(done, Receipt)
    return done.number


def drafted(served: Served, name: str) -> None:
    """A draft in which nothing is missing."""
    from guiju.store import drafts

    office = open_office(served.home)
    drawn = _drawn(office, served, name)
    said = {field: plain(value) for field, value in drawn.answers.items()}
    found = {field: said[field] for field in drawn.found}
    owner = drafts.Owner(USER, office.actor(USER).party)
    drafts.begin(owner, place=PLACE, rulebook=drawn.entry.id, procedure=drawn.procedure, answers=said, found=found)


def acts(served: Served, case: str) -> list[str]:
    """What has been done in a case, in order."""
    from guiju.store import queries

    open_office(served.home)
    return [act.verb for act in queries.history(case)]


def end_sessions(served: Served) -> None:
    """As if everybody's sign-in had run out."""
    from django.db import connection

    open_office(served.home)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session")
