"""The points of a review on the page of a case: for the office, where a scan of the data is kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from guiju.kernel.values import Text
from guiju.kit.profiles import Held, Profile, Seen, written
from tests.web import desk
from tests.web.desk import Person, waiting_for

office = desk.office


def keep(number: str, office: Any, column: str | None = "信仰", **found: Any) -> None:
    """A scan of the data with the rows that are said, and of a column that the filing does not declare."""
    from guiju.store import profiles, queries

    facts = queries.load(number).facts
    kinds = (
        {
            "sensitive": Held(
                label=Text("敏感个人信息", "sensitive information"),
                columns=(column,),
                cites=("CN/PIPL#a28",),
                mark=None,
            )
        }
        if column
        else {}
    )
    declared = (
        Seen(name=name, type=type_) for name, type_ in (one.split(": ") for one in facts["columns"].split("; "))
    )
    seen = Profile(
        on=date(2025, 11, 20),
        found={"rows": facts["rows"], "digest": facts["evidence_digest"], "format": facts["format"], **found},
        columns=(*declared, *((Seen(name=column, type="text", info=("religion",)),) if column else ())),
        kinds=kinds,
        quality={"data_completeness": Decimal("0.5")},
    )
    profiles.keep(office, number, seen.on, written(seen))


def test_the_office_sees_where_filing_and_data_are_apart(office: Any) -> None:
    number = waiting_for("acceptor")
    path = f"cases/{number}/"
    assert "Filing and data" not in Person("acceptor").get(path).text, "nothing was scanned"
    keep(number, office, rows=7)
    page = Person("acceptor").get(path)
    assert "Filing and data" in page.text and "Nothing is apart." not in page.text
    for word in ("fewer", "which is right?", "sensitive information: in 信仰", "CN art. 28", "The same in both:"):
        assert word in page.text, word
    assert "digest of the deposited data" in page.text.partition("The same in both:")[2]
    assert "申请与数据核对" in Person("acceptor").get(f"/{path}").text


def test_nobody_else_is_shown_the_points(office: Any) -> None:
    number = waiting_for("acceptor")
    keep(number, office, rows=7)
    path = f"cases/{number}/"
    owner, stranger, nobody = Person("bureau").get(path), Person("park").get(path), Person().get(path)
    assert (owner.status, stranger.status, nobody.status) == (200, 404, 401)
    for page in (owner, stranger, nobody):
        assert "Filing and data" not in page.text


def test_a_filing_that_agrees_with_its_data_has_no_points(office: Any) -> None:
    number = waiting_for("acceptor")
    keep(number, office, column=None)
    text = Person("acceptor").get(f"cases/{number}/").text
    assert "Nothing is apart." in text and "differs" not in text
