"""A data authority at its pages: registrars of a year, a report filed in its quarter, a status that is lost."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from datetime import date
from typing import Any

import pytest

from tests.web.desk import Person, office

__all__ = ["office"]
BOOK = "CN-HB/registrar-oversight"
CODE = "12350000DEM00041XM"


@pytest.fixture
def watched(office: Any) -> Any:
    """A demo office with a data authority, and its registrar designated on 1 September 2025."""
    from guiju.kernel.refusals import Refused
    from guiju.store.database import rows
    from guiju.store.perform import Opening, perform

    party = office.actor("authority").party
    office.end_member("authority", party, "data_authority")
    office.add_member("authority", party, "data_authority", may_record_late=True)
    rows("UPDATE party SET uscc = %s WHERE id = %s", (CODE, office.actor("acceptor").party))
    office.set_clock(date(2025, 12, 1))
    facts = {
        "registrar_name": "示例省公共数据登记中心",
        "registrar_uscc": CODE,
        "level": "province",
        "territory": "420000",
    }
    made = perform(
        office,
        "designate",
        office.actor("authority"),
        opens=Opening(BOOK, "standing"),
        facts=facts,
        on=date(2025, 9, 1),
    )
    assert not isinstance(made, Refused), made
    return office, made.number, office.actor("acceptor").party


def test_every_number_leads_to_its_rows(watched: Any) -> None:
    _, _, party = watched
    authority = Person("authority")
    year = authority.get("oversight/", year="2025")
    assert (
        year.status == 200 and "示例省公共数据登记中心" in year.text and "in standing" not in year.text.split("示例")[0]
    )
    mine = authority.get(f"oversight/{party}/", year="2025")
    assert mine.status == 200 and "Speed and breaches" in mine.text
    behind = [link for link in mine.links if "/terms/?" in link or "/cases/?" in link]
    assert len(behind) > 6
    for link in behind:
        rows = authority.get(link)
        assert rows.status == 200 and any("/cases/" in inner for inner in rows.links), link
    assert Person("acceptor").get("oversight/", year="2025").status == 200
    assert Person("acceptor").get(f"oversight/{party}x/").status == 404
    assert authority.get(f"oversight/{party}/", **{"from": "2025-06-30", "to": "2025-06-01"}).status == 422
    assert authority.get("oversight/", year="soon").status == 422


def test_the_year_as_a_file(watched: Any) -> None:
    _, _, party = watched
    for path in ("oversight/", f"oversight/{party}/"):
        answer = Person("authority").get(path, year="2025", form="csv")
        assert answer.headers["Content-Type"].startswith("text/csv") and answer.headers["Cache-Control"].startswith(
            "private"
        )
        table = [row for row in csv.reader(io.StringIO(answer.html.removeprefix("\ufeff"))) if row]
        assert len(table) > 2 and "late" in table[1]


def test_the_report_of_a_quarter_is_counted_and_signed(watched: Any) -> None:
    office, standing, party = watched
    registrar, authority = Person("acceptor"), Person("authority")
    assert "2025-Q3" in registrar.get("inbox/", of="all").text
    draft = registrar.get(f"oversight/{party}/reports/2025-Q3/")
    (form,) = [form for form in draft.forms if "summary" in form.values]
    from guiju.wings.oversight.year import numbers_for

    counted = numbers_for(office, party, date(2025, 7, 1), date(2025, 9, 30))
    assert counted["filed_count"] > 0
    assert {name: form[name] for name in counted} == {name: str(count) for name, count in counted.items()}
    form.action = f"/en/oversight/{party}/reports/2025-Q3/"
    assert authority.send(form, summary="代为报送").status == 403
    assert registrar.send(form, summary="本季度平稳").status == 302
    assert "Filed on" in registrar.get(f"oversight/{party}/reports/2025-Q3/").text
    assert registrar.get(f"oversight/{party}/reports/2025-Q4/").status == 404  # the quarter is not over
    assert "2025-Q3" not in registrar.get("inbox/", of="all").text
    year = authority.get(f"oversight/{party}/", year="2025")
    report = next(link for link in year.links if "/cases/350000" in link and f"/{standing}/" not in link)
    assert authority.get(report).status == 200  # it is to note what it did not open
    assert Person("bureau").get(report).status == 404


def test_what_is_lost_shows_everywhere(watched: Any) -> None:
    from guiju.kernel.refusals import Refused
    from guiju.store.perform import Opening, perform

    office, standing, party = watched
    actor = office.actor("authority")
    found = perform(office, "find", actor, opens=Opening(BOOK, "sanction", standing), grounds=("neglect",))
    assert not isinstance(found, Refused), found
    lost = perform(
        office,
        "revoke_status",
        actor,
        case=found.number,
        facts={"successor_name": "示例国家登记中心"},
        grounds=("neglect",),
    )
    assert not isinstance(lost, Refused), lost
    directory = Person().get("registrars/").text
    assert "status lost" in directory and "示例国家登记中心" in directory
    year = Person("authority").get(f"oversight/{party}/", year="2025")
    assert "Running cases to be taken over" in year.text and "示例国家登记中心" in year.text
    assert sum("/cases/350000-" in link for link in year.links) > 3
    assert standing not in Person().get("board/").text


def test_what_is_announced_is_read_by_people_and_by_feeds(watched: Any) -> None:
    office, _, _ = watched
    assert "Nothing has been announced" in Person().get("announcements/").text
    revoked(office)
    page = Person().get("announcements/")
    number = next(link for link in page.links if "/records/" in link).split("/records/")[1].strip("/")
    root = ElementTree.fromstring(Person().get("announcements.atom").html)
    name = {"a": "http://www.w3.org/2005/Atom"}
    (entry,) = root.findall("a:entry", name)
    link = entry.find("a:link", name)
    assert link is not None and link.get("href", "").endswith(f"/records/{number}/")
    assert root.findtext("a:updated", "", name) == entry.findtext("a:updated", "", name)
    feed = json.loads(Person().get("announcements.json").html)
    assert feed["version"].endswith("/1.1") and [item["url"] for item in feed["items"]] == [link.get("href")]
    assert Person().get(f"records/{number}/").status == 200


def revoked(office: Any) -> None:
    """A registration of the demo is revoked, which its province wants announced."""
    from guiju.kernel.refusals import Refused
    from guiju.store import queries
    from guiju.store.perform import Opening, perform

    entry = queries.cases(procedure="entry", state="valid")[0]
    reviewer = office.actor("reviewer")
    resolved = queries.resolved(entry)
    opening = next(
        verb for (name, verb), step in resolved.steps.items() if name == "revocation" and "start" in step.states
    )
    number = None
    for verb in (opening, "revoke_entry"):
        case = number
        opens = Opening(entry.pin.rulebook, "revocation", entry.number) if verb == opening else None
        grounds = () if verb == opening else ("concealment",)
        made = perform(office, verb, reviewer, case=case, opens=opens, grounds=grounds, facts=asked(resolved, verb))
        assert not isinstance(made, Refused), (verb, made)
        number = made.number


def asked(resolved: Any, verb: str) -> dict[str, object]:
    questions = resolved.steps["revocation", verb].questions
    return {name: "示例" for name, one in questions.asked.items() if one.required is True} if questions else {}
