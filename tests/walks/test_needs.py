"""Needs in a real office: found by code, kept with the act, told again, and never passed by two at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from guiju.kernel.journal import Receipt
from guiju.kernel.refusals import Reason, Refused
from guiju.kit.looks import look
from guiju.kit.view import case_view
from guiju.store import queries
from guiju.store.database import rows, text
from guiju.store.erasing import Wish, erase
from guiju.store.fsck import fsck
from guiju.store.perform import perform
from tests.walks.little import close
from tests.walks.papers import DAY, FIRM, OTHER, Bench
from tests.walks.test_store import statements


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Bench]:
    yield Bench(tmp_path)
    close()


def unmet(answer: Receipt | Refused) -> list[tuple[str, str | None]]:
    assert isinstance(answer, Refused) and answer.reason is Reason.NEEDS, answer
    return [(fault.field, fault.case) for fault in answer.faults]


def test_a_filing_stands_on_a_report_and_on_its_firm(at: Bench) -> None:
    assert unmet(at.file("350000-2025-000009")) == [("report", None)]
    report, firm = at.report(), at.firm()
    number = at.filed(report)
    assert queries.load(number).facts["seen"] == FIRM
    perform(at.office, "bar", at.chen, case=firm)
    assert unmet(at.file(report)) == [("firm", firm)]
    at.filed(at.report(firm=OTHER))  # of another firm
    assert fsck(at.office) == []


def test_what_has_lapsed_by_the_calendar_serves_no_longer_though_nobody_looked(at: Bench) -> None:
    report = at.report()
    at.office.set_clock(DAY + timedelta(days=10))
    at.filed(report)
    at.office.set_clock(DAY + timedelta(days=11))
    assert queries.load(report).state == "signed"  # as it was written
    assert unmet(at.file(report)) == [("report", report)]


def test_what_it_stood_on_is_kept_with_the_act_and_told_again(at: Bench) -> None:
    report, firm = at.report(), at.firm()
    number = at.filed(report)
    perform(at.office, "bar", at.chen, case=firm)  # later, and no matter to what was filed before
    (content,) = (
        text(row[0]) for row in rows("SELECT content FROM block WHERE name = '@act' AND content LIKE '%met%'")
    )
    assert [(one["need"], one["number"], one["state"]) for one in json.loads(content)["met"]] == [
        ("report", report, "signed"),
        ("firm", firm, "listed"),
    ]
    assert fsck(at.office) == []
    assert [one.number for one in queries.history(number)] == [number]


def test_an_act_that_stood_on_something_else_is_found(at: Bench) -> None:
    at.filed(at.report())
    rows("DELETE FROM handle")
    assert fsck(at.office) == []  # a report has no code to be found by
    at.firm()
    rows("DELETE FROM handle")
    assert any("do not find it" in flaw for flaw in fsck(at.office))


def test_erasing_the_writer_of_a_report_leaves_what_stood_on_it(at: Bench) -> None:
    report = at.report()
    at.filed(report)
    assert isinstance(erase(at.office, at.chen, Wish(case=report, blocks=("person",)), "asked"), Receipt)
    assert fsck(at.office) == []


def test_a_case_says_what_it_still_needs(at: Bench) -> None:
    number = at.filed(at.report())

    def lacking() -> dict[str, list[str]]:
        return {
            act["act"]: [need["need"] for need in act["needs"]] for act in case_view(look(at.office, number))["next"]
        }  # type: ignore[attr-defined]

    assert lacking() == {"close": []}
    at.office.set_clock(DAY + timedelta(days=11))
    assert lacking() == {"close": ["report"]}
    assert unmet(perform(at.office, "close", at.chen, case=number))[0][0] == "report"


def test_a_lookup_reads_an_index(at: Bench) -> None:
    report = at.report()
    at.firm()
    with statements() as seen:
        at.filed(report)
    asked = [sql for sql in seen if "FROM handle" in sql or "AND number = " in sql]
    assert len(asked) == 2, asked  # the report; then the firm that it names
    plan = " ".join(
        str(row[-1])
        for row in rows(
            "EXPLAIN QUERY PLAN SELECT body FROM record WHERE (procedure = 'firm' AND (code IN ('x') OR number IN "
            "(SELECT number FROM handle WHERE (name = 'uscc' AND value = 'x')))) ORDER BY number"
        )
    )
    assert "handle_by_value" in plan and "SCAN" not in plan, plan


def test_the_same_is_not_listed_twice_until_it_is_barred(at: Bench) -> None:
    first = at.firm()
    refused = at.opens("XX/papers", "firm", "list", at.chen, uscc=FIRM)
    assert isinstance(refused, Refused) and refused.reason is Reason.DUPLICATE
    assert [fault.case for fault in refused.faults] == [first]
    at.firm(OTHER)
    perform(at.office, "bar", at.chen, case=first)
    assert at.firm() != first
    assert fsck(at.office) == []
