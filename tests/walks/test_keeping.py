"""What a text wants kept is not erased in passing: who erases it all the same says why, and the act keeps that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from guiju.faces.cli import main
from guiju.kernel.refusals import Reason, Refused
from guiju.shelf.shelf import BUILT_IN, Shelf
from guiju.store import queries
from guiju.store.database import rows
from guiju.store.erasing import Wish, erase
from guiju.store.fsck import fsck
from guiju.store.office import Office, open_office
from guiju.store.perform import Opening, perform
from tests.walks.little import close

BOOK = """
rulebook: XX/kept
title: {zh: 示例保存, en: Example of keeping}
version: {number: "1", status: in_force, effective: 2020-01-01}
calendar: CN
zone: Asia/Shanghai
roles: {registrar: {label: {zh: 登记机构, en: registrar}, cite: a1}}
forms:
  item:
    blocks: {person: {label: {zh: 联系人, en: person}, cite: a1}, thing: {label: {zh: 事项, en: thing}, cite: a1}}
    fields:
      person_name: {block: person, type: text, label: {zh: 姓名, en: name}, cite: a1}
      thing: {block: thing, type: text, label: {zh: 事项, en: thing}, cite: a1}
clocks: {keep: {length: 3y, roll: false, label: {zh: 保存期限, en: time to keep}, cite: a1}}
procedures:
  item:
    label: {zh: 登记, en: item}
    states:
      stands: {label: {zh: 有效, en: stands}, cite: a1, why: it stands until it ends}
      over: {label: {zh: 终止, en: over}, final: true, clocks: keep, cite: a1}
      dropped: {label: {zh: 撤下, en: dropped}, final: true, cite: a1}
    acts:
      enter: {from: start, to: stands, by: registrar, form: item, label: {zh: 登记, en: enter}, cite: a1}
      end: {from: stands, to: over, by: registrar, label: {zh: 终止, en: end}, cite: a1}
      drop: {from: stands, to: dropped, by: registrar, label: {zh: 撤下, en: drop}, cite: a1}
conflicts:
  erasing: {with: XX/law, theirs: {gives: {zh: 应当删除, en: it has to go}, cite: XX/law#a47},
    ours: {gives: {zh: 保存三年, en: kept for three years}, cite: a1}, kept: undecided, about: [clocks.keep],
    why: {zh: 未定, en: not settled}}
provisions: {a1: {effect: encoded}}
"""
GROUND = "当事人请求"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    folder = tmp_path / "shelf" / "XX" / "kept"
    folder.mkdir(parents=True)
    (folder / "1.yaml").write_text(BOOK, "utf-8")
    made = open_office(tmp_path / "office", Shelf(BUILT_IN, tmp_path / "shelf"), demo=True)
    made.add_user("dora", "示例审核员")
    made.add_member("dora", made.add_party("示例登记中心", "", "institution", demo=True), "registrar")
    yield made
    close()


def entered(office: Office, verb: str = "", on: date = date(2022, 6, 1)) -> str:
    """An item of 2021, ended a year later."""
    dora = office.actor("dora")
    office.set_clock(date(2021, 6, 1))
    made = perform(
        office, "enter", dora, opens=Opening("XX/kept", "item"), facts={"person_name": "某人", "thing": "示例"}
    )
    assert not isinstance(made, Refused), made
    if verb:
        office.set_clock(on)
        assert not isinstance(perform(office, verb, dora, case=made.number), Refused)
    return made.number


def asked(office: Office, number: str, despite: str = "") -> object:
    wish = Wish(case=number, blocks=("person",), despite=despite)
    return erase(office, office.actor("dora"), wish, GROUND)


def test_it_is_kept_while_it_stands_and_then_for_its_time(office: Office) -> None:
    number = entered(office)
    held = asked(office, number)
    assert isinstance(held, Refused) and held.reason is Reason.HELD and held.detail is not None
    assert held.cite == "XX/kept#a1" and "has not come" in held.detail.en
    assert "XX/law#a47" in held.detail.en and "应当删除" in held.detail.zh  # both sides are told
    office.set_clock(date(2022, 6, 1))
    assert not isinstance(perform(office, "end", office.actor("dora"), case=number), Refused)
    for on, said in ((date(2022, 6, 2), True), (date(2025, 6, 1), True), (date(2025, 6, 2), False)):
        office.set_clock(on)
        answer = asked(office, number)
        assert isinstance(answer, Refused) is said, on
        if isinstance(answer, Refused):
            assert answer.detail is not None and "2025-06-01" in answer.detail.en
    assert "某人" not in str(queries.load(number)) and fsck(office) == []


def test_whoever_decides_otherwise_says_why(office: Office) -> None:
    number = entered(office, "end")
    done = asked(office, number, despite="示例理由")
    assert not isinstance(done, Refused), done
    (content,) = rows("SELECT content FROM block WHERE act_id = %s AND name = '@act'", (done.act,))[0]  # type: ignore[attr-defined]
    said = json.loads(str(content))["kept"]
    assert said == {
        "number": number,
        "until": "2025-06-01",
        "cite": "XX/kept#a1",
        "against": "XX/law#a47",
        "despite": "示例理由",
    }
    assert fsck(office) == []


def test_what_ends_without_a_time_to_keep_goes(office: Office) -> None:
    assert not isinstance(asked(office, entered(office, "drop")), Refused)


def test_the_command_line_tells_both_and_takes_the_reason(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    number = entered(office, "end")
    monkeypatch.setenv("GUIJU_HOME", str(office.path))
    monkeypatch.setenv("GUIJU_SHELF", str(office.path.parent / "shelf"))
    words = ["erase", number, "--block", "person", "--ground", GROUND, "--as", "dora", "--lang", "en"]
    assert main(words) == 1
    told = "".join(capsys.readouterr())
    assert "2025-06-01" in told and "it has to go" in told
    assert main([*words, "--despite", "示例理由"]) == 0, capsys.readouterr()
