"""A statement held against what a scan saw, word by word; and two scans of the same set held against each other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from guiju.kernel.form import Questions
from guiju.kernel.values import Mark, Text
from guiju.kit.compared import after
from guiju.kit.drift import drift
from guiju.kit.profiles import Held, Profile, Seen, read, written
from guiju.kit.review import Review, review
from guiju.shelf.measured import OFTEN
from tests.laws.builders import form, language

ON = date(2025, 6, 10)
LEVELS = {name: Text(name, name) for name in ("core", "important", "general")}
FIELDS: dict[str, dict[str, Any]] = {
    "rows": {"type": "integer", "filled_by": "scanner.rows"},
    "format": {"filled_by": "scanner.format"},
    "columns": {"filled_by": "scanner.structure"},
    "region": {"filled_by": "scanner.region"},
    "coverage": {"filled_by": "scanner.coverage"},
    "first": {"type": "date", "filled_by": "scanner.first_day"},
    "last": {"type": "date", "filled_by": "scanner.last_day"},
    "often": {"type": "choice", "measures": ("update",), "one_of": {name: Text(name, name) for name in OFTEN}},
    "private": {"type": "boolean", "measures": ("kind.sensitive", "kind.read")},
    "protected": {"type": "choices", "measures": ("kind.personal",), "one_of": {"personal": Text("个人", "personal")}},
    "source": {"measures": ("kind.personal",)},
    "grade": {"type": "choice", "measures": ("grade",), "one_of": LEVELS},
    "whole": {"type": "decimal", "measures": ("quality.data_completeness",)},
}


def seen(**more: Any) -> Profile:
    found = {"rows": 40, "format": "CSV", "region": "350100", "region_name": "福州市", "digest": "a" * 64}
    found |= {"first_day": date(2025, 1, 1), "last_day": date(2025, 5, 31)}
    columns = (Seen(name="n", type="integer"), Seen(name="day", type="date"))
    given = {"on": ON, "found": found, "columns": columns, "levels": LEVELS, **more}
    return Profile(**{**given, "found": {**found, **more.get("found", {})}})


def held(*columns: str, mark: Mark | None = None) -> Held:
    return Held(label=Text("类", "kind"), columns=columns, cites=("XX/law#a1",), mark=mark)


def told(profile: Profile, filed: date = ON, **said: Any) -> Review:
    """A review of a form that has the fields that are answered."""
    fields = form(**{name: FIELDS[name] for name in said})
    answered = {name: value for name, value in said.items() if value is not None}
    return review(Questions(fields, language(), {}).asked, answered, profile, filed)


def grave(profile: Profile, filed: date = ON, **said: Any) -> str:
    """How one statement fares: how grave, the same, or not to be told."""
    found = told(profile, filed, **said)
    return found.points[0].grave.value if found.points else "same" if found.same else "open"


@pytest.mark.parametrize(
    ("said", "fares"),
    [
        ({"rows": 40}, "same"),
        ({"rows": 41}, "differs"),
        ({"format": "csv"}, "same"),
        ({"format": "Excel、CSV"}, "same"),
        ({"format": "Excel"}, "differs"),
        ({"columns": "n: integer; day: date"}, "same"),
        ({"columns": "n：integer；day：date"}, "same"),
        ({"columns": "n: integer"}, "differs"),
        ({"columns": "n: integer; day: text"}, "differs"),
        ({"columns": "见附件"}, "open"),
        ({"region": "350100"}, "same"),
        ({"region": "350000"}, "same"),
        ({"region": "100000"}, "same"),
        ({"region": "350102"}, "differs"),
        ({"region": "420100"}, "differs"),
        ({"coverage": "2025-01-01/2025-05-31"}, "same"),
        ({"coverage": "2025-01-01 至 2025-05-31"}, "same"),
        ({"coverage": "2025-01-02/2025-05-31"}, "doubt"),
        ({"coverage": "2025-01-02/2025-06-30"}, "differs"),
        ({"coverage": "2025-13-01/2025-06-30"}, "open"),
        ({"coverage": "历年"}, "open"),
        ({"first": date(2025, 1, 1)}, "same"),
        ({"first": date(2024, 12, 31)}, "differs"),
        ({"first": date(2025, 1, 2)}, "doubt"),
        ({"last": date(2025, 6, 1)}, "differs"),
        ({"last": date(2025, 5, 30)}, "doubt"),
        ({"often": "once"}, "same"),
        ({"often": "monthly"}, "same"),
        ({"often": "weekly"}, "doubt"),
        ({"often": "daily"}, "differs"),
        ({"private": False}, "same"),
        ({"private": True}, "open"),
        ({"protected": None}, "same"),
        ({"source": "依职责"}, "same"),
        ({"grade": "general"}, "open"),
        ({"whole": Decimal("0.9")}, "open"),
    ],
)
def test_how_a_statement_fares(said: dict[str, Any], fares: str) -> None:
    assert grave(seen(), **said) == fares


def test_update_counts_from_the_newest_day_to_the_day_of_filing() -> None:
    """Weekly data that end on 31 May are as promised on 7 June, in doubt until the 14th, and then no longer so."""
    for day, fares in ((7, "same"), (8, "doubt"), (14, "doubt"), (15, "differs")):
        assert grave(seen(), date(2025, 6, day), often="weekly") == fares, day
    assert after(date(2025, 1, 31), OFTEN["monthly"] or pytest.fail()) == date(2025, 2, 28)
    assert after(date(2024, 2, 29), OFTEN["yearly"] or pytest.fail()) == date(2025, 2, 28)


def test_what_is_found_and_not_declared() -> None:
    sure = seen(kinds={"sensitive": held("card"), "personal": held("name")})
    (point,) = told(sure, private=False).points
    assert (point.grave, point.found.en, point.cites, point.mark) == ("differs", "kind: in card", ("XX/law#a1",), None)
    assert grave(sure, private=True) == "same" and grave(sure, private=None) == "differs", "nothing said is no yes"
    assert grave(sure, protected=()) == "differs" and grave(sure, protected=("personal",)) == "same"
    (note,) = told(sure, source="依职责").points
    assert (note.grave, note.side, note.said.en) == ("note", "lawfulness", "依职责")


def test_a_reading_of_the_law_is_a_doubt_and_says_so() -> None:
    read_ = seen(kinds={"read": held("id", mark=Mark.UNVERIFIED)})
    (point,) = told(read_, private=False).points
    assert (point.grave, point.mark) == ("doubt", Mark.UNVERIFIED)
    assert told(seen(kinds={"read": held("id", mark=Mark.INTERP)}), private=False).points[0].grave == "differs"


def test_a_grade_claimed() -> None:
    fixed = seen(grade="important", grading="determined")
    least = seen(grade="important", grading="at_least")
    assert [grave(fixed, grade=level) for level in LEVELS] == ["doubt", "same", "differs"]
    assert [grave(least, grade=level) for level in LEVELS] == ["same", "same", "differs"]
    assert grave(seen(grade=None, grading="not_determined"), grade="general") == "open"


def test_a_rate_claimed() -> None:
    counted = seen(quality={"data_completeness": Decimal("0.95")})
    assert [grave(counted, whole=Decimal(said)) for said in ("0.9", "0.95", "0.951")] == ["same", "same", "differs"]


def test_the_gravest_comes_first_and_a_secret_is_not_shown() -> None:
    fields = form(
        first={"type": "date", "filled_by": "scanner.first_day"},
        rows={**FIELDS["rows"], "secret": True, "cite": "XX/a#a2"},
    )
    facts = {"first": date(2025, 1, 2), "rows": 7}
    found = review(Questions(fields, language(), {}).asked, facts, seen(), ON)
    assert [point.field for point in found.points] == ["rows", "first"]
    assert found.points[0].said.en == "●●●" and found.points[0].cites == ("XX/a#a2",)


def test_a_profile_is_read_as_it_was_written() -> None:
    kept = seen(
        kinds={"read": held("id", mark=Mark.UNVERIFIED)},
        columns=(Seen(name="id", type="text", info=("resident_id",), possible=("passport",)),),
        grade="general",
        grading="at_least",
        scheme="XX/s",
        quality={"data_completeness": Decimal("0.95")},
        sampled=4096,
    )
    assert read(written(kept)) == kept


# ---- drift ----


def kinds(was: Profile, now: Profile, often: str | None = "monthly") -> dict[str, bool]:
    return {one.kind: one.expected for one in drift(was, now, often)}


def columns(*named: tuple[str, str, str]) -> dict[str, Any]:
    return {"columns": tuple(Seen(name=name, type=type_, info=tuple(info.split())) for name, type_, info in named)}


A, B = ("a", "text", ""), ("b", "integer", "")


def test_the_same_has_no_drift() -> None:
    assert kinds(seen(), seen()) == {}


@pytest.mark.parametrize(
    ("was", "now", "kinds_"),
    [
        ((A,), (A, B), {"added"}),
        ((A,), (A, ("phone", "text", "mobile")), {"added", "found"}),
        ((A, ("phone", "text", "mobile")), (A, ("phone", "text", "mobile"), ("tel", "text", "mobile")), {"added"}),
        ((A, B), (A,), {"removed"}),
        ((A, B), (A, ("c", "integer", "")), {"renamed"}),
        ((A, B), (A, ("c", "text", "")), {"added", "removed"}),
        ((A, B), (("c", "integer", ""), A), {"added", "removed"}),
        ((A, B), (A, ("b", "text", "")), {"retyped"}),
        ((A, B), (A, ("b", "empty", "")), set()),
        ((A,), (("a", "text", "mobile"),), {"found"}),
        ((("a", "text", "mobile"),), (A,), {"gone"}),
        ((("a", "date", "date"),), (("a", "integer", "enumeration"),), {"retyped"}),
        ((A,), (A, ("c", "text", "enumeration")), {"added"}),
        ((("a", "text", "mobile"),), (("a", "text", "mobile email"),), {"found"}),
    ],
)
def test_columns(was: tuple[Any, ...], now: tuple[Any, ...], kinds_: set[str]) -> None:
    assert set(kinds(seen(**columns(*was)), seen(**columns(*now)))) == kinds_


def test_growth_within_and_beyond_what_the_frequency_foretells() -> None:
    """151 days had 40 rows; 30 more days may have up to twice as many a day, 15."""
    later = date(2025, 6, 30)
    within, beyond = ({"rows": 40 + more, "last_day": later} for more in (15, 16))
    assert kinds(seen(), seen(found=within)) == {"grown": True, "newer": True}
    assert kinds(seen(), seen(found=beyond)) == {"more": False, "newer": True}
    assert kinds(seen(), seen(found={"rows": 41})) == {"more": False}, "more rows for the same days"
    assert kinds(seen(), seen(found=within), "once") == {"more": False, "reach": False}
    assert kinds(seen(), seen(found=within), None) == {"more": False, "reach": False}
    assert kinds(seen(), seen(found={"rows": 39})) == {"fewer": False}
    assert kinds(seen(), seen(found={"last_day": date(2025, 5, 30)})) == {"reach": False}
    assert kinds(seen(), seen(found={"first_day": date(2024, 1, 1)})) == {"reach": False}


def test_another_file_is_expected_where_all_else_is() -> None:
    grown = {"rows": 45, "last_day": date(2025, 6, 30), "digest": "b" * 64}
    assert kinds(seen(), seen(found=grown))["content"] is True
    assert kinds(seen(), seen(found={**grown, "format": "Parquet"})) == {
        "grown": True,
        "newer": True,
        "format": False,
        "content": False,
    }
    assert kinds(seen(), seen(found={"digest": "b" * 64}), "once") == {"content": False}


def test_another_grade_and_another_area() -> None:
    was = seen(grade="general", grading="determined", scheme="XX/s")
    (one,) = drift(was, seen(grade="important", grading="determined", scheme="XX/s"), None)
    assert (one.kind, one.was.en, one.now.en, one.measure) == ("grade", "general", "important", "grade")
    assert kinds(was, seen(grade="important", grading="determined", scheme="XX/other")) == {}, "two schemes, two scales"
    assert kinds(seen(), seen(found={"region": "420000"})) == {"region": False}
