"""A small rulebook and a small office, for tests of the store: two registrants, two desks, a bystander."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from guiju.kernel.journal import Receipt
from guiju.kernel.refusals import Refused
from guiju.shelf.shelf import BUILT_IN, Shelf
from guiju.store import codes
from guiju.store.office import Actor, Office, open_office
from guiju.store.perform import Opening, perform

BOOK = "XX/permit"
DAY = date(2025, 6, 3)
PERMIT = Opening(BOOK, "permit")
FACTS: Mapping[str, object] = {"name": "示例事项", "pieces": 3, "since": date(2025, 5, 1)}
YAML = """
rulebook: XX/permit
title: {zh: 示例许可, en: Example permit}
version: {number: "1", status: in_force, effective: 2025-01-01, EXPIRES}
calendar: CN
zone: Asia/Shanghai
roles:
  registrant: {label: {zh: 申请人, en: registrant}, cite: a1}
  registrar: {label: {zh: 登记机构, en: registrar}, cite: a1}
  interested_party: {label: {zh: 相关当事人, en: interested party}, cite: a1}
desks:
  acceptor: {label: {zh: 受理岗, en: acceptor}, cite: a1}
  reviewer: {label: {zh: 审核岗, en: reviewer}, cite: a1}
facts:
  permit_code: {type: text, label: {zh: 许可编号, en: code of the permit}, cite: a1}
  valid_from: {type: date, label: {zh: 生效日, en: first day}, cite: a1}
forms:
  permit:
    blocks:
      who: {label: {zh: 主体, en: who}, cite: a1}
      what: {label: {zh: 事项, en: what}, cite: a1}
    fields:
      name: {block: who, type: text, required: true, at: draft, label: {zh: 名称, en: name}, cite: a1}
      pieces: {block: what, type: integer, required: true, check: pieces >= 1, label: {zh: 件数, en: pieces}, cite: a1}
      since: {block: what, type: date, label: {zh: 起始日, en: since}, cite: a1}
      kinds: {block: what, type: choices, label: {zh: 类别, en: kinds}, cite: a1,
        one_of: {a: {zh: 甲, en: a}, b: {zh: 乙, en: b}}}
      price: {block: what, type: decimal, label: {zh: 价格, en: price}, cite: a1}
clocks:
  accept: {binds: registrar, length: ACCEPT, label: {zh: 受理期限, en: time to accept}, cite: a1}
  answer: {binds: registrant, length: 10nd, roll: false, at_end: lapse,
    label: {zh: 答复期限, en: time to answer}, cite: a1}
  decide: {binds: registrar, length: 20wd, label: {zh: 审查期限, en: time to decide}, cite: a1}
  protest: {length: 30nd, at_end: forget, label: {zh: 异议期限, en: time of a protest}, cite: a1}
  validity: {from: valid_from, length: 1y, count: same_day, at_end: expire, label: {zh: 有效期, en: validity}, cite: a1}
letters:
  notice:
    to: registrant
    lists: faults
    cite: a1
    zh: "{name}:请补正。"
    en: "{name}: please supplement."
views:
  shown: {fields: [name, pieces], label: {zh: 公示, en: shown}, cite: a1}
grounds:
  refuse:
    unlawful: {label: {zh: 违法, en: unlawful}, cite: a1}
procedures:
  permit:
    label: {zh: 许可, en: permit}
    cite: a1
    states:
      filed: {waits_for: registrar, clocks: accept, label: {zh: 已提交, en: filed}, cite: a1}
      returned: {waits_for: registrant, clocks: answer, label: {zh: 待补正, en: returned}, cite: a1}
      deciding: {waits_for: registrar, clocks: decide, label: {zh: 审查中, en: deciding}, cite: a1}
      granted: {clocks: validity, label: {zh: 已许可, en: granted}, cite: a1}
      refused: {final: true, label: {zh: 不予许可, en: refused}, cite: a1}
      lapsed: {final: true, label: {zh: 失效, en: lapsed}, cite: a1}
      expired: {final: true, label: {zh: 期满, en: expired}, cite: a1}
      stopped: {final: true, label: {zh: 终止, en: stopped}, cite: a1}
    acts:
      file: {from: start, to: filed, by: registrant, form: permit, label: {zh: 申请, en: file}, cite: a1}
      refile: {from: returned, to: filed, by: registrant, form: permit, label: {zh: 重新申请, en: file again}, cite: a1}
      lapse: {from: returned, to: lapsed, by: clock, label: {zh: 失效, en: lapse}, cite: a1}
      accept: {from: filed, to: deciding, by: registrar, desk: acceptor, label: {zh: 受理, en: accept}, cite: a1,
        effects: [{publish: shown}]}
      return: {from: filed, to: returned, by: registrar, desk: acceptor, label: {zh: 退回, en: return}, cite: a1,
        effects: [{letter: notice}]}
      grant: {from: deciding, to: granted, by: registrar, desk: reviewer, label: {zh: 许可, en: grant}, cite: a1,
        effects: [{code: {fact: permit_code, scheme: permit_code}}, {set: {valid_from: on}}]}
      refuse: {from: deciding, to: refused, by: registrar, desk: reviewer, grounds: refuse,
        label: {zh: 不予许可, en: refuse},
        cite: a1, effects: [{unpublish: shown}]}
      stop: {from: deciding, to: stopped, by: "case:protest", label: {zh: 终止, en: stop}, cite: a1}
      expire: {from: granted, to: expired, by: clock, label: {zh: 期满, en: expire}, cite: a1}
  protest:
    label: {zh: 异议, en: protest}
    about: permit
    cite: a1
    states:
      reviewing: {waits_for: registrar, clocks: protest, label: {zh: 复核中, en: under review}, cite: a1}
      upheld: {final: true, label: {zh: 成立, en: upheld}, cite: a1}
      rejected: {final: true, label: {zh: 不成立, en: rejected}, cite: a1}
    acts:
      protest: {from: start, to: reviewing, by: interested_party, label: {zh: 提出异议, en: protest}, cite: a1,
        effects: [{hold: {acts: grant, clocks: decide}}]}
      uphold: {from: reviewing, to: upheld, by: registrar, label: {zh: 成立, en: uphold}, cite: a1,
        effects: [release, {tell: {act: stop, in: deciding}}]}
      forget: {from: reviewing, to: rejected, by: clock,
        label: {zh: 未复核视为不成立, en: dropped}, cite: a1, effects: [release]}
provisions:
  a1: {says: {zh: 示例, en: an example}, effect: encoded}
"""


def permit_code(region: str, year: int, serial: int) -> str:
    return f"P{region}{year}{serial:04}"


codes.register("permit_code", permit_code)


def little_shelf(folder: Path, accept: str = "3wd", expires: date | None = None) -> Shelf:
    """The built-in shelf with the small rulebook beside it."""
    place = folder / BOOK
    place.mkdir(parents=True, exist_ok=True)
    until = f"expires: {expires}" if expires else ""
    text = YAML.replace("ACCEPT", accept).replace("EXPIRES", until)
    (place / "1.yaml").write_text(text, encoding="utf-8")
    return Shelf(BUILT_IN, folder)


@dataclass(frozen=True, slots=True)
class Little:
    """An open office with everybody in it."""

    office: Office
    anna: Actor  # files for the first registrant
    bert: Actor  # files for the second
    chen: Actor  # accepts
    dora: Actor  # reviews, and may record late
    eve: Actor  # signed in, no party

    def file(self, **more: object) -> Receipt:
        key = more.pop("key", None)
        assert key is None or isinstance(key, str)
        done = perform(self.office, "file", self.anna, opens=PERMIT, facts={**FACTS, **more}, key=key)
        assert isinstance(done, Receipt), done
        return done

    def do(self, verb: str, actor: Actor, case: str, **more: object) -> Receipt:
        done = perform(self.office, verb, actor, case=case, **more)  # type: ignore[arg-type]
        assert isinstance(done, Receipt), done
        return done

    def no(self, verb: str, actor: Actor, case: str, **more: object) -> Refused:
        done = perform(self.office, verb, actor, case=case, **more)  # type: ignore[arg-type]
        assert isinstance(done, Refused), done
        return done


@cache
def _template() -> tuple[Path, TemporaryDirectory[str]]:
    """An office as it is before the first act, made once: a copy is faster than migrations."""
    holder = TemporaryDirectory(prefix="guiju-")
    home = Path(holder.name) / "office"
    office = open_office(home, little_shelf(Path(holder.name) / "shelf"), demo=True)
    office.set_clock(DAY)
    desk = office.add_party("示例登记中心", "", "registrar", demo=True)
    for user, party in (("anna", "示例一局"), ("bert", "示例二局")):
        office.add_user(user, f"示例{user}")
        office.add_member(user, office.add_party(party, "", "organ", demo=True), "registrant")
    office.add_user("chen", "示例受理员")
    office.add_member("chen", desk, "registrar", ("acceptor",))
    office.add_user("dora", "示例审核员")
    office.add_member("dora", desk, "registrar", ("reviewer",), may_record_late=True)
    office.add_user("eve", "示例路人")
    close()
    return home, holder


def close() -> None:
    """Let go of the file: before copying it, and before another process takes over."""
    from django.db import connection

    connection.close()


def little(folder: Path, accept: str = "3wd") -> Little:
    """A fresh office in a folder."""
    home, _ = _template()
    shutil.copytree(home, folder / "office")
    return reopened(folder, accept)


def reopened(folder: Path, accept: str = "3wd", expires: date | None = None) -> Little:
    office = open_office(folder / "office", little_shelf(folder / "shelf", accept, expires))
    return Little(office, *(office.actor(name) for name in ("anna", "bert", "chen", "dora", "eve")))


def contents() -> list[str]:
    """Everything in the database, as SQL: to see that nothing changed."""
    from django.db import connection

    connection.ensure_connection()
    return list(connection.connection.iterdump())
