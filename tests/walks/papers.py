"""Two small rulebooks of which one asks for cases of the other, and an office with an applicant and an officer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from guiju.kernel.journal import Receipt
from guiju.kernel.refusals import Refused
from guiju.shelf.shelf import BUILT_IN, Shelf
from guiju.store.office import Actor, Office, open_office
from guiju.store.perform import Opening, perform
from guiju.wings.registry.demo.cast import credit_code

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
    unique: {key: uscc, except_in: barred, label: {zh: 已在列, en: listed already}, cite: a1}
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
