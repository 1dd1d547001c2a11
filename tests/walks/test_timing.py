"""The terms of all cases and what is owed each period, as the store counts them, are what the kernel makes of each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from guiju.kernel import derive
from guiju.kernel.refusals import Refused
from guiju.kit.waiting import count, waiting
from guiju.shelf.shelf import BUILT_IN, Shelf
from guiju.store import queries
from guiju.store.database import rows
from guiju.store.fsck import fsck
from guiju.store.office import Office, open_office
from guiju.store.perform import Opening, perform
from tests.walks.little import Little, close, little

BOOK = """
rulebook: XX/watch
title: {zh: 示例登记机构, en: Example of a registrar}
version: {number: "1", status: in_force, effective: 2025-01-01}
calendar: CN
zone: Asia/Shanghai
roles: {registrar: {label: {zh: 登记机构, en: registrar}, cite: a1}}
forms:
  report:
    blocks: {report: {label: {zh: 报告, en: report}, cite: a1}}
    fields: {period: {block: report, type: text, required: true, at: draft, label: {zh: 期间, en: period}, cite: a1}}
duties:
  report: {every: quarter, while: [valid], binds: registrar, met_by: standing.report, clock: {length: 10wd},
    label: {zh: 季度报告, en: quarterly report}, cite: a1}
procedures:
  standing:
    label: {zh: 登记机构资格, en: standing}
    states:
      valid: {label: {zh: 有效, en: valid}, cite: a1, why: it stands until it ends}
      ended: {label: {zh: 终止, en: ended}, final: true, cite: a1}
    acts:
      begin: {from: start, to: valid, by: registrar, label: {zh: 设立, en: begin}, cite: a1}
      report: {from: valid, by: registrar, form: report, label: {zh: 报送, en: report}, cite: a1}
      end: {from: valid, to: ended, by: registrar, label: {zh: 终止, en: end}, cite: a1}
provisions: {a1: {effect: encoded}}
"""


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Little]:
    yield little(tmp_path)
    close()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Office]:
    folder = tmp_path / "shelf" / "XX" / "watch"
    folder.mkdir(parents=True)
    (folder / "1.yaml").write_text(BOOK, "utf-8")
    office = open_office(tmp_path / "office", Shelf(BUILT_IN, tmp_path / "shelf"), demo=True)
    party = office.add_party("示例登记中心", "", "institution", demo=True)
    office.add_user("dora", "示例审核员")
    office.add_member("dora", party, "registrar")
    yield office
    close()


def did(office: Office, verb: str, on: date, case: str | None = None, **facts: object) -> str:
    office.set_clock(on)
    opens = Opening("XX/watch", "standing") if case is None else None
    answer = perform(office, verb, office.actor("dora"), case=case, opens=opens, facts=facts)
    assert not isinstance(answer, Refused), answer
    return answer.number


def terms() -> list[tuple[object, ...]]:
    return [tuple(row) for row in rows("SELECT term, party <> '', began, due, ended, used FROM term ORDER BY place")]


def test_each_deadline_of_a_case_has_a_row(at: Little) -> None:
    number = at.file().number
    assert [(row[0], row[4], row[5]) for row in terms()] == [("accept", None, None)]
    at.office.set_clock(date(2025, 6, 5))
    at.do("accept", at.chen, number)
    record = queries.load(number)
    seen = derive.terms(queries.resolved(record), record, date(2025, 6, 9), ended=True)
    bound = [(term.id, term.due, term.ended) for term in seen if term.binds]
    assert [(row[0], row[3], row[4]) for row in terms()] == bound
    assert terms()[0][5] == 2  # filed on the 3rd, accepted on the 5th: two working days of three
    assert fsck(at.office) == []
    rows("UPDATE term SET used = 1 WHERE term = 'accept'")
    assert [flaw for flaw in fsck(at.office) if "counted otherwise" in flaw]


def test_what_is_owed_each_period_waits_from_the_day_after_it(watched: Office) -> None:
    number = did(watched, "begin", date(2025, 2, 3))
    actor = watched.actor("dora")
    wanted = {date(2025, 3, 31): None, date(2025, 4, 1): "later", date(2025, 4, 16): "late"}
    for on, group in wanted.items():
        found, _ = waiting(actor, on)
        assert [(item.record.number, item.group) for item in found] == ([(number, group)] if group else [])
        assert count(actor, on) == len(found)
    (late,), _ = waiting(actor, date(2025, 4, 16))
    assert late.term is not None and (late.term.label.en, late.due) == ("quarterly report · 2025-Q1", date(2025, 4, 15))
    did(watched, "report", date(2025, 4, 16), number, period="2025-Q1")
    assert waiting(actor, date(2025, 6, 30))[0] == [] and count(actor, date(2025, 6, 30)) == 0
    assert count(actor, date(2025, 7, 1)) == 1
    did(watched, "end", date(2025, 7, 2), number)
    record = queries.load(number)
    (owed,) = derive.breaches(queries.resolved(record), record, date(2025, 8, 1))[1:]
    assert owed.period == "2025-Q2" and owed.met is None  # it arose, and stays owed
    assert rows("SELECT since FROM owing") == []  # but nobody can do it any more
    assert fsck(watched) == []


def test_every_day_the_list_says_what_the_kernel_says(watched: Office) -> None:
    number = did(watched, "begin", date(2025, 5, 5))
    for label, on in (("2025-Q2", date(2025, 7, 9)), ("2025-Q3", date(2025, 10, 20))):
        did(watched, "report", on, number, period=label)
        record = queries.load(number)
        resolved = queries.resolved(record)
        for day in (on + timedelta(days=n) for n in range(0, 200, 7)):
            assert count(watched.actor("dora"), day) == bool(derive.owed_terms(resolved, record, day)), day
