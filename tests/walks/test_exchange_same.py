"""No double filing across offices: refused or pointed out by digests alone, and shut to everybody but known offices."""

from __future__ import annotations

from pathlib import Path

import pytest

from guiju.kernel import certificate
from guiju.kernel.refusals import Reason, Refused
from guiju.kernel.sameness import SAME
from guiju.store import certificates, erasing, mirrors, queries, sending, unlike
from guiju.store.fsck import fsck
from tests.walks.deeds import DEED, USCC, Deeds, only, reached, two

UNIQUE = """unique:
      same_evidence: {key: [holder_uscc, evidence], except_in: [entry.ended], label: {zh: 同一存证, en: same}, cite: a1}
      same_code: {key: [catalogue], except_in: [entry.ended], label: {zh: 同一编码, en: same code}, cite: a1}
      same_name: {key: [deed_name], else: warn, label: {zh: 同名, en: same name}, cite: a1}"""
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Deeds, Deeds]:
    return two(tmp_path, UNIQUE)


def file(deeds: Deeds, name: str, **more: object) -> object:
    return deeds.tried("register", "anna", opens=DEED, facts={"holder_uscc": USCC, "deed_name": name, **more})


def refused_for(answer: object) -> dict[str, str | None]:
    """Rule -> whose record stands in the way."""
    assert isinstance(answer, Refused) and answer.reason is Reason.DUPLICATE, answer
    return {fault.field: fault.case for fault in answer.faults}


def test_what_is_registered_elsewhere_is_refused_here_and_there(pair: tuple[Deeds, Deeds]) -> None:
    province, nation = pair
    first = province.register("示例甲", evidence=HASH)
    second = nation.register("示例乙", catalogue="CAT-0007")
    assert refused_for(file(province, "示例丙", evidence=HASH)) == {
        "same_evidence": first.removesuffix("-1")
    }  # our own
    nation.receive(province.parcel())
    province.receive(nation.parcel())
    assert refused_for(file(nation, "示例丙", evidence=HASH)) == {"same_evidence": f"province:{first}"}
    assert refused_for(file(province, "示例丁", catalogue=" cat－0007 ")) == {"same_code": f"nation:{second}"}
    assert not isinstance(file(nation, "示例丙", evidence=HASH[::-1]), Refused)
    for office in (province.office, nation.office):
        office.bind()
        assert fsck(office) == []


def test_another_registrant_with_the_same_file_is_another_matter(pair: tuple[Deeds, Deeds]) -> None:
    province, nation = pair
    province.register("示例甲", evidence=HASH)
    nation.receive(province.parcel())
    assert not isinstance(file(nation, "示例乙", holder_uscc="12350000DEM000022C", evidence=HASH), Refused)


def test_what_only_looks_alike_is_pointed_out_and_taken(pair: tuple[Deeds, Deeds]) -> None:
    province, nation = pair
    theirs = province.register("示例同名")
    nation.receive(province.parcel())
    mine = nation.register("示例同名")
    nation.office.bind()
    case = queries.load(mine.removesuffix("-1"))
    assert [(one.rule, one.number) for one in case.alike] == [("same_name", f"province:{theirs}")]
    nation.sequence()
    assert fsck(nation.office) == []


def test_what_no_longer_stands_there_bars_nothing_here(pair: tuple[Deeds, Deeds]) -> None:
    province, nation = pair
    number = province.register("示例甲", evidence=HASH)
    nation.receive(province.parcel())
    assert refused_for(file(nation, "示例乙", evidence=HASH))
    province.do("end", "chen", case=number)
    nation.receive(province.parcel(*reached(nation)))
    assert not isinstance(file(nation, "示例乙", evidence=HASH), Refused)
    nation.sequence()
    assert fsck(nation.office) == []


def test_digests_are_opened_to_known_offices_only(pair: tuple[Deeds, Deeds]) -> None:
    province, nation = pair
    number = province.register("示例甲", evidence=HASH, catalogue="CAT-0007")
    to_peer = b"".join(province.parcel().lines()).decode()
    for private in (HASH, "CAT-0007", USCC):
        assert private not in to_peer
    assert SAME in to_peer
    to_anyone = b"".join(sending.parcel(province.office).lines()).decode()
    own = certificates.of_record(province.office, number)
    assert own is not None and f'"{SAME}{number}":{{"content"' not in to_anyone
    assert [block.name for block in certificate.read(own).opened] == [f"@public/{number}"]
    nation.receive(province.parcel())
    kept = only(nation.office)
    assert len(kept.held.opened) == 2
    shown = certificate.read(sending.shut(kept.held))
    assert [block.name for block in shown.opened] == [f"@public/{number}"] and certificate.check_content(shown) == ()


def test_a_feed_without_digests_finds_no_duplicates_and_takes_none_away(pair: tuple[Deeds, Deeds]) -> None:
    province, nation = pair
    number = province.register("示例甲", evidence=HASH)
    province.sequence()
    shut = sending.parcel(province.office, trees=True)
    nation.receive(shut)
    assert nation.tables()["same"] == []
    assert nation.receive(province.parcel()).same == 1  # the very same leaf, now with its digests
    assert nation.receive(shut).same == 1
    assert refused_for(file(nation, "示例丙", evidence=HASH)) == {"same_evidence": f"province:{number}"}
    nation.sequence()
    assert fsck(nation.office) == []


def test_networks_with_other_names_do_not_meet(pair: tuple[Deeds, Deeds]) -> None:
    province, nation = pair
    province.office.bind()
    unlike.set_network("fujian 2026")
    province.register("示例甲", evidence=HASH)
    nation.receive(province.parcel())
    assert not isinstance(file(nation, "示例乙", evidence=HASH), Refused)


def test_an_erasure_reaches_the_mirror_under_its_rulebook(pair: tuple[Deeds, Deeds]) -> None:
    """What was erased there goes here with the next certificate, which says under which rulebook it stands."""
    province, nation = pair
    number = province.register("示例某人")
    nation.receive(province.parcel())
    done = erasing.erase(
        province.office, province.actor("chen"), erasing.Wish(case=number.removesuffix("-1"), blocks=("what",)), "drill"
    )
    assert not isinstance(done, Refused), done
    province.parcel()  # finds that the newest face stands under no rulebook, and makes one that does
    sent = province.parcel(*reached(nation))
    renewed = nation.receive(sent)
    assert renewed.renewed == [number] and not renewed.refused
    assert "示例某人" not in only(nation.office).certificate.decode() and mirrors.listed(search="某人").rows == ()
    province.sequence()
    assert fsck(province.office) == [] and fsck(nation.office) == []
