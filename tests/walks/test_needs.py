"""Needs in a real office: found by code, kept with the act, told again, and never passed by two at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from guiju.kernel.journal import Receipt
from guiju.kernel.refusals import Reason, Refused
from guiju.kit.looks import look
from guiju.kit.view import case_view
from guiju.shelf.shelf import BUILT_IN, Shelf
from guiju.store import queries
from guiju.store.database import rows, text
from guiju.store.erasing import Wish, erase
from guiju.store.fsck import fsck
from guiju.store.office import Actor, Office, open_office
from guiju.store.perform import Opening, perform
from guiju.wings.registry.demo.cast import credit_code
from tests.walks.little import close
from tests.walks.test_store import statements

DAY = date(2025, 6, 3)
FIRM, OTHER = credit_code(1), credit_code(2)
HEAD = """
title: {zh: 例, en: example}
version: {number: "1", status: in_force, effective: 2025-01-01}
calendar: CN
zone: Asia/Shanghai
roles:
  registrant: {label: {zh: 申请人, en: applicant}, cite: a1}
  registrar: {label: {zh: 登记机构, en: registrar}, cite: a1}
provisions: {a1: {says: {zh: 例, en: example}, effect: encoded}}
"""
PAPERS = (
    "rulebook: XX/papers"
    + HEAD
    + """
facts: {until: {type: date, label: {zh: 至, en: until}, cite: a1}}
forms:
  report:
    blocks: {main: {label: {zh: 主, en: main}, cite: a1}, person: {label: {zh: 人, en: person}, cite: a1}}
    fields:
      firm: {block: main, type: text, label: {zh: 机构代码, en: firm}, cite: a1}
      writer: {block: person, type: text, secret: true, label: {zh: 撰写人, en: writer}, cite: a1}
  firm:
    blocks: {main: {label: {zh: 主, en: main}, cite: a1}}
    fields: {uscc: {block: main, type: uscc, required: true, at: draft, label: {zh: 代码, en: code}, cite: a1}}
clocks: {good: {until: until, at_end: lapse, label: {zh: 有效期, en: good for}, cite: a1}}
procedures:
  report:
    label: {zh: 报告, en: report}
    cite: a1
    states:
      signed: {clocks: good, label: {zh: 已签署, en: signed}, cite: a1}
      lapsed: {final: true, label: {zh: 已失效, en: lapsed}, cite: a1}
    acts:
      sign: {from: start, to: signed, by: registrant, form: report, label: {zh: 签署, en: sign}, cite: a1,
        effects: [{set: {until: "add(on, 10, 'nd')"}}]}
      lapse: {from: signed, to: lapsed, by: clock, label: {zh: 失效, en: lapse}, cite: a1}
  firm:
    label: {zh: 机构, en: firm}
    cite: a1
    states:
      listed: {why: 例, label: {zh: 在列, en: listed}, cite: a1}
      barred: {final: true, label: {zh: 禁止, en: barred}, cite: a1}
    acts:
      list: {from: start, to: listed, by: registrar, form: firm, label: {zh: 列入, en: list}, cite: a1}
      bar: {from: listed, to: barred, by: registrar, label: {zh: 禁止, en: bar}, cite: a1}
"""
)
LAW = (
    "rulebook: XX/filing"
    + HEAD
    + """
facts: {seen: {type: text, label: {zh: 所见, en: seen}, cite: a1}}
forms:
  file:
    blocks: {main: {label: {zh: 主, en: main}, cite: a1}}
    fields: {paper: {block: main, type: text, label: {zh: 报告号, en: report}, cite: a1}}
procedures:
  filing:
    label: {zh: 申请, en: filing}
    cite: a1
    states:
      open: {waits_for: registrar, why: 例, label: {zh: 办理中, en: open}, cite: a1}
      done: {final: true, label: {zh: 办结, en: done}, cite: a1}
    acts:
      file: {from: start, to: open, by: registrant, form: file, label: {zh: 申请, en: file}, cite: a1,
        needs: {report: &r {case: XX/papers#report, key: {number: paper}, in: signed, cite: a1,
            remedy: {zh: 先签署报告, en: sign a report first}},
          firm: {case: XX/papers#firm, key: {uscc: report.firm}, not_in: barred, cite: a1,
            remedy: {zh: 换一家机构, en: choose another firm}}},
        effects: [{set: {seen: report.firm}}]}
      close: {from: open, to: done, by: registrar, label: {zh: 办结, en: close}, cite: a1,
        needs: {report: {case: XX/papers#report, key: {number: paper}, in: signed, cite: a1,
            remedy: {zh: 先签署报告, en: sign a report first}}}}
"""
).replace("&r ", "")


class Bench:
    """An office with an applicant and an officer."""

    def __init__(self, folder: Path) -> None:
        for name, body in (("papers", PAPERS), ("filing", LAW)):
            place = folder / "shelf" / "XX" / name
            place.mkdir(parents=True)
            (place / "1.yaml").write_text(body, "utf-8")
        self.office: Office = open_office(folder / "office", Shelf(BUILT_IN, folder / "shelf"), demo=True)
        self.office.set_clock(DAY)
        for name, role in (("anna", "registrant"), ("chen", "registrar")):
            party = self.office.add_party(f"示例{name}", "", "organ")
            self.office.add_user(name, name)
            self.office.add_member(name, party, role)
        self.anna: Actor = self.office.actor("anna")
        self.chen: Actor = self.office.actor("chen")

    def opens(self, rulebook: str, procedure: str, verb: str, who: Actor, **facts: object) -> Receipt | Refused:
        return perform(self.office, verb, who, opens=Opening(rulebook, procedure), facts=facts)

    def report(self, firm: str = FIRM) -> str:
        made = self.opens("XX/papers", "report", "sign", self.anna, firm=firm, writer="示例某人")
        assert isinstance(made, Receipt), made
        return made.number

    def firm(self, uscc: str = FIRM) -> str:
        made = self.opens("XX/papers", "firm", "list", self.chen, uscc=uscc)
        assert isinstance(made, Receipt), made
        return made.number

    def file(self, paper: str) -> Receipt | Refused:
        return self.opens("XX/filing", "filing", "file", self.anna, paper=paper)

    def filed(self, paper: str) -> str:
        made = self.file(paper)
        assert isinstance(made, Receipt), made
        return made.number


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
