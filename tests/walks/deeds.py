"""Two offices that register deeds under a small rulebook, each with its own database, log and keys: for the exchange.

One act registers a deed and opens its entry; entries are amended, ended, and marked while somebody disputes them.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from guiju.kernel.journal import Receipt
from guiju.kernel.parcel import Parcel, read
from guiju.kernel.refusals import Refused
from guiju.shelf.shelf import BUILT_IN, Shelf
from guiju.store import codes, exchange, log, mirrors, peers, sending
from guiju.store.exchange import Outcome
from guiju.store.office import Actor, Office, open_office
from guiju.store.peers import ExchangeError, Wish
from guiju.store.perform import Opening, perform
from guiju.store.signing import make_keys, open_keys
from tests.walks.little import close

BOOK = "XX/deeds"
DAY = date(2025, 6, 3)
DEED = Opening(BOOK, "deed")
USCC = "12350000DEM000014H"
YAML = """
rulebook: XX/deeds
title: {zh: 示例契据登记, en: Example register of deeds}
version: {number: "1", status: in_force, effective: 2025-01-01}
calendar: CN
zone: Asia/Shanghai
roles:
  registrant: {label: {zh: 登记主体, en: registrant}, cite: a1}
  registrar: {label: {zh: 登记机构, en: registrar}, cite: a1}
  interested_party: {label: {zh: 利害关系人, en: interested party}, cite: a1}
facts:
  deed_code: {type: text, label: {zh: 契据编码, en: code of the deed}, cite: a1}
forms:
  deed:
    blocks:
      who: {label: {zh: 主体, en: who}, cite: a1}
      what: {label: {zh: 事项, en: what}, cite: a1}
    fields:
      holder_uscc: {block: who, type: uscc, required: true, label: {zh: 信用代码, en: credit code}, cite: a1}
      deed_name: {block: what, type: text, required: true, label: {zh: 名称, en: name}, cite: a1}
      secret_note: {block: what, type: text, secret: true, label: {zh: 内情, en: inside story}, cite: a1}
      evidence: {block: what, type: text, label: {zh: 存证摘要, en: digest of the evidence}, cite: a1}
      catalogue: {block: what, type: text, label: {zh: 目录编码, en: catalogue code}, cite: a1}
  new_name:
    blocks: {what: {label: {zh: 事项, en: what}, cite: a1}}
    fields:
      deed_name: {block: what, type: text, required: true, label: {zh: 名称, en: name}, cite: a1}
views:
  shown: {fields: [deed_name], label: {zh: 公示, en: shown}, cite: a1}
marks: {disputed: {label: {zh: 有争议, en: disputed}, cite: a1}}
procedures:
  deed:
    label: {zh: 契据登记, en: registration of a deed}
    cite: a1
    # UNIQUE
    states:
      registered: {label: {zh: 已登记, en: registered}, final: true, cite: a1}
    acts:
      register: {from: start, to: registered, by: registrant, form: deed, label: {zh: 登记, en: register}, cite: a1,
        effects: [{publish: shown}, {code: {fact: deed_code, scheme: deed_code}},
          {open: {case: entry, in: valid, about: me, copy: [deed_name, deed_code]}}]}
  entry:
    label: {zh: 契据, en: deed}
    about: deed
    cite: a1
    states:
      valid: {label: {zh: 有效, en: valid}, cite: a1}
      ended: {final: true, label: {zh: 已注销, en: ended}, cite: a1}
    acts:
      amend: {from: valid, by: registrar, form: new_name, label: {zh: 变更, en: amend}, cite: a1,
        effects: [{set: {deed_name: deed_name}}]}
      end: {from: valid, to: ended, by: registrar, label: {zh: 注销, en: end}, cite: a1}
  dispute:
    label: {zh: 争议, en: dispute}
    about: entry
    cite: a1
    states:
      open: {waits_for: registrar, label: {zh: 待处理, en: open}, cite: a1}
      settled: {final: true, label: {zh: 已了结, en: settled}, cite: a1}
    acts:
      contest: {from: start, to: open, by: interested_party, label: {zh: 提出争议, en: dispute it}, cite: a1,
        effects: [{hold: {mark: disputed}}]}
      settle: {from: open, to: settled, by: registrar, label: {zh: 了结, en: settle}, cite: a1, effects: [release]}
provisions:
  a1: {says: {zh: 示例, en: an example}, effect: encoded}
"""


def deed_code(region: str, year: int, serial: int) -> str:
    return f"Q{region}{year}{serial:05}"


codes.register("deed_code", deed_code)


def deeds_shelf(folder: Path, unique: str = "") -> Shelf:
    """The built-in shelf with the small rulebook beside it; `unique` are its rules against duplicates."""
    place = folder / BOOK
    place.mkdir(parents=True, exist_ok=True)
    (place / "1.yaml").write_text(YAML.replace("# UNIQUE", unique or "# none"), encoding="utf-8")
    return Shelf(BUILT_IN, folder)


@dataclass(frozen=True, slots=True)
class Deeds:
    """An open office with everybody in it. Several are open at once: each act binds its own."""

    office: Office
    name: str

    def actor(self, user: str) -> Actor:
        return self.office.actor(user)

    def register(self, name: str = "示例契据", **more: object) -> str:
        """The number of the new entry."""
        done = self.tried("register", "anna", opens=DEED, facts={"holder_uscc": USCC, "deed_name": name, **more})
        assert isinstance(done, Receipt), done
        return f"{done.number}-1"

    def tried(self, verb: str, user: str, **more: object) -> Receipt | Refused:
        return perform(self.office, verb, self.actor(user), **more)  # type: ignore[arg-type]

    def do(self, verb: str, user: str, **more: object) -> Receipt:
        done = self.tried(verb, user, **more)
        assert isinstance(done, Receipt), done
        return done

    def amend(self, number: str, name: str) -> None:
        self.do("amend", "chen", case=number, facts={"deed_name": name})

    def dispute(self, number: str) -> str:
        return self.do("contest", "eve", opens=Opening(BOOK, "dispute", number)).number

    def sequence(self) -> None:
        log.sequence(self.office)

    def parcel(self, after: int = 0, known: int = 0, **more: object) -> Parcel:
        """What this office sends now, as it comes out of a file again."""
        self.sequence()
        made = sending.parcel(self.office, after, known, 1000, trees=True, closed=False, **more)  # type: ignore[arg-type]
        return read(list(made.lines()))

    def knows(self, other: Deeds, url: str = "", **more: object) -> None:
        keys = open_keys(other.office.path).verifiers()
        wish = Wish(name=other.name, url=url, keys=keys, **more)  # type: ignore[arg-type]
        peers.know(self.office, self.actor("chen"), wish)

    def receive(self, parcel: Parcel) -> Outcome:
        return exchange.receive(self.office, parcel)

    def tables(self) -> dict[str, list[str]]:
        """Everything that came from others, and the cases: to see that nothing changed."""
        from django.db import connection

        self.office.bind()
        connection.ensure_connection()
        kept = [line for line in connection.connection.iterdump() if line.startswith("INSERT INTO")]
        names = ("mirror", "same", "tree", "record", "act")
        return {name: [line for line in kept if line.startswith(f'INSERT INTO "{name}"')] for name in names}


@cache
def _template() -> tuple[Path, TemporaryDirectory[str]]:
    holder = TemporaryDirectory(prefix="guiju-deeds-")
    home = Path(holder.name) / "office"
    office = open_office(home, deeds_shelf(Path(holder.name) / "shelf"), demo=True)
    office.set_clock(DAY)
    desk = office.add_party("示例登记中心", "", "registrar", demo=True)
    office.add_user("anna", "示例安")
    office.add_member("anna", office.add_party("示例一局", USCC, "organ", demo=True), "registrant")
    office.add_user("chen", "示例陈")
    office.add_member("chen", desk, "registrar", ())
    office.add_user("eve", "示例路人")
    close()
    return home, holder


def deeds(folder: Path, name: str, region: str, unique: str = "") -> Deeds:
    """A fresh office in a folder, with keys of its own."""
    home, _ = _template()
    close()
    shutil.copytree(home, folder / name)
    office = open_office(folder / name, deeds_shelf(folder / "shelf", unique)).set_region(region)
    make_keys(office.path, f"{name}.example/log", demo=True, today=DAY, sm=False)
    return Deeds(office, name)


def reopened(folder: Path, name: str) -> Deeds:
    return Deeds(open_office(folder / name, Shelf(BUILT_IN, folder / "shelf")), name)


def two(folder: Path, unique: str = "") -> tuple[Deeds, Deeds]:
    """A province and the nation, which know each other's keys."""
    province, nation = deeds(folder, "province", "350000", unique), deeds(folder, "nation", "100000", unique)
    nation.knows(province)
    province.knows(nation)
    return province, nation


def faces(parcel: Parcel) -> Mapping[str, str]:
    """Number -> state, as the certificates of a parcel say."""
    from guiju.kernel import certificate

    held = [certificate.read(data).content("@public/") or {} for data in parcel.certificates]
    return {str(face["record"]): str(face["state"]["id"]) for face in held}  # type: ignore[index]


def only(office: Office) -> mirrors.Mirror:
    office.bind()
    (found,) = mirrors.listed().rows
    return found


def refusal(deeds: Deeds, sent: Parcel) -> ExchangeError:
    """The parcel is refused as a whole, which changes nothing that is kept, and is on the list."""
    before = deeds.tables()
    with pytest.raises(ExchangeError) as caught:
        deeds.receive(sent)
    assert deeds.tables() == before
    deeds.office.bind()
    newest = next(exchange.declined())
    assert newest["reason"] == caught.value.kind and newest["number"] == ""
    return caught.value


def reached(deeds: Deeds) -> tuple[int, int]:
    deeds.office.bind()
    (peer,) = [one for one in peers.every_peer() if one.note is not None]
    assert peer.seen is not None
    return peer.cursor, peer.seen.size
